"""What a till may rely on when it sends its facts: kept once, never refused, answered as often as it asks."""

from __future__ import annotations

import msgspec
import pytest
import sqlcipher3.dbapi2
import zstandard
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from posapp.domain.clock import DAY
from sync.hub import enrolment
from sync.hub.auth import Device
from sync.hub.db import tables
from sync.hub.effects import EFFECTS
from sync.hub.fact import Fact
from sync.hub.ingest import take_in
from sync.hub.sales import commit_sale
from sync.hub.upkeep import keep_up
from sync.protocol.envelope import seal
from sync.protocol.kinds import SaleCommit
from sync.protocol.rows import Coupon, History, Member, Stock
from sync.protocol.wire import PushRequest
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import COAT_M, COAT_S, LIN, LIPSTICK, SHOP


def count(hub: RunningHub, table: str) -> int:
    with hub.database.reading() as conn:
        return int(conn.execute(select(func.count()).select_from(tables.metadata.tables[table])).scalar_one())


def exceptions(hub: RunningHub) -> list[str]:
    with hub.database.reading() as conn:
        query = select(tables.trade_exception.c.code).order_by(tables.trade_exception.c.exception_no)
        return list(conn.execute(query).scalars())


def test_a_sale_reaches_every_book_and_comes_back_as_rows(hub: RunningHub) -> None:
    till = hub.till()
    till.pull()
    sale = till.sale(("coat", COAT_M, 1, 83_900), member_id=LIN, coupons=["coupon-lin"], points=839)
    answer = till.push(till.seal(sale))
    assert answer.received_through == 1
    assert [result.result for result in answer.results] == ["applied"]

    pages = till.pull()
    assert pages[-1].applied_through == 1
    assert till.row(Stock, f"{SHOP}/{COAT_M}").on_hand == 1
    assert till.row(Member, LIN).points == 939
    assert till.row(Coupon, "coupon-lin").status == "used"
    history = till.row(History, LIN)
    assert history.visits == 2
    assert (history.happenings[0].kind, history.happenings[0].size) == ("bought", "M")
    assert exceptions(hub) == []


def test_a_push_sent_again_changes_nothing_and_is_answered_the_same(hub: RunningHub) -> None:
    till = hub.till()
    operations = [till.seal(till.sale(("coat", COAT_S, 1, 89_900), member_id=LIN, points=899)) for _ in range(2)]
    first = till.push(*operations)
    again = till.push(*operations)
    assert again.results == first.results
    assert count(hub, "sale") == 2
    assert count(hub, "points_entry") == 2
    till.pull()
    assert till.row(Stock, f"{SHOP}/{COAT_S}").on_hand == 1


def test_a_gap_is_asked_for_and_nothing_behind_it_is_booked_before(hub: RunningHub) -> None:
    till = hub.till()
    one, two, three = (till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900))) for _ in range(3))
    answer = till.push(one, three)
    assert (answer.received_through, answer.want) == (1, [(2, 2)])
    assert [result.op_id for result in answer.results] == [one.op_id]
    answer = till.push(two)
    assert (answer.received_through, answer.want) == (3, [])
    assert {result.op_id for result in answer.results} == {two.op_id, three.op_id}
    assert count(hub, "sale") == 3


def test_one_bad_operation_is_parked_and_the_next_ones_are_booked(hub: RunningHub) -> None:
    till = hub.till()
    newer = till.seal_as("sale.commit", 9, {"what": "ever"})
    broken = till.seal_as("sale.commit", 1, {"sale_id": 5})
    good = till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))
    waits = till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)), deps=(newer.op_id,))
    answer = till.push(newer, broken, good, waits)
    assert answer.received_through == 4
    assert [(result.result, result.code) for result in answer.results] == [
        ("parked", "unknown_version"),
        ("parked", "bad_body"),
        ("applied", ""),
        ("parked", "waits_for"),
    ]
    assert all(result.zh and result.en for result in answer.results if result.result == "parked")


