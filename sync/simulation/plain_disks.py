"""Simulated disks are not encrypted: nobody steals them, and the cipher is a seventh of a simulated day.

That a till's file cannot be read without its key is seen by the tests of the file itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from posapp.adapters.db import keyed_file


@contextmanager
def plain_disks() -> Iterator[None]:
    """Let tills' files be opened and laid without a key, while inside."""
    patched: Any = keyed_file
    unlock = keyed_file.unlock
    patched.unlock = lambda _connection, _key: None
    try:
        yield
    finally:
        patched.unlock = unlock
