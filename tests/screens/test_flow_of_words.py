"""Rounded words that go on in the next row when there is no more room."""

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from posapp.ui.widgets.surfaces import FlowLayout


@pytest.fixture
def words(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    flow = FlowLayout(8)
    column = QVBoxLayout(host)
    column.setContentsMargins(0, 0, 0, 0)
    column.addLayout(flow)
    column.addStretch(1)
    host.labels = [QLabel("word") for _ in range(4)]
    for one in host.labels:
        one.setFixedSize(90, 20)
        flow.addWidget(one)
    host.flow = flow
    host.resize(400, 300)
    with qtbot.waitExposed(host):
        host.show()
    return host


def rows(words):
    return sorted({one.y() for one in words.labels if one.isVisible()})


def test_a_word_that_grows_pushes_the_last_one_into_another_row(qtbot, words):
    assert rows(words) == [0]
    words.labels[0].setFixedSize(200, 20)
    qtbot.waitUntil(lambda: rows(words) == [0, 28])
    assert words.flow.heightForWidth(400) == 48


def test_a_word_that_goes_away_gives_its_room_back(qtbot, words):
    words.resize(300, 300)
    qtbot.waitUntil(lambda: rows(words) == [0, 28])
    words.labels[0].hide()
    qtbot.waitUntil(lambda: rows(words) == [0])
    assert words.flow.heightForWidth(300) == 20


def test_a_word_that_comes_later_is_counted(words):
    assert words.flow.heightForWidth(400) == 20
    more = QLabel("word")
    more.setFixedSize(90, 20)
    words.flow.addWidget(more)
    more.show()
    assert words.flow.heightForWidth(400) == 48
