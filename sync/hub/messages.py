"""What the mall writes to members: reminders, "ready to collect", what to do about a piece that is missing, offers.

**To send one**, inside the transaction of what it tells of::

    from sync.hub import messages

    messages.send(
        conn, now, member_id=order.member_id, kind="cannot_find", subject_id=f"{order.id}/{line.id}", link_id=order.id,
        values={"shop": Bilingual(shop.name_zh, shop.name_en), "number": order.number,
                "piece": Bilingual(style.name_zh, style.name_en)},
    )

The kind (``message_kinds.KINDS``) decides the purpose, the words and what it opens. The same kind about the same
``subject_id`` is said once, however often it is sent. ``not_before_ms`` and ``until_ms`` say when it is worth reading.
Nothing leaves here: ``delivery`` sends what is due, outside the quiet hours, and looks once more whether it is still
wanted and still true. ``recall`` drops what waits about a booking or an order. Reminders of bookings and "ready to
collect" need no call at all: ``reminders`` reads them off the books.

The message that comes back says ``state`` ``queued``, ``sent`` or ``dropped``, and then why in ``reason``:
``no_consent``, ``capped``, ``too_late``, ``withdrawn`` (she said no meanwhile), ``recalled``, ``no_longer_true``,
``no_member``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple, cast

from sqlalchemy import Connection, RowMapping, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from posapp.domain.clock import DAY, Millis
from posapp.domain.identity import new_id
from posapp.domain.messages import MessageRules, Purpose
from posapp.domain.text import Bilingual
from sync.hub import chain_rules
from sync.hub.db.message_tables import message
from sync.hub.errors import UnknownMessage
from sync.hub.message_kinds import KINDS, Opens, Value, worded
from sync.hub.publishing import published
from sync.protocol.rows import Member

State = Literal["queued", "sent", "dropped"]

WORTH_MS = 2 * DAY
"""How long a message may wait for its moment when nobody says until when it is worth reading."""


class Message(NamedTuple):
    """One message: to whom, what, when it may leave, and what became of it. Instants in ms, None: not yet."""

    message_id: str
    member_id: str
    kind: str
    purpose: Purpose
    subject_id: str
    link_id: str
    title: Bilingual
    text: Bilingual
    made_ms: int
    not_before_ms: int
    until_ms: int
    state: State
    reason: str
    channel: str
    sent_ms: int | None
    opened_ms: int | None

    @property
    def opens(self) -> Opens:
        """What its link leads to on her phone."""
        return KINDS[self.kind].opens


def send(
    conn: Connection,
    now: Millis,
    *,
    member_id: str,
    kind: str,
    subject_id: str,
    link_id: str,
    values: Mapping[str, Value],
    not_before_ms: int | None = None,
    until_ms: int | None = None,
    rules: MessageRules | None = None,
) -> Message:
    """Queue a message, or say why not; sent a second time, return the one that there is.

    ``rules`` None are those that the office set. Raises ``KeyError`` for a kind that nobody wrote words for, or a place
    in them that ``values`` leave empty.
    """
    title, words = worded(KINDS[kind], values)
    return queue(
        conn,
        now,
        member_id=member_id,
        kind=kind,
        subject_id=subject_id,
        link_id=link_id,
        title=title,
        words=words,
        not_before_ms=not_before_ms,
        until_ms=until_ms,
        rules=rules,
    )


def queue(
    conn: Connection,
    now: Millis,
    *,
    member_id: str,
    kind: str,
    subject_id: str,
    link_id: str,
    title: Bilingual,
    words: Bilingual,
    not_before_ms: int | None = None,
    until_ms: int | None = None,
    rules: MessageRules | None = None,
) -> Message:
    """Queue a message whose words somebody has seen already, or say why not; as ``send`` does."""
    of_kind, rules = KINDS[kind], rules or chain_rules.of_messages(conn)
    first = max(now, now if not_before_ms is None else not_before_ms)
    if of_kind.can_wait:
        first = rules.after_quiet(first)
    last = first + WORTH_MS if until_ms is None else until_ms
    reason = "too_late" if last < first else why_not(conn, member_id, of_kind.purpose, now, rules)
    row = {
        "message_id": new_id(now),
        "member_id": member_id,
        "kind": kind,
        "purpose": of_kind.purpose,
        "subject_id": subject_id,
        "link_id": link_id,
        "title_zh": title.zh,
        "title_en": title.en,
        "text_zh": words.zh,
        "text_en": words.en,
        "made_ms": now,
        "not_before_ms": first,
        "until_ms": last,
        "state": "dropped" if reason else "queued",
        "reason": reason,
        "channel": "",
    }
    make = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    conn.execute(make(message).values(**row).on_conflict_do_nothing(index_elements=["kind", "subject_id"]))
    return about(conn, kind, subject_id)


def about(conn: Connection, kind: str, subject_id: str) -> Message:
    """Return the message of a kind about a subject. Raises ``UnknownMessage``."""
    return _one(conn, and_(message.c.kind == kind, message.c.subject_id == subject_id))


def get(conn: Connection, message_id: str) -> Message:
    """Return a message. Raises ``UnknownMessage``."""
    return _one(conn, message.c.message_id == message_id)


def why_not(conn: Connection, member_id: str, purpose: Purpose, now: int, rules: MessageRules | None = None) -> str:
    """Return why she may not be written to for a purpose now, "" when she may."""
    member = published(conn, Member, member_id)
    if member is None:
        return "no_member"
    if not agrees(member, purpose):
        return "no_consent"
    return "capped" if is_capped(conn, member_id, purpose, now, rules) else ""


def is_capped(
    conn: Connection,
    member_id: str,
    purpose: Purpose,
    now: int,
    rules: MessageRules | None = None,
    *,
    with_waiting: bool = True,
) -> bool:
    """Tell whether she got as much for a purpose as she may get.

    ``with_waiting`` counts an offer that is queued as well: offers are few. Service messages count when she got them.
    """
    most, within_ms = (rules or chain_rules.of_messages(conn)).cap(purpose)
    counted = and_(message.c.state == "sent", message.c.sent_ms > now - within_ms)
    if with_waiting and purpose == "marketing":
        counted = or_(counted, message.c.state == "queued")
    hers = and_(message.c.member_id == member_id, message.c.purpose == purpose, counted)
    return (conn.scalar(select(func.count()).select_from(message).where(hers)) or 0) >= most


def agrees(member: Member, purpose: Purpose) -> bool:
    """Tell whether a member wants to be written to for a purpose, by what stands now."""
    return member.marketing if purpose == "marketing" else member.messages


def recall(conn: Connection, *, link_id: str, kinds: Collection[str], reason: str = "recalled") -> int:
    """Drop what waits to be sent about a booking, an order, a style or a coupon; return how many messages that were."""
    waits = and_(message.c.link_id == link_id, message.c.kind.in_(list(kinds)), message.c.state == "queued")
    return conn.execute(update(message).where(waits).values(state="dropped", reason=reason)).rowcount


def drop_all(conn: Connection, member_id: str, purpose: Purpose, reason: str) -> int:
    """Drop all that waits for a member for one purpose; return how many messages that were."""
    waits = and_(message.c.member_id == member_id, message.c.purpose == purpose, message.c.state == "queued")
    return conn.execute(update(message).where(waits).values(state="dropped", reason=reason)).rowcount


def inbox(conn: Connection, member_id: str, most: int = 50) -> list[Message]:
    """Return what her phone's inbox holds, the newest first."""
    hers = select(message).where(message.c.member_id == member_id, message.c.state == "sent")
    newest = hers.order_by(message.c.sent_ms.desc(), message.c.message_id.desc()).limit(most)
    return [_read(row) for row in conn.execute(newest).mappings()]


