"""The commands ``posapp hub backup`` and ``posapp hub restore``: they say on one line what was done, or why not."""

from __future__ import annotations

import sys
from pathlib import Path

from posapp.domain.clock import Clock, SystemClock
from sync.hub import backups
from sync.hub.db.database import open_database
from sync.hub.db.migrate import upgrade

WRONG_USE = 2
FAILED = 1


def keep(
    what: str,
    data_dir: Path,
    database_url: str,
    *,
    to: Path | None = None,
    begin: bool = False,
    mark_only: bool = False,
    copy: Path | None = None,
    clock: Clock | None = None,
) -> int:
    """Back a hub's database up or put a copy back; return the exit status of the command."""
    time = clock or SystemClock()
    try:
        if what == "restore":
            return _restore(data_dir, database_url, copy, time)
        return _back_up(data_dir, database_url, to, time, begin=begin, mark_only=mark_only)
    except backups.BackupFailed as failed:
        return _complain(str(failed), FAILED)


def _back_up(data_dir: Path, database_url: str, to: Path | None, clock: Clock, *, begin: bool, mark_only: bool) -> int:
    if [to is not None, begin, mark_only].count(True) != 1:
        return _complain("say one of: --to FOLDER, --begin, --mark-only", WRONG_USE)
    if not database_url and not (data_dir / "hub.db").exists():
        return _complain(f"there is no hub's database in {data_dir}", FAILED)
    database = open_database(data_dir, database_url)
    try:
        upgrade(database)
        if to is not None:
            _say(f"backed up to {backups.back_up(database, clock, to)}")
        elif begin:
            backups.begin(database, clock)
            _say("begun: make your copy now, then call --mark-only")
        else:
            _say(f"marked: the copy holds the logs of {backups.finish(database, clock)} tills")
    finally:
        database.close()
    return 0


def _restore(data_dir: Path, database_url: str, copy: Path | None, clock: Clock) -> int:
    if copy is None:
        return _complain("say which copy: --from COPY", WRONG_USE)
    if database_url:
        database = open_database(data_dir, database_url)
        try:
            backups.restore_postgres(database, copy, clock)
        finally:
            database.close()
        _say(f"restored from {copy}; a new epoch began, and tills send again what the copy lacks")
        return 0
    kept = backups.restore_sqlite(copy, data_dir / "hub.db", clock)
    _say(f"restored from {copy}; a new epoch began, and tills send again what the copy lacks")
    if kept is not None:
        _say(f"the database before is kept as {kept}")
    return 0


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _complain(words: str, status: int) -> int:
    sys.stderr.write(f"{words}\n")
    return status
