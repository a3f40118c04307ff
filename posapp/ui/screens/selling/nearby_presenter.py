"""Asks another shop for the piece whose size is open on the sell screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from posapp.domain.identity import VariantId
from posapp.ui.screens.selling.line_presenter import Desk
from posapp.ui.screens.selling.state import OpenSheet

if TYPE_CHECKING:
    from posapp.services.transfers import TransferCard, Transfers
    from sync.protocol.transfers import Way


class NearbyPresenter:
    """Has a piece brought, kept, or sent to her; for the member on the cart, where there is one."""

    def __init__(self, desk: Callable[[], Desk], transfers: Transfers) -> None:
        self._desk = desk
        self._transfers = transfers

    def asked_elsewhere(self, variant_id: str, shop_id: str, way: Way, note: str) -> None:
        """Ask a shop for one piece."""
        desk = self._desk()
        cart = desk.state.cart
        member_id = cart.member.member_id if cart is not None and cart.member is not None else None
        desk.ask(
            lambda: self._transfers.ask(VariantId(variant_id), shop_id, way, member_id=member_id, note=note),
            self._asked,
        )

    def _asked(self, card: TransferCard) -> None:
        desk = self._desk()
        opened = desk.state.sheet
        if isinstance(opened, OpenSheet) and opened.asked == card.variant_id:
            desk.show(replace(desk.state, sheet=replace(opened, asked_for=card), notice=None))
