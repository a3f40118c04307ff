"""Keys are kept where only their owner reads them, and the till says where that is."""

from __future__ import annotations

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from posapp.adapters.secrets import FILE_NAME, FileSecrets, open_secrets


class FakeKeyStore(KeyringBackend):
    """A key store that works, or is locked."""

    priority = 5

    def __init__(self, is_locked: bool = False) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = is_locked

    def get_password(self, service, username):
        if self.is_locked:
            raise KeyringError("locked")
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password


@pytest.fixture
def key_store(request):
    before = keyring.get_keyring()
    store = FakeKeyStore()
    keyring.set_keyring(store)
    yield store
    keyring.set_keyring(before)


def test_the_file_can_be_read_by_its_owner_only(tmp_path):
    secrets = FileSecrets(tmp_path / FILE_NAME)
    secrets.put("database-key", "ab" * 32)
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert FileSecrets(tmp_path / FILE_NAME).get("database-key") == "ab" * 32
    assert secrets.get("another") is None
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_worker_that_was_there_before_the_pairing_finds_its_key(tmp_path):
    worker, till = FileSecrets(tmp_path / FILE_NAME), FileSecrets(tmp_path / FILE_NAME)
    assert worker.get("device-key") is None
    till.put("device-key", "cd" * 32)
    assert worker.get("device-key") == "cd" * 32
    till.put("database-key", "ab" * 32)
    worker.put("another", "x")
    assert FileSecrets(tmp_path / FILE_NAME).get("database-key") == "ab" * 32


def test_the_systems_key_store_is_used_where_there_is_one(tmp_path, key_store):
    secrets = open_secrets(tmp_path)
    secrets.put("database-key", "ab" * 32)
    assert secrets.describe() == "keyring"
    assert open_secrets(tmp_path).get("database-key") == "ab" * 32
    assert list(tmp_path.iterdir()) == []


def test_two_tills_of_one_user_do_not_share_their_keys(tmp_path, key_store):
    open_secrets(tmp_path / "a").put("database-key", "ab" * 32)
    assert open_secrets(tmp_path / "b").get("database-key") is None


def test_without_a_key_store_that_answers_the_file_is_used_and_named(tmp_path, key_store):
    key_store.is_locked = True
    assert open_secrets(tmp_path).describe() == "file"


def test_a_till_that_began_with_the_file_stays_with_it(tmp_path, key_store):
    FileSecrets(tmp_path / FILE_NAME).put("database-key", "ab" * 32)
    assert open_secrets(tmp_path).get("database-key") == "ab" * 32
