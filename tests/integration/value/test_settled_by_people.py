"""What a parked sale took of accounts, when people settle it; and what a member's visit leases."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from posapp.domain.clock import DAY, HOUR, MINUTE
from sync.hub.db import tables
from sync.hub.publishing import publish, publish_many, published
from sync.hub.value import ledger, owners
from sync.hub.value.leasing import lease_out
from sync.hub.value.terms import usual_terms
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.kinds import LeaseReturn
from sync.protocol.rows import Lease, Member
from sync.protocol.wire import VisitAnswer, VisitRequest
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import LIN, LIPSTICK, OTHER_SHOP
from tests.integration.value.test_value_at_the_mall import (
    ask,
    in_order,
    lease_to,
    leases,
    lipstick,
    lost,
    paid_with,
    void,
)

STORED = 50_000
OFFICE = {"x-posapp-office": "1"}


@pytest.fixture(autouse=True)
def value(hub: RunningHub) -> None:
    """Lin has 500 yuan stored; the chain leases."""
    with hub.database.writing() as conn:
        publish_many(conn, usual_terms())
        lin = published(conn, Member, LIN)
        assert lin is not None
        publish(conn, replace(lin, stored_fen=STORED))


def free(hub: RunningHub) -> int:
    with hub.database.reading() as conn:
        return owners.available(conn, "stored_value", LIN)


def parked_sale(till: PaperTill, units: int, right: str, right_id: str) -> Operation:
    """Push a sale that names another shop, which parks it."""
    sale = replace(paid_with(lipstick(till), units, right, right_id), shop_id=OTHER_SHOP)
    operation = till.seal(sale)
    assert till.push(operation).results[0].result == "parked"
    return operation


def settle(hub: RunningHub, operation: Operation, action: str, **more: object) -> None:
    with hub.database.reading() as conn:
        hub_no = conn.execute(select(tables.inbox.c.hub_no).where(tables.inbox.c.op_id == operation.op_id)).scalar()
    wanted = {"number": hub_no, "action": action, "who": "Chen", "reason": "counted", **more}
    answer = httpx.post(f"{hub.url}/office/api/act", json=wanted, headers=OFFICE)
    assert (answer.status_code, answer.json().get("result")) == (200, "applied"), answer.text


def by_authorisation(hub: RunningHub, till: PaperTill) -> Operation:
    return parked_sale(till, 8_000, "authorisation", ask(till, 8_000).authorisation_id)


def by_lease(hub: RunningHub, till: PaperTill) -> Operation:
    lease_to(hub)
    return parked_sale(till, 8_000, "lease", leases(till)[0].id)


def by_a_lease_given_back(hub: RunningHub, till: PaperTill) -> Operation:
    operation = by_lease(hub, till)
    lease = leases(till)[0]
    body = LeaseReturn(
        lease_id=lease.id, shop_id=till.identity.shop_id, occurred_ms=hub.clock.now(), units_left=lease.units - 8_000
    )
    till.push(till.seal(body))
    assert free(hub) == STORED - 8_000
    return operation


WAYS = pytest.mark.parametrize("pay", [by_authorisation, by_lease, by_a_lease_given_back])
Pay = Callable[[RunningHub, PaperTill], Operation]


@WAYS
def test_a_parked_sale_that_is_corrected_away_gives_back_what_it_took(hub: RunningHub, pay: Pay) -> None:
    till = hub.till()
    operation = pay(hub, till)
    before = free(hub)
    settle(hub, operation, "correct")
    assert free(hub) == before + 8_000
    till.pull()
    assert till.row(Member, LIN).stored_fen == STORED
    for lease in leases(till):
        if lease.status == "open":
            body = LeaseReturn(
                lease_id=lease.id, shop_id=till.identity.shop_id, occurred_ms=hub.clock.now(),
                units_left=lease.units - 8_000,
            )  # fmt: skip
            till.push(till.seal(body))
    assert free(hub) == STORED
    assert lost(hub) == 0
    in_order(hub)


@WAYS
def test_a_parked_sale_in_suspense_is_paid_by_the_account_that_paid_it(hub: RunningHub, pay: Pay) -> None:
    till = hub.till()
    settle(hub, pay(hub, till), "suspense")
    with hub.database.reading() as conn:
        assert ledger.balance(conn, ledger.paid("stored_value")) == 8_000
    till.pull()
    assert till.row(Member, LIN).stored_fen == STORED - 8_000
    assert lost(hub) == 0
    in_order(hub)


# --- a visit ---------------------------------------------------------------------------------------------------------


def visit(till: PaperTill, member_id: str = LIN) -> int:
    answer = till.request("POST", "/sync/v1/value/visit", msgspec.json.encode(VisitRequest(member_id=member_id)))
    assert answer.status_code == 200, answer.text
    return from_json(answer.content, VisitAnswer).leases


def stored(till: PaperTill) -> list[Lease]:
    return [lease for lease in leases(till) if lease.instrument == "stored_value"]


def test_a_member_who_comes_is_leased_half_of_what_is_free_to_that_till_alone(hub: RunningHub) -> None:
    till, beside = hub.till(), hub.till()
    visit(till)
    assert [(lease.units, lease.device) for lease in stored(till)] == [(25_000, till.identity.device)]
    visit(beside)
    assert sorted(lease.units for lease in stored(beside)) == [12_500, 25_000]
    assert free(hub) == 12_500
    in_order(hub)


def test_asked_twice_the_mall_leases_nothing_more(hub: RunningHub) -> None:
    till = hub.till()
    assert visit(till) == visit(till)
    assert len(stored(till)) == 1
    assert visit(till, "nobody") == 0


def test_a_visit_s_lease_ends_after_some_hours_though_the_till_stays_in_touch(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    visit(till)
    until = stored(till)[0].until_ms
    for _ in range(6):
        clock.move(HOUR)
        till.pull()
        lease_out(hub.database, clock)
    assert [lease.until_ms for lease in stored(till)] == [until]
    till.push(till.seal(lipstick(till)))
    lease_out(hub.database, clock)
    assert free(hub) == STORED


def test_a_chain_that_leases_nothing_leases_no_visitor_anything(hub: RunningHub) -> None:
    with hub.database.writing() as conn:
        publish_many(conn, [replace(terms, offline="refused") for terms in usual_terms()])
    till = hub.till()
    assert visit(till) == 0
    assert leases(till) == []


def test_what_the_chain_lost_while_units_were_aside_comes_back_with_them(hub: RunningHub, clock: SetClock) -> None:
    till, other = hub.till(), hub.till(OTHER_SHOP)
    visit(till)
    lease = stored(till)[0]
    with hub.database.writing() as conn:  # somebody takes more than is free, as only a floor limit lets him
        publish(conn, replace(usual_terms()[0], offline="floor_limit", floor_fen=30_000, shop_day_fen=DAY))
    sale = other.sale(("lipstick", "lipstick-rose", 1, 30_000), member_id=LIN)
    other.push(other.seal(paid_with(sale, 30_000, "floor_limit", "")))
    assert lost(hub) == 5_000
    body = LeaseReturn(
        lease_id=lease.id, shop_id=till.identity.shop_id, occurred_ms=clock.now(), units_left=lease.units
    )
    till.push(till.seal(body))
    assert (lost(hub), free(hub)) == (0, STORED - 30_000)
    in_order(hub)


def test_what_made_a_loss_good_is_gone_from_her_row_at_once(hub: RunningHub) -> None:
    till, other = hub.till(), hub.till(OTHER_SHOP)
    yes = ask(till, 30_000)
    sale = other.sale(("lipstick", "lipstick-rose", 1, 30_000), member_id=LIN)
    other.push(other.seal(paid_with(sale, 30_000, "floor_limit", "")))
    assert lost(hub) == 10_000
    void(till, yes.authorisation_id)
    assert (lost(hub), free(hub)) == (0, STORED - 30_000)
    till.pull()
    assert till.row(Member, LIN).stored_fen == STORED - 30_000
    in_order(hub)


def test_who_asks_and_thinks_better_of_it_pays_for_no_loss_of_before(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    spent = paid_with(lipstick(till), 250, "floor_limit", "", kind="points")
    till.push(till.seal(replace(spent, points_earned=50)))
    assert lost(hub, "points") == 100  # of old she had 100, and 50 earned here
    clock.move(MINUTE)
    till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900), member_id=LIN, points=199)))
    till.pull()
    before = till.row(Member, LIN).points
    yes = ask(till, 150, instrument="points")
    assert yes.status == "authorised"
    void(till, yes.authorisation_id)
    till.pull()
    assert till.row(Member, LIN).points == before
    assert ask(till, before, instrument="points").status == "authorised"
    in_order(hub)
