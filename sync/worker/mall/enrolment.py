"""Pairing: the till trades a one-time code for an identity. The only request without a signature."""

from __future__ import annotations

import httpx
import msgspec

from posapp.services.errors import MallUnreachable, PairingRefused
from sync.protocol.decoding import from_json
from sync.protocol.wire import EnrolAnswer, EnrolRequest
from sync.worker.errors import MallTrouble
from sync.worker.mall.client import READ_S, send


class EnrolmentDesk:
    """Keeps the promise of ``posapp.services.ports.Mall``."""

    def __init__(self, *, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport

    def enrol(self, hub_url: str, code: str, public_key: str, program: str) -> EnrolAnswer:
        """Trade a one-time code for an identity. Raises ``MallUnreachable`` or ``PairingRefused``."""
        message = EnrolRequest(code=code, public_key=public_key, program=program)
        try:
            with httpx.Client(transport=self._transport, headers={"accept-encoding": "zstd"}) as http:
                request = http.build_request(
                    "POST",
                    hub_url.rstrip("/") + "/sync/v1/enrol",
                    content=msgspec.json.encode(message),
                    headers={"content-type": "application/json"},
                )
                content = send(http, request, READ_S)
            return from_json(content, EnrolAnswer)
        except MallTrouble as trouble:
            if trouble.said == PairingRefused.code:
                raise PairingRefused(reason=trouble.reason) from trouble
            raise MallUnreachable(hub_url=hub_url) from trouble
        except (httpx.InvalidURL, msgspec.MsgspecError, UnicodeError) as not_a_mall:
            raise MallUnreachable(hub_url=hub_url) from not_a_mall
