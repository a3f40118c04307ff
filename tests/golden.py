"""The golden corpus: operations that tills really sent, kept for ever with what they came to in a hub's books.

    python3 -m tests.golden NAME

plays a day in a small shop through the till's real use cases, has a hub book it, and writes its operations, a line
each, as ``tests/cases/golden/<NAME>.jsonl``, the shop's rows as ``tests/cases/golden/shops/<NAME>.json`` and a line for
each file in ``manifest.txt``. It never changes a file that is there: what tills once sent stays sent. Run it under a
new name whenever a kind, a version or an odd shape came in; extend ``play`` in ``tests/golden_day.py`` first, so that
the shape occurs.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import insert, select

from posapp.domain.clock import HOUR, Millis
from sync.hub import apply, ingest, keys
from sync.hub.auth import Device
from sync.hub.db import return_tables, tables
from sync.hub.db.database import Database, open_database
from sync.hub.db.migrate import upgrade
from sync.hub.opening import open_books
from sync.hub.publishing import publish_many
from sync.protocol.decoding import from_json
from sync.protocol.envelope import GENESIS, Operation
from sync.protocol.rows import KINDS_OF_ROW, Row, Staff, kind_of_row
from tests.fakes import small_shop
from tests.fakes.small_shop import SHOP, SmallShop
from tests.golden_day import play, shop_rows

CORPUS = Path(__file__).parent / "cases" / "golden"
MANIFEST = CORPUS / "manifest.txt"
SHOPS = "shops"


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """An operation of the corpus and what it came to: the result, and the money and goods in the hub's books."""

    log: str
    operation: Operation
    effects: dict[str, Any]


class Line(msgspec.Struct, frozen=True):
    """A line of the manifest. ``chain`` covers the file and every line before, so that none can be cut out."""

    path: str
    digest: str
    chain: str


class _Clock:
    def __init__(self, now: Millis) -> None:
        self._now = now

    def now(self) -> Millis:
        return self._now


# --- what a hub makes of it ------------------------------------------------------------------------------------------


def booked(rows: Iterable[Row], operations: list[Operation], folder: Path) -> list[dict[str, Any]]:
    """Push a till's log into a new hub that knows ``rows``, and return what each operation came to."""
    clock = _Clock(Millis(small_shop.NOON + 8 * HOUR))
    database = open_database(folder)
    try:
        upgrade(database)
        known = list(rows)
        with database.writing() as conn:
            keys.ensure(conn, clock.now())
            open_books(conn, _once([row for row in known if not isinstance(row, Staff)]), clock.now())
            publish_many(conn, [row for row in known if isinstance(row, Staff)], shop_id=SHOP)
            device, generation = operations[0].device, operations[0].generation
            conn.execute(insert(tables.device).values(_device_row(device, generation, clock.now())))
            ingest.take_in(conn, clock, Device(device, generation, SHOP, "01", "active"), operations)
        apply.apply_waiting(database, clock, device, generation)
        return [effects(database, operation) for operation in operations]
    finally:
        database.close()


def effects(database: Database, operation: Operation) -> dict[str, Any]:
    """Return the result of an operation, and what it left in the books of money, goods and points."""
    inbox, result = tables.inbox, tables.op_result
    sale, tender, movement, points = tables.sale, tables.tender, tables.stock_movement, tables.points_entry
    with database.reading() as conn:
        known = conn.execute(
            select(inbox.c.hub_no, result.c.result, result.c.code)
            .join(result, result.c.hub_no == inbox.c.hub_no)
            .where(inbox.c.op_id == operation.op_id)
        ).one()
        moved = select(movement.c.variant_id, movement.c.quantity, movement.c.cause)
        sold = conn.execute(select(sale).where(sale.c.hub_no == known.hub_no)).mappings().one_or_none()
        books: dict[str, Any] = {"result": known.result, "code": known.code}
        books["movements"] = sorted(list(row) for row in conn.execute(moved.where(movement.c.hub_no == known.hub_no)))
        books["points"] = sorted(
            list(row)
            for row in conn.execute(
                select(points.c.member_id, points.c.points).where(points.c.entry_id == f"earn:{operation.op_id}")
            )
        )
        if sold is not None:
            names = ("receipt_no", "business_date", "member_id", "gross_fen", "discount_fen", "total_fen", "tax_fen")
            books["sale"] = {name: sold[name] for name in names}
            paid = select(tender.c.kind, tender.c.amount_fen).where(tender.c.sale_id == sold["sale_id"])
            books["tenders"] = sorted(list(row) for row in conn.execute(paid))
        ticket = return_tables.return_ticket
        came_back = conn.execute(select(ticket).where(ticket.c.hub_no == known.hub_no)).mappings().one_or_none()
        if came_back is not None:
            names = ("receipt_no", "of_receipt_no", "member_id", "total_fen", "tax_fen", "points_back")
            books["return"] = {name: came_back[name] for name in names}
    return books


