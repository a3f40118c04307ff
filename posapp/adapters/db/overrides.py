"""Words that people gave for a colleague's act."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, update

from posapp.adapters.db.permission_tables import override
from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import StaffId
from posapp.domain.permission import Ask, Extent, OverrideId
from posapp.services.overrides import KeptOverride, UsedOverride

_add = insert(override)
_use = (
    update(override)
    .where(override.c.override_id == bindparam("wanted"), override.c.used_ms.is_(None))
    .values(used_ms=bindparam("now"))
    .returning(override)
)


class SqlOverrides:
    """Keeps ``Overrides`` on one connection."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def add(self, kept: KeptOverride) -> None:
        """Keep a word that was given."""
        self._connection.execute(_add, {**kept.record(), "given_ms": kept.given})

    def use(self, override_id: OverrideId) -> UsedOverride | None:
        """Use a word up, in this transaction; None for one that is not known or was used before."""
        now = self._clock.now()
        row = self._connection.execute(_use, {"wanted": override_id, "now": now}).one_or_none()
        if row is None:
            return None
        ask = Ask(row.permission, Extent(row.fen, row.percent_bp), row.subject)
        kept = KeptOverride(
            override_id, ask, row.reason, StaffId(row.asked_by), StaffId(row.given_by), Millis(row.given_ms)
        )
        return UsedOverride(kept, now)
