"""Open the till's file, or say why it cannot be opened; a file that is refused is left as it was.

no file yet         a new key is made, the tables are laid
another key         wrong_key: the secrets belong to another file
a newer program's   newer: this program would not understand what it holds
unreadable          damaged
an older program's  a copy is put beside it, then it is brought up to date
"""

from __future__ import annotations

import hashlib
import secrets as random
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine

from posapp.adapters.db import engine
from posapp.adapters.db.keyed_file import DATABASE_KEY as DATABASE_KEY
from posapp.adapters.db.keyed_file import FILE_NAME as FILE_NAME
from posapp.adapters.db.keyed_file import HEAD as HEAD
from posapp.adapters.db.keyed_file import connect_to_read
from posapp.adapters.db.till_file import SqlTillData
from posapp.domain.clock import Clock
from posapp.services.errors import DatabaseUnreadable
from posapp.services.ports import Secrets
from sync.ballast import Ballast

BALLAST_BYTES = 64 << 20


def open_till(
    folder: Path,
    *,
    secrets: Secrets,
    clock: Clock,
    migrations: Path,
    ballast_bytes: int = BALLAST_BYTES,
    busy_ms: int = engine.BUSY_MS,
) -> SqlTillData:
    """Open the file in ``folder``. Raises ``DatabaseUnreadable`` or ``DatabaseBusy``."""
    path = folder / FILE_NAME
    key_mark = folder / f"{FILE_NAME}.key-mark"
    is_new = not path.exists() or path.stat().st_size == 0
    key = _key(secrets, is_new)
    with engine.named_troubles():
        revision = None if is_new else _revision(path, key, key_mark)
        writer = engine.writer(path, key, busy_ms=busy_ms)
        try:
            if revision != HEAD:
                _bring_up_to_date(path, key, writer, migrations, revision)
            key_mark.write_text(_mark_of(key), encoding="utf-8")
            ballast = Ballast(folder / "ballast.bin", ballast_bytes)
            ballast.lay()
            return SqlTillData(
                path,
                writer=writer,
                reader=engine.reader(path, key),
                clock=clock,
                secrets=secrets,
                ballast=ballast,
            )
        except BaseException:
            writer.dispose()
            raise


def _key(secrets: Secrets, is_new: bool) -> str:
    key = secrets.get(DATABASE_KEY)
    if key is None and not is_new:
        raise DatabaseUnreadable(reason="wrong_key")
    if key is None:
        key = random.token_hex(32)
        secrets.put(DATABASE_KEY, key)
    return key


def _revision(path: Path, key: str, key_mark: Path) -> str | None:
    """Return the revision of a file, opened read-only; None when it holds no tables yet."""
    connection = connect_to_read(path, key, busy_ms=engine.BUSY_MS)
    try:
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables == 0:
            return None
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if found is None else str(found[0])
    except driver.DatabaseError as error:
        if engine.is_busy(error):
            raise
        # A file that was last opened with this very key and is unreadable now is damaged, not foreign.
        same_key = key_mark.exists() and key_mark.read_text(encoding="utf-8").strip() == _mark_of(key)
        raise DatabaseUnreadable(reason="damaged" if same_key else "wrong_key") from error
    finally:
        connection.close()


def _bring_up_to_date(path: Path, key: str, writer: Engine, migrations: Path, revision: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    if revision is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(revision)
        except CommandError as error:
            raise DatabaseUnreadable(reason="newer") from error
        _copy(path, key, path.with_name(f"{path.stem}-before-{HEAD}.db"))
    with writer.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def _copy(path: Path, key: str, target: Path) -> None:
    """Write an encrypted copy of a consistent state; a copy of an earlier try is replaced."""
    target.unlink(missing_ok=True)
    source, copy = engine.connect(path, key), engine.connect(target, key)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()


def _mark_of(key: str) -> str:
    """Return a mark that tells two keys apart and gives neither away: the keys are random, 256 bits long."""
    return hashlib.blake2b(bytes.fromhex(key), digest_size=8, person=b"posapp-key-mark").hexdigest()
