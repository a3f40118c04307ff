"""What a sale drew on members' and bearers' accounts, booked once.

The customer has left with the goods: nothing here refuses. A tender takes from its right first, then from what its
owner has, and what is then still missing is the chain's loss, with both receipts on the list of exceptions.
"""

from __future__ import annotations

from sqlalchemy import select

from posapp.domain.clock import Millis
from sync.hub.db.value_tables import value_transfer
from sync.hub.fact import Fact
from sync.hub.value import owners, rights
from sync.hub.value.ledger import Account, Transfer, balance, is_posted, loss, owner_account, paid, post
from sync.hub.value.terms import terms_of
from sync.protocol.kinds import LeaseReturn, SaleCommit
from sync.protocol.sold import Drawn, Tender

_MOST_NAMED = 3


def draws(sale: SaleCommit) -> bool:
    """Tell whether any tender of a sale draws on an account."""
    return any(tender.drawn is not None for tender in sale.tenders)


def settle(fact: Fact, sale: SaleCommit) -> None:
    """Book the tenders of a sale that draw on accounts, and tell their owners' new balances."""
    for tender in sale.tenders:
        if tender.drawn is not None:
            _settle_one(fact, sale, tender, tender.drawn)
    for instrument, owner_id in sorted({(t.kind, t.drawn.owner_id) for t in sale.tenders if t.drawn is not None}):
        owners.tell(fact.conn, instrument, owner_id)
        if instrument == "gift_card":
            owners.used_here(fact.conn, owner_id, fact.shop_id)


def take_back(fact: Fact, returned: LeaseReturn) -> None:
    """Book that a till gave a lease back. What it says to have spent stays aside for sales that are parked."""
    right = rights.find(fact.conn, returned.lease_id)
    if right is not None and _is_of(fact, right) and right["status"] in ("open", "written_off"):
        rights.end(fact.conn, right, "ended", Millis(returned.occurred_ms), returned.units_left)
        owners.tell(fact.conn, right["instrument"], right["owner_id"])


def _settle_one(fact: Fact, sale: SaleCommit, tender: Tender, drawn: Drawn) -> None:
    conn, instrument = fact.conn, tender.kind
    now = Millis(sale.occurred_ms)
    name = f"tender:{tender.tender_id}"
    if any(is_posted(conn, f"{name}/{part}") for part in ("right", "own", "loss")):
        return
    is_known = owners.know(conn, instrument, drawn.owner_id, now)
    missing = drawn.units
    right = rights.find(conn, drawn.right_id) if drawn.right_id else None
    if right is not None and _covers(fact, right, instrument, drawn):
        account = rights.account_of(right)
        missing -= _take(fact, sale, f"{name}/right", account, missing, drawn.right_id)
        if right["kind"] == "authorisation":
            rights.end(conn, right, "captured", now)
    if missing and is_known:
        own = owner_account(instrument, drawn.owner_id)
        missing -= _take(fact, sale, f"{name}/own", own, missing, drawn.right_id)
    if missing:
        others = _other_receipts(fact, sale, instrument, drawn.owner_id)
        away = paid(instrument)
        _post(
            fact, sale, f"{name}/loss", loss(instrument), away, missing, "spent_twice", drawn.owner_id, drawn.right_id
        )
        fact.note(
            "value_spent_twice" if is_known else "spent_unknown_value",
            sale.occurred_ms,
            missing * max(terms_of(conn, instrument).fen_per_unit, 1),
            receipt_no=sale.receipt_no,
            others=", ".join(others) or "–",
            owner=drawn.owner_id,
        )


def _covers(fact: Fact, right: rights.Right, instrument: str, drawn: Drawn) -> bool:
    """Tell whether a right is this till's, of this account. An ended one may still hold what a parked sale spent."""
    same_account = (right["instrument"], right["owner_id"]) == (instrument, drawn.owner_id)
    return same_account and _is_of(fact, right) and right["status"] in ("open", "ended", "written_off")


def _is_of(fact: Fact, right: rights.Right) -> bool:
    return (right["device"], right["generation"]) == (fact.device, fact.generation)


def _take(fact: Fact, sale: SaleCommit, name: str, source: Account, units: int, right_id: str) -> int:
    """Move at most ``units`` out of an account to what is paid; return how many were there."""
    taken = min(units, balance(fact.conn, source))
    _post(fact, sale, name, source, paid(source.instrument), taken, "sale", right_id=right_id)
    return taken


def _post(
    fact: Fact,
    sale: SaleCommit,
    name: str,
    source: Account,
    target: Account,
    units: int,
    cause: str,
    owner_id: str = "",
    right_id: str = "",
) -> None:
    post(
        fact.conn,
        Transfer(
            name,
            source,
            target,
            units,
            cause,
            sale.occurred_ms,
            shop_id=fact.shop_id,
            right_id=right_id,
            about=sale.receipt_no,
            hub_no=fact.hub_no,
            owner_id=owner_id,
        ),
    )


def _other_receipts(fact: Fact, sale: SaleCommit, instrument: str, owner_id: str) -> list[str]:
    """Return the last receipts but this one that drew on an account."""
    moved = value_transfer
    query = (
        select(moved.c.about)
        .where(
            moved.c.instrument == instrument,
            moved.c.owner_id == owner_id,
            moved.c.about != "",
            moved.c.about != sale.receipt_no,
        )
        .order_by(moved.c.at_ms.desc(), moved.c.transfer_id.desc())
        .limit(_MOST_NAMED)
    )
    return list(dict.fromkeys(fact.conn.execute(query).scalars()))
