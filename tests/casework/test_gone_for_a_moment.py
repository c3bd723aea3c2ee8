"""Whoever hides colleagues, or that they left, at the shell for a moment is not alone by that.

It is Wednesday 14 April 2027.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, update

from app.casework import adding, endings, holds, leaving, lifting, ownlaw
from app.casework import unneeded as two
from app.casework.calendar import Calendar
from app.casework.endings import Completion
from app.casework.leaving import Leaving
from app.errors import Refused
from tests.casework.briefs import typed
from tests.casework.bringing_back import wrong
from tests.casework.test_order_on_record import SUBPOENA
from tests.casework.test_ownlaw import TEN_DAYS, _counted
from tests.support.office import Office, id_of
from tests.support.shell import TABLES, bared, copied, raw, unchecked
from tests.support.smaller import leave_long_ago

DONE = Completion(outcome="not_needed", note="The client won before the Board.")


@contextmanager
def taken_away(office: Office, *names: str) -> Iterator[None]:
    """Have these accounts not be there, and afterwards stand as they were."""
    ids = [id_of(office, each) for each in names]
    rows = [row for each in ids for row in copied(office, "staff", id=each)]
    staff = bared(TABLES["staff"])
    unchecked(office, delete(staff).where(staff.c.id.in_(ids)))
    yield
    unchecked(office, insert(staff), rows)


def fatal(office: Office, case_id: UUID) -> UUID:
    """Have Carmen enter a fatal date in a case of hers."""
    with office.writing("carmen") as desk:
        return adding.add(desk, typed(case_id, fatal=True)).id


def says(office: Office, row: UUID, by: str = "carmen") -> str:
    """Say that a fatal date is not needed; return how it stands."""
    with office.writing(by) as desk:
        return endings.complete(desk, row, DONE).status


@pytest.mark.parametrize("how", ["renamed", "dated back", "taken away"])
def test_that_a_colleague_left_is_hidden_from_nobody(office: Office, how: str) -> None:
    """Carmen's thief closes the last colleague's account and hides that deed: no key is taken."""
    row = fatal(office, office.open_case("carmen", named_only=True).id)
    leave_long_ago(office, "alma", "bruno")
    with office.writing("carmen") as desk:
        heir = id_of(office, "carmen")
        leaving.leave(desk, Calendar(), id_of(office, "dina"), Leaving(heir_id=heir, sure=True))
    office.open_case("carmen")  # so that another deed stands behind it
    table = bared(TABLES["audit"])
    hers = table.c.object_id == id_of(office, "dina")
    if how == "renamed":
        unchecked(office, update(table).values(action="note.add").where(hers))
    elif how == "dated back":
        unchecked(office, update(table).values(at=office.clock().replace(year=2026)).where(hers))
    else:
        unchecked(office, delete(table).where(hers))
    assert says(office, row) == "open"


def test_whoever_has_no_account_for_a_moment_may_be_the_second(office: Office) -> None:
    """Nobody would hear of her one word, and she would come back after two weeks."""
    case_id = office.open_case("carmen").id
    row = fatal(office, case_id)
    with office.writing("carmen") as desk:
        held = holds.put_up_office(desk, SUBPOENA)
    with taken_away(office, "alma", "bruno", "dina"):
        with pytest.raises(Refused) as refused:
            says(office, row)
        assert refused.value.text == two.UNCLEAR
        with office.writing("carmen") as desk, pytest.raises(Refused) as refused:
            holds.lift_office(desk, held)
        assert refused.value.text == lifting.UNCLEAR
        with office.writing("carmen") as desk:
            ownlaw.ask(desk, ownlaw.NewVersion.model_validate(TEN_DAYS))
        with office.reading("carmen") as desk:
            assert [each.state for each in ownlaw.listed(desk)] == ["waits"]
    assert says(office, row) == "open"
    assert wrong(office) == []


def test_an_end_that_is_hidden_on_record_is_one_by_its_words(office: Office) -> None:
    """A change of the law that two ended holds no more: no key is taken to hide both deeds."""
    with office.writing("carmen") as desk:
        changed = ownlaw.ask(desk, ownlaw.NewVersion.model_validate(TEN_DAYS))
    with office.writing("alma") as desk:
        ownlaw.agree(desk, changed)
    for name in ("carmen", "bruno"):
        with office.writing(name) as desk:
            ownlaw.end(desk, changed)
    office.open_case()  # so that another deed stands behind it
    raw(office, "UPDATE audit SET action = 'note.add' WHERE action IN ('law.end', 'law.ending')")
    with office.reading("alma") as desk:
        assert [each.state for each in ownlaw.listed(desk)] == ["ended"]
    assert _counted(office).version == 1
