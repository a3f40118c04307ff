"""The drawn products as pictures, made once for each shape, tint and size."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QByteArray, QRectF, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

KEPT_PICTURES = 2_000
"""Pictures kept in memory; at 96 px that is about 70 MB at most, and a shop shows a few hundred."""

DRAWN_AHEAD = KEPT_PICTURES // 2
"""So many are kept before anyone has asked for them, and no more: those that are asked for need their room."""

EVERY_MS = 10
"""Between two pictures that nobody asked for yet: each takes a millisecond, and keys and scans come between."""


class ArtPictures:
    """Renders ``draw(art, hex)``, an SVG text, to pixmaps and keeps them."""

    def __init__(self, draw: Callable[[str, str], str]) -> None:
        self._draw = draw
        self._ahead: list[tuple[str, str, int, float]] = []
        self._timer = QTimer()
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._draw_ahead)
        self._kept: dict[tuple[str, str, int, float], QPixmap] = {}

    def picture(self, art: str, tint: str, size: int, ratio: float = 1.0) -> QPixmap:
        """Return the drawing in ``tint`` (``#rrggbb``) at ``size`` logical pixels for a screen of that pixel ratio."""
        key = (art, tint, size, ratio)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= KEPT_PICTURES:
                self._kept.clear()
            found = self._kept[key] = render_svg(self._draw(art, tint), size, ratio)
        return found

    def get_ready(self, drawings: Iterable[tuple[str, str]], size: int, ratio: float = 1.0) -> None:
        """Draw shapes in tints one by one in idle moments: a page of new goods takes 20 ms longer to paint without."""
        self._ahead += [(art, tint, size, ratio) for art, tint in drawings]
        self._timer.start()

    def _draw_ahead(self) -> None:
        if self._ahead and len(self._kept) < DRAWN_AHEAD:
            self.picture(*self._ahead.pop(0))
        else:
            self._ahead.clear()
            self._timer.stop()


def render_svg(text: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return an SVG text as a square pixmap of ``size`` logical pixels."""
    image = QImage(round(size * ratio), round(size * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(image.rect()))
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
