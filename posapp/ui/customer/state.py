"""What the customer sees, as values: read off what the cashier's screens show, never asked of anything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.carts import Cart, CartLine
from posapp.ui.screens.paying.state import PayingState
from posapp.ui.shell.state import ShellState

Stage = Literal["idle", "cart", "paying", "phone", "card", "waiting", "done"]

_NOTHING = Fen(0)
_STAGES: dict[str, Stage] = {"asking": "paying", "phone": "phone", "card": "card", "done": "done"}
"""What the payment's stages are to her; the others are something she waits for."""


@dataclass(frozen=True, slots=True)
class CustomerState:
    """``idle`` while nothing is rung up, ``cart`` with lines, ``done`` with the change.

    Between them, with what is due: ``paying``, ``phone`` while her phone may ask her something, ``card`` at
    the terminal, ``waiting`` while there is nothing for her to do.

    ``member`` is the masked name. ``paid_so_far`` is what accounts have paid, ``rest`` what is still due.
    """

    stage: Stage = "idle"
    shop: Bilingual | None = None
    member: Bilingual | None = None
    lines: tuple[CartLine, ...] = ()
    pieces: int = 0
    discount: Fen = _NOTHING
    total: Fen = _NOTHING
    points: int = 0
    paid_so_far: Fen = _NOTHING
    rest: Fen = _NOTHING
    change: Fen = _NOTHING
    is_practice: bool = False


def customer_state(shell: ShellState, cart: Cart | None, payment: PayingState | None) -> CustomerState:
    """Return what she sees; ``payment`` is None while the cart is in front of the cashier.

    A till that is locked or not set up shows her the shop and nothing of anybody's cart.
    """
    shop = shell.place.shop_name if shell.place is not None else None
    if shell.stage != "open":
        return CustomerState(shop=shop)
    if payment is not None and payment.finished is not None and payment.stage == "done":
        finished = payment.finished
        return CustomerState("done", shop, total=finished.total, change=finished.change, points=finished.points_earned)
    if payment is not None and payment.what == "exchange":
        paid = Fen(payment.due - payment.left)
        return CustomerState(
            _STAGES.get(payment.stage, "waiting"), shop, total=payment.due, paid_so_far=paid, rest=payment.rest
        )
    if cart is None or (not cart.lines and cart.member is None):
        return CustomerState(shop=shop)
    stage: Stage = "cart" if payment is None else _STAGES.get(payment.stage, "waiting")
    return CustomerState(
        stage=stage,
        shop=shop,
        member=cart.member.name if cart.member is not None else None,
        lines=cart.lines,
        pieces=cart.pieces,
        discount=cart.discount,
        total=cart.total,
        points=cart.points,
        paid_so_far=_NOTHING if payment is None else Fen(payment.due - payment.left),
        rest=cart.total if payment is None else payment.rest,
        is_practice=cart.is_practice,
    )
