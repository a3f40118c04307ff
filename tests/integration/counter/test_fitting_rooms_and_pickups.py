"""What the clerk relies on at the fitting rooms and at the shelf of orders, with the network gone."""

from __future__ import annotations

import pytest

from posapp.domain.clock import DAY, HOUR, MINUTE
from posapp.domain.identity import BookingId, GarmentId, MemberId, OrderId, StyleId, VariantId
from posapp.services.errors import CodeRefused, LockedOut, NotOpenForHandOver, NotSignedIn
from posapp.services.outcomes import Said
from sync.protocol.codes import CodeType
from sync.protocol.kinds import BookingCheckIn, PickupHandOver, TryOn, read_body
from tests.fakes.small_shop import DRESS, LIN, NOON, SHIRT, SHOE, SHOP, ZHOU, SmallShop, booking, order, stock

BOOKING, ORDER = BookingId("bk-1"), OrderId("or-1")
SHOES = f"{SHOE}-BLK-37"


def test_today_shows_todays_bookings_in_their_order(shop: SmallShop) -> None:
    shop.deliver(
        booking("bk-late", NOON - HOUR),
        booking("bk-off", NOON, status="cancelled"),
        booking("bk-tomorrow", NOON + DAY),
    )
    cards = shop.bookings.today()
    assert [(card.booking_id, card.is_late) for card in cards] == [("bk-late", True), ("bk-1", False)]
    card = cards[1]
    assert (card.member_name.zh, card.phone_masked, card.room) == ("林*清", "138****1357", 2)
    assert [(one.size, one.is_my_size, one.on_hand, one.verdict) for one in card.garments] == [
        ("M", True, 3, None),
        ("S", False, 3, None),
    ]


def test_a_booking_that_has_just_come_in_is_new_for_a_minute(shop: SmallShop) -> None:
    shop.clock.pass_(HOUR)
    shop.deliver(booking("bk-2", NOON + 3 * HOUR, booked=shop.clock.now()))
    assert [card.booking_id for card in shop.bookings.today() if card.is_new] == ["bk-2"]
    shop.clock.pass_(MINUTE)
    assert not any(card.is_new for card in shop.bookings.today())


def test_she_is_checked_in_once(shop: SmallShop) -> None:
    card = shop.bookings.check_in(BOOKING, "booking_code")
    assert (card.status, card.checked_in) == ("checked_in", NOON)
    shop.clock.pass_(MINUTE)
    assert shop.bookings.check_in(BOOKING, "list").checked_in == NOON
    (operation,) = shop.operations()
    body = read_body(operation.kind, operation.v, operation.body)
    assert isinstance(body, BookingCheckIn)
    assert (body.how, body.staff_id, body.member_id) == ("booking_code", "staff-wang", LIN)


def test_the_newest_verdict_stands_and_the_last_one_ends_the_booking(shop: SmallShop) -> None:
    shop.bookings.check_in(BOOKING, "list")
    shop.bookings.record(BOOKING, GarmentId("g-dress"), Said("too_small"))
    shop.bookings.record(BOOKING, GarmentId("g-dress"), Said("kept"))
    shop.bookings.record(BOOKING, GarmentId("g-dress"), Said("kept"))
    card = shop.bookings.record(BOOKING, GarmentId("g-shirt"), Said("price"))
    assert ([one.verdict for one in card.garments], card.status) == (["kept", "price"], "done")
    verdicts = [read_body(one.kind, one.v, one.body) for one in shop.operations("try_on.outcome")]
    assert [one.verdict for one in verdicts if isinstance(one, TryOn)] == ["too_small", "kept", "price"]


def test_an_older_picture_from_the_mall_does_not_undo_what_happened_here(shop: SmallShop) -> None:
    shop.bookings.check_in(BOOKING, "list")
    shop.deliver(booking())
    assert shop.bookings.get(BOOKING).status == "checked_in"
    shop.deliver(booking(status="done"), applied_through=1)
    assert shop.bookings.get(BOOKING).status == "done"


