"""Every key of the counter in one table: the window binds it, the help shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.text import Bilingual
from posapp.ui import words
from posapp.ui.shell import words as shell_words

Act = Literal[
    "help", "search", "member", "hold", "recall", "discount", "details", "grid", "clear", "practice", "sell",
    "bookings", "pickups", "returns", "shift", "sync", "devices", "switch", "lock", "language", "light", "scan",
    "quantity", "suggestion", "remove", "pay", "amount", "escape",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key and what it does. ``sequence`` is Qt's name when the window binds it; empty when a screen sees to it.

    ``is_always`` keys work before anybody signed in, too.
    """

    act: Act
    shown: str
    meaning: Bilingual
    group: Bilingual
    sequence: str = ""
    is_always: bool = False


_SALE, _PAY, _PAGES = shell_words.GROUP_SALE, shell_words.GROUP_PAY, shell_words.GROUP_PAGES

SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut("scan", "QR", shell_words.KEY_SCAN, _SALE),
    Shortcut("search", "F2", shell_words.KEY_SEARCH, _SALE, "F2"),
    Shortcut("member", "F3", shell_words.KEY_MEMBER, _SALE, "F3"),
    Shortcut("hold", "F6", shell_words.KEY_HOLD, _SALE, "F6"),
    Shortcut("discount", "F10", shell_words.KEY_DISCOUNT, _SALE, "F10"),
    Shortcut("recall", "⇧ F6", shell_words.KEY_RECALL, _SALE, "Shift+F6"),
    Shortcut("details", "Ctrl I", shell_words.KEY_DETAILS, _SALE, "Ctrl+I"),
    Shortcut("grid", "Ctrl G", shell_words.KEY_GRID, _SALE, "Ctrl+G"),
    Shortcut("clear", "Ctrl Del", shell_words.KEY_CLEAR, _SALE, "Ctrl+Del"),
    Shortcut("quantity", "3*", shell_words.KEY_QUANTITY, _SALE),
    Shortcut("suggestion", "Alt 1–6", shell_words.KEY_SUGGESTION, _SALE),
    Shortcut("remove", "Del", shell_words.KEY_REMOVE, _SALE),
    Shortcut("pay", "Enter", shell_words.KEY_PAY, _PAY),
    Shortcut("amount", "0–9", shell_words.KEY_AMOUNT, _PAY),
    Shortcut("escape", "Esc", shell_words.KEY_ESCAPE, _PAY),
    Shortcut("sell", "F7", words.SELL, _PAGES, "F7"),
    Shortcut("bookings", "F4", words.BOOKINGS, _PAGES, "F4"),
    Shortcut("pickups", "F5", words.PICKUPS, _PAGES, "F5"),
    Shortcut("returns", "Ctrl R", words.RETURNS, _PAGES, "Ctrl+R"),
    Shortcut("shift", "F8", words.SHIFT, _PAGES, "F8"),
    Shortcut("sync", "F9", words.SYNC, _PAGES, "F9"),
    Shortcut("devices", "F12", words.DEVICES, _PAGES, "F12"),
    Shortcut("help", "F1", shell_words.KEY_HELP, _PAGES, "F1"),
    Shortcut("switch", "F11", shell_words.KEY_SWITCH, _PAGES, "F11"),
    Shortcut("practice", "Ctrl T", shell_words.KEY_PRACTICE, _PAGES, "Ctrl+T"),
    Shortcut("lock", "Ctrl L", shell_words.KEY_LOCK, _PAGES, "Ctrl+L"),
    Shortcut("language", "Ctrl E", shell_words.KEY_LANGUAGE, _PAGES, "Ctrl+E", is_always=True),
    Shortcut("light", "Ctrl D", shell_words.KEY_LIGHT, _PAGES, "Ctrl+D", is_always=True),
)
