"""Where secrets are kept: the system's key store, or a file that only its owner can read.

The key store protects against a stolen disk and other users of the machine, not against programs of the same user; the
file protects against other users only. ``describe()`` says which it is, so that the start can say it aloud.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from posapp.services.ports import Secrets

FILE_NAME = "secrets.json"


class KeyringSecrets:
    """Secrets in the system's key store, under a service name of this data folder."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._known: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """Return a secret, or None; the key store is asked once for each."""
        import keyring

        if name not in self._known:
            found = keyring.get_password(self._service, name)
            if found is None:
                return None
            self._known[name] = found
        return self._known[name]

    def put(self, name: str, value: str) -> None:
        """Keep a secret."""
        import keyring

        keyring.set_password(self._service, name, value)
        self._known[name] = value

    def forget(self, name: str) -> None:
        """Keep a secret no longer."""
        import keyring
        from keyring.errors import PasswordDeleteError

        self._known.pop(name, None)
        try:
            keyring.delete_password(self._service, name)
        except PasswordDeleteError:
            pass  # it was not there

    def describe(self) -> str:
        """Say where secrets are kept."""
        return "keyring"


class FileSecrets:
    """Secrets in one JSON file with mode 0600, replaced as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] | None = None

    def get(self, name: str) -> str | None:
        """Return a secret, or None; one that is not known yet is looked for again, another process may have put it."""
        if name not in self._all():
            self._known = None
        return self._all().get(name)

    def put(self, name: str, value: str) -> None:
        """Keep a secret; it is on the disk when this returns."""
        self._known = None  # what another process put meanwhile must not be lost
        self._write({**self._all(), name: value})

    def forget(self, name: str) -> None:
        """Keep a secret no longer; it is off the disk when this returns."""
        self._known = None
        if name in self._all():
            self._write({known: value for known, value in self._all().items() if known != name})

    def describe(self) -> str:
        """Say where secrets are kept."""
        return "file"

    def _write(self, everything: dict[str, str]) -> None:
        part = self._path.with_suffix(".part")
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(everything, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)
        self._known = everything

    def _all(self) -> dict[str, str]:
        if self._known is None:
            try:
                self._known = dict(json.loads(self._path.read_text(encoding="utf-8")))
            except FileNotFoundError:
                self._known = {}
        return self._known


def open_secrets(folder: Path) -> Secrets:
    """Return the key store of this machine, or the file in ``folder`` where there is none that works.

    A folder that once began with the file stays with it: a key store that appears later does not know its keys.
    """
    file = FileSecrets(folder / FILE_NAME)
    if (folder / FILE_NAME).exists():
        return file
    return KeyringSecrets(f"posapp:{folder.resolve()}") if _has_key_store() else file


def _has_key_store() -> bool:
    import keyring
    from keyring.errors import KeyringError

    backend = keyring.get_keyring()
    try:
        if backend.priority <= 0:
            return False
        backend.get_password("posapp", "probe")
    except (KeyringError, RuntimeError, NotImplementedError):
        # A locked or unreachable key store cannot be relied on for a key without which nothing opens.
        return False
    return True
