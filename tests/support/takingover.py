"""What one worker of a run has made, for the others to take over.

It lies in a folder of the run. Keys refuse to be written out; those of the small office's people
are its founder's to give, and nothing else that holds a key is taken over.
"""

import copyreg
import fcntl
import io
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any, TypeVar, cast

from app.casework.seats import Seat
from app.crypto.bundle import MemberKeys

T = TypeVar("T")


def once(file: Path, make: Callable[[], T]) -> T:
    """Return what whoever came first has made; the seats of people may be in it."""
    with _alone(file.with_suffix(".lock")):
        if not file.exists():
            write(file, make(), {Seat: _seat})
    return cast("T", read(file))


def _seat(seat: Seat) -> tuple[Any, ...]:
    return _seated, (seat.staff_id, astuple(seat.keys))


def _seated(staff_id: Any, keys: tuple[Any, ...]) -> Seat:
    return Seat(staff_id, MemberKeys(*keys))


def write(file: Path, thing: object, as_told: dict[type, Any] | None = None) -> None:
    """Write something down, all at once.

    Raises:
        TypeError: It holds a key.
    """
    written = io.BytesIO()
    pickler = pickle.Pickler(written)
    pickler.dispatch_table = copyreg.dispatch_table | (as_told or {})
    pickler.dump(thing)
    half = file.with_suffix(f".{os.getpid()}")
    half.write_bytes(written.getvalue())
    half.replace(file)


def read(file: Path) -> Any:
    """Return a copy of one's own.

    Raises:
        FileNotFoundError: Nobody has written it.
    """
    return pickle.loads(file.read_bytes())  # noqa: S301 - a process of this run wrote it


def counted(file: Path) -> int:
    """Return how often the workers of this run have counted here, this time included."""
    with file.open("ab") as marks:
        marks.write(b".")
        marks.flush()
        return marks.tell()


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
