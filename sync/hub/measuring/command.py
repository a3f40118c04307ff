"""The command ``posapp measure``: read a log as its description says, measure one goal, print what was found."""

from __future__ import annotations

import sys
from pathlib import Path

from posapp.domain.clock import Clock, SystemClock
from posapp.domain.text import Bilingual
from sync.hub.history.description import LogDescription, read_description
from sync.hub.history.log import ImportedLog, must_have_events
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.goals import GOALS, goal_named, must_be_a_goal, unheard
from sync.hub.measuring.table import as_last_line, as_table

CANNOT = 2


def measure(goal: str, log: Path | None, data_dir: Path | None, clock: Clock | None = None) -> int:
    """Measure a goal and return the command's exit status: 0, or ``CANNOT`` with the reason in both languages."""
    read: ImportedLog | None = None
    try:
        must_be_a_goal(goal)
        read = _read(goal, log, data_dir, clock or SystemClock())
        if GOALS[goal].needs_log:
            must_have_events(read)
        measured = goal_named(goal)(read)
    except LogUnreadable as trouble:
        said = [trouble.sentence, *(() if read is None else _said(read, goal))]
        sys.stderr.writelines(f"{one.zh}\n{one.en}\n" for one in said)
        return CANNOT
    title = read.description.title
    _print(f"{goal} · {title}" if title else goal)
    for sentence in _said(read, goal):
        _print(f"  {sentence.en}")
    _print(as_table(measured))
    _print(as_last_line(goal, title, measured))
    return 0


def _read(goal: str, log: Path | None, data_dir: Path | None, clock: Clock) -> ImportedLog:
    if log is None and GOALS[goal].needs_log:
        raise LogUnreadable("needs_log", goal=goal)
    description = LogDescription(title="", events=[]) if log is None else read_description(log)
    from sync.hub.history.reading import read_log  # the engine, once there is something to read

    return read_log(description, data_dir or (log or Path()).parent, clock.now())


def _said(read: ImportedLog, goal: str) -> list[Bilingual]:
    """Return what is wrong with rows of a log, and with what its description says of goals."""
    return [*(finding.sentence for finding in (*read.refused, *read.noted)), *unheard(read.description, goal)]


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
