"""Her try-on diary: what she tried and where, what may fit, what to wear with it, and only if she wants advice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import update

from posapp.domain.clock import DAY, MINUTE
from sync.hub.db import tables
from sync.hub.publishing import publish, published
from sync.protocol.rows import AdvicePack, Look, Member, Promotion
from sync.protocol.tried import TryOn
from tests.fakes.phone_mall import ServedMall
from tests.fakes.phone_pack import pack_row
from tests.fakes.running_hub import PaperTill

Phone = Callable[..., httpx.Client]


@pytest.fixture
def till(mall: ServedMall) -> PaperTill:
    return mall.till()


def diary(phone: Phone) -> dict[str, Any]:
    found: dict[str, Any] = phone("m00001").get("diary").raise_for_status().json()
    return found


def try_on(mall: ServedMall, till: PaperTill, variant_id: str, verdict: str, *, ago: int = 0, **more: Any) -> None:
    said: dict[str, Any] = {
        "booking_id": None, "garment_id": f"p-{variant_id}", "shop_id": "jingan", "member_id": "m00001",
        "style_id": variant_id.partition("-")[0], "variant_id": variant_id, "occurred_ms": mall.clock.now() - ago,
        "staff_id": "st-1", "verdict": verdict, "room_id": "jingan:1", "visit_id": "visit-1",
    }  # fmt: skip
    [result] = till.push(till.seal(TryOn(**{**said, **more}))).results
    assert result.result == "applied"


def advise(mall: ServedMall) -> None:
    with mall.database.writing() as conn:
        publish(conn, pack_row(mall.clock.now()))


def test_a_visit_tells_each_garment_with_what_became_of_it(mall: ServedMall, phone: Phone, till: PaperTill) -> None:
    try_on(mall, till, "skirt-ink-M", "not_colour", ago=MINUTE)
    try_on(mall, till, "trench-ink-S", "too_small", where=["shoulder"], wished_size="L")
    today, before = diary(phone)["visits"]
    assert (today["shop_id"], [piece["verdict"] for piece in today["pieces"]]) == (
        "jingan",
        ["too_small", "not_colour"],
    )
    assert (today["pieces"][0]["where"], today["pieces"][0]["wished_size"]) == (["shoulder"], "L")
    assert before["shop_id"] == "", "of an older one nobody kept in which shop it was"


def test_a_clerk_s_correction_takes_the_place_of_what_was_said(mall: ServedMall, phone: Phone, till: PaperTill) -> None:
    try_on(mall, till, "trench-ink-S", "too_small", ago=MINUTE)
    try_on(mall, till, "trench-ink-S", "kept")
    assert [piece["verdict"] for piece in diary(phone)["visits"][0]["pieces"]] == ["kept"]
    assert [piece["verdict"] for piece in phone("m00001").get("mine").json()["diary"]] == ["kept", "too_big"]


def test_of_one_that_did_not_fit_the_size_she_wished_comes_first_with_the_shops_that_have_it(
    mall: ServedMall, phone: Phone, till: PaperTill
) -> None:
    try_on(mall, till, "trench-ink-S", "too_small", wished_size="L")
    stock = tables.stock
    with mall.database.writing() as conn:
        gone = (stock.c.shop_id == "jingan") & (stock.c.variant_id == "trench-ink-L")
        conn.execute(update(stock).where(gone).values(on_hand=0))
    [worn] = diary(phone)["visits"][0]["pieces"]
    assert [(one["size"], one["is_wished"], one["shops"]) for one in worn["sizes"]] == [
        ("L", True, {"xuhui": 5}),
        ("M", False, {"jingan": 5, "xuhui": 5}),
    ]


def test_what_she_kept_and_paid_for_is_not_offered_again(mall: ServedMall, phone: Phone, till: PaperTill) -> None:
    try_on(mall, till, "trench-ink-S", "kept")
    assert not diary(phone)["visits"][0]["pieces"][0]["bought"]
    till.push(till.seal(till.sale(("trench", "trench-ink-S", 1, 35_900), member_id="m00001", points=359)))
    assert diary(phone)["visits"][0]["pieces"][0]["bought"]


def test_what_was_too_dear_says_when_it_is_on_offer(mall: ServedMall, phone: Phone, till: PaperTill) -> None:
    try_on(mall, till, "trench-ink-S", "price")
    assert not diary(phone)["visits"][0]["pieces"][0]["on_offer"]
    now = mall.clock.now()
    off = Promotion(
        id="pr-1", rule_version=1, kind="off", title_zh="立减", title_en="Off", threshold_fen=0, off_fen=5_000,
        repeat=False, cap_fen=0, percent_off_bp=0, category="outer", tag="", member_only=False, from_ms=now - DAY,
        until_ms=now + DAY,
    )  # fmt: skip
    with mall.database.writing() as conn:
        publish(conn, off)
    assert diary(phone)["visits"][0]["pieces"][0]["on_offer"]


def test_outfits_go_with_what_she_kept_and_say_why_and_in_which_size(
    mall: ServedMall, phone: Phone, till: PaperTill
) -> None:
    try_on(mall, till, "knit-oat-M", "kept", ago=2 * DAY)
    assert diary(phone)["outfits"] == [], "without a model pack there is no advice, and no error"
    advise(mall)
    [outfit] = diary(phone)["outfits"]
    assert outfit["worn"]["variant_id"] == "knit-oat-M"
    assert [one["style"]["id"] for one in outfit["pieces"]] == ["skirt", "trench"]
    skirt = outfit["pieces"][0]
    assert skirt["reason"] == {
        "zh": "搭配您 2 天前试过的「软糯针织衫」",
        "en": "Goes with the Soft Knit you tried 2 days ago",
    }
    assert skirt["size"] in ("S", "M", "L")
    assert skirt["size_reason"]["en"]


def test_a_look_of_the_chain_goes_before_what_was_learnt_even_without_a_pack(
    mall: ServedMall, phone: Phone, till: PaperTill
) -> None:
    try_on(mall, till, "knit-oat-M", "kept", ago=2 * DAY)
    looks = [
        Look(id="l-1", name_zh="周末散步", name_en="Weekend walk", styles=["trench", "knit"], shops=[], from_ms=0),
        Look(id="l-2", name_zh="只在徐汇", name_en="Xuhui", styles=["skirt", "knit"], shops=["xuhui"], from_ms=0),
    ]
    with mall.database.writing() as conn:
        for look in looks:
            publish(conn, look)
    [alone] = diary(phone)["outfits"]
    assert [(one["style"]["id"], one["reason"]["en"]) for one in alone["pieces"]] == [
        ("trench", "Shop's look: Weekend walk")
    ]
    advise(mall)
    [outfit] = diary(phone)["outfits"]
    assert [one["style"]["id"] for one in outfit["pieces"]] == ["trench", "skirt"], "learnt, the skirt came first"


def test_who_switched_personal_advice_off_is_shown_no_outfits(mall: ServedMall, phone: Phone, till: PaperTill) -> None:
    try_on(mall, till, "knit-oat-M", "kept")
    advise(mall)
    with mall.database.writing() as conn:
        her = published(conn, Member, "m00001")
        assert her is not None
        publish(conn, msgspec.structs.replace(her, personal=False))
    told = diary(phone)
    assert (told["personal"], told["outfits"]) == (False, [])
    assert told["visits"], "what she tried is hers to see all the same"


def test_a_newer_pack_is_read_and_one_that_cannot_be_read_takes_nothing_away(
    mall: ServedMall, phone: Phone, till: PaperTill
) -> None:
    try_on(mall, till, "knit-oat-M", "kept")
    advise(mall)
    assert diary(phone)["outfits"]
    with mall.database.writing() as conn:
        publish(conn, AdvicePack(id="pack", version="odd", trained_ms=0, checksum="", content='{"form": 99}'))
    assert diary(phone)["outfits"]


def test_a_diary_is_hers_alone(phone: Phone) -> None:
    assert phone().get("diary").status_code == 401
    assert phone("m00002").get("diary").json()["visits"] == []
