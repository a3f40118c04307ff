"""Limits on what one caller may ask: sizes of bodies, requests per second."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import AsyncIterator

import zstandard

from posapp.domain.clock import SECOND, Clock
from sync.hub.errors import SlowDown, TooLarge, Unreadable
from sync.protocol.wire import MOST_INFLATED_BYTES

_MOST_CALLERS = 10_000


async def read_body(stream: AsyncIterator[bytes], most: int = MOST_INFLATED_BYTES) -> bytes:
    """Read a request's body. Raises ``TooLarge`` as soon as it is longer than ``most`` bytes."""
    parts, size = [], 0
    async for part in stream:
        size += len(part)
        if size > most:
            raise TooLarge()
        parts.append(part)
    return b"".join(parts)


def inflate(body: bytes, encoding: str) -> bytes:
    """Undo a content encoding, ``zstd`` or none. Raises ``TooLarge`` for what inflates too far, or ``Unreadable``."""
    if not encoding or encoding == "identity":
        return body
    if encoding != "zstd":
        raise Unreadable()
    try:
        with zstandard.ZstdDecompressor(max_window_size=MOST_INFLATED_BYTES * 2).stream_reader(io.BytesIO(body)) as it:
            plain = it.read(MOST_INFLATED_BYTES + 1)
    except zstandard.ZstdError:
        raise Unreadable() from None
    if len(plain) > MOST_INFLATED_BYTES:
        raise TooLarge()
    return plain


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
