"""A sale as a return needs to know it, and what this till keeps of returns.

A sale may be known from this till's own log, from the shop's relay, or from the signed code on its receipt alone; they
all come to the same ``SoldSale``, in which lines and tenders have places and no ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from posapp.domain.clock import Millis
from posapp.domain.identity import MemberId
from posapp.domain.money import Fen
from posapp.domain.returning import PaidBy, Sold, SoldLine
from sync.protocol.defective import DefectiveSettle
from sync.protocol.kinds import ReturnCommit, SaleCommit
from sync.protocol.receipts import CameBack
from sync.protocol.returned import Proof, Refund, ReturnedLine
from sync.protocol.sold import SaleLine, Tender

NOTHING = Fen(0)

Invoiced = Literal["none", "asked", "unknown"]
"""Whether an invoice of a sale was asked for; a receipt's signed code was made before anybody could."""


@dataclass(frozen=True, slots=True)
class SoldGoods:
    """A line of a sale. ``list_fen`` is the shelf price of one piece, ``paid`` what the whole line cost."""

    variant_id: str
    style_id: str
    quantity: int
    list_fen: int
    paid: Fen
    tax_bp: int
    tax: Fen


@dataclass(frozen=True, slots=True)
class Route:
    """A way that money came and goes back: tender ``tender`` (from 1) of the sale ``receipt_no``.

    ``amount`` of what it paid, ``whole``, belongs to this sale; the rest to one whose goods were exchanged in part.
    """

    kind: str
    amount: Fen
    receipt_no: str
    tender: int
    units: int = 0
    owner_id: str = ""
    reference: str = ""
    whole: Fen = NOTHING

    def back(self, refund_id: str, amount: Fen, units: int) -> Refund:
        """Return what goes back this way."""
        return Refund(
            refund_id=refund_id,
            kind=self.kind,
            amount_fen=amount,
            receipt_no=self.receipt_no,
            tender=self.tender,
            units=units,
            owner_id=self.owner_id,
            reference=self.reference,
            whole_fen=self.whole,
        )


@dataclass(frozen=True, slots=True)
class SoldCoupon:
    """A coupon that a sale used, and the places of the lines that it lowered; where none is told, of all lines."""

    coupon_id: str
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SoldSale:
    """A sale that was found again.

    ``lacks_coupons``: it used more of them than are told here, for the code on its receipt has no room for all.
    """

    receipt_no: str
    proof: Proof
    sold: Millis
    member_id: str | None
    coupons: tuple[SoldCoupon, ...]
    points: int
    lines: tuple[SoldGoods, ...]
    routes: tuple[Route, ...]
    lacks_coupons: bool = False
    is_invoice_asked: bool = False

    @property
    def invoiced(self) -> Invoiced:
        """Tell whether an invoice was asked for, as far as it is known here."""
        if self.is_invoice_asked:
            return "asked"
        return "unknown" if self.proof == "signed" else "none"

    @property
    def guarded(self) -> Sold:
        """Return it as the guard of refunds looks at it."""
        return Sold(
            tuple(SoldLine(line.quantity, line.paid, line.tax) for line in self.lines),
            tuple(PaidBy(route.amount, route.units) for route in self.routes),
            self.points,
        )


@dataclass(frozen=True, slots=True)
class ToldReceipt:
    """What the mall told of a sale: the operation that holds it, as its till wrote it, and what came back so far.

    ``invoice_asked_ms`` is when an invoice of it was first asked for, 0 when nobody did.
    """

    receipt_no: str
    kind: str
    v: int
    body: str
    returned: tuple[CameBack, ...]
    invoice_asked_ms: int = 0


