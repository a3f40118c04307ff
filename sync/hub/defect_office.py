"""The back office's page of defective goods: what was mended, sent back and written off, by whom, and by month.

The ledger of the place for defective goods says what left it; the operation that said so says the rest. What pieces
cost the chain is not known to the mall, so they are counted at their shelf price.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain import sizes
from posapp.domain.clock import DAY
from posapp.domain.defects import ENDS, WHYS, End
from posapp.domain.text import Bilingual, Language
from sync.hub.answers import answer
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.db.return_tables import set_aside
from sync.hub.office import Office
from sync.hub.office_names import both, goods_named, people_named, plain
from sync.hub.publishing import published_all, published_many
from sync.hub.settings import HubSettings
from sync.protocol.decoding import from_json
from sync.protocol.defective import DefectiveSettle
from sync.protocol.envelope import Operation
from sync.protocol.kinds import read_body
from sync.protocol.rows import Shop, Style, Variant

_FILES = {"": "defects.html", "defects.js": "defects.js"}

SHOWN_FOR = 400 * DAY
"""A year and the month a year ago."""

MOST_LISTED = 300
"""So many lines of a month stand on the page; the file has all of them."""

_BECAME = {
    "mended": Bilingual("回卖场", "For sale again"),
    "sent_back": Bilingual("寄回", "Sent back"),
    "written_off": Bilingual("报损", "Written off"),
}
_COLUMNS = (
    Bilingual("日期", "Day"),
    Bilingual("门店", "Shop"),
    Bilingual("款号", "Style"),
    Bilingual("商品", "Goods"),
    Bilingual("颜色", "Colour"),
    Bilingual("尺码", "Size"),
    Bilingual("件数", "Pieces"),
    Bilingual("去向", "What became of it"),
    Bilingual("原因", "Reason"),
    Bilingual("按标价（元）", "At the shelf price (yuan)"),
    Bilingual("经手", "By"),
    Bilingual("授权", "Allowed by"),
)


class Settled(NamedTuple):
    """Pieces of one variant that left the place; ``worth_fen`` None where the mall had withdrawn the goods."""

    shop_id: str
    variant_id: str
    pieces: int
    day: str
    at_ms: int
    end: End
    reason: str
    worth_fen: int | None
    staff_id: str
    approver_id: str

    @property
    def month(self) -> str:
        """Return the month in the shop's books, ``YYYY-MM``."""
        return self.day[:7]


class DefectOffice(Office):
    """The endpoints behind the page of defective goods."""

    async def defects_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def defects(self, request: Request) -> Response:
        """Everything the page shows: of one shop or of all, and the lines of one month."""
        self._let_in(request)
        asked = request.query_params

        def work() -> object:
            with self._database.reading() as conn:
                return figures(conn, self._clock.now(), asked.get("shop_id", ""), asked.get("month", ""))

        return answer(request, await run_in_threadpool(work))

    async def file(self, request: Request) -> Response:
        """The lines of a month, or of all that is shown, as a file for a spreadsheet."""
        self._let_in(request)
        asked = request.query_params
        month = asked.get("month", "")
        language: Language = "en" if asked.get("language") == "en" else "zh"

        def work() -> bytes:
            with self._database.reading() as conn:
                found = _settled(conn, self._clock.now(), asked.get("shop_id", ""))
                return as_csv(conn, [one for one in found if month in ("", one.month)], language)

        named = "".join(sign for sign in month if sign in "0123456789-")[:7] or "all"
        return Response(
            await run_in_threadpool(work),
            headers={
                "content-disposition": f'attachment; filename="defective-goods-{named}.csv"',
                "cache-control": "no-store",
            },
            media_type="text/csv; charset=utf-8",
        )


def figures(conn: Connection, now: int, shop_id: str = "", month: str = "") -> dict[str, Any]:
    """Return what the page shows; of no month, the newest in which anything was settled."""
    found = _settled(conn, now, shop_id)
    months = sorted({one.month for one in found}, reverse=True)
    chosen = month if month in months or not months else months[0]
    of_month = [one for one in found if one.month == chosen]
    return {
        "shops": [{"id": shop.id, "zh": shop.name_zh, "en": shop.name_en} for shop in published_all(conn, Shop)],
        "month": chosen,
        "months": [_summed(name, [one for one in found if one.month == name]) for name in months],
        "lines": _named(conn, of_month[:MOST_LISTED]),
        "left_out": max(len(of_month) - MOST_LISTED, 0),
    }


