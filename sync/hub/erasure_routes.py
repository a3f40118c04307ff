"""What tills say of erasures over HTTP: whom a mall from an older backup has back."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.clock import Clock
from sync.hub import erasing
from sync.hub.answers import answer
from sync.hub.auth import Device
from sync.hub.db.database import Database
from sync.hub.desk import TillDesk
from sync.hub.errors import Revoked
from sync.hub.limits import RateLimit, inflate, read_body
from sync.hub.requests import decoded, target_of
from sync.protocol.erasures import ErasedAnswer, ErasedRequest
from sync.protocol.signing import DEVICE_HEADER


class ErasureRoutes:
    """The endpoint over one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._tills = TillDesk(database, clock)
        self._per_device = RateLimit(clock, per_second=1, burst=10)

    def routes(self) -> list[BaseRoute]:
        """Return the one route."""
        return [Route("/sync/v1/erased", self.erased, methods=["POST"])]

    async def erased(self, request: Request) -> Response:
        """``POST erased``: the chain said that these members were erased."""
        raw = await read_body(request.stream())
        self._per_device.spend(request.headers.get(DEVICE_HEADER, ""))

        def work() -> ErasedAnswer:
            device = self._tills.authenticate(request.headers, request.method, target_of(request), raw)
            message = decoded(inflate(raw, request.headers.get("content-encoding", "")), ErasedRequest)
            return self._again(device, message)

        return answer(request, await run_in_threadpool(work))

    def _again(self, device: Device, message: ErasedRequest) -> ErasedAnswer:
        if device.status == "revoked":
            raise Revoked()
        with self._database.writing() as conn:
            count = erasing.again(conn, self._clock, device, message.members)
        return ErasedAnswer(again=count, server_ms=self._clock.now())
