"""Close the generation of a till whose disk is gone: what is known of its log, and which receipts are missing.

The closing record is a row of the shop's feed, signed by the root key; the shop's shift slips name it. It closes no
door: when the old disk comes back its operations are taken in like any others, and the record is published anew.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, exists, func, select

from posapp.domain.clock import Clock
from posapp.domain.receipt_no import Series
from sync.hub import keys
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.errors import NoSuchGeneration, ReceiptNumber, StillInUse
from sync.hub.exceptions import note_exception
from sync.hub.publishing import lock_streams, publish, published, published_all, stream_of
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.relay import RELAY_NO
from sync.protocol.rows import GenerationClosed, Shop
from sync.protocol.signing import closed_message, sign

MOST_BEYOND = 200
"""How far a receipt seen on paper may lie beyond the last one known. More is a slip of the finger."""


def close_generation(
    conn: Connection, clock: Clock, device: str, generation: int, *, reason: str, seen_on_paper: str = ""
) -> GenerationClosed:
    """Record what is known of a generation that was replaced; ``seen_on_paper`` is its last receipt somebody holds.

    Raises ``NoSuchGeneration``, ``StillInUse`` without a newer one, ``ReceiptNumber`` for a number of another series.
    """
    known = tables.device
    till = conn.execute(
        select(known.c.shop_id, known.c.till_no).where(known.c.device == device, known.c.generation == generation)
    ).one_or_none()
    if till is None or till.till_no == RELAY_NO:
        raise NoSuchGeneration()
    lock_streams(conn, stream_of("generation_closed", till.shop_id))
    newest = conn.execute(select(func.max(known.c.generation)).where(known.c.device == device)).scalar_one()
    if newest == generation:
        raise StillInUse(till_no=till.till_no)
    shop = published(conn, Shop, till.shop_id)
    series = Series("" if shop is None else shop.code, till.till_no, generation)
    beyond = _number_of(series, seen_on_paper) if seen_on_paper else 0
    row = _record(conn, clock, till.shop_id, series, device, reason, beyond)
    publish(conn, row)
    if row.missing_receipts:
        note_exception(
            conn,
            "receipts_missing",
            shop_id=row.shop_id,
            at_ms=row.closed_ms,
            till_no=row.till_no,
            number=len(row.missing_receipts),
            first=row.missing_receipts[0],
            last=row.missing_receipts[-1],
        )
    return row


def look_for_returns(database: Database, clock: Clock) -> None:
    """Publish anew each closing record whose log is known further than it says: the old disk is back."""
    with database.reading() as conn:
        behind = [row for row in published_all(conn, GenerationClosed) if _received(conn, row) > row.last_seq]
    for row in behind:
        with database.writing() as conn:
            lock_streams(conn, stream_of("generation_closed", row.shop_id))
            shop = published(conn, Shop, row.shop_id)
            series = Series("" if shop is None else shop.code, row.till_no, row.generation)
            beyond = max((_number_of(series, each) for each in row.missing_receipts), default=0)
            publish(conn, _record(conn, clock, row.shop_id, series, row.device, row.reason, beyond))
            note_exception(conn, "closed_came_back", shop_id=row.shop_id, at_ms=clock.now(), till_no=row.till_no)


def _record(
    conn: Connection, clock: Clock, shop_id: str, series: Series, device: str, reason: str, beyond: int
) -> GenerationClosed:
    numbers = {
        int(each.rpartition("-")[2])
        for each in _receipts(conn, device, series.generation)
        if each.startswith(f"{series}-") and each.rpartition("-")[2].isdigit()
    }
    last = max([*numbers, beyond], default=0)
    if last > max(numbers, default=0) + MOST_BEYOND:
        raise ReceiptNumber()
    unsigned = GenerationClosed(
        id=f"{device}:{series.generation}",
        shop_id=shop_id,
        till_no=series.till_no,
        device=device,
        generation=series.generation,
        last_seq=_received_of(conn, device, series.generation),
        last_receipt_no=series.number(max(numbers)) if numbers else "",
        missing_receipts=[series.number(n) for n in range(1, last + 1) if n not in numbers],
        reason=reason,
        closed_ms=clock.now(),
        root_signature="",
    )
    signature = sign(keys.root_private(conn), closed_message(unsigned))
    return msgspec.structs.replace(unsigned, root_signature=signature)


def _receipts(conn: Connection, device: str, generation: int) -> Iterable[str]:
    """Yield the receipt numbers of a generation's sales: booked ones, parked ones, and those ahead of a gap."""
    sale, inbox = tables.sale, tables.inbox
    yield from conn.execute(
        select(sale.c.receipt_no).where(sale.c.device == device, sale.c.generation == generation)
    ).scalars()
    unbooked = select(inbox.c.envelope).where(
        inbox.c.device == device,
        inbox.c.generation == generation,
        inbox.c.kind == "sale.commit",
        ~exists().where(sale.c.hub_no == inbox.c.hub_no),
    )
    for envelope in conn.execute(unbooked).scalars():
        try:
            yield from_json(from_json(envelope, Operation).body, _Numbered).receipt_no
        except msgspec.DecodeError:
            continue  # a body that nobody can read has no number that anybody knows


def _number_of(series: Series, receipt_no: str) -> int:
    """Return a receipt's place in its series. Raises ``ReceiptNumber`` for one of another series."""
    prefix, _, digits = receipt_no.strip().rpartition("-")
    if prefix != str(series) or not (digits.isascii() and digits.isdigit()):
        raise ReceiptNumber()
    return int(digits)


def _received(conn: Connection, row: GenerationClosed) -> int:
    return _received_of(conn, row.device, row.generation)


def _received_of(conn: Connection, device: str, generation: int) -> int:
    known = tables.device
    found: int | None = conn.execute(
        select(known.c.received_through).where(known.c.device == device, known.c.generation == generation)
    ).scalar()
    return found or 0


class _Numbered(msgspec.Struct):
    receipt_no: str