def _once(rows: list[Row]) -> list[Row]:
    """Keep the last row of each kind and id."""
    return list({(type(row), row.id): row for row in rows}.values())


def _device_row(device: str, generation: int, now: Millis) -> dict[str, object]:
    return {
        "device": device, "generation": generation, "shop_id": SHOP, "till_no": "01", "public_key": "00" * 32,
        "program": "golden", "status": "active", "enrolled_ms": now, "last_contact_ms": now, "received_through": 0,
        "applied_through": 0, "chain_hash": GENESIS,
    }  # fmt: skip


# --- the files -------------------------------------------------------------------------------------------------------


def manifest() -> list[Line]:
    """Read the manifest."""
    lines = MANIFEST.read_text("utf-8").splitlines() if MANIFEST.exists() else []
    return [Line(*line.split(" ")[::-1]) for line in lines]


def line_for(path: str, content: bytes, before: str) -> Line:
    """Return the manifest's line for a file."""
    digest = sha256(content).hexdigest()
    return Line(path, digest, sha256(f"{before}\n{digest} {path}".encode()).hexdigest())


def examples() -> Iterator[tuple[str, Example]]:
    """Yield every example with its place in the corpus, in the order of the manifest."""
    for line in manifest():
        if not line.path.startswith(f"{SHOPS}/"):
            for number, told in enumerate((CORPUS / line.path).read_bytes().splitlines(), start=1):
                yield f"{line.path}:{number}", from_json(told, Example)


def rows_of(log: str) -> list[Row]:
    """Return the rows of the shop in which a log was written."""
    pairs = from_json((CORPUS / SHOPS / f"{log}.json").read_bytes(), list[tuple[str, msgspec.Raw]])
    return [from_json(raw, KINDS_OF_ROW[kind]) for kind, raw in pairs]


def write(name: str) -> int:
    """Play a day and add it to the corpus; return how many operations that were."""
    with tempfile.TemporaryDirectory() as scratch:
        shop = SmallShop(Path(scratch))
        try:
            shop.deliver(*shop_rows())
            play(shop)
            operations = shop.operations()
        finally:
            shop.close()
        came_to = booked(shop_rows(), operations, Path(scratch) / "hub")
    known = [(kind_of_row(row), row) for row in _once(shop_rows())]
    told = [
        Example(log=name, operation=operation, effects=books)
        for operation, books in zip(operations, came_to, strict=True)
    ]
    files = {
        f"{SHOPS}/{name}.json": msgspec.json.format(msgspec.json.encode(known), indent=1) + b"\n",
        f"{name}.jsonl": b"".join(msgspec.json.encode(example) + b"\n" for example in told),
    }
    lines = manifest()
    for path, content in files.items():
        (CORPUS / path).parent.mkdir(parents=True, exist_ok=True)
        with (CORPUS / path).open("xb") as new:
            new.write(content)
        lines.append(line_for(path, (CORPUS / path).read_bytes(), lines[-1].chain if lines else ""))
    MANIFEST.write_text("".join(f"{line.chain} {line.digest} {line.path}\n" for line in lines), "utf-8")
    return len(operations)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(f"{write(sys.argv[1])} operations")
