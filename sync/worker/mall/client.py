"""The mall as the worker sees it: one method per endpoint, every failure one of ``sync.worker.errors``.

Requests are signed with the device's key, bodies are JSON packed with zstd in both directions, as short as the mall can
read them: one that cannot read short pushes is asked in full from then on. Units: seconds for time-outs, bytes for
sizes.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

import httpx
import msgspec

from posapp import __version__
from posapp.domain.clock import SECOND, Clock
from posapp.services.ports import DueProof, Identity
from sync.protocol.brevity import short_form, spelt_out
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.packing import (
    NEWEST_DICTIONARY,
    WORTH_A_DICTIONARY,
    TooLong,
    UnknownDictionary,
    Unpackable,
    pack,
    unpack,
)
from sync.protocol.rows import Lease
from sync.protocol.signing import SIGNATURE_HEADER, in_base64, public_half, signed_headers
from sync.protocol.wire import (
    LONGEST_WAIT_S,
    AnnounceAnswer,
    AnnounceRequest,
    EndOfLog,
    FeedPage,
    IntroduceAnswer,
    IntroduceRequest,
    ProofAnswer,
    ProofRequest,
    PushAnswer,
    PushRequest,
    VisitAnswer,
    VisitRequest,
)
from sync.worker.errors import (
    ClockIsOff,
    CursorGone,
    MallTrouble,
    Offline,
    Outdated,
    Rejected,
    Revoked,
    TimedOut,
    TooLarge,
    Unauthorised,
)

PAGE_ROWS = 100
"""A page is laid in one transaction, and a sale may have to wait for it.

