"""The back office's page of invoices: what was asked for, and which are to be made out in red because goods came back.

A red one (红字发票) is due for goods that came back, where the invoice was asked for before the mall knew of that: it
follows from what was asked and what came back, so it does not matter which till was offline. Who asked when that was
known is invoiced for the rest. An even exchange of the same goods changes nothing on an invoice, which then stands for
the goods that left. What was asked for and never made out needs no red one: the office says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, func, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.clock import DAY, Clock
from sync.hub.answers import answer
from sync.hub.db.database import Database
from sync.hub.db.invoice_tables import invoice_request
from sync.hub.db.return_tables import return_line, return_ticket
from sync.hub.db.review_tables import settlement
from sync.hub.db.tables import inbox, sale
from sync.hub.errors import NoName, NotParked
from sync.hub.even_exchanges import came_back, is_even
from sync.hub.office import Office
from sync.hub.office_names import goods_named
from sync.hub.publishing import published_all, published_many
from sync.hub.settings import HubSettings
from sync.hub.settling import record
from sync.protocol.rows import Shop, Style, Variant

_FILES = {"": "invoices.html", "invoices.js": "invoices.js"}

_ABOUT = "invoice:"
"""What a settlement of a red invoice is about: this and the return's id."""

_AT_ONCE = 500

SHOWN_FOR = 400 * DAY
MOST_ASKED = 200
"""So many of the newest requests stand on the page."""


class Reddened(msgspec.Struct, frozen=True):
    """A red invoice of a return was made out, by whom; without a ``number`` the first never was, and none is due."""

    return_id: str
    who: str
    number: str = ""


class InvoiceOffice(Office):
    """The endpoints behind the page of invoices."""

    async def invoices_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def invoices(self, request: Request) -> Response:
        """Everything the page shows."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                since = self._clock.now() - SHOWN_FOR
                return {
                    "shops": [
                        {"id": shop.id, "zh": shop.name_zh, "en": shop.name_en} for shop in published_all(conn, Shop)
                    ],
                    "to_redden": to_redden(conn, since),
                    "asked": _asked_for(conn, since),
                }

        return answer(request, await run_in_threadpool(work))

    async def redden(self, request: Request) -> Response:
        """Say that the red invoice of a return is made out, or that none is due."""
        wanted = await self._asked(request, Reddened)

        def work() -> object:
            with self._database.writing() as conn:
                settle(conn, self._clock, wanted)
                return {"result": "settled"}

        return answer(request, await run_in_threadpool(work))


def to_redden(conn: Connection, since: int) -> list[dict[str, Any]]:
    """Return the returns for which a red invoice is due, the oldest first."""
    lines: dict[str, list[Row[Any]]] = {}
    due: dict[str, tuple[Row[Any], str]] = {}
    wave = _first_asked(conn, since)
    while wave:
        found = _came_back(conn, list(wave))
        lines |= _lines_of(conn, [one.return_id for one in found])
        variants = published_many(conn, Variant, _variants_in(lines.values()))
        further: dict[str, _Asked] = {}
        for one in found:
            asked = wave[one.of_receipt_no]
            if one.return_id in due:
                continue
            if is_even(conn, one, lines[one.return_id], variants):
                further[one.receipt_no] = asked  # the invoice stands for the goods that left
            elif one.total_fen > 0 and asked.at_ms < max(one.occurred_ms, one.received_ms):
                due[one.return_id] = one, asked.receipt_no
        wave = further
    settled = _settled(conn, list(due))
    shown = sorted(
        ((one, of) for id_, (one, of) in due.items() if id_ not in settled),
        key=lambda each: (each[0].occurred_ms, each[0].return_id),
    )
    variants = published_many(conn, Variant, _variants_in(lines[one.return_id] for one, _ in shown))
    styles = published_many(conn, Style, {variant.style_id for variant in variants.values()})
    titles = _titles(conn, {of for _, of in shown})
    return [
        {
            "return_id": one.return_id,
            "receipt_no": one.receipt_no,
            "of_receipt_no": of,
            "shop_id": one.shop_id,
            "day": one.business_date,
            "title": titles[of].title,
            "tax_no": titles[of].tax_no,
            "total_fen": one.total_fen,
            "tax_fen": one.tax_fen,
            "is_whole": one.total_fen == titles[of].sold_fen,
            "lines": [
                {
                    "goods": goods_named(
                        styles.get(_style_of(variants, line)), variants.get(line.variant_id), line.variant_id
                    ),
                    "quantity": line.quantity,
                    "paid_fen": line.paid_fen,
                    "tax_bp": line.tax_bp,
                    "tax_fen": line.tax_fen,
                }
                for line in lines[one.return_id]
            ],
        }
        for one, of in shown
    ]


class _Asked(NamedTuple):
    """When an invoice was first asked for, and of which receipt."""

    at_ms: int
    receipt_no: str


def _first_asked(conn: Connection, since: int) -> dict[str, _Asked]:
    found = conn.execute(
        select(invoice_request.c.receipt_no, func.min(invoice_request.c.asked_ms))
        .where(invoice_request.c.asked_ms > since)
        .group_by(invoice_request.c.receipt_no)
    )
    return {receipt_no: _Asked(int(at_ms), receipt_no) for receipt_no, at_ms in found}


def _came_back(conn: Connection, receipt_nos: Sequence[str]) -> Sequence[Row[Any]]:
    return [
        row
        for part in _parts(receipt_nos)
        for row in conn.execute(
            select(return_ticket, inbox.c.received_ms)
            .join(inbox, inbox.c.hub_no == return_ticket.c.hub_no)
            .where(return_ticket.c.of_receipt_no.in_(part))
        )
    ]


def _settled(conn: Connection, return_ids: Sequence[str]) -> set[str]:
    about = {f"{_ABOUT}{one}": one for one in return_ids}
    return {
        about[row.about]
        for part in _parts(list(about))
        for row in conn.execute(select(settlement.c.about).where(settlement.c.about.in_(part)))
    }


def _variants_in(groups: Iterable[Sequence[Row[Any]]]) -> set[str]:
    return {line.variant_id for group in groups for line in group}


def settle(conn: Connection, clock: Clock, wanted: Reddened) -> None:
    """Take a red invoice off the list, by a person's word. Raises ``NoName`` or ``NotParked``; then nothing changed."""
    if not wanted.who.strip():
        raise NoName()
    now = clock.now()
    due = next((one for one in to_redden(conn, now - SHOWN_FOR) if one["return_id"] == wanted.return_id), None)
    if due is None:
        raise NotParked()
    action = "redden" if wanted.number.strip() else "never_invoiced"
    detail = {name: due[name] for name in ("receipt_no", "of_receipt_no", "total_fen", "tax_fen")}
    about = f"{_ABOUT}{wanted.return_id}"
    record(conn, due["shop_id"], about, action, detail, wanted.who, wanted.number.strip()[:64], now)


