"""What the back office may rely on: codes that work once, tills in sight, nothing parked out of sight."""

from __future__ import annotations

from pathlib import Path

import httpx
import msgspec
import pytest

from posapp.domain.clock import MINUTE
from sync.hub.db import migrate, tables
from sync.hub.db.database import open_sqlite
from sync.protocol.decoding import from_json
from sync.protocol.kinds import ShiftClose, ShiftOpen
from sync.protocol.proof import movement_text, multiset_hash, stock_hash
from sync.protocol.signing import new_key_pair
from sync.protocol.wire import DayFigures, EnrolRequest, ProofAnswer, ProofRequest
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import LIPSTICK, NOW, SHOP

OFFICE = {"x-posapp-office": "1"}


def enrol(hub: RunningHub, code: str, public_key: str = "") -> httpx.Response:
    request = EnrolRequest(code=code, public_key=public_key or new_key_pair().public, program="test")
    return httpx.post(f"{hub.url}/sync/v1/enrol", content=msgspec.json.encode(request))


def overview(hub: RunningHub) -> dict[str, list[dict[str, object]]]:
    answer = httpx.get(f"{hub.url}/office/api/overview")
    assert answer.status_code == 200
    return answer.json()  # type: ignore[no-any-return]  # JSON


def test_a_pairing_code_works_once_and_for_ten_minutes(hub: RunningHub, clock: SetClock) -> None:
    code = hub.new_code()
    assert enrol(hub, code).status_code == 200
    for refused, reason in ((enrol(hub, code), "used"), (enrol(hub, "00000000"), "unknown")):
        assert refused.status_code == 403
        assert (refused.json()["code"], refused.json()["reason"]) == ("pairing_refused", reason)
    late = hub.new_code()
    clock.move(11 * MINUTE)
    assert enrol(hub, late).json()["reason"] == "expired"
    assert enrol(hub, hub.new_code(), public_key="no key").status_code == 400


def test_codes_made_side_by_side_are_for_different_tills(hub: RunningHub) -> None:
    codes = [hub.new_code() for _ in range(3)]
    tills = [PaperTill.enrolled(hub, code).identity for code in reversed(codes)]
    assert sorted(till.till_no for till in tills) == ["01", "02", "03"]
    assert {till.generation for till in tills} == {1}
    assert len({till.device for till in tills}) == 3
    assert {(till.shop_id, till.chain_zh, till.chain_en) for till in tills} == {(SHOP, "拾光集", "Lumen")}


def test_nobody_tries_all_codes(hub: RunningHub) -> None:
    answers = [enrol(hub, f"{number:08d}") for number in range(30)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert answers[-1].json()["code"] == "slow_down"


def test_an_old_disk_that_comes_back_still_delivers_its_facts(hub: RunningHub) -> None:
    old = hub.till()
    new = hub.till(till_no=old.identity.till_no)
    assert new.identity.generation == 2
    for till in (old, new):
        assert till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 1)))).results[0].result == "applied"


def test_what_is_parked_is_seen_with_its_reason_and_can_be_tried_again(hub: RunningHub) -> None:
    till = hub.till()
    early = till.seal(
        ShiftClose(
            shift_id="shift-9",
            shop_id=SHOP,
            business_date="2027-01-15",
            occurred_ms=NOW,
            staff_id="st-1",
            sales=0,
            takings_fen=0,
            expected_fen=0,
            counted_fen=0,
        )
    )
    parked = till.push(early).results[0]
    assert (parked.result, parked.code) == ("parked", "shift_not_here")
    listed = overview(hub)["parked"][0]
    assert (listed["hub_no"], listed["code"]) == (parked.hub_no, "shift_not_here")
    assert listed["zh"] != listed["en"]

    def retry() -> str:
        answer = httpx.post(f"{hub.url}/office/api/retry", json={"number": parked.hub_no}, headers=OFFICE)
        return str(answer.json().get("result", answer.json().get("code")))

    assert retry() == "parked"
    till.push(till.seal(opening("shift-9")))
    assert retry() == "applied"
    assert retry() == "not_parked"
    assert overview(hub)["parked"] == []


def test_an_exception_stays_listed_until_somebody_settles_it(hub: RunningHub) -> None:
    till = hub.till()
    till.push(till.seal(till.sale(("ghost", "ghost-m", 1, 5_000))))
    numbers = [each["exception_no"] for each in overview(hub)["exceptions"]]
    assert len(numbers) == 2
    for number in numbers:
        answer = httpx.post(f"{hub.url}/office/api/settle", json={"number": number}, headers=OFFICE)
        assert answer.status_code == 200
    assert overview(hub)["exceptions"] == []


