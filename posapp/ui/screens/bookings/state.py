"""Everything the bookings board shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from posapp.domain.identity import BookingId
from posapp.services.booking import BookedGarment, BookingCard
from posapp.services.rebooking import SlotHere
from posapp.ui.notices import Notice


@dataclass(frozen=True, slots=True)
class Moving:
    """What stands open to be chosen: the days from today, one with its slots, and whether calling off was pressed."""

    today: date
    day: date
    slots: tuple[SlotHere, ...] = ()
    is_off_armed: bool = False


@dataclass(frozen=True, slots=True)
class BookingsState:
    """What the board shows. ``cards`` is None until the first answer; ``chosen`` is the one whose garments are open.

    ``typed`` looks for somebody; ``moving`` is open while another time is chosen for the chosen one.
    """

    cards: tuple[BookingCard, ...] | None = None
    chosen_id: BookingId | None = None
    is_busy: bool = False
    notice: Notice | None = None
    typed: str = ""
    moving: Moving | None = None

    @property
    def listed(self) -> tuple[BookingCard, ...]:
        """Return the bookings that are meant by what was typed, all of them while nothing is."""
        cards = self.cards or ()
        return tuple(card for card in cards if card.is_meant(self.typed)) if self.typed.strip() else cards

    @property
    def chosen(self) -> BookingCard | None:
        """Return the booking whose garments are open."""
        return next((card for card in self.cards or () if card.booking_id == self.chosen_id), None)

    @property
    def walk(self) -> tuple[BookedGarment, ...]:
        """Return the chosen booking's garments in the order in which a clerk walks past their shelves."""
        return tuple(sorted(self.chosen.garments, key=lambda garment: garment.shelf)) if self.chosen else ()

    @property
    def kept(self) -> int:
        """Return how many garments of the chosen booking she keeps."""
        return sum(garment.verdict == "kept" for garment in self.chosen.garments) if self.chosen else 0

    @property
    def coming(self) -> int:
        """Return how many bookings of today are still to come."""
        return sum(card.status == "booked" for card in self.cards or ())
