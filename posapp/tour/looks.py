"""Looks at the till that several steps share: what the screens show now, and what the books hold."""

from __future__ import annotations

from posapp.domain.identity import MemberId, VariantId
from posapp.domain.sizes import ONE_SIZE
from posapp.services.carts import Cart
from posapp.services.members import MemberPanel
from posapp.services.searching import Tile
from posapp.tour.hand import NotSeen
from posapp.tour.stage import Stage
from posapp.ui.screens.member import words as member_words
from posapp.ui.screens.selling.presenter import SellingPresenter


def selling_of(stage: Stage) -> SellingPresenter:
    """Return the sell screen's presenter."""
    return stage.till.counter.presenters.selling


def cart_of(stage: Stage) -> Cart:
    """Return the cart on the screen. Raises ``NotSeen`` before there is one."""
    cart = selling_of(stage).state.cart
    if cart is None:
        raise NotSeen("there is no cart yet")
    return cart


def has_pieces(stage: Stage, wanted: int) -> bool:
    """Tell whether the cart holds that many pieces."""
    return cart_of(stage).pieces == wanted


def tiles_instead_of(stage: Stage, before: object) -> tuple[Tile, ...]:
    """Return the tiles once they are others than those of ``before``."""
    tiles = selling_of(stage).state.tiles
    return tiles or () if tiles is not before else ()


def panel_of(stage: Stage) -> MemberPanel | None:
    """Return the member panel while it is shown."""
    state = stage.till.counter.presenters.member.state
    return state.panel if state.stage == "shown" else None


def with_her(stage: Stage) -> int:
    """Return how many pieces are with her in the fitting room that is open."""
    room = stage.till.counter.presenters.rooms.state.chosen
    return len(room.pieces) if room is not None else 0


def take_her_off(stage: Stage) -> None:
    """Press the cross in the panel and wait until she is off the sale."""
    stage.hand.press(member_words.TAKE_OFF)
    stage.hand.see("an empty place", lambda: stage.till.counter.presenters.member.state.stage == "nobody")


def lamp_of(stage: Stage) -> str:
    """Return the lamp of the top bar."""
    sync = stage.till.counter.presenters.shell.state.sync
    return sync.lamp if sync is not None else ""


def waiting_of(stage: Stage) -> int:
    """Return how many operations wait for the mall, -1 before anybody knows."""
    sync = stage.till.counter.presenters.shell.state.sync
    return sync.waiting if sync is not None else -1


def proof_of(stage: Stage) -> str:
    """Return where the day proof of the shift on the screen stands."""
    sheet = stage.till.counter.presenters.shift.state.sheet
    return sheet.proof if sheet is not None else "open"


def to_try_on(stage: Stage) -> list[str]:
    """Return the suggested styles that have sizes: what one books a fitting room for."""
    panel = stage.till.shop.members.panel(MemberId(stage.notes.member_id), "B")
    return [card.style_id for card in panel.suggestions if card.size not in ONE_SIZE]


def tiles_of(stage: Stage) -> tuple[Tile, ...]:
    """Return what sells best here."""
    return stage.till.shop.searching.tiles("")


def barcodes_here(stage: Stage, count: int) -> list[str]:
    """Return barcodes of pieces that hang here, of different styles."""
    found = []
    for tile in tiles_of(stage)[10:]:
        if tile.on_hand > 2:
            found.append(barcode(stage, tile.variant_id))
        if len(found) == count:
            return found
    raise NotSeen("too few goods hang here")


def barcode(stage: Stage, variant_id: VariantId) -> str:
    """Return the barcode of a variant."""
    with stage.till.shop.data.view() as view:
        return view.catalogue.articles({variant_id})[variant_id].variant.barcode


def missing_from_the_books(stage: Stage, receipt_no: str) -> list[str]:
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