def _lines_of(conn: Connection, return_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {one: [] for one in return_ids}
    for part in _parts(return_ids):
        for line in conn.execute(
            select(return_line).where(return_line.c.return_id.in_(part)).order_by(return_line.c.n)
        ):
            found[line.return_id].append(line)
    return found


def _titles(conn: Connection, receipt_nos: Iterable[str]) -> dict[str, Row[Any]]:
    """Return the newest request for each receipt, with what its sale came to."""
    return {
        row.receipt_no: row
        for part in _parts(sorted(receipt_nos))
        for row in conn.execute(
            select(invoice_request, sale.c.total_fen.label("sold_fen"))
            .outerjoin(sale, sale.c.sale_id == invoice_request.c.sale_id)
            .where(invoice_request.c.receipt_no.in_(part))
            .order_by(invoice_request.c.asked_ms, invoice_request.c.request_id)
        )
    }


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield values in parts that one statement can name."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _style_of(variants: dict[str, Variant], line: Row[Any]) -> str:
    variant = variants.get(line.variant_id)
    return variant.style_id if variant is not None else ""


def _asked_for(conn: Connection, since: int) -> list[dict[str, Any]]:
    """Return the newest request for each sale, the newest first."""
    asked = conn.execute(
        select(invoice_request, sale.c.total_fen, sale.c.tax_fen, sale.c.business_date)
        .outerjoin(sale, sale.c.sale_id == invoice_request.c.sale_id)
        .where(invoice_request.c.asked_ms > since)
        .order_by(invoice_request.c.asked_ms.desc(), invoice_request.c.request_id.desc())
        .limit(2 * MOST_ASKED)
    ).all()
    newest: dict[str, Row[Any]] = {}
    for row in asked:
        newest.setdefault(row.sale_id, row)
    shown = list(newest.values())[:MOST_ASKED]
    numbers = [row.receipt_no for row in shown]
    with_returns = select(return_ticket.c.of_receipt_no).where(return_ticket.c.of_receipt_no.in_(numbers)).distinct()
    back = {one.of_receipt_no: came_back(conn, one.of_receipt_no).fen for one in conn.execute(with_returns).all()}
    return [
        {
            "sale_id": row.sale_id,
            "receipt_no": row.receipt_no,
            "shop_id": row.shop_id,
            "day": row.business_date,
            "title": row.title,
            "tax_no": row.tax_no,
            "asked_by": row.asked_by,
            "asked_ms": row.asked_ms,
            "total_fen": row.total_fen,
            "tax_fen": row.tax_fen,
            "returned_fen": back.get(row.receipt_no, 0),
        }
        for row in shown
    ]


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the page of invoices."""
    office = InvoiceOffice(database, settings)
    return [
        Route("/office/invoices/", office.invoices_page),
        Route("/office/invoices/{file}", office.invoices_page),
        Route("/office/api/invoices", office.invoices),
        Route("/office/api/invoices/redden", office.redden, methods=["POST"]),
    ]
