"""The demo chain in one go: its mall with the phone page as a process, and the till in this one.

Data are kept between runs: the second start finds the same shop, the same members, the same takings.
"""

from __future__ import annotations

import shutil
import socket
import sys
from contextlib import ExitStack
from pathlib import Path

import httpx

from posapp.channels import forget, take_at_hub
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.front import TillOptions
from posapp.main import open_till
from posapp.programs import ProgramFailed, running_gateway, running_hub, running_relay

TILL_NO = "01"
MANAGER, MANAGER_PIN = "1001", "246810"
CASHIER, CASHIER_PIN = "1002", "135790"
"""Two of the demo chain's first shop, and their PINs."""

PAYING_CODE = "130000000000000100"
"""Change any digits in the middle for another: each pays once. The last two say what happens (docs/payments.md)."""

OFFICE_MARK = {"x-posapp-office": "1"}


def run_demo(
    folder: Path, *, port: int, reset: bool, language: str | None, theme: str | None, relay: bool = False
) -> int:
    """Serve the demo chain and open its till, with a ``relay`` beside it; return when the window is closed."""
    if reset:
        shutil.rmtree(folder, ignore_errors=True)
    _say(f"正在打开商城 / opening the mall … ({folder})")
    try:
        with ExitStack() as stack:
            hub = stack.enter_context(running_hub(folder / "hub", port=free_port(port), practice_money=True))
            if relay:
                code = relay_code(hub.url, folder / "relay")
                stack.enter_context(running_relay(folder / "relay", hub.url, code))
                _say("门店中继已打开 / the shop's relay runs")
            _say(
                f"顾客手机页 / the customer's phone page:  {hub.url}/phone/\n"
                f"门店后台 / the back office:              {hub.url}/office/\n"
                f"店长 / manager {MANAGER}: PIN {MANAGER_PIN}    收银员 / cashier {CASHIER}: PIN {CASHIER_PIN}"
            )
            # The demo's mall may have had to take another port than last time.
            paths = TillPaths(folder / "till").make()
            take_at_hub(folder / "hub", stack.enter_context(running_gateway(folder / "gateway")))
            forget(paths.folder)  # what an earlier version of the demo told the till itself
            _say(
                f"模拟付款码 / a payment code to try:  {PAYING_CODE} (微信 / WeChat Pay)\n"
                "顾客手机页上也有 / her phone page shows some, too: 会员码 · My code\n"
                "末两位 90 要输密码，92 永不付款 / ending in 90 it wants a password, in 92 it never pays"
            )
            Settings.load(paths.settings).keep(hub_url=hub.url)
            options = TillOptions(
                folder=folder / "till",
                language=language,
                theme=theme,
                hub_url=hub.url,
                pairing_code=pairing_code(hub.url, TILL_NO),
            )
            return open_till(options)
    except ProgramFailed as failure:
        _say(str(failure))
        return 5


def pairing_code(hub_url: str, till_no: str, shop_id: str = "") -> str:
    """Ask the back office for a one-time code, for the first shop unless one is named."""
    with httpx.Client(base_url=hub_url, headers=OFFICE_MARK, trust_env=False, timeout=10) as office:
        if not shop_id:
            shop_id = office.get("/office/api/overview").raise_for_status().json()["shops"][0]["id"]
        asked = office.post("/office/api/codes", json={"shop_id": shop_id, "till_no": till_no})
        code: str = asked.raise_for_status().json()["code"]
        return code


def relay_code(hub_url: str, folder: Path) -> str:
    """Ask the back office for a code that pairs the first shop's relay, empty when ``folder`` holds one already."""
    if folder.exists():
        return ""
    with httpx.Client(base_url=hub_url, headers=OFFICE_MARK, trust_env=False, timeout=10) as office:
        shop_id = office.get("/office/api/overview").raise_for_status().json()["shops"][0]["id"]
        asked = office.post("/office/api/codes", json={"shop_id": shop_id, "role": "relay"})
        code: str = asked.raise_for_status().json()["code"]
        return code


def free_port(wanted: int) -> int:
    """Return the wanted port, or 0 (any) when something listens there already."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return 0
    return wanted


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
