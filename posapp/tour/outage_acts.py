"""The outage: the mall unplugged, a day without it, the till killed, and everything in step again."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt

from posapp.demo import CASHIER, CASHIER_PIN
from posapp.domain.money import Fen
from posapp.tour.half_a_sale import sign_in
from posapp.tour.hand import wait_for
from posapp.tour.looks import (
    barcodes_here,
    cart_of,
    lamp_of,
    panel_of,
    proof_of,
    selling_of,
    take_her_off,
    tiles_of,
    to_try_on,
    waiting_of,
)
from posapp.tour.stage import Stage
from posapp.tour.steps import Act, hold
from posapp.ui.screens.pickups import words as pickup_words
from posapp.ui.screens.shift import words as shift_words
from posapp.ui.screens.shift.state import DENOMINATIONS

ACT = Act()


# --- the network goes -----------------------------------------------------------------------------------------------


@ACT.step("拔掉商城：顶栏平静地说一声，收银照常", "The mall is unplugged: the top bar says so calmly, selling goes on")
def the_network_goes(stage: Stage) -> None:
    """Prepare a booking, an order and a code; then kill the hub."""
    hand = stage.hand
    notes = stage.notes
    plenty = [tile.style_id for tile in tiles_of(stage) if tile.on_hand > 3]
    booking = notes.later_booking = stage.phone.book(notes.shop_id, to_try_on(stage)[-2:])
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
    hand.see("the calm word", lambda: lamp_of(stage) == "offline", 60)
    stage.picture("offline")


@ACT.step(
    "断网中：会员码离线验证，推荐、销售、小票照常", "Offline: her code is checked, advice, sale and receipt as always"
)
def selling_offline(stage: Stage) -> None:
    """A sale with a member while the hub is dead."""
    hand = stage.hand
    hand.scan(stage.notes.later_code)
    panel = hand.see("her panel", lambda: panel_of(stage))
    hold(panel.trust == "A", f"trust {panel.trust}")
    hold(panel.suggestions, "no suggestions offline")
    hand.scan(barcodes_here(stage, 1)[0])
    hand.see("the piece", lambda: cart_of(stage).pieces == 1)
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


@ACT.step("断网中：预约签到、凭码自提", "Offline: a booking is checked in, an order handed over by its code")
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
    sync = stage.till.counter.presenters.sync
    hand.see("what waits here", lambda: sync.state.status is not None and sync.state.status.waiting)
    told = hand.see("the lamp on the desk", lambda: sync.state.status).lamp
    hold(told == "offline", f"the desk says {told}")
    stage.picture("outbox-offline")
    hand.key(Qt.Key.Key_F7)


@ACT.step(
    "卖到一半收银机被强杀：重开后还是那张购物车", "The till is killed in mid-sale and comes back to the same cart"
)
def killed_in_mid_sale(stage: Stage) -> None:
    """Begin a sale in another process, end it with SIGKILL, open again."""
    barcodes = barcodes_here(stage, 3)
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
    cart = hand.see("the cart", lambda: selling_of(stage).state.cart)
    stage.picture("same-cart")
    hold(
        (cart.cart_id, cart.pieces, cart.total) == (before["cart"], before["pieces"], before["total"]),
        f"{cart.pieces} pieces and {cart.total} instead of {before}",
    )


# --- the hub returns ------------------------------------------------------------------------------------------------


@ACT.step(
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
    hand.see("that everything is at the mall", lambda: waiting_of(stage) == 0 and lamp_of(stage) == "online", 150)
    stage.picture("drained")
    assert stage.notes.later_order is not None
    order_id = stage.notes.later_order.order_id
    wait_for("the hand-over on her phone", lambda: stage.phone.order_status(order_id) == "handed_over", 30)
    wait_for("her points on her phone", lambda: stage.phone.points() > stage.notes.points_before, 30)
    wanted = set(stage.notes.receipts)
    wait_for("her receipts on her phone", lambda: wanted <= set(stage.phone.receipts()), 30)
    stage.phone_picture("purchases")


@ACT.step("夜间模式与另一种语言", "Dark mode, and the other language")
def other_looks(stage: Stage) -> None:
    """Switch both, look, switch back."""
    hand = stage.hand
    hand.scan(stage.phone.member_code_digits())
    hand.see("her panel", lambda: panel_of(stage))
    hand.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    stage.picture("other-light")
    hand.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    stage.picture("other-language")
    hand.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    hand.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    take_her_off(stage)


@ACT.step("点钞交班，日结核对：与商城完全一致", "Count and close; the day proof: equal with the mall")
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
    hand.see("the mall's comparison", lambda: proof_of(stage) in ("equal", "different"), 60)
    stage.notes.proof = proof_of(stage)
    stage.picture("day-proof")
    hold(stage.notes.proof == "equal", f"different: {shift.state.sheet.differing if shift.state.sheet else '?'}")
