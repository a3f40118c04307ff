"""A shop's relay as a real process on a real port. It can be killed and come back."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from posapp.domain.clock import SystemClock
from sync.hub import enrolment
from sync.hub.db.database import open_database
from tests.fakes.hub_process import REPOSITORY, SHOP, HubProcess


class RelayProcess:
    """Paired with a hub when it is first started; its port and its data stay."""

    def __init__(self, folder: Path, hub: HubProcess) -> None:
        self.folder = folder
        self._hub = hub
        self._code = _relay_code(hub)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        self._process: subprocess.Popen[str] | None = None
        self.fence = 0
        self.fingerprint = ""

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", "posapp", "relay", "--data-dir", str(self.folder), "--hub", self._hub.url,
                "--code", self._code, "--host", "127.0.0.1", "--port", str(self._port), "--watched",
            ],
            cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == f"listening on {self.url}"
        _, fence, _, self.fingerprint = self._process.stdout.readline().split()
        self.fence = int(fence)

    def kill(self) -> None:
        """Kill -9, and wait until it is gone."""
        if self._process is not None:
            self._process.kill()
            self._close()

    def leave(self) -> int:
        """Close its standard input, as whoever started it does at the end, and return its exit code."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._close()

    def _close(self) -> int:
        process = self._process
        assert process is not None
        code = process.wait(timeout=60)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        self._process = None
        return code


def _relay_code(hub: HubProcess) -> str:
    database = open_database(hub.folder)
    with database.writing() as conn:
        code = enrolment.new_relay_code(conn, SystemClock(), SHOP.id).code
    database.close()
    return code
