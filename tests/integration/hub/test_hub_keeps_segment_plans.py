"""What a manager relies on when she says what a clerk is to do with members of a segment."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from posapp.domain.advice.segments import NAMES, USUAL_PLANS
from sync.protocol.rows import SegmentPlan
from tests.fakes.running_hub import RunningHub

MARK = {"x-posapp-office": "1"}
OURS = {"segment": "win_back", "zh": "请她喝杯茶，问问近况。", "en": "Offer her tea and ask how she is."}


def say(hub: RunningHub, **changed: Any) -> httpx.Response:
    return httpx.post(f"{hub.url}/office/api/segments/plan", json={**OURS, **changed}, headers=MARK)


def shown(hub: RunningHub, segment: str = "win_back") -> dict[str, Any]:
    found = httpx.get(f"{hub.url}/office/api/segments").json()["segments"]
    one: dict[str, Any] = next(each for each in found if each["id"] == segment)
    return one


def test_what_she_says_is_at_every_till(hub: RunningHub) -> None:
    till = hub.till()
    assert say(hub).status_code == 200
    till.pull()
    plan = till.row(SegmentPlan, "win_back")
    assert (plan.zh, plan.en) == (OURS["zh"], OURS["en"])
    assert shown(hub)["plan_zh"] == OURS["zh"]


def test_the_page_names_every_segment_with_its_usual_sentence(hub: RunningHub) -> None:
    found = httpx.get(f"{hub.url}/office/api/segments").json()["segments"]
    assert [each["id"] for each in found] == list(NAMES)
    assert [each["usual_zh"] for each in found] == [USUAL_PLANS[segment].zh for segment in NAMES]
    assert b"segments.js" in httpx.get(f"{hub.url}/office/segments/").content
    assert httpx.get(f"{hub.url}/office/segments/segments.js").status_code == 200


def test_both_sentences_empty_bring_the_usual_one_back(hub: RunningHub) -> None:
    say(hub)
    assert say(hub, zh="", en="  ").status_code == 200
    assert (shown(hub)["plan_zh"], shown(hub)["plan_en"]) == ("", "")


@pytest.mark.parametrize("wrong", [{"segment": "nobody"}, {"zh": "长" * 121}, {"en": "two\nlines"}, {"zh": 7}])
def test_what_no_clerk_could_read_is_refused_and_changes_nothing(hub: RunningHub, wrong: dict[str, Any]) -> None:
    say(hub)
    assert say(hub, **wrong).status_code in (400, 422)
    assert shown(hub)["plan_zh"] == OURS["zh"]


def test_a_form_of_a_foreign_page_sets_nothing(hub: RunningHub) -> None:
    assert httpx.post(f"{hub.url}/office/api/segments/plan", json=OURS).status_code == 403
    assert shown(hub)["plan_zh"] == ""
