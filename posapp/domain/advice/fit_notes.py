"""What people said of how a style fits, as one line for the size card; nothing where too few said too little."""

from __future__ import annotations

from posapp.domain.advice.fitting import Said
from posapp.domain.text import Bilingual

_LEAST_PEOPLE = 8
_LEAST_VOICES = 4
_ONE_IN = 4
"""At least one in so many must have said the same, and twice as many as said the opposite."""


def fit_note(said: Said) -> Bilingual | None:
    """Return that a style runs small or large, with how many of how many said so.

    >>> fit_note(Said(small=12, big=2, people=40)).en
    'Runs small: 12 of 40 said so'
    >>> fit_note(Said(small=3, big=0, people=3)) is None
    True
    """
    if said.people < _LEAST_PEOPLE:
        return None
    small = said.small >= 2 * said.big
    voices = said.small if small else said.big
    others = said.big if small else said.small
    if voices < _LEAST_VOICES or voices * _ONE_IN < said.people or voices < 2 * others:
        return None
    zh, en = ("偏小", "small") if small else ("偏大", "large")
    return Bilingual(f"{said.people} 人中 {voices} 人说{zh}", f"Runs {en}: {voices} of {said.people} said so")
