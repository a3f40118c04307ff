"""What somebody keeps of what she tried on goes to the till together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from posapp.domain import cart
from posapp.domain.clock import Millis
from posapp.domain.identity import BookingId, LineId, MemberId, StaffId, VariantId, new_id
from posapp.services import holding
from posapp.services.books import KeptCart
from posapp.services.carts import Cart, as_added, open_cart, shown
from posapp.services.till_data import UnitOfWork


@dataclass(frozen=True, slots=True)
class KeptPiece:
    """A variant that she keeps, and the clerk who served her with it."""

    variant_id: VariantId
    clerk_id: StaffId


def to_cart(
    unit: UnitOfWork,
    pieces: Iterable[KeptPiece],
    *,
    member_id: MemberId | None,
    booking_id: BookingId | None,
    by: StaffId,
    now: Millis,
) -> Cart:
    """Put pieces into the cart, with herself on it and their clerks credited; done twice, nothing is added twice.

    A cart of somebody else is put aside first, ``by`` whoever does this.
    """
    kept = _cart_for(unit, member_id, by, now)
    body = kept.body if member_id is None else cart.attach_member(kept.body, member_id, "B")
    there = {line.variant_id for line in body.lines if line.source == "try_on"}
    wanted = [piece for piece in pieces if piece.variant_id not in there]
    articles = unit.catalogue.articles({piece.variant_id for piece in wanted})
    for piece in wanted:
        article = articles.get(piece.variant_id)
        kept_as = as_added(article) if article is not None else ""
        body, _ = cart.add(body, LineId(new_id(now)), piece.variant_id, "try_on", piece.clerk_id, as_added=kept_as)
    body = replace(body, booking_id=booking_id or body.booking_id)
    unit.carts.keep(kept.cart_id, body, now)
    return shown(unit, KeptCart(kept.cart_id, body, now), now)


def _cart_for(unit: UnitOfWork, member_id: MemberId | None, by: StaffId, now: Millis) -> KeptCart:
    kept = open_cart(unit, now)
    if kept.body.lines and kept.body.member_id not in ((None, member_id) if member_id is not None else ()):
        holding.put_aside(unit, kept, by, now)
        return open_cart(unit, now)
    return kept
