"""Besiege chain after chain until enough was killed, and say what came of it: ``posapp prove --kills``.

The last line on standard output is JSON; the exit status is 0 only if nothing was lost or doubled and all else held.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from sync.kill_points import MOMENTS
from sync.proving.checks import check
from sync.proving.siege import Siege

KILLS_A_ROUND = 40
ROUNDS_A_CHAIN = 4
SIDE_BY_SIDE = 2
"""How many chains are besieged at the same time."""

_DONE = (
    "sales",
    "sales paid by phone",
    "charged by phone and gone back",
    "returns and exchanges",
    "orders handed out",
)


@dataclass
class Verdict:
    """What a run came to."""

    kills: Counter[str] = field(default_factory=Counter)
    restores: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def line(self) -> str:
        """Return the last line."""
        return msgspec.json.encode(
            {
                "kills": self.kills.total(),
                "lost": self.lost,
                "doubled": self.doubled,
                "violations": len(self.violations),
                "seconds": round(self.seconds, 1),
            }
        ).decode()


class Killing:
    """Hands out chains to besiege until ``kills`` deaths were dealt; each chain's seed is its number's."""

    def __init__(self, kills: int, seed: int, *, tills: int, folder: Path, say: Callable[[str], None]) -> None:
        self.verdict = Verdict()
        self._wanted = kills
        self._seed = seed
        self._tills = tills
        self._folder = folder
        self._say = say
        self._chains = 0
        self._lock = threading.Lock()

    def run(self, side_by_side: int) -> Verdict:
        """Besiege so many chains at a time until enough was killed."""
        begun = time.monotonic()
        threads = [threading.Thread(target=self._besiege_on, name=f"siege-{n}") for n in range(side_by_side)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.verdict.seconds = time.monotonic() - begun
        return self.verdict

    def _besiege_on(self) -> None:
        while (number := self._next_chain()) is not None:
            folder = self._folder / f"chain-{number}"
            try:
                self._besiege(f"{self._seed}/{number}", folder)
            except Exception as error:  # noqa: BLE001 - whatever the siege itself trips over is a finding
                with self._lock:
                    self.verdict.violations.append(f"chain {number}: {error!r}")
                    self._say(f"chain {number}: {error!r}")
                return
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _next_chain(self) -> int | None:
        with self._lock:
            if self.verdict.kills.total() >= self._wanted:
                return None
            self._chains += 1
            return self._chains

    def _besiege(self, seed: str, folder: Path) -> None:
        siege = Siege(seed, folder, tills=self._tills)
        try:
            for _ in range(ROUNDS_A_CHAIN):
                before = Counter(siege.books.kills)
                found = len(siege.books.violations)
                with self._lock:
                    left = self._wanted - self.verdict.kills.total()
                if left <= 0:
                    break
                siege.round(min(KILLS_A_ROUND, left))
                tills = {shop: siege.till_folder(shop) for shop in siege.shops}
                check(siege.books, siege.hub_file, tills, siege.gateway.ledger())
                siege.shut()
                with self._lock:
                    self.verdict.kills += siege.books.kills - before
                    for violation in siege.books.violations[found:]:
                        self._say(f"seed {seed}: {violation}")
        finally:
            siege.close()
            with self._lock:
                self.verdict.restores += siege.books.restores
                self.verdict.done += siege.books.done() + siege.books.phones
                self.verdict.lost += siege.books.lost
                self.verdict.doubled += siege.books.doubled
                self.verdict.violations += siege.books.violations


def prove_kills(
    kills: int,
    seed: int,
    *,
    tills: int = 2,
    side_by_side: int = SIDE_BY_SIDE,
    say: Callable[[str], None] | None = None,
) -> int:
    """Deal so many deaths; return the exit status. The schedule is the seed's, the interleaving the machine's."""
    tell = say or _say
    # On the disk and not in memory: fsync is part of what is proved.
    folder = Path(tempfile.mkdtemp(prefix="posapp-kills-"))
    try:
        verdict = Killing(kills, seed, tills=tills, folder=folder, say=tell).run(side_by_side)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for moment in MOMENTS:
        tell(f"{verdict.kills[moment]:8} {moment}")
    tell(f"{verdict.kills['kill -9']:8} from outside")
    for how in ("announced", "silent"):
        tell(f"{verdict.restores[how]:8} restores of the hub, {how}")
    for what in _DONE:
        tell(f"{verdict.done[what]:8} {what}")
    tell(verdict.line())
    return 1 if verdict.violations or verdict.lost or verdict.doubled else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
