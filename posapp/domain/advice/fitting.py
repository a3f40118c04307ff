"""What a model pack knows of how garments fit: learnt on the hub, read by ``outcome`` and ``sizing`` on the till.

``outcome`` weighs what is said of a garment in a size (too small, fits, too big) together with what she said of hers;
``choice`` weighs the sizes of a style against one another. A pack without them is untaught: it goes by garments' own
odds and by the hills of ``sizing`` alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

OUTCOME_FEATURES = (
    "constant", "small_odds", "big_odds", "has_own", "own_count", "own_small", "own_big", "above", "below", "far_above",
    "far_below", "near", "near_small", "near_big", "small_here_or_larger", "big_here_or_smaller", "same_small",
    "same_big",
)  # fmt: skip
"""What speaks for an outcome, in the order of the coefficients; ``outcome.features`` says what each is."""

CHOICE_FEATURES = (
    "hills", "sold", "kept_near", "is_last", "nearest_last", "nearest_usual", "distance", "small_chance", "fit_chance",
    "big_chance", "companions", "companion_lift", "kept_in_category", "kept_in_style",
)  # fmt: skip
"""What speaks for a size, in the order of the coefficients; ``sizing`` says what each is."""

USUAL_ODDS = (-1.7, -1.7)
"""Logarithms of too small to fits and of too big to fits, for a garment of which nothing is known."""

MANY = 3
"""From so many garments of hers, the coefficients for many are added to those for any number."""

_UNTAUGHT_SMALL = tuple(1.0 if name == "small_odds" else 0.0 for name in OUTCOME_FEATURES)
_UNTAUGHT_BIG = tuple(1.0 if name == "big_odds" else 0.0 for name in OUTCOME_FEATURES)
_UNTAUGHT_CHOICE = tuple(1.0 if name == "hills" else 0.0 for name in CHOICE_FEATURES)


@dataclass(frozen=True, slots=True)
class Said:
    """How many people said of a style that it was too small and too big, of so many who said how it fitted."""

    small: int = 0
    big: int = 0
    people: int = 0


NOBODY_SAID = Said()


@dataclass(frozen=True, slots=True)
class GarmentFit:
    """How a style fits people at large: for each of its sizes the two odds as in ``USUAL_ODDS``, and what was said."""

    odds: tuple[tuple[float, float], ...] = ()
    said: Said = NOBODY_SAID


_UNKNOWN = GarmentFit()


@dataclass(frozen=True, slots=True)
class Fitting:
    """Everything that was learnt of fit.

    ``spreads`` says, by size system, how far in sizes a garment that fits lies from where its wearer stands;
    ``companions``, by size system, how much more often than others those who keep the size of a row keep the size of a
    column later, as a logarithm.
    """

    small: tuple[float, ...] = _UNTAUGHT_SMALL
    big: tuple[float, ...] = _UNTAUGHT_BIG
    choice: tuple[float, ...] = _UNTAUGHT_CHOICE
    choice_of_many: tuple[float, ...] = tuple(0.0 for _ in CHOICE_FEATURES)
    spreads: Mapping[str, float] = field(default_factory=dict)
    companions: Mapping[str, tuple[tuple[float, ...], ...]] = field(default_factory=dict)
    garments: Mapping[str, GarmentFit] = field(default_factory=dict)

    def garment(self, style_id: str) -> GarmentFit:
        """Return what is known of a style."""
        return self.garments.get(style_id, _UNKNOWN)


UNTAUGHT = Fitting()


def as_plain(fitting: Fitting) -> dict[str, Any]:
    """Return it for JSON; odds in hundredths, which keeps a pack small."""
    return {
        "small": _rounded(fitting.small),
        "big": _rounded(fitting.big),
        "choice": _rounded(fitting.choice),
        "choice_of_many": _rounded(fitting.choice_of_many),
        "spreads": dict(fitting.spreads),
        "companions": {
            system: [[round(number * 100) for number in row] for row in table]
            for system, table in fitting.companions.items()
        },
        "garments": {style_id: _written(garment) for style_id, garment in fitting.garments.items()},
    }


def from_plain(found: Mapping[str, Any] | None) -> Fitting:
    """Read what ``as_plain`` wrote; nothing is untaught. Raises ``ValueError``, ``KeyError`` or ``TypeError``."""
    if found is None:
        return UNTAUGHT
    return Fitting(
        small=_coefficients(found["small"], OUTCOME_FEATURES),
        big=_coefficients(found["big"], OUTCOME_FEATURES),
        choice=_coefficients(found["choice"], CHOICE_FEATURES),
        choice_of_many=_coefficients(found["choice_of_many"], CHOICE_FEATURES),
        spreads={system: float(spread) for system, spread in found["spreads"].items()},
        companions={
            system: tuple(tuple(number / 100 for number in row) for row in table)
            for system, table in found["companions"].items()
        },
        garments={style_id: _read(numbers) for style_id, numbers in found["garments"].items()},
    )


def _rounded(numbers: Sequence[float]) -> list[float]:
    return [round(number, 4) for number in numbers]


def _coefficients(found: Sequence[float], names: Sequence[str]) -> tuple[float, ...]:
    if len(found) != len(names):
        raise ValueError(f"{len(found)} coefficients for {len(names)} features")
    return tuple(float(number) for number in found)


def _written(garment: GarmentFit) -> list[int]:
    said = garment.said
    return [said.small, said.big, said.people, *(round(number * 100) for pair in garment.odds for number in pair)]


def _read(numbers: Sequence[int]) -> GarmentFit:
    small, big, people, *odds = numbers
    pairs = zip(odds[::2], odds[1::2], strict=True)
    return GarmentFit(tuple((a / 100, b / 100) for a, b in pairs), Said(small, big, people))
