"""What the till and the hub rely on when a connection serves one transaction after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text

from posapp.adapters.db.open_file import open_till
from posapp.adapters.secrets import FileSecrets
from posapp.config.paths import MIGRATIONS
from sync.hub.db.database import open_sqlite
from sync.kept_open import KeptOpen
from tests.fakes.running_hub import SetClock


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE sale (id TEXT)"))
    yield engine
    engine.dispose()


def sales(kept: KeptOpen) -> int:
    with kept.transaction() as connection:
        return int(connection.execute(text("SELECT count(*) FROM sale")).scalar_one())


def write_and_stumble(kept: KeptOpen) -> None:
    with kept.transaction() as connection:
        connection.execute(text("INSERT INTO sale VALUES ('s-1')"))
        raise LookupError


def test_what_nobody_committed_is_gone_for_whoever_comes_next(engine: Engine) -> None:
    kept = KeptOpen(engine, 1)
    with kept.transaction() as connection:
        connection.execute(text("INSERT INTO sale VALUES ('s-1')"))
    assert sales(kept) == 0
    with kept.transaction() as connection:
        connection.execute(text("INSERT INTO sale VALUES ('s-2')"))
        connection.commit()
    assert sales(kept) == 1
    kept.close()


def test_an_error_leaves_nothing_behind_and_its_connection_goes_back_to_the_pool(engine: Engine) -> None:
    kept, returned = KeptOpen(engine, 1), []
    event.listen(engine, "checkin", lambda *_: returned.append("back"))
    with pytest.raises(LookupError):
        write_and_stumble(kept)
    assert returned == ["back"]
    assert sales(kept) == 0
    kept.close()


def test_one_connection_serves_many_transactions_and_two_at_once_have_one_each(engine: Engine) -> None:
    kept, taken = KeptOpen(engine, 2), []
    event.listen(engine, "checkout", lambda *_: taken.append("one"))
    for _ in range(5):
        sales(kept)
    assert len(taken) == 1
    with kept.transaction() as first, kept.transaction() as second:
        assert first is not second
    assert len(taken) == 2
    kept.close()


def test_what_is_in_use_when_all_is_closed_is_closed_when_its_transaction_ends(engine: Engine) -> None:
    kept, closed = KeptOpen(engine, 2), []
    event.listen(engine, "close_detached", lambda *_: closed.append("one"))
    with kept.transaction() as connection:
        kept.close()
        engine.dispose()
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    assert connection.closed
    assert closed == ["one"]


def test_a_hub_that_is_closed_lets_go_of_its_file(tmp_path: Path) -> None:
    database = open_sqlite(tmp_path / "hub.db")
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE sale (id TEXT)"))
    with database.reading() as first, database.reading() as second:
        for connection in (first, second):
            connection.execute(text("SELECT * FROM sale"))
    database.close()
    # Whoever closes a file last brings its log into it, and removes the log.
    assert [path.name for path in tmp_path.iterdir()] == ["hub.db"]


def test_a_till_that_is_closed_lets_go_of_its_file(tmp_path: Path) -> None:
    till = open_till(
        tmp_path, secrets=FileSecrets(tmp_path / "keys.json"), clock=SetClock(), migrations=MIGRATIONS / "till",
        ballast_bytes=0,
    )  # fmt: skip
    with till.view() as first, till.view() as second:
        assert first.paired is second.paired is None
    with till.transaction() as connection:
        connection.execute(text("INSERT INTO meta (key, value) VALUES ('a', 'b')"))
        connection.commit()
    till.close()
    assert not list(tmp_path.glob("*-wal"))
