"""Which key does what at this counter: three presets, a shop's own changes to one, and what no key may ever do.

Keys are written as ``"F2"``, ``"Ctrl+Shift+F6"``, ``"Num+-"`` (the minus of the number pad); an empty one is none.
Enter, Escape, Delete, ``3*`` and the digits mean the same in every preset and are no keys of this table: a cash sale is
two presses of Enter after the last scan, whatever a shop has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from posapp.domain.errors import KeyRefused

Act = Literal[
    "search", "member", "hold", "recall", "discount", "details", "grid", "remove", "clear", "suggestion", "outfit",
    "top_up", "pay", "sell", "today", "walk", "bookings", "rooms", "pickups", "transfers", "stock", "returns",
    "follow_ups", "shift", "sync", "devices",
    "help", "switch", "lock", "practice", "language", "light",
]  # fmt: skip
"""What may have a key. Two have one for each place: a ``suggestion`` at ``Alt+1`` has ``Alt+1`` to ``6``, and what goes
with the cart, an ``outfit`` at ``Alt+7``, has ``Alt+7`` to ``9``."""

ACTS: tuple[Act, ...] = get_args(Act)

Preset = Literal["ours", "market", "pos_awesome"]

SUGGESTIONS, OUTFITS = 6, 3

NUMBERED: Mapping[Act, range] = {"suggestion": range(1, 7), "outfit": range(7, 10)}
"""The numbers behind Ctrl or Alt that belong to the places of an act."""

ONLY_BY_KEY: frozenset[Act] = frozenset({"details"})
"""Nothing on the screen can be pressed for these: one without a key would be lost."""

_OURS: Mapping[Act, str] = {
    "search": "F2",
    "member": "F3",
    "hold": "F6",
    "recall": "Shift+F6",
    "discount": "F10",
    "details": "Ctrl+I",
    "grid": "Ctrl+G",
    "remove": "",
    "clear": "Ctrl+Del",
    "suggestion": "Alt+1",
    "outfit": "Alt+7",
    "top_up": "Alt+0",
    "pay": "",
    "sell": "F7",
    "today": "Shift+F7",
    "walk": "Shift+F5",
    "bookings": "F4",
    "rooms": "Shift+F4",
    "pickups": "F5",
    "transfers": "Shift+F2",
    "stock": "Shift+F3",
    "returns": "Ctrl+R",
    "follow_ups": "Shift+F8",
    "shift": "F8",
    "sync": "F9",
    "devices": "F12",
    "help": "F1",
    "switch": "F11",
    "lock": "Ctrl+L",
    "practice": "Ctrl+T",
    "language": "Ctrl+E",
    "light": "Ctrl+D",
}

PRESETS: Mapping[Preset, Mapping[Act, str]] = {
    "ours": _OURS,
    "market": {**_OURS, "pay": "F9", "remove": "Num+-", "discount": "Num+/", "sync": "F10"},
    "pos_awesome": {
        **_OURS,
        "search": "Alt+3",
        "member": "Alt+5",
        "hold": "Alt+S",
        "recall": "Alt+L",
        "discount": "Alt+A",
        "remove": "Alt+E",
        "clear": "Alt+2",
        "suggestion": "Ctrl+1",
        "outfit": "Ctrl+7",
        "pay": "Alt+D",
        "bookings": "F2",
        "returns": "Alt+8",
        "shift": "F9",
        "sync": "F10",
        "switch": "F4",
        "lock": "F8",
    },
}
"""``market`` is what supermarket tills in China teach: F9 settles, F6 and Shift+F6 put aside and take back, Ctrl+Del
gives the sale up, and the number pad does the rest, ``-`` a line away and ``/`` the discount. ``pos_awesome`` is the
habit of that program, its letters behind Alt."""

_NAMED = re.compile(r"(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?(?:F(?:[1-9]|1[0-2])|Ins|PgUp|PgDown)")
_CHORD = re.compile(r"(?:Ctrl\+Alt\+|Ctrl\+|Alt\+)(?:Shift\+)?[A-Z0-9]|Ctrl\+(?:Shift\+)?Del")
_PAD = re.compile(r"Num\+[-+/]")
_NUMBERED = re.compile(r"((?:Ctrl\+Alt\+|Ctrl\+|Alt\+)(?:Shift\+)?)[0-9]")
_FIXED = re.compile(r"(?:.+\+)?(?:Esc|Return|Enter|Space|Tab|Backtab|Backspace|Del|Left|Right|Up|Down|Home|End)")
_SYSTEM = frozenset({"Alt+F4", *(f"Ctrl+{letter}" for letter in "ACVXYZ")})
_SCANNERS = frozenset({"Ctrl+J", "Ctrl+M"})
"""What many scanners send behind a code for the end of a line."""

_NOT_BY_F5: frozenset[Act] = frozenset({"clear", "remove", "pay"})
"""F5 is pressed to load a page anew, and pressed again when nothing seems to happen."""


def _nothing() -> Mapping[Act, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The keys in force: a preset, and what this till has changed of it."""

    preset: Preset = "ours"
    own: Mapping[Act, str] = field(default_factory=_nothing)

    def key(self, act: Act) -> str:
        """Return the key of an act; empty for none. Of several it is the first place's."""
        return self.own.get(act, PRESETS[self.preset][act])

    def keys(self, act: Act) -> tuple[str, ...]:
        """Return every key that an act has: one for each place of a numbered act, else one, or none."""
        return _keys(act, self.key(act))

    def bound(self) -> Iterator[tuple[str, Act]]:
        """Walk over every key that does something."""
        return ((key, act) for act in ACTS for key in self.keys(act))

    def with_key(self, act: Act, key: str) -> KeyMap:
        """Return the keys with another one for an act; an empty one takes its key away.

        Raises ``KeyRefused``.
        """
        if act in NUMBERED and (numbered := _NUMBERED.fullmatch(key)) is not None:
            key = f"{numbered[1]}{NUMBERED[act][0]}"
        reason = why_not(act, key)
        if reason is not None:
            raise KeyRefused(reason=reason, key=key, act=act)
        others = {bound: other for bound, other in self.bound() if other != act}
        taken = next((one for one in _keys(act, key) if one in others), None)
        if taken is not None:
            raise KeyRefused(reason="taken", key=taken, act=act, by=others[taken])
        changed = {**self.own, act: key}
        return KeyMap(self.preset, {one: own for one, own in changed.items() if own != PRESETS[self.preset][one]})

    @classmethod
    def read(cls, preset: str, own: Mapping[str, str]) -> KeyMap:
        """Return the keys that were kept; what this program does not know, or would refuse, is as in the preset.

        Where a newer preset has a key that this till gave to something else, the till's own choice stands.
        """
        plain = cls(next((one for one in PRESETS if one == preset), "ours"))
        wanted = {act: own[act] for act in ACTS if act in own}
        chosen = {key for act, own_key in wanted.items() for key in _keys(act, own_key)}
        given_way = [act for act in ACTS if act not in wanted and chosen.intersection(plain.keys(act))]
        # Without any key first: two acts may have changed theirs with one another.
        keys = cls(plain.preset, dict.fromkeys((*wanted, *given_way), ""))
        for act, key in wanted.items():
            for tried in (key, plain.key(act)):
                try:
                    keys = keys.with_key(act, tried)
                except KeyRefused:
                    continue
                break
        return keys if all(keys.key(act) for act in ONLY_BY_KEY) else plain


