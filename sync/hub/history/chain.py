"""What the hub itself knows, laid into the same two tables: what training and measuring learn of this chain.

Whoever does not agree to suggestions made from what she did is not in them: what she bought stays as anybody's
purchase, since the shop sold it, and everything else that she did is left out. A happening that is also a sale, a
return or an imported event is one event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import groupby, islice
from typing import NamedTuple

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend
from sqlalchemy import Connection, select

from posapp.domain.clock import Millis
from sync.hub import reviews
from sync.hub.consents import who_agree_to_advice
from sync.hub.db import tables
from sync.hub.db.history_tables import event_log
from sync.hub.db.return_tables import return_line, return_ticket
from sync.hub.history.description import LogDescription
from sync.hub.history.events import EVENT_COLUMNS, STYLE_COLUMNS
from sync.hub.history.log import ImportedLog
from sync.hub.history.reading import MEMORY_LIMIT, finish, with_others
from sync.hub.publishing import each_published, published_all
from sync.protocol.rows import Category, History, Style, Variant

_AT_ONCE = 50_000
_SAME = ("kind", "member_id", "style_id", "variant_id", "ref", "at_ms")
"""What makes a happening the same as a line of the books."""


_Verdicts = Mapping[tuple[str, str, str], str]
"""What reviews say of the fit, by member, sale or order, and variant."""


class _Event(NamedTuple):
    """One row of the event table, in the order of its columns."""

    member_id: str
    style_id: str
    variant_id: str
    size: str
    kind: str
    at_ms: int
    ref: str
    verdict: str
    quantity: int
    paid_fen: int
    shop_id: str


def of_chain(conn: Connection, now: Millis) -> ImportedLog:
    """Lay out everything that this hub knows of what happened before ``now``."""
    con = ibis.duckdb.connect(memory_limit=MEMORY_LIMIT)
    goods = _Goods.of(conn)
    agree = who_agree_to_advice(conn)
    said = reviews.verdicts(conn)
    books = _table(con, "books", _in_books(conn, goods, agree, said))
    told = _table(con, "told", _in_log(conn, agree, said))
    lives = _table(con, "lives", _in_lives(conn, agree))
    known = ibis.union(books, told.anti_join(books, list(_SAME)))
    events = ibis.union(known, lives.anti_join(known, list(_SAME))).mutate(
        row=ibis.literal(0, type="int64"), file=ibis.literal("")
    )
    styles = with_others(con, _styles(con, goods), events)
    description = LogDescription(title="", events=[])
    return finish(con, description, events.filter(events["at_ms"] < now), styles, goods.ladders)


@dataclass(frozen=True, slots=True)
class _Goods:
    styles: Mapping[str, Style]
    parts: Mapping[str, str]
    variants: Mapping[str, Variant]

    @classmethod
    def of(cls, conn: Connection) -> _Goods:
        return cls(
            styles={style.id: style for style in published_all(conn, Style)},
            parts={category.id: category.part for category in published_all(conn, Category)},
            variants={variant.id: variant for variant in published_all(conn, Variant)},
        )

    @property
    def ladders(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, int]] = {}
        for variant in self.variants.values():
            if style := self.styles.get(variant.style_id):
                found.setdefault(style.size_system, {})[variant.size] = variant.size_order
        return {system: tuple(sorted(orders, key=orders.__getitem__)) for system, orders in found.items()}

    def size(self, variant_id: str) -> str:
        variant = self.variants.get(variant_id)
        return variant.size if variant is not None else ""


def _in_books(conn: Connection, goods: _Goods, agree: frozenset[str], said: _Verdicts) -> Iterator[_Event]:
    yield from _sold(conn, goods, agree, said)
    yield from _brought_back(conn, goods, agree)
    exposure = tables.exposure
    for row in conn.execute(select(exposure)):
        if row.member_id in agree:
            yield _Event(
                row.member_id, row.style_id, "", "", "shown", row.occurred_ms, row.exposure_id, "", 1, 0, row.shop_id
            )


def _sold(conn: Connection, goods: _Goods, agree: frozenset[str], said: _Verdicts) -> Iterator[_Event]:
    sale, line = tables.sale, tables.sale_line
    query = select(
        sale.c.sale_id,
        sale.c.member_id,
        sale.c.shop_id,
        sale.c.occurred_ms,
        line.c.style_id,
        line.c.variant_id,
        line.c.quantity,
        line.c.paid_fen,
        line.c.source,
    ).join_from(sale, line)
    for row in conn.execute(query):
        member, ref = _whose(row.member_id, row.sale_id, agree)
        if row.source == "suggestion" and member:
            yield _Event(member, row.style_id, "", "", "opened", row.occurred_ms, ref, "", 1, 0, row.shop_id)
        yield _Event(
            member,
            row.style_id,
            row.variant_id,
            goods.size(row.variant_id),
            "bought",
            row.occurred_ms,
            ref,
            said.get((member, ref, row.variant_id), ""),
            row.quantity,
            row.paid_fen,
            row.shop_id,
        )


def _brought_back(conn: Connection, goods: _Goods, agree: frozenset[str]) -> Iterator[_Event]:
    sold, sale_of = _pieces_of_sales(conn)
    back: Counter[tuple[str, str]] = Counter()
    query = (
        select(
            return_ticket.c.return_id,
            return_ticket.c.member_id,
            return_ticket.c.shop_id,
            return_ticket.c.occurred_ms,
            return_line.c.of_receipt_no,
            return_line.c.variant_id,
            return_line.c.quantity,
            return_line.c.paid_fen,
            return_line.c.reason,
        )
        .join_from(return_ticket, return_line, return_line.c.return_id == return_ticket.c.return_id)
        .order_by(return_ticket.c.hub_no, return_line.c.n)
    )
    for of_one, lines in groupby(conn.execute(query), key=lambda row: (row.return_id, row.of_receipt_no)):
        return_id, receipt_no = of_one
        together = [row for row in lines if row.variant_id in goods.variants]
        for row in together:
            back[receipt_no, row.variant_id] += row.quantity
        for row in together:
            # As in her history: of a sale of which nothing is left, purchase and return have one name.
            of_sale = receipt_no, row.variant_id
            is_all = 0 < sold[of_sale] <= back[of_sale]
            member, ref = _whose(row.member_id, sale_of[receipt_no] if is_all else return_id, agree)
            yield _Event(
                member,
                goods.variants[row.variant_id].style_id,
                row.variant_id,
                goods.size(row.variant_id),
                "returned",
                row.occurred_ms,
                ref,
                "",
                row.quantity,
                row.paid_fen,
                row.shop_id,
            )


def _pieces_of_sales(conn: Connection) -> tuple[Counter[tuple[str, str]], dict[str, str]]:
    """Return the pieces of each variant that a sale sold, by receipt, and the sales' ids, where goods came back."""
    sale, line = tables.sale, tables.sale_line
    came_back = select(return_ticket.c.of_receipt_no)
    query = (
        select(sale.c.receipt_no, sale.c.sale_id, line.c.variant_id, line.c.quantity)
        .join_from(sale, line)
        .where(sale.c.receipt_no.in_(came_back))
    )
    sold: Counter[tuple[str, str]] = Counter()
    sale_of = {}
    for receipt_no, sale_id, variant_id, quantity in conn.execute(query):
        sold[receipt_no, variant_id] += quantity
        sale_of[receipt_no] = sale_id
    return sold, sale_of


