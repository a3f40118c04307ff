"""Requests for invoices: what tills send, and the page that the code under a receipt leads to.

    GET  /invoice/{sale id}    what was bought and what was asked for
    POST /invoice/{sale id}    title and tax number, as a form; then back to the page

Whoever holds the receipt holds the address: the id of a sale has 74 random bits. The page shows no name of hers.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from urllib.parse import parse_qs

from sqlalchemy import Connection, insert, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from posapp.domain import credit_code
from posapp.domain.clock import Clock, local
from posapp.domain.errors import BadCreditCode
from posapp.domain.identity import new_id
from posapp.domain.text import Bilingual
from sync.hub.batch import append
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.db.invoice_tables import invoice_request
from sync.hub.even_exchanges import came_back
from sync.hub.fact import Fact
from sync.hub.limits import RateLimit, read_body
from sync.hub.publishing import published
from sync.protocol.kinds import InvoiceRequest
from sync.protocol.rows import Shop

LONGEST_TITLE = 100
_LARGEST_FORM = 4_096
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def ask(fact: Fact, asked: InvoiceRequest) -> None:
    """Keep what a till asked for, also of a sale that is not known here yet."""
    append(
        fact.conn,
        invoice_request,
        [
            {
                "request_id": asked.request_id,
                "sale_id": asked.sale_id,
                "receipt_no": asked.receipt_no,
                "shop_id": fact.shop_id,
                "title": asked.title[:LONGEST_TITLE],
                "tax_no": asked.tax_no,
                "asked_by": "till",
                "asked_ms": asked.occurred_ms,
            }
        ],
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom an invoice was asked for."""

    title: str
    tax_no: str


@dataclass(frozen=True, slots=True)
class SoldTicket:
    """What the page says of a sale."""

    receipt_no: str
    shop_id: str
    shop: Bilingual
    sold_ms: int
    total_fen: int
    tax_fen: int
    returned_fen: int
    returned_tax_fen: int
    asked: Asked | None

    @property
    def left_fen(self) -> int:
        """Return what may be invoiced: nothing of what came back."""
        return max(self.total_fen - self.returned_fen, 0)


def ticket(conn: Connection, sale_id: str) -> SoldTicket | None:
    """Return a sale with the newest request for its invoice, None while no till has told of it."""
    sold = conn.execute(select(tables.sale).where(tables.sale.c.sale_id == sale_id)).first()
    if sold is None:
        return None
    request = conn.execute(
        select(invoice_request.c.title, invoice_request.c.tax_no)
        .where(invoice_request.c.sale_id == sale_id)
        .order_by(invoice_request.c.asked_ms.desc(), invoice_request.c.request_id.desc())
        .limit(1)
    ).first()
    shop = published(conn, Shop, sold.shop_id)
    back = came_back(conn, sold.receipt_no)
    return SoldTicket(
        receipt_no=sold.receipt_no,
        shop_id=sold.shop_id,
        shop=Bilingual(shop.name_zh, shop.name_en) if shop is not None else Bilingual("", ""),
        sold_ms=sold.occurred_ms,
        total_fen=sold.total_fen,
        tax_fen=sold.tax_fen,
        returned_fen=back.fen,
        returned_tax_fen=back.tax_fen,
        asked=Asked(request.title, request.tax_no) if request is not None else None,
    )


def routes(database: Database, clock: Clock) -> list[BaseRoute]:
    """Return the page of an invoice."""
    limit = RateLimit(clock, per_second=1, burst=20)

    def show(sale_id: str, trouble: str = "", typed: Asked | None = None) -> Response:
        with database.reading() as conn:
            found = ticket(conn, sale_id)
        return _page(found, trouble, typed)

    def keep(sale_id: str, typed: Asked) -> Response:
        title = " ".join(typed.title.split())
        if not title or len(title) > LONGEST_TITLE:
            return show(sale_id, "请填写发票抬头 · Please fill in the title", typed)
        try:
            tax_no = credit_code.read(typed.tax_no) if typed.tax_no.strip() else ""
        except BadCreditCode:
            return show(sale_id, "税号不正确，请核对 18 位统一社会信用代码 · The tax number is wrong", typed)
        with database.writing() as conn:
            found = ticket(conn, sale_id)
            if found is not None and found.left_fen:
                now = clock.now()
                conn.execute(
                    insert(invoice_request).values(
                        request_id=new_id(now),
                        sale_id=sale_id,
                        receipt_no=found.receipt_no,
                        shop_id=found.shop_id,
                        title=title,
                        tax_no=tax_no,
                        asked_by="phone",
                        asked_ms=now,
                    )
                )
        return RedirectResponse(f"/invoice/{sale_id}", status_code=303)

    async def get(request: Request) -> Response:
        limit.spend(_caller(request))
        return await run_in_threadpool(show, str(request.path_params["sale_id"]))

    async def post(request: Request) -> Response:
        limit.spend(_caller(request))
        form = parse_qs((await read_body(request.stream(), _LARGEST_FORM)).decode("utf-8", "replace"))
        typed = Asked(form.get("title", [""])[0], form.get("tax_no", [""])[0])
        return await run_in_threadpool(keep, str(request.path_params["sale_id"]), typed)

    path = "/invoice/{sale_id:uuid}"
    return [Route(path, get, methods=["GET"]), Route(path, post, methods=["POST"])]


