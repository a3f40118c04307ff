"""One moment in a shop, as the read models tell it: a Saturday at 14:32, a regular at the counter, a full board."""

from dataclasses import replace
from datetime import date

from posapp.domain import clock
from posapp.domain.advice.segments import NAMES, USUAL_PLANS
from posapp.domain.clock import DAY, HOUR, MINUTE, Millis
from posapp.domain.identity import (
    BookingId,
    CartId,
    CouponId,
    GarmentId,
    LineId,
    MemberId,
    OrderId,
    ShiftId,
    StaffId,
    StyleId,
    VariantId,
)
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.booking import BookedGarment, BookingCard
from posapp.services.members import (
    BookingBrief,
    CouponCard,
    Garmentry,
    MemberHit,
    MemberPanel,
    PickupBrief,
    SuggestionCard,
    TagChip,
)
from posapp.services.offline_rights import InstrumentRight, RightsOffline
from posapp.services.outcomes import Outcome, Said, SizeHere
from posapp.services.past_sales import PastLine, PastSale
from posapp.services.pickups import PickupCard, PickupLine
from posapp.services.portraying import PlanLine, RhythmLine
from posapp.services.rebooking import SlotHere
from posapp.services.room_cards import NextInRoom, PieceInRoom, RoomCard
from posapp.services.selling import Cart, CartLine, CartMember, Colour
from posapp.services.settling import ParkedCard, WayOut
from posapp.services.shifts import ShiftSheet
from posapp.services.signed_in import SignedIn
from posapp.services.syncing import OutboxEntry, SyncStatus

DAY_OF_IT = date(2026, 11, 21)
NOW = clock.at(DAY_OF_IT, 14, 32)

SAND = Colour(Bilingual("燕麦米", "Oat"), "#d9c7a7")
INK = Colour(Bilingual("墨蓝", "Ink blue"), "#1f2a44")
RUST = Colour(Bilingual("砖红", "Brick"), "#9d4b3c")
SAGE = Colour(Bilingual("鼠尾草绿", "Sage"), "#8a9a7b")
CREAM = Colour(Bilingual("奶油白", "Cream"), "#efe6d6")
BLACK = Colour(Bilingual("黑", "Black"), "#26262a")

LIN = MemberId("m-lin")
ZHOU = MemberId("m-zhou")


def suggestion(number, zh, en, art, colour, price, member_price, size, **more):
    """Build a suggestion; every place has a good default."""
    values = {
        "on_hand": 3,
        "reason": Bilingual("因您 10 月收藏过「羊毛双面呢大衣」", "She saved the double-faced wool coat in October"),
        "reason_kind": "wished",
        "second_size": None,
        "size_confidence": "high",
        "size_reason": Bilingual("留下 4 件 M，退过 1 件 L（偏大）", "Kept 4 in M, returned one L as too big"),
        "shelf": "A-03",
    } | more
    return SuggestionCard(
        style_id=StyleId(f"s-{number}"),
        variant_id=VariantId(f"v-{number}"),
        name=Bilingual(zh, en),
        art=art,
        colour=colour,
        price=Fen(price),
        member_price=Fen(member_price),
        size=size,
        **values,
    )


SUGGESTIONS = (
    suggestion(1, "羊毛双面呢系带大衣", "Belted double-faced wool coat", "coat", SAND, 129900, 116900, "M"),
    suggestion(
        2,
        "真丝飘带衬衫",
        "Silk pussy-bow blouse",
        "blouse",
        CREAM,
        59900,
        0,
        "M",
        second_size="S",
        size_confidence="medium",
        on_hand=1,
        reason=Bilingual("与上次买的「高腰烟管裤」常一起买", "Often bought with her cigarette trousers"),
        reason_kind="together",
        size_reason=Bilingual("这款肩偏窄，介于 S 与 M", "Narrow shoulders: between S and M"),
        fit_note=Bilingual("40 人中 12 人说偏小", "Runs small: 12 of 40 said so"),
        shelf="B-11",
    ),
    suggestion(
        3,
        "方头穆勒鞋",
        "Square-toe mules",
        "loafer",
        RUST,
        45900,
        42900,
        "37",
        size_confidence="low",
        on_hand=6,
        reason=Bilingual("风格相近：通勤、简约", "Close in style: commute, minimal"),
        reason_kind="content",
        size_reason=Bilingual("只买过 1 双，37 合脚", "One pair so far, 37 fitted"),
        shelf="D-02",
    ),
    suggestion(
        4,
        "小羊皮托特包",
        "Lambskin tote",
        "tote",
        BLACK,
        99900,
        89900,
        "均码",
        on_hand=2,
        reason=Bilingual("本店这个月最受欢迎的包", "This shop’s best-loved bag this month"),
        reason_kind="popular",
        size_reason=Bilingual("不分尺码", "One size"),
        shelf="E-01",
    ),
)

