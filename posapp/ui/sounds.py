"""A short good and a short bad sound for scans, through whatever player the machine has; silent without one."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Literal, Protocol

SoundName = Literal["good", "bad", "paid"]
_PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",))


class Sounds(Protocol):
    """Plays the counter's sounds."""

    def play(self, name: SoundName) -> None:
        """Play a sound, at once and without waiting."""
        ...


class Silence:
    """Plays nothing."""

    def play(self, name: SoundName) -> None:
        """Stay silent."""


class PlayedSounds:
    """Plays ``<folder>/<name>.wav`` with the system's own player in a process of its own.

    Qt's multimedia module would cost 175 MB for three short sounds.
    """

    def __init__(self, folder: Path, player: tuple[str, ...]) -> None:
        self._folder = folder
        self._player = player

    def play(self, name: SoundName) -> None:
        """Start the player and forget it."""
        from PySide6.QtCore import QProcess

        program, *arguments = self._player
        QProcess.startDetached(program, [*arguments, str(self._folder / f"{name}.wav")])


class WindowsSounds:
    """Plays the sounds with Windows' own call, which does not wait either."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def play(self, name: SoundName) -> None:
        """Start the sound; one that is still playing gives way."""
        if sys.platform == "win32":
            import winsound  # exists on Windows only

            winsound.PlaySound(str(self._folder / f"{name}.wav"), winsound.SND_FILENAME | winsound.SND_ASYNC)


def find_sounds(folder: Path, *, wanted: bool) -> Sounds:
    """Return the machine's sounds, or silence when they are not wanted or nothing can play them."""
    if wanted and sys.platform == "win32":
        return WindowsSounds(folder)
    if wanted:
        for player in _PLAYERS:
            if shutil.which(player[0]) is not None:
                return PlayedSounds(folder, player)
    return Silence()
