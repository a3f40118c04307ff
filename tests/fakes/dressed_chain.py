"""A chain whose truth is known: bodies, how each brand and style is cut, and which accounts dress two people."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import NamedTuple

from posapp.domain.clock import DAY
from sync.hub.training.wardrobes import SizedStyle, Wardrobes

LADDER = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")
BRAND_CUTS = {"narrow": -0.9, "true": 0.0, "wide": 0.9}
STYLES_OF_A_BRAND = 20
NOISE = 0.3
"""How far, in sizes, a body and a garment lie from what the label says, from time to time."""

TODAY = 1_795_000_000_000


class Worn(NamedTuple):
    kind: str
    style_id: str
    variant_id: str
    size: str
    at_ms: int
    ref: str
    verdict: str | None
    where: tuple[str, ...] = ()
    wished_size: str = ""
    paid_fen: int = 0


@dataclass(frozen=True)
class DressedChain:
    """``bodies`` are the places on the ladder of the one or two who wear what an account buys."""

    wardrobes: Wardrobes
    bodies: dict[str, tuple[float, ...]]
    cuts: dict[str, float]

    def right_size(self, body: float, style_id: str, dice: random.Random) -> str:
        """Return the size that fits a body in a style on a day."""
        return LADDER[_fitting(body, self.cuts[style_id], dice)]


def dressed_chain(members: int = 500, garments: int = 8, seed: int = 4) -> DressedChain:
    """Make one. Everybody takes the size she thinks is hers, tries it on, keeps what fits and leaves the rest."""
    dice = random.Random(seed)
    styles, cuts = {}, {}
    for brand, offset in BRAND_CUTS.items():
        for number in range(STYLES_OF_A_BRAND):
            style_id = f"{brand}-{number}"
            category = ("shirts", "dresses")[number % 2]
            styles[style_id] = SizedStyle(style_id, category, brand, "top", "alpha", LADDER)
            cuts[style_id] = offset + dice.gauss(0, 0.2)
    bodies, lives = {}, {}
    for number in range(members):
        member = f"m{number:04d}"
        slim = dice.gauss(1.8, 0.5)
        bodies[member] = (slim, slim + 3.2) if number % 10 == 0 else (dice.gauss(3.5, 1.1),)
        lives[member] = _life(member, bodies[member], cuts, garments, dice)
    return DressedChain(Wardrobes(styles, {"alpha": LADDER}, lives, TODAY), bodies, cuts)


def _life(
    member: str, bodies: tuple[float, ...], cuts: dict[str, float], garments: int, dice: random.Random
) -> list[Worn]:  # fmt: skip
    life, styles = [], sorted(cuts)
    for turn in range(garments if len(bodies) == 1 else 3 * garments):
        body = bodies[turn % len(bodies)]
        style_id = dice.choice(styles)
        right = _fitting(body, cuts[style_id], dice)
        worn = _on_ladder(round(body + dice.gauss(0, 0.5)))
        verdict = "too_small" if worn < right else "too_big" if worn > right else "kept"
        at_ms = TODAY - 7 * DAY * (turn + 1) - dice.randrange(DAY)
        size = LADDER[worn]
        life.append(Worn("tried", style_id, f"{style_id}-{size}", size, at_ms, f"{member}-{turn}", verdict))
    return sorted(life, key=lambda one: -one.at_ms)


def _fitting(body: float, cut: float, dice: random.Random) -> int:
    return _on_ladder(round(body - cut + dice.gauss(0, NOISE)))


def _on_ladder(place: int) -> int:
    return min(max(place, 0), len(LADDER) - 1)
