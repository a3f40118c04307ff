"""Which lines of a log are not taken, and why: the first reason that holds, in the order of ``words.REFUSALS``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import ibis
import ibis.expr.types as ir

from posapp.domain.fit import Verdict
from sync.hub.history.description import EventsFile
from sync.hub.history.events import EVENT_COLUMNS, KINDS
from sync.hub.history.log import SHOWN_ROWS, Finding

_IS_NUMBER = r"^[0-9]+([.,/][0-9]+)?$"


def judged(events: ir.Table, file: EventsFile, now: int) -> ir.Table:
    """Add ``refused``: why a line is not taken, or null."""
    events = _with_twin(events) if file.duplicates == "refused" else events.mutate(twin=ibis.null("int64"))
    is_zero = (events["quantity"] == 0) & (file.zero_quantity == "refused" and file.layout != "periods")
    reasons = [
        ("no_style", events["style_id"] == ""),
        ("unreadable_time", events["at_ms"].isnull()),
        ("future_date", events["at_ms"] > now),
        ("ancient_date", events["at_ms"] < 0),
        ("unknown_kind", events["kind"].notin(KINDS)),
        ("unknown_verdict", events["verdict"].notin(("", *get_args(Verdict)))),
        ("unreadable_quantity", events["quantity"].isnull()),
        ("negative_quantity", events["quantity"] < 0),
        ("no_quantity", is_zero),
        ("unreadable_price", events["paid_fen"].isnull()),
        ("negative_price", events["paid_fen"] < 0),
        ("duplicate", events["row"] > events["twin"]),
    ]
    return events.mutate(refused=ibis.cases(*((holds, ibis.literal(name)) for name, holds in reasons))).drop("twin")


def told_before(events: ir.Table, earlier: Sequence[ir.Table]) -> ir.Table:
    """Refuse the lines that an earlier file has as well: exports overlap by a day, or one lies there twice."""
    known = ibis.union(*(table.filter(table["refused"].isnull()).select(*EVENT_COLUMNS) for table in earlier))
    told = known.distinct().mutate(told=ibis.literal(True))
    both = events.left_join(told, list(EVENT_COLUMNS)).select(*events.columns, "told")
    again = both["refused"].isnull() & both["told"].fill_null(False)
    return both.mutate(refused=ibis.ifelse(again, ibis.literal("duplicate_of_file"), both["refused"])).drop("told")


def _with_twin(events: ir.Table) -> ir.Table:
    """Add ``twin``: the first of the lines that are the same as this one, null for one of its own."""
    same = events.group_by(*EVENT_COLUMNS).agg(twin=events["row"].min(), lines=events.count())
    twins = same.filter(same["lines"] > 1).drop("lines")
    return events.left_join(twins, list(EVENT_COLUMNS)).select(*events.columns, "twin")


def sized(events: ir.Table, styles: ir.Table, sizes: Mapping[str, Sequence[str]]) -> ir.Table:
    """Add ``noted``: why a line's size says nothing, or null. Where it does, the size is left out.

    An article whose size system is not told may have any size that some system has.
    """
    system = styles.select(style_id="style_id", system="size_system")
    table = events.left_join(system, "style_id").drop("style_id_right")
    system_of = table["system"].fill_null("")
    label = table["size"]
    known = (system_of == "") & label.isin(sorted({size for ladder in sizes.values() for size in ladder}))
    for name, ladder in sizes.items():
        known = known | ((system_of == name) & label.isin(list(ladder)))
    has_ladder = system_of.isin(list(sizes)) if sizes else ibis.literal(False)
    noted = ibis.cases(
        (label == "", ibis.null("string")),
        (known, ibis.null("string")),
        (has_ladder, ibis.literal("unknown_size")),
        (label.re_search(_IS_NUMBER), ibis.null("string")),
        else_=ibis.literal("unknown_size_system"),
    )
    table = table.mutate(noted=noted).drop("system")
    return table.mutate(size=ibis.ifelse(table["noted"].notnull(), ibis.literal(""), table["size"]))


def findings(events: ir.Table, file: str, column: str) -> list[Finding]:
    """Return what ``column`` says of the lines of a file, by reason, with the numbers of the first lines."""
    wrong = events.filter(events[column].notnull())
    counts = wrong.group_by(column).agg(rows=wrong.count()).order_by(column).to_pyarrow().to_pylist()
    if not counts:
        return []
    place = ibis.row_number().over(group_by=column, order_by="row")
    first = wrong.mutate(place=place).filter(lambda t: t["place"] < SHOWN_ROWS).select(column, "row").order_by("row")
    rows: dict[str, list[int]] = {}
    for found in first.to_pyarrow().to_pylist():
        rows.setdefault(found[column], []).append(found["row"])
    return [Finding(file, found[column], found["rows"], tuple(rows[found[column]])) for found in counts]
