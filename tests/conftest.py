"""What every test may ask for, and what no test may do.

No test leaves this machine: connections other than to the loopback and to unix sockets fail.
No test sees the AMPARO_* or PG* settings or the time zone of whoever started the run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from app import memory
from tests.support import postgres, standing, stretching

TESTS = Path(__file__).parent
KEPT_SETTINGS = {"AMPARO_TEST_DATABASE_URL", "AMPARO_CHROMIUM"}
# Which suite of `./amparo test` a folder belongs to, where no PostgreSQL is asked for.
# Any folder that is not named here works on SQLite.
SUITE_OF_FOLDER = {
    "browser": "browser",
    "crypto": "unit",
    "faults": "smtp",
    "forums": "unit",
    "house": "unit",
    "law": "unit",
    "night": "smtp",
    "sample": "unit",
    "support": "unit",
}

# What is done longer with --thorough, and belongs then to the suite `faults`.
LENGTHENED = ("faults/", "night/test_kill.py", "browser/test_access.py")

_RUN = pytest.StashKey[tuple[Path, int]]()

# How long an example takes says nothing on a shared machine.
settings.register_profile("amparo", deadline=None, print_blob=True, database=None)
settings.load_profile("amparo")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever starts the run say how long faults are looked for; ./amparo test faults does."""
    ours = parser.getgroup("faults")
    ours.addoption("--thorough", action="store_true", help="the whole fault matrix, and longer")
    ours.addoption("--brief", action="store_true", help="each of it once, small, in some minutes")
    ours.addoption("--deaths", type=int, help="how often a worker is killed on each engine")
    ours.addoption("--seed", type=int, help="the simulated years to live through again")
    ours.addoption("--seeds", type=int, help="how many offices are simulated")
    ours.addoption("--years", type=int, help="for how many years each")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run one folder that all its workers share, and a clean environment."""
    for name in [name for name in os.environ if name.startswith(("AMPARO_", "PG"))]:
        if name not in KEPT_SETTINGS:
            del os.environ[name]
    told = getattr(config, "workerinput", None)
    if told is None:
        config.stash[_RUN] = (Path(tempfile.mkdtemp(prefix="amparo-run-")), os.getpid())
    else:
        config.stash[_RUN] = (Path(told["run_folder"]), told["controller"])
    os.environ[postgres.RUN_NAME] = config.stash[_RUN][0].name
    stretched = config.stash[_RUN][0] / "stretched"
    stretched.mkdir(exist_ok=True)
    os.environ[stretching.FOLDER] = str(stretched)
    # No office is there: code that takes the machine's zone for the office's shows itself.
    os.environ["TZ"] = "Pacific/Kiritimati"
    time.tzset()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of pytest-xdist where the run's folder is."""
    folder, controller = node.config.stash[_RUN]  # type: ignore[attr-defined]
    node.workerinput.update(run_folder=str(folder), controller=controller)  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what the run has started and remove its folder."""
    folder, controller = config.stash[_RUN]
    standing.let_go()
    postgres.let_go()
    if controller == os.getpid():
        postgres.stop_server(folder)
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark every test with the suite it belongs to; leave out what takes long unless asked for."""
    is_thorough = config.getoption("thorough")
    if not is_thorough:
        long = [item for item in items if item.get_closest_marker("faults")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
    for item in items:
        suite = _suite_of(item, is_thorough=is_thorough)
        item.add_marker(suite)
        item.user_properties.append(("suite", suite))


def _suite_of(item: pytest.Item, *, is_thorough: bool) -> str:
    path = item.path.relative_to(TESTS)
    if is_thorough and str(path).startswith(LENGTHENED):
        return "faults"
    folder = path.parts[0]
    named = SUITE_OF_FOLDER.get(folder, "sqlite")
    if named in {"browser", "smtp"}:
        return named
    chosen = getattr(getattr(item, "callspec", None), "params", {}).values()
    asked = getattr(item, "fixturenames", ())
    return "postgresql" if "postgresql" in chosen or "postgresql_server" in asked else named


def pytest_collection_finish() -> None:
    """Spare the collector of cycles what stays as long as the run, as the application does."""
    memory.settle()


_places = count()


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a test's own; pytest reads the names of all earlier ones before it makes it."""
    place = tmp_path_factory.getbasetemp() / f"test-{next(_places)}"
    place.mkdir(mode=0o700)
    return place


@pytest.fixture(scope="session", autouse=True)
def _stretching(pytestconfig: pytest.Config) -> Iterator[None]:
    """Have no passphrase stretched twice."""
    with stretching.each_thing_once(pytestconfig.stash[_RUN][0] / "stretched"):
        yield


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config) -> str:
    """The address of this run's PostgreSQL; started when first asked for, shared by all workers."""
    folder, controller = pytestconfig.stash[_RUN]
    return postgres.server_url(folder, controller)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database that is gone after the test."""
    url = postgres.fresh_database(postgresql_server)
    yield url
    postgres.drop_database(url)
