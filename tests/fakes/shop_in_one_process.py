"""A hub, a relay and tills' files in the test's own process, driven a step at a time; every part is the real one."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec
from sqlalchemy import Connection, insert

from posapp.adapters.db import stock
from posapp.adapters.db.open_file import open_till
from posapp.adapters.db.relay_store import SqlRelayStore
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.db.tables import stock_movement
from posapp.adapters.secrets import open_secrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.clock import MINUTE
from posapp.domain.identity import VariantId, new_id
from posapp.domain.text import Bilingual
from posapp.services.books import Level
from posapp.services.ports import RelayPlace
from posapp.services.till_data import PairedTill, device_key_name
from sync.hub import enrolment, keys
from sync.hub.auth import Device
from sync.hub.db.database import open_sqlite
from sync.hub.desk import TillDesk
from sync.hub.feed import Gone
from sync.hub.opening import open_books
from sync.hub.publishing import publish, publish_many
from sync.hub.relays import RelayDesk
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.kinds import Body, SaleCommit
from sync.protocol.relay import CarryAnswer, CarryRequest, NeighbourPage, RelayReport
from sync.protocol.rows import Row, Stock
from sync.protocol.signing import DEVICE_HEADER, SIGNATURE_HEADER, TIME_HEADER, new_key_pair, signed_headers
from sync.protocol.sold import Movement, SaleLine, Tender
from sync.protocol.wire import EnrolRequest, FeedPage, PushRequest
from sync.relay.store import RelayIdentity, RelayStore
from tests.fakes.hub_process import CHAIN, DRESS_M, SHOP, WANG
from tests.fakes.laid_tables import lay_opened_hub, lay_relay, lay_till
from tests.fakes.running_hub import SetClock

PIECES = 1000
VARIANTS = tuple(msgspec.structs.replace(DRESS_M, id=f"dress-{no}", barcode=f"690123456700{no}") for no in range(3))
OPS = "/sync/v1/ops"


class HubHere:
    """The hub's desks over one file, which can be copied and put back."""

    def __init__(self, folder: Path, clock: SetClock) -> None:
        now = clock.now()
        goods: list[Row] = [row for row in CHAIN if not isinstance(row, Stock)]
        goods += VARIANTS
        goods += [
            Stock(id=f"{SHOP.id}/{one.id}", shop_id=SHOP.id, variant_id=one.id, on_hand=PIECES, promised=0)
            for one in VARIANTS
        ]

        def fill(conn: Connection) -> None:
            keys.ensure(conn, now)
            open_books(conn, goods, now)
            publish_many(conn, [WANG], shop_id=SHOP.id)

        lay_opened_hub(folder, ("one shop of dresses", now), fill)
        self.folder = folder
        self.clock = clock
        self._open()

    def _open(self) -> None:
        self.database = open_sqlite(self.folder / "hub.db")
        self.tills = TillDesk(self.database, self.clock)
        self.relays = RelayDesk(self.database, self.clock, self.tills)

    def publish(self, *rows: Row) -> None:
        with self.database.writing() as conn:
            for row in rows:
                publish(conn, row)

    def open_books(self, *rows: Row) -> None:
        with self.database.writing() as conn:
            open_books(conn, rows, self.clock.now())

    def copy(self, to: Path) -> None:
        self.database.close()
        shutil.copytree(self.folder, to)
        self._open()

    def come_back_as(self, copy: Path, *, is_said: bool = True) -> None:
        """Be restored from a copy, as an operator does it: in a new epoch, unless he forgets to say it."""
        self.database.close()
        shutil.rmtree(self.folder)
        shutil.copytree(copy, self.folder)
        self._open()
        if is_said:
            with self.database.writing() as conn:
                keys.start_new_epoch(conn, self.clock.now())

    def close(self) -> None:
        self.database.close()


