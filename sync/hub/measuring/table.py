"""A goal's table as people read it, and the same as one line of JSON for a program."""

from __future__ import annotations

import msgspec

from sync.hub.measuring.goal import Line, Measured


def as_table(measured: Measured) -> str:
    """Return the table: a line for each method, its values with their standard errors, then the figures."""
    measures = list(dict.fromkeys(name for line in measured.lines for name in line.values))
    rows = [["method", *measures, "n"]]
    rows += [[line.method, *(_cell(line, name) for name in measures), f"{line.n:,}"] for line in measured.lines]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    text = [_row(rows[0], widths), "  ".join("-" * width for width in widths)]
    text += [_row(row, widths) for row in rows[1:]]
    text += [f"{name}: {_shown(value)}" for name, value in measured.figures.items()]
    return "\n".join(text)


def as_last_line(goal: str, log: str, measured: Measured) -> str:
    """Return one line of JSON: the values of the product's own line, the figures, ``n`` and ``standard_error``."""
    ours = measured.lines[0]
    said: dict[str, object] = {"goal": goal, "log": log, "method": ours.method}
    said |= {name: _rounded(value) for name, value in ours.values.items()}
    said |= {name: _rounded(value) for name, value in measured.figures.items()}
    said |= {"n": ours.n, "standard_error": {name: _rounded(value) for name, value in ours.standard_error.items()}}
    return msgspec.json.encode(said).decode()


def _row(cells: list[str], widths: list[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]).rstrip()


def _cell(line: Line, name: str) -> str:
    if name not in line.values:
        return "–"
    error = line.standard_error.get(name)
    return f"{line.values[name]:.4f}" + (f" ±{error:.4f}" if error is not None else "")


def _shown(value: float | str) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _rounded(value: float | str) -> float | str:
    return round(value, 6) if isinstance(value, float) else value
