"""An office of a test is a copy of what was founded, and of what other tests began with too."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.casework import cases
from app.casework.cases import NewCase
from app.models.case import Case
from tests.support.office import CLIENT, Office, opens
from tests.support.offices import CopiedOffice, Shelf

Enter = Callable[[], CopiedOffice]


@pytest.fixture
def enter(office: CopiedOffice, tmp_path: Path) -> Iterator[Enter]:
    """One office after the other, of a shelf on which nothing was kept yet."""
    shelf = Shelf(office.shelf.founded, office.shelf.server, tmp_path)
    numbers = count()
    with ExitStack() as leaving:

        def entered() -> CopiedOffice:
            another = CopiedOffice(shelf, tmp_path / f"office {next(numbers)}", office.people)
            leaving.callback(another.leave)
            return another

        yield entered


def _begin(office: Office, done: list[str]) -> list[UUID]:
    def opened(told: str) -> UUID:
        done.append(told)
        with office.writing() as desk:
            return cases.open_new(desk, NewCase.model_validate({"client": CLIENT})).id

    return [office.began(told, partial(opened, told)) for told in ("first", "second")]


def _count(office: Office) -> int:
    with office.night() as desk:
        return desk.db.scalars(select(func.count()).select_from(Case)).one()


def test_what_began_alike_is_copied_in_its_order(enter: Enter) -> None:
    """Each is done twice; every office holds both cases all the same, and opens them."""
    done: list[str] = []
    for _ in range(7):
        office = enter()
        begun = _begin(office, done)
        assert [opens(office, "alma", case_id) for case_id in begun] == [True, True]
        assert _count(office) == len(set(begun)) == 2
    assert (done.count("first"), done.count("second")) == (2, 4)


def test_what_was_entered_is_replaced_by_no_copy(enter: Enter) -> None:
    """Whoever has looked into the house keeps the house that she saw."""
    done: list[str] = []
    for _ in range(5):
        _begin(enter(), done)
    office = enter()
    earlier = office.open_case().id
    assert _count(office) == 1
    begun = _begin(office, done)
    assert done[-2:] == ["first", "second"]
    assert all(opens(office, "alma", case_id) for case_id in (earlier, *begun))
    assert _count(office) == 3


def test_what_is_built_over_a_house_enters_it_when_it_asks(enter: Enter) -> None:
    """Until then the office may still begin as others did."""
    for _ in range(3):
        _begin(enter(), [])
    office, done = enter(), list[str]()
    engine = office.entrance.engine
    _begin(office, done)
    assert done == ["second"]
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Case)) == 2


def test_nobody_sees_what_another_office_did(enter: Enter) -> None:
    """A copy is one's own."""
    for _ in range(3):
        office = enter()
        assert _count(office) == 0
        office.open_case()
        assert _count(office) == 1
