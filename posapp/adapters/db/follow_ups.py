"""The follow-ups of this shop, each shown as the mall's row with what clerks said here laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from posapp.adapters.db.mall_tables import follow_up
from posapp.adapters.db.rows import decode
from sync.protocol.follow_ups import FollowUp

_all = select(follow_up.c.row).order_by(follow_up.c.found_ms, follow_up.c.id)
_one = select(follow_up.c.row).where(follow_up.c.id == bindparam("wanted"))
_lay = (
    update(follow_up)
    .where(follow_up.c.id == bindparam("wanted"))
    .values(row=bindparam("image"), status=bindparam("now"), local_seq=bindparam("seq"))
)


@dataclass(frozen=True, slots=True)
class SqlFollowUpBook:
    """Keeps the promises of ``books.FollowUpBook``."""

    connection: Connection

    def all(self) -> Sequence[FollowUp]:
        """Return every follow-up of this shop, the oldest first."""
        return [decode(FollowUp, image) for image in self.connection.scalars(_all)]

    def get(self, follow_up_id: str) -> FollowUp | None:
        """Return a follow-up."""
        image = self.connection.scalar(_one, {"wanted": follow_up_id})
        return None if image is None else decode(FollowUp, image)

    def project(self, row: FollowUp, op_seq: int) -> None:
        """Show a follow-up as our operation ``op_seq`` leaves it, until the mall has applied that operation."""
        laid = {"wanted": row.id, "image": msgspec.json.encode(row), "now": row.status, "seq": op_seq}
        self.connection.execute(_lay, laid)
