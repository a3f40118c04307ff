"""Every key of the counter in one table: the window binds those that have an act, the help shows them all."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.keys import Act, KeyMap
from posapp.domain.text import Bilingual
from posapp.ui import words
from posapp.ui.key_names import cap_of
from posapp.ui.shell import words as shell_words


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key and what it does: the key of an ``act``, which a shop may change, or a ``fixed`` one, or both."""

    meaning: Bilingual
    group: Bilingual
    act: Act | None = None
    fixed: str = ""

    def caps(self, keys: KeyMap) -> tuple[str, ...]:
        """Return what stands on the key caps now; nothing for an act without a key."""
        own = cap_of(keys, self.act) if self.act is not None else ""
        return tuple(cap for cap in (self.fixed, own) if cap)


_SALE, _PAY = shell_words.GROUP_SALE, shell_words.GROUP_PAY
_PAGES, _TILL = shell_words.GROUP_PAGES, shell_words.GROUP_TILL

SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut(shell_words.KEY_SCAN, _SALE, fixed="QR"),
    Shortcut(shell_words.KEY_SEARCH, _SALE, "search"),
    Shortcut(shell_words.KEY_MEMBER, _SALE, "member"),
    Shortcut(shell_words.KEY_HOLD, _SALE, "hold"),
    Shortcut(shell_words.KEY_DISCOUNT, _SALE, "discount"),
    Shortcut(shell_words.KEY_RECALL, _SALE, "recall"),
    Shortcut(shell_words.KEY_DETAILS, _SALE, "details"),
    Shortcut(shell_words.KEY_GRID, _SALE, "grid"),
    Shortcut(shell_words.KEY_CLEAR, _SALE, "clear"),
    Shortcut(shell_words.KEY_QUANTITY, _SALE, fixed="3*"),
    Shortcut(shell_words.KEY_SUGGESTION, _SALE, "suggestion"),
    Shortcut(shell_words.KEY_OUTFIT, _SALE, "outfit"),
    Shortcut(shell_words.KEY_TOP_UP, _SALE, "top_up"),
    Shortcut(shell_words.KEY_REMOVE, _SALE, "remove", fixed="Del"),
    Shortcut(shell_words.KEY_PAY, _PAY, "pay", fixed="Enter"),
    Shortcut(shell_words.KEY_AMOUNT, _PAY, fixed="0–9"),
    Shortcut(shell_words.KEY_ESCAPE, _PAY, fixed="Esc"),
    Shortcut(words.SELL, _PAGES, "sell"),
    Shortcut(words.TODAY, _PAGES, "today"),
    Shortcut(words.WALK, _PAGES, "walk"),
    Shortcut(words.BOOKINGS, _PAGES, "bookings"),
    Shortcut(words.ROOMS, _PAGES, "rooms"),
    Shortcut(words.PICKUPS, _PAGES, "pickups"),
    Shortcut(words.TRANSFERS, _PAGES, "transfers"),
    Shortcut(words.STOCK, _PAGES, "stock"),
    Shortcut(words.RETURNS, _PAGES, "returns"),
    Shortcut(words.FOLLOW_UPS, _PAGES, "follow_ups"),
    Shortcut(words.SHIFT, _PAGES, "shift"),
    Shortcut(words.SYNC, _PAGES, "sync"),
    Shortcut(words.DEVICES, _PAGES, "devices"),
    Shortcut(shell_words.KEY_HELP, _TILL, "help"),
    Shortcut(shell_words.KEY_SWITCH, _TILL, "switch"),
    Shortcut(shell_words.KEY_PRACTICE, _TILL, "practice"),
    Shortcut(shell_words.KEY_LOCK, _TILL, "lock"),
    Shortcut(shell_words.KEY_LANGUAGE, _TILL, "language"),
    Shortcut(shell_words.KEY_LIGHT, _TILL, "light"),
)

BEFORE_SIGN_IN: frozenset[Act] = frozenset({"language", "light"})
"""These work before anybody signed in, too."""
