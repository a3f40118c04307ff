"""Learn a till again that this database has forgotten: it was paired after the backup that the hub came back from.

At pairing the root key signs who the till is; the till keeps that certificate and shows it when it is not known. Both
signatures count: the root's on the certificate, and the till's own on the request. The root key is in every backup,
so an older copy of the hub believes what a later one has signed. What was revoked after the backup is not known to be
revoked, by a certificate or without one: the office looks through its tills after a restore.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_lowercase

from sqlalchemy import Connection, select

from posapp.domain.clock import Millis
from sync.hub import auth, keys
from sync.hub.db import tables
from sync.hub.enrolment import open_log
from sync.hub.errors import Revoked, Unauthorised
from sync.hub.exceptions import note_exception
from sync.hub.publishing import lock_streams, stream_of
from sync.protocol.signing import DEVICE_HEADER, certificate_message, is_signed
from sync.protocol.wire import IntroduceAnswer, IntroduceRequest


def introduce(
    conn: Connection,
    who: IntroduceRequest,
    headers: Mapping[str, str],
    method: str,
    target: str,
    body: bytes,
    now: Millis,
) -> IntroduceAnswer:
    """Learn who a till is from its certificate, unless that is known. Raises ``Unauthorised`` or ``Revoked``."""
    is_its_own = headers.get(DEVICE_HEADER, "") == who.device and auth.is_signed_with(
        who.public_key, headers, method, target, body, now
    )
    certified = certificate_message(who.device, who.generation, who.shop_id, who.till_no, who.public_key)
    if not is_its_own or not is_signed(keys.root_key(conn), certified, who.certificate):
        raise Unauthorised()
    lock_streams(conn, stream_of("staff", who.shop_id))
    known = tables.device
    found = conn.execute(
        select(known.c.public_key, known.c.status).where(
            known.c.device == who.device, known.c.generation == who.generation
        )
    ).one_or_none()
    if found is None:
        _learn(conn, who, now)
    elif found.public_key != who.public_key:
        raise Unauthorised()
    elif found.status == "revoked":
        raise Revoked()
    return IntroduceAnswer(epoch=keys.epoch(conn), server_ms=now)


def _learn(conn: Connection, who: IntroduceRequest, now: Millis) -> None:
    """Take the till in as it was paired. Its log begins anew here, and it sends all of it."""
    till_no = _free_number(conn, who)
    log, seat = (who.device, who.generation), (who.shop_id, till_no)
    open_log(conn, log, seat, public_key=who.public_key, program=who.program, now=now)
    code = "introduced" if till_no == who.till_no else "number_twice"
    note_exception(conn, code, shop_id=who.shop_id, at_ms=now, till_no=who.till_no, shown=till_no)


def _free_number(conn: Connection, who: IntroduceRequest) -> str:
    """Return the till's number; with a letter behind it, for people, when it was given to another till meanwhile."""
    known = tables.device
    taken = set(
        conn.execute(
            select(known.c.till_no).where(
                known.c.shop_id == who.shop_id,
                known.c.generation == who.generation,
                known.c.till_no.startswith(who.till_no),
            )
        ).scalars()
    )
    free: str = next(number for letter in ("", *ascii_lowercase[1:]) if (number := who.till_no + letter) not in taken)
    return free
