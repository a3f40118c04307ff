"""A till asks before it takes value: yes sets the units aside until its sale is applied, no changes nothing.

The till makes the id of what it asks. The same question under the same id has the same answer for ever, so a lost
answer is asked for again without harm.
"""

from __future__ import annotations

from sqlalchemy import Connection

from posapp.domain.clock import MINUTE, Clock, Millis
from sync.hub.auth import Device
from sync.hub.errors import OtherQuestion, Unreadable
from sync.hub.publishing import lock_streams
from sync.hub.sentences import sentence
from sync.hub.value import coupons, owners, rights
from sync.hub.value.terms import INSTRUMENTS, terms_of
from sync.protocol.wire import AuthoriseRequest, ValueAnswer

HOLDS_FOR_MS = 15 * MINUTE
_LONGEST_ID = 64
_MOST_UNITS = 10**12


def authorise(conn: Connection, clock: Clock, device: Device, asked: AuthoriseRequest) -> ValueAnswer:
    """Set units aside for a till, or say why not. Raises ``OtherQuestion`` or ``Unreadable``."""
    lock_streams(conn, "members")
    now = clock.now()
    if not 0 < asked.units < _MOST_UNITS or not 0 < len(asked.authorisation_id) <= _LONGEST_ID:
        raise Unreadable()
    if asked.instrument == "coupon" and asked.units != 1:
        raise Unreadable()
    known = rights.find(conn, asked.authorisation_id)
    if known is not None:
        _check_same(known, device, asked)
        return _answer(known, now)
    code, available = _why_not(conn, device, asked, now)
    right = rights.write(
        conn,
        right_id=asked.authorisation_id,
        kind="authorisation",
        instrument=asked.instrument,
        owner_id=asked.owner_id,
        shop_id=device.shop_id,
        device=device.device,
        generation=device.generation,
        fence=0,
        units=asked.units,
        available=available if code else available - asked.units,
        from_ms=now,
        until_ms=now + HOLDS_FOR_MS,
        status="refused" if code else "open",
        code=code,
    )
    if not code and asked.instrument != "coupon":
        rights.set_aside(conn, right, asked.units, now)
    return _answer(right, now)


def void(conn: Connection, clock: Clock, device: Device, authorisation_id: str) -> ValueAnswer:
    """Give back what a till will not spend. One that was never seen is remembered, so that it comes too late."""
    lock_streams(conn, "members")
    now = clock.now()
    if not 0 < len(authorisation_id) <= _LONGEST_ID:
        raise Unreadable()
    right = rights.find(conn, authorisation_id)
    if right is None:
        right = rights.write(
            conn,
            right_id=authorisation_id,
            kind="authorisation",
            instrument="",
            owner_id="",
            shop_id=device.shop_id,
            device=device.device,
            generation=device.generation,
            fence=0,
            units=0,
            available=0,
            from_ms=now,
            until_ms=now,
            status="voided",
            code="",
        )
    elif (right["device"], right["kind"]) != (device.device, "authorisation"):
        raise OtherQuestion()
    elif right["status"] == "open":
        rights.end(conn, right, "voided", now)
        right = {**right, "status": "voided"}
    return _answer(right, now)


def _why_not(conn: Connection, device: Device, asked: AuthoriseRequest, now: Millis) -> tuple[str, int]:
    """Return why so much cannot be spent (empty: it can), and the units that are to be had."""
    if asked.instrument == "coupon":
        code = coupons.why_not(conn, device, asked.owner_id, now)
        return code, int(not code)
    if asked.instrument not in INSTRUMENTS or terms_of(conn, asked.instrument).fen_per_unit <= 0:
        return "unknown_value", 0
    if not owners.know(conn, asked.instrument, asked.owner_id, now):
        return "unknown_value", 0
    if owners.is_blocked(conn, asked.instrument, asked.owner_id, now):
        return "value_blocked", 0
    available = owners.available(conn, asked.instrument, asked.owner_id)
    return ("" if asked.units <= available else "not_enough_value"), available


def _check_same(known: rights.Right, device: Device, asked: AuthoriseRequest) -> None:
    """Refuse another question under an id that was used; one that was voided unseen may have been any question."""
    if known["status"] == "voided" and not known["instrument"] and known["device"] == device.device:
        return
    same = (known["instrument"], known["owner_id"], known["units"], known["device"], known["kind"])
    if same != (asked.instrument, asked.owner_id, asked.units, device.device, "authorisation"):
        raise OtherQuestion()


_STATUS = {"open": "authorised", "ended": "voided", "written_off": "voided"}


def _answer(right: rights.Right, now: Millis) -> ValueAnswer:
    text = sentence(right["code"], {"available": right["available"]}) if right["code"] else None
    return ValueAnswer(
        authorisation_id=right["right_id"],
        status=_STATUS.get(right["status"], right["status"]),  # type: ignore[arg-type]  # the table's check holds
        units=right["units"],
        available=right["available"],
        until_ms=right["until_ms"],
        server_ms=now,
        code=right["code"],
        zh=text.zh if text else "",
        en=text.en if text else "",
    )
