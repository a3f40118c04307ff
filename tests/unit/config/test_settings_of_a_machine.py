"""What a shop relies on when somebody edits the settings file."""

from __future__ import annotations

import pytest

from posapp.config.settings import BadSettings, Settings


def test_without_a_file_the_defaults_hold(tmp_path):
    settings = Settings.load(tmp_path / "till.toml")
    assert (settings.language, settings.theme, settings.wedge_gap_ms) == ("zh", "light", 35)


def test_a_kept_change_is_there_after_a_restart_and_nothing_else_changed(tmp_path):
    file = tmp_path / "till.toml"
    Settings.load(file).keep(hub_url='http://mall/"x"\\', sounds=False)
    again = Settings.load(file)
    assert (again.hub_url, again.sounds) == ('http://mall/"x"\\', False)
    assert again.keep(hub_url="", sounds=True) == Settings(file=file)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ('language = "fr"', "language must be one of zh, en"),
        ('colour = "red"', "no setting 'colour'"),
        ("sounds = 1", "sounds must be of type bool"),
        ("wedge_gap_ms = 5000", "between 5 and 200"),
        ("language = ", "till.toml"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(tmp_path, written, named):
    file = tmp_path / "till.toml"
    file.write_text(written)
    with pytest.raises(BadSettings, match=named):
        Settings.load(file)
