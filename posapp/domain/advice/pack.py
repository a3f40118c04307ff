"""The model pack: what the hub learnt of the chain's past, as JSON that a till reads once and scores with offline.

Neighbours are kept by the place of a style in the pack, with a strength of 0…1. Packs of form 1, from hubs
that knew nothing of repeats yet, are read as well: what they lack is as it was before anything was learnt of it.
``PackUnreadable`` is raised for content that is not a pack of a known form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from posapp.domain.advice import fitting
from posapp.domain.advice.fitting import UNTAUGHT, Fitting
from posapp.domain.advice.member_models import NO_MODELS, MemberModels, read_models, write_models
from posapp.domain.text import Bilingual

FORM = 2
_KNOWN_FORMS = (1, 2)

SIZE_FAMILIES: Mapping[str, str] = {
    "top": "upper",
    "dress": "upper",
    "outer": "upper",
    "bottom": "lower",
    "shoes": "shoes",
}
"""Parts of the wardrobe whose sizes speak for one another."""

_FIELDS_OF_FORM_1 = 18

Neighbours = tuple[tuple[int, float], ...]


class PackUnreadable(Exception):
    """The content is not a model pack that this program can read."""


@dataclass(frozen=True, slots=True)
class Sales:
    """How a style sells, each 0…1 against the best of the chain but ``trend``.

    ``ever``, ``month``, ``week`` and ``newest`` are logarithms of sales: of all time, of 28 and of 7 days, and on
    members' newest visits; ``share`` is ``newest`` without a logarithm. ``trend`` is the logarithm of this month's pace
    against the pace before, -2…2. ``repeats`` is the share of its buyers who bought it again.
    """

    ever: float = 0.0
    month: float = 0.0
    week: float = 0.0
    newest: float = 0.0
    share: float = 0.0
    trend: float = 0.0
    repeats: float = 0.0


NO_SALES = Sales()


@dataclass(frozen=True, slots=True)
class StyleFacts:
    """What the pack knows of a style.

    ``popular`` and ``rising`` are 0…1 within the chain; ``cut`` is how many sizes larger than labelled it is, learnt
    from what came back; ``sold`` is the share of each offered size. ``bought_with`` are styles that the same members
    bought, ``alike`` those of like content, ``goes_with`` those worn with it; ``leads_to`` those that a
    purchase of it speaks for once everything else she has is allowed for (EASE), and ``in_basket`` the same of what is
    taken on one visit.
    """

    id: str
    name: Bilingual
    category: str
    part: str
    season: str
    launched: str
    tags: tuple[str, ...]
    consumable: bool
    size_system: str
    sizes: tuple[str, ...]
    sold: tuple[float, ...]
    cut: float
    popular: float
    rising: float
    bought_with: Neighbours
    alike: Neighbours
    goes_with: Neighbours
    leads_to: Neighbours = ()
    sales: Sales = NO_SALES
    in_basket: Neighbours = ()


@dataclass(frozen=True, eq=False)
class Pack:
    """The whole model. Packs are equal when they are the same object, so that what is worked out of one can be kept.

    ``weights`` are the coefficients of the blend by feature of ``scoring``, ``cart_weights`` those for what goes with a
    cart; ``half_life_days`` is how long a purchase of hers speaks; ``ladders`` the sizes of each system, smallest
    first; ``too_small_step`` and ``too_big_step`` how far, in sizes, such a verdict moves her, ``length_steps`` the
    same for one that was too short or too long and fitted elsewhere; ``fitting`` is everything else that was learnt of
    fit; ``members`` is what was learnt of members. ``taken_with`` counts, for each style, the visits on which each of
    its ``in_basket`` was taken with it; packs of before it was counted have none.
    """

    version: str
    trained: int
    styles: tuple[StyleFacts, ...]
    weights: Mapping[str, float]
    dislike: float
    ladders: Mapping[str, tuple[str, ...]]
    size_spread: float
    too_small_step: float
    too_big_step: float
    lasts_days: int
    notes: Mapping[str, float] = field(default_factory=dict)
    length_steps: tuple[float, float] | None = None
    half_life_days: float = 60.0
    fitting: Fitting = UNTAUGHT
    members: MemberModels = NO_MODELS
    cart_weights: Mapping[str, float] = field(default_factory=dict)
    taken_with: tuple[tuple[int, ...], ...] = ()

    def visits_with(self, place: int, near: int) -> int:
        """Return on how many visits ``near`` was taken with a style; 0 where that was not counted."""
        if not self.taken_with:
            return 0
        together = zip(self.styles[place].in_basket, self.taken_with[place], strict=False)
        return next((visits for (other, _), visits in together if other == near), 0)

    def step(self, verdict: str | None, *, is_of_length: bool = False) -> float:
        """Return how far, in sizes, a garment of that verdict puts her above its label; 0 for one that fits."""
        small, big = self.too_small_step, self.too_big_step
        if is_of_length and self.length_steps is not None:
            small, big = self.length_steps
        return small if verdict == "too_small" else -big if verdict == "too_big" else 0.0

    @cached_property
    def place(self) -> dict[str, int]:
        """Return the place of each style."""
        return {style.id: i for i, style in enumerate(self.styles)}

    @cached_property
    def for_cart(self) -> Pack:
        """Return the same pack, scoring what goes with a cart."""
        return replace(self, weights=self.cart_weights)

    @cached_property
    def best_sellers(self) -> tuple[str, ...]:
        """Return the styles, best seller first."""
        return tuple(style.id for style in sorted(self.styles, key=lambda style: (-style.popular, style.id)))


NO_PACK = Pack(
    version="",
    trained=0,
    styles=(),
    weights={},
    dislike=0.0,
    ladders={},
    size_spread=1.0,
    too_small_step=1.0,
    too_big_step=1.0,
    lasts_days=1,
)
"""What a till has before its first pack: it knows no style, and a stylist's looks can be shown all the same."""


