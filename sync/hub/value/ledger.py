"""The ledger of value, double entry: each transfer leaves one account and enters another, once, and is never changed.

Accounts of owners and of rights never fall below zero. The chain's own accounts (``issued``, ``paid``, ``loss``) do:
they are the other side. So all balances of an instrument sum to zero at every instant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    union_all,
)

from sync.hub.db import tables
from sync.hub.db.value_tables import value_account, value_transfer

_ADD = text(
    """
    INSERT INTO value_account (account_id, instrument, owner_id, balance)
    VALUES (:account_id, :instrument, :owner_id, :units)
    ON CONFLICT (account_id) DO UPDATE SET balance = value_account.balance + :units
    """
)

_posted = select(value_transfer.c.transfer_id).where(value_transfer.c.transfer_id == bindparam("wanted"))
_opened = select(value_account.c.account_id).where(value_account.c.account_id == bindparam("wanted"))
_balance = select(value_account.c.balance).where(value_account.c.account_id == bindparam("wanted"))
_post = insert(value_transfer)


class Account(NamedTuple):
    """An account: its name, what it holds, and whose it is (empty: the chain's own)."""

    account_id: str
    instrument: str
    owner_id: str = ""


class Transfer(NamedTuple):
    """So many units from one account to another. ``cause`` is why, ``about`` a receipt number where there is one.

    ``owner_id`` is whose it is about, where neither account says so.
    """

    transfer_id: str
    source: Account
    target: Account
    units: int
    cause: str
    at_ms: int
    shop_id: str = ""
    right_id: str = ""
    about: str = ""
    hub_no: int | None = None
    owner_id: str = ""


def owner_account(instrument: str, owner_id: str) -> Account:
    """Return the account of a member or a gift card."""
    return Account(f"{instrument}:{owner_id}", instrument, owner_id)


def right_account(instrument: str, owner_id: str, right_id: str) -> Account:
    """Return the account in which the units of a lease or an authorisation are set aside."""
    return Account(f"right:{right_id}", instrument, owner_id)


def issued(instrument: str) -> Account:
    """Return where units come from: opening balances, points earned, cards sold."""
    return Account(f"issued:{instrument}", instrument)


def paid(instrument: str) -> Account:
    """Return where units go that goods were paid with."""
    return Account(f"paid:{instrument}", instrument)


def loss(instrument: str) -> Account:
    """Return what the chain has lost: what was spent and not covered, what a lost till may have spent."""
    return Account(f"loss:{instrument}", instrument)


def is_posted(conn: Connection, transfer_id: str) -> bool:
    """Tell whether a transfer was made before."""
    return conn.scalar(_posted, {"wanted": transfer_id}) is not None


def post(conn: Connection, transfer: Transfer) -> bool:
    """Make a transfer; False when it was made before, or moves nothing. Hold the lock of the members' stream."""
    if transfer.units == 0 or is_posted(conn, transfer.transfer_id):
        return False
    source, target = transfer.source, transfer.target
    conn.execute(
        _post,
        {
            "transfer_id": transfer.transfer_id,
            "instrument": source.instrument,
            "owner_id": transfer.owner_id or source.owner_id or target.owner_id,
            "source": source.account_id,
            "target": target.account_id,
            "units": transfer.units,
            "cause": transfer.cause,
            "right_id": transfer.right_id,
            "shop_id": transfer.shop_id,
            "about": transfer.about,
            "hub_no": transfer.hub_no,
            "at_ms": transfer.at_ms,
        },
    )
    _add(conn, source, -transfer.units)
    _add(conn, target, transfer.units)
    return True


def open_account(conn: Connection, account: Account) -> None:
    """Have an account, empty as long as nothing enters it."""
    _add(conn, account, 0)


def is_open(conn: Connection, account: Account) -> bool:
    """Tell whether an account was ever opened."""
    return conn.scalar(_opened, {"wanted": account.account_id}) is not None


def balance(conn: Connection, account: Account) -> int:
    """Return the units in an account."""
    return conn.scalar(_balance, {"wanted": account.account_id}) or 0


def check(conn: Connection) -> Iterator[str]:
    """Yield what is wrong with the books: nothing, as long as nobody but this module writes them."""
    entries = union_all(
        select(value_transfer.c.target.label("account"), value_transfer.c.units.label("units")),
        select(value_transfer.c.source, -value_transfer.c.units),
    ).subquery()
    sums = {
        account: int(units)
        for account, units in conn.execute(
            select(entries.c.account, func.sum(entries.c.units)).group_by(entries.c.account)
        )
    }
    for row in conn.execute(select(value_account)):
        if row.balance != sums.pop(row.account_id, 0):
            yield f"{row.account_id} says {row.balance}, its transfers do not"
        if row.owner_id and row.balance < 0:
            yield f"{row.account_id} is overdrawn: {row.balance}"
    yield from (f"{account} has transfers and no balance" for account in sums)
    total = func.sum(value_account.c.balance)
    for instrument, units in conn.execute(
        select(value_account.c.instrument, total).group_by(value_account.c.instrument).having(total != 0)
    ):
        yield f"{instrument} sums to {units} instead of zero"


def lost(conn: Connection, instrument: str, shop_id: str | None = None) -> int:
    """Return the units that the chain has lost, in a shop or in all of them."""
    name = loss(instrument).account_id
    moved = value_transfer
    sign = case(
        (moved.c.source == name, moved.c.units),
        (moved.c.target == name, -moved.c.units),
        else_=literal(0, BigInteger),
    )
    query = select(func.sum(sign)).where(
        moved.c.instrument == instrument, (moved.c.source == name) | (moved.c.target == name)
    )
    if shop_id is not None:
        query = query.where(moved.c.shop_id == shop_id)
    return int(conn.execute(query).scalar() or 0)


def stood_for(conn: Connection, instrument: str, owner_id: str, since_ms: int) -> int:
    """Return the units that the chain has lost over an owner since an instant and did not get back.

    They were spent twice, or learnt too late. The instant is one of the mall's clock: a sale counts from when it was
    booked, not from when the goods were sold, and one that is being booked has no result yet.
    """
    moved, booked = value_transfer, tables.op_result
    sign = case(
        (moved.c.cause.in_(("spent_twice", "relearnt")), moved.c.units),
        (moved.c.cause == "made_good", -moved.c.units),
        else_=literal(0, BigInteger),
    )
    is_since = or_(
        booked.c.at_ms >= since_ms,
        and_(booked.c.hub_no.is_(None), or_(moved.c.hub_no.is_not(None), moved.c.at_ms >= since_ms)),
    )
    row = conn.execute(
        select(
            func.sum(sign).label("ever"), func.sum(case((is_since, sign), else_=literal(0, BigInteger))).label("since")
        )
        .outerjoin_from(moved, booked, booked.c.hub_no == moved.c.hub_no)
        .where(moved.c.instrument == instrument, moved.c.owner_id == owner_id)
    ).one()
    return max(min(int(row.ever or 0), int(row.since or 0)), 0)


def paid_by(conn: Connection, right_id: str) -> int:
    """Return the units that sales have spent under a right, wherever they were taken from."""
    moved = value_transfer
    query = select(func.sum(moved.c.units)).where(moved.c.right_id == right_id, moved.c.about != "")
    return int(conn.execute(query).scalar() or 0)


def _add(conn: Connection, account: Account, units: int) -> None:
    conn.execute(_ADD, {**account._asdict(), "units": units})
