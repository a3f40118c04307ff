"""The relay's file: the hub's tables of devices and their inbox, and the pushes as they were signed.

What is still to be carried is never remembered, it is worked out: a push is to be carried when it reaches further than
the hub said it has, and was not carried in this life of the hub. A hub that was restored gets everything back, also one
of which nobody said that it was: what it lacks of a log in good standing is carried again after a while.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from posapp.domain.clock import DAY, MINUTE, SECOND, Clock
from sync.hub import auth, ingest
from sync.hub.auth import Device
from sync.hub.db import tables
from sync.hub.db.database import open_sqlite
from sync.hub.db.migrate import upgrade
from sync.hub.errors import Revoked, Unreadable
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.relay import MOST_CARRIED_BYTES, RELAY_NO, CarriedPush, Held, NeighbourFact, NeighbourPage, ShopList
from sync.protocol.signing import SIGNATURE_HEADER, TIME_HEADER
from sync.protocol.wire import PushAnswer, PushRequest
from sync.relay.tables import hub_log, metadata, relay_push

FILE_NAME = "relay.db"
KEEP_FOR = 35 * DAY
"""As long as a till keeps its own log, and for the same reason: the hub may come back from an older copy."""

GRACE = 3 * SECOND
"""So long the till itself is given to reach the hub, before the relay carries for it."""

REFUSED_PAUSE = 10 * MINUTE
CARRIED_PAUSE = 10 * MINUTE
"""So long after it was carried a push that the hub still lacks is carried again: the hub may be an older copy of itself
that nobody told of. It may also lack what lies before that push, which is why it is no shorter."""

_IDENTITY = "relay_identity"
_SHOP_LIST = "relay_shop_list"

_known, _inbox, _push = tables.device, tables.inbox, relay_push.c
_standings = select(_known.c.device, _known.c.generation, _known.c.status)
_logs_held = (
    select(_known.c.device, _known.c.generation, _known.c.received_through)
    .where(_known.c.received_through > 0)
    .order_by(_known.c.device, _known.c.generation)
)
_hub_logs = select(hub_log.c.device, hub_log.c.generation, hub_log.c.received_through)
_reached = upsert(hub_log)
_keep_hub_log = _reached.on_conflict_do_update(
    index_elements=["device", "generation"], set_={"received_through": _reached.excluded.received_through}
)
_of_neighbours = (
    select(_inbox.c.hub_no, _inbox.c.envelope, _known.c.till_no)
    .join(_known, (_known.c.device == _inbox.c.device) & (_known.c.generation == _inbox.c.generation))
    .where(
        _inbox.c.hub_no > bindparam("after"),
        _inbox.c.is_sound,
        or_(_inbox.c.device != bindparam("to_device"), _inbox.c.generation != bindparam("to_generation")),
    )
    .order_by(_inbox.c.hub_no)
    .limit(bindparam("most"))
)
_same_push = (
    select(_push.push_no)
    .where(
        _push.device == bindparam("of_device"),
        _push.generation == bindparam("of_generation"),
        _push.last_seq == bindparam("up_to"),
        _push.body == bindparam("is_body"),
    )
    .limit(1)
)
_keep_push = upsert(relay_push).on_conflict_do_nothing(index_elements=["signature"])
_lacking = (
    select(relay_push)
    .outerjoin(hub_log, and_(hub_log.c.device == _push.device, hub_log.c.generation == _push.generation))
    .where(
        _push.last_seq > func.coalesce(hub_log.c.received_through, 0),
        _push.carried_in != bindparam("in_epoch"),
    )
)
"""The pushes that reach further than the hub's log and were not carried in this life of the hub."""
_any_lacking = _lacking.limit(1)
_due = (
    select(relay_push)
    .outerjoin(hub_log, and_(hub_log.c.device == _push.device, hub_log.c.generation == _push.generation))
    .outerjoin(_known, and_(_known.c.device == _push.device, _known.c.generation == _push.generation))
    .where(
        _push.last_seq > func.coalesce(hub_log.c.received_through, 0),
        or_(_push.carried_in != bindparam("in_epoch"), _known.c.status == "active"),
        _push.taken_ms <= bindparam("before"),
        _push.not_before_ms <= bindparam("at_ms"),
    )
    .order_by(_push.push_no)
    .limit(500)
)
_forget_pushes = delete(relay_push).where(
    _push.taken_ms < bindparam("before"), _push.push_no.not_in(select(_lacking.subquery().c.push_no))
)
_one_kept = select(tables.meta.c.value).where(tables.meta.c.key == bindparam("wanted"))
_put = upsert(tables.meta)
_keep_one = _put.on_conflict_do_update(index_elements=["key"], set_={"value": _put.excluded.value})


