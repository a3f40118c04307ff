"""What a customer and a cashier rely on when the phone shows the bag as one code (扫码购)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from posapp.domain.basket_code import MOST_LINES, MOST_PIECES, read
from posapp.domain.clock import Millis
from posapp.services.carts import BagCount
from posapp.services.errors import BasketRefused
from sync.hub import keys
from sync.hub.db.database import open_database
from sync.hub.db.migrate import upgrade
from sync.hub.opening import open_books
from sync.hub.settings import HubSettings
from sync.protocol import rows
from tests.fakes.laid_tables import lay_hub
from tests.fakes.phone_mall import ServedMall, TurnableClock, have_learnt
from tests.fakes.small_shop import DRESS, LIPSTICK, NOON, SHIRT, SmallShop, catalogue, people

GOODS = {row.id: row for row in catalogue() if isinstance(row, rows.Variant)}
BAG = {f"{DRESS}-BLK-M": 2, f"{LIPSTICK}-RED-F": 1, f"{SHIRT}-CRM-L": 5}
DRESS_LABEL = GOODS[f"{DRESS}-BLK-M"].barcode
HAND_WRITTEN = "a-label-of-letters"


@dataclass
class HerPhone:
    """A member's phone, and the mall's clock."""

    http: httpx.Client
    clock: TurnableClock

    def show(self, bag: dict[str, int]) -> httpx.Response:
        """Ask for the code of a bag."""
        lines = [{"variant_id": variant_id, "quantity": pieces} for variant_id, pieces in bag.items()]
        return self.http.post("basket", json={"lines": lines})

    def code(self, bag: dict[str, int]) -> str:
        """Return the digits of a bag's code, a moment after the one before."""
        self.clock.instant = Millis(self.clock.instant + 1)
        return str(self.show(bag).raise_for_status().json()["digits"])

    def refused(self, bag: dict[str, int]) -> dict[str, Any]:
        """Return why the mall makes no code of a bag."""
        answer = self.show(bag)
        assert answer.is_client_error
        return dict(answer.json())


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[HerPhone]:
    """Return a phone that is signed in at a mall with the goods of the small shop."""
    clock = TurnableClock(NOON)
    lay_hub(tmp_path / "hub")
    database = open_database(tmp_path / "hub")
    odd = msgspec.structs.replace(GOODS[f"{SHIRT}-BLK-S"], id=HAND_WRITTEN, barcode="SH2048-XS")
    goods = [row for row in catalogue() if not isinstance(row, rows.Staff)]
    members = [row for row in people() if isinstance(row, rows.Member)]
    upgrade(database)
    with database.writing() as conn:
        keys.ensure(conn, NOON)
        open_books(conn, [*goods, odd, *members], NOON)
        have_learnt(conn, NOON)
    database.close()
    mall = ServedMall(HubSettings(data_dir=tmp_path / "hub", demo=True, clock=clock))
    mall.start()
    with httpx.Client(base_url=f"{mall.url}/phone/api/", trust_env=False, verify=False) as http:
        token = http.post("sign-in", json={"member_id": members[0].id}).raise_for_status().json()["token"]
        http.headers["authorization"] = f"Bearer {token}"
        yield HerPhone(http, clock)
    mall.stop()


@pytest.fixture
def till(tmp_path: Path) -> Iterator[SmallShop]:
    """Return a till that sells the same goods and never talks to that mall."""
    opened = SmallShop(tmp_path)
    yield opened
    opened.close()


def test_the_till_rings_up_what_lies_in_the_bag(phone: HerPhone, till: SmallShop) -> None:
    scanned = till.selling.scan(phone.code(BAG))
    assert (scanned.kind, scanned.unknown) == ("basket", ())
    assert {line.variant_id: line.quantity for line in scanned.cart.lines} == BAG


def test_what_is_scanned_in_her_bag_was_sold_already_and_one_piece_more_is_sold(
    phone: HerPhone, till: SmallShop
) -> None:
    till.selling.scan(phone.code({f"{DRESS}-BLK-M": 2}))
    seen = till.selling.scan(DRESS_LABEL)
    assert (seen.kind, seen.cart.bag, seen.cart.pieces) == ("in_bag", BagCount(1, 2), 2)
    assert till.selling.scan(DRESS_LABEL, 3).cart.pieces == 5, "more than are waited for"
    assert till.selling.scan(DRESS_LABEL).cart.bag == BagCount(2, 2)
    assert till.selling.scan(DRESS_LABEL).cart.pieces == 6


def test_a_code_is_taken_once_and_a_new_one_of_the_same_goods_again(phone: HerPhone, till: SmallShop) -> None:
    first = phone.code(BAG)
    till.selling.scan(first)
    with pytest.raises(BasketRefused):
        till.selling.scan(first)
    assert till.selling.scan(phone.code(BAG)).cart.pieces == 2 * sum(BAG.values())


def test_the_largest_bag_fits_into_the_picture_and_the_till(phone: HerPhone, till: SmallShop) -> None:
    bag = dict.fromkeys(sorted(GOODS)[:MOST_LINES], MOST_PIECES)
    answer = phone.show(bag).raise_for_status().json()
    assert re.search(r'viewBox="0 0 49 49"', answer["svg"]), "version 6 is 41 modules, and 4 quiet ones on each side"
    assert {line.variant_id: line.quantity for line in till.selling.scan(answer["digits"]).cart.lines} == bag


def test_the_same_goods_in_two_lines_are_one(phone: HerPhone) -> None:
    line = {"variant_id": f"{DRESS}-BLK-M", "quantity": 2}
    digits = phone.http.post("basket", json={"lines": [line, line]}).json()["digits"]
    assert [pieces for _, pieces in read(digits).lines] == [4]


def test_a_bag_that_no_code_holds_is_answered_with_what_to_do(phone: HerPhone) -> None:
    for bag in (dict.fromkeys(sorted(GOODS)[: MOST_LINES + 1], 1), {f"{DRESS}-BLK-M": MOST_PIECES + 1}):
        told = phone.refused(bag)
        assert told["code"] == "basket_too_large"
        assert "16" in told["zh"]
        assert "99" in told["zh"]
        assert "two parts" in told["en"]


def test_goods_whose_barcode_the_code_cannot_hold_are_named(phone: HerPhone) -> None:
    told = phone.refused({HAND_WRITTEN: 1})
    assert told["code"] == "not_on_a_label"
    assert "通勤棉衬衫" in told["zh"]
    assert "Commuter cotton shirt" in told["en"]


@pytest.mark.parametrize(
    ("bag", "code"),
    [({}, "empty_basket"), ({"no-such-goods": 1}, "unknown_variant"), ({f"{DRESS}-BLK-M": 0}, "bad_quantity")],
)
def test_what_is_no_bag_gets_no_code(phone: HerPhone, bag: dict[str, int], code: str) -> None:
    assert phone.refused(bag)["code"] == code
