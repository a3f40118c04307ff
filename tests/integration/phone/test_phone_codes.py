"""The codes her phone shows: true by the keys that tills hold, and readable by a camera."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from posapp.domain.clock import DAY, HOUR, Millis
from sync.hub.publishing import published_all
from sync.protocol.codes import LENGTH, BadCode, CodeType, verify
from sync.protocol.rows import TrustKey
from tests.fakes.phone_mall import ServedMall, TurnableClock

Phone = Callable[..., httpx.Client]

_BAR = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z")


def seen_by_a_camera(svg: str, scale: int = 4) -> list[tuple[str, str]]:
    """Draw the bars of a picture and return what a reader of another make finds in it: (format, text)."""
    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())  # type: ignore[union-attr]  # ours
    picture = Image.new("L", (width * scale, height * scale), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, w, h in (map(int, bar) for bar in _BAR.findall(svg)):
        pen.rectangle([x * scale, y * scale, (x + w) * scale - 1, (y + h) * scale - 1], fill=0)
    return [(found.format.name, found.text) for found in zxingcpp.read_barcodes(picture)]


@pytest.fixture
def trusted(mall: ServedMall, clock: TurnableClock) -> dict[int, str]:
    """The keys that a till holds now."""
    with mall.database.reading() as conn:
        found = published_all(conn, TrustKey)
    return {int(key.id): key.public_key for key in found if key.not_before_ms <= clock.instant < key.not_after_ms}


def test_her_code_of_now_is_taken_and_one_of_an_hour_ago_is_not(
    phone: Phone, clock: TurnableClock, trusted: dict[int, str]
) -> None:
    [code] = phone("m00001").get("codes").json()["codes"]
    assert len(code["digits"]) == LENGTH
    verified = verify(code["digits"], trusted, clock.instant // 1000)
    assert (verified.type, verified.number) == (CodeType.MEMBER, 101)
    with pytest.raises(BadCode, match="expired"):
        verify(code["digits"], trusted, (clock.instant + HOUR) // 1000)


def test_codes_for_ten_minutes_without_the_mall_each_hold_in_their_own_minute(
    phone: Phone, clock: TurnableClock, trusted: dict[int, str]
) -> None:
    codes = phone("m00001").get("codes", params={"ahead": 10}).json()["codes"]
    assert len(codes) >= 10
    assert len({code["digits"] for code in codes}) == len(codes)
    for minute, code in enumerate(codes):
        assert code["from_ms"] == clock.instant + minute * 60_000
        assert verify(code["digits"], trusted, code["from_ms"] // 1000).number == 101
        assert verify(code["digits"], trusted, (code["until_ms"] - 1) // 1000).number == 101
    with pytest.raises(BadCode, match="not_yet"):
        verify(codes[-1]["digits"], trusted, clock.instant // 1000)


def test_nobody_hoards_codes(phone: Phone) -> None:
    hers = phone("m00001")
    assert len(hers.get("codes", params={"ahead": 5_000}).json()["codes"]) <= 11
    assert hers.get("codes", params={"ahead": "-1"}).status_code == 400


def test_a_camera_reads_the_member_code_and_the_card(phone: Phone) -> None:
    answer = phone("m00001").get("codes").json()
    [code] = answer["codes"]
    assert seen_by_a_camera(code["svg"]) == [("QRCode", code["digits"])]
    assert 'viewBox="0 0 45 45"' in code["svg"], "version 5 is 37 modules, and 4 quiet ones on each side"
    assert seen_by_a_camera(answer["card"]["svg"]) == [("Code128", "8000000000000101")]


def test_booking_and_order_codes_are_of_their_own_type_and_last(
    phone: Phone, clock: TurnableClock, trusted: dict[int, str]
) -> None:
    hers = phone("m00001")
    slot = hers.get("slots", params={"shop": "jingan", "day": "2026-11-20"}).json()["slots"][0]
    booking = hers.post(
        "bookings", json={"shop_id": "jingan", "starts_ms": slot["starts_ms"], "garments": [{"style_id": "knit"}]}
    ).json()
    order = hers.post("orders", json={"shop_id": "jingan", "lines": [{"variant_id": "knit-ink-S"}]}).json()
    in_three_days = Millis(clock.instant + 3 * DAY) // 1000
    for path, type_ in ((f"bookings/{booking['id']}", CodeType.BOOKING), (f"orders/{order['id']}", CodeType.PICKUP)):
        code = hers.get(f"{path}/code").json()
        assert verify(code["digits"], trusted, in_three_days).type is type_
        assert seen_by_a_camera(code["svg"]) == [("QRCode", code["digits"])]