The worst kind, all new styles, takes 15 ms in the median.
"""
CONNECT_S = 3.0
READ_S = 15.0
MOST_ANSWER_BYTES = 64 * 1024 * 1024
"""Larger answers, packed or not, are cut off: nothing we ask for comes near (a model pack is the largest row)."""

NOT_UNDERSTOOD = ("unreadable", "no_such_dictionary", "unauthorised")
"""What an older mall says to a short push."""

_SAID_BY_HTTPX = ("accept", "connection", "user-agent")
"""Headers that say nothing here; a short push weighs as much as its headers."""

_PACKED = {"content-encoding": "zstd"}

T = TypeVar("T")


class Mall(Protocol):
    """What the worker asks of the mall. Every method raises ``MallTrouble``."""

    def introduce(self, identity: Identity) -> IntroduceAnswer:
        """Say who we are to a mall that has forgotten us."""
        ...

    def push(self, identity: Identity, operations: list[Operation]) -> PushAnswer:
        """Hand over operations, in seq order without a gap."""
        ...

    def pull(self, identity: Identity, cursor: str, wait_s: int, end: EndOfLog | None = None) -> FeedPage:
        """Ask for the rows behind ``cursor``; with nothing new, wait up to ``wait_s`` for something.

        ``end`` tells where our log ends, so that the mall knows when it has everything.
        """
        ...

    def prove(self, identity: Identity, due: DueProof) -> ProofAnswer:
        """Lay a shift's figures beside the mall's."""
        ...

    def announce(self, identity: Identity, leases: list[Lease]) -> AnnounceAnswer:
        """Say which leases this till holds."""
        ...

    def visit(self, identity: Identity, member_id: str) -> VisitAnswer:
        """Say that a member has come, so that what is hers may be leased to this till."""
        ...


class MallClient:
    """The mall over HTTP. Safe to use from several threads; keeps connections open between calls.

    ``is_brief`` pushes in the short form, as long as the mall understands it.
    """

    def __init__(self, clock: Clock, *, transport: httpx.BaseTransport | None = None, is_brief: bool = True) -> None:
        self._clock = clock
        self._http = httpx.Client(transport=transport, headers={"accept-encoding": "zstd"}, follow_redirects=False)
        for name in _SAID_BY_HTTPX:
            del self._http.headers[name]
        self._reads_short = is_brief

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def introduce(self, identity: Identity) -> IntroduceAnswer:
        """Say who we are to a mall that has forgotten us."""
        message = IntroduceRequest(
            device=identity.device,
            generation=identity.generation,
            shop_id=identity.shop_id,
            till_no=identity.till_no,
            public_key=public_half(identity.private_key),
            certificate=identity.certificate,
            program=__version__,
        )
        return _read(self._post(identity, "/sync/v1/introduce", message), IntroduceAnswer)

    def push(self, identity: Identity, operations: list[Operation]) -> PushAnswer:
        """Hand over operations, in seq order without a gap."""
        message = PushRequest(device=identity.device, generation=identity.generation, ops=operations)
        if self._reads_short:
            try:
                return self._push(identity, message, short_form(message), NEWEST_DICTIONARY)
            except (Rejected, Unauthorised) as rejected:
                if rejected.said not in (*NOT_UNDERSTOOD, "spell_out"):
                    raise
                # Our own log may be what does not add up ("spell_out"): in full, the mall keeps it as it is.
                answer = self._push(identity, message, message, 0)
                self._reads_short = rejected.said not in NOT_UNDERSTOOD
                return answer
        return self._push(identity, message, message, 0)

    def pull(self, identity: Identity, cursor: str, wait_s: int, end: EndOfLog | None = None) -> FeedPage:
        """Ask for the rows behind ``cursor``; with nothing new, wait up to ``wait_s`` for something.

        ``end`` tells where our log ends, so that the mall knows when it has everything.
        """
        wait_s = min(wait_s, LONGEST_WAIT_S)
        query = {"cursor": cursor, "limit": str(PAGE_ROWS), "wait": str(wait_s)}
        if end is not None:
            query |= {"end": str(end.seq), "heard": str(end.heard_ms)}
        request = self._http.build_request("GET", _url(identity, "/sync/v1/feed"), params=query)
        return _read(self._ask(identity, request, b"", READ_S + wait_s), FeedPage)

    def announce(self, identity: Identity, leases: list[Lease]) -> AnnounceAnswer:
        """Say which leases this till holds."""
        message = AnnounceRequest(leases=leases)
        return _read(self._post(identity, "/sync/v1/value/announce", message), AnnounceAnswer)

    def visit(self, identity: Identity, member_id: str) -> VisitAnswer:
        """Say that a member has come, so that what is hers may be leased to this till."""
        return _read(self._post(identity, "/sync/v1/value/visit", VisitRequest(member_id=member_id)), VisitAnswer)

    def prove(self, identity: Identity, due: DueProof) -> ProofAnswer:
        """Lay a shift's figures beside the mall's."""
        return _read(self._post(identity, "/sync/v1/proof", proof_request(identity, due)), ProofAnswer)

    def _push(self, identity: Identity, message: PushRequest, written: object, dictionary: int) -> PushAnswer:
        plain = msgspec.json.encode(written)
        is_small = dictionary != 0 and len(plain) <= WORTH_A_DICTIONARY
        body = pack(plain, dictionary if is_small else 0)
        request = self._http.build_request("POST", _url(identity, "/sync/v1/ops"), content=body, headers=_PACKED)
        if is_small:
            del request.headers["accept-encoding"]  # what we can pack with we can unpack
        return spelt_out(
            _read(self._ask(identity, request, body, READ_S, is_short=bool(dictionary)), PushAnswer), message.ops
        )

    def _post(self, identity: Identity, path: str, message: object) -> bytes:
        body = pack(msgspec.json.encode(message))
        request = self._http.build_request("POST", _url(identity, path), content=body, headers=_PACKED)
        return self._ask(identity, request, body, READ_S)

    def _ask(
        self, identity: Identity, request: httpx.Request, body: bytes, read_s: float, *, is_short: bool = False
    ) -> bytes:
        target = request.url.raw_path.decode("ascii")

        def sent(time_ms: int) -> bytes:
            signed = signed_headers(identity.private_key, identity.device, request.method, target, time_ms, body)
            if is_short:
                signed[SIGNATURE_HEADER] = in_base64(signed[SIGNATURE_HEADER])
            request.headers.update(signed)
            return send(self._http, request, read_s)

        try:
            return sent(self._clock.now())
        except ClockIsOff as off:
            return sent(off.server_ms)  # nothing but this signature goes by it: the answer will tell the time


def proof_request(identity: Identity, due: DueProof) -> ProofRequest:
    """Return the question whether the mall holds the same of a shift."""
    return ProofRequest(
        device=identity.device,
        generation=identity.generation,
        shift_id=due.shift_id,
        figures=due.figures,
        touched=list(due.touched),
    )


def send(http: httpx.Client, request: httpx.Request, read_s: float, connect_s: float = CONNECT_S) -> bytes:
    """Send a request and return the answer's unpacked body, or raise what it means that there is none."""
    timeout = httpx.Timeout(READ_S, connect=connect_s, read=read_s)
    request.extensions = {**request.extensions, "timeout": timeout.as_dict()}
    try:
        response = http.send(request, stream=True)
        try:
            content = _content(response)
        finally:
            response.close()
    except httpx.TimeoutException as slow:
        # Who never took the call is away; only a call that was taken can be too long.
        if isinstance(slow, httpx.ConnectTimeout | httpx.PoolTimeout):
            raise Offline(str(slow)) from slow
        raise TimedOut(str(slow)) from slow
    except (httpx.HTTPError, httpx.InvalidURL) as broken:
        raise Offline(str(broken)) from broken
    if response.status_code != httpx.codes.OK:
        raise _meaning(response, content)
    return content


