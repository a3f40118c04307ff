"""Everything the list of follow-ups shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.services.follow_ups import FollowUpCard
from posapp.ui.notices import Notice


@dataclass(frozen=True, slots=True)
class Results:
    """What came of those that went out in the last two weeks, called ones among them."""

    sent: int
    opened: int
    came_back: int
    bought: int


@dataclass(frozen=True, slots=True)
class FollowUpsState:
    """What the list shows. ``cards`` is None until the first answer; ``chosen_id`` is the one that is open."""

    cards: tuple[FollowUpCard, ...] | None = None
    chosen_id: str = ""
    is_busy: bool = False
    notice: Notice | None = None

    @property
    def chosen(self) -> FollowUpCard | None:
        """Return the follow-up that is open."""
        return next((card for card in self.cards or () if card.follow_up_id == self.chosen_id), None)

    @property
    def to_decide(self) -> int:
        """Return how many wait for somebody's word."""
        return sum(card.next_step is not None for card in self.cards or ())

    @property
    def results(self) -> Results:
        """Return what came of those that went out."""
        out = [card for card in self.cards or () if card.status in ("sent", "called")]
        return Results(
            sent=len(out),
            opened=sum(card.opened is not None for card in out),
            came_back=sum(card.came_back is not None for card in out),
            bought=sum(card.bought is not None for card in out),
        )
