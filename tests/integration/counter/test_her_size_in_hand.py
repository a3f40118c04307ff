"""What a clerk relies on when a garment is in hand and a member beside it: her size, or nothing at all."""

from __future__ import annotations

import pytest

from posapp.domain.identity import MemberId, StyleId
from tests.fakes.small_shop import BLOCKED, DRESS, LIN, SmallShop, member

NOBODY = "m-nobody"


def test_her_size_comes_with_its_reason_in_whatever_is_in_hand(shop: SmallShop) -> None:
    shop.adviser.sizes = {DRESS: "L"}
    card = shop.searching.size_card(StyleId(DRESS), MemberId(LIN))
    assert card is not None
    assert (card.style_id, card.size, card.reason.zh) == (DRESS, "L", "留下过")


@pytest.mark.parametrize("who", [BLOCKED, NOBODY])
def test_of_whom_nothing_may_be_said_no_size_is_said(shop: SmallShop, who: str) -> None:
    shop.adviser.sizes = {DRESS: "L"}
    assert shop.searching.size_card(StyleId(DRESS), MemberId(who)) is None


def test_who_wants_no_suggestions_has_no_size_beside_a_garment_nor_on_a_tile(shop: SmallShop) -> None:
    shop.adviser.sizes = {DRESS: "L"}
    wanted = shop.searching.tiles("连衣裙", member_id=MemberId(LIN))
    shop.deliver(member(LIN, 501, "林*清", "Lin *", "+8613800131357", personal=False))
    assert shop.searching.size_card(StyleId(DRESS), MemberId(LIN)) is None
    plain = shop.searching.tiles("连衣裙", member_id=MemberId(LIN))
    assert [tile.variant_id[-1] for tile in wanted if tile.style_id == DRESS] == ["L"]
    assert plain == shop.searching.tiles("连衣裙")
