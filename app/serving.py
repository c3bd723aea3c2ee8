"""The processes that run for long: the pages, the reminder worker, and the watch over both."""

import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from threading import Event, Thread

import uvicorn
from fastapi import FastAPI

from app import memory, unlocking
from app.casework import staff, unlocked
from app.casework.reminders.clocks import Steady
from app.clock import boot, system_clock, uptime
from app.config import Settings
from app.crypto.serverkeys import ServerKeys
from app.db import migrations
from app.db.desk import House, night
from app.db.engine import open_engine
from app.db.inuse import in_use
from app.errors import Unavailable
from app.keeper import Keeper
from app.main import build, build_locked
from app.porter import STILL_LOCKED, Porter
from app.watch import Alarms, LockedWatch, Watch
from app.words import N_
from app.worker import Worker

GOODBYE_S = 5  # how long a locked page may still be under way when the house opens


def serve(
    settings: Settings, open_at: Callable[[], House], port: int, *, with_worker: bool
) -> None:
    """Serve until stopped, the worker inside; locked at first where the key is under a passphrase.

    Raises:
        Refused: The database has another shape.
        Unavailable: The port is taken; the key, the database or the clock is not as it must be.
    """
    if not unlocking.is_sealed(settings):
        _open(open_at(), port, with_worker=with_worker)
        return
    with _bound(port) as door, _porter(settings, with_worker=with_worker) as porter:
        house = _locked(settings, porter, door)
        if house is not None:
            _open(house, port, door, with_worker=with_worker)


def work(open_at: Callable[[], House]) -> None:
    """Send reminders until stopped.

    Raises:
        Refused: The database has another shape.
        Unavailable: The key, the database or the clock is not as it must be.
    """
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    house = open_at()
    with _Watched(Watch(house)), in_use(house.settings.data, house.engine):
        shift = night_shift(house)
        shift.check()
        memory.settle()
        with Keeper(house):
            shift.run(stop)


def require_ours(house: House) -> None:
    """Let a program work on a database of this version's shape and of this server key.

    Raises:
        Refused: The shape is another.
        WrongKey: The key is another's.
    """
    migrations.require_newest(house.engine)
    with night(house, writes=False) as desk:
        staff.require_key(desk)


def night_shift(house: House) -> Worker:
    """Return a worker that looks at the database's shape first, and whether the clock is set."""
    return Worker(house, schema=require_ours, steady=Steady(uptime, boot()))


def _open(house: House, port: int, door: socket.socket | None = None, *, with_worker: bool) -> None:
    with _Watched(Watch(house)), in_use(house.settings.data, house.engine):
        require_ours(house)
        beside = Beside(night_shift(house)) if with_worker else None
        with Keeper(house) if with_worker else nullcontext():
            listen(house, port, beside=beside, door=door)


# --- locked -------------------------------------------------------------------------------------


@contextmanager
def _porter(settings: Settings, *, with_worker: bool) -> Iterator[Porter]:
    porter = Porter(settings, lambda secret: _begun(settings, secret, with_worker=with_worker))
    Thread(target=porter.run, name="porter", daemon=True).start()
    try:
        yield porter
    finally:
        porter.close()


def _begun(settings: Settings, secret: bytes, *, with_worker: bool) -> House:
    """Return the house that a server key opens, once all is proved that a start needs.

    Raises:
        Refused: The database has another shape.
        Unavailable: The key, the database or the clock is not as it must be.
    """
    keys = ServerKeys.from_secret(secret)
    house = House(open_engine(settings, keys), keys, system_clock, settings)
    require_ours(house)
    if with_worker:
        night_shift(house).check()
    with night(house, writes=True) as desk:
        is_founded = unlocked.unlock(desk)
    return house if is_founded else replace(house, secret=secret)


def _locked(settings: Settings, porter: Porter, door: socket.socket) -> House | None:
    """Serve that it is locked, and alarm, until the house is open; None where it was stopped."""
    config = web_config(build_locked(settings), settings)
    config.timeout_graceful_shutdown = GOODBYE_S
    server = uvicorn.Server(config)
    porter.on_open(lambda: setattr(server, "should_exit", True))
    print(STILL_LOCKED, flush=True)
    with _Watched(LockedWatch(settings, system_clock)):
        # The server closes what it is given; its twin keeps callers waiting until the next one.
        server.run(sockets=[door.dup()])
    return porter.house


# --- in threads of their own --------------------------------------------------------------------


class _Watched:
    """The watch in a thread of its own; what keeps the rest from starting is told at once."""

    def __init__(self, watch: Alarms) -> None:
        self._stop, self._watch = Event(), watch
        self._thread = Thread(target=watch.run, args=(self._stop,), name="watch", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, _kind: object, failure: BaseException | None, _trace: object) -> None:
        self._stop.set()
        self._thread.join(timeout=30)
        if isinstance(failure, Exception):
            self._watch.look(at_once=True)
            self._watch.close()


class Beside:
    """A worker in a thread of its own, stopped with the web."""

    def __init__(self, worker: Worker) -> None:
        self._stop = Event()
        worker.check()  # a worker that cannot begin stops the start, not silently its thread
        self._thread = Thread(target=worker.run, args=(self._stop,), name="worker", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=10)


# --- the pages ----------------------------------------------------------------------------------


def listen(
    house: House,
    port: int,
    mailbox: object | None = None,
    *,
    beside: Beside | None = None,
    door: socket.socket | None = None,
    state: Mapping[str, object] | None = None,
) -> None:
    """Serve on this machine's loopback until stopped; a proxy with TLS stands before it.

    The worker begins once the door is there: until then it would only keep people waiting.

    Raises:
        Unavailable: The port is taken.
    """
    app = build(house, mailbox)
    for name, value in (state or {}).items():
        setattr(app.state, name, value)
    with nullcontext(door) if door is not None else _bound(port) as at:
        memory.settle()
        with beside or nullcontext():
            uvicorn.Server(web_config(app, house.settings)).run(sockets=[at])


@contextmanager
def _bound(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError:
            raise Unavailable(
                N_("Port %(port)s is taken by another program. Choose another with --port."),
                port=port,
            ) from None
        yield door


def web_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """Return how the pages are served; a visitor's address is what a named proxy says it is."""
    # No access log: it would name every page that a person opened.
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
    )
