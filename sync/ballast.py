"""A reserve on the disk: zeros that are given up when it is full, so that what must be written still fits."""

from __future__ import annotations

import shutil
from pathlib import Path

CHUNK = 1 << 20


class Ballast:
    """The reserve beside a database. ``size`` in bytes; 0 keeps none."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._size = size

    def lay(self) -> None:
        """Make the file when it is missing and the disk has ten times its size to spare; never an error."""
        if self._size == 0 or self._path.exists():
            return
        part = self._path.with_suffix(".part")
        try:
            free = shutil.disk_usage(self._path.parent).free
            if free < 10 * self._size:
                return
            with part.open("wb") as file:
                for start in range(0, self._size, CHUNK):
                    file.write(bytes(min(CHUNK, self._size - start)))
            part.replace(self._path)
        except OSError:
            # A reserve is a precaution; without room for one the database opens all the same.
            part.unlink(missing_ok=True)

    def drop(self) -> bool:
        """Give the reserve up. Tells whether there was one."""
        try:
            self._path.unlink()
        except FileNotFoundError:
            return False
        return True
