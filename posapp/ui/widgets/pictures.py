"""Pictures in a layout: a drawn product, an icon, an empty place that invites."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from posapp.ui.art_pictures import ArtPictures
from posapp.ui.theme import RADIUS_SMALL, SPACE_12, Theme
from posapp.ui.widgets.icons import icon_picture
from posapp.ui.widgets.labels import Text


class ArtPicture(QWidget):
    """One drawn product on a soft square."""

    def __init__(self, art: ArtPictures, theme: Theme, size: int = 64) -> None:
        super().__init__()
        self._art, self._theme = art, theme
        self._shown: tuple[str, str] | None = None
        self.setFixedSize(size, size)
        theme.changed.connect(self.update)

    def show_art(self, shape: str, tint: str) -> None:
        """Show a shape in a tint (``#rrggbb``)."""
        self._shown = (shape, tint)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the square."""
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the square and the product on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("stage"))
        painter.drawRoundedRect(self.rect(), RADIUS_SMALL, RADIUS_SMALL)
        if self._shown is not None:
            margin = self.width() // 16
            picture = self._art.picture(*self._shown, self.width() - 2 * margin, self.devicePixelRatioF())
            painter.drawPixmap(margin, margin, picture)
        painter.end()


class IconPicture(QLabel):
    """One of the counter's own drawings, in a named colour of the theme."""

    def __init__(self, drawing: str, theme: Theme, tone: str = "faint", size: int = 24) -> None:
        super().__init__()
        self._drawing, self._theme, self._tone, self._size = drawing, theme, tone, size
        self.setFixedSize(size, size)
        self._draw()
        theme.changed.connect(self._draw)

    def show_drawing(self, drawing: str, tone: str | None = None) -> None:
        """Show another drawing, in another tone if one is given."""
        self._drawing, self._tone = drawing, tone or self._tone
        self._draw()

    def _draw(self) -> None:
        colour: QColor = self._theme.colour(self._tone)
        self.setPixmap(icon_picture(self._drawing, colour.name(), self._size))


class EmptyState(QWidget):
    """A quiet drawing, what is the matter, and what to do about it."""

    def __init__(self, drawing: str, theme: Theme, size: int = 56) -> None:
        super().__init__()
        self._icon = IconPicture(drawing, theme, "faint", size)
        self._title = Text("", "title", wraps=True)
        self._advice = Text("", "body", "faint", wraps=True)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE_12)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._advice):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(1)

    def say(self, title: str, advice: str = "") -> None:
        """Show what is the matter and what to do."""
        self._title.setText(title)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))

    def show_drawing(self, drawing: str) -> None:
        """Show another drawing."""
        self._icon.show_drawing(drawing)

    def make_room(self, *, is_needed: bool) -> None:
        """Leave the drawing out where other things want its place."""
        self._icon.setVisible(not is_needed)
