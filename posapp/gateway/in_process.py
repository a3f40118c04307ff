"""The simulator as a transport of httpx, for runs of many thousand sales that want no sockets and no waiting."""

from __future__ import annotations

import httpx

from posapp.gateway.simulator import Simulator
from posapp.gateway.wire import Call


class InProcess(httpx.BaseTransport):
    """Hands each request to a simulator in this process; what would hang times out at once."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        target = request.url.raw_path.decode("ascii")
        call = Call(request.method, target, headers, request.read())
        answer = self._simulator.answer(call, f"{request.url.scheme}://{request.url.netloc.decode('ascii')}")
        if answer.delivery in ("hang", "drip"):
            raise httpx.ReadTimeout("the answer does not come in time", request=request)
        if answer.delivery:
            raise httpx.RemoteProtocolError("the connection ends without an answer", request=request)
        return httpx.Response(
            answer.status, headers=dict(answer.headers), stream=httpx.ByteStream(answer.body), request=request
        )
