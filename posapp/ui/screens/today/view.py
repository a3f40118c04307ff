"""The board of the day: filters above, one long list below."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStackedWidget, QVBoxLayout, QWidget

from posapp.domain.clock import Clock
from posapp.domain.text import Bilingual
from posapp.services.day_items import DAY_KINDS
from posapp.ui import formatting
from posapp.ui import words as common_words
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.notices import Notice
from posapp.ui.screens.today import words
from posapp.ui.screens.today.day_model import DayModel
from posapp.ui.screens.today.painting import LARGE, USUAL, DayDelegate
from posapp.ui.screens.today.sayings import Sayings
from posapp.ui.screens.today.state import EVERYBODY, MINE, NOBODYS, TodayState
from posapp.ui.theme import SPACE_12, SPACE_16, SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton
from posapp.ui.widgets.chips import Chips
from posapp.ui.widgets.labels import ElidedText, Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState
from posapp.ui.widgets.surfaces import row

TICK_MS = 20_000
"""Minutes are what the board counts."""

_PAGE_ROWS = 6


class TodayView(QWidget):
    """Sends ``chosen(key)``, ``step_pressed(key)``, ``kind_chosen(kind)``, ``clerk_chosen(whose)`` and, by keys, the
    walks.

    Arrow up and down walk the items, left and right the kinds, with Shift the clerks; Enter does the next step of the
    marked item; plus shows everything large. ``ticked()`` while the board is in front: it counts minutes.
    """

    chosen = Signal(str)
    walked = Signal(int)
    step_pressed = Signal(str)
    kind_chosen = Signal(object)
    kinds_walked = Signal(int)
    clerk_chosen = Signal(str)
    clerks_walked = Signal(int)
    size_pressed = Signal()
    ticked = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__()
        self._speech, self._clock = speech, clock
        self._state = TodayState()
        self._told: Notice | None = None
        self._brought = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = Text("", "headline")
        self._pressing = Text("", "lead")
        self._fresh = ElidedText("", "body", "warning")
        self._large = ChipButton("", stays=True)
        self._large.clicked.connect(self.size_pressed)
        self._notice = NoticeBar(speech, theme)
        self._kinds = Chips((None, *DAY_KINDS))
        self._kinds.chosen.connect(self.kind_chosen)
        self._clerks = Chips((EVERYBODY, MINE, NOBODYS))
        self._say = Sayings(speech, clock)
        self._model = DayModel(self._say.aloud)
        self._list = _DayList()
        self._delegate = DayDelegate(self._model, speech, self._say, theme, art)
        self._empty = EmptyState("check", theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._empty)
        self._dress_list()
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.ticked)
        theme.changed.connect(self._list.viewport().update)
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: TodayState) -> None:
        """Show the items, the filters and how fresh it all is."""
        self._state = state
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        self._show_head(state)
        self._show_filters(state)
        measures = LARGE if state.is_large else USUAL
        if self._delegate.measures is not measures:
            self._delegate.measures = measures
            self._list.scheduleDelayedItemsLayout()
        self._model.show_rows(state.rows, state.chosen_key)
        self._list.viewport().update()  # what is said of the time goes on by itself
        self._bring(state.chosen_key)
        self._pages.setCurrentIndex(0 if state.items else 1)
        self._say_empty(state)

    def showEvent(self, event: QShowEvent) -> None:
        """Count the minutes while somebody looks."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        self._timer.stop()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the items and the filters, and do what comes next."""
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self.walked.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                self.walked.emit(_PAGE_ROWS if event.key() == Qt.Key.Key_PageDown else -_PAGE_ROWS)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                walk = self.clerks_walked if is_shifted else self.kinds_walked
                walk.emit(1 if event.key() == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if not event.isAutoRepeat():  # a key that is leant on would go down the list
                    self.step_pressed.emit("")
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.size_pressed.emit()
            case _:
                super().keyPressEvent(event)

    def _bring(self, key: str) -> None:
        """Keep the marked item in sight when the mark moves; its heading comes along at the top."""
        if key == self._brought:
            return
        self._brought = key
        place = self._model.place_of(key)
        if place is None:
            return
        self._list.scrollTo(self._model.index(place))
        if place == 1:
            self._list.scrollToTop()

    def _show_head(self, state: TodayState) -> None:
        say = self._speech.say
        late, now = state.count("late"), state.count("now")
        self._pressing.setVisible(state.board is not None)
        self._pressing.setText(say(words.PRESSING, late=late, now=now) if late or now else say(words.ALL_IN_TIME))
        self._pressing.set_tone("danger" if late else "ink")
        fresh = self._freshness(state)
        self._fresh.setVisible(bool(fresh))
        self._fresh.set_whole(fresh)
        self._large.setChecked(state.is_large)

    def _freshness(self, state: TodayState) -> str:
        """Return how old what the mall tells is; while it is in step the lamp above says so."""
        if state.sync is None or state.sync.lamp != "offline":
            return ""
        as_of = dict(state.sync.fresh_as_of).get("shop", state.sync.last_contact)
        if as_of is None:
            return self._speech.say(words.STALE_EVER)
        said = formatting.moment(as_of, self._speech.language, self._clock.now())
        return self._speech.say(words.STALE, time=said)

    def _show_filters(self, state: TodayState) -> None:
        say, counts = self._speech.say, state.kinds
        for kind in DAY_KINDS:
            self._kinds.say(kind, say(words.KIND_COUNT, kind=words.KINDS[kind], count=counts[kind]))
            self._kinds.show_one(kind, is_shown=bool(counts[kind]) or kind == state.kind)
        self._kinds.say(None, say(words.KIND_COUNT, kind=words.EVERYTHING, count=len(state.of_whom)))
        self._kinds.show_chosen(state.kind)
        named: dict[str, Bilingual] = {
            EVERYBODY: words.EVERYBODY,
            MINE: words.MINE,
            NOBODYS: words.NOBODYS,
            **dict(state.clerks),
        }
        self._clerks.offer(tuple(named))
        for whose, name in named.items():
            self._clerks.say(whose, say(name))
        self._clerks.show_chosen(state.whose)

    def _say_empty(self, state: TodayState) -> None:
        say = self._speech.say
        if state.board is None:
            self._empty.say(say(common_words.LOADING), say(words.LOADING_HOW))
        elif state.board.items:
            self._empty.say(say(words.NONE_OF_THESE), say(words.NONE_OF_THESE_HOW))
        else:
            self._empty.say(say(words.EMPTY), say(words.EMPTY_HOW))

    def _dress_list(self) -> None:
        listed = self._list
        listed.setModel(self._model)
        listed.setItemDelegate(self._delegate)
        listed.setFrameShape(QFrame.Shape.NoFrame)
        listed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        listed.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        listed.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._delegate.chosen.connect(self.chosen)
        self._delegate.step_pressed.connect(self.step_pressed)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_24, SPACE_16, SPACE_16, SPACE_16)
        column.setSpacing(SPACE_12)
        head = row(self._title, self._pressing, spacing=SPACE_16)
        head.addWidget(self._clerks, 1)
        head.addWidget(self._large)
        column.addLayout(head)
        column.addWidget(self._kinds)
        column.addWidget(self._fresh)
        column.addWidget(self._notice)
        column.addWidget(self._pages, 1)

    def _translate(self) -> None:
        self._title.setText(self._speech.say(words.TITLE))
        self._large.setText(self._speech.say(words.LARGE))
        self._brought = ""
        self.show_state(self._state)


class _DayList(QListView):
    """A double click is one press: after the first, somebody else's row may stand there."""

    def __init__(self) -> None:
        super().__init__()
        self._is_second_press = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take no second press within a double click."""
        self._is_second_press = True
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of what was pressed."""
        if self._is_second_press:
            self._is_second_press = False
            event.accept()
        else:
            super().mouseReleaseEvent(event)
