"""The panels over the window: a discount, an invoice, the keys, defective goods, and a colleague's word."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from posapp.domain.identity import LineId
from posapp.domain.permission import OverrideId
from posapp.domain.scan import badge_number
from posapp.services.carts import Cart
from posapp.services.errors import ManagerWanted
from posapp.ui.screens.invoicing.presenter import InvoicingPresenter
from posapp.ui.screens.invoicing.view import InvoicingView
from posapp.ui.screens.keys.presenter import KeysPresenter
from posapp.ui.screens.keys.view import KeysView
from posapp.ui.screens.override.presenter import OverridePresenter
from posapp.ui.screens.override.view import OverrideView
from posapp.ui.screens.selling.discount_panel import DiscountPanel
from posapp.ui.screens.selling.discounts import Announcing, DiscountsPresenter
from posapp.ui.shell import intents
from posapp.ui.shell.intents import join

if TYPE_CHECKING:
    from posapp.services.defects import Defects
    from posapp.services.devices import Devices
    from posapp.services.discounting import Discounting
    from posapp.services.invoicing import Invoicing
    from posapp.services.keying import Keying
    from posapp.services.paying import FinishedSale
    from posapp.services.permitting import Permitting
    from posapp.services.ports import Runner
    from posapp.ui.art_pictures import ArtPictures
    from posapp.ui.screens.defects.presenter import DefectsPresenter
    from posapp.ui.theme import Theme
    from posapp.ui.translation import Speech


class PanelServices(Protocol):
    """The use cases that the panels call."""

    @property
    def permitting(self) -> Permitting: ...
    @property
    def discounting(self) -> Discounting: ...
    @property
    def invoicing(self) -> Invoicing: ...
    @property
    def defects(self) -> Defects: ...
    @property
    def devices(self) -> Devices: ...
    @property
    def keying(self) -> Keying: ...


class PanelSurroundings(Protocol):
    """What the panels stand on."""

    @property
    def runner(self) -> Runner: ...
    @property
    def announcements(self) -> Announcing: ...
    @property
    def speech(self) -> Speech: ...
    @property
    def theme(self) -> Theme: ...
    @property
    def art(self) -> ArtPictures: ...


class Panels:
    """All panels, each with its presenter; ``ask`` is what any screen calls when an act was refused."""

    def __init__(self, services: PanelServices, around: PanelSurroundings, ground: QWidget) -> None:
        self._services, self._around, self._ground = services, around, ground
        self.override_view = OverrideView(around.speech, around.theme)
        self.discount_view = DiscountPanel(around.speech, around.theme)
        self.override = OverridePresenter(self.override_view, services.permitting, around.runner)
        self.discounts = DiscountsPresenter(
            self.discount_view, services.discounting, around.runner, around.announcements, self.ask
        )
        self.invoicing_view = InvoicingView(around.speech, around.theme)
        self.invoicing = InvoicingPresenter(self.invoicing_view, services.invoicing, services.devices, around.runner)
        self.keys_view = KeysView(around.speech, around.theme)
        self.keys = KeysPresenter(self.keys_view, services.keying, around.runner, in_force=around.speech.use_keys)
        for view in (self.discount_view, self.invoicing_view, self.override_view, self.keys_view):
            view.cover(ground)
        join(self.override_view, self.override, intents.OVERRIDE)
        join(self.discount_view, self.discounts, intents.DISCOUNT)
        join(self.invoicing_view, self.invoicing, intents.INVOICING)
        join(self.keys_view, self.keys, intents.KEYS)

    @cached_property
    def defects(self) -> DefectsPresenter:
        """Defective goods, built when somebody first looks at them: most days nobody does."""
        from posapp.ui.screens.defects.presenter import DefectsPresenter
        from posapp.ui.screens.defects.view import DefectsView

        around = self._around
        view = DefectsView(around.speech, around.theme, around.art)
        view.cover(self._ground)
        presenter = DefectsPresenter(view, self._services.defects, around.runner, around.announcements, self.ask)
        join(view, presenter, intents.DEFECTS)
        return presenter

    @property
    def is_open(self) -> bool:
        """Tell whether a panel is in front."""
        is_invoicing = self.invoicing.state.sale_id is not None
        is_settling = "defects" in vars(self) and self.defects.state.is_open
        others = self.discounts.state.is_open or is_invoicing or self.keys.state.is_open
        return self.override.is_asking or others or is_settling

    def ask(self, wanted: ManagerWanted, again: Callable[[OverrideId], None], reason: str = "") -> None:
        """Ask a colleague for her word; ``again`` does the refused act with it."""
        self.override.ask(wanted, again, reason)

    def open_discount(self, cart: Cart | None, line_id: LineId | None) -> None:
        """Open the discount panel on a line, or on the whole sale."""
        if cart is not None and not self.is_open:
            self.discounts.opened(cart, line_id)

    def open_invoice(self, finished: FinishedSale | None) -> None:
        """Open the invoice panel on a sale that was just paid."""
        if finished is not None and not self.is_open:
            self.invoicing.opened(finished.sale_id, finished.receipt_no)

    def open_keys(self) -> None:
        """Open the keys of this till."""
        if not self.is_open:
            self.keys.opened()

    def open_defects(self) -> None:
        """Open what lies in the place for defective goods."""
        if not self.is_open:
            self.defects.opened()

    def take_scan(self, text: str) -> bool:
        """Take a scan while a panel is in front: a badge says who allows it, and nothing else goes into the sale."""
        if not self.is_open:
            return False
        number = badge_number(text)
        if number is not None and self.override.is_asking:
            self.override.staff_chosen(number)
        return True

    def put_away(self) -> None:
        """Leave them all: the till is locked."""
        self.override.left()
        self.discounts.left()
        self.invoicing.left()
        self.keys.put_away()
        if "defects" in vars(self):
            self.defects.left()
