"""Ethical screens before a supervising attorney: two people, who is told, who takes one down."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import cases, readers, screening, sealing, seconding
from app.casework.readers import NewLead, NewReader
from app.casework.reminders.troubles import CLOSED_TO_HER
from app.casework.screening import NewScreen, ScreenEnd
from app.casework.screentidings import (
    SCREEN_ASKED,
    SCREEN_DOWN,
    SCREEN_DOWN_ASKED,
    SCREENED,
    SUPERVISOR_SCREENED,
)
from app.casework.sealing import Sealing
from app.errors import Forbidden, NotFound, Refused
from app.models import Mail, Staff
from tests.casework.covering import alarms
from tests.casework.test_screens import END, named, opens, screen
from tests.support.office import Office, id_of


@pytest.fixture
def case_id(office: Office) -> UUID:
    """Return a case of the office team: Alma leads it, Dina backs it up, Bruno and Carmen read."""
    return office.open_case("alma", backup_id=id_of(office, "dina")).id


def ask(office: Office, case_id: UUID, by: str, reason: str = "She acted for the landlord") -> bool:
    """Ask that Carmen, who supervises, be kept from a case; tell whether the screen stands."""
    with office.writing(by) as desk:
        new = NewScreen(staff_id=id_of(office, "carmen"), reason=reason)
        return screening.put_up(desk, case_id, new)


def answer(office: Office, case_id: UUID, by: str, *, agrees: bool) -> None:
    """Agree that Carmen be kept from a case, or turn it down."""
    deed = screening.agree if agrees else seconding.turn_down
    with office.writing(by) as desk:
        deed(desk, case_id, id_of(office, "carmen"))


def waiting(office: Office, case_id: UUID, who: str = "alma") -> tuple[list[str], bool]:
    """Return before whom a screen is asked for, as the case's page has it, and who may answer."""
    with office.reading(who) as desk:
        shown = screening.of(desk, case_id).screens
        return cases.one(desk, case_id).screens_asked, any(each.may_answer for each in shown)


def test_a_paralegal_alone_shuts_no_supervisor_out(office: Office, case_id: UUID) -> None:
    """Dina takes Carmen's place away and asks; the lead is told, agrees, and each of it is noted.

    Nobody else supervises here, so an administrator learns that there is such a screen.
    """
    with office.writing("dina") as desk:
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "alma")))
    assert not ask(office, case_id, "dina")
    assert opens(office, "carmen", case_id)
    assert (alarms(office, "alma"), alarms(office, "olga")) == ({SCREEN_ASKED}, set())
    assert waiting(office, case_id, "alma") == (["Carmen"], True)
    assert waiting(office, case_id, "dina") == (["Carmen"], False)
    for other in ("dina", "bruno", "carmen"):
        with pytest.raises(Refused):
            answer(office, case_id, other, agrees=True)
    with pytest.raises(Refused) as twice:
        ask(office, case_id, "bruno")
    assert twice.value.fields == {"staff_id": screening.ASKED_ALREADY}
    answer(office, case_id, "alma", agrees=True)
    assert not opens(office, "carmen", case_id)
    assert alarms(office, "olga") == {SUPERVISOR_SCREENED}
    assert {SCREENED} <= alarms(office, "dina") & alarms(office, "bruno")
    with office.reading("alma") as desk:
        [up] = screening.of(desk, case_id).screens
    assert (up.by, up.agreed_by, up.waits) == ("Dina", "Alma", False)
    assert named(office) == []


def test_a_paralegal_who_makes_herself_the_lead_still_needs_another(
    office: Office, case_id: UUID
) -> None:
    """Anybody on a case may choose who leads it, so that alone does not make her two people."""
    with office.writing("dina") as desk:
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "dina")))
    assert not ask(office, case_id, "dina")
    assert opens(office, "carmen", case_id)
    answer(office, case_id, "bruno", agrees=True)
    assert not opens(office, "carmen", case_id)


def test_what_was_asked_is_turned_down_or_withdrawn_and_stays_on_the_page(
    office: Office, case_id: UUID
) -> None:
    """Nobody is kept away by it; it can be asked again."""
    for by in ("alma", "dina"):
        assert not ask(office, case_id, "dina")
        with pytest.raises(NotFound):
            answer(office, case_id, "bruno", agrees=False)
        answer(office, case_id, by, agrees=False)
        assert waiting(office, case_id) == ([], False)
    assert opens(office, "carmen", case_id)
    with office.reading("alma") as desk:
        view = screening.of(desk, case_id)
    assert ([each.waits for each in view.screens], view.standing) == ([True, True], set())
    with pytest.raises(NotFound):
        answer(office, case_id, "alma", agrees=True)


