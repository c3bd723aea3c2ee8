"""A page of the name index that cannot be read closes nothing else, and is made anew."""

from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update

from app.casework import access, custody, leaving, pulse, seats, sharing, signin, verify
from app.casework.conflicts import bursts, pages, repair, search, slips, whole
from app.casework.conflicts.opened import Holding
from app.casework.conflicts.search import CheckView, Sought
from app.casework.leaving import Leaving
from app.casework.reminders import troubles
from app.casework.signin import Credentials
from app.casework.throttle import Throttle
from app.crypto.primitives import sealed
from app.crypto.totp import code_at
from app.errors import OutOfRoom, SignedOut, Throttled
from app.models import Audit, DueName, Mail, NamePage, NameSlip
from tests.support.costs import counted
from tests.support.office import PASSPHRASE, Office

YUSUF = {"given_names": "Yusuf", "family_name": "Haddad Quiej"}
NADIA = {"given_names": "Nadia", "family_name": "Zapata Coj"}
HOLDERS = ("ivo", "carmen", "nora")


def check(office: Office, who: str, name: str) -> CheckView:
    """Check a name as one of the office does, with an index opened afresh."""
    with office.writing(who) as desk:
        return search.search(desk, Holding(), Sought(name=name))


def sign_in(office: Office, name: str) -> None:
    """Sign in as a person does, with a code that was not used yet."""
    office.clock.forward(minutes=1)
    person = office.people[name]
    code = code_at(person.totp_secret, office.clock())
    typed = Credentials(email=person.email, password=PASSPHRASE, code=code)
    signin.sign_in(office.house, Throttle(), typed, "192.0.2.1")


def take_in(office: Office) -> None:
    """Have what waits taken in."""
    with office.writing("ivo") as desk:
        pages.take_in(desk, Holding())


def flip(office: Office, at: int = 40) -> None:
    """Change one byte of every page, as who writes to the database without a key."""
    table = NamePage.__table__
    with office.night(writes=True) as desk:
        for row_id, body in desk.db.execute(select(table.c.id, table.c.body)).all():
            changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
            desk.db.execute(update(NamePage).where(table.c.id == row_id).values(body=changed))


@pytest.fixture
def lost(office: Office) -> Office:
    """An office with a client on a page that was changed, and another in a slip that waits."""
    office.open_case(client=YUSUF)
    take_in(office)
    flip(office)
    office.open_case(client=NADIA)
    return office


@pytest.mark.parametrize("name", HOLDERS)
def test_everybody_signs_in(lost: Office, name: str) -> None:
    """The holders of the index too; what waited is taken in beside the page that stays closed."""
    sign_in(lost, name)
    with lost.night() as desk:
        assert desk.db.scalars(select(NameSlip)).all() == []
    found = check(lost, "nora", "Nadia Zapata Coj")
    assert (found.ask, found.unread) == (["Alma"], True)
    missed = check(lost, "nora", "Yusuf Haddad")
    assert (missed.ask, missed.unread) == ([], True)


