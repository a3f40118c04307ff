"""What the journal said last of the till, as one fact of its file; and the journal's head in a file of its own."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db import erasures
from posapp.adapters.db.tables import journal, meta
from posapp.services.drawer_book import JournalHead
from posapp.services.till_events import Remembered
from sync.protocol.decoding import from_json

log = logging.getLogger(__name__)

_FACT = "journalled"

_read = select(meta.c.value).where(meta.c.key == _FACT)
_keep = insert(meta).values(key=_FACT, value=bindparam("value"))
_keep = _keep.on_conflict_do_update(index_elements=["key"], set_={"value": _keep.excluded.value})
_head = select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)
_hash = select(journal.c.hash).where(journal.c.seq == bindparam("wanted"))


class SqlEventBook:
    """Keeps ``EventBook`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remembered(self) -> Remembered:
        """Return what the journal said last; nothing at a till that has not looked yet."""
        kept = self._connection.scalar(_read)
        return Remembered() if kept is None else from_json(kept, Remembered)

    def remember(self, said: Remembered) -> None:
        """Keep what the journal says now."""
        self._connection.execute(_keep, {"value": msgspec.json.encode(said).decode()})

    def head(self) -> JournalHead | None:
        """Return the journal's last entry."""
        row = self._connection.execute(_head).one_or_none()
        return None if row is None else JournalHead(row.seq, row.hash)

    def hash_of(self, seq: int) -> str:
        """Return the hash of an entry, empty when there is none of that number."""
        return self._connection.scalar(_hash, {"wanted": seq}) or ""

    def erased(self) -> Sequence[str]:
        """Return the members of whose erasure the journal has not told."""
        return erasures.untold(self._connection)

    def told_erased(self, member_ids: Collection[str]) -> None:
        """Keep that the journal has told of these."""
        erasures.told(self._connection, member_ids)


class FileWitness:
    """Keeps ``Witness`` in a small file beside the till's.

    It is written after what it witnesses is on the disk, so that after a power cut it can only lag behind. Whoever puts
    back the whole folder is not noticed here but by the mall, which has heard more of this till than the till knows.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def known(self) -> JournalHead | None:
        """Return the head that was seen last."""
        try:
            return from_json(self._file.read_bytes(), JournalHead)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as trouble:
            log.warning("the journal's witness cannot be read: %s", trouble)
            return None

    def keep(self, head: JournalHead) -> None:
        """Remember a head."""
        fresh = self._file.with_name(f"{self._file.name}.new")
        try:
            fresh.write_bytes(msgspec.json.encode(head) + b"\n")
            fresh.replace(self._file)
        except OSError as trouble:
            log.warning("the journal's witness was not written: %s", trouble)