def test_the_office_shows_each_till_with_its_last_contact(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    clock.move(5 * MINUTE)
    till.pull()
    till.page()
    (listed,) = overview(hub)["devices"]
    assert (listed["till_no"], listed["status"], listed["last_contact_ms"]) == ("01", "active", clock.now())
    httpx.post(f"{hub.url}/office/api/revoke", json={"device": till.identity.device}, headers=OFFICE)
    assert overview(hub)["devices"][0]["status"] == "revoked"


def test_the_office_is_closed_to_foreign_pages_and_names(hub: RunningHub) -> None:
    assert httpx.get(f"{hub.url}/office/").status_code == 200
    assert httpx.get(f"{hub.url}/office/", headers={"host": "evil.example:80"}).status_code == 403
    assert httpx.post(f"{hub.url}/office/api/codes", json={"shop_id": SHOP}).status_code == 403
    assert httpx.get(f"{hub.url}/office/nothing.html").json()["code"] == "not_found"


def test_with_a_password_the_office_opens_to_who_knows_it(tmp_path: Path, clock: SetClock) -> None:
    hub = RunningHub(tmp_path / "hub", clock, office_password="竹叶青42")
    try:
        assert httpx.get(f"{hub.url}/office/").status_code == 401
        assert httpx.get(f"{hub.url}/office/", auth=("anyone", "wrong")).status_code == 401
        answer = httpx.get(f"{hub.url}/office/", auth=("anyone", "竹叶青42"), headers={"host": "mall.example"})
        assert answer.status_code == 200
    finally:
        hub.stop()


# --- day proof -------------------------------------------------------------------------------------------------------


def opening(shift_id: str) -> ShiftOpen:
    return ShiftOpen(
        shift_id=shift_id,
        shop_id=SHOP,
        business_date="2027-01-15",
        occurred_ms=NOW,
        staff_id="st-1",
        float_fen=50_000,
    )


def a_day(till: PaperTill) -> DayFigures:
    """Sell twice in a shift, close it, and return the till's figures of it."""
    till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900), shift_id="before")))
    sales = [till.sale(("lipstick", LIPSTICK, 2, 39_800), points=398) for _ in range(2)]
    close = ShiftClose(
        shift_id="shift-1",
        shop_id=SHOP,
        business_date="2027-01-15",
        occurred_ms=NOW,
        staff_id="st-1",
        sales=2,
        takings_fen=79_600,
        expected_fen=129_600,
        counted_fen=129_500,
    )
    operations = [till.seal(body) for body in (opening("shift-1"), *sales, close)]
    till.push(*operations)
    movements = [movement for sale in sales for movement in sale.movements]
    return DayFigures(
        operations=4,
        last_seq=5,
        chain_hash=till.head.chain_hash,
        sales=2,
        total_fen=79_600,
        tenders_fen={"cash": 79_600},
        tax_fen={"1300": sum(line.tax_fen for sale in sales for line in sale.lines)},
        points=796,
        movements=2,
        movements_hash=multiset_hash(movement_text(m.movement_id, m.variant_id, m.quantity) for m in movements),
        stock_hash=stock_hash([(LIPSTICK, 15)]),
    )


def prove(till: PaperTill, figures: DayFigures, shift_id: str = "shift-1") -> ProofAnswer:
    body = msgspec.json.encode(
        ProofRequest(
            device=till.identity.device,
            generation=till.identity.generation,
            shift_id=shift_id,
            figures=figures,
            touched=[LIPSTICK],
        )
    )
    answer = till.request("POST", "/sync/v1/proof", body)
    assert answer.status_code == 200, answer.text
    return from_json(answer.content, ProofAnswer)


def test_the_day_proof_is_equal_when_both_books_are(hub: RunningHub) -> None:
    till = hub.till()
    figures = a_day(till)
    answer = prove(till, figures)
    assert answer.differing == []
    assert answer.equal
    assert prove(till, figures).equal  # asked again


@pytest.mark.parametrize("name", ["operations", "total_fen", "points", "movements_hash", "stock_hash", "chain_hash"])
def test_the_day_proof_names_what_differs(hub: RunningHub, name: str) -> None:
    till = hub.till()
    figures = a_day(till)
    value = getattr(figures, name)
    wrong = msgspec.structs.replace(figures, **{name: value + 1 if isinstance(value, int) else "0" * 64})
    answer = prove(till, wrong)
    assert (answer.equal, answer.differing) == (False, [name])


# --- tables ----------------------------------------------------------------------------------------------------------


def test_the_migrations_build_exactly_the_tables(hub: RunningHub) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with hub.database.reading() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_script_with_the_highest_number_is_the_newest_revision(hub: RunningHub) -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(migrate.SCRIPTS)).get_heads() == [migrate.newest()]
    with hub.database.reading() as conn:
        assert migrate.revision(conn) == migrate.newest()


def test_a_migrated_database_is_left_as_it_is_and_private(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    for _ in range(2):
        database = open_sqlite(path)
        migrate.upgrade(database)
        database.close()
    assert path.stat().st_mode & 0o077 == 0
