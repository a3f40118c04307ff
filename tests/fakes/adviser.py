"""An adviser that says what a test told it to, and keeps what it was asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from posapp.domain.advice.answers import SizeAdvice, Suggestion
from posapp.domain.advice.looks import Look
from posapp.domain.advice.tags import Models
from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from sync.protocol import rows


@dataclass
class FakeAdviser:
    """Suggests the styles it was told to, of those that hang here and were not dismissed."""

    learnt: Millis
    wanted: tuple[str, ...] = ()
    sizes: dict[str, str] = field(default_factory=dict)
    models: Models = field(default_factory=Models)
    asked_personal: list[bool] = field(default_factory=list)
    asked_cheaper: list[Collection[str]] = field(default_factory=list)
    asked_looks: list[tuple[Look, ...]] = field(default_factory=list)

    def suggest(
        self,
        happenings: Sequence[rows.Happening],
        hanging: Mapping[str, Collection[str]],
        *,
        personal: bool,
        now: Millis,
        most: int = 6,
        cheaper: Collection[str] = frozenset(),
        varied: bool = True,
    ) -> tuple[Suggestion, ...]:
        self.asked_personal.append(personal)
        self.asked_cheaper.append(cheaper)
        dismissed = {one.style_id for one in happenings if one.kind == "dismissed"}
        reason = Bilingual("因为您买过", "Because you bought") if personal else Bilingual("本店热卖", "Sells well here")
        return tuple(
            Suggestion(
                style_id=style_id,
                size=self.sizes.get(style_id, sorted(hanging[style_id])[0]),
                size_advice=self.size(style_id, happenings, now),
                score=1.0,
                source="bought" if personal else "popular",
                cited=None,
                reason=reason,
                contributions={},
            )
            for style_id in self.wanted
            if style_id in hanging and style_id not in dismissed
        )[:most]

    def complete(
        self,
        cart: Sequence[str],
        happenings: Sequence[rows.Happening],
        hanging: Mapping[str, Collection[str]],
        *,
        personal: bool,
        now: Millis,
        most: int = 3,
        looks: Sequence[Look] = (),
    ) -> tuple[Suggestion, ...]:
        self.asked_looks.append(tuple(looks))
        if not cart:
            return ()
        found = self.suggest(happenings, hanging, personal=personal, now=now)
        return tuple(one for one in found if one.style_id not in cart)[:most]

    def size(self, style_id: str, happenings: Sequence[rows.Happening], now: Millis) -> SizeAdvice | None:
        size = self.sizes.get(style_id)
        return SizeAdvice(size, None, "high", 0.9, Bilingual("留下过", "Kept it")) if size is not None else None

    def usual_sizes(self, happenings: Sequence[rows.Happening], now: Millis) -> tuple[tuple[Bilingual, str], ...]:
        return ((Bilingual("上装", "Tops"), "M"),)

    def member_models(self) -> Models:
        return self.models

    def best_sellers(self) -> tuple[str, ...]:
        return self.wanted

    def trained(self) -> Millis | None:
        return self.learnt

    def version(self) -> str:
        return "pack-7"
