"""What every screen of the counter stands on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from posapp.domain.clock import Clock
from posapp.ui.announcements import Announcements
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.shell.state import Place
from posapp.ui.sounds import Sounds
from posapp.ui.theme import Theme
from posapp.ui.translation import Speech

if TYPE_CHECKING:
    from posapp.services.ports import Runner


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every screen stands on. ``place`` tells the shop and the till's number, ``hub_url`` is offered at setup."""

    runner: Runner
    announcements: Announcements
    speech: Speech
    theme: Theme
    art: ArtPictures
    clock: Clock
    sounds: Sounds
    place: Callable[[], Place | None]
    hub_url: str
