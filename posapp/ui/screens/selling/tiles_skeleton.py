"""The outline of the grid while the first goods are read: the counter stands still, then fills."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from posapp.ui.screens.selling.tiles import TILE_HEIGHT, WIDEST_TILE
from posapp.ui.theme import RADIUS, RADIUS_SMALL, SPACE_12, Theme

_SCROLL_BAR = 18
"""What the real grid leaves free at its right, so that no tile jumps when it arrives; pixels."""
_PICTURE = 94


class TilesSkeleton(QWidget):
    """Draws as many empty tiles as there will be full ones."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tiles that fit, each with the places of its picture, name and price."""
        width = self.width() - _SCROLL_BAR
        columns = max(2, -(-width // WIDEST_TILE))
        cell = width // columns
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for top in range(2, self.height(), TILE_HEIGHT):
            for column in range(columns):
                self._paint_tile(painter, QRectF(2 + column * cell, top, cell - SPACE_12, TILE_HEIGHT - SPACE_12))
        painter.end()

    def _paint_tile(self, painter: QPainter, tile: QRectF) -> None:
        painter.setBrush(self._theme.colour("card"))
        painter.drawRoundedRect(tile, RADIUS, RADIUS)
        painter.setBrush(self._theme.colour("stage"))
        left, width = tile.left() + SPACE_12, tile.width() - 2 * SPACE_12
        picture = QRectF(tile.left() + 7, tile.top() + 7, tile.width() - 14, _PICTURE)
        painter.drawRoundedRect(picture, RADIUS_SMALL, RADIUS_SMALL)
        painter.setBrush(self._theme.colour("sunk"))
        for share, top in ((0.85, 116), (0.4, 160)):
            painter.drawRoundedRect(QRectF(left, tile.top() + top, width * share, 14), 7, 7)
