"""What the doctor says of the model pack of a till, whose file it only reads.

Broken on purpose to see these fail: a trouble that is not told, an old pack that passes for a fresh one.
"""

from __future__ import annotations

import msgspec

from posapp.config.paths import TillPaths
from posapp.doctor import Finding, _advice
from posapp.domain.clock import DAY, SystemClock
from posapp.ui.screens.sync_desk.words import PACK_TROUBLES
from tests.fakes.model_packs import signed_pack
from tests.fakes.till_on_disk import NOON


def finding(till) -> Finding:
    return _advice(TillPaths(till.folder))


def now(till) -> int:
    """The doctor goes by the machine's clock."""
    till.clock.instant = SystemClock().now()
    return till.clock.instant


def test_without_a_till_or_a_pack_nothing_is_wrong(tmp_path, till):
    assert _advice(TillPaths(tmp_path / "nowhere")).grade == "good"
    assert finding(till).grade == "good"


def test_a_fresh_pack_is_named_and_an_old_one_is_said_to_be_old(till):
    till.pulls(signed_pack("fresh", now(till) - DAY), stream="advice")
    assert (finding(till).grade, finding(till).found.split(",")[0]) == ("good", "fresh")
    till.pulls(signed_pack("old", now(till), trained_ms=now(till) - 30 * DAY), stream="advice", ver=2)
    assert finding(till).grade == "limited"
    assert finding(till).found.startswith("old")


def test_a_pack_that_was_refused_is_told_with_its_reason(till):
    till.pulls(signed_pack("good", NOON), stream="advice")
    till.pulls(msgspec.structs.replace(signed_pack("next", NOON + 1), content="{}"), stream="advice", ver=2)
    assert (finding(till).grade, finding(till).advice) == ("limited", PACK_TROUBLES["pack_damaged"])
    assert finding(till).found.startswith("good")
