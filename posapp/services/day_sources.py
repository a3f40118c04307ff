"""Where the day's work comes from: each source looks at one kind of row and tells what is to be done.

A new kind of work is one more function in ``SOURCES``. A source names members, variants and staff by their ids;
``today.Today`` looks all of them up together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from posapp.domain.clock import DAY, HOUR, MINUTE, Millis, at, local
from posapp.services.booking import LATE_AFTER
from posapp.services.books import KeptBooking
from posapp.services.day_items import DayState, DayStep, Due
from posapp.services.holding import of_kind
from posapp.services.room_cards import LONG_VISIT
from posapp.services.shared_carts import as_told
from posapp.services.till_data import View
from posapp.services.transfers import next_step
from sync.protocol import booking_steps, collecting, preparing, rows
from sync.protocol.asides import AsideCart
from sync.protocol.rooms import FittingRoom, Visit, room_id
from sync.protocol.shops import open_between

CHECK_IN_FROM = 30 * MINUTE
"""Earlier than so long before she is due the next step is to lay out her pieces, then to expect her."""

PICK_WITHIN = HOUR
"""So long after an order came in, while the shop was open, its pieces should lie on the reserve shelf."""

DAYS_CLOSED = 14
"""No shop is closed for longer without its orders being called off."""

SEND_WITHIN, ARRIVES_WITHIN = 2 * HOUR, 3 * DAY
"""So long after another shop asked its piece should be on its way; and so long after that it should be here."""

BRING_WITHIN = 3 * MINUTE
TIDY_WITHIN = 10 * MINUTE
PUT_AWAY_WITHIN = 2 * HOUR
"""What she asks for in a room; a room that she left; a cart put aside or a piece that is to hang on the floor again."""


@dataclass(frozen=True)
class DayLook:
    """One look at the till's file, with the rows that more than one source reads."""

    view: View
    now: Millis

    @cached_property
    def bookings(self) -> Sequence[KeptBooking]:
        """Today's bookings in the order of their start."""
        day = local(self.now).date()
        return self.view.bookings.between(at(day, 0), at(day + timedelta(days=1), 0))

    @cached_property
    def shop(self) -> rows.Shop | None:
        """The shop where this till stands, None before its row is here."""
        paired = self.view.paired
        return None if paired is None else self.view.rows.get(rows.Shop, paired.shop_id)

    @cached_property
    def _hours(self) -> dict[date, tuple[int, int] | None]:
        return {}

    def hours(self, day: date) -> tuple[int, int] | None:
        """Return from when until when the shop is open on a day; orders of the same day ask once."""
        if day not in self._hours:
            self._hours[day] = open_between(self.shop, day) if self.shop is not None else None
        return self._hours[day]

    @cached_property
    def rooms(self) -> Sequence[FittingRoom]:
        """The fitting rooms by number."""
        return self.view.rooms.all()


Source = Callable[[DayLook], Iterable[Due]]


def bookings_due(look: DayLook) -> Iterator[Due]:
    """Tell who is to come, who is here and waits for a room, and whose outcomes nobody has noted.

    What was laid out for somebody who did not come, or called it off, is to hang on the floor again.
    """
    inside = {room.visit.booking_id for room in look.rooms if room.visit}
    for row in (kept.row for kept in look.bookings):
        if row.status in ("booked", "no_show"):
            yield _expected(row, look)
        elif row.status == "checked_in" and row.id not in inside:
            yield _here(row)
        if row.status in ("no_show", "cancelled"):
            yield from _in_vain(row)


def rooms_due(look: DayLook) -> Iterator[Due]:
    """Tell where somebody asks for a piece, what has not come back, and which rooms want tidying or a look."""
    for room in look.rooms:
        visit = room.visit
        if visit is not None and visit.asks:
            asked = min(one.asked_ms for one in visit.asks)
            wanted = tuple(one.variant_id for one in visit.asks)
            yield _in_room(room, visit, "asks", asked, BRING_WITHIN, wanted)
        elif visit is not None and look.now - visit.entered_ms > LONG_VISIT:
            yield _in_room(room, visit, "long", visit.entered_ms + LONG_VISIT, LONG_VISIT)
        if room.missing:
            since = min(one.since_ms for one in room.missing)
            astray = tuple(one.variant_id for one in room.missing)
            yield _in_room(room, None, "missing", since, BRING_WITHIN, astray)
        if room.status == "to_clean":
            yield _in_room(room, None, "to_tidy", room.since_ms, TIDY_WITHIN)


def orders_due(look: DayLook) -> Iterator[Due]:
    """Tell which orders are to be picked, and which lie there until they are collected."""
    for order in (collecting.in_full(one) for one in look.view.orders.waiting()):
        yield _to_collect(order, look)


