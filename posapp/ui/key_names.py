"""How a key is written: in a sentence, and on a key cap."""

from __future__ import annotations

from posapp.domain.keys import NUMBERED, Act, KeyMap

_PAD = "Num+"


def written(key: str) -> str:
    """Return a key as a sentence writes it.

    >>> written("Ctrl+Shift+F6"), written("Num+-")
    ('Ctrl+Shift+F6', 'Num −')
    """
    return f"Num {key.removeprefix(_PAD).replace('-', '−')}" if key.startswith(_PAD) else key


def on_cap(key: str) -> str:
    """Return a key as it stands on a key cap.

    >>> on_cap("Shift+F6"), on_cap("Ctrl+I"), on_cap("Num++")
    ('⇧ F6', 'Ctrl I', 'Num +')
    """
    if key.startswith(_PAD):
        return written(key)
    return key.replace("Shift+", "⇧+").replace("+", " ")


def cap_of(keys: KeyMap, act: Act) -> str:
    """Return the cap of an act's key, empty without one; a row of places has a row of them.

    >>> cap_of(KeyMap(), "suggestion")
    'Alt 1–6'
    """
    cap = on_cap(keys.key(act))
    return f"{cap}–{NUMBERED[act][-1]}" if cap and act in NUMBERED else cap
