"""The simulator as a program: HTTP on a port of this machine, and answers that do not arrive as they should."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from asyncio import BaseTransport, Transport
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from posapp.gateway.simulator import Simulator
from posapp.gateway.wire import Answer, Call

HANGS_FOR_S = 60.0
DRIPS_EVERY_S = 0.2

Peer = tuple[str, int]


def serve(host: str, port: int, folder: Path, *, watched: bool = False) -> None:
    """Serve until stopped; prints ``listening on http://host:port`` when ready. Port 0 takes any.

    ``watched`` means that whoever started us holds our standard input: when it ends, so do we.
    """
    connections: dict[Peer, Transport] = {}

    class Cuttable(H11Protocol):
        """Connections that can be cut in the middle of an answer."""

        def connection_made(self, transport: BaseTransport) -> None:
            assert isinstance(transport, Transport)
            self._peer = _peer(transport.get_extra_info("peername"))
            connections[self._peer] = transport
            super().connection_made(transport)

        def connection_lost(self, exc: Exception | None) -> None:
            connections.pop(self._peer, None)
            super().connection_lost(exc)

    app = GatewayApp(Simulator(folder), connections)
    server = _Announcing(
        uvicorn.Config(
            app, host=host, port=port, http=Cuttable, ws="none", lifespan="off", log_level="critical",
            access_log=False, timeout_graceful_shutdown=1,
        )
    )  # fmt: skip
    if watched:
        threading.Thread(target=_end_with_parent, args=(server,), name="watch-parent", daemon=True).start()
    server.run()


class GatewayApp:
    """The simulator as an ASGI application."""

    def __init__(self, simulator: Simulator, connections: dict[Peer, Transport]) -> None:
        self._simulator = simulator
        self._connections = connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        body = b""
        while True:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        query = scope["query_string"].decode("latin-1")
        target = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        call = Call(scope["method"], target, headers, body)
        answer = self._simulator.answer(call, f"http://{headers.get('host', '')}")
        transport = self._connections.get(_peer(scope["client"]))
        if answer.delivery == "lost":
            await _cut(transport, receive)
            return
        if answer.delivery == "hang":
            await asyncio.sleep(HANGS_FOR_S)
        await _begin(answer, send)
        if answer.delivery == "half":
            half = answer.body[: len(answer.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            await _cut(transport, receive)
            return
        if answer.delivery == "drip":
            for i in range(len(answer.body)):
                await send({"type": "http.response.body", "body": answer.body[i : i + 1], "more_body": True})
                await asyncio.sleep(DRIPS_EVERY_S)
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.body", "body": answer.body})


class _Announcing(uvicorn.Server):
    """A server that says where it listens as soon as it does, for whoever started it."""

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets=sockets)
        for server in self.servers:
            for listening in server.sockets:
                host, port = listening.getsockname()[:2]
                sys.stdout.write(f"listening on http://{host}:{port}\n")
        sys.stdout.flush()


async def _begin(answer: Answer, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
    if answer.status != 204:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})


async def _cut(transport: Transport | None, receive: Receive) -> None:
    """End a connection without a word, and wait until it has ended."""
    if transport is not None:
        await asyncio.sleep(0.01)  # what was written of the answer leaves first
        transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


def _peer(address: Any) -> Peer:
    return str(address[0]), int(address[1])


def _end_with_parent(server: uvicorn.Server) -> None:
    # Past Python's own buffer: its lock, held by a reading thread, aborts the process when it ends.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    server.should_exit = True
