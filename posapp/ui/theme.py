"""The look of the counter: a handful of named colours, one type scale, one spacing scale, one style sheet from them.

Change a token here and every screen follows. Widgets say *what* they are through dynamic properties
(``type``, ``tone``, ``look``, ``surface``); only this module says how that looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QGraphicsDropShadowEffect, QStyleFactory, QWidget

Mode = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Colours:
    """The named colours of one mode, as ``#rrggbb``.

    Ink on paper, one accent (jade) for what moves the sale on, one seal red for what the customer gains;
    success, warning and danger only where they mean it. Pictures of goods stand on the
    ``stage``, which shows black leather and cream wool in either light.
    """

    paper: str
    card: str
    sunk: str
    stage: str
    line: str
    ink: str
    faint: str
    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str
    seal: str
    seal_soft: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    shadow: str


LIGHT = Colours(
    paper="#f5f1e9",
    card="#fffdf9",
    sunk="#ede7db",
    stage="#f3ede2",
    line="#ded5c6",
    ink="#211d19",
    faint="#6a6157",
    accent="#1d5c4c",
    accent_strong="#15473a",
    accent_soft="#dcebe3",
    on_accent="#ffffff",
    seal="#a8402a",
    seal_soft="#f8e3da",
    success="#2a7248",
    success_soft="#dcefe1",
    warning="#8a5a0c",
    warning_soft="#f8e9c8",
    danger="#a62b24",
    danger_soft="#f9dedb",
    shadow="#3c2f1e",
)
DARK = Colours(
    paper="#161513",
    card="#211f1c",
    sunk="#2b2825",
    stage="#4b4640",
    line="#3d3934",
    ink="#f4efe7",
    faint="#aba297",
    accent="#6cc4a6",
    accent_strong="#8ad6bc",
    accent_soft="#213a31",
    on_accent="#0b1d17",
    seal="#ec957a",
    seal_soft="#40291f",
    success="#7ccb98",
    success_soft="#203a2a",
    warning="#e7b866",
    warning_soft="#3d311a",
    danger="#f08d82",
    danger_soft="#45241f",
    shadow="#000000",
)

TYPE_SIZES = {
    "caption": 13,
    "body": 15,
    "strong": 15,
    "lead": 17,
    "price": 17,
    "title": 20,
    "headline": 26,
    "total": 44,
    "change": 72,
}
"""The type scale in pixels; ``strong`` is ``body`` in bold, ``price`` is ``lead`` in bold."""
BOLD_TYPES = frozenset({"strong", "price", "title", "headline", "total", "change"})

SPACE_2, SPACE_4, SPACE_6, SPACE_8, SPACE_12, SPACE_16, SPACE_24, SPACE_32 = 2, 4, 6, 8, 12, 16, 24, 32
RADIUS_SMALL, RADIUS = 10, 16
TARGET = 48
"""The least height of anything to be touched, in pixels."""
PAY_TARGET = 88


class Theme(QObject):
    """The current look. ``changed()`` is sent after the style sheet was applied; painters ask ``colours`` each time."""

    changed = Signal()

    def __init__(self, application: QApplication, style_sheet: Path, mode: Mode = "light") -> None:
        super().__init__()
        self._application = application
        self._template = Template(style_sheet.read_text(encoding="utf-8"))
        self._mode: Mode = mode
        application.setStyle(QStyleFactory.create("Fusion"))
        self._apply()

    @property
    def mode(self) -> Mode:
        """Return whether the counter is light or dark now."""
        return self._mode

    @property
    def colours(self) -> Colours:
        """Return the named colours of the current mode."""
        return LIGHT if self._mode == "light" else DARK

    def use(self, mode: Mode) -> None:
        """Turn the counter light or dark."""
        if mode != self._mode:
            self._mode = mode
            self._apply()
            self.changed.emit()

    def toggle(self) -> None:
        """Turn light into dark and back."""
        self.use("dark" if self._mode == "light" else "light")

    @contextmanager
    def dressed_after(self) -> Iterator[None]:
        """Build many widgets without the style sheet and dress them all at the end: it takes a third less time."""
        self._application.setStyleSheet("")
        try:
            yield
        finally:
            self._apply()

    def colour(self, name: str) -> QColor:
        """Return a named colour for a painter."""
        return QColor(getattr(self.colours, name))

    def _apply(self) -> None:
        # Undress first: one sheet put over another takes Qt five times as long as off and on again.
        self._application.setStyleSheet("")
        self._application.setPalette(_palette(self.colours))
        self._application.setFont(font("body"))
        self._application.setStyleSheet(_style_sheet(self._template, self.colours))


def font(kind: str) -> QFont:
    """Return the font of one step of the type scale."""
    chosen = QFont(QApplication.font())
    chosen.setPixelSize(TYPE_SIZES[kind])
    chosen.setBold(kind in BOLD_TYPES)
    return chosen


def load_fonts(folder: Path) -> str | None:
    """Load the fonts that come with the program and make them the counter's own; return the family, if any.

    Without them Qt falls back to the system's fonts, which on a bare machine draw boxes for Chinese.
    """
    families: list[str] = []
    for file in sorted([*folder.glob("*.otf"), *folder.glob("*.ttf")]):
        number = QFontDatabase.addApplicationFont(str(file))
        if number >= 0:
            families += QFontDatabase.applicationFontFamilies(number)
    if not families:
        return None
    QApplication.setFont(QFont(families[0]))
    return families[0]


def lift(widget: QWidget, theme: Theme, blur: int = 28) -> None:
    """Give a floating surface its shadow."""
    shadow = QGraphicsDropShadowEffect(widget)
    tint = theme.colour("shadow")
    tint.setAlpha(60)
    shadow.setColor(tint)
    shadow.setBlurRadius(blur)
    shadow.setOffset(0, 6)
    widget.setGraphicsEffect(shadow)


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again after a dynamic property changed; Qt does not by itself."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.paper,
        QPalette.ColorRole.Base: colours.card,
        QPalette.ColorRole.AlternateBase: colours.sunk,
        QPalette.ColorRole.Text: colours.ink,
        QPalette.ColorRole.WindowText: colours.ink,
        QPalette.ColorRole.ButtonText: colours.ink,
        QPalette.ColorRole.Button: colours.card,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.PlaceholderText: colours.faint,
        QPalette.ColorRole.ToolTipBase: colours.card,
        QPalette.ColorRole.ToolTipText: colours.ink,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    return palette


def _style_sheet(template: Template, colours: Colours) -> str:
    tokens: dict[str, object] = {name: getattr(colours, name) for name in Colours.__slots__}
    tokens |= {f"type_{name}": f"{size}px" for name, size in TYPE_SIZES.items()}
    tokens |= {"radius": f"{RADIUS}px", "radius_small": f"{RADIUS_SMALL}px", "target": f"{TARGET}px"}
    return template.substitute(tokens)