def why_not(act: Act, key: str) -> str | None:
    """Return why a key cannot be that of an act, whatever else is bound; None when it can.

    ``only_way`` the act would be lost · ``numbered`` a row of places needs a number behind Ctrl or Alt · ``typed`` what
    fingers and scanners type into a field · ``fixed`` it means the same everywhere · ``system`` the window or the
    fields take it · ``scanner`` scanners send it · ``reload`` F5, which people press to reload, loses nothing.

    >>> why_not("hold", "F6"), why_not("hold", "7"), why_not("clear", "Esc"), why_not("clear", "F5")
    (None, 'typed', 'fixed', 'reload')
    """
    if not key:
        return "only_way" if act in ONLY_BY_KEY else None
    if key in _SYSTEM:
        return "system"
    if key in _SCANNERS:
        return "scanner"
    if act in NUMBERED:
        return None if _NUMBERED.fullmatch(key) else "numbered"
    if act in _NOT_BY_F5 and key.endswith("F5"):
        return "reload"
    if _NAMED.fullmatch(key) or _CHORD.fullmatch(key) or _PAD.fullmatch(key):
        return None
    return "fixed" if _FIXED.fullmatch(key) else "typed"


def _keys(act: Act, key: str) -> tuple[str, ...]:
    if not key:
        return ()
    if act not in NUMBERED:
        return (key,)
    return tuple(f"{key[:-1]}{place}" for place in NUMBERED[act])
