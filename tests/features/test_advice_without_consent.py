"""She says no on her phone, and from the moment the till has heard of it nothing that she did is used any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.adapters.adviser.packed import PackedAdviser
from posapp.adapters.db import packs
from posapp.adapters.db.till_file import SqlTillData
from posapp.adapters.secrets import open_secrets
from posapp.bootstrap import open_data
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.domain.advice.scoring import GLOBAL
from posapp.domain.clock import SystemClock
from posapp.domain.identity import MemberId
from posapp.services.advising import Advising
from posapp.services.members import MemberPanel, Members
from posapp.services.signing_in import SigningIn
from sync.hub import consents
from sync.hub.history.chain import of_chain
from tests.fakes.small_demo import SmallDemo, sync_once

pytestmark = pytest.mark.long

CANDIDATES = [MemberId(f"m{number:05}") for number in range(150, 190)]
"""Members of whom no other sentence speaks."""


class Counter:
    """A till's file with what stands behind the member panel; nobody calls the mall but ``hears``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def panel(self, member_id: MemberId) -> MemberPanel:
        data = open_data(
            TillPaths(self._folder),
            Settings.load(TillPaths(self._folder).settings),
            SystemClock(),
            open_secrets(self._folder),
        )
        try:
            return self._members(data).panel(member_id, "A")
        finally:
            data.close()

    def hears(self) -> None:
        sync_once(self._folder)

    def _members(self, data: SqlTillData) -> Members:
        def pack():  # type: ignore[no-untyped-def]  # as the adviser asks for it
            with data.reading() as connection:
                return packs.in_use(connection)

        clock = SystemClock()
        return Members(data, clock, Advising(data, clock, SigningIn(data, clock), PackedAdviser(pack)))


@pytest.fixture(scope="module")
def counter(small_demo: SmallDemo, tmp_path_factory: pytest.TempPathFactory) -> Counter:
    found = Counter(small_demo.pair_till(tmp_path_factory.mktemp("counter") / "till", "31"))
    found.hears()
    return found


@pytest.fixture
def her(counter: Counter, small_demo: SmallDemo) -> Iterator[MemberId]:
    """A member who is shown something because of what she did."""
    yield (found := next(one for one in CANDIDATES if personal_reasons(counter.panel(one))))
    says(small_demo, found, given=True)
    counter.hears()


def personal_reasons(panel: MemberPanel) -> list[str]:
    return [card.reason_kind for card in panel.suggestions if card.reason_kind not in GLOBAL]


def says(demo: SmallDemo, member_id: MemberId, *, given: bool) -> None:
    database = demo.database()
    with database.writing() as conn:
        consents.say(conn, SystemClock(), member_id, "personal", given=given)
    database.close()


def test_the_very_next_suggestion_has_no_personal_reason(
    small_demo: SmallDemo, counter: Counter, her: MemberId
) -> None:
    before = counter.panel(her)
    says(small_demo, her, given=False)
    counter.hears()
    after = counter.panel(her)  # from the till's own file: the mall may be dead from here on
    assert before.is_personal
    assert (after.is_personal, personal_reasons(after), after.tags, after.sizes, after.tried) == (False, [], (), (), ())
    assert after.suggestions, "best sellers are for everybody"
    with_names = {card.name for card in before.suggestions if card.reason_kind not in GLOBAL}
    assert not with_names <= {card.name for card in after.suggestions}

    says(small_demo, her, given=True)
    counter.hears()
    assert personal_reasons(counter.panel(her)), "and with her yes it is hers again"


def test_two_who_say_no_are_shown_the_same(small_demo: SmallDemo, counter: Counter, her: MemberId) -> None:
    another = next(one for one in CANDIDATES if one != her and personal_reasons(counter.panel(one)))
    for member_id in (her, another):
        says(small_demo, member_id, given=False)
    counter.hears()
    shown = [[card.style_id for card in counter.panel(member_id).suggestions] for member_id in (her, another)]
    says(small_demo, another, given=True)
    counter.hears()
    assert shown[0] == shown[1]


def test_the_night_learns_nothing_from_her(small_demo: SmallDemo, her: MemberId) -> None:
    database = small_demo.database()
    with database.reading() as conn:
        before = of_chain(conn, SystemClock().now())
    says(small_demo, her, given=False)
    with database.reading() as conn:
        after = of_chain(conn, SystemClock().now())
    database.close()
    assert before.events.filter(before.events["member_id"] == her).count().to_pyarrow().as_py() > 0
    assert after.events.filter(after.events["member_id"] == her).count().to_pyarrow().as_py() == 0
