"""What the door reads before the till's file is opened: names and place, and nothing of it is changed or judged."""

from __future__ import annotations

import hashlib

import pytest

from posapp.adapters.db.engine import connect
from posapp.adapters.db.first_look import first_look
from posapp.adapters.db.keyed_file import DATABASE_KEY, FILE_NAME
from posapp.adapters.secrets import FileSecrets
from tests.fakes.till_on_disk import TillOnDisk


@pytest.fixture
def till(tmp_path):
    """A till that is paired, loaded and closed; ``names`` are those of its own sign-in."""
    till = TillOnDisk(tmp_path / "till").is_ready()
    till.names = till.signing_in.staff()
    till.close()
    return till


@pytest.fixture
def folder(till, tmp_path):
    return tmp_path / "till"


def look(folder):
    return first_look(folder / FILE_NAME, FileSecrets(folder / "secrets.json"))


def change(folder, statement):
    connection = connect(folder / FILE_NAME, FileSecrets(folder / "secrets.json").get(DATABASE_KEY))
    connection.execute(statement)
    connection.close()


def print_of(folder):
    return hashlib.sha256((folder / FILE_NAME).read_bytes()).hexdigest()


def test_it_names_those_whom_the_opened_till_names_and_where_this_is(till, folder):
    plate = look(folder)

    assert plate.staff == till.names
    assert plate.staff
    assert plate.shop_name.zh
    assert plate.till_no == "01"


def test_it_leaves_the_file_as_it_was(folder):
    before = print_of(folder)

    look(folder)

    assert print_of(folder) == before


def test_no_file_shows_nothing_and_is_not_made(tmp_path):
    assert look(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alembic_version SET version_num = '0001'",
        "UPDATE alembic_version SET version_num = '9001'",
        "DELETE FROM meta WHERE key = 'identity'",
        "UPDATE feed_cursor SET is_complete = 0",
        "DELETE FROM staff",
        "DELETE FROM shop",
        "DROP TABLE staff",
    ],
    ids=["older", "newer", "not paired", "still loading", "nobody", "no shop", "no table"],
)
def test_a_file_that_wants_more_than_a_look_shows_nothing(folder, statement):
    change(folder, statement)

    assert look(folder) is None


def test_another_key_shows_nothing(folder):
    FileSecrets(folder / "secrets.json").put(DATABASE_KEY, "ab" * 32)

    assert look(folder) is None


def test_no_key_shows_nothing(folder):
    (folder / "secrets.json").unlink()

    assert look(folder) is None


def test_a_damaged_file_shows_nothing(folder):
    (folder / FILE_NAME).write_bytes(b"\x00" * 8192)

    assert look(folder) is None
