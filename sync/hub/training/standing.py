"""What a pack knows of members, learnt from their lives: cuts between segments, lifetime value, churn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from posapp.domain.advice.happening import Happening
from posapp.domain.advice.member_models import MemberModels, SegmentSize
from posapp.domain.advice.rhythm import SHOP_OFFSET_MS, day_of, is_visit
from posapp.domain.advice.segments import CutPoints, Standing, cut_points, segment_of
from posapp.domain.clock import DAY
from sync.hub.training.churn import HORIZON_DAYS, Life, learn_churn
from sync.hub.training.lifetime import fit_amounts, fit_purchases

if TYPE_CHECKING:
    import ibis.expr.types as ir


def learn_standing(
    lives: Mapping[str, Life], until_ms: int, horizon_days: int = HORIZON_DAYS, offset_ms: int = SHOP_OFFSET_MS
) -> MemberModels:
    """Return the models by what happened on the days before ``until_ms``, each None where that is too little.

    Takes some seconds for 30,000 members.
    """
    tomorrow = day_of(until_ms, offset_ms)
    visits_of = {member: visits for member, life in lives.items() if (visits := life.before(tomorrow)) is not None}
    everybody = list(visits_of.values())
    today = tomorrow - 1
    fitted = fit_purchases([visits.buying(today) for visits in everybody])
    standings = {member: found for member, life in lives.items() if (found := life.standing(tomorrow)) is not None}
    models = MemberModels(
        cuts=cut_points(list(standings.values())),
        churn=learn_churn(lives, tomorrow, horizon_days),
        purchases=fitted.model if fitted is not None else None,
        amounts=fit_amounts([len(one.days) for one in everybody], [one.spent_fen / len(one.days) for one in everybody]),
    )
    worths = {
        member: worth.fen if (worth := models.value(visits, today)) is not None else 0
        for member, visits in visits_of.items()
    }
    return replace(
        models,
        high_value_fen=sorted(worths.values())[len(worths) * 4 // 5] if worths else 0,
        learnt_ms=until_ms,
        sizes=_sizes(models.cuts, standings, worths),
    )


def _sizes(
    cuts: CutPoints | None, standings: Mapping[str, Standing], worths: Mapping[str, int]
) -> dict[str, SegmentSize]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    if cuts is not None:
        for member, standing in standings.items():
            found[segment_of(cuts.scores(standing))].append(worths.get(member, 0))
    return {segment: SegmentSize(len(of_it), sum(of_it)) for segment, of_it in found.items()}


def lives_of(happenings: Mapping[str, Iterable[Happening]]) -> dict[str, Life]:
    """Return lives from what members did, as the mall's histories have it."""
    found = {}
    for member, life in happenings.items():
        moved: defaultdict[int, int] = defaultdict(int)
        days = set()
        for one in life:
            if is_visit(one):
                days.add(day_of(one.at_ms))
            if one.kind in ("bought", "returned"):
                moved[day_of(one.at_ms)] += one.paid_fen if one.kind == "bought" else -one.paid_fen
        if days:
            found[member] = Life(tuple(sorted(days)), tuple(sorted(moved.items())))
    return found


def lives_in(events: ir.Table, offset_ms: int = SHOP_OFFSET_MS) -> dict[str, Life]:
    """Return lives from an event table; a day begins ``offset_ms`` before that of UTC."""
    import ibis

    told = events.filter(events["kind"].isin(["bought", "returned", "tried"]) & (events["member_id"] != ""))
    is_bought, is_tried = told["kind"] == "bought", told["kind"] == "tried"
    by_day = (
        told.mutate(
            day=((told["at_ms"] + offset_ms) // DAY).cast("int64"),
            fen=ibis.ifelse(is_bought, told["paid_fen"], ibis.ifelse(is_tried, 0, -told["paid_fen"])),
            came=(is_bought | (is_tried & (told["verdict"] != "untried"))).cast("int64"),
        )
        .group_by("member_id", "day")
        .agg(fen=ibis._["fen"].sum(), came=ibis._["came"].max())
        .order_by("member_id", "day")
        .to_pyarrow()
    )
    days: defaultdict[str, list[int]] = defaultdict(list)
    moved: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    columns = (by_day[name].to_pylist() for name in ("member_id", "day", "fen", "came"))
    for member, day, fen, came in zip(*columns, strict=True):
        moved[member].append((day, int(fen)))
        if came:
            days[member].append(day)
    return {member: Life(tuple(days[member]), tuple(moved[member])) for member in moved if member in days}
