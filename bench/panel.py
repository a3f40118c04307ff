"""From a member's scanned code to her panel painted in the real window.

python3 -m bench.panel [--quick]
"""

from __future__ import annotations

import random
import time
from functools import partial

from bench.chain import LARGE, SMALL, Size, till_folder
from bench.counter import open_counter
from bench.table import Figures, arguments, show
from posapp.ui.screens.member.presenter import MemberPresenter

ROUNDS, QUICK_ROUNDS = 150, 30
MOST_MS = 100


def main() -> None:
    """Scan one member after the other."""
    quick = arguments(__doc__).quick
    figures = [one for size in ((SMALL,) if quick else (SMALL, LARGE)) for one in _scan(size, quick=quick)]
    show(
        "Panel: scanned code to member panel painted",
        figures,
        "from the scanner's Enter: signature checked, member put on the cart (committed), panel with suggestions and "
        "sizes read, whole window painted; another member each time",
        "her sizes on the tiles: the tiles are read again for her and the window is painted once more",
    )


def _scan(size: Size, *, quick: bool) -> list[Figures]:
    dice = random.Random(3)
    with till_folder(size) as (folder, truth), open_counter(folder) as counter:
        panel = Figures(f"panel, {len(truth.members):,} members")
        sizes = Figures(f"her sizes on the tiles, {len(truth.variants):,} variants")
        work = Figures("of the panel: processor time of the window's process")
        presenters = counter.till.counter.presenters
        for _ in range(QUICK_ROUNDS if quick else ROUNDS):
            place = dice.randrange(len(truth.members))
            code, wanted = truth.member_code(place), truth.members[place]
            presenters.selling.member_detached()
            counter.answered()
            counter.rest(0.05)
            start, started = time.perf_counter(), time.process_time()
            counter.till.wedge.scanned.emit(code)
            counter.until(partial(_shows, presenters.member, wanted))
            counter.paint()
            panel.times.append((time.perf_counter() - start) * 1000)
            work.times.append((time.process_time() - started) * 1000)
            counter.answered()
            counter.paint()
            sizes.times.append((time.perf_counter() - start) * 1000)
    return [panel.within(MOST_MS), work, sizes]


def _shows(presenter: MemberPresenter, member_id: str) -> bool:
    panel = presenter.state.panel
    return panel is not None and panel.member_id == member_id


if __name__ == "__main__":
    main()
