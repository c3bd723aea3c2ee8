"""The machine goes off before a statement that writes: whatever deed runs, nobody is asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

WRITES = ("INSERT", "UPDATE", "DELETE")


class OffError(BaseException):
    """The machine went off here; nothing that waits for an error of ours takes it for one."""


@contextmanager
def off_at(engine: Engine, at: int, how: BaseException | None = None) -> Iterator[None]:
    """Have the machine go off before the at-th statement that writes, counted from 0."""
    left = [at]

    def hear(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().startswith(WRITES):
            if left[0] == 0:
                raise OffError if how is None else how
            left[0] -= 1

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", hear)


@contextmanager
def off_behind(engine: Engine, commits: int, done: list[int]) -> Iterator[None]:
    """Have the machine go off before the first statement that writes behind so many commits.

    Those that are done are counted in `done`, and none that ends nothing but reading.
    """
    written = [False]

    def hear(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().startswith(WRITES):
            if done[0] == commits:
                raise OffError
            written[0] = True

    def count(_c: Any) -> None:
        done[0] += written[0]
        written[0] = False

    event.listen(engine, "before_cursor_execute", hear)
    event.listen(engine, "commit", count)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", hear)
        event.remove(engine, "commit", count)


def everywhere(
    engine: Engine, deed: Callable[[], object], after: Callable[[], object], by: int = 2
) -> int:
    """Cut a deed off ever later until it passes, and look after each cut; return how many.

    The first few statements one by one, then in strides that grow by a `by`-th. No stride jumps
    over a transaction: the deed goes off at the beginning of each, and the strides begin anew.
    """
    at = cuts = behind = 0
    while True:
        done = [0]
        try:
            with off_behind(engine, behind + 1, done), off_at(engine, at):
                deed()
        except OffError:
            cuts += 1
            after()
            begun = done[0] > behind
            at, behind = (0, done[0]) if begun else (at + 1 + at // by, behind)
        else:
            return cuts
