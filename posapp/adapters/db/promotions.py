"""The promotions of the mall as the rules that the price is made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

from sqlalchemy import Connection, select

from posapp.adapters.db.mall_tables import promotion
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.rows import decode
from posapp.domain.promotion import Promotion
from sync.protocol import rows
from sync.protocol.prices import promotion_of

_all = Prepared(select(promotion.c.row).order_by(promotion.c.id))


class SqlPromotions:
    """Keeps the promises of ``books.Promotions``, inside one transaction: only the worker writes them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[Promotion]:
        """Return every promotion this till knows, running or not; read once."""
        return self._all

    @cached_property
    def _all(self) -> Sequence[Promotion]:
        return tuple(_promotion(image) for image in _all.column(self._connection))


@lru_cache(maxsize=512)
def _promotion(image: bytes) -> Promotion:
    """Return the promotion that an image spells; every cart is priced by the same few."""
    return promotion_of(decode(rows.Promotion, image))
