"""Who may see what on the phone page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from posapp.domain.clock import DAY, Millis
from tests.fakes.phone_mall import ServedMall, TurnableClock, served

Phone = Callable[..., httpx.Client]

NEEDS_A_SESSION = [
    ("GET", "mine"),
    ("GET", "codes"),
    ("PUT", "wishes/trench"),
    ("DELETE", "wishes/trench"),
    ("POST", "views/trench"),
    ("POST", "bookings"),
    ("DELETE", "bookings/b1"),
    ("GET", "bookings/b1/code"),
    ("POST", "basket"),
    ("POST", "orders"),
    ("DELETE", "orders/o1"),
    ("GET", "orders/o1/code"),
]

BODIES = {
    "bookings": {"shop_id": "jingan", "starts_ms": 0, "garments": []},
    "basket": {"lines": [{"variant_id": "knit-oat-M"}]},
    "orders": {"shop_id": "jingan", "lines": []},
}


def test_without_a_true_session_nothing_of_hers_is_told(phone: Phone) -> None:
    visitor = phone()
    for method, path in NEEDS_A_SESSION:
        for header in ("", "Bearer", "Bearer forged", "Basic bTAwMDAx"):
            headers = {"authorization": header} if header else {}
            answer = visitor.request(method, path, headers=headers, json=BODIES.get(path))
            assert answer.status_code == 401, (method, path, header)
            assert answer.json()["code"] == "no_session"
            assert answer.json()["zh"] == "请先登录。"
            assert answer.json()["en"] == "Please sign in first."


def test_a_signed_out_session_is_dead(phone: Phone) -> None:
    hers = phone("m00001")
    assert hers.get("mine").status_code == 200
    assert hers.post("sign-out").status_code == 200
    assert hers.get("mine").status_code == 401


def test_a_session_ends_after_a_month(phone: Phone, clock: TurnableClock) -> None:
    hers = phone("m00001")
    clock.instant = Millis(clock.instant + 31 * DAY)
    assert hers.get("mine").status_code == 401


def test_nobody_signs_in_as_a_member_who_is_not_there(phone: Phone) -> None:
    answer = phone().post("sign-in", json={"member_id": "m99999"})
    assert answer.status_code == 404
    assert answer.json()["code"] == "unknown_member"


def test_choosing_a_member_exists_in_a_demonstration_only(tmp_path: Path, clock: TurnableClock) -> None:
    with (
        served(tmp_path / "real", clock, demo=False) as real,
        httpx.Client(base_url=real.url, trust_env=False, verify=False) as visitor,
    ):
        assert visitor.get("/phone/api/chain").json()["demo"] is False
        assert visitor.get("/phone/api/members").status_code == 404
        assert visitor.post("/phone/api/sign-in", json={"member_id": "m00001"}).status_code in {404, 405}


def test_members_are_found_by_their_last_four_digits_and_shown_masked(phone: Phone) -> None:
    [found] = phone().get("members", params={"last4": "6218"}).json()["members"]
    assert found["id"] == "m00001"
    assert found["phone_masked"] == "138****6218"
    assert phone().get("members", params={"last4": "0000"}).json()["members"] == []


def test_somebody_elses_booking_and_order_are_not_there_for_her(phone: Phone, clock: TurnableClock) -> None:
    hers, other = phone("m00001"), phone("m00002")
    slot = hers.get("slots", params={"shop": "jingan", "day": "2026-11-20"}).json()["slots"][0]
    booking = hers.post(
        "bookings",
        json={"shop_id": "jingan", "starts_ms": slot["starts_ms"], "garments": [{"style_id": "knit"}]},
    ).json()
    order = hers.post("orders", json={"shop_id": "jingan", "lines": [{"variant_id": "knit-ink-S"}]}).json()
    for path in (f"bookings/{booking['id']}", f"orders/{order['id']}"):
        assert other.get(f"{path}/code").status_code == 404
        assert other.delete(path).status_code == 404
    theirs = other.get("mine").json()
    assert theirs["member"]["id"] == "m00002"
    assert theirs["bookings"] == theirs["orders"] == theirs["purchases"] == theirs["coupons"] == []
    assert [each["status"] for each in hers.get("mine").json()["bookings"]] == ["booked"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"member_id": 7}', '{"member_id": "好"'.encode("gbk")])
def test_a_body_that_nobody_can_read_is_refused_calmly(phone: Phone, body: bytes) -> None:
    answer = phone().post("sign-in", content=body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "unreadable"
    assert answer.json()["zh"]
    assert answer.json()["en"]


def test_a_body_without_end_is_cut_off(phone: Phone) -> None:
    assert phone().post("sign-in", content=b" " * 70_000).status_code == 413


def test_the_page_takes_nothing_from_elsewhere_and_is_asked_for_anew(mall: ServedMall) -> None:
    with httpx.Client(base_url=mall.url, trust_env=False, verify=False) as visitor:
        page = visitor.get("/phone/")
        script = visitor.get("/phone/js/app.js")
        assert visitor.get("/phone", follow_redirects=True).url.path == "/phone/"
        assert visitor.get("/phone/../../pyproject.toml").status_code == 404
        assert visitor.get("/phone/%2e%2e/%2e%2e/pyproject.toml").status_code == 404
    assert page.status_code == script.status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert script.headers["cache-control"] == "no-cache"
