"""Workers that die at a named point of one mail: `python -m tests.faults.mortal`.

One program reads the house's code once and forks a worker for every line on its standard input,
which says where it works and when it dies. It answers with the worker's id.
"""

import json
import os
import signal
import socket
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any, NoReturn

from sqlalchemy import Engine, event

from app.worker import Worker
from tests.night.house import house_at
from tests.night.shift import RunningClock, rehearse

CLAIM_UNCOMMITTED = "before the claim is committed"
CLAIMED = "after the claim, before it connects"
UNMARKED = "after 250, before the mark"
MARKED = "after the mark"


def die() -> NoReturn:
    """Die as a machine does that loses its power."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit


def _dies_connecting() -> None:
    def connected(*_given: Any, **_more: Any) -> NoReturn:
        die()

    socket.create_connection = connected


class Deathbed:
    """Dies at a statement or a commit of an engine."""

    def __init__(self, engine: Engine, point: str) -> None:
        self._point = point
        self._has_claimed = self._has_settled = self._has_marked = False
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._commit)

    def _statement(self, _connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        if self._has_marked and self._point == MARKED:
            die()
        if not sql.startswith("UPDATE mail"):
            return
        self._has_claimed |= "leased" in str(values)
        self._has_settled |= "accepted" in str(values)
        if self._has_settled and self._point == UNMARKED:
            die()

    def _commit(self, _connection: Any) -> None:
        if self._has_claimed and self._point == CLAIM_UNCOMMITTED:
            die()
        self._has_marked |= self._has_settled


def work(told: dict[str, Any], parent: int) -> None:
    """Work until killed or told to end, or until nobody is left who could tell."""
    clock = RunningClock(timedelta(seconds=told["behind"]))
    house = house_at(Path(told["folder"]), clock, told["url"], smtp_port=told["port"])
    stop = Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    if told["dies"] == CLAIMED:
        _dies_connecting()
    Deathbed(house.engine, told["dies"])
    shift = Worker(house, lease_seconds=told["lease"])
    shift._delivery.stop = stop
    while not stop.is_set() and os.getppid() == parent:
        if not shift.run_once():
            stop.wait(0.05)
    shift.close()


def main() -> None:
    """Fork a worker for every line."""
    parent = os.getpid()
    rehearse()
    for line in sys.stdin:
        worker = os.fork()
        if worker == 0:
            os.close(0)
            os.close(1)
            work(json.loads(line), parent)
            os._exit(0)
        sys.stdout.write(f"{worker}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    main()
