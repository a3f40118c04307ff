"""Limits on what one caller may ask: sizes of bodies, requests per second."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator

from posapp.domain.clock import SECOND, Clock
from sync.hub.errors import NoSuchDictionary, SlowDown, TooLarge, TooSlow, Unreadable
from sync.protocol.packing import TooLong, UnknownDictionary, Unpackable, dictionary_of, unpack
from sync.protocol.wire import MOST_INFLATED_BYTES

LONGEST_BODY_S = 30.0
"""How long a request's body may take to arrive; a till on a bad line sends 4 MiB in smaller batches."""

_MOST_CALLERS = 10_000


async def read_body(stream: AsyncIterator[bytes], most: int = MOST_INFLATED_BYTES) -> bytes:
    """Read a request's body. Raises ``TooLarge`` as soon as it is longer than ``most`` bytes, or ``TooSlow``."""
    parts, size = [], 0
    try:
        async with asyncio.timeout(LONGEST_BODY_S):
            async for part in stream:
                size += len(part)
                if size > most:
                    raise TooLarge()
                parts.append(part)
    except TimeoutError:
        raise TooSlow() from None
    return b"".join(parts)


def inflate(body: bytes, encoding: str) -> bytes:
    """Undo a content encoding, ``zstd`` or none.

    Raises ``TooLarge`` for what inflates too far, ``NoSuchDictionary`` for another packing, or ``Unreadable``.
    """
    if not encoding or encoding == "identity":
        return body
    if encoding != "zstd":
        raise NoSuchDictionary()
    try:
        return unpack(body, MOST_INFLATED_BYTES)
    except TooLong:
        raise TooLarge() from None
    except UnknownDictionary:
        raise NoSuchDictionary() from None
    except Unpackable:
        raise Unreadable() from None


def dictionary_in(body: bytes, encoding: str) -> int:
    """Return the dictionary with which a body came packed, so that its answer may be too; 0 for none."""
    return dictionary_of(body) if encoding == "zstd" else 0


class RateLimit:
    """A bucket of tokens for each caller: ``burst`` at once, refilled at ``per_second``."""

    def __init__(self, clock: Clock, *, per_second: float, burst: int) -> None:
        self._clock = clock
        self._per_ms = per_second / SECOND
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def spend(self, caller: str) -> None:
        """Take one token. Raises ``SlowDown`` with the seconds to wait."""
        now = self._clock.now()
        tokens, since = self._buckets.pop(caller, (float(self._burst), now))
        tokens = min(self._burst, tokens + max(0, now - since) * self._per_ms)
        self._buckets[caller] = (max(0.0, tokens - 1), now)
        if len(self._buckets) > _MOST_CALLERS:
            self._buckets.popitem(last=False)
        if tokens < 1:
            raise SlowDown(seconds=max(1, round((1 - tokens) / self._per_ms / SECOND)))
