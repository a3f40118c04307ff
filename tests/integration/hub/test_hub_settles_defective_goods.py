"""What the books hold when defective goods leave their place: mended, sent back, written off, or twice by two tills."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from sync.hub import returns
from sync.hub.db import tables
from sync.protocol.defective import Defective, DefectiveSettle
from sync.protocol.sold import Movement
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import COAT_L, COAT_M, NOW, OTHER_SHOP, SHOP
from tests.integration.hub.test_hub_books_returns import all_adds_up, on_hand, takes_back
from tests.integration.hub.test_hub_tells_of_carts_put_aside import push

HANGS = Movement(movement_id="x", variant_id=COAT_M, quantity=1, cause="return")


def settle(name: str, pieces: int = 1, end: str = "mended", **changes: Any) -> DefectiveSettle:
    moved = Movement(movement_id=f"{name}-m", variant_id=COAT_M, quantity=pieces, cause="return")
    out = Movement(movement_id=f"{name}-d", variant_id=COAT_M, quantity=-pieces, cause="defective")
    told: dict[str, Any] = (
        {
            "settle_id": name, "shop_id": SHOP, "business_date": "2026-11-23", "occurred_ms": NOW, "staff_id": "st-1",
            "approver_id": "", "end": end, "reason": "repaired", "worth_fen": 0, "set_aside": [out],
            "movements": [moved] if end == "mended" else [],
        }
        | changes
    )  # fmt: skip
    return DefectiveSettle(**told)


def sets_aside(till: PaperTill, pieces: int) -> None:
    """Have so many coats come back defective."""
    sale = till.sale(("coat", COAT_M, pieces, 20_000))
    aside = [Movement(movement_id=f"{sale.sale_id}-d", variant_id=COAT_M, quantity=pieces, cause="defective")]
    assert push(till, sale, takes_back(till, sale, pieces, movements=[], set_aside=aside)) == ["applied", "applied"]


def lying(hub: RunningHub) -> int:
    with hub.database.reading() as conn:
        return returns.defective(conn, SHOP).get(COAT_M, 0)


def exceptions(hub: RunningHub) -> list[str]:
    with hub.database.reading() as conn:
        return list(conn.scalars(select(tables.trade_exception.c.code)))


def test_a_mended_piece_is_on_hand_again_and_one_written_off_is_nowhere(hub: RunningHub) -> None:
    till, other = hub.till(), hub.till()
    sets_aside(till, 1)
    sets_aside(till, 1)
    before = on_hand(hub)
    assert push(till, settle("a"), settle("b", end="written_off")) == ["applied"] * 2
    assert (on_hand(hub), lying(hub), exceptions(hub)) == (before + 1, 0, [])
    other.pull()
    assert other.row(Defective, SHOP).lying == []
    all_adds_up(hub)


def test_a_piece_that_two_tills_settled_is_booked_twice_and_is_one_exception(hub: RunningHub) -> None:
    one, two = hub.till(), hub.till()
    sets_aside(one, 1)
    assert push(one, settle("a", end="written_off")) == ["applied"]
    assert push(two, settle("b")) == ["applied"], "whoever had it in her hand is right"
    assert (lying(hub), exceptions(hub)) == (-1, ["defective_beyond"])
    all_adds_up(hub)


def test_what_is_settled_before_the_mall_hears_of_its_return_adds_up_in_the_end(hub: RunningHub) -> None:
    one, two = hub.till(), hub.till()
    assert push(two, settle("a")) == ["applied"]
    assert exceptions(hub) == ["defective_beyond"]
    sets_aside(one, 1)
    two.pull()
    assert (lying(hub), two.row(Defective, SHOP).lying) == (0, [])
    all_adds_up(hub)


def test_the_same_piece_in_two_operations_is_taken_out_once(hub: RunningHub) -> None:
    till = hub.till()
    sets_aside(till, 2)
    assert push(till, settle("a"), settle("a", settle_id="b")) == ["applied", "applied"]
    assert lying(hub) == 1
    assert set(exceptions(hub)) == {"same_movement"}
    all_adds_up(hub)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"shop_id": OTHER_SHOP}, "other_shop"),
        ({"set_aside": []}, "bad_body"),
        ({"movements": []}, "bad_body"),
        ({"end": "sent_back", "movements": [HANGS]}, "bad_body"),
        ({"set_aside": [Movement(movement_id="x", variant_id=COAT_M, quantity=1, cause="defective")]}, "bad_body"),
        ({"movements": [Movement(movement_id="x", variant_id=COAT_L, quantity=1, cause="return")]}, "bad_body"),
        ({"movements": [Movement(movement_id="x", variant_id=COAT_M, quantity=2, cause="return")]}, "bad_body"),
    ],
)
def test_what_does_not_add_up_is_parked_and_changes_nothing(hub: RunningHub, changes: Any, code: str) -> None:
    till = hub.till()
    sets_aside(till, 1)
    before = on_hand(hub)
    assert push(till, settle("a", **changes)) == [code]
    assert (lying(hub), on_hand(hub), exceptions(hub)) == (1, before, [])
