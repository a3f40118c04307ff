"""Counting a size in an opened style: press "Count", press the size, type how many."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from posapp.ui.screens.selling import words
from posapp.ui.widgets.entry import ScanField
from tests.fakes.counter_look import said
from tests.fakes.counter_window import a_counter, the_theme
from tests.fakes.goods_counter import TILES


def test_a_size_is_counted_in_the_opened_style(qtbot, qapp):
    shown = a_counter(theme=the_theme())
    window = shown.counter.window
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    shown.counter.open()
    view = shown.counter.selling_view
    view.style_chosen.emit(TILES[4].style_id)
    count = next(one for one in window.findChildren(QPushButton) if one.text() == words.COUNT.zh)
    qtbot.mouseClick(count, Qt.MouseButton.LeftButton)
    size = [one for one in view.findChildren(QPushButton) if "\n" in one.text()][-1]
    qtbot.mouseClick(size, Qt.MouseButton.LeftButton)
    field = next(one for one in view.findChildren(ScanField) if one.accessibleName() == words.COUNT.zh)
    qtbot.keyClicks(field, "7")
    qtbot.waitUntil(field.isVisible)
    with qtbot.waitSignal(view.counted) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args[1] == 7
    assert shown.shop.counting.calls[-1][2] == 7
    assert count.text() == words.COUNT.zh
    qtbot.waitUntil(lambda: any(text.startswith("✓") and text.endswith("：7 件") for text in said(window)))
