"""Turns what a clerk does along the shelves into use cases, and answers into the list's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import VariantId
from posapp.domain.scan import BagKind, classify
from posapp.services.changes import Changes
from posapp.services.walk_cards import ErrandKind, PieceKey, WalkPiece
from posapp.ui.notices import Notice, notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.walking import words
from posapp.ui.screens.walking.state import WalkState, is_done
from posapp.ui.trouble import let_bugs_through
from posapp.ui.widgets.along import next_along

if TYPE_CHECKING:
    from posapp.services.bag_labels import BagLabels
    from posapp.services.ports import Announcements, Runner
    from posapp.services.printing import Printing
    from posapp.services.substitutes import Choices, Substitutes
    from posapp.services.transfers import TransferCard, Transfers
    from posapp.services.walking import Errands, Ticked, Walking
    from posapp.ui.sounds import Sounds


class WalkScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: WalkState) -> None:
        """Show all of it."""
        ...


class WalkActs(Protocol):
    """The use cases that the list calls."""

    @property
    def walking(self) -> Walking: ...
    @property
    def substitutes(self) -> Substitutes: ...
    @property
    def bag_labels(self) -> BagLabels: ...
    @property
    def printing(self) -> Printing: ...
    @property
    def transfers(self) -> Transfers: ...


class WalkPresenter:
    """Keeps the list: what is on it, what was ticked, what is laid out instead of a piece that is not there."""

    def __init__(
        self, view: WalkScreen, acts: WalkActs, runner: Runner, announcements: Announcements, sounds: Sounds
    ) -> None:
        self._view = view
        self._walking = acts.walking
        self._substitutes = acts.substitutes
        self._labels = acts.bag_labels
        self._printing = acts.printing
        self._transfers = acts.transfers
        self._runner = runner
        self._announcements = announcements
        self._sounds = sounds
        self._list = Rereading(runner, self._walking.list, done=self._listed, failed=self._failed)
        self._state = WalkState()
        self._asked_for: tuple[ErrandKind, str] | None = None
        self._wishes: dict[tuple[PieceKey | None, str], Notice | None] = {}

    @property
    def state(self) -> WalkState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read the list."""
        self._list.ask()

    def things_changed(self, changes: Changes) -> None:
        """Read the list again when a booking, an order, or what hangs here, changed."""
        if changes.booking or changes.order or changes.stock:
            self.opened()

    def asked_for(self, kind: ErrandKind, subject: str) -> None:
        """Somebody wants this one prepared: put it on the list, and mark its first piece; once the list is read."""
        if self._state.errands is None:
            self._asked_for = (kind, subject)
            return
        errand = next((one for one in self._state.errands or () if (one.kind, one.subject) == (kind, subject)), None)
        if errand is not None and (kind, subject) not in self._state.chosen:
            self.errand_pressed(kind, subject)
        if errand is not None and errand.pieces:
            self._show(replace(self._state, marked=errand.pieces[0].key))

    def errand_pressed(self, kind: ErrandKind, subject: str) -> None:
        """Put an errand on the list, or leave it out."""
        self._take(replace(self._state, turned=self._state.turned ^ {(kind, subject)}, notice=None))

    def set_out(self) -> None:
        """Say that whoever works here goes for what is on the list."""
        self._write(lambda: self._walking.set_out(self._state.chosen))

    def takes(self, text: str) -> bool:
        """Tell whether a scan is a piece: everything else a till reads goes where it always does."""
        return classify(text).readings[:1] == ("barcode",)

    def scanned(self, text: str) -> None:
        """A piece was taken off its rail."""
        state = self._state
        self._runner.run(
            lambda: self._walking.scan(text, state.chosen, state.hung), done=self._ticked, failed=self._scan_failed
        )

    def ticked(self, key: PieceKey) -> None:
        """A piece was taken off its rail, and not scanned."""
        self._runner.run(lambda: self._walking.tick(key), done=self._ticked, failed=self._failed)

    def unticked(self, key: PieceKey) -> None:
        """It was not, after all."""
        if key in self._state.hung:
            self._take(replace(self._state, hung=self._state.hung - {key}))
        else:
            self._write(lambda: self._walking.untick(key))

    def not_found(self, key: PieceKey) -> None:
        """It is not where it should be."""
        self._write(lambda: self._walking.not_found(key))
        if key.kind == "booking":
            self.choices_wanted(key)

    def choices_wanted(self, key: PieceKey) -> None:
        """Show what there is instead; pressed again, put it away."""
        if self._state.opened == key:
            self._show(replace(self._state, opened=None, choices=None))
            return
        self._show(replace(self._state, opened=key, choices=None, marked=key))

        def found(choices: Choices) -> None:
            if self._state.opened == key:
                self._show(replace(self._state, choices=choices))

        self._runner.run(lambda: self._substitutes.of(key), done=found, failed=self._failed)

    def taken(self, key: PieceKey, variant_id: str) -> None:
        """Have another piece laid out."""
        self._write(lambda: self._walking.choose(key, "taken", VariantId(variant_id)))

    def offered(self, key: PieceKey, variant_id: str) -> None:
        """Ask her on her phone."""
        self._write(lambda: self._walking.choose(key, "offered", VariantId(variant_id)))

    def brought_over(self, variant_id: str, shop_id: str) -> None:
        """Ask another shop for the very piece, once; pressed again, only say so again."""
        wish = (self._state.opened, shop_id)
        if wish in self._wishes:
            self._show(replace(self._state, notice=self._wishes[wish]))
            return

        def asked(card: TransferCard) -> None:
            told = Notice("success", words.BROUGHT_OVER, words.BROUGHT_OVER_HOW, {"shop": card.other_shop})
            self._wishes[wish] = told
            self._show(replace(self._state, notice=told))
            self._announcements.announce(Changes(transfer=True))

        def failed(error: Exception) -> None:
            del self._wishes[wish]
            self._failed(error)

        self._wishes[wish] = None
        self._runner.run(
            lambda: self._transfers.ask(VariantId(variant_id), shop_id, "bring"), done=asked, failed=failed
        )

    def dropped(self, key: PieceKey) -> None:
        """She does without; the others may be all there now."""

        def written(errands: Errands) -> None:
            self._written(errands)
            self._queued()

        self._runner.run(lambda: self._walking.choose(key, "dropped"), done=written, failed=self._failed)

    def list_printed(self) -> None:
        """Take the list along on paper."""
        chosen = self._state.chosen
        self._runner.run(lambda: self._walking.print_list(chosen), done=self._queued, failed=self._failed)

    def label_printed(self, kind: BagKind, subject: str) -> None:
        """Print the label of a bag, once more where it was printed."""
        self._runner.run(lambda: self._labels.print(kind, subject), done=self._queued, failed=self._failed)

    def walked(self, step: int) -> None:
        """Mark the next piece, or the one before."""
        keys = [piece.key for piece in self._state.pieces]
        if keys:
            self._show(replace(self._state, marked=next_along(keys, self._state.marked, step)))

    def marked_done(self) -> None:
        """Do with the marked piece what its first key does."""
        piece = self._marked()
        if piece is not None and piece.is_open and piece.key not in self._state.hung:
            self.ticked(piece.key)

    def marked_missing(self) -> None:
        """The marked piece is not there."""
        piece = self._marked()
        if piece is not None and piece.is_open and piece.key.kind in ("booking", "order"):
            self.not_found(piece.key)

    def _marked(self) -> WalkPiece | None:
        return next((piece for piece in self._state.pieces if piece.key == self._state.marked), None)

    def _write(self, act: Callable[[], Errands]) -> None:
        self._runner.run(act, done=self._written, failed=self._failed)

    def _written(self, errands: Errands) -> None:
        self._list.outdate()
        self._take(replace(self._state, errands=errands, notice=None))
        self._announcements.announce(Changes(booking=True, order=True))

    def _ticked(self, ticked: Ticked) -> None:
        self._sounds.play("good")
        key = ticked.piece.key
        if key.kind == "put_back":
            self._hung(ticked.piece)
            return
        self._list.outdate()
        told = None
        if ticked.is_whole:
            is_back = key.kind == "not_come"
            what, how = (words.ALL_HUNG, words.NOTHING) if is_back else (words.IN_THE_BAG, words.IN_THE_BAG_HOW)
            told = Notice("success", what, how, {"name": ticked.piece.for_whom})
            self._queued()
        state = replace(self._state, errands=ticked.list, opened=None, choices=None, notice=told)
        self._take(_marked_next(state, ticked.piece))
        self._announcements.announce(Changes(booking=True, order=True, stock=key.kind == "order"))

    def _hung(self, piece: WalkPiece) -> None:
        """Pieces of an ended order are told to the mall together, once the last one hangs."""
        hung, subject = self._state.hung | {piece.key}, (piece.key.kind, piece.key.subject)
        self._take(_marked_next(replace(self._state, hung=hung, notice=None), piece))
        whole = [one for one in self._state.errands or () if (one.kind, one.subject) == subject]
        if whole and all(is_done(one, hung) for one in whole[0].pieces):
            self._write(lambda: self._walking.hang_back(subject))

    def _listed(self, errands: Errands) -> None:
        self._take(replace(self._state, errands=errands))
        asked, self._asked_for = self._asked_for, None
        if asked is not None:
            self.asked_for(*asked)

    def _take(self, state: WalkState) -> None:
        """Show a list; what was said of pieces that are no longer on it is forgotten."""
        known = {piece.key for piece in state.pieces}
        marked = state.marked if state.marked in known else None
        opened = state.opened if state.opened in known else None
        if marked is None and state.pieces:
            marked = (state.open_pieces or state.pieces)[0].key
        choices = state.choices if opened is not None else None
        self._show(replace(state, hung=state.hung & known, marked=marked, opened=opened, choices=choices))

    def _queued(self, _: None = None) -> None:
        """Have the printer print what was queued; one that is away leaves it in the queue."""
        self._runner.run(self._printing.run, done=lambda _: None, failed=self._failed, lane="devices")

    def _scan_failed(self, error: Exception) -> None:
        self._sounds.play("bad")
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: WalkState) -> None:
        self._state = state
        self._view.show_state(state)


def _marked_next(state: WalkState, piece: WalkPiece) -> WalkState:
    """Mark the next piece that is to be fetched behind one that was ticked."""
    keys = [one.key for one in state.pieces]
    place = keys.index(piece.key) if piece.key in keys else 0
    open_ones = {one.key for one in state.open_pieces}
    ahead = [key for key in (*keys[place:], *keys[:place]) if key in open_ones]
    return replace(state, marked=ahead[0] if ahead else None)