PANEL = MemberPanel(
    member_id=LIN,
    name=Bilingual("林*婉", "Lin *"),
    level="gold",
    trust="A",
    phone_masked="138****2046",
    points=3280,
    pending_points=45,
    stored=Fen(20000),
    visits=17,
    last_visit=Millis(NOW - 49 * DAY),
    joined="2025-05-18",
    is_birthday_near=True,
    opener=Bilingual(
        "常买通勤款，上次 10 月 3 日买了米色风衣；今天 15:00 约了试穿。",
        "Loves office wear. Bought the beige trench on 3 October; has a try-on today at 15:00.",
    ),
    tags=(
        TagChip(Bilingual("金卡 18 个月", "Gold, 18 months"), "fact", Bilingual("2025 年 5 月入会", "Joined May 2025")),
        TagChip(
            Bilingual("通勤", "Office wear"), "behaviour",
            Bilingual("近半年 9 件里 6 件", "6 of 9 pieces in half a year"),
        ),
        TagChip(
            Bilingual("偏爱大地色", "Earth tones"), "behaviour", Bilingual("留下的 11 件里 8 件", "8 of 11 pieces kept")
        ),
        TagChip(
            Bilingual("换季会来", "Comes with the season"),
            "prediction",
            Bilingual("四次换季都在两周内到店", "Came within two weeks of each of four season changes"),
        ),
    ),
    sizes=(
        (Bilingual("上装", "Tops"), "M"),
        (Bilingual("下装", "Bottoms"), "M"),
        (Bilingual("外套", "Coats"), "M"),
        (Bilingual("鞋", "Shoes"), "37"),
    ),
    coupons=(
        CouponCard(
            CouponId("c-1"), Bilingual("金卡满 500 减 80", "Gold: 80 off 500"), Fen(8000), Fen(50000),
            Millis(NOW + 9 * DAY),
        ),
        CouponCard(
            CouponId("c-2"), Bilingual("生日礼券", "Birthday gift"), Fen(5000), Fen(0), Millis(NOW + 6 * DAY)
        ),
    ),
    bookings=(BookingBrief(BookingId("b-2"), clock.at(DAY_OF_IT, 15), 2, "booked", 4),),
    pickups=(PickupBrief(OrderId("o-1"), "M20261119-0412", 2, "ready"),),
    recent=(
        Garmentry(
            StyleId("s-21"), VariantId("v-21"), Bilingual("棉质风衣", "Cotton trench"), "trench", SAND, "M",
            Millis(NOW - 49 * DAY), Fen(89900),
        ),
        Garmentry(
            StyleId("s-22"), VariantId("v-22"), Bilingual("高腰烟管裤", "Cigarette trousers"), "trousers_slim", INK,
            "M",
            Millis(NOW - 49 * DAY), Fen(39900),
        ),
    ),
    tried=(
        Garmentry(
            StyleId("s-23"), VariantId("v-23"), Bilingual("美利奴羊毛衫", "Merino sweater"), "knit", SAGE, "L",
            Millis(NOW - 96 * DAY), Fen(0), Said("too_big", ("shoulder", "sleeve"), "M"),
        ),
    ),
    suggestions=SUGGESTIONS,
    pack_age_days=1,
    is_personal=True,
    plan=PlanLine(NAMES["slipping"], USUAL_PLANS["slipping"]),
    rhythm=RhythmLine(Bilingual("通常 25 天来一次，已 49 天", "Usually every 25 days; 49 days now"), "medium"),
)  # fmt: skip

HITS = (
    MemberHit(LIN, Bilingual("林*婉", "Lin *"), "138****2046", "gold", Millis(NOW - 49 * DAY)),
    MemberHit(ZHOU, Bilingual("周*", "Zhou *"), "159****2046", "basic", None),
    MemberHit(MemberId("m-ou"), Bilingual("欧阳**", "Ouyang *"), "177****2046", "black", Millis(NOW - 2 * DAY)),
)


_PLACES = {"D": ("length", "width"), "B": ("waist", "hip", "length")}
_UPPER = ("shoulder", "chest", "waist", "length", "sleeve")


def judged(worn, verdict, *where, sizes=()):
    """Return a garment of which somebody has said something."""
    return replace(worn, outcome=replace(worn.outcome, said=Said(verdict, where), sizes=sizes))


