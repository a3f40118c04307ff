"""What a chain relies on when it writes to members after a visit: a true reason, a clerk's word, and an end to it."""

from __future__ import annotations

import httpx
import msgspec
import pytest
from sqlalchemy import select, update

from posapp.domain.clock import DAY, HOUR, at, local
from sync.hub import consents, delivery, follow_ups, message_office, messages
from sync.hub.db import tables
from sync.hub.db.message_tables import follow_up
from sync.hub.publishing import publish, published, published_all
from sync.protocol import rows
from sync.protocol.follow_ups import FollowUp, FollowUpAction, FollowUpDecide
from tests.fakes.quiet_mall import QuietMall
from tests.fakes.running_hub import RunningHub
from tests.fakes.small_chain import COAT_M, COAT_S, LIN, NOW, SHOP, ZHOU


@pytest.fixture
def mall(quiet_mall: QuietMall) -> QuietMall:
    agree(quiet_mall)
    return quiet_mall


def agree(mall: QuietMall, member_id: str = LIN, *, given: bool = True) -> None:
    with mall.database.writing() as conn:
        consents.say(conn, mall.clock, member_id, "marketing", given=given)


def tried(
    mall: QuietMall, variant_id: str = COAT_S, verdict: str = "price", *, days: int = 10, wished: str = "", **more: str
) -> None:
    """Write into her history that she tried a piece on so many days ago."""
    happening = rows.Happening(
        kind="tried",
        style_id="coat",
        variant_id=variant_id,
        size=variant_id[-1].upper(),
        at_ms=NOW - days * DAY,
        ref=more.get("ref", "v-1/g-1"),
        verdict=verdict,  # type: ignore[arg-type]
        wished_size=wished,
        shop_id=SHOP,
    )
    remember(mall, happening)


def bought(mall: QuietMall, style_id: str = "coat") -> None:
    now = mall.clock.now()
    remember(mall, rows.Happening(kind="bought", style_id=style_id, variant_id="x", size="M", at_ms=now, ref="s-1"))


def remember(mall: QuietMall, happening: rows.Happening) -> None:
    with mall.database.writing() as conn:
        past = published(conn, rows.History, LIN)
        assert past is not None
        publish(conn, msgspec.structs.replace(past, happenings=[happening, *past.happenings]))


def on_offer(mall: QuietMall, *, since_days: int = 1) -> None:
    """Take 200 yuan off coats, since so many days ago, for a month."""
    with mall.database.writing() as conn:
        publish(
            conn,
            rows.Promotion(
                id="p-1",
                rule_version=1,
                kind="off",
                title_zh="大衣减 200",
                title_en="200 off coats",
                threshold_fen=0,
                off_fen=20_000,
                repeat=False,
                cap_fen=0,
                percent_off_bp=0,
                category="coats",
                tag="",
                member_only=False,
                from_ms=NOW - since_days * DAY,
                until_ms=NOW + 30 * DAY,
            ),
        )


def coupon_ends(mall: QuietMall, days: int) -> None:
    with mall.database.writing() as conn:
        coupon = published(conn, rows.Coupon, "coupon-lin")
        assert coupon is not None
        publish(conn, msgspec.structs.replace(coupon, until_ms=mall.clock.now() + days * DAY))


def level(mall: QuietMall, variant_id: str, pieces: int, *, came_ms: int | None = None) -> None:
    """Set how many pieces hang here, and since when the books know."""
    with mall.database.writing() as conn:
        stock, moved = tables.stock, tables.stock_movement
        here = (stock.c.shop_id == SHOP) & (stock.c.variant_id == variant_id)
        before = conn.scalar(select(stock.c.on_hand).where(here)) or 0
        conn.execute(update(stock).where(here).values(on_hand=pieces, quota=0, promised=0))
        conn.execute(
            moved.insert().values(
                movement_id=f"mv-{variant_id}-{pieces}",
                shop_id=SHOP,
                variant_id=variant_id,
                quantity=pieces - before,
                cause="delivery",
                at_ms=came_ms or NOW - DAY,
            )
        )


def look(mall: QuietMall) -> list[FollowUp]:
    """Let the upkeep do its duty; return what the shops' tills are told, the oldest first."""
    follow_ups.keep(mall.database, mall.clock)
    delivery.deliver_due(mall.database, mall.clock)
    follow_ups.keep(mall.database, mall.clock)
    return told(mall)


def told(mall: QuietMall) -> list[FollowUp]:
    with mall.database.reading() as conn:
        return published_all(conn, FollowUp)


