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


def everywhere(
    engine: Engine, deed: Callable[[], object], after: Callable[[], object], by: int = 2
) -> int:
    """Cut a deed off ever later until it passes, and look after each cut; return how many.

    The first few statements one by one, then in strides that grow by a `by`-th: small ones for a
    deed of several transactions, none of which may be jumped over.
    """
    at = cuts = 0
    while True:
        try:
            with off_at(engine, at):
                deed()
        except OffError:
            cuts += 1
            after()
            at += 1 + at // by
        else:
            return cuts
