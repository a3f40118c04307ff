"""What tills and mall agree on about follow-ups, whatever order their words come in."""

from __future__ import annotations

from itertools import permutations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.protocol.follow_ups import OVER, FollowUp, FollowUpAction, FollowUpDecide, FollowUpStatus, decided
from tests.fakes.small_shop import follow_up

ACTIONS: tuple[FollowUpAction, ...] = get_args(FollowUpAction)


def said(*actions: FollowUpAction, status: FollowUpStatus = "proposed") -> FollowUp:
    row = replace(follow_up(), status=status)
    for number, action in enumerate(actions):
        row = decided(
            row,
            FollowUpDecide(
                follow_up_id=row.id,
                shop_id=row.shop_id,
                member_id=row.member_id,
                occurred_ms=1_000 + number,
                staff_id=f"staff-{number}",
                action=action,
            ),
        )
    return row


@given(st.lists(st.sampled_from(ACTIONS), max_size=4))
def test_tills_that_could_not_hear_of_each_other_agree_in_the_end(actions: list[FollowUpAction]) -> None:
    assert len({said(*each).status for each in permutations(actions)}) == 1


@pytest.mark.parametrize("others", list(permutations(("release", "call"))))
def test_whoever_holds_back_is_heard(others: tuple[FollowUpAction, ...]) -> None:
    assert said(*others, "hold_back").status == said("hold_back", *others).status == "held_back"


def test_a_call_that_was_made_was_made() -> None:
    assert said("called", "hold_back").status == said("hold_back", "called").status == "called"


@pytest.mark.parametrize("status", sorted(OVER))
@pytest.mark.parametrize("action", ACTIONS)
def test_what_left_or_ended_stays_so(status: FollowUpStatus, action: FollowUpAction) -> None:
    assert said(action, status=status).status == status


def test_it_is_known_who_decided_and_when() -> None:
    row = said("call", "release", "release")
    assert (row.status, row.decided_by, row.decided_ms) == ("released", "staff-1", 1_001)
