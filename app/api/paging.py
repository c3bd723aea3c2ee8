"""Lists in stretches: how many, and where the next one begins.

A cursor tells nothing: it is the last id shown, or how many were shown, never a name or a day.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.errors import Refused
from app.words import N_

V = TypeVar("V")

MOST: Final = 200
USUAL: Final = 50
FURTHEST: Final = 2**31  # what both engines count to
_ID, _COUNT = b"\x01", b"\x02"


class Stretch(BaseModel):
    """Which stretch of a list is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    limit: int = Field(default=USUAL, ge=1, le=MOST)
    cursor: str | None = Field(default=None, max_length=64)

    @property
    def after(self) -> UUID | None:
        """The last id that was shown.

        Raises:
            Refused: The cursor is not one of ours.
        """
        told = self._told(_ID, 16)
        return None if told is None else UUID(bytes=told)

    @property
    def start(self) -> int:
        """How many were shown.

        Raises:
            Refused: The cursor is not one of ours.
        """
        told = int.from_bytes(self._told(_COUNT, 4) or b"", "big")
        if told >= FURTHEST:
            raise _not_ours()
        return told

    def _told(self, kind: bytes, length: int) -> bytes | None:
        if self.cursor is None:
            return None
        try:
            told = urlsafe_b64decode(self.cursor.encode("ascii") + b"===")
        except ValueError:
            raise _not_ours() from None
        if told[:1] != kind or len(told) != 1 + length:
            raise _not_ours()
        return told[1:]


class CaseStretch(Stretch):
    """The same, of one case where `case_id` is given."""

    case_id: UUID | None = None


class Listed(BaseModel, Generic[V]):
    """A stretch of a list; `next` is null at its end."""

    model_config = ConfigDict(frozen=True)

    items: list[V]
    next: str | None


def by_id(found: Sequence[V], limit: int, id_of: Callable[[V], UUID]) -> Listed[V]:
    """Return the first `limit` of what was found, which may be one more."""
    items = list(found[:limit])
    more = len(found) > limit
    return Listed(items=items, next=_cursor(_ID + id_of(items[-1]).bytes) if more else None)


def cut(found: Sequence[V], asked: Stretch) -> Listed[V]:
    """Return the stretch that is asked for of a list that is known as a whole."""
    start, end = asked.start, asked.start + asked.limit
    return by_count(found[start:end], start=start, more=len(found) > end)


def by_count(items: Sequence[V], *, start: int, more: bool) -> Listed[V]:
    """Return a stretch of a list whose order is not that of ids."""
    told = (start + len(items)).to_bytes(4, "big")
    return Listed(items=list(items), next=_cursor(_COUNT + told) if more else None)


def _cursor(told: bytes) -> str:
    return urlsafe_b64encode(told).rstrip(b"=").decode("ascii")


def _not_ours() -> Refused:
    return Refused(fields={"cursor": N_("Send a cursor as the list before gave it, or none.")})
