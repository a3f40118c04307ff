"""What the clerk relies on at the board of the fitting rooms, with the network gone."""

from __future__ import annotations

import pytest

from posapp.domain.clock import HOUR, MINUTE
from posapp.domain.identity import BookingId, MemberId, VariantId
from posapp.services.errors import CodeRefused, NobodyInRoom, NoSuchRoom, RoomTaken, UnknownBarcode
from posapp.services.outcomes import Said
from posapp.services.room_cards import RoomCard
from sync.protocol.rooms import RoomRequest, asked_for, empty_room, room_id
from tests.fakes.small_shop import DRESS, LIN, NOON, SHIRT, SHOP, SmallShop, booking

BOOKED, ONE, TWO = BookingId("bk-1"), room_id(SHOP, 1), room_id(SHOP, 2)
DRESS_M, DRESS_S = VariantId(f"{DRESS}-BLK-M"), VariantId(f"{DRESS}-BLK-S")


@pytest.fixture(autouse=True)
def rooms(shop: SmallShop) -> None:
    shop.deliver(*(empty_room(SHOP, number) for number in (1, 2, 3)), booking("bk-1", NOON - 5 * MINUTE))


def card(cards: tuple[RoomCard, ...], wanted: str) -> RoomCard:
    return next(one for one in cards if one.room_id == wanted)


def barcode(shop: SmallShop, variant_id: str) -> str:
    with shop.file.view() as view:
        return view.catalogue.articles({VariantId(variant_id)})[VariantId(variant_id)].variant.barcode


def test_a_free_room_says_who_comes_next_and_whether_she_waits(shop: SmallShop) -> None:
    free = card(shop.rooms.board(), TWO)
    assert free.next is not None
    assert (free.status, free.next.booking_id, len(free.next.pieces), free.next.is_here) == ("free", BOOKED, 2, False)
    shop.bookings.check_in(BOOKED, "booking_code")
    waits = card(shop.rooms.board(), TWO).next
    assert waits is not None
    assert waits.is_here


def test_let_in_with_her_booking_she_is_here_and_her_pieces_are_with_her(shop: SmallShop) -> None:
    inside = card(shop.rooms.let_in_booked(TWO, BOOKED), TWO)
    assert (inside.status, [piece.size for piece in inside.pieces], inside.next) == ("in_use", ["M", "S"], None)
    assert inside.name is not None
    assert inside.name.zh == "林*清"
    assert shop.bookings.get(BOOKED).checked_in == NOON


def test_a_piece_that_was_judged_or_sold_to_somebody_else_is_not_brought(shop: SmallShop) -> None:
    row = booking("bk-2", NOON)
    shop.deliver(row)
    shop.bookings.check_in(BookingId("bk-2"), "list")
    shop.bookings.record(BookingId("bk-2"), shop.bookings.get(BookingId("bk-2")).garments[0].garment_id, Said("price"))
    assert len(card(shop.rooms.let_in_booked(ONE, BookingId("bk-2")), ONE).pieces) == 1


def test_nobody_is_let_into_a_room_that_is_taken(shop: SmallShop) -> None:
    shop.rooms.let_in(ONE)
    with pytest.raises(RoomTaken):
        shop.rooms.let_in_booked(ONE, BOOKED)
    assert shop.bookings.get(BOOKED).checked_in is None, "what was refused has left nothing behind"


def test_pieces_are_brought_by_their_barcode_and_hang_again(shop: SmallShop) -> None:
    shop.rooms.let_in(ONE, MemberId(LIN))
    inside = card(shop.rooms.bring(ONE, barcode(shop, DRESS_M)), ONE)
    assert [piece.variant_id for piece in inside.pieces] == [DRESS_M]
    inside = card(shop.rooms.take_back(ONE, inside.pieces[0].piece_id), ONE)
    assert (inside.pieces, inside.given_back) == ((), 1)
    with pytest.raises(UnknownBarcode):
        shop.rooms.bring(ONE, "6900000000000")
    with pytest.raises(NobodyInRoom):
        shop.rooms.bring(TWO, barcode(shop, DRESS_M))
    with pytest.raises(NoSuchRoom):
        shop.rooms.let_in("elsewhere:1")


def test_another_size_is_asked_for_brought_and_done_with(shop: SmallShop) -> None:
    shop.rooms.let_in_booked(TWO, BOOKED)
    sizes = shop.rooms.sizes(DRESS_M)
    assert DRESS_S in [one.variant_id for one in sizes]
    assert DRESS_M not in [one.variant_id for one in sizes]
    asked = card(shop.rooms.ask(TWO, DRESS_S), TWO)
    assert card(shop.rooms.ask(TWO, DRESS_S), TWO).asks == asked.asks, "asked twice, it waits once"
    assert asked.wants_something
    brought = card(shop.rooms.bring_asked(TWO, asked.asks[0].piece_id), TWO)
    assert (brought.asks, brought.pieces[-1].variant_id) == ((), DRESS_S)
    assert card(shop.rooms.bring_asked(TWO, asked.asks[0].piece_id), TWO) == brought, "somebody had brought it"


