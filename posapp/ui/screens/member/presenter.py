"""Turns what the clerk does with a member into use cases, and answers into the panel's state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import CouponId, MemberId, StyleId
from posapp.services.changes import Changes
from posapp.ui.coupon_news import what_left
from posapp.ui.notices import notice_of
from posapp.ui.screens.member.state import MemberState, Stage
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.members import MemberHit, MemberPanel, Members
    from posapp.services.ports import Announcements, Runner
    from posapp.services.selling import Cart, CartMember, Selling
    from sync.protocol.sold import Trust


class MemberScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: MemberState) -> None:
        """Show all of it."""
        ...


class MemberPresenter:
    """Follows the member on the cart; finds one by her last four digits; takes and dismisses suggestions.

    The cart is the truth about who is being served: the panel shows whoever is on it. An answer that comes back for a
    member who has left meanwhile is dropped.
    """

    def __init__(
        self, view: MemberScreen, members: Members, selling: Selling, runner: Runner, announcements: Announcements
    ) -> None:
        self._view = view
        self._members = members
        self._selling = selling
        self._runner = runner
        self._announcements = announcements
        self._trust: Trust = "B"
        self._state = MemberState()

    # --- the cart says who she is ------------------------------------------------------------------------------------

    @property
    def state(self) -> MemberState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Look who is on the cart."""
        self._runner.run(self._selling.current, done=self.cart_changed, failed=self._failed)

    def cart_changed(self, cart: Cart) -> None:
        """Follow the member on the cart; ``taken`` follows its lines."""
        self._member_changed(cart.member)
        taken = frozenset(line.variant_id for line in cart.lines)
        if taken != self._state.taken:
            self._show(replace(self._state, taken=taken))

    def retried(self) -> None:
        """Read her panel again after it could not be read."""
        if self._state.wanted is not None:
            self._show(replace(self._state, notice=None))
            self._load(self._state.wanted)

    def things_changed(self, changes: Changes) -> None:
        """Refresh when the cart, or something about the member shown, changed."""
        if changes.cart:
            self.opened()
        if self._state.wanted is not None and (changes.member or changes.booking or changes.order or changes.stock):
            self._load(self._state.wanted)

    def _member_changed(self, member: CartMember | None) -> None:
        if member is None:
            if self._state.wanted is not None:
                self._show(MemberState())
            return
        if member.member_id == self._state.wanted and member.trust == self._trust:
            return
        self._trust = member.trust
        self._show(MemberState(stage="loading", wanted=member.member_id))
        self._load(member.member_id)

    def _load(self, member_id: MemberId) -> None:
        trust = self._trust
        self._runner.run(lambda: self._members.panel(member_id, trust), done=self._loaded, failed=self._failed)

    def _loaded(self, panel: MemberPanel) -> None:
        if panel.member_id == self._state.wanted:
            stage: Stage = "finding" if self._state.stage == "finding" else "shown"
            self._show(replace(self._state, stage=stage, panel=panel, leaving=None, notice=None))
            if stage == "shown":
                self._runner.once_painted(lambda: self._count_shown(panel))

    def _count_shown(self, panel: MemberPanel) -> None:
        """Keep that she saw these suggestions; nobody waits for it, and a busy file costs a count, not a notice."""
        self._runner.run(lambda: self._members.count_shown(panel), done=_nothing_to_show, failed=let_bugs_through)

    # --- find --------------------------------------------------------------------------------------------------------

    def find_opened(self) -> None:
        """Show the field for her last four digits or her name."""
        self._show(MemberState(stage="finding", wanted=self._state.wanted, panel=self._state.panel))

    def find_left(self) -> None:
        """Go back to whoever was shown before."""
        stage: Stage = "shown" if self._state.panel else "loading" if self._state.wanted else "nobody"
        self._show(replace(self._state, stage=stage, query="", hits=None, notice=None))

    def searched(self, text: str) -> None:
        """List the candidates for what was typed; an empty field lists nobody."""
        query = text.strip()
        self._show(replace(self._state, query=query, notice=None, hits=self._state.hits if query else None))
        if query:
            self._runner.run(
                lambda: self._members.find(query), done=lambda hits: self._found(query, hits), failed=self._failed
            )

    def _found(self, query: str, hits: tuple[MemberHit, ...]) -> None:
        if self._state.stage == "finding" and query == self._state.query:
            self._show(replace(self._state, hits=hits))

    def chosen(self, member_id: MemberId) -> None:
        """Put the confirmed candidate on the cart; staff chose her, so the trust is B."""
        self._runner.run(
            lambda: self._selling.attach_member(member_id, "B"), done=self._cart_written, failed=self._failed
        )

    # --- with her panel open -----------------------------------------------------------------------------------------

    def suggestion_taken(self, place: int) -> None:
        """Put the suggestion at ``place`` (from 0, as shown) on the cart; a place without one does nothing."""
        panel = self._state.panel
        if panel is None or self._state.stage != "shown" or not 0 <= place < len(panel.suggestions):
            return
        variant_id = panel.suggestions[place].variant_id
        self._runner.run(
            lambda: self._selling.add(variant_id, "suggestion"), done=self._cart_written, failed=self._failed
        )

    def dismissed(self, style_id: StyleId) -> None:
        """Not this: remember it for her, and show what follows."""
        member_id = self._state.wanted
        if member_id is None:
            return
        self._show(replace(self._state, leaving=style_id))
        self._runner.run(lambda: self._members.dismiss(member_id, style_id), done=self._loaded, failed=self._failed)

    def coupon_chosen(self, coupon_id: CouponId) -> None:
        """Use one of her coupons on the cart."""
        self._runner.run(lambda: self._selling.use_coupon(coupon_id), done=self._cart_written, failed=self._failed)

    def detached(self) -> None:
        """Take her off the cart."""
        self._runner.run(self._selling.detach_member, done=self._cart_written, failed=self._failed)

    def _cart_written(self, cart: Cart) -> None:
        state = replace(self._state, notice=what_left(cart))
        if state.stage == "finding":
            state = replace(state, stage="shown" if state.panel else "loading", query="", hits=None)
        if state != self._state:
            self._show(state)
        self.cart_changed(cart)
        self._announcements.announce(Changes(cart=True))

    # --- show --------------------------------------------------------------------------------------------------------

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, notice=notice_of(error), leaving=None))
        let_bugs_through(error)

    def _show(self, state: MemberState) -> None:
        self._state = state
        self._view.show_state(state)


def _nothing_to_show(_: None) -> None:
    """Leave the screen as it is."""
