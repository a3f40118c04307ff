"""Rights to spend: units set aside for one till, beforehand (a lease) or because it asked (an authorisation).

What is set aside lies in an account of its own, so nobody else can spend it, and a till that spends within its rights
costs the chain nothing, however long it is cut off. A right ends when its sale is applied, when its holder gives it
back, or when its time is up **and** the mall has applied an operation of the holder from after that: all its sales
before have come by then. A till that will never be heard of again is written off by a manager; from then on the chain
stands for its rights.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select, update

from posapp.domain.clock import MINUTE, Millis
from posapp.domain.identity import made_at
from sync.hub.db import tables
from sync.hub.db.value_tables import value_right
from sync.hub.keys import root_private
from sync.hub.publishing import publish
from sync.hub.value import owners
from sync.hub.value.ledger import Account, Transfer, balance, loss, owner_account, post, right_account, stood_for
from sync.protocol.rows import Lease
from sync.protocol.signing import lease_message, sign

Right = Mapping[str, Any]
"""A row of ``value_right``."""

MARGIN_MS = 10 * MINUTE
"""How much later than a right's end an operation must be before it proves that all earlier ones have come: the clocks
of tills and mall are not the same."""

_one = select(value_right).where(value_right.c.right_id == bindparam("wanted"))

_known, _inbox, _result = tables.device, tables.inbox, tables.op_result
_end_of_log = select(_known.c.end_seq, _known.c.end_heard_ms, _known.c.applied_through).where(
    _known.c.device == bindparam("of_device"), _known.c.generation == bindparam("of_generation")
)
_newest_applied = (
    select(_inbox.c.op_id)
    .join(_known, (_known.c.device == _inbox.c.device) & (_known.c.generation == _inbox.c.generation))
    .where(
        _known.c.device == bindparam("of_device"),
        _known.c.generation == bindparam("of_generation"),
        _inbox.c.seq == _known.c.applied_through,
    )
)
_any_parked = (
    select(_inbox.c.hub_no)
    .join(_result, _result.c.hub_no == _inbox.c.hub_no)
    .where(
        _inbox.c.device == bindparam("of_device"),
        _inbox.c.generation == bindparam("of_generation"),
        _result.c.result == "parked",
    )
    .limit(1)
)


def account_of(right: Right) -> Account:
    """Return the account in which a right's units lie."""
    return right_account(right["instrument"], right["owner_id"], right["right_id"])


def find(conn: Connection, right_id: str) -> Right | None:
    """Return a right, or None."""
    found = conn.execute(_one, {"wanted": right_id}).mappings().one_or_none()
    return None if found is None else dict(found)


def write(conn: Connection, **values: object) -> Right:
    """Write a new right and return it."""
    conn.execute(insert(value_right).values(**values))
    written = find(conn, str(values["right_id"]))
    assert written is not None
    return written


def next_fence(conn: Connection, instrument: str, owner_id: str) -> int:
    """Return the fence of the next lease of an account."""
    query = select(func.max(value_right.c.fence)).where(
        value_right.c.instrument == instrument, value_right.c.owner_id == owner_id
    )
    return int(conn.execute(query).scalar() or 0) + 1


def set_aside(conn: Connection, right: Right, units: int, at_ms: int) -> None:
    """Move units of the owner under a right that is new."""
    owner = owner_account(right["instrument"], right["owner_id"])
    post(
        conn,
        Transfer(
            f"{right['kind']}:{right['right_id']}",
            owner,
            account_of(right),
            units,
            right["kind"],
            at_ms,
            shop_id=right["shop_id"],
            right_id=right["right_id"],
        ),
    )


def end(conn: Connection, right: Right, status: str, now: Millis, units: int | None = None) -> None:
    """End a right: what is left of it, or ``units`` of that, goes back to whom it belongs."""
    account = account_of(right)
    left = balance(conn, account)
    back = left if units is None else min(max(units, 0), left)
    kept = _give(conn, right, back, now, right["right_id"])
    _change(conn, right, status)
    if kept:
        owners.tell(conn, right["instrument"], right["owner_id"])


def take_out(conn: Connection, right: Right, units: int, now: Millis, name: str) -> None:
    """Give back of a right what a sale took that will never be booked; ``name`` says which, and counts once."""
    _give(conn, right, min(units, balance(conn, account_of(right))), now, name)


