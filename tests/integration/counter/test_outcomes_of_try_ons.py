"""What a clerk says of a garment that was tried on, booked or not, with the network gone."""

from __future__ import annotations

from msgspec.structs import replace

from posapp.domain.clock import MINUTE, Millis
from posapp.domain.identity import BookingId, GarmentId, MemberId, StaffId, VariantId
from posapp.domain.text import Bilingual
from posapp.services.on_duty import SignedIn
from posapp.services.outcomes import Said
from posapp.services.room_cards import PieceInRoom, RoomCard
from posapp.ui.widgets.outcome_words import told
from sync.hub.rules import tried
from sync.protocol import rows
from sync.protocol.codes import CodeType
from sync.protocol.kinds import TryOn, read_body
from sync.protocol.rooms import empty_room, room_id
from sync.protocol.rows import Staff
from tests.fakes.small_shop import (
    DRESS,
    LIN,
    LIN_PHONE,
    NOON,
    SHIRT,
    SHOP,
    SmallShop,
    booking,
    member,
    spend_promotion,
    stock,
)

BOOKED, ONE, TWO = BookingId("bk-1"), room_id(SHOP, 1), room_id(SHOP, 2)
DRESS_M, DRESS_L, SHIRT_S = (VariantId(name) for name in (f"{DRESS}-BLK-M", f"{DRESS}-BLK-L", f"{SHIRT}-CRM-S"))
G_DRESS = GarmentId("g-dress")


def open_rooms(shop: SmallShop) -> None:
    shop.deliver(*(empty_room(SHOP, number) for number in (1, 2)), booking("bk-1", NOON - 5 * MINUTE))


def card(cards: tuple[RoomCard, ...], wanted: str) -> RoomCard:
    return next(one for one in cards if one.room_id == wanted)


def walk_in_with(shop: SmallShop, *variants: VariantId, companions: int = 0) -> tuple[PieceInRoom, ...]:
    shop.rooms.let_in(ONE, companions=companions)
    with shop.file.view() as view:
        articles = view.catalogue.articles(set(variants))
    for variant_id in variants:
        shop.rooms.bring(ONE, articles[variant_id].variant.barcode)
    return card(shop.rooms.board(), ONE).pieces


def outcomes(shop: SmallShop) -> list[TryOn]:
    bodies = (read_body(one.kind, one.v, one.body) for one in shop.operations("try_on.outcome"))
    return [body for body in bodies if isinstance(body, TryOn)]


def sign_in_another(shop: SmallShop) -> None:
    zhao = Staff(id="staff-zhao", number="1002", name_zh="赵敏", name_en="Zhao Min", role="cashier", pin_hash="")
    shop.deliver(zhao)
    shop.duty.signed_in = SignedIn(StaffId(zhao.id), zhao.number, Bilingual("赵敏", "Zhao Min"), zhao.role)


def test_where_it_was_tight_stands_on_the_card_and_travels(shop: SmallShop) -> None:
    shop.bookings.check_in(BOOKED, "list")
    told = shop.bookings.record(BOOKED, G_DRESS, Said("too_small", ("shoulder", "waist"))).garments[0].outcome
    assert told.said == Said("too_small", ("shoulder", "waist"))
    assert [(one.size, one.on_hand) for one in told.sizes] == [("L", 3)], "the larger ones, the nearest first"
    assert "hip" in told.places
    assert [one.where for one in outcomes(shop)] == [["shoulder", "waist"]]


def test_nobody_is_asked_where_a_shirt_is_tight_at_the_hip(shop: SmallShop) -> None:
    assert "hip" not in shop.bookings.get(BOOKED).garments[1].outcome.places


def test_a_second_tap_corrects_the_first_even_when_the_clock_was_set_back(shop: SmallShop) -> None:
    shop.bookings.record(BOOKED, G_DRESS, Said("too_small", ("hip",)))
    shop.clock.pass_(-10 * MINUTE)
    assert shop.bookings.record(BOOKED, G_DRESS, Said("kept")).garments[0].outcome.said == Said("kept")
    first, second = outcomes(shop)
    assert second.occurred_ms > first.occurred_ms


def test_the_size_she_wants_instead_is_brought_to_the_room_she_is_in(shop: SmallShop) -> None:
    open_rooms(shop)
    shop.rooms.let_in_booked(TWO, BOOKED)
    shop.bookings.want(BOOKED, G_DRESS, Said("too_small", wished_size="L"), DRESS_L)
    shop.bookings.want(BOOKED, G_DRESS, Said("too_small", wished_size="L"), DRESS_L)
    assert [one.variant_id for one in card(shop.rooms.board(), TWO).asks] == [DRESS_L], "asked twice, it waits once"
    assert shop.bookings.get(BOOKED).garments[0].outcome.said == Said("too_small", wished_size="L")


