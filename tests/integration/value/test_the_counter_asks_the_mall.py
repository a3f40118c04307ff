"""The till's own questions over real HTTP, and what its rights come to in the mall's books."""

from __future__ import annotations

import httpx
import pytest
from msgspec.structs import replace

from posapp.services.errors import MallUnreachable
from posapp.services.ports import Identity
from sync.hub.enrolment import revoke
from sync.hub.publishing import publish, published_all
from sync.hub.value import ledger
from sync.protocol.rows import Member
from sync.protocol.wire import AuthoriseRequest, VoidRequest
from sync.worker.mall.value import ValueDesk
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import LIN


def identity(till: PaperTill, url: str = "") -> Identity:
    return Identity(
        device=till.identity.device, generation=till.identity.generation, shop_id=till.identity.shop_id,
        till_no=till.identity.till_no, hub_url=url or till.hub.url, epoch="", private_key=till.keys.private,
    )  # fmt: skip


def question(units: int, id_: str = "a-1") -> AuthoriseRequest:
    return AuthoriseRequest(authorisation_id=id_, instrument="stored_value", owner_id=LIN, units=units)


@pytest.fixture
def stored(hub: RunningHub) -> None:
    with hub.database.writing() as conn:
        lin = next(row for row in published_all(conn, Member) if row.id == LIN)
        publish(conn, replace(lin, stored_fen=10_000))


def test_the_counter_is_told_yes_no_and_why(hub: RunningHub, clock: SetClock, stored: None) -> None:
    desk, who = ValueDesk(clock), identity(hub.till())
    assert desk.authorise(who, question(8_000)).status == "authorised"
    no = desk.authorise(who, question(3_000, "a-2"))
    assert (no.status, no.code, no.available) == ("refused", "not_enough_value", 2_000)
    assert desk.void(who, VoidRequest(authorisation_id="a-1")).status == "voided"
    assert desk.authorise(who, question(10_000, "a-3")).status == "authorised"
    with hub.database.reading() as conn:
        assert list(ledger.check(conn)) == []


def test_a_mall_that_is_away_or_does_not_know_the_till_is_not_reached(
    hub: RunningHub, clock: SetClock, stored: None
) -> None:
    till = hub.till()
    desk = ValueDesk(clock)
    with pytest.raises(MallUnreachable):
        desk.authorise(identity(till, "http://127.0.0.1:1"), question(100))
    stranger = replace_key(identity(till), identity(hub.till()).private_key)
    with pytest.raises(MallUnreachable):
        desk.authorise(stranger, question(100))


def replace_key(who: Identity, key: str) -> Identity:
    return Identity(**{**{name: getattr(who, name) for name in Identity.__slots__}, "private_key": key})


def test_a_till_out_of_service_spends_nothing(hub: RunningHub, stored: None) -> None:
    till = hub.till()
    with hub.database.writing() as conn:
        revoke(conn, till.identity.device)
    refused = till.request("POST", "/sync/v1/value/void", b'{"authorisation_id": "a-1"}')
    assert (refused.status_code, refused.json()["code"]) == (403, "revoked")


def test_the_office_shows_the_worst_case_sets_terms_and_sells_cards(hub: RunningHub) -> None:
    mark = {"x-posapp-office": "1"}
    shown = httpx.get(f"{hub.url}/office/api/value").json()
    assert (shown["wrong"], {bound["at_risk_fen"] for bound in shown["bounds"]}) == ([], {0})
    terms = next(each for each in shown["terms"] if each["id"] == "gift_card")
    wanted = {**terms, "offline": "floor_limit", "floor_fen": 5_000, "shop_day_fen": 20_000}
    assert httpx.post(f"{hub.url}/office/api/value/terms", json=wanted, headers=mark).status_code == 200
    sold = httpx.post(f"{hub.url}/office/api/value/cards", json={"shop_id": "jingan", "fen": 20_000}, headers=mark)
    assert len(sold.json()["code"]) == 190
    too_much = httpx.post(f"{hub.url}/office/api/value/cards", json={"shop_id": "jingan", "fen": 10**9}, headers=mark)
    assert too_much.status_code == 400
    hub.till()
    shown = httpx.get(f"{hub.url}/office/api/value").json()
    at_jingan = next(b for b in shown["bounds"] if (b["shop_id"], b["instrument"]) == ("jingan", "gift_card"))
    assert at_jingan["at_risk_fen"] == 5_000  # one card, one till: its floor limit
    assert [card["balance_fen"] for card in shown["cards"]] == [20_000]
    for name in ("", "value.js"):
        assert httpx.get(f"{hub.url}/office/value/{name}").status_code == 200
    assert httpx.post(f"{hub.url}/office/api/value/cards", json={"shop_id": "jingan", "fen": 1}).status_code == 403