class ReturnBook(Protocol):
    """Goods that came back; nothing of it is ever changed."""

    def sold(self, receipt_no: str) -> SoldSale | None:
        """Return a sale of this till, else one that the relay told of a neighbour, else one that the mall told."""
        ...

    def returned(self, receipt_no: str) -> Mapping[int, int]:
        """Return how many pieces of each line, by its place, came back here, at neighbours, or as the mall told."""
        ...

    def of_member(self, member_id: MemberId, most: int) -> Sequence[str]:
        """Return the receipt numbers of what a member bought here or at neighbours, newest first."""
        ...

    def keep_told(self, told: ToldReceipt, now: Millis) -> None:
        """Keep what the mall told, until goods of that sale come back here."""
        ...

    def add(self, back: ReturnCommit, op_seq: int) -> None:
        """Keep a return with its lines, what was given out, and its movements."""
        ...

    def give_back_coupon(self, coupon_id: str, op_seq: int) -> None:
        """Offer a coupon again, before the mall confirms."""
        ...

    def set_aside(self) -> Mapping[str, int]:
        """Return the defective pieces that lie in the shop, by variant; this till's own before the mall told of any."""
        ...

    def settle(self, step: DefectiveSettle, op_seq: int) -> None:
        """Keep that defective pieces left their place; the mended ones hang on the floor again."""
        ...


def sold_sale(sale: SaleCommit, carried: Sequence[Refund], proof: Proof) -> SoldSale:
    """Return a sale as a return needs it. ``carried`` stands behind one that was the other half of an exchange."""
    return SoldSale(
        receipt_no=sale.receipt_no,
        proof=proof,
        sold=Millis(sale.occurred_ms),
        member_id=sale.member_id,
        coupons=coupons_of(sale),
        points=sale.points_earned,
        lines=tuple(
            SoldGoods(
                line.variant_id,
                line.style_id,
                line.quantity,
                line.list_fen,
                Fen(line.paid_fen),
                line.tax_bp,
                Fen(line.tax_fen),
            )
            for line in sale.lines
        ),
        routes=tuple(routes_of(sale, carried)),
    )


def coupons_of(sale: SaleCommit) -> tuple[SoldCoupon, ...]:
    """Return the coupons of a sale, with the lines that each of them lowered."""
    return tuple(
        SoldCoupon(
            coupon_id,
            tuple(
                place
                for place, line in enumerate(sale.lines, start=1)
                if any((one.kind, one.rule_id) == ("coupon", coupon_id) and one.fen for one in line.adjustments)
            ),
        )
        for coupon_id in sale.coupon_ids
    )


def is_even(back: ReturnCommit) -> bool:
    """Tell whether the same goods left for the same money: an invoice of the first says the same of the second."""
    if back.sale is None:
        return False
    return _of_each_style(back.lines) == _of_each_style(back.sale.lines)


def _of_each_style(lines: Sequence[ReturnedLine] | Sequence[SaleLine]) -> Mapping[tuple[str, int, str], int]:
    sums: Counter[tuple[str, int, str]] = Counter()
    for line in lines:
        sums[line.style_id, line.tax_bp, "pieces"] += line.quantity
        sums[line.style_id, line.tax_bp, "fen"] += line.paid_fen
    return sums


def routes_of(sale: SaleCommit, carried: Sequence[Refund]) -> list[Route]:
    """Return the ways by which money can go back: how the sale was paid, then what stands behind it."""
    routes = [_route(sale.receipt_no, place, tender) for place, tender in enumerate(sale.tenders, start=1)]
    routes += [
        Route(
            each.kind,
            Fen(each.amount_fen),
            each.receipt_no,
            each.tender,
            each.units,
            each.owner_id,
            each.reference,
            Fen(each.whole_fen),
        )
        for each in carried
    ]
    return routes


def _route(receipt_no: str, place: int, tender: Tender) -> Route:
    drawn = tender.drawn
    return Route(
        kind=tender.kind,
        amount=Fen(tender.amount_fen),
        receipt_no=receipt_no,
        tender=place,
        units=0 if drawn is None else drawn.units,
        owner_id="" if drawn is None else drawn.owner_id,
        reference="" if tender.charged is None else tender.charged.number,
        whole=Fen(tender.amount_fen),
    )
