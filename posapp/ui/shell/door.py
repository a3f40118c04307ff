"""The door of the counter: its window with the sign-in in it, which stands before the shop behind it is open.

Whoever comes in early chooses her name, types her PIN or shows her badge here. A PIN is checked by the shop; what opens
the shop runs on the same lane of the runner, so a PIN that was typed meanwhile waits its turn and is not lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from posapp.ui.screens.sign_in.presenter import SignInPresenter
from posapp.ui.screens.sign_in.view import SignInView
from posapp.ui.shell.intents import SIGN_IN, join
from posapp.ui.shell.state import Place, ShellState
from posapp.ui.shell.window import MainWindow

if TYPE_CHECKING:
    from posapp.domain.clock import Clock
    from posapp.services.ports import Runner
    from posapp.services.signed_in import SignedIn
    from posapp.ui.screens.sign_in.presenter import StaffAndPins
    from posapp.ui.sounds import Sounds
    from posapp.ui.theme import Theme
    from posapp.ui.translation import Speech


class Inside(Protocol):
    """What the door opens to: the counter."""

    def screen(self, name: str) -> QWidget:
        """Return the screen of a page or a stage."""
        ...

    def scanned(self, text: str) -> None:
        """Take a code from any device."""
        ...

    def signed_in(self, who: SignedIn) -> None:
        """Let somebody in whose PIN was right."""
        ...


class Doorkeeper:
    """Names those who were read first, until the shop's own list can be asked (``SigningIn``, given to ``open_to``)."""

    def __init__(self, first: tuple[SignedIn, ...]) -> None:
        self._first = first
        self._shop: StaffAndPins | None = None

    def open_to(self, shop: StaffAndPins) -> None:
        """Ask the shop from now on."""
        self._shop = shop

    def staff(self) -> tuple[SignedIn, ...]:
        """Return who may sign in here, by number."""
        return self._first if self._shop is None else self._shop.staff()

    def sign_in(self, number: str, pin: str) -> SignedIn:
        """Sign in. Raises ``WrongPin`` or ``LockedOut``."""
        assert self._shop is not None, "a PIN was tried before the shop was open: the lane lost its order"
        return self._shop.sign_in(number, pin)


class Door:
    """``window`` with the sign-in; ``show`` brings it to the front, ``open_to`` puts the counter behind it."""

    def __init__(
        self, staff: StaffAndPins, runner: Runner, clock: Clock, speech: Speech, theme: Theme, sounds: Sounds
    ) -> None:
        self._sounds = sounds
        self._inside: Inside | None = None
        self._early: SignedIn | None = None  # her PIN was right before the counter stood
        self.state = ShellState()
        self.view = SignInView(speech, theme)
        self.window = MainWindow(self._screen, speech, theme)
        self.sign_in = SignInPresenter(self.view, staff, runner, clock, signed_in=self._signed_in)
        join(self.view, self.sign_in, SIGN_IN)

    def show(self, place: Place, staff: tuple[SignedIn, ...]) -> None:
        """Show the names before anything stands behind them."""
        self.sign_in.greet(staff)
        self.state = ShellState(stage="sign_in", place=place)
        self.window.show_state(self.state)

    def scanned(self, text: str) -> None:
        """Take a code: a badge says who is here; nothing else is taken while nobody works here."""
        from posapp.domain.scan import badge_number  # not needed to open a door

        number = badge_number(text)
        if self._inside is not None:
            self._inside.scanned(text)
        elif number is not None:
            self.sign_in.badge_scanned(number)
        else:
            self._sounds.play("bad")

    def open_to(self, inside: Inside) -> None:
        """Stand in front of the counter; the names may have changed since they were read."""
        self._inside = inside
        if self.state.stage == "sign_in":
            self.sign_in.names_outdated()

    def let_in(self) -> None:
        """Let in whoever typed her PIN before the counter stood."""
        who, self._early = self._early, None
        if who is not None:
            self._signed_in(who)
            self.sign_in.let_in()

    def _screen(self, name: str) -> QWidget:
        return self.view if self._inside is None else self._inside.screen(name)

    def _signed_in(self, who: SignedIn) -> None:
        if self._inside is None:
            self._early = who
            self.sign_in.held_back()
        else:
            self._inside.signed_in(who)