def garment(number, zh, en, art, colour, size, shelf, price, *, on_hand=2, is_my_size=True):
    """Build a garment of a booking."""
    return BookedGarment(
        GarmentId(f"g-{number}"), StyleId(f"s-{number}"), VariantId(f"v-{number}"), Bilingual(zh, en), art, colour,
        size, is_my_size, shelf, Fen(price), on_hand, Outcome(places=_PLACES.get(shelf[0], _UPPER)),
    )  # fmt: skip


def booking(number, hour, minute, zh, en, room, status, garments, **more):
    """Build a booking of today."""
    starts = clock.at(DAY_OF_IT, hour, minute)
    values = {"note": "", "checked_in": None, "is_late": False, "is_new": False, "member_id": MemberId(f"m-{number}")}
    values |= more
    return BookingCard(
        booking_id=BookingId(f"b-{number}"),
        member_name=Bilingual(zh, en),
        phone_masked="138****2046",
        code="40718823",
        starts=starts,
        ends=Millis(starts + 45 * MINUTE),
        room=room,
        status=status,
        garments=tuple(garments),
        **values,
    )


COAT = garment(1, "羊毛双面呢系带大衣", "Belted double-faced wool coat", "coat", SAND, "M", "C-07", 129900)
BLOUSE = garment(2, "真丝飘带衬衫", "Silk pussy-bow blouse", "blouse", CREAM, "M", "A-03", 59900, on_hand=1)
SKIRT = garment(3, "缎面半身裙", "Satin midi skirt", "skirt_pleated", SAGE, "M", "B-11", 49900, is_my_size=False)
MULES = garment(4, "方头穆勒鞋", "Square-toe mules", "loafer", RUST, "37", "D-02", 45900, on_hand=0)
LARGER = (SizeHere(VariantId("v-3-L"), "L", 2), SizeHere(VariantId("v-3-XL"), "XL", 0))

BOARD = (
    booking(
        1, 14, 0, "陈*", "Chen *", 1, "checked_in",
        [
            judged(replace(COAT, garment_id=GarmentId("g-11")), "kept"),
            judged(replace(SKIRT, garment_id=GarmentId("g-12")), "too_small", "hip", sizes=LARGER),
            replace(BLOUSE, garment_id=GarmentId("g-13")),
        ],
        checked_in=clock.at(DAY_OF_IT, 14, 3), note="想要一件面试穿的外套",
    ),
    booking(5, 14, 15, "许*然", "Xu *", 3, "booked", [SKIRT, MULES], is_late=True),
    booking(2, 15, 0, "林*婉", "Lin *", 2, "booked", [COAT, BLOUSE, SKIRT, MULES], member_id=LIN, is_new=True),
    booking(3, 16, 30, "欧阳**", "Ouyang *", 1, "booked", [BLOUSE]),
    booking(4, 11, 0, "吴*", "Wu *", 1, "done", [judged(COAT, "price")], checked_in=clock.at(DAY_OF_IT, 11)),
    booking(6, 19, 45, "赵*琪", "Zhao *", 2, "cancelled", [SKIRT]),
)  # fmt: skip
BOARD = tuple(sorted(BOARD, key=lambda card: card.starts))


def piece_in(room, worn, *, minutes=5, is_from_phone=False):
    """Return a garment as a piece in a room."""
    return PieceInRoom(
        f"{room}-{worn.garment_id}", worn.style_id, worn.variant_id, worn.name, worn.art, worn.colour, worn.size,
        worn.shelf, worn.on_hand, Millis(NOW - minutes * MINUTE), is_from_phone, worn.outcome,
    )  # fmt: skip


def slots_of(card, day):
    """Return the slots of a day: one that begins too soon, one that is full, and some that are free."""
    first = clock.at(day, 10)
    found = [
        SlotHere(Millis(first + HOUR * place), Millis(first + HOUR * (place + 1)), free, late, False)
        for place, (free, late) in enumerate(((2, True), (0, False), *((1 + place % 2, False) for place in range(10))))
    ]
    return tuple(replace(one, is_hers=one.starts == card.starts) for one in found)


def room(number, status, minutes=0, **more):
    """Build a fitting room that has been so for some minutes."""
    values = {
        "visit_id": f"visit-{number}" if status == "in_use" else "", "name": None, "companions": 0, "pieces": (),
        "asks": (), "missing": (), "given_back": 0, "next": None, "is_long": minutes > 30,
    } | more  # fmt: skip
    return RoomCard(room_id=f"r-{number}", number=number, status=status, since=Millis(NOW - minutes * MINUTE), **values)


