import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from posapp.ui.shell.wedge import WedgeFilter
from posapp.ui.widgets.entry import ScanField, SearchField
from tests.fakes.counter_window import the_theme

SIGNED = "91" + "0123456789" * 18 + "12345678"


class Typist:
    """Types keys with the times that the window system would give them."""

    def __init__(self, qtbot, application, field=None):
        self.qtbot = qtbot
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        self.field = field or QLineEdit()
        self.button = QPushButton()
        column.addWidget(self.field)
        column.addWidget(self.button)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        self.field.setFocus()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is self.field)
        self.wedge = WedgeFilter()
        self.scans = []
        self.wedge.scanned.connect(self.scans.append)
        self.wedge.watch(application, self.window)
        self.at = 10_000

    def key(self, key, text="", gap=5, modifiers=Qt.KeyboardModifier.NoModifier, *, repeats=False):
        self.at += gap
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifiers, text, repeats)
            event.setTimestamp(self.at)
            QCoreApplication.sendEvent(QApplication.focusWidget(), event)

    def type(self, text, gap):
        for sign in text:
            if sign.isupper():
                self.key(Qt.Key.Key_Shift, gap=0)
            self.key(Qt.Key(ord(sign.upper())), sign, gap)

    def enter(self, gap=5, key=Qt.Key.Key_Return):
        self.key(key, "\r", gap)


@pytest.fixture
def typist(qtbot, qapp):
    typist = Typist(qtbot, qapp)
    yield typist
    typist.wedge.leave(qapp)


@pytest.fixture
def seeker(qtbot, qapp):
    """A typist in the search, who keeps what it is told to look for."""
    typist = Typist(qtbot, qapp, SearchField(the_theme()))
    typist.sought = []
    typist.field.textEdited.connect(typist.sought.append)
    yield typist
    typist.wedge.leave(qapp)


@pytest.mark.parametrize("gap", [0, 1, 8, 20, 30])
def test_a_burst_is_one_scan_and_no_sign_of_it_reaches_the_field(typist, gap):
    typist.type("6901234567892", gap)
    typist.enter(gap)
    assert typist.scans == ["6901234567892"]
    assert typist.field.text() == ""


def test_a_code_of_190_digits_comes_whole(typist):
    typist.type(SIGNED, 3)
    typist.enter(3)
    assert typist.scans == [SIGNED]


def test_tab_ends_a_scan_and_does_not_move_the_focus(typist):
    typist.type("6901234567892", 5)
    typist.enter(5, Qt.Key.Key_Tab)
    assert typist.scans == ["6901234567892"]
    assert QApplication.focusWidget() is typist.field


def test_capitals_in_a_burst_outside_of_a_field_do_not_break_it_and_press_nothing(typist):
    pressed = []
    typist.button.setAutoDefault(True)
    typist.button.clicked.connect(lambda: pressed.append("button"))
    typist.button.setFocus()
    typist.type("MBA8K2P9QX", 5)
    typist.enter()
    assert typist.scans == ["MBA8K2P9QX"]
    assert pressed == []


@pytest.mark.parametrize("text", ["zhenzhi", "69q", "FA-2301123456"])
@pytest.mark.parametrize("gap", [5, 90])
def test_letters_are_in_the_field_at_once_and_so_is_what_follows_them(typist, text, gap):
    typist.type(text, gap)
    if gap == 5 or not text[-1].isdigit():
        assert typist.field.text() == text
    typist.enter(gap)
    assert typist.scans == []
    assert typist.field.text() == text


def test_a_scan_right_after_letters_is_a_scan_again(typist):
    typist.type("zz", 90)
    typist.at += 90
    typist.type("6901234567892", 5)
    typist.enter()
    assert typist.scans == ["6901234567892"]
    assert typist.field.text() == "zz"


@pytest.mark.parametrize("gap", [60, 90, 150])
def test_what_a_person_types_arrives_whole_and_is_no_scan(typist, gap):
    typist.type("690123456", gap)
    typist.qtbot.waitUntil(lambda: typist.field.text() == "690123456")
    typist.enter(gap)
    assert typist.scans == []


