"""An empty database on each engine, opened as `amparo migrate` opens it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.crypto.serverkeys import ServerKeys
from app.db.engine import open_engine
from tests.support.office import SERVER_SECRET, settings_in


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine over a database without a table."""
    on_server = request.param == "postgresql"
    url = request.getfixturevalue("postgresql_url") if on_server else None
    engine = open_engine(settings_in(tmp_path, url), ServerKeys.from_secret(SERVER_SECRET))
    yield engine
    engine.dispose()
