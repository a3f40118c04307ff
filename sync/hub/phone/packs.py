"""The model pack as the phone page reads it: kept in memory, read again when the hub published a newer one."""

from __future__ import annotations

import logging
import threading

from sqlalchemy import Connection

from posapp.domain.advice.pack import Pack, PackUnreadable, read
from sync.hub.publishing import heads, published
from sync.protocol.rows import AdvicePack

log = logging.getLogger(__name__)


class Packs:
    """Keeps the newest pack that can be read; safe from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen = 0
        self._pack: Pack | None = None

    def pack(self, conn: Connection) -> Pack | None:
        """Return the pack, None while the chain has none."""
        version = heads(conn).get("advice", 0)
        with self._lock:
            if version > self._seen:
                self._seen = version
                row = published(conn, AdvicePack, "pack")
                self._pack = self._pack if row is None else (_read(row) or self._pack)
            return self._pack


def _read(row: AdvicePack) -> Pack | None:
    try:
        return read(row.content)
    except PackUnreadable as trouble:
        log.warning("model pack %s cannot be read: %s", row.version, trouble)
        return None
