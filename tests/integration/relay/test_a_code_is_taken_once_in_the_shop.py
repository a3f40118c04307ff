"""A member code is taken once in the shop: a picture of it is refused at the neighbour's till once that has heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.domain.clock import DAY, MINUTE, SECOND, Clock, SystemClock
from posapp.services.errors import CodeRefused
from posapp.services.fitting import FittingRooms
from posapp.services.practice import Practice
from posapp.services.scanning import REMEMBERED
from posapp.services.selling import Selling
from sync.hub import keys
from sync.hub.db.database import Database, open_database
from sync.hub.publishing import publish
from sync.protocol.codes import CodeType, mint
from sync.protocol.codes_taken import CodeTaken
from sync.protocol.kinds import read_body
from sync.protocol.rooms import empty_room, room_id
from sync.protocol.rows import Member
from tests.fakes.hub_process import SHOP
from tests.fakes.paired_till import PairedTillOnDisk
from tests.fakes.shop_in_one_process import TillHere
from tests.fakes.shop_of_processes import ShopWithRelay, in_time
from tests.fakes.small_shop import LIN, member
from tests.integration.relay.conftest import SmallShop
from tests.integration.relay.test_the_same_board_on_every_till import Wang, by_the_mall, by_the_relay

HERS = member(LIN, 281_474_000_123, "林*清", "Lin *", "+8613800138024", card="8000000000000042")


def know_her(shop: SmallShop) -> None:
    shop.hub.publish(HERS, *(empty_room(SHOP.id, number) for number in (1, 2)))
    for till in (shop.one, shop.two):
        till.pull_all()


def her_code(database: Database, clock: Clock, number: int = HERS.number) -> str:
    """Return what her phone shows now."""
    with database.reading() as conn:
        key = keys.code_key(conn, clock.now())
    return mint(key.private, key.key_id, CodeType.MEMBER, number, clock.now() // SECOND)


def scan(till: TillHere | PairedTillOnDisk, clock: Clock, digits: str) -> str:
    """Scan a code with no member on the cart; return her id, or why it was refused."""
    selling = Selling(till.file, clock, Wang())
    selling.detach_member()
    try:
        return str(selling.scan(digits).member_id)
    except CodeRefused as refused:
        return str(refused.values["reason"])


def told_of(till: TillHere) -> list[CodeTaken]:
    """Return what a till has told of codes it took."""
    found = [read_body(one.kind, one.v, one.body) for one in till.store.outbox(100, 1 << 20)]
    return [body for body in found if isinstance(body, CodeTaken)]


@pytest.fixture
def code(shop: SmallShop) -> str:
    know_her(shop)
    return her_code(shop.hub.database, shop.clock)


def test_a_picture_of_her_code_is_refused_at_the_neighbour_s_till_with_the_mall_away(
    shop: SmallShop, code: str
) -> None:
    assert scan(shop.one, shop.clock, code) == LIN
    by_the_relay(shop)
    assert scan(shop.two, shop.clock, code) == "replayed"
    assert scan(shop.two, shop.clock, her_code(shop.hub.database, shop.clock)) == LIN, "her phone's next code is good"


def test_before_the_news_has_come_and_without_a_relay_the_neighbour_takes_it_too(shop: SmallShop, code: str) -> None:
    assert scan(shop.one, shop.clock, code) == LIN
    by_the_mall(shop)
    assert scan(shop.two, shop.clock, code) == LIN
    by_the_relay(shop)
    assert (scan(shop.one, shop.clock, code), scan(shop.two, shop.clock, code)) == ("replayed", "replayed")


def test_a_code_that_told_whose_room_it_is_is_used_too(shop: SmallShop, code: str) -> None:
    rooms = FittingRooms(shop.one.file, shop.clock, Wang())
    rooms.let_in(room_id(SHOP.id, 1))
    rooms.know(room_id(SHOP.id, 1), code)
    by_the_relay(shop)
    assert scan(shop.two, shop.clock, code) == "replayed"


def test_what_is_told_names_neither_her_nor_her_code_and_the_mall_books_nothing(shop: SmallShop, code: str) -> None:
    scan(shop.one, shop.clock, code)
    (operation,) = (one for one in shop.one.store.outbox(100, 1 << 20) if one.kind == "code.taken")
    (told,) = told_of(shop.one)
    assert told.ends_ms == shop.clock.now() // SECOND * SECOND + 150 * SECOND
    inside = f"{int(code[2:]):0156x}"
    assert len(told.fingerprint) == 32
    for part in (code, LIN, str(HERS.number), HERS.card, inside[:28]):
        assert part not in operation.body
    assert told.fingerprint not in inside
    by_the_mall(shop)
    assert shop.one.store.outbox(100, 1 << 20) == []
    assert scan(shop.one, shop.clock, her_code(shop.hub.database, shop.clock)) == LIN


def test_a_refused_code_is_told_to_nobody(shop: SmallShop, code: str) -> None:
    assert scan(shop.one, shop.clock, her_code(shop.hub.database, shop.clock, number=9_999)) == "unknown_member"
    assert scan(shop.one, shop.clock, code) == LIN
    assert scan(shop.one, shop.clock, code) == "replayed"
    assert len(told_of(shop.one)) == 1


def test_what_somebody_practises_with_does_not_leave_the_till(shop: SmallShop, code: str) -> None:
    Practice(shop.one.file, shop.clock, Wang()).begin()
    assert scan(shop.one, shop.clock, code) == LIN
    by_the_relay(shop)
    assert scan(shop.two, shop.clock, code) == LIN


@pytest.mark.parametrize("off", [DAY, -DAY], ids=["ahead", "behind"])
def test_a_till_whose_clock_is_a_day_off_hears_of_it_all_the_same(shop: SmallShop, code: str, off: int) -> None:
    scan(shop.one, shop.clock, code)
    shop.relay.mirror(shop.one)
    real = shop.clock.now()
    shop.clock.move(off)
    with shop.two.file.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO meta (key, value) VALUES ('clock_offset_ms', ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (str(real - shop.clock.now()),),
        )
        connection.commit()
    shop.relay.tell(shop.two)
    assert scan(shop.two, shop.clock, code) == "replayed"


def test_what_has_ended_is_forgotten_and_a_week_heard_at_once_is_not_kept(shop: SmallShop, code: str) -> None:
    scan(shop.one, shop.clock, code)
    by_the_relay(shop)
    assert kept(shop.two) == 1
    shop.clock.move(REMEMBERED + MINUTE)
    for _ in range(3):
        scan(shop.one, shop.clock, her_code(shop.hub.database, shop.clock))
    by_the_relay(shop)
    assert kept(shop.two) == 3, "the first is gone"
    shop.clock.move(7 * DAY)
    late = TillHere(shop.folder / "till-3", shop.hub)
    shop.relay.report()
    late.pull_all()
    shop.relay.tell(late)
    assert kept(late) == 0
    late.close()


def kept(till: TillHere | PairedTillOnDisk) -> int:
    """Return how many codes a till knows to be used."""
    with till.file.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM code_seen").scalar_one())


# --- real processes ---------------------------------------------------------------------------------------------------


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[ShopWithRelay]:
    running = ShopWithRelay(tmp_path)
    yield running
    running.close()


@pytest.mark.faults
def test_a_real_relay_brings_it_while_the_mall_is_down(processes: ShopWithRelay) -> None:
    clock = SystemClock()
    database = open_database(processes.hub.folder)
    with database.writing() as conn:
        publish(conn, HERS)
    in_time(lambda: all(knows_her(till) for till in (processes.one, processes.two)))
    processes.hub.kill()
    codes = [her_code(database, clock) for _ in range(5)]
    for heard, code in enumerate(codes, start=1):
        assert scan(processes.one, clock, code) == LIN
        in_time(lambda heard=heard: kept(processes.two) == heard)
        assert scan(processes.two, clock, code) == "replayed"
    processes.relay.kill()
    alone = her_code(database, clock)
    assert [scan(till, clock, alone) for till in (processes.one, processes.two)] == [LIN, LIN]
    database.close()


def knows_her(till: PairedTillOnDisk) -> bool:
    with till.file.view() as view:
        return view.rows.get(Member, LIN) is not None
