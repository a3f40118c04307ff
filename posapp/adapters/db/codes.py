"""Keys that sign codes on phones, the codes that were accepted in this shop, and the wrong ones that were typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from posapp.adapters.db import meta
from posapp.adapters.db.mall_tables import trust_key
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.tables import code_seen, code_try
from posapp.domain.clock import Millis
from posapp.services.scanning import REMEMBERED
from sync.protocol.codes_taken import CodeTaken

_keys = Prepared(
    select(trust_key.c.key_id, trust_key.c.public_key).where(
        trust_key.c.not_before_ms <= bindparam("now"), trust_key.c.not_after_ms > bindparam("now")
    )
)
_seen = Prepared(
    select(code_seen.c.payload).where(
        code_seen.c.payload == bindparam("wanted"), code_seen.c.seen_ms >= bindparam("since")
    )
)
_forget = Prepared(delete(code_seen).where(code_seen.c.seen_ms < bindparam("before")))
_put = upsert(code_seen)
_mark = Prepared(_put.on_conflict_do_update(index_elements=["payload"], set_={"seen_ms": _put.excluded.seen_ms}))


@dataclass(frozen=True, slots=True)
class SqlCodes:
    """Keeps the promises of ``books.Codes``."""

    connection: Connection

    def keys(self, now: Millis) -> Mapping[int, str]:
        """Return the public keys that hold now, by key id."""
        return {row.key_id: row.public_key for row in _keys.all(self.connection, {"now": now})}

    def is_seen(self, mark: str, since: Millis) -> bool:
        """Tell whether a code was accepted here, or heard to be accepted by a neighbour, at ``since`` or later."""
        return _seen.value(self.connection, {"wanted": mark, "since": since}) is not None

    def mark_seen(self, mark: str, now: Millis, forget_before: Millis) -> None:
        """Keep that a code was accepted, and forget older ones."""
        _forget.run(self.connection, {"before": forget_before})
        _mark.run(self.connection, {"payload": mark, "seen_ms": now})

    def wrong_tries(self, since: Millis) -> int:
        """Return how many wrong codes were typed here at ``since`` or later."""
        asked = select(func.count()).select_from(code_try).where(code_try.c.tried_ms >= since)
        tries: int = self.connection.execute(asked).scalar_one()
        return tries

    def mark_wrong(self, order_id: str, now: Millis) -> None:
        """Keep that a wrong code was typed for an order."""
        self.connection.execute(insert(code_try).values(order_id=order_id, tried_ms=now))


def hear_taken(connection: Connection, told: Iterable[CodeTaken], now: Millis) -> None:
    """Keep that neighbours accepted codes, so that a copy is refused here as well.

    It counts from when it was heard: a neighbour's clock may be off. What ended long ago is refused as too old anyway;
    a till that hears of a whole week at once keeps nothing of it.
    """
    at_the_mall = now + (meta.mark(connection, "clock_offset_ms") or 0)
    for taken in told:
        if taken.ends_ms > at_the_mall - REMEMBERED:
            SqlCodes(connection).mark_seen(taken.fingerprint, now, Millis(now - REMEMBERED))
