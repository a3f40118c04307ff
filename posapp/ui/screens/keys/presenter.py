"""Changes the keys of this till; every change is in force at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.errors import KeyRefused
from posapp.domain.keys import ACTS, Act, KeyMap, Preset
from posapp.ui.key_names import cap_of, written
from posapp.ui.notices import Notice, notice_of
from posapp.ui.screens.keys import words
from posapp.ui.screens.keys.state import KeysState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.keying import Keying
    from posapp.services.ports import Runner


class KeysScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: KeysState) -> None:
        """Show all of it."""
        ...


class KeysPresenter:
    """Owns the panel. ``in_force`` puts keys to use: in the window, on every button and tool tip, in the help."""

    def __init__(self, view: KeysScreen, keying: Keying, runner: Runner, *, in_force: Callable[[KeyMap], None]) -> None:
        self._view = view
        self._keying = keying
        self._runner = runner
        self._in_force = in_force
        self._state = KeysState()

    @property
    def state(self) -> KeysState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read the keys and show them."""
        self._runner.run(
            self._keying.current, done=lambda keys: self._show(KeysState(True, keys)), failed=self._refused
        )

    def preset_chosen(self, preset: Preset) -> None:
        """Take another preset; the same one again takes back what was changed of it."""
        told = Notice("success", words.PRESETS[preset], words.AT_ONCE)
        self._change(lambda: self._keying.use_preset(preset), told)

    def act_chosen(self, act: Act) -> None:
        """Ask for the new key of an act; the row that asks already is left again."""
        is_asking = not (self._state.is_asking and self._state.chosen == act)
        self._show(replace(self._state, chosen=act, is_asking=is_asking, notice=None))

    def walked(self, act: Act) -> None:
        """Stand on another row."""
        self._show(replace(self._state, chosen=act, notice=None))

    def key_pressed(self, key: str) -> None:
        """A key was pressed while a row asked for one: it is that act's from now on."""
        if self._state.is_asking:
            act = self._state.chosen
            self._change(lambda: self._keying.give(act, key), None)

    def key_taken_away(self) -> None:
        """The act that asks is to have no key."""
        self.key_pressed("")

    def left(self) -> None:
        """Leave the question, else the panel."""
        self._show(replace(self._state, is_asking=False, notice=None) if self._state.is_asking else KeysState())

    def put_away(self) -> None:
        """Leave the panel, whatever it asks."""
        self._show(KeysState())

    def _change(self, job: Callable[[], KeyMap], told: Notice | None) -> None:
        self._runner.run(job, done=lambda keys: self._changed(keys, told), failed=self._refused)

    def _changed(self, keys: KeyMap, told: Notice | None) -> None:
        act = self._state.chosen
        if told is None and keys.key(act):
            values = {"act": words.ACTS[act], "key": cap_of(keys, act)}
            told = Notice("success", words.GIVEN, words.AT_ONCE, values)
        elif told is None:
            told = Notice("success", words.TAKEN_AWAY, words.STILL_BY_MOUSE, {"act": words.ACTS[act]})
        self._in_force(keys)
        self._show(replace(self._state, keys=keys, is_asking=False, notice=told))

    def _refused(self, error: Exception) -> None:
        """Say why not; the row goes on asking, so that the next key is tried in its place."""
        notice = notice_of(error)
        if isinstance(error, KeyRefused):
            named = {name: words.ACTS[act] for name in ("act", "by") if (act := _act(error, name)) is not None}
            notice = replace(notice, values={**error.values, **named, "key": written(str(error.values["key"]))})
        self._show(replace(self._state, notice=notice))
        let_bugs_through(error)

    def _show(self, state: KeysState) -> None:
        if state != self._state:
            self._state = state
            self._view.show_state(state)


def _act(error: KeyRefused, name: str) -> Act | None:
    return next((act for act in ACTS if act == error.values.get(name)), None)
