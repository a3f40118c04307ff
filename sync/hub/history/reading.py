"""Read a log: every file laid into the two tables, every line judged, what was refused counted by reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from posapp.domain.clock import Millis, SystemClock
from sync.hub.history.description import WORDS_OF_TIME, EventsFile, LogDescription
from sync.hub.history.events import EVENT_COLUMNS, STYLE_COLUMNS
from sync.hub.history.laying import laid_events, laid_styles
from sync.hub.history.log import Finding, ImportedLog
from sync.hub.history.refusing import findings, judged, sized, told_before
from sync.hub.history.sources import lines_of, table_of
from sync.hub.history.unreadable import LogUnreadable

KNOWN_SIZES: Mapping[str, tuple[str, ...]] = {
    "alpha": ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL"),
}
"""Sizes in letters that need no list; a description's own list of the same name stands instead."""

MEMORY_LIMIT = "2GB"
"""What the reader's engine may use before it goes to disk."""


def read_log(
    description: LogDescription, data_dir: Path, now: Millis | None = None, *, any_size: bool = False
) -> ImportedLog:
    """Read a log whose files lie in ``data_dir``; what lies after ``now`` is refused. Raises ``LogUnreadable``.

    With ``any_size`` sizes are left as they are written, for whoever knows the goods better than the log does.

    An empty log is readable: its tables are empty, and ``first_ms`` and ``last_ms`` are 0.
    """
    con = ibis.duckdb.connect(memory_limit=MEMORY_LIMIT)
    until = SystemClock().now() if now is None else now
    _must_be_a_format(con, description.time.format)
    laid: list[tuple[EventsFile, ir.Table]] = []
    for file in description.events:
        laid.append((file, _laid(con, file, description, data_dir, until, [table for _, table in laid])))
    styles = _styles(con, description, data_dir, [table for _, table in laid])
    sizes = {**KNOWN_SIZES, **description.sizes}
    refused: list[Finding] = []
    noted: list[Finding] = []
    taken = []
    for file, table in laid:
        refused += findings(table, file.file, "refused")
        known = table
        if not any_size:
            known = con.create_table(ibis.util.gen_name("sized"), sized(table, styles, sizes), temp=True)
            noted += findings(known.filter(known["refused"].isnull()), file.file, "noted")
        taken.append(
            known.filter(known["refused"].isnull()).select(*EVENT_COLUMNS, "row").mutate(file=ibis.literal(file.file))
        )
    return finish(con, description, ibis.union(*taken) if taken else _none(), styles, sizes, refused, noted)


def finish(
    con: Backend,
    description: LogDescription,
    events: ir.Table,
    styles: ir.Table,
    sizes: Mapping[str, Sequence[str]],
    refused: Sequence[Finding] = (),
    noted: Sequence[Finding] = (),
) -> ImportedLog:
    """Put the two tables down in their order and join them with what is known of them; events say ``file``, ``row``."""
    origins = con.create_table("origins", events.order_by(["at_ms", "ref", *_OF_ONE_REF]))
    events = origins.select(*EVENT_COLUMNS)
    styles = con.create_table("styles", styles.select(*STYLE_COLUMNS).order_by("style_id"))
    ends = events.agg(first=events["at_ms"].min(), last=events["at_ms"].max()).to_pyarrow().to_pylist()[0]
    return ImportedLog(
        description=description,
        events=events,
        styles=styles,
        refused=tuple(refused),
        noted=tuple(noted),
        ladders=_ladders(events, styles, sizes),
        first_ms=Millis(ends["first"] or 0),
        last_ms=Millis(ends["last"] or 0),
        origins=origins,
        engine=con,
    )


_OF_ONE_REF = ("member_id", "style_id", "variant_id", "size", "kind", "quantity", "paid_fen", "verdict", "shop_id")


def _laid(
    con: Backend, file: EventsFile, description: LogDescription, folder: Path, until: int, earlier: Sequence[ir.Table]
) -> ir.Table:
    lines = lines_of(con, file, folder, description.time.format, description.zone)
    table = judged(laid_events(lines, file, description), file, until)
    if earlier and file.duplicates == "refused":
        table = told_before(table, earlier)
    return con.create_table(ibis.util.gen_name("laid"), table, temp=True)


def _must_be_a_format(con: Backend, written: str) -> None:
    if written in WORDS_OF_TIME:
        return
    try:
        con.con.execute("SELECT try_strptime('', ?)", [written]).fetchall()
    except duckdb.Error as trouble:
        raise LogUnreadable("bad_time_format", format=written) from trouble


def _styles(con: Backend, description: LogDescription, folder: Path, laid: Sequence[ir.Table]) -> ir.Table:
    """Return the described styles, and those that nothing but an event names."""
    met = [table.filter(table["refused"].isnull()).select("style_id") for table in laid]
    named = (ibis.union(*met) if met else _none().select("style_id")).distinct()
    if description.styles is None:
        return con.create_table(ibis.util.gen_name("styles"), _bare(named), temp=True)
    described = laid_styles(table_of(con, description.styles, folder), description.styles, description)
    known = con.create_table(ibis.util.gen_name("styles"), described.select(*STYLE_COLUMNS), temp=True)
    return with_others(con, known, named)


def with_others(con: Backend, known: ir.Table, named: ir.Table) -> ir.Table:
    """Add the styles of which nothing is known but that something ``named`` them."""
    others = _bare(named.select("style_id").distinct().anti_join(known, "style_id"))
    return con.create_table(ibis.util.gen_name("styles"), ibis.union(known.select(*STYLE_COLUMNS), others), temp=True)


def _bare(named: ir.Table) -> ir.Table:
    blanks = {name: ibis.literal("") for name in STYLE_COLUMNS if name not in ("style_id", "launched_ms")}
    return named.mutate(**blanks, launched_ms=ibis.null("int64")).select(*STYLE_COLUMNS)


def _none() -> ir.Table:
    return ibis.memtable([], schema=ibis.schema({**EVENT_COLUMNS, "row": "int64", "file": "string"}))


def _ladders(events: ir.Table, styles: ir.Table, sizes: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    joined = events.filter(events["size"] != "").inner_join(styles, "style_id")
    found: dict[str, set[str]] = {}
    for row in joined.select("size_system", "size").distinct().to_pyarrow().to_pylist():
        found.setdefault(row["size_system"], set()).add(row["size"])
    return {system: _in_order(system, labels, sizes) for system, labels in sorted(found.items())}


def _in_order(system: str, labels: set[str], sizes: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the sizes of a system: as it is told, or as the first told one that has them all, or by number."""
    if system in sizes:
        return tuple(sizes[system])
    same = next((ladder for ladder in sizes.values() if labels <= set(ladder)), None)
    return tuple(size for size in same if size in labels) if same else tuple(sorted(labels, key=_as_number))


def _as_number(label: str) -> tuple[float, str]:
    whole, _, rest = label.replace(",", ".").partition("/")
    try:
        return float(whole), rest
    except ValueError:  # of an article that nothing is known of, but that it was sold in this size
        return inf, label
