"""A large coupon that every shop takes is one till's while it is asked for, and two customers never both get it."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from posapp.domain.clock import HOUR, MINUTE
from sync.hub.publishing import publish, publish_many, published
from sync.hub.value import ledger
from sync.hub.value.leasing import lease_out
from sync.hub.value.office import write_off_holder
from sync.hub.value.terms import usual_terms
from sync.protocol.rows import Coupon
from sync.protocol.sold import Adjustment
from sync.protocol.wire import AuthoriseRequest, ValueAnswer
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import COAT_M, LIN, OTHER_SHOP, SHOP
from tests.integration.value.test_value_at_the_mall import ask, in_order, void

LARGE = "coupon-lin"


@pytest.fixture(autouse=True)
def large(hub: RunningHub) -> None:
    """Lin's coupon takes 200 yuan off, beyond what a till may take unasked."""
    with hub.database.writing() as conn:
        publish_many(conn, usual_terms())
        coupon = published(conn, Coupon, LARGE)
        assert coupon is not None
        publish(conn, replace(coupon, off_fen=20_000))


def keep(till: PaperTill, id_: str = "", coupon: str = LARGE) -> ValueAnswer:
    return ask(till, 1, owner=coupon, instrument="coupon", id_=id_)


def bought_with_it(till: PaperTill, given: int = 0):
    sale = till.sale(("coat", COAT_M, 1, 83_900), member_id=LIN, coupons=[LARGE])
    if not given:
        return sale
    step = Adjustment(kind="coupon", rule_id=LARGE, rule_version=1, fen=given)
    return replace(sale, lines=[replace(sale.lines[0], adjustments=[step])])


def lost(hub: RunningHub) -> int:
    with hub.database.reading() as conn:
        return ledger.lost(conn, "coupon")


def test_the_second_till_is_refused_while_its_customer_still_stands_there(hub: RunningHub) -> None:
    here, there = hub.till(), hub.till(OTHER_SHOP)
    assert keep(here).status == "authorised"
    no = keep(there)
    assert (no.status, no.code, no.available) == ("refused", "coupon_taken", 0)
    assert "另一台收银机" in no.zh
    assert "another till" in no.en
    here.push(here.seal(bought_with_it(here)))
    assert keep(there).code == "coupon_used"
    assert lost(hub) == 0
    in_order(hub)


def test_asked_again_the_answer_is_the_same_and_the_sale_captures_it(hub: RunningHub) -> None:
    till = hub.till()
    first = keep(till)
    assert keep(till, first.authorisation_id) == first
    till.push(till.seal(bought_with_it(till)))
    assert keep(till, first.authorisation_id).status == "captured"


def test_what_is_not_wanted_is_free_for_others_at_once(hub: RunningHub) -> None:
    here, there = hub.till(), hub.till(OTHER_SHOP)
    word = keep(here)
    void(here, word.authorisation_id)
    assert keep(there).status == "authorised"


def test_a_coupon_nobody_voided_is_free_once_its_till_was_heard_later(hub: RunningHub, clock: SetClock) -> None:
    here, there = hub.till(), hub.till(OTHER_SHOP)
    keep(here)
    clock.move(HOUR)
    lease_out(hub.database, clock)
    assert keep(there).code == "coupon_taken", "its sale may still be on the way"
    here.push(here.seal(here.sale(("coat", COAT_M, 1, 83_900))))
    clock.move(MINUTE)
    lease_out(hub.database, clock)
    assert keep(there).status == "authorised"


def test_a_till_that_is_gone_keeps_no_coupon_once_it_is_written_off(hub: RunningHub) -> None:
    here, there = hub.till(), hub.till(OTHER_SHOP)
    keep(here)
    with hub.database.writing() as conn:
        assert write_off_holder(conn, here.identity.device, here.identity.generation, hub.clock.now()) == 1
    assert keep(there).status == "authorised"
    in_order(hub)


def test_a_coupon_is_kept_as_one_thing_that_is_known_here_and_open(hub: RunningHub, clock: SetClock) -> None:
    till, away = hub.till(), hub.till(OTHER_SHOP)
    assert keep(till, coupon="nobody's").code == "coupon_unknown"
    two = AuthoriseRequest(authorisation_id="two", instrument="coupon", owner_id=LARGE, units=2)
    assert till.request("POST", "/sync/v1/value/authorise", msgspec.json.encode(two)).status_code == 400
    with hub.database.writing() as conn:
        coupon = published(conn, Coupon, LARGE)
        assert coupon is not None
        publish(conn, replace(coupon, id="local", shop_id=SHOP))
        publish(conn, replace(coupon, id="over", until_ms=clock.now()))
    assert keep(away, coupon="local").code == "coupon_elsewhere"
    assert keep(till, coupon="over").code == "coupon_expired"


def test_a_second_use_costs_what_it_took_off(hub: RunningHub) -> None:
    here, there = hub.till(), hub.till(OTHER_SHOP)
    here.push(here.seal(bought_with_it(here)))
    there.push(there.seal(bought_with_it(there, given=12_300)))
    assert lost(hub) == 12_300
    in_order(hub)
