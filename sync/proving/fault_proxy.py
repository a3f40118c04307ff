"""The line between tills and hub, as bad as a line can be: an HTTP proxy that loses, cuts, delays and repeats.

It reads whole requests and answers, so that it can lose an answer *after* the hub has acted, send a request twice, or
send it again long after it was answered. Each request is signed by itself, so a repeated one is as good as the first.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Literal, NamedTuple, get_args

Fault = Literal[
    "lost request",  # the hub hears nothing
    "cut request",  # the hub hears the first bytes
    "slow request",  # it comes in drops
    "doubled request",  # the hub hears it twice, at once
    "late copy",  # the hub hears it again, after what came later
    "lost answer",  # the hub acted, the till hears nothing
    "cut answer",  # the till hears the first bytes
    "delayed answer",
    "half open",  # the hub acted, and the till waits on a line that is dead
    "error before",  # a gateway's 503: the hub heard nothing
    "error after",  # a gateway's 504: the hub acted
]
FAULTS: tuple[Fault, ...] = get_args(Fault)

HALF_OPEN_S = 0.7
"""How long a dead line seems alive. A till's own patience is far longer; the kill run has none to waste."""

_LARGEST_HEAD = 64 * 1024
_COPIES = 8


class _Message(NamedTuple):
    head: bytes
    body: bytes

    def wire(self) -> bytes:
        return self.head + self.body


class FaultProxy:
    """A listener on a port of its own, in a thread of its own. ``upstream`` may change: a hub comes back elsewhere."""

    def __init__(self, rng: Random, *, bad: float = 0.0) -> None:
        self.upstream_port = 0
        self.bad = bad
        """How likely a request meets a fault."""
        self.met: Counter[str] = Counter()
        self.kinds: tuple[Fault, ...] = FAULTS
        self._rng = rng
        self._copies: list[bytes] = []
        self._serving: set[asyncio.Task[None] | None] = set()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        listening: list[int] = []
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready, listening.append), name="line", daemon=True)
        self._thread.start()
        ready.wait()
        self.port = listening[0]

    @property
    def url(self) -> str:
        """Return the address that a till takes for the hub's."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Hang up on everybody."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self, ready: threading.Event, listens_at: Callable[[int], None]) -> None:
        asyncio.set_event_loop(self._loop)

        async def listen() -> None:
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            listens_at(server.sockets[0].getsockname()[1])
            ready.set()
            await self._stop.wait()
            server.close()
            while others := [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]:
                for task in others:
                    task.cancel()
                await asyncio.gather(*others, return_exceptions=True)

        self._loop.run_until_complete(listen())
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The loop itself holds its tasks but weakly.
        self._serving.add(task := asyncio.current_task())
        try:
            while (request := await _read(reader)) is not None and await self._pass_on(request, writer):
                pass
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            pass  # one of the two is gone; the other sees the line close
        except asyncio.CancelledError:
            pass  # we hang up on everybody, and nothing more is to be done
        finally:
            self._serving.discard(task)
            with suppress(OSError):
                writer.close()

    async def _pass_on(self, request: _Message, writer: asyncio.StreamWriter) -> bool:
        """Carry one request and its answer, or not; tell whether the line still stands."""
        fault = self._rng.choice(self.kinds) if self._rng.random() < self.bad else None
        if fault is not None:
            self.met[fault] += 1
        wire = request.wire()
        match fault:
            case "lost request":
                return False
            case "cut request":
                await self._send(wire[: self._rng.randrange(len(wire))], hang_up=True)
                return False
            case "error before":
                writer.write(_error(503))
                await writer.drain()
                return True
            case "slow request":
                answer = await self._send(wire, drops=True)
            case "doubled request":
                answer, _ = await asyncio.gather(self._send(wire), self._send(wire), return_exceptions=False)
            case _:
                answer = await self._send(wire)
        await self._maybe_repeat(fault, wire)
        if answer is None:
            return False
        match fault:
            case "lost answer":
                return False
            case "cut answer":
                writer.write(answer[: self._rng.randrange(len(answer))])
                await writer.drain()
                return False
            case "half open":
                await asyncio.sleep(HALF_OPEN_S)
                return False
            case "delayed answer":
                await asyncio.sleep(self._rng.uniform(0.0, 0.3))
            case "error after":
                answer = _error(504)
        writer.write(answer)
        await writer.drain()
        return True

    async def _maybe_repeat(self, fault: Fault | None, wire: bytes) -> None:
        """Keep a copy of a request for later; now and then, one of those kept goes out again after this one."""
        if fault == "late copy":
            self._copies = [*self._copies[-_COPIES:], wire]
        elif self._copies and self._rng.random() < 0.3:
            await self._send(self._copies.pop(self._rng.randrange(len(self._copies))))

    async def _send(self, wire: bytes, *, drops: bool = False, hang_up: bool = False) -> bytes | None:
        """Say something to the hub on a line of its own; return its answer, None when it gave none."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream_port)
        except OSError:
            return None
        try:
            size = max(1, len(wire) // 12) if drops else len(wire)
            for start in range(0, len(wire), max(1, size)):
                writer.write(wire[start : start + size])
                await writer.drain()
                if drops:
                    await asyncio.sleep(0.01)
            if hang_up:
                return None
            answer = await _read(reader)
            return None if answer is None else answer.wire()
        except (OSError, EOFError):
            return None
        finally:
            with suppress(OSError):
                writer.close()


async def _read(reader: asyncio.StreamReader) -> _Message | None:
    """Read one request or answer whole; None when the other side has hung up."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as cut:
        if cut.partial:
            raise
        return None
    if len(head) > _LARGEST_HEAD:
        raise ValueError("a head without end")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    return _Message(head, await reader.readexactly(length) if length else b"")


def _error(status: int) -> bytes:
    return f"HTTP/1.1 {status} Gateway\r\ncontent-length: 0\r\n\r\n".encode()
