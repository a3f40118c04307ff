"""Who advises: the port behind which the model pack is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from posapp.domain.advice.answers import SizeAdvice, Suggestion
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.looks import Look
from posapp.domain.advice.tags import Models
from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual


class Adviser(Protocol):
    """Says what to show a member and which size fits her, from the newest model pack. Works without one: no advice."""

    def suggest(
        self,
        happenings: Sequence[Happening],
        hanging: Mapping[str, Collection[str]],
        *,
        personal: bool,
        now: Millis,
        most: int = 6,
        cheaper: Collection[str] = frozenset(),
        varied: bool = True,
    ) -> tuple[Suggestion, ...]:
        """Return the best first. ``hanging`` gives, for each style in this shop, the sizes with a free piece.

        ``happenings`` are the member's, today's included, newest first. Without ``personal`` (she switched it off)
        they are not read at all: what remains are best sellers. ``cheaper`` are styles that she left for their price
        and that are on offer now. Not ``varied``: the best alone, however like one another they are.
        """
        ...

    def complete(
        self,
        cart: Sequence[str],
        happenings: Sequence[Happening],
        hanging: Mapping[str, Collection[str]],
        *,
        personal: bool,
        now: Millis,
        most: int = 3,
        looks: Sequence[Look] = (),
    ) -> tuple[Suggestion, ...]:
        """Return what to lay beside the styles of a cart, the best first; otherwise as ``suggest``.

        ``looks`` are the stylist's, which come before everything else, also without a pack.
        """
        ...

    def size(self, style_id: str, happenings: Sequence[Happening], now: Millis) -> SizeAdvice | None:
        """Return her size in a style, or None where the style has only one or is not in the pack."""
        ...

    def usual_sizes(self, happenings: Sequence[Happening], now: Millis) -> tuple[tuple[Bilingual, str], ...]:
        """Return the size she keeps, for each kind of garment that she has kept: tops, bottoms, shoes."""
        ...

    def member_models(self) -> Models:
        """Return what the pack knows of members, with its version."""
        ...

    def best_sellers(self) -> tuple[str, ...]:
        """Return every style of the pack, best seller of the last 28 days first."""
        ...

    def trained(self) -> Millis | None:
        """Return when the pack was trained, None without one."""
        ...

    def version(self) -> str:
        """Return the pack's version, empty without one."""
        ...
