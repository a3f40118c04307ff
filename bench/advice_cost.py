"""What advice costs a till: time and memory to import it and to read the pack, time to score, in a process of its own.

python3 -m bench.advice_cost FOLDER < MEMBER_IDS

``bench.panel`` gives the folder of a till and the ids as a JSON list; the answer is one line of JSON.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import posapp.adapters.db.open_file
import posapp.services.searching
import posapp.services.selling  # noqa: F401 - what a till imports without advice is no cost of it

ADVICE = ("posapp.adapters.adviser.packed", "posapp.services.advising")
MOST_SUGGESTIONS = 12
"""As many as a panel asks for."""

_PAGE_KIB = 4


def main(folder: Path, members: Sequence[str]) -> None:
    """Import, read and score, one after the other."""
    before, start = _memory_mb(), time.perf_counter()
    for name in ADVICE:
        importlib.import_module(name)
    imported = time.perf_counter() - start
    added = _memory_mb() - before

    from posapp.adapters.adviser.packed import PackedAdviser
    from posapp.adapters.db.open_file import open_till
    from posapp.adapters.secrets import FileSecrets
    from posapp.config.paths import MIGRATIONS
    from posapp.domain.clock import SystemClock
    from posapp.services.rails import Rails
    from sync.protocol import rows

    clock = SystemClock()
    till = open_till(
        folder,
        secrets=FileSecrets(folder / "secrets.json"),
        clock=clock,
        migrations=MIGRATIONS / "till",
        ballast_bytes=0,
    )
    try:
        with till.view() as view:
            row = view.rows.all(rows.AdvicePack)[0]
            histories = view.rows.many(rows.History, members)
            before = _memory_mb()
            hanging = Rails().look(view)
            adviser = PackedAdviser(lambda: row)
            if not adviser.version():
                raise SystemExit("this till has no model pack that it can read")
            times = []
            for history in histories.values():
                start = time.perf_counter()
                adviser.suggest(history.happenings, hanging, personal=True, now=clock.now(), most=MOST_SUGGESTIONS)
                times.append((time.perf_counter() - start) * 1000)
            added += _memory_mb() - before
    finally:
        till.close()
    pack_mb = len(row.content) / 1e6
    print(json.dumps({"import_s": imported, "memory_mb": added, "pack_mb": pack_mb, "scoring_ms": times}))


def _memory_mb() -> float:
    """Return what this process has in memory (Linux)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE_KIB / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.stdin.read()))
