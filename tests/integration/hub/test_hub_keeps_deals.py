"""What a shop and its members rely on when they buy in groups and in flash sales."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from posapp.domain.clock import DAY, HOUR, local
from sync.hub import chain_rules, conservation, deal_offers, deals, groups, ledgers, messages, orders, reroutes
from sync.hub.db.message_tables import message
from sync.hub.deal_errors import BadDeal, DealGone, DealLimit, DealNotRunning, GroupOver, NotOfTheDeal
from sync.hub.errors import HubRefused, SoldOut
from sync.hub.offer_office import OfferAsked, make
from sync.hub.pickups import keep as keep_order
from sync.hub.publishing import publish_many, published
from sync.hub.sentences import sentence
from sync.protocol import collecting
from sync.protocol.orders import LinePieces, Order, PickupCannotFind
from sync.protocol.rows import Member
from tests.fakes.offered_deals import offered
from tests.fakes.quiet_mall import QuietMall
from tests.fakes.small_chain import COAT_L, COAT_S, LIN, LIPSTICK, OTHER_SHOP, SHOP, ZHOU


def buy(mall: QuietMall, offer_id: str, member_id: str, variant_id: str = LIPSTICK, shop_id: str = SHOP) -> Order:
    """Order of an offer: of a flash sale, or as the first of a group."""
    with mall.database.writing() as conn:
        return deals.order(
            conn, mall.clock, offer_id=offer_id, member_id=member_id, variant_id=variant_id, shop_id=shop_id
        )


def join(mall: QuietMall, first: Order, member_id: str, variant_id: str = LIPSTICK, shop_id: str = SHOP) -> Order:
    with mall.database.writing() as conn:
        return deals.join(
            conn, mall.clock, code=code_of(mall, first), member_id=member_id, variant_id=variant_id, shop_id=shop_id
        )


def code_of(mall: QuietMall, order: Order) -> str:
    assert order.group is not None
    with mall.database.reading() as conn:
        return groups.codes_of(conn, [order.group.id])[order.group.id]


def now_is(mall: QuietMall, order: Order) -> Order:
    with mall.database.reading() as conn:
        found = published(conn, Order, order.id)
    assert found is not None
    return found


def cancel(mall: QuietMall, order: Order) -> None:
    with mall.database.writing() as conn:
        orders.cancel(conn, mall.clock, member_id=order.member_id, order_id=order.id)


def promised(mall: QuietMall, variant_id: str = LIPSTICK) -> int:
    """Return the pieces that the mall has promised, once everything adds up."""
    with mall.database.reading() as conn:
        assert conservation.faults(conn) == []
        levels = ledgers.levels(conn, [(SHOP, variant_id), (OTHER_SHOP, variant_id)])
        return sum(level.promised for level in levels.values())


def letters(mall: QuietMall, order: Order) -> set[str]:
    with mall.database.reading() as conn:
        return set(conn.scalars(select(message.c.kind).where(message.c.link_id == order.id)))


def crowd(mall: QuietMall, count: int) -> list[str]:
    """Let so many more members join the chain."""
    with mall.database.writing() as conn:
        lin = published(conn, Member, LIN)
        assert lin is not None
        more = [replace(lin, id=f"m-{n}", number=100 + n, card=f"9{n:015d}") for n in range(count)]
        publish_many(conn, more)
    return [one.id for one in more]


def at_once(act: Callable[[str], Order], member_ids: Sequence[str]) -> tuple[list[Order], list[HubRefused]]:
    """Let all of them act in the same moment; return the orders that came of it, and what was refused."""

    def attempt(member_id: str) -> Order | HubRefused:
        try:
            return act(member_id)
        except HubRefused as no:
            return no

    with ThreadPoolExecutor(len(member_ids)) as pool:
        came = list(pool.map(attempt, member_ids))
    return [one for one in came if isinstance(one, Order)], [one for one in came if isinstance(one, HubRefused)]


# --- groups ----------------------------------------------------------------------------------------------------------


def test_of_many_who_want_the_last_places_exactly_as_many_get_them_as_there_are(quiet_mall: QuietMall) -> None:
    first = buy(quiet_mall, offered(quiet_mall, "lipstick", wanted=3).id, LIN)
    came, refused = at_once(lambda who: join(quiet_mall, first, who, shop_id=OTHER_SHOP), crowd(quiet_mall, 8))
    assert len(came) == 2
    assert {type(one) for one in refused} == {GroupOver}
    group = now_is(quiet_mall, first).group
    assert group is not None
    assert (group.joined, group.is_complete) == (3, True)
    assert all(now_is(quiet_mall, one).group == group for one in came)
    assert promised(quiet_mall) == 3
    assert all("group_complete" in letters(quiet_mall, one) for one in (first, *came))


def test_each_chooses_her_own_piece_and_shop_and_the_shops_quota_holds(quiet_mall: QuietMall) -> None:
    offer = offered(quiet_mall, "coat", price_fen=59_900)
    with pytest.raises(SoldOut):
        buy(quiet_mall, offer.id, LIN, COAT_L)
    with quiet_mall.database.reading() as conn:
        assert groups.forming(conn, [offer.id], quiet_mall.clock.now()) == [], "a group that nobody is in is none"
    first = buy(quiet_mall, offer.id, LIN, COAT_S)
    second = join(quiet_mall, first, ZHOU, COAT_S, OTHER_SHOP)
    assert (first.total_fen, second.total_fen, second.shop_id) == (59_900, 59_900, OTHER_SHOP)


def test_an_offer_is_for_its_styles_its_shops_its_time_and_so_many_for_each(quiet_mall: QuietMall) -> None:
    now = quiet_mall.clock.now()
    offer = offered(quiet_mall, "lipstick", shop_ids=(SHOP,))
    with pytest.raises(NotOfTheDeal):
        buy(quiet_mall, offer.id, LIN, COAT_S)
    with pytest.raises(NotOfTheDeal):
        buy(quiet_mall, offer.id, LIN, shop_id=OTHER_SHOP)
    first = buy(quiet_mall, offer.id, LIN)
    with pytest.raises(DealLimit, match="deal_limit"):
        buy(quiet_mall, offer.id, LIN)
    with pytest.raises(DealNotRunning):
        buy(quiet_mall, offered(quiet_mall, "lipstick", from_ms=now + HOUR).id, ZHOU)
    with quiet_mall.database.writing() as conn:
        deal_offers.end(conn, offer.id, now)
    with pytest.raises(DealNotRunning):
        buy(quiet_mall, offer.id, ZHOU)
    assert join(quiet_mall, first, ZHOU).group is not None, "who opened it in time may still fill it"


def test_a_group_too_late_gives_everything_back_and_says_so(quiet_mall: QuietMall) -> None:
    first = buy(quiet_mall, offered(quiet_mall, "lipstick").id, LIN)
    assert promised(quiet_mall) == 1
    quiet_mall.clock.move(HOUR + 1)
    with pytest.raises(GroupOver):
        join(quiet_mall, first, ZHOU)
    assert deals.dissolve_due(quiet_mall.database, quiet_mall.clock) == 1
    assert (now_is(quiet_mall, first).status, promised(quiet_mall)) == ("cancelled", 0)
    assert letters(quiet_mall, first) == {"group_dissolved", "order_refunded"}
    assert deals.dissolve_due(quiet_mall.database, quiet_mall.clock) == 0


def test_who_leaves_frees_her_place_and_friends_in_every_shop_hear_of_it(quiet_mall: QuietMall) -> None:
    offer = offered(quiet_mall, "lipstick", wanted=3)
    first = buy(quiet_mall, offer.id, LIN)
    second = join(quiet_mall, first, ZHOU, shop_id=OTHER_SHOP)
    cancel(quiet_mall, second)
    group = now_is(quiet_mall, first).group
    assert group is not None
    assert group.joined == 1
    assert join(quiet_mall, first, ZHOU).group == replace(group, joined=2), "and she may change her mind"


@pytest.mark.long
def test_who_leaves_in_the_moment_in_which_the_last_one_joins_leaves_a_whole_group_or_an_open_one(
    quiet_mall: QuietMall,
) -> None:
    for others in zip(*[iter(crowd(quiet_mall, 6))] * 2, strict=True):
        first = buy(quiet_mall, offered(quiet_mall, "lipstick", wanted=2).id, LIN)

        def act(who: str, first: Order = first) -> Order:
            if who != LIN:
                return join(quiet_mall, first, who, shop_id=OTHER_SHOP)
            cancel(quiet_mall, first)
            return now_is(quiet_mall, first)

        came, refused = at_once(act, [LIN, *others])
        assert {type(one) for one in refused} <= {GroupOver}
        assert now_is(quiet_mall, first).status == "cancelled"
        joined = [now_is(quiet_mall, one).group for one in came if one.id != first.id]
        # Left before the first of them joined, she makes room for both; else who was in time has a whole group.
        assert joined
        assert len(set(joined)) == 1
        assert joined[0] is not None
        assert joined[0].is_complete
        assert len(joined) == 2 - len(refused)
    promised(quiet_mall)


def test_her_days_to_collect_begin_when_the_group_is_over(quiet_mall: QuietMall) -> None:
    with quiet_mall.database.writing() as conn:
        chain_rules.keep(conn, chain_rules.ChainRules(kept_days=1))
    first = buy(quiet_mall, offered(quiet_mall, "lipstick", open_ms=3 * DAY).id, LIN)
    assert (local(first.collect_until_ms).date() - local(quiet_mall.clock.now()).date()).days == 4
    quiet_mall.clock.move(2 * DAY)
    assert orders.expire_due(quiet_mall.database, quiet_mall.clock) == 0


def test_a_piece_that_comes_from_another_shop_keeps_its_place_in_the_group(quiet_mall: QuietMall) -> None:
    first = buy(quiet_mall, offered(quiet_mall, "lipstick").id, LIN)
    lacking = PickupCannotFind(
        order_id=first.id,
        shop_id=SHOP,
        occurred_ms=quiet_mall.clock.now(),
        staff_id="st-1",
        lines=[LinePieces(line_id=first.lines[0].id, quantity=1)],
    )
    with quiet_mall.database.writing() as conn:
        missing = collecting.not_found(first, lacking)
        keep_order(conn, replace(missing, offer=reroutes.offer_for(conn, missing, quiet_mall.clock.now())))
    with quiet_mall.database.writing() as conn:
        _, moved = reroutes.answer(conn, quiet_mall.clock, member_id=LIN, order_id=first.id, wants="reroute")
    assert moved.shop_id == OTHER_SHOP
    second = join(quiet_mall, moved, ZHOU)
    assert second.group is not None
    assert second.group.is_complete
    assert now_is(quiet_mall, moved).group == second.group


# --- flash sales -----------------------------------------------------------------------------------------------------


def test_a_flash_sale_sells_what_it_has_and_a_cancelled_piece_comes_back(quiet_mall: QuietMall) -> None:
    offer = offered(quiet_mall, "lipstick", kind="flash", pieces=2, price_fen=4_900, kept_ms=2 * HOUR)
    came, refused = at_once(lambda who: buy(quiet_mall, offer.id, who), crowd(quiet_mall, 8))
    assert len(came) == 2
    assert {type(one) for one in refused} == {DealGone}
    assert {(one.kind, one.total_fen, one.collect_until_ms - one.placed_ms) for one in came} == {
        ("flash", 4_900, 2 * HOUR)
    }
    assert promised(quiet_mall) == 2
    cancel(quiet_mall, came[0])
    assert buy(quiet_mall, offer.id, LIN).kind == "flash"


# --- making offers ---------------------------------------------------------------------------------------------------

GROUP: dict[str, Any] = {
    "kind": "group",
    "styles": ["coat"],
    "price_fen": 59_900,
    "wanted": 2,
    "open_hours": 24,
    "each_member": 1,
    "from_time": "2027-01-15T12:00",
    "until_time": "2027-01-17T12:00",
}
FLASH: dict[str, Any] = {**GROUP, "kind": "flash", "pieces": 1, "kept_hours": 3}
WRONG: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    (GROUP, {"styles": ["COAT", "nothing"]}),
    (GROUP, {"styles": []}),
    (GROUP, {"price_fen": 89_900}),  # what it costs a member anyway
    (GROUP, {"price_fen": 0}),
    (GROUP, {"wanted": 1}),
    (GROUP, {"open_hours": 0}),
    (GROUP, {"each_member": 0}),
    (GROUP, {"shop_ids": ["nowhere"]}),
    (GROUP, {"from_time": "tomorrow"}),
    (GROUP, {"from_time": "2027-01-15T25:00"}),
    (GROUP, {"until_time": "2027-01-15T11:00"}),
    (FLASH, {"pieces": 0}),
    (FLASH, {"kept_hours": 100}),
)


def test_an_offer_that_nobody_can_mean_is_refused_by_what_is_wrong_with_it(quiet_mall: QuietMall) -> None:
    with quiet_mall.database.writing() as conn:
        for usual, changed in WRONG:
            with pytest.raises(BadDeal) as refused:
                make(conn, quiet_mall.clock, OfferAsked(**{**usual, **changed}))
            assert refused.value.values["field"] in changed
            said = sentence(refused.value.code, refused.value.values)
            assert "–" not in said.zh + said.en, "every place of the sentence is filled"
        assert deal_offers.since(conn, 0) == []
        made = make(conn, quiet_mall.clock, OfferAsked(**GROUP))
        assert (made.style_ids, made.open_ms, made.pieces) == (("coat",), DAY, 0)


# --- the rules of the chain ------------------------------------------------------------------------------------------


def test_the_office_makes_offers_rarer_and_nights_longer_and_never_the_other_way_round(quiet_mall: QuietMall) -> None:
    longest: dict[str, Any] = {"quiet_from": 20, "quiet_until": 11, "offer_days": 14}
    with quiet_mall.database.writing() as conn:
        chain_rules.keep(conn, chain_rules.ChainRules(**longest))
        rules = chain_rules.of_messages(conn)
        assert (rules.quiet_from, rules.quiet_until, rules.marketing_every_ms) == (20, 11, 14 * DAY)
        for field, wrong in {"quiet_from": 22, "quiet_until": 8, "offer_days": 3, "kept_days": 0}.items():
            with pytest.raises(HubRefused, match="bad_shop_rules"):
                chain_rules.keep(conn, chain_rules.ChainRules(**{field: wrong}))
        assert chain_rules.standing(conn) == chain_rules.ChainRules(**longest)
        # A quarter past eight in the evening: what can wait, waits for eleven.
        quiet_mall.clock.move(4 * HOUR + HOUR // 4)
        now = quiet_mall.clock.now()
        assert local(now).hour == 20
        values: dict[str, Any] = {"number": "1", "shop": "x"}
        sent = messages.send(
            conn, now, member_id=LIN, kind="group_complete", subject_id="s", link_id="s", values=values
        )
        assert local(sent.not_before_ms).hour == 11
