"""A day in a small shop in which everything happens that a till can tell the mall, odd shapes too.

The golden corpus is written from it: extend ``play`` when a kind, a version or an odd shape came in.
"""

from __future__ import annotations

from random import Random
from typing import Literal

from msgspec.structs import replace

from posapp.domain.clock import HOUR, MINUTE, Millis
from posapp.domain.identity import BookingId, CouponId, GarmentId, MemberId, OrderId, StaffId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.attempts import Attempts
from posapp.services.cash_moves import CashMoves
from posapp.services.counting import Counting
from posapp.services.defects import Defects
from posapp.services.discounting import Discounting
from posapp.services.errors import ManagerWanted, NotEntitled
from posapp.services.held_pieces import HeldPieces, Waiting
from posapp.services.invoicing import Invoicing
from posapp.services.looking import Looking
from posapp.services.on_duty import SignedIn
from posapp.services.outcomes import Said
from posapp.services.paying import Paying
from posapp.services.permitting import Permitting
from posapp.services.phone_tenders import CardSlip, Plan
from posapp.services.return_plan import Draft, Piece
from posapp.services.returning import Returning
from posapp.services.settling import Settling
from posapp.services.shifts import Shifts
from posapp.services.value_book import Drawing
from posapp.services.walk_cards import PieceKey
from sync.protocol.codes import CodeType
from sync.protocol.rooms import empty_room, room_id
from sync.protocol.rows import Fix, Lease, Look, ParkedOperation, Row, Staff, ValueTerms
from sync.protocol.signing import lease_message, sign
from sync.proving.faulty_channel import FaultyChannel
from tests.fakes import small_shop
from tests.fakes.small_shop import COAT, DRESS, LIN, LIPSTICK, SHIRT, SHOE, SHOP, ZHOU, SmallShop
from tests.fakes.till_on_disk import PIN, PIN_HASH
from tests.golden_orders import collect_in_parts, orders_in_parts


def shop_rows() -> list[Row]:
    """Return what the mall knows of the shop at the start of the day."""
    return [
        *small_shop.catalogue(),
        *small_shop.people(),
        small_shop.spend_promotion(30_000, 3_000, repeat=True),
        replace(small_shop.booking("bk-2", small_shop.NOON + 3 * HOUR), code_no=9_002, code="10002002"),
        replace(small_shop.booking("bk-4", small_shop.NOON + 4 * HOUR), code_no=9_004, code="10002004"),
        replace(small_shop.booking("bk-5", small_shop.NOON + 5 * HOUR), code_no=9_005, code="10002005"),
        replace(small_shop.order("or-2"), number="E20261122002", code_no=7_002, code="30004002"),
        replace(small_shop.order("or-3", "promised"), number="E20261122003", code_no=7_003, code="30004003"),
        *orders_in_parts(),
        small_shop.stock(SHOP, f"{SHOE}-BLK-37", 14, promised=12),
        small_shop.stock(SHOP, f"{SHIRT}-BLK-M", 3, promised=2),
        Look(
            id="look-1",
            name_zh="周末散步",
            name_en="Weekend walk",
            styles=[COAT, SHIRT],
            shops=[SHOP],
            from_ms=0,
            until_ms=small_shop.NOON + 9 * HOUR,
            by="孙经理",
        ),
        replace(small_shop.coupon("cp-dress", LIN, "970000000068", 10_000, 3_000), category="dresses", group="dresses"),
        replace(
            small_shop.coupon("cp-season", LIN, "970000000075", 50_000, 0),
            percent_off_bp=500,
            cap_fen=9_000,
            group="season",
        ),
        ValueTerms(
            id="points",
            offline="leased",
            fen_per_unit=1,
            floor_fen=0,
            shop_day_fen=0,
            tills_per_shop=3,
            lease_units=60_000,
            lease_ms=HOUR,
        ),
        Staff(id="staff-zhao", number="1002", name_zh="赵敏", name_en="Zhao Min", role="manager", pin_hash=PIN_HASH),
        Staff(id="staff-qian", number="1003", name_zh="钱多", name_en="Qian Duo", role="cashier", pin_hash=PIN_HASH),
    ]