def transfers_due(look: DayLook) -> Iterator[Due]:
    """Tell what other shops ask for, and what is on its way here."""
    here = look.view.paired.shop_id if look.view.paired is not None else ""
    for row in look.view.transfers.of_shop(here):
        step = next_step(row, here)
        if step:
            since = row.asked_ms if step == "send" else row.answered_ms or row.asked_ms
            yield Due(
                key=f"transfer:{row.id}",
                kind="transfer",
                subject=row.id,
                due=Millis(since),
                late_from=Millis(since + (SEND_WITHIN if step == "send" else ARRIVES_WITHIN)),
                state="to_send" if step == "send" else "on_its_way",
                step="see_transfer",
                member_id=row.member_id,
                variants=(row.variant_id,) * row.quantity,
                at_shelves=step == "send",
            )


def follow_ups_due(look: DayLook) -> Iterator[Due]:
    """Tell of which messages to members a clerk is to say whether they go, and whom she means to call."""
    for row in look.view.follow_ups.all():
        if row.status in ("proposed", "calling"):
            yield Due(
                key=f"follow_up:{row.id}",
                kind="follow_up",
                subject=row.id,
                due=Millis(row.goes_ms),
                late_from=Millis(row.until_ms),
                state="to_decide" if row.status == "proposed" else "to_call",
                step="decide",
                member_id=row.member_id,
                variants=(row.variant_id,) if row.variant_id else (),
                clerk_id=row.decided_by or row.staff_id,
            )


def held_carts(look: DayLook) -> Iterator[Due]:
    """Tell the carts that were put aside at any till, and those of this one of which nobody else knows."""
    told = {row.id: row for row in look.view.carts.asides.waiting()}
    for row in told.values():
        if row.cart is not None:
            yield _aside(row.id, row.cart, row.aside_ms, row.till_no)
    for kept in of_kind(look.view, is_practice=False):
        if kept.aside_id not in told:
            here = look.view.paired.till_no if look.view.paired is not None else ""
            yield _aside(kept.cart_id, as_told(kept.body), kept.updated, here)


def set_aside(look: DayLook) -> Iterator[Due]:
    """Tell of the defective pieces that came back to the shop and lie apart until somebody settles them."""
    pieces = look.view.returns.set_aside()
    variants = tuple(variant_id for variant_id, count in sorted(pieces.items()) for _ in range(count))
    if variants:
        end = at(local(look.now).date() + timedelta(days=1), 0)
        yield Due(
            key="set_aside",
            kind="set_aside",
            subject="",
            due=end,
            late_from=end,
            state="defective",
            step="settle",
            variants=variants,
        )


def put_backs(look: DayLook) -> Iterator[Due]:
    """Tell the orders that ended while their pieces lay on the reserve shelf: they are to hang on the floor again."""
    for order in look.view.orders.to_put_back():
        since = Millis(min(order.collect_until_ms, look.now))
        yield Due(
            key=f"put_back:{order.id}",
            kind="put_back",
            subject=order.id,
            due=since,
            late_from=Millis(since + PUT_AWAY_WITHIN),
            state="to_put_back",
            step="put_back",
            member_id=order.member_id,
            variants=_pieces(order),
            at_shelves=True,
        )


SOURCES: tuple[Source, ...] = (
    bookings_due, rooms_due, orders_due, put_backs, transfers_due, follow_ups_due, held_carts, set_aside,
)  # fmt: skip

_ROOM_STEPS: Mapping[DayState, DayStep] = {"asks": "bring", "missing": "find", "to_tidy": "tidy", "long": "look_in"}


def _expected(row: rows.Booking, look: DayLook) -> Due:
    now, shop = look.now, look.shop
    due = max(row.starts_ms, row.booked_ms)  # who books a slot that has begun is on her way
    is_missed = row.status == "no_show" if shop is None else booking_steps.is_missed(shop, row, now)
    late_from = Millis(due + LATE_AFTER)
    state: DayState = "booked"
    if is_missed:
        state = "no_show"
    elif now > late_from:
        state = "late"
    elif any(_is_missed(one) for one in row.garments):
        state = "piece_gone"
    elif all(preparing.state_of(one) in ("found", "dropped") for one in row.garments):
        state = "laid_out"
    is_near = now >= row.starts_ms - CHECK_IN_FROM
    step: DayStep = "prepare"
    if state == "no_show" or (state == "laid_out" and not is_near):
        step = "open_booking"
    elif is_near:
        step = "check_in"
    return Due(
        key=f"booking:{row.id}",
        kind="booking",
        subject=row.id,
        due=Millis(due),
        late_from=late_from,
        state=state,
        step=step,
        member_id=row.member_id,
        variants=tuple(one.variant_id for one in row.garments),
        at_shelves=step == "prepare",
        room=row.room,
        clerk_id=next((one.prepared.staff_id for one in row.garments if one.prepared is not None), ""),
        is_quiet=state == "no_show",
    )


