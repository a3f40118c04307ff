"""A till in a process of its own that begins a sale, tells what is on the cart, and waits to be killed.

python -m posapp.tour.half_a_sale FOLDER STAFF PIN CODE…
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

from posapp.front import TillOptions, make_application
from posapp.till import open_at_once
from posapp.tour.hand import Hand, wait_for
from posapp.ui.screens.selling.presenter import SellingPresenter


def main() -> None:
    """Ring up the codes as a scanner gives them; print the cart as one line of JSON."""
    folder, number, pin, *codes = sys.argv[1:]
    application = make_application()
    till = open_at_once(application, TillOptions(Path(folder)))
    till.show((1366, 768))
    till.stay_open()
    hand = Hand(till)
    sign_in(hand, number, pin)
    selling = till.counter.presenters.selling
    wait_for("the cart", lambda: selling.state.cart)
    for count, code in enumerate(codes, 1):
        hand.scan(code)
        wait_for(f"piece {count}", partial(_has_pieces, selling, count))
    cart = selling.state.cart
    assert cart is not None
    sys.stdout.write(json.dumps({"cart": cart.cart_id, "pieces": cart.pieces, "total": cart.total}) + "\n")
    sys.stdout.flush()
    application.exec()


def _has_pieces(selling: SellingPresenter, count: int) -> bool:
    cart = selling.state.cart
    return cart is not None and cart.pieces >= count


def sign_in(hand: Hand, number: str, pin: str) -> None:
    """Sign in as a person does: tap the name, type the PIN."""
    till = hand.till
    shell = till.counter.presenters.shell
    wait_for("the sign-in", lambda: till.counter.sign_in_view.isVisible())
    staff = {one.number: one for one in till.shop.signing_in.staff()}
    language = till.speech.language
    hand.press(staff[number].name.in_(language))
    hand.type(pin)
    wait_for("the counter", lambda: shell.state.stage == "open")


if __name__ == "__main__":
    main()
