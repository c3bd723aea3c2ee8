"""What a database shell or one colleague tries in the newer rooms. It is 14 April 2027."""

import pytest

from app.casework import (
    adding,
    closing,
    deadlines,
    longstanding,
    moving,
    practice,
    readers,
    screening,
    verify,
)
from app.casework.closing import Closing
from app.casework.conflicts.opened import Holding
from app.casework.intake import checking, ending, inquiries
from app.casework.intake.checking import NewCheck, NewDecision
from app.casework.intake.ending import Acceptance, InquiryEnd
from app.casework.moving import DeadlineChange
from app.casework.screening import NewScreen
from app.errors import Damaged, Refused
from tests.casework.briefs import typed
from tests.casework.covering import write
from tests.casework.filing import PAGES, filed, read, sent
from tests.casework.test_detention import client, hold
from tests.casework.test_guests import invite, settle
from tests.casework.test_intake import taken, version
from tests.casework.test_sealing import seal
from tests.support.office import Office, id_of, opens
from tests.support.shell import copied, plant_many, raw


def _wrong(office: Office) -> list[str]:
    return verify.verify_as(office.house, office.people["alma"].seat).wrong


def test_no_one_person_tells_away_a_fatal_date_with_its_inquiry(office: Office) -> None:
    """Her mark is taken off first, the inquiry closed by "told": it stays ours, and is reminded."""
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    case_id = taken(office, who="carmen")
    with office.writing("carmen") as desk:
        fatal = adding.add(desk, typed(case_id, fatal=True))
        common = adding.add(desk, typed(case_id, title="Call the court"))
        change = {"version": fatal.version, "fatal": False, "override_reason": "A slip"}
        moving.change(desk, fatal.id, DeadlineChange.model_validate(change))
        end = {"version": version(desk, case_id), "how": "referred", "to": "Legal Aid, Macon"}
        ending.close(desk, case_id, InquiryEnd.model_validate({**end, "date_told": "By phone"}))
        stands = [deadlines.one(desk, each.id).whose for each in (fatal, common)]
    assert stands == ["ours", "told"]


def test_a_case_that_was_sealed_since_is_in_no_kept_check(office: Office) -> None:
    """Whoever reads the inquiry later is told of no colleague to ask about it."""
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    adverse = {"given_names": "Juan Carlos", "family_name": "Pérez", "phone": "555-0142"}
    other = office.open_case(client=adverse, named_only=True).id
    case_id = taken(office)
    with office.writing("ivo") as desk:
        assert checking.check(desk, Holding(), case_id, NewCheck()).ask == ["Alma"]
    seal(office, other)
    with office.reading("ivo") as desk:
        assert checking.of_case(desk, case_id)[0].ask == []


def test_an_older_card_of_a_document_gives_out_no_older_version(office: Office) -> None:
    """Put back behind Amparo: neither the first version as the newest, nor a second second."""
    case_id = office.open_case().id
    first = filed(office, case_id)
    before = copied(office, "documents")
    sent(office, first.id, PAGES + PAGES, version=first.version)
    raw(office, "DELETE FROM documents")
    plant_many(office, "documents", before)
    with pytest.raises(Damaged):
        read(office, first.id)
    assert read(office, first.id, 1) == PAGES
    with pytest.raises(Damaged):
        sent(office, first.id, PAGES, version=first.version)


def test_a_look_that_was_taken_away_is_named(office: Office) -> None:
    """Nobody would be asked to look again for whoever was arrested."""
    case_id = office.open_case().id
    stay = hold(office, client(office, case_id).id, place="A field office", found=False)
    assert _wrong(office) == []
    raw(office, "DELETE FROM looks")
    assert _wrong(office) == [f"looks {stay.id}: its stay says otherwise"]


def test_a_guest_of_an_inquiry_takes_it_from_nobody(office: Office) -> None:
    """Bruno reads it until Friday: he neither makes it his case, nor closes or opens it again."""
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    case_id = taken(office)
    invite(office, case_id, 2, "bruno", "carmen")
    with office.writing("ivo") as desk:
        kept = checking.check(desk, Holding(), case_id, NewCheck())
        checking.decide(desk, case_id, NewDecision(version=kept.version, decision="none"))
    with office.writing("bruno") as desk:
        seen = version(desk, case_id)
        with pytest.raises(Refused, match="for a while only"):
            ending.accept(desk, case_id, Acceptance(version=seen, named_only=True))
        with pytest.raises(Refused, match="for a while only"):
            ending.close(desk, case_id, InquiryEnd(version=seen, how="declined", why="No"))
    with office.writing("ivo") as desk:
        wanted = Acceptance(version=seen, named_only=True, lead_id=id_of(office, "bruno"))
        ending.accept(desk, case_id, wanted)
    office.clock.forward(days=7)
    assert opens(office, "bruno", case_id)