def test_a_hub_whose_disk_is_full_books_its_inbox_as_soon_as_there_is_room(
    hub: RunningHub, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = hub.till()

    def full(fact: Fact, sale: SaleCommit) -> None:
        commit_sale(fact, sale)
        reason = sqlcipher3.dbapi2.OperationalError("database or disk is full")
        reason.sqlite_errorcode = 13
        raise OperationalError("INSERT", {}, reason)

    with monkeypatch.context() as patch:
        patch.setitem(EFFECTS, SaleCommit, full)
        answer = till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900))))
        keep_up(hub.database, clock)
    assert (answer.received_through, answer.results) == (1, [])
    assert (count(hub, "sale"), count(hub, "op_result")) == (0, 0)
    keep_up(hub.database, clock)
    assert (count(hub, "sale"), count(hub, "op_result")) == (1, 1)
    pages = till.pull()
    assert pages[-1].applied_through == 1
    assert [one.result for page in pages for one in page.results] == ["applied"], "the push could not say it"


def test_an_operation_that_breaks_a_rule_of_the_database_is_parked_and_blocks_nobody(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = hub.till()

    def wrong(fact: Fact, sale: SaleCommit) -> None:
        fact.conn.exec_driver_sql("SELECT * FROM no_such_table")

    with monkeypatch.context() as patch:
        patch.setitem(EFFECTS, SaleCommit, wrong)
        answer = till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900))))
    assert [(result.result, result.code) for result in answer.results] == [("parked", "failed")]
    assert till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))).results[0].result == "applied"


def test_an_operation_whose_hashes_lie_is_kept_but_not_booked(hub: RunningHub) -> None:
    till = hub.till()
    operation = till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))
    forged = msgspec.structs.replace(operation, body=operation.body.replace("19900", "29900"))
    answer = till.push(forged)
    assert [(result.result, result.code) for result in answer.results] == [("parked", "unsound")]
    assert answer.received_through == 1
    assert count(hub, "sale") == 0


def test_a_cloned_disk_is_found_and_the_stream_kept_apart(hub: RunningHub) -> None:
    till = hub.till()
    till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900))))
    twin = till.clone()
    till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900))))
    other = twin.seal(twin.sale(("lipstick", LIPSTICK, 1, 19_900)))
    answer = twin.push(other)
    assert [(result.result, result.code) for result in answer.results] == [("fork", "fork")]
    later = till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))
    answer = till.push(later)
    assert [result.result for result in answer.results] == ["fork"]
    assert answer.received_through == 3  # kept, so the till need not send it again
    assert (count(hub, "sale"), count(hub, "quarantine")) == (2, 2)
    assert till.push(later).received_through == 3
    assert count(hub, "quarantine") == 2
    assert exceptions(hub) == ["fork"]

    paired_again = hub.till(till_no=till.identity.till_no)
    assert (paired_again.identity.device, paired_again.identity.generation) == (till.identity.device, 2)
    assert (
        paired_again.push(paired_again.seal(paired_again.sale(("coat", COAT_S, 1, 9)))).results[0].result == "applied"
    )


def test_a_long_log_that_is_set_apart_is_followed_to_its_beginning_once(hub: RunningHub) -> None:
    till = hub.till()
    till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900))))
    with hub.database.writing() as conn:
        enrolment.revoke(conn, till.identity.device)
    log = [till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900))) for _ in range(600)]
    assert [till.push(*log[at : at + 200]).received_through for at in (0, 200, 400)] == [201, 401, 601]

    def forget(*statements: str) -> None:
        with hub.database.writing() as conn:
            for statement in ("DELETE FROM meta WHERE key LIKE 'followed:%'", *statements):
                conn.execute(text(statement))

    forget()
    assert till.push(log[-1]).received_through == 601
    forget("DELETE FROM quarantine WHERE seq = 300")
    answer = till.push(log[-1])
    assert (answer.received_through, answer.want) == (0, [(1, 300)])


def test_the_same_id_with_another_content_is_no_repetition(hub: RunningHub) -> None:
    till = hub.till()
    before = till.head
    first = till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))
    till.push(first)
    changed = seal(
        op_id=first.op_id,
        device=first.device,
        generation=first.generation,
        head=before,
        kind=first.kind,
        v=first.v,
        hlc=first.hlc,
        body=till.sale(("lipstick", LIPSTICK, 1, 1)),
    )
    assert till.push(changed).results[0].result == "fork"
    assert (count(hub, "sale"), count(hub, "quarantine")) == (1, 1)


