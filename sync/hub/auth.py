"""Who sends a request: the device whose key signed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, bindparam, case, select, update

from posapp.domain.clock import Millis
from sync.hub.db import tables
from sync.hub.errors import ClockIsOff, Unauthorised
from sync.protocol.signing import (
    DEVICE_HEADER,
    LARGEST_SKEW_MS,
    SIGNATURE_HEADER,
    TIME_HEADER,
    is_signed,
    request_message,
)
from sync.protocol.wire import EndOfLog

_known = tables.device
_now = bindparam("now", type_=BigInteger)
_heard_of = (
    update(_known)
    .where(_known.c.device == bindparam("of_device"), _known.c.generation == bindparam("of_generation"))
    .values(last_contact_ms=_now, hlc=case((_known.c.hlc < _now, _now), else_=_known.c.hlc))
)
_ends_at = (
    update(_known)
    .where(
        _known.c.device == bindparam("of_device"),
        _known.c.generation == bindparam("of_generation"),
        _known.c.received_through >= bindparam("seq", type_=BigInteger),
    )
    .values(end_seq=bindparam("seq", type_=BigInteger), end_heard_ms=bindparam("heard", type_=BigInteger))
)
_generations = (
    select(
        _known.c.device, _known.c.generation, _known.c.shop_id, _known.c.till_no, _known.c.status, _known.c.public_key
    )
    .where(_known.c.device == bindparam("who"))
    .order_by(_known.c.generation.desc())
)


@dataclass(frozen=True, slots=True)
class Device:
    """A till as its signature proved it: which generation, of which shop, in what standing."""

    device: str
    generation: int
    shop_id: str
    till_no: str
    status: str


def authenticate(
    conn: Connection, headers: Mapping[str, str], method: str, target: str, body: bytes, now: Millis
) -> Device:
    """Return the device that signed a request. Raises ``Unauthorised``, or ``ClockIsOff`` with our time.

    Every generation of a device keeps its own key, so that an old disk that comes back can still deliver its facts.
    ``body`` is what came over the wire, before any inflating.
    """
    try:
        time_ms = int(headers.get(TIME_HEADER, ""))
    except ValueError:
        raise Unauthorised() from None
    device = signer(conn, headers, method, target, body)
    if abs(time_ms - now) > LARGEST_SKEW_MS:
        raise ClockIsOff(server_ms=now)
    return device


def signer(conn: Connection, headers: Mapping[str, str], method: str, target: str, body: bytes) -> Device:
    """Return the device that signed a request, whenever that was. Raises ``Unauthorised``.

    For what may come late or again without harm: a push that a relay carries.
    """
    try:
        time_ms = int(headers.get(TIME_HEADER, ""))
    except ValueError:
        raise Unauthorised() from None
    message = request_message(method, target, time_ms, body)
    signature = headers.get(SIGNATURE_HEADER, "")
    for found in conn.execute(_generations, {"who": headers.get(DEVICE_HEADER, "")}):
        if is_signed(found.public_key, message, signature):
            return Device(found.device, found.generation, found.shop_id, found.till_no, found.status)
    raise Unauthorised()


def is_signed_with(
    public_key: str, headers: Mapping[str, str], method: str, target: str, body: bytes, now: Millis
) -> bool:
    """Tell whether a request was signed with a key that the caller found elsewhere, at about this time."""
    try:
        time_ms = int(headers.get(TIME_HEADER, ""))
    except ValueError:
        return False
    message = request_message(method, target, time_ms, body)
    return abs(time_ms - now) <= LARGEST_SKEW_MS and is_signed(public_key, message, headers.get(SIGNATURE_HEADER, ""))


def note_contact(conn: Connection, device: Device, now: Millis, end: EndOfLog | None = None) -> None:
    """Keep that a device was heard of, and where its log ends once all of it is received.

    While some of it is still to come, where it ended before stands: that remains true.
    """
    at = {"of_device": device.device, "of_generation": device.generation, "now": now}
    conn.execute(_heard_of, at)
    if end is not None:
        conn.execute(_ends_at, {**at, "seq": end.seq, "heard": min(end.heard_ms, now)})
