"""What views stand on in tests, and an eye that finds cut text."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from posapp.ui.art_pictures import ArtPictures
from posapp.ui.theme import Theme, load_fonts
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import ElidedText
from posapp.ui.widgets.row_button import RowButton
from tests.fakes.plain_art import plain_art

RESOURCES = Path(__file__).parents[2] / "resources"
SCREEN = (1366 - 92, 768 - 60)
"""What the rail and the top bar leave of the smallest screen."""


@dataclass(frozen=True)
class Look:
    """The language, the light and the drawings."""

    speech: Speech
    theme: Theme
    art: ArtPictures


@cache
def _own_family():
    """Load the program's own fonts, which is slow, once; return their family."""
    return load_fonts(RESOURCES / "fonts")


def load_own_fonts():
    """Make the program's own fonts the application's, as large as they are by themselves."""
    QApplication.setFont(QFont(_own_family()))


def a_look(application, language="zh", mode="light"):
    """Build the counter's look with its own fonts."""
    load_own_fonts()
    theme = Theme(application, RESOURCES / "styles" / "counter.qss", mode)
    return Look(Speech(language), theme, ArtPictures(plain_art))


def on_the_screen(qtbot, view, width=SCREEN[0], height=SCREEN[1]):
    """Show a view in a window of the room that it has at 1366 × 768."""
    host = QWidget()
    column = QVBoxLayout(host)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(view)
    host.setFixedSize(width, height)
    qtbot.addWidget(host)
    with qtbot.waitExposed(host):
        host.show()
    host.activateWindow()
    view.setFocus()
    return host


def cut_texts(host):
    """Return the texts that a person could not read to the end."""
    return [
        widget.text()
        for widget in host.findChildren(QWidget)
        if isinstance(widget, QLabel | QPushButton) and widget.isVisible() and widget.text() and _is_cut(widget, host)
    ]


def said(host):
    """Return every text that is to be seen."""
    labels = [label for label in host.findChildren(QLabel) if label.isVisible()]
    buttons = [button for button in host.findChildren(QPushButton) if button.isVisible()]
    return [widget.text() for widget in labels + buttons if widget.text()]


def _is_cut(widget, host):
    right = widget.mapTo(host, QPoint(widget.width(), 0)).x()
    if right > host.width() or isinstance(widget, RowButton | ElidedText):
        return right > host.width()
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height() + 1
    return widget.sizeHint().width() > widget.width() + 1 or widget.sizeHint().height() > widget.height() + 1
