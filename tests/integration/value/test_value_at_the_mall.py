"""What a chain relies on when members pay with what they hold: nothing is spent twice unseen, and the books add up."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from posapp.domain.clock import DAY, HOUR, MINUTE
from posapp.domain.identity import new_id
from sync.hub.db import tables
from sync.hub.db.value_tables import value_right, value_transfer
from sync.hub.publishing import lock_streams, publish, publish_many, published_all
from sync.hub.value import ledger, owners
from sync.hub.value.leasing import grant, lease_out
from sync.hub.value.office import write_off_holder
from sync.hub.value.terms import usual_terms
from sync.protocol.decoding import from_json
from sync.protocol.kinds import LeaseReturn, SaleCommit
from sync.protocol.rows import GiftCard, Lease, Member
from sync.protocol.signing import is_signed, lease_message
from sync.protocol.sold import Drawn, Tender
from sync.protocol.wire import AnnounceRequest, AuthoriseRequest, EndOfLog, ValueAnswer, VoidRequest
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import COAT_M, LIN, LIPSTICK, NOW, OTHER_SHOP, SHOP, ZHOU

STORED = 50_000


@pytest.fixture(autouse=True)
def value(hub: RunningHub) -> None:
    """Lin has 500 yuan stored; the chain leases."""
    with hub.database.writing() as conn:
        publish_many(conn, usual_terms())
        lin = next(row for row in _all(hub, Member) if row.id == LIN)
        publish(conn, replace(lin, stored_fen=STORED))


def _all(hub: RunningHub, kind: type) -> list:
    with hub.database.reading() as conn:
        return published_all(conn, kind)


def ask(
    till: PaperTill, units: int, *, owner: str = LIN, instrument: str = "stored_value", id_: str = ""
) -> ValueAnswer:
    """Ask the mall for an authorisation."""
    asked = AuthoriseRequest(
        authorisation_id=id_ or new_id(till.hub.clock.now()), instrument=instrument, owner_id=owner, units=units
    )
    answer = till.request("POST", "/sync/v1/value/authorise", msgspec.json.encode(asked))
    assert answer.status_code == 200, answer.text
    return from_json(answer.content, ValueAnswer)


def void(till: PaperTill, id_: str) -> ValueAnswer:
    asked = VoidRequest(authorisation_id=id_)
    answer = till.request("POST", "/sync/v1/value/void", msgspec.json.encode(asked))
    assert answer.status_code == 200, answer.text
    return from_json(answer.content, ValueAnswer)


def paid_with(
    sale: SaleCommit, units: int, right: str, right_id: str, *, owner: str = LIN, kind: str = "stored_value"
) -> SaleCommit:
    """Return a sale of which so much is paid with value, the rest in cash."""
    name = sale.tenders[0].tender_id
    drawn = Drawn(owner_id=owner, units=units, right=right, right_id=right_id)  # type: ignore[arg-type]  # as it says
    value_tender = Tender(
        tender_id=f"{name}-v",
        kind=kind,
        amount_fen=units,
        received_fen=units,
        change_fen=0,
        drawn=drawn,  # type: ignore[arg-type]
    )
    rest = sale.total_fen - units
    cash = Tender(tender_id=name, kind="cash", amount_fen=rest, received_fen=rest, change_fen=0)
    return replace(sale, tenders=[value_tender, *([cash] if rest else [])])


def lipstick(till: PaperTill, member_id: str | None = LIN) -> SaleCommit:
    return till.sale(("lipstick", LIPSTICK, 1, 19_900), member_id=member_id)


def leases(till: PaperTill) -> list[Lease]:
    till.pull()
    return sorted((row for row in till.rows.values() if isinstance(row, Lease)), key=lambda row: row.fence)


def lease_to(hub: RunningHub, *owners_: tuple[str, str], shop: str = SHOP) -> None:
    with hub.database.writing() as conn:
        lock_streams(conn, f"shop:{shop}", "members")
        grant(conn, shop, owners_ or [("stored_value", LIN)], hub.clock.now())


def in_order(hub: RunningHub) -> None:
    """The books add up: every account, and all of them to zero."""
    with hub.database.reading() as conn:
        assert list(ledger.check(conn)) == []


def lost(hub: RunningHub, instrument: str = "stored_value") -> int:
    with hub.database.reading() as conn:
        return ledger.lost(conn, instrument)


def codes_of_exceptions(hub: RunningHub) -> list[str]:
    with hub.database.reading() as conn:
        return list(conn.execute(select(tables.trade_exception.c.code)).scalars())


# --- asked for -------------------------------------------------------------------------------------------------------


def test_what_the_mall_allowed_is_taken_once_by_the_sale(hub: RunningHub) -> None:
    till = hub.till()
    yes = ask(till, 12_000)
    assert (yes.status, yes.available) == ("authorised", 38_000)
    answer = till.push(till.seal(paid_with(lipstick(till), 12_000, "authorisation", yes.authorisation_id)))
    assert answer.results[0].result == "applied"
    till.pull()
    assert till.row(Member, LIN).stored_fen == 38_000
    assert ask(till, 12_000, id_=yes.authorisation_id).status == "captured"
    assert lost(hub) == 0
    in_order(hub)


def test_a_lost_answer_asked_for_again_is_the_same_answer(hub: RunningHub) -> None:
    till = hub.till()
    first = ask(till, 30_000)
    assert ask(till, 30_000, id_=first.authorisation_id) == first
    no = ask(till, 30_000)
    assert (no.status, no.code, no.available) == ("refused", "not_enough_value", 20_000)
    void(till, first.authorisation_id)
    assert ask(till, 30_000, id_=no.authorisation_id) == no
    with hub.database.reading() as conn:
        assert owners.available(conn, "stored_value", LIN) == STORED
    in_order(hub)


def test_an_id_is_good_for_one_question_of_one_till(hub: RunningHub) -> None:
    till, other = hub.till(), hub.till()
    yes = ask(till, 100)
    for asker, units in ((till, 200), (other, 100)):
        asked = AuthoriseRequest(
            authorisation_id=yes.authorisation_id, instrument="stored_value", owner_id=LIN, units=units
        )
        refused = asker.request("POST", "/sync/v1/value/authorise", msgspec.json.encode(asked))
        assert (refused.status_code, refused.json()["code"]) == (409, "other_question")


def test_two_tills_never_get_the_same_money_both(hub: RunningHub) -> None:
    one, two = hub.till(), hub.till()
    assert ask(one, 30_000).status == "authorised"
    refused = ask(two, 30_000)
    assert (refused.status, refused.available) == ("refused", 20_000)
    assert refused.zh
    assert refused.en
    assert ask(two, 20_000).status == "authorised"


def test_what_was_voided_before_it_came_comes_too_late(hub: RunningHub) -> None:
    till = hub.till()
    late = new_id(NOW)
    assert void(till, late).status == "voided"
    assert ask(till, 5_000, id_=late).status == "voided"
    with hub.database.writing() as conn:
        owners.know(conn, "stored_value", LIN, NOW)
        assert owners.available(conn, "stored_value", LIN) == STORED


def test_an_authorisation_outlives_an_outage_and_ends_once_its_till_is_heard_past_it(
    hub: RunningHub, clock: SetClock
) -> None:
    till, other = hub.till(), hub.till()
    yes = ask(till, 50_000)
    sealed = till.seal(paid_with(lipstick(till), 19_900, "authorisation", yes.authorisation_id))
    clock.move(8 * HOUR)
    lease_out(hub.database, clock)
    assert ask(other, 100).status == "refused"  # the till may have sold with it, so it stays aside
    till.push(sealed)
    assert ask(other, 30_100).status == "authorised"  # what its sale left is free at once
    assert lost(hub) == 0
    in_order(hub)


def test_an_authorisation_nobody_used_is_given_back_when_the_till_goes_on_selling(
    hub: RunningHub, clock: SetClock
) -> None:
    till, other = hub.till(), hub.till()
    ask(till, STORED)
    clock.move(20 * MINUTE)
    till.push(till.seal(lipstick(till, None)))
    lease_out(hub.database, clock)  # twenty minutes: past its end, yet within the margin of clocks
    assert ask(other, STORED).status == "refused"
    clock.move(20 * MINUTE)
    till.push(till.seal(lipstick(till, None)))
    lease_out(hub.database, clock)
    assert ask(other, STORED).status == "authorised"
    in_order(hub)


@pytest.mark.parametrize("wrong", ["clock_ahead_ms", "hlc_ahead_ms"])
def test_a_till_that_is_or_was_a_day_ahead_is_not_taken_to_be_heard_past_what_it_holds(
    hub: RunningHub, clock: SetClock, wrong: str
) -> None:
    till, other = hub.till(), hub.till()
    setattr(till, wrong, DAY)  # the hybrid time stays ahead when the clock is right again
    early = till.seal(lipstick(till, None))
    till.clock_ahead_ms = 0
    yes = ask(till, 50_000)
    sealed = till.seal(paid_with(lipstick(till), 19_900, "authorisation", yes.authorisation_id))
    clock.move(30 * MINUTE)
    till.push(early)
    lease_out(hub.database, clock)
    assert ask(other, 100).status == "refused"
    till.push(sealed)
    assert lost(hub) == 0
    in_order(hub)


def tells_its_end(till: PaperTill, heard_ms: int) -> None:
    """Ask for news until there is none, as a till does that has nothing to sell, and tell where the log ends."""
    till.pull()
    till.page(end=EndOfLog(till.head.seq, heard_ms))


def test_what_nobody_used_is_given_back_while_its_till_is_merely_in_touch(hub: RunningHub, clock: SetClock) -> None:
    till, other = hub.till(), hub.till()
    ask(till, STORED)
    clock.move(20 * MINUTE)
    tells_its_end(till, clock.now())  # nothing was sold since, and no clock of the till's is believed
    lease_out(hub.database, clock)
    assert ask(other, STORED).status == "authorised"
    in_order(hub)


def test_nothing_is_given_back_of_a_till_that_keeps_sales_to_itself(hub: RunningHub, clock: SetClock) -> None:
    till, other = hub.till(), hub.till()
    yes = ask(till, 50_000)
    before = till.seal(lipstick(till, None))
    sealed = till.seal(paid_with(lipstick(till), 19_900, "authorisation", yes.authorisation_id))
    clock.move(HOUR)
    till.push(before)
    tells_its_end(till, clock.now())
    lease_out(hub.database, clock)
    assert ask(other, 100).status == "refused"
    till.push(sealed)
    assert lost(hub) == 0
    tells_its_end(till, clock.now())
    lease_out(hub.database, clock)
    assert ask(other, 30_100).status == "authorised"
    in_order(hub)


def test_a_till_less_than_an_hour_ahead_is_not_taken_to_be_heard_past_what_it_holds(
    hub: RunningHub, clock: SetClock
) -> None:
    """Restarted while the mall was away, it goes by its machine's clock; the next sale it makes by the right one."""
    till, other = hub.till(), hub.till()
    yes = ask(till, 50_000)
    tells_its_end(till, clock.now())
    till.clock_ahead_ms = 40 * MINUTE
    early = till.seal(lipstick(till, None))
    till.clock_ahead_ms = 0
    sealed = till.seal(paid_with(lipstick(till), 19_900, "authorisation", yes.authorisation_id))
    clock.move(35 * MINUTE)
    till.push(early)
    lease_out(hub.database, clock)
    assert ask(other, 100).status == "refused"
    till.push(sealed)
    assert lost(hub) == 0
    in_order(hub)