LAID_OUT = tuple(piece_in(2, worn) for worn in (COAT, BLOUSE, SKIRT, MULES))
ROOMS = (
    room(
        1,
        "in_use",
        12,
        name=Bilingual("陈*", "Chen *"),
        given_back=1,
        pieces=(piece_in(1, COAT), piece_in(1, SKIRT), piece_in(1, BLOUSE)),
        asks=(piece_in(1, replace(SKIRT, size="M", shelf="B-11"), minutes=1, is_from_phone=True),),
    ),
    room(
        2,
        "free",
        next=NextInRoom(BookingId("b-2"), Bilingual("林*婉", "Lin *"), clock.at(DAY_OF_IT, 15), LAID_OUT, True),
    ),
    room(3, "to_clean", 3, missing=(piece_in(3, MULES, minutes=3),)),
    room(4, "in_use", 41, pieces=(piece_in(4, BLOUSE),)),
    room(
        5,
        "free",
        next=NextInRoom(
            BookingId("b-3"), Bilingual("欧阳**", "Ouyang *"), clock.at(DAY_OF_IT, 16, 30), LAID_OUT[1:2], False
        ),
    ),
)
SIZES = (SizeHere(VariantId("v-S"), "S", 2), SizeHere(VariantId("v-L"), "L", 0))


def pickup(number, zh, en, status="ready", **more):
    """Build an order that waits here."""
    values = {"handed_over": None, "member_id": LIN, "collect_until": Millis(NOW + 5 * DAY)} | more
    lines = (
        PickupLine(
            VariantId("v-1"), Bilingual("羊毛双面呢系带大衣", "Belted double-faced wool coat"), "coat", SAND, "M", 1,
            Fen(116900), "P-04", line_id="ol-1",
        ),
        PickupLine(
            VariantId("v-7"), Bilingual("山羊绒围巾", "Cashmere scarf"), "scarf", RUST, "均码", 2, Fen(79800), "P-04",
            line_id="ol-2",
        ),
    )  # fmt: skip
    if status == "ready":
        lines = tuple(replace(line, picked=line.quantity) for line in lines)
    return PickupCard(
        order_id=OrderId(f"o-{number}"),
        number=f"M20261119-04{number:02d}",
        code_hint="17",
        member_name=Bilingual(zh, en),
        phone_masked="138****2046",
        status=status,
        lines=lines,
        total=Fen(196700),
        placed=Millis(NOW - 2 * DAY),
        **values,
    )


WAITING = (
    pickup(1, "林*婉", "Lin *"),
    pickup(2, "欧阳**", "Ouyang *", collect_until=Millis(NOW + 7 * HOUR)),
    pickup(3, "何*", "He *", status="promised"),
)

STAFF = (
    SignedIn(StaffId("p-1"), "1001", Bilingual("苏晴", "Su Qing"), "manager"),
    SignedIn(StaffId("p-2"), "1002", Bilingual("方一鸣", "Fang Yiming"), "senior"),
    SignedIn(StaffId("p-3"), "1003", Bilingual("陆小曼", "Lu Xiaoman"), "cashier"),
    SignedIn(StaffId("p-4"), "1004", Bilingual("顾言", "Gu Yan"), "cashier"),
)

RUNNING = ShiftSheet(
    shift_id=ShiftId("h-1"),
    business_date="2026-11-21",
    opened=clock.at(DAY_OF_IT, 9, 48),
    closed=None,
    staff_name=Bilingual("苏晴", "Su Qing"),
    float_=Fen(50000),
    sales=23,
    pieces=41,
    takings=Fen(1286430),
    expected=Fen(1336430),
    counted=None,
    difference=None,
    first_receipt="01-01-A0000101",
    last_receipt="01-01-A0000123",
    proof="open",
    differing=(),
)
CLOSED = replace(
    RUNNING,
    closed=clock.at(DAY_OF_IT, 22, 6),
    counted=Fen(1335930),
    difference=Fen(-500),
    proof="equal",
)

ONLINE = SyncStatus(
    lamp="online",
    waiting=0,
    parked=0,
    last_contact=Millis(NOW - 4_000),
    loaded=12_480,
    to_load=0,
    prices_as_of=Millis(NOW - 4_000),
    clock_is_off=False,
    worker_is_alive=True,
)
OFFLINE = replace(ONLINE, lamp="offline", waiting=3, last_contact=clock.at(DAY_OF_IT, 10, 42))