def say(mall: QuietMall, row: FollowUp, action: FollowUpAction, staff_id: str = "st-1") -> FollowUp:
    mall.book(
        FollowUpDecide(
            follow_up_id=row.id,
            shop_id=SHOP,
            member_id=row.member_id,
            occurred_ms=mall.clock.now(),
            staff_id=staff_id,
            action=action,
        )
    )
    return next(one for one in told(mall) if one.id == row.id)


def inbox(mall: QuietMall) -> list[str]:
    with mall.database.reading() as conn:
        return [letter.kind for letter in messages.inbox(conn, LIN)]


def exceptions(mall: QuietMall) -> list[str]:
    with mall.database.reading() as conn:
        return list(conn.scalars(select(tables.trade_exception.c.code)))


# --- reasons ---------------------------------------------------------------------------------------------------------


def test_what_she_tried_and_left_is_worth_a_word_once_it_costs_less(mall: QuietMall) -> None:
    tried(mall)
    assert look(mall) == []
    on_offer(mall)
    [found] = look(mall)
    assert (found.reason, found.status, found.variant_id) == ("promotion", "proposed", COAT_S)
    assert found.why_en == "Tried 5 Jan 16:00, not bought: ¥899.00 then, ¥699.00 now"
    assert found.text_zh == (
        "您 1月5日 16:00 在静安店试过的羊毛大衣（驼色 S），当时 ¥899.00，现在 ¥699.00，到 2月14日 16:00。"
    )
    assert look(mall) == [found], "the same thing is not found twice"


def test_what_she_has_bought_or_refused_since_is_not_praised(mall: QuietMall) -> None:
    tried(mall)
    mall.clock.move(-DAY)
    bought(mall)
    mall.clock.move(DAY)
    on_offer(mall)
    assert look(mall) == []


def test_an_offer_that_ran_when_she_tried_it_is_no_news(mall: QuietMall) -> None:
    tried(mall)
    on_offer(mall, since_days=11)
    assert look(mall) == []


@pytest.mark.parametrize("verdict", ["not_style", "not_colour", "too_small", "too_big"])
def test_nobody_is_written_to_about_what_did_not_fit_or_please(mall: QuietMall, verdict: str) -> None:
    tried(mall, verdict=verdict)
    on_offer(mall)
    assert look(mall) == []


def test_what_no_longer_hangs_here_is_not_praised(mall: QuietMall) -> None:
    tried(mall)
    on_offer(mall)
    level(mall, COAT_S, 0)
    assert look(mall) == []


def test_the_size_she_asked_for_is_told_when_it_was_out_and_is_in(mall: QuietMall) -> None:
    tried(mall, COAT_S, "too_small", wished="M")
    assert look(mall) == [], "M hung here all the time"
    level(mall, COAT_M, 0, came_ms=NOW - 20 * DAY)
    level(mall, COAT_M, 2, came_ms=NOW - DAY)
    [found] = look(mall)
    assert (found.reason, found.variant_id) == ("size", COAT_M)
    assert found.why_en == "Asked for M on 5 Jan 16:00; out then, here now"


def test_a_coupon_is_told_of_in_its_last_week_but_not_on_its_last_day(mall: QuietMall) -> None:
    tried(mall)
    coupon_ends(mall, 8)
    assert look(mall) == []
    coupon_ends(mall, 1)
    assert look(mall) == []
    coupon_ends(mall, 3)
    [found] = look(mall)
    assert (found.reason, found.why_en) == ("coupon", "Her coupon “60 off 500” ends in 3 days, not used yet")


def test_without_personal_suggestions_only_her_coupons_speak(mall: QuietMall) -> None:
    tried(mall)
    on_offer(mall)
    with mall.database.writing() as conn:
        consents.say(conn, mall.clock, LIN, "personal", given=False)
    assert look(mall) == []
    coupon_ends(mall, 3)
    assert [one.reason for one in look(mall)] == ["coupon"]


def test_who_did_not_agree_to_offers_is_not_even_thought_of(mall: QuietMall) -> None:
    tried(mall)
    on_offer(mall)
    agree(mall, given=False)
    assert look(mall) == []


def test_the_clerk_who_looked_after_her_is_the_one_who_is_asked(mall: QuietMall) -> None:
    garment = rows.Garment(
        id="g-1", style_id="coat", variant_id=COAT_S, my_size=False, verdict="price", judged_by="st-7", judged_ms=NOW
    )
    with mall.database.writing() as conn:
        publish(
            conn,
            rows.Booking(
                id="b-1",
                shop_id=SHOP,
                member_id=LIN,
                code_no=1,
                code="00000001",
                starts_ms=NOW - 10 * DAY,
                ends_ms=NOW - 10 * DAY + HOUR,
                room=1,
                status="done",
                note="",
                garments=[garment],
                booked_ms=NOW - 11 * DAY,
            ),
        )
    tried(mall, ref="b-1/g-1")
    on_offer(mall)
    assert [one.staff_id for one in look(mall)] == ["st-7"]


