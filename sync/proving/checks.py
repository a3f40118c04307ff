"""What must hold once a besieged chain was mended and has drained. Each check reads the files, never the programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Row, text

from posapp.adapters.db import journal_log, meta, op_log
from posapp.adapters.db.open_file import open_till
from posapp.adapters.secrets import FILE_NAME, FileSecrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.clock import SystemClock
from posapp.services.till_data import device_key_name
from sync.hub.db.database import open_sqlite
from sync.protocol.decoding import from_json
from sync.protocol.kinds import ReturnCommit
from sync.protocol.rows import Order
from sync.proving import chain
from sync.proving.phone_money import Charged, PhoneBooks
from sync.proving.siege import Books
from sync.simulation.halves import halves

_TWICE = "'same_sale', 'same_movement', 'fork', 'returned_twice'"


def check(books: Books, hub_file: Path, tills: dict[str, Path], ledger: list[Charged]) -> None:
    """Check everything and write what does not hold into ``books``. The tills' programs must have ended."""
    hub = open_sqlite(hub_file)
    earned: Counter[str] = Counter()
    phones = PhoneBooks()
    with hub.reading() as conn:
        books.violations += _hub_alone(conn)
        for shop_id, folder in tills.items():
            till = open_till(
                folder,
                secrets=FileSecrets(folder / FILE_NAME),
                clock=SystemClock(),
                migrations=MIGRATIONS / "till",
                ballast_bytes=0,
            )
            with till.reading() as here:
                phones.read(shop_id, here)
                for row in _rows(here, "SELECT member_id, points FROM sale WHERE member_id IS NOT NULL"):
                    earned[row.member_id] += row.points
                for row in _rows(here, "SELECT body FROM op_log WHERE kind = 'return.commit'"):
                    back = from_json(row.body, ReturnCommit)
                    if back.member_id is not None:
                        earned[back.member_id] -= back.points_back
                lost = list(_lost(books, shop_id, here, conn))
                books.lost += len(lost)
                problems = [*lost, *_till_alone(here, folder), *_both(here, conn, shop_id)]
                books.violations += [f"{shop_id}: {problem}" for problem in problems]
            till.close()
        books.violations += _points(conn, earned)
        books.violations += phones.faults(ledger)
        books.phones = phones.count(ledger)
        doubled = list(_doubled(conn))
        books.doubled += len(doubled)
        books.violations += doubled
    hub.close()


def _lost(books: Books, shop_id: str, till: Connection, hub: Connection) -> Iterator[str]:
    """Every sale and return that was told as done, or that the till holds, is booked as it was; orders are given."""
    booked = {
        row.sale_id: (row.receipt_no, row.total_fen)
        for row in _rows(hub, "SELECT sale_id, receipt_no, total_fen FROM sale WHERE shop_id = :shop", shop=shop_id)
    }
    query = "SELECT return_id, receipt_no, total_fen FROM return_ticket"
    for row in _rows(hub, f"{query} WHERE shop_id = :shop", shop=shop_id):
        booked[row.return_id] = (row.receipt_no, row.total_fen)
    told = books.told[shop_id]
    expected = {key: (each.receipt_no, each.fen) for key, each in told.items() if not each.order_id}
    for row in _rows(till, "SELECT sale_id, receipt_no, total_fen FROM sale"):
        expected.setdefault(row.sale_id, (row.receipt_no, row.total_fen))
    for row in _rows(till, query):
        expected.setdefault(row.return_id, (row.receipt_no, row.total_fen))
    for key, each in expected.items():
        if booked.get(key) != each:
            yield f"{each} is booked as {booked.get(key)}"
    for order in (from_json(row.row, Order) for row in _rows(hub, "SELECT row FROM feed WHERE t = 'order'")):
        if order.id in told and order.status != "handed_over":
            yield f"order {order.number} was handed out and is {order.status}"


