"""A till whose mall is away for days makes its own model pack, says so, and takes the mall's next one at once.

Broken on purpose to see these fail: an own pack that outlives the mall's next, one that is not kept, members named who
want no personal suggestions.
"""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from posapp.adapters.adviser.own_pack import rebuild_if_due
from posapp.adapters.adviser.packed import PackedAdviser
from posapp.adapters.db import packs
from posapp.domain.advice.rebuilding import LOCAL
from posapp.domain.clock import DAY, HOUR
from posapp.domain.identity import MemberId
from posapp.services.advising import Advising
from tests.fakes.model_packs import pack_row_of_style, signed_pack
from tests.fakes.till_on_disk import MEMBER, NOON, STYLE


def in_use(till):
    with till.file.reading() as connection:
        return packs.in_use(connection)


def adviser_of(till) -> PackedAdviser:
    return PackedAdviser(lambda: in_use(till))


@pytest.fixture
def selling(till):
    till.pulls(pack_row_of_style(STYLE.id, "of the mall", NOON), stream="advice")
    for _ in range(3):
        till.rings_up(1, 2)
        till.paying.pay_cash()
    return till


def passes(till, hours: int) -> None:
    till.clock.goes_on(hours * HOUR)


def test_after_days_alone_the_shop_goes_by_its_own_sales_and_says_so(selling):
    assert not rebuild_if_due(selling.file, selling.clock)
    passes(selling, 4 * 24)
    assert rebuild_if_due(selling.file, selling.clock)
    adviser = adviser_of(selling)
    assert adviser.version().startswith(LOCAL)
    assert Advising(selling.file, selling.clock, selling.signing_in, adviser).is_own_pack()
    with selling.file.reading() as connection:
        assert packs.version_in_use(connection) == adviser.version()
    assert not rebuild_if_due(selling.file, selling.clock), "once is enough"


def test_the_mall_s_next_pack_takes_its_place_at_once(selling):
    passes(selling, 4 * 24)
    rebuild_if_due(selling.file, selling.clock)
    # The mall trained it before the shop helped itself, and the line came back only now.
    next_one = pack_row_of_style(STYLE.id, "next", NOON + 3 * DAY)
    selling.pulls(next_one, stream="advice", ver=2)
    assert adviser_of(selling).version() == "next"
    with selling.file.reading() as connection:
        assert packs.version_in_use(connection) == "next"


def test_a_spoilt_pack_leaves_the_shop_s_own_one(selling):
    passes(selling, 4 * 24)
    rebuild_if_due(selling.file, selling.clock)
    spoilt = msgspec.structs.replace(signed_pack("next", NOON + 4 * DAY), content="{}")
    selling.pulls(spoilt, stream="advice", ver=2)
    assert adviser_of(selling).version().startswith(LOCAL)


def test_without_a_pack_of_the_mall_or_a_sale_there_is_nothing_to_rebuild(till):
    passes(till, 4 * 24)
    assert not rebuild_if_due(till.file, till.clock)
    till.pulls(pack_row_of_style(STYLE.id, "of the mall", NOON), stream="advice")
    assert not rebuild_if_due(till.file, till.clock)
    assert in_use(till).version == "of the mall"


@pytest.mark.parametrize("wants_it", [True, False])
def test_who_wants_no_personal_suggestions_is_not_named_in_what_is_counted(till, wants_it):
    till.pulls(msgspec.structs.replace(MEMBER, personal=wants_it), stream="members", ver=2)
    till.rings_up(1)
    till.selling.attach_member(MemberId(MEMBER.id), "C")
    till.paying.pay_cash()
    till.rings_up(2)
    till.paying.pay_cash()
    with till.file.reading() as connection:
        named = Counter(line.member_id for line in packs.bought(connection, 0))
    assert named == ({MEMBER.id: 1, "": 1} if wants_it else {"": 2})
