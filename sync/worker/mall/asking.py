"""How the counter asks the mall while a customer waits: one signed message, one answer, a short time-out."""

from __future__ import annotations

from typing import TypeVar

import httpx
import msgspec

from posapp.domain.clock import Clock
from posapp.services.errors import MallUnreachable
from posapp.services.ports import Identity
from sync.protocol.decoding import from_json
from sync.protocol.signing import signed_headers
from sync.worker.errors import MallTrouble
from sync.worker.mall.client import send

A = TypeVar("A", bound=msgspec.Struct)

_PATIENCE_S = 4.0
"""How long a cashier waits for the mall before the till falls back on what it may do alone."""


class Asking:
    """Asks the mall in the till's name; every failure is ``MallUnreachable``, and then the answer is not known."""

    def __init__(self, clock: Clock, *, transport: httpx.BaseTransport | None = None) -> None:
        self._clock = clock
        self._transport = transport

    def post(self, identity: Identity, path: str, message: msgspec.Struct, answer: type[A]) -> A:
        """Send a message and return what the mall answers."""
        body = msgspec.json.encode(message)
        signed = signed_headers(identity.private_key, identity.device, "POST", path, self._clock.now(), body)
        try:
            with httpx.Client(transport=self._transport, headers={"accept-encoding": "zstd"}) as http:
                request = http.build_request(
                    "POST",
                    identity.hub_url.rstrip("/") + path,
                    content=body,
                    headers={"content-type": "application/json", **signed},
                )
                return from_json(send(http, request, _PATIENCE_S), answer)
        except (MallTrouble, httpx.InvalidURL, msgspec.MsgspecError, UnicodeError) as trouble:
            raise MallUnreachable(hub_url=identity.hub_url) from trouble
