"""What a member relies on when the mall writes to her: only what she agreed to, once, at a decent hour, and true."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, select

from posapp.domain.clock import DAY, HOUR, MINUTE, at, local
from posapp.domain.text import Bilingual
from sync.hub import bookings, consents, delivery, messages, orders, reminders
from sync.hub.db.message_tables import consent_said, message
from sync.hub.errors import UnknownMessage
from sync.hub.message_kinds import Value
from sync.hub.messages import Message
from sync.hub.publishing import publish, published
from sync.protocol.booking_steps import BookingCancel, BookingChange
from sync.protocol.rows import Booking, Member, Order
from tests.fakes.quiet_mall import QuietMall
from tests.fakes.running_hub import SetClock
from tests.fakes.small_chain import COAT_S, LIN, SHOP, ZHOU
from tests.fakes.small_shop import follow_up


@pytest.fixture
def hub(quiet_mall: QuietMall) -> QuietMall:
    return quiet_mall


@pytest.fixture
def clock(hub: QuietMall) -> SetClock:
    return hub.clock


def send(hub: QuietMall, subject: str = "b-1") -> Message:
    shop, piece = Bilingual("静安店", "Jing'an"), Bilingual("羊毛大衣", "wool coat")
    values: dict[str, Value] = {
        "shop": shop,
        "piece": piece,
        "coupon": piece,
        "until_ms": hub.clock.now(),
    }
    with hub.database.writing() as conn:
        return messages.send(
            conn, hub.clock.now(), member_id=LIN, kind="piece_missing", subject_id=subject, link_id="b-1", values=values
        )


def offer(hub: QuietMall, name: str, member_id: str = LIN) -> Message:
    """Send an offer that a clerk let go."""
    now = hub.clock.now()
    row = replace(
        follow_up(name, "released"),
        shop_id=SHOP,
        member_id=member_id,
        style_id="coat",
        variant_id=COAT_S,
        found_ms=now,
        until_ms=now + 5 * DAY,
    )
    with hub.database.writing() as conn:
        publish(conn, row)
        title, words = Bilingual(row.title_zh, row.title_en), Bilingual(row.text_zh, row.text_en)
        return messages.queue(
            conn,
            now,
            member_id=member_id,
            kind="follow_up_promotion",
            subject_id=name,
            link_id="coat",
            title=title,
            words=words,
        )


def say(hub: QuietMall, purpose: consents.Consent, given: bool, member_id: str = LIN) -> Member:
    with hub.database.writing() as conn:
        return consents.say(conn, hub.clock, member_id, purpose, given=given)


def deliver(hub: QuietMall) -> int:
    return delivery.deliver_due(hub.database, hub.clock)


def inbox(hub: QuietMall, member_id: str = LIN) -> list[str]:
    with hub.database.reading() as conn:
        return [letter.kind for letter in messages.inbox(conn, member_id)]


def fate(hub: QuietMall, letter: Message) -> tuple[str, str]:
    with hub.database.reading() as conn:
        now = messages.get(conn, letter.message_id)
    return now.state, now.reason


def until(clock: SetClock, hour: int, *, days: int = 0) -> None:
    """Set the clock to the next such hour of the shop's day, and so many days on."""
    today = local(clock.now()).date()
    wanted = at(today, hour)
    clock.move((wanted if wanted >= clock.now() else wanted + DAY) + days * DAY - clock.now())


def test_a_message_is_said_once_however_often_it_is_sent(hub: QuietMall) -> None:
    first, second = send(hub), send(hub)
    assert first == second
    assert deliver(hub) == 1
    assert deliver(hub) == 0
    assert inbox(hub) == ["piece_missing"]
    assert first.text == Bilingual(
        "静安店没有找到您约试的羊毛大衣，其余的照常为您备好。",
        "Jing'an cannot find the wool coat you booked. Everything else is being prepared.",
    )


def test_offers_need_a_yes_of_their_own_and_service_messages_end_with_a_no(hub: QuietMall) -> None:
    refused = offer(hub, "c-1")
    assert (refused.state, refused.reason) == ("dropped", "no_consent")
    assert send(hub).state == "queued"
    assert say(hub, "service", given=False).messages is False
    refused = send(hub, subject="b-2")
    assert (refused.state, refused.reason) == ("dropped", "no_consent")
    say(hub, "marketing", given=True)
    assert offer(hub, "c-2").state == "queued"


def test_nothing_leaves_after_she_said_no(hub: QuietMall) -> None:
    say(hub, "marketing", given=True)
    waiting, answer = offer(hub, "c-1"), send(hub)
    say(hub, "marketing", given=False)
    assert fate(hub, waiting) == ("dropped", "withdrawn")
    assert deliver(hub) == 1
    assert inbox(hub) == ["piece_missing"], "what belongs to her booking goes on"
    assert fate(hub, answer) == ("sent", "")


def test_a_no_that_came_by_another_way_counts_at_the_last_moment(hub: QuietMall) -> None:
    waiting = send(hub)
    with hub.database.writing() as conn:
        lin = published(conn, Member, LIN)
        assert lin is not None
        publish(conn, msgspec.structs.replace(lin, messages=False))
    assert deliver(hub) == 0
    assert fate(hub, waiting) == ("dropped", "no_consent")


