"""The devices page: which printer, how it stands, what waits for it."""

from __future__ import annotations

import pytest

from posapp.domain.permission import Ask, Extent
from posapp.services.errors import BadPrinterSetting, ManagerWanted, PrinterTrouble
from posapp.ui.screens.devices.presenter import DevicesPresenter
from posapp.ui.screens.devices.view import DevicesView
from posapp.ui.translation import Speech
from tests.fakes.counter_services import FakeDevices
from tests.fakes.counter_window import the_theme
from tests.fakes.screen_parts import InlineRunner


class Page:
    def __init__(self) -> None:
        self.shown = []
        self.devices = FakeDevices()
        self.presenter = DevicesPresenter(self, self.devices, InlineRunner(), lambda: "zh", self.ask)
        self.presenter.opened()

    def show_state(self, state) -> None:
        self.shown.append(state)

    def ask(self, wanted, again) -> None:
        self.asked_for = wanted.ask.permission
        again("a-word")

    @property
    def state(self):
        return self.presenter.state


@pytest.fixture
def page() -> Page:
    return Page()


def test_the_page_begins_with_the_printer_in_use(page: Page) -> None:
    assert (page.state.kind, page.state.place, page.state.columns) == ("tcp", "192.168.1.50:9100", 48)
    assert page.state.printer == "ready"
    assert [paper.trouble for paper in page.state.sheet.waiting] == ["paper_out"]


def test_another_printer_is_taken_into_use_and_asked_how_it_stands(page: Page) -> None:
    page.devices.stands = "cover_open"
    page.presenter.kind_chosen("usb")
    assert page.state.place == ""
    page.presenter.place_typed(" 04b8:0e15 ")
    page.presenter.width_chosen(32)
    page.presenter.used()
    assert page.devices.calls[-2:] == [("use_printer", "usb:04b8:0e15", 32), ("printer_state",)]
    assert page.state.printer == "cover_open"


def test_files_without_a_folder_go_where_they_always_went(page: Page) -> None:
    page.presenter.kind_chosen("file")
    page.presenter.used()
    assert ("use_printer", "", 48) in page.devices.calls


def test_an_address_that_is_none_is_said_and_the_page_works_on(page: Page) -> None:
    page.devices.refuse_next(BadPrinterSetting(setting="tcp:"))
    page.presenter.used()
    assert page.state.notice.code == "bad_printer_setting"
    assert not page.state.is_busy


def test_what_waits_is_printed_by_one_key(page: Page) -> None:
    page.presenter.printed_now()
    assert page.state.sheet.waiting == ()
    assert not page.state.is_busy


def test_a_printer_without_paper_says_so_by_name(page: Page) -> None:
    page.devices.refuse_next(PrinterTrouble(place="192.168.1.50:9100", reason="paper_out"))
    page.presenter.tested()
    assert page.state.notice.code == "printer_trouble.paper_out"


def test_a_copy_a_drawer_and_the_display(page: Page) -> None:
    page.presenter.printed_again("j-1")
    page.presenter.drawer_pressed()
    page.presenter.display_chosen("window")
    acts = [call for call in page.devices.calls if call != ("printer_state",)]
    assert acts == [("print_again", "j-1", None), ("open_drawer", None), ("use_display", "window")]
    assert page.state.sheet.settings.display == "window"


def test_a_drawer_beyond_whoever_asks_opens_by_a_colleague_s_word(page: Page) -> None:
    page.devices.refuse_next(ManagerWanted(Ask("open_drawer", Extent())))
    page.presenter.drawer_pressed()
    assert page.asked_for == "open_drawer"
    assert ("open_drawer", "a-word") in page.devices.calls


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_view_shows_the_queue_and_the_state(qtbot, language: str) -> None:
    view = DevicesView(Speech(language), the_theme())
    qtbot.addWidget(view)
    view.resize(1274, 700)
    view.show()
    presenter = DevicesPresenter(view, FakeDevices(), InlineRunner(), lambda: language, lambda *_: None)
    presenter.opened()

    def said() -> str:
        return "\n".join(label.text() for label in view.findChildren(type(view._title)) if label.isVisible())

    qtbot.waitUntil(lambda: "001-01-A-0000013" in said())
    assert view._lamp.text() == ("可以打印" if language == "zh" else "Ready")