def _is_missed(garment: rows.Garment) -> bool:
    """Tell whether a piece is not to be had: somebody bought it, or a clerk looked for it in vain."""
    state = preparing.state_of(garment)
    return state == "missing" or (garment.label == "gone" and state not in ("found", "dropped"))


def _in_vain(row: rows.Booking) -> Iterator[Due]:
    out = [one for one in row.garments if one.verdict is None and preparing.state_of(one) in ("found", "returning")]
    if out:
        since = Millis(row.ends_ms)
        yield Due(
            key=f"put_back:{row.id}",
            kind="put_back",
            subject=row.id,
            due=since,
            late_from=Millis(since + PUT_AWAY_WITHIN),
            state="in_vain",
            step="hang_back",
            member_id=row.member_id,
            variants=tuple(one.variant_id for one in out),
            at_shelves=True,
        )


def _to_collect(order: rows.Order, look: DayLook) -> Due:
    hindrance = collecting.hindrance(order, look.now)
    to_pick = tuple(
        line.variant_id for line in order.lines for _ in range(max(collecting.waits(line) - line.picked, 0))
    )
    state: DayState = "ready"
    step: DayStep = "hand_over"
    due, within = order.collect_until_ms, 0
    if hindrance == "group_forming":
        state, step = "forming", "open_order"
    elif to_pick:
        state = "unconfirmed" if hindrance == "pending" else "to_pick"
        step, due, within = "pick", _while_open(look, order.placed_ms), PICK_WITHIN
    elif hindrance == "nothing_waits":
        state, step = "she_is_asked", "open_order"
    elif hindrance == "expired":
        state = "overdue"
    elif collecting.is_unpaid(order):
        state = "to_be_paid"
    return Due(
        key=f"pickup:{order.id}",
        kind="pickup",
        subject=order.id,
        due=Millis(due),
        late_from=Millis(due + within),
        state=state,
        step=step,
        member_id=order.member_id,
        variants=to_pick if step == "pick" else _pieces(order),
        at_shelves=step == "pick",
        clerk_id=order.picked_by,
    )


def _aside(name: str, cart: AsideCart, since: int, till_no: str) -> Due:
    return Due(
        key=f"held:{name}",
        kind="held",
        subject=name,
        due=Millis(since),
        late_from=Millis(since + PUT_AWAY_WITHIN),
        state="put_aside",
        step="recall",
        member_id=cart.member_id,
        variants=tuple(line.variant_id for line in cart.lines for _ in range(line.quantity)),
        clerk_id=next((line.clerk_id for line in cart.lines if line.clerk_id), ""),
        till_no=till_no,
    )


def _here(row: rows.Booking) -> Due:
    """She is here and in no room: she waits for one, or came out and nobody has noted what became of all pieces."""
    is_out = any(one.verdict is not None for one in row.garments)
    said_by = next((one.judged_by for one in reversed(row.garments) if one.judged_by), "")
    since = Millis(row.checked_in_ms or row.starts_ms)
    due = Millis(row.ends_ms if is_out else max(since, row.starts_ms))
    return Due(
        key=f"booking:{row.id}",
        kind="booking",
        subject=row.id,
        due=due,
        late_from=Millis(due + LATE_AFTER),
        state="outcomes" if is_out else "here",
        step="outcomes" if is_out else "let_in",
        member_id=row.member_id,
        variants=tuple(one.variant_id for one in row.garments),
        room_id=room_id(row.shop_id, row.room),
        room=row.room,
        clerk_id=said_by or row.checked_in_by,
    )


def _while_open(look: DayLook, at_ms: int) -> int:
    """Return an instant, or when the shop opens next where it is closed then: nobody is late over night."""
    first = local(at_ms).date()
    for ahead in range(DAYS_CLOSED):
        hours = look.hours(first + timedelta(days=ahead))
        if hours is not None and at_ms < hours[1]:
            return max(at_ms, hours[0])
    return at_ms


def _in_room(
    room: FittingRoom, visit: Visit | None, state: DayState, since: int, within: int, variants: tuple[str, ...] = ()
) -> Due:
    return Due(
        key=f"room:{room.number}:{state}",
        kind="room",
        subject=room.id,
        due=Millis(since),
        late_from=Millis(since + within),
        state=state,
        step=_ROOM_STEPS[state],
        member_id=visit.member_id if visit is not None else None,
        variants=variants,
        at_shelves=state == "asks",
        room_id=room.id,
        room=room.number,
        clerk_id=visit.staff_id if visit is not None else "",
    )


def _pieces(order: rows.Order) -> tuple[str, ...]:
    """Return what is still hers to collect, or to be put back."""
    counted = ((line.variant_id, collecting.waits(line) or line.picked) for line in collecting.in_full(order).lines)
    return tuple(variant_id for variant_id, pieces in counted for _ in range(pieces))
