"""Seeded orders of the demo chain, sealed by tills of paper: the same seed gives the same goods, members and coupons.

A sale has three or four lines. Three of five name a member; she uses a coupon once, in every third sale while she has
one. All tills stand in one shop, which is the worst case: they share its locks and its levels.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from posapp.domain.clock import Clock, Millis, SystemClock, local
from posapp.domain.identity import new_id
from sync.hub import enrolment, keys
from sync.hub.auth import Device
from sync.hub.db.database import Database, open_database
from sync.hub.db.migrate import upgrade
from sync.hub.demo.chain import generate
from sync.hub.opening import open_books
from sync.hub.publishing import published_all
from sync.protocol.envelope import GENESIS, ChainHead, Operation, seal
from sync.protocol.kinds import SaleCommit, kind_of
from sync.protocol.rows import Coupon, Member, Stock, Variant
from sync.protocol.signing import new_key_pair
from sync.protocol.sold import Movement, SaleLine, Tender
from sync.protocol.wire import EnrolAnswer, EnrolRequest

SHOP = "jingan"
SEED = 7
WITH_MEMBER = 0.6
USES_COUPON = 1 / 3
DEPTH = 20
"""Pieces more of everything: no deliveries come in here, and a sale below zero is to stay the exception it is."""


@contextmanager
def hub_folder() -> Iterator[Path]:
    """Give a hub's folder with the demo chain in it, for the length of a ``with`` block."""
    with tempfile.TemporaryDirectory(prefix="posapp-bench-") as scratch:
        folder = Path(scratch) / "hub"
        database = open_database(folder)
        fill(database, SystemClock())
        database.close()
        yield folder


def fill(database: Database, clock: Clock) -> None:
    """Fill an empty database with the demo chain."""
    upgrade(database)
    with database.writing() as conn:
        keys.ensure(conn, clock.now())
        chain = generate(clock.now(), keys.phone_key(conn))
        deep = [replace(row, on_hand=row.on_hand + DEPTH) if isinstance(row, Stock) else row for row in chain.rows()]
        open_books(conn, deep, clock.now())


class Wares:
    """What the chain sells and to whom; hands out each coupon once."""

    def __init__(self, database: Database) -> None:
        with database.reading() as conn:
            self.variants = published_all(conn, Variant)
            self.members = published_all(conn, Member)
            coupons = published_all(conn, Coupon)
        self._coupons = {coupon.member_id: coupon.id for coupon in coupons if coupon.status == "open"}

    def take_coupon(self, member_id: str) -> str | None:
        """Take a coupon out of her wallet."""
        return self._coupons.pop(member_id, None)


class PaperTill:
    """Seals sales on the chain of its own log."""

    def __init__(self, identity: EnrolAnswer, private_key: str, wares: Wares) -> None:
        self.identity = identity
        self.private_key = private_key
        self._wares = wares
        self._head = ChainHead(0, GENESIS)
        self._dice = random.Random(f"{SEED}-{identity.till_no}")

    @property
    def device(self) -> Device:
        """Return who it is to a desk that has checked its signature."""
        who = self.identity
        return Device(who.device, who.generation, who.shop_id, who.till_no, "active")

    def sales(self, count: int, now: Millis) -> list[Operation]:
        """Seal the next sales of its log."""
        return [self._seal(self._sale(now), now) for _ in range(count)]

    def _seal(self, sale: SaleCommit, now: Millis) -> Operation:
        kind, v = kind_of(sale)
        operation = seal(
            op_id=new_id(now),
            device=self.identity.device,
            generation=self.identity.generation,
            head=self._head,
            kind=kind,
            v=v,
            hlc=now,
            body=sale,
        )
        self._head = ChainHead(operation.seq, operation.chain_hash)
        return operation

    def _sale(self, now: Millis) -> SaleCommit:
        dice = self._dice
        sale_id = new_id(now)
        goods = dice.sample(self._wares.variants, dice.choice((3, 4)))
        member = dice.choice(self._wares.members).id if dice.random() < WITH_MEMBER else None
        coupon = self._wares.take_coupon(member) if member is not None and dice.random() < USES_COUPON else None
        lines = [_line(f"{sale_id}-{place}", variant) for place, variant in enumerate(goods, 1)]
        total = sum(line.paid_fen for line in lines)
        return SaleCommit(
            sale_id=sale_id,
            receipt_no=f"01-{self.identity.till_no}-A-{self._head.seq + 1:07d}",
            shop_id=self.identity.shop_id,
            shift_id=f"shift-{self.identity.till_no}",
            business_date=local(now).date().isoformat(),
            occurred_ms=now,
            staff_id="st-1",
            member_id=member,
            member_trust="A" if member else None,
            coupon_ids=[] if coupon is None else [coupon],
            booking_id=None,
            lines=lines,
            tenders=[Tender(tender_id=f"{sale_id}-t", kind="cash", amount_fen=total, received_fen=total, change_fen=0)],
            movements=[
                Movement(movement_id=f"{line.line_id}-m", variant_id=line.variant_id, quantity=-1, cause="sale")
                for line in lines
            ],
            gross_fen=total,
            discount_fen=0,
            total_fen=total,
            tax_fen=sum(line.tax_fen for line in lines),
            points_earned=total // 100 if member else 0,
        )


def paper_tills(database: Database, clock: Clock, count: int = 3) -> list[PaperTill]:
    """Pair tills with a hub's database, past its web server."""
    wares = Wares(database)
    tills = []
    for _ in range(count):
        pair = new_key_pair()
        with database.writing() as conn:
            code = enrolment.new_code(conn, clock, SHOP).code
        with database.writing() as conn:
            answer = enrolment.enrol(conn, clock, EnrolRequest(code=code, public_key=pair.public, program="bench"))
        tills.append(PaperTill(answer, pair.private, wares))
    return tills


def _line(line_id: str, variant: Variant) -> SaleLine:
    paid = variant.list_fen
    return SaleLine(
        line_id=line_id,
        variant_id=variant.id,
        style_id=variant.style_id,
        quantity=1,
        list_fen=paid,
        paid_fen=paid,
        tax_bp=variant.tax_bp,
        tax_fen=paid - paid * 10_000 // (10_000 + variant.tax_bp),
        source="scan",
        clerk_id="st-1",
    )
