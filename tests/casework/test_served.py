"""A paper was served: what came, by whom, its own day reminded of, and who reads it."""

from datetime import date

import pytest

from app.casework import deadlines, served, tasklist
from app.casework.served import NewServed, ServedChange
from app.casework.servedtidings import SERVED
from app.errors import NotFound, Refused
from tests.casework.covering import alarms
from tests.support.office import Office, id_of


def test_a_paper_that_names_a_day_is_reminded_of_and_read_by_its_people(office: Office) -> None:
    """The day that stands on it is a date of the case; not one of service that is to come."""
    case = office.open_case("alma", named_only=True)
    known = {"case_id": case.id, "kind": "subpoena", "how": "in_hand", "by": "A marshal"}
    new = {**known, "served_on": "2027-04-13", "answer_by": "2027-04-27", "signed": "officer"}
    with office.writing("alma") as desk:
        paper = served.add(desk, NewServed.model_validate(new))
        assert paper.deadline_id is not None
        due = deadlines.one(desk, paper.deadline_id)
        assert (due.due, due.whose, due.status) == (date(2027, 4, 27), "ours", "open")
        with pytest.raises(Refused):
            served.add(desk, NewServed.model_validate({**known, "served_on": "2027-04-15"}))
        told = served.change(desk, paper.id, ServedChange(version=paper.version, client_told=True))
        assert (told.client_told, told.by, told.event) == (True, "A marshal", "service")
        assert [each.id for each in served.of_case(desk, case.id)] == [paper.id]
    with office.reading("bruno") as desk, pytest.raises(NotFound):
        served.one(desk, paper.id)


def test_whoever_must_act_is_mailed_at_once_and_has_a_task(office: Office) -> None:
    """Dina takes it: the lead has it today among her tasks; no colleague besides hears of it."""
    case = office.open_case("alma", named_only=True, named=[id_of(office, "dina")])
    known = {"case_id": case.id, "kind": "subpoena", "served_on": "2027-04-14"}
    with office.writing("dina") as desk:
        served.add(desk, NewServed.model_validate(known))
    with office.reading("alma") as desk:
        [task] = tasklist.page(desk, "mine", start=0, size=9).rows
    assert (task.words, task.is_today) == (served.READ_IT, True)
    told = {
        name
        for name in ("alma", "bruno", "carmen", "dina", "ivo")
        if SERVED in alarms(office, name)
    }
    assert {"alma"} <= told <= {"alma", "carmen"}
    with office.writing("alma") as desk:  # who takes it herself needs no task
        served.add(desk, NewServed.model_validate(known))
        assert len(tasklist.page(desk, "mine", start=0, size=9).rows) == 1


def test_its_date_is_named_in_the_language_of_who_leads_the_case(office: Office) -> None:
    """Carmen, who reads Spanish, enters it: Alma's list stays in English."""
    case = office.open_case("alma", named_only=True, named=[id_of(office, "carmen")])
    known = {"case_id": case.id, "kind": "motion", "what": "Opposition"}
    new = {**known, "served_on": "2027-04-13", "answer_by": "2027-04-27"}
    with office.writing("carmen") as desk:
        paper = served.add(desk, NewServed.model_validate(new))
        assert paper.deadline_id is not None
        title = deadlines.one(desk, paper.deadline_id).title
    assert title == "Answer the paper that was served: Opposition"
