"""A real worker in a process of its own that can be killed: `python -m tests.night.shift`.

The program reads its settings once and forks a fresh worker for every line on its standard input,
so that fifty deaths do not cost fifty starts of Python. What a process reads at its first mail, the
program has read before, for a mail of another office. It answers each line with the id of the
worker, and writes `gone` when that one has ended.
"""

import json
import os
import signal
import socket
import sys
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from app.clock import system_clock
from app.worker import Worker
from tests.night.house import WEDNESDAY, HandClock, SmallOffice, house_at
from tests.night.sink import Sink


class RunningClock:
    """The machine's clock, as if it had shown a given instant when some other showed another."""

    def __init__(self, behind: timedelta) -> None:
        self._behind = behind

    def __call__(self) -> datetime:
        """Return the shifted time."""
        return system_clock() - self._behind


def narrow() -> None:
    """Let the system keep hardly anything of what is sent, so that a long mail takes its time."""
    connect = socket.create_connection

    def connected(*given: Any, **more: Any) -> socket.socket:
        door = connect(*given, **more)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2048)
        return door

    socket.create_connection = connected


def work(told: dict[str, Any], parent: int) -> None:
    """Work until killed or told to end, or until nobody is left who could tell."""
    if told.get("narrow"):
        narrow()
    clock = RunningClock(timedelta(seconds=told["behind"]))
    house = house_at(Path(told["folder"]), clock, told["url"], smtp_port=told["port"])
    stop = Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    shift = Worker(house, lease_seconds=told["lease"], tick_seconds=0.05)
    # The clock is shifted on purpose, so the check of both clocks is left out.
    while not stop.is_set() and os.getppid() == parent:
        if not shift.run_once():
            shift.close()
            stop.wait(0.05)
    shift.close()


def rehearse() -> None:
    """Send one mail of an office that is gone afterwards, as all that are connections to it."""
    with TemporaryDirectory() as name, Sink(Path(name, "journal")) as sink:
        clock = HandClock()
        office = SmallOffice(house_at(Path(name), clock, smtp_port=sink.port), clock).found()
        office.hire("p")
        office.enter("p", 2)
        shift = Worker(office.house)
        assert shift.run_once() == 1
        shift.close()
        office.house.engine.dispose()


def main() -> None:
    """Fork a worker for every line."""
    told = json.loads(sys.argv[1])
    parent = os.getpid()
    rehearse()
    for _ in sys.stdin:
        worker = os.fork()
        if worker == 0:
            os.close(0)
            os.close(1)
            work(told, parent)
            os._exit(0)
        sys.stdout.write(f"{worker}\n")
        sys.stdout.flush()
        os.waitpid(worker, 0)
        sys.stdout.write("gone\n")
        sys.stdout.flush()


__all__ = ["WEDNESDAY", "RunningClock"]

if __name__ == "__main__":
    main()
