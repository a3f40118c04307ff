"""Pieces that one shop asks of another, as the mall books them: each step once, whatever order they come in."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

from msgspec.structs import replace
from sqlalchemy import Connection

from posapp.domain.clock import DAY, Clock
from posapp.domain.errors import Refused
from sync.hub import orders, quotas
from sync.hub.db.database import Database
from sync.hub.errors import NotOpen, SoldOut, UnknownOrder
from sync.hub.fact import Fact, Parked
from sync.hub.moving import book, move
from sync.hub.publishing import lock_streams, publish, published, published_all, stream_of, withdraw
from sync.hub.settings import STANDARD_QUOTAS, QuotaRules
from sync.protocol.rows import Shop, Variant
from sync.protocol.transfers import (
    ShopHeard,
    Transfer,
    TransferAsk,
    TransferCallOff,
    TransferDecline,
    TransferReceive,
    TransferSend,
    TransferStep,
    after,
    asked,
)

_FORGOTTEN_AFTER = 30 * DAY
_ENDED = ("declined", "reserved", "received", "called_off")
"""With nothing left to do for either shop; the order of a piece that is reserved is kept for a week."""


def ask(fact: Fact, step: TransferAsk) -> None:
    """Book that a shop asks for pieces of another; what is to be reserved there ``reserve_asked`` sees to."""
    if step.shop_id != fact.shop_id or step.from_shop_id == step.shop_id or step.quantity < 1:
        raise Parked("bad_body")
    if published(fact.conn, Shop, step.from_shop_id) is None or published(fact.conn, Variant, step.variant_id) is None:
        raise Parked("bad_body")
    known = published(fact.conn, Transfer, step.transfer_id)
    publish(fact.conn, known or asked(step))


def decline(fact: Fact, step: TransferDecline) -> None:
    """Book that the shop that was asked cannot."""
    transfer = _of_two(fact, step)
    publish(fact.conn, after(transfer, step))


def send(fact: Fact, step: TransferSend) -> None:
    """Book that pieces left the shop that was asked; a person hears of some that nobody wanted any more."""
    transfer = _of_two(fact, step)
    book(fact, move(fact, step.movements, step.occurred_ms), "correction", step.occurred_ms)
    if transfer.status in ("called_off", "declined"):
        fact.note("transfer_sent_after_end", step.occurred_ms, variant_id=transfer.variant_id)
    made = after(transfer, step)
    _compare(fact, made, step)
    publish(fact.conn, made)


def receive(fact: Fact, step: TransferReceive) -> None:
    """Book that pieces arrived."""
    transfer = _of_two(fact, step)
    book(fact, move(fact, step.movements, step.occurred_ms), "correction", step.occurred_ms)
    made = after(transfer, step)
    _compare(fact, made, step)
    publish(fact.conn, made)


def call_off(fact: Fact, step: TransferCallOff) -> None:
    """Book that whoever asked wants it no more; an order that was made of it is cancelled."""
    transfer = _of_two(fact, step)
    publish(fact.conn, after(transfer, step))


def keep(database: Database, clock: Clock, rules: QuotaRules = STANDARD_QUOTAS) -> None:
    """Reserve what is asked for, cancel what was called off, forget what ended long ago, tell who is silent."""
    with database.reading() as conn:
        transfers = published_all(conn, Transfer)
        shops = published_all(conn, Shop)
        said = {one.id: one for one in published_all(conn, ShopHeard)}
        heard = quotas.heard(conn)
        now = clock.now()
        standing = {shop.id: quotas.standing(conn, shop, now, rules) for shop in shops}
    for transfer in transfers:
        if transfer.way == "reserve" and transfer.status == "asked":
            with database.writing() as conn:
                _reserve(conn, clock, transfer.id, rules)
        elif transfer.way == "reserve" and transfer.status == "called_off" and transfer.order_id:
            with database.writing() as conn:
                _release(conn, clock, transfer.id)
        elif transfer.status in _ENDED and transfer.asked_ms < now - _FORGOTTEN_AFTER:
            with database.writing() as conn:
                withdraw(conn, Transfer, transfer.id)
    for shop in shops:
        silent_since = heard.get(shop.id) if standing[shop.id].is_quiet else None
        known = said.get(shop.id)
        if known is None or (known.silent_since_ms is None) != (silent_since is None):
            with database.writing() as conn:
                publish(conn, ShopHeard(id=shop.id, silent_since_ms=silent_since))


def _of_two(fact: Fact, step: TransferStep) -> Transfer:
    """Return the transfer of a step by one of its two shops."""
    transfer = published(fact.conn, Transfer, step.transfer_id)
    if transfer is None or fact.shop_id not in (transfer.shop_id, transfer.from_shop_id):
        raise Parked("transfer_not_here")
    return transfer


def _compare(fact: Fact, transfer: Transfer, step: TransferStep) -> None:
    """Tell a person when another number of pieces arrived than was sent, once both sides have spoken."""
    if transfer.sent and transfer.received and transfer.sent != transfer.received:
        fact.note(
            "transfer_differs",
            step.occurred_ms,
            variant_id=transfer.variant_id,
            sent=transfer.sent,
            received=transfer.received,
        )


def _reserve(conn: Connection, clock: Clock, transfer_id: str, rules: QuotaRules) -> None:
    """Have an order wait for her there, paid when she fetches it; decline when the mall may not promise a piece.

    Also whatever else it may not promise, to a member whom it does not know: nobody else's wish waits behind hers.
    """
    transfer = _locked(conn, transfer_id)
    if transfer is None or transfer.status != "asked":
        return
    try:
        order = orders.place(
            conn,
            clock,
            member_id=transfer.member_id or "",
            shop_id=transfer.from_shop_id,
            lines=[orders.Wanted(transfer.variant_id, transfer.quantity)],
            payment="on_collection",
            rules=rules,
        )
    except Refused as refused:
        why: Literal["gone", "not_now"] = "gone" if isinstance(refused, SoldOut) else "not_now"
        publish(conn, replace(transfer, status="declined", why=why, answered_ms=clock.now()))
        return
    publish(
        conn,
        replace(transfer, status="reserved", order_id=order.id, order_number=order.number, answered_ms=clock.now()),
    )


def _release(conn: Connection, clock: Clock, transfer_id: str) -> None:
    """Cancel the order of a piece that nobody wants any more, unless she has fetched it, or it ended by itself."""
    transfer = _locked(conn, transfer_id)
    if transfer is None or not transfer.order_id or transfer.member_id is None:
        return
    with suppress(NotOpen, UnknownOrder):
        orders.cancel(conn, clock, member_id=transfer.member_id, order_id=transfer.order_id)
    publish(conn, replace(transfer, order_id=""))


def _locked(conn: Connection, transfer_id: str) -> Transfer | None:
    """Return a transfer after the locks of all that its order touches."""
    known = published(conn, Transfer, transfer_id)
    if known is None:
        return None
    lock_streams(conn, stream_of("order", known.from_shop_id), "stock", "members")
    return published(conn, Transfer, transfer_id)
