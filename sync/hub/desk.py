"""What the hub does for a till that is known by its signature, whatever carried the message here.

HTTP is ``tills``; the simulator calls the same desk from one thread.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, bindparam, select

from posapp.domain.clock import Clock
from sync.hub import apply, auth, backups, clocks, feed, ingest, introducing, keys, proof, receipts, settling
from sync.hub.auth import Device
from sync.hub.db import tables
from sync.hub.db.bulk import among, ask
from sync.hub.db.database import Database
from sync.hub.errors import Revoked, TooLarge, Unreadable
from sync.hub.sentences import sentence
from sync.hub.value import authorising, leasing
from sync.kill_points import passing
from sync.protocol.brevity import made_brief
from sync.protocol.canonical import LARGEST_INTEGER
from sync.protocol.envelope import ChainHead, Operation
from sync.protocol.receipts import MemberQuestion, MemberReceipts, ReceiptAnswer, ReceiptQuestion
from sync.protocol.wire import (
    MOST_OPERATIONS,
    AnnounceAnswer,
    AnnounceRequest,
    AuthoriseRequest,
    EndOfLog,
    FeedPage,
    IntroduceAnswer,
    IntroduceRequest,
    OpResult,
    ProofAnswer,
    ProofRequest,
    PushAnswer,
    PushRequest,
    ValueAnswer,
    VisitAnswer,
    VisitRequest,
    VoidRequest,
)

log = logging.getLogger(__name__)

_MOST_RESULTS = 2 * MOST_OPERATIONS

_inbox, _result, _apart = tables.inbox, tables.op_result, tables.quarantine
_results_of = (
    select(
        _inbox.c.op_id,
        _inbox.c.chain_hash,
        _inbox.c.hub_no,
        _result.c.result,
        _result.c.code,
        _result.c.zh,
        _result.c.en,
    )
    .join(_result, _result.c.hub_no == _inbox.c.hub_no)
    .where(
        _inbox.c.device == bindparam("of_device"),
        _inbox.c.generation == bindparam("of_generation"),
        _inbox.c.seq > bindparam("lowest"),
        among(_inbox.c.op_id) | (_inbox.c.seq > bindparam("before")),
    )
    .order_by(_inbox.c.seq)
    .limit(_MOST_RESULTS)
)
_known = tables.device
_applied = select(_known.c.applied_through).where(
    _known.c.device == bindparam("of_device"), _known.c.generation == bindparam("of_generation")
)
_set_apart = select(_apart.c.op_id, _apart.c.chain_hash, _apart.c.why).where(
    _apart.c.device == bindparam("of_device"),
    _apart.c.generation == bindparam("of_generation"),
    _apart.c.seq.between(bindparam("first"), bindparam("last")),  # else the whole quarantine of the log is read
    among(_apart.c.op_id),
)


class TillDesk:
    """Serves tills over one database: who asks, what they bring, what they are told."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def authenticate(self, headers: Mapping[str, str], method: str, target: str, body: bytes) -> Device:
        """Return the device that signed a request. Raises ``Unauthorised``."""
        with self._database.reading() as conn:
            return auth.authenticate(conn, headers, method, target, body, self._clock.now())

    def received(self, device: Device) -> ChainHead:
        """Return how far a till's log is received, and the chain hash there."""
        known = tables.device
        with self._database.reading() as conn:
            row = conn.execute(
                select(known.c.received_through, known.c.chain_hash).where(
                    known.c.device == device.device, known.c.generation == device.generation
                )
            ).one()
        return ChainHead(row.received_through, row.chain_hash)

    def introduce(
        self, headers: Mapping[str, str], method: str, target: str, body: bytes, message: IntroduceRequest
    ) -> IntroduceAnswer:
        """Learn a till again that this database has forgotten. Raises ``Unauthorised`` or ``Revoked``."""
        with self._database.writing() as conn:
            return introducing.introduce(conn, message, headers, method, target, body, self._clock.now())

    def push(
        self,
        device: Device,
        message: PushRequest,
        unread: ingest.Unread = ingest.ALL_READ,
        *,
        signed_ms: int | None = None,
    ) -> PushAnswer:
        """Take in, apply, tell what became of each. Raises ``TooLarge`` or ``Unreadable``; then nothing was kept.

        ``unread`` is what ``pushes.read_push`` could not read of it, ``signed_ms`` when the till signed what was
        carried here for it.
        """
        _check(message, device)
        operations = message.ops
        with self._database.writing() as conn:
            before = _applied_through(conn, device)
            taken = ingest.take_in(conn, self._clock, device, operations, unread, signed_ms=signed_ms)
            clocks.hear(conn, device, (operation.hlc for operation in operations), self._clock.now())
            passing("hub.before_inbox_commit")
        passing("hub.before_apply")
        if device.status == "active":
            try:
                # A relay has no use for the results: a till of which it carried what an older mall had booked and lost
                # pushes no more, and hears of them in its feed.
                is_carried = signed_ms is not None
                answered = set() if is_carried else {operation.op_id for operation in operations}
                apply.apply_waiting(self._database, self._clock, device.device, device.generation, answered)
                if any(operation.kind == "parked.settle" for operation in operations):
                    settling.carry_out_asked(self._database, self._clock)
            except Exception:
                # What is taken in is safe and is applied later; the till must hear that it is safe.
                log.exception("operations of %s are taken in but not applied", device.device)
        passing("hub.before_answer")
        with self._database.reading() as conn:
            answer = PushAnswer(
                epoch=keys.epoch(conn),
                received_through=taken.received_through,
                backed_up_through=backups.backed_up_through(conn, device),
                results=[*_results(conn, device, operations, before), *_unframed(device, unread)],
                want=taken.want,
                server_ms=self._clock.now(),
                hlc=clocks.newest(conn),
            )
        return made_brief(answer, operations) if message.brief else answer

    def page(
        self, device: Device, cursor: str, limit: int, end: EndOfLog | None = None
    ) -> tuple[FeedPage, dict[str, int], bool]:
        """Return the page behind a cursor, how far it reads, and whether it says anything new.

        ``end`` is where the till's log ended when it asked. Raises ``Revoked`` or ``feed.Gone``.
        """
        if device.status == "revoked":
            raise Revoked()
        try:
            with self._database.reading() as conn:
                page = feed.read_page(conn, device, cursor, limit, self._clock.now())
                page = msgspec.structs.replace(page, backed_up_through=backups.backed_up_through(conn, device))
                secret = keys.feed_secret(conn)
                positions = feed.positions_of(page.next, secret)
                is_news = feed.is_news(page, device, cursor, secret)
        except feed.OlderCopy as copy:
            self._begin_new_epoch(copy.epoch)
            raise
        if not page.rows:
            self._note_contact(device, end)
        return page, positions, is_news

    def prove(self, device: Device, message: ProofRequest) -> ProofAnswer:
        """Compare a shift's figures. Raises ``Revoked`` or ``Unreadable``."""
        if device.status == "revoked":
            raise Revoked()
        if (message.device, message.generation) != (device.device, device.generation):
            raise Unreadable()
        with self._database.writing() as conn:
            return proof.compare(conn, self._clock, device, message)

    def authorise(self, device: Device, message: AuthoriseRequest) -> ValueAnswer:
        """Set value aside for a till, or say why not. Raises ``Revoked``, ``OtherQuestion`` or ``Unreadable``."""
        _check_active(device)
        with self._database.writing() as conn:
            return authorising.authorise(conn, self._clock, device, message)

    def void(self, device: Device, message: VoidRequest) -> ValueAnswer:
        """Take back what a till will not spend. Raises ``Revoked``, ``OtherQuestion`` or ``Unreadable``."""
        _check_active(device)
        with self._database.writing() as conn:
            return authorising.void(conn, self._clock, device, message.authorisation_id)

    def visit(self, device: Device, message: VisitRequest) -> VisitAnswer:
        """Lease to a till what a member who has come may spend there. Raises ``Revoked``."""
        _check_active(device)
        with self._database.writing() as conn:
            held = leasing.visit(conn, self._clock, device, message.member_id)
            return VisitAnswer(leases=held, server_ms=self._clock.now())

    def announce(self, device: Device, message: AnnounceRequest) -> AnnounceAnswer:
        """Learn again which leases a till holds. Raises ``Revoked``."""
        _check_active(device)
        with self._database.writing() as conn:
            standing = leasing.announce(conn, self._clock, device, message.leases)
            return AnnounceAnswer(standing=standing, server_ms=self._clock.now())

    def receipt(self, device: Device, message: ReceiptQuestion) -> ReceiptAnswer:
        """Return the sale of a receipt of whatever shop. Raises ``Revoked``."""
        _check_active(device)
        with self._database.reading() as conn:
            return receipts.find(conn, message.receipt_no, self._clock.now())

    def receipts_of_member(self, device: Device, message: MemberQuestion) -> MemberReceipts:
        """Return what a member bought in whatever shop. Raises ``Revoked``."""
        _check_active(device)
        with self._database.reading() as conn:
            return receipts.of_member(conn, message.member_id, self._clock.now())

    def _begin_new_epoch(self, epoch: str) -> None:
        """Say what the operator who restored this database forgot to say, unless another till has brought it out."""
        with self._database.writing() as conn:
            if keys.epoch(conn) == epoch:
                log.warning("a till knows more than this database: it is an older copy, a new epoch begins")
                keys.start_new_epoch(conn, self._clock.now())
        passing("hub.after_epoch")

    def _note_contact(self, device: Device, end: EndOfLog | None) -> None:
        with self._database.writing() as conn:
            auth.note_contact(conn, device, self._clock.now(), end)


