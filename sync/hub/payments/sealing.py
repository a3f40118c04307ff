"""Secrets in the database, locked with a key that lies beside it and in no backup: a copy alone opens nothing.

AES-256 in GCM; the key is 64 hexadecimal digits in a file that only its owner reads. Hubs that share a database share
a copy of that file.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FILE_NAME = "merchants.key"
_KEY = re.compile(r"[0-9a-f]{64}")
_NONCE_BYTES = 12


class CannotUnseal(Exception):
    """The key is not here, or is another one than it was locked with. The message never holds a secret."""


class Sealed(NamedTuple):
    """A locked secret, and the name of the key that locked it."""

    text: str
    seal_id: str


class Sealer:
    """Locks and unlocks with the key in a data folder, which is made when the first secret comes."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE_NAME

    def seal(self, name: str, secret: str) -> Sealed:
        """Lock a secret; it is unlocked under the same name only. Raises ``CannotUnseal`` for a bad key file."""
        key = self._key() if self._file.exists() else self._new_key()
        nonce = secrets.token_bytes(_NONCE_BYTES)
        locked = nonce + AESGCM(key).encrypt(nonce, secret.encode(), name.encode())
        return Sealed(base64.b64encode(locked).decode("ascii"), _id_of(key))

    def open(self, name: str, sealed: Sealed) -> str:
        """Unlock a secret. Raises ``CannotUnseal``."""
        key = self._key()
        if _id_of(key) != sealed.seal_id:
            raise CannotUnseal(f"{self._file} is not the key {sealed.seal_id}")
        locked = base64.b64decode(sealed.text)
        try:
            return AESGCM(key).decrypt(locked[:_NONCE_BYTES], locked[_NONCE_BYTES:], name.encode()).decode()
        except InvalidTag:
            raise CannotUnseal(f"what is kept of {name} was changed") from None

    def _key(self) -> bytes:
        try:
            text = self._file.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as away:
            raise CannotUnseal(f"{self._file} cannot be read: {type(away).__name__}") from away
        if not _KEY.fullmatch(text):
            raise CannotUnseal(f"{self._file} holds no key")
        return bytes.fromhex(text)

    def _new_key(self) -> bytes:
        key = secrets.token_bytes(32)
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        return key


def _id_of(key: bytes) -> str:
    return hashlib.sha256(b"POSAPP-SEAL-1" + key).hexdigest()[:16]
