"""Carts that are put aside and taken back, here or at another till. Real carts and those of a practice never meet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.cart import CartBody
from posapp.domain.clock import HOUR, Millis
from posapp.domain.identity import CartId, StaffId, new_id
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services import shared_carts
from posapp.services.cart_book import KeptCart
from posapp.services.carts import Cart, member_name, open_cart, priced, shown
from posapp.services.on_duty import OnDuty
from posapp.services.shift_book import date_in_the_books
from posapp.services.till_data import UnitOfWork, View
from sync.protocol import rows

TOLD_FOR = 2 * HOUR
"""So long a till says of a cart of its own that another one took it up; after that it drops its copy."""


@dataclass(frozen=True, slots=True)
class HeldCart:
    """A cart that was put aside, with the name under which it can be taken back.

    ``till_no`` is where it lies, "" for here. ``is_bound``: only that till can take it back. ``taken_at`` is the till
    that took it up after this one had put it aside, "" while it lies there.
    """

    cart_id: CartId
    held_at: Millis
    pieces: int
    total: Fen
    member_name: Bilingual | None
    till_no: str = ""
    is_bound: bool = False
    taken_at: str = ""

    @property
    def may_be_taken(self) -> bool:
        """Tell whether this till can take it back now."""
        return not self.taken_at and not (self.till_no and self.is_bound)


def who(duty: OnDuty) -> StaffId:
    """Return who puts a cart aside or takes it back; "" where nobody is signed in, which hinders nobody."""
    signed_in = duty.who()
    return StaffId("") if signed_in is None else signed_in.staff_id


def hold(unit: UnitOfWork, by: StaffId, now: Millis) -> Cart:
    """Put the cart aside and start a new one of its kind; an empty cart stays where it is."""
    kept = open_cart(unit, now)
    _drop_old_copies(unit, now)
    if not kept.body.is_empty:
        put_aside(unit, kept, by, now)
        kept = begin(unit, is_practice=kept.body.is_practice, now=now)
    return shown(unit, kept, now)


def held(view: View, now: Millis) -> tuple[HeldCart, ...]:
    """Return the carts that lie aside and are of the open one's kind, the oldest first; real ones of every till."""
    is_practice = view.carts.is_practising()
    found = [_described(view, one, now) for one in of_kind(view, is_practice=is_practice)]
    if not is_practice:
        found += _elsewhere(view, now)
        for one, row in view.carts.taken_elsewhere():
            found.append(replace(_described(view, one, now), taken_at=shared_carts.tills_of(row)))
    return tuple(sorted(found, key=lambda one: one.held_at))


def recall(unit: UnitOfWork, name: str, by: StaffId, now: Millis) -> Cart:
    """Bring a cart back by its cart id or aside id; the open one is put aside in exchange.

    One that nobody knows any more changes nothing. Raises what ``shared_carts.taken_over`` raises for one that lies at
    another till, and then nothing has changed.
    """
    kept, wanted = open_cart(unit, now), unit.carts.find_held(name)
    _drop_old_copies(unit, now)
    if wanted is not None and wanted.body.is_practice == kept.body.is_practice:
        _make_way(unit, kept, by, now)
        take_back(unit, wanted, by, now)
    elif wanted is None and not kept.body.is_practice:
        row = unit.carts.asides.get(name) or unit.carts.asides.of_cart(CartId(name))
        if row is not None and row.id != kept.aside_id:  # else it is in front already
            over = shared_carts.taken_over(unit, row, now)
            _make_way(unit, kept, by, now)
            unit.carts.take_over(over)
            shared_carts.tell_taken_up(unit, row.id, by, now)
            _write_down(unit, "RESUME", over, by, now)
    return shown(unit, open_cart(unit, now), now)


def put_aside(unit: UnitOfWork, kept: KeptCart, by: StaffId, now: Millis) -> None:
    """Put the open cart aside and tell the shop; taken back, it lies on the sell screen and not in the payment."""
    body = replace(kept.body, is_at_payment=False, typed="")
    unit.carts.keep(kept.cart_id, body, now)
    unit.carts.hold(kept.cart_id, now)
    aside_id = shared_carts.tell_aside(unit, replace(kept, body=body), by, now)
    unit.carts.hold(kept.cart_id, now, aside_id)
    _write_down(unit, "SUSPEND", kept, by, now)


def take_back(unit: UnitOfWork, wanted: KeptCart, by: StaffId, now: Millis) -> None:
    """Make a cart that lies here the open one and tell the shop; there must be no open one."""
    unit.carts.recall(wanted.cart_id, now)
    shared_carts.tell_taken_up(unit, wanted.aside_id, by, now)
    _write_down(unit, "RESUME", wanted, by, now)


def begin(unit: UnitOfWork, *, is_practice: bool, now: Millis) -> KeptCart:
    """Open an empty cart where there is none."""
    fresh = KeptCart(CartId(new_id(now)), CartBody(is_practice=is_practice), now)
    unit.carts.keep(fresh.cart_id, fresh.body, now)
    return fresh


def of_kind(view: View, *, is_practice: bool) -> tuple[KeptCart, ...]:
    """Return the held carts of a practice, or the real ones, that lie here."""
    return tuple(one for one in view.carts.held() if one.body.is_practice == is_practice)


def _write_down(unit: UnitOfWork, kind: str, kept: KeptCart, by: StaffId, now: Millis) -> None:
    """Write into the journal that a cart was put aside or taken back; a practice is nobody's cart."""
    if not kept.body.is_practice:
        known = {"cart_id": kept.cart_id, "pieces": kept.body.pieces, "staff_id": by}
        unit.journal(kind, known, date_in_the_books(unit.shifts, now))


def _make_way(unit: UnitOfWork, kept: KeptCart, by: StaffId, now: Millis) -> None:
    if kept.body.is_empty:
        unit.carts.forget(kept.cart_id)
    else:
        put_aside(unit, kept, by, now)


def _drop_old_copies(unit: UnitOfWork, now: Millis) -> None:
    """Drop what other tills took up long ago: they have it, and have told so."""
    for kept, row in unit.carts.taken_elsewhere():
        if row.taken[0].at_ms < now - TOLD_FOR:
            unit.carts.forget(kept.cart_id)


def _elsewhere(view: View, now: Millis) -> list[HeldCart]:
    here = {one.aside_id for one in view.carts.held()}
    found = []
    for row in view.carts.asides.waiting():
        if row.id not in here and row.cart is not None:
            there = KeptCart(CartId(row.id), shared_carts.as_kept(row.cart), Millis(row.aside_ms))
            found.append(replace(_described(view, there, now), till_no=row.till_no, is_bound=bool(row.bound)))
    return found


def _described(view: View, kept: KeptCart, now: Millis) -> HeldCart:
    body = kept.body
    member = None if body.member_id is None else view.rows.get(rows.Member, body.member_id)
    name = None if member is None else member_name(member)
    return HeldCart(kept.cart_id, kept.updated, body.pieces, priced(view, body, now).total, name)
