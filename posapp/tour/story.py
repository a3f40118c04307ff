"""The story of a day, step by step: each is done by hand and seen to hold, or the tour says which was not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import httpx
from PySide6.QtCore import Qt

from posapp.adapters.devices.camera import ImageFolderCamera
from posapp.demo import CASHIER, CASHIER_PIN
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.carts import Cart
from posapp.services.members import MemberPanel
from posapp.services.searching import Tile
from posapp.tour.half_a_sale import sign_in
from posapp.tour.hand import NotSeen, wait_for
from posapp.tour.stage import Stage, seconds_since
from posapp.ui.formatting import ONE_SIZE
from posapp.ui.screens.bookings import words as booking_words
from posapp.ui.screens.member import words as member_words
from posapp.ui.screens.pickups import words as pickup_words
from posapp.ui.screens.selling.presenter import SellingPresenter
from posapp.ui.screens.setup import words as setup_words
from posapp.ui.screens.shift import words as shift_words
from posapp.ui.screens.shift.state import DENOMINATIONS
from posapp.ui.shell import words as shell_words

HEROINE = "m00001"
BOOKING_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in the album, what it shows, and how it is played."""

    name: str
    tells: Bilingual
    play: Callable[[Stage], None]


STEPS: list[Step] = []


def step(zh: str, en: str) -> Callable[[Callable[[Stage], None]], Callable[[Stage], None]]:
    """Add a function to the story; its name, dashes for underscores, names the step."""

    def add(play: Callable[[Stage], None]) -> Callable[[Stage], None]:
        STEPS.append(Step(play.__name__.replace("_", "-"), Bilingual(zh, en), play))
        return play

    return add


def hold(fact: object, otherwise: str) -> None:
    """Say that something must be so. Raises ``NotSeen`` with what is the case otherwise."""
    if not fact:
        raise NotSeen(otherwise)


# --- the mall and the phone ------------------------------------------------------------------------------------------


@step("商城开门：三家店、商品、会员都在", "The mall opens: three shops, its goods, its members")
def the_mall(stage: Stage) -> None:
    """Start the hub on an empty folder and count what it serves."""
    stage.hub.start()
    overview = httpx.get(f"{stage.hub.url}/office/api/overview", trust_env=False, timeout=10).json()
    hold(len(overview["shops"]) >= 3, f"only {len(overview['shops'])} shops")
    health = httpx.get(f"{stage.hub.url}/healthz", trust_env=False, timeout=10).json()
    hold(health["rows"] > 20_000, f"only {health['rows']} rows")
    stage.notes.shop_id = overview["shops"][0]["id"]


@step("她在手机上登录，看商品，收藏一件", "She signs in on her phone, looks around, wishes for a piece")
def her_phone(stage: Stage) -> None:
    """Sign in as the heroine and put a style on her wish list."""
    stage.notes.member_id = stage.phone.sign_in(HEROINE)
    stage.phone_picture("home")
    stage.notes.points_before = stage.phone.points()
    shelf = httpx.get(f"{stage.hub.url}/phone/api/styles", trust_env=False, timeout=10).json()
    stage.phone.wish(shelf["styles"][0]["id"])
    stage.phone_picture("wish")


# --- the first start -------------------------------------------------------------------------------------------------


@step("收银机首次开机：用一次性配对码连上商城，价格先到", "The till's first start: pair by one-time code, prices first")
def pairing(stage: Stage) -> None:
    """Type the pairing code; the till may sell before everything is loaded."""
    hand = stage.open_till()
    setup = hand.till.counter.presenters.setup
    hand.see("the first start", lambda: hand.till.counter.setup_view.isVisible())
    stage.picture("first-start")
    hand.press(setup_words.CHINESE if stage.language == "zh" else setup_words.ENGLISH)
    hand.see("the pairing page", lambda: setup.state.stage == "pairing")
    hand.till.counter.setup_view.offer_code(stage.new_pairing_code())
    stage.picture("pairing")
    hand.press(setup_words.CONNECT)
    hand.see("that prices are in", lambda: setup.state.may_sell, 60)
    state = setup.state
    stage.picture("prices-first")
    hold(state.to_load > 20_000, f"only {state.to_load} rows to load")
    hand.press(setup_words.START)


