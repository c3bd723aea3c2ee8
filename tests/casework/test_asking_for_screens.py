"""A supervisor asks, by the file number, that somebody be kept from a case she cannot open."""

from uuid import UUID

import pytest

from app.casework import screening, verify
from app.casework.cases import CaseOpened
from app.casework.screening import ASKED_ALREADY, LEADS, SAY_MORE
from app.casework.tray import asking
from app.casework.tray.asking import NewAsk
from app.casework.tray.handing import GivenView
from app.casework.tray.items import ABOUT_YOU, NOT_SO
from app.errors import Refused
from tests.casework.covering import alarms, wrong
from tests.casework.handing import give_back, mine, notes_of, read, take, waiting
from tests.support.office import Office, id_of, opens

WHY = "He acted for the landlord."


def case_of_three(office: Office) -> CaseOpened:
    """Open a case that Alma leads, Dina backs up, Bruno reads, and Carmen does not."""
    named = [id_of(office, "bruno")]
    return office.open_case("alma", named_only=True, backup_id=id_of(office, "dina"), named=named)


def ask(office: Office, number: str, whom: str, by: str = "carmen") -> GivenView | None:
    """Ask for a screen before somebody."""
    new = NewAsk(number=number, staff_id=id_of(office, whom), reason=WHY)
    with office.writing(by) as desk:
        return asking.ask(desk, new)


def asked(office: Office, number: str, whom: str, by: str = "carmen") -> UUID:
    """Ask for one that is taken, and return its id."""
    view = ask(office, number, whom, by)
    assert view is not None
    return view.id


def refuses(office: Office, name: str, item: UUID, why: str) -> None:
    """See that somebody neither takes it nor gives it back."""
    with pytest.raises(Refused) as refused:
        take(office, name, item)
    assert refused.value.text == why


def test_one_of_its_people_puts_it_up_and_whom_it_is_about_settles_nothing(office: Office) -> None:
    """Alma, Dina and the supervisors are told at once; Bruno is not shown why."""
    opened = case_of_three(office)
    assert not opens(office, "carmen", opened.id)
    item = asked(office, opened.number, "bruno")
    told = {name for name in office.people if "handed_in_urgent" in alarms(office, name)}
    assert told == {"alma", "dina", "carmen"}
    assert opens(office, "bruno", opened.id)  # until one of its people does it
    hers, his = read(office, "dina", item), read(office, "bruno", item)
    assert (hers.whom, hers.text, hers.about_me, hers.giver_name) == ("Bruno", WHY, False, "Carmen")
    assert (his.text, his.about_me) == ("", True)
    refuses(office, "bruno", item, ABOUT_YOU)
    with pytest.raises(Refused):
        give_back(office, "bruno", item)
    take(office, "dina", item)
    assert not opens(office, "bruno", opened.id)
    with office.reading("alma") as desk:
        (screen,) = screening.of(desk, opened.id).screens
    assert (screen.name, screen.reason, screen.by) == ("Bruno", WHY, "Dina")
    assert notes_of(office, "alma", opened.id) == []
    assert [(each.state, each.settled_by) for each in mine(office, "carmen")] == [("taken", "Dina")]
    assert wrong(office) == []
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []


def test_what_cannot_be_put_up_yet_waits_and_says_why(office: Office) -> None:
    """Before the lead: somebody else leads first. It can be given back with a word."""
    opened = case_of_three(office)
    item = asked(office, opened.number, "alma")
    refuses(office, "dina", item, LEADS)
    assert [line.id for line in waiting(office, "dina")] == [item]
    give_back(office, "dina", item, "She leads it; see me.")
    assert [each.answer for each in mine(office, "carmen")] == ["She leads it; see me."]
    assert opens(office, "alma", opened.id)


def test_whoever_puts_up_no_screens_leaves_it_to_the_legal_staff(office: Office) -> None:
    """Vera, a volunteer on the case; and one that stands already is just taken."""
    named = [id_of(office, "vera"), id_of(office, "bruno")]
    opened = office.open_case("alma", named_only=True, named=named)
    first, second = (asked(office, opened.number, "bruno") for _ in range(2))
    refuses(office, "vera", first, NOT_SO)
    for item in (first, second):
        take(office, "alma", item)
    with office.reading("alma") as desk:
        assert len(screening.of(desk, opened.id).screens) == 1


def test_before_a_supervisor_it_waits_until_a_second_person_agrees(office: Office) -> None:
    """Dina only asks, so it is not taken; Alma, who leads the case, takes it and is the second.

    Where the screen stands by then, taking it says so and no more.
    """
    opened = office.open_case("alma", backup_id=id_of(office, "dina"))
    items = [asked(office, opened.number, "carmen", by="carmen") for _ in range(2)]
    assert take(office, "dina", items[0]) is None
    assert opens(office, "carmen", opened.id)
    assert {line.id for line in waiting(office, "dina")} == set(items)
    refuses(office, "dina", items[0], ASKED_ALREADY)
    for item in items:
        assert take(office, "alma", item) == opened.id
    assert not opens(office, "carmen", opened.id)
    with office.reading("alma") as desk:
        (screen,) = screening.of(desk, opened.id).screens
    assert (screen.by, screen.agreed_by) == ("Dina", "Alma")


@pytest.mark.parametrize("reason", ["x", "aaaaaaaa"])
def test_a_reason_that_says_nothing_is_refused_while_it_is_typed(
    office: Office, reason: str
) -> None:
    """And not first to whoever would put the screen up, who cannot change it."""
    new = NewAsk(number="QQQQ-QQQ", staff_id=id_of(office, "bruno"), reason=reason)
    with office.writing("carmen") as desk, pytest.raises(Refused) as refused:
        asking.ask(desk, new)
    assert refused.value.fields == {"reason": SAY_MORE}


def test_a_number_that_takes_nothing_tells_nothing(office: Office) -> None:
    """Unknown, sealed, kept from the asker, no number at all: the same, and nothing is written."""
    sealed, kept = office.open_case(sealed="sealed", named_only=True), case_of_three(office)
    take(office, "alma", asked(office, kept.number, "carmen"))
    found = [
        ask(office, number, "bruno") for number in ("QQQQ-QQQ", sealed.number, kept.number, "…")
    ]
    assert found == [None] * 4
    assert waiting(office, "alma") == []
    new = NewAsk(number=kept.number, staff_id=UUID(int=5, version=4), reason=WHY)
    with office.writing("carmen") as desk, pytest.raises(Refused):
        asking.ask(desk, new)