def test_scanning_what_she_asked_for_answers_her(shop: SmallShop) -> None:
    shop.rooms.let_in_booked(TWO, BOOKED)
    shop.rooms.ask(TWO, DRESS_S)
    assert card(shop.rooms.bring(TWO, barcode(shop, DRESS_S)), TWO).asks == ()


def test_what_is_not_here_is_told_her_and_no_longer_waits(shop: SmallShop) -> None:
    shop.rooms.let_in_booked(TWO, BOOKED)
    asked = card(shop.rooms.ask(TWO, DRESS_S), TWO).asks[0]
    assert card(shop.rooms.say_no(TWO, asked.piece_id), TWO).asks == ()


def test_what_she_asks_from_her_phone_is_on_the_board(shop: SmallShop) -> None:
    shop.rooms.let_in_booked(TWO, BOOKED)
    with shop.file.view() as view:
        inside = view.rooms.get(TWO)
    assert inside is not None
    wish = RoomRequest(id="q-1", variant_id=DRESS_S, asked_ms=NOON, by="phone")
    shop.deliver(asked_for(inside, wish), applied_through=100)
    asked = card(shop.rooms.board(), TWO).asks
    assert [(one.variant_id, one.is_from_phone) for one in asked] == [(DRESS_S, True)]


def test_she_comes_out_and_what_she_keeps_goes_to_the_cart_with_her_name(shop: SmallShop) -> None:
    inside = card(shop.rooms.let_in_booked(TWO, BOOKED), TWO)
    dress, shirt = inside.pieces
    shop.rooms.take_back(TWO, shirt.piece_id)
    cards, cart = shop.rooms.let_out(TWO, [dress.piece_id])
    assert cart is not None
    assert [(line.variant_id, line.source) for line in cart.lines] == [(DRESS_M, "try_on")]
    assert cart.member is not None
    assert (card(cards, TWO).status, card(cards, TWO).missing) == ("to_clean", ())
    assert [one.verdict for one in shop.bookings.get(BOOKED).garments] == ["kept", None]
    assert card(shop.rooms.make_ready(TWO), TWO).status == "free"


def test_the_cart_of_somebody_else_is_put_aside_for_her(shop: SmallShop) -> None:
    shop.selling.add(VariantId(f"{SHIRT}-CRM-S"))
    shop.rooms.let_in(ONE)
    inside = card(shop.rooms.bring(ONE, barcode(shop, DRESS_M)), ONE)
    _, cart = shop.rooms.let_out(ONE, [inside.pieces[0].piece_id])
    assert cart is not None
    assert [line.variant_id for line in cart.lines] == [DRESS_M]
    assert cart.held == 1


def test_a_piece_that_did_not_come_back_is_called_out_until_it_is_found_or_given_up(shop: SmallShop) -> None:
    inside = card(shop.rooms.let_in_booked(TWO, BOOKED), TWO)
    cards, cart = shop.rooms.let_out(TWO, [])
    assert cart is None
    assert [one.variant_id for one in card(cards, TWO).missing] == [piece.variant_id for piece in inside.pieces]
    assert card(shop.rooms.make_ready(TWO), TWO).wants_something, "a tidy room does not hide what is missing"
    shop.rooms.take_back(TWO, inside.pieces[0].piece_id)
    assert card(shop.rooms.give_up(TWO, inside.pieces[1].piece_id), TWO).missing == ()


def test_after_half_an_hour_somebody_should_look_in(shop: SmallShop) -> None:
    shop.rooms.let_in(ONE)
    shop.clock.pass_(30 * MINUTE)
    assert not card(shop.rooms.board(), ONE).is_long
    shop.clock.pass_(1)
    assert card(shop.rooms.board(), ONE).is_long


def test_the_board_is_as_it_was_after_the_till_was_killed(shop: SmallShop) -> None:
    shop.rooms.let_in_booked(TWO, BOOKED)
    before = shop.rooms.board()
    shop.open_again()
    assert shop.rooms.board() == before


def test_a_booking_that_was_called_off_opens_no_room(shop: SmallShop) -> None:
    shop.deliver(booking("bk-off", NOON + HOUR, status="cancelled"))
    with pytest.raises(CodeRefused):
        shop.rooms.let_in_booked(ONE, BookingId("bk-off"))
    assert card(shop.rooms.board(), ONE).status == "free"
