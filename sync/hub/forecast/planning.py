"""The plans of all shops: from what was foretold and what hangs there to the rows that tills read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from posapp.domain.clock import DAY, Millis
from posapp.domain.fit import Verdict
from posapp.domain.stock_levels import Expected, surplus, together
from sync.hub.forecast.foretelling import Foretold, foretell
from sync.hub.forecast.series import Key, SalesSeries
from sync.hub.settings import STANDARD_PLANS, PlanRules
from sync.protocol.rows import History, Interested, Member, Spare, StockPlan, VariantPlan

LOOK_BACK_MS = 90 * DAY
"""Whoever wished for it before that has forgotten it."""

_MOST_TOLD = 20
_MOST_SPARE = 3
_STILL_WANT: frozenset[Verdict | None] = frozenset({None, "price", "untried"})
_WEEK_MS = 7 * DAY


@dataclass(frozen=True, slots=True)
class Hanging:
    """Pieces of a variant that hang free in a shop, and since when the style is sold."""

    key: Key
    free: int
    launched_ms: int | None


def with_hanging(series: SalesSeries, hanging: Iterable[Hanging], now: Millis) -> SalesSeries:
    """Add a line without sales for everything that hangs in a shop and that nobody there ever bought."""
    known = set(series.keys)
    unsold = [one for one in hanging if one.key not in known]
    begun = [_weeks_since(one.launched_ms, now, series.periods) for one in unsold]
    count = len(unsold)
    return SalesSeries(
        keys=(*series.keys, *(one.key for one in unsold)),
        pieces=np.vstack([series.pieces, np.zeros((count, series.periods))]),
        since=np.concatenate([series.since, np.array([series.periods - weeks for weeks in begun], np.int64)]),
        until=np.concatenate([series.until, np.full(count, series.periods, np.int64)]),
        step=series.step,
    )


def plans(
    series: SalesSeries,
    hanging: Sequence[Hanging],
    style_of: Mapping[str, str],
    interested: Mapping[str, Sequence[str]],
    now: Millis,
    rules: PlanRules = STANDARD_PLANS,
) -> list[StockPlan]:
    """Return a plan for each category of each shop, of what hangs there or is asked for there.

    ``style_of`` names the style of each variant that is still sold. ``interested`` has the members to be told of a
    style; they are told of what should leave only.
    """
    told = foretell(
        with_hanging(series, hanging, now), rules.lead_weeks + rules.review_weeks, rules.service_percent / 100
    )
    drawn = list(_drawn(told, style_of, rules))
    free = {(one.key.shop_id, one.key.variant_id): one.free for one in hanging}
    spare = _spare(drawn, free)
    grouped: defaultdict[tuple[str, str], list[VariantPlan]] = defaultdict(list)
    styles: defaultdict[tuple[str, str, str], list[tuple[int, Expected]]] = defaultdict(list)
    for key, plan in drawn:
        here = free.get((key.shop_id, key.variant_id), 0)
        if not (here or plan.order_up_to):
            continue
        place = key.shop_id, key.category
        others = [one for one in spare[key.variant_id] if one.shop_id != key.shop_id]
        lacks = here < plan.order_up_to
        grouped[place].append(_with_spare(plan, others) if lacks else plan)
        styles[(*place, plan.style_id)].append((here, plan.expected))
    leaving: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for (shop_id, category, style_id), stands in styles.items():
        if surplus(sum(here for here, _ in stands), together(expected for _, expected in stands)) != "right":
            leaving[shop_id, category].append(style_id)
    return [
        _plan(told, rules, shop_id, category, variants, now, _to_tell(leaving[shop_id, category], interested))
        for (shop_id, category), variants in sorted(grouped.items())
    ]


def who_would_like(histories: Iterable[History], members: Mapping[str, Member], now: Millis) -> dict[str, list[str]]:
    """Return by style who wished for it, or tried it and left it for no fault of its fit, and may be told of offers.

    The newest wish first. Whoever bought it since is not among them, nor anybody who declined offers or suggestions.
    """
    wishes: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for history in histories:
        member = members.get(history.id)
        if member is None or member.blocked or not (member.personal and member.marketing):
            continue
        settled: set[str] = set()
        for one in history.happenings:  # the newest first
            if one.at_ms < now - LOOK_BACK_MS:
                break
            wants = one.kind == "wished" or (one.kind == "tried" and one.verdict in _STILL_WANT)
            if wants and one.style_id not in settled:
                wishes[one.style_id].append((-one.at_ms, history.id))
            if wants or one.kind in ("bought", "dismissed"):
                settled.add(one.style_id)
    return {style_id: [member_id for _, member_id in sorted(found)] for style_id, found in wishes.items()}


def _drawn(told: Foretold, style_of: Mapping[str, str], rules: PlanRules) -> Iterator[tuple[Key, VariantPlan]]:
    low, high = told.between(rules.lead_weeks, 0.1, 0.9)
    order_at = told.lasting(rules.lead_weeks)
    up_to = told.lasting(rules.lead_weeks + rules.review_weeks)
    pieces = told.series.pieces
    has_sold = told.series.has_sold
    since_sale = np.where(has_sold, (pieces[:, ::-1] > 0).argmax(axis=1), told.series.periods - told.series.since)
    for i, key in enumerate(told.series.keys):
        if key.variant_id not in style_of:
            continue
        week = float(told.mean[i])
        error = float(told.error[i])
        yield (
            key,
            VariantPlan(
                variant_id=key.variant_id,
                style_id=style_of[key.variant_id],
                week_milli=round(week * 1000),
                lead_milli=round(week * 1000 * rules.lead_weeks),
                low=int(low[i]),
                high=int(high[i]),
                order_at=int(order_at[i]),
                order_up_to=max(int(up_to[i]), int(order_at[i])),
                error_milli=None if np.isnan(error) else round(error * 1000),
                idle_weeks=int(since_sale[i]),
            ),
        )


def _spare(
    drawn: Iterable[tuple[Key, VariantPlan]], free: Mapping[tuple[str, str], int]
) -> defaultdict[str, list[Spare]]:
    """Return by variant which shops have pieces beyond their own level, the most first."""
    found: defaultdict[str, list[Spare]] = defaultdict(list)
    for key, plan in drawn:
        beyond = free.get((key.shop_id, key.variant_id), 0) - plan.order_up_to
        if beyond > 0:
            found[key.variant_id].append(Spare(shop_id=key.shop_id, pieces=beyond))
    for shops in found.values():
        shops.sort(key=lambda one: (-one.pieces, one.shop_id))
    return found


def _with_spare(plan: VariantPlan, others: Sequence[Spare]) -> VariantPlan:
    return replace(plan, spare=list(others[:_MOST_SPARE]))


def _to_tell(styles: Sequence[str], interested: Mapping[str, Sequence[str]]) -> list[Interested]:
    return [
        Interested(style_id=style_id, member_ids=list(interested[style_id][:_MOST_TOLD]))
        for style_id in sorted(styles)
        if interested.get(style_id)
    ]


def _plan(
    told: Foretold,
    rules: PlanRules,
    shop_id: str,
    category: str,
    variants: list[VariantPlan],
    now: Millis,
    interested: list[Interested],
) -> StockPlan:
    return StockPlan(
        id=f"{shop_id}/{category}",
        shop_id=shop_id,
        category=category,
        made_ms=now,
        lead_weeks=rules.lead_weeks,
        review_weeks=rules.review_weeks,
        service_percent=rules.service_percent,
        ses_milli=round(told.trust["ses"] * 1000),
        tsb_milli=round(told.trust["tsb"] * 1000),
        mean_milli=round(told.trust["mean"] * 1000),
        season_milli=round(told.season * 1000),
        variants=variants,
        interested=interested,
    )


def _weeks_since(launched_ms: int | None, now: Millis, most: int) -> int:
    return most if launched_ms is None else min(max((now - launched_ms) // _WEEK_MS, 0), most)
