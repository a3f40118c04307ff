"""A first look into the till's file, before all that works on it is imported: where this is, and who may sign in.

It changes nothing and judges nothing. A file that is not as a till at work leaves it (none yet, another key, another
version's, damaged, not paired, not fully loaded) shows nothing here; ``open_file`` then says what is the matter.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from posapp.adapters.db.keyed_file import DATABASE_KEY, HEAD, connect_to_read
from posapp.domain.identity import StaffId
from posapp.domain.text import Bilingual
from posapp.services.signed_in import SignedIn

if TYPE_CHECKING:
    from posapp.services.ports import Secrets

WAIT_MS = 100
"""Whoever waits longer than this for the file is better served by the whole opening."""


@dataclass(frozen=True, slots=True)
class DoorPlate:
    """What stands at the door of a till: its shop, its number, and the names of those who work here."""

    shop_name: Bilingual
    till_no: str
    staff: tuple[SignedIn, ...]


def first_look(path: Path, secrets: Secrets) -> DoorPlate | None:
    """Return what stands at the door; None when that cannot be told without opening the file."""
    if not path.exists():
        return None
    key = secrets.get(DATABASE_KEY)
    if key is None:
        return None
    try:
        connection = connect_to_read(path, key, busy_ms=WAIT_MS)
        try:
            return _plate(connection)
        finally:
            connection.close()
    except (driver.Error, KeyError, TypeError, ValueError):
        return None


def _plate(connection: Any) -> DoorPlate | None:
    revision = _one(connection, "SELECT version_num FROM alembic_version")
    if revision != HEAD or not _one(connection, "SELECT is_complete FROM feed_cursor"):
        return None
    till = json.loads(_one(connection, "SELECT value FROM meta WHERE key = 'identity'"))["till"]
    shop = json.loads(_one(connection, "SELECT row FROM shop WHERE id = ?", till["shop_id"]))
    staff = tuple(_named(json.loads(row)) for (row,) in connection.execute("SELECT row FROM staff ORDER BY number"))
    return DoorPlate(_name(shop), till["till_no"], staff) if staff else None


def _one(connection: Any, question: str, *values: str) -> Any:
    found = connection.execute(question, values).fetchone()
    return None if found is None else found[0]


def _named(row: dict[str, Any]) -> SignedIn:
    return SignedIn(StaffId(row["id"]), row["number"], _name(row), row["role"])


def _name(row: dict[str, Any]) -> Bilingual:
    return Bilingual(row["name_zh"], row["name_en"])
