"""What an experiment relies on at the counter: the arm's list is shown, offline too, and the mall hears which."""

from __future__ import annotations

import msgspec

from posapp.domain.clock import DAY, HOUR
from posapp.domain.identity import MemberId, StyleId
from posapp.services.members import MemberPanel
from sync.protocol.experiments import ExperimentArm
from sync.protocol.kinds import AdviceShown, read_body
from sync.protocol.rows import Experiment
from tests.fakes.small_shop import COAT, DRESS, LIN, LIN_PHONE, NOON, SHIRT, SmallShop, member


def experiment(list_: str, *, until_ms: int | None = None, from_ms: int = NOON - DAY, id_: str = "ex-1") -> Experiment:
    """Return an experiment that has everybody in one arm."""
    return Experiment(
        id=id_,
        title_zh="推荐对热卖",
        title_en="Suggestions against best sellers",
        salt="s",
        arms=[ExperimentArm(id="only", list=list_, share_bp=10_000)],
        from_ms=from_ms,
        until_ms=until_ms,
    )


def panel(shop: SmallShop) -> MemberPanel:
    return shop.members.panel(MemberId(LIN), "A")


def shown(shop: SmallShop) -> AdviceShown:
    shop.members.count_shown(panel(shop))
    operation = shop.operations("advice.shown")[-1]
    body = read_body(operation.kind, operation.v, operation.body)
    assert isinstance(body, AdviceShown)
    return body


def test_who_is_in_the_arm_of_best_sellers_sees_them_in_her_size_but_for_what_she_refused(shop: SmallShop) -> None:
    shop.adviser.wanted, shop.adviser.sizes = (DRESS, SHIRT), {DRESS: "L", SHIRT: "S"}
    shop.deliver(experiment("best_sellers"))
    cards = panel(shop).suggestions
    assert [(card.style_id, card.size, card.reason.zh) for card in cards] == [
        (DRESS, "L", "本店热卖"),
        (SHIRT, "S", "本店热卖"),
    ]
    body = shown(shop)
    assert (body.experiment_id, body.arm, body.shown[0].reason) == ("ex-1", "only", "popular")
    # "Not this" is heard in every arm.
    assert [card.style_id for card in shop.members.dismiss(MemberId(LIN), StyleId(DRESS)).suggestions] == [SHIRT]
    # What does not hang in her size is in no list.
    shop.adviser.wanted, shop.adviser.sizes = (COAT, SHIRT), {COAT: "5XL"}
    assert [card.style_id for card in panel(shop).suggestions] == [SHIRT]


def test_who_is_in_the_other_arm_sees_her_own_and_that_is_counted_too(shop: SmallShop) -> None:
    shop.adviser.wanted = (DRESS,)
    shop.deliver(experiment("suggestions"))
    assert panel(shop).suggestions[0].reason.zh == "因为您买过"
    assert (shown(shop).experiment_id, shown(shop).arm) == ("ex-1", "only")


def test_before_it_begins_once_it_is_over_and_for_a_list_of_another_age_nothing_is_counted(shop: SmallShop) -> None:
    shop.adviser.wanted = (DRESS,)
    shop.deliver(experiment("best_sellers", until_ms=NOON), experiment("best_sellers", from_ms=NOON + DAY, id_="ex-2"))
    assert panel(shop).suggestions[0].reason.zh == "因为您买过"
    assert (shown(shop).experiment_id, shown(shop).arm) == ("", "")
    shop.deliver(experiment("of_next_year", id_="ex-3"))
    assert panel(shop).suggestions[0].reason.zh == "因为您买过"
    shop.clock.pass_(HOUR)
    assert shown(shop).experiment_id == ""


def test_of_two_that_run_the_older_counts(shop: SmallShop) -> None:
    shop.adviser.wanted = (DRESS,)
    shop.deliver(experiment("suggestions", id_="ex-0"), experiment("best_sellers", id_="ex-9", from_ms=NOON - 2 * DAY))
    assert shown(shop).experiment_id == "ex-9"


def test_a_member_without_personal_advice_is_in_no_arm(shop: SmallShop) -> None:
    shop.adviser.wanted = (DRESS,)
    shop.deliver(experiment("suggestions"))
    shop.deliver(msgspec.structs.replace(member(LIN, 501, "林*清", "Lin *", LIN_PHONE), personal=False))
    cards = panel(shop).suggestions
    assert [(card.reason.zh, card.shown_for) for card in cards] == [("本店热卖", None)]
    shop.members.count_shown(panel(shop))
    assert shop.operations("advice.shown") == []
