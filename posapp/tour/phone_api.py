"""The phone where there is no browser: the page's own API, and a drawn picture of the code for the camera."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import qrcode
from qrcode.constants import ERROR_CORRECT_M

from posapp.domain.clock import DAY, local
from posapp.tour.phone import Booked, Ordered, PhoneTrouble, orderable

_DAYS_AHEAD = 7
_MODULE_PIXELS = 8
_QUIET_MODULES = 4
_PATIENCE_S = 10.0


class PhoneApi:
    """Acts on the mall as the phone page does, without a page. ``hub_url`` is the hub's, such as http://host:8460."""

    def __init__(self, hub_url: str) -> None:
        self._http = httpx.Client(base_url=f"{hub_url.rstrip('/')}/phone/api/", timeout=_PATIENCE_S, trust_env=False)

    def sign_in(self, name: str) -> str:
        """Sign in as the demo member with this name, last four digits or id; return her member id."""
        is_last4 = len(name) == 4 and name.isdigit()
        found = self._ask("GET", "members", params={"last4": name} if is_last4 else {})["members"]
        for member in found:
            if is_last4 or name in (member["id"], member["name"]["zh"], member["name"]["en"]):
                token = self._ask("POST", "sign-in", json={"member_id": member["id"]})["token"]
                self._http.headers["authorization"] = f"Bearer {token}"
                return str(member["id"])
        raise PhoneTrouble(f"no demo member is called {name}")

    def member_code_digits(self) -> str:
        """Return the 190 digits of her code of now."""
        return str(self._ask("GET", "codes")["codes"][0]["digits"])

    def member_code_png(self, path: Path) -> Path:
        """Draw her code of now as a camera would see it on a phone."""
        code = qrcode.QRCode(
            version=5, error_correction=ERROR_CORRECT_M, box_size=_MODULE_PIXELS, border=_QUIET_MODULES
        )
        code.add_data(self.member_code_digits())
        code.make(fit=True)
        with path.open("wb") as file:
            code.make_image().save(file)
        return path

    def wish(self, style_id: str) -> None:
        """Put a style on her wish list."""
        self._ask("PUT", f"wishes/{style_id}")

    def book(self, shop_id: str, style_ids: Sequence[str], starts_ms: int | None = None) -> Booked:
        """Book a try-on in "my size"; without a time, the first free one from today on."""
        booking = self._ask(
            "POST",
            "bookings",
            json={
                "shop_id": shop_id,
                "starts_ms": starts_ms if starts_ms is not None else self._first_free(shop_id),
                "garments": [{"style_id": style_id} for style_id in style_ids],
            },
        )
        digits = self._ask("GET", f"bookings/{booking['id']}/code")["digits"]
        return Booked(booking["id"], booking["code"], digits)

    def call_off(self, booking_id: str) -> None:
        """Call a booking off."""
        self._ask("DELETE", f"bookings/{booking_id}")

    def free_slots(self, shop_id: str, day: date) -> tuple[int, ...]:
        """Return when the slots of a day begin for which the mall may still promise a room."""
        slots = self._ask("GET", "slots", params={"shop": shop_id, "day": day.isoformat()})["slots"]
        return tuple(int(slot["starts_ms"]) for slot in slots if slot["free"] > 0)

    def order(self, shop_id: str, style_ids: Sequence[str]) -> Ordered:
        """Order one piece of each style for pickup, in the first colour and size that the shop can promise."""
        cells = [orderable(self._ask("GET", f"styles/{style_id}"), shop_id) for style_id in style_ids]
        lines = [{"variant_id": cell["variant_id"], "quantity": 1} for cell in cells]
        order = self._ask("POST", "orders", json={"shop_id": shop_id, "lines": lines})
        digits = self._ask("GET", f"orders/{order['id']}/code")["digits"]
        return Ordered(order["id"], order["code"], digits)

    def ask_in_room(self) -> bool:
        """Ask from her fitting room for another size of a piece there; False when none hangs in the shop."""
        room = self._room()
        there = {piece["variant_id"] for piece in (*room["pieces"], *room["asks"])}
        for piece in room["pieces"]:
            cells = self._ask("GET", f"styles/{piece['style_id']}")["cells"]
            colour = next(cell["colour"] for cell in cells if cell["variant_id"] == piece["variant_id"])
            for cell in cells:
                is_here = cell["stock"].get(room["shop_id"], {}).get("here", 0) > 0
                if is_here and cell["colour"] == colour and cell["variant_id"] not in there:
                    self._ask("POST", "room/asks", json={"variant_id": cell["variant_id"]})
                    return True
        return False

    def booking_status(self, booking_id: str) -> str:
        """Return where a booking stands."""
        return str(self._one("bookings", booking_id)["status"])

    def verdicts(self, booking_id: str) -> dict[str, str]:
        """Return what became of each garment by style id."""
        garments = self._one("bookings", booking_id)["garments"]
        return {garment["style_id"]: garment["verdict"] for garment in garments if garment["verdict"]}

    def order_status(self, order_id: str) -> str:
        """Return where an order stands."""
        return str(self._one("orders", order_id)["status"])

    def points(self) -> int:
        """Return her points."""
        return int(self._ask("GET", "mine")["member"]["points"])

    def stored_fen(self) -> int:
        """Return what is stored on her account, in fen."""
        return int(self._ask("GET", "mine")["member"]["stored_fen"])

    def receipts(self) -> tuple[str, ...]:
        """Return the receipt numbers of what she bought in shops, the newest first."""
        purchases = self._ask("GET", "mine")["purchases"]
        return tuple(purchase["receipt_no"] for purchase in purchases if purchase["receipt_no"])

    def screenshot(self, path: Path) -> bool:
        """Return False: there is no page to picture."""
        return False

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _one(self, kind: str, wanted: str) -> dict[str, Any]:
        for item in self._ask("GET", "mine")[kind]:
            if item["id"] == wanted:
                return dict(item)
        raise PhoneTrouble(f"{wanted} is not among her {kind}")

    def _first_free(self, shop_id: str) -> int:
        now = self._ask("GET", "chain")["server_ms"]
        for ahead in range(_DAYS_AHEAD):
            for starts_ms in self.free_slots(shop_id, local(now + ahead * DAY).date()):
                return starts_ms
        raise PhoneTrouble(f"no free fitting room in {shop_id} this week")

    def _room(self) -> dict[str, Any]:
        """Return the room she is in, once the mall has heard of it from the till."""
        end = time.monotonic() + _PATIENCE_S
        while not (room := self._ask("GET", "mine")["room"]):
            if time.monotonic() > end:
                raise PhoneTrouble("the mall does not know that she is in a fitting room")
            time.sleep(0.1)
        return dict(room)

    def _ask(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        try:
            answer = self._http.request(method, path, **more)
        except httpx.TransportError as trouble:
            raise PhoneTrouble(f"the mall cannot be reached: {trouble}") from trouble
        if answer.is_error:
            raise PhoneTrouble(f"{method} {path}: {answer.status_code} {answer.text}")
        return dict(answer.json())
