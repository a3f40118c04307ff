"""A name in both languages of the counter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in Chinese and in English."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the text in one language, falling back to the other where one is empty."""
        return in_language(language, self.zh, self.en)


def in_language(language: Language, zh: str, en: str) -> str:
    """Return the one of two texts that is in a language, the other where that one is empty."""
    return (zh or en) if language == "zh" else (en or zh)
