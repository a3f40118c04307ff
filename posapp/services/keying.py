"""The keys of this till: choose a preset, give an act another key. They are kept in the till's own file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from posapp.domain.keys import Act, KeyMap, Preset

if TYPE_CHECKING:
    from posapp.services.till_data import TillData, UnitOfWork


class KeyBook(Protocol):
    """Keeps the keys of this till; the mall has no say in them."""

    def now(self) -> KeyMap:
        """Return the keys in force."""
        ...

    def keep(self, keys: KeyMap) -> None:
        """Have these from now on."""
        ...


class Keying:
    """Changes the keys. Whoever stands at the counter may: a key allows nothing that a finger could not press."""

    def __init__(self, till: TillData) -> None:
        self._till = till

    def current(self) -> KeyMap:
        """Return the keys in force."""
        with self._till.view() as view:
            return view.keys.now()

    def use_preset(self, preset: Preset) -> KeyMap:
        """Take a preset as it is; what was changed of another, or of this, is gone."""
        return self._till.write(lambda unit: _keep(unit, KeyMap(preset)))

    def give(self, act: Act, key: str) -> KeyMap:
        """Give an act another key; an empty one takes its key away. Raises ``KeyRefused``; then all is as it was."""
        return self._till.write(lambda unit: _keep(unit, unit.keys.now().with_key(act, key)))


def _keep(unit: UnitOfWork, keys: KeyMap) -> KeyMap:
    unit.keys.keep(keys)
    return keys