def _url(identity: Identity, path: str) -> str:
    return identity.hub_url.rstrip("/") + path


def _content(response: httpx.Response) -> bytes:
    packed = bytearray()
    for chunk in response.iter_raw():
        packed += chunk
        if len(packed) > MOST_ANSWER_BYTES:
            raise Rejected("the answer is too large")
    encoding = response.headers.get("content-encoding", "identity")
    if encoding == "identity" or not packed:
        return bytes(packed)
    if encoding != "zstd":
        raise Rejected(f"unknown encoding {encoding}")
    try:
        return unpack(bytes(packed), MOST_ANSWER_BYTES)
    except TooLong:
        raise Rejected("the answer is too large") from None
    except (Unpackable, UnknownDictionary) as broken:
        raise Rejected(str(broken)) from broken


def _read(content: bytes, type_: type[T]) -> T:
    try:
        return from_json(content, type_)
    except msgspec.MsgspecError as unreadable:
        raise Rejected(str(unreadable)) from unreadable


class _Values(msgspec.Struct):
    server_ms: int = 0


class _Refusal(msgspec.Struct):
    code: str = ""
    reason: str = ""
    values: _Values = msgspec.field(default_factory=_Values)


def _refusal(content: bytes) -> _Refusal:
    """Return what an error answer says; nothing when it is none of the mall's own (a proxy's page, say)."""
    try:
        return from_json(content, _Refusal)
    except msgspec.MsgspecError:
        return _Refusal()


def _meaning(response: httpx.Response, content: bytes) -> MallTrouble:
    match response.status_code:
        case httpx.codes.UNAUTHORIZED | httpx.codes.FORBIDDEN:
            kind: type[MallTrouble] = Unauthorised
        case httpx.codes.GONE:
            kind = CursorGone
        case httpx.codes.REQUEST_ENTITY_TOO_LARGE:
            kind = TooLarge
        case httpx.codes.UPGRADE_REQUIRED:
            kind = Outdated
        case _:
            kind = Rejected
    refusal = _refusal(content)
    if refusal.code == ClockIsOff.code and refusal.values.server_ms > 0:
        return ClockIsOff(refusal.values.server_ms)
    if refusal.code == Revoked.code:
        kind = Revoked
    return kind(
        f"status {response.status_code}",
        said=refusal.code,
        reason=refusal.reason,
        retry_after_ms=_retry_after_ms(response),
    )


def _retry_after_ms(response: httpx.Response) -> int:
    """Return the wait that the mall asks for; a date instead of seconds is no wait we need to understand."""
    text = response.headers.get("retry-after", "")
    return int(text) * SECOND if text.isascii() and text.isdigit() else 0
