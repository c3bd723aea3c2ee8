from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.db import engine as engines
from app.db.desk import House
from app.worker import Worker
from tests.night.house import HandClock, SmallOffice, house_at
from tests.night.rooms import bare
from tests.night.sink import Sink
from tests.support.offices import postgresql_office  # noqa: F401 - a fixture


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """A mail server on the loopback."""
    with Sink(tmp_path / "journal") as listening:
        yield listening


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path, sink: Sink) -> Iterator[SmallOffice]:
    """An empty office on each engine whose mail goes to the sink."""
    clock = HandClock()
    with bare(request, request.param, tmp_path) as url:
        house = house_at(tmp_path, clock, url, smtp_port=sink.port)
        yield SmallOffice(house, clock).found()
        house.engine.dispose()


@pytest.fixture
def worker(office: SmallOffice) -> Iterator[Worker]:
    """A worker of the office that does a round when told."""
    shift = Worker(office.house)
    yield shift
    shift.close()


@pytest.fixture
def impatient(office: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The same database, opened with less patience for locks."""
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr(engines, "PRAGMAS", (*engines.PRAGMAS, "busy_timeout=50"))
    house = office.house
    second = replace(house, engine=engines.open_engine(house.settings, house.keys))
    yield second
    second.engine.dispose()
