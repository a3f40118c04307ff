"""The shape of a sentence: its tone, what happened, and what still works or what to do."""

from __future__ import annotations

from typing import Literal

from posapp.domain.text import Bilingual

NoticeTone = Literal["success", "accent", "warning", "danger"]

Sentence = tuple[NoticeTone, Bilingual, Bilingual]

NOTHING = Bilingual("", "")
