"""The command ``posapp measure``: read a log as its description says, measure one goal, print what was found."""

from __future__ import annotations

import sys
from pathlib import Path

from posapp.domain.clock import Clock, SystemClock
from sync.hub.history.description import LogDescription, read_description
from sync.hub.history.log import ImportedLog, must_have_events
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.goals import GOALS, goal_named, must_be_a_goal
from sync.hub.measuring.table import as_last_line, as_table

CANNOT = 2


def measure(goal: str, log: Path | None, data_dir: Path | None, clock: Clock | None = None) -> int:
    """Measure a goal and return the command's exit status: 0, or ``CANNOT`` with the reason in both languages."""
    try:
        must_be_a_goal(goal)
        read = _read(goal, log, data_dir, clock or SystemClock())
        measured = goal_named(goal)(read)
    except LogUnreadable as trouble:
        sys.stderr.write(f"{trouble.sentence.zh}\n{trouble.sentence.en}\n")
        return CANNOT
    title = read.description.title
    _print(f"{goal} · {title}" if title else goal)
    for finding in (*read.refused, *read.noted):
        _print(f"  {finding.sentence.en}")
    _print(as_table(measured))
    _print(as_last_line(goal, title, measured))
    return 0


def _read(goal: str, log: Path | None, data_dir: Path | None, clock: Clock) -> ImportedLog:
    if log is None and GOALS[goal].needs_log:
        raise LogUnreadable("needs_log", goal=goal)
    description = LogDescription(title="", events=[]) if log is None else read_description(log)
    from sync.hub.history.reading import read_log  # the engine, once there is something to read

    found = read_log(description, data_dir or (log or Path()).parent, clock.now())
    if GOALS[goal].needs_log:
        must_have_events(found)
    return found


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
