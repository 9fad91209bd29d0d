"""Run the migrations over the connection that the state has opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="matching_version")
with context.begin_transaction():
    context.run_migrations()
