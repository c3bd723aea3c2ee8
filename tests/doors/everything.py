"""One office in which everything waits that a form of Amparo can be about."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, event

from app.casework import (
    cases,
    closing,
    detention,
    device,
    documents,
    endings,
    facilities,
    handing,
    holds,
    joining,
    merging,
    moving,
    ownlaw,
    practice,
    problems,
    readers,
    recovery,
    referrals,
    releases,
    removing,
    screening,
    served,
    shredding,
    tasks,
    templates,
)
from app.casework.calendar import Calendar
from app.casework.clinics import days, helpers, records
from app.casework.clinics.days import NewClinic
from app.casework.clinics.helpers import NewHelpers
from app.casework.clinics.records import NewVisit
from app.casework.closing import Closing
from app.casework.conflicts.opened import Holding
from app.casework.detention import NewDetention
from app.casework.documents import NewDocument
from app.casework.endings import Completion
from app.casework.facilities import NewFacility
from app.casework.handing import NewHanding
from app.casework.holds import NewHold
from app.casework.intake import calls, checking, ending, inquiries, joined
from app.casework.intake.checking import NewCheck, NewDecision
from app.casework.intake.ending import InquiryEnd
from app.casework.intake.heard import NewCall
from app.casework.intake.joined import Joining
from app.casework.joining import Chosen, NewInvitation
from app.casework.merging import Merging
from app.casework.moving import DeadlineChange
from app.casework.ownlaw import NewVersion
from app.casework.practice import NewGroup, NewMember
from app.casework.problems import Problems
from app.casework.readers import NewReader
from app.casework.referrals import NewReferral
from app.casework.releases import NewRelease
from app.casework.removing import Removal
from app.casework.screening import NewScreen
from app.casework.served import NewServed
from app.casework.tasks import NewTask
from app.casework.templates import NewTemplate
from app.db.engine import writing
from app.models import Case, DueKey, Staff
from tests.casework.bringing_back import begin as custodians_open
from tests.casework.covering import declare, id_of, name_cover
from tests.casework.handing import given
from tests.doors.test_hearing_forms import LEFT, SETTING
from tests.doors.test_html_pages import tell
from tests.doors.visitors import Doors, filled_case
from tests.support.office import Office

CHOSEN = {"passphrase": "marimba under a wet tarpaulin", "again": "marimba under a wet tarpaulin"}
FAULT = """
CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'stumbled' USING ERRCODE = '%s'; END $$
"""
STATES = {"full": "53100", "late": "40001"}  # disk_full, serialization_failure


def everything(doors: Doors) -> dict[str, str]:
    """Let everything happen that a form can be about; return the ids by the names used here."""
    office = doors.office
    known = {name: str(id_of(office, name)) for name in office.people}
    known |= _recovered(office) | _case(doors) | _of_people(office) | _of_destroying(office)
    known |= _of_the_law(office) | _of_calls(office) | _of_custody(office)
    known |= _of_two_files(office) | _of_clinics(office) | _served(office)
    with office.writing("carmen") as desk:
        problems.choose(desk, Problems())
        problems.choose(desk, Problems(), problems.CLOSINGS)
    with office.night() as desk:
        for name, row in (("case", Case), ("ivo", Staff)):
            known[f"version of {name}"] = str(desk.db.get_one(row, UUID(known[name])).version)
    known["mail"] = tell(office).removeprefix("/r/")
    return known


def _recovered(office: Office) -> dict[str, str]:
    """Have the custodians open a case of Alma's for Bruno, days ago."""
    office.open_case(named_only=True)
    custodians_open(office, "bruno")
    office.clock.forward(days=5)
    with office.reading("bruno") as desk:
        [waits] = recovery.waiting(desk)
    return {"recovery": str(waits.id)}


