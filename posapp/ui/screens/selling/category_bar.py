"""The categories as one row of chips that scrolls sideways under the finger, the wheel or the keys."""

from __future__ import annotations

from PySide6.QtCore import QPropertyAnimation, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QScroller, QWidget

from posapp.services.searching import CategoryChip
from posapp.ui.screens.selling import words
from posapp.ui.theme import SPACE_8, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton
from posapp.ui.widgets.icons import icon_picture
from posapp.ui.widgets.surfaces import clear

BAR_HEIGHT = 48
_EDGE = 64
_ARROW = 20
_SLIDE_MS = 160


class _Edge(QPushButton):
    """Where the row goes on: the chips fade into the paper and an arrow says that there are more."""

    def __init__(self, drawing: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._drawing, self._theme = drawing, theme
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.resize(_EDGE, BAR_HEIGHT)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the fading and the arrow at its outer end."""
        is_right = self._drawing == "forward"
        paper = self._theme.colour("paper")
        nothing = QColor(paper)
        nothing.setAlpha(0)
        fading = QLinearGradient(0, 0, _EDGE, 0)
        fading.setColorAt(0 if is_right else 1, nothing)
        fading.setColorAt(0.5, paper)
        fading.setColorAt(1 if is_right else 0, paper)
        painter = QPainter(self)
        painter.fillRect(self.rect(), fading)
        left = _EDGE - _ARROW - 4 if is_right else 4
        arrow = icon_picture(self._drawing, self._theme.colours.ink, _ARROW)
        painter.drawPixmap(left, (self.height() - _ARROW) // 2, arrow)
        painter.end()


class CategoryBar(QScrollArea):
    """``chosen(category_id or None)``; the first chip stands for all."""

    chosen = Signal(object)

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._shown: tuple[tuple[CategoryChip, ...], str | None, str] | None = None
        self._pressed: ChipButton | None = None
        inside = QWidget()
        inside.setProperty("surface", "clear")
        self._line = QHBoxLayout(inside)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(SPACE_8)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(BAR_HEIGHT)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._back, self._on = _Edge("back", theme, self), _Edge("forward", theme, self)
        self._slide = QPropertyAnimation(self.horizontalScrollBar(), b"value", self)
        self._slide.setDuration(_SLIDE_MS)
        self._back.clicked.connect(lambda: self._turn(-1))
        self._on.clicked.connect(lambda: self._turn(1))
        self.horizontalScrollBar().valueChanged.connect(self._show_edges)
        self.horizontalScrollBar().rangeChanged.connect(self._show_edges)
        speech.changed.connect(self._translate)
        self._translate()

    def show_categories(self, categories: tuple[CategoryChip, ...], chosen: str | None) -> None:
        """Show the chips, one of them pressed and in sight."""
        wanted = (categories, chosen, self._speech.language)
        if wanted == self._shown:
            return
        self._shown = wanted
        clear(self._line)
        self._pressed = None
        self._add(self._speech.say(words.EVERYTHING), None, is_chosen=chosen is None)
        for category in categories:
            self._add(self._speech.say(category.name), category.category_id, is_chosen=category.category_id == chosen)
        self._line.addStretch(1)
        QTimer.singleShot(0, self, self._reveal)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel sideways."""
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (event.angleDelta().y() or event.angleDelta().x()))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the edges at the edges."""
        super().resizeEvent(event)
        self._on.move(self.width() - _EDGE, 0)
        self._show_edges()

    def _turn(self, direction: int) -> None:
        """Go on by what was in sight, less one chip, so that nothing is passed over."""
        bar = self.horizontalScrollBar()
        self._slide.stop()
        self._slide.setStartValue(bar.value())
        self._slide.setEndValue(bar.value() + direction * (self.width() - 2 * _EDGE))
        self._slide.start()

    def _show_edges(self) -> None:
        bar = self.horizontalScrollBar()
        self._back.setVisible(bar.value() > 0)
        self._on.setVisible(bar.value() < bar.maximum())

    def _add(self, text: str, category_id: str | None, *, is_chosen: bool) -> None:
        chip = ChipButton(text, stays=True)
        chip.setChecked(is_chosen)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(lambda: self.chosen.emit(category_id))
        self._line.addWidget(chip)
        if is_chosen:
            self._pressed = chip

    def _reveal(self) -> None:
        """Bring the pressed chip out from under an edge, once it has its place."""
        if self._pressed is not None:
            self.ensureWidgetVisible(self._pressed, _EDGE, 0)

    def _translate(self) -> None:
        self._back.setAccessibleName(self._speech.say(words.CATEGORIES_BACK))
        self._on.setAccessibleName(self._speech.say(words.CATEGORIES_ON))
        if self._shown is not None:
            categories, chosen, _ = self._shown
            self.show_categories(categories, chosen)