def test_a_former_guest_of_an_inquiry_who_leads_its_case_keeps_it(office: Office) -> None:
    """His day was over before; that the case was given to him since stands on record."""
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    case_id = taken(office)
    invite(office, case_id, 2, "bruno", "carmen")
    office.clock.forward(days=7)
    settle(office)
    with office.writing("ivo") as desk:
        kept = checking.check(desk, Holding(), case_id, NewCheck())
        checking.decide(desk, case_id, NewDecision(version=kept.version, decision="none"))
        seen, bruno = version(desk, case_id), id_of(office, "bruno")
        ending.accept(desk, case_id, Acceptance(version=seen, named_only=True, lead_id=bruno))
    write(office, "carmen", case_id, "Met him")
    assert opens(office, "bruno", case_id)
    assert verify.verify(office.house).wrong == []


def test_a_case_that_began_as_an_inquiry_was_opened_on_record(office: Office) -> None:
    """By its first call, so that who of two was here before is told by it."""
    case_id = taken(office)
    with office.reading("carmen") as desk:
        assert longstanding.first(desk, longstanding.OPENED, case_id).keys() == {case_id}


def test_a_case_whose_date_was_taken_away_is_not_closed(office: Office) -> None:
    """The date's own row is gone, its reminders' is not: somebody has to look first."""
    case_id = office.open_case().id
    with office.writing() as desk:
        adding.add(desk, typed(case_id, fatal=True))
    raw(office, "DELETE FROM deadlines")
    with office.writing() as desk:
        seen = closing.of(desk, case_id)
        assert seen.open_dates == 1
        wanted = Closing(version=seen.version, originals="none", retention="usual")
        with pytest.raises(Refused):
            closing.close(desk, case_id, wanted)


def test_a_sealed_inquiry_is_opened_again_by_its_own_people(office: Office) -> None:
    """It goes to no group: the intake team reads it no more than before."""
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    case_id = taken(office, who="carmen")
    with office.writing("carmen") as desk:
        end = InquiryEnd(version=version(desk, case_id), how="declined", why="By telephone")
        ending.close(desk, case_id, end)
        readers.add(desk, case_id, readers.NewReader(staff_id=id_of(office, "alma")))
    seal(office, case_id, by="carmen")
    with office.writing("carmen") as desk:
        ending.reopen(desk, case_id, version(desk, case_id))
        assert inquiries.one(desk, case_id).stage == inquiries.OPEN
    assert not opens(office, "ivo", case_id)


def test_who_loses_an_inquiry_answers_for_no_date_of_it(office: Office) -> None:
    """Ivo answered for one and reads the case no more: whoever leads it answers, and hears so."""
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    case_id = taken(office)
    with office.writing("carmen") as desk:
        date = adding.add(desk, typed(case_id, responsible_id=id_of(office, "ivo")))
        kept = checking.check(desk, Holding(), case_id, NewCheck())
        checking.decide(desk, case_id, NewDecision(version=kept.version, decision="none"))
        seen, alma = version(desk, case_id), id_of(office, "alma")
        ending.accept(desk, case_id, Acceptance(version=seen, lead_id=alma))
    assert not opens(office, "ivo", case_id)
    with office.reading("alma") as desk:
        assert deadlines.one(desk, date.id).responsible_id == alma
    assert _wrong(office) == []


def test_what_a_screen_keeps_from_who_checks_is_kept_for_the_others(office: Office) -> None:
    """Ivo reads an answer as of an office without that case; Alma reads the match."""
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    adverse = {"given_names": "Juan Carlos", "family_name": "Pérez", "phone": "555-0142"}
    other = office.open_case(client=adverse, named_only=True).id
    with office.writing("alma") as desk:
        screen = NewScreen(staff_id=id_of(office, "ivo"), reason="Worked for the plant")
        screening.put_up(desk, other, screen)
    case_id = taken(office)
    with office.writing("ivo") as desk:
        seen = checking.check(desk, Holding(), case_id, NewCheck())
    assert (seen.hits, seen.ask) == ([], [])
    with office.writing("ivo") as desk:
        readers.add(desk, case_id, readers.NewReader(staff_id=id_of(office, "alma")))
    with office.reading("alma") as desk:
        (hit,) = checking.of_case(desk, case_id)[0].hits
    assert hit.case_id == other
