"""Follow-ups after a visit: found, shown to the clerk who served her, released or not, sent, and what came of it.

    proposed ─release─▶ released ─delivery─▶ sent ─▶ opened · came back · bought
       │ ╲call─▶ calling ─called─▶ called ─▶ came back · bought
       │  ╲hold back─▶ held_back
       ╰ bought meanwhile, no consent any more, no longer true, nobody decided in time: ended

At most one for a member at a time, and one in the week that she may be written to; the same reason never twice. Only
what a clerk released is sent. The ``follow_up`` rows in the shops' feeds are the truth; the table beside them is what
can be counted and searched.
"""

from __future__ import annotations

from typing import cast, get_args

from msgspec.structs import replace
from sqlalchemy import Connection, and_, func, insert, or_, select, text, update

from posapp.domain.clock import DAY, Clock, Millis
from posapp.domain.identity import new_id
from posapp.domain.messages import MessageRules
from posapp.domain.text import Bilingual
from sync.hub import chain_rules, members, messages
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.db.message_tables import follow_up
from sync.hub.fact import Fact, Parked
from sync.hub.follow_up_reasons import Finder, Finding, is_bought, still_open
from sync.hub.message_kinds import KINDS, worded
from sync.hub.messages import Message
from sync.hub.publishing import (
    lock_streams,
    publish,
    published,
    published_about,
    published_many,
    stream_of,
    withdraw,
)
from sync.protocol.decoding import from_json
from sync.protocol.follow_ups import FollowUp, FollowUpDecide, FollowUpReason, decided
from sync.protocol.rows import Booking, Member

AT_ONCE = 100
"""Members, and follow-ups that went out, looked at in one go of the upkeep: 50,000 members take four hours."""

MOST_WAITING = 20
"""Questions that may wait in one shop at a time: a longer list is a list that nobody reads."""

SHOWN_MS = 2 * DAY
"""How long one that is over stays on the clerks' list."""

REASONS: tuple[FollowUpReason, ...] = get_args(FollowUpReason)

_CURSOR, _WATCHED = "follow_ups_next", "follow_ups_watched"
_TO_DECIDE = ("proposed", "calling")
_WAITING = (*_TO_DECIDE, "released")
_keep_cursor = text(
    "INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value"
)


def kind_of(reason: FollowUpReason) -> str:
    """Return the kind of message that a follow-up is sent as."""
    return f"follow_up_{reason}"


def keep(database: Database, clock: Clock, rules: MessageRules | None = None) -> None:
    """Look after those that are open, then look for new ones among the next members."""
    now = clock.now()
    with database.reading() as conn:
        waiting, watched = _waiting(conn), _watched(conn)
        rules = rules or chain_rules.of_messages(conn)
        changed = [
            row
            for row in published_many(conn, FollowUp, [*waiting, *watched]).values()
            if _looked_after(conn, row, now, rules) != row or _is_done(row, now, rules)
        ]
    for row in changed:
        with database.writing() as conn:
            lock_streams(conn, stream_of("follow_up", row.shop_id))
            newest = published(conn, FollowUp, row.id)
            if newest is not None:
                _look_after(conn, newest, now, rules)
    _keep_place(database, _WATCHED, watched)
    find_among_next(database, now, rules)


def find_among_next(database: Database, now: Millis, rules: MessageRules | None = None) -> int:
    """Look for reasons among the members that are next in turn; return how many follow-ups that made."""
    with database.reading() as conn:
        page = _members_after(conn, _place(conn, _CURSOR))
        rules = rules or chain_rules.of_messages(conn)
        finder, full = Finder(conn, now), _full_shops(conn)
        found = []
        for member in page:
            if member.marketing and not member.blocked and _may_hear(conn, member.id, now, rules):
                finding = next((one for one in finder.find(member) if _is_worth(conn, member.id, one, full)), None)
                if finding is not None:
                    found.append((member.id, finding))
    for member_id, finding in found:
        with database.writing() as conn:
            lock_streams(conn, stream_of("follow_up", finding.shop_id))
            is_new = not _is_known(conn, member_id, finding.about) and _may_hear(conn, member_id, now, rules)
            if is_new and finding.shop_id not in _full_shops(conn):
                _propose(conn, member_id, finding, now, rules)
    _keep_place(database, _CURSOR, [member.id for member in page])
    return len(found)


