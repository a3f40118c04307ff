"""What a manager relies on when she sets a shop's hours, rooms and rules in the back office."""

from __future__ import annotations

from typing import Any

import httpx

from posapp.domain.clock import DAY, local
from sync.hub import orders, slots
from sync.hub.rule_words import bad_rule
from sync.protocol.rows import FittingRoom, Shop
from sync.protocol.shops import mall_rooms, slot_starts
from tests.fakes.running_hub import RunningHub
from tests.fakes.small_chain import NOW, OTHER_SHOP, SHOP

RULES: dict[str, Any] = {
    "shop_id": SHOP,
    "fitting_rooms": 5,
    "walk_in_rooms": 2,
    "slot_minutes": 45,
    "lead_minutes": 40,
    "visit_minutes": 25,
    "early_minutes": 10,
    "grace_minutes": 20,
    "week": [{"opens": "11:00", "closes": "20:00"}] * 6 + [{"opens": "", "closes": ""}],
    "closed_days": ["2027-02-05", "2027-02-05"],
}


def say(hub: RunningHub, **changed: Any) -> httpx.Response:
    rules = {**RULES, **changed}
    return httpx.post(f"{hub.url}/office/api/shop-rules", json=rules, headers={"x-posapp-office": "1"})


def test_what_she_sets_is_at_every_till_and_in_every_slot(hub: RunningHub) -> None:
    till = hub.till()
    assert say(hub).status_code == 200
    till.pull()
    shop = till.row(Shop, SHOP)
    assert (shop.fitting_rooms, mall_rooms(shop), shop.try_on.grace_minutes) == (5, 3, 20)
    assert shop.closed_days == ["2027-02-05"]
    assert len(slot_starts(shop, local(NOW + DAY).date())) == 12
    assert (shop.try_on.lead_minutes, shop.try_on.visit_minutes) == (40, 25)
    known = httpx.get(f"{hub.url}/office/api/shops").json()["shops"]
    assert {one["id"]: one["fitting_rooms"] for one in known} == {SHOP: 5, OTHER_SHOP: 1}
    assert not [row for row in till.rows.values() if isinstance(row, FittingRoom) and row.number > 5]


def test_a_week_that_is_as_every_day_is_not_written_down(hub: RunningHub) -> None:
    till = hub.till()
    say(hub, week=[{"opens": "10:00", "closes": "22:00"}] * 7)
    till.pull()
    assert till.row(Shop, SHOP).week == []


def test_what_no_shop_can_have_is_refused_in_words_and_changes_nothing(hub: RunningHub) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"fitting_rooms": -1},
        {"walk_in_rooms": 9},
        {"slot_minutes": 5},
        {"grace_minutes": 60},
        {"visit_minutes": 0},
        {"lead_minutes": 20},  # shorter than a visit
        {"early_minutes": -5},
        {"week": [{"opens": "22:00", "closes": "10:00"}] * 7},
        {"week": [{"opens": "10", "closes": "22:00"}] * 7},
        {"week": [{"opens": "10:00", "closes": "22:00"}] * 3},
        {"closed_days": ["5 February"]},
    )
    for changed in wrong:
        refused = say(hub, **changed)
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_shop_rules"), changed
        words = bad_rule(next(iter(changed)))
        assert words.values["field_zh"] in refused.json()["zh"]
        assert words.values["field_en"] in refused.json()["en"]
    known = httpx.get(f"{hub.url}/office/api/shops").json()["shops"]
    assert next(one for one in known if one["id"] == SHOP)["fitting_rooms"] == 3


def test_a_foreign_page_cannot_set_anything(hub: RunningHub) -> None:
    assert httpx.post(f"{hub.url}/office/api/shop-rules", json=RULES).status_code == 403
    assert say(hub, shop_id="nowhere").status_code == 404


def test_the_rules_of_the_chain_hold_at_once_and_a_slip_is_told_in_words(hub: RunningHub) -> None:
    def keep(**rules: int) -> httpx.Response:
        return httpx.post(f"{hub.url}/office/api/chain-rules", json=rules, headers={"x-posapp-office": "1"})

    said = {"kept_days": 3, "ahead_days": 14, "quiet_from": 20, "quiet_until": 10, "offer_days": 10, "service_a_day": 6}
    assert keep(**said).json() == said
    assert httpx.get(f"{hub.url}/office/api/shops").json()["chain"] == said
    with hub.database.reading() as conn:
        assert local(orders.kept_until(conn, NOW)).date() == local(NOW + 3 * DAY).date()
        within = slots.slots(conn, hub.clock, SHOP, local(NOW + 13 * DAY).date())
        beyond = slots.slots(conn, hub.clock, SHOP, local(NOW + 15 * DAY).date())
    assert within
    assert not beyond
    refused = keep(**{**said, "quiet_from": 23})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_shop_rules")
    assert "21" in refused.json()["zh"]
    assert httpx.get(f"{hub.url}/office/api/shops").json()["chain"] == said