def test_lead_and_supervisors_are_told_and_a_reason_is_one(office: Office, case_id: UUID) -> None:
    """Bruno keeps Ivo away: by mail to both, and not for the letter x."""
    with office.writing("bruno") as desk:
        ivo = id_of(office, "ivo")
        for said in ("x", "xxxxxxxx", "...---..."):
            with pytest.raises(Refused) as refused:
                screening.put_up(desk, case_id, NewScreen(staff_id=ivo, reason=said))
            assert refused.value.fields == {"reason": screening.SAY_MORE}
    screen(office, case_id, "ivo", by="bruno")
    assert alarms(office, "alma") == alarms(office, "carmen") == {SCREENED}


def take_down(office: Office, case_id: UUID, by: str, name: str = "carmen") -> bool:
    """Say that a screen is taken down; tell whether it is."""
    with office.writing(by) as desk:
        return screening.take_down(desk, case_id, id_of(office, name), END)


def test_lead_and_another_attorney_take_a_screen_down_where_no_supervisor_reads_the_case(
    office: Office, case_id: UUID
) -> None:
    """And only then; who neither leads nor supervises does not begin, a paralegal agrees not."""
    screen(office, case_id, "ivo")
    with pytest.raises(Forbidden), office.writing("alma") as desk:
        screening.take_down(desk, case_id, id_of(office, "ivo"), END)
    assert ask(office, case_id, "alma")
    with pytest.raises(Forbidden):
        take_down(office, case_id, "bruno")
    assert not take_down(office, case_id, "alma")
    for other in ("alma", "dina"):
        with pytest.raises(Forbidden):
            take_down(office, case_id, other)
    with office.reading("bruno") as desk:
        shown = {each.name: each for each in screening.of(desk, case_id).screens}["Carmen"]
        assert (shown.down_by, shown.may_end, shown.asks_end) == ("Alma", True, False)
    office.clock.forward(days=14)
    with pytest.raises(Forbidden):
        take_down(office, case_id, "bruno")  # what was asked two weeks ago counts no more
    with pytest.raises(Refused) as unsaid, office.writing("alma") as desk:
        screening.take_down(desk, case_id, id_of(office, "carmen"), ScreenEnd(why="ok"))
    assert unsaid.value.fields == {"why": screening.SAY_MORE}
    assert not take_down(office, case_id, "alma")
    with office.writing("bruno") as desk:  # the second may add nothing, and her reason stays
        assert screening.take_down(desk, case_id, id_of(office, "carmen"), ScreenEnd())
    with office.reading("bruno") as desk:
        kept = {each.name: each for each in screening.of(desk, case_id).screens}["Carmen"]
    assert (kept.end_why, kept.end_asked_by, kept.ended_by) == (END.why, "Bruno", "Bruno")
    assert named(office) == []


def test_where_one_attorney_is_left_a_paralegal_is_the_second(
    office: Office, case_id: UUID
) -> None:
    """One of both is an attorney of the case."""
    assert ask(office, case_id, "alma")
    with office.writing("alma") as desk:
        readers.remove(desk, case_id, id_of(office, "bruno"))
    assert not take_down(office, case_id, "alma")
    assert take_down(office, case_id, "dina")


def test_a_paralegal_alone_undoes_no_supervisors_screen(office: Office, case_id: UUID) -> None:
    """Dina seals the case, takes Carmen off, leads it and takes Carmen's screen down: it stands.

    Alma, an attorney of the case, and Carmen, who put it up, are mailed at both steps.
    """
    screen(office, case_id, "bruno", by="carmen")
    with office.writing("dina") as desk:
        sealing.seal(desk, case_id, Sealing(why="sealed"))
        readers.remove(desk, case_id, id_of(office, "carmen"))
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "dina")))
    before = {name: alarms(office, name) for name in ("alma", "carmen", "bruno")}
    assert not take_down(office, case_id, "dina", "bruno")
    with pytest.raises(Forbidden):
        take_down(office, case_id, "dina", "bruno")
    with pytest.raises(Refused), office.writing("dina") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "bruno")))
    for name in ("alma", "carmen"):
        assert alarms(office, name) - before[name] == {SCREEN_DOWN_ASKED}
    assert take_down(office, case_id, "alma", "bruno")
    assert SCREEN_DOWN in alarms(office, "carmen") & alarms(office, "dina")
    assert alarms(office, "bruno") == before["bruno"]
    assert named(office) == []


def test_without_an_attorney_on_the_case_no_screen_is_taken_down(
    office: Office, case_id: UUID
) -> None:
    """Two paralegals are no second word: Dina gives the case to an attorney first."""
    screen(office, case_id, "bruno")
    with office.writing("dina") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "vera")))
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "dina")))
        for name in ("carmen", "alma"):
            readers.remove(desk, case_id, id_of(office, name))
    with office.night(writes=True) as desk:
        desk.db.get_one(Staff, id_of(office, "vera")).role = "paralegal"
    assert not take_down(office, case_id, "dina", "bruno")
    with pytest.raises(Forbidden):
        take_down(office, case_id, "vera", "bruno")


