"""One worker for each till's database, held by a lock on a file beside it that dies with its process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from posapp.services.errors import AlreadyRunning


@contextmanager
def only_worker(database: Path) -> Iterator[None]:
    """Be the only worker on ``database`` while inside. Raises ``AlreadyRunning``.

    The file stays behind on purpose: removing a lock file lets two processes hold locks on two files of one name.
    """
    with database.with_name(database.name + ".worker-lock").open("a+b") as file:
        _lock(file)
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as held:
            raise AlreadyRunning from held

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise AlreadyRunning from held
