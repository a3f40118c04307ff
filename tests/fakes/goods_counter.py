"""A counter full of goods without a database: searching, selling, paying and printing that keep what they are told."""

from dataclasses import dataclass, replace

from posapp.domain import bag_check
from posapp.domain.attempt import begun
from posapp.domain.clock import HOUR, MINUTE, Millis
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import CartId, CouponId, LineId, SaleId, StaffId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.query.terms import Query
from posapp.domain.text import Bilingual
from posapp.services.attempt_book import PaymentAttempt
from posapp.services.attempts import Step
from posapp.services.carts import BagCount, Cart, CartLine, CartMember, Colour, CouponChoice, Hint, Passed, PriceStep
from posapp.services.errors import EmptyCart, NotEnoughCash, PriceChanged, UnknownBarcode
from posapp.services.holding import HeldCart
from posapp.services.searching import CategoryChip, Found, GridCell, NearbyStock, ShopShelf, StyleSheet, Tile
from posapp.services.selling import SalesPerson, Scanned
from posapp.services.size_cards import SizeCard
from posapp.services.value import Drawing, ValueOffer
from tests.fakes import shop_moment as moment
from tests.fakes.refusing import Refusing

OAT = Colour(Bilingual("燕麦米", "Oat"), "#d9c7a7")
INK = Colour(Bilingual("墨蓝", "Ink blue"), "#1f2a44")
BRICK = Colour(Bilingual("砖红", "Brick"), "#9d4b3c")
SAGE = Colour(Bilingual("鼠尾草绿", "Sage"), "#8a9a7b")
CREAM = Colour(Bilingual("奶油白", "Cream"), "#efe6d6")
BLACK = Colour(Bilingual("黑", "Black"), "#26262a")
ROSE = Colour(Bilingual("干枯玫瑰", "Dusty rose"), "#c08a8a")

GOODS = (
    ("dress_wrap", "法式收腰碎花连衣裙", "Waisted floral tea dress", (ROSE, INK, SAGE), 59900, 53900, 8),
    ("coat", "羊毛双面呢系带大衣", "Belted double-faced wool coat", (OAT, BLACK), 129900, 116900, 3),
    ("blouse", "真丝飘带衬衫", "Silk pussy-bow blouse", (CREAM, ROSE), 59900, 0, 1),
    ("trousers_slim", "高腰烟管裤", "High-waisted cigarette trousers", (INK, BLACK, OAT), 39900, 35900, 12),
    ("knit", "美利奴羊毛圆领衫", "Merino crew-neck sweater", (SAGE, CREAM, BRICK, INK, BLACK, OAT), 45900, 41900, 6),
    ("skirt_pleated", "缎面半身裙", "Satin midi skirt", (SAGE, OAT), 49900, 0, 0),
    ("trench", "轻量棉质风衣", "Light cotton trench", (OAT,), 89900, 80900, 2),
    ("blazer", "羊毛混纺单扣西装", "One-button wool-blend blazer", (BLACK, INK), 99900, 89900, 4),
    ("loafer", "方头穆勒鞋", "Square-toe mules", (BRICK, BLACK), 45900, 42900, 6),
    ("tote", "小羊皮托特包", "Lambskin tote", (BLACK, OAT), 99900, 89900, 2),
    ("scarf", "山羊绒流苏围巾", "Fringed cashmere scarf", (BRICK, OAT, INK), 39900, 0, 9),
    ("lipstick", "丝绒唇膏", "Velvet lipstick", (BRICK,), 16800, 15800, 20),
    ("cardigan", "短款开衫", "Cropped cardigan", (CREAM, SAGE), 36900, 32900, 5),
    ("jeans", "直筒水洗牛仔裤", "Straight washed jeans", (INK,), 42900, 0, 14),
    ("boot", "切尔西短靴", "Chelsea boots", (BLACK, BRICK), 79900, 71900, 1),
    ("tee", "重磅纯棉 T 恤", "Heavy cotton tee", (CREAM, BLACK, SAGE), 15900, 13900, 31),
)
SIZES = ("XS", "S", "M", "L", "XL")


