"""What a stretch of work costs, in counts that are the same on every machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, event

from app.crypto.primitives import Box


@dataclass
class Costs:
    """Statements sent and seals opened."""

    statements: int = 0
    opens: int = 0


@contextmanager
def counted(engine: Engine) -> Iterator[Costs]:
    """Count until the block ends; one at a time."""
    costs = Costs()

    def executed(*_: object) -> None:
        costs.statements += 1

    unlock = Box.unlock

    def opened(self: Box, nonce: bytes, ciphertext: bytes, bound: bytes) -> bytes:
        costs.opens += 1
        return unlock(self, nonce, ciphertext, bound)

    event.listen(engine, "before_cursor_execute", executed)
    Box.unlock = opened  # type: ignore[method-assign]
    try:
        yield costs
    finally:
        Box.unlock = unlock  # type: ignore[method-assign]
        event.remove(engine, "before_cursor_execute", executed)
