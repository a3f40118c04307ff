"""Whether this machine can show a window. Qt does not say so: it ends the program."""

from __future__ import annotations

import os
import sys

PLATFORM = "QT_QPA_PLATFORM"
OFF_SCREEN = "offscreen"
CANNOT_SHOW = 4
"""The exit status where a window was wanted and none can be shown."""

NO_DISPLAY = (
    "这里没有显示器，收银窗口打不开。数据没有动过。\n"
    "请在有显示器的机器上打开；posapp tour 可以离屏演示一天的营业并留下图片。\n"
    "There is no display here, so the till's window cannot open. Nothing was touched.\n"
    "Open it on a machine with a display; posapp tour plays a day off screen and leaves pictures."
)


def has_display() -> bool:
    """Tell whether a window can be shown to somebody."""
    return os.environ.get(PLATFORM) != OFF_SCREEN and is_there()


def is_there() -> bool:
    """Tell whether a display is there, whatever Qt was told to do with it."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def may_open() -> bool:
    """Tell whether a window can be opened: on a display, or where somebody chose another place for it."""
    return is_there() or PLATFORM in os.environ


def go_without() -> None:
    """Draw off screen where there is no display, unless somebody chose otherwise."""
    if not is_there():
        os.environ.setdefault(PLATFORM, OFF_SCREEN)
