"""The keys of a till, in its own file."""

import pytest

from posapp.domain.errors import KeyRefused
from posapp.domain.keys import KeyMap
from posapp.services.keying import Keying


def test_the_keys_are_those_of_before_after_a_restart(till):
    keying = Keying(till.file)
    assert keying.current() == KeyMap()
    keying.use_preset("pos_awesome")
    keying.give("hold", "Num+/")
    assert Keying(till.file).current() == KeyMap("pos_awesome", {"hold": "Num+/"})
    keying.use_preset("pos_awesome")
    assert Keying(till.file).current() == KeyMap("pos_awesome")


def test_a_refused_key_changes_nothing(till):
    keying = Keying(till.file)
    keying.give("lock", "Alt+K")
    with pytest.raises(KeyRefused):
        keying.give("hold", "Alt+K")
    assert keying.current() == KeyMap("ours", {"lock": "Alt+K"})
