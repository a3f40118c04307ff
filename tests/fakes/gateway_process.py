"""The payment simulator as a real process on a real port, and what a till needs to reach it. It can be killed."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from posapp.domain.clock import DAY, Clock, Millis, SystemClock, local
from posapp.domain.payment_channels import MerchantChannel
from sync.payments.alipay import Alipay
from sync.payments.line import Patience
from sync.payments.merchants import alipay_merchant, wechat_merchant
from sync.payments.wechat import WeChatPay

REPOSITORY = Path(__file__).parents[2]


class GatewayProcess:
    """Start it with ``start()``; keys and orders stay in its folder. ``ahead_ms`` moves its clock and the tills'."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.url = ""
        self.ahead_ms = 0
        self.clock = SameClock(self)
        self._http = httpx.Client(verify=False)  # no secret goes here, and a context for TLS takes its time

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "posapp", "gateway", "--data-dir", str(self._folder), "--port", "0", "--watched"],
            cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        assert said.startswith("listening on "), said
        self.url = said.removeprefix("listening on ").strip()
        self.move_clock(self.ahead_ms)

    def kill(self) -> None:
        """Kill -9, and wait until it is gone."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process = None

    def close(self) -> None:
        """End it for good."""
        self.kill()
        self._http.close()

    def script(self, number: str = "", **told: Any) -> None:
        """Say what an order will meet, or the next one that is paid."""
        self._tell("script", {**({"number": number} if number else {}), **told})

    def move_clock(self, ahead_ms: int) -> None:
        """Put its clock, and the clocks of its tills, so far ahead of the machine's."""
        self.ahead_ms = ahead_ms
        self._tell("clock", {"ahead_ms": ahead_ms})

    def move_to_noon(self, days_ago: int = 0) -> date:
        """Put its clock at noon of a day, where nothing of a test falls on the next one; return the day."""
        now = SystemClock().now()
        noon = local(now - days_ago * DAY).replace(hour=12, minute=0, second=0)
        self.move_clock(int(noon.timestamp() * 1000) - now)
        return noon.date()

    def rotate(self, channel: str, *, retire: bool) -> None:
        """Let a channel sign with a new key."""
        self._tell("rotate", {"channel": channel, "retire": retire})

    def account(self, number: str) -> dict[str, Any]:
        """Return what really became of one order; an empty one where the channel never had it."""
        orders = self._http.get(f"{self.url}/control/ledger", params={"number": number}).json()["orders"]
        assert len(orders) <= 1
        return dict(orders[0]) if orders else {"charged_fen": 0, "kept_fen": 0, "state": ""}

    def settings(self) -> dict[str, dict[str, Any]]:
        """Return what a till is told of its merchant, by channel."""
        found: dict[str, dict[str, Any]] = self._http.get(f"{self.url}/control/merchants").json()
        return found

    def channel(
        self, name: str, *, patience: Patience | None = None, clock: Clock | None = None, **changed: Any
    ) -> MerchantChannel:
        """Return a client of ours for one channel, with settings ``changed`` where a test wants it."""
        told = json.dumps({**self.settings()[name], **changed})
        clock = clock or self.clock
        if name == "wechat":
            return WeChatPay(wechat_merchant(told), clock, patience=patience)
        return Alipay(alipay_merchant(told), clock, patience=patience)

    def _tell(self, what: str, told: dict[str, Any]) -> None:
        self._http.post(f"{self.url}/control/{what}", json=told).raise_for_status()


class SameClock:
    """The clock of a till or a hub that agrees with the gateway's."""

    def __init__(self, gateway: GatewayProcess) -> None:
        self._gateway = gateway

    def now(self) -> Millis:
        return Millis(SystemClock().now() + self._gateway.ahead_ms)


@contextlib.contextmanager
def running_gateway(folder: Path) -> Iterator[GatewayProcess]:
    """Run a gateway for the length of a ``with`` block."""
    gateway = GatewayProcess(folder)
    gateway.start()
    try:
        yield gateway
    finally:
        gateway.close()
