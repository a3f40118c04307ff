"""The commands that read a log of a shop's past: ``posapp measure`` and ``posapp history``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from posapp.config.paths import default_data_dir

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no other name for it


def add_to(commands: Commands) -> None:
    """Add both commands."""
    history = commands.add_parser("history", help="bring what members did before into the mall: docs/measuring.md")
    history.add_argument("what", choices=("import",))
    _log(history)
    history.add_argument("--hub", type=Path, default=None, metavar="FOLDER", help="the mall's: where hub.db lies")
    history.add_argument("--database", default="", metavar="URL", help="the mall's, if it is not SQLite")
    history.add_argument("--refused", type=Path, default=None, metavar="FILE", help="list every row not taken, as CSV")
    history.set_defaults(run=_history)

    measure = commands.add_parser("measure", help="measure advice and forecasts on a log of a shop's past")
    measure.add_argument("goal", metavar="GOAL", help="next-basket, size, churn, demand, …; an unknown one lists them")
    _log(measure)
    measure.set_defaults(run=_measure)


def _log(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--log", type=Path, default=None, metavar="LOG.toml", help="its description: docs/measuring.md")
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="where its files lie (default: with it)")


def _history(options: argparse.Namespace) -> int:
    from sync.hub.history.command import bring_in

    folder = options.hub or default_data_dir() / "hub"
    return bring_in(options.log, options.data, folder, options.database, refused=options.refused)


def _measure(options: argparse.Namespace) -> int:
    from sync.hub.measuring.command import measure

    return measure(options.goal, options.log, options.data)
