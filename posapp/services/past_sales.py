"""A sale that is found again by the number on its receipt: one of this till, or one that the relay told of a neighbour.

A till that died with its disk is among the neighbours, so its customers can be served at any other till of the shop.
"""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain import receipt_no
from posapp.domain.clock import Millis
from posapp.domain.identity import VariantId
from posapp.domain.money import Fen
from posapp.domain.receipt_no import Series
from posapp.domain.text import Bilingual
from posapp.services.carts import Colour, colour_of, member_name
from posapp.services.errors import NoSuchReceipt
from posapp.services.receipts import GOODS_GONE, TENDERS
from posapp.services.sale_book import KeptSale
from posapp.services.till_data import View
from sync.protocol import rows


@dataclass(frozen=True, slots=True)
class PastLine:
    """What was bought. ``colour`` and ``size`` are not known of goods that left the catalogue since."""

    name: Bilingual
    colour: Colour | None
    size: str
    quantity: int
    paid: Fen


@dataclass(frozen=True, slots=True)
class PastSale:
    """A receipt as this till knows it; ``is_ours`` when it was sold here. ``asked`` is when it was looked for."""

    receipt_no: str
    till_no: str
    is_ours: bool
    sold: Millis
    asked: Millis
    staff: Bilingual | None
    member: Bilingual | None
    lines: tuple[PastLine, ...]
    total: Fen
    tenders: tuple[tuple[Bilingual, Fen], ...]


def find(view: View, text: str, now: Millis) -> PastSale:
    """Return the sale whose receipt was scanned or typed, cleaned. Raises ``NoSuchReceipt``."""
    shop = None if view.paired is None else view.rows.get(rows.Shop, view.paired.shop_id)
    read = receipt_no.read(text)
    if shop is None or read is None or read.shop_code.zfill(4) != shop.code.zfill(4):
        raise NoSuchReceipt(receipt_no=text)
    number = Series(shop.code, read.till_no, read.generation).number(read.n)
    kept = view.sales.by_number(number)
    if kept is None:
        raise NoSuchReceipt(receipt_no=number)
    return _shown(view, kept, number, read.till_no, now)


def _shown(view: View, kept: KeptSale, number: str, till_no: str, now: Millis) -> PastSale:
    articles = view.catalogue.articles({VariantId(line.variant_id) for line in kept.lines})
    lines = []
    for line in kept.lines:
        article = articles.get(VariantId(line.variant_id))
        lines.append(
            PastLine(
                name=GOODS_GONE if article is None else Bilingual(article.style.name_zh, article.style.name_en),
                colour=None if article is None else colour_of(article.variant),
                size="" if article is None else article.variant.size,
                quantity=line.quantity,
                paid=line.paid,
            )
        )
    staff = next((one for one in view.staff.all() if one.id == kept.staff_id), None)
    member = None if kept.member_id is None else view.rows.get(rows.Member, kept.member_id)
    return PastSale(
        receipt_no=number,
        till_no=till_no,
        is_ours=kept.is_ours,
        sold=kept.sold,
        asked=now,
        staff=None if staff is None else Bilingual(staff.name_zh, staff.name_en),
        member=None if member is None else member_name(member),
        lines=tuple(lines),
        total=kept.total,
        tenders=tuple((TENDERS[kind], amount) for kind, amount in kept.tenders),
    )
