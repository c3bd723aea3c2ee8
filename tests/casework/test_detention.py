"""Where somebody is held: looked for again in time, and what a transfer may change."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete

from app.casework import (
    casefiles,
    cases,
    detention,
    facilities,
    hearings,
    people,
    reminders,
    scheduling,
    stays,
    verify,
)
from app.casework.detention import DetentionChange, Looked, NewDetention, TransferAnswer
from app.casework.facilities import FacilityChange, NewFacility
from app.casework.scheduling import NewHearing
from app.casework.stays import DetentionView
from app.errors import Conflict, Refused
from app.models import Look
from tests.support.mails import read_mail
from tests.support.office import Office

HOUR = timedelta(hours=1)


def hold(office: Office, person_id: UUID, **known: Any) -> DetentionView:
    """Enter as Alma where somebody is held."""
    with office.writing("alma") as desk:
        new = NewDetention.model_validate({"person_id": person_id, **known})
        return detention.add(desk, new)


def client(office: Office, case_id: UUID) -> people.PersonView:
    """Return the client of a case as she stands."""
    with office.reading("alma") as desk:
        return cases.one(desk, case_id).people[0]


def looked(office: Office, stay: DetentionView, **said: Any) -> DetentionView:
    """Note a look as Alma."""
    with office.writing("alma") as desk:
        return detention.look(desk, stay.id, Looked.model_validate(said))


def owed(office: Office, name: str = "alma") -> list[tuple[UUID, bool]]:
    """Return the looks on somebody's Today, and whether they are overdue."""
    with office.reading(name) as desk:
        return [(each.id, each.overdue) for each in stays.due(desk)]


def place(office: Office, name: str, **known: Any) -> UUID:
    """Enter a facility as Dina, and return its id."""
    with office.writing("dina") as desk:
        return facilities.add(desk, NewFacility.model_validate({"name": name, **known})).id


def test_a_look_that_somebody_takes_from_today_is_found(office: Office) -> None:
    """The stay itself says when somebody looks again; Today lists it by a row that opens alone."""
    stay = hold(office, client(office, office.open_case("alma").id).id, place="A field office")
    looked(office, stay, found=False)
    seat = office.people["alma"].seat
    assert verify.verify_as(office.house, seat).wrong == []
    with office.house.engine.begin() as outside:
        outside.execute(delete(Look))
    assert verify.verify_as(office.house, seat).wrong == [
        f"looks {stay.id}: its stay says otherwise"
    ]


def test_until_she_is_found_it_is_looked_every_four_hours(office: Office) -> None:
    """Not found: four hours. Found: a week, but a day before a hearing. Then it is on Today."""
    case_id = office.open_case("alma").id
    stay = hold(office, client(office, case_id).id, place="A field office", found=False)
    begun = office.clock()
    assert (stay.located, stay.look_by) == (False, begun + 4 * HOUR)
    assert client(office, case_id).detained is True
    office.clock.forward(hours=5)
    assert owed(office) == [(stay.id, True)]
    assert owed(office, "bruno") == []
    stay = looked(office, stay, found=True, how="Locator")
    assert (stay.located, stay.look_by) == (True, office.clock() + 168 * HOUR)
    assert owed(office) == []
    hearing = {"case_id": case_id, "starts": "2027-04-20T09:00", "kind": "master"}
    with office.writing("alma") as desk:
        heard = scheduling.schedule_hearing(desk, NewHearing.model_validate(hearing))
        stay = stays.one(desk, stay.id)
    assert stay.look_by == heard.starts_at - 24 * HOUR
    stay = looked(office, stay, found=True, hours=2)
    assert stay.look_by == office.clock() + 2 * HOUR
    soon = hearing | {"starts": "2027-04-16T09:00", "kind": "bond"}
    office.clock.forward(hours=1)
    with office.writing("alma") as desk:  # seen within the last day before it: nothing is owed yet
        scheduling.schedule_hearing(desk, NewHearing.model_validate(soon))
        assert stays.one(desk, stay.id).look_by == stay.look_by
    assert [(each.found, each.by) for each in stay.looks] == [
        (True, "Alma"),
        (True, "Alma"),
        (False, "Alma"),
    ]


def test_nobody_is_found_at_no_place(office: Office) -> None:
    """Left unsaid she was only heard of: it is looked again in four hours, not in a week."""
    her = client(office, office.open_case("alma").id)
    with pytest.raises(Refused) as refused:
        hold(office, her.id, found=True)
    assert refused.value.fields == {"place": detention.FOUND_WHERE}
    stay = hold(office, her.id)
    assert (stay.located, stay.look_by) == (False, office.clock() + 4 * HOUR)


