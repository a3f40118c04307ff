"""How customers pay, as the office sees it: whom, without a key in sight, and to what cash is rounded down."""

from __future__ import annotations

import json

import httpx
import pytest
from sqlalchemy import select

from posapp.domain.payment_code import CHANNELS
from posapp.gateway.simulator import Simulator
from sync.hub.db.review_tables import settlement
from sync.hub.payments.merchants import ALL_SHOPS, keep_merchant
from sync.hub.payments.sealing import Sealer
from sync.hub.publishing import published
from sync.protocol.rows import Chain
from tests.fakes.running_hub import RunningHub
from tests.fakes.small_chain import SHOP

OFFICE = {"x-posapp-office": "1"}


def rounds(hub: RunningHub, **said: object) -> httpx.Response:
    return httpx.post(f"{hub.url}/office/api/paying/round-cash", json=said, headers=OFFICE)


def shown(hub: RunningHub) -> dict[str, object]:
    told: dict[str, object] = httpx.get(f"{hub.url}/office/api/paying").json()
    return told


def test_the_office_has_cash_rounded_and_every_till_hears_of_it(hub: RunningHub) -> None:
    till = hub.till()
    assert (shown(hub)["cash_round_fen"], shown(hub)["roundings"]) == (1, [1, 10, 100])
    assert rounds(hub, fen=10, who="李经理", reason="没有分币").json() == {"result": "done"}
    assert shown(hub)["cash_round_fen"] == 10
    (chain,) = [row for page in till.pull() for row in page.rows if row.t == "chain"]
    assert json.loads(bytes(chain.row))["cash_round_fen"] == 10
    with hub.database.reading() as conn:
        (entry,) = conn.execute(select(settlement)).all()
    assert (entry.action, entry.who, entry.reason, json.loads(entry.detail)) == (
        "round_cash", "李经理", "没有分币", {"before": 1, "after": 10},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"fen": 10, "who": " "}, 400, "no_name"),
        ({"fen": 0, "who": "Li"}, 400, "unreadable"),
        ({"fen": 7, "who": "Li"}, 400, "unreadable"),
        ({"fen": 10_000, "who": "Li"}, 400, "unreadable"),
        ({"fen": "10", "who": "Li"}, 400, "unreadable"),
    ],
)
def test_a_rounding_that_nobody_answers_for_or_that_gives_money_away_is_refused(
    hub: RunningHub, said: dict[str, object], status: int, code: str
) -> None:
    refused = rounds(hub, **said)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    with hub.database.reading() as conn:
        chain = published(conn, Chain, "chain")
    assert chain is not None
    assert chain.cash_round_fen == 1


def test_a_foreign_page_changes_nothing(hub: RunningHub) -> None:
    url = f"{hub.url}/office/api/paying/round-cash"
    assert httpx.post(url, json={"fen": 10, "who": "Li"}).status_code == 403
    assert httpx.get(f"{hub.url}/office/api/paying", headers={"host": "evil.example:80"}).status_code == 403


def test_merchants_are_shown_with_their_shops_and_without_a_key(hub: RunningHub) -> None:
    keys = Simulator(clock=hub.clock).keys.settings("http://gateway")
    sealer = Sealer(hub.data_dir)
    with hub.database.writing() as conn:
        for channel in CHANNELS:
            where = SHOP if channel == "wechat" else ALL_SHOPS
            keep_merchant(conn, sealer, channel, json.dumps(keys[channel]), where, hub.clock.now())
    answer = httpx.get(f"{hub.url}/office/api/paying")
    told = {one["channel"]: one for one in answer.json()["merchants"]}
    assert [name["en"] for name in told["wechat"]["shops"]] != [SHOP], "a shop has a name"
    assert (told["wechat"]["is_for_all"], told["alipay"]["is_for_all"], told["alipay"]["shops"]) == (False, True, [])
    assert told["wechat"]["is_readable"]
    assert "PRIVATE KEY" not in answer.text
    assert set(told["wechat"]) == {"merchant_id", "channel", "url", "shops", "is_for_all", "is_readable"}
