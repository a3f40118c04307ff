"""What her booking says of pieces that were not found: what is offered instead, what she said, what is gone."""

from __future__ import annotations

from sync.hub.phone.shapes import OfferShape
from sync.hub.phone.shelf import Shelf
from sync.protocol.bookings import Booking, Garment


def offers(shelf: Shelf, row: Booking) -> list[OfferShape]:
    """Return what there is to say of the garments of a booking; of those that are laid out as she chose, nothing."""
    found = [_offer(shelf, garment) for garment in row.garments]
    return [one for one in found if one is not None]


def _offer(shelf: Shelf, garment: Garment) -> OfferShape | None:
    said = garment.prepared
    instead = said.instead if said is not None else None
    if said is None or instead is None:
        wanted = shelf.piece(garment.style_id, garment.variant_id)
        if garment.label != "gone" or wanted is None or garment.verdict is not None:
            return None
        return OfferShape(garment_id=garment.id, status="gone", wanted=wanted, instead=None)
    first = shelf.variants.get(said.asked_for or garment.variant_id)
    wanted = shelf.piece(first.style_id, first.id) if first is not None else None
    other = shelf.piece(instead.style_id, instead.variant_id)
    if wanted is None or other is None:
        return None
    return OfferShape(garment_id=garment.id, status=instead.status, wanted=wanted, instead=other)
