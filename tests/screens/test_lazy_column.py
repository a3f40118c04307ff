"""A column of hundreds of rows that opens as quickly as one of ten."""

import pytest
from PySide6.QtCore import Qt

from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.lazy_column import AROUND, LazyColumn
from posapp.ui.widgets.row_button import RowButton

ROWS = {f"row-{number}": f"words {number}" for number in range(300)}


class Row(RowButton):
    """A row of one label."""

    def __init__(self):
        super().__init__(stays=True)
        self.label = Text("", "headline")
        self.line.addWidget(self.label)


class Column(LazyColumn):
    """A column that counts what it built and what it filled."""

    def __init__(self):
        super().__init__(self._made_row, self._filled_row)
        self.made, self.filled, self.rows = [], [], {}

    def _made_row(self):
        self.made.append(Row())
        return self.made[-1]

    def _filled_row(self, row, key):
        self.filled.append(key)
        row.label.setText(self.rows[key])


@pytest.fixture
def column(qtbot):
    made = Column()
    qtbot.addWidget(made)
    made.resize(300, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def show(column, rows):
    column.rows = rows
    column.show_rows(rows)


def scroll_to_the_end(column):
    column.verticalScrollBar().setValue(column.verticalScrollBar().maximum())


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
    scroll_to_the_end(column)
    qtbot.waitUntil(lambda: in_sight(column)[-1:] == ["row-299"])
    assert "row-0" not in column.built


def test_a_row_out_of_sight_is_filled_for_another_and_says_its_words(qtbot, column):
    show(column, ROWS)
    qtbot.waitUntil(lambda: len(in_sight(column)) >= 5)
    built = len(column.made)
    scroll_to_the_end(column)
    qtbot.waitUntil(lambda: in_sight(column)[-1:] == ["row-299"])
    assert len(column.made) <= built + 2 * AROUND
    assert {key: one.label.text() for key, one in column.built.items()} == {key: ROWS[key] for key in column.built}


def test_a_press_chooses_whom_the_row_stands_for_now(qtbot, column):
    show(column, ROWS)
    qtbot.waitUntil(lambda: column.verticalScrollBar().maximum() > 0)
    scroll_to_the_end(column)
    qtbot.waitUntil(lambda: in_sight(column)[-1:] == ["row-299"])
    with qtbot.waitSignal(column.chosen) as chosen:
        qtbot.mouseClick(column.built["row-299"], Qt.MouseButton.LeftButton)
    assert chosen.args == ["row-299"]


def test_tab_walks_the_rows_from_top_to_bottom_also_after_scrolling(qtbot, column):
    show(column, ROWS)
    qtbot.waitUntil(lambda: column.verticalScrollBar().maximum() > 0)
    column.verticalScrollBar().setValue(700)
    column.verticalScrollBar().setValue(500)
    walked = [column.built[in_sight(column)[0]]]
    while len(walked) < len(in_sight(column)):
        walked.append(walked[-1].nextInFocusChain())
        while not isinstance(walked[-1], Row):
            walked[-1] = walked[-1].nextInFocusChain()
    assert walked == [column.built[key] for key in in_sight(column)]


def test_the_row_with_the_focus_keeps_it_out_of_sight_and_is_nobody_elses(qtbot, column):
    show(column, ROWS)
    qtbot.waitUntil(lambda: column.verticalScrollBar().maximum() > 0)
    held = column.built["row-1"]
    held.setFocus()
    scroll_to_the_end(column)
    qtbot.waitUntil(lambda: in_sight(column)[-1:] == ["row-299"])
    assert column.built["row-1"] is held
    show(column, {key: said for key, said in ROWS.items() if key != "row-1"})
    assert not held.hasFocus()


def test_the_focus_of_a_row_that_is_gone_does_not_go_along_to_whom_it_is_filled_for(qtbot, column):
    show(column, ROWS)
    qtbot.waitUntil(lambda: column.verticalScrollBar().maximum() > 0)
    held = column.built["row-1"]
    held.setFocus()
    show(column, {key: said for key, said in ROWS.items() if key != "row-1"})
    assert held in column.built.values()
    assert not held.hasFocus()


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
    first = column.built["row-0"]
    show(column, {"new": "new", **ROWS, "row-1": "other words"})
    assert column.built["row-0"] is first
    assert column.built["row-1"].label.text() == "other words"
    assert column.filled.count("row-0") == 1
    qtbot.waitUntil(lambda: in_sight(column)[:2] == ["new", "row-0"])


def test_the_chosen_row_is_pressed_also_when_it_comes_into_sight_later(qtbot, column):
    show(column, ROWS)
    column.show_chosen("row-200")
    assert not any(one.isChecked() for one in column.built.values())
    column.bring("row-200")
    qtbot.waitUntil(lambda: "row-200" in column.built)
    assert [key for key, one in column.built.items() if one.isChecked()] == ["row-200"]


def test_rows_take_the_width_of_the_column(qtbot, column):
    show(column, ROWS)
    column.resize(500, 400)
    qtbot.waitUntil(lambda: column.built["row-1"].width() > 450)


def test_with_nothing_to_show_nothing_is_left(qtbot, column):
    show(column, ROWS)
    show(column, {})
    assert not column.built
    qtbot.waitUntil(lambda: column.verticalScrollBar().maximum() == 0)