def _case(doors: Doors) -> dict[str, str]:
    """Fill a case: a closed date, one that was left out, a guest, a screen, a paper, a hold."""
    office, alma = doors.office, doors.sits("alma")
    case = filled_case(office)
    known = {name.removesuffix("_id"): str(value) for name, value in case.named().items()}
    left = {"case_id": str(case.id), "follow_reason": "A joint motion"} | SETTING | LEFT
    known["left"] = alma.posts("/hearings", left).headers["location"].rpartition("/")[2]
    known |= _ended(doors, str(case.id)) | _papers(office, case.id)
    with office.writing() as desk:
        done = tasks.add(desk, NewTask(case_id=case.id, words="Ask"))
        known["done task"] = str(tasks.finish(desk, done.id).id)
        sent = referrals.add(desk, NewReferral(case_id=case.id, to_whom="A shelter"))
        allowed = releases.add(desk, NewRelease(case_id=case.id, what="Her name"))
        known |= {"referral": str(sent.id), "release": str(allowed.id)}
        guest = {"staff_id": id_of(office, "vera"), "until": "2027-05-01"}
        readers.add(desk, case.id, NewReader.model_validate(guest))
        kept = NewScreen(staff_id=id_of(office, "dina"), reason="She knows the father.")
        screening.put_up(desk, case.id, kept)
        hold = NewHold.model_validate({"source": "subpoena", "reason": "A letter."})
        known["hold"] = str(holds.put_up(desk, case.id, hold))
    walled = office.open_case("alma", backup_id=id_of(office, "dina")).id
    with office.writing("bruno") as desk:
        kept = NewScreen(staff_id=id_of(office, "carmen"), reason="She acted for the landlord.")
        assert not screening.put_up(desk, walled, kept)
    known["walled"] = str(walled)
    number = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{3}", alma.get(f"/cases/{case.id}").text)
    assert number is not None
    known |= {"number": number[0], "item": str(given(office, "ivo", number[0]))}
    return known


def _papers(office: Office, case_id: UUID) -> dict[str, str]:
    """Delete a document before a hold, under which it can be taken back; name another."""
    other = office.open_case("alma").id
    with office.writing("alma") as desk:
        gone = documents.add(desk, NewDocument(case_id=case_id, name="Letter.pdf"))
        removing.remove(desk, gone.id, Removal(version=gone.version))
        loose = documents.add(desk, NewDocument(case_id=other, name="Letter.pdf"))
    return {"loose": str(loose.id), "removed": str(gone.id)}


def _ended(doors: Doors, case_id: str) -> dict[str, str]:
    """Close a date, have one person say of a fatal one that it is not needed, and count one."""
    alma, known = doors.sits("alma"), {}
    fatal, kinds = {"fatal": "true"}, ("closed", "unneeded", "unlooked")
    for name, more in zip(kinds, ({}, fatal, fatal), strict=True):
        typed = {"case_id": case_id, "mode": "typed", "title": "Ask", "due": "2027-05-04", **more}
        known[name] = alma.posts("/deadlines", typed).headers["location"].rpartition("/")[2]
        outcome = "not_needed" if name == "unneeded" else "filed"
        done = Completion.model_validate({"version": 1, "outcome": outcome, "note": "R 1"})
        with doors.office.writing() as desk:
            endings.complete(desk, UUID(known[name]), done)
    typed = {"case_id": case_id, "mode": "typed", "title": "Call", "due": "2027-05-05"}
    known["handed"] = alma.posts("/deadlines", typed).headers["location"].rpartition("/")[2]
    to = DeadlineChange(version=1, responsible_id=id_of(doors.office, "bruno"))
    with doors.office.writing() as desk:
        moving.change(desk, UUID(known["handed"]), to)
    typed = {"case_id": case_id, "mode": "rule", "rule": "eoir.bia.appeal"}
    typed |= {"inputs.trigger_date": "2027-04-12"}
    known["counted"] = alma.posts("/deadlines", typed).headers["location"].rpartition("/")[2]
    return known


