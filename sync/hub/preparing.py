"""What preparing does to the mall's books: labels that end or move, and what is told to a person.

A piece that waited for somebody and will not be there for her is one broken promise, told once.
"""

from __future__ import annotations

from sqlalchemy import Connection

from posapp.domain.clock import Clock, Millis
from posapp.domain.text import Bilingual
from sync.hub import labels, messages
from sync.hub.bookings import was_among
from sync.hub.errors import NothingOffered, UnknownBooking
from sync.hub.fact import Fact, Parked
from sync.hub.message_kinds import Value
from sync.hub.publishing import lock_streams, publish, published, stream_of
from sync.hub.settings import STANDARD_QUOTAS, QuotaRules
from sync.protocol import preparing
from sync.protocol.bookings import Booking, Garment
from sync.protocol.prepared import BookingPrepare, BookingRelease, BookingSubstitute, PieceSaid
from sync.protocol.rows import Shop, Style, Variant


def prepare(fact: Fact, step: BookingPrepare) -> None:
    """Book how far the pieces of a booking are. One that was found twice, or for nothing, is to be hung back."""
    booking = _booking(fact, step.booking_id)
    garments = {garment.id: garment for garment in booking.garments}
    if any(said.id not in garments and not was_among(booking, said.id) for said in step.pieces):
        raise Parked("garment_not_here")
    for said in step.pieces:
        if said.id in garments:
            _tell(fact, booking, garments[said.id], said, step)
        elif said.state == "found":
            fact.note("fetched_in_vain", step.occurred_ms, booking=booking.code, variant_id=said.variant_id)
    made = preparing.prepared_booking(booking, step)
    gone = _label_lost(booking, made)
    if gone:
        labels.end(fact.conn, booking, step.occurred_ms, gone)
    publish(fact.conn, made)


def substitute(fact: Fact, step: BookingSubstitute) -> None:
    """Book another piece instead of one that was not found; her own word on it stands above a clerk's."""
    booking = _booking(fact, step.booking_id)
    garment = _garment(booking, step.garment_id)
    if garment is None:
        publish(fact.conn, booking)
        return
    made = preparing.substituted(booking, step)
    if preparing.is_answered(garment) and _says_otherwise(garment, step):
        fact.note("substitute_after_answer", step.occurred_ms, booking=booking.code, variant_id=garment.variant_id)
    elif step.choice == "offered" and made != booking:
        _ask_her(fact.conn, booking, garment, step.variant_id, fact.heard_ms(step.occurred_ms))
    publish(fact.conn, _relabelled(fact.conn, booking, made, step.garment_id, step.occurred_ms, STANDARD_QUOTAS))


def release(fact: Fact, step: BookingRelease) -> None:
    """Book that a piece went to whoever held it; a label that this costs is told as one that a sale took."""
    booking = _booking(fact, step.booking_id)
    garment = _garment(booking, step.garment_id)
    if garment is None:
        publish(fact.conn, booking)
        return
    made = preparing.released(booking, step)
    if _label_lost(booking, made):
        labels.end(fact.conn, booking, step.occurred_ms, [garment.id])
        fact.note("label_lost", step.occurred_ms, booking=booking.code, variant_id=step.variant_id)
    if made != booking:
        now = fact.heard_ms(step.occurred_ms)
        _write(fact.conn, booking, garment, "piece_missing", garment.variant_id, {}, now)
    publish(fact.conn, made)


def answer(
    conn: Connection,
    clock: Clock,
    *,
    member_id: str,
    booking_id: str,
    garment_id: str,
    takes: bool,
    rules: QuotaRules = STANDARD_QUOTAS,
) -> Booking:
    """Keep her word on the piece that she was offered. Raises ``UnknownBooking`` or ``NothingOffered``."""
    booking = published(conn, Booking, booking_id)
    if booking is None or booking.member_id != member_id:
        raise UnknownBooking()
    lock_streams(conn, stream_of("booking", booking.shop_id), "stock")
    booking = published(conn, Booking, booking_id)
    if booking is None:
        raise UnknownBooking()
    now = clock.now()
    try:
        made = preparing.answered(booking, garment_id, now, takes=takes)
    except ValueError as nothing:
        raise NothingOffered() from nothing
    labelled = _relabelled(conn, booking, made, garment_id, now, rules)
    publish(conn, labelled)
    return labelled