@step("店员用密码登录，开班，点备用金", "The cashier signs in with her PIN and opens the shift with a float")
def signing_in(stage: Stage) -> None:
    """Tap a name, type the PIN, type the float."""
    hand = stage.hand
    hand.see("the staff", lambda: hand.till.counter.presenters.sign_in.state.staff)
    stage.picture("sign-in")
    sign_in(hand, CASHIER, CASHIER_PIN)
    hand.key(Qt.Key.Key_F8)
    shift = hand.till.counter.presenters.shift
    hand.see("the float", lambda: shift.state.stage == "opening")
    hand.type("500")
    stage.picture("float")
    hand.press(shift_words.OPEN_NOW)
    hand.see("the open shift", lambda: shift.state.stage == "running")
    hold(shift.state.sheet is not None and shift.state.sheet.float_ == 50_000, "the float is not what was typed")
    hand.key(Qt.Key.Key_F7)


@step("收银界面：拼音首字母找到商品", "The sell screen: goods found by their initials")
def the_sell_screen(stage: Stage) -> None:
    """Search by the initials of a name, in a window that is loaded to the end."""
    hand = stage.hand
    hand.see("everything loaded", lambda: _lamp(stage) == "online", 120)
    hand.see("tiles", lambda: _selling(stage).state.tiles, 20)
    stage.picture("sell")
    hand.key(Qt.Key.Key_F2)
    hand.type("yrs")
    found = hand.see("goods for “yrs”", lambda: _tiles_for(stage, "yrs"))
    stage.picture("search")
    hold(all(tile.price > 0 for tile in found), "a tile without a price")
    hand.key(Qt.Key.Key_Escape)


# --- the member ------------------------------------------------------------------------------------------------------


@step(
    "摄像头扫她手机上的会员码：认出她，推荐和尺码都有理由",
    "The camera reads her code: known, with reasons for each suggestion",
)
def the_member(stage: Stage) -> None:
    """Hold the phone page's real picture before the camera; her panel comes up."""
    folder = stage.till_folder / "camera"
    folder.mkdir()
    stage.phone.member_code_png(folder / "frame.png")
    stage.phone_picture("code")
    camera = ImageFolderCamera(folder)
    stage.till.watch_camera(camera)
    panel = stage.hand.see("her panel", lambda: _panel(stage))
    camera.stop()
    stage.picture("member")
    hold(panel.member_id == stage.notes.member_id, "another member's panel")
    hold(panel.trust == "A", f"trust {panel.trust}")
    hold("*" in panel.name.zh, f"the name is not masked: {panel.name.zh}")
    hold(len(panel.suggestions) >= 3, f"{len(panel.suggestions)} suggestions")
    hold(all(card.reason.zh and card.reason.en for card in panel.suggestions), "a suggestion without a reason")
    hold(any(card.size and card.size_reason.zh for card in panel.suggestions), "no size with a reason")
    _take_her_off(stage)


@step(
    "键盘式扫码枪打 190 位数字；再按手机尾号找她",
    "A wedge scanner types 190 digits; then she is found by her last four",
)
def other_ways_to_know_her(stage: Stage) -> None:
    """Type a fresh signed code as a wedge does; then her last four digits with fingers."""
    hand = stage.hand
    hand.scan(stage.phone.member_code_digits())
    panel = hand.see("her panel", lambda: _panel(stage))
    hold(panel.trust == "A", f"trust {panel.trust}")
    _take_her_off(stage)
    hand.key(Qt.Key.Key_F3)
    member = stage.till.counter.presenters.member
    hand.see("the field", lambda: member.state.stage == "finding")
    hand.type(panel.phone_masked[-4:])
    hits = hand.see("candidates", lambda: member.state.hits)
    hold(any(hit.member_id == panel.member_id for hit in hits), "she is not among the candidates")
    stage.picture("last-four")
    hand.key(Qt.Key.Key_Escape)


@step(
    "伪造、过期、重复的会员码，未知条码：说清楚，什么都不丢",
    "Forged, expired and replayed codes, an unknown barcode: said clearly, nothing lost",
)
def bad_codes(stage: Stage) -> None:
    """Scan what must not be believed."""
    hand = stage.hand
    good = stage.phone.member_code_digits()
    forged = good[:-1] + ("1" if good[-1] != "1" else "2")
    for name, code in (("forged", forged), ("unknown", "6909999999994")):
        hand.scan(code)
        notice = hand.see(f"the notice of {name}", lambda: _selling(stage).state.notice)
        hold(notice.what.zh and notice.what.en, f"{name}: no sentence")
        stage.picture(f"refused-{name}")
        _selling(stage).notice_dismissed()
    hand.scan(good)
    hand.see("her panel", lambda: _panel(stage))
    _take_her_off(stage)
    hand.scan(good)
    hand.see("that a code works once", lambda: _selling(stage).state.notice)
    stage.picture("refused-replayed")
    _selling(stage).notice_dismissed()
    hold(not _cart(stage).lines, "something came onto the cart")


