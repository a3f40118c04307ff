"""A till's file in memory, as the sync worker sees it. Keeps the promises of ``ports.SyncStore``."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.clock import Millis
from posapp.domain.identity import MemberId
from posapp.services.changes import Changes
from posapp.services.ports import Attempt, Direction, DueProof, Identity
from sync.protocol.envelope import GENESIS, ChainHead, Operation, seal
from sync.protocol.rows import Lease
from sync.protocol.signing import new_key_pair
from sync.protocol.wire import EndOfLog, FeedPage, OpResult, PushAnswer


def an_identity(**values: object) -> Identity:
    known: dict[str, object] = {
        "device": "d:1",
        "generation": 1,
        "shop_id": "s1",
        "till_no": "01",
        "hub_url": "http://mall.test",
        "epoch": "e1",
        "private_key": new_key_pair().private,
    }
    return Identity(**(known | values))  # type: ignore[arg-type]


class FakeSyncStore:
    """Everything in plain attributes, so that a test may look."""

    def __init__(self, identity: Identity | None) -> None:
        self.who = identity
        self.log: list[Operation] = []
        self.received_through = 0
        self.epoch = identity.epoch if identity else ""
        self.results: dict[str, OpResult] = {}
        self.rows: dict[tuple[str, str], int] = {}
        self.pages: list[FeedPage] = []
        self.at = ""
        self.restarts = 0
        self.attempts: dict[Direction, Attempt] = {"push": Attempt(), "pull": Attempt()}
        self.contacts: list[Millis] = []
        self.due: list[DueProof] = []
        self.leases: list[Lease] = []
        self.who_is_here: MemberId | None = None
        self.proofs: dict[str, bool] = {}
        self.beats: list[Millis] = []
        self.trouble: Exception | None = None
        self.beat_trouble: Exception | None = None

    def happen(self, body: dict[str, object], kind: str = "test.fact") -> Operation:
        """Append a fact, as a use case would."""
        last = self.log[-1] if self.log else None
        head = ChainHead(last.seq, last.chain_hash) if last else ChainHead(0, GENESIS)
        who = self.who or an_identity()
        operation = seal(
            op_id=f"op-{head.seq + 1}",
            device=who.device,
            generation=who.generation,
            head=head,
            kind=kind,
            v=1,
            hlc=head.seq + 1,
            body=body,
        )
        self.log.append(operation)
        return operation

    def identity(self) -> Identity | None:
        return self.who

    def outbox(self, most: int, most_bytes: int) -> list[Operation]:
        waiting = [op for op in self.log if op.seq > self.received_through]
        taken: list[Operation] = []
        size = 0
        for op in waiting[:most]:
            size += len(op.body)
            if taken and size > most_bytes:
                break
            taken.append(op)
        return taken

    def operations(self, first: int, last: int) -> list[Operation]:
        return [op for op in self.log if first <= op.seq <= last]

    def record_push(self, answer: PushAnswer, now: Millis) -> Changes:
        if answer.epoch != self.epoch:
            self.epoch = answer.epoch
            self.received_through = answer.received_through
        self.received_through = max(self.received_through, answer.received_through)
        self.results |= {result.op_id: result for result in answer.results}
        return Changes(sync=True)

    def cursor(self) -> str:
        return self.at

    def apply_page(self, page: FeedPage, now: Millis) -> Changes:
        if self.trouble is not None:
            raise self.trouble
        for row in page.rows:
            key = (row.t, row.id)
            self.rows[key] = max(self.rows.get(key, 0), row.ver)
        self.results |= {result.op_id: result for result in page.results}
        self.pages.append(page)
        self.at = page.next
        return Changes.everything()

    def restart_feed(self, now: Millis) -> None:
        self.restarts += 1
        self.at = ""

    def attempt(self, direction: Direction) -> Attempt:
        return self.attempts[direction]

    def record_attempt(self, direction: Direction, attempt: Attempt, now: Millis, server_ms: Millis | None) -> Changes:
        self.attempts[direction] = attempt
        if server_ms is not None:
            self.contacts.append(server_ms)
        return Changes(sync=True)

    def due_proofs(self) -> list[DueProof]:
        return [due for due in self.due if due.shift_id not in self.proofs]

    def record_proof(self, shift_id: str, equal: bool, differing: Sequence[str], now: Millis) -> Changes:
        self.proofs[shift_id] = equal
        return Changes(shift=True)

    def leases_to_announce(self) -> list[Lease]:
        return self.leases

    def visitor(self) -> MemberId | None:
        return self.who_is_here

    def record_announced(self, epoch: str) -> None:
        self.leases = []

    def received(self) -> int:
        return self.received_through

    def end_of_log(self, asker: Identity) -> EndOfLog | None:
        if not self.contacts or self.who is None or self.who.generation != asker.generation:
            return None
        return EndOfLog(len(self.log), self.contacts[-1])

    def take_back(self, received: int) -> Changes:
        self.received_through = min(self.received_through, received)
        return Changes(sync=True)

    def waiting(self) -> int:
        return len(self.log) - self.received_through

    def left_behind(self) -> Identity | None:
        return None

    def left_outbox(self, was: Identity, most: int) -> list[Operation]:
        return []

    def record_left(self, was: Identity, answer: PushAnswer) -> Changes:
        return Changes()

    def pack_trouble(self) -> str:
        return ""

    def beat(self, now: Millis) -> None:
        if self.beat_trouble is not None:
            raise self.beat_trouble
        self.beats.append(now)