def test_what_she_keeps_goes_into_her_cart_once(shop: SmallShop) -> None:
    shop.bookings.record(BOOKING, GarmentId("g-dress"), Said("kept"))
    shop.bookings.record(BOOKING, GarmentId("g-shirt"), Said("too_big"))
    shop.bookings.kept_to_cart(BOOKING)
    cart = shop.bookings.kept_to_cart(BOOKING)
    assert [(line.style_id, line.quantity, line.source) for line in cart.lines] == [(DRESS, 1, "try_on")]
    assert (cart.booking_id, cart.member.member_id if cart.member else None) == (BOOKING, LIN)
    assert cart.total == 53_900


def test_somebody_elses_cart_is_put_aside_for_it(shop: SmallShop) -> None:
    shop.selling.attach_member(MemberId(ZHOU), "A")
    others = shop.selling.add(VariantId(f"{SHIRT}-CRM-S"))
    shop.bookings.record(BOOKING, GarmentId("g-dress"), Said("kept"))
    cart = shop.bookings.kept_to_cart(BOOKING)
    assert ([line.style_id for line in cart.lines], cart.held) == ([DRESS], 1)
    assert shop.selling.recall(others.cart_id).member is not None


def test_nothing_is_recorded_while_nobody_is_signed_in(shop: SmallShop) -> None:
    shop.duty.signed_in = None
    with pytest.raises(NotSignedIn):
        shop.bookings.check_in(BOOKING, "list")
    with pytest.raises(NotSignedIn):
        shop.pickups.hand_over(ORDER, "30004000")
    assert shop.operations() == []
    assert shop.bookings.get(BOOKING).status == "booked"


def test_a_booking_of_another_shop_is_not_found(shop: SmallShop) -> None:
    with pytest.raises(CodeRefused):
        shop.bookings.check_in(BookingId("bk-elsewhere"), "list")


# --- pickups ---------------------------------------------------------------------------------------------------------


def test_an_order_is_handed_over_against_its_signed_code(shop: SmallShop) -> None:
    shop.deliver(stock(SHOP, SHOES, 5, promised=2))
    code = shop.code(CodeType.PICKUP, 7_001, age_ms=2 * DAY)
    assert shop.pickups.look_up(code).order_id == ORDER
    card = shop.pickups.hand_over(ORDER, code)
    assert (card.status, card.handed_over) == ("handed_over", NOON)
    assert shop.pickups.waiting() == ()
    assert shop.on_hand(SHOES) == 3
    (operation,) = shop.operations()
    body = read_body(operation.kind, operation.v, operation.body)
    assert isinstance(body, PickupHandOver)
    assert (body.how, [(one.variant_id, one.quantity, one.cause) for one in body.movements]) == (
        "order_code",
        [(SHOES, -2, "pickup")],
    )


def test_the_hand_over_is_counted_once_whoever_counts_it(shop: SmallShop) -> None:
    shop.deliver(stock(SHOP, SHOES, 5, promised=2))
    shop.pickups.hand_over(ORDER, "3000 4000")
    assert shop.on_hand(SHOES) == 3
    shop.deliver(order(), stock(SHOP, SHOES, 5, promised=2))  # the mall has not heard of it yet
    assert (shop.on_hand(SHOES), shop.pickups.get(ORDER).status) == (3, "handed_over")
    shop.deliver(order(status="handed_over"), stock(SHOP, SHOES, 3), applied_through=1)
    assert (shop.on_hand(SHOES), shop.pickups.get(ORDER).status) == (3, "handed_over")


def test_every_look_at_the_stock_agrees_after_a_hand_over(shop: SmallShop) -> None:
    shop.deliver(stock(SHOP, SHOES, 5, promised=2))
    shop.pickups.hand_over(ORDER, "30004000")
    assert _looks(shop) == [(3, 0), (3, 0)]
    shop.deliver(stock(SHOP, SHOES, 3), applied_through=1)
    assert _looks(shop) == [(3, 0), (3, 0)]