def tile(number):
    """Build the tile of one style."""
    art, zh, en, colours, price, member_price, on_hand = GOODS[number]
    return Tile(
        StyleId(f"s-{number}"), VariantId(f"v-{number}-0-M"), Bilingual(zh, en), f"LM26{number:02d}", art, colours[0],
        tuple(colours), Fen(price), Fen(member_price), on_hand,
    )  # fmt: skip


TILES = tuple(tile(number) for number in range(len(GOODS)))
CATEGORIES = tuple(
    CategoryChip(number, Bilingual(zh, en))
    for number, zh, en in (
        ("dresses", "连衣裙", "Dresses"), ("knit", "针织", "Knitwear"), ("shirts", "衬衫", "Shirts"),
        ("trousers", "裤装", "Trousers"), ("skirts", "半身裙", "Skirts"), ("coats", "外套", "Coats"),
        ("shoes", "鞋", "Shoes"), ("bags", "包袋", "Bags"), ("beauty", "美妆", "Beauty"),
    )
)  # fmt: skip
BARCODES = {f"69012345678{number:02d}": VariantId(f"v-{number}-0-M") for number in range(len(GOODS))}
COUPON = CouponChoice(
    CouponId("c-1"), Bilingual("金卡满 500 减 80", "Gold: 80 off 500"), Fen(8000), Fen(50000), Fen(0), moment.NOW, False
)


PEOPLE = (
    SalesPerson(StaffId("staff-1"), "1001", Bilingual("王蕾", "Wang Lei")),
    SalesPerson(StaffId("staff-2"), "1002", Bilingual("李娜", "Li Na")),
)
PASSED = (
    Passed(Bilingual("两件九折", "Two at 10% off"), "not_reached"),
    Passed(Bilingual("秋装直降", "Autumn prices"), "better_without"),
)


class FakeSearching(Refusing):
    """Finds by a piece of the name; knows one grid for every style. ``found`` is what certain texts are answered."""

    def __init__(self):
        super().__init__()
        self.found = {}

    def look(self, text, category_id=None, member_id=None):
        self._called("look", text, category_id, member_id)
        if text in self.found:
            return self.found[text]
        if text:
            named = (one for one in TILES if text.lower() in (one.name.zh + one.name.en + one.code).lower())
            return Found(tuple(named), Query(text))
        return Found(TILES[:4] if category_id else TILES, Query(text))

    def get_ready(self):
        self._called("get_ready")

    def categories(self):
        self._called("categories")
        return CATEGORIES

    def drawings(self, _category_id):
        return frozenset((one.art, one.colour.hex) for one in TILES)

    def sheet(self, style_id):
        self._called("sheet", style_id)
        number = int(style_id.removeprefix("s-"))
        shown = TILES[number]
        sizes = SIZES if shown.art not in ("lipstick", "tote", "scarf") else ("均码",)
        cells = [
            GridCell(
                VariantId(f"v-{number}-{row}-{size}"), colour, size, order, shown.price,
                max(0, (number + row * 2 + order) % 4 - 1 if len(sizes) > 1 else shown.on_hand), 0, (order + row) % 3,
            )
            for row, colour in enumerate(shown.colours)
            for order, size in enumerate(sizes)
        ]  # fmt: skip
        if shown.art == "lipstick":
            cells = cells[:1]
        material = Bilingual("94% 羊毛 · 6% 羊绒", "94% wool, 6% cashmere")
        shelf = tuple((cell.variant_id, 1 + place % 3) for place, cell in enumerate(cells) if place % 2 == 0)
        shops = (
            ShopShelf("jingan", Bilingual("静安嘉里店", "Jing'an Kerry"), 2300, shelf),
            ShopShelf("hubin", Bilingual("湖滨银泰店", "Hubin Yintai"), 168_400, shelf[:2]),
        )
        return StyleSheet(shown.style_id, shown.name, shown.code, shown.art, material, tuple(cells), shops)

    def size_card(self, style_id, member_id):
        self._called("size_card", style_id, member_id)
        reason = Bilingual(
            "您留下过「软糯针织衫」的 M；此款偏小，建议 L", "You kept M in Soft knit; this one runs small: take L"
        )
        note = Bilingual("40 人中 12 人说偏小", "Runs small: 12 of 40 said so")
        return SizeCard(style_id, "L", "M", "medium", reason, note)

    def nearby(self, variant_id):
        self._called("nearby", variant_id)
        return (
            NearbyStock(Bilingual("静安嘉里店", "Jing'an Kerry"), 2300, 2, "jingan", Millis(moment.NOW - 3 * MINUTE)),
            NearbyStock(
                Bilingual("湖滨银泰店", "Hubin Yintai"),
                168_400,
                5,
                "hubin",
                Millis(moment.NOW - 3 * HOUR),
                is_silent=True,
            ),
        )


