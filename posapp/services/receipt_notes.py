"""What the signed code on a receipt says of a sale, and a sale read out of it again, at any till of the chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from msgspec import structs

from posapp.domain.clock import Millis
from posapp.domain.identity import VariantId
from posapp.domain.money import Fen, tax_inside
from posapp.domain.scan import barcode_forms
from posapp.domain.text import Bilingual
from posapp.services.books import Article
from posapp.services.paper import QrCode
from posapp.services.ports import Receipt
from posapp.services.returning_book import Route, SoldCoupon, SoldGoods, SoldSale, coupons_of, routes_of
from posapp.services.till_data import UnitOfWork, View
from sync.protocol.kinds import SaleCommit
from sync.protocol.receipt_codes import NotedCoupon, NotedLine, NotedTender, ReceiptNote
from sync.protocol.returned import Refund

RETURN_CODE = Bilingual("凭此码退换", "For returns")

NO_ROOM = NotedCoupon("")
"""Stands for the coupons of a sale that its code has no room for; goods that come back count for more than they."""

_MOST_LINES = 60
"""More lines than any code has room for: their places need not fit into a number."""


def signed_code(
    unit: UnitOfWork, sale: SaleCommit, articles: Mapping[VariantId, Article], carried: Sequence[Refund] = ()
) -> str:
    """Return the digits that go into the QR code of a receipt; empty where a sale is too long for one."""
    if any(VariantId(line.variant_id) not in articles for line in sale.lines):
        return ""
    lines = [
        NotedLine(
            articles[VariantId(line.variant_id)].variant.barcode,
            line.quantity,
            line.list_fen,
            line.paid_fen,
            line.tax_bp,
        )
        for line in sale.lines
    ]
    tenders = [
        NotedTender(
            route.kind,
            route.amount,
            route.units,
            route.owner_id if route.owner_id != sale.member_id else "",
            route.reference,
            route.receipt_no if route.receipt_no != sale.receipt_no else "",
            route.tender,
            route.whole,
        )
        for route in routes_of(sale, carried)
    ]
    note = ReceiptNote(sale.receipt_no, sale.occurred_ms, lines, tenders, sale.points_earned, sale.member_id or "")
    if not sale.coupon_ids:
        return unit.receipt_code(note)
    coupons = [NotedCoupon(one.coupon_id, _as_bits(one, len(lines))) for one in coupons_of(sale)]
    for fit in range(len(coupons), -1, -1):
        told = coupons[:fit] if fit == len(coupons) else [*coupons[:fit], NO_ROOM]
        code = unit.receipt_code(_with_coupons(note, told))
        if code:
            return code
    return ""


def _as_bits(coupon: SoldCoupon, lines: int) -> int:
    """Return the lines that a coupon lowered as a number, a bit for each; all of them are 0."""
    if len(coupon.places) == lines or lines > _MOST_LINES:
        return 0
    return sum(1 << (place - 1) for place in coupon.places)


def _with_coupons(note: ReceiptNote, coupons: Sequence[NotedCoupon]) -> ReceiptNote:
    if not coupons:
        return note
    first, more = (coupons[0], coupons[1:]) if coupons[0].coupon_id else (NO_ROOM, coupons)
    return structs.replace(note, coupon_id=first.coupon_id, coupon_lines=first.lines, more_coupons=list(more))


def with_return_code(
    unit: UnitOfWork, sale: SaleCommit, articles: Mapping[VariantId, Article], receipt: Receipt
) -> Receipt:
    """Return a receipt that shows the code with which any till of the chain takes the goods back."""
    code = signed_code(unit, sale, articles)
    if not code:
        return receipt
    return replace(receipt, qrs=(*receipt.qrs, QrCode(code, RETURN_CODE.in_(receipt.language))))


def sold_of_note(view: View, note: ReceiptNote) -> SoldSale:
    """Return the sale that a code tells of. Goods whose bar code nobody here knows have no variant."""
    told = [NotedCoupon(note.coupon_id, note.coupon_lines), *note.more_coupons]
    lines = []
    for line in note.lines:
        article = view.catalogue.by_barcode(barcode_forms(line.barcode))
        lines.append(
            SoldGoods(
                variant_id="" if article is None else article.variant.id,
                style_id="" if article is None else article.style.id,
                quantity=line.quantity,
                list_fen=line.list_fen,
                paid=Fen(line.paid_fen),
                tax_bp=line.tax_bp,
                tax=tax_inside(line.paid_fen, line.tax_bp),
            )
        )
    return SoldSale(
        receipt_no=note.receipt_no,
        proof="signed",
        sold=Millis(note.sold_ms),
        member_id=note.member_id or None,
        coupons=tuple(SoldCoupon(one.coupon_id, _places(one.lines)) for one in told if one.coupon_id),
        points=note.points,
        lines=tuple(lines),
        routes=tuple(
            Route(
                kind=tender.kind,
                amount=Fen(tender.amount_fen),
                receipt_no=tender.receipt_no or note.receipt_no,
                tender=tender.tender,
                units=tender.units,
                owner_id=tender.owner_id or (note.member_id if tender.units else ""),
                reference=tender.reference,
                whole=Fen(tender.whole_fen),
            )
            for tender in note.tenders
        ),
        lacks_coupons=any(not one.coupon_id for one in note.more_coupons),
    )


def _places(lines: int) -> tuple[int, ...]:
    return tuple(bit + 1 for bit in range(lines.bit_length()) if lines >> bit & 1)
