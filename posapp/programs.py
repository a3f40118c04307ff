"""Start our other programs as processes of their own, and take them down again."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from posapp.config.paths import PROJECT

READY_WITHIN_S = 120.0
_LISTENING = re.compile(r"listening on (http://\S+)")


class ProgramFailed(Exception):
    """A program of ours ended, or did not get ready; the message holds its last words."""


def command(*arguments: str) -> list[str]:
    """Return the command line that runs ``posapp`` with these arguments, from the sources or from a bundle.

    Nothing in the folder that it is started from, a stick's or that of downloads, is a module of ours (``-P``).
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-P", "-m", "posapp", *arguments]


def environment() -> dict[str, str]:
    """Return the environment for our programs: they find the sources and speak UTF-8."""
    return {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"}


class HubProgram:
    """A hub as a process. ``url`` is where it listens once started; stopping and starting keeps port and data."""

    def __init__(self, data_dir: Path, *, port: int = 0, demo: bool = True, practice_money: bool = False) -> None:
        self._data_dir = data_dir
        self._port = port
        self._options = [*(["--demo"] if demo else []), *(["--practice-money"] if practice_money else [])]
        self._process: subprocess.Popen[str] | None = None
        self._words: deque[str] = deque(maxlen=40)
        self.url = ""

    @property
    def is_running(self) -> bool:
        """Tell whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> str:
        """Start the hub and return its address once it listens. Raises ``ProgramFailed``."""
        arguments = ["hub", "--data-dir", str(self._data_dir), "--port", str(self._port), "--watched"]
        self._process = subprocess.Popen(
            command(*arguments, *self._options),
            stdin=subprocess.PIPE,  # never written to: it ends with us, and then the hub ends too
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env=environment(),
        )
        self.url = ""
        ready = threading.Event()
        threading.Thread(target=self._listen, args=(self._process, ready), name="hub-output", daemon=True).start()
        if not ready.wait(READY_WITHIN_S) or not self.url:
            self.kill()
            raise ProgramFailed("the mall did not start:\n" + "\n".join(self._words))
        self._port = int(self.url.rsplit(":", 1)[1].rstrip("/"))
        return self.url

    def _listen(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._words.append(line.rstrip())
            found = _LISTENING.search(line)
            if found:
                self.url = found.group(1).rstrip("/")
                ready.set()
        ready.set()

    def stop(self) -> None:
        """Ask the hub to end, and wait for it."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the hub as a power cut would."""
        self._end(getattr(signal, "SIGKILL", signal.SIGTERM))

    def _end(self, how: int) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(how)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process = None


def _end(process: subprocess.Popen[Any]) -> None:
    """Let a watched program end by closing its standard input, and wait for it."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def running_hub(
    data_dir: Path, *, port: int = 0, demo: bool = True, practice_money: bool = False
) -> Iterator[HubProgram]:
    """Run a hub for the length of a ``with`` block; with ``practice_money`` when the payment simulator runs too."""
    hub = HubProgram(data_dir, port=port, demo=demo, practice_money=practice_money)
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()


@contextlib.contextmanager
def running_relay(data_dir: Path, hub_url: str, code: str) -> Iterator[None]:
    """Run a shop's relay on this machine for the length of a ``with`` block; ``code`` pairs it when it is new.

    Nobody waits for it: a till finds it as soon as the mall has told where it is.
    """
    pairing = ["--code", code] if code else []
    process = subprocess.Popen(
        command(
            *("relay", "--data-dir", str(data_dir), "--hub", hub_url, *pairing),
            *("--host", "127.0.0.1", "--port", "0", "--watched"),
        ),
        stdin=subprocess.PIPE,  # never written to: it ends with us, and then the relay ends too
        stdout=subprocess.DEVNULL,
        env=environment(),
    )
    try:
        yield
    finally:
        _end(process)


@contextlib.contextmanager
def running_gateway(data_dir: Path) -> Iterator[str]:
    """Run the simulator of WeChat Pay and Alipay for the length of a ``with`` block; yields where it listens.

    Raises ``ProgramFailed`` when it does not begin to listen.
    """
    process = subprocess.Popen(
        command("gateway", "--data-dir", str(data_dir), "--port", "0", "--watched"),
        stdin=subprocess.PIPE,  # never written to: it ends with us, and then the gateway ends too
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(),
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        found = _LISTENING.search(said)
        if found is None:
            raise ProgramFailed(f"the payment simulator did not start: {said}")
        yield found.group(1).rstrip("/")
    finally:
        _end(process)
        process.stdout.close()
