"""The customer's phone in the tour: the same few acts, in a real browser or through the page's own API."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Browser:
    """A Chromium and the driver that steers it."""

    chromium: Path
    driver: Path


@dataclass(frozen=True, slots=True)
class Booked:
    """A try-on as the phone shows it: ``code`` the 8 digits, ``digits`` the 190 of its QR code."""

    booking_id: str
    code: str
    digits: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order as the phone shows it: ``code`` the 8 digits, ``digits`` the 190 of its QR code."""

    order_id: str
    code: str
    digits: str


class PhoneTrouble(Exception):
    """The phone did not do what was asked; the message says what it showed instead."""


class Phone(Protocol):
    """What a customer does on her phone in the story. Every method waits until it is done, or raises."""

    def sign_in(self, name: str) -> str:
        """Sign in as the demo member with this name, last four digits or id; return her member id."""
        ...

    def member_code_digits(self) -> str:
        """Show a member code that was not returned before and return its 190 digits: a till takes each only once.

        While the mall is away the page keeps one code for a minute, and so does this.
        """
        ...

    def member_code_png(self, path: Path) -> Path:
        """Save what a camera would see of her phone while it shows the member code."""
        ...

    def wish(self, style_id: str) -> None:
        """Put a style on her wish list."""
        ...

    def book(self, shop_id: str, style_ids: Sequence[str], starts_ms: int | None = None) -> Booked:
        """Book a try-on in "my size"; without a time, the first free one from today on."""
        ...

    def order(self, shop_id: str, style_ids: Sequence[str]) -> Ordered:
        """Order one piece of each style for pickup, in the first colour and size that the shop can promise."""
        ...

    def ask_in_room(self) -> bool:
        """Ask from her fitting room for another size of a piece there; False when none hangs in the shop."""
        ...

    def booking_status(self, booking_id: str) -> str:
        """Return where a booking stands, as her phone knows it now."""
        ...

    def verdicts(self, booking_id: str) -> dict[str, str]:
        """Return what became of each garment by style id; those not yet tried are left out."""
        ...

    def order_status(self, order_id: str) -> str:
        """Return where an order stands, as her phone knows it now."""
        ...

    def points(self) -> int:
        """Return her points."""
        ...

    def receipts(self) -> tuple[str, ...]:
        """Return the receipt numbers of what she bought in shops, the newest first."""
        ...

    def screenshot(self, path: Path) -> bool:
        """Save a picture of the page and return True; False where there is no page to picture."""
        ...

    def close(self) -> None:
        """Put the phone away."""
        ...


def orderable(sheet: dict[str, Any], shop_id: str) -> dict[str, Any]:
    """Return the first cell of a style sheet that a shop can promise. Raises ``PhoneTrouble`` when there is none."""
    for cell in sheet["cells"]:
        if cell["stock"].get(shop_id, {}).get("orderable", 0) > 0:
            return dict(cell)
    raise PhoneTrouble(f"{shop_id} can promise no piece of {sheet['id']}")


def find_chromium() -> Browser | None:
    """Return the installed Chromium with its driver, None when either is absent. Never downloads one."""
    chromium = _first("POSAPP_CHROMIUM", ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))
    driver = _first("POSAPP_CHROMEDRIVER", ("chromedriver", "chromium.chromedriver"))
    return Browser(chromium, driver) if chromium and driver else None


def _first(variable: str, names: Sequence[str]) -> Path | None:
    for name in (os.environ.get(variable, ""), *names):
        if name and (found := shutil.which(name)):
            return Path(found)
    return None
