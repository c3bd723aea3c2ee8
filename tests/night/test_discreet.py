"""How discreet mails are: two levels, a nickname of one's own, and which way in stands first."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.casework import mailways, reach
from app.casework.mailways import OfficeMails, OwnMails
from app.casework.reach import NewReach
from app.casework.reminders import link_page, see_link
from app.db.desk import night
from app.models import Nickname
from app.worker import Worker
from tests.faults.mailing import rounds
from tests.night.house import SmallOffice
from tests.night.sink import Sink, Taken

LINK = re.compile(r"https?://\S+/r/(\S+)")


def choose(office: SmallOffice, **chosen: Any) -> None:
    """Have a supervisor choose for the office."""
    if "sofia" not in office.people:
        office.hire("sofia", "supervising_attorney")
    with office.desk_of("sofia", writes=True) as desk:
        mailways.choose(desk, OfficeMails(**chosen))


def from_the_office_only(office: SmallOffice) -> None:
    """Have somebody say that telephones reach this server from the office's network only."""
    with office.writing() as desk:
        reach.choose(desk, NewReach(how="office"))


def stricter(office: SmallOffice, name: str) -> None:
    """Have somebody choose a link alone for her own mails."""
    with office.desk_of(name, writes=True) as desk:
        mailways.choose_own(desk, OwnMails(level="link"))


def mail_to(sink: Sink, name: str) -> Taken:
    """Return the one mail to somebody."""
    [mail] = [each for each in sink.taken() if each.to.startswith(name)]
    return mail


def test_a_mail_of_a_link_alone_is_the_same_whatever_it_is_about(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Urgent, routine, or nothing due: one subject, one text, one size; only the link differs."""
    for name, days in (("ana", 1), ("bea", 20), ("cleo", 400)):
        office.hire(name)
        stricter(office, name)
        office.enter(name, days)
    worker.run_once()
    texts = set()
    for name in ("ana", "bea", "cleo"):
        mail = mail_to(sink, name)
        assert mail.message["Subject"] == "Amparo: daily notice"
        assert len(mail.raw) == 2048
        texts.add(re.sub(r"/r/\S+", "/r/", mail.text.rstrip()))
    [text] = texts
    assert text.startswith("Open Amparo or call the office.")
    assert "202-555-0100" in text
    assert not re.search(r"urgent|a date on|in \d|tomorrow|[B-Z0-9]{4} ·", text)


def test_she_may_have_less_than_the_office_and_never_more(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Where the office chose a link alone, nobody's mail says more."""
    office.hire("ana", locale="es")
    choose(office, level="link")
    office.enter("ana", 2)
    worker.run_once()
    mail = mail_to(sink, "ana")
    assert mail.message["Subject"] == "Amparo: aviso diario"
    assert mail.text.startswith("Abra Amparo o llame a la oficina.")
    with office.desk_of("ana") as desk:
        assert (mailways.view(desk).own, mailways.view(desk).holds) == ("", "link")


def test_behind_such_a_link_stands_no_more_than_in_the_mail(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Without sign-in nothing is shown, and nothing counts as seen that was not."""
    office.hire("ana")
    stricter(office, "ana")
    office.enter("ana", 2)
    worker.run_once()
    found = LINK.search(mail_to(sink, "ana").text)
    assert found
    with night(office.house, writes=True) as desk:
        assert see_link(desk, found[1]).state == "closed"
    with night(office.house, writes=False) as desk:
        view = link_page(desk, found[1])
    assert (view.state, view.lines) == ("closed", ())
    assert not [mark for mark in office.marks() if mark.kind == "seen"]


def test_an_office_whose_choice_was_tampered_with_says_the_least(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """What does not open is no leave to tell more."""
    office.hire("ana")
    choose(office, level="lines")
    with office.writing() as desk:
        desk.db.connection().exec_driver_sql("update settings set version = version + 1")
    office.enter("ana", 2)
    worker.run_once()
    hers = [each for each in sink.taken() if each.to.startswith("ana")]
    assert {str(each.message["Subject"]) for each in hers} == {"Amparo: daily notice"}
    assert [each.text.rstrip() for each in hers if " · a date on " in each.text] == []


def test_a_nickname_stands_beside_the_code_in_her_mails_alone(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Luis, who backs her up, reads the code."""
    ana, luis = office.hire("ana"), office.hire("luis")
    with office.writing() as desk:
        desk.db.add(Nickname(case_id=office.case_id, staff_id=ana, word="Blue door"))
    office.enter("ana", 2, backup_id=luis)
    worker.run_once()
    hers, his = mail_to(sink, "ana"), mail_to(sink, "luis")
    assert re.search(
        r"^- Blue door · [B-Z0-9]{4} · a date on Fri Mar 12 · in 2 days", hers.text, re.MULTILINE
    )
    assert "Blue door" not in his.raw.decode()
    assert "Blue door" not in str(hers.message["Subject"])
    found = LINK.search(hers.text)
    assert found
    with night(office.house, writes=False) as desk:
        [line] = link_page(desk, found[1]).lines
    assert line.name == "Blue door"


def test_where_only_the_office_network_reaches_the_number_stands_first(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """The link is the one thing that fails outside, so it is said where it opens."""
    office.hire("ana")
    from_the_office_only(office)
    office.enter("ana", 2)
    worker.run_once()
    said = mail_to(sink, "ana").text
    assert said.count("http") == 1
    assert said.index("Outside the office, call: 202-555-0100") < said.index("http")
    assert "If that does not open" not in said


def test_there_the_number_stands_first_in_a_mail_that_could_not_be_written_too(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """It asks to open Amparo, which out there nobody can."""
    office.hire("ana")
    from_the_office_only(office)
    office.enter("ana", 2)
    with office.writing() as desk:
        desk.db.execute(text("ALTER TABLE links RENAME TO links_elsewhere"))
    rounds(office, worker, 5, seconds=61)
    said = mail_to(sink, "ana").text
    assert "could not be sent as it is" in said
    assert said.index("Outside the office, call: 202-555-0100") < said.index("http")


@pytest.mark.parametrize("level", ["lines", "link"])
def test_the_daily_mail_always_has_the_same_subject(
    office: SmallOffice, worker: Worker, sink: Sink, level: str
) -> None:
    """Whether one date is watched over or none, on three mornings, at either level."""
    choose(office, level=level)
    office.hire("otto", "office_admin")
    for _ in range(3):
        worker.run_once()
        office.enter("sofia", 300)
        office.clock.now += timedelta(days=1)
    subjects = [str(each.message["Subject"]) for each in sink.taken() if each.to.startswith("otto")]
    assert len(subjects) == 3
    assert len(set(subjects)) == 1


def test_no_line_is_wider_than_a_telephone_takes(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """A line of a date breaks at a separator within 40 signs, and its first words tell the day."""
    office.hire("ana")
    for days in (1, 2, 3):
        office.enter("ana", days)
    worker.run_once()
    lines = [line for line in mail_to(sink, "ana").text.splitlines() if line.startswith("- ")]
    assert len(lines) == 3
    for line in lines:
        assert len(line) <= 60
        assert line.index("a date on ") < 12
