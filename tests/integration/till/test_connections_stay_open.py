"""What the till and the hub rely on when a connection serves one transaction after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text

from sync.kept_open import KeptOpen


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
    kept, returned = KeptOpen(engine, 2), []
    event.listen(engine, "checkin", lambda *_: returned.append("back"))
    with kept.transaction() as connection:
        kept.close()
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    assert connection.closed
    assert returned == ["back"]