def decide(fact: Fact, step: FollowUpDecide) -> None:
    """Book a clerk's word. One that comes after it left is told to a person, once."""
    if step.shop_id != fact.shop_id:
        raise Parked("other_shop")
    row = published(fact.conn, FollowUp, step.follow_up_id)
    if row is None:
        return  # it was withdrawn since, or a restored mall has forgotten it: there is nothing left to decide
    if row.shop_id != fact.shop_id:
        raise Parked("other_shop")
    if row.status == "released":
        row = _followed(fact.conn, row)  # it may have left since the upkeep last looked
    made = decided(row, step)
    if made.status == "released" != row.status:
        made = _release(fact.conn, made, fact.heard_ms(step.occurred_ms))
    elif made.status != row.status == "released":
        _unqueue(fact.conn, row)
    elif row.status == "sent" and step.action == "hold_back" and not row.ended_why:
        fact.note("follow_up_had_left", step.occurred_ms, title_zh=row.title_zh, title_en=row.title_en)
        made = replace(row, ended_why="held_back_too_late")
    # Published even when nothing changed: the till keeps its own picture of it until it hears of it again.
    _keep(fact.conn, made)


def is_still_true(conn: Connection, letter: Message) -> bool:
    """Tell whether a released follow-up may leave: nobody took it back, and she has not done it by herself."""
    row = published(conn, FollowUp, letter.subject_id)
    return row is not None and row.status == "released" and not _why_over(conn, row, letter.not_before_ms)


def _look_after(conn: Connection, row: FollowUp, now: Millis, rules: MessageRules) -> None:
    made = _looked_after(conn, row, now, rules)
    if made != row:
        if made.status == "ended":
            _unqueue(conn, row)
        _keep(conn, made)
    if _is_done(made, now, rules):
        withdraw(conn, FollowUp, made.id, shop_id=made.shop_id)
        conn.execute(update(follow_up).where(follow_up.c.follow_up_id == made.id).values(is_open=False))


def _looked_after(conn: Connection, row: FollowUp, now: Millis, rules: MessageRules) -> FollowUp:
    """Return a follow-up as it has become by itself; nothing is written."""
    made = _followed(conn, row) if row.status == "released" else row
    if made.status in _WAITING and (why := _why_over(conn, made, now)):
        return replace(made, status="ended", ended_why=why)
    return _with_results(conn, made, rules) if made.status in ("sent", "called") else made


def _followed(conn: Connection, row: FollowUp) -> FollowUp:
    """Return a released one as its message is: on its way, sent, or dropped."""
    letter = messages.about(conn, kind_of(row.reason), row.id)
    if letter.state == "sent":
        return replace(row, status="sent", sent_ms=letter.sent_ms)
    return row if letter.state == "queued" else replace(row, status="ended", ended_why=letter.reason)


def _why_over(conn: Connection, row: FollowUp, now: int) -> str:
    member = published(conn, Member, row.member_id)
    if member is None or not messages.agrees(member, "marketing"):
        return "no_consent"
    if row.reason == "coupon":
        coupon_id = conn.scalar(select(follow_up.c.link_id).where(follow_up.c.follow_up_id == row.id))
        if not still_open(conn, row.member_id, str(coupon_id), now):
            return "no_longer_true"
    else:
        if is_bought(members.history(conn, row.member_id), row.style_id, row.found_ms):
            return "bought"
        if not Finder(conn, Millis(now)).hangs(row.shop_id, row.variant_id):
            return "no_longer_true"
    return "too_late" if row.until_ms < now else ""


def _with_results(conn: Connection, row: FollowUp, rules: MessageRules) -> FollowUp:
    """Return it with what came of it within the days that count."""
    since = row.sent_ms if row.sent_ms is not None else row.decided_ms
    if since is None:
        return row
    until = since + rules.comes_back_ms
    opened = messages.about(conn, kind_of(row.reason), row.id).opened_ms if row.sent_ms is not None else None
    past = members.history(conn, row.member_id).happenings
    visits = [one.at_ms for one in past if one.kind in ("bought", "tried")]
    visits += [one.checked_in_ms for one in published_about(conn, Booking, row.member_id) if one.checked_in_ms]
    # A coupon is for anything; what was written about a style counts when she took that style.
    deeds = [one.at_ms for one in past if one.kind == "bought" and one.style_id == (row.style_id or one.style_id)]
    return replace(
        row,
        opened_ms=opened,
        came_back_ms=row.came_back_ms or min((at for at in visits if since < at <= until), default=None),
        bought_ms=row.bought_ms or min((at for at in deeds if since < at <= until), default=None),
    )


def _is_done(row: FollowUp, now: int, rules: MessageRules) -> bool:
    if row.status in _WAITING:
        return False
    if row.status in ("sent", "called"):
        return now > (row.sent_ms or row.decided_ms or row.found_ms) + rules.comes_back_ms
    return now > (row.decided_ms or row.until_ms) + SHOWN_MS


