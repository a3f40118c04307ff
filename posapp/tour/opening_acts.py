"""The opening: the mall, her phone, the first start, sign-in and float, the sell screen."""

from __future__ import annotations

import httpx
from PySide6.QtCore import Qt

from posapp.demo import CASHIER, CASHIER_PIN
from posapp.tour.half_a_sale import sign_in
from posapp.tour.looks import (
    lamp_of,
    selling_of,
    tiles_instead_of,
)
from posapp.tour.stage import Stage
from posapp.tour.steps import Act, hold
from posapp.ui.screens.setup import words as setup_words
from posapp.ui.screens.shift import words as shift_words

HEROINE = "m00001"

ACT = Act()


# --- the mall and the phone -----------------------------------------------------------------------------------------


@ACT.step("商城开门：三家店、商品、会员都在", "The mall opens: three shops, its goods, its members")
def the_mall(stage: Stage) -> None:
    """Start the hub on an empty folder and count what it serves."""
    stage.hub.start()
    overview = httpx.get(f"{stage.hub.url}/office/api/overview", trust_env=False, timeout=10).json()
    hold(len(overview["shops"]) >= 3, f"only {len(overview['shops'])} shops")
    health = httpx.get(f"{stage.hub.url}/healthz", trust_env=False, timeout=10).json()
    hold(health["rows"] > 20_000, f"only {health['rows']} rows")
    stage.notes.shop_id = overview["shops"][0]["id"]


@ACT.step("她在手机上登录，看商品，收藏一件", "She signs in on her phone, looks around, wishes for a piece")
def her_phone(stage: Stage) -> None:
    """Sign in as the heroine and put a style on her wish list."""
    stage.notes.member_id = stage.phone.sign_in(HEROINE)
    stage.phone_picture("home")
    stage.notes.points_before = stage.phone.points()
    shelf = httpx.get(f"{stage.hub.url}/phone/api/styles", trust_env=False, timeout=10).json()
    stage.phone.wish(shelf["styles"][0]["id"])
    stage.phone_picture("wish")


# --- the first start ------------------------------------------------------------------------------------------------


@ACT.step("收银机首次开机：用一次性配对码连商城，价格先到", "The till's first start: a one-time code, prices first")
def pairing(stage: Stage) -> None:
    """Type the pairing code; the till may sell before everything is loaded."""
    hand = stage.open_till()
    setup = hand.till.counter.presenters.setup
    hand.see("the first start", lambda: hand.till.counter.presenters.desks.setup.view.isVisible())
    stage.picture("first-start")
    hand.press(setup_words.CHINESE if stage.language == "zh" else setup_words.ENGLISH)
    hand.see("the pairing page", lambda: setup.state.stage == "pairing")
    hand.till.counter.presenters.desks.setup.view.offer_code(stage.new_pairing_code())
    stage.picture("pairing")
    hand.press(setup_words.CONNECT)
    hand.see("that prices are in", lambda: setup.state.may_sell, 60)
    state = setup.state
    stage.picture("prices-first")
    hold(state.to_load > 20_000, f"only {state.to_load} rows to load")
    hand.press(setup_words.START)


@ACT.step("店员用密码登录，开班，点备用金", "The cashier signs in with her PIN and opens the shift with a float")
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


@ACT.step("收银界面：拼音首字母找到商品", "The sell screen: goods found by their initials")
def the_sell_screen(stage: Stage) -> None:
    """Search by the initials of a name, in a window that is loaded to the end."""
    hand = stage.hand
    hand.see("everything loaded", lambda: lamp_of(stage) == "online", 120)
    hand.see("tiles", lambda: selling_of(stage).state.tiles, 20)
    stage.picture("sell")
    best_sellers = selling_of(stage).state.tiles
    hand.key(Qt.Key.Key_F2)
    hand.type("yrs")
    hand.settle()
    found = hand.see("goods for “yrs”", lambda: tiles_instead_of(stage, best_sellers))
    stage.picture("search")
    hold(all(tile.price > 0 for tile in found), "a tile without a price")
    hand.key(Qt.Key.Key_Escape)


@ACT.step("搜索听得懂：「黑色 外套 M」成了三个条件", "Search understands: “black coat M” becomes three filters")
def words_as_filters(stage: Stage) -> None:
    """Type what a customer says; what was understood stands under the field."""
    hand = stage.hand
    hand.key(Qt.Key.Key_F2)
    hand.compose("黑色 外套 M" if stage.language == "zh" else "black coat M")
    hand.see("three filters", lambda: len(selling_of(stage).state.understood.wanted) == 3)
    found = hand.see("goods for them", lambda: selling_of(stage).state.tiles)
    stage.picture("search-filters")
    hold(bool(found), "no black coat in M")
    hand.key(Qt.Key.Key_Escape)
