"""Backups of the hub's database, and how far they hold each till's log.

A till keeps its log until ``backed_up_through``, so that number may only ever say what a copy holds that was looked
at: it is read *from the copy*, after that was opened and checked, and written into the living database afterwards. A
copy holds the marks of the backup before it, never its own; so what a restored hub claims is never more than it has.

SQLite is copied by its own online backup while the hub goes on. PostgreSQL is dumped by ``pg_dump``; where an operator
has a backup job of his own, it calls ``begin`` before and ``finish`` after, and what arrived in between is not claimed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, bindparam, delete, func, insert, make_url, select, update

from posapp.domain.clock import Clock, Millis, local
from sync.hub import keys
from sync.hub.auth import Device
from sync.hub.db import tables
from sync.hub.db.database import Database, open_sqlite
from sync.hub.db.migrate import upgrade
from sync.hub.db.review_tables import backup_mark

_BEGUN = "backup_begun"
_LAST = "backed_up_ms"

_backed_up = select(backup_mark.c.through_seq).where(
    backup_mark.c.device == bindparam("of_device"), backup_mark.c.generation == bindparam("of_generation")
)


class BackupFailed(Exception):
    """No backup was made, or it cannot be relied on; nothing is claimed. The message says why, in English."""


class Through(NamedTuple):
    """Up to which operation a copy holds the log of a till."""

    device: str
    generation: int
    seq: int


def backed_up_through(conn: Connection, device: Device) -> int:
    """Return up to which operation of a till a verified backup holds its log, 0 without one."""
    return conn.scalar(_backed_up, {"of_device": device.device, "of_generation": device.generation}) or 0


def last_backup(conn: Connection) -> int | None:
    """Return when the last verified backup was finished."""
    return _number(conn, _LAST)


def back_up(database: Database, clock: Clock, folder: Path) -> Path:
    """Copy the database into a folder, check the copy, and note what it holds; return its path.

    Raises ``BackupFailed``.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as trouble:
        raise BackupFailed(f"the folder cannot be made: {trouble}") from trouble
    name = f"hub-{_stamp(clock.now())}"
    if database.engine.dialect.name == "sqlite":
        copy = _copy_sqlite(_path_of(database), folder / f"{name}.db")
        held = _held_in(copy)
    else:
        held = begin(database, clock)
        copy = _dump_postgres(database, folder / f"{name}.dump")
    _finish(database, clock, held)
    return copy


def begin(database: Database, clock: Clock) -> list[Through]:
    """Note what the database holds before an operator's own backup begins."""
    with database.writing() as conn:
        held = _held(conn)
        note = msgspec.json.encode({"at_ms": clock.now(), "held": held}).decode()
        conn.execute(delete(tables.meta).where(tables.meta.c.key == _BEGUN))
        conn.execute(insert(tables.meta).values(key=_BEGUN, value=note))
    return held


def finish(database: Database, clock: Clock) -> int:
    """Note that the backup begun last has succeeded; return for how many logs. Raises ``BackupFailed``.

    The note of the beginning lies in this database: one that was put back meanwhile has none or an older one.
    """
    with database.reading() as conn:
        note = conn.execute(select(tables.meta.c.value).where(tables.meta.c.key == _BEGUN)).scalar()
    if note is None:
        raise BackupFailed("no backup was begun: call 'posapp hub backup --begin' before the copy is made")
    held = [Through(*each) for each in msgspec.json.decode(note)["held"]]
    _finish(database, clock, held)
    return len(held)


def restore_sqlite(copy: Path, path: Path, clock: Clock) -> Path | None:
    """Put a copy in the place of a hub's database and begin a new epoch; return where the old one is kept, if any.

    Raises ``BackupFailed`` when the copy is none, or a hub is running on the database; then nothing was changed.
    """
    _held_in(copy)
    new = path.with_name(f"{path.name}.restoring")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(copy, new)
    new.chmod(0o600)
    restored = open_sqlite(new)
    try:
        begin_anew(restored, clock)
    finally:
        restored.close()
    _fold(new)
    kept = None
    if path.exists():
        _fold(path)
        kept = path.with_name(f"{path.stem}-before-restore-{_stamp(clock.now())}{path.suffix}")
        path.rename(kept)
    new.rename(path)
    _sync_folder(path.parent)
    return kept


def restore_postgres(database: Database, copy: Path, clock: Clock) -> None:
    """Put a dump in the place of a PostgreSQL database and begin a new epoch. Raises ``BackupFailed``."""
    url = _libpq_url(database)
    _run("pg_restore", "--list", str(copy))
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", url, str(copy))
    begin_anew(database, clock)


def begin_anew(database: Database, clock: Clock) -> None:
    """Bring a restored database to this program's tables and begin a new epoch, in which tills send what it lost."""
    upgrade(database)
    with database.writing() as conn:
        conn.execute(delete(tables.meta).where(tables.meta.c.key == _BEGUN))
        keys.start_new_epoch(conn, clock.now())


