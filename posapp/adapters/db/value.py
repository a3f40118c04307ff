"""Gift cards, this till's leases, what it spent and what it asked the mall for."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from posapp.adapters.db import meta
from posapp.adapters.db.mall_tables import gift_card, lease, member
from posapp.adapters.db.rows import decode
from posapp.adapters.db.sync_tables import feed_cursor
from posapp.adapters.db.tables import lease_returned, value_hold, value_spend
from posapp.domain.clock import Millis
from posapp.domain.value import Contact, Instrument, mall_time
from posapp.services.value_book import Drawing, HeldLease, Hold
from sync.protocol import rows

_UNUSED = ("asked", "authorised", "unwanted")


def ticks() -> int:
    """Return milliseconds since some instant of this machine's run; the same for every process on it."""
    return time.monotonic_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class SqlValueBook:
    """Keeps the promises of ``ValueBook``."""

    connection: Connection

    def gift_card_by_number(self, number: int) -> rows.GiftCard | None:
        """Return the gift card whose signed code carries this number."""
        return self._card(select(gift_card.c.row).where(gift_card.c.number == number))

    def gift_card_by_card(self, card: str) -> rows.GiftCard | None:
        """Return the gift card with these 16 digits."""
        return self._card(select(gift_card.c.row).where(gift_card.c.card == card))

    def unknown_to_mall(self, instrument: Instrument, owner_id: str) -> int:
        """Return the units spent here that the balance in the mall's row still contains."""
        of = gift_card if instrument == "gift_card" else member
        counted = select(func.coalesce(func.max(of.c.through), 0)).where(of.c.id == owner_id)
        reached = select(func.coalesce(func.max(feed_cursor.c.members_through), 0))
        spent = select(func.coalesce(func.sum(value_spend.c.units), 0)).where(
            value_spend.c.instrument == instrument,
            value_spend.c.owner_id == owner_id,
            value_spend.c.op_seq > counted.scalar_subquery(),
            value_spend.c.op_seq > reached.scalar_subquery(),
        )
        units: int = self.connection.execute(spent).scalar_one()
        return units

    def leases_of(self, instrument: Instrument, owner_id: str) -> Sequence[HeldLease]:
        """Return this till's open leases of an account that it did not give back."""
        return self._leases(_open_leases.where(lease.c.instrument == instrument, lease.c.owner_id == owner_id))

    def leases(self) -> Sequence[HeldLease]:
        """Return every open lease of this till that it did not give back."""
        return self._leases(_open_leases)

    def spent_under_floor(self, instrument: Instrument, day: str) -> int:
        """Return the units taken of any account under the floor limit on a day."""
        spent = select(func.coalesce(func.sum(value_spend.c.units), 0)).where(
            value_spend.c.instrument == instrument, value_spend.c.right == "floor_limit", value_spend.c.day == day
        )
        units: int = self.connection.execute(spent).scalar_one()
        return units

    def spend(self, tender_id: str, drawing: Drawing, day: str, op_seq: int) -> None:
        """Keep what a tender spent, and that its authorisation is used."""
        self.connection.execute(
            insert(value_spend).values(
                tender_id=tender_id,
                instrument=drawing.instrument,
                owner_id=drawing.owner_id,
                units=drawing.units,
                right=drawing.right,
                right_id=drawing.right_id,
                day=day,
                op_seq=op_seq,
            )
        )
        used = value_hold.c.authorisation_id == drawing.right_id
        self.connection.execute(update(value_hold).where(used).values(state="captured"))

    def give_back(self, lease_id: str, op_seq: int) -> None:
        """Keep that a lease was given back: nothing of it may be spent any more."""
        self.connection.execute(insert(lease_returned).values(lease_id=lease_id, op_seq=op_seq))

    def mall_time(self, now: Millis) -> Millis | None:
        """Return the latest that the mall's clock may show when this till's shows ``now``."""
        return mall_time(self._contact(), now, ticks())

    def last_word(self) -> Millis | None:
        """Return the mall's time at the last contact: whatever our clock shows, it is not earlier there now."""
        contact = self._contact()
        return None if contact is None else contact.mall

    def hold(self, authorisation_id: str) -> Hold | None:
        """Return what was asked for under an id."""
        asked = select(value_hold).where(value_hold.c.authorisation_id == authorisation_id)
        row = self.connection.execute(asked).one_or_none()
        return None if row is None else _hold(row)

    def keep_hold(self, hold: Hold, now: Millis) -> None:
        """Keep what is asked for, or what became of it."""
        put = upsert(value_hold).values(
            authorisation_id=hold.authorisation_id,
            instrument=hold.instrument,
            owner_id=hold.owner_id,
            units=hold.units,
            state=hold.state,
            until_ms=hold.until,
            asked_ms=now,
        )
        changed = {"state": put.excluded.state, "until_ms": put.excluded.until_ms}
        self.connection.execute(put.on_conflict_do_update(index_elements=["authorisation_id"], set_=changed))

    def left_over(self, keeping: Collection[str]) -> Sequence[Hold]:
        """Return what was asked for or allowed, was never used, and is none of ``keeping``."""
        asked = select(value_hold).where(
            value_hold.c.state.in_(_UNUSED), value_hold.c.authorisation_id.not_in(list(keeping))
        )
        return [_hold(row) for row in self.connection.execute(asked.order_by(value_hold.c.asked_ms))]

    def _contact(self) -> Contact | None:
        wall, said = meta.mark(self.connection, "contact_ms"), meta.mark(self.connection, "contact_ticks")
        if wall is None or said is None:
            return None
        offset = meta.mark(self.connection, "clock_offset_ms") or 0
        return Contact(Millis(wall), said, Millis(wall + offset))

    def _card(self, asked: Select[Any]) -> rows.GiftCard | None:
        image = self.connection.scalar(asked.limit(1))
        return None if image is None else decode(rows.GiftCard, image)

    def _leases(self, asked: Select[Any]) -> list[HeldLease]:
        belonging = meta.belonging(self.connection)
        if belonging is None:
            return []
        mine = asked.where(lease.c.device == belonging.till.device, lease.c.generation == belonging.till.generation)
        return [HeldLease(decode(rows.Lease, row.row), row.spent) for row in self.connection.execute(mine)]


_spent = (
    select(func.coalesce(func.sum(value_spend.c.units), 0))
    .where(value_spend.c.right_id == lease.c.id)
    .correlate(lease)
    .scalar_subquery()
)
_open_leases = (
    select(lease.c.row, _spent.label("spent"))
    .where(lease.c.status == "open", lease.c.id.not_in(select(lease_returned.c.lease_id)))
    .order_by(lease.c.until_ms, lease.c.id)
)


def _hold(row: Row[Any]) -> Hold:
    return Hold(row.authorisation_id, row.instrument, row.owner_id, row.units, row.state, Millis(row.until_ms))
