"""A mall that answers from memory and fails on command. Keeps the promises of ``sync.worker.mall.client.Mall``."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from posapp.services.ports import DueProof, Identity
from sync.protocol.envelope import Operation
from sync.protocol.rows import Lease
from sync.protocol.wire import (
    AnnounceAnswer,
    EndOfLog,
    FeedPage,
    FeedRow,
    IntroduceAnswer,
    OpResult,
    ProofAnswer,
    PushAnswer,
    VisitAnswer,
)
from sync.worker.errors import Rejected


class FakeMall:
    """Receives operations in order, feeds ``rows`` two a page. ``troubles`` are raised first, one a call."""

    def __init__(self) -> None:
        self.epoch = "e1"
        self.inbox: dict[int, Operation] = {}
        self.batches: list[list[int]] = []
        self.rows: list[FeedRow] = []
        self.asked: list[tuple[str, int]] = []
        self.ends: list[EndOfLog | None] = []
        self.push_troubles: deque[Exception] = deque()
        self.pull_troubles: deque[Exception] = deque()
        self.proof_troubles: deque[Exception] = deque()
        self.introduce_troubles: deque[Exception] = deque()
        self.introduced: list[str] = []
        self.unprovable: set[str] = set()
        self.loses_answers = False
        self.is_deaf = False
        self.forks: list[str] = []
        self.callers: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self.want: list[tuple[int, int]] = []
        self.differing: list[str] = []
        self.page_rows = 2
        self.announced: list[str] = []
        self.visitors: list[str] = []
        self.visit_troubles: deque[Exception] = deque()

    @property
    def received_through(self) -> int:
        through = 0
        while through + 1 in self.inbox:
            through += 1
        return through

    def push(self, identity: Identity, operations: list[Operation]) -> PushAnswer:
        self.batches.append([op.seq for op in operations])
        if self.push_troubles:
            trouble = self.push_troubles.popleft()
            if self.loses_answers:
                self._receive(operations)
            raise trouble
        if self.is_deaf:
            operations = []
        self._receive(operations)
        want, self.want = self.want, []
        return PushAnswer(
            epoch=self.epoch,
            received_through=self.received_through,
            backed_up_through=0,
            results=[
                *(OpResult(op_id=op.op_id, result="applied", hub_no=op.seq) for op in operations),
                *(OpResult(op_id=op_id, result="fork", hub_no=0) for op_id in self.forks),
            ],
            want=want,
            server_ms=1_000,
        )

    def _receive(self, operations: list[Operation]) -> None:
        for op in operations:
            self.inbox.setdefault(op.seq, op)

    def pull(self, identity: Identity, cursor: str, wait_s: int, end: EndOfLog | None = None) -> FeedPage:
        self.ends.append(end)
        self.asked.append((cursor, wait_s))
        self.callers.append(identity.device)
        self.meanwhile()
        if self.pull_troubles:
            raise self.pull_troubles.popleft()
        start = int(cursor or 0)
        end = min(start + self.page_rows, len(self.rows))
        return FeedPage(
            epoch=self.epoch,
            stream="catalogue",
            rows=self.rows[start:end],
            next=str(end) if end > start else cursor,
            more=end < len(self.rows),
            ahead=len(self.rows) - end,
            applied_through=self.received_through,
            server_ms=1_000,
            received_through=self.received_through,
        )

    def announce(self, identity: Identity, leases: list[Lease]) -> AnnounceAnswer:
        self.announced += [lease.id for lease in leases]
        return AnnounceAnswer(standing=self.announced, server_ms=1_000)

    def visit(self, identity: Identity, member_id: str) -> VisitAnswer:
        if self.visit_troubles:
            raise self.visit_troubles.popleft()
        self.visitors.append(member_id)
        return VisitAnswer(leases=1, server_ms=1_000)

    def introduce(self, identity: Identity) -> IntroduceAnswer:
        self.introduced.append(identity.certificate)
        if self.introduce_troubles:
            raise self.introduce_troubles.popleft()
        return IntroduceAnswer(epoch=self.epoch, server_ms=1_000)

    def prove(self, identity: Identity, due: DueProof) -> ProofAnswer:
        if self.proof_troubles:
            raise self.proof_troubles.popleft()
        if due.shift_id in self.unprovable:
            raise Rejected("500")
        return ProofAnswer(equal=not self.differing, figures=due.figures, differing=self.differing, server_ms=1_000)
