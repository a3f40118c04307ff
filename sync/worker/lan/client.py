"""The relay as the worker sees it: HTTPS to the one certificate that the mall named, with the patience of a LAN.

A relay answers within milliseconds or is away. After a call that was taken and not answered in time the next one is
given twice as long, up to ``LONGEST_S``: a slow disk in the relay is no reason to do without it.
"""

from __future__ import annotations

import hashlib
import ssl
import threading
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
import zstandard

from posapp.domain.clock import Clock
from posapp.services.ports import Identity, RelayPlace
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.relay import NeighbourPage
from sync.protocol.signing import signed_headers
from sync.protocol.wire import LONGEST_WAIT_S, PushAnswer, PushRequest
from sync.worker.errors import Offline, Rejected, TimedOut
from sync.worker.mall.client import send

USUAL_S = 0.3
LONGEST_S = 5.0
PAGE_FACTS = 50
"""A page is kept in one transaction, and a sale may have to wait for it."""

_PACKED = {"content-type": "application/json", "content-encoding": "zstd"}

T = TypeVar("T")


class Relay(Protocol):
    """What the worker asks of the relay. Every method raises ``MallTrouble``."""

    def push(self, identity: Identity, place: RelayPlace, operations: list[Operation]) -> PushAnswer:
        """Leave operations with the relay, in seq order; none asks how far it holds our log."""
        ...

    def neighbours(self, identity: Identity, place: RelayPlace, after: int, wait_s: int) -> NeighbourPage:
        """Ask what the other tills did after ``after``; with nothing new, wait up to ``wait_s`` for something."""
        ...


class RelayClient:
    """The relay over HTTPS. Safe to use from several threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._place: RelayPlace | None = None
        self._http: httpx.Client | None = None
        self._patience_s = USUAL_S

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            self._let_go()

    def push(self, identity: Identity, place: RelayPlace, operations: list[Operation]) -> PushAnswer:
        """Leave operations with the relay, in seq order; none asks how far it holds our log."""
        message = PushRequest(device=identity.device, generation=identity.generation, ops=operations)
        body = zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(message))
        http = self._to(place)
        request = http.build_request("POST", _url(place, "/sync/v1/ops"), content=body, headers=_PACKED)
        return self._ask(identity, http, request, body, PushAnswer, wait_s=0)

    def neighbours(self, identity: Identity, place: RelayPlace, after: int, wait_s: int) -> NeighbourPage:
        """Ask what the other tills did after ``after``; with nothing new, wait up to ``wait_s`` for something."""
        wait_s = min(wait_s, LONGEST_WAIT_S)
        query = {"after": str(after), "limit": str(PAGE_FACTS), "wait": str(wait_s)}
        http = self._to(place)
        request = http.build_request("GET", _url(place, "/sync/v1/neighbours"), params=query)
        return self._ask(identity, http, request, b"", NeighbourPage, wait_s=wait_s)

    def _ask(
        self,
        identity: Identity,
        http: httpx.Client,
        request: httpx.Request,
        body: bytes,
        type_: type[T],
        *,
        wait_s: int,
    ) -> T:
        target = request.url.raw_path.decode("ascii")
        now = self._clock.now()
        request.headers.update(signed_headers(identity.private_key, identity.device, request.method, target, now, body))
        try:
            content = send(http, request, wait_s + self._patience_s, connect_s=self._patience_s)
        except TimedOut:
            self._patience_s = min(LONGEST_S, self._patience_s * 2)
            raise
        self._patience_s = USUAL_S
        try:
            return from_json(content, type_)
        except msgspec.MsgspecError as unreadable:
            raise Rejected(str(unreadable)) from unreadable

    def _to(self, place: RelayPlace) -> httpx.Client:
        """Return the connections to a relay; another one than before is looked at first."""
        with self._lock:
            if self._http is None or self._place != place:
                self._let_go()
                self._http = httpx.Client(
                    verify=self._trusting(place), headers={"accept-encoding": "zstd"}, trust_env=False
                )
                self._place = place
            return self._http

    def _trusting(self, place: RelayPlace) -> ssl.SSLContext:
        """Return a context that trusts the certificate with the pinned fingerprint and no other."""
        where = urlsplit(place.url)
        try:
            shown = ssl.get_server_certificate(
                (where.hostname or "", where.port or 443), timeout=max(self._patience_s, USUAL_S)
            )
        except TimeoutError as slow:
            self._patience_s = min(LONGEST_S, self._patience_s * 2)
            raise Offline(str(slow)) from slow
        except (OSError, ValueError) as nobody:
            raise Offline(str(nobody)) from nobody
        if hashlib.sha256(ssl.PEM_cert_to_DER_cert(shown)).hexdigest() != place.fingerprint:
            raise Rejected("the relay shows another certificate than the mall named")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.load_verify_locations(cadata=shown)
        return context

    def _let_go(self) -> None:
        if self._http is not None:
            self._http.close()
            self._http = None


def _url(place: RelayPlace, path: str) -> str:
    return place.url.rstrip("/") + path