def _of_calls(office: Office) -> dict[str, str]:
    """Have two calls taken: one about an old order, checked for conflicts, and one that ended."""
    called = NewCall(given_names="Ana", ordered_before=True)
    known = {"call kind": "call-1"}
    with office.writing("carmen") as desk:
        for name in ("inquiry", "over", "again", "put"):
            case_id = calls.take(desk, called)
            known[name] = str(case_id)
        case_id = UUID(known["inquiry"])
        check = checking.check(desk, Holding(), case_id, NewCheck())
        decided = NewDecision(version=check.version, decision="none")
        known["version of check"] = str(checking.decide(desk, case_id, decided).version)
        seen = inquiries.one(desk, UUID(known["over"])).version
        ended = {"version": seen, "how": "referred", "to": "Legal Aid", "date_told": "14 April"}
        ending.close(desk, UUID(known["over"]), InquiryEnd.model_validate(ended))
    with office.writing("carmen") as desk:
        seen = inquiries.one(desk, UUID(known["put"])).version
        joining = Joining(version=seen, to_id=UUID(known["inquiry"]))
        joined.join(desk, UUID(known["put"]), joining)
    with office.reading("carmen") as desk:
        for name in ("inquiry", "over", "again", "put"):
            seen = inquiries.one(desk, UUID(known[name])).version
            known[f"version of {name}"] = str(seen)
    return known


def _of_custody(office: Office) -> dict[str, str]:
    """Have somebody held who was moved, a place that the office knows, a case that is over."""
    held, endable, ended = (office.open_case().id for _ in range(3))
    with office.writing("alma") as desk:
        person = cases.one(desk, held).people[0].id
        detention.add(desk, NewDetention(person_id=person, place="Basile"))
        stay = detention.add(desk, NewDetention(person_id=person, place="Jena"))
        facility = facilities.add(desk, NewFacility(name="Basile"))
        version = closing.of(desk, ended).version
        closing.close(desk, ended, Closing(version=version, originals="none", retention="usual"))
    known = {"held": person, "stay": stay.id, "facility": facility.id}
    known |= {"endable": endable, "ended": ended}
    return {name: str(value) for name, value in known.items()}


def _served(office: Office) -> dict[str, str]:
    """Have a paper that was served, and a template without a file."""
    with office.writing("carmen") as desk:
        template = str(templates.add(desk, NewTemplate(name="A motion")).id)
    new = {"case_id": office.open_case().id, "kind": "order", "served_on": "2027-04-12"}
    with office.writing("alma") as desk:
        paper = str(served.add(desk, NewServed.model_validate(new)).id)
    return {"paper": paper, "template": template}


def _of_clinics(office: Office) -> dict[str, str]:
    """Have a clinic that runs, somebody who came to it, and one that is to be ended."""
    new = NewClinic(place="St. Ann", day=date(2027, 4, 20), until=time(17))
    with office.writing("carmen") as desk:
        known = {"clinic": days.open_day(desk, new), "clinic over": days.open_day(desk, new)}
    with office.writing("carmen") as desk:
        known["record"] = records.take(desk, known["clinic"], NewVisit(given_names="Ana"))
        (slip,) = helpers.let_in(desk, known["clinic"], NewHelpers(names="Rosa"))
    told = {"day code": slip.code}
    return told | {name: str(value) for name, value in known.items()}


def _of_two_files(office: Office) -> dict[str, str]:
    """Have two pairs of people who may be one; of the second somebody said so."""
    names = ("twin", "other twin", "joined", "other joined")
    nan = {"given_names": "Nan", "family_name": "Tema"}
    opened = {
        name: office.open_case(client=nan).id if "other" in name else office.open_case().id
        for name in names
    }
    with office.writing("alma") as desk:
        known = {name: cases.one(desk, each).people[0].id for name, each in opened.items()}
        seen = Merging(version=1, other_version=1)
        merging.put_together(desk, known["joined"], known["other joined"], seen)
    return {name: str(value) for name, value in known.items()}


def _of_the_law(office: Office) -> dict[str, str]:
    """Have a change of the law wait for another attorney."""
    wanted: dict[str, object] = {"rule": "eoir.bia.appeal", "version": 2, "until": "2027-06-01"}
    wanted |= {"since": "2027-04-09", "cite": "An order.", "reason": "Stayed."}
    new, names = NewVersion.model_validate(wanted), ("law change", "other law", "third law")
    with office.writing("carmen") as desk:
        return {name: str(ownlaw.ask(desk, new)) for name in names}