def opened(conn: Connection, member_id: str, message_id: str, now: int) -> Message:
    """Keep that she opened a message; the first time counts. Raises ``UnknownMessage``, also for somebody else's."""
    found = get(conn, message_id)
    if found.member_id != member_id or found.state != "sent":
        raise UnknownMessage()
    unopened = and_(message.c.message_id == message_id, message.c.opened_ms.is_(None))
    conn.execute(update(message).where(unopened).values(opened_ms=now))
    return get(conn, message_id)


def end(conn: Connection, message_id: str, reason: str) -> None:
    """Drop one message that waits."""
    waits = and_(message.c.message_id == message_id, message.c.state == "queued")
    conn.execute(update(message).where(waits).values(state="dropped", reason=reason))


def left(conn: Connection, message_id: str, channel: str, now: int) -> None:
    """Keep that a message went out over a channel."""
    waits = and_(message.c.message_id == message_id, message.c.state == "queued")
    conn.execute(update(message).where(waits).values(state="sent", channel=channel, sent_ms=now))


def _one(conn: Connection, which: object) -> Message:
    row = conn.execute(select(message).where(which)).mappings().one_or_none()  # type: ignore[arg-type]
    if row is None:
        raise UnknownMessage()
    return _read(row)


def _read(row: RowMapping) -> Message:
    return Message(
        message_id=row["message_id"],
        member_id=row["member_id"],
        kind=row["kind"],
        purpose=cast("Purpose", row["purpose"]),
        subject_id=row["subject_id"],
        link_id=row["link_id"],
        title=Bilingual(row["title_zh"], row["title_en"]),
        text=Bilingual(row["text_zh"], row["text_en"]),
        made_ms=row["made_ms"],
        not_before_ms=row["not_before_ms"],
        until_ms=row["until_ms"],
        state=cast("State", row["state"]),
        reason=row["reason"],
        channel=row["channel"],
        sent_ms=row["sent_ms"],
        opened_ms=row["opened_ms"],
    )