# --- the booking -----------------------------------------------------------------------------------------------------


@step("她在手机上约试穿，两秒内到店", "She books a try-on; it is in the shop within two seconds")
def the_booking(stage: Stage) -> None:
    """Book on the phone, watch it come up on the board."""
    hand = stage.hand
    hand.key(Qt.Key.Key_F4)
    board = stage.till.counter.presenters.bookings
    hand.see("the board", lambda: board.state.cards is not None)
    styles = _to_try_on(stage)[:3]
    stage.notes.booking = stage.phone.book(stage.notes.shop_id, styles)
    start = time.monotonic()
    wanted = stage.notes.booking.booking_id
    hand.see("the booking on the board", lambda: any(card.booking_id == wanted for card in board.state.cards or ()), 10)
    stage.notes.booking_seconds = seconds_since(start)
    stage.phone_picture("booking")
    stage.picture("booking-arrives")
    hold(stage.notes.booking_seconds <= BOOKING_WITHIN_S, f"it took {stage.notes.booking_seconds} s")


@step(
    "扫预约码签到，每件记一个结果，留下的一键进购物车",
    "Check-in by code, an outcome for each garment, kept pieces to the cart in one key",
)
def trying_on(stage: Stage) -> None:
    """Scan the booking's code, tap outcomes, press Enter."""
    hand, booking = stage.hand, stage.notes.booking
    assert booking is not None
    board = stage.till.counter.presenters.bookings
    hand.scan(booking.digits)
    hand.see("her card opened", lambda: board.state.chosen_id == booking.booking_id)
    hand.see("that she is here", lambda: board.state.chosen and board.state.chosen.status == "checked_in")
    stage.picture("checked-in")
    garments = len(board.state.walk)
    hand.press(booking_words.VERDICTS["kept"])
    hand.see("a kept piece", lambda: board.state.kept == 1)
    if garments > 1:
        hand.press(booking_words.VERDICTS["too_small"], nth=1)
        hand.see("a second outcome", lambda: sum(one.verdict is not None for one in board.state.walk) == 2)
    stage.picture("outcomes")
    hand.key(Qt.Key.Key_Return)
    hand.see("the kept piece on the cart", lambda: any(line.source == "try_on" for line in _cart(stage).lines))
    hold(_cart(stage).member is not None, "she is not on the cart")


# --- the checkout ----------------------------------------------------------------------------------------------------


@step(
    "扫两件，一键加推荐，满减和券，一分不差地分摊",
    "Scan, take a suggestion with one key, threshold and coupon, split to the fen",
)
def ringing_up(stage: Stage) -> None:
    """Build the cart of the day."""
    hand = stage.hand
    hand.see("her panel", lambda: _panel(stage))
    for barcode in _barcodes(stage, 2):
        wanted = _cart(stage).pieces + 1
        hand.scan(barcode)
        hand.see("the scanned piece", partial(_has_pieces, stage, wanted))
    before = _cart(stage).pieces
    hand.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    hand.see("the suggestion on the cart", lambda: _cart(stage).pieces == before + 1)
    coupon = next((one for one in _cart(stage).coupons if one.gap == 0), None)
    hold(coupon is not None, "no coupon of hers works on this cart")
    assert coupon is not None
    _selling(stage).coupon_pressed(coupon.coupon_id)
    cart = hand.see("the coupon in use", lambda: _cart(stage) if any(c.is_used for c in _cart(stage).coupons) else None)
    stage.picture("cart")
    kinds = {taken.kind for line in cart.lines for taken in line.steps}
    hold({"promotion", "coupon"} <= kinds, f"only {sorted(kinds)} took something off")
    hold(sum(line.paid for line in cart.lines) == cart.total, "lines do not add up to the total")
    for line in cart.lines:
        off = sum(taken.fen for taken in line.steps)
        hold(line.gross - off == line.paid, f"{line.name.zh}: {line.gross} − {off} ≠ {line.paid}")


