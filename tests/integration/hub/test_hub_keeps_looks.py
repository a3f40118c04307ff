"""What a stylist relies on when she puts styles together in the back office."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import msgspec

from posapp.domain.clock import DAY, local
from sync.hub.publishing import publish, published
from sync.protocol.rows import Look, Style
from tests.fakes.running_hub import RunningHub
from tests.fakes.small_chain import SHOP

MARK = {"x-posapp-office": "1"}
WALK = {"name_zh": "周末散步", "name_en": "Weekend walk", "styles": ["coat", "lipstick"], "who": "孙经理"}


def keep(hub: RunningHub, **changed: Any) -> httpx.Response:
    return httpx.post(f"{hub.url}/office/api/looks/keep", json={**WALK, **changed}, headers=MARK)


def shown(hub: RunningHub) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{hub.url}/office/api/looks").json()["looks"]
    return found


def test_what_she_put_together_is_at_every_till_in_her_order_until_its_last_day_is_over(hub: RunningHub) -> None:
    till = hub.till()
    last = local(hub.clock.now() + 3 * DAY).date()
    made = keep(hub, shops=[SHOP], until=last.isoformat())
    till.pull()
    look = till.row(Look, made.json()["id"])
    assert (look.name_zh, look.styles, look.shops, look.by) == ("周末散步", ["coat", "lipstick"], [SHOP], "孙经理")
    assert look.until_ms is not None
    assert local(look.until_ms).date() == last + timedelta(days=1)
    assert look.runs(look.until_ms - 1)
    assert not look.runs(look.until_ms)
    [one] = shown(hub)
    assert ([style["id"] for style in one["styles"]], one["last_day"], one["runs"]) == (
        ["coat", "lipstick"], last.isoformat(), True,
    )  # fmt: skip


def test_a_look_is_mended_in_its_place_and_ended_for_good(hub: RunningHub) -> None:
    till = hub.till()
    look_id = keep(hub).json()["id"]
    assert keep(hub, id=look_id, styles=["lipstick", "coat"], name_zh="下班以后").json()["id"] == look_id
    assert [[style["id"] for style in one["styles"]] for one in shown(hub)] == [["lipstick", "coat"]]
    ended = httpx.post(f"{hub.url}/office/api/looks/end", json={"id": look_id}, headers=MARK)
    assert ended.status_code == 200
    till.pull()
    look = till.row(Look, look_id)
    assert (look.name_zh, look.runs(hub.clock.now())) == ("下班以后", False)
    assert not shown(hub)[0]["runs"]


def test_what_cannot_be_is_told_in_words_and_keeps_nothing(hub: RunningHub) -> None:
    wrongs: list[tuple[dict[str, Any], str]] = [
        ({"styles": ["coat"]}, "2 到 6 款"),
        ({"styles": ["coat", "coat"]}, "2 到 6 款"),
        ({"styles": ["coat", "gone"]}, "商城里要有"),
        ({"styles": ["coat"] * 7}, "2 到 6 款"),
        ({"name_en": " "}, "名字都要写"),
        ({"name_zh": "长" * 31}, "不超过 30"),
        ({"name_en": "two\nlines"}, "名字都要写"),
        ({"shops": ["nowhere"]}, "没有的门店"),
        ({"until": "2001-01-01"}, "最后一天"),
        ({"until": "tomorrow"}, "最后一天"),
        ({"until": "9999-12-31"}, "最后一天"),
        ({"who": ""}, "您的姓名"),
        ({"id": "nothing"}, "已经不在了"),
    ]
    for wrong, said in wrongs:
        refused = keep(hub, **wrong)
        assert refused.status_code in (400, 404), wrong
        assert said in refused.json()["zh"], wrong
        assert refused.json()["en"], wrong
    assert shown(hub) == []


def test_styles_are_found_by_name_pinyin_and_number(hub: RunningHub) -> None:
    def found(text: str) -> list[str]:
        answer = httpx.get(f"{hub.url}/office/api/looks/styles", params={"text": text}).json()
        return [one["id"] for one in answer]

    with hub.database.writing() as conn:
        coat = published(conn, Style, "coat")
        assert coat is not None
        publish(conn, msgspec.structs.replace(coat, pinyin="yang mao da yi", initials="ymdy"))
    everything = {one for text in ("大衣", "wool c", "COAT", "yangmao", "ymdy") for one in found(text)}
    assert everything == {"coat"}
    assert found("  ") == []
    assert found("no such thing") == []


def test_a_form_of_a_foreign_page_keeps_nothing_and_the_page_is_served(hub: RunningHub) -> None:
    assert httpx.post(f"{hub.url}/office/api/looks/keep", json=WALK).status_code == 403
    assert shown(hub) == []
    assert b"looks.js" in httpx.get(f"{hub.url}/office/looks/").content
    assert httpx.get(f"{hub.url}/office/looks/looks.js").status_code == 200
