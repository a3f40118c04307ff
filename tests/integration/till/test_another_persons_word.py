"""A word that a colleague gives: for one act, up to its amount, for a minute, once; and both are written down."""

import pytest

from posapp.domain.clock import SECOND
from posapp.domain.permission import Ask, Extent
from posapp.services.errors import LockedOut, ManagerWanted, NotEntitled, ReasonWanted, SamePerson, WrongPin
from posapp.services.permitting import is_allowed, require
from posapp.services.practice import Practice
from sync.protocol.kinds import read_body
from sync.protocol.rows import Grant
from tests.fakes.staffed_till import COLLEAGUES, id_of, journalled, role_row, with_colleagues, word_of, works
from tests.fakes.till_on_disk import PIN, TillOnDisk

ASK = Ask("cash_out", Extent(30_000), "drawer")


@pytest.fixture
def permitting(till):
    found = with_colleagues(till)
    works(till, "cashier")
    return found


def takes_out(till, amount=30_000, subject="drawer", override=None, permission="cash_out"):
    """Do an act that wants the permission, as a use case does."""
    return till.file.write(
        lambda unit: require(unit, till.signing_in.who(), permission, amount=amount, subject=subject, override=override)
    )


def test_what_is_beyond_her_is_refused_and_says_what_was_asked(till, permitting):
    with pytest.raises(ManagerWanted) as refused:
        takes_out(till)
    assert refused.value.ask == ASK
    assert [who.role for who in permitting.approvers(ASK)] == ["senior", "manager", "area_manager"]


def test_another_persons_word_is_good_for_the_act_and_both_are_journalled(till, permitting):
    leave = takes_out(till, override=word_of(permitting, "manager", ASK))
    assert (leave.staff_id, leave.given_by, leave.reason) == (id_of("cashier"), id_of("manager"), "goodwill")
    (entry,) = journalled(till, "OVERRIDE")
    assert (entry["asked_by"], entry["given_by"]) == (id_of("cashier"), id_of("manager"))
    assert (entry["permission"], entry["fen"], entry["subject"], entry["reason"]) == (
        "cash_out", 30_000, "drawer", "goodwill",
    )  # fmt: skip


def test_a_card_s_number_in_her_reason_is_its_last_four_digits(till, permitting):
    leave = takes_out(till, override=word_of(permitting, "manager", ASK, reason="card 4111 1111 1111 1111"))
    assert leave.reason == "card ****1111"
    (entry,) = journalled(till, "OVERRIDE")
    assert entry["reason"] == "card ****1111"


def told(till):
    """Return what the log tells the mall of words."""
    found = [one for one in till.store.outbox(1_000, 1 << 24) if one.kind == "override.said"]
    return [read_body(one.kind, one.v, one.body) for one in found]


def test_the_mall_hears_of_a_word_that_was_used_and_of_one_that_was_not_hers_to_give(till, permitting):
    takes_out(till, override=word_of(permitting, "manager", ASK))
    with pytest.raises(NotEntitled):
        word_of(permitting, "clerk", ASK)
    used, refused = told(till)
    assert (used.outcome, used.permission, used.fen, used.subject, used.reason) == (
        "used", "cash_out", 30_000, "drawer", "goodwill",
    )  # fmt: skip
    assert (used.asked_by, used.given_by) == (id_of("cashier"), id_of("manager"))
    assert (refused.outcome, refused.given_by, refused.shop_id) == ("refused", id_of("clerk"), "shop-1")


def test_a_word_that_nobody_used_or_whose_act_failed_is_no_news_for_the_mall(till, permitting):
    word = word_of(permitting, "manager", ASK)
    with pytest.raises(ManagerWanted):
        takes_out(till, amount=30_001, override=word)
    assert told(till) == []


def test_words_in_practice_stay_here(till, permitting):
    Practice(till.file, till.clock, till.signing_in).begin()
    takes_out(till, override=word_of(permitting, "manager", ASK))
    assert (told(till), len(journalled(till, "OVERRIDE"))) == ([], 1)


def test_a_word_is_never_used_twice_not_even_after_a_restart(till, permitting):
    word = word_of(permitting, "manager", ASK)
    takes_out(till, override=word)
    with pytest.raises(ManagerWanted):
        takes_out(till, override=word)
    till.close()
    again = TillOnDisk(till.folder, clock=till.clock)
    works(again, "cashier")
    with pytest.raises(ManagerWanted):
        takes_out(again, override=word)
    again.close()


def test_a_word_is_kept_when_the_act_itself_fails(till, permitting):
    word = word_of(permitting, "manager", ASK)

    def fails(unit):
        require(unit, till.signing_in.who(), "cash_out", amount=30_000, subject="drawer", override=word)
        raise RuntimeError("the drawer is stuck")

    with pytest.raises(RuntimeError, match="stuck"):
        till.file.write(fails)
    assert journalled(till, "OVERRIDE") == []
    assert takes_out(till, override=word).given_by == id_of("manager")


