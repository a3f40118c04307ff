"""The keys panel: three presets above, every act with its key below, and the next key pressed becomes a row's own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from posapp.domain.keys import ACTS, PRESETS, Act
from posapp.ui.key_names import cap_of
from posapp.ui.screens.keys import words
from posapp.ui.screens.keys.state import KeysState
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_24, TARGET, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.along import next_along
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.chips import Chips
from posapp.ui.widgets.labels import Chip, KeyCap, Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.overlay import Overlay
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import row

PANEL_WIDTH = 1080
_MODIFIERS = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock, Qt.Key.Key_unknown,
)  # fmt: skip
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ORDER: tuple[Act, ...] = tuple(act for column in words.COLUMNS for _, acts in column for act in acts)


class KeysView(Overlay):
    """Shows a ``KeysState``. Sends ``preset_chosen(preset)``, ``act_chosen(act)``, ``walked(act)``,
    ``key_pressed(key)``, ``key_taken_away()`` and ``left()``.

    While it is open no key of the counter does anything else: the next one may be the new one.
    """

    preset_chosen = Signal(str)
    act_chosen = Signal(str)
    walked = Signal(str)
    key_pressed = Signal(str)
    key_taken_away = Signal()
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__(theme)
        self._speech = speech
        self._state = KeysState()
        self._title, self._changed = Text("", "headline"), Chip("", "accent")
        self._how = Text("", "body", "faint", wraps=True)
        self._presets = Chips(tuple(PRESETS))
        self._reset = PillButton("", "outline")
        self._notice = NoticeBar(speech, theme)
        self._groups = [Text("", "strong", "accent") for column in words.COLUMNS for _ in column]
        self._rows = {act: _ActRow() for act in ACTS}
        self._take_away, self._leave = PillButton("", "danger"), PillButton("", "primary")
        for button in (self._reset, self._take_away, self._leave):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self._presets.chosen.connect(self._preset_pressed)
        self._reset.clicked.connect(lambda: self.preset_chosen.emit(self._state.keys.preset))
        self._take_away.clicked.connect(self.key_taken_away)
        self._leave.clicked.connect(self.left)
        for act, line in self._rows.items():
            line.clicked.connect(lambda _checked=False, act=act: self.act_chosen.emit(act))
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: KeysState) -> None:
        """Show the panel, or go away."""
        self._state = state
        if not state.is_open:
            self.put_away()
            return
        self._translate()
        self.bring()

    def event(self, event: QEvent) -> bool:
        """Keep the counter's shortcuts, and the walk of the Tab key, from the keys that are pressed here."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the key for the row that asks; else walk, ask, or leave."""
        event.accept()
        key = Qt.Key(event.key())
        if key in _MODIFIERS or event.isAutoRepeat():
            return
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif self._state.is_asking and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and not event.modifiers():
            self.key_taken_away.emit()
        elif self._state.is_asking:
            self.key_pressed.emit(
                QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
            )
        elif key in _STEPS:
            self.walked.emit(next_along(_ORDER, self._state.chosen, _STEPS[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.act_chosen.emit(self._state.chosen)

    def _preset_pressed(self, preset: object) -> None:
        """Give the keys back to the panel; a chip that was pressed out again stands as it is."""
        self.setFocus()
        self._presets.show_chosen(self._state.keys.preset)
        self.preset_chosen.emit(preset)

    def _lay_out(self) -> None:
        self.card.setFixedWidth(PANEL_WIDTH)
        self.card.column.setSpacing(SPACE_12)
        self.card.column.addLayout(row(self._title, 1, self._changed, self._reset, spacing=SPACE_12))
        self.card.column.addWidget(self._how)
        self.card.column.addWidget(self._presets)
        columns = QHBoxLayout()
        columns.setSpacing(SPACE_24)
        groups = iter(self._groups)
        for column in words.COLUMNS:
            lines = QVBoxLayout()
            lines.setSpacing(SPACE_4)
            for place, (_, acts) in enumerate(column):
                if place:
                    lines.addSpacing(SPACE_8)
                lines.addWidget(next(groups))
                for act in acts:
                    lines.addWidget(self._rows[act])
            lines.addStretch(1)
            columns.addLayout(lines, 1)
        self.card.column.addLayout(columns)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_12)
        foot.addWidget(self._notice, 1)
        foot.addStretch()
        foot.addWidget(self._take_away)
        foot.addWidget(self._leave)
        self.card.column.addLayout(foot)

    def _translate(self) -> None:
        say, state = self._speech.say, self._state
        self._title.setText(say(words.TITLE))
        self._how.setText(say(words.HOW))
        self._changed.setText(say(words.CHANGED, count=len(state.keys.own)))
        self._changed.setVisible(bool(state.keys.own))
        self._reset.setText(say(words.RESET))
        self._reset.setEnabled(bool(state.keys.own))
        for preset, name in words.PRESETS.items():
            self._presets.say(preset, say(name))
        self._presets.show_chosen(state.keys.preset)
        names = (name for column in words.COLUMNS for name, _ in column)
        for label, name in zip(self._groups, names, strict=True):
            label.setText(say(name))
        for act, line in self._rows.items():
            is_here = act == state.chosen
            cap = say(words.PRESS_NOW) if is_here and state.is_asking else cap_of(state.keys, act) or say(words.NO_KEY)
            line.show_key(say(words.ACTS[act]), cap, is_here=is_here)
        self._take_away.setText(say(words.TAKE_AWAY))
        self._take_away.setVisible(state.is_asking and bool(state.keys.key(state.chosen)))
        self._leave.setText(say(words.CANCEL if state.is_asking else words.DONE))
        self._notice.show_notice(state.notice)


class _ActRow(RowButton):
    """An act and its key."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(TARGET)
        self._name, self._cap = Text("", "body"), KeyCap("")
        self.line.addWidget(self._name, 1)
        self.line.addWidget(self._cap)
        self.settle()

    def show_key(self, name: str, cap: str, *, is_here: bool) -> None:
        """Show the act with its key; the row that the arrow keys stand on is lit."""
        self._name.setText(name)
        self._cap.setText(cap)
        self.set_label(f"{name}: {cap}")
        self.set_lit(is_lit=is_here)