class RelayIdentity(msgspec.Struct, frozen=True):
    """What the relay became when it was paired. ``fence`` is its generation; the older relay has a smaller one."""

    device: str
    fence: int
    shop_id: str
    hub_url: str
    root_key: str
    private_key: str
    code: str  # with which it was paired, so that a start with the same command line does not pair again


class ToCarry(NamedTuple):
    """A push that the hub lacks, by its number here."""

    push_no: int
    push: CarriedPush


class RelayStore:
    """One relay's file. Every call is a transaction of its own; safe to use from several threads."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clock = clock
        self.database = open_sqlite(folder / FILE_NAME)
        upgrade(self.database)
        with self.database.writing() as conn:
            metadata.create_all(conn)

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    # --- who we are, and who the tills are ---------------------------------------------------------------------------

    def identity(self) -> RelayIdentity | None:
        """Return who this relay is, None before pairing."""
        with self.database.reading() as conn:
            kept = _kept(conn, _IDENTITY)
        return None if kept is None else from_json(kept, RelayIdentity)

    def become(self, identity: RelayIdentity) -> None:
        """Keep who this relay is from now on."""
        with self.database.writing() as conn:
            _keep(conn, _IDENTITY, msgspec.json.encode(identity).decode())

    def learn(self, listed: ShopList) -> None:
        """Keep the hub's list of tills for the time when there is no hub.

        The log of a till that is new here goes on where the hub has it: what lies before reaches the other tills in
        their feeds.
        """
        known = tables.device
        now = self._clock.now()
        with self.database.writing() as conn:
            if listed.epoch != _epoch(conn):
                again = _push.carried_in.not_in(("", listed.epoch))
                conn.execute(update(relay_push).where(again).values(not_before_ms=0))
            _keep(conn, _SHOP_LIST, msgspec.json.encode(listed).decode())
            here = {(row.device, row.generation): row.status for row in conn.execute(_standings)}
            kept = {(row.device, row.generation): row.received_through for row in conn.execute(_hub_logs)}
            for each in listed.devices:
                if each.till_no == RELAY_NO:
                    continue
                log = (each.device, each.generation)
                if log not in here:
                    conn.execute(
                        insert(known).values(
                            device=each.device,
                            generation=each.generation,
                            shop_id=listed.shop_id,
                            till_no=each.till_no,
                            public_key=each.public_key,
                            program="",
                            status=each.status,
                            enrolled_ms=now,
                            last_contact_ms=now,
                            received_through=each.received_through,
                            applied_through=0,
                            chain_hash=each.chain_hash,
                        )
                    )
                elif each.status not in ("active", here[log]):
                    place = (known.c.device == each.device) & (known.c.generation == each.generation)
                    conn.execute(update(known).where(place).values(status=each.status))
                if kept.get(log) != each.received_through:
                    reached = {"device": log[0], "generation": log[1], "received_through": each.received_through}
                    conn.execute(_keep_hub_log, reached)

    def shop_list(self) -> ShopList | None:
        """Return the hub's last list, None before the first."""
        with self.database.reading() as conn:
            kept = _kept(conn, _SHOP_LIST)
        return None if kept is None else from_json(kept, ShopList)

    def held(self) -> list[Held]:
        """Return up to which operation the relay holds each log, of the tills that have brought any here."""
        with self.database.reading() as conn:
            found = conn.execute(_logs_held).all()
        return [Held(device=row.device, generation=row.generation, through=row.received_through) for row in found]

    # --- what tills ask ----------------------------------------------------------------------------------------------

    def signer(self, headers: Mapping[str, str], method: str, target: str, body: bytes) -> Device:
        """Return the till that signed a request. Raises ``Unauthorised``.

        Whenever it was signed: this machine's clock may be as wrong as the till's, and a push that comes again changes
        nothing.
        """
        with self.database.reading() as conn:
            return auth.signer(conn, headers, method, target, body)

    def take_in(
        self, till: Device, message: PushRequest, raw: bytes, encoding: str, headers: Mapping[str, str]
    ) -> PushAnswer:
        """Keep a push, its facts and its signed form, in one transaction. Raises ``Unreadable``."""
        own = (till.device, till.generation)
        if (message.device, message.generation) != own:
            raise Unreadable()
        if any((operation.device, operation.generation) != own or operation.seq < 1 for operation in message.ops):
            raise Unreadable()
        now = self._clock.now()
        with self.database.writing() as conn:
            taken = ingest.take_in(conn, self._clock, till, message.ops)
            last_seq = max((operation.seq for operation in message.ops), default=0)
            if message.ops and not _is_kept(conn, till, last_seq, raw):
                push = {
                    "device": till.device,
                    "generation": till.generation,
                    "last_seq": last_seq,
                    "time_ms": int(headers[TIME_HEADER]),
                    "signature": headers[SIGNATURE_HEADER],
                    "encoding": encoding,
                    "body": raw,
                    "taken_ms": now,
                }
                conn.execute(_keep_push, push)
        return PushAnswer(
            epoch="relay",
            received_through=taken.received_through,
            backed_up_through=0,
            results=[],
            want=taken.want,
            server_ms=now,
        )

    def neighbours(self, till: Device, fence: int, after: int, most: int) -> NeighbourPage:
        """Return what the other tills brought after place ``after``. Raises ``Revoked``."""
        if till.status == "revoked":
            raise Revoked()
        asked = {"after": after, "to_device": till.device, "to_generation": till.generation, "most": most + 1}
        with self.database.reading() as conn:
            found = conn.execute(_of_neighbours, asked).all()
        facts = [
            NeighbourFact(no=row.hub_no, till_no=row.till_no, op=from_json(row.envelope, Operation))
            for row in found[:most]
        ]
        return NeighbourPage(
            fence=fence,
            facts=facts,
            next=facts[-1].no if facts else after,
            more=len(found) > most,
            server_ms=self._clock.now(),
        )

    # --- what the hub lacks ------------------------------------------------------------------------------------------

    def is_ahead(self) -> bool:
        """Tell whether the relay holds what the hub, as far as it is known, lacks."""
        with self.database.reading() as conn:
            return conn.execute(_any_lacking, {"in_epoch": _epoch(conn)}).first() is not None

    def to_carry(self) -> list[ToCarry]:
        """Return the next pushes that the hub lacks, oldest first, as many as go into one request."""
        now = self._clock.now()
        with self.database.reading() as conn:
            due = {"in_epoch": _epoch(conn), "before": now - GRACE, "at_ms": now}
            taken: list[ToCarry] = []
            size = 0
            for row in conn.execute(_due, due):
                size += len(row.body)
                if taken and size > MOST_CARRIED_BYTES:
                    break
                push = CarriedPush(
                    device=row.device,
                    time_ms=row.time_ms,
                    signature=row.signature,
                    encoding=row.encoding,
                    body=row.body,
                )
                taken.append(ToCarry(row.push_no, push))
        return taken

    def carried(self, push_no: int, code: str) -> None:
        """Keep what became of a carried push; one that was refused is tried again after a pause."""
        with self.database.writing() as conn:
            now = self._clock.now()
            values: dict[str, object] = {"carried_in": _epoch(conn), "not_before_ms": now + CARRIED_PAUSE}
            if code:
                values = {"not_before_ms": now + REFUSED_PAUSE}
            conn.execute(update(relay_push).where(relay_push.c.push_no == push_no).values(values))

    def forget_old(self) -> None:
        """Forget what is older than any till's log and no longer lacking at the hub."""
        before = self._clock.now() - KEEP_FOR
        inbox = tables.inbox
        with self.database.writing() as conn:
            conn.execute(_forget_pushes, {"in_epoch": _epoch(conn), "before": before})
            oldest = select(func.coalesce(func.min(relay_push.c.taken_ms), before)).scalar_subquery()
            conn.execute(delete(inbox).where(inbox.c.received_ms < before, inbox.c.received_ms < oldest))


def _is_kept(conn: Connection, till: Device, last_seq: int, body: bytes) -> bool:
    """Tell whether the same push, signed at another time, is kept: a till that is set apart sends its own for ever."""
    same = {"of_device": till.device, "of_generation": till.generation, "up_to": last_seq, "is_body": body}
    return conn.execute(_same_push, same).first() is not None


def _epoch(conn: Connection) -> str:
    """Return the life of the hub that was last heard of."""
    kept = _kept(conn, _SHOP_LIST)
    return "-" if kept is None else from_json(kept, ShopList).epoch


def _kept(conn: Connection, key: str) -> str | None:
    found: str | None = conn.execute(_one_kept, {"wanted": key}).scalar()
    return found


def _keep(conn: Connection, key: str, value: str) -> None:
    conn.execute(_keep_one, {"key": key, "value": value})
