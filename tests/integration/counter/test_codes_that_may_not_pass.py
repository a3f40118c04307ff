"""Every code that a customer may hold out and that is not good: clear words in both languages, and a lawful way on.

Whatever was refused, the cart is as it was, nothing was told to the mall, and the next act of the clerk works.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND
from posapp.domain.errors import Refused
from posapp.domain.identity import BookingId, OrderId
from posapp.ui.notices import Notice, notice_of
from sync.protocol import codes
from sync.protocol.codes import CodeType
from sync.protocol.rooms import empty_room
from sync.worker.retry import FRESH
from tests.fakes.small_shop import DRESS, NOON, SHOE, SHOP, XUHUI, SmallShop, booking, order, stock

MEMBER_NO, BOOKING_NO, ORDER_NO, BLOCKED_NO = 501, 9_001, 7_001, 503
BOOKING, ORDER = BookingId("bk-1"), OrderId("or-1")
DRESS_LABEL = "6900000000002"

Act = Callable[[SmallShop], object]


def nothing(_shop: SmallShop) -> None:
    """Let everything be as it is."""


def scans(type_: CodeType, number: int, *, age_ms: int = 0) -> Act:
    return lambda shop: shop.selling.scan(shop.code(type_, number, age_ms=age_ms))


def types(digits: str) -> Act:
    return lambda shop: shop.selling.scan(digits)


def collects(type_: CodeType = CodeType.PICKUP, number: int = ORDER_NO) -> Act:
    return lambda shop: shop.pickups.hand_over(ORDER, shop.code(type_, number))


def with_a_digit_changed(type_: CodeType, number: int) -> Act:
    def act(shop: SmallShop) -> object:
        code = shop.code(type_, number)
        return shop.selling.scan(code[:90] + str((int(code[90]) + 1) % 10) + code[91:])

    return act


def twice(type_: CodeType, number: int, *, after: int) -> tuple[Act, Act]:
    """Return the scan of a code, and so much later that of the same digits from another phone."""
    digits: list[str] = []

    def first(shop: SmallShop) -> object:
        digits.append(shop.code(type_, number))
        return shop.selling.scan(digits[-1])

    def again(shop: SmallShop) -> object:
        shop.clock.pass_(after)
        return shop.selling.scan(digits[-1])

    return first, again


def with_the_clock_moved(type_: CodeType, number: int, by: int) -> Act:
    """Scan a code that is fresh, at a till whose clock jumped while it was cut off from the mall."""

    def act(shop: SmallShop) -> object:
        code = shop.code(type_, number)
        shop.clock.pass_(by)
        return shop.selling.scan(code)

    return act


def delivers(*, starts: int = NOON + HOUR, status: str = "booked") -> Act:
    return lambda shop: shop.deliver(booking(starts=starts, status=status))


def orders(status: str) -> Act:
    return lambda shop: shop.deliver(order(status=status))


class Trouble(NamedTuple):
    """What is so, what the clerk does, and what she then reads: the notice's code, a word of it, the way on."""

    name: str
    before: Act
    act: Act
    code: str
    zh: str
    en: str
    way_on: str


M, B, P = CodeType.MEMBER, CodeType.BOOKING, CodeType.PICKUP

