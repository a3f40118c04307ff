"""From the chain's past to a model pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from posapp.domain.advice.pack import Pack, StyleFacts
from posapp.domain.clock import DAY, local
from posapp.domain.text import Bilingual
from sync.hub.training import neighbours
from sync.hub.training.backtest import MOST_MEMBERS, Window, choose_blend, window_at
from sync.hub.training.blend import FIXED, FIXED_DISLIKE, Blend
from sync.hub.training.carts import MOST_CARTS, Weights, carts_between, choose_cart_weights
from sync.hub.training.fit import Fit, offered
from sync.hub.training.fitting import learn_chain_fit
from sync.hub.training.past import ChainPast
from sync.hub.training.selling import count_baskets, count_pairs, count_selling, count_visits
from sync.hub.training.standing import learn_standing, lives_of

PERIOD_DAYS = 28
_LASTS_DAYS = 55
_SPREAD = 0.5
"""How far, in sizes, kept garments lie from one another, before it is learnt."""


def learn(past: ChainPast) -> Pack:
    """Train everything, and tune the blend on the last two periods. Takes seconds for a chain of 5,000 members."""
    earlier, last = periods(past)
    blend = choose_blend(earlier, last, further_periods(past))
    cart_weights = learn_cart_weights(past, last.pack, blend)
    pack = replace(with_blend(lay_pack(past), blend), cart_weights=cart_weights)
    members = learn_standing(lives_of(past.lives), past.until)
    learnt = learn_chain_fit(past)
    return replace(with_fit(pack, learnt.fit), fitting=learnt.fitting, members=members)


def learn_blend(past: ChainPast, days: int = PERIOD_DAYS, most: int = MOST_MEMBERS, *, only_new: bool = False) -> Blend:
    """Tune the blend on the last two periods of so many days, by what up to ``most`` members bought in each.

    Where these do not tell what to lean on, periods before them are looked at as well.
    """
    earlier, last = periods(past, days, most, only_new=only_new)
    return choose_blend(earlier, last, further_periods(past, days, most, only_new=only_new))


def periods(
    past: ChainPast, days: int = PERIOD_DAYS, most: int = MOST_MEMBERS, *, only_new: bool = False
) -> tuple[Window, Window]:
    """Return the period before the last one and the last one, each with a pack as of its beginning.

    ``only_new``: for suggesting nothing that she has bought before.
    """
    earlier, last = (_period(past, ago, days, most, only_new=only_new) for ago in (2, 1))
    return earlier, last


def further_periods(
    past: ChainPast, days: int = PERIOD_DAYS, most: int = MOST_MEMBERS, *, only_new: bool = False
) -> Iterator[Window]:
    """Yield the periods before the last two, the newest first; each takes seconds to lay out."""
    return (_period(past, ago, days, most, only_new=only_new) for ago in count(3))


def _period(past: ChainPast, ago: int, days: int, most: int, *, only_new: bool) -> Window:
    cut = past.until - ago * days * DAY
    return window_at(lay_pack(past.before(cut)), past, cut, cut + days * DAY, most, only_new=only_new)


def learn_cart_weights(past: ChainPast, earlier: Pack, blend: Blend, most: int = MOST_CARTS) -> Weights:
    """Tune what goes with a cart on the visits since an earlier pack."""
    pack = replace(earlier, half_life_days=blend.half_life_days)
    return choose_cart_weights(pack, carts_between(past, pack, pack.trained, past.until, most))


def with_blend(pack: Pack, blend: Blend) -> Pack:
    """Return a pack that scores with a blend."""
    return replace(
        pack,
        weights=blend.weights,
        dislike=blend.dislike,
        half_life_days=blend.half_life_days,
        notes=blend.notes,
    )


def with_fit(pack: Pack, fit: Fit) -> Pack:
    """Return a pack that knows how its styles are cut and in which sizes they sell."""
    return replace(
        pack,
        styles=tuple(replace(style, sold=fit.sold[style.id], cut=fit.cuts[style.id]) for style in pack.styles),
        size_spread=fit.spread,
        too_small_step=fit.too_small_step,
        too_big_step=fit.too_big_step,
        length_steps=fit.length_steps,
    )


def lay_pack(past: ChainPast) -> Pack:
    """Return what a pack knows of styles but their sizes; it scores as that of a chain that has learnt nothing yet."""
    style_ids = [style.id for style in past.styles]
    selling = count_selling(past.events, past.until, style_ids)
    pairs = count_pairs(past.events, past.until, style_ids, selling)
    category = {name: i for i, name in enumerate(past.parts)}
    visits = count_visits(past.events, past.until, style_ids, [category[style.category] for style in past.styles])
    alike, worn_with = neighbours.alike_and_worn_with(past, visits)
    bought_with, leads_to = neighbours.bought_with(pairs), neighbours.leads_to(pairs)
    baskets = count_baskets(past.events, past.until, style_ids)
    in_basket = neighbours.leads_to(baskets, neighbours.MOST_IN_BASKET)
    styles = tuple(
        StyleFacts(
            id=style.id,
            name=Bilingual(style.name_zh, style.name_en),
            category=style.category,
            part=past.parts[style.category],
            season=style.season,
            launched=style.launched,
            tags=tuple(style.tags),
            consumable=style.consumable,
            size_system=style.size_system,
            sizes=(sizes := offered(past, style.id)),
            sold=tuple(1 / len(sizes) for _ in sizes),
            cut=0.0,
            popular=float(selling.popular[i]),
            rising=float(selling.rising[i]),
            bought_with=bought_with[i],
            alike=alike[i],
            goes_with=worn_with[i],
            leads_to=leads_to[i],
            sales=selling.sales[i],
            in_basket=in_basket[i],
        )
        for i, style in enumerate(past.styles)
    )
    return Pack(
        version=f"{local(past.until):%Y%m%d-%H%M%S}",
        trained=past.until,
        styles=styles,
        weights=FIXED,
        dislike=FIXED_DISLIKE,
        ladders=past.ladders,
        size_spread=_SPREAD,
        too_small_step=1.0,
        too_big_step=1.0,
        lasts_days=_LASTS_DAYS,
        taken_with=neighbours.taken_with(baskets, in_basket),
    )