def _check_active(device: Device) -> None:
    """Refuse a till whose sales are set apart: what it spent would not be booked."""
    if device.status != "active":
        raise Revoked()


def _results(conn: Connection, device: Device, operations: list[Operation], before: int) -> list[OpResult]:
    """Return what became of the pushed operations, and of older ones that this push let apply."""
    pushed = {operation.op_id: operation for operation in operations}
    # Without a lower end the database would look at the device's whole log for every push.
    lowest = min([before, *(operation.seq - 1 for operation in operations)])
    found = ask(
        conn,
        _results_of,
        of_device=device.device,
        of_generation=device.generation,
        lowest=lowest,
        ids=list(pushed),
        before=before,
    )
    results = [
        OpResult(op_id=row.op_id, result=row.result, hub_no=row.hub_no, code=row.code, zh=row.zh, en=row.en)
        for row in found
        if row.op_id not in pushed or pushed[row.op_id].chain_hash == row.chain_hash
    ]
    return results + _forks(conn, device, operations)


def _forks(conn: Connection, device: Device, operations: list[Operation]) -> list[OpResult]:
    if not operations:
        return []
    seqs = [operation.seq for operation in operations]
    kept = ask(
        conn,
        _set_apart,
        of_device=device.device,
        of_generation=device.generation,
        first=min(seqs),
        last=max(seqs),
        ids=[operation.op_id for operation in operations],
    )
    why = {(row.op_id, row.chain_hash): row.why for row in kept}
    forks = []
    for operation in operations:
        reason = why.get((operation.op_id, operation.chain_hash))
        if reason is not None:
            code = "from_revoked" if reason == "revoked" else "fork"
            text = sentence(code, {"till_no": device.till_no})
            forks.append(OpResult(op_id=operation.op_id, result="fork", hub_no=0, code=code, zh=text.zh, en=text.en))
    return forks


def _unframed(device: Device, unread: ingest.Unread) -> list[OpResult]:
    """Tell of what was no operation: it has no id to name it by."""
    text = sentence("unframed", {"till_no": device.till_no})
    return [OpResult(op_id="", result="fork", hub_no=0, code="unframed", zh=text.zh, en=text.en)] * len(unread.unframed)


def _applied_through(conn: Connection, device: Device) -> int:
    mine = {"of_device": device.device, "of_generation": device.generation}
    applied: int = conn.execute(_applied, mine).scalar_one()
    return applied


def _check(message: PushRequest, device: Device) -> None:
    """Refuse what is not framed as the protocol says; what operations say is no business of this check."""
    if len(message.ops) > MOST_OPERATIONS:
        raise TooLarge()
    if (message.device, message.generation) != (device.device, device.generation):
        raise Unreadable()
    for operation in message.ops:
        is_own = (operation.device, operation.generation) == (device.device, device.generation)
        if not is_own or not 0 < operation.seq < LARGEST_INTEGER or not 0 < operation.v < 2**31:
            raise Unreadable()
