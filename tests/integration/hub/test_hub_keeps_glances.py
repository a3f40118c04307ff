"""What a chain relies on when a till tells what a member looked at and did not buy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from posapp.domain.clock import DAY, MINUTE, Millis
from sync.hub import consents
from sync.hub.db.history_tables import event_log
from sync.hub.history.chain import of_chain
from sync.protocol.glances import AdviceLooked, Glance
from sync.protocol.rows import Happening, History
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import COAT_M, LIN, NOW, SHOP


def visit(member_id: str = LIN, **more: Any) -> AdviceLooked:
    glances = [
        Glance(kind="scanned", style_id="coat", variant_id=COAT_M, at_ms=NOW + MINUTE),
        Glance(kind="opened", style_id="lipstick", variant_id="", at_ms=NOW),
    ]
    told: dict[str, Any] = {
        "visit_id": "visit-1", "shop_id": SHOP, "member_id": member_id, "occurred_ms": NOW + 2 * MINUTE,
        "staff_id": "st-1", "glances": glances,
    }  # fmt: skip
    return AdviceLooked(**{**told, **more})


def push(till: PaperTill, told: AdviceLooked) -> str:
    (result,) = till.push(till.seal(told)).results
    return result.code or result.result


def looked_at(till: PaperTill) -> Sequence[Happening]:
    till.pull()
    return [one for one in till.row(History, LIN).happenings if one.kind == "viewed"]


def kept(hub: RunningHub) -> list[tuple[str, str]]:
    with hub.database.reading() as conn:
        found = conn.execute(select(event_log.c.kind, event_log.c.style_id).where(event_log.c.member_id == LIN))
        return sorted((row.kind, row.style_id) for row in found)


def test_every_till_hears_of_them_until_she_says_no(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    assert push(till, visit()) == "applied"
    seen = [(one.how, one.style_id, one.variant_id, one.at_ms, one.shop_id) for one in looked_at(till)]
    assert seen == [("scanned", "coat", COAT_M, NOW + MINUTE, SHOP), ("opened", "lipstick", "", NOW, SHOP)]
    assert kept(hub) == [("opened", "lipstick"), ("scanned", "coat")]
    with hub.database.writing() as conn:
        consents.say(conn, clock, LIN, "personal", given=False)
    assert (kept(hub), looked_at(till)) == ([], [])
    assert [one.kind for one in till.row(History, LIN).happenings] == ["bought"], "what she bought she bought"
    assert push(till, visit(visit_id="visit-2")) == "applied", "a till that was offline did nothing wrong"
    assert (kept(hub), looked_at(till)) == ([], [])
    assert push(till, visit(member_id="m-ghost")) == "unknown_member"


@pytest.mark.long
def test_the_training_counts_each_of_them_once(hub: RunningHub) -> None:
    push(hub.till(), visit())
    with hub.database.reading() as conn:
        events = of_chain(conn, Millis(NOW + DAY)).events.to_pyarrow().to_pylist()
    looks = [(one["kind"], one["style_id"]) for one in events if one["kind"] != "bought"]
    assert sorted(looks) == [("opened", "lipstick"), ("scanned", "coat")]
