"""Runs the revisions on the connection that `storage.schema` hands over, within its transaction."""

from alembic import context

from storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
