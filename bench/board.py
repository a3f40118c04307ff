"""The board of the day with 300 bookings and 500 pickups, and check-ins by code, in the real window without a network.

python3 -m bench.board [--quick]
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path

from bench.chain import SHOP, SMALL, Truth, feed_page, till_folder
from bench.counter import OpenCounter, open_counter
from bench.table import Figures, arguments, show
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.secrets import open_secrets
from posapp.bootstrap import open_data
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.domain.clock import DAY, HOUR, MINUTE, SystemClock, at, local
from sync.protocol import rows
from sync.protocol.codes import CodeType, mint
from sync.protocol.rooms import empty_room

BOOKINGS, FEW_BOOKINGS, ORDERS, ROOMS = 300, 40, 500, 12
"""A day at the limit; and as many bookings as four rooms take in a day."""

ROUNDS, QUICK_ROUNDS = 100, 15
MOST_MS = 100
FIRST_CODE = 1 << 20
OPENS, CLOSES = 10, 22


def main() -> None:
    """Open the board again and again, then check in one customer after the other."""
    rounds = QUICK_ROUNDS if arguments(__doc__).quick else ROUNDS
    figures = [*_day(BOOKINGS, rounds), *_day(FEW_BOOKINGS, rounds)[-2:]]
    show(
        f"Board: {BOOKINGS} bookings, {ORDERS} pickups and {ROOMS} rooms on one day, no network",
        figures,
        "opened: from the key until all is read anew from the till's file, laid out and painted; 1366×768",
        "check-in: from the scanner's Enter: signature checked, arrival committed, her card with her pieces painted",
    )


def _day(bookings: int, rounds: int) -> list[Figures]:
    first, opened = Figures("board: opened the first time"), Figures("board: opened again")
    work, checking = (Figures("of it: processor time of the window's process") for _ in range(2))
    checked_in = Figures(f"check-in: code to card, {bookings} bookings")
    with till_folder(SMALL) as (folder, truth):
        codes = _fill(folder, truth, bookings)
        with open_counter(folder) as counter:
            for number in range(rounds):
                _open(counter, opened if number else first, work)
            for number in random.Random(5).sample(range(bookings), min(rounds, bookings)):
                _check_in(counter, truth, codes[number], f"bench-booking-{number}", checked_in, checking)
    return [first.within(MOST_MS, 1.0), opened.within(MOST_MS), work, checked_in.within(MOST_MS), checking]


def _open(counter: OpenCounter, figures: Figures, work: Figures) -> None:
    presenters = counter.till.counter.presenters
    presenters.shell.page_chosen("sell")
    counter.answered()
    counter.paint()
    counter.rest(0.05)
    before = presenters.today.state.board
    start, started = time.perf_counter(), time.process_time()
    counter.till.window.page_chosen.emit("today")
    counter.until(lambda: presenters.today.state.board is not before)
    counter.paint()
    figures.times.append((time.perf_counter() - start) * 1000)
    work.times.append((time.process_time() - started) * 1000)


def _check_in(
    counter: OpenCounter, truth: Truth, code_no: int, booking_id: str, figures: Figures, work: Figures
) -> None:
    presenters = counter.till.counter.presenters
    presenters.shell.page_chosen("today")
    counter.answered()
    counter.rest(0.05)
    code = mint(truth.signing_key, 1, CodeType.BOOKING, code_no, SystemClock().now() // 1000)
    start, started = time.perf_counter(), time.process_time()
    counter.till.wedge.scanned.emit(code)

    def is_here() -> bool:
        card = presenters.bookings.state.chosen
        return card is not None and card.booking_id == booking_id and card.checked_in is not None

    counter.until(is_here)
    counter.paint()
    figures.times.append((time.perf_counter() - start) * 1000)
    work.times.append((time.process_time() - started) * 1000)


def _fill(folder: Path, truth: Truth, bookings: int) -> Sequence[int]:
    """Give the till's shop a day full of work; return the numbers inside the codes of its bookings."""
    clock = SystemClock()
    day, now = local(clock.now()).date(), clock.now()
    dice = random.Random(11)
    every = (CLOSES - OPENS) * HOUR // bookings
    made: list[rows.Row] = [empty_room(SHOP, number) for number in range(1, ROOMS + 1)]
    for number in range(bookings):
        starts = at(day, OPENS) + number * every
        made.append(
            rows.Booking(
                id=f"bench-booking-{number}", shop_id=SHOP, member_id=dice.choice(truth.members),
                code_no=FIRST_CODE + number, code=f"{number:08d}", starts_ms=starts, ends_ms=starts + HOUR,
                room=number % ROOMS + 1, status="booked", note="", booked_ms=now - DAY,
                garments=[
                    rows.Garment(id=f"g-{number}-{place}", style_id=one.style_id, variant_id=one.id, my_size=True)
                    for place, one in enumerate(dice.sample(truth.variants, 4))
                ],
            )
        )  # fmt: skip
    for number in range(ORDERS):
        made.append(
            rows.Order(
                id=f"bench-order-{number}", shop_id=SHOP, member_id=dice.choice(truth.members),
                number=f"B{number:06d}", code_no=2 * FIRST_CODE + number, code=f"{number + 50_000_000}",
                status="ready" if number % 2 else "promised", total_fen=100_00, placed_ms=now - number * MINUTE,
                collect_until_ms=now + DAY + number * MINUTE,
                lines=[
                    rows.OrderLine(id=f"l-{number}-{place}", variant_id=one.id, quantity=1, paid_fen=50_00)
                    for place, one in enumerate(dice.sample(truth.variants, 2))
                ],
            )
        )  # fmt: skip
    paths = TillPaths(folder).make()
    data = open_data(paths, Settings.load(paths.settings), clock, open_secrets(folder))
    try:
        SqlSyncStore(data).apply_page(feed_page("shop", made, now, more=False), now)
    finally:
        data.close()
    return range(FIRST_CODE, FIRST_CODE + bookings)


if __name__ == "__main__":
    main()
