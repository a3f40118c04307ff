"""What the shell shows around the screens, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from posapp.domain.text import Bilingual

if TYPE_CHECKING:
    from posapp.services.signed_in import SignedIn
    from posapp.services.syncing import SyncStatus

Page = Literal[
    "sell", "today", "walk", "bookings", "rooms", "pickups", "transfers", "stock", "returns", "follow_ups", "shift",
    "sync", "devices",
]  # fmt: skip
PAGES: tuple[Page, ...] = get_args(Page)

Stage = Literal["setup", "sign_in", "open"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where this till stands."""

    shop_name: Bilingual
    till_no: str


@dataclass(frozen=True, slots=True)
class ShellState:
    """``setup`` until the till is paired, ``sign_in`` while nobody works, ``open`` with a page.

    ``payments`` counts the payments by phone that somebody should look at.
    """

    stage: Stage = "setup"
    page: Page = "sell"
    place: Place | None = None
    staff: SignedIn | None = None
    sync: SyncStatus | None = None
    payments: int = 0
    badges: Mapping[Page, int] = field(default_factory=lambda: MappingProxyType({}))
