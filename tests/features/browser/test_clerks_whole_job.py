"""A clerk's whole job with one customer and her phone: booked, laid out, let in, tried on, collected, written to.

The mall and the till's sync worker are processes of their own, the phone is the real page in Chromium, the till is the
real window. They are shared; each sentence makes the bookings and orders that it speaks of, and needs no other. It is a
quarter past ten in the shop at any hour of the day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from posapp.domain.clock import SHIFT_VARIABLE, SystemClock, at, local
from posapp.domain.defects import WHYS
from posapp.domain.identity import VariantId
from posapp.services.outcomes import Said
from posapp.services.room_cards import RoomCard
from posapp.services.transfers import TransferCard
from posapp.services.walk_cards import shelf_order
from posapp.tour.phone import find_chromium
from posapp.tour.phone_page import PhonePage
from posapp.ui.screens.defects import words as defect_words
from posapp.ui.screens.rooms import words as room_words
from posapp.ui.screens.selling import nearby_words
from posapp.ui.screens.selling.state import OpenSheet
from posapp.ui.widgets import outcome_words
from tests.fakes.clerks_day import (
    Goods,
    OtherShop,
    Visit,
    agrees,
    arrives,
    books,
    chosen_booking,
    coupon_ends_soon,
    follow_up,
    in_step,
    is_called_off,
    o_clock,
    on_hand,
    on_the_board,
    only_elsewhere,
    shown,
    stands,
    takes_slot,
    unplugged,
    wearable,
    whole,
    words_of,
)
from tests.fakes.opened_till import OpenedTill
from tests.fakes.small_demo import HEROINE, OTHER_SHOP, SHOP, SmallDemo, sync_once

pytestmark = pytest.mark.browser

# --- what everybody shares -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def morning() -> Iterator[None]:
    """A quarter past ten: the shop is open, and the day is long."""
    now = SystemClock().now()
    with pytest.MonkeyPatch.context() as machine:
        machine.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        machine.setenv(SHIFT_VARIABLE, str(at(local(now).date(), 10, 15) - now))
        yield


@pytest.fixture(scope="module")
def mall(morning: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDemo]:
    demo = SmallDemo(tmp_path_factory.mktemp("whole-job"))
    yield demo
    demo.close()


@pytest.fixture(scope="module")
def counter_folder(mall: SmallDemo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one till of the shop that speaks to the mall."""
    folder = mall.pair_till(tmp_path_factory.mktemp("counter") / "till", "02")
    sync_once(folder)
    return folder


@pytest.fixture(scope="module")
def phone(mall: SmallDemo) -> Iterator[PhonePage]:
    """Her phone; at the end it is looked whether the page itself made a fault."""
    browser = find_chromium()
    if browser is None:
        pytest.fail("no Chromium with its driver on this machine: python3 pos.py test --all gets them")
    page = PhonePage(mall.hub.url, browser=browser)
    page.sign_in(HEROINE)
    yield page
    complaints = page.driver.get_log("browser")
    page.close()
    assert not [entry for entry in complaints if entry["source"] != "network"]


@pytest.fixture
def counter(counter_folder: Path, open_till: Callable[..., OpenedTill], phone: PhonePage) -> OpenedTill:
    """The till in its window, its worker beside it, in touch with the mall; her phone shows her own code."""
    till = open_till(counter_folder, with_worker=True)
    in_step(till)
    return till


@pytest.fixture(scope="module")
def goods(mall: SmallDemo) -> Iterator[Goods]:
    """Ever another style: what one sentence tries on and sells is not the next one's."""
    return iter(wearable(mall))


# --- 1: booked -------------------------------------------------------------------------------------------------------


def test_a_booking_is_at_the_till_moves_from_the_phone_and_is_called_off_offline(mall, counter, phone, goods):
    coat = next(goods)
    made = books(phone, 15, (coat, "SM"), note="要配腰带", company=1)
    card = on_the_board(counter, made.booking_id)
    assert (card.starts, card.note, card.companions) == (o_clock(15), "要配腰带", 1)
    assert {one.variant_id for one in card.garments} == {coat.sizes["S"].id, coat.sizes["M"].id}

    phone.tap("#change")
    phone.see("#leave-as-it-was")
    takes_slot(phone, 16)
    counter.see("the other hour", lambda: on_the_board(counter, made.booking_id).starts == o_clock(16))

    board = counter.till.counter.presenters.bookings
    with unplugged(mall, counter):
        board.chosen(made.booking_id)
        board.moving_wanted()
        counter.see("the times", lambda: board.state.moving)
        board.off_pressed()
        board.off_pressed()
        counter.see("that it is called off", lambda: is_called_off(counter, made.booking_id))
    counter.see("that her phone says so", lambda: phone.booking_status(made.booking_id) == "cancelled")


