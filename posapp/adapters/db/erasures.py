"""Members whose data the mall has erased: what this file alone held of them goes too, and the journal is told.

Three things are kept: whose erasure the journal has yet to tell of; digests of their ids, codes and cards, so that
the counter can say why one is not taken; and the chain's word for each, which a mall from an older backup is shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db import feed_position
from posapp.adapters.db.feed_kinds import FEED_KINDS
from posapp.adapters.db.news import announce
from posapp.adapters.db.paper_tables import invoice_title
from posapp.adapters.db.tables import advice_dismissed, advice_shown, cart, meta
from posapp.domain.cart import CartBody, detach_member
from posapp.services.changes import Changes
from posapp.services.erasing import Untold
from sync.protocol.decoding import decoder_of, from_json
from sync.protocol.erasures import ErasedMember, ErasedRow
from sync.protocol.wire import FeedRow

_FACT = "erased"
_CODES = "erased_codes"
_WORDS = "erased_words"
_TOLD = "erased_told"

_T = TypeVar("_T")

_member = FEED_KINDS["member"].table
_held = select(_member.c.id, _member.c.number, _member.c.card).where(_member.c.id.in_(bindparam("ids", expanding=True)))
_hers = [
    delete(table).where(table.c.member_id.in_(bindparam("ids", expanding=True)))
    for table in (invoice_title, advice_dismissed, advice_shown)
]
_aside = select(cart.c.cart_id, cart.c.body).where(cart.c.state == "held")
_read = select(meta.c.value).where(meta.c.key == bindparam("fact"))
_keep = insert(meta).values(key=bindparam("fact"), value=bindparam("value"))
_keep = _keep.on_conflict_do_update(index_elements=["key"], set_={"value": _keep.excluded.value})
_cart_decoder = decoder_of(CartBody)


class Held(msgspec.Struct, frozen=True):
    """A member of whom this file has a row: what her codes and her card say."""

    id: str
    number: int
    card: str


def held(connection: Connection, member_ids: Collection[str]) -> dict[str, Held]:
    """Return those of the members that this file has a row of."""
    found = connection.execute(_held, {"ids": list(member_ids)})
    return {row.id: Held(row.id, row.number, row.card) for row in found}


def erase(connection: Connection, gone: Collection[Held]) -> None:
    """Forget what only this file knew of members whose rows have just gone, and keep that the journal is to say so.

    Sales keep the member's id: it is nobody's name, and without her row it leads to nobody. So does the cart in front,
    which she pays at this moment; from carts that were put aside she is taken off.
    """
    if not gone:
        return
    ids = {one.id for one in gone}
    for statement in _hers:
        connection.execute(statement, {"ids": list(ids)})
    _take_off_carts(connection, ids)
    _put(connection, _FACT, sorted({*untold(connection), *ids}))
    codes = {_digest(told) for one in gone for told in (one.id, str(one.number), one.card) if told}
    _put(connection, _CODES, sorted({*_get(connection, _CODES, list[str], []), *codes}))


def hear(connection: Connection, tombstones: Iterable[FeedRow]) -> None:
    """Keep the chain's word that members were erased, also of one who was never here: a mall may need to hear it."""
    heard = {feed.id: word for feed in tombstones if (word := _word_of(feed))}
    if heard:
        words = {one.member_id: one.proof for one in _words(connection)} | heard
        kept = [ErasedMember(member_id=member_id, proof=proof) for member_id, proof in sorted(words.items())]
        _put(connection, _WORDS, kept)


def was_erased(connection: Connection, told: str) -> bool:
    """Tell whether an id, a code's number or a card was that of a member who was erased."""
    return _digest(told) in _get(connection, _CODES, list[str], [])


def untold(connection: Connection) -> Sequence[str]:
    """Return the members of whose erasure the journal has not told."""
    return _get(connection, _FACT, list[str], [])


def told(connection: Connection, member_ids: Collection[str]) -> None:
    """Keep that the journal has told of these."""
    _put(connection, _FACT, [one for one in untold(connection) if one not in member_ids])


def to_tell(connection: Connection) -> Untold:
    """Return the chain's word for each, as long as the mall of this epoch was not shown them."""
    epoch, words = str(feed_position.where(connection)["epoch"]), _words(connection)
    return Untold(epoch, words if words and _get(connection, _TOLD, str, "") != epoch else ())


def told_mall(connection: Connection, epoch: str) -> None:
    """Keep that the mall of an epoch was shown all of them."""
    _put(connection, _TOLD, epoch)


def _take_off_carts(connection: Connection, member_ids: Collection[str]) -> None:
    changed = False
    for row in connection.execute(_aside).all():
        body = _cart_decoder.decode(row.body)
        if body.member_id in member_ids:
            plain = msgspec.json.encode(detach_member(body))
            connection.execute(update(cart).where(cart.c.cart_id == row.cart_id).values(body=plain))
            changed = True
    if changed:
        announce(connection, Changes(cart=True))


def _word_of(feed: FeedRow) -> str:
    """Return the chain's word in a tombstone, empty where it has none: the row was withdrawn and nobody erased."""
    try:
        return from_json(bytes(feed.row), ErasedRow).erased
    except msgspec.DecodeError:
        return ""


def _words(connection: Connection) -> Sequence[ErasedMember]:
    return _get(connection, _WORDS, list[ErasedMember], [])


def _digest(told: str) -> str:
    return hashlib.blake2b(told.encode(), digest_size=16, person=b"posapp-erased").hexdigest()


def _get(connection: Connection, fact: str, kind: type[_T], otherwise: _T) -> _T:
    kept = connection.scalar(_read, {"fact": fact})
    return otherwise if kept is None else from_json(kept, kind)


def _put(connection: Connection, fact: str, value: object) -> None:
    connection.execute(_keep, {"fact": fact, "value": msgspec.json.encode(value).decode()})
