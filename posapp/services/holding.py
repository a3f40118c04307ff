"""Carts that are put aside and taken back. Real carts and those of a practice never meet."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.cart import CartBody
from posapp.domain.clock import Millis
from posapp.domain.identity import CartId, new_id
from posapp.services.books import KeptCart
from posapp.services.carts import Cart, HeldCart, member_name, open_cart, priced, shown
from posapp.services.till_data import UnitOfWork, View
from sync.protocol import rows


def hold(unit: UnitOfWork, now: Millis) -> Cart:
    """Put the cart aside and start a new one of its kind; an empty cart stays where it is."""
    kept = open_cart(unit, now)
    if not kept.body.is_empty:
        put_aside(unit, kept, now)
        kept = begin(unit, is_practice=kept.body.is_practice, now=now)
    return shown(unit, kept, now)


def held(view: View, now: Millis) -> tuple[HeldCart, ...]:
    """Return the carts that were put aside and are of the open one's kind, the oldest first."""
    kept = of_kind(view, is_practice=view.carts.is_practising())
    members = view.rows.many(rows.Member, {one.body.member_id for one in kept if one.body.member_id})
    names = {id_: member_name(member) for id_, member in members.items()}
    return tuple(
        HeldCart(
            cart_id=one.cart_id,
            held_at=one.updated,
            pieces=one.body.pieces,
            total=priced(view, one.body, now).total,
            member_name=names.get(one.body.member_id or ""),
        )
        for one in kept
    )


def recall(unit: UnitOfWork, cart_id: CartId, now: Millis) -> Cart:
    """Bring a held cart back; the open one is put aside in exchange. One that is gone changes nothing."""
    kept, wanted = open_cart(unit, now), unit.carts.find_held(cart_id)
    if wanted is not None and wanted.body.is_practice == kept.body.is_practice:
        if kept.body.is_empty:
            unit.carts.forget(kept.cart_id)
        else:
            put_aside(unit, kept, now)
        unit.carts.recall(cart_id, now)
    return shown(unit, open_cart(unit, now), now)


def put_aside(unit: UnitOfWork, kept: KeptCart, now: Millis) -> None:
    """Put the open cart aside; taken back, it lies on the sell screen and not in the payment."""
    unit.carts.keep(kept.cart_id, replace(kept.body, is_at_payment=False, typed=""), now)
    unit.carts.hold(kept.cart_id, now)


def begin(unit: UnitOfWork, *, is_practice: bool, now: Millis) -> KeptCart:
    """Open an empty cart where there is none."""
    fresh = KeptCart(CartId(new_id(now)), CartBody(is_practice=is_practice), now)
    unit.carts.keep(fresh.cart_id, fresh.body, now)
    return fresh


def of_kind(view: View, *, is_practice: bool) -> tuple[KeptCart, ...]:
    """Return the held carts of a practice, or the real ones."""
    return tuple(one for one in view.carts.held() if one.body.is_practice == is_practice)
