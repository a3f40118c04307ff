"""Signing in by choosing a member: a demo hub only. In life the mini-program's own login says who she is."""

from __future__ import annotations

from starlette.responses import Response

from posapp.domain.text import Bilingual
from sync.hub import members
from sync.hub.demo import words
from sync.hub.phone.calls import Call, answer
from sync.hub.phone.shapes import Persona, SignIn
from sync.protocol.rows import Member


def personas(call: Call) -> Response:
    """Tell whom one may sign in as: the members with a story, or those with these last four digits."""
    last4 = call.query("last4")
    with call.database.reading() as conn:
        found = members.find(conn, last4) if last4 else members.some(conn, len(words.places().personas))
    return answer({"members": [_persona(member) for member in found]})


def sign_in(call: Call) -> Response:
    """Sign the phone in as a demo member."""
    asked = call.body(SignIn)
    with call.database.writing() as conn:
        return answer({"token": members.open_session(conn, call.clock, asked.member_id)})


def _persona(member: Member) -> Persona:
    # A member row holds no full number, so a story is found by what the mask leaves to see.
    story = next(
        (
            Bilingual(persona.story_zh, persona.story_en)
            for persona in words.places().personas
            if _masked(persona.phone) == member.phone_masked
        ),
        None,
    )
    return Persona(
        id=member.id,
        name=Bilingual(member.name_zh, member.name_en),
        level=member.level,
        phone_masked=member.phone_masked,
        story=story,
    )


def _masked(number: str) -> str:
    national = number.removeprefix("+86")
    return f"{national[:3]}****{national[-4:]}"
