"""How the hub's web server listens: lean headers, long-lived connections, no patience with callers that dawdle."""

from __future__ import annotations

import asyncio

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

LONGEST_HEAD_S = 20
"""How long a request's first lines may take to arrive. A caller that sends one byte a minute holds a connection no
longer than this; the body has a limit of its own (``limits``)."""

IDLE_S = 75
"""How long a connection is kept without a request: a till that sells every minute needs no new one for each sale."""

LONGEST_HEAD_BYTES = 32 * 1024


def configured(app: Starlette, host: str, port: int, *, graceful_s: int = 2) -> uvicorn.Config:
    """Return the web server's settings. ``graceful_s`` is how long it waits for requests when it is stopped."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=HurriedProtocol,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=graceful_s,
        h11_max_incomplete_event_size=LONGEST_HEAD_BYTES,
    )


class HurriedProtocol(H11Protocol):
    """Hangs up on a connection whose next request has begun, or was never begun, and does not get past its head."""

    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to count."""
        super().connection_made(transport)
        self._count()

    def data_received(self, data: bytes) -> None:
        """Count on until a head is complete."""
        super().data_received(data)
        is_served = self.cycle is not None and not self.cycle.response_complete
        if is_served:
            self._stop_counting()
        elif self._giving_up is None:
            self._count()

    def on_response_complete(self) -> None:
        """Count again when the next request has already begun."""
        super().on_response_complete()
        is_served = self.cycle is not None and not self.cycle.response_complete
        if not is_served and self.conn.trailing_data[0] and self._giving_up is None:
            self._count()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting."""
        self._stop_counting()
        super().connection_lost(exc)

    def _count(self) -> None:
        self._giving_up = self.loop.call_later(LONGEST_HEAD_S, self._give_up)

    def _stop_counting(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    def _give_up(self) -> None:
        self._giving_up = None
        is_served = self.cycle is not None and not self.cycle.response_complete
        if not is_served and not self.transport.is_closing():
            self.transport.close()
