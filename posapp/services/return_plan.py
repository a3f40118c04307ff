"""What a return would come to, worked out from what is chosen and nothing else: looked at first, then carried out.

An even exchange is the return of a piece and the sale of another of its style for what was paid, so nobody loses a
promotion over a size. Other goods that leave in the same moment cost what they cost today. What comes back pays for
what leaves; only the difference moves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from posapp.domain.cart import CartBody, CartItem
from posapp.domain.clock import Millis
from posapp.domain.errors import TooManyReturned
from posapp.domain.identity import LineId, MemberId, StaffId, VariantId, new_id
from posapp.domain.money import Fen, allocate, tax_inside
from posapp.domain.pricing import ROUNDING
from posapp.domain.returning import Back, carried_first, is_last, refund
from posapp.services.books import Article
from posapp.services.carts import Pricing
from posapp.services.errors import NotOfThatStyle, UnknownGoods
from posapp.services.returning_book import Route, SoldSale
from posapp.services.sold_lines import sold_lines
from posapp.services.till_data import View
from sync.protocol import rows
from sync.protocol.returned import Condition, Refund, ReturnedLine, ReturnReason
from sync.protocol.sold import Adjustment, SaleLine

EXCHANGE_RULE = "exchange"
"""The ``rule_id`` of what keeps an exchanged piece at the price that was paid for the first."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Pieces of line ``place`` that come back, and the variant of the same style that leaves for them, if any."""

    place: int
    quantity: int = 1
    condition: Condition = "sellable"
    reason: ReturnReason = "other"
    swap_to: VariantId | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is chosen: the sale, its pieces that come back, and other goods that leave, each with its pieces."""

    sale: SoldSale
    pieces: tuple[Piece, ...]
    new: tuple[tuple[VariantId, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a draft comes to. ``due`` is what she pays on top; one of ``due`` and the refunds is nothing.

    ``coupons`` are those that come back to her, by id.
    """

    returned: tuple[ReturnedLine, ...]
    back: Back
    refunds: tuple[tuple[Route, Fen, int], ...]
    carried: tuple[tuple[Route, Fen, int], ...]
    bought: tuple[SaleLine, ...]
    articles: Mapping[VariantId, Article] = field(repr=False)
    due: Fen
    is_even: bool
    coupons: tuple[str, ...]

    @property
    def given_out(self) -> Fen:
        """Return all that goes back to her."""
        return Fen(sum(amount for _, amount, _ in self.refunds))

    @property
    def cost(self) -> Fen:
        """Return what the goods that leave cost."""
        return Fen(sum(line.paid_fen for line in self.bought))


def plan(view: View, draft: Draft, staff_id: StaffId, now: Millis) -> Plan:
    """Return what a draft comes to now.

    Raises ``NothingToReturn``, ``TooManyReturned``, ``UnknownGoods`` or ``NotOfThatStyle``.
    """
    sale = draft.sale
    before = _before(view, sale)
    after = list(before)
    asked = Counter[int]()
    returned: list[ReturnedLine] = []
    for piece in draft.pieces:
        only = _only(piece, len(after))
        goods = sale.lines[piece.place - 1]
        if not goods.variant_id:
            raise UnknownGoods(place=piece.place)
        back = refund(sale.guarded, after, only)
        returned.append(
            ReturnedLine(
                place=piece.place,
                variant_id=goods.variant_id,
                style_id=goods.style_id,
                quantity=piece.quantity,
                before=after[piece.place - 1],
                paid_fen=back.total,
                tax_bp=goods.tax_bp,
                tax_fen=back.tax,
                condition=piece.condition,
                reason=piece.reason,
            )
        )
        after[piece.place - 1] += piece.quantity
        asked[piece.place] += piece.quantity
    back = refund(sale.guarded, before, [asked[place] for place in range(1, len(before) + 1)])
    new, articles = _bought(view, draft, returned, staff_id, now)
    cost = Fen(sum(line.paid_fen for line in new))
    carried, out = carried_first(back.tenders, cost)
    units = [
        units * part // whole if whole else 0
        for units, part, whole in zip(back.units, carried, back.tenders, strict=True)
    ]
    return Plan(
        returned=tuple(returned),
        back=back,
        refunds=_routed(sale.routes, out, [all_ - part for all_, part in zip(back.units, units, strict=True)]),
        carried=_routed(sale.routes, carried, units),
        bought=tuple(new),
        articles=articles,
        due=Fen(max(cost - back.total, 0)),
        is_even=bool(draft.pieces) and not draft.new and all(piece.swap_to is not None for piece in draft.pieces),
        coupons=() if new else _given_back(view, sale, before, after, now),
    )


