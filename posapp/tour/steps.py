"""What a step of the tour is, and how acts are made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posapp.domain.text import Bilingual
from posapp.tour.hand import NotSeen
from posapp.tour.stage import Stage

Play = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in the album, what it shows, and how it is played."""

    name: str
    tells: Bilingual
    play: Play


class Act(list[Step]):
    """The steps of one part of the day, in the order in which they stand in its module."""

    def step(self, zh: str, en: str) -> Callable[[Play], Play]:
        """Add a function as a step; its name, with dashes for underscores, names the step."""

        def add(play: Play) -> Play:
            self.append(Step(play.__name__.replace("_", "-"), Bilingual(zh, en), play))
            return play

        return add


def hold(fact: object, otherwise: str) -> None:
    """Say that something must be so. Raises ``NotSeen`` with what is the case otherwise."""
    if not fact:
        raise NotSeen(otherwise)