class FakeTill(Refusing):
    """Keeps one cart and those put aside; member price, a threshold of ¥1,500 that gives ¥100, one coupon."""

    def __init__(self):
        super().__init__()
        self.lines = {}
        self.on_hand = {}
        self.member = None
        self.coupon_used = False
        self.more_coupons = ()
        self.coupons_out = ()
        self.aside = []
        self.special = {}
        self.notes = {}
        self.clerks = {}
        self.payment = (False, "")
        self.is_practice = False
        self.baskets = {}
        self.bag = ()

    def current(self):
        self._called("current")
        return self._cart()

    def _called(self, name, *call):
        super()._called(name, *call)
        if name not in ("current", "held", "at_payment") and bag_check.is_seen(self.bag):
            self.bag = ()

    def bag_counted(self):
        self._called("bag_counted")
        self.bag = ()
        return self._cart()

    def scan(self, text, pieces=1):
        self._called("scan", text)
        if bag_check.waiting(self.bag, BARCODES.get(text)) >= pieces:
            self.bag = bag_check.ticked(self.bag, BARCODES[text], pieces)
            return Scanned("in_bag", self._cart())
        self.bag = bag_check.with_basket(self.bag, self.baskets.get(text, {}))
        if text in self.special:
            return replace(self.special[text], cart=self._cart())
        if text == "member":
            self.member = moment.ON_THE_CART
            return Scanned("member", self._cart(), member_id=self.member.member_id)
        if text not in BARCODES:
            raise UnknownBarcode(barcode=text)
        variant_id = BARCODES[text]
        cart = self._put(variant_id, "scan", pieces)
        return Scanned("goods", cart, line_id=LineId(f"l-{variant_id}"))

    def add(self, variant_id, source="search", quantity=1):
        self._called("add", variant_id, source, quantity)
        return self._put(variant_id, source)

    def set_quantity(self, line_id, quantity, *, override=None):
        self._called("set_quantity", line_id, quantity)
        if not 1 <= quantity <= 999:
            raise BadQuantity(quantity)
        variant_id = VariantId(line_id.removeprefix("l-"))
        self.lines[variant_id] = (quantity, self.lines[variant_id][1])
        return self._cart()

    def remove(self, line_id, *, override=None):
        self._called("remove", line_id)
        del self.lines[VariantId(line_id.removeprefix("l-"))]
        return self._cart()

    def attach_member(self, member_id, trust):
        self._called("attach_member", member_id, trust)
        hit = next(one for one in moment.HITS if one.member_id == member_id)
        self.member = CartMember(member_id, hit.name, hit.level, trust)
        return self._cart()

    def detach_member(self):
        self._called("detach_member")
        self.member = None
        self.coupon_used = False
        return self._cart()

    def use_coupon(self, coupon_id):
        self._called("use_coupon", coupon_id)
        self.coupon_used = True
        return self._cart()

    def drop_coupon(self, coupon_id):
        self._called("drop_coupon", coupon_id)
        self.coupon_used = False
        return self._cart()

    def hold(self):
        self._called("hold")
        cart = self._cart()
        name = cart.member.name if cart.member else None
        number = len(self.aside)
        held = HeldCart(CartId(f"held-{number}"), moment.NOW + number, cart.pieces, cart.total, name)
        self.aside.append((held, self.lines, self.member))
        self.lines, self.member, self.coupon_used = {}, None, False
        return self._cart()

    def held(self):
        self._called("held")
        return tuple(held for held, _, _ in self.aside)

    def recall(self, cart_id):
        self._called("recall", cart_id)
        found = next(one for one in self.aside if one[0].cart_id == cart_id)
        self.aside.remove(found)
        _, self.lines, self.member = found
        return self._cart()

    def clear(self, *, override=None):
        self._called("clear")
        self.lines, self.member, self.coupon_used = {}, None, False
        return self._cart()

    def set_note(self, line_id, note):
        self._called("set_note", line_id, note)
        self.notes[line_id] = note
        return self._cart()

    def set_clerk(self, staff_id, line_id=None):
        self._called("set_clerk", staff_id, line_id)
        self.clerks |= {line.line_id: staff_id for line in self._cart().lines if line_id in (None, line.line_id)}
        return self._cart()

    def sales_people(self):
        return PEOPLE

    def at_payment(self, *, is_there, typed=""):
        self._called("at_payment", is_there, typed)
        self.payment = (is_there, typed)

    def _put(self, variant_id, source, pieces=1):
        quantity = self.lines.get(variant_id, (0, source))[0]
        self.lines[variant_id] = (quantity + pieces, source)
        return self._cart()

    def _line(self, variant_id, quantity, source):
        _, number, row, size = variant_id.split("-")
        shown = TILES[int(number)]
        steps = ()
        paid = shown.price * quantity
        if self.member and shown.member_price:
            off = Fen((shown.price - shown.member_price) * quantity)
            steps = (PriceStep("member_price", Bilingual("会员价", "Member price"), off),)
            paid -= off
        return CartLine(
            LineId(f"l-{variant_id}"), variant_id, shown.style_id, shown.name, shown.code, shown.colours[int(row)],
            size, shown.art, "6901234567801", quantity, shown.price, Fen(shown.price * quantity), Fen(paid), steps,
            source, self.on_hand.get(variant_id, shown.on_hand), 0,
            clerk_id=self.clerks.get(f"l-{variant_id}", PEOPLE[0].staff_id),
            note=self.notes.get(f"l-{variant_id}", ""),
        )  # fmt: skip

    def _cart(self):
        self.bag = bag_check.still_there(self.bag, lambda name: self.lines.get(name, (0, ""))[0])
        lines = tuple(self._line(variant, quantity, source) for variant, (quantity, source) in self.lines.items())
        gross = sum(line.gross for line in lines)
        total = sum(line.paid for line in lines)
        hints = ()
        if 0 < total < 150_000:
            hints = (Hint(Bilingual("满 1500 减 100", "100 off 1,500"), Fen(150_000 - total), 0, Fen(10_000)),)
        coupons = ()
        if self.member:
            hers = replace(COUPON, gap=Fen(max(0, 50_000 - total)), is_used=self.coupon_used)
            coupons = (hers, *self.more_coupons)
            total -= 8_000 if self.coupon_used else 0
        return Cart(
            CartId("cart-1"), lines, self.member, coupons, hints, sum(line.quantity for line in lines), Fen(gross),
            Fen(gross - total), Fen(total), total // 10_000 if self.member else 0, None, len(self.aside),
            passed=PASSED if lines else (), is_at_payment=self.payment[0], typed=self.payment[1],
            is_practice=self.is_practice, coupons_out=self.coupons_out,
            bag=BagCount(sum(one.seen for one in self.bag), sum(one.came for one in self.bag)) if self.bag else None,
        )  # fmt: skip


