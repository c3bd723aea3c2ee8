"""Knowing that a person knows."""

import re
from datetime import date, timedelta
from email import message_from_string
from hashlib import sha256

import pytest
from sqlalchemy import select, update

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.reminders.text import code_of
from app.crypto.sessions import new_token
from app.models import Audit, Link, Mail, Mark, Staff
from tests.casework.reminders.telling import claim, forward, plan, text, token_in, waiting
from tests.night.house import SmallOffice, reading

# --- seen -----------------------------------------------------------------------------------------


def test_seen_quiets_one_slot_for_one_person(office: SmallOffice, calendar: Calendar) -> None:
    """The back-up's reminder still waits, and so does the next one of whoever has seen."""
    entry = office.enter("ana", 5, backup_id=office.people["luis"])
    plan(office, calendar)
    assert waiting(office, "ana") == {entry}
    with office.desk_of("ana", writes=True) as desk:
        assert reminders.acknowledge(desk, [entry]) == {entry}
    assert (waiting(office, "ana"), waiting(office, "luis")) == (set(), {entry})
    forward(office, days=2)
    plan(office, calendar)
    assert waiting(office, "ana") == {entry}


def test_acknowledging_again_changes_nothing(office: SmallOffice, calendar: Calendar) -> None:
    """One mark and one line in the audit, however often the button is pressed."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    for _ in range(3):
        with office.desk_of("ana", writes=True) as desk:
            assert reminders.acknowledge(desk, [entry]) == {entry}
    assert [mark.kind for mark in office.marks()].count("seen") == 1
    with reading(office) as desk:
        noted = select(Audit.object_id).where(Audit.action == "reminder.seen")
        assert desk.db.scalars(noted).all() == [entry]


def test_nobody_acknowledges_for_another(office: SmallOffice, calendar: Calendar) -> None:
    """A date that was never told to somebody, and is not hers to be told, is passed over."""
    entry = office.enter("ana", 12)
    plan(office, calendar)
    with office.desk_of("luis", writes=True) as desk:
        assert reminders.acknowledge(desk, [entry]) == set()
    assert waiting(office, "ana") == {entry}


def test_what_waits_costs_one_statement(office: SmallOffice, calendar: Calendar) -> None:
    """Forty dates or four: the marks are asked for once."""
    for _ in range(40):
        office.enter("ana", 5)
    plan(office, calendar)
    with office.desk_of("ana") as desk:
        fresh = Calendar()
        fresh.follow(desk)
        with office.statements() as said:
            assert len(reminders.waiting(desk, fresh.open_entries())) == 40
    assert len(said) == 1


# --- the link in a mail ---------------------------------------------------------------------------


def test_a_link_shows_counts_and_writes_nothing(office: SmallOffice, calendar: Calendar) -> None:
    """However often a scanner opens it, nothing is seen and nothing is written."""
    office.enter("ana", 2)
    office.enter("ana", 1)
    plan(office, calendar)
    token = token_in(text(office, claim(office, "urgent", "ana")))
    before = len(office.marks())
    with office.statements() as said, reading(office) as desk:
        for _ in range(3):
            view = reminders.link_page(desk, token)
            assert (view.state, view.urgent, view.others) == ("fresh", 2, 0)
    assert len(office.marks()) == before
    assert not [one for one in said if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_seeing_a_link_marks_its_mail_once(office: SmallOffice, calendar: Calendar) -> None:
    """Every date in the mail is seen by its recipient; pressing again changes nothing."""
    entries = {office.enter("ana", 2), office.enter("ana", 1)}
    plan(office, calendar)
    token = token_in(text(office, claim(office, "urgent", "ana")))
    assert waiting(office, "ana") == entries
    for _ in range(2):
        with office.writing() as desk:
            assert reminders.see_link(desk, token).state == "seen"
    assert waiting(office, "ana") == set()
    assert waiting(office, "sofia") == entries
    with reading(office) as desk:
        assert reminders.link_page(desk, token).state == "seen"
        noted = desk.db.scalars(select(Audit).where(Audit.action == "reminder.seen_by_link"))
        assert [(row.actor_id, row.object_id) for row in noted] == [(None, None)]


def test_an_old_link_is_expired_and_a_guessed_one_unknown(
    office: SmallOffice, calendar: Calendar
) -> None:
    """After thirty days the link does nothing; a token that was never given out even less."""
    office.enter("ana", 2)
    plan(office, calendar)
    token = token_in(text(office, claim(office, "urgent", "ana")))
    forward(office, days=30)
    with office.writing() as desk:
        assert reminders.see_link(desk, token).state == "expired"
        assert reminders.see_link(desk, new_token()).state == "unknown"
        assert reminders.see_link(desk, "").state == "unknown"
    assert "seen" not in {mark.kind for mark in office.marks()}


def test_a_link_is_stored_hashed(office: SmallOffice, calendar: Calendar) -> None:
    """Whoever holds the database cannot press the button."""
    office.enter("ana", 2)
    plan(office, calendar)
    token = token_in(text(office, claim(office, "urgent", "ana")))
    assert len(token) >= 43
    with reading(office) as desk:
        [link] = desk.db.scalars(select(Link)).all()
    assert token.encode() not in link.hash
    assert len(link.hash) == 32
    assert link.hash != sha256(token.encode()).digest()  # who has no key cannot look a link up


@pytest.mark.parametrize("what", ["mail", "term"])
def test_a_link_led_elsewhere_or_prolonged_is_unknown(
    office: SmallOffice, calendar: Calendar, what: str
) -> None:
    """Nobody says “seen” for a colleague with the link of his own mail."""
    office.enter("luis", 2)
    office.enter("ana", 2)
    plan(office, calendar)
    token = token_in(text(office, claim(office, "urgent", "luis")))
    with office.writing() as desk:
        hers = Mail.recipient_id == office.people["ana"]
        target = desk.db.scalars(select(Mail.id).where(hers, Mail.kind == "urgent")).one()
        later = office.clock() + timedelta(days=99)
        desk.db.execute(
            update(Link).values({"mail_id": target} if what == "mail" else {"expires_at": later})
        )
    with office.writing() as desk:
        assert reminders.link_page(desk, token).state == "unknown"
        assert reminders.see_link(desk, token).state == "unknown"
    assert "seen" not in {mark.kind for mark in office.marks()}


def test_a_link_of_somebody_who_left_is_unknown(office: SmallOffice, calendar: Calendar) -> None:
    """The account is closed, so its links are."""
    office.enter("ana", 2)
    plan(office, calendar)
    token = token_in(text(office, claim(office, "urgent", "ana")))
    with office.writing() as desk:
        desk.db.get_one(Staff, office.people["ana"]).state = "left"
    with office.writing() as desk:
        assert reminders.see_link(desk, token).state == "unknown"


def test_a_link_to_a_changed_mail_is_unknown(office: SmallOffice, calendar: Calendar) -> None:
    """A mail row that was changed outside Amparo marks nothing as seen."""
    office.enter("ana", 2)
    plan(office, calendar)
    token = token_in(text(office, claim(office, "urgent", "ana")))
    with office.writing() as desk:
        card = select(Mark.card).limit(1).scalar_subquery()
        desk.db.execute(update(Mail).values(card=card))
    with office.writing() as desk:
        assert reminders.see_link(desk, token).state == "unknown"
    assert "seen" not in {mark.kind for mark in office.marks()}


def test_what_was_seen_on_the_screen_first_does_not_wait(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Acknowledged between its ringing and its mail: the mail comes, and waits for no word."""
    entry = office.enter("ana", 5)
    far = office.enter("ana", 90)
    with office.desk_of("ana", writes=True) as desk:
        assert reminders.acknowledge(desk, [entry, far]) == {entry}
    plan(office, calendar)
    assert waiting(office, "ana") == set()
    with office.desk_of("ana") as desk:
        assert reminders.waiting_among(desk, [entry, far]) == set()


