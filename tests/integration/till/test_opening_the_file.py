"""Open the till's file, or refuse it with the right reason and leave it as it was."""

from __future__ import annotations

import shutil

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import create_engine

from posapp.adapters.db import open_file
from posapp.adapters.db.engine import connect, named_troubles, wal_is_safe
from posapp.adapters.db.open_file import DATABASE_KEY, FILE_NAME, open_till
from posapp.adapters.db.tables import metadata
from posapp.adapters.secrets import FileSecrets
from posapp.config.paths import MIGRATIONS
from posapp.services.errors import DatabaseBusy, DatabaseUnreadable, DiskFull, DiskTrouble
from tests.fakes.till_on_disk import FakeClock, TillOnDisk

TILL_MIGRATIONS = MIGRATIONS / "till"


@pytest.fixture
def folder(tmp_path):
    """A folder with a closed till's file that has sold one thing."""
    till = TillOnDisk(tmp_path / "till").is_ready()
    till.rings_up(1)
    till.paying.pay_cash()
    till.close()
    return tmp_path / "till"


def opened(folder, migrations=TILL_MIGRATIONS):
    secrets = FileSecrets(folder / "secrets.json")
    return open_till(folder, secrets=secrets, clock=FakeClock(), migrations=migrations, ballast_bytes=0)


def ddl(connection) -> dict[str, str]:
    """Return what defines each table, index and trigger, without its blanks."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    ).fetchall()
    return {name: " ".join(sql.replace("(", "( ").replace(")", " )").split()) for name, sql in found}


def test_the_migrations_lead_to_exactly_the_tables_of_this_program(folder):
    key = FileSecrets(folder / "secrets.json").get(DATABASE_KEY)
    assert key is not None
    migrated = connect(folder / FILE_NAME, key)
    declared = create_engine("sqlite://", module=driver)
    metadata.create_all(declared)
    raw = declared.raw_connection()
    assert ddl(migrated) == ddl(raw.dbapi_connection)
    raw.close()
    declared.dispose()
    migrated.close()


def test_head_is_the_newest_migration():
    assert max(path.name for path in (TILL_MIGRATIONS / "versions").glob("[0-9]*.py")).startswith(open_file.HEAD)


def test_a_closed_file_opens_again_with_everything_in_it(folder):
    till = TillOnDisk(folder)
    assert till.paying.recent()[0].receipt_no == "021-01-A-0000001"
    till.close()


def test_the_file_tells_a_thief_nothing(folder):
    """Words of the shop's are looked for, each too long to turn up in ciphertext by chance."""
    words = [b"SQLite format 3", b"Cashmere", b"CREATE TABLE"]
    for path in folder.glob("till.db*"):
        content = path.read_bytes()
        assert not [word for word in words if word in content]


def test_a_file_with_another_key_is_refused_and_left_as_it_was(folder):
    secrets = FileSecrets(folder / "secrets.json")
    right = secrets.get(DATABASE_KEY)
    before = (folder / FILE_NAME).read_bytes()
    secrets.put(DATABASE_KEY, "ab" * 32)
    with pytest.raises(DatabaseUnreadable) as refused:
        opened(folder)
    assert refused.value.values == {"reason": "wrong_key"}
    assert (folder / FILE_NAME).read_bytes() == before
    secrets.put(DATABASE_KEY, right)
    opened(folder).close()


def test_a_file_whose_key_is_lost_is_refused_and_no_new_key_is_made(folder):
    (folder / "secrets.json").unlink()
    with pytest.raises(DatabaseUnreadable) as refused:
        opened(folder)
    assert refused.value.values == {"reason": "wrong_key"}
    assert not (folder / "secrets.json").exists()


def test_a_file_that_a_newer_program_wrote_is_refused_and_left_as_it_was(folder):
    till = opened(folder)
    with till.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    till.close()
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(DatabaseUnreadable) as refused:
        opened(folder)
    assert refused.value.values == {"reason": "newer"}
    assert (folder / FILE_NAME).read_bytes() == before


def test_a_scratched_file_is_called_damaged_not_foreign(folder):
    path = folder / FILE_NAME
    content = bytearray(path.read_bytes())
    content[100:200] = bytes(100)
    path.write_bytes(content)
    with pytest.raises(DatabaseUnreadable) as refused:
        opened(folder)
    assert refused.value.values == {"reason": "damaged"}