@step("现金收款：两个键；找零最大，小票即见", "Cash in two keys; the change in the largest type, the receipt beside it")
def paying(stage: Stage) -> None:
    """Enter opens the payment, Enter takes the exact amount."""
    hand = stage.hand
    cart = _cart(stage)
    hand.key(Qt.Key.Key_Return)
    payment = stage.till.counter.presenters.paying
    hand.see("the payment", lambda: stage.till.counter.selling_view.is_paying)
    stage.picture("cash")
    hand.key(Qt.Key.Key_Return)
    done = hand.see("the receipt", lambda: payment.state.finished if payment.state.preview else None)
    stage.picture("paid")
    hold(done.total == cart.total, "another total was booked")
    stage.notes.receipts.append(done.receipt_no)
    printed = hand.see("receipt bytes", lambda: sorted(stage.till.paths.receipts.glob("*")))
    hold(b"\x1b@" in printed[-1].read_bytes(), "no ESC/POS on the receipt")
    hold(not _missing_from_the_books(stage, done.receipt_no), str(_missing_from_the_books(stage, done.receipt_no)))
    hand.key(Qt.Key.Key_Return)


# --- the pickup ------------------------------------------------------------------------------------------------------


@step("她在商城下的单到店自提：先查，再凭码交货", "Her mall order is collected: look up, then confirm by code")
def the_pickup(stage: Stage) -> None:
    """Order on the phone, open the list, scan the code, hand over."""
    hand = stage.hand
    styles = [tile.style_id for tile in _tiles(stage) if tile.on_hand > 3][:2]
    stage.notes.order = order = stage.phone.order(stage.notes.shop_id, styles)
    stage.phone_picture("order")
    hand.key(Qt.Key.Key_F5)
    desk = stage.till.counter.presenters.pickups
    hand.see("her order", lambda: any(card.order_id == order.order_id for card in desk.state.waiting or ()), 10)
    stage.picture("pickups")
    hand.scan(order.digits)
    hand.see("the order looked up", lambda: desk.state.card and desk.state.code)
    stage.picture("pickup-found")
    hand.press(pickup_words.HAND_OVER)
    hand.see("that it was handed over", lambda: desk.state.stage == "done")
    stage.picture("pickup-done")
    wait_for("her phone to know", lambda: stage.phone.order_status(order.order_id) == "handed_over", 15)
    hand.press(pickup_words.NEXT)
    hand.key(Qt.Key.Key_F7)


# --- the network goes ------------------------------------------------------------------------------------------------


@step("拔掉商城：顶栏平静地说一声，收银照常", "The mall is unplugged: the top bar says so calmly, selling goes on")
def the_network_goes(stage: Stage) -> None:
    """Prepare a booking, an order and a code; then kill the hub."""
    hand = stage.hand
    notes = stage.notes
    plenty = [tile.style_id for tile in _tiles(stage) if tile.on_hand > 3]
    booking = notes.later_booking = stage.phone.book(notes.shop_id, _to_try_on(stage)[-2:])
    order = notes.later_order = stage.phone.order(notes.shop_id, plenty[2:3])
    shop = stage.till.shop
    hand.see(
        "both in the shop",
        lambda: (
            any(one.order_id == order.order_id for one in shop.pickups.waiting())
            and any(one.booking_id == booking.booking_id for one in shop.bookings.today())
        ),
        10,
    )
    notes.later_code = stage.phone.member_code_digits()
    stage.hub.kill()
    hand.see("the calm word", lambda: _lamp(stage) == "offline", 60)
    stage.picture("offline")


@step(
    "断网中：会员码离线验证，推荐、销售、小票照常", "Offline: her code is checked, advice, sale and receipt as always"
)
def selling_offline(stage: Stage) -> None:
    """A sale with a member while the hub is dead."""
    hand = stage.hand
    hand.scan(stage.notes.later_code)
    panel = hand.see("her panel", lambda: _panel(stage))
    hold(panel.trust == "A", f"trust {panel.trust}")
    hold(panel.suggestions, "no suggestions offline")
    hand.scan(_barcodes(stage, 1)[0])
    hand.see("the piece", lambda: _cart(stage).pieces == 1)
    hand.key(Qt.Key.Key_Return)
    hand.see("the payment", lambda: stage.till.counter.selling_view.is_paying)
    hand.type("2000")
    stage.picture("cash-offline")
    hand.key(Qt.Key.Key_Return)
    payment = stage.till.counter.presenters.paying
    done = hand.see("the sale", lambda: payment.state.finished if payment.state.preview else None)
    hold(done.received == 200_000 and done.change == 200_000 - done.total, f"change {done.change}")
    stage.picture("paid-offline")
    stage.notes.receipts.append(done.receipt_no)
    hand.key(Qt.Key.Key_Return)


