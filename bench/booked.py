"""A booking on the phone to its row on the till's board: a real hub, a real worker, the real window.

python3 -m bench.booked [--quick]

Hub and worker are processes of their own, the window lives in this one, and the phone acts from a thread beside it.
Each booking is called off again, so that there is a room for the next. The clock of all programs stands in the
morning, because the board tells of today.
"""

from __future__ import annotations

import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from bench.counter import OpenCounter, open_counter
from bench.staleness import running_till
from bench.table import Figures, arguments, show
from posapp.domain.clock import SHIFT_VARIABLE, SystemClock, at, local
from posapp.programs import running_hub
from posapp.tour.phone_api import PhoneApi
from sync.protocol import rows

BOOKINGS, QUICK_BOOKINGS = 200, 20
MOST_MS = 2_000
MORNING = 9
HER = "m00001"
PIECES = 3


def main() -> None:
    """Book, look, call off, look."""
    count = QUICK_BOOKINGS if arguments(__doc__).quick else BOOKINGS
    _begin_in_the_morning()
    made = Figures("booked on the phone → painted on the board")
    gone = Figures("called off on the phone → off the painted board")
    with tempfile.TemporaryDirectory(prefix="posapp-bench-") as scratch, ExitStack() as stack:
        hub = stack.enter_context(running_hub(Path(scratch) / "hub"))
        folder = Path(scratch) / "till"
        with running_till(folder, "01", hub.url) as shop, shop.data.view() as view:
            styles = [style.id for style in view.rows.all(rows.Style)]
            shop_id = view.paired.shop_id if view.paired is not None else ""
        phone = PhoneApi(hub.url)
        stack.callback(phone.close)
        phone.sign_in(HER)
        beside = stack.enter_context(ThreadPoolExecutor(1))
        counter = stack.enter_context(open_counter(folder))
        counter.till.counter.presenters.shell.page_chosen("today")
        counter.answered()
        today = local(SystemClock().now()).date()
        for number in range(count):
            wanted = [styles[(number + place) % len(styles)] for place in range(PIECES)]
            free = phone.free_slots(shop_id, today)
            before = _bookings(counter)
            start = time.perf_counter()
            booking = beside.submit(phone.book, shop_id, wanted, free[number % len(free)])
            _painted_once(counter, before, 1)
            made.times.append((time.perf_counter() - start) * 1000)
            called_off = beside.submit(phone.call_off, booking.result().booking_id)
            start = time.perf_counter()
            _painted_once(counter, before, 0)
            gone.times.append((time.perf_counter() - start) * 1000)
            called_off.result()
    show(
        "Booked: phone → hub → the till's board",
        [made.within(MOST_MS), gone.within(MOST_MS)],
        "from the phone's request to the whole window painted with the row; one booking at a time",
    )


def _begin_in_the_morning() -> None:
    clock = SystemClock()
    morning = at(local(clock.now()).date(), MORNING)
    os.environ[SHIFT_VARIABLE] = str(morning - clock.now())


def _bookings(counter: OpenCounter) -> set[str]:
    """Return the bookings on the board."""
    return {item.key for item in counter.till.counter.presenters.today.state.items if item.kind == "booking"}


def _painted_once(counter: OpenCounter, before: set[str], more: int) -> None:
    counter.until(lambda: len(_bookings(counter) - before) == more)
    counter.paint()


if __name__ == "__main__":
    main()