def test_a_till_that_names_a_time_to_come_is_believed_no_further_than_now(hub: RunningHub, clock: SetClock) -> None:
    till, other = hub.till(), hub.till()
    ask(till, STORED)
    tells_its_end(till, clock.now() + DAY)
    clock.move(20 * MINUTE)
    lease_out(hub.database, clock)
    assert ask(other, STORED).status == "refused"


def test_a_blocked_member_and_an_unknown_one_are_refused(hub: RunningHub) -> None:
    till = hub.till()
    with hub.database.writing() as conn:
        zhou = next(row for row in _all(hub, Member) if row.id == ZHOU)
        publish(conn, replace(zhou, blocked=True, stored_fen=1_000))
    assert ask(till, 10, owner=ZHOU).code == "value_blocked"
    assert ask(till, 10, owner="nobody").code == "unknown_value"
    assert ask(till, 10, instrument="gift_card", owner="nothing").code == "unknown_value"


# --- leases ----------------------------------------------------------------------------------------------------------


def test_a_lease_is_signed_and_leaves_half_to_the_others(hub: RunningHub) -> None:
    till, other = hub.till(), hub.till()
    lease_to(hub)
    mine = next(row for row in leases(till) if row.device == till.identity.device)
    assert (mine.units, mine.status) == (12_500, "open")  # half of 500 yuan, for two tills
    assert is_signed(till.identity.root_key, lease_message(mine), mine.root_signature)
    assert till.row(Member, LIN).stored_fen == STORED  # it is still hers
    assert ask(other, 25_100).status == "refused"
    assert ask(other, 25_000).status == "authorised"
    in_order(hub)