def play(shop: SmallShop) -> None:
    """Have every kind of thing happen at the till, odd shapes too."""
    sign_in(shop, "staff-wang", "1001")
    paying, shifts = Paying(shop.file, shop.clock, shop.duty, lambda: "zh"), Shifts(shop.file, shop.clock, shop.duty)
    shifts.open(Fen(20_000))
    shop.clock.pass_(MINUTE)
    sell(shop, paying, f"{SHIRT}-CRM-S")
    sell(shop, paying, f"{COAT}-BLK-M", f"{DRESS}-CRM-L", f"{LIPSTICK}-RED-F", member=LIN, coupon="cp-50", paid=300_000)
    sell(shop, paying, f"{LIPSTICK}-RED-F", quantity=999)  # far more than there is
    shop.clock.pass_(-2 * HOUR)  # the machine's clock is set back
    sell(shop, paying, *(f"{DRESS}-{colour}-{size}" for colour in ("BLK", "CRM") for size in "SML"), member=ZHOU)
    shop.clock.pass_(2 * HOUR)
    try_on(shop, paying)
    fill_the_rooms(shop, paying)
    follow_up_visits(shop)
    lay_out(shop)
    rebook(shop)
    move_between_shops(shop)
    put_carts_aside(shop, paying)
    shop.pickups.hand_over(OrderId("or-1"), shop.code(CodeType.PICKUP, 7_001))
    shop.pickups.hand_over(OrderId("or-2"), "3000 4002")
    pick_and_count(shop)
    collect_in_parts(shop, paying)
    pay_with_points(shop, paying)
    pay_by_phone_and_card(shop, paying)
    take_goods_back(shop, paying)
    use_several_coupons(shop, paying)
    settle_defective_goods(shop, paying)
    shop.adviser.wanted = (DRESS, SHIRT, COAT)
    shop.members.count_shown(shop.members.panel(MemberId(LIN), "A"))
    shop.members.dismiss(MemberId(LIN), StyleId(SHIRT))
    look_around(shop, paying)
    complete_a_cart(shop, paying)
    allow_a_discount(shop, paying)
    settle(shop)
    ask_for_invoices(shop, paying)
    move_cash(shop)
    shifts.give_count([(Fen(10_000), 1)])
    shifts.close(Fen(1), reason="钱箱里的钱不见了")  # nearly all of it is missing
    shop.clock.pass_(HOUR)
    shifts.open(Fen(0))
    shifts.close(Fen(0))  # nothing happened


def put_carts_aside(shop: SmallShop, paying: Paying) -> None:
    """Have carts make way for others: a plain one, and one with a member, a note and both kinds of discount by hand."""
    discounting = Discounting(shop.file, shop.clock, shop.duty)
    plain = shop.selling.add(VariantId(f"{LIPSTICK}-RED-F"), "scan")
    shop.selling.hold()
    shop.selling.attach_member(MemberId(LIN), "A")
    line_id = shop.selling.add(VariantId(f"{COAT}-BLK-M"), "try_on").lines[0].line_id
    shop.selling.set_note(line_id, "先留着，她去取钱")
    discounting.give(line_id, "percent", 500, "flaw")
    discounting.round_down(100)
    shop.clock.pass_(MINUTE)
    shop.selling.recall(plain.cart_id)
    paying.pay_cash()
    (aside,) = shop.selling.held()
    shop.selling.recall(aside.cart_id)
    paying.pay_cash()
    shop.clock.pass_(MINUTE)


