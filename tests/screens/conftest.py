"""The whole counter in an open window, for the tests that need one."""

import pytest

from tests.fakes.counter_window import a_counter, the_theme


@pytest.fixture
def open_counter(qtbot, qapp):
    """Return what opens a counter in a window of its own, in front, with somebody signed in."""
    theme = the_theme()

    def build(width=1366, height=768, **more):
        made = a_counter(theme=theme, **more)
        window = made.counter.window
        qtbot.addWidget(window)
        window.resize(width, height)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        made.counter.open()
        qtbot.waitUntil(window.isActiveWindow)
        return made

    return build
