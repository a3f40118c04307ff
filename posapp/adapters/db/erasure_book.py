"""What the sync worker asks of this file about members who were erased."""

from __future__ import annotations

from posapp.adapters.db import erasures
from posapp.adapters.db.till_file import SqlTillData
from posapp.services.erasing import Untold


class SqlErasures:
    """Keeps ``ErasureBook`` in the till's file."""

    def __init__(self, till: SqlTillData) -> None:
        self._till = till

    def to_tell(self) -> Untold:
        """Return what a mall that has begun a new epoch may have forgotten; nobody once it was told."""
        with self._till.reading() as connection:
            return erasures.to_tell(connection)

    def told(self, epoch: str) -> None:
        """Keep that the mall of an epoch knows all of them."""
        with self._till.transaction() as connection:
            erasures.told_mall(connection, epoch)
            connection.commit()