def look_around(shop: SmallShop, paying: Paying) -> None:
    """Have a member scan two garments and buy one, with a suggestion opened on the way; tell it when she has gone."""
    shop.clock.pass_(MINUTE)
    looking = Looking(shop.file, shop.clock, shop.duty)
    looking.follow(shop.selling.attach_member(MemberId(LIN), "A"))
    left = shop.selling.add(VariantId(f"{COAT}-BLK-S"), "scan")
    looking.follow(left)
    looking.opened(StyleId(SHIRT))
    looking.follow(shop.selling.remove(left.lines[0].line_id))
    looking.follow(shop.selling.add(VariantId(f"{LIPSTICK}-RED-F"), "scan"))
    looking.follow(paying.pay_cash().cart)
    looking.tell()


def complete_a_cart(shop: SmallShop, paying: Paying) -> None:
    """Have a member buy what goes with her coat; what was shown beside the cart is told when she has paid."""
    shop.clock.pass_(MINUTE)
    shop.adviser.wanted = (SHIRT, DRESS)
    shop.selling.attach_member(MemberId(LIN), "A")
    shop.selling.add(VariantId(f"{COAT}-BLK-S"), "scan")
    outfit = shop.outfitting.beside_cart()
    assert outfit is not None
    shop.outfitting.shown(outfit)
    shop.selling.add(outfit.cards[0].variant_id, "outfit")
    paying.pay_cash()
    shop.outfitting.tell_shown(outfit.beside)


def ask_for_invoices(shop: SmallShop, paying: Paying) -> None:
    """Have a company and a person ask for invoices of what was sold last."""
    invoicing = Invoicing(shop.file, shop.clock, shop.duty)
    newest, before = paying.recent(2)
    invoicing.ask(newest.sale_id, "云裳（上海）贸易有限公司", "91350100M000100Y43")
    invoicing.ask(before.sale_id, "林婉", "")


def sign_in(shop: SmallShop, staff_id: str, number: str) -> None:
    """Have a member of staff stand at the till."""
    shop.duty.signed_in = SignedIn(StaffId(staff_id), number, Bilingual("王蕾", "Wang Lei"), "manager")


def sell(
    shop: SmallShop,
    paying: Paying,
    *variants: str,
    quantity: int = 1,
    member: str | None = None,
    coupon: str | None = None,
    paid: int | None = None,
) -> None:
    """Ring up and pay."""
    if member is not None:
        shop.selling.attach_member(MemberId(member), "A")
    for variant in variants:
        shop.selling.add(VariantId(variant), "scan", quantity)
    if coupon is not None:
        shop.selling.use_coupon(coupon)
    paying.pay_cash(None if paid is None else Fen(paid))
    shop.clock.pass_(MINUTE)


def pay_with_points(shop: SmallShop, paying: Paying) -> None:
    """Have a member pay with points that were leased to this till, a part of a sale and all of one."""
    now = shop.clock.now()
    unsigned = Lease(
        id="lease-1", shop_id=SHOP, instrument="points", owner_id=LIN, device="till-1", generation=1, fence=1,
        units=60_000, from_ms=now, until_ms=now + HOUR, status="open", root_signature="",
    )  # fmt: skip
    shop.deliver(replace(unsigned, root_signature=sign(shop.root.private, lease_message(unsigned))))
    shop.store.record_attempt("push", shop.store.attempt("push"), now, now)
    for points in (500, None):
        shop.selling.attach_member(MemberId(LIN), "A")
        total = shop.selling.add(VariantId(f"{LIPSTICK}-RED-F"), "scan").total
        units = total if points is None else points
        paying.pay_cash(drawn=[Drawing("points", LIN, units, Fen(units), "lease", "lease-1")])


