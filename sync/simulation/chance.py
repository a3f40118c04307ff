"""Ids, codes and tokens out of one seeded stream, so that a seed is the same run every time."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any


@contextmanager
def seeded(rng: Random) -> Iterator[None]:
    """Let everything that asks the module ``secrets`` get its answer from ``rng``, while inside.

    Key pairs still come from the system; no decision and no line of the log depends on them.
    """
    instead: dict[str, Callable[..., Any]] = {
        "randbits": rng.getrandbits,
        "randbelow": rng.randrange,
        "token_bytes": rng.randbytes,
        "token_hex": lambda count: rng.randbytes(count).hex(),
        "token_urlsafe": lambda count: rng.randbytes(count).hex(),
    }
    before = {name: getattr(secrets, name) for name in instead}
    for name, function in instead.items():
        setattr(secrets, name, function)
    try:
        yield
    finally:
        for name, function in before.items():
            setattr(secrets, name, function)
