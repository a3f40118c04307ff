"""Desks are built when somebody goes there, or while the till has nothing else to do."""

from posapp.ui.shell import building_ahead
from posapp.ui.shell.state import PAGES
from tests.fakes.screen_parts import InlineRunner

DESKS = [page for page in PAGES if page != "sell"]


def test_a_start_builds_no_desk(open_counter):
    made = open_counter()
    assert [page for page in DESKS if made.counter.presenters.desks.is_built(page)] == []


def test_a_desk_that_is_opened_is_built_then_and_kept(open_counter):
    made = open_counter()
    shell, desks = made.counter.presenters.shell, made.counter.presenters.desks
    for page in DESKS:
        shell.page_chosen(page)
        assert desks.view(page).isVisible(), page
    bookings = desks.view("bookings")
    shell.page_chosen("sell")
    shell.page_chosen("bookings")
    assert desks.view("bookings") is bookings
    assert bookings.isVisible()


def test_the_rest_is_built_while_the_till_rests(qtbot, monkeypatch, open_counter):
    monkeypatch.setattr(building_ahead, "DESK_EVERY_MS", 1)
    made = open_counter()
    desks = made.counter.presenters.desks
    qtbot.waitUntil(lambda: all(desks.is_built(page) for page in DESKS), timeout=30_000)
    assert made.counter.selling_view.isVisible()


def test_no_desk_is_built_while_an_answer_is_on_its_way(qtbot, monkeypatch, open_counter):
    monkeypatch.setattr(building_ahead, "DESK_EVERY_MS", 1)
    monkeypatch.setattr(building_ahead, "LATER_MS", 1)
    monkeypatch.setattr(InlineRunner, "is_idle", False)
    desks = open_counter().counter.presenters.desks
    qtbot.wait(100)
    assert [page for page in DESKS if desks.is_built(page)] == []
    monkeypatch.setattr(InlineRunner, "is_idle", True)
    qtbot.waitUntil(lambda: all(desks.is_built(page) for page in DESKS), timeout=30_000)


def test_a_till_at_rest_asks_nobody_who_was_never_there(open_counter):
    """It locks itself without building the returns, only to look whether an exchange is being paid."""
    made = open_counter()
    made.counter.rest()
    assert made.counter.presenters.shell.state.stage == "sign_in"
    assert not made.counter.presenters.desks.is_built("returns")
