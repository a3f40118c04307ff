"""Things to press, each at least as high as a finger needs (``theme.TARGET``)."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QPushButton, QWidget

from posapp.ui.theme import Theme, restyle
from posapp.ui.widgets.icons import icon
from posapp.ui.widgets.tips import as_said

Look = Literal["plain", "primary", "pay", "quiet", "outline", "danger", "chip", "cell", "away", "asked"]


class PillButton(QPushButton):
    """A button in one of the theme's looks. Its text is plain: an ampersand is shown, not taken for a shortcut."""

    def __init__(self, text: str = "", look: Look = "plain", parent: QWidget | None = None) -> None:
        super().__init__(_plain(text), parent)
        self.setAutoDefault(True)  # Enter presses the button that has the focus, as Space does
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("look", look)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's spelling
        """Show another text."""
        super().setText(_plain(text))

    def set_look(self, look: Look) -> None:
        """Change the look."""
        if self.property("look") != look:
            self.setProperty("look", look)
            restyle(self)


class DeliberateButton(PillButton):
    """A button whose second press says more than its first: a double click is one press."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take no second press within a double click."""
        event.accept()


class ChipButton(PillButton):
    """A small rounded word to press; stays pressed when ``stays``."""

    def __init__(self, text: str = "", *, stays: bool = False) -> None:
        super().__init__(text, "chip")
        self.setCheckable(stays)


class IconButton(QPushButton):
    """A drawing to press. ``label`` is its tool tip and what a screen reader says."""

    def __init__(self, drawing: str, theme: Theme, label: str = "", tone: str = "ink", size: int = 22) -> None:
        super().__init__()
        self._drawing, self._theme, self._tone = drawing, theme, tone
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("look", "icon")
        self.setIconSize(QSize(size, size))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_label(label)
        self._draw()
        theme.changed.connect(self._draw)

    def set_label(self, label: str) -> None:
        """Change the spoken name."""
        self.setToolTip(as_said(label))
        self.setAccessibleName(label)

    def set_drawing(self, drawing: str) -> None:
        """Show another drawing."""
        self._drawing = drawing
        self._draw()

    def _draw(self) -> None:
        self.setIcon(icon(self._drawing, self._theme.colour(self._tone), self.iconSize().width()))


def _plain(text: str) -> str:
    return text.replace("&", "&&")
