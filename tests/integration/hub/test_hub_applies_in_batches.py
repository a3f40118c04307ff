"""Whether facts come one by one or five hundred at once, the books say the same in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import insert, select, update

from posapp.domain.clock import Millis
from sync.hub import apply, ingest, keys
from sync.hub.auth import Device
from sync.hub.batch import append, known, together
from sync.hub.db import tables
from sync.hub.db.database import Database, open_postgres, open_sqlite
from sync.hub.db.migrate import upgrade
from sync.hub.ledgers import levels
from sync.hub.opening import open_books
from sync.hub.publishing import publish, published
from sync.protocol.envelope import GENESIS, Operation
from sync.protocol.kinds import AdviceDismissed, AdviceShown, ShiftClose, ShiftOpen, ShownSuggestion, TryOn
from sync.protocol.rows import Member
from sync.protocol.signing import KeyPair
from sync.protocol.wire import EnrolAnswer
from tests.fakes import small_chain
from tests.fakes.laid_tables import lay_hub
from tests.fakes.running_hub import PaperTill, SetClock
from tests.fakes.small_chain import COAT_M, COAT_S, LIN, LIPSTICK, NOW, OTHER_SHOP, SHOP, ZHOU

OPERATIONS = 60
COUNTED_BY_THE_DATABASE = ("exception_no", "entry_no", "shortfall_no")
"""Numbers that PostgreSQL leaves out where something was taken back; their order is compared, not they."""

NewBooks = Callable[[], Database]


class OnlyAClock:
    """All that a till of paper needs of its hub to write sales."""

    clock = SetClock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewBooks]:
    opened: list[Database] = []

    def make() -> Database:
        if request.param == "postgres":
            database = open_postgres(request.getfixturevalue("postgres").new_database())
        else:
            lay_hub(tmp_path, f"hub-{len(opened)}.db")
            database = open_sqlite(tmp_path / f"hub-{len(opened)}.db")
        opened.append(database)
        upgrade(database)
        with database.writing() as conn:
            keys.ensure(conn, Millis(NOW))
            open_books(conn, small_chain.all_rows(), Millis(NOW))
            conn.execute(insert(tables.device), [_device_row()])
        return database

    yield make
    for database in opened:
        database.close()


@pytest.mark.parametrize("seed", range(4))
def test_a_batch_and_one_by_one_come_to_the_same_books(
    new_books: NewBooks, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    operations = _a_random_day(Random(seed))
    told: list[dict[str, list[Any]]] = []
    versions: list[dict[Any, int]] = []
    for most in (1, 7, 250):
        monkeypatch.setattr(apply, "_BATCH", most)
        database = new_books()
        with database.writing() as conn:
            ingest.take_in(conn, SetClock(), _device(), operations)
        assert apply.apply_waiting(database, SetClock(), "d-1", 1) == len(operations)
        told.append(_everything(database))
        versions.append(_versions(database))
    assert told[0] == told[1] == told[2]
    results = [row["result"] for row in told[0]["op_result"]]
    assert 5 < results.count("parked") < results.count("applied")
    # A row that many facts changed goes out once a batch: a till needs the newest image, and a version that grows.
    assert all(versions[0][key] >= versions[2][key] >= 1 for key in versions[0])
    assert sum(versions[0].values()) > sum(versions[2].values())


def test_one_bad_operation_among_many_parks_alone(new_books: NewBooks) -> None:
    till = _till()
    sales = [till.sale(("lipstick", LIPSTICK, 1, 100), member_id=LIN, points=1) for _ in range(40)]
    twice = replace(sales[20], tenders=sales[3].tenders)  # the database finds this out, long after the rule was happy
    sealed = [till.seal(sale) for sale in (*sales[:20], twice, *sales[21:])]
    database = new_books()
    with database.writing() as conn:
        ingest.take_in(conn, SetClock(), _device(), sealed)
    apply.apply_waiting(database, SetClock(), "d-1", 1)
    with database.reading() as conn:
        results = conn.execute(select(tables.op_result.c.code).order_by(tables.op_result.c.hub_no)).scalars().all()
        member = published(conn, Member, LIN)
        level = levels(conn, [(SHOP, LIPSTICK)])[SHOP, LIPSTICK]
    assert [place for place, code in enumerate(results) if code] == [20]
    assert member is not None
    assert (member.points, level.on_hand) == (100 + 39, 20 - 39)


def test_who_asks_the_database_himself_sees_what_waits(new_books: NewBooks) -> None:
    with _written_together(new_books()) as conn:
        member = published(conn, Member, LIN)
        assert member is not None
        publish(conn, replace(member, points=7))
        feed = tables.feed
        image = conn.execute(select(feed.c.row).where(feed.c.t == "member", feed.c.id == LIN)).scalar_one()
        assert '"points":7' in image


def test_what_somebody_else_wrote_is_read_anew(new_books: NewBooks) -> None:
    with _written_together(new_books()) as conn:
        assert levels(conn, [(SHOP, COAT_M)])[SHOP, COAT_M].on_hand == 2
        assert not known(conn, tables.coupon_use.c.coupon_id, ["c"])
        conn.execute(update(tables.stock).where(tables.stock.c.variant_id == COAT_M).values(on_hand=9))
        conn.execute(insert(tables.coupon_use).values(coupon_id="c", sale_id="s", at_ms=NOW))
        assert levels(conn, [(SHOP, COAT_M)])[SHOP, COAT_M].on_hand == 9
        assert known(conn, tables.coupon_use.c.coupon_id, ["c"]) == {"c"}


def test_a_savepoint_inside_a_batch_takes_back_only_its_own(new_books: NewBooks) -> None:
    database = new_books()
    with _written_together(database) as conn:
        append(conn, tables.coupon_use, [{"coupon_id": "before", "sale_id": "s", "at_ms": NOW}])
        savepoint = conn.begin_nested()
        append(conn, tables.coupon_use, [{"coupon_id": "inside", "sale_id": "s", "at_ms": NOW}])
        savepoint.rollback()
        assert known(conn, tables.coupon_use.c.coupon_id, ["before", "inside"]) == {"before"}
    with database.reading() as conn:
        assert conn.execute(select(tables.coupon_use.c.coupon_id)).scalars().all() == ["before"]


@contextmanager
def _written_together(database: Database) -> Iterator[Any]:
    with database.writing() as conn, together(conn):
        yield conn


def _till() -> PaperTill:
    identity = EnrolAnswer(
        device="d-1", generation=1, shop_id=SHOP, till_no="01", chain_zh="", chain_en="", root_key="", phone_key="",
        epoch="", server_ms=NOW,
    )  # fmt: skip
    hub: Any = OnlyAClock()
    return PaperTill(hub, KeyPair("", ""), identity)


def _device() -> Device:
    return Device("d-1", 1, SHOP, "01", "active")


def _device_row() -> dict[str, object]:
    return {
        "device": "d-1", "generation": 1, "shop_id": SHOP, "till_no": "01", "public_key": "", "program": "",
        "status": "active", "enrolled_ms": NOW, "last_contact_ms": NOW, "received_through": 0, "applied_through": 0,
        "chain_hash": GENESIS,
    }  # fmt: skip


def _a_random_day(dice: Random) -> list[Operation]:
    """Sales as they should be, and everything that may be wrong with an operation, in any order."""
    till = _till()
    sealed: list[Operation] = []
    sales = [till.sale(("lipstick", LIPSTICK, 1, 100))]

    def sale(**changes: Any) -> Any:
        goods = dice.sample((("coat", COAT_S, 1, 900), ("coat", COAT_M, 2, 800), ("lipstick", LIPSTICK, 1, 100)), 2)
        made = till.sale(*goods, member_id=dice.choice((None, LIN, ZHOU)), points=dice.randint(0, 9))
        sales.append(replace(made, **changes))
        return sales[-1]

    common = {"shop_id": SHOP, "occurred_ms": NOW, "staff_id": "st-1"}
    ordinary: list[Callable[[], Operation]] = [
        lambda: till.seal(sale()),
        lambda: till.seal(sale(coupon_ids=["coupon-lin"], member_id=LIN)),
        lambda: till.seal(sale(member_id="nobody")),
        lambda: till.seal(sale(lines=till.sale(("hat", "hat-m", 1, 50)).lines)),
        lambda: till.seal(sale(), deps=(dice.choice(sealed).op_id,) if sealed else ()),
        lambda: till.seal(AdviceDismissed(member_id=dice.choice((LIN, "nobody")), style_id="coat", **common)),
        lambda: till.seal(
            AdviceShown(
                exposure_id=f"e-{dice.randint(0, 3)}", member_id=LIN, pack_version="1",
                shown=[ShownSuggestion(style_id="coat", rank=1, reason="like")], **common,
            )
        ),
        lambda: till.seal(
            ShiftOpen(shift_id=f"shift-{dice.randint(0, 3)}", business_date="2027-01-15", float_fen=0, **common)
        ),
        lambda: till.seal(
            ShiftClose(
                shift_id=f"shift-{dice.randint(0, 5)}", business_date="2027-01-15", sales=1, takings_fen=1,
                expected_fen=1, counted_fen=1, **common,
            )
        ),
    ]  # fmt: skip
    odd: list[Callable[[], Operation]] = [
        lambda: till.seal(dice.choice(sales)),
        lambda: till.seal(sale(tenders=dice.choice(sales).tenders)),
        lambda: till.seal(sale(movements=dice.choice(sales).movements)),
        lambda: till.seal(sale(shop_id=OTHER_SHOP)),
        lambda: till.seal(sale(total_fen=2**70)),
        lambda: till.seal_as("sale.commit", 99, {"new": 1}),
        lambda: till.seal_as("sale.commit", 1, {"sale_id": 5}),
        lambda: replace(till.seal(sale()), body="{}"),
        lambda: till.seal(
            TryOn(
                booking_id="none", garment_id="g", member_id=LIN, style_id="coat", variant_id=COAT_M, verdict="kept",
                **common,
            )
        ),
    ]  # fmt: skip
    while len(sealed) < OPERATIONS:
        sealed.append(dice.choice(ordinary if dice.random() < 0.8 else odd)())
    return sealed


def _everything(database: Database) -> dict[str, list[Any]]:
    """Return what every table holds, but for what counts the writing and not the facts."""
    found = {}
    with database.reading() as conn:
        for table in tables.metadata.sorted_tables:
            rows = [dict(row) for row in conn.execute(select(table)).mappings()]
            if table.name == "feed":
                rows.sort(key=lambda row: (row["stream"], row["pos"]))
                left_out = ("pos", "ver")
            else:
                rows.sort(key=lambda row: [str(row[column.name]).rjust(12) for column in table.primary_key])
                left_out = COUNTED_BY_THE_DATABASE
            if table.name in ("meta", "code_key", "stream_counter"):
                continue  # each hub's own secrets; how often something was published
            found[table.name] = [{name: row[name] for name in row if name not in left_out} for row in rows]
    # The hub's own keys are published as well.
    found["feed"] = [row for row in found["feed"] if row["t"] != "trust_key"]
    return found


def _versions(database: Database) -> dict[Any, int]:
    feed = tables.feed
    with database.reading() as conn:
        rows = conn.execute(select(feed.c.t, feed.c.id, feed.c.ver).where(feed.c.t != "trust_key"))
        return {(kind, row_id): version for kind, row_id, version in rows}
