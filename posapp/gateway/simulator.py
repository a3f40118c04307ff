"""The simulator without a socket: who is asked, what the order will meet, and the control address."""

from __future__ import annotations

import json
import threading
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from posapp.domain.clock import Clock, Millis, SystemClock
from posapp.gateway import alipay, wechat
from posapp.gateway.alipay import AlipaySide
from posapp.gateway.keys import KeyRing
from posapp.gateway.orders import OrderBook
from posapp.gateway.scripts import BadScript, Script, script_of, script_of_code
from posapp.gateway.wechat import WeChatSide
from posapp.gateway.wire import Answer, Call


class MovableClock:
    """A clock that the control address puts ahead."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.ahead_ms = 0

    def now(self) -> Millis:
        """Return this instant, as far ahead as was told."""
        return Millis(self._clock.now() + self.ahead_ms)


class Simulator:
    """Both channels with one book. Safe to use from several threads. Without a folder it forgets all at its end."""

    def __init__(self, folder: Path | None = None, clock: Clock | None = None) -> None:
        self.clock = MovableClock(clock or SystemClock())
        self.keys = KeyRing(folder)
        self.book = OrderBook(self.clock, folder)
        self._scripts: dict[tuple[str, str], Script] = {}
        self._next: deque[Script] = deque()
        self._lock = threading.Lock()
        self._wechat = WeChatSide(self.clock, self.keys, self.book)
        self._alipay = AlipaySide(self.clock, self.keys, self.book)

    def answer(self, call: Call, base_url: str) -> Answer:
        """Answer one request; ``base_url`` is how its sender reached us."""
        path = urlsplit(call.target).path
        with self._lock:
            self.book.settle()
            if path.startswith("/v3/"):
                script = self._script("wechat", wechat.number_in(call, self.book), wechat.code_in(call))
                return self._wechat.answer(call, script, base_url)
            if path in ("/gateway.do", "/alipay-bill"):
                script = self._script("alipay", alipay.number_in(call), alipay.code_in(call))
                return self._alipay.answer(call, script, base_url)
            if path.startswith("/control/"):
                return self._control(call, path.removeprefix("/control/"), base_url)
        return _plain(404, {"error": "no such address"})

    def script(self, told: dict[str, object]) -> None:
        """Let an order, or the next one that is paid, meet faults. Raises ``BadScript``."""
        script = script_of(told)
        number = str(told.get("number", ""))
        if number:
            for channel in (str(told["channel"]),) if "channel" in told else ("wechat", "alipay"):
                self._scripts[channel, number] = script
        else:
            self._next.append(script)

    def forget(self) -> None:
        """Forget all orders and all that was to be met; for runs of many thousand sales, each with books of its own."""
        with self._lock:
            self._scripts.clear()
            self._next.clear()
            self.book.forget()

    def _script(self, channel: str, number: str, code: str) -> Script:
        known = self._scripts.get((channel, number))
        if known is None and code and self._next:
            known = self._next.popleft()
        if known is None:
            known = script_of_code(code)
        if not known.buyer:
            known.buyer = script_of_code(code).buyer
        if number:
            self._scripts[channel, number] = known
        return known

    def _control(self, call: Call, what: str, base_url: str) -> Answer:
        try:
            told = json.loads(call.body) if call.body else {}
        except ValueError:
            return _plain(400, {"error": "no JSON"})
        if not isinstance(told, dict):
            return _plain(400, {"error": "no JSON object"})
        if what == "ledger":
            query = {name: values[0] for name, values in parse_qs(urlsplit(call.target).query).items()}
            return _plain(200, self.book.account(query.get("channel", ""), query.get("number", "")))
        if what == "merchants":
            return _plain(200, self.keys.settings(base_url))
        if what == "script" and call.method == "POST":
            try:
                self.script(told)
            except BadScript as wrong:
                return _plain(400, {"error": str(wrong)})
            return _plain(200, {})
        if what == "clock" and call.method == "POST":
            self.clock.ahead_ms = int(told.get("ahead_ms", 0))
            return _plain(200, {"now_ms": self.clock.now()})
        if what == "rotate" and call.method == "POST" and told.get("channel") in ("wechat", "alipay"):
            self.keys.rotate(str(told["channel"]), retire=bool(told.get("retire")))
            return _plain(200, self.keys.settings(base_url))
        return _plain(404, {"error": "ledger, merchants, script, clock, rotate"})


def _plain(status: int, fields: dict[str, Any]) -> Answer:
    body = json.dumps(fields, ensure_ascii=False).encode()
    return Answer(status, {"content-type": "application/json; charset=utf-8"}, body)
