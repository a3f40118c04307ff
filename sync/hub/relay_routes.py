"""What relays ask of the hub over HTTP."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.clock import Clock
from sync.hub.answers import answer
from sync.hub.auth import Device
from sync.hub.db.database import Database
from sync.hub.desk import TillDesk
from sync.hub.limits import RateLimit, inflate, read_body
from sync.hub.relays import RelayDesk
from sync.hub.requests import decoded, target_of
from sync.protocol.relay import CarryRequest, RelayReport
from sync.protocol.signing import DEVICE_HEADER


class RelayRoutes:
    """The endpoints of relays over one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._tills = TillDesk(database, clock)
        self._desk = RelayDesk(database, clock, self._tills)
        self._per_relay = RateLimit(clock, per_second=10, burst=100)

    def routes(self) -> list[BaseRoute]:
        """Return the two routes."""
        return [
            Route("/sync/v1/relay", self.report, methods=["POST"]),
            Route("/sync/v1/carry", self.carry, methods=["POST"]),
        ]

    async def report(self, request: Request) -> Response:
        """``POST relay``: where it is and what it holds, against the shop's tills."""
        relay, body = await self._signed(request)
        message = decoded(body, RelayReport)
        return answer(request, await run_in_threadpool(self._desk.report, relay, message))

    async def carry(self, request: Request) -> Response:
        """``POST carry``: pushes that tills left with their relay."""
        relay, body = await self._signed(request)
        message = decoded(body, CarryRequest)
        return answer(request, await run_in_threadpool(self._desk.carry, relay, message))

    async def _signed(self, request: Request) -> tuple[Device, bytes]:
        """Return who signed a request, and its body unpacked."""
        raw = await read_body(request.stream())
        self._per_relay.spend(request.headers.get(DEVICE_HEADER, ""))
        relay = await run_in_threadpool(
            self._tills.authenticate, request.headers, request.method, target_of(request), raw
        )
        return relay, inflate(raw, request.headers.get("content-encoding", ""))
