"""What a drawing is made of, and how a half becomes a whole.

Paths use absolute ``M L C Q Z`` only, so that a right half can be mirrored at the middle of the canvas, x = 100.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Role = Literal["base", "light", "shade", "deep", "line", "trim", "metal", "sole", "black", "white"]
"""Which tint of the garment's own colour a part takes; ``trim``, ``metal``, ``sole``, ``black``, ``white`` are their
own. ``base`` parts make the silhouette: they alone cast the shadow and carry the edge."""

_TOKEN = re.compile(r"[MLCQZ]|-?\d+(?:\.\d+)?")
_POINTS = {"M": 1, "L": 1, "C": 3, "Q": 2}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """One path with its role. ``width`` 0 fills it, else it is a line that wide."""

    role: Role
    d: str
    width: float = 0
    opacity: float = 1


Shape = tuple[Part, ...]


def both(half: str) -> str:
    """Return the closed outline whose right half runs from the axis at the top to the axis at the bottom.

    >>> both("M100 10 L150 10 L150 90 L100 90")
    'M100 10 L150 10 L150 90 L100 90 L50 90 L50 10 L100 10 Z'
    """
    segments = _read(half)
    ends = [points[-1] for _, points in segments]
    back = []
    for i in range(len(segments) - 1, 0, -1):
        command, points = segments[i]
        turned = [*reversed(points[:-1]), ends[i - 1]]
        back.append(_write(command, [(200 - x, y) for x, y in turned]))
    return " ".join([half, *back, "Z"])


def mirrored(d: str) -> str:
    """Return a path mirrored at the middle of the canvas."""
    return " ".join(_write(command, [(200 - x, y) for x, y in points]) for command, points in _read(d))


def pair(role: Role, d: str, width: float = 0, opacity: float = 1) -> Shape:
    """Return a part on the right and the same on the left."""
    return Part(role, d, width, opacity), Part(role, mirrored(d), width, opacity)


def circle(x: float, y: float, radius: float) -> str:
    """Return a circle as a path."""
    k = radius * 0.5523
    return (
        f"M{x - radius:g} {y:g} C{x - radius:g} {y - k:g} {x - k:g} {y - radius:g} {x:g} {y - radius:g} "
        f"C{x + k:g} {y - radius:g} {x + radius:g} {y - k:g} {x + radius:g} {y:g} "
        f"C{x + radius:g} {y + k:g} {x + k:g} {y + radius:g} {x:g} {y + radius:g} "
        f"C{x - k:g} {y + radius:g} {x - radius:g} {y + k:g} {x - radius:g} {y:g} Z"
    )


def buttons(x: float, ys: tuple[float, ...], radius: float = 2.6) -> Shape:
    """Return a row of buttons, one at each height."""
    return tuple(Part("trim", circle(x, y, radius)) for y in ys)


def _read(d: str) -> list[tuple[str, list[Point]]]:
    segments: list[tuple[str, list[Point]]] = []
    numbers: list[float] = []
    command = ""
    for token in [*_TOKEN.findall(d), "Z"]:
        if not token.isalpha():
            numbers.append(float(token))
            continue
        if command and command != "Z":
            points = list(zip(numbers[::2], numbers[1::2], strict=True))
            step = _POINTS[command]
            segments += [(command, points[i : i + step]) for i in range(0, len(points), step)]
        elif command == "Z":
            segments.append(("Z", []))
        command, numbers = token, []
    return segments


def _write(command: str, points: list[Point]) -> str:
    return command + " ".join(f"{x:g} {y:g}" for x, y in points)
