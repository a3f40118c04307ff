"""What a cashier relies on while ringing up."""

from __future__ import annotations

import pytest

from posapp.domain.clock import DAY, MINUTE, SECOND
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import CouponId, LineId, MemberId, VariantId
from posapp.services.errors import CodeRefused, CouponRefused, NotSignedIn, UnknownBarcode
from sync.protocol.codes import CodeType
from tests.fakes.small_shop import (
    BLOCKED,
    COAT,
    DRESS,
    LIN,
    LIN_CARD,
    LIPSTICK,
    SHIRT,
    SHOP,
    ZHOU,
    SmallShop,
    spend_promotion,
    stock,
)

DRESS_M, SHIRT_S, COAT_M = (VariantId(f"{DRESS}-BLK-M"), VariantId(f"{SHIRT}-CRM-S"), VariantId(f"{COAT}-CRM-M"))
DRESS_BARCODE = "6900000000002"


def test_a_scanned_dress_lies_in_the_cart(shop: SmallShop) -> None:
    scanned = shop.selling.scan(DRESS_BARCODE)
    line = scanned.cart.lines[0]
    assert (scanned.kind, scanned.line_id, line.variant_id, line.paid) == ("goods", line.line_id, DRESS_M, 59_900)
    assert (line.on_hand, line.source, line.size, line.colour.name.zh) == (3, "scan", "M", "墨黑")


def test_the_same_barcode_again_adds_a_piece_to_its_line(shop: SmallShop) -> None:
    shop.selling.scan(DRESS_BARCODE)
    cart = shop.selling.scan(DRESS_BARCODE).cart
    assert [(line.quantity, line.paid) for line in cart.lines] == [(2, 119_800)]


def test_full_width_digits_from_an_input_method_are_digits(shop: SmallShop) -> None:
    typed = DRESS_BARCODE.translate({ord(digit): ord(digit) - ord("0") + ord("０") for digit in "0123456789"})
    assert shop.selling.scan(typed).cart.lines[0].variant_id == DRESS_M


def test_a_upc_label_scans_with_and_without_its_leading_zero(shop: SmallShop) -> None:
    shop.selling.scan("012345678905")
    cart = shop.selling.scan("0012345678905").cart
    assert [(line.style_id, line.quantity) for line in cart.lines] == [(LIPSTICK, 2)]


@pytest.mark.parametrize("text", ["6900000009999", "", " ", "hello", "0" * 10_000, "'; DROP TABLE cart; --", "9" * 190])
def test_an_unknown_code_leaves_the_cart_as_it_was(shop: SmallShop, text: str) -> None:
    before = shop.selling.scan(DRESS_BARCODE).cart
    with pytest.raises((UnknownBarcode, CodeRefused)):
        shop.selling.scan(text)
    assert shop.selling.current() == before


def test_the_cart_survives_a_restart(shop: SmallShop) -> None:
    shop.selling.add(DRESS_M)
    before = shop.selling.attach_member(MemberId(LIN), "B")
    shop.open_again()
    assert shop.selling.current() == before


@pytest.mark.parametrize("quantity", [0, -1, 1000, 10**9])
def test_a_senseless_quantity_is_refused_and_the_line_stays(shop: SmallShop, quantity: int) -> None:
    line = shop.selling.add(DRESS_M).lines[0]
    with pytest.raises(BadQuantity):
        shop.selling.set_quantity(line.line_id, quantity)
    assert shop.selling.current().lines[0].quantity == 1


def test_more_pieces_than_hang_here_can_be_sold(shop: SmallShop) -> None:
    line = shop.selling.add(DRESS_M).lines[0]
    assert shop.selling.set_quantity(line.line_id, 999).pieces == 999


def test_a_line_can_be_taken_out_twice_without_harm(shop: SmallShop) -> None:
    line = shop.selling.add(DRESS_M).lines[0]
    shop.selling.remove(line.line_id)
    assert shop.selling.remove(line.line_id).lines == ()


def test_nobody_signed_in_can_add_nothing_but_sees_the_cart(shop: SmallShop) -> None:
    shop.selling.add(DRESS_M)
    shop.duty.signed_in = None
    with pytest.raises(NotSignedIn):
        shop.selling.scan(DRESS_BARCODE)
    assert shop.selling.current().pieces == 1


# --- the member ------------------------------------------------------------------------------------------------------