def _finish(database: Database, clock: Clock, held: Iterable[Through]) -> None:
    mark = backup_mark
    now = clock.now()
    with database.writing() as conn:
        for log in held:
            mine = (mark.c.device == log.device) & (mark.c.generation == log.generation)
            # Never back: an operator who finishes two backups in the wrong order has still made both.
            moved = conn.execute(
                update(mark).where(mine).values(through_seq=func.max(mark.c.through_seq, log.seq), at_ms=now)
                if conn.dialect.name == "sqlite"
                else update(mark).where(mine).values(through_seq=func.greatest(mark.c.through_seq, log.seq), at_ms=now)
            )
            if moved.rowcount == 0:
                conn.execute(
                    insert(mark).values(device=log.device, generation=log.generation, through_seq=log.seq, at_ms=now)
                )
        conn.execute(delete(tables.meta).where(tables.meta.c.key.in_((_BEGUN, _LAST))))
        conn.execute(insert(tables.meta).values(key=_LAST, value=str(now)))


def _held(conn: Connection) -> list[Through]:
    """Return what a database holds of each log, in the inbox or set apart."""
    known, apart = tables.device, tables.quarantine
    newest = {
        (row.device, row.generation): row.seq
        for row in conn.execute(
            select(apart.c.device, apart.c.generation, func.max(apart.c.seq).label("seq")).group_by(
                apart.c.device, apart.c.generation
            )
        )
    }
    return [
        Through(row.device, row.generation, max(row.received_through, newest.get((row.device, row.generation), 0)))
        for row in conn.execute(select(known.c.device, known.c.generation, known.c.received_through))
    ]


def _held_in(copy: Path) -> list[Through]:
    """Open a copy, check it, and return what it holds. Raises ``BackupFailed``."""
    if not copy.is_file():
        raise BackupFailed(f"there is no file {copy}")
    opened = None
    try:
        opened = sqlite.connect(f"{copy.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        verdict = opened.execute("PRAGMA quick_check").fetchone()
        if verdict != ("ok",):
            raise BackupFailed(f"{copy} is damaged: {verdict[0]}")
        if opened.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone() is None:
            raise BackupFailed(f"{copy} is no hub's database")
        rows = opened.execute(
            "SELECT d.device, d.generation, max(d.received_through, coalesce((SELECT max(q.seq) FROM quarantine q "
            "WHERE q.device = d.device AND q.generation = d.generation), 0)) FROM device d"
        )
        return [Through(*row) for row in rows]
    except sqlite.Error as unreadable:
        raise BackupFailed(f"{copy} cannot be read as a hub's database: {unreadable}") from unreadable
    finally:
        if opened is not None:
            opened.close()


def _copy_sqlite(source: Path, target: Path) -> Path:
    """Copy a database that is in use, page by page, to a file that appears only when it is whole and on the disk."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        live, copy = sqlite.connect(source), sqlite.connect(part)
        try:
            live.backup(copy, pages=2_000, sleep=0.01)
            copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            copy.close()
            live.close()
        _held_in(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.rename(target)
        _sync_folder(target.parent)
    except (sqlite.Error, OSError) as trouble:
        raise BackupFailed(f"the copy could not be written: {trouble}") from trouble
    finally:
        part.unlink(missing_ok=True)
    return target


def _fold(path: Path) -> None:
    """Bring what lies in the write-ahead log into the file. Raises ``BackupFailed`` while somebody else has it open."""
    database = sqlite.connect(path, timeout=1)
    try:
        # Leaving WAL takes the file for oneself alone; a running hub keeps it shared.
        database.execute("PRAGMA journal_mode=DELETE")
    except sqlite.OperationalError as in_use:
        raise BackupFailed(f"{path} is in use: stop the hub first") from in_use
    finally:
        database.close()


def _dump_postgres(database: Database, target: Path) -> Path:
    part = target.with_name(f"{target.name}.part")
    try:
        _run("pg_dump", "--format=custom", "--file", str(part), "--dbname", _libpq_url(database))
        _run("pg_restore", "--list", str(part))
        part.chmod(0o600)
        part.rename(target)
        _sync_folder(target.parent)
    except OSError as trouble:
        raise BackupFailed(f"the dump could not be written: {trouble}") from trouble
    finally:
        part.unlink(missing_ok=True)
    return target


def _run(program: str, *arguments: str) -> None:
    try:
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError as missing:
        raise BackupFailed(f"{program} is not on the path; it comes with PostgreSQL's client tools") from missing
    if done.returncode != 0:
        raise BackupFailed(f"{program} failed: {done.stderr.strip()}")


def _libpq_url(database: Database) -> str:
    return make_url(database.engine.url).set(drivername="postgresql").render_as_string(hide_password=False)


def _path_of(database: Database) -> Path:
    return Path(str(database.engine.url.database))


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows makes a rename durable by itself and opens no folders
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _stamp(now: Millis) -> str:
    moment: datetime = local(now)
    return f"{moment:%Y%m%d-%H%M%S}-{now % 1000:03d}"


def _number(conn: Connection, key: str) -> int | None:
    value = conn.execute(select(tables.meta.c.value).where(tables.meta.c.key == key)).scalar()
    return None if value is None else int(value)