class FakePractice:
    """Marks the cart of a ``FakeTill`` as one of a practice, and empties it at both ends."""

    def __init__(self, till):
        self.till = till

    def begin(self):
        self.till.is_practice = True
        return self.till.clear()

    def end(self):
        self.till.is_practice = False
        return self.till.clear()


@dataclass(frozen=True)
class FakeFinishedSale:
    """A paid sale as the payment shows it."""

    sale_id: SaleId
    receipt_no: str
    total: Fen
    received: Fen
    change: Fen
    points_earned: int
    receipt: object
    cart: Cart
    is_practice: bool = False


class FakePaying(Refusing):
    """Takes cash for the cart of a ``FakeTill``."""

    def __init__(self, till):
        super().__init__()
        self.till = till

    def pay_cash(self, received=None, *, expected=None, drawn=(), cards=(), override=None):
        self._called("pay_cash", received)
        self.drawn, self.cards = drawn, cards
        cart = self.till.current()
        if not cart.lines:
            raise EmptyCart
        if expected not in (None, cart.total):
            raise PriceChanged(shown=expected, now=cart.total)
        due = cart.total - sum(one.amount for one in (*drawn, *cards))
        given = due if received is None else received
        if given < due:
            raise NotEnoughCash(due=due, received=given)
        empty = self.till.clear()
        return FakeFinishedSale(
            SaleId("sale-1"), "SH01-01-A-0000123", cart.total, Fen(given), Fen(given - due), cart.points, None,
            empty,
        )  # fmt: skip