def take_goods_back(shop: SmallShop, paying: Paying) -> None:
    """Have goods come back: for money, defective, for another size, for dearer ones, and what was exchanged itself."""
    returning = Returning(shop.file, shop.clock, shop.duty, lambda: "zh")

    def back(receipt_no: str, *pieces: Piece, new: str = "") -> str:
        shop.clock.pass_(MINUTE)
        goods = ((VariantId(new), 1),) if new else ()
        return returning.finish(Draft(returning.find(receipt_no).sale, pieces, goods)).receipt_no

    shop.selling.attach_member(MemberId(LIN), "A")
    for variant in (f"{DRESS}-CRM-M", f"{DRESS}-CRM-M", f"{SHIRT}-BLK-S"):
        shop.selling.add(VariantId(variant), "scan")
    number = paying.pay_cash().receipt_no
    back(number, Piece(1, condition="defective", reason="fault"))
    exchanged = back(number, Piece(1, reason="size", swap_to=VariantId(f"{DRESS}-CRM-L")))
    back(exchanged, Piece(1, reason="changed_mind"))
    back(number, Piece(2, reason="colour"), new=f"{COAT}-BLK-L")


def use_several_coupons(shop: SmallShop, paying: Paying) -> None:
    """Have a member use two coupons on a sale; one comes back with the dress that it was for, then the other."""
    returning = Returning(shop.file, shop.clock, shop.duty, lambda: "zh")
    shop.selling.attach_member(MemberId(LIN), "A")
    for variant in (f"{COAT}-BLK-L", f"{DRESS}-CRM-M"):
        shop.selling.add(VariantId(variant), "scan")
    for coupon_id in ("cp-dress", "cp-season"):
        shop.selling.use_coupon(CouponId(coupon_id))
    shop.selling.hold()
    shop.selling.recall(next(one.cart_id for one in shop.selling.held()))
    number = paying.pay_cash().receipt_no
    for place in (2, 1):
        shop.clock.pass_(MINUTE)
        returning.finish(Draft(returning.find(number).sale, (Piece(place, reason="changed_mind"),)))


def settle_defective_goods(shop: SmallShop, paying: Paying) -> None:
    """Have a coat and another dress come back defective; both dresses are mended, the coat goes by a manager's word."""
    returning = Returning(shop.file, shop.clock, shop.duty, lambda: "zh")
    defects = Defects(shop.file, shop.clock, shop.duty)
    coat, dress = VariantId(f"{COAT}-BLK-M"), VariantId(f"{DRESS}-CRM-M")
    for variant in (coat, dress):
        shop.selling.add(variant, "scan")
    shop.clock.pass_(MINUTE)
    sold = returning.find(paying.pay_cash().receipt_no).sale
    returning.finish(Draft(sold, tuple(Piece(place, condition="defective", reason="fault") for place in (1, 2))))
    shop.clock.pass_(MINUTE)
    defects.settle(dress, 2, "mended", "cleaned")
    try:
        defects.settle(coat, 1, "sent_back", "agreed")
    except ManagerWanted as wanted:
        word = Permitting(shop.file, shop.clock, shop.duty).approve(wanted.ask, "1002", PIN, "checked")
    defects.settle(coat, 1, "written_off", "beyond_repair", override=word)


def allow_a_discount(shop: SmallShop, paying: Paying) -> None:
    """Have a colleague give a word that is not hers to give, and a manager hers; the piece is to be altered."""
    discounting = Discounting(shop.file, shop.clock, shop.duty)
    permitting = Permitting(shop.file, shop.clock, shop.duty)
    line_id = shop.selling.add(VariantId(f"{COAT}-BLK-M"), "scan").lines[0].line_id
    shop.selling.set_note(line_id, "袖子改短 2 厘米，周三取")
    try:
        discounting.give(line_id, "percent", 3_000, "goodwill")
    except ManagerWanted as wanted:
        ask = wanted.ask
    try:
        permitting.approve(ask, "1003", PIN, "goodwill")
    except NotEntitled:
        word = permitting.approve(ask, "1002", PIN, "goodwill")
    discounting.give(line_id, "percent", 3_000, "goodwill", override=word)
    paying.pay_cash()
    shop.clock.pass_(MINUTE)


