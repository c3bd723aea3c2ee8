"""Runs migrations on the connection that Amparo opened; no key of a person or case is ever here."""

from alembic import context
from sqlalchemy import Connection


def run() -> None:
    """Walk the revisions on the connection handed over in the configuration's attributes."""
    connection = context.config.attributes.get("connection")
    if not isinstance(connection, Connection):
        message = "Run migrations with “amparo migrate”: it opens the encrypted database."
        raise TypeError(message)
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("target_metadata"),
        transactional_ddl=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


run()
