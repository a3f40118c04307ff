"""What was looked at with a member at a counter: an event for the training, and a glance in her history."""

from __future__ import annotations

from sync.hub import members, rules
from sync.hub.batch import append
from sync.hub.db.history_tables import event_log
from sync.hub.fact import Fact, Parked
from sync.hub.publishing import publish, published
from sync.protocol.glances import AdviceLooked, Glance
from sync.protocol.rows import Member

_SOURCE = "counter"


def keep(fact: Fact, told: AdviceLooked) -> None:
    """Keep her looks; of a member who does not want suggestions made of what she did, nothing."""
    member = published(fact.conn, Member, told.member_id)
    if member is None:
        raise Parked("unknown_member")
    if not member.personal or not told.glances:
        return
    append(fact.conn, event_log, [_event(fact, told, n, glance) for n, glance in enumerate(told.glances)])
    publish(fact.conn, rules.saw(members.history(fact.conn, member.id), told))


def _event(fact: Fact, told: AdviceLooked, n: int, glance: Glance) -> dict[str, object]:
    return {
        "event_id": f"{fact.op_id}/{n}",
        "source": _SOURCE,
        "member_id": told.member_id,
        "style_id": glance.style_id,
        "variant_id": glance.variant_id,
        "size": "",
        "kind": glance.kind,
        "at_ms": glance.at_ms,
        "ref": told.visit_id,
        "verdict": "",
        "quantity": 1,
        "paid_fen": 0,
        "shop_id": fact.shop_id,
    }