def pay_by_phone_and_card(shop: SmallShop, paying: Paying) -> None:
    """Have a phone pay a part of a sale, a card terminal another, and cash the rest; then a phone all of one."""
    channel = FaultyChannel(shop.clock, Random(1), lambda _: None)
    attempts = Attempts(shop.file, shop.clock, shop.duty, lambda: {"wechat": channel}, paying)
    for code, part in (("131234567890123456", Fen(5_000)), ("131234567890123457", None)):
        total = shop.selling.add(VariantId(f"{SHIRT}-CRM-S"), "scan").total
        attempts.pay(attempts.begin(code, Plan(total), part), code)
        if part is not None:
            paying.pay_cash(expected=total, cards=[CardSlip(Fen(3_000), "8839201")])
        shop.clock.pass_(MINUTE)


def move_cash(shop: SmallShop) -> None:
    """Have cash come and go in every direction."""
    moves = CashMoves(shop.file, shop.clock, shop.duty, lambda: "zh")
    moves.move("in", Fen(5_000), "补零钱")
    moves.move("out", Fen(1_250), "快递费")
    moves.move("drop", Fen(100_000), "定时缴存")


def pick_and_count(shop: SmallShop) -> None:
    """Have an order picked, put back and picked again; count what lies there, also that nothing does."""
    third = OrderId("or-3")
    shop.pickups.pick(third)
    shop.pickups.put_back(third)
    shop.pickups.pick(third)
    counting = Counting(shop.file, shop.clock, shop.duty)
    counting.count(VariantId(f"{SHOE}-BLK-37"), 3)
    counting.count(VariantId(f"{LIPSTICK}-RED-F"), 0)


def settle(shop: SmallShop) -> None:
    """Have the manager ask the mall for each way out of what waits for a person."""
    ways: tuple[tuple[Literal["retry", "map", "suspense", "correct"], str, str, str], ...] = (
        ("retry", "", "", ""),
        ("map", "member", "m-gone", LIN),
        ("suspense", "", "", ""),
        ("correct", "", "", ""),
    )
    fixes = [Fix(action=action, what=what, from_id=a, to_id=b, zh="处理", en="settle") for action, what, a, b in ways]
    parked = ParkedOperation(
        id="op-parked", shop_id=SHOP, till_no="02", hub_no=7, kind="booking.check_in", subject="bk-9",
        code="unknown_booking", zh="没有这个预约", en="there is no such booking", amount_fen=0,
        since_ms=shop.clock.now(), fixes=fixes,
    )  # fmt: skip
    shop.deliver(parked)
    sign_in(shop, "staff-zhao", "1002")
    for choice in range(len(ways)):
        Settling(shop.file, shop.clock, shop.duty).settle(parked.id, choice)


def try_on(shop: SmallShop, paying: Paying) -> None:
    """Have two customers try on: every verdict, and what was kept is bought."""
    first, second = BookingId("bk-1"), BookingId("bk-2")
    shop.bookings.check_in(first, "booking_code")
    for verdict in ("too_small", "too_big", "not_colour", "not_style", "price", "untried", "kept"):
        shop.bookings.record(first, GarmentId("g-dress"), Said(verdict))
        shop.clock.pass_(1)
    shop.bookings.record(first, GarmentId("g-shirt"), Said("too_big", ("waist", "sleeve"), "XS"))
    shop.bookings.kept_to_cart(first)
    paying.pay_cash()
    shop.bookings.check_in(second, "list")


