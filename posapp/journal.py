"""``posapp journal``: write the tamper-evident journal into a file, verify such a file, list the anchors of a mall."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

from posapp.config.paths import RESOURCES, TillPaths

VERIFIER = RESOURCES / "journal" / "verify_journal.py"
"""The verifier that stands alone; the command runs the very same file."""

CANNOT = 2


def export(folder: Path, target: Path, number: str, pin: Callable[[], str]) -> int:
    """Write the journal of the till in ``folder`` into ``target``, whole or not at all.

    ``number`` and ``pin`` are those of somebody who may: a manager, or an auditor. That she did stands at its end.
    """
    from posapp.adapters.db.journal_export import export as lines
    from posapp.adapters.secrets import open_secrets
    from posapp.bootstrap import open_data
    from posapp.config.settings import Settings
    from posapp.domain.clock import SystemClock
    from posapp.domain.errors import Refused
    from posapp.services.errors import ManagerWanted, Unavailable
    from posapp.services.exporting import Exporting

    paths, clock = TillPaths(folder), SystemClock()
    if not paths.database.exists():
        sys.stderr.write(f"{folder}: no till is here, so there is no journal\n")
        return CANNOT
    fresh = target.with_name(f"{target.name}.new")
    try:
        data = open_data(paths, Settings.load(paths.settings), clock, open_secrets(folder))
        try:
            Exporting(data, clock).allow(number, pin())
            with data.reading() as connection, fresh.open("xb") as file:
                fresh.chmod(0o600)
                file.writelines(lines(connection, clock.now()))
            fresh.replace(target)
        finally:
            data.close()
            fresh.unlink(missing_ok=True)
    except ManagerWanted:
        sys.stderr.write(f"{number} may not take the journal out; a manager or an auditor may. Nothing was written\n")
        return CANNOT
    except (OSError, Refused, Unavailable) as trouble:
        sys.stderr.write(f"the journal was not written: {trouble}\n")
        return CANNOT
    sys.stdout.write(f"{target}\n")
    return 0


def verify(file: Path, root_key: str, anchors: Path | None, paper: list[str]) -> int:
    """Verify an exported journal; the exit status is the verifier's."""
    arguments = [str(file), *(("--root", root_key) if root_key else ())]
    arguments += ["--anchors", str(anchors)] if anchors is not None else []
    for told in paper:
        arguments += ["--paper", told]
    sys.path.insert(0, str(VERIFIER.parent))  # its helper processes import it by name
    status: int = importlib.import_module(VERIFIER.stem).main(arguments)
    return status


def list_anchors(folder: Path, database_url: str) -> int:
    """Print the heads of journals that tills have told the mall whose database is in ``folder``, a line each."""
    import msgspec
    from sqlalchemy import select

    from sync.hub.db.database import open_database
    from sync.hub.db.drawer_tables import journal_anchor as told

    database = open_database(folder, database_url)
    try:
        with database.reading() as conn:
            for row in conn.execute(select(told).order_by(told.c.device, told.c.seq, told.c.hub_no)):
                line = {"device": row.device, "seq": row.seq, "hash": row.hash, "at_ms": row.at_ms}
                sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    finally:
        database.close()
    return 0