class TillHere:
    """A till's file with the steps of its worker, each by hand."""

    def __init__(self, folder: Path, hub: HubHere, till_no: str = "") -> None:
        self.hub = hub
        self.clock = hub.clock
        folder.mkdir(parents=True, exist_ok=True)
        self._secrets = open_secrets(folder)
        lay_till(folder, self._secrets)
        self.file = open_till(
            folder, secrets=self._secrets, clock=self.clock, migrations=MIGRATIONS / "till", ballast_bytes=0
        )
        self.store = SqlSyncStore(self.file)
        self.lan = SqlRelayStore(self.file)
        self._pair(till_no)

    def _pair(self, till_no: str) -> None:
        pair = new_key_pair()
        with self.hub.database.writing() as conn:
            code = enrolment.new_code(conn, self.clock, SHOP.id, till_no).code
            answer = enrolment.enrol(conn, self.clock, EnrolRequest(code=code, public_key=pair.public, program="test"))
        paired = PairedTill(
            device=answer.device, generation=answer.generation, shop_id=answer.shop_id, till_no=answer.till_no,
            hub_url="http://hub", chain=Bilingual("", ""), root_key=answer.root_key, phone_key=answer.phone_key,
        )  # fmt: skip
        self._secrets.put(device_key_name(paired), pair.private)
        self.file.write(lambda unit: unit.pair(paired, answer.epoch))
        self.device, self.generation, self.till_no = answer.device, answer.generation, answer.till_no

    @property
    def log(self) -> str:
        return f"{self.device}:{self.generation}"

    def as_device(self) -> Device:
        return Device(self.device, self.generation, SHOP.id, self.till_no, "active")

    def happen(self, body: Body) -> Operation:
        return self.file.write(lambda unit: unit.append(body))

    def sell(self, variant_id: str, *, coupons: Sequence[str] = (), member_id: str | None = None) -> Operation:
        """Write a sale of one piece, its movement and its operation, as paying does."""
        now = self.clock.now()
        sale_id, movement_id = new_id(now), new_id(now)

        def job(unit):
            number = unit.sync.facts().waiting + 1
            sale = SaleCommit(
                sale_id=sale_id, receipt_no=f"001-{self.till_no}-A-{number:07d}", shop_id=SHOP.id, shift_id="shift-1",
                business_date="2026-11-22", occurred_ms=now, staff_id="wang", member_id=member_id,
                member_trust="A" if member_id else None, coupon_ids=list(coupons), booking_id=None,
                lines=[
                    SaleLine(
                        line_id=new_id(now), variant_id=variant_id, style_id="dress", quantity=1, list_fen=39_900,
                        paid_fen=39_900, tax_bp=1300, tax_fen=4_590, source="scan", clerk_id="wang",
                    )
                ],
                tenders=[
                    Tender(tender_id=new_id(now), kind="cash", amount_fen=39_900, received_fen=39_900, change_fen=0)
                ],
                movements=[Movement(movement_id=movement_id, variant_id=variant_id, quantity=-1, cause="sale")],
                gross_fen=39_900, discount_fen=0, total_fen=39_900, tax_fen=4_590, points_earned=0,
            )  # fmt: skip
            operation = unit.append(sale, subject=sale.receipt_no)
            unit._connection.execute(
                insert(stock_movement).values(
                    movement_id=movement_id, variant_id=variant_id, quantity=-1, cause="sale", op_seq=operation.seq
                )
            )
            return operation

        self.clock.move(1)
        return self.file.write(job)

    def shown(self, variant_id: str) -> int:
        """Return how many pieces the tiles and the cart say hang here; they must agree."""
        with self.file.reading() as connection:
            alone = stock.levels(connection, SHOP.id, [variant_id])[VariantId(variant_id)].on_hand
            row = connection.exec_driver_sql(
                "SELECT on_hand, promised, through FROM stock WHERE id = ?", (f"{SHOP.id}/{variant_id}",)
            ).one()
            level = stock.overlay(connection, SHOP.id)(variant_id, Level(row.on_hand, row.promised), row.through)
        assert level.on_hand == alone
        return alone

    def push(self, most: int = 100) -> None:
        """Send the outbox to the hub, as far as ``most`` operations."""
        operations = self.store.outbox(most, 1 << 20)
        message = PushRequest(device=self.device, generation=self.generation, ops=operations)
        if operations:
            self.store.record_push(self.hub.tills.push(self.as_device(), message), self.clock.now())

    def pull(self, limit: int = 200) -> FeedPage:
        """Take the next page of the feed."""
        try:
            page, _, _ = self.hub.tills.page(self.as_device(), self.store.cursor(), limit)
        except Gone:
            self.store.restart_feed(self.clock.now())
            page, _, _ = self.hub.tills.page(self.as_device(), "", limit)
        self.store.apply_page(page, self.clock.now())
        return page

    def pull_all(self) -> None:
        while self.pull().more:
            pass

    def signed(self, body: bytes) -> dict[str, str]:
        identity = self.store.identity()
        assert identity is not None
        return signed_headers(identity.private_key, self.device, "POST", OPS, self.clock.now(), body)

    def close(self) -> None:
        self.file.close()


