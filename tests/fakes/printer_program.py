"""The printer as a process of its own, worked by words and heard by what it tells."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

import msgspec

from posapp.programs import environment

DEADLINE_S = 30


class PrinterProgram:
    """``port`` is where it listens; ``do(word)`` makes it fail, ``papers(n)`` waits for what was cut."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "posapp", "printer", "--port", "0"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment(),
        )
        self._events: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._listen)
        self._reader.start()
        self.port: int = self.wait(lambda events: [one for one in events if one["event"] == "listening"])[0]["port"]

    @property
    def setting(self) -> str:
        return f"tcp:127.0.0.1:{self.port}"

    def do(self, word: str) -> None:
        before = len(self.of("set"))
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        self.wait(lambda events: sum(one["event"] == "set" for one in events) > before)

    def papers(self, count: int) -> list[dict[str, Any]]:
        return self.wait(lambda events: (found := _of(events, "paper")) and len(found) >= count and found)

    def of(self, kind: str) -> list[dict[str, Any]]:
        with self._news:
            return _of(self._events, kind)

    def wait(self, until) -> Any:
        with self._news:
            assert self._news.wait_for(lambda: until(self._events), timeout=DEADLINE_S), self._events
            return until(self._events)

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=DEADLINE_S)
        self._reader.join()
        self._process.stdout.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._news:
                self._events.append(msgspec.json.decode(line))
                self._news.notify_all()


def _of(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one for one in events if one["event"] == kind]
