"""What the tour plays on: a real hub process, a real till window with its worker, the customer's phone, an album."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QApplication

from posapp.demo import TILL_NO, pairing_code
from posapp.domain.text import Language
from posapp.front import TillOptions
from posapp.programs import HubProgram, environment
from posapp.till import Till, open_at_once
from posapp.tour.hand import Hand, NotSeen
from posapp.tour.office_page import OfficePage
from posapp.tour.phone import Booked, Ordered, Phone, find_chromium
from posapp.tour.phone_api import PhoneApi
from posapp.tour.phone_page import PhonePage


@dataclass(slots=True)
class Notes:
    """What one step leaves for the later ones."""

    member_id: str = ""
    shop_id: str = ""
    booking: Booked | None = None
    order: Ordered | None = None
    later_booking: Booked | None = None
    later_order: Ordered | None = None
    later_code: str = ""
    points_before: int = 0
    receipts: list[str] = field(default_factory=list)
    booking_seconds: float = 0.0
    proof: str = "not reached"


class Stage:
    """Holds everything up, and takes it down."""

    def __init__(
        self,
        application: QApplication,
        data: Path,
        album: Path,
        *,
        language: Language,
        theme: str,
        size: tuple[int, int],
        with_browser: bool,
    ) -> None:
        self.album = album
        self.language = language
        self.notes = Notes()
        self.pictures: list[Path] = []
        self._application = application
        self._data = data
        self._theme = theme
        self._size = size
        self._with_browser = with_browser
        self._hand: Hand | None = None
        self._phone: Phone | None = None
        self.hub = HubProgram(data / "hub")

    # --- the till -----------------------------------------------------------------------------------------------------

    @property
    def hand(self) -> Hand:
        """The hand at the open till."""
        if self._hand is None:
            raise NotSeen("no till is open")
        return self._hand

    @property
    def till(self) -> Till:
        """The open till."""
        return self.hand.till

    @property
    def till_folder(self) -> Path:
        """The till's data folder."""
        return self._data / "till"

    def open_till(self) -> Hand:
        """Open the till's window and let its worker start."""
        options = TillOptions(self.till_folder, self.language, self._theme, hub_url=self.hub.url)
        till = open_at_once(self._application, options)
        self._hand = Hand(till)
        till.show(self._size)
        till.stay_open()
        return self._hand

    def close_till(self) -> None:
        """Close the window as a person would."""
        if self._hand is not None:
            self._hand.till.close()
            self._hand = None

    def start_till_elsewhere(self, *arguments: str) -> subprocess.Popen[str]:
        """Open the same till in a process of its own, which begins a sale and then waits to be killed."""
        return subprocess.Popen(
            [sys.executable, "-m", "posapp.tour.half_a_sale", str(self.till_folder), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**environment(), "QT_QPA_PLATFORM": "offscreen"},
        )

    def new_pairing_code(self) -> str:
        """Ask the back office for a pairing code."""
        return pairing_code(self.hub.url, TILL_NO)

    # --- the phone ----------------------------------------------------------------------------------------------------

    @property
    def phone(self) -> Phone:
        """The customer's phone, in Chromium where it is installed, else through the page's own interface."""
        if self._phone is None:
            browser = find_chromium() if self._with_browser else None
            self._phone = (
                PhoneApi(self.hub.url)
                if browser is None
                else PhonePage(self.hub.url, browser=browser, language=self.language)
            )
        return self._phone

    @property
    def phone_is_a_page(self) -> bool:
        """Tell whether the phone is a real browser."""
        return isinstance(self._phone, PhonePage)

    # --- the album ----------------------------------------------------------------------------------------------------

    def picture(self, name: str) -> None:
        """Keep a picture of the window."""
        path = self._next_path(name)
        self.hand.picture(path)
        self.pictures.append(path)

    def phone_picture(self, name: str) -> None:
        """Keep a picture of the phone, where there is one to see."""
        path = self._next_path(f"phone-{name}")
        if self.phone.screenshot(path):
            self.pictures.append(path)

    def office_picture(self, name: str, page: OfficePage) -> None:
        """Keep a picture of the back office."""
        path = self._next_path(f"office-{name}")
        page.screenshot(path)
        self.pictures.append(path)

    def _next_path(self, name: str) -> Path:
        return self.album / f"{len(self.pictures) + 1:02d}-{name}.png"

    def close(self) -> None:
        """Take everything down, whatever state it is in."""
        with contextlib.suppress(NotSeen):
            self.close_till()
        if self._phone is not None:
            self._phone.close()
        self.hub.stop()


def seconds_since(start: float) -> float:
    """Return the seconds since a ``time.monotonic()``."""
    return round(time.monotonic() - start, 2)
