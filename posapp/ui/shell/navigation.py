"""The rail at the left: one large key for each page, with a count of what waits there."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.ui import words
from posapp.ui.shell.state import Page
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, TARGET, Theme, font
from posapp.ui.translation import Speech
from posapp.ui.widgets.icons import icon

RAIL_WIDTH = 92
RAIL_ICON = 22
_PAGES: tuple[tuple[Page, str, Bilingual], ...] = (
    ("sell", "sell", words.SELL),
    ("today", "today", words.TODAY),
    ("walk", "hanger", words.WALK),
    ("bookings", "bookings", words.BOOKINGS),
    ("rooms", "room", words.ROOMS),
    ("pickups", "pickups", words.PICKUPS),
    ("transfers", "between_shops", words.TRANSFERS),
    ("stock", "stock", words.STOCK),
    ("returns", "returns", words.RETURNS),
    ("follow_ups", "follow_ups", words.FOLLOW_UPS),
    ("shift", "shift", words.SHIFT),
    ("sync", "sync", words.SYNC),
    ("devices", "print", words.DEVICES),
)
_DRAWINGS: Mapping[Page, str] = {page: drawing for page, drawing, _ in _PAGES}


class RailButton(QToolButton):
    """One page of the rail; ``badge`` counts what waits there.

    It takes no focus: the function keys are its keyboard, and the next key belongs to the screen in front.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.badge = 0
        self.setProperty("look", "rail")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(QSize(RAIL_ICON, RAIL_ICON))
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(TARGET)
        self.setMaximumHeight(76)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button, then its count."""
        super().paintEvent(event)
        if not self.badge:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = str(self.badge) if self.badge < 100 else "99+"
        painter.setFont(font("caption"))
        width = max(20, painter.fontMetrics().horizontalAdvance(text) + 10)
        place = QRectF(self.width() / 2 + 4, 4, width, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("seal"))
        painter.drawRoundedRect(place, 10, 10)
        painter.setPen(self._theme.colour("card"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


class NavigationRail(QWidget):
    """``page_chosen(page)`` when one of the keys is pressed."""

    page_chosen = Signal(str)

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech, self._theme = speech, theme
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(RAIL_WIDTH)
        self._group = QButtonGroup(self)
        self._buttons: dict[Page, RailButton] = {}
        self._page: Page | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_8, SPACE_12, SPACE_8, SPACE_12)
        column.setSpacing(SPACE_4)
        for page, *_ in _PAGES:
            button = RailButton(theme)
            button.clicked.connect(lambda _checked=False, chosen=page: self.page_chosen.emit(chosen))
            self._group.addButton(button)
            self._buttons[page] = button
            column.addWidget(button)
        column.addStretch(1)
        theme.changed.connect(self._draw)
        speech.changed.connect(self._translate)
        self._draw()
        self._translate()

    def show_page(self, page: Page, badges: Mapping[Page, int]) -> None:
        """Mark the page in front and the counts."""
        for name, button in self._buttons.items():
            button.setChecked(name == page)
            badge = badges.get(name, 0)
            if badge != button.badge:
                button.badge = badge
                button.update()
        if page != self._page:
            turned = {self._page, page}
            self._page = page
            for name in self._buttons:
                if name in turned:
                    self._draw_one(name)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw the pictures: none before somebody signs in."""
        self._draw()
        super().showEvent(event)

    def _draw(self) -> None:
        for page in self._buttons:
            self._draw_one(page)

    def _draw_one(self, page: Page) -> None:
        if not self.isVisible():
            return
        button = self._buttons[page]
        tone = "accent" if page == self._page else "faint"
        button.setIcon(icon(_DRAWINGS[page], self._theme.colour(tone), RAIL_ICON))

    def _translate(self) -> None:
        for page, _, title in _PAGES:
            text = self._speech.say(title)
            self._buttons[page].setText(text)
            self._buttons[page].setToolTip(self._speech.with_key(title, page))
            self._buttons[page].setAccessibleName(text)