def test_a_page_that_rots_while_the_till_is_open_is_never_served(folder):
    path = folder / FILE_NAME
    content = bytearray(path.read_bytes())
    for start in range(4096 * 4, len(content), 4096):
        content[start + 50 : start + 60] = bytes(10)
    path.write_bytes(content)
    with pytest.raises(DatabaseUnreadable) as refused:
        opened(folder)
    assert refused.value.values == {"reason": "damaged"}


def test_an_older_file_is_copied_and_then_brought_up_to_date(folder, tmp_path, monkeypatch):
    migrations = tmp_path / "migrations"
    shutil.copytree(TILL_MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (migrations / "versions" / "9001_note.py").write_text(
        f"from alembic import op\nrevision = '9001'\ndown_revision = '{open_file.HEAD}'\n"
        "def upgrade():\n    op.get_bind().exec_driver_sql('CREATE TABLE note (id TEXT PRIMARY KEY) STRICT')\n"
    )
    before = open_file.HEAD
    monkeypatch.setattr(open_file, "HEAD", "9001")
    till = opened(folder, migrations)
    with till.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM note").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM sale").scalar() == 1
    till.close()
    copy = connect(folder / "till-before-9001.db", FileSecrets(folder / "secrets.json").get(DATABASE_KEY))
    assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == (before,)
    assert copy.execute("SELECT count(*) FROM sale").fetchone() == (1,)
    copy.close()


def test_an_upgrade_that_fails_half_way_leaves_the_file_where_it_was(folder, tmp_path, monkeypatch):
    migrations = tmp_path / "migrations"
    shutil.copytree(TILL_MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (migrations / "versions" / "9001_broken.py").write_text(
        f"from alembic import op\nrevision = '9001'\ndown_revision = '{open_file.HEAD}'\n"
        "def upgrade():\n    op.get_bind().exec_driver_sql('CREATE TABLE note (id TEXT)')\n"
        "    raise RuntimeError('power')\n"
    )
    with monkeypatch.context() as newer:
        newer.setattr(open_file, "HEAD", "9001")
        with pytest.raises(RuntimeError, match="power"):
            opened(folder, migrations)
    till = opened(folder)
    with till.reading() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'note'").all()
    assert tables == []
    till.close()


def test_a_second_process_that_holds_the_file_makes_it_busy_not_broken(folder):
    till = TillOnDisk(folder, busy_ms=50)
    till.signing_in.sign_in("1001", "246810")
    other = connect(folder / FILE_NAME, FileSecrets(folder / "secrets.json").get(DATABASE_KEY))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy):
        till.rings_up(1)
    assert till.selling.current().lines == ()  # reading goes on
    other.execute("ROLLBACK")
    other.close()
    till.rings_up(1)
    assert len(till.selling.current().lines) == 1
    till.close()


def test_commits_are_made_to_survive_a_power_cut(folder):
    till = opened(folder)
    with till.transaction() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check")
        }
    assert settings == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1
    }  # fmt: skip
    till.close()


def test_a_reading_connection_cannot_write(folder):
    till = opened(folder)
    with till.reading() as connection, pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("DELETE FROM cart")
    till.close()


def test_units_of_work_do_not_nest(folder):
    till = opened(folder)
    with till.unit(), pytest.raises(RuntimeError, match="do not nest"), till.unit():
        pass
    till.close()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_write_ahead_logs_are_used_only_where_sqlite_keeps_every_commit(version, safe):
    assert wal_is_safe(version) is safe


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (5, DatabaseBusy),
        (13, DiskFull),
        (10 | 3 << 8, DiskTrouble),
        (14, DiskTrouble),
        (8, DiskTrouble),
        (11, DatabaseUnreadable),
    ],
    ids=["busy", "full", "write failed", "cannot open", "read only", "damaged"],
)
def test_a_trouble_of_the_file_is_no_bug(code, trouble):
    error = driver.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    with pytest.raises(trouble), named_troubles():
        raise error


def test_a_wrong_statement_is_a_bug_and_stays_one():
    error = driver.OperationalError("no such table")
    error.sqlite_errorcode = 1
    with pytest.raises(driver.OperationalError), named_troubles():
        raise error