def test_wrong_codes_at_the_hand_over_count_as_tries(shop: SmallShop) -> None:
    for guess in range(5):
        _not_open(shop, f"1111000{guess}", "wrong_code")
    with pytest.raises(LockedOut):
        shop.pickups.hand_over(ORDER, "30004000")


def test_a_list_shows_only_the_end_of_a_code(shop: SmallShop) -> None:
    (card,) = shop.pickups.waiting()
    assert (card.code_hint, card.number, card.total) == ("00", "E20261122001", 139_800)
    assert [(line.size, line.quantity, line.shelf[:1]) for line in card.lines] == [("37", 2, "A")]


def test_nothing_leaves_twice(shop: SmallShop) -> None:
    shop.pickups.hand_over(ORDER, "30004000")
    _not_open(shop, "30004000", "handed_over")
    assert len(shop.operations("pickup.hand_over")) == 1


@pytest.mark.parametrize("status", ["cancelled", "declined", "handed_over"])
def test_a_closed_order_stays_on_the_shelf(shop: SmallShop, status: str) -> None:
    shop.deliver(order(status=status))
    _not_open(shop, "30004000", status)


def test_another_orders_code_opens_nothing(shop: SmallShop) -> None:
    _not_open(shop, shop.code(CodeType.PICKUP, 7_002), "wrong_code")
    for code in (shop.code(CodeType.MEMBER, 501), shop.code(CodeType.BOOKING, 9_001)):
        with pytest.raises(CodeRefused):
            shop.pickups.hand_over(ORDER, code)
    assert (shop.operations(), shop.on_hand(SHOES)) == ([], 3)


def test_guessing_ends_after_five_tries_but_the_signed_code_still_works(shop: SmallShop) -> None:
    for guess in range(5):
        with pytest.raises(NotOpenForHandOver):
            shop.pickups.look_up(f"1111000{guess}")
    with pytest.raises(LockedOut):
        shop.pickups.look_up("30004000")
    with pytest.raises(LockedOut):
        shop.pickups.hand_over(ORDER, "30004000")
    shop.open_again()
    with pytest.raises(LockedOut):
        shop.pickups.hand_over(ORDER, "30004000")
    assert shop.pickups.hand_over(ORDER, shop.code(CodeType.PICKUP, 7_001)).status == "handed_over"
    shop.clock.pass_(11 * MINUTE)
    assert shop.pickups.look_up("30004000").status == "handed_over"


def _looks(shop: SmallShop) -> list[tuple[int, int]]:
    """Return on hand and promised as the cart shows them and as the style's sheet does."""
    line = shop.selling.add(VariantId(SHOES)).lines[0]
    cell = next(cell for cell in shop.searching.sheet(StyleId(SHOE)).cells if cell.variant_id == SHOES)
    return [(line.on_hand, line.promised), (cell.here, cell.promised)]


def _not_open(shop: SmallShop, code: str, reason: str) -> None:
    with pytest.raises(NotOpenForHandOver) as refused:
        shop.pickups.hand_over(ORDER, code)
    assert refused.value.values["reason"] == reason


# --- whose cart it is ------------------------------------------------------------------------------------------------


def test_kept_pieces_carry_no_trust_that_somebody_elses_code_earned(shop: SmallShop) -> None:
    shop.selling.scan(shop.code(CodeType.MEMBER, 502))
    cart = shop.bookings.kept_to_cart(BOOKING)
    assert cart.member is not None
    assert (cart.member.member_id, cart.member.trust) == (LIN, "B")


def test_another_members_code_takes_the_booking_off_the_cart(shop: SmallShop) -> None:
    shop.bookings.check_in(BOOKING, "list")
    shop.bookings.record(BOOKING, GarmentId("g-dress"), Said("kept"))
    shop.bookings.kept_to_cart(BOOKING)
    cart = shop.selling.scan(shop.code(CodeType.MEMBER, 502)).cart
    assert (cart.member.member_id if cart.member else None, cart.booking_id, cart.pieces) == ("m-zhou", None, 1)
