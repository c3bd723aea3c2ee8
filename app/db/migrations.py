"""Walking the schema up and down; holds no key but the one that opens the file."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.db.columns import Base
from app.errors import Refused
from app.words import N_

ROOT = Path(__file__).parents[2]


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the schema up to a revision, all in one transaction."""
    with engine.begin() as connection:
        climb(connection, to)


def climb(connection: Connection, to: str = "head") -> None:
    """Bring the schema up to a revision in the transaction that is under way."""
    command.upgrade(_config(connection=connection), to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the schema down to a revision, all in one transaction."""
    with engine.begin() as connection:
        command.downgrade(_config(connection=connection), to)


def newest() -> str:
    """Return the revision this program was written for."""
    return _scripts().get_current_head() or ""


def current(engine: Engine) -> str:
    """Return the revision the database stands at, empty where there is none."""
    with engine.connect() as connection:
        return standing(connection)


def standing(connection: Connection) -> str:
    """Return the same of a connection, inside of what it has under way."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def knows(revision: str) -> bool:
    """Tell whether a revision is one that this program can walk from."""
    return revision in {each.revision for each in _scripts().walk_revisions()}


def require_newest(engine: Engine) -> None:
    """Let the start go on.

    Raises:
        Refused: The schema is older or newer than this program.
    """
    if current(engine) != newest():
        raise Refused(
            N_(
                "The database has another shape than this version of Amparo expects. Make a "
                "backup, then run “amparo migrate”."
            )
        )


@cache
def _scripts() -> ScriptDirectory:
    """Return this program's revisions, read once: a backup and each look at its health ask them."""
    return ScriptDirectory.from_config(_config())


def _config(**attributes: object) -> Config:
    config = Config(str(ROOT / "alembic.ini"))
    config.attributes.update(attributes, target_metadata=Base.metadata)
    return config