def test_a_screen_at_the_opening_stands_at_once_and_is_told(office: Office) -> None:
    """It counts where it is timely; Alma, who is to lead, hears of what Bruno put up."""
    carmen = [id_of(office, "carmen")]
    new = {"lead_id": id_of(office, "alma"), "screened": carmen, "screen_reason": "Her landlord"}
    case_id = office.open_case("bruno", **new).id
    assert not opens(office, "carmen", case_id)
    assert SCREENED in alarms(office, "alma")
    assert SUPERVISOR_SCREENED in alarms(office, "olga")


def test_a_paralegal_who_took_the_attorneys_off_shuts_no_supervisor_out(
    office: Office, case_id: UUID
) -> None:
    """Dina seals the case, leads it and takes Alma off: nobody could take her screen down again."""
    with office.writing("dina") as desk:
        sealing.seal(desk, case_id, Sealing(why="sealed"))
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "dina")))
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "vera")))
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "carmen")))
        readers.remove(desk, case_id, id_of(office, "alma"))
    with pytest.raises(Refused) as refused:
        ask(office, case_id, "dina")
    assert refused.value.fields == {"staff_id": screening.ATTORNEY_FIRST}
    assert opens(office, "carmen", case_id)
    with office.writing("dina") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "alma")))
    assert not ask(office, case_id, "dina")
    answer(office, case_id, "alma", agrees=True)
    assert not opens(office, "carmen", case_id)
    assert not take_down(office, case_id, "dina")
    assert take_down(office, case_id, "alma")


def test_a_supervisor_hears_that_a_case_was_closed_to_her(office: Office, case_id: UUID) -> None:
    """Sealed out of it, and taken off; not who goes herself, nor who does not supervise."""
    with office.writing("dina") as desk:
        sealing.seal(desk, case_id, Sealing(why="sealed"))
    assert (alarms(office, "carmen"), alarms(office, "bruno")) == ({CLOSED_TO_HER}, set())
    named = office.open_case("alma", named_only=True, backup_id=id_of(office, "dina")).id
    with office.writing("alma") as desk:
        readers.add(desk, named, NewReader(staff_id=id_of(office, "carmen")))
    left = {row.id for row in mails_of(office, "carmen")}
    office.clock.forward(minutes=1)
    with office.night(writes=True) as desk:
        for mail in desk.db.scalars(select(Mail).where(Mail.id.in_(left))):
            mail.state, mail.accepted_at = "accepted", desk.now
    with office.writing("alma") as desk:
        readers.remove(desk, named, id_of(office, "carmen"))
    assert len(mails_of(office, "carmen")) == len(left) + 1
    with office.writing("alma") as desk:
        readers.add(desk, named, NewReader(staff_id=id_of(office, "carmen")))
    with office.writing("carmen") as desk:
        readers.remove(desk, named, id_of(office, "carmen"))
    assert len(mails_of(office, "carmen")) == len(left) + 1


def mails_of(office: Office, name: str) -> list[Mail]:
    """Return somebody's mails."""
    with office.night() as desk:
        mails = desk.db.scalars(select(Mail).where(Mail.recipient_id == id_of(office, name)))
        return list(mails)


def test_what_was_asked_two_weeks_ago_counts_no_more(office: Office, case_id: UUID) -> None:
    """Neither agreed to nor in the way of another asking; it stands among what is over."""
    assert not ask(office, case_id, "dina")
    office.clock.forward(days=14)
    assert waiting(office, case_id) == ([], False)
    with pytest.raises(NotFound):
        answer(office, case_id, "alma", agrees=True)
    with pytest.raises(NotFound):
        answer(office, case_id, "dina", agrees=False)
    with office.reading("alma") as desk:
        assert [each.until for each in screening.of(desk, case_id).screens] == [office.clock()]
    assert not ask(office, case_id, "dina")
    answer(office, case_id, "alma", agrees=True)
    assert not opens(office, "carmen", case_id)
    assert named(office) == []


def test_what_somebody_asked_who_left_the_case_counts_no_more(
    office: Office, case_id: UUID
) -> None:
    """Whoever is taken off asks for nothing there any more."""
    with office.writing("alma") as desk:
        sealing.seal(desk, case_id, Sealing(why="sealed"))
        for name in ("carmen", "vera"):
            readers.add(desk, case_id, NewReader(staff_id=id_of(office, name)))
    assert not ask(office, case_id, "vera")
    with office.writing("alma") as desk:
        readers.remove(desk, case_id, id_of(office, "vera"))
    assert not waiting(office, case_id)[1]
    with pytest.raises(NotFound):
        answer(office, case_id, "alma", agrees=True)
    assert opens(office, "carmen", case_id)