def test_out_of_a_room_the_wish_is_kept_all_the_same(shop: SmallShop) -> None:
    open_rooms(shop)
    shop.bookings.want(BOOKED, G_DRESS, Said("too_small", wished_size="L"), DRESS_L)
    assert outcomes(shop)[0].wished_size == "L"
    assert all(one.asks == () for one in shop.rooms.board())


def test_what_was_booked_is_judged_in_the_room_as_on_her_card(shop: SmallShop) -> None:
    open_rooms(shop)
    dress, shirt = card(shop.rooms.let_in_booked(TWO, BOOKED), TWO).pieces
    shop.rooms.judge(TWO, dress.piece_id, Said("too_big", ("length",)))
    inside = card(shop.rooms.judge(TWO, shirt.piece_id, Said("kept")), TWO)
    assert [piece.outcome.verdict for piece in inside.pieces] == ["too_big", "kept"]
    assert [one.verdict for one in shop.bookings.get(BOOKED).garments] == ["too_big", "kept"]
    assert {(one.booking_id, one.visit_id) for one in outcomes(shop)} == {(BOOKED, "")}


def test_what_a_walk_in_tried_is_a_fact_too(shop: SmallShop) -> None:
    open_rooms(shop)
    dress, shirt = walk_in_with(shop, DRESS_M, SHIRT_S, companions=2)
    shop.rooms.judge(ONE, dress.piece_id, Said("too_small", ("hip",)))
    inside = card(shop.rooms.judge(ONE, shirt.piece_id, Said("not_colour")), ONE)
    assert (inside.companions, [piece.outcome.verdict for piece in inside.pieces]) == (2, ["too_small", "not_colour"])
    told = outcomes(shop)
    assert [(one.booking_id, one.member_id, one.style_id) for one in told] == [(None, None, DRESS), (None, None, SHIRT)]
    assert {(one.room_id, one.garment_id) for one in told} == {(ONE, dress.piece_id), (ONE, shirt.piece_id)}
    shop.open_again()
    assert [piece.outcome.verdict for piece in card(shop.rooms.board(), ONE).pieces] == ["too_small", "not_colour"]


def test_an_older_picture_of_the_room_does_not_undo_what_was_said_in_it(shop: SmallShop) -> None:
    open_rooms(shop)
    (dress,) = walk_in_with(shop, DRESS_M)
    with shop.file.view() as view:
        before = view.rooms.get(ONE)
    assert before is not None
    told_so_far = len(shop.operations())
    shop.rooms.judge(ONE, dress.piece_id, Said("price"))
    shop.deliver(before, applied_through=told_so_far)
    assert [piece.outcome.verdict for piece in card(shop.rooms.board(), ONE).pieces] == ["price"]


def test_a_walk_in_who_shows_her_code_is_known_and_what_she_tries_is_hers(shop: SmallShop) -> None:
    open_rooms(shop)
    (dress,) = walk_in_with(shop, DRESS_M, companions=1)
    entered = card(shop.rooms.board(), ONE).since
    shop.clock.pass_(MINUTE)
    inside = card(shop.rooms.know(ONE, shop.code(CodeType.MEMBER, 501)), ONE)
    assert inside.name is not None
    assert (inside.name.zh, inside.since, inside.companions, len(inside.pieces)) == ("林*清", entered, 1, 1)
    shop.rooms.judge(ONE, dress.piece_id, Said("price"))
    assert outcomes(shop)[0].member_id == LIN


def test_the_larger_size_that_a_walk_in_wants_waits_on_the_board(shop: SmallShop) -> None:
    open_rooms(shop)
    (dress,) = walk_in_with(shop, DRESS_M)
    inside = card(shop.rooms.judge(ONE, dress.piece_id, Said("too_small", ("hip",))), ONE)
    larger = inside.pieces[0].outcome.sizes[0]
    inside = card(
        shop.rooms.want(ONE, dress.piece_id, Said("too_small", ("hip",), larger.size), larger.variant_id), ONE
    )
    assert [one.variant_id for one in inside.asks] == [DRESS_L]
    assert inside.pieces[0].outcome.said == Said("too_small", ("hip",), "L")


def test_a_piece_that_hangs_again_is_judged_no_more(shop: SmallShop) -> None:
    open_rooms(shop)
    (dress,) = walk_in_with(shop, DRESS_M)
    shop.rooms.take_back(ONE, dress.piece_id)
    shop.rooms.judge(ONE, dress.piece_id, Said("price"))
    assert outcomes(shop) == []


def test_what_a_walk_in_keeps_is_said_to_be_kept(shop: SmallShop) -> None:
    open_rooms(shop)
    (dress,) = walk_in_with(shop, DRESS_M)
    _, cart = shop.rooms.let_out(ONE, [dress.piece_id])
    assert cart is not None
    assert [line.variant_id for line in cart.lines] == [DRESS_M]
    assert [one.verdict for one in outcomes(shop)] == ["kept"]