def fill_the_rooms(shop: SmallShop, paying: Paying) -> None:
    """Have somebody in a room with everything that can happen there, and a piece that did not come back."""
    first, second = (room_id(SHOP, number) for number in (1, 2))
    shop.deliver(empty_room(SHOP, 1), empty_room(SHOP, 2))
    shop.rooms.let_in_booked(first, BookingId("bk-2"))
    shop.rooms.ask(first, VariantId(f"{COAT}-BLK-L"))
    asked = shop.rooms.board()[0].asks[0]
    shop.rooms.bring_asked(first, asked.piece_id)
    shop.rooms.ask(first, VariantId(f"{COAT}-BLK-S"))
    shop.rooms.say_no(first, shop.rooms.board()[0].asks[0].piece_id)
    laid_out, *_, brought = shop.rooms.board()[0].pieces
    shop.rooms.judge(first, laid_out.piece_id, Said("not_colour"))
    shop.rooms.want(first, brought.piece_id, Said("too_small", ("shoulder",), "XL"), VariantId(f"{COAT}-BLK-L"))
    shop.rooms.take_back(first, laid_out.piece_id)
    shop.rooms.let_out(first, [brought.piece_id])
    shop.clock.pass_(MINUTE)
    paying.pay_cash()
    shop.rooms.make_ready(first)
    shop.rooms.let_in(second, companions=2)
    shop.rooms.know(second, shop.code(CodeType.MEMBER, 501))
    shop.rooms.let_out(second, [])
    for piece in shop.rooms.board()[0].missing:
        shop.rooms.give_up(first, piece.piece_id)


def lay_out(shop: SmallShop) -> None:
    """Have a clerk fetch what is booked: found, not found, another piece offered and laid out, none, and one sold."""
    booking, dress, shirt = ("booking", "bk-4"), *(PieceKey("booking", "bk-4", of) for of in ("g-dress", "g-shirt"))
    shop.walking.set_out({booking})
    shop.walking.tick(dress)
    shop.walking.untick(dress)
    shop.walking.not_found(dress)
    shop.walking.choose(dress, "offered", VariantId(f"{DRESS}-BLK-L"))
    shop.walking.choose(dress, "taken", VariantId(f"{DRESS}-BLK-S"))
    shop.walking.tick(dress)
    shop.clock.pass_(1)
    sold = Waiting("try_on", "bk-4", dress.part, Bilingual("", ""), "", None, shop.clock.now(), is_picked=True)
    HeldPieces(shop.file, shop.clock, shop.duty).sell(sold, VariantId(f"{DRESS}-BLK-S"))
    shop.walking.choose(shirt, "dropped")


def rebook(shop: SmallShop) -> None:
    """Have her wish another slot and more company, then call it off."""
    moving = BookingId("bk-5")
    shop.bookings.change(moving, starts=Millis(small_shop.NOON + 6 * HOUR))
    shop.bookings.change(moving, note="带朋友", companions=2)
    shop.bookings.cancel(moving)


def move_between_shops(shop: SmallShop) -> None:
    """Ask another shop for pieces in each way, and answer what it asks, in each way that there is."""
    piece = VariantId(f"{COAT}-BLK-M")
    brought = shop.transfers.ask(piece, small_shop.XUHUI, "bring", quantity=2, note="周六前")
    shop.transfers.receive(brought.transfer_id)
    kept = shop.transfers.ask(piece, small_shop.XUHUI, "reserve", member_id=MemberId(LIN))
    shop.transfers.call_off(kept.transfer_id)
    shop.transfers.ask(VariantId(f"{COAT}-BLK-M"), small_shop.XUHUI, "ship", note="上海市长宁区愚园路 1398 号")
    shop.deliver(*(small_shop.transfer(f"tr-{number}") for number in (1, 2)))
    shop.transfers.send("tr-1", parcel="SF1402233445566")
    shop.transfers.decline("tr-2", "damaged")


def follow_up_visits(shop: SmallShop) -> None:
    """Have clerks say each word that there is about what the mall would write to a member."""
    shop.deliver(*(small_shop.follow_up(f"fu-{number}") for number in range(1, 4)))
    for act, number in (
        (shop.follow_ups.release, 1),
        (shop.follow_ups.hold_back, 2),
        (shop.follow_ups.call, 3),
        (shop.follow_ups.called, 3),
    ):
        act(f"fu-{number}")