def in_cash(view: View, found: Plan) -> Plan:
    """Return what a draft comes to if cash pays all that is due: the chain may round that down (抹零).

    It comes off the goods that leave, by what they cost. Rounding never makes the difference free.
    """
    chain = next(iter(view.rows.all(rows.Chain)), None)
    off = found.due % max(chain.cash_round_fen, 1) if chain is not None else 0
    if off in (0, found.due):
        return found
    shares = allocate(off, [line.paid_fen for line in found.bought])
    bought = tuple(_lowered(line, share) for line, share in zip(found.bought, shares, strict=True))
    return replace(found, bought=bought, due=Fen(found.due - off))


def _lowered(line: SaleLine, off: Fen) -> SaleLine:
    if not off:
        return line
    paid = Fen(line.paid_fen - off)
    rounded = Adjustment(kind="rounding", rule_id=ROUNDING, rule_version=0, fen=off)
    return msgspec.structs.replace(
        line, paid_fen=paid, tax_fen=tax_inside(paid, line.tax_bp), adjustments=[*line.adjustments, rounded]
    )


def left_of(view: View, sale: SoldSale) -> tuple[int, ...]:
    """Return how many pieces of each line may still come back, as far as this till knows."""
    return tuple(max(line.quantity - done, 0) for line, done in zip(sale.lines, _before(view, sale), strict=True))


def refunds_of(routed: Sequence[tuple[Route, Fen, int]], prefix: str) -> list[Refund]:
    """Return what goes back as it travels, each named after its return."""
    return [route.back(f"{prefix}{n}", amount, units) for n, (route, amount, units) in enumerate(routed, start=1)]


def _given_back(
    view: View, sale: SoldSale, before: Sequence[int], after: Sequence[int], now: Millis
) -> tuple[str, ...]:
    """Return the coupons whose goods are all back now, each by itself, but those that have ended meanwhile."""
    everywhere = range(1, len(sale.lines) + 1)
    over = [one for one in sale.coupons if is_last(sale.guarded, one.places or everywhere, before, after)]
    known = view.rows.many(rows.Coupon, [one.coupon_id for one in over])
    return tuple(one.coupon_id for one in over if (coupon := known.get(one.coupon_id)) is None or now < coupon.until_ms)


def _before(view: View, sale: SoldSale) -> list[int]:
    done = view.returns.returned(sale.receipt_no)
    return [min(done.get(place, 0), line.quantity) for place, line in enumerate(sale.lines, start=1)]


def _only(piece: Piece, lines: int) -> list[int]:
    if not 1 <= piece.place <= lines or piece.quantity < 1:
        raise TooManyReturned(place=piece.place, left=0, asked=piece.quantity)
    return [piece.quantity if place == piece.place else 0 for place in range(1, lines + 1)]


def _routed(
    routes: Sequence[Route], amounts: Sequence[Fen], units: Sequence[int]
) -> tuple[tuple[Route, Fen, int], ...]:
    found = zip(routes, amounts, units, strict=True)
    return tuple((route, amount, more) for route, amount, more in found if amount or more)


def _bought(
    view: View, draft: Draft, returned: Sequence[ReturnedLine], staff_id: StaffId, now: Millis
) -> tuple[list[SaleLine], Mapping[VariantId, Article]]:
    swaps = {piece.swap_to for piece in draft.pieces if piece.swap_to is not None}
    articles = dict(view.catalogue.articles(swaps))
    lines = []
    for piece, line in zip(draft.pieces, returned, strict=True):
        if piece.swap_to is None:
            continue
        article = articles.get(piece.swap_to)
        if article is None or article.style.id != line.style_id:
            raise NotOfThatStyle(variant_id=piece.swap_to)
        lines.append(_swapped(draft.sale, line, piece.swap_to, staff_id, now))
    if draft.new:
        items = tuple(
            CartItem(LineId(new_id(now)), variant_id, quantity, "scan", staff_id) for variant_id, quantity in draft.new
        )
        member = None if draft.sale.member_id is None else MemberId(draft.sale.member_id)
        known = member is not None and view.rows.get(rows.Member, member) is not None
        pricing = Pricing(view, CartBody(lines=items, member_id=member if known else None), now)
        articles.update(pricing.articles)
        lines += sold_lines(items, pricing.priced.lines)
    return lines, articles


def _swapped(sale: SoldSale, line: ReturnedLine, variant_id: VariantId, staff_id: StaffId, now: Millis) -> SaleLine:
    """Return a piece of the same style, sold for what was paid for the one that comes back."""
    list_fen = sale.lines[line.place - 1].list_fen
    off = list_fen * line.quantity - line.paid_fen
    kept = [Adjustment(kind="manual", rule_id=EXCHANGE_RULE, rule_version=1, fen=off)] if off else []
    return SaleLine(
        line_id=new_id(now),
        variant_id=variant_id,
        style_id=line.style_id,
        quantity=line.quantity,
        list_fen=list_fen,
        paid_fen=line.paid_fen,
        tax_bp=line.tax_bp,
        tax_fen=tax_inside(line.paid_fen, line.tax_bp),
        source="scan",
        clerk_id=staff_id,
        adjustments=kept,
    )