def _whose(member_id: str | None, ref: str, agree: frozenset[str]) -> tuple[str, str]:
    """Return whose basket it was and its name; that of one who does not agree leads nobody back to her."""
    if member_id is None or member_id in agree:
        return member_id or "", ref
    return "", sha256(ref.encode()).hexdigest()[:32]


def _in_log(conn: Connection, agree: frozenset[str], said: _Verdicts) -> Iterator[_Event]:
    columns = [event_log.c[name] for name in EVENT_COLUMNS]
    for row in conn.execute(select(*columns), execution_options={"yield_per": _AT_ONCE}):
        if row.member_id in agree or not row.member_id:
            event = _Event(*row)
            written = said.get((row.member_id, row.ref, row.variant_id)) if row.kind == "bought" else None
            yield event._replace(verdict=written) if written else event
        elif row.kind in ("bought", "returned"):
            member, ref = _whose(row.member_id, row.ref, agree)
            yield _Event(*row)._replace(member_id=member, ref=ref)


def _in_lives(conn: Connection, agree: frozenset[str]) -> Iterator[_Event]:
    for history in each_published(conn, History):
        if history.id not in agree:
            continue
        for one in history.happenings:
            yield _Event(
                history.id,
                one.style_id,
                one.variant_id,
                one.size,
                one.how or one.kind,
                one.at_ms,
                one.ref,
                one.verdict or "",
                1,
                one.paid_fen,
                one.shop_id,
            )


def _table(con: Backend, name: str, events: Iterable[_Event]) -> ir.Table:
    table = con.create_table(name, schema=ibis.schema(EVENT_COLUMNS), temp=True)
    schema = ibis.schema(EVENT_COLUMNS).to_pyarrow()
    waiting = iter(events)
    while chunk := list(islice(waiting, _AT_ONCE)):
        columns = [pa.array(column, field.type) for column, field in zip(zip(*chunk, strict=True), schema, strict=True)]
        con.insert(name, ibis.memtable(pa.Table.from_arrays(columns, schema=schema)))
    return table


def _styles(con: Backend, goods: _Goods) -> ir.Table:
    schema = ibis.schema(STYLE_COLUMNS).to_pyarrow()
    rows = [
        {
            "style_id": style.id,
            "category": style.category,
            "part": goods.parts.get(style.category, ""),
            "size_system": style.size_system,
            "launched_ms": _day(style.launched),
            "tags": " ".join(style.tags),
        }
        for style in goods.styles.values()
    ]
    return con.create_table("goods", ibis.memtable(pa.Table.from_pylist(rows, schema=schema)), temp=True)


def _day(text: str) -> int | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