@step("断网中：预约签到、凭码自提", "Offline: a booking is checked in, an order handed over by its code")
def boards_offline(stage: Stage) -> None:
    """Check-in and hand-over while the hub is dead."""
    hand, notes = stage.hand, stage.notes
    assert notes.later_booking is not None
    assert notes.later_order is not None
    hand.key(Qt.Key.Key_F4)
    board = stage.till.counter.presenters.bookings
    booking = notes.later_booking
    hand.scan(booking.digits)
    hand.see("her card", lambda: board.state.chosen_id == booking.booking_id)
    hand.see("the check-in", lambda: board.state.chosen and board.state.chosen.status == "checked_in")
    stage.picture("check-in-offline")
    hand.key(Qt.Key.Key_F5)
    desk = stage.till.counter.presenters.pickups
    hand.scan(notes.later_order.digits)
    hand.see("the order", lambda: desk.state.card and desk.state.code)
    hand.press(pickup_words.HAND_OVER)
    hand.see("the hand-over", lambda: desk.state.stage == "done")
    stage.picture("pickup-offline")
    hand.key(Qt.Key.Key_F9)
    hand.settle(800)
    stage.picture("outbox-offline")
    hand.key(Qt.Key.Key_F7)


@step("卖到一半收银机被强杀：重开后还是那张购物车", "The till is killed in mid-sale: it comes back to the same cart")
def killed_in_mid_sale(stage: Stage) -> None:
    """Begin a sale in another process, end it with SIGKILL, open again."""
    barcodes = _barcodes(stage, 3)
    stage.close_till()
    other = stage.start_till_elsewhere(CASHIER, CASHIER_PIN, *barcodes)
    assert other.stdout is not None
    line = other.stdout.readline()
    other.kill()
    other.wait()
    other.stdout.close()
    hold(line, "the other till ended before its sale had begun")
    before = json.loads(line)
    hand = stage.open_till()
    sign_in(hand, CASHIER, CASHIER_PIN)
    cart = hand.see("the cart", lambda: _selling(stage).state.cart)
    stage.picture("same-cart")
    hold(
        (cart.cart_id, cart.pieces, cart.total) == (before["cart"], before["pieces"], before["total"]),
        f"{cart.pieces} pieces and {cart.total} instead of {before}",
    )


# --- the hub returns -------------------------------------------------------------------------------------------------


@step(
    "商城回来：全部补传，手机上看到消费和积分",
    "The mall returns: everything drains, her phone shows purchase and points",
)
def the_hub_returns(stage: Stage) -> None:
    """Finish the sale, start the hub again, wait until nothing waits."""
    hand = stage.hand
    payment = stage.till.counter.presenters.paying
    hand.key(Qt.Key.Key_Return)
    hand.see("the payment", lambda: stage.till.counter.selling_view.is_paying)
    hand.key(Qt.Key.Key_Return)
    hand.see("the sale", lambda: payment.state.finished if payment.state.preview else None)
    hand.key(Qt.Key.Key_Return)
    stage.hub.start()
    hand.see("that everything is at the mall", lambda: _waiting(stage) == 0 and _lamp(stage) == "online", 150)
    stage.picture("drained")
    assert stage.notes.later_order is not None
    order_id = stage.notes.later_order.order_id
    wait_for("the hand-over on her phone", lambda: stage.phone.order_status(order_id) == "handed_over", 30)
    wait_for("her points on her phone", lambda: stage.phone.points() > stage.notes.points_before, 30)
    wanted = set(stage.notes.receipts)
    wait_for("her receipts on her phone", lambda: wanted <= set(stage.phone.receipts()), 30)
    stage.phone_picture("purchases")


@step("夜间模式与另一种语言", "Dark mode, and the other language")
def other_looks(stage: Stage) -> None:
    """Switch both, look, switch back."""
    hand = stage.hand
    hand.scan(stage.phone.member_code_digits())
    hand.see("her panel", lambda: _panel(stage))
    hand.press(shell_words.TO_DARK if stage.till.theme.mode == "light" else shell_words.TO_LIGHT)
    stage.picture("other-light")
    hand.press(shell_words.LANGUAGE_LABEL)
    stage.picture("other-language")
    hand.press(shell_words.LANGUAGE_LABEL)
    hand.press(shell_words.TO_DARK if stage.till.theme.mode == "light" else shell_words.TO_LIGHT)
    _take_her_off(stage)


