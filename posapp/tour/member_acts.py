"""The member: known by camera, scanner and last four; what must not be believed; her booking and try-on."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt

from posapp.adapters.devices.camera import ImageFolderCamera
from posapp.services.room_cards import RoomCard
from posapp.tour.looks import (
    cart_of,
    panel_of,
    selling_of,
    take_her_off,
    to_try_on,
    with_her,
)
from posapp.tour.stage import Stage, seconds_since
from posapp.tour.steps import Act, hold
from posapp.ui.screens.rooms import words as room_words
from posapp.ui.widgets import outcome_words

BOOKING_WITHIN_S = 2.0

ACT = Act()


# --- the member -----------------------------------------------------------------------------------------------------


@ACT.step(
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
    panel = stage.hand.see("her panel", lambda: panel_of(stage))
    camera.stop()
    stage.picture("member")
    hold(panel.member_id == stage.notes.member_id, "another member's panel")
    hold(panel.trust == "A", f"trust {panel.trust}")
    hold("*" in panel.name.zh, f"the name is not masked: {panel.name.zh}")
    hold(len(panel.suggestions) >= 3, f"{len(panel.suggestions)} suggestions")
    hold(all(card.reason.zh and card.reason.en for card in panel.suggestions), "a suggestion without a reason")
    hold(any(card.size and card.size_reason.zh for card in panel.suggestions), "no size with a reason")
    take_her_off(stage)


@ACT.step(
    "键盘式扫码枪打 190 位数字；再按手机尾号找她",
    "A wedge scanner types 190 digits; then she is found by her last four",
)
def other_ways_to_know_her(stage: Stage) -> None:
    """Type a fresh signed code as a wedge does; then her last four digits with fingers."""
    hand = stage.hand
    hand.scan(stage.phone.member_code_digits())
    panel = hand.see("her panel", lambda: panel_of(stage))
    hold(panel.trust == "A", f"trust {panel.trust}")
    take_her_off(stage)
    hand.key(Qt.Key.Key_F3)
    member = stage.till.counter.presenters.member
    hand.see("the field", lambda: member.state.stage == "finding")
    hand.type(panel.phone_masked[-4:])
    hits = hand.see("candidates", lambda: member.state.hits)
    hold(any(hit.member_id == panel.member_id for hit in hits), "she is not among the candidates")
    stage.picture("last-four")
    hand.key(Qt.Key.Key_Escape)


@ACT.step(
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
        notice = hand.see(f"the notice of {name}", lambda: selling_of(stage).state.notice)
        hold(notice.what.zh and notice.what.en, f"{name}: no sentence")
        stage.picture(f"refused-{name}")
        selling_of(stage).notice_dismissed()
    hand.scan(good)
    hand.see("her panel", lambda: panel_of(stage))
    take_her_off(stage)
    hand.scan(good)
    hand.see("that a code works once", lambda: selling_of(stage).state.notice)
    stage.picture("refused-replayed")
    selling_of(stage).notice_dismissed()
    hold(not cart_of(stage).lines, "something came onto the cart")


# --- the booking ----------------------------------------------------------------------------------------------------


@ACT.step("她在手机上约试穿，两秒内到店", "She books a try-on; it is in the shop within two seconds")
def the_booking(stage: Stage) -> None:
    """Book on the phone, watch it come up on the board."""
    hand = stage.hand
    hand.key(Qt.Key.Key_F4)
    board = stage.till.counter.presenters.bookings
    hand.see("the board", lambda: board.state.cards is not None)
    styles = to_try_on(stage)[:3]
    stage.notes.booking = stage.phone.book(stage.notes.shop_id, styles)
    start = time.monotonic()
    wanted = stage.notes.booking.booking_id
    hand.see("the booking on the board", lambda: any(card.booking_id == wanted for card in board.state.cards or ()), 10)
    stage.notes.booking_seconds = seconds_since(start)
    stage.phone_picture("booking")
    stage.picture("booking-arrives")
    hold(stage.notes.booking_seconds <= BOOKING_WITHIN_S, f"it took {stage.notes.booking_seconds} s")


@ACT.step(
    "「今天」：约好的、要备的、等人取的按时间排成一张表，一个键做下一步",
    "The whole day on one board, by time, and one key for the next step",
)
def the_day(stage: Stage) -> None:
    """Find her booking on the board of the day, and go where its pieces are fetched."""
    hand, booking = stage.hand, stage.notes.booking
    assert booking is not None
    hand.key(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    today, wanted = stage.till.counter.presenters.today, f"booking:{booking.booking_id}"
    hand.see("her booking", lambda: any(item.key == wanted for item in today.state.items), 10)
    today.chosen(wanted)
    hand.settle()
    stage.picture("today")
    hold(today.state.chosen and today.state.chosen.pieces, "a booking without its pieces")
    if today.state.chosen and today.state.chosen.step == "prepare":
        hand.key(Qt.Key.Key_Return)
        hand.see("the walking list", lambda: stage.till.counter.presenters.shell.state.page == "walk")


@ACT.step(
    "扫预约码签到，请她进试衣间；她在手机上要另一个尺码，送到",
    "Check-in by code, into the fitting room; from her phone she asks for another size, and it is brought",
)
def in_the_room(stage: Stage) -> None:
    """Scan the booking's code, let her in, bring what she asks for."""
    hand, booking = stage.hand, stage.notes.booking
    assert booking is not None
    board = stage.till.counter.presenters.bookings
    hand.scan(booking.digits)
    hand.see("her card opened", lambda: board.state.chosen_id == booking.booking_id)
    hand.see("that she is here", lambda: board.state.chosen and board.state.chosen.status == "checked_in")
    stage.picture("checked-in")
    hand.key(Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    rooms = stage.till.counter.presenters.rooms

    def hers() -> RoomCard | None:
        cards = rooms.state.cards or ()
        return next((one for one in cards if one.next and one.next.booking_id == booking.booking_id), None)

    room = hand.see("the room where she is expected", hers)
    rooms.chosen(room.room_id)
    hand.settle()
    hand.key(Qt.Key.Key_Return)
    hand.see("that she is in", lambda: rooms.state.chosen and rooms.state.chosen.status == "in_use")
    before = with_her(stage)
    if stage.phone.ask_in_room():
        hand.see("what she asks for", lambda: rooms.state.chosen and rooms.state.chosen.asks, 10)
        stage.picture("rooms")
        hand.press(room_words.BROUGHT)
        hand.see("one more piece with her", lambda: with_her(stage) > before)
    else:
        stage.picture("rooms")


@ACT.step(
    "她出来，衣服一件件还；每件记一个结果，留下的一键进购物车",
    "She comes out and gives back piece by piece; an outcome for each, kept pieces to the cart in one key",
)
def trying_on(stage: Stage) -> None:
    """Take every piece back, let her out, tidy the room; tap outcomes, press Enter."""
    hand, booking = stage.hand, stage.notes.booking
    assert booking is not None
    board, rooms = stage.till.counter.presenters.bookings, stage.till.counter.presenters.rooms
    while before := with_her(stage):
        hand.press(room_words.BACK)
        hand.see("a piece less", lambda: with_her(stage) < before and not rooms.state.is_busy)
    hand.key(Qt.Key.Key_Return)
    hand.see("a room to tidy", lambda: rooms.state.chosen and rooms.state.chosen.status == "to_clean")
    hand.key(Qt.Key.Key_Return)
    hand.see("a free room", lambda: rooms.state.chosen and rooms.state.chosen.status == "free")
    hand.key(Qt.Key.Key_F4)
    hand.see("her card", lambda: board.state.chosen_id == booking.booking_id)
    hand.settle()
    garments = len(board.state.walk)
    hand.press(outcome_words.VERDICTS["kept"])
    hand.see("a kept piece", lambda: board.state.kept == 1)
    if garments > 1:
        hand.press(outcome_words.VERDICTS["too_small"], nth=1)
        hand.see("a second outcome", lambda: sum(one.verdict is not None for one in board.state.walk) == 2)
    stage.picture("outcomes")
    hand.key(Qt.Key.Key_Return)
    hand.see("the kept piece on the cart", lambda: any(line.source == "try_on" for line in cart_of(stage).lines))
    hold(cart_of(stage).member is not None, "she is not on the cart")
