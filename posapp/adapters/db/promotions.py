"""The promotions of the mall as the rules that the price is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from posapp.adapters.db.rows import SqlRows
from posapp.domain.clock import Millis
from posapp.domain.identity import PromotionId, StyleId
from posapp.domain.money import Fen
from posapp.domain.promotion import Part, Promotion, Scope
from posapp.domain.text import Bilingual
from sync.protocol import rows


@dataclass(frozen=True, slots=True)
class SqlPromotions:
    """Keeps the promises of ``books.Promotions``."""

    connection: Connection

    def all(self) -> Sequence[Promotion]:
        """Return every promotion this till knows, running or not."""
        return [_promotion(row) for row in SqlRows(self.connection).all(rows.Promotion)]


def _promotion(row: rows.Promotion) -> Promotion:
    return Promotion(
        promotion_id=PromotionId(row.id),
        version=row.rule_version,
        kind=row.kind,
        title=Bilingual(row.title_zh, row.title_en),
        scope=_scope(row.category, row.tag, row.styles),
        threshold=Fen(row.threshold_fen),
        off=Fen(row.off_fen),
        repeat=row.repeat,
        cap=Fen(row.cap_fen),
        percent_bp=row.percent_off_bp,
        price=Fen(row.price_fen),
        pieces=row.pieces,
        parts=tuple(Part(_scope(part.category, part.tag, part.styles), part.pieces) for part in row.parts),
        base=row.base,
        group=row.group,
        with_coupon=row.with_coupon,
        member_only=row.member_only,
        from_=Millis(row.from_ms),
        until=Millis(row.until_ms),
    )


def _scope(category: str, tag: str, styles: Sequence[str]) -> Scope:
    return Scope(category, tag, frozenset(StyleId(style) for style in styles))
