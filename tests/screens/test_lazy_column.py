"""A column of hundreds of rows that opens as quickly as one of ten."""

import pytest
from PySide6.QtCore import Qt

from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.lazy_column import AROUND, LazyColumn
from posapp.ui.widgets.row_button import RowButton

ROWS = {f"row-{number}": f"words {number}" for number in range(300)}


@pytest.fixture
def column(qtbot):
    made = LazyColumn()
    made.made = []
    qtbot.addWidget(made)
    made.resize(300, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def show(column, rows):
    def make(key):
        column.made.append(key)
        one = RowButton(stays=True)
        one.line.addWidget(Text(rows[key], "headline"))
        return one

    column.show_rows(rows, make)


def in_sight(column):
    sight = column.viewport().rect()
    found = [
        (one.mapTo(column.viewport(), one.rect().topLeft()).y(), key)
        for key, one in column.built.items()
        if sight.intersects(one.rect().translated(one.mapTo(column.viewport(), one.rect().topLeft())))
    ]
    return [key for _, key in sorted(found)]


def test_only_rows_near_what_is_in_sight_are_built(qtbot, column):
    show(column, ROWS)
    qtbot.waitUntil(lambda: len(in_sight(column)) >= 5)
    assert len(column.made) <= len(in_sight(column)) + 2 * AROUND + 1
    assert in_sight(column)[:3] == ["row-0", "row-1", "row-2"]


def test_scrolled_to_the_end_the_last_row_is_there_and_the_first_is_let_go(qtbot, column):
    show(column, ROWS)
    qtbot.waitUntil(lambda: column.verticalScrollBar().maximum() > 0)
    column.verticalScrollBar().setValue(column.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: in_sight(column)[-1:] == ["row-299"])
    assert "row-0" not in column.built


def test_a_row_that_is_brought_stands_whole_in_sight(qtbot, column):
    show(column, ROWS)
    column.bring("row-150")

    def is_whole():
        one = column.built.get("row-150")
        return one is not None and column.viewport().rect().contains(
            one.rect().translated(one.mapTo(column.viewport(), one.rect().topLeft()))
        )

    qtbot.waitUntil(is_whole)


def test_a_row_whose_words_stay_the_same_stays_the_same_row(qtbot, column):
    show(column, ROWS)
    first, second = column.built["row-0"], column.built["row-1"]
    show(column, {"new": "new", **ROWS, "row-1": "other words"})
    assert column.built["row-0"] is first
    assert column.built["row-1"] is not second
    qtbot.waitUntil(lambda: in_sight(column)[:2] == ["new", "row-0"])


def test_the_chosen_row_is_pressed_also_when_it_comes_into_sight_later(qtbot, column):
    show(column, ROWS)
    column.show_chosen("row-200")
    assert not any(one.isChecked() for one in column.built.values())
    column.bring("row-200")
    qtbot.waitUntil(lambda: "row-200" in column.built)
    assert [key for key, one in column.built.items() if one.isChecked()] == ["row-200"]


def test_rows_take_presses_and_the_width_of_the_column(qtbot, column):
    show(column, ROWS)
    pressed = []
    one = column.built["row-1"]
    one.clicked.connect(lambda: pressed.append("row-1"))
    qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
    assert pressed == ["row-1"]
    column.resize(500, 400)
    qtbot.waitUntil(lambda: column.built["row-1"].width() > 450)


def test_with_nothing_to_show_nothing_is_left(qtbot, column):
    show(column, ROWS)
    show(column, {})
    assert not column.built
    qtbot.waitUntil(lambda: column.verticalScrollBar().maximum() == 0)
