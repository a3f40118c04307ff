"""The exchange whose difference is being paid: kept from before the first tender, until its ticket is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from posapp.domain.clock import Millis
from posapp.domain.identity import CartId
from posapp.domain.money import Fen
from posapp.services.return_plan import Draft

NOTHING = Fen(0)


@dataclass(frozen=True, slots=True)
class OpenExchange:
    """An exchange that is agreed and not paid. ``exchange_id`` stands where a sale has its cart's id.

    ``due`` is what the customer was told, ``approver_id`` who allowed what whoever works here may not, ``gift_card_id``
    the card that was scanned to pay a part. ``off_in_cash`` is what comes off if cash pays all of it (抹零), worked out
    anew each time.
    """

    exchange_id: CartId
    begun: Millis
    draft: Draft
    due: Fen
    approver_id: str = ""
    gift_card_id: str | None = None
    off_in_cash: Fen = NOTHING


class ExchangeBook(Protocol):
    """At most one exchange is being paid at a till."""

    def open(self) -> OpenExchange | None:
        """Return it."""
        ...

    def keep(self, exchange: OpenExchange) -> None:
        """Keep it, or what changed of it."""
        ...

    def end(self, exchange_id: CartId) -> None:
        """Forget it: its ticket is written, or nobody wants it."""
        ...
