"""The hub's own functions over a real database, without a server; a shop's tills of paper that may be offline."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from posapp.domain.clock import DAY, HOUR, SECOND, local
from posapp.domain.identity import new_id
from sync.hub import bookings, conservation, enrolment, keys, ledgers, orders
from sync.hub.auth import Device
from sync.hub.bookings import WishedGarment
from sync.hub.db.database import open_database
from sync.hub.db.migrate import upgrade
from sync.hub.desk import TillDesk
from sync.hub.errors import SoldOut
from sync.hub.escrow import Level
from sync.hub.opening import open_books
from sync.hub.orders import Wanted
from sync.hub.publishing import publish
from sync.protocol.envelope import GENESIS, ChainHead, Operation, seal
from sync.protocol.kinds import Body, PickupHandOver, PickupPick, PickupPutBack, SaleCommit, StockCount, kind_of
from sync.protocol.rows import Booking, Order, Stock
from sync.protocol.signing import new_key_pair
from sync.protocol.sold import Movement, SaleLine, Tender
from sync.protocol.wire import EnrolRequest, PushRequest
from tests.fakes import small_chain
from tests.fakes.laid_tables import lay_hub
from tests.fakes.running_hub import SetClock
from tests.fakes.small_chain import LIN, SHOP


@dataclass
class TillAtHand:
    """A till's log and how much of it the hub has; ``is_offline`` keeps what is said until ``catch_up``."""

    hub: HubAtHand
    device: Device
    head: ChainHead = field(default=ChainHead(0, GENESIS))
    is_offline: bool = False
    unsent: list[Operation] = field(default_factory=list)

    def say(self, body: Body) -> None:
        """Write an operation, and send it unless this till is offline."""
        kind, v = kind_of(body)
        operation = seal(
            op_id=new_id(self.hub.clock.now()),
            device=self.device.device,
            generation=self.device.generation,
            head=self.head,
            kind=kind,
            v=v,
            hlc=self.hub.clock.now(),
            body=body,
            deps=(),
        )
        self.head = ChainHead(operation.seq, operation.chain_hash)
        self.unsent.append(operation)
        if not self.is_offline:
            self.catch_up()

    def catch_up(self) -> None:
        """Send all that waits; the floor is never refused."""
        if self.unsent:
            message = PushRequest(device=self.device.device, generation=self.device.generation, ops=self.unsent)
            answer = self.hub.desk.push(self.device, message)
            assert {result.result for result in answer.results} <= {"applied"}, answer.results
        self.unsent = []

    def sell(self, variant_id: str, pieces: int = 1) -> None:
        """Sell on the floor."""
        now = self.hub.clock.now()
        sale_id = new_id(now)
        self.say(
            SaleCommit(
                sale_id=sale_id,
                receipt_no=sale_id,
                shop_id=SHOP,
                shift_id="s",
                business_date="2027-01-15",
                occurred_ms=now,
                staff_id="st-1",
                member_id=None,
                member_trust=None,
                coupon_ids=[],
                booking_id=None,
                lines=[
                    SaleLine(
                        line_id=sale_id,
                        variant_id=variant_id,
                        style_id="coat",
                        quantity=pieces,
                        list_fen=100,
                        paid_fen=100 * pieces,
                        tax_bp=0,
                        tax_fen=0,
                        source="scan",
                        clerk_id="st-1",
                    )
                ],
                tenders=[
                    Tender(
                        tender_id=sale_id,
                        kind="cash",
                        amount_fen=100 * pieces,
                        received_fen=100 * pieces,
                        change_fen=0,
                    )
                ],
                movements=[Movement(movement_id=sale_id, variant_id=variant_id, quantity=-pieces, cause="sale")],
                gross_fen=100 * pieces,
                discount_fen=0,
                total_fen=100 * pieces,
                tax_fen=0,
                points_earned=0,
            )
        )

    def count(self, variant_id: str, observed: int) -> None:
        """Count what is there."""
        now = self.hub.clock.now()
        self.say(StockCount(shop_id=SHOP, variant_id=variant_id, observed=observed, occurred_ms=now, staff_id="st-1"))

    def pick(self, order: Order) -> None:
        """Put an order's goods on the reserve shelf."""
        self.say(PickupPick(order_id=order.id, shop_id=SHOP, occurred_ms=self.hub.clock.now(), staff_id="st-1"))

    def put_back(self, order: Order) -> None:
        """Hang an order's goods on the floor again."""
        self.say(PickupPutBack(order_id=order.id, shop_id=SHOP, occurred_ms=self.hub.clock.now(), staff_id="st-1"))

    def hand_over(self, order: Order) -> None:
        """Give an order's goods to the customer."""
        now = self.hub.clock.now()
        self.say(
            PickupHandOver(
                order_id=order.id,
                shop_id=SHOP,
                member_id=order.member_id,
                occurred_ms=now,
                staff_id="st-1",
                how="typed_code",
                code_payload="",
                movements=[
                    Movement(
                        movement_id=new_id(now), variant_id=line.variant_id, quantity=-line.quantity, cause="pickup"
                    )
                    for line in order.lines
                ],
            )
        )


