"""How messages leave: what is due goes out over a channel, if she still agrees and it is still true.

A channel takes a message in the transaction that marks it sent. The mall's own is the inbox of the phone page. One that
speaks to another house (a mini-program's subscription messages) would write into an outbox of its own here, and speak
to that house afterwards: nobody waits for a stranger with the members' lock in his hand.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Protocol

from sqlalchemy import Connection, select

from posapp.domain.clock import Clock
from posapp.domain.messages import MessageRules
from sync.hub import chain_rules, follow_ups, messages, reminders
from sync.hub.db.database import Database
from sync.hub.db.message_tables import message
from sync.hub.message_kinds import KINDS
from sync.hub.messages import Message
from sync.hub.publishing import lock_streams, published
from sync.protocol.rows import Member

log = logging.getLogger(__name__)

_AT_ONCE = 500


class Channel(Protocol):
    """A way to a member's eyes."""

    @property
    def name(self) -> str:
        """What the channel is called in the books."""

    def deliver(self, conn: Connection, letter: Message) -> None:
        """Take a message over, in the transaction that marks it sent."""


class Inbox:
    """The inbox of the phone page: what was marked sent is what the page lists, so there is nothing else to do."""

    name = "inbox"

    def deliver(self, conn: Connection, letter: Message) -> None:
        """Leave it where the page looks."""


INBOX = Inbox()

STILL_TRUE: Mapping[str, Callable[[Connection, Message], bool]] = {
    **reminders.STILL_TRUE,
    **dict.fromkeys(map(follow_ups.kind_of, follow_ups.REASONS), follow_ups.is_still_true),
}
"""Of some kinds, whether a message still holds at the moment it would leave; the others always do."""


def deliver_due(database: Database, clock: Clock, channel: Channel = INBOX, rules: MessageRules | None = None) -> int:
    """Send what is due, each in a transaction of its own; return how many messages left."""
    now = clock.now()
    due = (
        select(message.c.message_id)
        .where(message.c.state == "queued", message.c.not_before_ms <= now)
        .order_by(message.c.not_before_ms, message.c.message_id)
        .limit(_AT_ONCE)
    )
    with database.reading() as conn:
        ids = list(conn.scalars(due))
        rules = rules or chain_rules.of_messages(conn)
    sent = 0
    for message_id in ids:
        try:
            with database.writing() as conn:
                # Whoever says no publishes her row: after that nothing leaves that was queued before.
                lock_streams(conn, "members")
                sent += _deliver(conn, messages.get(conn, message_id), channel, now, rules)
        except Exception:
            log.exception("message %s could not be delivered", message_id)  # the others do not wait behind it
    return sent


def _deliver(conn: Connection, letter: Message, channel: Channel, now: int, rules: MessageRules) -> bool:
    if letter.state != "queued":
        return False
    if reason := _why_not(conn, letter, now, rules):
        messages.end(conn, letter.message_id, reason)
        return False
    if KINDS[letter.kind].can_wait and rules.is_quiet(now):
        return False
    channel.deliver(conn, letter)
    messages.left(conn, letter.message_id, channel.name, now)
    return True


def _why_not(conn: Connection, letter: Message, now: int, rules: MessageRules) -> str:
    if letter.until_ms < now:
        return "too_late"
    member = published(conn, Member, letter.member_id)
    if member is None:
        return "no_member"
    if not messages.agrees(member, letter.purpose):
        return "no_consent"
    if messages.is_capped(conn, letter.member_id, letter.purpose, now, rules, with_waiting=False):
        return "capped"
    still = STILL_TRUE.get(letter.kind)
    if still is not None and not still(conn, letter):
        return "no_longer_true"
    return ""