class RelayHere:
    """A relay's store, asked by tills and carrying to the hub, each step by hand."""

    def __init__(self, folder: Path, hub: HubHere) -> None:
        self.hub = hub
        self.clock = hub.clock
        lay_relay(folder)
        self.store = RelayStore(folder, self.clock)
        pair = new_key_pair()
        with hub.database.writing() as conn:
            code = enrolment.new_relay_code(conn, self.clock, SHOP.id).code
            answer = enrolment.enrol(conn, self.clock, EnrolRequest(code=code, public_key=pair.public, program="test"))
        self.who = RelayIdentity(
            answer.device, answer.generation, SHOP.id, "http://hub", answer.root_key, pair.private, code
        )
        self.store.become(self.who)
        self.place = RelayPlace(f"https://relay-{self.who.fence}", f"{self.who.fence:064x}", self.who.fence)

    def as_device(self) -> Device:
        return Device(self.who.device, self.who.fence, SHOP.id, "00", "active")

    def report(self) -> None:
        """Report to the hub and learn the list of tills."""
        message = RelayReport(url=self.place.url, fingerprint=self.place.fingerprint, held=self.store.held())
        self.store.learn(self.hub.relays.report(self.as_device(), message))

    def carry(self) -> CarryAnswer:
        """Carry what is due to the hub, once the grace is over."""
        self.clock.move(MINUTE)
        due = self.store.to_carry()
        answer = self.hub.relays.carry(self.as_device(), CarryRequest(pushes=[each.push for each in due]))
        for each, came_to in zip(due, answer.carried, strict=True):
            self.store.carried(each.push_no, came_to.code)
        return answer

    def mirror(self, till: TillHere, most: int = 100) -> None:
        """Have a till leave its next operations here."""
        through = till.lan.relayed_through(self.place)
        operations = till.lan.behind(through, most, 1 << 20) if through is not None else []
        if through is not None and not operations:
            return
        body = msgspec.json.encode(PushRequest(device=till.device, generation=till.generation, ops=operations))
        headers = till.signed(body)
        device = self.store.signer(headers, "POST", OPS, body)
        message = from_json(body, PushRequest)
        answer = self.store.take_in(device, message, body, "", headers)
        till.lan.record_relayed(self.place, answer.received_through)

    def tell(self, till: TillHere, most: int = 100) -> NeighbourPage:
        """Have a till hear what its neighbours did."""
        page = self.store.neighbours(till.as_device(), self.who.fence, till.lan.heard_through(self.place), most)
        till.lan.keep_neighbours(self.place, page, self.clock.now())
        return page

    def close(self) -> None:
        self.store.close()


__all__ = ["DEVICE_HEADER", "PIECES", "SIGNATURE_HEADER", "TIME_HEADER", "VARIANTS", "HubHere", "RelayHere", "TillHere"]
