"""Run the hub's migrations on the connection that the hub hands over (``config.attributes["connection"]``)."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
context.run_migrations()
