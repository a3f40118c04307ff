"""The exchange that is being paid, in the till's file."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from posapp.adapters.db.return_tables import open_exchange
from posapp.domain.clock import Millis
from posapp.domain.identity import CartId
from posapp.domain.money import Fen
from posapp.services.exchange_book import OpenExchange
from posapp.services.return_plan import Draft
from sync.protocol.decoding import from_json

_open = select(open_exchange)
_keep = upsert(open_exchange)
_keep = _keep.on_conflict_do_update(
    index_elements=["exchange_id"],
    set_={name: _keep.excluded[name] for name in ("draft", "due_fen", "approver_id", "gift_card_id")},
)
_end = delete(open_exchange).where(open_exchange.c.exchange_id == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class SqlExchanges:
    """Keeps ``ExchangeBook`` on one connection."""

    connection: Connection

    def open(self) -> OpenExchange | None:
        """Return it."""
        row = self.connection.execute(_open).one_or_none()
        if row is None:
            return None
        return OpenExchange(
            exchange_id=CartId(row.exchange_id),
            begun=Millis(row.begun_ms),
            draft=from_json(row.draft, Draft),
            due=Fen(row.due_fen),
            approver_id=row.approver_id,
            gift_card_id=row.gift_card_id,
        )

    def keep(self, exchange: OpenExchange) -> None:
        """Keep it, or what changed of it."""
        self.connection.execute(
            _keep,
            {
                "exchange_id": exchange.exchange_id,
                "begun_ms": exchange.begun,
                "draft": msgspec.json.encode(exchange.draft),
                "due_fen": exchange.due,
                "approver_id": exchange.approver_id,
                "gift_card_id": exchange.gift_card_id,
            },
        )

    def end(self, exchange_id: CartId) -> None:
        """Forget it."""
        self.connection.execute(_end, {"wanted": exchange_id})