def _caller(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _page(found: SoldTicket | None, trouble: str, typed: Asked | None) -> Response:
    body = _unknown() if found is None else _of_ticket(found, trouble, typed)
    return HTMLResponse(
        _FRAME.format(body=body),
        404 if found is None else 422 if trouble else 200,
        {
            "cache-control": "no-store",
            "content-security-policy": _POLICY,
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
        },
    )


def _unknown() -> str:
    return (
        "<h1>开具发票 · Invoice</h1><p>这笔销售还没有传到商城。刚买完请过几分钟再扫；仍没有请联系门店。</p>"
        "<p>This sale has not reached the mall yet. Try again in some minutes, or ask the shop.</p>"
    )


def _of_ticket(found: SoldTicket, trouble: str, typed: Asked | None) -> str:
    when = f"{local(found.sold_ms):%Y-%m-%d %H:%M}"
    facts: tuple[tuple[str, str], ...] = (
        ("门店 · Shop", found.shop.zh),
        ("小票号 · Receipt", found.receipt_no),
        ("时间 · Time", when),
        ("金额 · Amount", _money(found.total_fen)),
        ("其中税额 · Tax included", _money(found.tax_fen)),
    )
    if found.returned_fen:
        facts += (
            ("已退 · Returned", _money(found.returned_fen)),
            ("可开票金额 · To be invoiced", _money(found.left_fen)),
            ("其中税额 · Tax included", _money(max(found.tax_fen - found.returned_tax_fen, 0))),
        )
    told = "".join(f"<dt>{label}</dt><dd>{html.escape(value)}</dd>" for label, value in facts)
    asked = found.asked
    state = (
        ""
        if asked is None
        else '<p class="good">已申请，抬头：'
        f"{html.escape(asked.title)}{' · ' + html.escape(asked.tax_no) if asked.tax_no else ''}"
        "<br>Asked for. The shop's invoice follows; send again to change the title.</p>"
    )
    wrong = f'<p class="bad">{html.escape(trouble)}</p>' if trouble else ""
    was = typed or asked or Asked("", "")
    if not found.left_fen:
        return (
            f"<h1>开具发票 · Invoice</h1><dl>{told}</dl>{state}"
            "<p>没有可开票的金额。 · There is nothing to make out an invoice for.</p>"
        )
    return (
        f"<h1>开具发票 · Invoice</h1><dl>{told}</dl>{state}{wrong}"
        '<form method="post"><label>发票抬头 · Title'
        f'<input name="title" maxlength="{LONGEST_TITLE}" required value="{html.escape(was.title)}"></label>'
        "<label>税号（个人不填） · Tax number (companies)"
        f'<input name="tax_no" maxlength="24" autocapitalize="characters" value="{html.escape(was.tax_no)}"></label>'
        "<button>申请开票 · Ask for the invoice</button></form>"
    )


def _money(fen: int) -> str:
    return f"¥{fen // 100:,}.{fen % 100:02d}"


_FRAME = """<!doctype html><html lang="zh"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>开具发票 · Invoice</title><style>
body{{font:16px/1.5 system-ui,sans-serif;margin:0 auto;padding:24px 20px;max-width:480px;
background:#f5f1e9;color:#211d19}}
h1{{font-size:24px;margin:0 0 16px}}
dl{{background:#fffdf9;border:1px solid #ded5c6;border-radius:16px;padding:16px;margin:0 0 16px}}
dt{{color:#6a6157;font-size:13px}}dd{{margin:0 0 8px;font-weight:bold}}
label{{display:block;margin:0 0 12px}}
input{{display:block;box-sizing:border-box;width:100%;min-height:48px;font:inherit;padding:0 12px;margin-top:4px;
border:2px solid #ded5c6;border-radius:10px;background:#fffdf9}}
button{{width:100%;min-height:52px;border:0;border-radius:10px;background:#1d5c4c;color:#fff;font:inherit;
font-weight:bold}}
.good,.bad{{border-radius:10px;padding:12px;margin:0 0 16px;background:#dcefe1}}.bad{{background:#f9dedb}}
</style></head><body>{body}</body></html>"""