def _ask_her(conn: Connection, booking: Booking, garment: Garment, variant_id: str, now: Millis) -> None:
    """Write to her what is offered instead; a second offer for the same garment is another question."""
    offered = published(conn, Variant, variant_id)
    style = published(conn, Style, offered.style_id) if offered is not None else None
    if offered is None or style is None:
        return
    substitute = Bilingual(
        f"{style.name_zh}（{offered.colour_zh} {offered.size}）",
        f"{style.name_en} ({offered.colour_en}, {offered.size})",
    )
    _write(conn, booking, garment, "substitute_asked", variant_id, {"substitute": substitute}, now)


def _write(
    conn: Connection, booking: Booking, garment: Garment, kind: str, about: str, more: dict[str, Value], now: Millis
) -> None:
    shop, style = published(conn, Shop, booking.shop_id), published(conn, Style, garment.style_id)
    if shop is None or style is None or booking.status not in ("booked", "checked_in"):
        return
    messages.send(
        conn,
        now,
        member_id=booking.member_id,
        kind=kind,
        subject_id=f"{garment.id}/{about}",
        link_id=booking.id,
        values={
            "shop": Bilingual(shop.name_zh, shop.name_en),
            "piece": Bilingual(style.name_zh, style.name_en),
            **more,
        },
        until_ms=booking.ends_ms,
    )


def _booking(fact: Fact, booking_id: str) -> Booking:
    booking = published(fact.conn, Booking, booking_id)
    if booking is None or booking.shop_id != fact.shop_id:
        raise Parked("booking_not_here")
    return booking


def _garment(booking: Booking, garment_id: str) -> Garment | None:
    """Return the garment that a step speaks of, None when she chose another meanwhile: then it changes nothing."""
    found = next((one for one in booking.garments if one.id == garment_id), None)
    if found is None and not was_among(booking, garment_id):
        raise Parked("garment_not_here")
    return found


def _tell(fact: Fact, booking: Booking, garment: Garment, said: PieceSaid, step: BookingPrepare) -> None:
    """Tell a person of what two clerks did without knowing of each other, and of a piece that nobody finds."""
    state, before = preparing.state_of(garment), garment.prepared
    is_of_use = preparing.is_of_use(garment, said)
    code = ""
    if said.state == "found":
        if not is_of_use or state == "dropped":
            code = "fetched_in_vain"
        elif state == "found" and before is not None and before.staff_id != step.staff_id:
            code = "fetched_twice"
    elif said.state == "missing" and is_of_use and state in ("wanted", "fetching"):
        code = "piece_not_found"
    if code:
        fact.note(code, step.occurred_ms, booking=booking.code, variant_id=said.variant_id)


def _label_lost(before: Booking, made: Booking) -> list[str]:
    held = {garment.id for garment in before.garments if garment.label == "held"}
    return [garment.id for garment in made.garments if garment.id in held and garment.label != "held"]


def _says_otherwise(garment: Garment, step: BookingSubstitute) -> bool:
    instead = garment.prepared.instead if garment.prepared is not None else None
    if instead is None or step.choice == "dropped":
        return instead is not None and instead.status != "refused"
    return instead.status == "refused" or instead.variant_id != step.variant_id


def _relabelled(
    conn: Connection, before: Booking, made: Booking, garment_id: str, at_ms: int, rules: QuotaRules
) -> Booking:
    """Take down the label of a piece that is no longer hers, and label the one that is to be laid out instead."""
    variant_of = [{garment.id: garment.variant_id for garment in row.garments} for row in (before, made)]
    if _label_lost(before, made):
        labels.end(conn, before, at_ms, [garment_id])
    is_other = variant_of[0][garment_id] != variant_of[1][garment_id]
    if not is_other or made.status not in ("booked", "checked_in"):
        return made
    return labels.hang(conn, made, rules, at_ms, [garment_id])
