"""What the mall wrote to her, on her phone: the inbox, what she opened, and what she agrees to."""

from __future__ import annotations

from sqlalchemy import Connection
from starlette.responses import Response

from sync.hub import consents, messages
from sync.hub.errors import Unreadable
from sync.hub.phone.calls import Call, answer
from sync.hub.phone.shapes import ConsentsShape, MessageShape
from sync.protocol.rows import Member


def letters(conn: Connection, member_id: str) -> list[MessageShape]:
    """Return what she got, the newest first."""
    return [
        MessageShape(
            id=letter.message_id,
            purpose=letter.purpose,
            title=letter.title,
            text=letter.text,
            opens=letter.opens,
            link_id=letter.link_id,
            at_ms=letter.sent_ms or letter.made_ms,
            is_new=letter.opened_ms is None,
        )
        for letter in messages.inbox(conn, member_id)
    ]


def agreed(member: Member) -> ConsentsShape:
    """Return what she agrees to now."""
    return ConsentsShape(service=member.messages, marketing=member.marketing, personal=member.personal)


def opened(call: Call) -> Response:
    """Keep that she opened a message."""
    with call.database.writing() as conn:
        messages.opened(conn, call.member_id(conn), call.path("message_id"), call.now)
    return answer({})


def agree(call: Call) -> Response:
    """Keep that she agrees to something."""
    return _say(call, given=True)


def withdraw(call: Call) -> Response:
    """Keep that she agrees no longer; it holds from this moment."""
    return _say(call, given=False)


def _say(call: Call, *, given: bool) -> Response:
    purpose = call.path("purpose")
    if purpose not in consents.CONSENTS:
        raise Unreadable
    with call.database.writing() as conn:
        member_id = call.member_id(conn)
        member = consents.say(conn, call.clock, member_id, purpose, given=given)
    return answer(agreed(member))
