"""The try-on bookings of this shop, each shown as the mall's row with what happened here laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, bindparam, func, select, update

from posapp.adapters.db.mall_tables import booking
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.rows import decode_again
from posapp.domain.clock import Millis
from posapp.domain.identity import BookingId, MemberId, VariantId
from posapp.services.books import KeptBooking
from sync.protocol import rows

_asked = select(booking.c.row, booking.c.first_seen_ms).order_by(booking.c.starts_ms, booking.c.id)
_hers = Prepared(_asked.where(booking.c.member_id == bindparam("wanted"), booking.c.starts_ms >= bindparam("since")))
_between = Prepared(_asked.where(booking.c.starts_ms >= bindparam("first"), booking.c.starts_ms < bindparam("last")))
_one = Prepared(_asked.where(booking.c.id == bindparam("wanted")))
_by_code_no = Prepared(_asked.where(booking.c.code_no == bindparam("number")))
_project = Prepared(
    update(booking)
    .where(booking.c.id == bindparam("wanted"))
    .values({name: bindparam(name) for name in ("row", "starts_ms", "status", "local_seq")})
)


@dataclass(frozen=True, slots=True)
class SqlBookingBook:
    """Keeps the promises of ``books.BookingBook``."""

    connection: Connection

    def between(self, first: Millis, last: Millis) -> Sequence[KeptBooking]:
        """Return the bookings that start in ``first <= start < last``, in the order of their start."""
        return [_kept(row) for row in _between.all(self.connection, {"first": first, "last": last})]

    def get(self, booking_id: BookingId) -> KeptBooking | None:
        """Return a booking."""
        return next(map(_kept, _one.all(self.connection, {"wanted": booking_id})), None)

    def by_code_no(self, number: int) -> KeptBooking | None:
        """Return the booking whose signed code carries this number."""
        return next(map(_kept, _by_code_no.all(self.connection, {"number": number})), None)

    def by_code(self, code: str) -> Sequence[KeptBooking]:
        """Return the bookings with these eight digits."""
        return self._bookings(_asked.where(booking.c.code == code))

    def of_member(self, member_id: MemberId, since: Millis) -> Sequence[KeptBooking]:
        """Return a member's bookings that start at ``since`` or later."""
        return [_kept(row) for row in _hers.all(self.connection, {"wanted": member_id, "since": since})]

    def holding(self, variant_id: VariantId) -> Sequence[rows.Booking]:
        """Return the bookings that are not over and have a garment of a variant, in the order of their start."""
        asked = _asked.where(
            booking.c.status.in_(("booked", "checked_in")), func.instr(booking.c.row, variant_id.encode()) > 0
        )
        found = [kept.row for kept in self._bookings(asked)]
        return [row for row in found if any(one.variant_id == variant_id for one in row.garments)]

    def project(self, row: rows.Booking, op_seq: int) -> None:
        """Show a booking as our operation ``op_seq`` leaves it, until the mall has applied that operation."""
        shown = {"row": msgspec.json.encode(row), "starts_ms": row.starts_ms, "status": row.status}
        _project.run(self.connection, {"wanted": row.id, "local_seq": op_seq, **shown})

    def _bookings(self, asked: Select[Any]) -> list[KeptBooking]:
        return [_kept(row) for row in self.connection.execute(asked)]


def _kept(row: Row[Any]) -> KeptBooking:
    return KeptBooking(decode_again(rows.Booking, row.row), Millis(row.first_seen_ms))