class HubAtHand:
    """A hub with the small chain in it and two tills of its first shop."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.clock = SetClock()
        if not url:
            lay_hub(folder)
        self.database = open_database(folder, url)
        upgrade(self.database)
        with self.database.writing() as conn:
            keys.ensure(conn, self.clock.now())
            open_books(conn, small_chain.all_rows(self.clock.now()), self.clock.now())
        self.desk = TillDesk(self.database, self.clock)
        self.tills = (self._till(), self._till())
        self._variants = 0

    def _till(self) -> TillAtHand:
        with self.database.writing() as conn:
            code = enrolment.new_code(conn, self.clock, SHOP).code
        with self.database.writing() as conn:
            request = EnrolRequest(code=code, public_key=new_key_pair().public, program="test")
            identity = enrolment.enrol(conn, self.clock, request)
        device = Device(identity.device, identity.generation, SHOP, identity.till_no, "active")
        return TillAtHand(self, device)

    def new_variant(self, on_hand: int) -> str:
        """Have a variant come into the shop that nobody has touched yet."""
        self._variants += 1
        variant_id = f"coat-{self._variants}"
        coat = next(row for row in small_chain.all_rows() if row.id == small_chain.COAT_M)
        with self.database.writing() as conn:
            publish(conn, replace(coat, id=variant_id))
            row = Stock(id=f"{SHOP}/{variant_id}", shop_id=SHOP, variant_id=variant_id, on_hand=on_hand, promised=0)
            open_books(conn, [row], self.clock.now())
        return variant_id

    def level(self, variant_id: str) -> Level:
        """Return the level in the books."""
        with self.database.reading() as conn:
            return ledgers.levels(conn, [(SHOP, variant_id)])[SHOP, variant_id]

    def order(self, variant_id: str, pieces: int = 1) -> Order | None:
        """Order on the phone; None when the mall may not promise it."""
        try:
            with self.database.writing() as conn:
                return orders.place(conn, self.clock, member_id=LIN, shop_id=SHOP, lines=[Wanted(variant_id, pieces)])
        except SoldOut:
            return None

    def cancel(self, order: Order) -> None:
        """Cancel on the phone."""
        with self.database.writing() as conn:
            orders.cancel(conn, self.clock, member_id=LIN, order_id=order.id)

    def book(self, variant_id: str) -> Booking:
        """Book a try-on for tomorrow."""
        with self.database.writing() as conn:
            day = local(self.clock.now() + DAY).date()
            free = next(slot for slot in bookings.slots(conn, self.clock, SHOP, day) if slot.free)
            return bookings.book(
                conn,
                self.clock,
                member_id=LIN,
                shop_id=SHOP,
                starts_ms=free.starts_ms,
                garments=[WishedGarment("coat", variant_id)],
            )

    def end_booking(self, booking: Booking) -> Booking:
        """Cancel a booking."""
        with self.database.writing() as conn:
            return bookings.cancel(conn, self.clock, member_id=LIN, booking_id=booking.id)

    def faults(self) -> list[str]:
        """Return what does not add up."""
        with self.database.reading() as conn:
            return [f"{fault.variant_id}: {fault.what.en}" for fault in conservation.faults(conn)]

    def a_moment(self) -> None:
        """Let time pass."""
        self.clock.move(SECOND)

    def an_hour(self) -> None:
        """Let an hour pass."""
        self.clock.move(HOUR)
