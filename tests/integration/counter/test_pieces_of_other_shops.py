"""Where else a piece is, how sure that is, and what two shops do so that she gets it."""

from __future__ import annotations

import msgspec
import pytest

from posapp.domain.clock import HOUR, MINUTE
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import MemberId, VariantId
from posapp.services.transfer_errors import NotPaidHere, TransferMovedOn, WhoseIsIt
from posapp.services.transfers import TransferCard
from sync.protocol.kinds import read_body
from sync.protocol.rows import ShopHeard, Transfer
from sync.protocol.transfers import TransferAsk, TransferSend
from tests.fakes.small_shop import COAT, LIN, NOON, SHOP, XUHUI, SmallShop

PIECE = VariantId(f"{COAT}-BLK-M")


def asked_of_us(**said: object) -> Transfer:
    row = Transfer(
        id="tr-1", shop_id=XUHUI, from_shop_id=SHOP, variant_id=PIECE, quantity=1, way="bring", member_id=LIN,
        note="", status="asked", asked_ms=NOON, asked_by="staff-zhao",
    )  # fmt: skip
    return msgspec.structs.replace(row, **said)


def asked_by_us(**said: object) -> Transfer:
    return asked_of_us(shop_id=SHOP, from_shop_id=XUHUI, **said)


def only(shop: SmallShop) -> TransferCard:
    (card,) = shop.transfers.listed()
    return card


def test_each_number_says_how_old_it_is_and_whether_its_shop_may_have_sold_since(shop: SmallShop) -> None:
    shop.deliver(ShopHeard(id=XUHUI, silent_since_ms=None))
    shop.clock.pass_(4 * MINUTE)
    (near,) = (one for one in shop.searching.nearby(PIECE) if one.shop_id == XUHUI)
    assert (near.as_of, near.is_silent, near.metres) == (NOON, False, near.metres)
    shop.deliver(ShopHeard(id=XUHUI, silent_since_ms=NOON - HOUR))
    (near,) = (one for one in shop.searching.nearby(PIECE) if one.shop_id == XUHUI)
    assert (near.as_of, near.is_silent) == (NOON - HOUR, True)


def test_asking_works_without_the_network_and_is_told_to_the_mall(shop: SmallShop) -> None:
    card = shop.transfers.ask(PIECE, XUHUI, "bring", member_id=MemberId(LIN), note="  周六前要 ")
    assert (card.status, card.is_ours, card.next_step, card.note) == ("asked", True, "", "周六前要")
    assert only(shop) == card
    (operation,) = shop.operations("transfer.ask")
    body = read_body("transfer.ask", 1, operation.body)
    assert isinstance(body, TransferAsk)
    assert (body.transfer_id, body.from_shop_id, body.member_id) == (card.transfer_id, XUHUI, LIN)


def test_an_older_picture_from_the_mall_does_not_undo_what_was_asked_here(shop: SmallShop) -> None:
    card = shop.transfers.ask(PIECE, XUHUI, "bring")
    seq = shop.operations("transfer.ask")[0].seq
    shop.deliver(asked_by_us(id=card.transfer_id, status="declined"), applied_through=seq - 1)
    assert only(shop).status == "asked"
    shop.deliver(asked_by_us(id=card.transfer_id, status="sent", sent=1), applied_through=seq)
    assert (only(shop).status, only(shop).next_step) == ("sent", "receive")


def test_what_is_sent_leaves_this_shop_once(shop: SmallShop) -> None:
    shop.deliver(asked_of_us())
    before = shop.on_hand(PIECE)
    assert only(shop).next_step == "send"
    sent = shop.transfers.send("tr-1", parcel=" SF1 ")
    assert (sent.status, sent.sent, sent.parcel, shop.on_hand(PIECE)) == ("sent", 1, "SF1", before - 1)
    with pytest.raises(TransferMovedOn):
        shop.transfers.send("tr-1")
    assert shop.on_hand(PIECE) == before - 1
    (operation,) = shop.operations("transfer.send")
    body = read_body("transfer.send", 1, operation.body)
    assert isinstance(body, TransferSend)
    assert [one.quantity for one in body.movements] == [-1]


def test_what_arrives_hangs_here(shop: SmallShop) -> None:
    shop.deliver(asked_by_us(status="sent", quantity=2, sent=2))
    before = shop.on_hand(PIECE)
    assert shop.transfers.receive("tr-1").received == 2
    assert shop.on_hand(PIECE) == before + 2


def test_a_piece_that_is_brought_before_the_mall_says_so_is_received(shop: SmallShop) -> None:
    card = shop.transfers.ask(PIECE, XUHUI, "bring")
    assert shop.transfers.receive(card.transfer_id).status == "received"


def test_who_asked_may_call_it_off_until_it_has_left(shop: SmallShop) -> None:
    card = shop.transfers.ask(PIECE, XUHUI, "bring")
    assert shop.transfers.call_off(card.transfer_id).status == "called_off"
    shop.deliver(asked_by_us(status="sent", sent=1))
    with pytest.raises(TransferMovedOn):
        shop.transfers.call_off("tr-1")


def test_a_shop_that_cannot_says_why(shop: SmallShop) -> None:
    shop.deliver(asked_of_us())
    declined = shop.transfers.decline("tr-1", "damaged")
    assert (declined.status, declined.why, declined.next_step) == ("declined", "damaged", "")


def test_an_address_is_told_while_somebody_needs_it(shop: SmallShop) -> None:
    address = "陈女士 上海市长宁区"
    shop.deliver(asked_of_us(note=address), asked_of_us(id="over", note=address, status="declined"))
    assert {card.transfer_id: card.note for card in shop.transfers.listed()} == {"tr-1": address, "over": ""}


def test_nobody_acts_for_the_other_shop(shop: SmallShop) -> None:
    shop.deliver(asked_by_us(id="ours"), asked_of_us(id="theirs", status="sent", sent=1))
    for act in (
        lambda: shop.transfers.send("ours"),
        lambda: shop.transfers.decline("ours", "gone"),
        lambda: shop.transfers.receive("theirs"),
        lambda: shop.transfers.call_off("theirs"),
        lambda: shop.transfers.receive("nowhere"),
    ):
        with pytest.raises(TransferMovedOn):
            act()


def test_a_piece_is_kept_there_for_a_member_only(shop: SmallShop) -> None:
    with pytest.raises(WhoseIsIt):
        shop.transfers.ask(PIECE, XUHUI, "reserve")
    shop.transfers.ask(PIECE, XUHUI, "reserve", member_id=MemberId(LIN))
    assert only(shop).way == "reserve"


def test_nothing_is_sent_to_her_that_she_has_not_paid_for(shop: SmallShop) -> None:
    with pytest.raises(NotPaidHere):
        shop.transfers.ask(PIECE, XUHUI, "ship", note="上海市")
    assert shop.transfers.listed() == ()


@pytest.mark.parametrize("quantity", [0, -1, 21, 10**9])
def test_no_number_of_pieces_that_cannot_be_is_asked_for(shop: SmallShop, quantity: int) -> None:
    with pytest.raises(BadQuantity):
        shop.transfers.ask(PIECE, XUHUI, "bring", quantity=quantity)


def test_what_ended_stays_on_the_list_for_some_days(shop: SmallShop) -> None:
    shop.deliver(asked_of_us(id="old", status="declined"), asked_of_us(id="open"))
    shop.clock.pass_(80 * HOUR)
    assert [card.transfer_id for card in shop.transfers.listed()] == ["open"]
