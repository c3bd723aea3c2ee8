"""What was handed in for a case that is to be destroyed: nothing goes unread, nothing is missed."""

import pytest
from sqlalchemy import update

from app.casework import shredding
from app.errors import Refused
from app.models import TrayItem
from tests.casework.destroying_cases import agree, ask, both, destroyed, two_weeks_later, view
from tests.casework.handing import give_back, given, take
from tests.casework.test_shredding import is_sound, told
from tests.support.office import Office, opens


def test_a_paper_handed_in_during_the_two_weeks_stops_it(office: Office) -> None:
    """A hearing notice comes on day ten; nobody has read it, so the case stays."""
    opened = office.open_case()
    asked = both(office, opened.id)
    office.clock.forward(days=10)
    given(office, "olga", opened.number, on="2027-06-01")
    assert two_weeks_later(office) == 0
    assert (view(office, asked).why, opens(office, "alma", opened.id)) == ("paper", True)
    assert told(office, "shredding_stopped") >= {"alma", "bruno", "carmen"}
    assert is_sound(office)


def test_a_paper_that_waits_is_read_before_anybody_asks_or_agrees(office: Office) -> None:
    """Asking and agreeing say so; the page counts it; given back, it keeps nothing."""
    opened = office.open_case()
    ask(office, opened.id)
    item = given(office, "olga", opened.number)
    for deed in (agree, ask):
        with pytest.raises(Refused) as refused:
            deed(office, opened.id)
        assert refused.value.text == shredding.PAPERS_WAIT
    with office.reading() as desk:
        assert shredding.plan(desk, opened.id).papers == 1
    give_back(office, "alma", item)
    with office.reading() as desk:
        assert shredding.plan(desk, opened.id).papers == 0
    agree(office, opened.id)
    assert two_weeks_later(office) == 1


@pytest.mark.parametrize("state", ["waits", "taken", "gone"])
def test_a_paper_that_was_changed_outside_counts_as_unread(office: Office, state: str) -> None:
    """Whoever writes to the database cannot have one passed over by what stands in clear."""
    opened = office.open_case()
    both(office, opened.id)
    item = given(office, "olga", opened.number)
    with office.night(writes=True) as desk:
        values = {"state": state, "body": b"x"}
        desk.db.execute(update(TrayItem).where(TrayItem.id == item).values(values))
    assert two_weeks_later(office) == 0
    assert opens(office, "alma", opened.id)


def test_a_paper_that_was_taken_keeps_nothing(office: Office) -> None:
    """Its words are a note then, for which both sign."""
    opened = office.open_case()
    take(office, "alma", given(office, "olga", opened.number))
    asked = destroyed(office, opened.id)
    assert view(office, asked).counts["tray_items"] == 1
