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
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)
