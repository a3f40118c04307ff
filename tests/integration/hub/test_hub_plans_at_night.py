"""Each night the hub foretells what every shop will sell; a till hears of its own shop's plan."""

from __future__ import annotations

import msgspec
import pytest

from posapp.domain.clock import DAY, HOUR, MINUTE, at, local
from posapp.domain.stock_levels import SLOW_WEEKS
from sync.hub import upkeep
from sync.hub.forecast import nightly
from sync.hub.forecast.planning import plans
from sync.hub.publishing import publish_many, published, published_all
from sync.protocol.rows import Happening, History, Member, StockPlan, VariantPlan
from tests.fakes.running_hub import RunningHub, SetClock
from tests.fakes.small_chain import COAT_M, COAT_S, LIN, LIPSTICK, NOW, OTHER_SHOP, SHOP, ZHOU

NIGHT = at(local(NOW).date(), nightly.PLANNING_HOUR) + DAY
WEEKS = 30


def two_lipsticks_a_week(hub: RunningHub) -> None:
    """Let members have bought two lipsticks a week in the first shop, and wished for a coat."""
    bought = [
        Happening(
            kind="bought", style_id="lipstick", variant_id=LIPSTICK, size="F", at_ms=NOW - day * DAY - HOUR,
            ref=f"past-{day}", shop_id=SHOP,
        )
        for day in range(1, WEEKS * 7, 7)
    ]  # fmt: skip
    wished = Happening(kind="wished", style_id="coat", variant_id="", size="", at_ms=NOW - 2 * DAY, ref="")
    tried = msgspec.structs.replace(wished, kind="tried", variant_id=COAT_M, size="M", verdict="price", ref="visit")
    with hub.database.writing() as conn:
        for member_id, mind in ((LIN, wished), (ZHOU, tried)):
            past = [mind, *(msgspec.structs.replace(one, ref=f"{one.ref}-{member_id}") for one in bought)]
            publish_many(conn, [History(id=member_id, visits=9, spent_fen=1, last_visit_ms=NOW, happenings=past)])


def tell_of_offers(hub: RunningHub, member_id: str, **consent: bool) -> None:
    with hub.database.writing() as conn:
        member = published(conn, Member, member_id)
        assert member is not None
        publish_many(conn, [msgspec.structs.replace(member, **consent)])


def plans_of(hub: RunningHub) -> dict[str, StockPlan]:
    with hub.database.reading() as conn:
        return {plan.id: plan for plan in published_all(conn, StockPlan)}


def planned(hub: RunningHub, shop_id: str, category: str, variant_id: str) -> VariantPlan:
    plan = plans_of(hub)[f"{shop_id}/{category}"]
    return next(one for one in plan.variants if one.variant_id == variant_id)


def test_what_a_shop_sold_each_week_is_expected_of_it_and_of_no_other(hub: RunningHub, clock: SetClock) -> None:
    two_lipsticks_a_week(hub)
    upkeep.keep_planning(hub.database, clock)
    here = planned(hub, SHOP, "make-up", LIPSTICK)
    assert here.week_milli == pytest.approx(2_000, rel=0.1)
    assert here.lead_milli == pytest.approx(4_000, rel=0.1)
    assert here.low <= 4 <= here.high
    assert 4 <= here.order_at <= here.order_up_to
    assert here.idle_weeks == 0
    there = planned(hub, OTHER_SHOP, "make-up", LIPSTICK)
    assert there.order_up_to == 0
    assert there.idle_weeks > SLOW_WEEKS


def test_the_night_comes_once_and_a_till_hears_of_its_own_shop_only(hub: RunningHub, clock: SetClock) -> None:
    two_lipsticks_a_week(hub)
    upkeep.keep_planning(hub.database, clock)
    first = plans_of(hub)
    clock.move(NIGHT - MINUTE - NOW)
    upkeep.keep_planning(hub.database, clock)
    assert plans_of(hub) == first, "before the night is over the evening's plan still serves"
    clock.move(2 * MINUTE)
    upkeep.keep_planning(hub.database, clock)
    assert {plan.made_ms for plan in plans_of(hub).values()} == {NIGHT + MINUTE}
    till = hub.till()
    till.pull()
    assert {row.shop_id for row in till.rows.values() if isinstance(row, StockPlan)} == {SHOP}


@pytest.mark.long
def test_the_shop_that_has_more_than_it_needs_is_named_to_the_one_that_lacks(hub: RunningHub, clock: SetClock) -> None:
    two_lipsticks_a_week(hub)
    with hub.database.reading() as conn:
        series, hanging = nightly._sold(conn, clock.now()), nightly._hanging(conn)
        style_of = {COAT_S: "coat", COAT_M: "coat", LIPSTICK: "lipstick"}
    poor = [one for one in hanging if (one.key.shop_id, one.key.variant_id) != (SHOP, LIPSTICK)]
    made = {plan.id: plan for plan in plans(series, poor, style_of, {}, clock.now())}
    (short,) = made[f"{SHOP}/make-up"].variants
    assert [(spare.shop_id, spare.pieces) for spare in short.spare] == [(OTHER_SHOP, 20)]
    (rich,) = made[f"{OTHER_SHOP}/make-up"].variants
    assert rich.spare == []


@pytest.mark.long
def test_only_who_agreed_to_offers_is_named_for_what_hangs_too_long(hub: RunningHub, clock: SetClock) -> None:
    two_lipsticks_a_week(hub)
    tell_of_offers(hub, LIN, marketing=True)
    tell_of_offers(hub, ZHOU, marketing=True, personal=False)
    upkeep.keep_planning(hub.database, clock)
    (interested,) = plans_of(hub)[f"{SHOP}/coats"].interested
    assert (interested.style_id, interested.member_ids) == ("coat", [LIN])


@pytest.mark.long
def test_a_category_that_is_gone_has_no_plan_any_more(hub: RunningHub, clock: SetClock) -> None:
    two_lipsticks_a_week(hub)
    upkeep.keep_planning(hub.database, clock)
    gone = msgspec.structs.replace(plans_of(hub)[f"{SHOP}/make-up"], id=f"{SHOP}/hats", category="hats")
    with hub.database.writing() as conn:
        publish_many(conn, [gone])
    clock.move(NIGHT + MINUTE - NOW)
    upkeep.keep_planning(hub.database, clock)
    assert f"{SHOP}/hats" not in plans_of(hub)
    assert f"{SHOP}/make-up" in plans_of(hub)


@pytest.mark.long
def test_a_chain_that_never_sold_anything_is_promised_nothing(hub: RunningHub, clock: SetClock) -> None:
    with hub.database.writing() as conn:
        publish_many(conn, [History(id=LIN, visits=0, spent_fen=0, last_visit_ms=None, happenings=[])])
    upkeep.keep_planning(hub.database, clock)
    assert plans_of(hub) == {}


@pytest.mark.long
def test_a_sale_of_yesterday_at_a_till_is_in_the_plan(hub: RunningHub, clock: SetClock) -> None:
    two_lipsticks_a_week(hub)
    till = hub.till()
    till.push(till.seal(till.sale(("coat", COAT_M, 2, 89_900))))
    clock.move(DAY)
    upkeep.keep_planning(hub.database, clock)
    assert planned(hub, SHOP, "coats", COAT_M).idle_weeks == 0
    assert planned(hub, SHOP, "coats", COAT_S).idle_weeks > 0
