"""What a member relies on when a garment she booked was not found: she is asked, and her word stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sync.protocol.prepared import BookingRelease, BookingSubstitute, Choice
from tests.fakes.phone_mall import ServedMall

Phone = Callable[..., httpx.Client]


@pytest.fixture
def booked(phone: Phone, mall: ServedMall) -> dict[str, Any]:
    mine = phone("m00001")
    slot = next(one for one in mine.get("slots", params={"shop": "jingan", "day": "2026-11-20"}).json()["slots"])
    garments = [{"style_id": "knit", "variant_id": "knit-oat-M"}]
    asked = {"shop_id": "jingan", "starts_ms": slot["starts_ms"], "garments": garments}
    return dict(mine.post("bookings", json=asked).raise_for_status().json())


def step(mall: ServedMall, booking_id: str) -> dict[str, Any]:
    return {
        "booking_id": booking_id, "garment_id": f"{booking_id}-1", "shop_id": "jingan",
        "occurred_ms": mall.clock.now(), "staff_id": "st-1",
    }  # fmt: skip


def offer(mall: ServedMall, booking_id: str, choice: Choice = "offered", variant_id: str = "knit-oat-L") -> None:
    till = mall.till()
    till.push(
        till.seal(BookingSubstitute(**step(mall, booking_id), choice=choice, variant_id=variant_id, style_id="knit"))
    )


def offers(phone: httpx.Client) -> list[dict[str, Any]]:
    return list(phone.get("mine").json()["bookings"][0]["offers"])


def path(booking_id: str) -> str:
    return f"bookings/{booking_id}/garments/{booking_id}-1/answer"


def test_of_a_booking_whose_pieces_are_there_nothing_is_asked(phone: Phone, booked: dict[str, Any]) -> None:
    assert booked["offers"] == []


@pytest.mark.parametrize(("takes", "status", "size"), [(True, "taken", "L"), (False, "refused", "M")])
def test_she_takes_another_size_or_does_without(
    phone: Phone, mall: ServedMall, booked: dict[str, Any], *, takes: bool, status: str, size: str
) -> None:
    offer(mall, booked["id"])
    mine = phone("m00001")
    (asked,) = offers(mine)
    assert (asked["status"], asked["wanted"]["size"], asked["instead"]["size"]) == ("offered", "M", "L")
    answered = mine.post(path(booked["id"]), json={"takes": takes})
    assert answered.status_code == 200
    assert (answered.json()["offers"][0]["status"], answered.json()["garments"][0]["size"]) == (status, size)
    assert answered.json()["offers"][0]["wanted"]["size"] == "M", "what she chose first is still told"
    again = mine.post(path(booked["id"]), json={"takes": takes})
    assert (again.status_code, again.json()["code"]) == (409, "nothing_offered")


def test_nobody_answers_for_her(phone: Phone, mall: ServedMall, booked: dict[str, Any]) -> None:
    offer(mall, booked["id"])
    assert phone("m00002").post(path(booked["id"]), json={"takes": True}).status_code == 404
    assert offers(phone("m00001"))[0]["status"] == "offered"


def test_what_somebody_else_bought_is_said_on_her_booking(
    phone: Phone, mall: ServedMall, booked: dict[str, Any]
) -> None:
    till = mall.till()
    till.push(till.seal(BookingRelease(**step(mall, booked["id"]), variant_id="knit-oat-M", approver_id="")))
    (gone,) = offers(phone("m00001"))
    assert (gone["status"], gone["instead"]) == ("gone", None)
