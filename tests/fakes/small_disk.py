"""A disk that fills up: a real one of a few megabytes where that may be mounted, else files that may not grow."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from posapp.services.errors import DiskFull, DiskTrouble

LARGEST_BYTES = 64 * 1024
"""Where files may not grow. Every database is larger, so that its log takes a handful of pages at most."""


class SmallDisk:
    """``fill`` it to the last byte, ``free`` it again. ``refusal`` is what a till then says."""

    refusal: type[Exception] = DiskFull

    def __init__(self, place: Path) -> None:
        self.place = place
        self._filler = place / "filler"

    def fill(self) -> None:
        """Leave no room to any process."""
        with self._filler.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                with suppress(OSError):
                    while file.write(bytes(size)):
                        pass
        assert shutil.disk_usage(self.place).free == 0

    @contextmanager
    def used_here(self) -> Iterator[None]:
        """Write to it from this process, while inside, as to any full disk."""
        yield

    def free(self) -> None:
        self._filler.unlink()


class NarrowDisk(SmallDisk):
    """Needs no rights: who has a file open here may not let it grow, which SQLite takes for a disk that fails.

    This process writes elsewhere too, so it is forbidden only where the disk is ``used_here``.
    """

    refusal = DiskTrouble

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self._before: dict[int, tuple[int, int]] = {}

    def fill(self) -> None:
        for process in self._writers():
            self._before[process] = _narrow(process)

    @contextmanager
    def used_here(self) -> Iterator[None]:
        before = _narrow(os.getpid())
        try:
            yield
        finally:
            resource.prlimit(os.getpid(), resource.RLIMIT_FSIZE, before)

    def free(self) -> None:
        for process, before in self._before.items():
            with suppress(ProcessLookupError):
                resource.prlimit(process, resource.RLIMIT_FSIZE, before)
        self._before.clear()

    def _writers(self) -> set[int]:
        found = set()
        for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
            with suppress(OSError):
                if descriptor.readlink().is_relative_to(self.place.resolve()):
                    found.add(int(descriptor.parts[2]))
        return found - {os.getpid()}


def _narrow(process: int) -> tuple[int, int]:
    """Return what was allowed before."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    return resource.prlimit(process, resource.RLIMIT_FSIZE, (LARGEST_BYTES, before[1]))


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Have one at ``place`` while inside."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        disk = NarrowDisk(place)
        try:
            yield disk
        finally:
            disk.free()
        return
    try:
        yield SmallDisk(place)
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
