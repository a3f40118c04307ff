"""Tool tips that say what stands there, and nothing else."""

from __future__ import annotations

from PySide6.QtGui import Qt


def as_said(text: str) -> str:
    """Return a tool tip that reads letter by letter: Qt takes one that looks like HTML for HTML, pictures and all.

    Names of goods, titles of coupons and of companies are other people's texts.
    """
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text