def _propose(conn: Connection, member_id: str, finding: Finding, now: Millis, rules: MessageRules) -> None:
    title, words = worded(KINDS[kind_of(finding.reason)], finding.values)
    row = FollowUp(
        id=new_id(now),
        shop_id=finding.shop_id,
        member_id=member_id,
        staff_id=finding.staff_id,
        reason=finding.reason,
        status="proposed",
        style_id=finding.style_id,
        variant_id=finding.variant_id,
        title_zh=title.zh,
        title_en=title.en,
        text_zh=words.zh,
        text_en=words.en,
        why_zh=finding.why.zh,
        why_en=finding.why.en,
        found_ms=now,
        goes_ms=rules.after_quiet(now),
        until_ms=finding.until_ms,
    )
    conn.execute(
        insert(follow_up).values(
            follow_up_id=row.id,
            member_id=member_id,
            shop_id=row.shop_id,
            reason=row.reason,
            about=finding.about,
            link_id=finding.link_id,
            status=row.status,
            is_open=True,
            found_ms=now,
        )
    )
    publish(conn, row)


def _release(conn: Connection, row: FollowUp, at_ms: Millis) -> FollowUp:
    link_id = conn.scalar(select(follow_up.c.link_id).where(follow_up.c.follow_up_id == row.id))
    letter = messages.queue(
        conn,
        at_ms,
        member_id=row.member_id,
        kind=kind_of(row.reason),
        subject_id=row.id,
        link_id=str(link_id),
        title=Bilingual(row.title_zh, row.title_en),
        words=Bilingual(row.text_zh, row.text_en),
        until_ms=row.until_ms,
    )
    if letter.state == "dropped":
        return replace(row, status="ended", ended_why=letter.reason)
    return replace(row, goes_ms=letter.not_before_ms)


def _unqueue(conn: Connection, row: FollowUp) -> None:
    if row.status == "released":
        messages.end(conn, messages.about(conn, kind_of(row.reason), row.id).message_id, "held_back")


def _keep(conn: Connection, row: FollowUp) -> None:
    conn.execute(
        update(follow_up)
        .where(follow_up.c.follow_up_id == row.id)
        .values(
            status=row.status,
            decided_ms=row.decided_ms,
            sent_ms=row.sent_ms,
            opened_ms=row.opened_ms,
            came_back_ms=row.came_back_ms,
            bought_ms=row.bought_ms,
        )
    )
    publish(conn, row)


def _may_hear(conn: Connection, member_id: str, now: int, rules: MessageRules) -> bool:
    """Tell whether a clerk should be asked about her: none is open, none was found in the days of one offer."""
    lately = or_(follow_up.c.status.in_(_WAITING), follow_up.c.found_ms > now - rules.marketing_every_ms)
    hers = select(func.count()).select_from(follow_up).where(and_(follow_up.c.member_id == member_id, lately))
    return not conn.scalar(hers) and not messages.is_capped(conn, member_id, "marketing", now, rules)


def _full_shops(conn: Connection) -> set[str]:
    """Return the shops in which as much waits for a word as anybody reads."""
    waits = and_(follow_up.c.is_open, follow_up.c.status.in_(_TO_DECIDE))
    waiting = select(follow_up.c.shop_id).where(waits).group_by(follow_up.c.shop_id)
    return set(conn.scalars(waiting.having(func.count() >= MOST_WAITING)))


def _is_worth(conn: Connection, member_id: str, finding: Finding, full: set[str]) -> bool:
    return finding.shop_id not in full and not _is_known(conn, member_id, finding.about)


def _is_known(conn: Connection, member_id: str, about: str) -> bool:
    same = and_(follow_up.c.member_id == member_id, follow_up.c.about == about)
    return conn.scalar(select(follow_up.c.follow_up_id).where(same)) is not None


def _members_after(conn: Connection, last: str) -> list[Member]:
    feed = tables.feed
    page = (
        select(feed.c.row)
        .where(feed.c.t == "member", feed.c.deleted.is_(False), feed.c.id > last)
        .order_by(feed.c.id)
        .limit(AT_ONCE)
    )
    return [from_json(cast("str", image).encode(), Member) for image in conn.scalars(page)]


def _waiting(conn: Connection) -> list[str]:
    # By the index of what is open: what was found over the years is not read twice a minute.
    waits = and_(follow_up.c.is_open, follow_up.c.status.in_(_WAITING))
    return list(conn.scalars(select(follow_up.c.follow_up_id).where(waits)))


def _watched(conn: Connection) -> list[str]:
    """Return those next in turn of which nobody waits for anything but what comes of them."""
    known = follow_up.c
    page = (
        select(known.follow_up_id)
        .where(known.is_open, known.status.not_in(_WAITING), known.follow_up_id > _place(conn, _WATCHED))
        .order_by(known.follow_up_id)
        .limit(AT_ONCE)
    )
    return list(conn.scalars(page))


def _place(conn: Connection, key: str) -> str:
    return conn.scalar(select(tables.meta.c.value).where(tables.meta.c.key == key)) or ""


def _keep_place(database: Database, key: str, page: list[str]) -> None:
    """Keep where the next go begins: behind a full page, else at the beginning again."""
    following = page[-1] if len(page) == AT_ONCE else ""
    with database.reading() as conn:
        is_there = _place(conn, key) == following
    if not is_there:
        with database.writing() as conn:
            conn.execute(_keep_cursor, {"key": key, "value": following})