def _doubled(hub: Connection) -> Iterator[str]:
    """No receipt number is on two sales, nothing came back twice, and the hub saw nothing twice under another id."""
    for row in _rows(hub, "SELECT receipt_no FROM sale GROUP BY receipt_no HAVING count(*) > 1"):
        yield f"{row.receipt_no} is on two sales"
    for row in _rows(hub, f"SELECT code, en FROM trade_exception WHERE code IN ({_TWICE})"):
        yield f"{row.code}: {row.en}"
    operations = _rows(hub, "SELECT count(*) AS n FROM inbox WHERE kind = 'sale.commit'")[0].n
    exchanges = _rows(hub, "SELECT count(*) AS n FROM return_ticket WHERE sale_id IS NOT NULL")[0].n
    sales = _rows(hub, "SELECT count(*) AS n FROM sale")[0].n
    if sales != operations + exchanges:
        yield f"{sales} sales of {operations} operations and {exchanges} exchanges"
    operations = _rows(hub, "SELECT count(*) AS n FROM inbox WHERE kind = 'return.commit'")[0].n
    returns = _rows(hub, "SELECT count(*) AS n FROM return_ticket")[0].n
    if returns != operations:
        yield f"{returns} returns of {operations} operations"


def _hub_alone(hub: Connection) -> Iterator[str]:
    """The hub's file is sound; nothing is parked, set apart or left over; levels are what was moved."""
    if (said := hub.exec_driver_sql("PRAGMA quick_check").scalar()) != "ok":
        yield f"the hub's file: {said}"
    for row in _rows(hub, "SELECT code, count(*) AS n FROM op_result WHERE result = 'parked' GROUP BY code"):
        yield f"{row.n} operations are parked as {row.code}"
    if apart := _rows(hub, "SELECT count(*) AS n FROM quarantine")[0].n:
        yield f"{apart} operations are in quarantine"
    waiting = _rows(hub, "SELECT count(*) AS n FROM inbox LEFT JOIN op_result USING (hub_no) WHERE result IS NULL")[0].n
    if waiting:
        yield f"{waiting} operations were never applied"
    moved = {
        (row.shop_id, row.variant_id): row.n
        for row in _rows(
            hub, "SELECT shop_id, variant_id, sum(quantity) AS n FROM stock_movement GROUP BY shop_id, variant_id"
        )
    }
    for row in _rows(hub, "SELECT shop_id, variant_id, on_hand FROM stock"):
        if moved.get((row.shop_id, row.variant_id)) != row.on_hand:
            yield f"{row.shop_id}/{row.variant_id}: {row.on_hand} on hand, {moved} moved"


def _points(hub: Connection, earned: Counter[str]) -> Iterator[str]:
    """Every member has the points that the tills' receipts gave her, each once, whichever shop she bought in."""
    booked = {
        row.member_id: row.n
        for row in _rows(hub, "SELECT member_id, sum(points) AS n FROM points_entry GROUP BY member_id")
    }
    query = "SELECT owner_id, sum(units) AS n FROM value_transfer WHERE cause = 'spent_before_return' GROUP BY owner_id"
    stood_for = {row.owner_id: row.n for row in _rows(hub, query)}
    for row in _rows(hub, "SELECT id, row FROM feed WHERE t = 'member'"):
        told = msgspec.json.decode(row.row)["points"]
        entered = booked.get(row.id, 0)
        # What a sale earned may be booked after the return that takes it back: then the chain has stood for it.
        if not told - stood_for.get(row.id, 0) == entered == earned[row.id]:
            yield f"{row.id} has {told} points, {entered} by the entries, {earned[row.id]} by her receipts"


