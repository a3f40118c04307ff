"""The hub as a web application."""

from __future__ import annotations

from starlette.applications import Starlette

from sync.hub.settings import HubSettings


def create_app(settings: HubSettings) -> Starlette:
    """Build the application: opens the database, migrates it, seeds a demo, applies what was left over.

    The phone page is mounted from ``sync.hub.phone``: ``routes(database, settings) -> list[BaseRoute]``, where
    ``database`` is ``sync.hub.db.database.Database`` (``with database.reading() as conn`` / ``database.writing()``).
    Any ``posapp.domain.errors.Refused`` that an endpoint raises becomes ``{code, zh, en, values}`` with its status.
    """
    raise NotImplementedError
