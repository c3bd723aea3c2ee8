"""Having papers made at the press and kept in their case: piece by piece, all of them or none."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from app.casework import seats
from app.casework.arriving import Arrived, Arriving, Expected, require_room
from app.casework.fetching import Fetched, Leaving
from app.casework.seats import Seat
from app.crypto.primitives import random_key
from app.db.desk import Desk, House
from app.errors import AmparoError, Unavailable
from app.press.bench import Content, Far, Made, ordered


@dataclass(frozen=True, slots=True)
class Work:
    """What the press is to make of which documents, and who keeps it."""

    case_id: UUID
    title: str = field(repr=False)
    told: dict[str, Any] = field(repr=False)
    keep: Callable[[Desk, list[Arrived], dict[str, Any]], None] = field(repr=False)
    documents: list[Fetched] = field(default_factory=list, repr=False)
    contents: list[Content] = field(default_factory=list, repr=False)  # of no case
    ending: str = "pdf"
    document_id: UUID | None = None  # of the only paper, where it is known before


def press(house: House, seat: Seat, work: Work, far: Callable[[Far], None]) -> None:
    """Have the papers made and kept.

    Raises:
        AmparoError: A document is damaged, there is no room, or the case is not open any more.
        Failed: The press could not make it.
    """
    papers: list[Arriving] = []
    arrived: list[Arrived] = []
    told: dict[str, Any] = {}
    with ExitStack() as ending:
        contents = [*work.contents, *(_content(each) for each in work.documents)]
        for answer in ordered(work.told, contents):
            if isinstance(answer, Far):
                far(answer)
            elif isinstance(answer, Made):
                require_room(house.settings, answer.length)
                papers.append(Arriving(house, _expected(work, len(papers) + 1)))
                ending.callback(papers[-1].abandon)
                arrived.append(_taken(papers[-1], answer))
            else:
                told = answer.told
        _save(house, seat, work, papers, (arrived, told))
    for arriving in papers:
        arriving.settle()


def _content(of: Fetched) -> Content:
    def pieces() -> Iterator[bytes | bytearray]:
        with Leaving(of) as file:
            yield from file.pieces()

    return Content(of.size, pieces)


def _expected(work: Work, number: int) -> Expected:
    return Expected(
        case_id=work.case_id,
        document_id=work.document_id or uuid4(),
        file_id=uuid4(),
        number=1,
        name=f"{work.title[:150]} {number}.{work.ending}",
        key=random_key(),
    )


def _taken(arriving: Arriving, made: Made) -> Arrived:
    for piece in made.pieces:
        arriving.take(piece)
    return arriving.close()


def _save(
    house: House,
    seat: Seat,
    work: Work,
    papers: list[Arriving],
    made: tuple[list[Arrived], dict[str, Any]],
) -> None:
    """Save the rows of all papers; where it is unknown whether they were, the sweep looks."""
    is_known = False
    try:
        with seats.writing(house, seat) as desk:
            work.keep(desk, *made)
        is_known = True
        for arriving in papers:
            arriving.is_kept = True
    except AmparoError as failure:
        is_known = not isinstance(failure, Unavailable)
        raise
    finally:
        for arriving in papers:
            arriving.is_left = not is_known