def test_every_word_about_consent_is_kept_with_its_time_and_place(hub: QuietMall, clock: SetClock) -> None:
    say(hub, "marketing", given=True)
    clock.move(DAY)
    say(hub, "marketing", given=False)
    said = consent_said.c
    with hub.database.reading() as conn:
        kept = conn.execute(select(said.given, said.channel, said.wording, said.said_ms).order_by(said.said_ms)).all()
    assert [tuple(row) for row in kept] == [
        (True, "phone", consents.WORDING, clock.now() - DAY),
        (False, "phone", consents.WORDING, clock.now()),
    ]


def test_tills_are_told_what_she_agreed_to(hub: QuietMall) -> None:
    say(hub, "marketing", given=True)
    say(hub, "personal", given=False)
    with hub.database.reading() as conn:
        lin = published(conn, Member, LIN)
    assert lin is not None
    assert (lin.messages, lin.marketing, lin.personal) == (True, True, False)


def test_at_night_only_what_cannot_wait_leaves(hub: QuietMall, clock: SetClock) -> None:
    until(clock, 23)
    say(hub, "marketing", given=True)
    waiting, answer = offer(hub, "c-1"), send(hub)
    assert deliver(hub) == 1
    assert fate(hub, answer)[0] == "sent"
    assert fate(hub, waiting)[0] == "queued"
    clock.move(9 * HOUR + 59 * MINUTE)
    assert deliver(hub) == 0
    clock.move(MINUTE)
    assert deliver(hub) == 1


def test_a_hub_that_was_down_all_day_does_not_catch_up_at_night(hub: QuietMall, clock: SetClock) -> None:
    say(hub, "marketing", given=True)
    waiting = offer(hub, "c-1")
    until(clock, 22)
    assert deliver(hub) == 0
    assert fate(hub, waiting) == ("queued", "")
    until(clock, 9)
    assert deliver(hub) == 1


def test_she_gets_one_offer_a_week(hub: QuietMall, clock: SetClock) -> None:
    say(hub, "marketing", given=True)
    offer(hub, "c-1")
    assert offer(hub, "c-2").reason == "capped", "one that waits counts"
    deliver(hub)
    clock.move(7 * DAY - 1)
    assert offer(hub, "c-3").reason == "capped"
    clock.move(1)
    assert offer(hub, "c-4").state == "queued"
    say(hub, "marketing", given=True, member_id=ZHOU)
    assert offer(hub, "c-5", ZHOU).state == "queued", "each member for herself"


def test_a_fault_that_writes_on_and_on_does_not_reach_her(hub: QuietMall) -> None:
    for place in range(20):
        send(hub, subject=f"b-{place}")
    deliver(hub)
    assert len(inbox(hub)) == 12


def test_what_was_opened_is_counted_once_and_only_by_herself(hub: QuietMall, clock: SetClock) -> None:
    letter = send(hub)
    deliver(hub)
    with hub.database.writing() as conn:
        with pytest.raises(UnknownMessage):
            messages.opened(conn, ZHOU, letter.message_id, clock.now())
        first = messages.opened(conn, LIN, letter.message_id, clock.now())
        again = messages.opened(conn, LIN, letter.message_id, clock.now() + 1)
    assert first.opened_ms == again.opened_ms == clock.now()


def test_what_is_no_longer_worth_reading_is_dropped(hub: QuietMall, clock: SetClock) -> None:
    letter = send(hub)
    clock.move(messages.WORTH_MS + 1)
    assert deliver(hub) == 0
    assert fate(hub, letter) == ("dropped", "too_late")


# --- reminders -------------------------------------------------------------------------------------------------------


def booked(hub: QuietMall, days: int = 2) -> Booking:
    """Book the slot at 16:00 some days from now."""
    with hub.database.writing() as conn:
        day = local(hub.clock.now() + days * DAY).date()
        wished = [bookings.WishedGarment("coat", COAT_S)]
        return bookings.book(conn, hub.clock, member_id=LIN, shop_id=SHOP, starts_ms=at(day, 16), garments=wished)


def told(hub: QuietMall) -> list[str]:
    """Let the upkeep remind and send, and return what she has got."""
    reminders.keep(hub.database, hub.clock)
    deliver(hub)
    return inbox(hub)


def test_she_is_reminded_the_evening_before_and_two_hours_before(hub: QuietMall, clock: SetClock) -> None:
    booked(hub)
    assert told(hub) == []
    until(clock, 19, days=1)
    assert told(hub) == ["booking_eve"]
    until(clock, 13)
    assert told(hub) == ["booking_eve"]
    until(clock, 14)
    assert told(hub) == told(hub) == ["booking_soon", "booking_eve"]


def test_whoever_books_for_the_next_hour_is_not_reminded(hub: QuietMall, clock: SetClock) -> None:
    until(clock, 15)
    booked(hub, days=0)
    assert told(hub) == []
    with hub.database.reading() as conn:
        assert set(conn.scalars(select(message.c.reason))) == {"too_late"}