TROUBLES = (
    # another store's, or nobody's
    Trouble("a member nobody knows here", nothing, scans(M, 4_242), "code_refused.unknown_member", "还没有这位会员",
            "does not know that member yet", "sell as usual"),
    Trouble("a booking of another store", nothing, scans(B, 4_242), "code_refused.wrong_shop", "本店没有这个预约",
            "no such booking", "walk-in"),
    Trouble("an order of another store", nothing, scans(P, 4_242), "code_refused.wrong_shop", "本店没有这个预约或订单",
            "no such booking or order", "which shop"),
    # expired
    Trouble("a member code of three minutes ago", nothing, scans(M, MEMBER_NO, age_ms=3 * MINUTE),
            "code_refused.expired", "已经过期", "has expired", "refresh"),
    Trouble("yesterday's booking", delivers(starts=NOON - DAY), scans(B, BOOKING_NO), "booking_another_day.past",
            "已经过了", "is over", "walk-in"),
    Trouble("yesterday's booking, typed", delivers(starts=NOON - DAY), types("10002000"), "booking_another_day.past",
            "已经过了", "is over", "walk-in"),
    Trouble("an order after its last day", orders("expired"), collects(), "manager_wanted", "店长", "manager",
            "manager signs in"),
    # redeemed here, redeemed elsewhere
    Trouble("a member code used here a moment ago", *twice(M, MEMBER_NO, after=5 * SECOND),
            "code_refused.replayed", "刚刚用过", "just used", "refresh"),
    Trouble("an order handed over here",
            lambda shop: shop.pickups.hand_over(ORDER, shop.code(P, ORDER_NO)), collects(),
            "not_open_for_hand_over.handed_over", "已经交过货", "handed over already", "Do not give it out twice"),
    Trouble("an order handed over at the other till", orders("handed_over"), collects(),
            "not_open_for_hand_over.handed_over", "已经交过货", "handed over already", "Do not give it out twice"),
    # cancelled
    Trouble("a blocked member", nothing, scans(M, BLOCKED_NO), "code_refused.blocked", "已停用", "blocked",
            "sell as usual"),
    Trouble("a booking called off", delivers(status="cancelled"), scans(B, BOOKING_NO), "code_refused.not_open",
            "已经取消", "called off", "walk-in"),
    Trouble("a booking called off, typed", delivers(status="cancelled"), types("10002000"), "code_refused.not_open",
            "已经取消", "called off", "book anew"),
    Trouble("an order called off", orders("cancelled"), collects(), "not_open_for_hand_over.cancelled", "已取消",
            "was cancelled", "sell it to her"),
    # tomorrow's
    Trouble("a member code of tomorrow", nothing, scans(M, MEMBER_NO, age_ms=-DAY), "code_refused.not_yet", "在将来",
            "from the future", "last four digits"),
    Trouble("tomorrow's booking", delivers(starts=NOON + DAY), scans(B, BOOKING_NO), "booking_another_day.ahead",
            "这个预约是", "is for", "walk-in"),
    # a screenshot after sixty seconds
    Trouble("a screenshot of a member code", *twice(M, MEMBER_NO, after=61 * SECOND),
            "code_refused.replayed", "刚刚用过", "just used", "screenshot"),
    Trouble("a screenshot that nobody has used yet", nothing, scans(M, MEMBER_NO, age_ms=151 * SECOND),
            "code_refused.expired", "已经过期", "has expired", "refresh"),
    # a digit changed
    Trouble("a member code with another digit", nothing, with_a_digit_changed(M, MEMBER_NO), "code_refused.forged",
            "不是商城签发", "not issued by the mall", "last four digits"),
    Trouble("a booking code with another digit", nothing, with_a_digit_changed(B, BOOKING_NO), "code_refused.forged",
            "不是商城签发", "not issued by the mall", "last four digits"),
    Trouble("a pickup code with another digit", nothing, with_a_digit_changed(P, ORDER_NO), "code_refused.forged",
            "不是商城签发", "not issued by the mall", "open the code"),
    # another code than the one that is wanted
    Trouble("a booking code where goods are collected", nothing, collects(B, BOOKING_NO), "code_refused.other_code",
            "另一种码", "another kind of code", "her order's"),
    Trouble("a member code where goods are collected", nothing, collects(M, MEMBER_NO), "code_refused.other_code",
            "另一种码", "another kind of code", "her order's"),
    Trouble("the code of another order", nothing, collects(number=7_002), "not_open_for_hand_over.wrong_code",
            "提货码不对", "not this order's code", "scan again"),
    # a clock that is wrong by a day, and no mall to ask
    Trouble("a member code, the clock a day ahead", nothing, with_the_clock_moved(M, MEMBER_NO, DAY),
            "code_refused.expired", "已经过期", "has expired", "clock"),
    Trouble("a member code, the clock a day behind", nothing, with_the_clock_moved(M, MEMBER_NO, -DAY),
            "code_refused.not_yet", "在将来", "from the future", "clock"),
    Trouble("a booking, the clock a day ahead", nothing, with_the_clock_moved(B, BOOKING_NO, DAY),
            "booking_another_day.past", "已经过了", "is over", "clock"),
    Trouble("a booking, the clock a day behind", nothing, with_the_clock_moved(B, BOOKING_NO, -DAY),
            "code_refused.not_yet", "在将来", "from the future", "clock"),
    Trouble("an order, the clock a day behind", nothing, with_the_clock_moved(P, ORDER_NO, -DAY),
            "code_refused.not_yet", "在将来", "from the future", "clock"),
)  # fmt: skip