def test_an_index_that_is_too_large_or_not_there_keeps_nobody_out(
    lost: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that somebody plants by the thousand close the index, not the office."""
    monkeypatch.setattr(pages, "MOST_PAGES", 0)
    with pytest.raises(OutOfRoom):
        check(lost, "carmen", "Nadia")
    sign_in(lost, "carmen")
    with lost.night() as desk:
        assert len(desk.db.scalars(select(NameSlip)).all()) == 1


def test_an_account_is_closed(lost: Office) -> None:
    """The group's new key goes on with the pages that open; the other is told of still."""
    with lost.writing("carmen") as desk:
        wanted = Leaving(heir_id=lost.people["bruno"].id, sure=True)
        leaving.leave(desk, lost.calendar, lost.people["ivo"].id, wanted)
    assert check(lost, "nora", "Nadia Zapata Coj").ask == ["Alma"]
    assert check(lost, "nora", "Nadia Zapata Coj").unread
    with pytest.raises(SignedOut):
        check(lost, "ivo", "Nadia")


def test_the_check_and_the_pulse_name_the_page(lost: Office) -> None:
    """Without a key of the index, by the page's card; with a holder's keys, by opening it."""
    with lost.night() as desk:
        page = desk.db.scalars(select(NamePage.id)).one()
    named = [each for each in verify.verify(lost.house).wrong if "name_pages" in each]
    assert named == [f"name_pages {page}: changed in clear: body"]
    seat = lost.people["nora"].seat
    assert (
        f"name_pages {page}: does not open for its holders"
        in verify.verify_as(lost.house, seat).wrong
    )
    with lost.night(writes=True) as desk:
        pulse.beat(desk, pulse.WORKER, 0)
        pulse.self_check(desk, lost.calendar)
        assert troubles.NAMES in pulse.found(desk)
        assert pulse.pulse(desk).sentence == troubles.SENTENCES[troubles.NAMES]
    assert troubles.NAMES in troubles.ALARMING


@pytest.mark.parametrize("column", ["epoch", "version", "stamp", "card"])
def test_each_column_of_a_page_is_watched(office: Office, column: str) -> None:
    """Whatever is changed of a page, the check names it and the index goes on."""
    office.open_case(client=YUSUF)
    take_in(office)
    assert verify.verify(office.house).wrong == []
    table = NamePage.__table__
    with office.night(writes=True) as desk:
        row = desk.db.execute(select(table)).one()
        card = row.card[:-1] + bytes([row.card[-1] ^ 1])
        changed = {"epoch": 7, "version": 9, "stamp": uuid4(), "card": sealed(card)}
        desk.db.execute(update(NamePage).values({column: changed[column]}))
    assert any("name_pages" in each for each in verify.verify(office.house).wrong)
    sign_in(office, "carmen")


def test_names_are_made_anew_from_the_cases_people_hold(lost: Office) -> None:
    """Carmen reads the office's cases, so all is there at once; it is said who else may lack."""
    tight = lost.open_case("bruno", client=NADIA | {"given_names": "Rosa"}, named_only=True)
    with lost.writing("bruno") as desk:
        others = {row.principal_id for row in access.holders(desk, tight.id)} - {desk.who.id}
        sharing.take_back(desk, tight.id, others)
    take_in(lost)
    flip(lost)
    with lost.writing("carmen") as desk:
        done = repair.make_anew(desk, Holding())
    assert done.pages == 2
    assert done.awaited == ["Alma", "Bruno", "Dina", "Ivo", "Vera"]
    assert check(lost, "nora", "Yusuf Haddad").ask == ["Alma"]
    assert not check(lost, "nora", "Yusuf Haddad").unread
    assert [hit.name for hit in check(lost, "carmen", "Yusuf Haddad").hits] == [
        "Yusuf Haddad Quiej"
    ]
    assert verify.verify(lost.house).wrong == []
    # Bruno alone holds the third case: he hands it in when he signs in, and nobody waits for him.
    assert check(lost, "nora", "Rosa Zapata Coj").ask == []
    with lost.night() as desk:
        assert desk.db.scalars(select(DueName.case_id)).all() == [tight.id]
    sign_in(lost, "bruno")
    assert check(lost, "nora", "Rosa Zapata Coj").ask == ["Bruno"]
    with lost.night() as desk:
        assert desk.db.scalars(select(DueName)).all() == []
        assert repair.awaited(desk) == ["Alma", "Dina", "Ivo", "Vera"]
        assert len(desk.db.scalars(select(Audit).where(Audit.action == "index.anew")).all()) == 1


def test_pages_that_were_taken_away_are_made_anew_too(office: Office) -> None:
    """Nothing says that they are gone; whoever suspects it presses."""
    office.open_case(client=YUSUF)
    take_in(office)
    with office.night(writes=True) as desk:
        desk.db.execute(delete(NamePage))
    with office.writing("carmen") as desk:
        assert repair.make_anew(desk, Holding()).pages == 0
    assert check(office, "nora", "Yusuf Haddad").ask == ["Alma"]


def test_what_is_left_out_stays_left_out(lost: Office) -> None:
    """Handing in anew follows the case's choice."""
    hidden = lost.open_case(client=NADIA | {"given_names": "Hilda"})
    with lost.writing() as desk:
        slips.answer_as(desk, hidden.id, "out")
    take_in(lost)
    with lost.writing("carmen") as desk:
        repair.make_anew(desk, Holding())
    assert check(lost, "nora", "Hilda").ask == []
    with lost.reading("carmen") as desk:
        assert len(pages.open_index(desk, Holding())) == 2


def test_a_page_from_before_there_were_cards_gets_one(office: Office) -> None:
    """The check cannot tell of it, until a holder signs in; one that does not open is noted."""
    office.open_case(client=YUSUF)
    take_in(office)
    with office.night(writes=True) as desk:
        desk.db.execute(update(NamePage).values(card=None))
    found = verify.verify(office.house)
    assert (found.wrong, found.exit_code) == ([], 2)
    assert [each for each in found.unclear if "name_pages" in each]
    sign_in(office, "carmen")
    assert verify.verify(office.house).exit_code == 0
    assert check(office, "nora", "Yusuf Haddad").ask == ["Alma"]
    with office.night(writes=True) as desk:
        desk.db.execute(update(NamePage).values(card=None))
    flip(office)
    sign_in(office, "carmen")
    sign_in(office, "nora")
    with office.night() as desk:
        (page,) = whole.unread(desk)
        assert len(desk.db.scalars(select(Audit).where(Audit.action == whole.UNREAD)).all()) == 1
    assert f"name_pages {page}: a holder could not open it" in verify.verify(office.house).wrong


def test_taking_in_many_slips_costs_as_many_statements_as_taking_in_one(office: Office) -> None:
    """The certificates of all who handed something in are read at once."""
    office.open_case(client=YUSUF)
    take_in(office)
    spent = []
    for many in (1, 12):
        for number in range(many):
            who = ("alma", "bruno", "dina")[number % 3]
            client = {"given_names": f"Ana {'abcdefghijkl'[number]}", "family_name": f"Tuj {many}"}
            office.open_case(who, client=client)
        with office.writing("ivo") as desk, counted(office.house.engine) as costs:
            pages.take_in(desk, Holding())
        spent.append(costs.statements)
    assert spent[0] == spent[1]


def test_custody_is_whole(lost: Office) -> None:
    """A lost page of names is no damage to what the custodians keep."""
    with lost.night() as desk:
        assert custody.is_whole(desk)
    with seats.reading(lost.house, lost.people["carmen"].seat) as desk:
        assert pages.does_not_open(desk)


def test_many_checks_of_one_person_are_told_of_and_then_refused(office: Office) -> None:
    """Fifty in an hour raise one mail to each who answers for the index; the sixty-first waits."""
    for _ in range(50):
        check(office, "ivo", "Somebody Else")
    with office.night() as desk:
        noted = desk.db.scalars(select(Audit).where(Audit.action == "conflict.burst")).all()
        assert [row.actor_id for row in noted] == [office.people["ivo"].id]
        (burst,) = bursts.since_yesterday(desk, bursts.CHECKED_MANY)
        assert burst.name == "Ivo"
        told = {row.recipient_id for row in desk.db.scalars(select(Mail)) if _tells_of_checks(row)}
        assert told == {office.people["carmen"].id, office.people["nora"].id}
    for _ in range(10):
        check(office, "ivo", "Somebody Else")
    with pytest.raises(Throttled) as refused:
        check(office, "ivo", "Somebody Else")
    assert 0 < refused.value.retry_after <= 3_601
    check(office, "nora", "Somebody Else")
    office.clock.forward(minutes=61)
    check(office, "ivo", "Somebody Else")


def _tells_of_checks(row: Mail) -> bool:
    return troubles.MANY_CHECKS in row.told.get("troubles", [])