def test_a_cancelled_booking_reminds_nobody(hub: QuietMall, clock: SetClock) -> None:
    booking = booked(hub)
    until(clock, 18, days=1)
    reminders.keep(hub.database, hub.clock)
    with hub.database.writing() as conn:
        bookings.cancel(conn, clock, member_id=LIN, booking_id=booking.id)
    until(clock, 19)
    assert told(hub) == []


def test_a_moved_booking_reminds_of_its_new_time_only(hub: QuietMall, clock: SetClock) -> None:
    booking = booked(hub)
    until(clock, 18, days=1)
    reminders.keep(hub.database, hub.clock)
    moved = msgspec.structs.replace(booking, starts_ms=booking.starts_ms + DAY, ends_ms=booking.ends_ms + DAY)
    with hub.database.writing() as conn:
        conn.execute(
            bookings.tables.booking.update()
            .where(bookings.tables.booking.c.booking_id == booking.id)
            .values(starts_ms=moved.starts_ms, ends_ms=moved.ends_ms)
        )
        publish(conn, moved)
    until(clock, 19)
    assert told(hub) == []
    until(clock, 19)
    clock.move(DAY)
    assert told(hub) == ["booking_eve"]
    with hub.database.reading() as conn:
        assert messages.inbox(conn, LIN)[0].text.en.startswith("Your fitting room at Jing'an: 18 Jan 16:00")


@pytest.mark.parametrize(("by", "told"), [("shop", ["booking_cancelled"]), ("member", [])])
def test_what_a_counter_changes_in_her_booking_she_hears_at_once(
    hub: QuietMall, clock: SetClock, by: str, told: list[str]
) -> None:
    booking = booked(hub)
    later = BookingChange(
        booking_id=booking.id,
        shop_id=SHOP,
        occurred_ms=clock.now(),
        staff_id="st-1",
        of_change=booking.changes,
        starts_ms=booking.starts_ms + HOUR,
        note="",
        companions=0,
    )
    hub.book(later)
    deliver(hub)
    assert inbox(hub) == ["booking_changed"]
    off = BookingCancel(
        booking_id=booking.id,
        shop_id=SHOP,
        occurred_ms=clock.now(),
        staff_id="st-1",
        of_change=booking.changes + 1,
        by=by,  # type: ignore[arg-type]
    )
    hub.book(off)
    deliver(hub)
    assert sorted(inbox(hub)) == [*told, "booking_changed"]


class BreaksOn:
    """A channel that cannot take one message."""

    name = "breaks"

    def __init__(self, subject_id: str) -> None:
        self._subject_id = subject_id

    def deliver(self, conn: Connection, letter: Message) -> None:
        """Take any other."""
        if letter.subject_id == self._subject_id:
            raise ValueError(letter.subject_id)


def test_a_message_that_cannot_leave_holds_no_other_back(hub: QuietMall) -> None:
    send(hub, "b-1")
    send(hub, "b-2")
    assert delivery.deliver_due(hub.database, hub.clock, BreaksOn("b-1")) == 1
    assert delivery.deliver_due(hub.database, hub.clock) == 1, "it is tried again"


def test_a_booking_that_is_moved_back_is_told_each_time(hub: QuietMall, clock: SetClock) -> None:
    booking = booked(hub)
    for change, hours in enumerate((1, 0, 1)):
        hub.book(
            BookingChange(
                booking_id=booking.id,
                shop_id=SHOP,
                occurred_ms=clock.now(),
                staff_id="st-1",
                of_change=booking.changes + change,
                starts_ms=booking.starts_ms + hours * HOUR,
                note="",
                companions=0,
            )
        )
        deliver(hub)
    assert inbox(hub) == ["booking_changed"] * 3


def test_she_is_told_once_that_her_order_lies_ready(hub: QuietMall, clock: SetClock) -> None:
    with hub.database.writing() as conn:
        order = orders.place(conn, clock, member_id=LIN, shop_id=SHOP, lines=[orders.Wanted(COAT_S, 1)])
    assert told(hub) == []
    _set_status(hub, order.id, "ready")
    assert told(hub) == told(hub) == ["ready_to_collect"]
    _set_status(hub, order.id, "handed_over")
    assert told(hub) == ["ready_to_collect"]


def test_an_order_that_was_collected_at_once_is_not_told_at_breakfast(hub: QuietMall, clock: SetClock) -> None:
    with hub.database.writing() as conn:
        order = orders.place(conn, clock, member_id=LIN, shop_id=SHOP, lines=[orders.Wanted(COAT_S, 1)])
    until(clock, 21)
    _set_status(hub, order.id, "ready")
    assert told(hub) == []
    _set_status(hub, order.id, "handed_over")
    until(clock, 9)
    assert told(hub) == []


def _set_status(hub: QuietMall, order_id: str, status: str) -> None:
    with hub.database.writing() as conn:
        order = published(conn, Order, order_id)
        assert order is not None
        mall_order = orders.tables.mall_order
        conn.execute(mall_order.update().where(mall_order.c.order_id == order_id).values(status=status))
        publish(conn, msgspec.structs.replace(order, status=status))
