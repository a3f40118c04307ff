"""What advice answers: a suggestion and a size, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from posapp.domain.text import Bilingual

Source = Literal[
    "look", "cart", "again", "wished", "tried", "cheaper", "bought", "browsed", "taste", "outfit", "rising", "season",
    "popular",
]  # fmt: skip
"""What speaks for a style.

``look`` a stylist put it together with what is in the cart · ``cart`` it is often taken with that · ``again`` she
bought it before, or a consumable of hers is due · ``wished`` it is on her wish list · ``tried`` she wanted it, the size
was not right · ``cheaper`` she left it for its price, which is lower now · ``bought``, ``browsed`` members who bought,
looked at what she did buy this · ``taste`` like what she keeps · ``outfit`` goes with what she bought · ``rising``
sells faster than before · ``season`` speaks against what is out of season · ``popular`` sells well. The last three need
nothing of hers.
"""


@dataclass(frozen=True, slots=True)
class SizeAdvice:
    """Her size in a style. ``second`` when the two are close; ``confidence`` is never more than the evidence bears;
    ``note`` what people say of how the style fits."""

    size: str
    second: str | None
    confidence: Literal["high", "medium", "low"]
    probability: float
    reason: Bilingual
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A style to show. ``reason`` names the largest of ``contributions``; ``cited`` is the place of its event among
    the happenings that were given (of a ``look`` or ``cart``: among the styles in the cart), None where the reason is
    nobody's own."""

    style_id: str
    size: str
    size_advice: SizeAdvice | None
    score: float
    source: Source
    cited: int | None
    reason: Bilingual
    contributions: Mapping[Source, float]