def write_off(conn: Connection, right: Right, now: Millis) -> None:
    """Let the owner have back what a lost till may have spent, and the chain stand for it."""
    left = balance(conn, account_of(right))
    name = right["right_id"]
    owner = owner_account(right["instrument"], right["owner_id"])
    shop_id = right["shop_id"]
    account = account_of(right)
    post(conn, Transfer(f"written-off:{name}", account, owner, left, "written_off", now, shop_id, name))
    post(
        conn,
        Transfer(f"stood-for:{name}", loss(right["instrument"]), account, left, "written_off", now, shop_id, name),
    )
    _change(conn, right, "written_off")


def lease_row(conn: Connection, right: Right, status: str) -> Lease:
    """Return a lease as tills are told of it, signed."""
    unsigned = Lease(
        id=right["right_id"],
        shop_id=right["shop_id"],
        instrument=right["instrument"],
        owner_id=right["owner_id"],
        device=right["device"],
        generation=right["generation"],
        fence=right["fence"],
        units=right["units"],
        from_ms=right["from_ms"],
        until_ms=right["until_ms"],
        status="open" if status == "open" else "ended",
        root_signature="",
    )
    return msgspec.structs.replace(unsigned, root_signature=sign(root_private(conn), lease_message(unsigned)))


def tell(conn: Connection, right: Right) -> None:
    """Tell the tills of a lease as it stands."""
    publish(conn, lease_row(conn, right, right["status"]))


def prolong(conn: Connection, right: Right, until_ms: int) -> None:
    """Let an open lease live on, and tell its holder."""
    mine = value_right.c.right_id == right["right_id"]
    conn.execute(update(value_right).where(mine).values(until_ms=until_ms))
    publish(conn, lease_row(conn, {**right, "until_ms": until_ms}, "open"))


def is_heard_past(conn: Connection, device: str, generation: int, until_ms: int, now: Millis) -> bool:
    """Tell whether everything that a till may have done up to ``until_ms`` is applied. Then nothing can still spend it.

    A till that asks for news tells where its log ends and the time it has last heard from here. What it writes later
    is stamped no earlier than that, whatever its machine's clock says: nothing behind that end could spend any more.
    A parked operation may have spent: then not.
    """
    holder = {"of_device": device, "of_generation": generation}
    till = conn.execute(_end_of_log, holder).one_or_none()
    if till is None:
        return False
    if till.end_seq is None:
        is_past = _is_made_past(conn, holder, until_ms, now)
    else:
        is_past = until_ms < till.end_heard_ms and till.end_seq <= till.applied_through
    return is_past and conn.scalar(_any_parked, holder) is None


def _is_made_past(conn: Connection, holder: dict[str, object], until_ms: int, now: Millis) -> bool:
    """Tell by its newest operation whether an older program, which does not tell where its log ends, is heard past.

    When it was made is said by its id, which goes by the till's own clock; the hybrid time stays ahead for hours after
    a machine's clock was. One from the future proves nothing.
    """
    newest = conn.scalar(_newest_applied, holder)
    made = None if newest is None else made_at(newest)
    return made is not None and until_ms + MARGIN_MS < made <= now + MARGIN_MS


def set_status(conn: Connection, right_id: str, status: str) -> None:
    """Write down where a right stands."""
    conn.execute(update(value_right).where(value_right.c.right_id == right_id).values(status=status))


def _give(conn: Connection, right: Right, units: int, now: Millis, name: str) -> int:
    """Let units of a right go to whom they belong: to the chain that stood for them, else to their owner.

    What the chain lost while they were set aside here, because their owner spent elsewhere, comes back first; return
    how much that was. What it lost before was no fault of theirs: who asks and thinks better of it pays nothing.
    """
    source, instrument = account_of(right), right["instrument"]
    chain, owner = loss(instrument), owner_account(instrument, right["owner_id"])
    about = {"shop_id": right["shop_id"], "right_id": right["right_id"]}
    if right["status"] == "written_off":
        post(conn, Transfer(f"back:{name}", source, chain, units, "found", now, **about))
        return 0
    made_good = min(units, stood_for(conn, instrument, right["owner_id"], right["from_ms"]))
    post(conn, Transfer(f"good:{name}", source, chain, made_good, "made_good", now, **about))
    post(conn, Transfer(f"back:{name}", source, owner, units - made_good, "back", now, **about))
    return made_good


def _change(conn: Connection, right: Right, status: str) -> None:
    set_status(conn, right["right_id"], status)
    if right["kind"] == "lease":
        publish(conn, lease_row(conn, right, status))
