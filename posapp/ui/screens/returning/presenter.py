"""Turns what the cashier does with goods that come back into use cases, and answers into the screen's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import MemberId, StyleId, VariantId
from posapp.domain.permission import OverrideId
from posapp.domain.text import Bilingual
from posapp.services.changes import Changes
from posapp.services.errors import ManagerWanted, NoSuchReceipt, ReceiptElsewhere
from posapp.services.found_sales import FoundLine, FoundSale, SaleOfMember
from posapp.services.return_plan import Draft, Piece, Plan
from posapp.services.return_ticket import FinishedReturn
from posapp.services.returning_book import SoldSale
from posapp.services.searching import StyleSheet
from posapp.ui.notices import notice_of
from posapp.ui.screens.returning.difference import Difference, DifferencePayment, is_payment
from posapp.ui.screens.returning.state import NewGoods, ReturningState
from posapp.ui.trouble import let_bugs_through
from sync.protocol.receipts import MOST_OF_MEMBER
from sync.protocol.returned import ReturnReason

if TYPE_CHECKING:
    from posapp.services.exchanging import Exchanging
    from posapp.services.mall_receipts import MallReceipts
    from posapp.services.ports import Announcements, Runner
    from posapp.services.returning import Returning
    from posapp.services.searching import Searching


class ReturningScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: ReturningState) -> None:
        """Show all of it."""
        ...


class ReturningPresenter:
    """Finds the sale, takes pieces of it, opens the grid of what is exchanged, and carries it out as one ticket.

    A scan means what it can mean: a receipt, a piece of the receipt that is open, or other goods to take instead.
    What is due on top is kept first, and then paid at ``payment`` in every way. ``who_is_here`` is the member at the
    counter; ``ask`` puts the manager panel in front.
    """

    def __init__(
        self,
        view: ReturningScreen,
        returning: Returning,
        elsewhere: MallReceipts,
        exchanging: Exchanging,
        searching: Searching,
        runner: Runner,
        announcements: Announcements,
        *,
        payment: DifferencePayment,
        who_is_here: Callable[[], MemberId | None],
        ask: Callable[[ManagerWanted, Callable[[OverrideId], None]], None],
    ) -> None:
        self._view = view
        self._returning = returning
        self._elsewhere = elsewhere
        self._searching = searching
        self._runner = runner
        self._announcements = announcements
        self._who_is_here = who_is_here
        self._ask = ask
        self._state = ReturningState()
        self.difference = Difference(self, exchanging, payment, runner, ask)

    @property
    def state(self) -> ReturningState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Go on with an exchange that is being paid, also after a crash; else read what the member here bought.

        A finished ticket is put away.
        """
        if self._state.stage == "done":
            self._state = ReturningState()
        self._show(self._state)
        self.difference.read()
        member_id = self._who_is_here()
        if member_id is None:
            self._show(replace(self._state, of_member=(), is_of_here=False))
            return
        self._runner.run(
            lambda: self._returning.of_member(member_id),
            done=lambda sales: self._listed(member_id, sales),
            failed=self._failed,
        )

    def code_given(self, text: str) -> None:
        """Something was scanned or typed."""
        code = text.strip()
        if not code or self._state.is_busy:
            return
        if self._state.stage == "done":
            self._state = ReturningState()
        if self._state.stage == "pay":
            self.difference.paid_with(code)
            return
        if is_payment(code) and self._state.plan is not None and self._state.plan.due:
            self.difference.agree(code)
            return
        if self._state.stage == "find" and self._state.of_member and len(code) <= 2 and code.isdecimal():
            self.listed_chosen(int(code))
            return
        line = self._line_of(code)
        if line is not None:
            self._take_one_more(line)
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._returning.find(code), done=self._found, failed=lambda e: self._no_receipt(code, e)
        )

    def listed_chosen(self, number: int) -> None:
        """A receipt of the member's list was chosen by its number, from 1."""
        sales = self._state.of_member
        if self._state.stage == "find" and 1 <= number <= len(sales):
            self.code_given(sales[number - 1].receipt_no)

    def line_chosen(self, place: int) -> None:
        """A line of the receipt was pressed: open its grid, and take a piece of it if none was taken yet."""
        state = self._state
        if state.found is None or state.stage != "choose":
            return
        line = state.found.lines[place - 1]
        if line.left and not any(piece.place == place for piece in state.pieces):
            self._take_one_more(line)
        elif line.left:
            self._open(line)

    def quantity_changed(self, by: int) -> None:
        """One piece more or fewer of the chosen line."""
        piece, line = self._state.piece, self._state.line
        if piece is not None and line is not None and 1 <= piece.quantity + by <= line.left:
            self._put(replace(piece, quantity=piece.quantity + by))

    def condition_pressed(self) -> None:
        """It is defective, or it is not after all."""
        piece = self._state.piece
        if piece is not None:
            is_whole = piece.condition == "sellable"
            reason: ReturnReason = "fault" if is_whole else piece.reason
            self._put(replace(piece, condition="defective" if is_whole else "sellable", reason=reason))

    def reason_chosen(self, reason: ReturnReason) -> None:
        """She said why."""
        if self._state.piece is not None:
            self._put(replace(self._state.piece, reason=reason))

    def swapped(self, variant_id: VariantId) -> None:
        """Another piece of the style leaves for the chosen one; its own reason is said where none was."""
        piece = self._state.piece
        if piece is not None:
            reason: ReturnReason = "size" if piece.reason == "other" else piece.reason
            self._put(replace(piece, swap_to=variant_id, reason=reason))

    def money_wanted(self) -> None:
        """She wants her money, not another piece."""
        if self._state.piece is not None:
            self._put(replace(self._state.piece, swap_to=None))

    def piece_left_out(self) -> None:
        """The chosen line does not come back after all."""
        kept = tuple(piece for piece in self._state.pieces if piece.place != self._state.chosen)
        self._state = replace(self._state, pieces=kept, chosen=None, sheet=None)
        self._replan()

    def confirmed(self) -> None:
        """Carry it out; a finished ticket is put away instead."""
        if self._state.stage == "done":
            self.left()
        elif self._state.stage == "choose" and self._state.plan is not None and not self._state.is_busy:
            if self._state.plan.due:
                self.difference.agree()
            else:
                self._finish(None)

    def exchanged(self, finished: FinishedReturn) -> None:
        """The difference was paid and the ticket is written."""
        self._finished(finished)

    def show(self, state: ReturningState) -> None:
        """Show all of it."""
        self._show(state)

    def plan_again(self, state: ReturningState) -> None:
        """Work out anew what is chosen in a state, and show that."""
        self._state = state
        self._replan()

    def failed(self, error: Exception) -> None:
        """Tell why not."""
        self._failed(error)

    def draft(self) -> Draft | None:
        """Return what is chosen now; None while nothing comes back."""
        return self._draft()

    def left(self) -> None:
        """Put it all away."""
        self._show(ReturningState(of_member=self._state.of_member, is_of_here=self._state.is_of_here))

    # --- what follows ------------------------------------------------------------------------------------------------

    def _finish(self, override: OverrideId | None) -> None:
        draft = self._draft()
        if draft is None:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._returning.finish(draft, override=override), done=self._finished, failed=self._not_finished
        )

    def _finished(self, finished: FinishedReturn) -> None:
        self._show(replace(self._state, stage="done", finished=finished, is_busy=False))
        self._announcements.announce(Changes(sale=True, stock=True, sync=True, shift=True))

    def _not_finished(self, error: Exception) -> None:
        if isinstance(error, ManagerWanted):
            self._show(replace(self._state, is_busy=False))
            self._ask(error, self._finish)
        else:
            self._failed(error)

    def _found(self, found: FoundSale) -> None:
        """Open it; what came back of it elsewhere in the chain is learnt beside that, where the mall can be asked."""
        self._open_receipt(found)
        if found.sale.proof != "mall":
            self._runner.run(
                lambda: self._elsewhere.ask(found.sale.receipt_no),
                done=lambda told: self._heard_more(found.sale, told),
                failed=let_bugs_through,
                lane="devices",
            )

    def _told(self, found: FoundSale) -> None:
        """The mall has told of the sale."""
        self._open_receipt(found)

    def _open_receipt(self, found: FoundSale) -> None:
        self._show(
            ReturningState(
                stage="choose", found=found, of_member=self._state.of_member, is_of_here=self._state.is_of_here
            )
        )

    def _heard_more(self, was: SoldSale, told: FoundSale) -> None:
        """Show what may still come back by the mall's books as well, if that receipt is still the open one."""
        found = self._state.found
        if self._state.stage == "choose" and found is not None and found.sale == was and told != found:
            self._state = replace(self._state, found=told)
            self._replan()

    def _no_receipt(self, code: str, error: Exception) -> None:
        """No receipt of here: the mall may know it; while one is open, it may be goods that she takes instead."""
        if isinstance(error, ReceiptElsewhere):
            self._show(replace(self._state, is_asking=True))
            self._runner.run(lambda: self._elsewhere.ask(code), done=self._told, failed=self._failed, lane="devices")
        elif self._state.stage == "choose" and isinstance(error, NoSuchReceipt):
            self._runner.run(lambda: self._returning.goods(code), done=self._add_new, failed=self._failed)
        else:
            self._failed(error)

    def _add_new(self, goods: tuple[VariantId, Bilingual]) -> None:
        variant_id, name = goods
        had = next((one.quantity for one in self._state.new if one.variant_id == variant_id), 0)
        others = tuple(one for one in self._state.new if one.variant_id != variant_id)
        self._state = replace(self._state, new=(*others, NewGoods(variant_id, name, had + 1)), is_busy=False)
        self._replan()

    def _line_of(self, code: str) -> FoundLine | None:
        """Return the line of the open receipt that a bar code means: the first that has pieces left to take."""
        found = self._state.found if self._state.stage == "choose" else None
        lines = [] if found is None else [line for line in found.lines if line.barcode == code and line.left]
        taken = {piece.place: piece.quantity for piece in self._state.pieces}
        return next((line for line in lines if taken.get(line.place, 0) < line.left), lines[0] if lines else None)

    def _take_one_more(self, line: FoundLine) -> None:
        piece = next((one for one in self._state.pieces if one.place == line.place), None)
        taken = Piece(line.place) if piece is None else replace(piece, quantity=min(piece.quantity + 1, line.left))
        self._state = replace(self._state, chosen=line.place)
        self._put(taken)
        self._open(line)

    def _open(self, line: FoundLine) -> None:
        self._show(replace(self._state, chosen=line.place, sheet=None))
        self._runner.run(
            lambda: self._searching.sheet(StyleId(line.style_id)),
            done=lambda sheet: self._opened_sheet(line.place, sheet),
            failed=self._failed,
            lane="looks",
        )

    def _opened_sheet(self, place: int, sheet: StyleSheet) -> None:
        if self._state.chosen == place:
            self._show(replace(self._state, sheet=sheet))

    def _put(self, piece: Piece) -> None:
        others = tuple(one for one in self._state.pieces if one.place != piece.place)
        self._state = replace(self._state, pieces=tuple(sorted((*others, piece), key=lambda one: one.place)))
        self._replan()

    def _draft(self) -> Draft | None:
        found = self._state.found
        if found is None or not self._state.pieces:
            return None
        return Draft(found.sale, self._state.pieces, tuple((one.variant_id, one.quantity) for one in self._state.new))

    def _replan(self) -> None:
        draft = self._draft()
        if draft is None:
            self._show(replace(self._state, plan=None))
            return
        self._show(replace(self._state, plan=None, notice=None))
        self._runner.run(
            lambda: self._returning.plan(draft), done=lambda plan: self._planned(draft, plan), failed=self._failed
        )

    def _planned(self, draft: Draft, plan: Plan) -> None:
        if self._draft() == draft and self._state.stage == "choose":
            self._show(replace(self._state, plan=plan))

    def _listed(self, member_id: MemberId, sales: tuple[SaleOfMember, ...]) -> None:
        """Show what she bought here at once, and ask the mall for the rest."""
        self._show(replace(self._state, of_member=sales, is_of_here=True))
        self._runner.run(
            lambda: self._elsewhere.of_member(member_id),
            done=lambda told: self._listed_all(member_id, told),
            failed=let_bugs_through,
            lane="devices",
        )

    def _listed_all(self, member_id: MemberId, told: tuple[SaleOfMember, ...]) -> None:
        if self._who_is_here() != member_id:
            return
        here = {sale.receipt_no: sale for sale in self._state.of_member}
        merged = {sale.receipt_no: sale for sale in told} | here
        newest = sorted(merged.values(), key=lambda sale: (-sale.sold, sale.receipt_no))
        self._show(replace(self._state, of_member=tuple(newest[:MOST_OF_MEMBER]), is_of_here=False))

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, is_busy=False, is_asking=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: ReturningState) -> None:
        self._state = state
        self._view.show_state(state)
