"""Alembic's way in. The program hands over its open connection, which alone knows the file's key."""

from alembic import context

connection = context.config.attributes["connection"]
# SQLite rolls DDL back like anything else; one transaction leaves an interrupted upgrade where it began.
context.configure(connection=connection, target_metadata=None, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
