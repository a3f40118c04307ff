"""What a role may do, and how far."""

import pytest

from posapp.domain.clock import SECOND
from posapp.domain.permission import PERMISSIONS, ROLES, USUAL, Ask, Extent, Limit, is_fresh, may, percent_of


def test_every_usual_grant_is_a_permission_that_exists():
    assert set(USUAL) == set(ROLES)
    for grants in USUAL.values():
        assert set(grants) <= set(PERMISSIONS)


def test_a_manager_may_everything_and_somebody_without_a_known_role_nothing():
    assert all(may(USUAL["manager"], Ask(permission)) for permission in PERMISSIONS)
    assert not any(may(USUAL.get("guest", {}), Ask(permission)) for permission in PERMISSIONS)


@pytest.mark.parametrize(
    ("fen", "percent_bp", "covered"),
    [(5_000, 500, True), (5_001, 500, False), (5_000, 501, False), (0, 0, True)],
)
def test_a_limit_holds_for_the_amount_and_for_the_share(fen, percent_bp, covered):
    assert may(USUAL["cashier"], Ask("discount_line", Extent(fen, percent_bp))) is covered


def test_no_limit_is_as_far_as_she_likes():
    assert Limit().covers(Extent(10**9, 10_000))


def test_rounding_never_carries_a_share_below_its_limit():
    assert percent_of(501, 10_000) == 501
    assert percent_of(50_001, 1_000_000) == 501
    assert percent_of(1, 0) == 0


def test_a_word_holds_for_a_minute_and_not_by_a_clock_that_was_set_back():
    assert is_fresh(1_000, 1_000)
    assert is_fresh(1_000, 1_000 + 60 * SECOND)
    assert not is_fresh(1_000, 1_001 + 60 * SECOND)
    assert not is_fresh(1_000, 999)
