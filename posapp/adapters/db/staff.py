"""Who may sign in here, and the wrong tries."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db.mall_tables import staff
from posapp.adapters.db.rows import decode
from posapp.adapters.db.tables import staff_lock
from posapp.domain.clock import Millis
from posapp.services.staff_book import NO_TRIES, PinTries
from sync.protocol.rows import Staff

_all = select(staff.c.row).order_by(staff.c.number)
_one = select(staff.c.row).where(staff.c.number == bindparam("wanted")).limit(1)
_tries = select(staff_lock.c.wrong, staff_lock.c.until_ms).where(staff_lock.c.number == bindparam("wanted"))
_keep = insert(staff_lock)
_keep = _keep.on_conflict_do_update(
    index_elements=["number"], set_={"wrong": _keep.excluded.wrong, "until_ms": _keep.excluded.until_ms}
)
_forget = delete(staff_lock).where(staff_lock.c.number == bindparam("wanted"))


class SqlStaffStore:
    """Keeps ``StaffStore`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Staff]:
        """Return everyone, by number."""
        return [decode(Staff, image) for image in self._connection.scalars(_all)]

    def by_number(self, number: str) -> Staff | None:
        """Return whoever has that staff number."""
        image = self._connection.scalar(_one, {"wanted": number})
        return None if image is None else decode(Staff, image)

    def tries(self, number: str) -> PinTries:
        """Return the wrong tries of a staff number."""
        row = self._connection.execute(_tries, {"wanted": number}).one_or_none()
        return NO_TRIES if row is None else PinTries(row.wrong, Millis(row.until_ms))

    def keep_tries(self, number: str, tries: PinTries) -> None:
        """Keep the wrong tries of a staff number; none at all are forgotten."""
        if tries == NO_TRIES:
            self._connection.execute(_forget, {"wanted": number})
        else:
            self._connection.execute(_keep, {"number": number, "wrong": tries.wrong, "until_ms": tries.until})