def as_csv(conn: Connection, settled: Sequence[Settled], language: Language) -> bytes:
    """Return lines for a spreadsheet, which tells by the mark at the start that they are UTF-8."""
    shops = {shop.id: Bilingual(shop.name_zh, shop.name_en) for shop in published_all(conn, Shop)}
    variants, styles = _goods(conn, settled)
    people = _people(conn, settled)
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow([name.in_(language) for name in _COLUMNS])
    for one in settled:
        variant = variants.get(one.variant_id)
        style = styles.get(variant.style_id) if variant is not None else None
        shop = shops.get(one.shop_id, Bilingual(one.shop_id, one.shop_id))
        colour = Bilingual(variant.colour_zh, variant.colour_en).in_(language) if variant is not None else ""
        cells = (
            one.day,
            shop.in_(language),
            style.code if style is not None else "",
            Bilingual(style.name_zh, style.name_en).in_(language) if style is not None else one.variant_id,
            colour,
            sizes.said(variant.size, language) if variant is not None else "",
            str(one.pieces),
            _BECAME[one.end].in_(language),
            _why(one).in_(language),
            "" if one.worth_fen is None else f"{one.worth_fen // 100}.{one.worth_fen % 100:02d}",
            people[one.staff_id][language],
            people[one.approver_id][language],
        )
        lines.writerow([_harmless(cell) for cell in cells])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _settled(conn: Connection, now: int, shop_id: str) -> list[Settled]:
    """Return what left the place, the newest first. A piece that two operations named left it once."""
    inbox = tables.inbox
    asked = (
        select(
            set_aside.c.hub_no,
            set_aside.c.shop_id,
            set_aside.c.variant_id,
            set_aside.c.quantity,
            set_aside.c.at_ms,
            inbox.c.envelope,
        )
        .join(inbox, inbox.c.hub_no == set_aside.c.hub_no)
        .where(
            inbox.c.kind == "defective.settle",
            set_aside.c.at_ms > now - SHOWN_FOR,
            *([set_aside.c.shop_id == shop_id] if shop_id else []),
        )
        .order_by(set_aside.c.at_ms.desc(), set_aside.c.hub_no.desc(), set_aside.c.movement_id)
    )
    found: list[Settled] = []
    for _, group in groupby(conn.execute(asked), lambda row: row.hub_no):
        moved = list(group)
        operation = from_json(moved[0].envelope, Operation)
        told = read_body(operation.kind, operation.v, operation.body)
        if isinstance(told, DefectiveSettle):
            # A till settles one variant at a time; of several at once nobody knows what each of them cost.
            worth = told.worth_fen if told.worth_fen > 0 and len(told.set_aside) == 1 else None
            found += [
                Settled(
                    shop_id=row.shop_id,
                    variant_id=row.variant_id,
                    pieces=-row.quantity,
                    day=told.business_date,
                    at_ms=row.at_ms,
                    end=told.end,
                    reason=told.reason,
                    worth_fen=worth,
                    staff_id=told.staff_id,
                    approver_id=told.approver_id,
                )
                for row in moved
            ]
    return found


def _summed(month: str, settled: Sequence[Settled]) -> dict[str, Any]:
    """Return a month's pieces and what they cost at the shelf, by what became of them."""
    ends = {end: [one for one in settled if one.end == end] for end in ENDS}
    return {
        "month": month,
        **{
            end: {
                "pieces": sum(one.pieces for one in some),
                "worth_fen": sum(one.worth_fen or 0 for one in some),
                "unpriced": sum(one.pieces for one in some if one.worth_fen is None),
            }
            for end, some in ends.items()
        },
    }


def _named(conn: Connection, settled: Sequence[Settled]) -> list[dict[str, Any]]:
    variants, styles = _goods(conn, settled)
    people = _people(conn, settled)
    return [
        {
            "day": one.day,
            "at_ms": one.at_ms,
            "shop_id": one.shop_id,
            "goods": goods_named(
                styles.get(variants[one.variant_id].style_id) if one.variant_id in variants else None,
                variants.get(one.variant_id),
                one.variant_id,
            ),
            "code": styles[variants[one.variant_id].style_id].code if _is_known(one, variants, styles) else "",
            "pieces": one.pieces,
            "end": one.end,
            "reason": both(_why(one)),
            "worth_fen": one.worth_fen,
            "by": people[one.staff_id],
            "allowed_by": people[one.approver_id],
        }
        for one in settled
    ]


def _is_known(one: Settled, variants: dict[str, Variant], styles: dict[str, Style]) -> bool:
    return one.variant_id in variants and variants[one.variant_id].style_id in styles


def _goods(conn: Connection, settled: Iterable[Settled]) -> tuple[dict[str, Variant], dict[str, Style]]:
    variants = published_many(conn, Variant, {one.variant_id for one in settled})
    return variants, published_many(conn, Style, {one.style_id for one in variants.values()})


def _people(conn: Connection, settled: Iterable[Settled]) -> dict[str, dict[str, str]]:
    named = people_named(conn, {name for one in settled for name in (one.staff_id, one.approver_id)})
    return {**named, "": plain("")}


def _why(one: Settled) -> Bilingual:
    """Return a reason in words; that of a till newer than this hub as it was written down."""
    return WHYS[one.end].get(one.reason, Bilingual(one.reason, one.reason))


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the page of defective goods."""
    office = DefectOffice(database, settings)
    return [
        Route("/office/defects/", office.defects_page),
        Route("/office/defects/{file}", office.defects_page),
        Route("/office/api/defects", office.defects),
        Route("/office/api/defects.csv", office.file),
    ]
