"""A sale found again by what a customer brings: the signed code of its receipt, its bars, its number, or who she is."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain import receipt_no
from posapp.domain.clock import DAY, Millis
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen
from posapp.domain.receipt_no import Series
from posapp.domain.scan import clean
from posapp.domain.text import Bilingual
from posapp.services.books import Article
from posapp.services.carts import Colour, colour_of, member_name
from posapp.services.errors import CodeRefused, NoSuchReceipt, ReceiptElsewhere
from posapp.services.receipt_notes import sold_of_note
from posapp.services.receipts import GOODS_GONE
from posapp.services.return_plan import left_of
from posapp.services.returning_book import SoldSale
from posapp.services.till_data import View
from sync.protocol import receipt_codes, rows
from sync.protocol.codes import BadCode
from sync.protocol.receipts import MOST_OF_MEMBER

RETURN_DAYS = 30
"""How long a receipt is good for a return without a manager's word."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line of a sale that was found. ``left`` pieces of it may still come back; unknown goods may not."""

    place: int
    variant_id: VariantId
    style_id: str
    name: Bilingual
    style_code: str
    colour: Colour | None
    size: str
    art: str
    barcode: str
    quantity: int
    left: int
    paid: Fen


@dataclass(frozen=True, slots=True)
class FoundSale:
    """A sale that was found again, with what may still come back."""

    sale: SoldSale
    lines: tuple[FoundLine, ...]
    member: Bilingual | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class SaleOfMember:
    """A receipt in a member's list. ``shop`` is where she bought it, None for this one."""

    receipt_no: str
    sold: Millis
    total: Fen
    pieces: int
    shop: Bilingual | None = None


def found(view: View, text: str) -> SoldSale:
    """Return the sale of a receipt: its signed code, the digits under its bars, or its number.

    Raises ``ReceiptElsewhere`` for a number of this chain that is in no book here, ``NoSuchReceipt`` for no number at
    all, ``CodeRefused`` for a signed code that is not right.
    """
    plain = text.strip()
    if receipt_codes.is_code(plain):
        try:
            note = receipt_codes.read(plain, "" if view.paired is None else view.paired.root_key)
        except BadCode as bad:
            raise CodeRefused(reason=bad.reason) from bad
        return view.returns.sold(note.receipt_no) or sold_of_note(view, note)
    numbers = numbers_of(view, plain)
    if not numbers:
        raise NoSuchReceipt(receipt_no=clean(text) or plain[:24])
    sale = next((sale for number in numbers if (sale := view.returns.sold(number)) is not None), None)
    if sale is None:
        raise ReceiptElsewhere(receipt_no=numbers[0])
    return sale


def numbers_of(view: View, text: str) -> tuple[str, ...]:
    """Return the receipt numbers that a typed number or the digits under the bars may stand for; shops lose zeros."""
    read = receipt_no.read(clean(text))
    if read is None:
        return ()
    codes = (shop.code for shop in view.rows.all(rows.Shop) if shop.code.zfill(4) == read.shop_code.zfill(4))
    return tuple(Series(code, read.till_no, read.generation).number(read.n) for code in codes)


def name_of(article: Article) -> Bilingual:
    """Return what a piece is called: style, colour and size."""
    variant, style = article.variant, article.style
    return Bilingual(
        f"{style.name_zh} {variant.colour_zh}/{variant.size}", f"{style.name_en} {variant.colour_en}/{variant.size}"
    )


def of_member(view: View, member_id: MemberId) -> tuple[SaleOfMember, ...]:
    """Return what a member bought in this shop, newest first in this till's books and then in its neighbours'."""
    numbers = view.returns.of_member(member_id, MOST_OF_MEMBER)
    sales = [sale for number in numbers if (sale := view.returns.sold(number)) is not None]
    return tuple(
        SaleOfMember(
            sale.receipt_no,
            sale.sold,
            Fen(sum(line.paid for line in sale.lines)),
            sum(line.quantity for line in sale.lines),
        )
        for sale in sales
    )


def shown(view: View, sale: SoldSale, now: Millis) -> FoundSale:
    """Return a sale as the screen shows it, with what may still come back."""
    articles = view.catalogue.articles({VariantId(line.variant_id) for line in sale.lines})
    left = left_of(view, sale)
    member = None if sale.member_id is None else view.rows.get(rows.Member, sale.member_id)
    lines = []
    for place, (line, still) in enumerate(zip(sale.lines, left, strict=True), start=1):
        article: Article | None = articles.get(VariantId(line.variant_id))
        lines.append(
            FoundLine(
                place=place,
                variant_id=VariantId(line.variant_id),
                style_id=line.style_id,
                name=GOODS_GONE if article is None else Bilingual(article.style.name_zh, article.style.name_en),
                style_code="" if article is None else article.style.code,
                colour=None if article is None else colour_of(article.variant),
                size="" if article is None else article.variant.size,
                art="" if article is None else article.style.art,
                barcode="" if article is None else article.variant.barcode,
                quantity=line.quantity,
                left=still if line.variant_id else 0,
                paid=line.paid,
            )
        )
    return FoundSale(
        sale=sale,
        lines=tuple(lines),
        member=None if member is None else member_name(member),
        is_late=now - sale.sold > RETURN_DAYS * DAY,
    )
