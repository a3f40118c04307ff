"""Reading a push: whatever an authenticated till says is kept, also what cannot be read.

A push is refused only when it has no frame (``device``, ``generation``, a list ``ops``). Inside it each operation is
read by itself:

read                        goes the usual way
its body is no JSON text    keeps its place in the inbox with the bytes as they came, to be parked as ``unsound``
no operation at all         (no id, an absurd seq, another till's) is set apart with its bytes, and told as ``unframed``

The short form leaves out what follows from the rest: ``device`` and ``generation``, ``deps`` when there are none,
``body_hash``, ``prev_hash`` behind the operation before (or behind what the hub has received, for the first one), and
every ``chain_hash`` but the last. If that last one does not come out, nothing is kept: the till is to spell out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from sync.hub.errors import SpellOut, TooLarge, Unreadable
from sync.hub.ingest import Unread
from sync.protocol.canonical import LARGEST_INTEGER, digest
from sync.protocol.decoding import from_json
from sync.protocol.envelope import GENESIS, ChainHead, Operation, chain_hash
from sync.protocol.wire import MOST_OPERATIONS, PushRequest

NOTHING_RECEIVED = ChainHead(0, GENESIS)

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[][{},]', re.DOTALL)
_COLON = re.compile(rb"\s*:\s*")
_OPS_BEFORE = re.compile(rb'"ops"\s*:\s*\Z')
_IN_OPS = 2
"""How deep in brackets the operations of a push lie: in the list in the object."""

_LONGEST_TEXT = 200
_MOST_DEPS = 100
_LARGEST_VERSION = 2**31


class Push(NamedTuple):
    """A push as it was read, every operation in full, and what of it could not be read."""

    message: PushRequest
    unread: Unread


class _Frame(msgspec.Struct):
    device: str
    generation: int
    ops: list[msgspec.Raw]
    brief: bool = False


class _Envelope(msgspec.Struct, kw_only=True):
    """An operation in full or short form. Empty stands for left out."""

    op_id: str
    seq: int
    kind: str
    v: int
    hlc: int
    body: str
    device: str = ""
    generation: int = 0
    body_hash: str = ""
    prev_hash: str = ""
    chain_hash: str = ""
    deps: list[str] = []


def read_push(data: bytes, received: ChainHead = NOTHING_RECEIVED) -> Push:
    """Read the JSON of a push; ``received`` is how far the hub has the till's log.

    Raises ``Unreadable`` without a frame, ``TooLarge`` or ``SpellOut``.
    """
    frame = _frame_of(data) or _frame_of(*_apart(data))
    if frame is None:
        raise Unreadable()
    if len(frame.ops) > MOST_OPERATIONS:
        raise TooLarge()
    message = PushRequest(device=frame.device, generation=frame.generation, ops=[], brief=frame.brief)
    as_they_came: dict[str, bytes] = {}
    unframed: list[bytes] = []
    before: ChainHead | None = received
    for place, entry in enumerate(frame.ops, start=1):
        raw = bytes(entry)
        envelope, is_read = _envelope_of(raw)
        if envelope is None or not _is_framed(envelope, message):
            unframed.append(raw)
            before = None
            continue
        operation = _completed(envelope, message, before, is_last=place == len(frame.ops), is_read=is_read)
        before = ChainHead(operation.seq, operation.chain_hash)
        message.ops.append(operation)
        if not is_read:
            as_they_came[operation.op_id] = raw
    return Push(message, Unread(as_they_came, unframed))


def _frame_of(data: bytes, entries: list[bytes] | None = None) -> _Frame | None:
    """Read a frame; ``entries`` are its operations when ``data`` holds them no longer."""
    try:
        frame = from_json(data, _Frame)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return frame if entries is None else msgspec.structs.replace(frame, ops=[msgspec.Raw(each) for each in entries])


def _apart(data: bytes) -> tuple[bytes, list[bytes]]:
    """Return a push without its operations, and the bytes of each, looking at nothing but quotes and brackets.

    For a push that is no JSON as a whole: what is wrong with one operation shall not cost the others their place.
    """
    depth, since = 0, 0
    begins, ends = -1, -1
    entries: list[bytes] = []
    for token in _TOKENS.finditer(data):
        mark = token.group()[:1]
        if mark in b"[{":
            depth += 1
            if begins < 0 and depth == _IN_OPS and _OPS_BEFORE.search(data, 0, token.start()):
                begins = since = token.end()
        elif mark in b"]}":
            depth -= 1
        is_inside = begins >= 0 and ends < 0
        if is_inside and depth < _IN_OPS:
            ends = token.start()
        if is_inside and (ends >= 0 or (mark == b"," and depth == _IN_OPS)):
            entries.append(data[since : token.start()].strip())
            since = token.end()
    if ends < 0:
        return b"", []
    return data[:begins] + data[ends:], [each for each in entries if each]


def _envelope_of(raw: bytes) -> tuple[_Envelope | None, bool]:
    """Return an operation's envelope, None when it is none, and whether its body could be read."""
    try:
        return from_json(raw, _Envelope), True
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        body = _body_in(raw)
    try:
        rest = from_json(raw[: body.start] + b'""' + raw[body.stop :], _Envelope)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None, False
    rest.body = raw[body].decode("utf-8", "replace")
    return rest, False


