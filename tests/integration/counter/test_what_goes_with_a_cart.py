"""What a clerk may lay beside what is on the cart: it hangs here, and nothing of hers is read unless she agrees."""

from __future__ import annotations

from posapp.domain.identity import MemberId, StyleId
from tests.fakes.small_shop import COAT, DRESS, LIN, SHIRT, SmallShop


def test_what_hangs_here_is_laid_beside_the_cart_with_its_size_and_price(shop: SmallShop) -> None:
    shop.adviser.wanted = (COAT, SHIRT, DRESS, "gone")
    cards = shop.members.beside_cart(MemberId(LIN), [StyleId(COAT)])
    assert [card.style_id for card in cards] == [SHIRT, DRESS]
    assert all(card.on_hand > 0 and card.price > 0 for card in cards)
    assert shop.adviser.asked_personal == [True]


def test_without_a_member_nothing_of_anybodys_is_read(shop: SmallShop) -> None:
    shop.adviser.wanted = (SHIRT,)
    assert shop.members.beside_cart(None, [StyleId(COAT)])
    assert shop.adviser.asked_personal == [False]
