"""The relays of shops: where tills find theirs, which tills it may speak with, and the pushes that it carries here.

A relay is paired like a till, under the number ``RELAY_NO``; its generation is its fence. It can carry what a till
signed and cannot forge it: each carried push is checked as if the till itself had sent it, only the till's clock may
be any time off, because the network may have been away for longer than the window of a direct push.
"""

from __future__ import annotations

import logging

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from posapp.domain.clock import Clock, Millis
from posapp.domain.errors import Refused
from sync.hub import auth, keys
from sync.hub.auth import Device
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.desk import TillDesk
from sync.hub.errors import NoRelay, Unreadable
from sync.hub.limits import inflate
from sync.hub.publishing import lock_streams, publish, published, stream_of
from sync.hub.pushes import read_push
from sync.protocol.decoding import from_json, from_plain
from sync.protocol.relay import (
    RELAY_NO,
    Carried,
    CarriedPush,
    CarryAnswer,
    CarryRequest,
    Held,
    RelayReport,
    ShopDevice,
    ShopList,
    shop_list_message,
)
from sync.protocol.rows import Relay
from sync.protocol.signing import DEVICE_HEADER, SIGNATURE_HEADER, TIME_HEADER, sign

log = logging.getLogger(__name__)

PUSH_TARGET = "/sync/v1/ops"


class Heard(msgspec.Struct, frozen=True):
    """What a shop's newest relay last reported, for the office."""

    fence: int
    url: str
    heard_ms: int
    held: list[Held]


class RelayDesk:
    """Serves relays over one database, beside the desk of the tills."""

    def __init__(self, database: Database, clock: Clock, tills: TillDesk) -> None:
        self._database = database
        self._clock = clock
        self._tills = tills

    def report(self, relay: Device, message: RelayReport) -> ShopList:
        """Publish where the newest relay of a shop is, and answer with the shop's tills. Raises ``NoRelay``."""
        _check_is_relay(relay)
        now = self._clock.now()
        with self._database.writing() as conn:
            lock_streams(conn, stream_of("relay", relay.shop_id))
            fence = newest_fence(conn, relay.shop_id)
            if fence == relay.generation:
                _publish_place(conn, relay, message)
                _keep_heard(conn, relay.shop_id, Heard(fence, message.url, now, message.held))
            auth.note_contact(conn, relay, now)
            return _shop_list(conn, relay.shop_id, fence, now)

    def carry(self, relay: Device, message: CarryRequest) -> CarryAnswer:
        """Take in what tills signed, in the order given. Raises ``NoRelay``; one bad push holds up no other."""
        _check_is_relay(relay)
        return CarryAnswer(
            carried=[self._carry_one(relay, push) for push in message.pushes], server_ms=self._clock.now()
        )

    def _carry_one(self, relay: Device, push: CarriedPush) -> Carried:
        headers = {DEVICE_HEADER: push.device, TIME_HEADER: str(push.time_ms), SIGNATURE_HEADER: push.signature}
        try:
            with self._database.reading() as conn:
                till = auth.signer(conn, headers, "POST", PUSH_TARGET, push.body)
            if till.shop_id != relay.shop_id:
                raise Unreadable()
            message, unread = read_push(inflate(push.body, push.encoding), self._tills.received(till))
            answer = self._tills.push(till, message, unread, signed_ms=push.time_ms)
        except Refused as refusal:
            log.warning("the relay of %s carried a push that is refused: %s", relay.shop_id, refusal.code)
            return Carried(code=refusal.code, received_through=0)
        return Carried(code="", received_through=answer.received_through)


def newest_fence(conn: Connection, shop_id: str) -> int:
    """Return the fence of a shop's newest relay that is in service, 0 without one."""
    known = tables.device
    newest = select(func.max(known.c.generation)).where(
        known.c.shop_id == shop_id, known.c.till_no == RELAY_NO, known.c.status != "revoked"
    )
    return int(conn.execute(newest).scalar() or 0)


def heard_of(conn: Connection, shop_id: str) -> Heard | None:
    """Return what the shop's newest relay last reported."""
    kept = conn.execute(select(tables.meta.c.value).where(tables.meta.c.key == _heard_key(shop_id))).scalar()
    return None if kept is None else from_json(kept, Heard)


def _check_is_relay(device: Device) -> None:
    if device.till_no != RELAY_NO or device.status != "active":
        raise NoRelay()


def _publish_place(conn: Connection, relay: Device, message: RelayReport) -> None:
    row = Relay(
        id=relay.shop_id,
        shop_id=relay.shop_id,
        url=message.url,
        fingerprint=message.fingerprint,
        fence=relay.generation,
    )
    if published(conn, Relay, row.id) != row:
        publish(conn, row)


def _shop_list(conn: Connection, shop_id: str, fence: int, now: Millis) -> ShopList:
    known = tables.device
    found = conn.execute(
        select(known).where(known.c.shop_id == shop_id).order_by(known.c.till_no, known.c.generation)
    ).mappings()
    devices = [
        from_plain({name: row[name] for name in ShopDevice.__struct_fields__}, ShopDevice)
        for row in found
        if row["till_no"] != RELAY_NO or row["generation"] == fence
    ]
    unsigned = ShopList(
        shop_id=shop_id, epoch=keys.epoch(conn), fence=fence, devices=devices, server_ms=now, root_signature=""
    )
    signature = sign(keys.root_private(conn), shop_list_message(unsigned))
    return msgspec.structs.replace(unsigned, root_signature=signature)


def _keep_heard(conn: Connection, shop_id: str, heard: Heard) -> None:
    key, value = _heard_key(shop_id), msgspec.json.encode(heard).decode()
    meta = tables.meta
    if conn.execute(update(meta).where(meta.c.key == key).values(value=value)).rowcount == 0:
        conn.execute(insert(meta).values(key=key, value=value))


def _heard_key(shop_id: str) -> str:
    return f"relay:{shop_id}"
