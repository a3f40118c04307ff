"""What a till believes of a code on a phone, without asking anyone."""

from __future__ import annotations

import random

import pytest

from sync.protocol.codes import LENGTH, LIFETIME_S, SKEW_S, BadCode, CodeType, mint, verify
from sync.protocol.signing import new_key_pair

MALL = new_key_pair()
OTHER_MALL = new_key_pair()
KEYS = {3: MALL.public}
NOW = 1_795_000_000


def member_code(issued: int = NOW, number: int = 281_474_976_710_655, type_: CodeType = CodeType.MEMBER) -> str:
    return mint(MALL.private, 3, type_, number, issued)


def refusal(digits: str, now: int = NOW) -> str:
    with pytest.raises(BadCode) as bad:
        verify(digits, KEYS, now)
    return bad.value.reason


def test_a_fresh_code_names_its_member():
    digits = member_code(number=42)
    code = verify(digits, KEYS, NOW)
    assert (len(digits), digits.isdigit()) == (LENGTH, True)
    assert (code.type, code.number, code.issued_s) == (CodeType.MEMBER, 42, NOW)


def test_two_codes_of_one_second_are_different_so_that_a_replay_can_be_told():
    assert verify(member_code(), KEYS, NOW).payload != verify(member_code(), KEYS, NOW).payload


def test_nobody_makes_another_code_of_one_so_that_its_replay_is_not_told():
    digits = member_code()
    raw = int(digits[2:]).to_bytes(78)
    order = 2**252 + 27742317777372353535851937790883648493  # of the group: s and s + order sign alike
    twin = raw[:46] + (int.from_bytes(raw[46:], "little") + order).to_bytes(32, "little")
    assert refusal("91" + str(int.from_bytes(twin)).zfill(188)) == "forged"
    assert verify(digits, KEYS, NOW).fingerprint == verify(digits, KEYS, NOW).fingerprint
    assert verify(member_code(), KEYS, NOW).fingerprint != verify(member_code(), KEYS, NOW).fingerprint


@pytest.mark.parametrize("late", [0, LIFETIME_S, LIFETIME_S + SKEW_S])
def test_a_code_lives_a_minute_and_the_clocks_may_differ_by_a_minute_and_a_half(late):
    assert verify(member_code(), KEYS, NOW + late)
    assert verify(member_code(NOW + SKEW_S), KEYS, NOW)


def test_an_old_code_and_one_from_the_future_are_told_apart():
    assert refusal(member_code(), NOW + LIFETIME_S + SKEW_S + 1) == "expired"
    assert refusal(member_code(NOW + SKEW_S + 1)) == "not_yet"


@pytest.mark.parametrize("type_", [CodeType.PICKUP, CodeType.BOOKING])
def test_the_code_of_an_order_stays_good_as_a_picture(type_):
    assert verify(member_code(type_=type_), KEYS, NOW + 40 * 86_400).type is type_


def test_a_code_of_another_mall_is_forged_and_one_of_an_unknown_key_is_unknown():
    assert refusal(mint(OTHER_MALL.private, 3, CodeType.MEMBER, 1, NOW)) == "forged"
    assert refusal(mint(MALL.private, 4, CodeType.MEMBER, 1, NOW)) == "unknown_key"


def test_no_changed_digit_is_ever_accepted():
    digits = member_code()
    rng = random.Random(7)
    for _ in range(400):
        place = rng.randrange(LENGTH)
        changed = digits[:place] + rng.choice("0123456789".replace(digits[place], "")) + digits[place + 1 :]
        assert refusal(changed) in {"malformed", "unknown_key", "forged"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda digits: digits[:-1],
        lambda digits: digits + "0",
        lambda digits: digits.translate({ord("1"): "１"}),
        lambda digits: digits.translate({ord("1"): "١"}),
        lambda digits: digits + "\n",
        lambda digits: " " + digits[1:],
        lambda digits: "91" + "9" * 188,
        lambda digits: "",
        lambda digits: "92" + digits[2:],
    ],
)
def test_what_a_scanner_garbles_is_malformed_never_an_exception(spoil):
    assert refusal(spoil(member_code())) == "malformed"
