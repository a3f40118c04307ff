"""The sale and the pickup: ring up, two keys, the receipt; look up, confirm."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from posapp.tour.hand import wait_for
from posapp.tour.looks import (
    barcodes_here,
    cart_of,
    has_pieces,
    missing_from_the_books,
    panel_of,
    selling_of,
    tiles_of,
)
from posapp.tour.stage import Stage
from posapp.tour.steps import Act, hold
from posapp.ui.screens.pickups import words as pickup_words

ACT = Act()


# --- the checkout ---------------------------------------------------------------------------------------------------


@ACT.step(
    "扫两件，一键加推荐，满减和券，一分不差地分摊",
    "Scan, take a suggestion with one key, threshold and coupon, split to the fen",
)
def ringing_up(stage: Stage) -> None:
    """Build the cart of the day."""
    hand = stage.hand
    hand.see("her panel", lambda: panel_of(stage))
    for barcode in barcodes_here(stage, 2):
        wanted = cart_of(stage).pieces + 1
        hand.scan(barcode)
        hand.see("the scanned piece", partial(has_pieces, stage, wanted))
    before = cart_of(stage).pieces
    hand.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    hand.see("the suggestion on the cart", lambda: cart_of(stage).pieces == before + 1)
    coupon = next((one for one in cart_of(stage).coupons if one.gap == 0), None)
    hold(coupon is not None, "no coupon of hers works on this cart")
    assert coupon is not None
    selling_of(stage).coupon_pressed(coupon.coupon_id)
    cart = hand.see(
        "the coupon in use", lambda: cart_of(stage) if any(c.is_used for c in cart_of(stage).coupons) else None
    )
    stage.picture("cart")
    kinds = {taken.kind for line in cart.lines for taken in line.steps}
    hold({"promotion", "coupon"} <= kinds, f"only {sorted(kinds)} took something off")
    hold(sum(line.paid for line in cart.lines) == cart.total, "lines do not add up to the total")
    for line in cart.lines:
        off = sum(taken.fen for taken in line.steps)
        hold(line.gross - off == line.paid, f"{line.name.zh}: {line.gross} − {off} ≠ {line.paid}")


@ACT.step(
    "现金收款：两个键；找零最大，小票即见", "Cash in two keys; the change in the largest type, the receipt beside"
)
def paying(stage: Stage) -> None:
    """Enter opens the payment, Enter takes the exact amount."""
    hand = stage.hand
    cart = cart_of(stage)
    hand.key(Qt.Key.Key_Return)
    payment = stage.till.counter.presenters.paying
    hand.see("the payment", lambda: stage.till.counter.selling_view.is_paying)
    stage.picture("cash")
    hand.key(Qt.Key.Key_Return)
    done = hand.see("the receipt", lambda: payment.state.finished if payment.state.preview else None)
    stage.picture("paid")
    hold(done.total == cart.total, "another total was booked")
    stage.notes.receipts.append(done.receipt_no)
    papers = stage.till.paths.receipts
    hand.see("ESC/POS bytes", lambda: any(b"\x1b@" in paper.read_bytes() for paper in papers.glob("*")))
    hold(not missing_from_the_books(stage, done.receipt_no), str(missing_from_the_books(stage, done.receipt_no)))
    hand.key(Qt.Key.Key_Return)


# --- the pickup -----------------------------------------------------------------------------------------------------


@ACT.step("她在商城下的单到店自提：先查，再凭码交货", "Her mall order is collected: look up, then confirm by code")
def the_pickup(stage: Stage) -> None:
    """Order on the phone, open the list, scan the code, hand over."""
    hand = stage.hand
    styles = [tile.style_id for tile in tiles_of(stage) if tile.on_hand > 3][:2]
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