def _of_people(office: Office) -> dict[str, str]:
    """Have people come, be away, lose a telephone, stand in groups, and hand over in bulk."""
    known: dict[str, str] = {}
    with office.writing("carmen") as desk:
        for name in ("invited", "waiting", "joining"):
            new = NewInvitation.model_validate(
                {"name": name, "address": f"{name}@office.example.org", "role": "paralegal"}
            )
            known[f"{name} token"] = joining.invite(desk, new)
        known["device token"] = device.begin(desk, id_of(office, "dina"))
        group = practice.make(desk, NewGroup(name="Removal"))
        practice.let_in(desk, group, NewMember(staff_id=id_of(office, "bruno")))
        known["group"] = str(group)
    joining.accept(office.house, known["waiting token"], Chosen(**CHOSEN))
    with office.reading("carmen") as desk:
        for each in joining.colleagues(desk):
            known.setdefault(each.name, str(each.id))
        known["digits"] = joining.number_of(desk, UUID(known["waiting"]))
    lone = office.open_case("bruno", named_only=True, named=[id_of(office, "dina")])
    name_cover(office, "bruno", "alma")
    known |= {"lone": str(lone.id), "absence": str(declare(office, "dina", until="2027-04-23"))}
    return known | _of_bulk(office)


def _of_bulk(office: Office) -> dict[str, str]:
    """Have Carmen share Ivo's cases with Bruno: once done, once only begun."""
    known: dict[str, str] = {}
    mine = office.open_case("alma", lead_id=id_of(office, "alma"))
    for name in ("done", "running"):
        with office.writing("carmen") as desk:
            wanted = {"kind": "share", "to_id": id_of(office, "bruno"), "case_ids": [mine.id]}
            begun = handing.begin(
                desk, Calendar(), id_of(office, "alma"), NewHanding.model_validate(wanted)
            )
        known[name] = str(begun)
        if name == "done":
            with office.writing("carmen") as desk:
                handing.go_on(desk, begun)
    return known


def _of_destroying(office: Office) -> dict[str, str]:
    """Ask that one case be destroyed; have another that might be, and that waits for a new key."""
    asked, free = office.open_case().id, office.open_case().id
    with office.writing() as desk:
        shredding_id = shredding.ask(desk, asked)
        desk.db.add(DueKey(case_id=free))
    return {"asked": str(asked), "free": str(free), "shredding": str(shredding_id)}


def session_of(doors: Doors, name: str) -> str:
    """Return the id of another sign-in of somebody's."""
    doors.sits(name)
    page = doors.sits(name).get("/sessions").text
    return str(re.findall(r"/sessions/([^/]+)/end", page)[0])


@contextmanager
def stumbling(engine: Engine, how: str, action: str = "") -> Iterator[None]:
    """Have the database itself fail whoever notes a deed: by a full disk, or as one come too late.

    With an action only the deed fails that is noted by it.

    SQLite has no way to say so by itself: its file may grow no more, and a note asks it to.
    """
    on_sqlite = engine.dialect.name == "sqlite"
    limit = [1 if how == "full" else 1_000_000]

    def no_more(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit[0]}")

    with writing(engine).begin() as connection:
        for statement in _fault(how, action, on_sqlite=on_sqlite):
            connection.exec_driver_sql(statement)
    if on_sqlite:
        event.listen(engine, "checkout", no_more)
    yield
    if on_sqlite:
        event.remove(engine, "checkout", no_more)
    with writing(engine).begin() as connection:
        if on_sqlite:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
            connection.exec_driver_sql("DROP TRIGGER stumble")
            connection.exec_driver_sql("DROP TABLE IF EXISTS filler")
        else:
            connection.exec_driver_sql("DROP FUNCTION stumble CASCADE")


def _fault(how: str, action: str, *, on_sqlite: bool) -> list[str]:
    on = "CREATE TRIGGER stumble BEFORE INSERT ON audit FOR EACH ROW"
    on += f" WHEN (NEW.action = '{action}')" if action else ""
    if not on_sqlite:
        return [FAULT % STATES[how], f"{on} EXECUTE FUNCTION stumble()"]
    if how == "late":
        return [f"{on} BEGIN SELECT RAISE(ABORT, 'stumbled'); END"]
    fills = "INSERT INTO filler VALUES (zeroblob(10000000))"
    return ["CREATE TABLE filler (bytes BLOB)", f"{on} BEGIN {fills}; END"]
