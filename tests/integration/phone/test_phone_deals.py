"""Group buys and flash sales: made in the office, bought through the phone page's API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from posapp.domain.clock import HOUR
from sync.hub import deals
from tests.fakes.phone_mall import ServedMall, TurnableClock

Phone = Callable[..., httpx.Client]

OFFER: dict[str, Any] = {
    "kind": "group",
    "styles": ["tx06jdfy"],
    "price_fen": 29_900,
    "wanted": 2,
    "open_hours": 24,
    "each_member": 1,
    "from_time": "2026-11-20T12:00",
    "until_time": "2026-11-22T12:00",
    "shop_ids": ["xuhui"],
}
FLASH: dict[str, Any] = {**OFFER, "kind": "flash", "styles": ["TX05YRWJ"], "pieces": 1, "kept_hours": 3, "shop_ids": []}
HERS = {"variant_id": "trench-ink-M", "shop_id": "xuhui"}


def say(mall: ServedMall, path: str, **asked: Any) -> httpx.Response:
    url = f"{mall.url}/office/api/{path}"
    return httpx.post(url, json=asked, headers={"x-posapp-office": "1"}, trust_env=False, verify=False)


def listed(mall: ServedMall) -> list[dict[str, Any]]:
    return list(httpx.get(f"{mall.url}/office/api/offers", trust_env=False, verify=False).json()["offers"])


def test_a_group_is_opened_joined_by_its_number_and_complete(mall: ServedMall, phone: Phone) -> None:
    assert say(mall, "offer", **OFFER).status_code == 200
    hers, friends = phone("m00001"), phone("m00002")
    [deal] = hers.get("deals", params={"style": "trench"}).json()["deals"]
    assert (deal["price_fen"], deal["shop_ids"], [one["id"] for one in deal["styles"]]) == (
        29_900,
        ["xuhui"],
        ["trench"],
    )
    assert hers.get("deals", params={"style": "knit"}).json()["deals"] == []

    opened = hers.post(f"deals/{deal['id']}/orders", json=HERS)
    assert opened.status_code == 201
    code = opened.json()["group"]["code"]
    assert hers.get("mine").json()["orders"][0]["group"]["code"] == code
    group = friends.get(f"groups/{code}").json()
    assert (group["joined"], group["wanted"], group["status"], group["order_id"]) == (1, 2, "forming", "")
    assert friends.get("deals").json()["deals"][0]["groups"][0]["code"] == code, "strangers may join as well"

    joined = friends.post(f"groups/{code}/orders", json={**HERS, "variant_id": "trench-oat-L"})
    assert joined.json()["group"] == {
        "code": code,
        "joined": 2,
        "wanted": 2,
        "until_ms": group["until_ms"],
        "is_complete": True,
    }
    assert hers.get(f"groups/{code}").json()["status"] == "complete"
    assert friends.post(f"groups/{code}/orders", json=HERS).json()["code"] == "group_over"
    [made] = listed(mall)
    assert (made["sold"], made["groups"]) == (2, {"forming": 0, "complete": 1, "dissolved": 0})


@pytest.mark.long
def test_a_group_that_was_too_slow_says_so_to_whoever_has_its_number(
    mall: ServedMall, phone: Phone, clock: TurnableClock
) -> None:
    say(mall, "offer", **OFFER)
    hers = phone("m00001")
    [deal] = hers.get("deals").json()["deals"]
    code = hers.post(f"deals/{deal['id']}/orders", json=HERS).json()["group"]["code"]
    clock.instant += 25 * HOUR  # type: ignore[assignment]  # an instant and a span are an instant
    deals.dissolve_due(mall.database, clock)
    assert phone("m00002").get(f"groups/{code}").json()["status"] == "dissolved"
    assert hers.get("groups/00000000").json()["code"] == "unknown_group"
    assert hers.get("mine").json()["orders"][0]["back_fen"] == 29_900
    assert phone().get(f"groups/{code}").status_code == 401


def test_a_flash_sale_is_sold_out_and_its_end_is_the_offices(mall: ServedMall, phone: Phone) -> None:
    say(mall, "offer", **FLASH)
    hers, friends = phone("m00001"), phone("m00002")
    [deal] = hers.get("deals").json()["deals"]
    scarf = {"variant_id": "scarf-ink-ONE", "shop_id": "jingan"}
    order = hers.post(f"deals/{deal['id']}/orders", json=scarf).json()
    assert (order["kind"], order["total_fen"], order["group"]) == ("flash", 29_900, None)
    assert order["collect_until_ms"] - order["placed_ms"] == 3 * HOUR
    assert friends.get("deals").json()["deals"][0]["left"] == 0
    assert friends.post(f"deals/{deal['id']}/orders", json=scarf).json()["code"] == "deal_gone"
    assert say(mall, "offer-end", offer_id=deal["id"]).json()["offers"][0]["stands"] == "over"
    assert friends.get("deals").json()["deals"] == []
    assert say(mall, "offer-end", offer_id="none").status_code == 404
    foreign = httpx.post(f"{mall.url}/office/api/offer", json=OFFER, trust_env=False, verify=False)
    assert foreign.status_code == 403
