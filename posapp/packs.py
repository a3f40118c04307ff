"""``posapp packs``: which model pack the tills advise with, back to an earlier one, on with the newest, or train."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posapp.config.paths import default_data_dir

if TYPE_CHECKING:
    from posapp.domain.clock import Clock
    from sync.hub.pack_versions import Standing

CANNOT = 2


def add_packs(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command to a parser's."""
    packs = commands.add_parser("packs", help="the mall's model packs: list, back to one, on with the newest, train")
    packs.add_argument("what", nargs="?", choices=("list", "back", "on", "train"), default="list")
    packs.add_argument("version", nargs="?", default="", help="back: to which version")
    packs.add_argument("--hub", type=Path, default=None, metavar="FOLDER", help="the mall's: where hub.db lies")
    packs.add_argument("--database", default="", metavar="URL", help="the mall's, if it is not SQLite")
    add_engine(packs)
    packs.set_defaults(run=run)


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Add what says on which engine the training counts."""
    parser.add_argument(
        "--training-engine", default="duckdb", metavar="ENGINE", help="duckdb, or Spark: spark://host:7077, local[2]"
    )
    parser.add_argument(
        "--training-folder", type=Path, default=None, metavar="FOLDER", help="one that the engine's machines read too"
    )


def run(options: argparse.Namespace, clock: Clock | None = None) -> int:
    """Do what the command line asks of the mall's database; a mall that runs may go on running."""
    from posapp.domain.clock import SystemClock
    from sync.hub import pack_versions
    from sync.hub.db.database import open_database
    from sync.hub.errors import HubRefused
    from sync.hub.sentences import sentence

    folder: Path = options.hub or default_data_dir() / "hub"
    if not options.database and not (folder / "hub.db").is_file():
        sys.stderr.write(f"{folder}: 那里没有商城的数据。\n{folder}: there is no mall's data there.\n")
        return CANNOT
    database, now = open_database(folder, options.database), (clock or SystemClock()).now()
    try:
        if options.what == "train":
            from sync.hub.training import train_now
            from sync.hub.training.engines import Counting

            if train_now(database, now, Counting(options.training_engine, options.training_folder)) is None:
                sys.stderr.write(
                    "还没有会员买过东西，没有可学的。\nNo member has bought anything yet: nothing to learn from.\n"
                )
                return CANNOT
        elif options.what != "list":
            with database.writing() as conn:
                if options.what == "back":
                    pack_versions.go_back(conn, options.version, now)
                else:
                    pack_versions.go_on(conn, now)
        with database.reading() as conn:
            sys.stdout.write(_listed(pack_versions.standing(conn)))
    except HubRefused as trouble:
        told = sentence(trouble.code, trouble.values)
        sys.stderr.write(f"{told.zh}\n{told.en}\n")
        return CANNOT
    finally:
        database.close()
    return 0


def _listed(standing: Standing) -> str:
    from posapp.domain.clock import Millis, local

    lines = [
        f"{'*' if pack.is_out else ' '} {pack.version}  {local(Millis(pack.trained_ms)):%Y-%m-%d %H:%M}  "
        f"{pack.size_bytes / 1e6:5.2f} MB  " + " ".join(f"{name}={value:g}" for name, value in pack.notes.items())
        for pack in standing.kept
    ]
    if standing.held:
        lines.append(f"停在 {standing.held}；posapp packs on 换到最新一版 / held; posapp packs on takes the newest")
    return "".join(f"{line.rstrip()}\n" for line in lines or ["还没有学过 / nothing was learnt yet"])