# --- a clerk's word --------------------------------------------------------------------------------------------------


@pytest.fixture
def found(mall: QuietMall) -> FollowUp:
    tried(mall)
    on_offer(mall)
    [row] = look(mall)
    return row


def test_nothing_leaves_before_a_clerk_lets_it_go(mall: QuietMall, found: FollowUp) -> None:
    mall.clock.move(DAY)
    assert [one.status for one in look(mall)] == ["proposed"]
    assert inbox(mall) == []
    assert say(mall, found, "release").status == "released"
    [sent] = look(mall)
    assert (sent.status, sent.sent_ms, inbox(mall)) == ("sent", mall.clock.now(), ["follow_up_promotion"])
    with mall.database.reading() as conn:
        assert messages.inbox(conn, LIN)[0].text.zh == found.text_zh, "she reads what the clerk saw"


def test_what_is_released_at_night_leaves_in_the_morning(mall: QuietMall, found: FollowUp) -> None:
    mall.clock.move(6 * HOUR)
    released = say(mall, found, "release")
    nine = at(local(NOW + DAY).date(), 9)
    assert released.goes_ms == nine
    assert [one.status for one in look(mall)] == ["released"]
    mall.clock.move(nine - mall.clock.now())
    assert [one.status for one in look(mall)] == ["sent"]


def test_what_is_held_back_never_leaves_even_after_it_was_released(mall: QuietMall, found: FollowUp) -> None:
    mall.clock.move(6 * HOUR)
    say(mall, found, "release")
    assert say(mall, found, "hold_back").status == "held_back"
    with mall.database.reading() as conn:
        assert messages.about(conn, "follow_up_promotion", found.id).reason == "held_back"
    assert say(mall, found, "release").status == "held_back"
    mall.clock.move(12 * HOUR)
    look(mall)
    assert inbox(mall) == []


def test_a_word_that_comes_too_late_is_told_to_a_person_once(mall: QuietMall, found: FollowUp) -> None:
    say(mall, found, "release")
    look(mall)
    say(mall, found, "hold_back")
    say(mall, found, "hold_back", staff_id="st-2")
    assert exceptions(mall) == ["follow_up_had_left"]


def test_a_word_that_comes_right_after_it_left_is_told_as_well(mall: QuietMall, found: FollowUp) -> None:
    say(mall, found, "release")
    delivery.deliver_due(mall.database, mall.clock)
    made = say(mall, found, "hold_back")
    assert (made.status, made.ended_why, exceptions(mall)) == ("sent", "held_back_too_late", ["follow_up_had_left"])


def test_a_clerk_calls_instead_and_nothing_is_written(mall: QuietMall, found: FollowUp) -> None:
    assert say(mall, found, "call").status == "calling"
    assert say(mall, found, "called").status == "called"
    look(mall)
    assert inbox(mall) == []


def test_after_her_no_neither_the_offer_nor_the_question_stays(mall: QuietMall, found: FollowUp) -> None:
    mall.clock.move(6 * HOUR)
    say(mall, found, "release")
    agree(mall, given=False)
    [over] = look(mall)
    assert (over.status, over.ended_why) == ("ended", "withdrawn")
    mall.clock.move(12 * HOUR)
    look(mall)
    assert inbox(mall) == []


def test_what_she_bought_meanwhile_is_not_offered_to_her(mall: QuietMall, found: FollowUp) -> None:
    mall.clock.move(6 * HOUR)
    say(mall, found, "release")
    bought(mall)
    mall.clock.move(12 * HOUR)
    delivery.deliver_due(mall.database, mall.clock)
    assert inbox(mall) == [], "not even when the upkeep has not yet looked"
    assert [one.status for one in look(mall)] == ["ended"]


def test_what_nobody_decides_ends_by_itself_and_leaves_the_list(mall: QuietMall, found: FollowUp) -> None:
    mall.clock.move(6 * DAY)
    [over] = look(mall)
    assert (over.status, over.ended_why) == ("ended", "too_late")
    mall.clock.move(2 * DAY)
    assert look(mall) == []
    mall.clock.move(30 * DAY)
    assert look(mall) == [], "the same reason is not found again"


