"""The phone as the customer holds it: the hub's phone page in a real Chromium at phone size."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver import ChromeOptions
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from posapp.domain.clock import local
from posapp.tour.chromium import opened, unseen
from posapp.tour.phone import Booked, Browser, Ordered, PhoneTrouble, find_chromium, orderable

T = TypeVar("T")

WIDTH, HEIGHT, PIXEL_RATIO = 390, 844, 2
_PATIENCE_S = 15.0
_LOOK_AGAIN_S = 0.05
_CODE_DIGITS = 190
_LONGEST_MOTION_S = 1.0
_SETTLED = """
    const pictures = [...document.images].filter((one) => one.getBoundingClientRect().top < innerHeight);
    const still = document.getAnimations().every((one) => one.playState !== "running");
    const written = document.fonts.status === "loaded";
    return still && written && pictures.every((one) => one.complete);
"""


class PhonePage:
    """The phone page in Chromium. Clicks what a thumb would tap and reads what the page shows.

    ``hub_url`` is the hub's, such as http://host:8460. Raises ``PhoneTrouble`` with what the page shows when something
    does not appear in time.
    """

    def __init__(
        self,
        hub_url: str,
        *,
        browser: Browser | None = None,
        language: Literal["zh", "en"] = "zh",
        theme: Literal["light", "dark"] = "light",
    ) -> None:
        found = browser or find_chromium()
        if found is None:
            raise PhoneTrouble("no Chromium with its driver on this machine")
        self._last_digits = ""
        self._url = f"{hub_url.rstrip('/')}/phone/"
        self.driver = opened(found, _options())
        self.driver.set_page_load_timeout(_PATIENCE_S)
        self.driver.get(self._url)
        self.remember("phone.language", language)
        self.remember("phone.theme", theme)
        self.driver.get(self._url)
        self.see("#personas [data-member]")

    # --- the story ---------------------------------------------------------------------------------------------------

    def sign_in(self, name: str) -> str:
        """Sign in as the demo member with this name, last four digits or id; whoever was signed in is signed out."""
        self._until(self._sign_out, "somebody to be signed out")
        self.see("#personas [data-member]")
        if len(name) == 4 and name.isdigit():
            self.see("#last-four").send_keys(name)
            self._until(lambda: len(self._all("#personas > *")) == 1, f"one member with {name}")
            face = self.see("#personas [data-member]")
        else:
            faces = self._all("#personas [data-member]")
            named = [
                face
                for face in faces
                if name in (face.get_attribute("data-member"), face.get_attribute("data-name"), _name_zh(face))
            ]
            if not named:
                raise PhoneTrouble(f"no demo member is called {name}")
            face = named[0]
        member_id = str(face.get_attribute("data-member"))
        self._tap(face)
        self.see("#member-code svg")
        return member_id

    def member_code_digits(self) -> str:
        """Show a member code that was not returned before and return its 190 digits: a till takes each only once."""
        self.open("code")
        self.see("#member-code svg")
        shown = self._until(self._digits_of("#member-code"), "a member code")
        if shown == self._last_digits and not self.is_offline():
            self.tap("#member-code")
            shown = self._until(lambda: self._other_than(shown), "a new member code")
        self._last_digits = shown
        return shown

    def member_code_png(self, path: Path) -> Path:
        """Save the real page while it shows the member code."""
        self.member_code_digits()
        self.screenshot(path)
        return path

    def wish(self, style_id: str) -> None:
        """Put a style on her wish list by its heart."""
        self.open(f"style/{style_id}")
        heart = self.see(f".stage [data-wish='{style_id}']")
        if heart.get_attribute("aria-pressed") != "true":
            self._tap(heart)
        self._until(lambda: style_id in [wish["id"] for wish in self._mine()["wishes"]], "the wish on her list")

    def book(self, shop_id: str, style_ids: Sequence[str], starts_ms: int | None = None) -> Booked:
        """Book a try-on in "my size"; without a time, the first free one from today on."""
        self._forget_draft()
        for style_id in style_ids:
            self.open(f"style/{style_id}")
            self.tap("#book")
            self.see(f"#garments [data-style='{style_id}']")
        for row in self._all("#garments [data-style]"):
            if row.get_attribute("data-style") not in style_ids:
                self._tap(row.find_element(By.CSS_SELECTOR, ".drop"))
        self.tap(f"[data-shop='{shop_id}']")
        self._choose_slot(starts_ms)
        self.tap("#confirm-booking:not(:disabled)")
        digits = self._ticket_digits()
        return Booked(self._shown_id(), self._typed_code(), digits)

    def order(self, shop_id: str, style_ids: Sequence[str]) -> Ordered:
        """Order one piece of each style for pickup, in the first colour and size that the shop can promise."""
        self.remember("phone.bag", "[]")
        for style_id in style_ids:
            self._to_bag(style_id, shop_id)
        self.open("bag")
        self.tap(f"#pickup-shops [data-shop='{shop_id}']:not(:disabled)")
        self.tap("#pay:not(:disabled)")
        digits = self._ticket_digits()
        return Ordered(self._shown_id(), self._typed_code(), digits)

    def ask_in_room(self) -> bool:
        """Ask from her fitting room for another size of a piece there; False when none hangs in the shop."""
        self.open("room")
        self.see("#room-pieces [data-piece]")
        self.settle()
        if not self._all("[data-ask]"):
            return False
        self.tap("[data-ask]")
        self.see("#asks [data-piece]")
        return True

    def booking_status(self, booking_id: str) -> str:
        """Return where a booking stands, as its view shows it now."""
        self.open(f"booking/{booking_id}")
        return self._attribute("#ticket [data-status]", "data-status")

    def verdicts(self, booking_id: str) -> dict[str, str]:
        """Return what became of each garment by style id."""
        self.open(f"booking/{booking_id}")
        self.see("#ticket #garments")
        styles = self._attributes("#ticket #garments [data-verdict]", "data-style")
        verdicts = self._attributes("#ticket #garments [data-verdict]", "data-verdict")
        return {style_id: verdict for style_id, verdict in zip(styles, verdicts, strict=False) if verdict}

    def order_status(self, order_id: str) -> str:
        """Return where an order stands, as her list of orders shows it now."""
        self.open("orders")
        return self._attribute(f"[data-order='{order_id}'] [data-status]", "data-status")

    def points(self) -> int:
        """Return her points as the page shows them."""
        self.open("mine")
        return int(re.sub(r"\D", "", self._until(self._points_line, "her points")))

    def receipts(self) -> tuple[str, ...]:
        """Return the receipt numbers of what she bought in shops, the newest first."""
        self.open("purchases")
        return tuple(number for number in self._attributes("[data-receipt]", "data-receipt") if number)

    def screenshot(self, path: Path) -> bool:
        """Save a picture of the page as the phone shows it, once nothing moves any more."""
        self.settle()
        path.write_bytes(self.driver.get_screenshot_as_png())
        return True

    def close(self) -> None:
        """End the browser."""
        self.driver.quit()

    # --- around the story --------------------------------------------------------------------------------------------

    def open(self, address: str) -> None:
        """Go to a view: ``shop``, ``wishes``, ``code``, ``bag``, ``mine``, ``style/ID``, ``book``, ``booking/ID``…"""
        self.driver.execute_script("location.hash = arguments[0]", f"#/{address}")
        drawn = "return document.getElementById('view').dataset.address === arguments[0]"
        self._until(lambda: self.driver.execute_script(drawn, f"#/{address}"), f"the view {address}")

    def remember(self, key: str, value: str) -> None:
        """Set what the page remembers between visits, such as ``phone.language``; holds from the next load on."""
        self.driver.execute_script("localStorage.setItem(arguments[0], arguments[1])", key, value)

    def reload(self) -> None:
        """Load the page anew, as after closing and opening it."""
        self.driver.refresh()
        self.see("#head h1")

    def settle(self) -> None:
        """Wait until the view has loaded and nothing moves any more, a moment at most for the latter."""
        self._until(lambda: self._all("#view > *") and not self._all("#view .bone"), "the page to load")
        deadline = time.monotonic() + _LONGEST_MOTION_S
        while not self.driver.execute_script(_SETTLED) and time.monotonic() < deadline:
            time.sleep(_LOOK_AGAIN_S)

    def see(self, selector: str) -> WebElement:
        """Return the part that a CSS selector names, once it is shown."""

        def look() -> WebElement | None:
            try:
                found = self.driver.find_element(By.CSS_SELECTOR, selector)
            except NoSuchElementException:
                return None
            return found if found.is_displayed() else None

        return self._until(look, selector)

    def tap(self, selector: str) -> None:
        """Tap the part that a CSS selector names, once it is shown; drawn anew meanwhile, it is looked for again."""
        self._until(lambda: self._tap(self.see(selector)), selector)

    def is_offline(self) -> bool:
        """Tell whether the page says that it cannot reach the mall."""
        return self.driver.find_element(By.ID, "banner").is_displayed()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _sign_out(self) -> bool:
        """Sign out whoever is signed in; False when the page was drawn anew under the thumb, which hit another part."""
        if self._kept("phone.session"):
            self.open("mine")
            self.tap("#sign-out")
        return not self._kept("phone.session")

    def _to_bag(self, style_id: str, shop_id: str) -> None:
        cell = orderable(self._fetch(f"api/styles/{style_id}"), shop_id)
        self.open(f"style/{style_id}")
        self.see(f".stage [data-wish='{style_id}']")
        self.tap(f"[data-colour='{cell['colour']}']")
        self.tap(f"[data-size='{cell['size']}']")
        self.tap("#to-bag")
        self._until(lambda: cell["variant_id"] in self._kept("phone.bag"), "the piece in the bag")

    def _choose_slot(self, starts_ms: int | None) -> None:
        """Tap the slot, or the first free one: today's, else tomorrow's and so on."""
        days = [str(day.get_attribute("data-day")) for day in self._all("[data-day]")]
        if starts_ms is not None:
            days = [local(starts_ms).date().isoformat()]
        wanted = "[data-slot]" if starts_ms is None else f"[data-slot='{starts_ms}']"
        for day in days:
            self.tap(f"[data-day='{day}']")
            self._until(lambda: self._all("#slots [data-slot]") or self._all("#slots p"), "the day's times")
            if free := self._all(f"#slots {wanted}:not(:disabled)"):
                self._tap(free[0])
                return
        raise PhoneTrouble("no free fitting room")

    def _forget_draft(self) -> None:
        """Load the page anew: a booking half filled in lives only as long as the page."""
        self.open("shop")
        self.reload()

    def _ticket_digits(self) -> str:
        self.see("#ticket-code svg")
        return self._until(self._digits_of("#ticket-code"), "the ticket's code")

    def _shown_id(self) -> str:
        address: str = self.driver.execute_script("return decodeURIComponent(location.hash)")
        return address.rpartition("/")[2]

    def _typed_code(self) -> str:
        return re.sub(r"\D", "", self.see("#typed-code").text)

    def _other_than(self, digits: str) -> str:
        shown = self._digits_of("#member-code")()
        return "" if shown == digits else shown

    def _digits_of(self, selector: str) -> Callable[[], str]:
        def read() -> str:
            digits = self.driver.find_element(By.CSS_SELECTOR, selector).get_attribute("data-digits") or ""
            return digits if len(digits) == _CODE_DIGITS else ""

        return read

    def _kept(self, key: str) -> str:
        return str(self.driver.execute_script("return localStorage.getItem(arguments[0]) ?? ''", key))

    def _mine(self) -> dict[str, Any]:
        """Return what the page knows of her."""
        return dict(json.loads(self._kept("phone.mine")))

    def _fetch(self, address: str) -> dict[str, Any]:
        script = "fetch(arguments[0]).then((answer) => answer.json()).then(arguments[1], () => arguments[1](null))"
        found = self.driver.execute_async_script(script, address)
        if not isinstance(found, dict):
            raise PhoneTrouble(f"no answer from {address}")
        return found

    def _all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def _points_line(self) -> str:
        lines = self.see("#points").text.splitlines()
        return lines[0] if lines else ""

    def _attributes(self, selector: str, name: str) -> list[str]:
        """Return an attribute of all that match, read in one look: the page may draw itself anew at any moment."""
        script = "return [...document.querySelectorAll(arguments[0])].map((e) => e.getAttribute(arguments[1]) ?? '')"
        return [str(value) for value in self.driver.execute_script(script, selector, name)]

    def _attribute(self, selector: str, name: str) -> str:
        """Wait for a part and return one attribute of the first."""
        return self._until(lambda: self._attributes(selector, name), selector)[0]

    def _tap(self, target: WebElement) -> bool:
        """Bring a part into the middle of the screen and click it, once nothing lies over it; return True.

        Raises ``StaleElementReferenceException`` when the page drew itself anew before that.
        """
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", target)
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                target.click()
            except ElementClickInterceptedException:
                if time.monotonic() > deadline:
                    raise PhoneTrouble("something lies over the part to tap") from None
                time.sleep(_LOOK_AGAIN_S)
            else:
                return True

    def _until(self, look: Callable[[], T | None], wanted: str) -> T:
        """Look until something is there, or raise with what the page shows instead."""
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                found = look()
            except StaleElementReferenceException:
                found = None  # drawn anew while we looked
            if found:
                return found
            if time.monotonic() > deadline:
                shown = self.driver.find_element(By.TAG_NAME, "body").text
                raise PhoneTrouble(f"waited for {wanted}; the phone shows: {shown[:400]}")
            time.sleep(_LOOK_AGAIN_S)


def _name_zh(face: WebElement) -> str:
    return str(face.get_attribute("data-name-zh"))


def _options() -> ChromeOptions:
    options = unseen(WIDTH, HEIGHT)
    options.add_experimental_option(
        "mobileEmulation",
        {"deviceMetrics": {"width": WIDTH, "height": HEIGHT, "pixelRatio": PIXEL_RATIO, "touch": True}},
    )
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return options
