"""What is due on top of an exchange: agreed and kept first, then paid in every way, and given up without loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.money import Fen
from posapp.domain.payment_code import channel_of, is_quick_pass
from posapp.domain.permission import OverrideId
from posapp.services.errors import ManagerWanted
from posapp.services.receipts import GOODS_GONE
from posapp.services.return_plan import Draft
from posapp.ui import formatting
from posapp.ui.notices import Notice
from posapp.ui.screens.returning import words
from posapp.ui.screens.returning.state import NewGoods, ReturningState

if TYPE_CHECKING:
    from posapp.services.exchange_book import OpenExchange
    from posapp.services.exchanging import Agreed, Exchanging
    from posapp.services.ports import Runner


class DifferencePayment(Protocol):
    """The payment of what is due on top, beside the receipt."""

    def exchange_opened(self, due: Fen, pieces: int, off_in_cash: Fen) -> None:
        """Ask for it, less what comes off if cash pays all of it."""
        ...

    def accounts_changed(self) -> None:
        """Read again whose accounts may pay."""
        ...

    def code_scanned(self, code: str) -> None:
        """A payment code was scanned."""
        ...


class Exchange(Protocol):
    """The return that this is a part of."""

    @property
    def state(self) -> ReturningState:
        """Return what is shown now."""
        ...

    def show(self, state: ReturningState) -> None:
        """Show all of it."""
        ...

    def plan_again(self, state: ReturningState) -> None:
        """Work out anew what is chosen in a state, and show that."""
        ...

    def draft(self) -> Draft | None:
        """Return what is chosen now; None while nothing comes back."""
        ...

    def failed(self, error: Exception) -> None:
        """Tell why not."""
        ...


class Difference:
    """Has ``payment`` take it. ``ask`` puts the manager panel in front."""

    def __init__(
        self,
        exchange: Exchange,
        exchanging: Exchanging,
        payment: DifferencePayment,
        runner: Runner,
        ask: Callable[[ManagerWanted, Callable[[OverrideId], None]], None],
    ) -> None:
        self._exchange = exchange
        self._exchanging = exchanging
        self._payment = payment
        self._runner = runner
        self._ask = ask

    def read(self) -> None:
        """Look whether an exchange is being paid: a crash leaves such."""
        if self._exchange.state.stage != "pay":
            self._runner.run(self._exchanging.open_now, done=self._go_on, failed=self._exchange.failed)

    def agree(self, code: str = "", override: OverrideId | None = None) -> None:
        """Keep what is agreed, then ask for the difference; ``code`` of a phone that was held out pays it at once."""
        state, draft = self._exchange.state, self._exchange.draft()
        if draft is None or state.is_busy:
            return
        self._exchange.show(replace(state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._exchanging.begin(draft, override),
            done=lambda exchange: self._agreed(exchange, code),
            failed=lambda error: self._not_agreed(error, code),
        )

    def paid_with(self, code: str) -> None:
        """While the difference is asked for, a scan is a payment code or a gift card."""
        if is_payment(code):
            self._payment.code_scanned(code)
            return
        self._runner.run(
            lambda: self._exchanging.take_card(code),
            done=lambda _: self._payment.accounts_changed(),
            failed=self._exchange.failed,
        )

    def left(self) -> None:
        """The payment was left: the exchange is not made, and what phones have paid of it goes back."""
        self._runner.run(self._exchanging.leave, done=self._given_up, failed=self._exchange.failed)

    def repriced(self) -> None:
        """What leaves costs something else by now: ask for that."""
        self._runner.run(self._exchanging.repriced, done=self._open, failed=self._over)

    # --- answers

    def _agreed(self, exchange: OpenExchange, code: str) -> None:
        self._exchange.show(replace(self._exchange.state, stage="pay", is_busy=False))
        self._open(exchange)
        if code:
            self._payment.code_scanned(code)

    def _not_agreed(self, error: Exception, code: str) -> None:
        if isinstance(error, ManagerWanted):
            self._exchange.show(replace(self._exchange.state, is_busy=False))
            self._ask(error, lambda override: self.agree(code, override))
        else:
            self._exchange.failed(error)

    def _go_on(self, agreed: Agreed | None) -> None:
        """Put the payment of an exchange in front that was begun before."""
        if agreed is None or self._exchange.state.stage == "pay":
            return
        draft = agreed.exchange.draft
        new = tuple(NewGoods(one, agreed.names.get(one, GOODS_GONE), quantity) for one, quantity in draft.new)
        state = replace(self._exchange.state, stage="pay", found=agreed.found, pieces=draft.pieces, new=new, plan=None)
        self._exchange.show(state)
        self._open(agreed.exchange)

    def _open(self, exchange: OpenExchange) -> None:
        self._payment.exchange_opened(exchange.due, self._exchange.state.leaving, exchange.off_in_cash)

    def _given_up(self, paid: Fen) -> None:
        self._exchange.plan_again(replace(self._exchange.state, stage="choose"))
        if paid:
            told = Notice("accent", words.GOES_BACK, words.GOES_BACK_HOW, {"amount": formatting.money(paid)})
            self._exchange.show(replace(self._exchange.state, notice=told))

    def _over(self, error: Exception) -> None:
        self._exchange.plan_again(replace(self._exchange.state, stage="choose"))
        self._exchange.failed(error)


def is_payment(code: str) -> bool:
    """Tell whether a scan is what a phone shows to pay."""
    return channel_of(code) is not None or is_quick_pass(code)
