"""Mall orders as the counter shows them: what waits, where it lies, and what stands against handing it over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import Millis
from posapp.domain.identity import MemberId, OrderId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.carts import Colour, colour_of, member_name
from posapp.services.till_data import View
from sync.protocol import collecting, rows
from sync.protocol.collecting import Hindrance
from sync.protocol.orders import Group, OrderKind, Payment

Asked = Literal["", "elsewhere", "refund"]
"""What she is asked on her phone about missing pieces: to have them from another shop, or her money back."""


@dataclass(frozen=True, slots=True)
class PickupLine:
    """One line of an order and where its pieces are; ``quantity`` is what was ordered."""

    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    quantity: int
    paid: Fen
    shelf: str
    line_id: str = ""
    style_id: StyleId | None = None
    picked: int = 0
    handed: int = 0
    missing: int = 0
    dropped: int = 0

    @property
    def waits(self) -> int:
        """Pieces that she is still to collect and nobody misses."""
        return max(0, self.quantity - self.handed - self.missing - self.dropped)

    @property
    def to_pick(self) -> int:
        """Pieces that are still to be taken off the rails."""
        return max(0, self.waits - self.picked)


@dataclass(frozen=True, slots=True)
class PickupCard:
    """An order to be collected here.

    ``hindrance`` is what stands against handing it over now: "expired" and "unpaid" a manager may allow.
    """

    order_id: OrderId
    number: str
    code_hint: str  # last two digits of its code, so that a list never shows a whole one
    member_id: MemberId
    member_name: Bilingual
    phone_masked: str
    status: str
    lines: tuple[PickupLine, ...]
    total: Fen
    placed: Millis
    collect_until: Millis
    handed_over: Millis | None
    kind: OrderKind = "plain"
    payment: Payment = "online"
    group: Group | None = None
    hindrance: Hindrance = ""
    asked: Asked = ""
    offered_shop: Bilingual | None = None
    instead_of: str = ""

    @property
    def pieces(self) -> int:
        """Pieces that wait for her."""
        return sum(line.waits for line in self.lines)

    @property
    def may_swap(self) -> bool:
        """Tell whether she may take another size or colour."""
        return self.kind != "flash"


@dataclass(frozen=True, slots=True)
class OtherPiece:
    """Another size or colour of a style, and how many hang here."""

    variant_id: VariantId
    colour: Colour
    size: str
    on_hand: int


@dataclass(frozen=True, slots=True)
class ShelfPiece:
    """Pieces of one line of an order and the shelf that they are fetched from, or hung back to."""

    order_id: OrderId
    number: str
    line: PickupLine
    quantity: int
    until: Millis


def cards(view: View, orders: Sequence[rows.Order], now: Millis) -> tuple[PickupCard, ...]:
    """Return orders as cards; goods that the mall has withdrawn since are left out."""
    members = view.rows.many(rows.Member, {order.member_id for order in orders})
    articles = view.catalogue.articles({VariantId(line.variant_id) for order in orders for line in order.lines})
    made = []
    for order in (collecting.in_full(one) for one in orders):
        member = members.get(order.member_id)
        lines = []
        for line in order.lines:
            article = articles.get(VariantId(line.variant_id))
            if article is None:
                continue
            lines.append(
                PickupLine(
                    variant_id=VariantId(line.variant_id),
                    name=Bilingual(article.style.name_zh, article.style.name_en),
                    art=article.style.art,
                    colour=colour_of(article.variant),
                    size=article.variant.size,
                    quantity=line.quantity,
                    paid=Fen(line.paid_fen),
                    shelf=article.variant.shelf,
                    line_id=line.id,
                    style_id=StyleId(article.style.id),
                    picked=line.picked,
                    handed=line.handed,
                    missing=line.missing,
                    dropped=line.dropped,
                )
            )
        offered = order.offer.shop_id if order.offer is not None else ""
        shop = view.rows.get(rows.Shop, offered) if offered else None
        asked: Asked = "" if order.offer is None else "elsewhere" if offered else "refund"
        made.append(
            PickupCard(
                order_id=OrderId(order.id),
                number=order.number,
                code_hint=order.code[-2:],
                member_id=MemberId(order.member_id),
                member_name=member_name(member) if member is not None else Bilingual("", ""),
                phone_masked=member.phone_masked if member is not None else "",
                status=order.status,
                lines=tuple(lines),
                total=Fen(order.total_fen),
                placed=Millis(order.placed_ms),
                collect_until=Millis(order.collect_until_ms),
                handed_over=Millis(order.handed_over_ms) if order.handed_over_ms is not None else None,
                kind=order.kind,
                payment=order.payment,
                group=order.group,
                hindrance=collecting.hindrance(order, now),
                asked=asked,
                offered_shop=Bilingual(shop.name_zh, shop.name_en) if shop is not None else None,
                instead_of=order.instead_of,
            )
        )
    return tuple(made)


def by_shelf(cards: Sequence[PickupCard], *, is_to_pick: bool) -> tuple[ShelfPiece, ...]:
    """Return what is to be fetched for orders, or hung back of ended ones, in the order of the shelves."""
    pieces = [
        ShelfPiece(card.order_id, card.number, line, line.to_pick if is_to_pick else line.picked, card.collect_until)
        for card in cards
        for line in card.lines
    ]
    wanted = [one for one in pieces if one.quantity]
    return tuple(sorted(wanted, key=lambda one: (one.line.shelf, one.line.variant_id, one.until, one.order_id)))