def test_a_lease_spent_offline_costs_nobody_anything(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    lease_to(hub)
    (lease,) = leases(till)
    sealed = [till.seal(paid_with(lipstick(till), 10_000, "lease", lease.id)) for _ in range(2)]
    clock.move(3 * DAY)
    lease_out(hub.database, clock)
    assert ask(hub.till(), 25_000).status == "authorised"  # the mall sells its own half meanwhile
    till.push(*sealed)
    till.pull()
    assert till.row(Member, LIN).stored_fen == STORED - 20_000
    assert (lost(hub), codes_of_exceptions(hub)) == (0, [])
    in_order(hub)


def test_a_lease_that_is_over_comes_back_only_when_its_holder_was_heard_past_it(
    hub: RunningHub, clock: SetClock
) -> None:
    till = hub.till()
    lease_to(hub)
    clock.move(DAY + HOUR)
    lease_out(hub.database, clock)
    assert ask(hub.till(), 30_000).status == "refused"
    till.push(till.seal(lipstick(till, None)))
    lease_out(hub.database, clock)
    assert [row.status for row in leases(till)] == ["ended"]
    assert ask(hub.till(), STORED).status == "authorised"
    in_order(hub)


def test_a_parked_sale_keeps_a_lease_aside(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    lease_to(hub)
    (lease,) = leases(till)
    spent = replace(paid_with(lipstick(till), 10_000, "lease", lease.id), shop_id=OTHER_SHOP)
    assert till.push(till.seal(spent)).results[0].code == "other_shop"
    clock.move(DAY + HOUR)
    till.push(till.seal(lipstick(till, None)))
    lease_out(hub.database, clock)
    assert ask(hub.till(), 30_000).status == "refused"
    back = LeaseReturn(lease_id=lease.id, shop_id=SHOP, occurred_ms=clock.now(), units_left=15_000)
    till.push(till.seal(back))
    assert ask(hub.till(), 30_000).status == "authorised"  # all but what the parked sale spent
    in_order(hub)


def test_a_returned_lease_is_free_at_once(hub: RunningHub) -> None:
    till = hub.till()
    lease_to(hub)
    (lease,) = leases(till)
    sale = till.seal(paid_with(lipstick(till), 10_000, "lease", lease.id))
    back = till.seal(LeaseReturn(lease_id=lease.id, shop_id=SHOP, occurred_ms=NOW, units_left=15_000))
    till.push(sale, back)
    assert [row.status for row in leases(till)] == ["ended"]
    assert ask(till, 40_000).status == "authorised"
    in_order(hub)


def test_a_holder_that_is_written_off_leaves_the_owner_whole_and_the_chain_standing_for_it(
    hub: RunningHub, clock: SetClock
) -> None:
    till, other = hub.till(), hub.till(OTHER_SHOP)
    lease_to(hub)
    (lease,) = leases(till)
    spent = till.seal(paid_with(lipstick(till), 10_000, "lease", lease.id))
    with hub.database.writing() as conn:
        assert write_off_holder(conn, till.identity.device, till.identity.generation, clock.now()) == 1
    assert lost(hub) == 25_000
    assert ask(other, STORED).status == "authorised"
    in_order(hub)
    till.push(spent)  # it was not lost after all
    clock.move(DAY + HOUR)
    till.push(till.seal(lipstick(till, None)))
    lease_out(hub.database, clock)
    assert lost(hub) == 10_000  # and the rest was never spent
    in_order(hub)


def test_a_mall_that_forgot_a_lease_learns_it_again_from_its_holder(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    lease_to(hub)
    (lease,) = leases(till)
    with hub.database.writing() as conn:  # as an older copy of the database is
        conn.execute(value_transfer.delete().where(value_transfer.c.right_id == lease.id))
        conn.execute(value_right.delete())
        accounts = tables.metadata.tables["value_account"]
        conn.execute(accounts.delete().where(accounts.c.account_id == f"right:{lease.id}"))
        own = accounts.c.account_id == f"stored_value:{LIN}"
        conn.execute(accounts.update().where(own).values(balance=STORED))
    till.push(till.seal(paid_with(lipstick(till), 10_000, "lease", lease.id)))
    forged = replace(lease, units=1_000_000)
    said = till.request("POST", "/sync/v1/value/announce", msgspec.json.encode(AnnounceRequest(leases=[lease, forged])))
    assert said.json()["standing"] == [lease.id]
    with hub.database.reading() as conn:
        assert owners.available(conn, "stored_value", LIN) == 25_000
        assert owners.owned(conn, "stored_value", LIN) == 40_000
    in_order(hub)


def test_a_lease_that_nobody_signed_is_not_learnt(hub: RunningHub) -> None:
    till = hub.till()
    lease_to(hub)
    (lease,) = leases(till)
    forged = replace(lease, id="made-up", units=40_000)
    said = till.request("POST", "/sync/v1/value/announce", msgspec.json.encode(AnnounceRequest(leases=[forged])))
    assert said.json()["standing"] == []


# --- spent twice -----------------------------------------------------------------------------------------------------


def test_what_is_not_covered_is_the_chains_loss_with_both_receipts(hub: RunningHub) -> None:
    one, two = hub.till(), hub.till(OTHER_SHOP)
    first, second = (paid_with(t.sale(("coat", COAT_M, 1, 40_000)), 40_000, "floor_limit", "") for t in (one, two))
    one.push(one.seal(first))
    assert two.push(two.seal(second)).results[0].result == "applied"
    assert lost(hub) == 30_000
    with hub.database.reading() as conn:
        noted = conn.execute(select(tables.trade_exception)).one()
        assert ledger.lost(conn, "stored_value", OTHER_SHOP) == 30_000
    assert (noted.code, noted.amount_fen) == ("value_spent_twice", 30_000)
    assert first.receipt_no in noted.zh
    assert second.receipt_no in noted.en
    two.pull()
    assert two.row(Member, LIN).stored_fen == 0
    in_order(hub)


def test_a_sale_pushed_again_draws_once(hub: RunningHub) -> None:
    till = hub.till()
    operation = till.seal(paid_with(lipstick(till), 19_900, "floor_limit", ""))
    till.push(operation)
    till.push(operation)
    with hub.database.reading() as conn:
        assert owners.owned(conn, "stored_value", LIN) == STORED - 19_900
        drawn = select(func.count()).select_from(value_transfer).where(value_transfer.c.about != "")
        assert conn.execute(drawn).scalar_one() == 1


def test_somebody_elses_right_opens_no_account(hub: RunningHub) -> None:
    till, thief = hub.till(), hub.till(OTHER_SHOP)
    yes = ask(till, 30_000)
    thief.push(
        thief.seal(paid_with(thief.sale(("coat", COAT_M, 1, 30_000)), 30_000, "authorisation", yes.authorisation_id))
    )
    assert lost(hub) == 10_000  # it took what was free, and not what was set aside
    till.push(
        till.seal(paid_with(till.sale(("coat", COAT_M, 1, 30_000)), 30_000, "authorisation", yes.authorisation_id))
    )
    assert lost(hub) == 10_000
    in_order(hub)


def test_a_coupon_used_twice_is_a_loss_in_the_ledger(hub: RunningHub) -> None:
    one, two = hub.till(), hub.till(OTHER_SHOP)
    for till in (one, two):
        till.push(till.seal(till.sale(("coat", COAT_M, 1, 83_900), member_id=LIN, coupons=["coupon-lin"])))
    assert lost(hub, "coupon") == 6_000
    assert "double_redeem" in codes_of_exceptions(hub)
    in_order(hub)


def test_an_account_that_nobody_knows_is_a_loss_and_never_a_refusal(hub: RunningHub) -> None:
    till = hub.till()
    sale = paid_with(lipstick(till), 5_000, "floor_limit", "", owner="g-ghost", kind="gift_card")
    assert till.push(till.seal(sale)).results[0].result == "applied"
    assert (lost(hub, "gift_card"), codes_of_exceptions(hub)) == (5_000, ["spent_unknown_value"])
    in_order(hub)


# --- points and cards ------------------------------------------------------------------------------------------------


def test_points_earned_before_and_after_are_there_to_be_spent(hub: RunningHub) -> None:
    till = hub.till()
    till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900), member_id=LIN, points=199)))
    yes = ask(till, 250, instrument="points")
    assert (yes.status, yes.available) == ("authorised", 49)  # 100 of old, 199 earned, 250 taken
    sale = paid_with(lipstick(till), 250, "authorisation", yes.authorisation_id, kind="points")
    till.push(till.seal(replace(sale, points_earned=196)))
    till.pull()
    assert till.row(Member, LIN).points == 49 + 196
    assert ask(till, 245, instrument="points").status == "authorised"
    in_order(hub)


def test_a_gift_card_is_sold_shown_and_spent(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    with hub.database.writing() as conn:
        lock_streams(conn, "members")
        card = owners.issue_card(conn, clock, SHOP, 20_000)
    lease_out(hub.database, clock)
    (lease,) = leases(till)
    assert (lease.instrument, lease.owner_id, lease.units) == ("gift_card", card.id, 10_000)
    till.push(till.seal(paid_with(lipstick(till, None), 9_000, "lease", lease.id, owner=card.id, kind="gift_card")))
    till.pull()
    assert till.row(GiftCard, card.id).balance_fen == 11_000
    in_order(hub)
