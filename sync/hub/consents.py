"""What a member agreed to: service messages, offers, and suggestions made from what she did; each by itself.

Her ``member`` row says what stands, so that every till knows it; each word is kept for ever beside it, with when, where
and to which words it was given. A no counts at once: what waits to be sent for that purpose is dropped, and what she
only looked at, which was kept for suggestions alone, is forgotten.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from sqlalchemy import Connection, delete, insert

from posapp.domain.clock import Clock
from posapp.domain.identity import new_id
from sync.hub import messages, rules
from sync.hub.affairs import the_member
from sync.hub.db.history_tables import event_log
from sync.hub.db.message_tables import consent_said
from sync.hub.history.events import LOOKS
from sync.hub.publishing import each_published, lock_streams, publish, published
from sync.protocol.rows import History, Member

Consent = Literal["service", "marketing", "personal"]
CONSENTS: tuple[Consent, ...] = ("service", "marketing", "personal")

WORDING = "2026-11"
"""The version of the sentences on her phone (``resources/phone``); new sentences get a new one."""


def say(
    conn: Connection,
    clock: Clock,
    member_id: str,
    purpose: Consent,
    *,
    given: bool,
    channel: str = "phone",
    said_by: str = "",
) -> Member:
    """Keep what she said about a purpose, and return her row as it stands now. Raises ``UnknownMember``."""
    lock_streams(conn, "members")
    now = clock.now()
    conn.execute(
        insert(consent_said).values(
            consent_id=new_id(now),
            member_id=member_id,
            purpose=purpose,
            given=given,
            said_ms=now,
            channel=channel,
            said_by=said_by,
            wording=WORDING,
        )
    )
    changed = _with(the_member(conn, member_id), purpose, given)
    publish(conn, changed)
    if not given and purpose != "personal":
        messages.drop_all(conn, member_id, purpose, "withdrawn")
    if not given and purpose == "personal":
        conn.execute(delete(event_log).where(event_log.c.member_id == member_id, event_log.c.kind.in_(LOOKS)))
        history = published(conn, History, member_id)
        if history is not None:
            publish(conn, rules.without_glances(history))
    return changed


def who_agree_to_advice(conn: Connection) -> frozenset[str]:
    """Return the members from whose doings suggestions may be made; whoever said no, or is gone, is not among them."""
    return frozenset(member.id for member in each_published(conn, Member) if member.personal)


def _with(member: Member, purpose: Consent, given: bool) -> Member:
    match purpose:
        case "service":
            return msgspec.structs.replace(member, messages=given)
        case "marketing":
            return msgspec.structs.replace(member, marketing=given)
        case "personal":
            return msgspec.structs.replace(member, personal=given)
