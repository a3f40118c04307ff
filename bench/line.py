"""From a scan or a key to the cart's line painted in the real window.

python3 -m bench.line [--quick]

A scanner types a barcode in one burst; the time runs from its Enter. The same piece again adds one to its line, and
``3*`` with Enter says how many there are of the line in hand. Each cart has five lines, then it is emptied.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from bench.chain import LARGE, SMALL, Size, till_folder
from bench.counter import OpenCounter, open_counter
from bench.table import Figures, arguments, show
from posapp.services.carts import CartLine

CARTS, QUICK_CARTS = 20, 6
LINES = 5
MOST_MS = 50
PIECES = 3


def main() -> None:
    """Ring up one cart after the other."""
    quick = arguments(__doc__).quick
    for size in (SMALL,) if quick else (SMALL, LARGE):
        figures, about = _ring_up(size, QUICK_CARTS if quick else CARTS)
        show(
            f"Line: scan or key to the cart's line painted, {about}",
            figures,
            "from Enter: the code looked up, the cart priced and committed, shown, the whole window painted; 1366×768",
            f"carts of up to {LINES} lines without a member, other goods each time",
        )


def _ring_up(size: Size, carts: int) -> tuple[list[Figures], str]:
    dice = random.Random(17)
    scan, again, quantity = Figures("scan: a new line"), Figures("scan again: one more"), Figures("3* Enter: how many")
    work = Figures("all: processor time of the window's process")
    with till_folder(size) as (folder, truth), open_counter(folder) as counter:
        for _ in range(carts):
            for place, variant in enumerate(dice.sample(truth.variants, LINES), start=1):
                _burst(counter, variant.barcode)
                _timed(counter, scan, work, partial(_holds, counter, place))
                _burst(counter, variant.barcode)
                _timed(counter, again, work, lambda: _lines(counter)[-1].quantity == 2)
                _typed(counter, f"{PIECES}*")
                _timed(counter, quantity, work, lambda: _lines(counter)[-1].quantity == PIECES)
            presenter = counter.till.counter.presenters.selling
            presenter.cleared()
            presenter.cleared()
            counter.until(lambda: not _lines(counter))
            counter.answered()
        about = f"{len(truth.variants):,} variants"
    work.within(MOST_MS)
    every = Figures("all", [*scan.times, *again.times, *quantity.times])
    return [one.within(MOST_MS) for one in (scan, again, quantity, every)] + [work], about


def _lines(counter: OpenCounter) -> tuple[CartLine, ...]:
    cart = counter.till.counter.presenters.selling.state.cart
    return cart.lines if cart is not None else ()


def _holds(counter: OpenCounter, lines: int) -> bool:
    return len(_lines(counter)) == lines


def _burst(counter: OpenCounter, text: str) -> None:
    """Type as a scanner does, all but its Enter; it finds a counter at rest."""
    counter.rest(0.06)
    counter.answered()
    QTest.keyClicks(_focused(), text)


def _typed(counter: OpenCounter, text: str) -> None:
    """Type as a person does, all but Enter."""
    field = counter.till.counter.selling_view.scan
    field.clear()
    field.setFocus()
    for sign in text:
        QTest.keyClicks(_focused(), sign)
        counter.rest(0.06)
    counter.answered()


def _timed(counter: OpenCounter, figures: Figures, work: Figures, is_there: Callable[[], bool]) -> None:
    """Press Enter and wait until the cart is as it should be, and painted."""
    start, started = time.perf_counter(), time.process_time()
    QTest.keyClick(_focused(), Qt.Key.Key_Return)
    counter.until(is_there)
    counter.paint()
    figures.times.append((time.perf_counter() - start) * 1000)
    work.times.append((time.process_time() - started) * 1000)


def _focused() -> QWidget:
    target = QApplication.focusWidget()
    assert target is not None
    return target


if __name__ == "__main__":
    main()
