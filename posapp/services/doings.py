"""All that is known at this till of what a member did: what the mall told, and what happened here since."""

from __future__ import annotations

from posapp.domain.identity import MemberId
from posapp.services.till_data import View
from sync.protocol import rows


def doings(view: View, member_id: MemberId) -> tuple[rows.Happening, ...]:
    """Return what a member did, newest first, with what happened here and is not in her history yet."""
    history = view.rows.get(rows.History, member_id)
    own = view.members.own_happenings(member_id)
    judged_here = {one.ref for one in own if one.kind == "tried"}
    known = [
        one
        for one in (history.happenings if history is not None else ())
        if one.kind != "tried" or one.ref not in judged_here
    ]
    seen = {(one.kind, one.style_id, one.variant_id, one.ref) for one in known}
    fresh = [one for one in own if (one.kind, one.style_id, one.variant_id, one.ref) not in seen]
    return tuple(sorted([*fresh, *known], key=lambda one: one.at_ms, reverse=True))


def may_be_used(view: View, member_id: MemberId) -> bool:
    """Tell whether advice may be made of what a member did: she is known, not blocked, and did not say no."""
    member = view.rows.get(rows.Member, member_id)
    return member is not None and member.personal and not member.blocked
