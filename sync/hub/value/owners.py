"""Whose the units are: accounts of members and gift cards, and the rows that tell tills what is in them.

A member's account is opened when somebody first wants to spend of it, with what her row says. Points go on being
earned in ``points_entry``; they are posted to the ledger, each under its own id, before anything is decided over them.
"""

from __future__ import annotations

import secrets

from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, func, insert, select, update

from posapp.domain.clock import DAY, Clock, Millis
from posapp.domain.identity import new_id
from posapp.domain.scan import gift_card_of
from sync.hub.affairs import mint
from sync.hub.db import tables
from sync.hub.db.value_tables import gift_card, value_account, value_right, value_transfer
from sync.hub.publishing import publish, published
from sync.hub.value.ledger import Transfer, balance, is_open, issued, open_account, owner_account, post
from sync.protocol.codes import CodeType
from sync.protocol.rows import GiftCard, Member

_CARD_LIVES_MS = 3 * 365 * DAY
"""What the law asks of cards without a name, at least."""

_entry = tables.points_entry
_not_posted = (
    select(_entry.c.entry_id, _entry.c.points, _entry.c.at_ms)
    .outerjoin(value_transfer, value_transfer.c.transfer_id == _entry.c.entry_id)
    .where(_entry.c.member_id == bindparam("of_member"), value_transfer.c.transfer_id.is_(None), _entry.c.points > 0)
)


def know(conn: Connection, instrument: str, owner_id: str, now: Millis) -> bool:
    """Have an owner's account with all that belongs into it; False for an owner whom nobody knows."""
    account = owner_account(instrument, owner_id)
    if instrument == "gift_card":
        return is_open(conn, account)
    if not is_open(conn, account):
        member = published(conn, Member, owner_id)
        if member is None:
            return False
        opening = member.stored_fen if instrument == "stored_value" else member.points - _earned(conn, owner_id)
        open_account(conn, account)
        post(
            conn,
            Transfer(f"opening:{account.account_id}", issued(instrument), account, max(opening, 0), "opening", now),
        )
    if instrument == "points":
        _post_earned(conn, owner_id)
    return True


def is_blocked(conn: Connection, instrument: str, owner_id: str, now: Millis) -> bool:
    """Tell whether nothing may be spent of an account now: a blocked member, a blocked or ended card."""
    if instrument == "gift_card":
        card = published(conn, GiftCard, owner_id)
        return card is None or card.status == "blocked" or card.until_ms < now
    member = published(conn, Member, owner_id)
    return member is None or member.blocked


def available(conn: Connection, instrument: str, owner_id: str) -> int:
    """Return the units of an owner that are set aside for nobody."""
    return balance(conn, owner_account(instrument, owner_id))


def owned(conn: Connection, instrument: str, owner_id: str) -> int:
    """Return all units of an owner, those included that are set aside for a till and not spent."""
    set_aside = conn.execute(
        select(func.sum(value_account.c.balance))
        .join(value_right, value_account.c.account_id == "right:" + value_right.c.right_id)
        .where(
            value_right.c.instrument == instrument,
            value_right.c.owner_id == owner_id,
            value_right.c.status == "open",
        )
    ).scalar()
    return available(conn, instrument, owner_id) + int(set_aside or 0)


def tell(conn: Connection, instrument: str, owner_id: str) -> None:
    """Publish what an owner has now. Hold the lock of the members' stream."""
    if instrument == "points" and is_open(conn, owner_account(instrument, owner_id)):
        _post_earned(conn, owner_id)
    units = owned(conn, instrument, owner_id)
    if instrument == "gift_card":
        card = published(conn, GiftCard, owner_id)
        if card is not None:
            publish(conn, replace(card, balance_fen=units))
        return
    member = published(conn, Member, owner_id)
    if member is not None:
        field = "stored_fen" if instrument == "stored_value" else "points"
        publish(conn, replace(member, **{field: units}))


def issue_card(conn: Connection, clock: Clock, shop_id: str, fen: int) -> GiftCard:
    """Sell a gift card over ``fen`` in a shop. Hold the lock of the members' stream."""
    now = clock.now()
    number = secrets.randbits(43)  # thirteen digits on the card
    row = GiftCard(
        id=f"g-{new_id(now)}",
        number=number,
        card=gift_card_of(number),
        balance_fen=fen,
        until_ms=now + _CARD_LIVES_MS,
        status="open",
    )
    put_in_force(conn, row, shop_id, now)
    return row


def put_in_force(conn: Connection, row: GiftCard, shop_id: str, now: Millis) -> None:
    """Take a gift card into the books with what is on it, and publish it."""
    conn.execute(
        insert(gift_card).values(
            card_id=row.id,
            number=row.number,
            card=row.card,
            shop_id=shop_id,
            issued_ms=now,
            until_ms=row.until_ms,
            status=row.status,
        )
    )
    account = owner_account("gift_card", row.id)
    open_account(conn, account)
    post(conn, Transfer(f"issue:{row.id}", issued("gift_card"), account, row.balance_fen, "issue", now, shop_id))
    publish(conn, row)


def card_code(conn: Connection, clock: Clock, card: GiftCard) -> str:
    """Return the 190 digits that a gift card shows."""
    return mint(conn, clock, CodeType.GIFT_CARD, card.number)


def used_here(conn: Connection, card_id: str, shop_id: str) -> None:
    """Remember in which shop a gift card was used last: its next lease goes there."""
    conn.execute(update(gift_card).where(gift_card.c.card_id == card_id).values(shop_id=shop_id))


def _earned(conn: Connection, member_id: str) -> int:
    entry = tables.points_entry
    return int(conn.execute(select(func.sum(entry.c.points)).where(entry.c.member_id == member_id)).scalar() or 0)


def _post_earned(conn: Connection, member_id: str) -> None:
    """Post the points that her sales earned since somebody last looked, each under the id of its entry."""
    fresh = conn.execute(_not_posted, {"of_member": member_id}).all()
    account = owner_account("points", member_id)
    for entry_id, points, at_ms in fresh:
        post(conn, Transfer(entry_id, issued("points"), account, points, "earned", at_ms))
