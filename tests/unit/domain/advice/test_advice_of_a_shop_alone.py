"""While the mall is away a shop's own sales move its suggestions, and what they do not tell stays as it was taught.

Broken on purpose to see these fail: no drawing by weight, members counted twice, anonymous sales counted as one
member's, old sales counted, no look at the hour.
"""

from dataclasses import replace

import pytest

from posapp.domain.advice.pack import Sales, read, write
from posapp.domain.advice.rebuilding import LOCAL, Bought, is_due, rebuilt
from posapp.domain.clock import DAY, HOUR, at, local
from tests.fakes.phone_pack import small_pack, style

NOW = at(local(1_795_320_000_000).date(), 2)


def pack_of(*styles):
    pack = small_pack(NOW - 5 * DAY)
    return replace(pack, styles=styles) if styles else pack


def sold(style_id, member="", days=1.0):
    return Bought(member, style_id, int(NOW - days * DAY))


def by_id(pack):
    return {one.id: one for one in pack.styles}


def test_what_sells_here_becomes_popular_and_rising():
    base = pack_of()
    anew = by_id(rebuilt(base, [sold("skirt")] * 60 + [sold("knit")] * 2, NOW))
    was = by_id(base)
    assert anew["skirt"].popular > was["skirt"].popular
    assert anew["knit"].popular < was["knit"].popular + 0.05
    assert anew["skirt"].rising > 0.5
    assert anew["trench"] == was["trench"], "nothing was sold of it here: it is as the mall taught"


def test_a_few_pieces_move_little_and_many_move_much():
    base = pack_of()
    few, many = (by_id(rebuilt(base, [sold("skirt")] * n, NOW))["skirt"].popular for n in (1, 80))
    assert 0.5 < few < 0.55
    assert many > 0.85


def test_what_the_same_members_buy_becomes_near():
    lines = [sold(one, f"m{i}", days=i % 20) for i in range(30) for one in ("trench", "skirt")]
    anew = by_id(rebuilt(pack_of(), lines, NOW))
    place = pack_of().place
    assert dict(anew["trench"].bought_with)[place["skirt"]] > 0.4
    assert dict(anew["skirt"].bought_with)[place["trench"]] > 0.4
    assert place["knit"] not in dict(anew["trench"].bought_with)


def test_sales_to_nobody_known_make_nothing_near():
    lines = [sold(one) for _ in range(30) for one in ("trench", "skirt")]
    assert by_id(rebuilt(pack_of(), lines, NOW))["trench"].bought_with == ()


def test_one_who_buys_everything_ten_thousand_times_makes_nothing_near_but_a_little():
    lines = [sold(one, "reseller", days=d % 100) for d in range(5_000) for one in ("trench", "skirt")]
    lines += [sold(one, f"m{i}") for i in range(20) for one in ("knit", "skirt")]
    anew = by_id(rebuilt(pack_of(), lines, NOW))
    place = pack_of().place
    near = dict(anew["skirt"].bought_with)
    assert near[place["knit"]] > 2 * near.get(place["trench"], 0.0)
    assert anew["knit"].popular > anew["trench"].popular


def test_sales_of_last_year_of_tomorrow_and_of_unknown_styles_count_for_nothing():
    base = pack_of()
    lines = [sold(one, f"m{i}", days) for i in range(50) for one in ("skirt", "knit") for days in (400, -3)]
    lines += [sold("no such style")] * 50
    assert rebuilt(base, lines, NOW).styles == base.styles
    to_nobody_known = [sold("skirt")] * 20
    assert rebuilt(base, lines + to_nobody_known, NOW).styles == rebuilt(base, to_nobody_known, NOW).styles


def test_it_can_be_read_again_and_says_that_it_is_local():
    base = pack_of(replace(style("skirt", "裙", "Skirt", "bottom"), sales=Sales(ever=0.9, month=0.2, week=0.1)))
    anew = rebuilt(base, [sold("skirt", f"m{i}") for i in range(20)], NOW)
    assert anew.version.startswith(LOCAL)
    assert anew.trained == NOW
    assert read(write(anew)).styles[0].sales.month == pytest.approx(0.6, abs=0.01)
    assert read(write(anew)).styles[0].sales.ever == 0.9
    assert anew.weights == base.weights


@pytest.mark.parametrize(
    ("hours_old", "own_hours_old", "hour", "due"),
    [
        (71, None, 2, False),  # two nights without a pack are nothing
        (73, None, 2, True),
        (80, None, 14, True),  # switched off every night: then by day
        (500, 19, 2, False),  # made this night already
        (500, 22, 2, True),
        (500, 30, 14, False),  # the night is near
        (500, 49, 14, True),
    ],
)
def test_it_is_made_at_night_when_the_mall_was_silent_for_days(hours_old, own_hours_old, hour, due):
    now = at(local(NOW).date(), hour)
    own = None if own_hours_old is None else now - own_hours_old * HOUR
    assert is_due(now, now - hours_old * HOUR, own) is due