def test_a_broken_chain_is_a_fork(hub: RunningHub) -> None:
    till = hub.till()
    till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900))))
    till.head = till.head._replace(chain_hash="f" * 64)
    answer = till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900))))
    assert [result.result for result in answer.results] == ["fork"]
    assert (count(hub, "inbox"), count(hub, "quarantine")) == (1, 1)


def test_a_revoked_till_is_heard_but_not_booked_and_told_nothing(hub: RunningHub) -> None:
    till = hub.till()
    with hub.database.writing() as conn:
        enrolment.revoke(conn, till.identity.device)
    answer = till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900))))
    assert (answer.received_through, answer.results[0].code) == (1, "from_revoked")
    assert count(hub, "sale") == 0
    assert till.request("GET", "/sync/v1/feed?cursor=").status_code == 403


def test_goods_and_members_nobody_knows_do_not_stop_the_money(hub: RunningHub) -> None:
    till = hub.till()
    answer = till.push(till.seal(till.sale(("ghost", "ghost-m", 1, 5_000), member_id="m-ghost", points=50)))
    assert answer.results[0].result == "applied"
    assert exceptions(hub) == ["sold_unknown_variant", "count_hint", "sold_unknown_member"]
    assert (count(hub, "sale"), count(hub, "points_entry")) == (1, 0)


def test_a_coupon_used_twice_is_a_loss_not_a_refused_sale(hub: RunningHub) -> None:
    till = hub.till()
    for _ in range(2):
        sale = till.sale(("lipstick", LIPSTICK, 3, 53_700), member_id=LIN, coupons=["coupon-lin"])
        assert till.push(till.seal(sale)).results[0].result == "applied"
    assert exceptions(hub) == ["double_redeem"]
    assert count(hub, "sale") == 2


def test_the_last_piece_may_be_sold_twice_and_somebody_hears_of_it(hub: RunningHub) -> None:
    till = hub.till()
    for _ in range(3):
        till.push(till.seal(till.sale(("coat", COAT_M, 1, 99_900))))
    till.pull()
    assert till.row(Stock, f"{SHOP}/{COAT_M}").on_hand == -1
    assert exceptions(hub) == ["count_hint"]


def test_what_was_taken_in_before_a_crash_is_booked_at_the_next_start(hub: RunningHub) -> None:
    till = hub.till()
    till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900))))
    operation = till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))
    me = till.identity
    with hub.database.writing() as conn:
        take_in(conn, hub.clock, Device(me.device, me.generation, me.shop_id, me.till_no, "active"), [operation])
    assert count(hub, "sale") == 1
    hub.stop()
    hub.start()
    assert count(hub, "sale") == 2
    assert [one.op_id for page in till.pull() for one in page.results] == [operation.op_id]
    assert till.push(operation).results[0].result == "applied"


def test_only_the_right_signature_is_heard(hub: RunningHub, clock: SetClock) -> None:
    till, other = hub.till(), hub.till()
    body = msgspec.json.encode(PushRequest(device=till.identity.device, generation=1, ops=[]))
    stranger = PaperTill(hub, other.keys, till.identity)
    refused = stranger.request("POST", "/sync/v1/ops", body)
    assert refused.status_code == 401
    assert refused.json()["code"] == "unauthorised"
    assert all(refused.json()[language] for language in ("zh", "en"))
    assert other.request("POST", "/sync/v1/ops", body).status_code == 400

    signed_at = clock.now()
    clock.move(3 * DAY)
    old = till.request("POST", "/sync/v1/ops", body, {"x-pos-time": str(signed_at)})
    assert old.status_code == 401


def test_a_bomb_and_a_heap_of_nonsense_are_turned_away(hub: RunningHub) -> None:
    till = hub.till()
    bomb = zstandard.ZstdCompressor(level=3).compress(b" " * 50_000_000)
    assert till.request("POST", "/sync/v1/ops", bomb, {"content-encoding": "zstd"}).status_code == 413
    assert till.request("POST", "/sync/v1/ops", b"x" * 5_000_000).status_code == 413
    assert till.request("POST", "/sync/v1/ops", b"\xff\xfe{").status_code == 400
    assert till.request("POST", "/sync/v1/ops", b"not zstd", {"content-encoding": "zstd"}).status_code == 400
    assert till.request("GET", "/sync/v1/feed?limit=many").status_code == 400
    assert till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))).received_through == 1
