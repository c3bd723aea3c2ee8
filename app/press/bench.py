"""Ordering at the press: its process is begun, fed, listened to, and ended when it takes too long.

What passes is never a file: documents go in piece by piece through one pipe, and what was made
comes out through another.
"""

import json
import subprocess  # noqa: TID251 - the one program that Amparo starts: its own press
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO, Any, Final

from app.press import frames
from app.press.jail import SECONDS

AT_ONCE: Final = 3  # orders about templates: each may take all the memory that the press has
WAIT_S: Final = 30.0
_turn: Final = BoundedSemaphore(AT_ONCE)
MOST_TOLD: Final = 1024 * 1024  # bytes of an answer that is no paper
MOST_FOUND, LONGEST = 2_000, 300  # of what stands in a template, and of each name there
HERE: Final = Path(__file__).resolve().parents[2]
# No setting and no key of the server's stands in its surroundings.
SURROUNDINGS: Final = {"PYTHONPATH": str(HERE), "RAYON_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}


class Failed(Exception):
    """Nothing was made; the code says why, and the place at which document, where it is known."""

    def __init__(self, code: str, place: int = -1) -> None:
        super().__init__(code)
        self.code, self.place = code, place


@dataclass(frozen=True, slots=True)
class Content:
    """One document: how long it is, and its pieces."""

    length: int
    pieces: Callable[[], Iterable[bytes | bytearray]]


@dataclass(frozen=True, slots=True)
class Far:
    """How far the press is."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Made:
    """One paper that is ready; its pieces are taken before the next answer is."""

    length: int
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Ready:
    """All of it is ready, and what is to be known of it."""

    told: dict[str, Any]


def ordered(order: dict[str, Any], contents: Iterable[Content]) -> Iterator[Far | Made | Ready]:
    """Yield what the press answers.

    Raises:
        Failed: A document cannot be used, or the press was ended: too large, or too long; or there
            is no turn for it.
    """
    with _turn_of(order), begun(SECONDS) as press:
        hand_in(press, order, contents)
        yield from _answers(press)


@contextmanager
def _turn_of(order: dict[str, Any]) -> Iterator[None]:
    """Wait until few enough are about templates; filings are put together one after the other.

    Raises:
        Failed: It takes too long.
    """
    if "template" not in order:
        yield
        return
    if not _turn.acquire(timeout=WAIT_S):
        raise Failed("busy")
    try:
        yield
    finally:
        _turn.release()


@contextmanager
def begun(seconds: float, *what: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Have a process of the press until the block ends; it is ended after so many seconds."""
    command = [sys.executable, "-P", "-B", "-m", "app.press", *what]
    press = subprocess.Popen(  # noqa: S603 - our own module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=SURROUNDINGS,
        cwd="/",
    )
    bound = Timer(seconds, press.kill)
    bound.daemon = True
    bound.start()
    try:
        yield press
    finally:
        bound.cancel()
        press.kill()
        for pipe in (press.stdin, press.stdout):
            with suppress(OSError):
                pipe_of(pipe).close()
        press.wait()


def hand_in(
    press: "subprocess.Popen[bytes]", order: dict[str, Any], contents: Iterable[Content]
) -> None:
    """Give the press its order and the documents for it."""
    pipe = pipe_of(press.stdin)
    with suppress(BrokenPipeError):  # it says by itself why it ended
        frames.put(pipe, frames.ORDER, json.dumps(order).encode())
        for each in contents:
            pipe.write(frames.HEAD.pack(frames.DOCUMENT, each.length))
            for piece in each.pieces():
                pipe.write(piece)
        pipe.close()


def _answers(press: "subprocess.Popen[bytes]") -> Iterator[Far | Made | Ready]:
    pipe = pipe_of(press.stdout)
    try:
        while (found := frames.head(pipe)) is not None:
            kind, length = found
            if kind == frames.VOLUME:
                yield Made(length, frames.body(pipe, length))
                continue
            if length > MOST_TOLD:
                raise Failed("ended")
            told = json.loads(frames.whole(pipe, length))
            if kind == frames.WRONG:
                raise Failed(str(told["code"]), int(told["place"]))
            if kind == frames.DONE:
                yield Ready(_looked_at(told) if "found" in told else _numbers_alone(told))
                return
            done, of = told
            yield Far(int(done), int(of))
    except (EOFError, ValueError, TypeError, LookupError, RecursionError):
        raise Failed("ended") from None
    raise Failed("ended")


def _numbers_alone(told: dict[str, Any]) -> dict[str, Any]:
    """Return what is to be known of papers; it is kept, and whoever made it read unknown files."""
    volumes = [[int(first), int(last)] for first, last in told["volumes"]]
    stands = {
        str(tab): [int(volume), int(first), int(last)]
        for tab, (volume, first, last) in told["stands"].items()
    }
    return {"volumes": volumes, "stands": stands}


def _looked_at(told: dict[str, Any]) -> dict[str, Any]:
    """Return what stands in a template, so long that it can be kept and no longer."""
    found = [
        {
            "key": str(each["key"])[:LONGEST],
            "kind": str(each["kind"])[:10],
            "said": str(each["said"])[:LONGEST],
            "page": int(each["page"]),
            "most": int(each["most"]),
        }
        for each in told["found"]
    ]
    return {"found": found[:MOST_FOUND]}


def pipe_of(pipe: IO[bytes] | None) -> Any:  # noqa: ANN401 - a pipe of bytes, which types do not tell
    """Return a pipe that there is."""
    return pipe
