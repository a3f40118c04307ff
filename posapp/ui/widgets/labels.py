"""Words on the screen: a label on the type scale, an amount of money, a chip, a key cap."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from posapp.ui import formatting
from posapp.ui.theme import restyle
from posapp.ui.widgets.tips import as_said

TypeStep = Literal["caption", "body", "strong", "lead", "title", "headline", "total", "change"]
Tone = Literal["ink", "faint", "accent", "seal", "success", "warning", "danger"]
ChipTone = Literal["neutral", "accent", "seal", "success", "warning", "danger"]


class Text(QLabel):
    """Plain text on one step of the type scale, in one tone. Never rich text: names come from outside."""

    def __init__(
        self,
        text: str = "",
        step: TypeStep = "body",
        tone: Tone = "ink",
        *,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", step)
        self.setProperty("tone", tone)
        self.setWordWrap(wraps)

    def set_tone(self, tone: Tone) -> None:
        """Change the tone."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            restyle(self)


class ElidedText(Text):
    """One line with an ellipsis at its end, or in its middle, when it has no room; its tool tip says all of it then."""

    def __init__(self, text: str = "", step: TypeStep = "body", tone: Tone = "ink", *, in_middle: bool = False) -> None:
        super().__init__("", step, tone)
        self._whole = text
        self._gives = Qt.TextElideMode.ElideMiddle if in_middle else Qt.TextElideMode.ElideRight
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_whole(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        """Ask for the width of the whole text."""
        self.ensurePolished()
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Shrink to a few characters."""
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fitted = QFontMetrics(self.font()).elidedText(self._whole, self._gives, self.width())
        self.setText(fitted)
        self.setToolTip(as_said(self._whole) if fitted != self._whole else "")


class MoneyLabel(Text):
    """An amount of money, right aligned."""

    def __init__(self, fen: int = 0, step: TypeStep = "body", tone: Tone = "ink") -> None:
        super().__init__(formatting.money(fen), step, tone)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_amount(self, fen: int) -> None:
        """Show another amount."""
        self.setText(formatting.money(fen))


class Chip(QLabel):
    """A small rounded word that says a state; not pressable (``ChipButton`` is)."""

    def __init__(self, text: str = "", tone: ChipTone = "neutral") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("chip", tone)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def tell(self, text: str, tone: ChipTone) -> None:
        """Say something else, in its tone."""
        self.setText(text)
        self.set_tone(tone)

    def set_tone(self, tone: ChipTone) -> None:
        """Change the tone."""
        if self.property("chip") != tone:
            self.setProperty("chip", tone)
            restyle(self)


class KeyCap(QLabel):
    """The name of a key, drawn as a key."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setProperty("key", "true")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