def test_the_morning_mail_counts_looks_that_are_due(office: Office) -> None:
    """A number alone, to whoever promised: neither where, nor that it is about custody."""
    stay = hold(office, client(office, office.open_case("alma").id).id, place="A field office")
    looked(office, stay, found=False)
    office.clock.forward(days=1)
    told = {}
    with office.night(writes=True) as desk:
        reminders.plan(desk, office.calendar)
        for held in reminders.claim(desk):
            raw = reminders.text_of(desk, held, watched=0)
            assert raw is not None
            if held.kind == "daily":
                told[held.recipient_id] = read_mail(raw)
    alma = told.pop(office.people["alma"].id)
    assert "On Today there is 1 thing more that you promised to do, and is due." in alma
    assert not any("promised" in each or "prometió" in each for each in told.values())


def test_what_nobody_looked_after_reaches_lead_and_back_up(office: Office) -> None:
    """Four hours late it is no longer only hers who promised; released, it is nobody's."""
    case_id = office.open_case("alma", backup_id=office.people["bruno"].id).id
    person = client(office, case_id)
    with office.writing("dina") as desk:
        stay = detention.add(desk, NewDetention(person_id=person.id, place="Basile", found=False))
    office.clock.forward(hours=7)
    assert (owed(office, "dina"), owed(office)) == ([(stay.id, True)], [])
    office.clock.forward(hours=2)
    assert owed(office) == owed(office, "bruno") == [(stay.id, True)]
    assert owed(office, "carmen") == []
    with office.writing("alma") as desk:
        over = DetentionChange(version=stay.version, ended="released")
        done = detention.change(desk, stay.id, over)
        with pytest.raises(Conflict):
            detention.change(desk, stay.id, over)
        with pytest.raises(Refused):
            detention.look(desk, stay.id, Looked(found=True))
    assert (done.ended, done.until is not None, done.look_by) == ("released", True, None)
    assert owed(office) == owed(office, "dina") == []
    released = client(office, case_id)
    assert (released.detained, released.detained_at) == (False, "")


def test_a_transfer_asks_what_it_may_change_and_both_places_stand(office: Office) -> None:
    """Louisiana to Texas: another zone, and until somebody knows, the hearing shows both."""
    jena = place(office, "Jena", court="JNA", booking="By fax, 24 hours ahead", hours_ahead=24)
    el_paso = place(office, "El Paso", tz="America/Denver")
    case_id = office.open_case("alma").id
    first = hold(office, client(office, case_id).id, facility_id=jena)
    assert first.changes == []
    hearing = {"case_id": case_id, "starts": "2027-04-15T09:00", "kind": "master", "court": "JNA"}
    with office.writing("alma") as desk:
        heard = scheduling.schedule_hearing(desk, NewHearing.model_validate(hearing))
    assert heard.moved is None
    second = hold(office, client(office, case_id).id, facility_id=el_paso, how="His wife called")
    assert (second.before, second.before_place, second.unanswered) == (first.id, "Jena", 10)
    with office.reading("alma") as desk:
        assert stays.one(desk, first.id).ended == "transferred"
        [shown] = hearings.by_ids(desk, [heard.id], _known(desk, case_id))
    assert shown.moved is not None
    both = (shown.moved.before, shown.moved.zone_before, shown.moved.place, shown.moved.zone)
    assert both == ("Jena", "America/Chicago", "El Paso", "America/Denver")
    assert client(office, case_id).detained_at == "El Paso"
    said = {"question": "hearing_where", "answer": "Still in Jena, by video"}
    assert second.version == 1
    with office.writing("alma") as desk:
        told = TransferAnswer.model_validate({**said, "version": 1, "source": "The clerk"})
        third = detention.answer(desk, second.id, told)
        assert third.unanswered == 9
        assert hearings.one(desk, heard.id).moved is None
        again = told.model_copy(update={"version": stays.one(desk, first.id).version})
        with pytest.raises(Refused):
            detention.answer(desk, first.id, again)


def _known(desk: Any, case_id: UUID) -> Any:
    return casefiles.labels(desk, {case_id})


def test_a_facility_is_filled_once_and_corrected_by_anyone(office: Office) -> None:
    """Who checked it last stands on it; after half a year it says that nobody did."""
    jena = place(office, "Jena", court="jna")
    with office.writing("ivo") as desk:
        wanted = FacilityChange(version=1, fax="555-0144")
        kept = facilities.change(desk, jena, wanted)
        with pytest.raises(Conflict):
            facilities.change(desk, jena, wanted)
    assert (kept.court, kept.zone, kept.fax) == ("JNA", "America/Chicago", "555-0144")
    assert (kept.checked_by, kept.stale) == ("Ivo", False)
    office.clock.forward(days=181)
    with office.reading("alma") as desk:
        assert [each.stale for each in facilities.everywhere(desk)] == [True]
