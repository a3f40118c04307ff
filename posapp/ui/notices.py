"""An error as a person reads it: what happened, then what still works or what to do (``sentences``).

Codes come from ``domain/errors.py``, ``services/errors.py``; a code may have finer sentences for its ``reason``.
A test sees to it that no code is without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from posapp.domain.errors import Refused
from posapp.domain.text import Bilingual
from posapp.services.errors import Unavailable
from posapp.ui import formatting

if TYPE_CHECKING:
    from posapp.ui.sentences.sentence import NoticeTone


_NOTHING = Bilingual("", "")


@dataclass(frozen=True, slots=True, eq=False)
class Notice:
    """One thing to tell: ``what`` happened and ``advice``; ``values`` fill the places of both.

    Two that say the same are still two: what happens again is told again, also when the first was put away.
    """

    tone: NoticeTone
    what: Bilingual
    advice: Bilingual = _NOTHING
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    code: str = ""


_AMOUNTS = ("shown", "now", "available", "amount", "paid", "total", "refunded")


def notice_of(error: Exception) -> Notice:
    """Return what to tell of an error; anything that is neither refused nor unavailable is a bug, said calmly."""
    from posapp.ui.sentences import SENTENCES  # a score of modules: with the first trouble, not with the start

    if not isinstance(error, (Refused, Unavailable)):
        return _notice(SENTENCES["bug"], "bug", {})
    reason = error.values.get("reason")
    code = f"{error.code}.{reason}" if reason else error.code
    found = next(key for key in (code, error.code, _family(error)) if key in SENTENCES)
    return _notice(SENTENCES[found], code, _readable(error.values))


def _family(error: Exception) -> str:
    return "refused" if isinstance(error, Refused) else "unavailable"


def _notice(sentence: tuple[NoticeTone, Bilingual, Bilingual], code: str, values: Mapping[str, object]) -> Notice:
    tone, what, advice = sentence
    return Notice(tone, what, advice, values, code)


def _readable(values: Mapping[str, object]) -> dict[str, object]:
    """Say amounts as money; add what is missing of a sum."""
    readable = dict(values)
    due, received = values.get("due"), values.get("received")
    if isinstance(due, int) and isinstance(received, int):
        readable |= {
            "due": formatting.money(due),
            "received": formatting.money(received),
            "missing": formatting.money(due - received),
        }
    readable |= {name: formatting.money(fen) for name in _AMOUNTS if isinstance(fen := values.get(name), int)}
    return readable
