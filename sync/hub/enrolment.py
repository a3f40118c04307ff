"""Pair tills with shops: one-time codes from the back office, identities for tills."""

from __future__ import annotations

import re
import secrets
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from posapp.domain.clock import MINUTE, Clock, Millis
from posapp.domain.identity import new_id
from posapp.domain.text import Bilingual
from sync.hub import keys
from sync.hub.db import tables
from sync.hub.errors import PairingRefused, TillNumber, UnknownShop, Unreadable
from sync.hub.ingest import set_ahead_apart
from sync.hub.publishing import lock_streams, published, stream_of
from sync.protocol.envelope import GENESIS
from sync.protocol.relay import RELAY_NO
from sync.protocol.rows import Chain, Shop
from sync.protocol.signing import certificate_message, sign
from sync.protocol.wire import EnrolAnswer, EnrolRequest

CODE_LIVES_MS = 10 * MINUTE

_TILL_NO = re.compile(r"[0-9]{2}", re.ASCII)
_PUBLIC_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)


class PairingCode(NamedTuple):
    """A one-time code: eight digits for one till number of one shop, until an instant."""

    code: str
    shop_id: str
    till_no: str
    until_ms: int


def new_code(conn: Connection, clock: Clock, shop_id: str, till_no: str = "") -> PairingCode:
    """Make a one-time code for the next free till number, or for ``till_no`` when a till gets a new disk.

    Raises ``UnknownShop`` or ``TillNumber``.
    """
    lock_streams(conn, stream_of("staff", shop_id))
    if published(conn, Shop, shop_id) is None:
        raise UnknownShop()
    now = clock.now()
    chosen = till_no or _next_till_no(conn, shop_id, now)
    if not _TILL_NO.fullmatch(chosen) or chosen == RELAY_NO:
        raise TillNumber()
    return _offer(conn, shop_id, chosen, now)


def new_relay_code(conn: Connection, clock: Clock, shop_id: str) -> PairingCode:
    """Make a one-time code for a shop's relay; one that is paired already is replaced. Raises ``UnknownShop``."""
    lock_streams(conn, stream_of("staff", shop_id))
    if published(conn, Shop, shop_id) is None:
        raise UnknownShop()
    return _offer(conn, shop_id, RELAY_NO, clock.now())


def _offer(conn: Connection, shop_id: str, chosen: str, now: Millis) -> PairingCode:
    code = f"{secrets.randbelow(10**8):08d}"
    while conn.execute(select(tables.enrol_code.c.code).where(tables.enrol_code.c.code == code)).scalar() is not None:
        code = f"{secrets.randbelow(10**8):08d}"
    made = PairingCode(code, shop_id, chosen, now + CODE_LIVES_MS)
    conn.execute(insert(tables.enrol_code).values(made_ms=now, **made._asdict()))
    return made


def enrol(conn: Connection, clock: Clock, request: EnrolRequest) -> EnrolAnswer:
    """Trade a one-time code for an identity; a till number that is paired already gets its next generation.

    Raises ``PairingRefused`` with the reason, or ``Unreadable`` for a public key that is none.
    """
    if not _PUBLIC_KEY.fullmatch(request.public_key):
        raise Unreadable()
    now = clock.now()
    offered = tables.enrol_code
    found = conn.execute(select(offered).where(offered.c.code == request.code).with_for_update()).one_or_none()
    if found is None:
        raise PairingRefused(reason="unknown")
    if found.used_ms is not None:
        raise PairingRefused(reason="used")
    if now > found.until_ms:
        raise PairingRefused(reason="expired")
    lock_streams(conn, stream_of("staff", found.shop_id))
    conn.execute(update(offered).where(offered.c.code == request.code).values(used_ms=now))
    device, generation = _next_generation(conn, found.shop_id, found.till_no, now)
    seat = (found.shop_id, found.till_no)
    open_log(conn, (device, generation), seat, public_key=request.public_key, program=request.program, now=now)
    chain = chain_name(conn)
    return EnrolAnswer(
        device=device,
        generation=generation,
        shop_id=found.shop_id,
        till_no=found.till_no,
        chain_zh=chain.zh,
        chain_en=chain.en,
        root_key=keys.root_key(conn),
        phone_key=keys.phone_key(conn),
        epoch=keys.epoch(conn),
        server_ms=now,
        certificate=sign(
            keys.root_private(conn),
            certificate_message(device, generation, found.shop_id, found.till_no, request.public_key),
        ),
    )


def chain_name(conn: Connection) -> Bilingual:
    """Return what the chain is called; empty before its row is published."""
    chain = published(conn, Chain, "chain")
    return Bilingual("", "") if chain is None else Bilingual(chain.name_zh, chain.name_en)


def revoke(conn: Connection, device: str) -> None:
    """Take a till out of service, every generation of it: its facts are still kept, but not booked.

    It is told before anything else: whatever it asks for next is refused with ``revoked``.
    """
    known = tables.device
    conn.execute(update(known).where(known.c.device == device).values(status="revoked"))
    for (generation,) in conn.execute(select(known.c.generation).where(known.c.device == device)).all():
        set_ahead_apart(conn, device, generation, why="revoked")


def _next_till_no(conn: Connection, shop_id: str, now: Millis) -> str:
    """Return the next free number; one that an open code has been given is not free."""
    known, offered = tables.device, tables.enrol_code
    paired = select(known.c.till_no).where(known.c.shop_id == shop_id)
    open_ = select(offered.c.till_no).where(
        offered.c.shop_id == shop_id, offered.c.used_ms.is_(None), offered.c.until_ms >= now
    )
    taken = {int(till_no) for till_no in conn.execute(paired.union(open_)).scalars()}
    return f"{max(taken, default=0) + 1:02d}"


def open_log(
    conn: Connection, log: tuple[str, int], seat: tuple[str, str], *, public_key: str, program: str, now: Millis
) -> None:
    """Let a log, device and generation, begin at a seat, shop and till number."""
    device, generation = log
    shop_id, till_no = seat
    conn.execute(
        insert(tables.device).values(
            device=device,
            generation=generation,
            shop_id=shop_id,
            till_no=till_no,
            public_key=public_key,
            program=program,
            status="active",
            enrolled_ms=now,
            last_contact_ms=now,
            received_through=0,
            applied_through=0,
            chain_hash=GENESIS,
        )
    )


def _next_generation(conn: Connection, shop_id: str, till_no: str, now: Millis) -> tuple[str, int]:
    known = tables.device
    newest = conn.execute(
        select(known.c.device, known.c.generation, known.c.status)
        .where(known.c.shop_id == shop_id, known.c.till_no == till_no)
        .order_by(known.c.generation.desc())
        .limit(1)
    ).one_or_none()
    return (f"d-{new_id(now)}", 1) if newest is None else (newest.device, newest.generation + 1)
