"""What tills say of mall orders, booked: picked, handed over, not found, put back.

What an operation makes of an order is ``sync.protocol.collecting``; here is what follows from it for the escrow, for
the money and for a person: two facts that contradict each other are both booked and told once.
"""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace
from sqlalchemy import Connection, select

from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from sync.hub import members, messages, order_money, promises, reroutes, rules
from sync.hub.affairs import the_shop
from sync.hub.db import tables
from sync.hub.erased import is_nobody
from sync.hub.escrow import Kind
from sync.hub.fact import Fact, Parked
from sync.hub.moving import book, move, together
from sync.hub.order_books import changes_between
from sync.hub.order_books import keep as keep
from sync.hub.publishing import publish, published, published_many
from sync.protocol import collecting
from sync.protocol.collecting import Beyond, worth
from sync.protocol.orders import (
    Order,
    OrderLine,
    PickupCannotFind,
    PickupHandOver,
    PickupPick,
    PickupPutBack,
)
from sync.protocol.rows import Style, Variant

STATUS_WORDS = {
    "cancelled": ("取消", "cancelled"),
    "expired": ("过期", "expired"),
    "declined": ("婉拒", "declined"),
}
_GIVEN_UP = ("退款", "refunded")


def hand_over(fact: Fact, given: PickupHandOver) -> None:
    """Book that goods of an order left the shop. Goods that left are a fact, whatever the order had become."""
    conn, at_ms = fact.conn, given.occurred_ms
    before = _order(fact, given.order_id)
    after, beyond = collecting.handed_over(before, given)
    taken = _taken(before, after)
    # Published even when nothing changed: the till keeps its own picture of an order until it hears of it again.
    keep(conn, after)
    moved = move(fact, given.movements, at_ms)
    left = Counter({variant_id: -change.on_hand for variant_id, change in moved.items() if change.on_hand < 0})
    promises.book(
        conn,
        fact.shop_id,
        together(moved, changes_between(before, after, left)),
        "hand_over",
        at_ms=at_ms,
        hub_no=fact.hub_no,
        order_id=before.id,
        is_told=bool(beyond.twice),
    )
    order_money.give_back(
        conn, before, after, "left_out", at_ms=at_ms, told_ms=fact.heard_ms(at_ms), hub_no=fact.hub_no
    )
    _tell(fact, before, given, beyond, sum(line.paid_fen for line in taken))
    if taken and given.sale_id is None and not is_nobody(before.member_id):
        variants = published_many(conn, Variant, (line.variant_id for line in taken))
        hers = replace(before, lines=taken, total_fen=sum(line.paid_fen for line in taken))
        publish(conn, rules.collected(members.history(conn, before.member_id), hers, variants, at_ms))


def pick(fact: Fact, taken: PickupPick) -> None:
    """Book that goods lie on the reserve shelf. Those of an order that ended meanwhile are to be put back."""
    before = _order(fact, taken.order_id)
    if collecting.picked_twice(before, taken):
        fact.note("picked_twice", taken.occurred_ms, number=before.number)
    _shelve(fact, before, collecting.picked(before, taken), "pick", taken.occurred_ms)


def put_back(fact: Fact, returned: PickupPutBack) -> None:
    """Book that picked goods hang on the floor again."""
    before = _order(fact, returned.order_id)
    _shelve(fact, before, collecting.put_back(before, returned.occurred_ms), "put_back", returned.occurred_ms)


def cannot_find(fact: Fact, said: PickupCannotFind) -> None:
    """Book that pieces are not where they should be, and ask her what she wants instead. A person is told once."""
    conn, at_ms = fact.conn, said.occurred_ms
    before = _order(fact, said.order_id)
    after = collecting.not_found(before, said)
    if after.lines != collecting.in_full(before).lines:
        heard_ms = fact.heard_ms(at_ms)
        after = replace(after, offer=reroutes.offer_for(conn, after, heard_ms))
        known = _known_to_lack(conn, before)
        for line, was in zip(after.lines, before.lines, strict=True):
            new = line.missing - was.missing - known[line.variant_id]
            if new > 0:
                fact.note(
                    "cannot_find",
                    at_ms,
                    worth(line, new),
                    number=before.number,
                    variant_id=line.variant_id,
                    pieces=new,
                )
        _ask_her(conn, before, after, heard_ms)
    _shelve(fact, before, after, "release", at_ms)


def _order(fact: Fact, order_id: str) -> Order:
    order = published(fact.conn, Order, order_id)
    if order is None or order.shop_id != fact.shop_id:
        raise Parked("order_not_here")
    return collecting.in_full(order)


def _shelve(fact: Fact, before: Order, after: Order, kind: Kind, at_ms: int) -> None:
    # Published even when nothing changed: the till keeps its own picture of an order until it hears of it again.
    keep(fact.conn, after)
    book(fact, changes_between(before, after, Counter()), kind, at_ms, before.id)


def _taken(before: Order, after: Order) -> list[OrderLine]:
    """Return what left with her for the first time: lines of these pieces, and what she paid for them."""
    was = {line.id: line.handed for line in before.lines}
    return [
        replace(
            line, quantity=line.handed - was[line.id], paid_fen=worth(line, line.handed) - worth(line, was[line.id])
        )
        for line in after.lines
        if line.handed > was[line.id]
    ]


def _tell(fact: Fact, before: Order, given: PickupHandOver, beyond: Beyond, taken_fen: int) -> None:
    """Write the one exception that a hand-over may be: given out twice, after its end, unpaid, or too early."""
    at_ms = given.occurred_ms
    is_paid_here = collecting.is_unpaid(before) and given.sale_id is not None
    if beyond.twice:
        fen = beyond.twice_fen + (0 if is_paid_here else beyond.ended_fen)
        fact.note("handed_over_twice", at_ms, fen, number=before.number, pieces=beyond.twice)
    elif collecting.is_unpaid(before):
        if not is_paid_here and taken_fen:
            fact.note("handed_over_unpaid", at_ms, taken_fen, number=before.number)
    elif beyond.ended:
        zh, en = STATUS_WORDS.get(before.status, _GIVEN_UP)
        fact.note("handed_over_after_end", at_ms, beyond.ended_fen, number=before.number, status_zh=zh, status_en=en)
    elif collecting.is_forming(before):
        fact.note("handed_over_early", at_ms, taken_fen, number=before.number)


def _ask_her(conn: Connection, before: Order, after: Order, now: Millis) -> None:
    """Write to her what is missing; her page asks what she wants instead."""
    shop = the_shop(conn, after.shop_id)
    missed = [line for line, was in zip(after.lines, before.lines, strict=True) if line.missing > was.missing]
    variants = published_many(conn, Variant, (line.variant_id for line in missed))
    styles = published_many(conn, Style, (variant.style_id for variant in variants.values()))
    for line in missed:
        variant = variants.get(line.variant_id)
        style = styles.get(variant.style_id) if variant is not None else None
        if style is not None:
            messages.send(
                conn,
                now,
                member_id=after.member_id,
                kind="cannot_find",
                subject_id=line.id,
                link_id=after.id,
                values={
                    "shop": Bilingual(shop.name_zh, shop.name_en),
                    "number": after.number,
                    "piece": Bilingual(style.name_zh, style.name_en),
                },
            )


def _known_to_lack(conn: Connection, order: Order) -> Counter[str]:
    """Return the pieces of an order of which a person was told already that they are not there."""
    table = tables.shortfall
    return Counter(
        conn.execute(
            select(table.c.variant_id).where(table.c.order_id == order.id, table.c.mended_ms.is_(None))
        ).scalars()
    )