def refused(shop: SmallShop, act: Act) -> Notice:
    """Return what a clerk reads when something is refused."""
    with pytest.raises(Refused) as told:
        act(shop)
    return notice_of(told.value)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_it_is_said_in_both_languages_and_the_clerk_can_go_on(shop: SmallShop, trouble: Trouble) -> None:
    trouble.before(shop)
    cart = shop.selling.scan(DRESS_LABEL).cart.lines
    said = len(shop.operations())

    notice = refused(shop, trouble.act)

    assert notice.code == trouble.code
    assert trouble.zh in notice.what.zh
    assert trouble.en in notice.what.en
    assert trouble.way_on in notice.advice.en
    assert notice.advice.zh
    assert shop.selling.current().lines == cart
    assert len(shop.operations()) == said
    assert shop.selling.scan(DRESS_LABEL).cart.pieces == sum(line.quantity for line in cart) + 1


@pytest.mark.parametrize("type_and_number", [(B, BOOKING_NO), (P, ORDER_NO)], ids=["booking", "order"])
def test_a_code_that_lasts_may_be_a_screenshot_and_shown_again(shop: SmallShop, type_and_number) -> None:
    type_, number = type_and_number
    code = shop.code(type_, number)
    for _ in range(2):
        scanned = shop.selling.scan(code)
        assert (scanned.booking_id, scanned.order_id) == ((BOOKING, None) if type_ is B else (None, ORDER))
        shop.clock.pass_(61 * SECOND)


@pytest.mark.parametrize("status", ["checked_in", "done", "no_show"])
def test_a_booking_that_was_used_elsewhere_shows_how_it_stands(shop: SmallShop, status: str) -> None:
    shop.deliver(replace(booking(status=status), checked_in_ms=None if status == "no_show" else NOON - MINUTE))
    scanned = shop.selling.scan(shop.code(B, BOOKING_NO))
    assert scanned.booking_id == BOOKING
    assert shop.bookings.get(BOOKING).status == status


@pytest.mark.parametrize("off", [DAY, -DAY], ids=["ahead", "behind"])
@pytest.mark.parametrize(("type_", "number"), [(M, MEMBER_NO), (B, BOOKING_NO), (P, ORDER_NO)])
def test_a_till_that_heard_of_its_wrong_clock_goes_by_the_mall_s(
    shop: SmallShop, type_: CodeType, number: int, off: int
) -> None:
    now = shop.clock.now()
    shop.clock.pass_(off)
    shop.store.record_attempt("pull", FRESH, shop.clock.now(), now)

    scanned = shop.selling.scan(codes.mint(shop.code_key.private, 3, type_, number, now // SECOND))

    assert scanned.kind == {M: "member", B: "booking", P: "pickup"}[type_]


def test_a_room_that_is_full_is_said_and_another_takes_her(shop: SmallShop) -> None:
    shop.deliver(*(empty_room(SHOP, number) for number in (1, 2)))
    one, two = (room.room_id for room in shop.rooms.board())
    shop.rooms.let_in(one, anyway=True)

    notice = refused(shop, lambda here: here.rooms.let_in_booked(one, BOOKING, anyway=True))

    assert (notice.code, notice.values["room"]) == ("room_taken", 1)
    assert "有人" in notice.what.zh
    assert "another room" in notice.advice.en
    assert {room.number: room.status for room in shop.rooms.let_in_booked(two, BOOKING, anyway=True)}[2] == "in_use"


def test_a_garment_that_was_sold_meanwhile_is_said_missing_and_another_laid_out(shop: SmallShop) -> None:
    shop.deliver(stock(SHOP, f"{DRESS}-BLK-M", 0))
    (piece,) = [one for errand in shop.walking.list() for one in errand.pieces if one.variant_id == f"{DRESS}-BLK-M"]
    assert piece.on_hand == 0

    shop.walking.not_found(piece.key)
    shop.walking.choose(piece.key, "taken", f"{DRESS}-BLK-S")

    laid = {one.variant_id for errand in shop.walking.list() for one in errand.pieces}
    assert f"{DRESS}-BLK-M" not in laid
    assert f"{DRESS}-BLK-S" in laid


def test_an_ordered_piece_that_was_sold_meanwhile_is_asked_of_her_and_not_handed_over(shop: SmallShop) -> None:
    shop.deliver(stock(SHOP, f"{SHOE}-BLK-37", 0), stock(XUHUI, f"{SHOE}-BLK-37", 4), order(status="promised"))
    shop.pickups.cannot_find(ORDER, {"ol-1": 2})

    notice = refused(shop, collects())

    assert notice.code == "not_open_for_hand_over.nothing_waits"
    assert "没有要交的货" in notice.what.zh
    assert "her answer" in notice.advice.en