class FakeAttempts(Refusing):
    """Charges every code as ``outcomes`` say, one for each question: a state, an attempt as it is, or a sale that it
    finishes.
    """

    def __init__(self, *outcomes):
        super().__init__()
        self.outcomes = list(outcomes)
        self.known = []

    def of_open_cart(self):
        return tuple(self.known)

    def begin(self, code, plan, amount=None, what="sale"):
        self._called("begin", amount)
        left = plan.expected - plan.covered
        return an_attempt("intent", left if amount is None else amount)

    def pay(self, attempt, code):
        return self._next(attempt)

    def advance(self, attempt_id):
        return self._next(an_attempt("unknown"))

    def cancel(self, attempt_id):
        self._called("cancel", attempt_id)
        return an_attempt("reversing")

    def leave(self, attempt_id):
        self._called("leave", attempt_id)

    def pay_back(self, attempt_id):
        self._called("pay_back", attempt_id)

    def resolve(self):
        return ()

    def wake(self):
        return None

    def _next(self, attempt):
        outcome = self.outcomes.pop(0) if self.outcomes else "unknown"
        if isinstance(outcome, str):
            return Step(an_attempt(outcome, attempt.amount))
        if isinstance(outcome, PaymentAttempt):
            return Step(outcome)
        return Step(an_attempt("paid", attempt.amount), outcome)


def an_attempt(state, amount=129_900):
    """Return an attempt of WeChat Pay in a state."""
    return PaymentAttempt(
        attempt_id="attempt-1", cart_id="cart-1", channel="wechat", number="jingan01261122ab", amount=Fen(amount),
        code_mark="00", progress=replace(begun(Millis(0)), state=state), staff_id="staff-1", shift_id="shift-1",
    )  # fmt: skip


class FakeValue(Refusing):
    """Holds ``accounts`` (instrument to fen) and takes of them whatever is asked for."""

    def __init__(self, **accounts):
        super().__init__()
        self.accounts = accounts

    def offers(self, what="sale"):
        self._called("offers")
        name = Bilingual("林*婉", "Lin *")
        return tuple(
            ValueOffer(kind, "m-1", name, fen, Fen(fen), Fen(fen // 2)) for kind, fen in self.accounts.items() if fen
        )

    def draw(self, instrument, owner_id, amount, using=()):
        self._called("draw", (instrument, amount))
        self.accounts[instrument] -= amount
        return Drawing(instrument, owner_id, amount, amount, "authorisation", f"a-{instrument}")

    def give_back(self, drawing):
        self._called("give_back", drawing.instrument)
        self.accounts[drawing.instrument] += drawing.amount

    def keep_coupons(self):
        self._called("keep_coupons")

    def let_coupons_go(self):
        self._called("let_coupons_go")


class FakePrinting(Refusing):
    """Remembers what was printed; ``picture`` is the preview."""

    def __init__(self, picture=b""):
        super().__init__()
        self.picture_of_paper = picture

    def print_receipt(self, sale_id, override=None):
        self._called("print_receipt", sale_id, override)

    def picture(self, receipt):
        self._called("picture", receipt)
        return self.picture_of_paper

    def preview(self, sale_id):
        self._called("preview", sale_id)
        return self.picture_of_paper

    def run(self):
        self._called("run")
