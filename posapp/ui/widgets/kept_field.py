"""A field for digits that keeps what was typed when Enter is pressed."""

from __future__ import annotations

from posapp.ui.widgets.entry import ScanField


class KeptField(ScanField):
    """Refuses the input method like a scan field, but stays as it is: ``entered(text)`` on Enter, even when empty."""

    def _submit(self) -> None:
        self.entered.emit(self.text())