def test_five_quick_keys_are_still_typing(typist):
    typist.type("12345", 5)
    typist.enter()
    assert typist.scans == []
    assert typist.field.text() == "12345"


def test_the_enter_of_a_person_reaches_the_field_after_what_was_held_back(typist):
    entered = []
    typist.field.returnPressed.connect(lambda: entered.append(typist.field.text()))
    typist.type("128", 80)
    typist.enter(80)
    assert entered == ["128"]


def test_two_scans_in_a_row_are_two_scans(typist):
    for code in ("6901234567892", "6901234567893"):
        typist.type(code, 4)
        typist.enter(4)
    assert typist.scans == ["6901234567892", "6901234567893"]


def test_a_command_key_is_never_held_back(typist):
    typist.type("12", 5)
    typist.key(Qt.Key.Key_A, "\x01", 5, Qt.KeyboardModifier.ControlModifier)
    assert typist.field.text() == "12"
    assert typist.field.selectedText() == "12"


def test_a_key_held_down_is_not_a_scanner(typist):
    for _ in range(12):
        typist.key(Qt.Key.Key_1, "1", 10, repeats=True)
    typist.enter()
    assert typist.scans == []
    assert typist.field.text() == "1" * 12


def test_the_scan_field_refuses_the_input_method(qtbot):
    field = ScanField()
    qtbot.addWidget(field)
    assert field.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is False


def test_the_scan_field_tells_a_code_from_an_empty_enter(qtbot):
    field = ScanField()
    qtbot.addWidget(field)
    heard = []
    field.entered.connect(heard.append)
    field.entered_empty.connect(lambda: heard.append(None))
    for text in (" 690 ", ""):
        field.setText(text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == ["690", None]
    assert field.text() == ""


def test_typed_keys_that_pile_up_behind_a_stalled_window_are_no_scan(typist):
    entered = []
    typist.field.returnPressed.connect(lambda: entered.append(typist.field.text()))
    typist.type("690123456", 90)
    typist.enter(90)
    assert typist.scans == []
    assert entered == ["690123456"]


@pytest.mark.parametrize("gap", [60, 150])
def test_digits_that_a_person_types_are_in_the_search_at_once(seeker, gap):
    for count, digit in enumerate("2301", 1):
        seeker.type(digit, gap)
        assert seeker.field.text() == "2301"[:count]
    seeker.enter(gap)
    assert (seeker.scans, seeker.sought) == ([], ["2", "23", "230", "2301"])


def test_two_digits_typed_in_one_breath_both_arrive(seeker):
    seeker.type("23", 20)
    seeker.qtbot.waitUntil(lambda: seeker.field.text() == "23")
    assert seeker.scans == []


@pytest.mark.parametrize("gap", [0, 8, 30])
def test_the_first_digit_of_a_scan_is_taken_out_of_the_search_before_the_scan_is_told(seeker, gap):
    seeker.type("coat", 90)
    seeker.at += 90
    told = []
    seeker.wedge.scanned.connect(lambda _: told.append((seeker.field.text(), seeker.sought[-1])))
    seeker.type("6901234567892", gap)
    seeker.enter(gap)
    assert seeker.scans == ["6901234567892"]
    assert told == [("coat", "coat")]


def test_what_was_marked_in_the_search_is_there_and_marked_again_after_a_scan(seeker):
    seeker.type("coat", 90)
    seeker.field.selectAll()
    seeker.at += 90
    seeker.type("6901234567892", 5)
    seeker.enter()
    assert seeker.scans == ["6901234567892"]
    assert (seeker.field.text(), seeker.field.selectedText()) == ("coat", "coat")


def test_two_scans_into_the_search_are_two_scans_and_leave_nothing(seeker):
    for code in ("6901234567892", "6901234567893"):
        seeker.type(code, 4)
        seeker.enter(4)
    assert seeker.scans == ["6901234567892", "6901234567893"]
    assert seeker.field.text() == ""


def test_a_search_that_would_lose_something_holds_digits_back_as_every_field_does(seeker):
    seeker.field.takes_digits_at_once = False
    seeker.type("6", 90)
    assert seeker.field.text() == ""
    seeker.type("901234567892", 5)
    seeker.enter()
    assert (seeker.scans, seeker.sought) == (["6901234567892"], [])