def _body_in(raw: bytes) -> slice:
    """Return where the value of ``body`` stands in an operation, looking at nothing but quotes and brackets."""
    depth, begins = 0, -1
    for token in _TOKENS.finditer(raw):
        mark = token.group()[:1]
        if begins < 0 and depth == 1 and token.group() == b'"body"' and (colon := _COLON.match(raw, token.end())):
            begins = colon.end()
        elif mark in b"[{":
            depth += 1
        elif begins >= 0 and depth == 1 and mark in b",}":
            return slice(begins, token.start())
        elif mark in b"]}":
            depth -= 1
    return slice(0, 0)


def _is_framed(envelope: _Envelope, push: PushRequest) -> bool:
    """Tell whether an operation has a place in this till's log that every database can write down."""
    texts = (envelope.op_id, envelope.kind, *envelope.deps)
    hashes = (envelope.body_hash, envelope.prev_hash, envelope.chain_hash)
    return (
        all(0 < len(text) <= _LONGEST_TEXT and text.isprintable() for text in texts)
        and len(envelope.deps) <= _MOST_DEPS
        and all(not each or _HASH.fullmatch(each) for each in hashes)
        and 0 < envelope.seq < LARGEST_INTEGER
        and 0 < envelope.v < _LARGEST_VERSION
        and 0 <= envelope.hlc <= LARGEST_INTEGER
        and (envelope.device or push.device) == push.device
        and (envelope.generation or push.generation) == push.generation
    )


def _completed(
    envelope: _Envelope, push: PushRequest, before: ChainHead | None, *, is_last: bool, is_read: bool
) -> Operation:
    """Return an operation with everything that the short form left out. Raises ``SpellOut``."""
    is_full = bool(envelope.body_hash and envelope.prev_hash and envelope.chain_hash)
    if not is_full and not is_read:
        raise SpellOut()
    own_hash = digest(envelope.body.encode()) if is_read else envelope.body_hash
    operation = Operation(
        op_id=envelope.op_id,
        device=push.device,
        generation=push.generation,
        seq=envelope.seq,
        kind=envelope.kind,
        v=envelope.v,
        hlc=envelope.hlc,
        body=envelope.body,
        body_hash=envelope.body_hash or own_hash,
        prev_hash=envelope.prev_hash or _link(envelope.seq, before),
        chain_hash=envelope.chain_hash,
        deps=tuple(envelope.deps),
    )
    if is_full:
        return operation
    found = chain_hash(operation)
    is_unproved = is_last and not envelope.chain_hash
    if is_unproved or operation.body_hash != own_hash or envelope.chain_hash not in ("", found):
        raise SpellOut()
    return msgspec.structs.replace(operation, chain_hash=found)


def _link(seq: int, before: ChainHead | None) -> str:
    if before is None or before.seq != seq - 1:
        raise SpellOut()
    return before.chain_hash