def _till_alone(till: Connection, folder: Path) -> Iterator[str]:
    """The till's file is sound; sales are whole, receipts without a gap, log and journal unbroken chains."""
    if (said := till.exec_driver_sql("PRAGMA quick_check").scalar()) != "ok":
        yield f"the till's file: {said}"
    if torn := till.exec_driver_sql("PRAGMA cipher_integrity_check").all():
        yield f"the till's file is torn: {torn[:2]}"
    yield from halves(lambda query: _rows(till, query))
    query = "SELECT receipt_no FROM sale UNION SELECT receipt_no FROM return_ticket"
    numbers = sorted(int(row.receipt_no.rpartition("-")[2]) for row in _rows(till, query))
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"{len(numbers)} receipts, numbered up to {max(numbers)}"
    if (fault := op_log.first_fault(till, 1)) is not None:
        yield f"the log is broken at {fault}"
    for row in _rows(till, "SELECT state, differing FROM day_proof WHERE state <> 'equal'"):
        differing = msgspec.json.decode(row.differing) if row.differing else []
        if row.state == "different" or (set(differing) - {"stock_hash"} and "last_seq" not in differing):
            yield f"a day proof is {row.state}: {differing}"
    yield from _journal(till, folder)


def _journal(till: Connection, folder: Path) -> Iterator[str]:
    paired = meta.belonging(till)
    key = None if paired is None else FileSecrets(folder / FILE_NAME).get(device_key_name(paired.till))
    if key is None:
        yield "the till does not know who it is"
    else:
        public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)).public_key().public_bytes_raw().hex()
        yield from (f"the journal: {fault}" for fault in journal_log.faults(till, public))


def _both(till: Connection, hub: Connection, shop_id: str) -> Iterator[str]:
    """Till and hub say the same: how long the log is and how it ends, what every level is, what was taken."""
    head = op_log.head(till, 1).chain
    there = _rows(
        hub, "SELECT received_through, applied_through, chain_hash, status FROM device WHERE shop_id = :s", s=shop_id
    )[0]
    if tuple(there) != (head.seq, head.seq, head.chain_hash, "active"):
        yield f"the log ends at {head}, at the hub {tuple(there)}"
    sold: Counter[str] = Counter()
    query = "SELECT variant_id, quantity FROM stock_movement"
    query += " UNION ALL SELECT variant_id, quantity FROM return_movement WHERE place = 'floor'"
    for row in _rows(till, query):
        sold[row.variant_id] += row.quantity
    shown = {
        row.variant_id: row.on_hand
        for row in _rows(till, "SELECT variant_id, on_hand FROM stock WHERE shop_id = :s", s=shop_id)
    }
    for row in _rows(hub, "SELECT variant_id, on_hand FROM stock WHERE shop_id = :s", s=shop_id):
        expected = chain.ON_HAND + sold[row.variant_id]
        if not row.on_hand == shown.get(row.variant_id) == expected:
            yield (
                f"{row.variant_id}: {row.on_hand} at the hub, {shown.get(row.variant_id)} at the till, not {expected}"
            )
    taken = _rows(till, "SELECT sum(amount_fen) AS fen, count(*) AS n FROM sale_tender")[0]
    booked = _rows(
        hub,
        "SELECT sum(amount_fen) AS fen, count(*) AS n FROM tender JOIN sale USING (sale_id) WHERE shop_id = :s",
        s=shop_id,
    )[0]
    if tuple(taken) != tuple(booked):
        yield f"{tuple(taken)} were taken, {tuple(booked)} are booked"
    given_out = _rows(till, "SELECT sum(amount_fen) AS fen, count(*) AS n FROM return_tender")[0]
    booked = _rows(
        hub,
        "SELECT sum(amount_fen) AS fen, count(*) AS n FROM return_tender JOIN return_ticket USING (return_id)"
        " WHERE shop_id = :s AND NOT is_carried",
        s=shop_id,
    )[0]
    if tuple(given_out) != tuple(booked):
        yield f"{tuple(given_out)} were given out, {tuple(booked)} are booked"


def _rows(connection: Connection, query: str, **values: object) -> list[Row[Any]]:
    return list(connection.execute(text(query), values).all())
