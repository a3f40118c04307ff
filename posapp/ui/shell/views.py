"""What the counter is made of beside its desks: the sale, the member at its side, the payment, the panels over them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QScrollArea

from posapp.ui.customer.display import CustomerDisplay
from posapp.ui.screens.member.view import MemberView
from posapp.ui.screens.paying.view import PayingView
from posapp.ui.screens.selling.view import SellingView
from posapp.ui.screens.selling.waiting_bar import WaitingBar
from posapp.ui.shell.panels import Panels

if TYPE_CHECKING:
    from posapp.ui.shell.shop_services import ShopServices
    from posapp.ui.shell.surroundings import Surroundings
    from posapp.ui.shell.window import MainWindow


class CounterViews:
    """Each is built when it is first asked for; ``steps`` asks for one after the other, while keys come between."""

    def __init__(self, shop: ShopServices, around: Surroundings, window: MainWindow) -> None:
        self._shop, self._around, self._window = shop, around, window

    def steps(self) -> tuple[Callable[[], object], ...]:
        """Return what builds them all, in steps of some 20 ms."""
        return (
            lambda: QScrollArea().viewport(),  # the first such question makes PySide6 complete its classes
            lambda: (self.member, self.waiting),
            lambda: self.paying,
            lambda: self.selling,
            lambda: self.panels,
            lambda: self.display,
        )

    @cached_property
    def member(self) -> MemberView:
        """The customer beside her sale."""
        around = self._around
        return MemberView(around.speech, around.theme, around.art, around.clock)

    @cached_property
    def paying(self) -> PayingView:
        """The payment."""
        return PayingView(self._around.speech, self._around.theme)

    @cached_property
    def waiting(self) -> WaitingBar:
        """Pieces that wait for somebody."""
        around = self._around
        return WaitingBar(around.speech, around.theme, around.clock)

    @cached_property
    def selling(self) -> SellingView:
        """The sale, with the others in it."""
        around = self._around
        return SellingView(
            *(around.speech, around.theme, around.art, around.clock),
            side=self.member,
            payment=self.paying,
            waiting=self.waiting,
        )

    @cached_property
    def panels(self) -> Panels:
        """Questions over the window."""
        return Panels(self._shop, self._around, self._window.ground)

    @cached_property
    def display(self) -> CustomerDisplay:
        """What the customer sees."""
        around = self._around
        return CustomerDisplay(around.speech, around.theme, around.art, self._window)
