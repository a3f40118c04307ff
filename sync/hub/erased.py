"""Members who were erased: known by a keyed hash alone, and taken out of whatever still comes in about them.

A till that has been offline tells of a sale with her, a try-on, a cart. The sale is booked, as a stranger's; what was
only about her is nobody's and is booked as nothing. Units that it drew on go by the name that her accounts have now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from msgspec.structs import replace
from sqlalchemy import Connection, func, select

from sync.hub import keys
from sync.hub.batch import known
from sync.hub.db import tables
from sync.hub.db.erasure_tables import erasure
from sync.hub.publishing import published
from sync.protocol.asides import CartPutAside
from sync.protocol.body import Body
from sync.protocol.canonical import plain_body
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.follow_ups import FollowUpDecide
from sync.protocol.glances import AdviceLooked
from sync.protocol.kinds import AdviceDismissed, AdviceShown, InvoiceRequest, ReturnCommit, SaleCommit
from sync.protocol.returned import Refund
from sync.protocol.rooms import RoomEnter
from sync.protocol.rows import Member
from sync.protocol.sold import Tender
from sync.protocol.transfers import TransferAsk
from sync.protocol.tried import TryOn

_NOBODY = "erased-"
_HERS = ("stored_value", "points")

A_PERSON = "个人"
"""What an invoice says of a buyer who gives no name."""


def hash_of(conn: Connection, name: str) -> str:
    """Return the keyed hash of an id or a card, the same in every life of a chain."""
    return _hash(_key(conn), name)


def stand_in(conn: Connection, member_id: str, of: str) -> str:
    """Return the name that stands for her on ``of``: a row's id, so that no two rows are seen to be one person's."""
    return _NOBODY + hash_of(conn, f"{member_id}/{of}")


def is_nobody(member_id: str) -> bool:
    """Tell whether a name stands for somebody who was erased."""
    return member_id.startswith(_NOBODY)


def is_erased(conn: Connection, member_id: str) -> bool:
    """Tell whether a member was erased. One whose row is back with a backup is not, until she is erased again."""
    if published(conn, Member, member_id) is not None:
        return False
    wanted = hash_of(conn, member_id)
    return bool(known(conn, erasure.c.member_hash, (wanted,)))


def who_was_erased(conn: Connection) -> Callable[[str], bool]:
    """Return who tells of an id, or of a card's number, whether it was that of a member who was erased."""
    found = conn.execute(select(erasure.c.member_hash, erasure.c.card_hash))
    hashes = {one for pair in found for one in pair}
    key = _key(conn)
    return lambda name: _hash(key, name) in hashes


def without_her(conn: Connection, body: Body) -> Body | None:
    """Return what an operation says without a member who was erased; None when it was about nothing but her."""
    match body:
        case SaleCommit():
            return _sale(conn, body)
        case ReturnCommit():
            return _return(conn, body)
        case AdviceShown() | AdviceDismissed() | AdviceLooked() | FollowUpDecide():
            return None if is_erased(conn, body.member_id) else body
        case TryOn() | RoomEnter() if _is_gone(conn, body.member_id):
            return replace(body, member_id=None)
        case InvoiceRequest() if not body.tax_no and _was_asked_before(conn, body):
            return replace(body, title=A_PERSON)
        case TransferAsk() if _is_gone(conn, body.member_id):
            return replace(body, member_id=None, note="")
        case CartPutAside() if _is_gone(conn, body.cart.member_id):
            cart = replace(body.cart, member_id=None, trust=None, coupon_id=None, more_coupons=[], booking_id=None)
            return replace(body, cart=cart)
        case _:
            return body


def _key(conn: Connection) -> bytes:
    return bytes.fromhex(keys.phone_key(conn))


def _hash(key: bytes, name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=16, key=key, person=b"posapp-erased").hexdigest()


def _is_gone(conn: Connection, member_id: str | None) -> bool:
    return member_id is not None and is_erased(conn, member_id)


def _was_asked_before(conn: Connection, asked: InvoiceRequest) -> bool:
    """Tell whether an invoice was asked for, of a sale of hers, before she was erased; later it is a wish of its own.

    The sale no longer says whose it was; the operation that told of it does.
    """
    last = conn.scalar(select(func.max(erasure.c.erased_ms)))
    if last is None or asked.occurred_ms >= last:
        return False
    inbox, sale = tables.inbox, tables.sale
    query = select(inbox.c.envelope).join(sale, sale.c.hub_no == inbox.c.hub_no).where(sale.c.sale_id == asked.sale_id)
    envelope = conn.scalar(query)
    if envelope is None:
        return False
    told = plain_body(from_json(envelope, Operation).body)
    hers = (told.get("sale") or told).get("member_id")
    if not isinstance(hers, str) or not is_erased(conn, hers):
        return False
    erased_ms = conn.scalar(select(erasure.c.erased_ms).where(erasure.c.member_hash == hash_of(conn, hers)))
    return erased_ms is not None and asked.occurred_ms < erased_ms


def _sale(conn: Connection, sale: SaleCommit) -> SaleCommit:
    if any(tender.drawn is not None for tender in sale.tenders):
        sale = replace(sale, tenders=list(_tenders(conn, sale.tenders)))
    if not _is_gone(conn, sale.member_id):
        return sale
    return replace(sale, member_id=None, member_trust=None, coupon_ids=[])


def _tenders(conn: Connection, tenders: Iterable[Tender]) -> Iterable[Tender]:
    for each in tenders:
        drawn = each.drawn
        if drawn is not None and each.kind in _HERS and is_erased(conn, drawn.owner_id):
            yield replace(each, drawn=replace(drawn, owner_id=stand_in(conn, drawn.owner_id, "value")))
        else:
            yield each


def _return(conn: Connection, back: ReturnCommit) -> ReturnCommit:
    back = replace(
        back,
        refunds=[_refund(conn, each) for each in back.refunds],
        carried=[_refund(conn, each) for each in back.carried],
        sale=None if back.sale is None else _sale(conn, back.sale),
    )
    if not _is_gone(conn, back.member_id):
        return back
    return replace(back, member_id=None, coupon_ids=[])


def _refund(conn: Connection, refund: Refund) -> Refund:
    """What goes back to an account that is no more, a person has to give her: so nobody's account takes it."""
    if refund.kind in _HERS and refund.owner_id and is_erased(conn, refund.owner_id):
        return replace(refund, owner_id=stand_in(conn, refund.owner_id, "refund"))
    return refund
