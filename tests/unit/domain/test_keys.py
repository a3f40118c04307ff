"""What holds for the keys of every preset, and of whatever a shop has made of one."""

import itertools
import random
import string

import pytest

from posapp.domain.errors import KeyRefused
from posapp.domain.keys import ACTS, ONLY_BY_KEY, PRESETS, KeyMap, why_not

NAMED = [
    *(f"F{number}" for number in range(1, 13)), "Ins", "PgUp", "PgDown", "Del", "Esc", "Return", "Enter", "Space",
    "Tab", "Backspace", "Home", "End", "Left", "Up", "Backtab", "Num++", "Num+-", "Num+/", "Num+*", "Num+5",
    "Num+Enter",
]  # fmt: skip
SIGNS = [*string.ascii_uppercase, *string.digits, *"+-*/.,;'", "É"]
MODIFIERS = ["", "Ctrl+", "Alt+", "Shift+", "Ctrl+Alt+", "Ctrl+Shift+", "Alt+Shift+", "Ctrl+Alt+Shift+", "Meta+"]
PRESSED = [modifier + key for modifier, key in itertools.product(MODIFIERS, NAMED + SIGNS)]


def hold(keys):
    """See what must hold, whatever was chosen and changed."""
    bound = [key for key, _ in keys.bound()]
    assert len(bound) == len(set(bound)), "one key does two things"
    by_key = dict(keys.bound())
    for key in bound:
        assert key not in {"Esc", "Return", "Enter", "Space", "Tab", "Del", "Backspace"}
        assert key not in SIGNS, "a finger or a scanner types it"
        assert not key.startswith("Shift+") or key.removeprefix("Shift+") in NAMED
    assert by_key.get("F5") not in {"clear", "remove", "pay"}
    assert all(keys.key(act) for act in ONLY_BY_KEY)
    assert KeyMap.read(keys.preset, keys.own) == keys, "a restart finds other keys"


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_breaks_none_of_the_rules(preset):
    hold(KeyMap(preset))
    assert set(PRESETS[preset]) == set(ACTS)
    assert [(act, key) for act, key in PRESETS[preset].items() if why_not(act, key)] == []


@pytest.mark.parametrize("preset", PRESETS)
def test_no_change_that_is_taken_breaks_a_rule(preset):
    dice, keys, taken = random.Random(20261122), KeyMap(preset), 0
    for _ in range(1_500):
        try:
            keys = keys.with_key(dice.choice(ACTS), dice.choice([*PRESSED, ""]))
        except KeyRefused:
            continue
        taken += 1
        hold(keys)
    assert taken > 100


@pytest.mark.parametrize(
    ("act", "key", "reason"),
    [
        ("hold", "F2", "taken"),
        ("hold", "Alt+4", "taken"),
        ("hold", "7", "typed"),
        ("hold", "G", "typed"),
        ("hold", "Shift+G", "typed"),
        ("hold", "Num+5", "typed"),
        ("clear", "Esc", "fixed"),
        ("pay", "Num+Enter", "fixed"),
        ("search", "Ctrl+V", "system"),
        ("lock", "Alt+F4", "system"),
        ("lock", "Ctrl+J", "scanner"),
        ("clear", "F5", "reload"),
        ("pay", "Ctrl+F5", "reload"),
        ("suggestion", "F5", "numbered"),
        ("details", "", "only_way"),
    ],
)
def test_a_key_that_cannot_be_given_is_refused_with_its_reason(act, key, reason):
    with pytest.raises(KeyRefused) as refused:
        KeyMap().with_key(act, key)
    assert (refused.value.values["reason"], refused.value.values["act"]) == (reason, act)


def test_a_conflict_names_the_act_that_has_the_key():
    with pytest.raises(KeyRefused) as refused:
        KeyMap().with_key("pay", "F6")
    assert refused.value.values["by"] == "hold"


def test_the_suggestions_take_six_keys_at_once_whichever_number_was_pressed():
    keys = KeyMap().with_key("suggestion", "Ctrl+4")
    assert keys.keys("suggestion") == tuple(f"Ctrl+{place}" for place in range(1, 7))
    with pytest.raises(KeyRefused):
        keys.with_key("hold", "Ctrl+6")
    assert keys.with_key("hold", "Alt+6").key("hold") == "Alt+6"


def test_an_act_without_a_key_leaves_it_to_another():
    keys = KeyMap().with_key("hold", "").with_key("pay", "F6")
    assert (keys.key("hold"), keys.key("pay")) == ("", "F6")


def test_two_acts_that_changed_their_keys_are_so_after_a_restart():
    keys = KeyMap().with_key("hold", "").with_key("search", "F6").with_key("hold", "F2")
    assert KeyMap.read("ours", dict(keys.own)).own == {"search": "F6", "hold": "F2"}


def test_the_preset_s_own_key_is_no_change_any_more():
    assert KeyMap().with_key("hold", "Alt+H").with_key("hold", "F6") == KeyMap()


def test_what_a_newer_program_or_a_damaged_file_left_does_no_harm():
    keys = KeyMap.read("emacs", {"hold": "Esc", "fly": "F3", "member": "F2", "details": "", "lock": "Alt+K"})
    assert keys == KeyMap("ours", {"lock": "Alt+K", "member": "F2", "search": ""})


def test_a_key_that_a_newer_preset_took_stays_with_what_this_till_gave_it_to():
    keys = KeyMap.read("ours", {"hold": "F3"})
    assert (keys.key("hold"), keys.key("member")) == ("F3", "")
    assert KeyMap.read("ours", {"hold": "Ctrl+I"}).key("details") == "Ctrl+I", (
        "an act that has nothing else keeps its own"
    )
