"""What Alembic runs: it migrates over the connection, and in the transaction, it is handed."""

from alembic import context

from claims import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
