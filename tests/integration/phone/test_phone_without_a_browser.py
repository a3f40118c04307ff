"""The tour's phone where no browser is installed: the same acts, through the page's API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import zxingcpp
from PIL import Image

from posapp.domain.clock import HOUR, Millis
from posapp.tour.phone import Phone, PhoneTrouble
from posapp.tour.phone_api import PhoneApi
from sync.hub.publishing import publish, published
from sync.protocol.rows import Booking
from tests.fakes.phone_mall import ServedMall, TurnableClock


@pytest.fixture
def phone(mall: ServedMall) -> Iterator[Phone]:
    """Her phone, not yet signed in."""
    opened = PhoneApi(mall.url)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", ["林*清", "Lin *", "6218", "m00001"])
def test_she_signs_in_by_any_of_her_names(phone: Phone, name: str) -> None:
    assert phone.sign_in(name) == "m00001"
    assert phone.points() == 1_200


def test_nobody_by_that_name_is_said_plainly(phone: Phone) -> None:
    with pytest.raises(PhoneTrouble, match="王小明"):
        phone.sign_in("王小明")


def test_the_camera_sees_a_real_code(phone: Phone, tmp_path: Path) -> None:
    phone.sign_in("6218")
    with Image.open(phone.member_code_png(tmp_path / "code.png")) as picture:
        [found] = zxingcpp.read_barcodes(picture.convert("L"))
    assert len(found.text) == 190
    assert not phone.screenshot(tmp_path / "page.png")


def test_the_whole_story_of_a_customer(phone: Phone, mall: ServedMall) -> None:
    phone.sign_in("6218")
    phone.wish("trench")
    booked = phone.book("jingan", ["trench", "skirt"])
    ordered = phone.order("jingan", ["scarf"])
    assert (len(booked.code), len(booked.digits), len(ordered.digits)) == (8, 190, 190)
    assert phone.booking_status(booked.booking_id) == "booked"
    assert phone.order_status(ordered.order_id) == "promised"
    assert phone.verdicts(booked.booking_id) == {}
    assert phone.receipts() == ()
    with mall.database.writing() as conn:
        row = published(conn, Booking, booked.booking_id)
        assert row is not None
        kept = msgspec.structs.replace(row.garments[0], verdict="kept")
        publish(conn, msgspec.structs.replace(row, status="done", garments=[kept, row.garments[1]]))
    assert phone.booking_status(booked.booking_id) == "done"
    assert phone.verdicts(booked.booking_id) == {"trench": "kept"}


def test_late_in_the_evening_the_first_free_time_is_tomorrows(
    phone: Phone, mall: ServedMall, clock: TurnableClock
) -> None:
    clock.instant = Millis(clock.instant + 11 * HOUR)
    phone.sign_in("6218")
    booked = phone.book("jingan", ["trench"])
    with mall.database.reading() as conn:
        row = published(conn, Booking, booked.booking_id)
    assert row is not None
    assert row.starts_ms > clock.instant


def test_what_the_mall_refuses_and_a_mall_that_is_away_are_told(phone: Phone, mall: ServedMall) -> None:
    phone.sign_in("6218")
    phone.order("jingan", ["scarf"])
    phone.order("jingan", ["scarf"])  # the other colour
    with pytest.raises(PhoneTrouble, match="can promise no piece of scarf"):
        phone.order("jingan", ["scarf"])
    with pytest.raises(PhoneTrouble, match="unknown_style"):
        phone.wish("nothing")
    mall.stop()
    with pytest.raises(PhoneTrouble, match="cannot be reached"):
        phone.points()