def write(pack: Pack) -> str:
    """Return a pack as JSON text."""
    content = {
        "form": FORM,
        "version": pack.version,
        "trained": pack.trained,
        "weights": dict(pack.weights),
        "dislike": pack.dislike,
        "ladders": pack.ladders,
        "size": [pack.size_spread, pack.too_small_step, pack.too_big_step],
        "length_steps": pack.length_steps,
        "lasts_days": pack.lasts_days,
        "half_life_days": pack.half_life_days,
        "cart_weights": dict(pack.cart_weights),
        "notes": dict(pack.notes),
        "fitting": fitting.as_plain(pack.fitting),
        "members": write_models(pack.members),
        "taken_with": pack.taken_with,
        "styles": [_write_style(style) for style in pack.styles],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def read(content: str) -> Pack:
    """Read a pack. Raises ``PackUnreadable``."""
    try:
        found = json.loads(content)
        if found["form"] not in _KNOWN_FORMS:
            raise PackUnreadable(f"form {found['form']}")
        spread, too_small, too_big = found["size"]
        length_steps = found.get("length_steps")  # packs of before outcomes said where have none
        return Pack(
            version=found["version"],
            trained=found["trained"],
            styles=tuple(_read_style(style) for style in found["styles"]),
            weights=found["weights"],
            dislike=found["dislike"],
            ladders={system: tuple(sizes) for system, sizes in found["ladders"].items()},
            size_spread=spread,
            too_small_step=too_small,
            too_big_step=too_big,
            lasts_days=found["lasts_days"],
            notes=found["notes"],
            length_steps=(float(length_steps[0]), float(length_steps[1])) if length_steps is not None else None,
            half_life_days=float(found.get("half_life_days", 60)),
            cart_weights=found.get("cart_weights", {}),
            taken_with=_read_counts(found.get("taken_with") or (), len(found["styles"])),
            fitting=fitting.from_plain(found.get("fitting")),
            members=read_models(found["members"]) if "members" in found else NO_MODELS,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackUnreadable(str(error)) from error


def _write_style(style: StyleFacts) -> list[Any]:
    return [
        style.id,
        style.name.zh,
        style.name.en,
        style.category,
        style.part,
        style.season,
        style.launched,
        style.tags,
        int(style.consumable),
        style.size_system,
        style.sizes,
        [round(share, 3) for share in style.sold],
        round(style.cut, 3),
        round(style.popular, 4),
        round(style.rising, 4),
        *(_write_neighbours(near) for near in (style.bought_with, style.alike, style.goes_with, style.leads_to)),
        _write_sales(style.sales),
        _write_neighbours(style.in_basket),
    ]


def _read_style(found: list[Any]) -> StyleFacts:
    (style_id, zh, en, category, part, season, launched, tags, consumable, system, sizes, sold, cut, popular, rising,
     bought_with, alike, goes_with) = found[:_FIELDS_OF_FORM_1]  # fmt: skip
    leads_to, sales, in_basket = found[_FIELDS_OF_FORM_1:] or ((), None, ())
    return StyleFacts(
        id=style_id,
        name=Bilingual(zh, en),
        category=category,
        part=part,
        season=season,
        launched=launched,
        tags=tuple(tags),
        consumable=bool(consumable),
        size_system=system,
        sizes=tuple(sizes),
        sold=tuple(sold),
        cut=cut,
        popular=popular,
        rising=rising,
        bought_with=_read_neighbours(bought_with),
        alike=_read_neighbours(alike),
        goes_with=_read_neighbours(goes_with),
        leads_to=_read_neighbours(leads_to),
        sales=Sales(*(number / 1000 for number in sales)) if sales is not None else NO_SALES,
        in_basket=_read_neighbours(in_basket),
    )


def _read_counts(found: Sequence[Sequence[int]], styles: int) -> tuple[tuple[int, ...], ...]:
    if found and len(found) != styles:
        raise PackUnreadable("taken_with")
    return tuple(map(tuple, found))


def _write_sales(sales: Sales) -> list[int]:
    figures = (sales.ever, sales.month, sales.week, sales.newest, sales.share, sales.trend, sales.repeats)
    return [round(figure * 1000) for figure in figures]


def _write_neighbours(neighbours: Neighbours) -> list[int]:
    """Write places and strengths (in thousandths) as one flat list, which keeps a pack small."""
    return [number for place, strength in neighbours for number in (place, round(strength * 1000))]


def _read_neighbours(flat: Sequence[int]) -> Neighbours:
    return tuple((place, strength / 1000) for place, strength in zip(flat[::2], flat[1::2], strict=True))
