"""Run by Alembic: migrate on the connection that `upgrade` holds."""

from alembic import context

from judgebox.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
