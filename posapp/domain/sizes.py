"""How sizes are said: letters and numbers are the same everywhere, the one size has words."""

from __future__ import annotations

from posapp.domain.text import Language

ONE_SIZE = frozenset({"均码", "one"})
"""How goods that come in a single size call it."""


def said(size: str, language: Language) -> str:
    """Return a size as a person says it.

    >>> said("M", "en"), said("均码", "en"), said("one", "zh")
    ('M', 'One size', '均码')
    """
    if size in ONE_SIZE:
        return "均码" if language == "zh" else "One size"
    return size