def test_a_word_about_what_has_left_the_list_is_taken_and_changes_nothing(mall: QuietMall, found: FollowUp) -> None:
    mall.clock.move(9 * DAY)
    look(mall)
    look(mall)
    mall.book(
        FollowUpDecide(
            follow_up_id=found.id,
            shop_id=SHOP,
            member_id=LIN,
            occurred_ms=NOW,
            staff_id="st-1",
            action="release",
        )
    )
    assert told(mall) == []


def test_one_question_about_a_member_at_a_time_and_one_a_week(mall: QuietMall, found: FollowUp) -> None:
    coupon_ends(mall, 5)
    assert [one.reason for one in look(mall)] == ["promotion"]
    say(mall, found, "hold_back")
    assert [one.reason for one in look(mall)] == ["promotion"]
    mall.clock.move(7 * DAY + 1)
    coupon_ends(mall, 5)
    assert "coupon" in [one.reason for one in look(mall)]


# --- what came of it -------------------------------------------------------------------------------------------------


def test_what_came_of_it_is_counted_opened_came_back_bought(mall: QuietMall, found: FollowUp) -> None:
    say(mall, found, "release")
    [sent] = look(mall)
    with mall.database.writing() as conn:
        [letter] = messages.inbox(conn, LIN)
        messages.opened(conn, LIN, letter.message_id, mall.clock.now() + HOUR)
    mall.clock.move(3 * DAY)
    remember(
        mall,
        rows.Happening(
            kind="tried",
            style_id="lipstick",
            variant_id="",
            size="",
            at_ms=mall.clock.now(),
            ref="v-9/1",
            verdict="price",
        ),
    )
    mall.clock.move(DAY)
    bought(mall)
    [after] = look(mall)
    assert sent.sent_ms is not None
    assert (after.opened_ms, after.came_back_ms, after.bought_ms) == (
        sent.sent_ms + HOUR,
        sent.sent_ms + 3 * DAY,
        sent.sent_ms + 4 * DAY,
    )
    with mall.database.reading() as conn:
        counted = conn.execute(select(follow_up.c.opened_ms, follow_up.c.came_back_ms, follow_up.c.bought_ms)).one()
    assert tuple(counted) == (after.opened_ms, after.came_back_ms, after.bought_ms)


def test_a_visit_after_two_weeks_has_other_reasons(mall: QuietMall, found: FollowUp) -> None:
    say(mall, found, "release")
    look(mall)
    mall.clock.move(14 * DAY + 1)
    bought(mall)
    look(mall)
    with mall.database.reading() as conn:
        assert conn.scalar(select(follow_up.c.came_back_ms)) is None
    assert told(mall) == []


def test_every_member_has_her_turn_however_many_there_are(mall: QuietMall) -> None:
    agree(mall, ZHOU)
    with mall.database.writing() as conn:
        zhou = published(conn, rows.Member, ZHOU)
        assert zhou is not None
        for number in range(follow_ups.AT_ONCE):
            publish(conn, msgspec.structs.replace(zhou, id=f"a-{number:03d}", marketing=False))
    tried(mall)
    on_offer(mall)
    follow_ups.find_among_next(mall.database, mall.clock.now())
    assert told(mall) == []
    follow_ups.find_among_next(mall.database, mall.clock.now())
    assert [one.member_id for one in told(mall)] == [LIN]


# --- in the office ---------------------------------------------------------------------------------------------------


def test_the_office_sees_what_follow_ups_came_to(mall: QuietMall, found: FollowUp) -> None:
    say(mall, found, "release")
    look(mall)
    mall.clock.move(DAY)
    bought(mall)
    look(mall)
    with mall.database.reading() as conn:
        told = message_office.figures(conn, mall.clock.now())
    [line] = told["follow_ups"]
    shown = {name: line[name] for name in ("shop_id", "reason", "found", "sent", "opened", "came_back", "bought")}
    assert shown == {
        "shop_id": SHOP, "reason": "promotion", "found": 1, "sent": 1, "opened": 0, "came_back": 1, "bought": 1,
    }  # fmt: skip
    assert [(one["kind"], one["sent"]) for one in told["messages"]] == [("follow_up_promotion", 1)]
    assert told["consents"] == [{"purpose": "marketing", "given": True, "count": 1}]


def test_the_office_s_page_of_messages_is_served(hub: RunningHub) -> None:
    for path in ("/office/messages/", "/office/messages/messages.js", "/office/api/messages"):
        assert httpx.get(hub.url + path).status_code == 200
    assert httpx.get(f"{hub.url}/office/messages/other.js").status_code == 404
