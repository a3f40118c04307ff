"""The night job of a shop that the mall has left alone for days: its own model pack, from its own sales."""

from __future__ import annotations

import logging
import os
import sys
import threading

from posapp.adapters.db import packs
from posapp.adapters.db.news import announce
from posapp.adapters.db.till_file import SqlTillData
from posapp.domain.advice.pack import FORM, read, write
from posapp.domain.advice.rebuilding import LOOK_BACK_DAYS, is_due, rebuilt
from posapp.domain.clock import DAY, Clock
from posapp.services.changes import Changes
from sync.protocol.canonical import digest
from sync.protocol.rows import AdvicePack

log = logging.getLogger(__name__)

_KINDNESS = 10


def rebuild_if_due(till: SqlTillData, clock: Clock) -> bool:
    """Make the shop's own pack when the mall's is days old and it is night; tell whether one was made.

    Reads and counts without holding the file; keeping the pack is one short write. A pack of the mall's that came
    meanwhile is not laid over: the shop's own one then stands on a version that is no longer there.
    """
    now = clock.now()
    with till.reading() as connection:
        base = packs.of_mall(connection)
        if base is None or not is_due(now, base.trained_ms, packs.trained_here(connection, base.version)):
            return False
        bought = packs.bought(connection, now - LOOK_BACK_DAYS * DAY)
    if not bought:
        return False
    pack = rebuilt(read(base.content), bought, now)
    content = write(pack)
    row = AdvicePack(
        id="own",
        version=pack.version,
        trained_ms=now,
        checksum=digest(content.encode()),
        content=content,
        form=FORM,
        chain_id=base.chain_id,
    )
    with till.transaction() as connection:
        packs.keep_own(connection, row, base.version)
        announce(connection, Changes(member=True, catalogue=True))
        connection.commit()
    log.info("made model pack %s of %d lines sold here, on top of %s", pack.version, len(bought), base.version)
    return True


def yield_to_others() -> None:
    """Let this thread run behind everything else, where the system can do so for a thread alone."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _KINDNESS)
