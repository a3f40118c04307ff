"""What a clerk relies on when the mall would write to somebody she served: nothing goes without her word."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from posapp.domain.clock import HOUR
from posapp.services.errors import NoSuchFollowUp
from posapp.services.follow_ups import FollowUpCard
from sync.protocol.decoding import from_json
from sync.protocol.follow_ups import FollowUpDecide
from tests.fakes.small_shop import NOON, SmallShop, follow_up


@pytest.fixture
def shop(tmp_path: Path):  # type: ignore[no-untyped-def]
    shop = SmallShop(tmp_path)
    yield shop
    shop.close()


def statuses(cards: tuple[FollowUpCard, ...]) -> dict[str, str]:
    return {card.follow_up_id: card.status for card in cards}


def test_a_clerk_sees_what_would_go_to_whom_and_why(shop: SmallShop) -> None:
    shop.deliver(follow_up())
    [card] = shop.follow_ups.today()
    assert (card.text.en, card.why.en) == (
        "The dress you tried is ¥399.00 now.",
        "Tried, not bought: ¥499.00 then, ¥399.00 now",
    )
    assert card.phone_masked
    assert "*" in card.phone_masked
    assert (card.next_step, card.colour is not None) == ("decide", True)


def test_hers_and_what_waits_for_a_word_come_first(shop: SmallShop) -> None:
    me = shop.duty.who()
    assert me is not None
    shop.deliver(
        follow_up("fu-sent", "sent"),
        follow_up("fu-other", staff_id="staff-other"),
        follow_up("fu-calling", "calling"),
        follow_up("fu-mine", staff_id=me.staff_id),
    )
    assert list(statuses(shop.follow_ups.today())) == ["fu-mine", "fu-other", "fu-calling", "fu-sent"]


def test_a_word_is_durable_and_goes_to_the_mall_as_an_operation(shop: SmallShop) -> None:
    shop.deliver(follow_up("fu-1"), follow_up("fu-2"), follow_up("fu-3"))
    shop.follow_ups.release("fu-1")
    shop.follow_ups.hold_back("fu-2")
    shop.follow_ups.call("fu-3")
    shop.open_again()
    after = statuses(shop.follow_ups.called("fu-3"))
    assert after == {"fu-1": "released", "fu-2": "held_back", "fu-3": "called"}
    said = [from_json(each.body, FollowUpDecide) for each in shop.operations("follow_up.decide")]
    assert [(each.follow_up_id, each.action) for each in said] == [
        ("fu-1", "release"),
        ("fu-2", "hold_back"),
        ("fu-3", "call"),
        ("fu-3", "called"),
    ]


def test_the_same_word_twice_is_one_operation(shop: SmallShop) -> None:
    shop.deliver(follow_up())
    shop.follow_ups.release("fu-1")
    shop.follow_ups.release("fu-1")
    assert len(shop.operations("follow_up.decide")) == 1


def test_an_older_row_of_the_mall_does_not_take_her_word_back(shop: SmallShop) -> None:
    shop.deliver(follow_up())
    shop.follow_ups.hold_back("fu-1")
    shop.deliver(follow_up())
    assert statuses(shop.follow_ups.today()) == {"fu-1": "held_back"}
    seq = shop.operations("follow_up.decide")[-1].seq
    shop.deliver(replace(follow_up(status="sent"), sent_ms=NOON + HOUR), applied_through=seq)
    assert statuses(shop.follow_ups.today()) == {"fu-1": "sent"}


def test_a_row_that_came_early_is_shown_once_the_mall_has_heard_her_word(shop: SmallShop) -> None:
    shop.deliver(follow_up(), follow_up("fu-2"))
    shop.follow_ups.release("fu-1")
    seq = shop.operations("follow_up.decide")[-1].seq
    shop.deliver(replace(follow_up(status="sent"), sent_ms=NOON + HOUR))
    assert statuses(shop.follow_ups.today())["fu-1"] == "released"
    shop.deliver(follow_up("fu-2"), applied_through=seq)
    assert statuses(shop.follow_ups.today())["fu-1"] == "sent"


def test_what_left_can_no_longer_be_held_back_here(shop: SmallShop) -> None:
    shop.deliver(follow_up(status="sent"))
    [card] = shop.follow_ups.hold_back("fu-1")
    assert (card.status, card.may_be_held_back, card.next_step) == ("sent", False, None)
    assert shop.operations("follow_up.decide") == []


def test_what_the_mall_took_off_the_list_is_said_in_words(shop: SmallShop) -> None:
    with pytest.raises(NoSuchFollowUp):
        shop.follow_ups.release("fu-9")
