"""Figures of a bench: times in milliseconds, their n, median, p95, p99 and max, and the ratio to a peer."""

from __future__ import annotations

import argparse
import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field

HEADINGS = ("n", "median", "p95", "p99", "max", "ratio", "result")

TEXTS = (0, 7)
"""The columns of words: at the left of their cells."""


@dataclass(slots=True)
class Figures:
    """The times of one thing in milliseconds; ``ratio`` to its peer, median and p99; ``result`` in words."""

    name: str
    times: list[float] = field(default_factory=list)
    ratio: str = ""
    result: str = ""

    def at(self, share: float) -> float:
        """Return the time within which this share of all was done (nearest rank); not a number without any."""
        if not self.times:
            return math.nan
        ranked = sorted(self.times)
        return ranked[max(math.ceil(share * len(ranked)) - 1, 0)]

    def against(self, peer: Figures) -> Figures:
        """Note the ratio to a peer, of the medians and of the p99."""
        self.ratio = f"{self.at(0.5) / peer.at(0.5):.2f}× / {self.at(0.99) / peer.at(0.99):.2f}×"
        return self

    def within(self, most_ms: float, share: float = 0.99) -> Figures:
        """Note whether that share of all was done in ``most_ms``."""
        found = "met" if self.at(share) <= most_ms else "missed"
        self.result = f"{_named(share)} ≤ {most_ms:g} ms: {found}"
        return self

    def within_times(self, most: float, peer: Figures, share: float = 0.99) -> Figures:
        """Note the ratio to a peer and whether it is at most ``most`` at that share."""
        found = "met" if self.at(share) <= most * peer.at(share) else "missed"
        self.result = f"{_named(share)} ≤ {most:g}× peer: {found}"
        return self.against(peer)

    def cells(self) -> tuple[str, ...]:
        """Return the line of the table."""
        spread = (_ms(self.at(share)) for share in (0.5, 0.95, 0.99, 1.0))
        return (self.name, str(len(self.times)), *spread, self.ratio, self.result)


def arguments(about: str | None) -> argparse.Namespace:
    """Read the command line that every bench has: ``--quick``."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="a short run: fewer rounds, the small chain only")
    return parser.parse_args()


def show(title: str, figures: Sequence[Figures], *notes: str) -> None:
    """Print times to standard output, in Markdown, with the machine and how busy it was."""
    lay_out(title, [("milliseconds", *HEADINGS), *(one.cells() for one in figures)], *notes, texts=TEXTS)


def lay_out(title: str, lines: Sequence[Sequence[str]], *notes: str, texts: Sequence[int] = (0,)) -> None:
    """Print any table; its first line is the headings, ``texts`` are the columns of words."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    print(f"\n### {title}\n")
    for place, line in enumerate(lines):
        padded = (cell.ljust(width) if at in texts else cell.rjust(width) for at, (cell, width) in _with(line, widths))
        print(f"| {' | '.join(padded)} |")
        if place == 0:
            ruled = ("-" * width if at in texts else "-" * (width - 1) + ":" for at, width in enumerate(widths))
            print(f"| {' | '.join(ruled)} |")
    print()
    for note in (*notes, machine()):
        print(f"- {note}")


def machine() -> str:
    """Say on what this ran and how busy it was."""
    load = f", load {os.getloadavg()[0]:.1f} over the last minute" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}{load}"


def _named(share: float) -> str:
    return {0.5: "median", 1.0: "max"}.get(share, f"p{share * 100:g}")


def _ms(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def _with(line: Sequence[str], widths: Sequence[int]) -> enumerate[tuple[str, int]]:
    return enumerate(zip(line, widths, strict=True))
