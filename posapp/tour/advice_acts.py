"""What the till advises beside a sale: her size of what is in hand, and what goes with a cart of nobody's."""

from __future__ import annotations

from PySide6.QtCore import Qt

from posapp.domain.identity import StyleId
from posapp.tour.hand import NotSeen
from posapp.tour.looks import barcode, cart_of, panel_of, selling_of, to_try_on
from posapp.tour.stage import Stage
from posapp.tour.steps import Act, hold
from posapp.ui.screens.selling.state import OpenSheet
from sync.protocol.rows import Look

ACT = Act()


@ACT.step("手里拿着一件：她穿几码，为什么", "A garment in hand: her size, and why")
def her_size_in_hand(stage: Stage) -> None:
    """Scan her code and a garment; the size card stands over the total and opens its colours and sizes."""
    hand, selling = stage.hand, selling_of(stage)
    hand.key(Qt.Key.Key_F7)
    hand.scan(stage.phone.member_code_digits())
    hand.see("her panel", lambda: panel_of(stage))
    hand.scan(_in_her_size(stage))
    card = stage.till.counter.selling_view.cart.her_size
    hand.see("her size over the total", card.isVisible)
    stage.picture("her-size")
    card.click()
    hand.see("its colours and sizes", lambda: isinstance(selling.state.sheet, OpenSheet))
    stage.picture("size-card")
    hand.key(Qt.Key.Key_Escape)
    _empty_the_cart(stage)


@ACT.step("不是会员也推荐：店员搭好的一套在前", "Nobody's cart: what goes with it, the stylist's looks first")
def what_goes_with_it(stage: Stage) -> None:
    """Scan a piece of a look; the others of it stand below the goods."""
    hand, outfit = stage.hand, stage.till.counter.presenters.outfit
    hand.scan(_of_a_look(stage))
    cards = hand.see("what goes with it", lambda: outfit.cards)
    stage.picture("outfit")
    hold(all(card.reason.zh and card.reason.en for card in cards), "a piece without a reason")
    _empty_the_cart(stage)


def _in_her_size(stage: Stage) -> str:
    """Return the barcode of a suggested garment that hangs here."""
    for style_id in to_try_on(stage):
        sheet = stage.till.shop.searching.sheet(StyleId(style_id))
        cell = next((one for one in sheet.cells if one.here > 1), None)
        if cell is not None:
            return barcode(stage, cell.variant_id)
    raise NotSeen("nothing that was suggested hangs here")


def _of_a_look(stage: Stage) -> str:
    """Return the barcode of a style that stands in a look, and hangs here."""
    with stage.till.shop.data.view() as view:
        looks = tuple(view.rows.all(Look))
    for style_id in (style_id for look in looks for style_id in look.styles):
        cell = next((one for one in stage.till.shop.searching.sheet(StyleId(style_id)).cells if one.here > 1), None)
        if cell is not None:
            return barcode(stage, cell.variant_id)
    raise NotSeen("nothing of a look hangs here")


def _empty_the_cart(stage: Stage) -> None:
    hand = stage.hand
    hand.key(Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    hand.see("the question", lambda: selling_of(stage).state.is_clearing)
    hand.key(Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    hand.see("an empty cart", lambda: not cart_of(stage).lines)
