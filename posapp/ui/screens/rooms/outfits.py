"""Looks for what goes with the pieces that are with somebody in the room that is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from posapp.ui.runner import NewestAnswer
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.outfitting import Outfit, Outfitting
    from posapp.services.ports import Runner
    from posapp.services.room_cards import RoomCard


class RoomOutfits:
    """Asks anew when other pieces are with her or something else was said of one; ``found`` gets the answer.

    For another visit what was found before is taken away at once; nothing is found while the answer is on its way.
    """

    def __init__(self, outfitting: Outfitting, runner: Runner, found: Callable[[Outfit | None], None]) -> None:
        self._outfitting = outfitting
        self._runner = runner
        self._found = found
        self._look = NewestAnswer(runner, lane="looks")
        self._asked: tuple[object, ...] = ()

    def follow(self, card: RoomCard | None) -> None:
        """Follow the room that is open."""
        asked = _asked_of(card)
        if asked == self._asked:
            return
        before, self._asked = self._asked, asked
        self._look.forget()
        if before[:1] != asked[:1]:
            self._found(None)
            self._tell(before)
        if card is not None and asked:
            room_id = card.room_id
            self._look.ask(lambda: self._outfitting.in_room(room_id), done=self._show, failed=self._failed)

    def _show(self, outfit: Outfit | None) -> None:
        self._found(outfit)
        if outfit is not None:
            self._outfitting.shown(outfit)

    def _tell(self, asked: tuple[object, ...]) -> None:
        """Keep what was shown of a visit that is over, or that nobody looks at any more."""
        if asked:
            visit_id = str(asked[0])
            self._runner.run(
                lambda: self._outfitting.tell_shown(visit_id), done=_nothing_to_show, failed=let_bugs_through
            )

    def _failed(self, error: Exception) -> None:
        """Nothing is offered; the board is what counts."""
        self._found(None)
        let_bugs_through(error)


def _asked_of(card: RoomCard | None) -> tuple[object, ...]:
    """Return what the answer depends on, the visit first; nothing while nobody is in with a piece."""
    if card is None or card.status != "in_use" or not card.pieces:
        return ()
    pieces = tuple((one.piece_id, one.outcome.verdict) for one in card.pieces)
    return card.visit_id, card.name, pieces, tuple(one.variant_id for one in card.asks)


def _nothing_to_show(_: None) -> None:
    """Leave the board as it is."""
