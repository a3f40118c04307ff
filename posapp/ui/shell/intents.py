"""What each view tells: the signals that a presenter's methods of the same names answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from posapp.ui.screens.selling.presenter import SellingPresenter
    from posapp.ui.screens.selling.view import SellingView
    from posapp.ui.screens.walking.presenter import WalkPresenter
    from posapp.ui.screens.walking.view import WalkView


def join(view: QObject, presenter: object, names: tuple[str, ...]) -> None:
    """Connect signals of a view to the methods of the same names, ``ticked:opened`` to one of another name."""
    for name in names:
        signal, _, method = name.partition(":")
        getattr(view, signal).connect(getattr(presenter, method or signal))


SIGN_IN = ("staff_chosen", "digit_typed", "erased", "cleared", "ticked")
RETURNS = (
    "swapped", "money_wanted", "quantity_changed", "condition_pressed", "reason_chosen", "piece_left_out",
)  # fmt: skip
STOCK = ("asked",)
TRANSFERS = ("sent", "received", "declining", "declined", "called_off")
SELLING = (
    "code_typed", "search_typed", "category_chosen", "style_chosen", "variant_chosen", "counted", "sheet_left",
    "pay_pressed", "notice_dismissed", "kept_after_all", "filter_dropped",
)  # fmt: skip
WAITING = ("other_wanted", "sold", "released", "put_away")
CART = ("hold_pressed", "cleared", "recalled", "coupon_pressed")
PAYING = (
    "typed", "erased", "value_pressed", "amount_chosen", "confirmed", "went_back", "print_again",
    "card_pressed", "cash_pressed", "given_back", "ticked",
)  # fmt: skip
MEMBER = (
    "find_opened", "find_left", "searched", "chosen", "suggestion_taken", "dismissed", "coupon_chosen", "detached",
    "retried",
)  # fmt: skip
PAYMENTS = ("payment_asked", "payment_taken_back", "payment_closing", "payment_closed", "payment_left")
BILLS = ("bill_read", "bill_given_back", "bill_settling", "bill_settled", "bill_left")
TODAY = (
    "chosen", "walked", "step_pressed", "kind_chosen", "kinds_walked", "clerk_chosen", "clerks_walked", "size_pressed",
)  # fmt: skip
BOOKINGS = (
    "chosen", "checked_in", "judged", "size_wanted", "kept_taken", "searched", "moving_wanted", "day_chosen",
    "slot_chosen", "companions_chosen", "off_pressed", "moving_left",
)  # fmt: skip
ROOM = (
    "brought", "refused", "taken_back", "judged", "better_wanted", "companions_chosen", "size_wanted", "size_chosen",
    "given_up", "booked_let_in", "walk_in_let_in", "let_out", "made_ready",
)  # fmt: skip
FOLLOW_UP = ("released", "held_back", "call_wanted", "called")
PICKUPS = ("code_given", "chosen", "picked", "confirmed", "given_unpaid", "to_cart", "left")
PICKUP_LINE = (
    "line_picked", "line_missed", "fewer_taken", "more_taken", "rest_left_out", "swap_wanted", "swap_chosen",
)  # fmt: skip
WALK = ("set_out", "list_printed", "walked", "marked_done", "marked_missing")
ERRANDS = ("pressed:errand_pressed", "label_asked:label_printed")
PIECES = ("ticked", "unticked", "missed:not_found", "choices_wanted", "taken", "offered", "dropped", "brought_over")
SHIFT = (
    "float_given", "counting_begun", "counting_left", "pieces_counted", "count_given", "closing_confirmed",
    "next_begun", "moving_begun", "move_given", "moving_left", "x_wanted", "z_wanted", "handover_wanted",
    "paper_printed", "paper_saved", "paper_left",
)  # fmt: skip
DEVICES = (
    "kind_chosen", "place_typed", "width_chosen", "used", "asked", "tested", "printed_now", "printed_again",
    "drawer_pressed", "display_chosen",
)  # fmt: skip
SETUP = ("language_chosen", "pairing_asked", "went_back", "selling_started", "ticked")
KEYS = ("preset_chosen", "act_chosen", "walked", "key_pressed", "key_taken_away", "left")
OVERRIDE = ("staff_chosen", "reason_chosen", "digit_typed", "erased", "cleared", "left")
DEFECTS = ("end_chosen", "pieces_changed", "reason_chosen", "back", "left")
INVOICING = ("typed", "title_chosen", "confirmed", "page_pressed", "left")
DISCOUNT = (
    "kind_chosen", "sign_typed", "erased", "percent_chosen", "reason_chosen", "confirmed", "taken_back",
    "rounding_chosen", "left",
)  # fmt: skip


def join_selling(view: SellingView, presenter: SellingPresenter) -> None:
    """Connect the sell screen and its cart."""
    join(view, presenter, SELLING)
    join(view.cart, presenter, (*CART, "detached:member_detached"))
    join(view.cart.list, presenter, ("opened:line_chosen", "quantity_chosen", "removed"))
    join(view.line, presenter.lines, ("note_written", "clerk_chosen", "grid_asked"))
    join(view.held, presenter, ("recalled",))


def join_walk(view: WalkView, presenter: WalkPresenter) -> None:
    """Connect the walking list with both of its halves."""
    join(view, presenter, WALK)
    join(view.errands, presenter, ERRANDS)
    join(view.pieces, presenter, PIECES)
