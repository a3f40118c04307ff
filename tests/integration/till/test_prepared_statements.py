"""Statements that the driver runs itself mean the same as those that SQLAlchemy runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, bindparam, event, insert, literal, null, select, true, update

from posapp.adapters.db import engine
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.tables import cart

KEY = "ab" * 32
CARTS = [{"cart_id": f"c{at}", "state": "held", "updated_ms": at, "body": b"\x00{}" * at} for at in range(1, 5)]

_add = Prepared(insert(cart))


@pytest.fixture
def connection(tmp_path) -> Iterator[Connection]:
    writer = engine.writer(tmp_path / "till.db", KEY)
    with writer.connect() as opened:
        cart.create(opened)
        opened.commit()
        yield opened
    writer.dispose()


@pytest.fixture
def filled(connection) -> Connection:
    _add.run_many(connection, CARTS)
    connection.commit()
    return connection


QUESTIONS = {
    "one value": (select(cart).where(cart.c.cart_id == bindparam("wanted")), {"wanted": "c2"}),
    "a list": (select(cart).where(cart.c.cart_id.in_(bindparam("wanted", expanding=True))), {"wanted": ["c1", "c4"]}),
    "a longer list": (
        select(cart).where(cart.c.cart_id.in_(bindparam("wanted", expanding=True))),
        {"wanted": ["c1", "c2", "c4"]},
    ),
    "a long list, of which most are not there": (
        select(cart).where(cart.c.cart_id.in_(bindparam("wanted", expanding=True))),
        {"wanted": ["c4", *(f"d{at}" for at in range(40)), "c1"]},
    ),
    "all but those of a long list": (
        select(cart).where(cart.c.cart_id.not_in(bindparam("wanted", expanding=True))),
        {"wanted": ["c4", *(f"d{at}" for at in range(20))]},
    ),
    "an empty list": (select(cart).where(cart.c.cart_id.in_(bindparam("wanted", expanding=True))), {"wanted": []}),
    "what it brings along": (select(cart, literal("x").label("mark")).where(cart.c.state == "held").limit(2), {}),
    "a text that is hard to write": (select(literal("it's :x %(y)s %% \\ ?"), cart).where(cart.c.state != "it's"), {}),
    "bytes and nothing at all": (select(literal(b"\x00'"), null()).where(cart.c.body != b"{}"), {}),
    "a list that is always the same": (select(cart).where(cart.c.cart_id.in_(["c1", "c2"]), true()), {}),
    "a list and what it brings along": (
        select(cart.c.body).where(cart.c.state == "held", cart.c.cart_id.in_(bindparam("wanted", expanding=True))),
        {"wanted": ["c3"]},
    ),
}


@pytest.mark.parametrize(("statement", "values"), QUESTIONS.values(), ids=QUESTIONS)
def test_a_prepared_question_has_the_same_answer(filled, statement, values):
    asked = [tuple(row) for row in filled.execute(statement, values)]
    prepared = Prepared(statement)

    assert [tuple(row) for row in prepared.all(filled, values)] == asked
    assert prepared.column(filled, values) == [row[0] for row in asked]
    assert prepared.value(filled, values) == (asked[0][0] if asked else None)


def test_a_list_that_grows_by_one_is_asked_with_the_same_words(filled):
    asked = select(cart.c.cart_id).where(cart.c.cart_id.in_(bindparam("wanted", expanding=True)))
    prepared, told = Prepared(asked), []
    event.listen(filled.engine, "before_cursor_execute", lambda _c, _k, sql, *_: told.append(sql))
    for count in range(40, 60):
        prepared.column(filled, {"wanted": [f"c{at}" for at in range(count)]})
    assert len(told) == 20
    assert len(set(told)) == 1


def test_many_long_lists_are_each_their_own(filled):
    touched = (
        update(cart).where(cart.c.cart_id.in_(bindparam("wanted", expanding=True))).values(updated_ms=bindparam("to"))
    )
    others = [f"d{at}" for at in range(20)]
    Prepared(touched).run_many(filled, [{"wanted": ["c1", *others], "to": 8}, {"wanted": ["c3", *others], "to": 9}])
    assert filled.execute(select(cart.c.updated_ms).order_by(cart.c.cart_id)).scalars().all() == [8, 2, 9, 4]


def test_columns_are_read_by_name(filled):
    row = Prepared(select(cart).where(cart.c.cart_id == "c3")).one(filled)

    assert (row.cart_id, row.updated_ms, row.body) == ("c3", 3, b"\x00{}" * 3)
    assert Prepared(select(cart).where(cart.c.cart_id == "c9")).one(filled) is None


def test_what_is_not_committed_is_gone(connection):
    _add.run(connection, CARTS[0])
    assert connection.in_transaction()
    connection.rollback()

    assert connection.execute(select(cart)).all() == []


def test_lists_of_other_lengths_are_other_questions(filled):
    asked = Prepared(select(cart.c.cart_id).where(cart.c.cart_id.in_(bindparam("wanted", expanding=True))))

    assert [len(asked.column(filled, {"wanted": ["c1", "c2", "c3"][:length]})) for length in (2, 0, 3, 1, 2)] == [
        2, 0, 3, 1, 2,
    ]  # fmt: skip


def test_values_of_other_columns_are_other_rows(filled):
    _add.run(filled, {"cart_id": "c9", "state": "open", "updated_ms": 9, "body": b"{}"})
    _add.run(filled, {"body": b"[]", "updated_ms": 8, "state": "held", "cart_id": "c8"})

    assert Prepared(select(cart.c.body).where(cart.c.cart_id == "c8")).value(filled) == b"[]"


def test_a_value_that_has_no_place_is_refused(filled):
    with pytest.raises(ValueError, match="colour"):
        Prepared(select(cart).where(cart.c.cart_id == bindparam("wanted"))).all(filled, {"wanted": "c1", "colour": 1})


def test_whoever_listens_hears_them_before_they_run(filled):
    heard: list[tuple[str, object, bool]] = []

    def hear(_conn: object, _cursor: object, text: str, values: object, _context: object, is_many: bool) -> None:
        heard.append((text.split()[0], values, is_many))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        Prepared(select(cart).where(cart.c.state == "open")).all(filled)
        _add.run_many(filled, [{**CARTS[0], "cart_id": "d"}])
    finally:
        event.remove(Engine, "before_cursor_execute", hear)

    assert heard == [("SELECT", {}, False), ("INSERT", [{**CARTS[0], "cart_id": "d"}], True)]
