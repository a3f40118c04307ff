"""The counter's own drawings: outlines on a 24 × 24 canvas, tinted when they are drawn."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from posapp.ui.art_pictures import render_svg

ICON_FOLDER = Path(__file__).parents[3] / "resources" / "icons"

LARGE = 40
"""From this size on, in pixels, the outline is drawn thinner: it grows with the drawing."""


def icon(name: str, tint: QColor, size: int = 24) -> QIcon:
    """Return ``resources/icons/<name>.svg`` in one tint."""
    return QIcon(icon_picture(name, tint.name(), size))


def icon_picture(name: str, tint: str, size: int = 24) -> QPixmap:
    """Return the drawing as a pixmap for the sharpest of the machine's screens."""
    application = QApplication.instance()
    ratio = application.devicePixelRatio() if isinstance(application, QApplication) else 1.0
    return _rendered(name, tint, size, ratio)


@cache
def _rendered(name: str, tint: str, size: int, ratio: float) -> QPixmap:
    text = (ICON_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    if size >= LARGE:
        text = text.replace('stroke-width="1.8"', 'stroke-width="1.2"')
    return render_svg(text.replace("currentColor", tint), size, ratio)
