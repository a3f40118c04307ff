"""The line to a channel: one request, one whole answer within a time and a size, or why there is none.

Units: seconds for time-outs, bytes for sizes. Redirects are not followed, nothing is sent twice, and an answer that is
packed is not unpacked: we ask for plain ones.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

MOST_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait: to connect, for each piece of the answer, and for all of it together."""

    connect_s: float = 3.0
    read_s: float = 10.0
    whole_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came; header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after_s(self) -> int | None:
        """Return for how many seconds the channel wants peace, at most an hour; None where it does not say."""
        said = self.headers.get("retry-after", "")
        return min(int(said), 3600) if said.isascii() and said.isdigit() and len(said) <= 9 else None


class NoReply(Exception):
    """There is no whole answer. ``code``: offline, timed_out, broken_off, too_large, packed.

    ``was_sent`` is False only when no connection was made: then nothing has left this machine.
    """

    def __init__(self, code: str, detail: str, *, was_sent: bool = True) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.was_sent = was_sent


class Line:
    """Requests to one address. Safe to use from several threads; keeps connections open between calls."""

    def __init__(
        self, base_url: str, *, transport: httpx.BaseTransport | None = None, patience: Patience | None = None
    ) -> None:
        self._base = base_url.rstrip("/")
        self._patience = patience or Patience()
        self._http = httpx.Client(
            transport=transport or _InTime(has_tls=base_url.startswith("https:")),
            follow_redirects=False,
            headers={"accept-encoding": "identity", "user-agent": "posapp"},
            timeout=httpx.Timeout(self._patience.read_s, connect=self._patience.connect_s),
        )

    def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"", *, most: int = MOST_BYTES
    ) -> Reply:
        """Send one request to ``target``, a path with its query under the base, or a whole URL. Raises ``NoReply``."""
        url = target if target.startswith(("http://", "https://")) else self._base + target
        deadline = _deadline.set(time.monotonic() + self._patience.whole_s)
        try:
            with self._http.stream(method, url, headers=dict(headers), content=body or None) as response:
                if response.headers.get("content-encoding", "identity") != "identity":
                    raise NoReply("packed", "the answer is packed, which was not asked for")
                content = _within(response.iter_raw(), most)
            return Reply(response.status_code, dict(response.headers), content)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL) as away:
            raise NoReply("offline", type(away).__name__, was_sent=False) from away
        except httpx.TimeoutException as slow:
            raise NoReply("timed_out", type(slow).__name__) from slow
        except httpx.HTTPError as broken:
            raise NoReply("broken_off", type(broken).__name__) from broken
        finally:
            _deadline.reset(deadline)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def _within(pieces: Iterable[bytes], most: int) -> bytes:
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > most:
            raise NoReply("too_large", f"more than {most} bytes")
    return bytes(whole)


# --- A deadline for the whole of an answer ---------------------------------------------------------------------------
# A time-out of httpx is for one piece: a peer that sends a byte every nine seconds would hold the till for ever. Here
# every wait on the socket ends at the call's own deadline at the latest.

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def _left(timeout: float | None) -> float | None:
    deadline = _deadline.get()
    if deadline is None:
        return timeout
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the whole answer takes too long")
    return left if timeout is None else min(timeout, left)


class _StreamInTime(httpcore.NetworkStream):
    """A connection whose waits end at the deadline of the call."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _StreamInTime(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _NetworkInTime(httpcore.SyncBackend):
    """The network, with connections of the kind above."""

    def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        return _StreamInTime(super().connect_tcp(*args, **kwargs))


class _InTime(httpx.HTTPTransport):
    """The transport of httpx on that network. TLS is checked against the system's authorities as httpx does."""

    def __init__(self, *, has_tls: bool) -> None:
        super().__init__(trust_env=False, verify=has_tls)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context() if has_tls else None,
            max_connections=32,  # a hub asks for many tills at once
            max_keepalive_connections=4,
            keepalive_expiry=60,
            network_backend=_NetworkInTime(),
        )
