"""Labels of try-ons: a piece hangs on the floor with her name on it. It is kept from the mall, never from the floor.

They are few (``QuotaRules.try_on_labels`` of a variant) and end soon: when she does not come, when she has tried the
piece, when the booking ends. A label whose piece a walk-in bought is gone; ``promises`` tells the booking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from posapp.domain.clock import MINUTE, Clock
from sync.hub import ledgers
from sync.hub.affairs import the_shop
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.escrow import Change, Level
from sync.hub.promises import book
from sync.hub.publishing import lock_streams, publish, published, stream_of
from sync.hub.settings import QuotaRules
from sync.protocol.rows import Booking

_NOTHING = Level()


def hang(
    conn: Connection, booking: Booking, rules: QuotaRules, now: int, garment_ids: Collection[str] | None = None
) -> Booking:
    """Label a piece for each garment that has one to spare, and return the booking that says so.

    Only for ``garment_ids``, where they are given. A booking is never refused for want of a piece: what bears no label
    is tried if it hangs there.
    """
    wanted = {each.id for each in booking.garments if garment_ids is None or each.id in garment_ids}
    ids = {garment.variant_id for garment in booking.garments if garment.id in wanted}
    here = ledgers.levels(conn, [(booking.shop_id, variant_id) for variant_id in ids])
    taken: Counter[str] = Counter()
    garments = []
    for garment in booking.garments:
        if garment.id not in wanted:
            garments.append(garment)
            continue
        level = here.get((booking.shop_id, garment.variant_id), _NOTHING)
        labelled = level.labelled + taken[garment.variant_id]
        if labelled < min(rules.try_on_labels, level.loose - level.unpicked):
            taken[garment.variant_id] += 1
            garment = msgspec.structs.replace(garment, label="held")
        garments.append(garment)
    held = [garment for garment in garments if garment.label == "held" and garment.id in wanted]
    if not held:
        return booking
    until = booking.starts_ms + the_shop(conn, booking.shop_id).try_on.grace_minutes * MINUTE
    conn.execute(
        insert(tables.try_on_label),
        [
            {
                "booking_id": booking.id,
                "garment_id": garment.id,
                "shop_id": booking.shop_id,
                "variant_id": garment.variant_id,
                "until_ms": until,
            }
            for garment in held
        ],
    )
    book(
        conn,
        booking.shop_id,
        {variant_id: Change(labelled=pieces) for variant_id, pieces in taken.items()},
        "shrink",
        at_ms=now,
    )
    return msgspec.structs.replace(booking, garments=garments)


def keep_until(conn: Connection, booking: Booking) -> None:
    """Keep the labels of somebody who is here until her slot ends."""
    label = tables.try_on_label
    conn.execute(update(label).where(label.c.booking_id == booking.id).values(until_ms=booking.ends_ms))


def take_down(conn: Connection, booking: Booking, garment_ids: Collection[str] | None = None) -> dict[str, Change]:
    """Forget labels of a booking, all of them without ``garment_ids``; return what that changes at the levels.

    The garments go on saying ``held`` until the booking is published again: see ``unlabelled``.
    """
    label = tables.try_on_label
    mine = label.c.booking_id == booking.id
    if garment_ids is not None:
        mine = mine & label.c.garment_id.in_(list(garment_ids))
    freed = Counter(conn.execute(select(label.c.variant_id).where(mine)).scalars())
    if freed:
        conn.execute(delete(label).where(mine))
    return {variant_id: Change(labelled=-pieces) for variant_id, pieces in freed.items()}


def unlabelled(booking: Booking, garment_ids: Collection[str] | None = None) -> Booking:
    """Return a booking without the labels that were taken down; what is gone goes on saying so."""
    garments = [
        msgspec.structs.replace(each, label="")
        if each.label == "held" and (garment_ids is None or each.id in garment_ids)
        else each
        for each in booking.garments
    ]
    return msgspec.structs.replace(booking, garments=garments)


def end(conn: Connection, booking: Booking, at_ms: int, garment_ids: Collection[str] | None = None) -> Booking:
    """Take labels down and give their pieces back; return the booking to publish. The caller holds the stock's lock."""
    freed = take_down(conn, booking, garment_ids)
    book(conn, booking.shop_id, freed, "shrink", at_ms=at_ms)
    return unlabelled(booking, garment_ids)


def end_overdue(database: Database, clock: Clock) -> int:
    """Take down the labels of those who did not come in time; return how many bookings that were."""
    label = tables.try_on_label
    now = clock.now()
    with database.reading() as conn:
        overdue = list(
            conn.execute(select(label.c.booking_id, label.c.shop_id).where(label.c.until_ms < now).distinct())
        )
    for booking_id, shop_id in overdue:
        with database.writing() as conn:
            lock_streams(conn, stream_of("booking", shop_id), "stock")
            booking = published(conn, Booking, booking_id)
            still = conn.execute(
                select(label.c.garment_id).where(label.c.booking_id == booking_id, label.c.until_ms < now)
            ).scalars()
            # She may have come, or cancelled, just now.
            if booking is not None and (garments := list(still)):
                publish(conn, end(conn, booking, now, garments))
    return len(overdue)
