"""A real hub on a real port inside the test's process, and a till of paper that speaks the protocol to it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

import httpx
import msgspec
import zstandard

from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import new_id
from sync.hub import upkeep
from sync.hub.app import create_app
from sync.hub.db.database import Database
from sync.hub.listening import configured
from sync.hub.settings import HubSettings
from sync.protocol.decoding import from_json
from sync.protocol.envelope import GENESIS, ChainHead, Operation, seal
from sync.protocol.kinds import Body, SaleCommit, kind_of
from sync.protocol.rows import KINDS_OF_ROW, Row
from sync.protocol.signing import KeyPair, new_key_pair, signed_headers
from sync.protocol.sold import Movement, SaleLine, Tender
from sync.protocol.wire import (
    EndOfLog,
    EnrolAnswer,
    EnrolRequest,
    FeedPage,
    PushAnswer,
    PushRequest,
)
from tests.fakes import small_chain
from tests.fakes.served_app import ServedApp

R = TypeVar("R", bound=Row)

_KINDS = {row_type: kind for kind, row_type in KINDS_OF_ROW.items()}


class SetClock:
    """A clock that stands where the test puts it."""

    def __init__(self, now: int = small_chain.NOW) -> None:
        self._now = now

    def now(self) -> Millis:
        return Millis(self._now)

    def move(self, by_ms: int) -> None:
        self._now += by_ms


async def _nothing(*_: object) -> None:
    """Stand where the upkeep stands."""


class RunningHub:
    """A hub with the small chain in it. ``stop`` and ``start`` it as often as you like; its data stay.

    It does nothing by itself unless it ``keeps_up``: a test calls ``upkeep.keep_up`` when time has passed.
    """

    def __init__(
        self, data_dir: Path, clock: Clock, database_url: str = "", office_password: str = "", *, keeps_up: bool = False
    ) -> None:
        self.clock = clock
        self._settings = HubSettings(
            data_dir=data_dir, database_url=database_url, clock=clock, office_password=office_password
        )
        self._keeps_up = keeps_up
        if not database_url:
            small_chain.lay_hub(data_dir, clock.now())
        self.start()
        if database_url:
            with self.database.writing() as conn:
                small_chain.open_hub(conn, clock.now())

    @property
    def data_dir(self) -> Path:
        return self._settings.data_dir

    @property
    def database_url(self) -> str:
        return self._settings.database_url

    def start(self) -> None:
        app = create_app(self._settings)
        self.database: Database = app.state.database
        self.app = app
        with nullcontext() if self._keeps_up else patch.object(upkeep, "run", _nothing):
            self._served = ServedApp(configured(app, "127.0.0.1", 0, graceful_s=1))
        self.url = self._served.url

    def stop(self) -> None:
        self._served.stop()

    def new_code(self, shop_id: str = small_chain.SHOP, till_no: str = "") -> str:
        """Ask the back office for a pairing code."""
        answer = httpx.post(
            f"{self.url}/office/api/codes",
            json={"shop_id": shop_id, "till_no": till_no},
            headers={"x-posapp-office": "1"},
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["code"])

    def till(self, shop_id: str = small_chain.SHOP, till_no: str = "") -> PaperTill:
        """Pair a new till."""
        return PaperTill.enrolled(self, self.new_code(shop_id, till_no))


@dataclass
class PaperTill:
    """Seals operations, signs requests, keeps the rows it is told. No database, no worker.

    So far ahead is the clock that it goes by, and the hybrid time that an earlier clock has left it with.
    """

    hub: RunningHub
    keys: KeyPair
    identity: EnrolAnswer
    head: ChainHead = field(default=ChainHead(0, GENESIS))
    cursor: str = ""
    clock_ahead_ms: int = 0
    hlc_ahead_ms: int = 0

    def __post_init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}
        self.versions: dict[tuple[str, str], int] = {}
        self.pages: list[FeedPage] = []

    @classmethod
    def enrolled(cls, hub: RunningHub, code: str) -> PaperTill:
        keys = new_key_pair()
        answer = httpx.post(
            f"{hub.url}/sync/v1/enrol",
            content=msgspec.json.encode(EnrolRequest(code=code, public_key=keys.public, program="test")),
        )
        assert answer.status_code == 200, answer.text
        return cls(hub, keys, from_json(answer.content, EnrolAnswer))

    def clone(self) -> PaperTill:
        """Return a copy of this till's disk."""
        return replace(self)

    def seal(self, body: Body, deps: tuple[str, ...] = ()) -> Operation:
        """Write the next operation of this till's log."""
        kind, v = kind_of(body)
        return self.seal_as(kind, v, body, deps)

    def seal_as(self, kind: str, v: int, body: object, deps: tuple[str, ...] = ()) -> Operation:
        operation = seal(
            op_id=new_id(Millis(self.hub.clock.now() + self.clock_ahead_ms)),
            device=self.identity.device,
            generation=self.identity.generation,
            head=self.head,
            kind=kind,
            v=v,
            hlc=self.hub.clock.now() + max(self.clock_ahead_ms, self.hlc_ahead_ms),
            body=body,
            deps=deps,
        )
        self.head = ChainHead(operation.seq, operation.chain_hash)
        return operation

    def request(
        self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None, timeout_s: float = 30
    ) -> httpx.Response:
        """Send a signed request."""
        signed = signed_headers(self.keys.private, self.identity.device, method, target, self.hub.clock.now(), body)
        return httpx.request(
            method,
            self.hub.url + target,
            content=body,
            headers={**signed, **(headers or {})},
            timeout=timeout_s,
        )

    def push(self, *operations: Operation) -> PushAnswer:
        body = msgspec.json.encode(
            PushRequest(device=self.identity.device, generation=self.identity.generation, ops=list(operations))
        )
        answer = self.request(
            "POST", "/sync/v1/ops", zstandard.ZstdCompressor().compress(body), {"content-encoding": "zstd"}
        )
        assert answer.status_code == 200, answer.text
        return from_json(answer.content, PushAnswer)

    def page(
        self, *, limit: int = 200, wait: int = 0, cursor: str | None = None, end: EndOfLog | None = None
    ) -> FeedPage:
        asked = self.cursor if cursor is None else cursor
        ends = "" if end is None else f"&end={end.seq}&heard={end.heard_ms}"
        answer = self.request("GET", f"/sync/v1/feed?cursor={asked}&limit={limit}&wait={wait}{ends}")
        assert answer.status_code == 200, answer.text
        return from_json(answer.content, FeedPage)

    def pull(self, *, limit: int = 200, wait: int = 0) -> list[FeedPage]:
        """Read the feed to its end, keeping rows whose version is newer."""
        pages = []
        while True:
            page = self.page(limit=limit, wait=wait)
            pages.append(page)
            for row in page.rows:
                key = (row.t, row.id)
                if row.ver > self.versions.get(key, 0):
                    self.versions[key] = row.ver
                    if row.deleted:
                        self.rows.pop(key, None)
                    else:
                        self.rows[key] = from_json(row.row, KINDS_OF_ROW[row.t])
            self.cursor = page.next
            if not page.more:
                return pages

    def row(self, row_type: type[R], row_id: str) -> R:
        """Return a row as this till was told it."""
        found = self.rows[_KINDS[row_type], row_id]
        assert isinstance(found, row_type)
        return found

    def sale(
        self,
        *lines: tuple[str, str, int, int],
        member_id: str | None = None,
        coupons: Sequence[str] = (),
        shift_id: str = "shift-1",
        points: int = 0,
    ) -> SaleCommit:
        """Return a cash sale of ``(style, variant, quantity, paid fen)`` lines."""
        sale_id = new_id(self.hub.clock.now())
        total = sum(paid for _, _, _, paid in lines)
        return SaleCommit(
            sale_id=sale_id,
            receipt_no=f"01-{self.identity.till_no}-A-{self.head.seq + 1:07d}",
            shop_id=self.identity.shop_id,
            shift_id=shift_id,
            business_date="2027-01-15",
            occurred_ms=self.hub.clock.now(),
            staff_id="st-1",
            member_id=member_id,
            member_trust="A" if member_id else None,
            coupon_ids=list(coupons),
            booking_id=None,
            lines=[
                SaleLine(
                    line_id=f"{sale_id}-{place}",
                    variant_id=variant,
                    style_id=style,
                    quantity=quantity,
                    list_fen=paid // quantity,
                    paid_fen=paid,
                    tax_bp=1300,
                    tax_fen=paid - paid * 100 // 113,
                    source="scan",
                    clerk_id="st-1",
                )
                for place, (style, variant, quantity, paid) in enumerate(lines, start=1)
            ],
            tenders=[Tender(tender_id=f"{sale_id}-t", kind="cash", amount_fen=total, received_fen=total, change_fen=0)],
            movements=[
                Movement(movement_id=f"{sale_id}-m{place}", variant_id=variant, quantity=-quantity, cause="sale")
                for place, (_, variant, quantity, _) in enumerate(lines, start=1)
            ],
            gross_fen=total,
            discount_fen=0,
            total_fen=total,
            tax_fen=0,
            points_earned=points,
        )