@pytest.mark.parametrize(
    "other",
    [{"amount": 30_001}, {"subject": "another drawer"}, {"permission": "open_drawer"}],
    ids=["more", "on something else", "another act"],
)
def test_a_word_is_no_good_for_anything_else(till, permitting, other):
    with pytest.raises(ManagerWanted):
        takes_out(till, override=word_of(permitting, "manager", ASK), **other)


def test_a_word_is_good_for_less(till, permitting):
    assert takes_out(till, amount=29_999, override=word_of(permitting, "manager", ASK))


def test_a_word_is_for_whoever_asked(till, permitting):
    word = word_of(permitting, "manager", ASK)
    works(till, "clerk")
    with pytest.raises(ManagerWanted):
        takes_out(till, override=word)


def test_a_word_goes_stale_after_a_minute_and_when_the_clock_is_set_back(till, permitting):
    late, early = word_of(permitting, "manager", ASK), word_of(permitting, "manager", ASK)
    till.clock.goes_on(-SECOND)
    with pytest.raises(ManagerWanted):
        takes_out(till, override=early)
    till.clock.goes_on(62 * SECOND)
    with pytest.raises(ManagerWanted):
        takes_out(till, override=late)


def test_nobody_gives_her_word_to_herself(till, permitting):
    with pytest.raises(SamePerson):
        word_of(permitting, "cashier", ASK)


def test_a_word_wants_a_reason_and_the_right_pin(till, permitting):
    number = COLLEAGUES["manager"].number
    with pytest.raises(ReasonWanted):
        permitting.approve(ASK, number, PIN, "  ")
    with pytest.raises(WrongPin):
        permitting.approve(ASK, number, "000000", "goodwill")


def test_whoever_may_not_do_it_herself_gives_no_word_and_that_is_written_down(till, permitting):
    with pytest.raises(NotEntitled):
        word_of(permitting, "clerk", ASK)
    with pytest.raises(NotEntitled):
        word_of(permitting, "senior", Ask("cash_out", Extent(50_001)))
    assert [(entry["given_by"], entry["fen"]) for entry in journalled(till, "OVERRIDE_REFUSED")] == [
        (id_of("clerk"), 30_000), (id_of("senior"), 50_001),
    ]  # fmt: skip


def test_a_word_dies_with_the_right_of_whoever_gave_it(till, permitting):
    word = word_of(permitting, "manager", ASK)
    till.pulls(role_row("manager", Grant(permission="sell")), more=True, ver=2)
    with pytest.raises(ManagerWanted):
        takes_out(till, override=word)


def test_what_the_mall_says_of_a_role_counts_at_once(till, permitting):
    works(till, "senior")
    assert takes_out(till)
    till.pulls(role_row("senior", Grant(permission="cash_out", most_fen=29_999)), more=True, ver=2)
    with pytest.raises(ManagerWanted):
        takes_out(till)
    assert takes_out(till, amount=29_999).given_by is None
    with till.file.view() as view:
        assert is_allowed(view, till.signing_in.who(), "cash_out", amount=29_999)
        assert not is_allowed(view, till.signing_in.who(), "open_drawer"), "what the row does not name is not granted"


# --- guessing


def test_guessing_in_the_manager_panel_counts_like_guessing_at_the_door(till, permitting):
    number = COLLEAGUES["manager"].number
    for _ in range(4):
        with pytest.raises(WrongPin):
            permitting.approve(ASK, number, "000000", "goodwill")
    with pytest.raises(LockedOut):
        till.signing_in.sign_in(number, "000000")
    with pytest.raises(LockedOut):
        permitting.approve(ASK, number, PIN, "goodwill")


def guesses_until_locked(till, most=200):
    """Guess at each number in turn, and sign in rightly in between so that no number's own count stands in the way."""
    tried = 0
    for turn in range(most):
        colleague = list(COLLEAGUES.values())[turn % len(COLLEAGUES)]
        try:
            till.signing_in.sign_in(colleague.number, "000000")
        except WrongPin:
            tried += 1
        except LockedOut as locked:
            return tried, locked.values["seconds"]
        if turn % 14 == 13:
            for each in COLLEAGUES.values():
                till.signing_in.sign_in(each.number, PIN)
    return tried, 0


def test_going_from_number_to_number_meets_the_count_of_the_whole_till(till, permitting):
    assert guesses_until_locked(till) == (21, 60)
    till.close()
    again = TillOnDisk(till.folder, clock=till.clock)
    with pytest.raises(LockedOut):
        again.signing_in.sign_in("1001", PIN)
    till.clock.goes_on(60 * SECOND)
    with pytest.raises(WrongPin):
        again.signing_in.sign_in("1001", "000000")
    with pytest.raises(LockedOut):
        again.signing_in.sign_in("1001", PIN)
    till.clock.goes_on(60 * SECOND)
    assert again.signing_in.sign_in("1001", PIN)
    again.close()


def test_a_name_that_is_no_staff_number_fills_no_list_and_still_counts(till, permitting):
    for turn in range(21):
        with pytest.raises(WrongPin):
            till.signing_in.sign_in(f"nobody-{turn}", "000000")
    with pytest.raises(LockedOut):
        till.signing_in.sign_in("nobody", "000000")
