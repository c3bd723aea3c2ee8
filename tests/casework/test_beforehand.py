"""Whether one may be one of two, and who else, is said before one asks. It is Wednesday."""

from uuid import UUID

import pytest

from app.casework import endings, seats, shredding, unneeded
from app.casework.endings import Completion
from app.casework.longstanding import KEYS_TOO_NEW
from app.casework.seconds import ANOTHER, Two
from app.errors import Refused
from tests.casework.briefs import add
from tests.casework.destroying_cases import ask
from tests.casework.test_puppets import lead, puppet
from tests.casework.test_two_of_one import _only
from tests.support.office import Office, id_of


def _destroying(office: Office, case_id: UUID, name: str = "alma") -> Two | None:
    with office.reading(name) as desk:
        return shredding.plan(desk, case_id).two


def _of_date(office: Office, row: UUID, name: str = "alma") -> Two | None:
    with office.reading(name) as desk:
        return endings.stands(desk, row).two


def test_of_destroying_a_case_it_is_said_who_may_ask_and_who_agrees(office: Office) -> None:
    """Her lead with new keys is sent to who may; who asked, and anybody else, to who agrees."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    assert _destroying(office, case_id) == Two(why_not="", others=["Carmen"])
    lead(office, case_id, "dina")
    seat = puppet(office)
    with seats.reading(office.house, seat) as desk:
        told = shredding.plan(desk, case_id).two
        assert (told.why_not, "Alma" in told.others) == (KEYS_TOO_NEW, True)
    ask(office, case_id)
    assert _destroying(office, case_id) == Two(why_not=ANOTHER, others=["Carmen"])
    assert _destroying(office, case_id, "carmen") == Two(why_not="", others=[])
    with seats.reading(office.house, seat) as desk:
        told = shredding.plan(desk, case_id).two
        assert told == Two(why_not=KEYS_TOO_NEW, others=["Carmen"])


def test_of_a_fatal_date_it_is_said_who_is_the_second(office: Office) -> None:
    """As the deed itself has it: by whom, and that new keys are none."""
    row = add(office, office.open_case("alma").id, fatal=True).id
    told = _of_date(office, row)
    assert told is not None
    assert (told.why_not, told.alone) == ("", "")
    assert "Bruno" in told.others
    assert "Alma" not in told.others
    seat = puppet(office)
    with seats.reading(office.house, seat) as desk:
        told = endings.stands(desk, row).two
    assert told is not None
    assert told.why_not == unneeded.TOO_NEW
    assert "Alma" in told.others
    curable = add(office, office.open_case("alma").id)
    assert _of_date(office, curable.id) is None


@pytest.mark.parametrize("only", [("alma",), ("alma", "bruno")])
def test_of_a_fatal_date_it_is_said_when_one_word_is_enough(
    office: Office, only: tuple[str, ...]
) -> None:
    """Alone in the office at once; where a colleague does not read the case, after two weeks."""
    row = add(office, office.open_case("alma", named_only=True).id, fatal=True).id
    _only(office, *only)
    told = _of_date(office, row)
    assert told is not None
    ended = only == ("alma",)
    expected = unneeded.ENOUGH if ended else unneeded.IN_TWO_WEEKS
    assert (told.why_not, told.others, told.alone) == ("", [], expected)
    done = Completion(outcome="not_needed", note="The client won before the Board.")
    with office.writing("alma") as desk:
        assert (endings.complete(desk, row, done).status == "not_needed") is ended
    if not ended:
        with pytest.raises(Refused), office.writing("alma") as desk:
            endings.complete(desk, row, done)