# --- 2: laid out -----------------------------------------------------------------------------------------------------


def test_the_walk_leads_along_the_shelves_to_a_substitute_and_a_label(mall, counter, phone, goods):
    first, second = next(goods), next(goods)
    made = books(phone, 12, (first, "M"), (second, "M"))
    on_the_board(counter, made.booking_id)
    walk = counter.till.counter.presenters.walk
    counter.key(Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    counter.see("her errand", lambda: ("booking", made.booking_id) in walk.state.chosen)
    shelves = [shelf_order(piece.shelf) for piece in walk.state.pieces]
    assert len(shelves) > 2
    assert shelves == sorted(shelves)

    for kind, subject in walk.state.chosen - {("booking", made.booking_id)}:
        walk.errand_pressed(kind, subject)
    there, missing = walk.state.pieces
    counter.scan(there.barcode)
    counter.see("that it is in the bag", lambda: stands(counter)[there.key] == "found")
    walk.not_found(missing.key)
    instead = counter.see("what hangs here instead", lambda: walk.state.choices and walk.state.choices.here)[0]
    walk.taken(missing.key, instead.variant_id)
    counter.see(
        "the substitute on the list", lambda: instead.variant_id in [one.variant_id for one in walk.state.pieces]
    )
    labels = set(counter.till.paths.receipts.iterdir())
    counter.scan(next(one.barcode for one in walk.state.pieces if one.variant_id == instead.variant_id))
    counter.see("that the bag is whole", lambda: whole(counter, made.booking_id))
    counter.see("its label on paper", lambda: set(counter.till.paths.receipts.iterdir()) - labels)


# --- 3, 4, 5: she comes, asks, says -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def visit(phone: PhonePage, goods: Iterator[Goods]) -> Visit:
    blouse, trousers = next(goods), next(goods)
    return Visit(books(phone, 11, (blouse, "S"), (trousers, "M")), blouse, trousers)


def test_her_booking_code_checks_her_in_without_the_mall(mall, counter, phone, visit):
    assert on_the_board(counter, visit.booked.booking_id).status == "booked"
    with unplugged(mall, counter):
        counter.key(Qt.Key.Key_F7)
        counter.scan(visit.booked.digits)
        board = counter.till.counter.presenters.bookings
        counter.see("her card", lambda: board.state.chosen_id == visit.booked.booking_id)
        counter.see("that she is here", lambda: chosen_booking(counter).status == "checked_in")
    counter.see("that her phone knows", lambda: phone.booking_status(visit.booked.booking_id) == "checked_in")


def test_from_the_room_she_asks_for_m_and_it_is_brought(mall, counter, phone, visit):
    arrives(counter, visit)
    counter.key(Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    rooms = counter.till.counter.presenters.rooms

    def expected() -> RoomCard | None:
        cards = rooms.state.cards or ()
        return next((one for one in cards if one.next and one.next.booking_id == visit.booked.booking_id), None)

    rooms.chosen(counter.see("the room kept for her", expected).room_id)
    counter.settle()
    rooms.booked_let_in()
    counter.see("that she is in", lambda: rooms.state.chosen and rooms.state.chosen.status == "in_use")

    wanted = visit.blouse.sizes["M"].id
    phone.open("room")
    phone.tap(f"[data-ask='{wanted}']")
    phone.see(f"#asks [data-piece='{wanted}']")
    counter.see("that she asks", lambda: wanted in [one.variant_id for one in rooms.state.chosen.asks])
    counter.press(room_words.BROUGHT)
    counter.see("that she has it", lambda: wanted in [one.variant_id for one in rooms.state.chosen.pieces])
    phone.see(f"#room-pieces [data-piece='{wanted}']")


def test_what_was_tight_is_in_her_diary_and_what_she_keeps_in_the_cart(mall, counter, phone, visit):
    arrives(counter, visit)
    board = counter.till.counter.presenters.bookings
    tight, kept = (
        next(one for one in chosen_booking(counter).garments if one.style_id == goods.style_id)
        for goods in (visit.blouse, visit.trousers)
    )
    place = tight.outcome.places[0]
    board.judged(tight.garment_id, Said("too_small", (place,), "M"))
    board.judged(kept.garment_id, Said("kept"))
    counter.see("both outcomes", lambda: all(one.verdict for one in chosen_booking(counter).garments))
    phone.open("diary")
    row = f"[data-tried='{tight.variant_id}'][data-verdict='too_small'] [data-said]"
    counter.see("where it was tight", lambda: outcome_words.PLACES[place].zh in words_of(phone, row))
    assert "M" in words_of(phone, row)
    phone.see(f"[data-tried='{kept.variant_id}'][data-verdict='kept']")

    board.kept_taken()
    counter.see("the cart in front", lambda: counter.shell.page == "sell" and counter.kept_cart().lines)
    (line,) = counter.kept_cart().lines
    assert (line.variant_id, line.source) == (kept.variant_id, "try_on")
    assert line.clerk_id == counter.shop.signing_in.who().staff_id
    counter.pay_exact()


# --- 6: collected ----------------------------------------------------------------------------------------------------


def test_half_an_order_is_handed_over_by_its_code_without_the_mall(mall, counter, phone, goods):
    order = phone.order(SHOP, [next(goods).style_id, next(goods).style_id])
    counter.key(Qt.Key.Key_F5)
    desk = counter.till.counter.presenters.pickups
    counter.see("her order", lambda: order.order_id in [card.order_id for card in desk.state.waiting or ()])
    desk.chosen(order.order_id)
    counter.see("its goods", lambda: desk.state.stage == "card" and not desk.state.is_busy)
    desk.picked()
    counter.see("that it is picked", lambda: desk.state.card.status == "ready")
    counter.see("that her phone says ready", lambda: phone.order_status(order.order_id) == "ready")

    with unplugged(mall, counter):
        counter.scan(order.digits)
        counter.see("that the code is good", lambda: desk.state.stage == "confirm")
        later = desk.state.card.lines[1]
        desk.fewer_taken(later.line_id)
        desk.confirmed()
        counter.see("the hand-over", lambda: desk.state.stage == "done")
        assert [line.waits for line in desk.state.card.lines] == [0, 1]
    phone.open(f"order/{order.order_id}")
    phone.see("#partly")
    assert phone.order_status(order.order_id) == "ready"


# --- 7: her own basket -----------------------------------------------------------------------------------------------


def test_the_basket_on_her_phone_is_sold_by_its_code_and_checked_before_she_goes(mall, counter, phone, goods):
    scarf = next(goods)
    phone.remember("phone.bag", "[]")
    phone.open("shop")
    phone.reload()
    phone.open(f"style/{scarf.style_id}")
    phone.tap(f"[data-colour='{scarf.colour_code}']")
    phone.tap("[data-size='M']")
    phone.tap("#to-bag")
    phone.open("bag")
    phone.see("#pickup-shops [data-shop]:not(:disabled)")
    phone.tap("[data-way='till']")
    digits = shown(phone, "#basket-code[data-digits]", "data-digits")
    with unplugged(mall, counter):
        counter.scan(digits)
        counter.see("her goods", lambda: [one.variant_id for one in counter.kept_cart().lines] == [scarf.sizes["M"].id])
        counter.see("the cart as it is kept", lambda: counter.selling.state.cart.pieces == 1)
        assert "0 of 1 pieces seen in her bag" in counter.notice().en
        counter.scan(scarf.sizes["M"].barcode)
        counter.see("that it is in her bag", lambda: "Her bag is right, pieces: 1" in counter.notice().en)
        assert counter.kept_cart().pieces == 1, "a piece that is looked at is not sold again"
        before = counter.sales()
        counter.pay_exact()
        assert counter.sales() == before + 1


# --- 8: the day ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def other_shop(mall: SmallDemo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherShop]:
    folder = mall.pair_till(tmp_path_factory.mktemp("other") / "till", "01", OTHER_SHOP)
    sync_once(folder)
    shop = OtherShop(folder)
    yield shop
    shop.close()


def test_the_day_shows_booking_order_and_transfer_and_its_key_goes_on(mall, counter, phone, goods, other_shop):
    wanted = next(goods)
    booked = books(phone, 13, (next(goods), "M"))
    order = phone.order(SHOP, [next(goods).style_id])
    asked = other_shop.transfers.ask(VariantId(wanted.sizes["M"].id), SHOP, "bring")
    other_shop.hears()
    counter.key(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    today = counter.till.counter.presenters.today
    for key, page in (
        (f"booking:{booked.booking_id}", "walk"),
        (f"pickup:{order.order_id}", "walk"),
        (f"transfer:{asked.transfer_id}", "transfers"),
    ):
        counter.key(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
        counter.see(key, lambda key=key: key in [item.key for item in today.state.items])
        today.chosen(key)
        counter.settle()
        counter.key(Qt.Key.Key_Return)
        counter.see(f"what comes next for {key}", lambda page=page: counter.shell.page == page)


def test_a_defective_piece_is_mended_without_the_mall_and_hangs_again(mall, counter, goods):
    blouse = next(goods).sizes["M"]
    before = on_hand(mall, blouse.id)[SHOP]
    counter.key(Qt.Key.Key_F7)
    counter.ring_up(blouse.barcode)
    receipt_no = counter.pay_exact().receipt_no
    counter.key(Qt.Key.Key_Return)
    to, panels = counter.till.counter.presenters, counter.till.counter.panels
    with unplugged(mall, counter):
        to.shell.page_chosen("returns")
        to.returns.code_given(receipt_no)
        counter.see("what she bought", lambda: to.returns.state.stage == "choose")
        to.returns.line_chosen(1)
        counter.see("the piece", lambda: to.returns.state.piece)
        to.returns.condition_pressed()
        counter.see("what it comes to", lambda: to.returns.state.plan and not to.returns.state.is_busy)
        to.returns.confirmed()
        counter.see("that it came back", lambda: to.returns.state.stage == "done")
        counter.key(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
        counter.see("it on the board", lambda: "set_aside" in [item.key for item in to.today.state.items])
        to.today.chosen("set_aside")
        counter.settle()
        counter.key(Qt.Key.Key_Return)
        (lies,) = counter.see("what lies apart", lambda: panels.defects.state.cards)
        assert (lies.variant_id, lies.pieces) == (blouse.id, 1)
        counter.press(defect_words.ENDS["mended"])
        counter.press(WHYS["mended"]["repaired"])
        counter.see("an empty place", lambda: panels.defects.state.cards == ())
        counter.key(Qt.Key.Key_Escape)
        counter.see("a board without it", lambda: "set_aside" not in [item.key for item in to.today.state.items])
    assert on_hand(mall, blouse.id)[SHOP] == before


# --- 9: written to ---------------------------------------------------------------------------------------------------

FRIEND = "m00002"


def test_what_a_clerk_releases_is_in_her_inbox_and_a_no_on_the_phone_withdraws_the_rest(mall, counter, phone):
    for member_id in (HEROINE, FRIEND):
        coupon_ends_soon(mall, member_id)
    desk = counter.till.counter.presenters.follow_ups
    counter.key(Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    try:
        phone.sign_in(FRIEND)
        agrees(phone)
        asked = counter.see("what the mall would write her", lambda: follow_up(mall, counter, FRIEND, "proposed"))
        assert asked.why.zh
        desk.chosen(asked.follow_up_id)
        desk.released()
        counter.see("that it has left", lambda: follow_up(mall, counter, FRIEND, "sent"))
        phone.open("messages")
        counter.see("the same words in her inbox", lambda: asked.text.zh in words_of(phone, "#messages"))
    finally:
        phone.sign_in(HEROINE)

    agrees(phone)
    counter.see("what the mall would write to her", lambda: follow_up(mall, counter, HEROINE, "proposed"))
    phone.open("consents")
    phone.tap('[data-consent="marketing"][aria-checked="true"]')
    phone.see('[data-consent="marketing"][aria-checked="false"]')
    counter.see("that it is withdrawn", lambda: follow_up(mall, counter, HEROINE, "ended"))


# --- 10: from another shop -------------------------------------------------------------------------------------------


def test_a_size_that_hangs_only_elsewhere_is_brought_here(mall, counter, phone, other_shop):
    sheet, cell = only_elsewhere(counter)
    there = other_shop.level(cell.variant_id)
    selling = counter.selling
    counter.key(Qt.Key.Key_F7)
    selling.style_chosen(sheet.style_id)
    counter.see("its sizes", lambda: isinstance(selling.state.sheet, OpenSheet))
    selling.variant_chosen(cell.variant_id)
    found = counter.see("where it hangs", lambda: selling.state.sheet.nearby)
    one = next(near for near in found if near.shop_id == OTHER_SHOP)
    assert one.on_hand > 0
    assert one.metres > 0
    assert one.as_of is not None
    assert not one.is_silent
    counter.press(nearby_words.WAYS["bring"], nth=[near.shop_id for near in found].index(OTHER_SHOP))
    asked = counter.see("that it is asked for", lambda: selling.state.sheet.asked_for)

    counter.see("that the other shop hears of it", lambda: other_shop.hears_of(asked.transfer_id))
    other_shop.transfers.send(asked.transfer_id, parcel="SF1")
    other_shop.hears()
    counter.key(Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    desk = counter.till.counter.presenters.transfers

    def stands_at(status: str) -> TransferCard | None:
        cards = desk.state.cards or ()
        return next((one for one in cards if one.transfer_id == asked.transfer_id and one.status == status), None)

    assert counter.see("that it is on its way", lambda: stands_at("sent")).parcel == "SF1"
    desk.received(asked.transfer_id)
    counter.see("that it is here", lambda: stands_at("received"))
    assert other_shop.level(cell.variant_id) == there - 1
    counter.see("the mall's books", lambda: on_hand(mall, cell.variant_id) == {SHOP: 1, OTHER_SHOP: there - 1})
    (here,) = [one for one in counter.shop.searching.sheet(sheet.style_id).cells if one.variant_id == cell.variant_id]
    assert here.here == 1