def test_her_code_brings_her_and_her_prices(shop: SmallShop) -> None:
    shop.selling.add(DRESS_M)
    scanned = shop.selling.scan(shop.code(CodeType.MEMBER, 501))
    assert scanned.kind == "member"
    assert scanned.cart.member is not None
    assert (scanned.cart.member.member_id, scanned.cart.member.trust) == (LIN, "A")
    line = scanned.cart.lines[0]
    assert (line.paid, [(step.kind, step.fen) for step in line.steps]) == (53_900, [("member_price", 6_000)])
    assert scanned.cart.points == 539


def test_a_copy_of_her_code_is_refused(shop: SmallShop) -> None:
    code = shop.code(CodeType.MEMBER, 501)
    shop.selling.scan(code)
    shop.selling.detach_member()
    _refused(shop, code, "replayed")


def test_a_copy_is_refused_also_after_another_code(shop: SmallShop) -> None:
    first, second = shop.code(CodeType.MEMBER, 501), shop.code(CodeType.MEMBER, 501, age_ms=5 * SECOND)
    for code in (first, second):
        shop.selling.scan(code)
        shop.selling.detach_member()
    _refused(shop, first, "replayed")
    _refused(shop, second, "replayed")


def test_a_code_can_be_shown_again_when_it_was_refused_for_want_of_her_data(shop: SmallShop) -> None:
    code = shop.code(CodeType.MEMBER, 999)
    _refused(shop, code, "unknown_member")
    _refused(shop, code, "unknown_member")


def test_a_screenshot_from_before_is_expired_and_one_from_tomorrow_is_not_yet(shop: SmallShop) -> None:
    _refused(shop, shop.code(CodeType.MEMBER, 501, age_ms=151 * SECOND), "expired")
    _refused(shop, shop.code(CodeType.MEMBER, 501, age_ms=-DAY), "not_yet")


def test_a_till_whose_clock_is_a_day_wrong_goes_by_the_malls(shop: SmallShop) -> None:
    code = shop.code(CodeType.MEMBER, 501)
    mall_now = shop.clock.now()
    shop.clock.pass_(DAY)
    _refused(shop, code, "expired")
    attempt = shop.store.attempt("pull")
    shop.store.record_attempt("pull", attempt, shop.clock.now(), mall_now)
    assert shop.selling.scan(code).kind == "member"


def test_a_forged_code_and_one_of_an_unknown_key_are_refused(shop: SmallShop) -> None:
    good = shop.code(CodeType.MEMBER, 501)
    _refused(shop, good[:-1] + str((int(good[-1]) + 1) % 10), "forged")
    shop.clock.pass_(31 * DAY)  # the key is no longer to be trusted
    _refused(shop, shop.code(CodeType.MEMBER, 501), "unknown_key")


def test_a_blocked_member_is_refused_by_every_way(shop: SmallShop) -> None:
    _refused(shop, shop.code(CodeType.MEMBER, 503), "blocked")
    with pytest.raises(CodeRefused):
        shop.selling.attach_member(MemberId(BLOCKED), "B")


def test_her_static_card_brings_her_with_less_trust(shop: SmallShop) -> None:
    scanned = shop.selling.scan(LIN_CARD)
    assert scanned.cart.member is not None
    assert (scanned.cart.member.member_id, scanned.cart.member.trust) == (LIN, "B")
    with pytest.raises(UnknownBarcode):
        shop.selling.scan(LIN_CARD[:-1] + str((int(LIN_CARD[-1]) + 1) % 10))


def test_a_booking_and_an_order_open_on_their_boards(shop: SmallShop) -> None:
    assert shop.selling.scan(shop.code(CodeType.BOOKING, 9_001)).booking_id == "bk-1"
    assert shop.selling.scan("10002000").booking_id == "bk-1"
    assert shop.selling.scan(shop.code(CodeType.PICKUP, 7_001, age_ms=3 * DAY)).order_id == "or-1"
    assert shop.selling.scan("30004000").order_id == "or-1"
    _refused(shop, shop.code(CodeType.PICKUP, 7_777), "wrong_shop")


# --- coupons and promotions ------------------------------------------------------------------------------------------


def test_a_coupon_takes_its_amount_off_and_says_why(shop: SmallShop) -> None:
    shop.selling.add(DRESS_M)
    shop.selling.attach_member(MemberId(LIN), "A")
    cart = shop.selling.use_coupon(CouponId("cp-50"))
    assert (cart.gross, cart.discount, cart.total) == (59_900, 11_000, 48_900)
    assert [(choice.is_used, choice.gap) for choice in cart.coupons] == [(True, 0)]
    assert [step.kind for step in cart.lines[0].steps] == ["member_price", "coupon"]
    assert shop.selling.drop_coupon(CouponId("cp-50")).total == 53_900


