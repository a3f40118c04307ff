"""What a clerk relies on in the sentences of a member's panel: what the chain would do, her rhythm, what is known."""

from __future__ import annotations

import msgspec
import pytest

from posapp.domain.advice.lifetime import BgNbd, GammaGamma
from posapp.domain.advice.member_models import MemberModels
from posapp.domain.advice.rhythm import ChurnModel
from posapp.domain.advice.segments import USUAL_PLANS, CutPoints
from posapp.domain.advice.tags import Models
from posapp.domain.clock import DAY
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen
from posapp.services.members import MemberPanel
from posapp.services.paying import Paying
from posapp.services.shifts import Shifts
from sync.protocol import rows
from tests.fakes.small_shop import COAT, LIN, LIN_PHONE, NOON, SHIRT, SmallShop, booking, member, order

PURCHASES = BgNbd(r=1.2, alpha=8.0, a=0.4, b=3.0)
LEARNT = MemberModels(
    cuts=CutPoints((20, 50, 90, 160), (1, 2, 4, 6), (80_000, 170_000, 300_000, 550_000)),
    churn=ChurnModel(60, (0.4, 0.6, 0.5, -0.5, 0.1, 0.0, 0.3, -0.3), 0.5, 30.0, PURCHASES),
    purchases=PURCHASES,
    amounts=GammaGamma(2.0, 4.0, 150_000.0),
    high_value_fen=400_000,
    learnt_ms=NOON - DAY,
)


@pytest.fixture
def shop(shop: SmallShop) -> SmallShop:
    """Return a shop whose pack knows members, and Lin with a past of a coat every 25 days, the last 61 days ago."""
    shop.adviser.models = Models(LEARNT, "20261121-030000")
    past = [
        rows.Happening(
            kind="bought", style_id=COAT, variant_id=f"{COAT}-CRM-M", size="M",
            at_ms=NOON - days * DAY, ref=f"sale-{days}", paid_fen=119_900,
        )
        for days in (61, 86, 111, 136)
    ]  # fmt: skip
    shop.deliver(
        rows.History(id=LIN, visits=7, spent_fen=839_300, last_visit_ms=NOON - 61 * DAY, happenings=past),
        msgspec.structs.replace(member(LIN, 501, "林*清", "Lin *", LIN_PHONE), tags=[]),
    )
    return shop


def panel(shop: SmallShop) -> MemberPanel:
    return shop.members.panel(MemberId(LIN), "A")


def test_the_clerk_reads_one_sentence_of_what_to_do_and_one_of_her_rhythm(shop: SmallShop) -> None:
    seen = panel(shop)
    assert seen.plan is not None
    assert (seen.plan.segment.zh, seen.plan.sentence) == ("重要保持", USUAL_PLANS["slipping"])
    assert seen.rhythm is not None
    assert seen.rhythm.sentence.zh == "通常 25 天来一次，已 61 天"
    assert seen.rhythm.sentence.en == "Usually every 25 days; 61 days now"
    assert seen.rhythm.risk != "low"
    assert {chip.layer for chip in seen.tags} == {"fact", "behaviour", "prediction"}


def test_what_the_office_says_is_said_instead(shop: SmallShop) -> None:
    shop.deliver(rows.SegmentPlan(id="slipping", zh="先请她坐，倒杯热茶。", en=""))
    seen = panel(shop)
    assert seen.plan is not None
    assert (seen.plan.sentence.zh, seen.plan.sentence.en) == ("先请她坐，倒杯热茶。", "先请她坐，倒杯热茶。")
    shop.deliver(rows.SegmentPlan(id="slipping", zh="", en=""))
    seen = panel(shop)
    assert seen.plan is not None
    assert seen.plan.sentence == USUAL_PLANS["slipping"]


def test_who_withdraws_is_portrayed_no_more_from_the_moment_her_row_is_here(shop: SmallShop) -> None:
    tagged = member(LIN, 501, "林*清", "Lin *", LIN_PHONE, personal=False)
    assert tagged.tags
    shop.deliver(tagged)
    seen = panel(shop)
    assert (seen.plan, seen.rhythm, seen.tags) == (None, None, ())
    shop.open_again()
    assert (panel(shop).plan, panel(shop).rhythm) == (None, None)


def test_what_she_buys_now_ends_the_risk_at_once_without_the_mall(shop: SmallShop) -> None:
    Shifts(shop.file, shop.clock, shop.duty).open(Fen(0))
    shop.selling.attach_member(MemberId(LIN), "A")
    shop.selling.add(VariantId(f"{SHIRT}-CRM-S"))
    Paying(shop.file, shop.clock, shop.duty, lambda: "zh").pay_cash()
    seen = panel(shop)
    assert seen.rhythm is not None
    assert seen.rhythm.sentence.zh == "通常 25 天来一次，今天来过"
    assert seen.rhythm.risk == "low"
    assert seen.plan is not None
    assert seen.plan.segment.zh == "重要价值"
    assert not [chip for chip in seen.tags if chip.text.zh == "渐行渐远"]


def test_without_a_pack_she_keeps_her_rhythm_and_has_no_segment(shop: SmallShop) -> None:
    shop.adviser.models = Models()
    seen = panel(shop)
    assert seen.plan is None
    assert seen.rhythm is not None
    assert seen.rhythm.risk == "medium"
    assert not [chip for chip in seen.tags if chip.layer == "prediction"]


def test_a_tag_of_the_malls_own_stands_beside_ours_and_ends_when_it_says(shop: SmallShop) -> None:
    theirs = [
        rows.Tag(code=code, layer="fact", zh=zh, en=en, evidence_zh="据", evidence_en="so", until_ms=until)
        for code, zh, en, until in (
            ("staff_family", "员工家属", "Staff family", None),
            ("guest", "活动嘉宾", "Guest", NOON + DAY),
            ("segment", "旧的分群", "An old segment", None),
        )
    ]
    shop.deliver(msgspec.structs.replace(member(LIN, 501, "林*清", "Lin *", LIN_PHONE), tags=theirs))
    texts = [chip.text.zh for chip in panel(shop).tags]
    assert {"员工家属", "活动嘉宾", "重要保持"} <= set(texts)
    assert "旧的分群" not in texts
    shop.clock.pass_(2 * DAY)
    assert "活动嘉宾" not in [chip.text.zh for chip in panel(shop).tags]


def test_the_conversation_opens_with_what_she_buys_not_with_when_she_comes(shop: SmallShop) -> None:
    shop.deliver(booking(status="done"), order(status="handed_over"))
    shop.clock.pass_(5 * DAY)
    habits = [chip.text.zh for chip in panel(shop).tags if chip.layer == "behaviour"]
    assert "常买甜美" in habits
    assert panel(shop).opener.zh.startswith("常买甜美，上次")
