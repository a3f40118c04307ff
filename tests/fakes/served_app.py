"""A web application on a port of this machine, on a thread of the test's process; it ends as soon as it is told to."""

from __future__ import annotations

import asyncio
import socket
import threading
import time

import uvicorn

_PATIENCE_S = 60.0
_LOOK_EVERY_S = 0.005


class ServedApp:
    """Serves from its making until ``stop``."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket] | None = None) -> None:
        self._server = _PromptServer(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": sockets}, name="served app")
        self._thread.start()
        deadline = time.monotonic() + _PATIENCE_S
        while not self._server.started:
            assert self._thread.is_alive(), "the application did not start"
            assert time.monotonic() < deadline, "the application did not start in time"
            time.sleep(_LOOK_EVERY_S)
        self.port = int(self._server.servers[0].sockets[0].getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Stop serving, and wait until nothing of it is left."""
        self._server.end()
        self._thread.join(_PATIENCE_S)
        assert not self._thread.is_alive(), "the application did not stop in time"


class _PromptServer(uvicorn.Server):
    """Wakes up when it is told to end, and looks often for what it still waits for.

    Uvicorn's own looks every tenth of a second whether it should end, and sleeps another tenth: nothing to a server,
    a minute to 300 tests.
    """

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._told = asyncio.Event()
        await self.on_tick(0)
        if not self.should_exit:
            await self._told.wait()

    def end(self) -> None:
        """End, from any thread."""
        self.should_exit = True
        if self.started and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._told.set)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        deadline = time.monotonic() + (self.config.timeout_graceful_shutdown or 0)
        while (self.server_state.connections or self.server_state.tasks) and time.monotonic() < deadline:
            await asyncio.sleep(_LOOK_EVERY_S)
        for task in self.server_state.tasks:
            task.cancel()
        await self.lifespan.shutdown()