def test_a_coupon_that_does_not_reach_says_what_is_missing(shop: SmallShop) -> None:
    shop.selling.attach_member(MemberId(LIN), "A")
    cart = shop.selling.add(SHIRT_S)
    assert [choice.gap for choice in cart.coupons] == [100]
    with pytest.raises(CouponRefused) as refused:
        shop.selling.use_coupon(CouponId("cp-50"))
    assert refused.value.values == {"reason": "below_threshold", "gap": 100}


def test_coupons_are_refused_with_their_reason(shop: SmallShop) -> None:
    shop.selling.add(DRESS_M)
    reasons = []
    for member, coupon in ((ZHOU, "cp-50"), (LIN, "cp-old"), (LIN, "cp-none")):
        shop.selling.attach_member(MemberId(member), "A")
        with pytest.raises(CouponRefused) as refused:
            shop.selling.use_coupon(CouponId(coupon))
        reasons.append(refused.value.values["reason"])
    assert reasons == ["not_hers", "expired", "unknown"]


def test_a_scanned_coupon_is_used_and_another_member_loses_it(shop: SmallShop) -> None:
    shop.selling.add(DRESS_M)
    shop.selling.attach_member(MemberId(LIN), "A")
    scanned = shop.selling.scan("970000000050")
    assert (scanned.kind, scanned.cart.total) == ("coupon", 48_900)
    assert shop.selling.attach_member(MemberId(ZHOU), "A").total == 53_900


def test_a_promotion_is_split_over_its_lines_and_the_next_step_is_hinted(shop: SmallShop) -> None:
    shop.deliver(spend_promotion(50_000, 6_000, repeat=True))
    shop.selling.add(DRESS_M)
    cart = shop.selling.add(SHIRT_S)
    assert (cart.total, [line.paid for line in cart.lines]) == (83_800, [55_898, 27_902])
    assert [(hint.gap, hint.saves) for hint in cart.hints] == [(10_200, 6_000)]


def test_a_price_that_changes_meanwhile_is_asked_anew(shop: SmallShop) -> None:
    shop.selling.add(DRESS_M)
    shop.deliver(spend_promotion(50_000, 6_000))
    assert shop.selling.current().total == 53_900
    shop.clock.pass_(2 * DAY)
    assert shop.selling.current().total == 59_900


# --- putting aside ---------------------------------------------------------------------------------------------------


def test_a_cart_is_put_aside_and_comes_back_in_exchange(shop: SmallShop) -> None:
    first = shop.selling.add(DRESS_M)
    assert shop.selling.hold().lines == ()
    shop.clock.pass_(MINUTE)
    second = shop.selling.add(SHIRT_S)
    assert second.held == 1
    back = shop.selling.recall(first.cart_id)
    assert (back.cart_id, back.pieces, back.held) == (first.cart_id, 1, 1)
    assert [(held.cart_id, held.total) for held in shop.selling.held()] == [(second.cart_id, 29_900)]


def test_an_empty_cart_is_not_put_aside_and_a_lost_one_changes_nothing(shop: SmallShop) -> None:
    empty = shop.selling.current()
    assert shop.selling.hold() == empty
    assert shop.selling.recall(empty.cart_id) == empty
    assert shop.selling.held() == ()


def test_clearing_leaves_nothing_behind(shop: SmallShop) -> None:
    shop.selling.add(COAT_M)
    shop.selling.attach_member(MemberId(LIN), "A")
    cart = shop.selling.clear()
    assert (cart.lines, cart.member, shop.selling.held()) == ((), None, ())


def test_a_line_that_is_gone_can_still_be_asked_for(shop: SmallShop) -> None:
    assert shop.selling.set_quantity(LineId("gone"), 3).lines == ()


def test_what_hangs_here_is_the_malls_word(shop: SmallShop) -> None:
    shop.deliver(stock(SHOP, DRESS_M, 1, promised=1))
    line = shop.selling.add(DRESS_M).lines[0]
    assert (line.on_hand, line.promised) == (1, 1)


def _refused(shop: SmallShop, code: str, reason: str) -> None:
    with pytest.raises(CodeRefused) as refused:
        shop.selling.scan(code)
    assert refused.value.values["reason"] == reason
