"""The printer on a port, worked by words on standard input; what it does is told on standard output, a JSON a line.

    paper ok | low | out          the roll, now
    paper out after 12            once twelve more lines are printed
    cover open | closed           ·  error on | off
    power off                     nobody listens any more, what was not printed is lost
    power off after 400           once so many more bytes came in
    power on                      it listens again on the same port
    answers off | on              a printer that takes paper and says nothing

Each word is answered by ``{"event": "set", …}``. The program ends when its standard input does.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from posapp.printer.machine import Machine

USUAL_PORT = 9100


class PrinterOnAPort:
    """Listens while it has power; any number of lines may be open, as with a real one they are printed in turn."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._machine = Machine(_say)
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()

    async def switch_on(self) -> None:
        """Listen, and say where."""
        self._machine.bytes_left = None
        self._server = await asyncio.start_server(self._serve, self._host, self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        _say({"event": "listening", "host": self._host, "port": self._port})

    async def switch_off(self) -> None:
        """Lose the power: every line breaks, nobody listens."""
        self._machine.switch_off()
        for line in tuple(self._lines):
            line.transport.abort()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def obey(self, word: str) -> None:
        """Do what was typed."""
        machine = self._machine
        match word.split():
            case ["paper", "ok" | "low" | "out" as paper]:
                machine.paper = paper
            case ["paper", "out", "after", lines]:
                machine.lines_left = int(lines)
            case ["cover", state]:
                machine.is_open = state == "open"
            case ["error", state]:
                machine.has_error = state == "on"
            case ["answers", state]:
                machine.answers = state == "on"
            case ["power", "off"]:
                await self.switch_off()
            case ["power", "off", "after", count]:
                machine.bytes_left = int(count)
            case ["power", "on"]:
                await self.switch_on()
            case _:
                _say({"event": "not understood", "word": word})
                return
        answers = machine.go_on()
        for line in self._lines:
            line.write(answers)
        _say({"event": "set", "word": word})

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        try:
            while data := await reader.read(4096):
                answers = self._machine.receive(data)
                if self._machine.is_dead:
                    # Not from here: switching off waits for the lines, and this is one of them.
                    self._dying = asyncio.create_task(self.switch_off())
                    return
                writer.write(answers)
                await writer.drain()
        except ConnectionError:
            pass  # whoever wrote has gone; what came is printed all the same
        finally:
            self._lines.discard(writer)
            writer.close()


def _say(event: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def serve(host: str, port: int) -> None:
    """Be a printer until standard input ends."""
    asyncio.run(_serve(host, port))


async def _serve(host: str, port: int) -> None:
    printer = PrinterOnAPort(host, port)
    await printer.switch_on()
    loop = asyncio.get_running_loop()
    while word := await loop.run_in_executor(None, sys.stdin.readline):
        if word.strip():
            await printer.obey(word.strip())
    await printer.switch_off()
