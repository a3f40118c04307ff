"""A copy of a hub's database, taken and put back as an operator does it, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.fakes.running_hub import RunningHub


class HubBackup:
    """Stops the hub for each act and starts it again: ``take`` the copy once, ``bring_back`` as often as you like."""

    def __init__(self, hub: RunningHub, folder: Path) -> None:
        self._hub = hub
        self._folder = folder

    def take(self) -> None:
        self._hub.stop()
        if self._hub.database_url:
            self._in_postgres("CREATE DATABASE {copy} TEMPLATE {name}")
        else:
            shutil.copytree(self._hub.data_dir, self._folder)
        self._hub.start()

    def bring_back(self) -> None:
        """Put the copy in the place of the database; nobody says so to the hub."""
        self._hub.stop()
        if self._hub.database_url:
            self._in_postgres("DROP DATABASE {name}", "CREATE DATABASE {name} TEMPLATE {copy}")
        else:
            shutil.rmtree(self._hub.data_dir)
            shutil.copytree(self._folder, self._hub.data_dir)
        self._hub.start()

    def _in_postgres(self, *statements: str) -> None:
        url = make_url(self._hub.database_url)
        engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement.format(name=url.database, copy=f"{url.database}_copy")))
        engine.dispose()
