"""The command ``posapp history import``: a log into a hub, and on the terminal what came of it, in both languages."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from posapp.domain.clock import Clock, SystemClock
from posapp.domain.text import Bilingual
from sync.hub.db.database import open_database
from sync.hub.db.migrate import upgrade
from sync.hub.history.description import read_description
from sync.hub.history.log import must_have_events
from sync.hub.history.unreadable import LogUnreadable

if TYPE_CHECKING:
    from sync.hub.history.importing import RefusedRow

CANNOT = 2


def bring_in(
    log: Path | None,
    data_dir: Path | None,
    hub_dir: Path,
    database_url: str = "",
    *,
    refused: Path | None = None,
    clock: Clock | None = None,
) -> int:
    """Bring a log into a hub and say what was taken and what was not; return the command's exit status."""
    try:
        if log is None:
            raise LogUnreadable("no_log")
        return _bring_in(log, data_dir or log.parent, hub_dir, database_url, refused, clock or SystemClock())
    except LogUnreadable as trouble:
        sys.stderr.write(f"{trouble.sentence.zh}\n{trouble.sentence.en}\n")
        return CANNOT


def _bring_in(log: Path, data_dir: Path, hub_dir: Path, database_url: str, refused: Path | None, clock: Clock) -> int:
    from sync.hub.history.importing import bring
    from sync.hub.history.reading import read_log

    read = read_log(read_description(log), data_dir, clock.now(), any_size=True)
    must_have_events(read)
    if not database_url and not (hub_dir / "hub.db").exists():
        raise LogUnreadable("no_hub", path=hub_dir)
    database = open_database(hub_dir, database_url)
    try:
        upgrade(database)
        brought = bring(database, read)
    finally:
        database.close()
    _say(
        Bilingual(
            f"导入 {brought.new} 个事件，涉及 {brought.members} 位会员；已有的 {brought.known} 个没有重复导入。",
            f"Brought {brought.new} events of {brought.members} members; {brought.known} were there already.",
        )
    )
    for finding in (*read.refused, *read.noted, *brought.findings()):
        _say(finding.sentence)
    if refused is not None:
        _list(refused, brought.refused)
        _say(Bilingual(f"未导入的行已写入 {refused}。", f"The rows that were not taken stand in {refused}."))
    return 0


def _list(path: Path, rows: Sequence[RefusedRow]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("file", "row", "reason", "value"))
        out.writerows((one.file, one.row, one.reason, _no_formula(one.value)) for one in rows)


def _no_formula(value: str) -> str:
    """Return a value as a spreadsheet shows it: what begins like a formula would be worked out, or run."""
    return f"'{value}" if value[:1] in tuple("=+-@\t\r") and not value.lstrip("+-").isdigit() else value


def _say(text: Bilingual) -> None:
    sys.stdout.write(f"{text.zh}\n{text.en}\n")