def test_the_clerk_who_served_her_is_credited_and_not_whoever_sits_at_the_till(shop: SmallShop) -> None:
    open_rooms(shop)
    dress, shirt = card(shop.rooms.let_in_booked(TWO, BOOKED), TWO).pieces
    shop.rooms.judge(TWO, dress.piece_id, Said("kept"))
    sign_in_another(shop)
    shop.rooms.take_back(TWO, shirt.piece_id)
    _, cart = shop.rooms.let_out(TWO, [dress.piece_id])
    assert cart is not None
    with shop.file.view() as view:
        kept = view.carts.open()
    assert kept is not None
    assert [line.clerk_id for line in kept.body.lines] == ["staff-wang"]


def test_of_a_booking_too_whoever_heard_that_she_keeps_it_is_credited(shop: SmallShop) -> None:
    shop.bookings.record(BOOKED, G_DRESS, Said("kept"))
    sign_in_another(shop)
    shop.bookings.kept_to_cart(BOOKED)
    with shop.file.view() as view:
        kept = view.carts.open()
    assert kept is not None
    assert [line.clerk_id for line in kept.body.lines] == ["staff-wang"]


def test_an_outcome_of_the_mall_that_is_older_does_not_undo_what_was_said_here(shop: SmallShop) -> None:
    shop.bookings.check_in(BOOKED, "list")
    shop.clock.now()
    shop.bookings.record(BOOKED, G_DRESS, Said("kept"))
    shop.deliver(booking())
    assert shop.bookings.get(BOOKED).garments[0].verdict == "kept"
    assert Millis(outcomes(shop)[0].occurred_ms) == shop.clock.now()


# --- where it goes ---------------------------------------------------------------------------------------------------


def test_her_panel_tells_what_she_tried_and_left_before_the_mall_has_heard_of_it(shop: SmallShop) -> None:
    shop.bookings.record(BOOKED, G_DRESS, Said("too_small"))
    shop.clock.pass_(MINUTE)
    shop.bookings.record(BOOKED, G_DRESS, Said("too_small", ("shoulder",), "L"))
    shop.bookings.record(BOOKED, GarmentId("g-shirt"), Said("untried"))
    (left,) = shop.members.panel(MemberId(LIN), "A").tried
    assert left.said is not None
    assert (left.style_id, left.size, left.said) == (DRESS, "M", Said("too_small", ("shoulder",), "L"))
    assert told(left.said, "en") == "too small (shoulder), wants L"
    assert told(left.said, "zh") == "偏小（肩），想要 L"


def test_what_is_corrected_here_stands_over_what_the_mall_tells(shop: SmallShop) -> None:
    shop.bookings.record(BOOKED, G_DRESS, Said("price"))
    with shop.file.view() as view:
        before = view.rows.get(rows.History, LIN)
    assert before is not None
    heard = tried(before, outcomes(shop)[0], "M")
    shop.deliver(heard, applied_through=len(shop.operations()))
    assert [one.said for one in shop.members.panel(MemberId(LIN), "A").tried] == [Said("price")]
    shop.clock.pass_(MINUTE)
    shop.bookings.record(BOOKED, G_DRESS, Said("not_colour"))
    assert [one.said for one in shop.members.panel(MemberId(LIN), "A").tried] == [Said("not_colour")]


def test_the_colour_she_refused_is_not_suggested_and_the_other_is(shop: SmallShop) -> None:
    shop.adviser.wanted, shop.adviser.sizes = (DRESS,), {DRESS: "M"}
    shop.bookings.record(BOOKED, G_DRESS, Said("not_colour"))
    assert [card.variant_id for card in shop.members.panel(MemberId(LIN), "A").suggestions] == [f"{DRESS}-CRM-M"]
    shop.deliver(stock(SHOP, f"{DRESS}-CRM-M", 0))
    assert shop.members.panel(MemberId(LIN), "A").suggestions == ()


def test_what_she_left_for_its_price_is_named_to_the_adviser_only_while_it_is_on_offer(shop: SmallShop) -> None:
    shop.bookings.record(BOOKED, G_DRESS, Said("price"))
    shop.members.panel(MemberId(LIN), "A")
    shop.deliver(replace(spend_promotion(100, 10_000), kind="off", threshold_fen=0))
    shop.members.panel(MemberId(LIN), "A")
    assert [set(one) for one in shop.adviser.asked_cheaper[-2:]] == [set(), {DRESS}]


def test_who_switched_personal_advice_off_is_not_reminded_of_what_she_tried(shop: SmallShop) -> None:
    shop.bookings.record(BOOKED, G_DRESS, Said("price"))
    private = replace(member(LIN, 501, "林*清", "Lin *", LIN_PHONE), personal=False)
    shop.deliver(private)
    assert shop.members.panel(MemberId(LIN), "A").tried == ()
