"""A size is counted, the sync desk says what works without the mall, and the keys become others."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from posapp.domain import sizes
from posapp.domain.defects import WHYS
from posapp.domain.identity import VariantId
from posapp.domain.keys import KeyMap
from posapp.domain.text import Bilingual
from posapp.services.stock_desk import StockSheet
from posapp.tour.looks import lamp_of, selling_of, tiles_of, waiting_of
from posapp.tour.stage import Stage
from posapp.tour.steps import Act, hold
from posapp.ui.screens.selling import words as selling_words
from posapp.ui.screens.selling.state import OpenSheet
from posapp.ui.screens.stock.presenter import StockPresenter
from posapp.ui.shell import words as shell_words
from posapp.ui.widgets.entry import ScanField

ACT = Act()


@ACT.step("盘点一个尺码：数多少记多少，库存马上对", "A size is counted: the stock is right at once")
def counting(stage: Stage) -> None:
    """Open a style, press Count, the size, type one more than is shown."""
    hand, selling = stage.hand, selling_of(stage)
    hand.key(Qt.Key.Key_F7)
    tile = next(one for one in tiles_of(stage) if one.on_hand > 5)
    selling.style_chosen(tile.style_id)
    opened = hand.see("the style", lambda: _opened(stage))
    cell = next(one for one in opened.sheet.cells if one.here > 0)
    speech = stage.till.speech
    named = f"{speech.say(cell.colour.name)} {sizes.said(cell.size, speech.language)},"
    hand.press(selling_words.COUNT)
    hand.settle()
    hand.see("the size", lambda: _size_key(stage, named)).click()
    field = hand.see("the field", lambda: _count_field(stage, selling_words.COUNT))
    field.setFocus()
    wanted = cell.here + 1
    hand.type(str(wanted))
    stage.picture("counting")
    hand.key(Qt.Key.Key_Return)
    kept = (cell.variant_id, wanted)
    sheet = hand.see("that it was kept", lambda: _after_counting(stage, kept))
    stage.picture("counted")
    now = next(one.here for one in sheet.sheet.cells if one.variant_id == cell.variant_id)
    hold(now == wanted, f"{now} shown after {wanted} were counted")
    hand.key(Qt.Key.Key_Escape)


@ACT.step(
    "退回一件次品，另放；修好了，一键回卖场", "A piece comes back defective, lies apart, is mended and for sale again"
)
def a_defective_piece(stage: Stage) -> None:
    """Take a piece of the day's first sale back as defective, and settle it from the board of the day."""
    hand, returns = stage.hand, stage.till.counter.presenters.returns
    stage.till.counter.presenters.shell.page_chosen("returns")
    returns.code_given(stage.notes.receipts[0])
    hand.see("her receipt", lambda: returns.state.stage == "choose")
    returns.line_chosen(1)
    hand.see("the piece", lambda: returns.state.piece)
    returns.condition_pressed()
    hand.see("what it comes to", lambda: returns.state.plan and not returns.state.is_busy)
    returns.confirmed()
    hand.see("that it came back", lambda: returns.state.stage == "done")
    hand.key(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    today, panels = stage.till.counter.presenters.today, stage.till.counter.panels
    hand.see("it on the board", lambda: any(item.kind == "set_aside" for item in today.state.items))
    today.step_pressed("set_aside")
    cards = hand.see("what lies apart", lambda: panels.defects.state.cards)
    panels.defects.end_chosen(cards[0].variant_id, "mended")
    stage.picture("defects")
    hand.press(WHYS["mended"]["repaired"])
    hand.see("an empty place", lambda: panels.defects.state.cards == ())
    hand.key(Qt.Key.Key_Escape)
    hand.see("that the panel is away", lambda: not panels.is_open)
    hand.key(Qt.Key.Key_F7)


@ACT.step("同步页：断网时能用什么，都写着", "The sync desk says what works without the mall")
def without_the_mall(stage: Stage) -> None:
    """Look at the desk once everything is at the mall."""
    hand = stage.hand
    hand.see("that everything is at the mall", lambda: waiting_of(stage) == 0 and lamp_of(stage) == "online", 60)
    hand.key(Qt.Key.Key_F9)
    desk = stage.till.counter.presenters.sync
    rights = hand.see("the rights", lambda: desk.state.rights)
    hand.see("the count at the mall", lambda: _is_applied(stage, "stock.count"), 20)
    stage.picture("without-the-mall")
    hold({one.instrument for one in rights.instruments} == {"stored_value", "gift_card", "points"}, str(rights))
    hold(rights.quota > 0, "the mall may sell nothing of this shop")
    hand.key(Qt.Key.Key_F7)


@ACT.step("库存台：什么卖不到补货，哪家店匀得出", "The stock desk: what runs short, and which shop can give it")
def the_stock_desk(stage: Stage) -> None:
    """Look at the plans that the mall made of the chain's past."""
    hand, desk = stage.hand, stage.till.counter.presenters.stock
    hand.key(Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    sheet = hand.see("the mall's plans", lambda: _planned(desk), 240)
    stage.picture("stock")
    hold(sheet.need_count + sheet.surplus_count > 0, "nothing runs short and nothing hangs too long")
    hand.key(Qt.Key.Key_F7)


@ACT.step("按键可以换成自己习惯的一套，马上生效", "The keys become those that the fingers know, at once")
def other_keys(stage: Stage) -> None:
    """Give an act another key, see the help name it, and go back to the keys as delivered."""
    hand, panels = stage.hand, stage.till.counter.panels
    hand.key(Qt.Key.Key_F1)
    hand.press(shell_words.CHANGE_KEYS)
    hand.see("the keys", lambda: panels.keys.state.is_open)
    panels.keys.preset_chosen("market")
    hand.see("the supermarket's", lambda: stage.till.speech.key("pay") == "F9")
    panels.keys.act_chosen("hold")
    hand.key(Qt.Key.Key_F8)
    hand.see("that it is taken", lambda: panels.keys.state.notice)
    stage.picture("keys")
    hand.key(Qt.Key.Key_Escape)
    panels.keys.preset_chosen("ours")
    hand.see("ours", lambda: stage.till.speech.keys == KeyMap())
    hand.key(Qt.Key.Key_Escape)
    hand.see("that it is put away", lambda: not panels.is_open)


def _planned(desk: StockPresenter) -> StockSheet | None:
    sheet = desk.state.sheet
    return sheet if sheet is not None and sheet.plan is not None else None


def _opened(stage: Stage) -> OpenSheet | None:
    sheet = selling_of(stage).state.sheet
    return sheet if isinstance(sheet, OpenSheet) else None


def _after_counting(stage: Stage, kept: tuple[VariantId, int]) -> OpenSheet | None:
    sheet = _opened(stage)
    return sheet if sheet is not None and sheet.counted == kept else None


def _size_key(stage: Stage, named: str) -> QPushButton | None:
    keys = stage.till.counter.selling_view.findChildren(QPushButton)
    return next((key for key in keys if key.isVisible() and key.accessibleName().startswith(named)), None)


def _count_field(stage: Stage, name: Bilingual) -> ScanField | None:
    said = stage.till.speech.say(name)
    fields = stage.till.counter.selling_view.findChildren(ScanField)
    return next((one for one in fields if one.isVisible() and one.accessibleName() == said), None)


def _is_applied(stage: Stage, kind: str) -> bool:
    entries = stage.till.counter.presenters.sync.state.entries
    return any(one.kind == kind and one.state in ("applied", "backed_up") for one in entries)
