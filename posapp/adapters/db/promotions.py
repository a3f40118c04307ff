"""The promotions of the mall as the rules that the price is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from posapp.adapters.db.rows import SqlRows
from posapp.domain.promotion import Promotion
from sync.protocol import rows
from sync.protocol.prices import promotion_of


@dataclass(frozen=True, slots=True)
class SqlPromotions:
    """Keeps the promises of ``books.Promotions``."""

    connection: Connection

    def all(self) -> Sequence[Promotion]:
        """Return every promotion this till knows, running or not."""
        return [promotion_of(row) for row in SqlRows(self.connection).all(rows.Promotion)]
