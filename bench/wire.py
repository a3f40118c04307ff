"""A TCP proxy that counts: what really crosses the wire in both directions, headers and all."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass

_CHUNK = 65_536


@dataclass(slots=True)
class Counted:
    """Bytes that crossed so far, towards the server and back, and the connections they came over."""

    port: int
    up: int = 0
    down: int = 0
    connections: int = 0

    def start_anew(self) -> None:
        """Forget what was counted."""
        self.up = self.down = self.connections = 0


@contextlib.contextmanager
def counting(port: int) -> Iterator[Counted]:
    """Stand before a server on this machine while the block runs; connect to ``Counted.port`` instead of it."""
    loop = asyncio.new_event_loop()
    counted = Counted(port=0)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(_serve(port, counted), loop).result()
    try:
        yield counted
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _serve(port: int, counted: Counted) -> asyncio.Server:
    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, direction: str) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            while chunk := await reader.read(_CHUNK):
                setattr(counted, direction, getattr(counted, direction) + len(chunk))
                writer.write(chunk)
                await writer.drain()
        writer.close()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        counted.connections += 1
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(relay(reader, there_writer, "up"), relay(there_reader, writer, "down"))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    counted.port = server.sockets[0].getsockname()[1]
    return server


async def _stop(server: asyncio.Server) -> None:
    server.close()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.sleep(0)
