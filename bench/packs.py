"""What a model pack of 5,000 styles costs: to train, to carry, to judge, to read, to hold, to rebuild in a shop.

python3 -m bench.packs [--quick]

All of it is work of one processor that nobody waits for, so its times are those of the processor, whatever else runs.
"""

from __future__ import annotations

import dataclasses
import time
import tracemalloc
from collections.abc import Callable

import zstandard
from msgspec.structs import replace

from bench.chain import SMALL, Size, grown_past
from bench.table import Figures, arguments, lay_out, show
from posapp.adapters.adviser.judging import trouble_of
from posapp.domain.advice.pack import FORM, Pack, read, write
from posapp.domain.advice.rebuilding import LOOK_BACK_DAYS, Bought, rebuilt
from posapp.domain.clock import DAY, Millis, SystemClock
from sync.hub.training.learning import learn
from sync.hub.training.past import ChainPast
from sync.protocol.canonical import digest
from sync.protocol.rows import AdvicePack
from sync.protocol.signing import KeyPair, chain_id_of, new_key_pair, pack_message, sign

LARGE = Size(11, 1)
"""Eleven catalogues of the demo's 486 styles, of which the first 5,000 are taken, and 5,000 members."""

STYLES = 5_000
MOST_BYTES, MOST_MEMORY = 5_000_000, 100_000_000
ROUNDS, QUICK_ROUNDS = 15, 3


def main() -> None:
    """Train one pack, and measure what becomes of it."""
    is_quick = arguments(__doc__).quick
    now = SystemClock().now()
    past = grown_past(SMALL if is_quick else LARGE, now)
    past = dataclasses.replace(past, styles=past.styles[:STYLES])
    start = time.process_time()
    pack = learn(past)
    seconds = time.process_time() - start
    content = write(pack)
    _show_size(pack, content, seconds, len(past.lives))
    root, rounds = new_key_pair(), QUICK_ROUNDS if is_quick else ROUNDS
    row, bought = _signed(pack, content, root, now), _bought(past, now)
    show(
        "A model pack at the till",
        [
            _timed(
                "judged: signature, checksum, form, content", rounds, lambda: trouble_of(row, root.public, None, now)
            ),
            _timed("read into memory", rounds, lambda: read(content)),
            _timed(f"rebuilt from {len(bought):,} lines sold here", rounds, lambda: rebuilt(pack, bought, now)),
        ],
        "of the processor; the worker judges it and rebuilds it at night, the window reads each version once",
    )


def _show_size(pack: Pack, content: str, seconds: float, members: int) -> None:
    size, carried = len(content.encode()), len(zstandard.ZstdCompressor(level=3).compress(content.encode()))
    tracemalloc.start()
    held = read(content)
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    lay_out(
        f"A model pack of {len(held.styles):,} styles",
        [
            ("of it", "found", "goal"),
            ("size", f"{size / 1e6:.2f} MB", f"≤ 5 MB: {'met' if size <= MOST_BYTES else 'missed'}"),
            ("on the wire (zstd)", f"{carried / 1e6:.2f} MB", ""),
            (
                "memory of the till",
                f"{memory / 1e6:.0f} MB",
                f"≤ 100 MB: {'met' if memory <= MOST_MEMORY else 'missed'}",
            ),
            ("training, of the processor", f"{seconds:.0f} s", ""),
        ],
        f"version {pack.version}, trained on what {members:,} members did, on one core where the libraries allow",
    )


def _signed(pack: Pack, content: str, root: KeyPair, now: Millis) -> AdvicePack:
    row = AdvicePack(
        id="pack",
        version=pack.version,
        trained_ms=pack.trained,
        checksum=digest(content.encode()),
        content=content,
        form=FORM,
        chain_id=chain_id_of(root.public),
        published_ms=now,
    )
    return replace(row, root_signature=sign(root.private, pack_message(row)))


def _bought(past: ChainPast, now: Millis) -> list[Bought]:
    """Return what members bought lately, as if all of it had been at one shop."""
    since = now - LOOK_BACK_DAYS * DAY
    lives = past.lives.items()
    return [
        Bought(member, one.style_id, one.at_ms)
        for member, life in lives
        for one in life
        if one.kind == "bought" and one.at_ms >= since
    ]


def _timed(name: str, rounds: int, work: Callable[[], object]) -> Figures:
    figures = Figures(name)
    for _ in range(rounds):
        start = time.process_time()
        work()
        figures.times.append((time.process_time() - start) * 1000)
    return figures


if __name__ == "__main__":
    main()
