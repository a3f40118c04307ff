"""A mall's payments without a server: a till's line to it is a transport of httpx that calls it in this thread."""

from __future__ import annotations

import httpx

from posapp.domain.errors import Refused
from sync.hub.answers import trouble
from sync.hub.payments.calls import PaymentCalls
from sync.protocol.signing import ANSWER_HEADER


class MallAtHand(httpx.BaseTransport):
    """Hands each request to the mall's payments, as HTTP does."""

    def __init__(self, calls: PaymentCalls) -> None:
        self._calls = calls

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        target = request.url.raw_path.decode("ascii")
        try:
            told = self._calls.answer(target, request.headers, request.read())
        except Refused as refused:
            said = trouble(refused.code, getattr(refused, "status", 409), **refused.values)
            # As a stream, as it comes over a network: the till reads it piece by piece.
            return httpx.Response(
                said.status_code, stream=httpx.ByteStream(bytes(said.body)), headers=dict(said.headers)
            )
        return httpx.Response(200, stream=httpx.ByteStream(told.body), headers={ANSWER_HEADER: told.signature})