@step("点钞交班，日结核对：与商城完全一致", "Count and close; the day proof: equal with the mall")
def the_day_proof(stage: Stage) -> None:
    """Close the shift blind and wait for the mall's comparison."""
    hand = stage.hand
    hand.key(Qt.Key.Key_F8)
    shift = stage.till.counter.presenters.shift
    hand.see("the running shift", lambda: shift.state.stage == "running")
    stage.picture("shift")
    sheet = shift.state.sheet
    assert sheet is not None
    hand.press(shift_words.CLOSE)
    hand.see("the count", lambda: shift.state.stage == "counting")
    rest = sheet.expected
    for denomination in DENOMINATIONS:
        shift.pieces_counted(denomination, rest // denomination)
        rest = Fen(rest % denomination)
    stage.picture("count")
    hand.press(shift_words.GIVE_COUNT)
    hand.see("the summary", lambda: shift.state.stage == "closed")
    hand.see("the mall's comparison", lambda: _proof(stage) in ("equal", "different"), 60)
    stage.notes.proof = _proof(stage)
    stage.picture("day-proof")
    hold(stage.notes.proof == "equal", f"different: {shift.state.sheet.differing if shift.state.sheet else '?'}")


# --- looks -----------------------------------------------------------------------------------------------------------


def _selling(stage: Stage) -> SellingPresenter:
    return stage.till.counter.presenters.selling


def _cart(stage: Stage) -> Cart:
    cart = _selling(stage).state.cart
    if cart is None:
        raise NotSeen("there is no cart yet")
    return cart


def _has_pieces(stage: Stage, wanted: int) -> bool:
    return _cart(stage).pieces == wanted


def _tiles_for(stage: Stage, query: str) -> tuple[Tile, ...]:
    state = _selling(stage).state
    return state.tiles or () if state.query == query else ()


def _panel(stage: Stage) -> MemberPanel | None:
    state = stage.till.counter.presenters.member.state
    return state.panel if state.stage == "shown" else None


def _take_her_off(stage: Stage) -> None:
    stage.hand.press(member_words.TAKE_OFF)
    stage.hand.see("an empty place", lambda: stage.till.counter.presenters.member.state.stage == "nobody")


def _lamp(stage: Stage) -> str:
    sync = stage.till.counter.presenters.shell.state.sync
    return sync.lamp if sync is not None else ""


def _waiting(stage: Stage) -> int:
    sync = stage.till.counter.presenters.shell.state.sync
    return sync.waiting if sync is not None else -1


def _proof(stage: Stage) -> str:
    sheet = stage.till.counter.presenters.shift.state.sheet
    return sheet.proof if sheet is not None else "open"


def _to_try_on(stage: Stage) -> list[str]:
    """Return the suggested styles that have sizes: what one books a fitting room for."""
    panel = stage.till.shop.members.panel(MemberId(stage.notes.member_id), "B")
    return [card.style_id for card in panel.suggestions if card.size not in ONE_SIZE]


def _tiles(stage: Stage) -> tuple[Tile, ...]:
    return stage.till.shop.searching.tiles("")


def _barcodes(stage: Stage, count: int) -> list[str]:
    """Return barcodes of pieces that hang here, of different styles."""
    found = []
    for tile in _tiles(stage)[10:]:
        if tile.on_hand > 2:
            found.append(_barcode(stage, tile.variant_id))
        if len(found) == count:
            return found
    raise NotSeen("too few goods hang here")


def _barcode(stage: Stage, variant_id: VariantId) -> str:
    with stage.till.shop.data.view() as view:
        return view.catalogue.articles({variant_id})[variant_id].variant.barcode


def _missing_from_the_books(stage: Stage, receipt_no: str) -> list[str]:
    """Return what one sale did not leave behind of sale, movements, operation and journal entry."""
    with stage.till.shop.data.reading() as connection:
        count = connection.exec_driver_sql
        sale = count("SELECT sale_id FROM sale WHERE receipt_no = ?", (receipt_no,)).scalar()
        checks = {
            "the sale": sale,
            "its movements": count("SELECT count(*) FROM stock_movement WHERE sale_id = ?", (sale,)).scalar(),
            "its operation": count("SELECT count(*) FROM op_log WHERE body LIKE ?", (f"%{receipt_no}%",)).scalar(),
            "its journal entry": count("SELECT count(*) FROM journal WHERE body LIKE ?", (f"%{receipt_no}%",)).scalar(),
        }
    return [name for name, there in checks.items() if not there]
