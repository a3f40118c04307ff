"""The fitting rooms of this shop, each shown as the mall's row with what happened here laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from posapp.adapters.db.mall_tables import room
from posapp.adapters.db.rows import decode
from sync.protocol.rooms import FittingRoom

_all = select(room.c.row).order_by(room.c.number)
_one = select(room.c.row).where(room.c.id == bindparam("wanted"))
_lay = (
    update(room)
    .where(room.c.id == bindparam("wanted"))
    .values(row=bindparam("image"), status=bindparam("now"), local_seq=bindparam("seq"))
)


@dataclass(frozen=True, slots=True)
class SqlRoomBook:
    """Keeps the promises of ``books.RoomBook``."""

    connection: Connection

    def all(self) -> Sequence[FittingRoom]:
        """Return every room of this shop, by number."""
        return [decode(FittingRoom, image) for image in self.connection.scalars(_all)]

    def get(self, room_id: str) -> FittingRoom | None:
        """Return a room."""
        image = self.connection.scalar(_one, {"wanted": room_id})
        return None if image is None else decode(FittingRoom, image)

    def project(self, row: FittingRoom, op_seq: int) -> None:
        """Show a room as our operation ``op_seq`` leaves it, until the mall has applied that operation."""
        laid = {"wanted": row.id, "image": msgspec.json.encode(row), "now": row.status, "seq": op_seq}
        self.connection.execute(_lay, laid)
