"""The till's file as the worker sees it when it talks to the shop's relay: each call is one short transaction."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db import meta, neighbour_facts, op_log
from posapp.adapters.db.mall_tables import relay
from posapp.adapters.db.news import announce
from posapp.adapters.db.sync_tables import (
    neighbour_movement,
    neighbour_op,
    neighbour_row,
    neighbour_standing,
    relay_standing,
)
from posapp.adapters.db.till_file import SqlTillData
from posapp.domain.clock import DAY, Millis
from posapp.services.changes import Changes
from posapp.services.ports import Identity, RelayPlace
from sync.protocol.envelope import Operation, is_sound
from sync.protocol.relay import NeighbourPage

KEEP_FOR = 7 * DAY
"""How long a neighbour's operation stays here after the mall has applied it, to find its receipt by."""

_put_standing = insert(relay_standing)
_put_standing = _put_standing.on_conflict_do_update(
    index_elements=["one"],
    set_={name: _put_standing.excluded[name] for name in ("fence", "fingerprint", "relayed_through", "after")},
)
_named = select(relay.c.url, relay.c.fingerprint, relay.c.fence)
_stood = select(
    relay_standing.c.fence, relay_standing.c.fingerprint, relay_standing.c.relayed_through, relay_standing.c.after
)

_log, _old = neighbour_standing.c, neighbour_op.c
_in_every_row = (
    select(func.min(_log.shop_through, _log.stock_through, _log.members_through))
    .where(_log.device == _old.device, _log.generation == _old.generation)
    .scalar_subquery()
)
_forget = (
    delete(neighbour_op)
    .where(_old.hlc < bindparam("before"), _old.seq <= _in_every_row)
    .returning(_old.device, _old.generation, _old.seq)
)


class _Standing(NamedTuple):
    """Where we stand with the relay of that fingerprint; ``fence`` is the highest ever seen."""

    fence: int
    fingerprint: str
    relayed_through: int
    after: int


_NOWHERE = _Standing(fence=0, fingerprint="", relayed_through=0, after=0)


class SqlRelayStore:
    """Keeps ``RelayStore`` in the till's file. ``typed`` is the relay in this machine's settings.

    It is ``https://host:port#fingerprint``; without a fingerprint it is only another way to the relay that the mall
    names.
    """

    def __init__(self, till: SqlTillData, typed: str = "") -> None:
        self._till = till
        self._typed_url, _, self._typed_fingerprint = typed.partition("#")

    def place(self) -> RelayPlace | None:
        """Return where the shop's relay is, by the mall's row or else by what was typed; None without one."""
        with self._till.reading() as connection:
            row = connection.execute(_named).first()
            standing = _standing(connection)
        if row is not None and row.fence >= standing.fence:
            return RelayPlace(self._typed_url or row.url, row.fingerprint, row.fence)
        if self._typed_url and self._typed_fingerprint:
            return RelayPlace(self._typed_url, self._typed_fingerprint, standing.fence)
        return None

    def relayed_through(self, place: RelayPlace) -> int | None:
        """Return up to which operation that relay holds our log, None when it was never asked."""
        with self._till.reading() as connection:
            standing = _standing(connection)
        return standing.relayed_through if standing.fingerprint == place.fingerprint else None

    def behind(self, through: int, most: int, most_bytes: int) -> list[Operation]:
        """Return our operations after ``through``, in seq order, within both limits (at least one)."""
        with self._till.reading() as connection:
            belonging = meta.belonging(connection)
            if belonging is None:
                return []
            found = op_log.between(connection, belonging.till.generation, through + 1, through + most)
        return op_log.fitting(found, most_bytes)

    def left_after(self, was: Identity, through: int, most: int, most_bytes: int) -> list[Operation]:
        """Return the operations of an earlier log after ``through``, in seq order, within both limits."""
        with self._till.reading() as connection:
            found = op_log.between(connection, was.generation, through + 1, through + most)
        return op_log.fitting([operation for operation in found if operation.device == was.device], most_bytes)

    def record_relayed(self, place: RelayPlace, through: int) -> Changes:
        """Keep how far that relay holds our log. Another relay than before begins to tell from its start."""
        with self._till.transaction() as connection:
            before = _standing(connection)
            is_other = before.fingerprint != place.fingerprint
            after = _Standing(
                fence=max(before.fence, place.fence),
                fingerprint=place.fingerprint,
                relayed_through=through,
                after=0 if is_other else before.after,
            )
            if after == before:
                return Changes()
            connection.execute(_put_standing, {"one": 1, **after._asdict()})
            changes = Changes(sync=True)
            announce(connection, changes)
            connection.commit()
        return changes

    def heard_through(self, place: RelayPlace) -> int:
        """Return the place in that relay's order up to which we hold what it told of our neighbours."""
        with self._till.reading() as connection:
            standing = _standing(connection)
        return standing.after if standing.fingerprint == place.fingerprint else 0

    def keep_neighbours(self, place: RelayPlace, page: NeighbourPage, now: Millis) -> Changes:
        """Keep what neighbours did and show it, in one commit. A page of an older relay is dropped."""
        with self._till.transaction() as connection:
            before = _standing(connection)
            if page.fence < before.fence:
                return Changes()
            is_other = before.fingerprint != place.fingerprint
            touched = neighbour_facts.keep(
                connection, [(fact.till_no, fact.op) for fact in page.facts if is_sound(fact.op)], now
            )
            after = _Standing(
                fence=page.fence,
                fingerprint=place.fingerprint,
                relayed_through=0 if is_other else before.relayed_through,
                after=page.next,
            )
            connection.execute(_put_standing, {"one": 1, **after._asdict()})
            if page.facts:
                _forget_old(connection, now)
            changes = Changes(**dict.fromkeys(touched, True))
            announce(connection, changes)
            connection.commit()
        return changes


def _standing(connection: Connection) -> _Standing:
    row = connection.execute(_stood).one_or_none()
    return _NOWHERE if row is None else _Standing(*row)


def _forget_old(connection: Connection, now: Millis) -> None:
    """Forget what is in every row and too old to look a receipt up by."""
    gone = connection.execute(_forget, {"before": now - KEEP_FOR}).all()
    if gone:
        ops = [{"of_device": row.device, "of_generation": row.generation, "of_seq": row.seq} for row in gone]
        for book in (neighbour_movement, neighbour_row):
            connection.execute(
                delete(book).where(
                    book.c.device == bindparam("of_device"),
                    book.c.generation == bindparam("of_generation"),
                    book.c.seq == bindparam("of_seq"),
                ),
                ops,
            )
