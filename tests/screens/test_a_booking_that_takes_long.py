"""Where the clerk stands while a scanned booking is being checked in."""

from types import SimpleNamespace

import pytest

from posapp.ui.shell.neighbours import SKELETON_AFTER_MS, CounterNeighbours


class Shop:
    """The neighbours between doubles of the shell and of the bookings, and a till that writes as long as it likes."""

    def __init__(self):
        self.pages, self.shown_as_known = [], 0
        self.answered = None
        self.neighbours = CounterNeighbours(None, None, None)
        shell = SimpleNamespace(page_chosen=self.pages.append)
        bookings = SimpleNamespace(booking_scanned=self._scanned, waited_for=self._waited_for)
        self.neighbours.meet(SimpleNamespace(shell=shell, bookings=bookings))

    def _scanned(self, booking_id, answered):
        self.answered = answered

    def _waited_for(self):
        self.shown_as_known += 1


@pytest.fixture
def shop(qapp):
    return Shop()


def test_the_bookings_come_to_the_front_with_her_card(qtbot, shop):
    shop.neighbours.open_booking("b-1")
    assert shop.pages == []
    shop.answered()
    qtbot.wait(2 * SKELETON_AFTER_MS)
    assert shop.pages == ["bookings"]
    assert shop.shown_as_known == 0


def test_when_it_takes_long_they_come_without_waiting_for_it(qtbot, shop):
    shop.neighbours.open_booking("b-1")
    qtbot.waitUntil(lambda: shop.pages == ["bookings"])
    assert shop.shown_as_known == 1


def test_a_late_answer_leads_nobody_back_who_went_elsewhere(qtbot, shop):
    shop.neighbours.open_booking("b-1")
    qtbot.waitUntil(lambda: bool(shop.pages))
    shop.answered()
    assert shop.pages == ["bookings"]