OUTBOX = (
    OutboxEntry(218, "sale.commit", "01-01-A0000123", Millis(NOW - 2 * MINUTE), "here", None, "", "", ""),
    OutboxEntry(217, "booking.check_in", "40718823", Millis(NOW - 29 * MINUTE), "received", 90412, "", "", ""),
    OutboxEntry(216, "pickup.hand_over", "M20261119-0409", Millis(NOW - 41 * MINUTE), "applied", 90411, "", "", ""),
    OutboxEntry(
        215, "sale.commit", "01-01-A0000122", Millis(NOW - 50 * MINUTE), "parked", 90398, "double_redeem",
        "这张券在另一家店已经用过，差额等主管处理", "This coupon was already used in another shop; a manager decides",
    ),
    OutboxEntry(214, "try_on.outcome", "40718823", Millis(NOW - 55 * MINUTE), "applied", 90397, "", "", ""),
    OutboxEntry(213, "shift.open", "2026-11-21", clock.at(DAY_OF_IT, 9, 48), "backed_up", 90210, "", "", ""),
)  # fmt: skip

RIGHTS = RightsOffline(
    (
        InstrumentRight(
            "stored_value", "floor_limit", Fen(86_000), 3, Millis(NOW + 6 * HOUR), Fen(20_000), Fen(150_000)
        ),
        InstrumentRight("gift_card", "leased", Fen(0), 0, None, Fen(0), Fen(0)),
        InstrumentRight("points", "refused", Fen(0), 0, None, Fen(0), Fen(0)),
    ),
    quota=164,
    to_pick=3,
)

PARKED = (
    ParkedCard(
        op_id="op-1", kind="pickup.hand_over", subject="M20261119-0409", till_no="02", hub_no=90398,
        reason=Bilingual("商城没有这个订单。", "The mall has no such order."), amount=Fen(129900),
        since=Millis(NOW - 22 * MINUTE), is_overdue=True,
        ways_out=(
            WayOut(Bilingual("就是订单 M20261119-0490", "It means order M20261119-0490"), is_final=False),
            WayOut(Bilingual("再试一次", "Try again"), is_final=False),
            WayOut(Bilingual("不再入账，结案", "Book nothing of it and close it"), is_final=True),
        ),
        tried=Bilingual("又试了一次，还是不能入账。", "It was tried again and still cannot be booked."), is_asked=False,
    ),
    ParkedCard(
        op_id="op-2", kind="sale.commit", subject="01-01-A0000119", till_no="01", hub_no=90377,
        reason=Bilingual("它写着别的门店，未入账。", "It names another shop; it was not booked."), amount=Fen(39800),
        since=Millis(NOW - 4 * MINUTE), is_overdue=False,
        ways_out=(
            WayOut(Bilingual("先记收款，其余挂账", "Book the money, put the rest in suspense"), is_final=True),
            WayOut(Bilingual("不再入账，结案", "Book nothing of it and close it"), is_final=True),
        ),
        tried=None, is_asked=False,
    ),
)  # fmt: skip


def cart(*, member=None, lines=(), held=0):
    """Build the cart being rung up."""
    total = sum(line.paid for line in lines)
    return Cart(
        CartId("cart-1"), tuple(lines), member, (), (), len(lines), Fen(total), Fen(0), Fen(total), 0, None, held
    )


def cart_line(variant_id, source="suggestion"):
    """Build a line of the cart."""
    return CartLine(
        LineId(f"l-{variant_id}"), variant_id, StyleId("s-1"), Bilingual("大衣", "Coat"), "LM2601", SAND, "M", "coat",
        "6901234567892", 1, Fen(129900), Fen(129900), Fen(129900), (), source, 3, 0,
    )  # fmt: skip


ON_THE_CART = CartMember(LIN, Bilingual("林*婉", "Lin *"), "gold", "A")

PAST_SALE = PastSale(
    receipt_no="001-02-A-0000012",
    till_no="02",
    is_ours=False,
    sold=clock.at(DAY_OF_IT, 14, 5),
    asked=NOW,
    staff=Bilingual("王芳", "Wang Fang"),
    member=Bilingual("林*婉", "Lin *"),
    lines=(
        PastLine(Bilingual("羊毛双面呢系带大衣", "Belted double-faced wool coat"), SAND, "M", 1, Fen(129_900)),
        PastLine(Bilingual("缎面半身裙", "Satin midi skirt"), SAGE, "S", 2, Fen(99_800)),
    ),
    total=Fen(229_700),
    tenders=((Bilingual("现金", "Cash"), Fen(200_000)), (Bilingual("积分抵现", "Points"), Fen(29_700))),
)
