"""What training counts, as Ibis expressions over the event table: an engine of any size can run them.

Nothing here is bound to one engine; the engine is that of the table that is given. Every expression counts what members
took and kept before an instant; customers whom nobody knows are in no count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from posapp.domain.clock import DAY

if TYPE_CHECKING:
    import ibis.expr.types as ir

MONTH_DAYS = 28
WEEK_DAYS = 7
_MONTHS_BEFORE = 4
"""A month's pace is told against the three months before it."""

MOST_OF_A_MEMBER = 400
"""An account with more styles than this, a buying agent's say, speaks of its newest ones only."""

_ONE_VISIT = DAY // 2

_SAME = ("member_id", "ref", "style_id", "variant_id")


def taken(events: ir.Table, until_ms: int) -> ir.Table:
    """Return a row for each style of each visit that was bought before an instant and not brought back before it.

    Columns: ``member_id``, ``style_id``, ``visit``, ``at_ms``. A visit is named by its ``ref``, or else by its day.
    """
    past = events.filter(events["at_ms"] < until_ms, events["member_id"] != "")
    bought = past.filter(past["kind"] == "bought").anti_join(past.filter(past["kind"] == "returned"), _SAME)
    day = (bought["at_ms"] // DAY).cast("string")
    visits = bought.mutate(visit=(bought["ref"] == "").ifelse(day, bought["ref"]))
    return visits.group_by(["member_id", "style_id", "visit"]).agg(at_ms=visits["at_ms"].max())


def holdings(events: ir.Table, until_ms: int) -> ir.Table:
    """Return a row for each style of each member: ``visits`` on which she took it, and ``last_ms``."""
    lines = taken(events, until_ms)
    return lines.group_by(["member_id", "style_id"]).agg(visits=lines.count(), last_ms=lines["at_ms"].max())


def sales(events: ir.Table, until_ms: int) -> ir.Table:
    """Return a row for each style: how often it was taken, how many ``buyers`` it has, and how many ``repeaters``.

    It was taken ``ever``, this ``month`` and ``week``, in the months ``before``, and on members' ``newest`` visits.
    """
    lines = taken(events, until_ms)
    newest = lines.group_by("member_id").agg(newest_ms=lines["at_ms"].max())
    lines = lines.inner_join(newest, "member_id")
    month = lines["at_ms"] >= until_ms - MONTH_DAYS * DAY
    week = lines["at_ms"] >= until_ms - WEEK_DAYS * DAY
    before = ~month & (lines["at_ms"] >= until_ms - _MONTHS_BEFORE * MONTH_DAYS * DAY)
    is_newest = lines["at_ms"] > lines["newest_ms"] - _ONE_VISIT
    by_style = lines.group_by("style_id").agg(
        ever=lines.count(),
        month=month.cast("int64").sum(),
        week=week.cast("int64").sum(),
        before=before.cast("int64").sum(),
        newest=is_newest.cast("int64").sum(),
    )
    held = holdings(events, until_ms)
    by_holder = held.group_by("style_id").agg(buyers=held.count(), repeaters=(held["visits"] > 1).cast("int64").sum())
    return by_style.inner_join(by_holder, "style_id")


def pairs_of_members(events: ir.Table, until_ms: int, places: ir.Table) -> ir.Table:
    """Return how many members hold both styles of a pair: ``a`` < ``b`` are places, ``together`` the members.

    ``places`` gives the ``place`` of each ``style_id`` that is counted.
    """
    import ibis

    held = holdings(events, until_ms).inner_join(places, "style_id")
    newest_first = ibis.window(group_by="member_id", order_by=[held["last_ms"].desc(), held["place"]])
    ranked = held.mutate(rank=ibis.row_number().over(newest_first))
    return _pairs(ranked.filter(ranked["rank"] < MOST_OF_A_MEMBER).select("place", who="member_id"))


def pairs_of_visits(events: ir.Table, until_ms: int, places: ir.Table) -> ir.Table:
    """Return on how many visits both of a pair were taken, as ``pairs_of_members`` does.

    Several styles may share one ``place``: their category's, say.
    """
    lines = taken(events, until_ms).inner_join(places, "style_id")
    return _pairs(lines.select("place", who=lines["member_id"] + " " + lines["visit"]).distinct())


def baskets(events: ir.Table, until_ms: int) -> ir.Table:
    """Return on how many visits each style was taken together with another one: ``visits`` by ``style_id``."""
    lines = taken(events, until_ms)
    pieces = lines.group_by(["member_id", "visit"]).agg(pieces=lines.count())
    lines = lines.inner_join(pieces.filter(pieces["pieces"] > 1), ["member_id", "visit"])
    return lines.group_by("style_id").agg(visits=lines.count())


def visits_between(events: ir.Table, since_ms: int, until_ms: int) -> ir.Table:
    """Return the members who took anything in a window: ``member_id`` and ``first_ms``, when they first did."""
    lines = taken(events, until_ms)
    lines = lines.filter(lines["at_ms"] >= since_ms)
    return lines.group_by("member_id").agg(first_ms=lines["at_ms"].min())


def places_of(style_ids: Sequence[str], places: Sequence[int]) -> ir.Table:
    """Return the table that gives each style its place."""
    import ibis
    import pyarrow as pa

    return ibis.memtable(
        pa.table({"style_id": pa.array(style_ids, pa.string()), "place": pa.array(places, pa.int32())})
    )


def _pairs(held: ir.Table) -> ir.Table:
    first = held.select("who", a="place")
    both = first.inner_join(held.select("who", b="place").view(), "who")
    both = both.filter(both["a"] < both["b"])
    return both.group_by(["a", "b"]).agg(together=both.count())
