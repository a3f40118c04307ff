"""Keys that sign codes on phones, the codes that were accepted here, and the wrong ones that were typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from posapp.adapters.db.mall_tables import trust_key
from posapp.adapters.db.tables import code_seen, code_try
from posapp.domain.clock import Millis


@dataclass(frozen=True, slots=True)
class SqlCodes:
    """Keeps the promises of ``books.Codes``."""

    connection: Connection

    def keys(self, now: Millis) -> Mapping[int, str]:
        """Return the public keys that hold now, by key id."""
        asked = select(trust_key.c.key_id, trust_key.c.public_key).where(
            trust_key.c.not_before_ms <= now, trust_key.c.not_after_ms > now
        )
        return {row.key_id: row.public_key for row in self.connection.execute(asked)}

    def is_seen(self, payload: str, since: Millis) -> bool:
        """Tell whether a code was accepted here at ``since`` or later."""
        asked = select(code_seen.c.payload).where(code_seen.c.payload == payload, code_seen.c.seen_ms >= since)
        return self.connection.execute(asked).first() is not None

    def mark_seen(self, payload: str, now: Millis, forget_before: Millis) -> None:
        """Keep that a code was accepted, and forget older ones."""
        self.connection.execute(delete(code_seen).where(code_seen.c.seen_ms < forget_before))
        statement = upsert(code_seen).values(payload=payload, seen_ms=now)
        self.connection.execute(statement.on_conflict_do_update(index_elements=["payload"], set_={"seen_ms": now}))

    def wrong_tries(self, since: Millis) -> int:
        """Return how many wrong codes were typed here at ``since`` or later."""
        asked = select(func.count()).select_from(code_try).where(code_try.c.tried_ms >= since)
        tries: int = self.connection.execute(asked).scalar_one()
        return tries

    def mark_wrong(self, order_id: str, now: Millis) -> None:
        """Keep that a wrong code was typed for an order."""
        self.connection.execute(insert(code_try).values(order_id=order_id, tried_ms=now))