def test_a_link_tells_what_its_mail_told(office: SmallOffice, calendar: Calendar) -> None:
    """The same lines in the same order, each under the code that the mail gives it."""
    office.enter("ana", 2)
    office.enter("ana", 1, "hearing")
    plan(office, calendar)
    mail = text(office, claim(office, "urgent", "ana"))
    assert mail is not None
    told = message_from_string(mail).get_payload(decode=True)
    assert isinstance(told, bytes)
    in_mail = [line[2:] for line in told.decode().splitlines() if line.startswith("- ")]
    with reading(office) as desk:
        view = reminders.link_page(desk, token_in(mail))
    assert [f"{line.code} · {line.said('en')}" for line in view.lines] == in_mail
    assert [line.partition(" · ")[2] for line in in_mail] == [
        "be there Thu Mar 11 · tomorrow · urgent",
        "a date on Fri Mar 12 · in 2 days · urgent",
    ]
    assert {line.is_seen for line in view.lines} == {False}


def test_one_date_of_a_mail_is_seen_alone(office: SmallOffice, calendar: Calendar) -> None:
    """Its button stands for it alone; a code that the mail does not hold stands for nothing."""
    first, second = office.enter("ana", 5), office.enter("ana", 6)
    plan(office, calendar)
    token = token_in(text(office, claim(office, "digest", "ana")))
    with office.writing() as desk:
        assert reminders.see_link(desk, token, ["ZZZZ"]).state == "fresh"
    assert waiting(office, "ana") == {first, second}
    for _ in range(2):
        with office.writing() as desk:
            view = reminders.see_link(desk, token, [code_of(office.house, second)])
        assert (view.state, [line.is_seen for line in view.lines]) == ("fresh", [False, True])
        assert waiting(office, "ana") == {first}
    with reading(office) as desk:
        noted = select(Audit).where(Audit.action == "reminder.seen_by_link")
        assert len(desk.db.scalars(noted).all()) == 1


def test_a_date_keeps_its_code(office: SmallOffice, calendar: Calendar) -> None:
    """Moved and told again, it is called the same; another date of the case is called otherwise."""
    entry, other = office.enter("ana", 5), office.enter("ana", 5)
    plan(office, calendar)
    before = token_in(text(office, claim(office, "digest", "ana")))
    office.change(entry, edition=2, safe=date(2027, 3, 12), due=date(2027, 3, 12))
    plan(office, calendar)
    mail = text(office, claim(office, "urgent", "ana"))
    assert mail is not None
    with reading(office) as desk:
        [line] = reminders.link_page(desk, token_in(mail)).lines
        old = [line.code for line in reminders.link_page(desk, before).lines]
    assert "the date changed" in line.said("en")
    assert old == [code_of(office.house, other)]  # the moved one no longer stands in the first mail
    assert line.code == code_of(office.house, entry) != code_of(office.house, other)
    assert re.fullmatch("[BCDFGHJKLMNPQRSTVWXZ2-9]{4}", line.code)


def test_a_mail_whose_dates_were_all_filed_waits_for_nothing(
    office: SmallOffice, calendar: Calendar
) -> None:
    """No button is left for what no longer holds."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    token = token_in(text(office, claim(office, "digest", "ana")))
    office.change(entry, status="filed")
    with reading(office) as desk:
        view = reminders.link_page(desk, token)
    assert (view.state, view.lines) == ("seen", ())
