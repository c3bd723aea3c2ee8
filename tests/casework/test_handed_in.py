"""Handing something in for a case that one cannot open, taking it, and giving it back."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select

from app.casework import access, readers, screening, sealing, sharing, traydoors, verify
from app.casework.conflicts import bursts
from app.casework.conflicts.opened import Holding
from app.casework.readers import NewReader
from app.casework.screening import NewScreen
from app.casework.sealing import Sealing
from app.casework.tray import handing, items
from app.casework.tray.handing import NewItem
from app.crypto.trays import TrayPlace, take_out
from app.errors import Damaged, Forbidden, NotFound, Refused
from app.models import Audit, Case, TrayDoor, TrayItem
from tests.casework.briefs import add
from tests.casework.covering import alarms, declare, end, id_of, name_cover, write, wrong
from tests.casework.handing import (
    WORDS,
    give_back,
    given,
    hand_in,
    mine,
    notes_of,
    read,
    take,
    waiting,
)
from tests.support.costs import counted
from tests.support.office import Office
from tests.support.shell import stored

NADIA = {"given_names": "Nadia", "family_name": "Haddad Quiej", "a_number": "999111222"}


def number_of(office: Office, case_id: UUID, name: str = "alma") -> str:
    """Return a case's file number."""
    with office.reading(name) as desk:
        items.waiting(desk, case_id)
        return desk.db.get_one(Case, case_id).number


@pytest.mark.parametrize(
    ("engine_name", "name"),
    [
        ("sqlite", name)
        for name in ("olga", "abel", "nora", "ivo", "vera", "dina", "bruno", "carmen")
    ]
    + [("postgresql", "olga")],
    indirect=["engine_name"],
)
def test_anyone_of_the_office_hands_in(office: Office, name: str) -> None:
    """Whatever her role; the lead reads it."""
    opened = office.open_case(named_only=True)
    item = given(office, name, opened.number, on="2027-05-04", at="09:30")
    seen = read(office, "alma", item)
    assert (seen.text, str(seen.on), seen.hour) == (WORDS, "2027-05-04", "09:30")
    assert seen.giver_name == name.capitalize()
    assert [line.id for line in waiting(office, "alma", opened.id)] == [item]
    assert wrong(office) == []


def test_the_number_is_taken_as_people_write_it(office: Office) -> None:
    """In small letters, with blanks, without its dash."""
    opened = office.open_case()
    for typed in (opened.number.lower(), opened.number.replace("-", " "), f" {opened.number} "):
        given(office, "olga", typed)


def test_she_never_reads_it_again(office: Office) -> None:
    """That she handed something in, when, and what became of it; nothing of what it says."""
    opened = office.open_case(named_only=True)
    item = given(office, "olga", opened.number)
    [seen] = mine(office, "olga")
    assert (seen.id, seen.state, seen.at) == (item, "waits", office.clock())
    assert WORDS not in seen.model_dump_json()
    assert str(opened.id) not in seen.model_dump_json()
    for name in ("olga", "bruno"):
        with pytest.raises(NotFound):
            read(office, name, item)
    take(office, "alma", item)
    [seen] = mine(office, "olga")
    assert (seen.state, seen.settled_by, seen.settled_at) == ("taken", "Alma", office.clock())


def test_nothing_of_it_stands_readable_with_the_server_key(office: Office) -> None:
    """It is sealed to the case's holders, in steps of two kibibytes, whatever its length."""
    opened = office.open_case()
    sizes = set()
    for text in ("x", "y" * 1_900):
        row = stored(office, "tray_items", given(office, "olga", opened.number, text=text))
        sizes.add(len(row.body))
    assert sizes == {2 + 1_120 + 2_048 + 16}
    longer = given(office, "olga", opened.number, text="z" * 2_100)
    assert len(stored(office, "tray_items", longer).body) == sizes.pop() + 2_048
    with office.night() as desk:
        row = desk.db.get_one(TrayItem, longer)
        row.open_card()
        kept = repr(row.__dict__["_plain"])
    assert "zzz" not in kept


def test_taken_it_is_a_note_of_hers_and_leaves_nothing_sealed(office: Office) -> None:
    """With the day that it names; by her, when she handed it in."""
    opened = office.open_case()
    item = given(office, "olga", opened.number, on="2027-05-04", at="09:30")
    office.clock.forward(hours=2)
    assert take(office, "bruno", item) == opened.id
    assert notes_of(office, "alma", opened.id) == [
        ("Olga", f"{WORDS}\n\nDay handed in with this: Tue, May 4, 2027, 09:30")
    ]
    assert stored(office, "tray_items", item).body == b""
    assert waiting(office, "alma") == []
    assert read(office, "alma", item).text == ""
    for again in (take, give_back):
        with pytest.raises(Refused):
            again(office, "alma", item)
    assert wrong(office) == []
    with office.night() as desk:
        entry = desk.db.scalars(select(Audit).where(Audit.action == "tray.take")).one()
        assert (entry.object_id, list(entry.detail["rows"])) == (item, ["notes"])


def test_taken_for_a_date_of_its_case_only(office: Office) -> None:
    """A deadline that was entered from it is named; one of another case is not found."""
    opened, other = office.open_case(), office.open_case()
    item = given(office, "olga", opened.number)
    with pytest.raises(NotFound):
        take(office, "alma", item, add(office, other.id).id)
    with pytest.raises(NotFound):
        take(office, "alma", item, uuid4())
    take(office, "alma", item, add(office, opened.id).id)


def test_given_back_with_a_word_that_only_she_reads(office: Office) -> None:
    """Sealed to her; a mail tells her that there is one."""
    opened = office.open_case(named_only=True)
    item = given(office, "olga", opened.number)
    give_back(office, "alma", item, "This is for another family.")
    [seen] = mine(office, "olga")
    assert (seen.state, seen.settled_by) == ("returned", "Alma")
    assert seen.answer == "This is for another family."
    assert alarms(office, "olga") == {"given_back"}
    assert len(stored(office, "tray_items", item).answer) == 2 + 1_120 + 2_048 + 16
    with office.night() as desk:
        assert "another family" not in repr(desk.db.get_one(TrayItem, item).answer)
    assert waiting(office, "alma") == []
    assert wrong(office) == []


def test_it_opens_under_the_key_that_it_was_sealed_to(office: Office) -> None:
    """Handed in before and after a new key; also for whoever is given the case later."""
    opened = office.open_case(named_only=True, named=[id_of(office, "dina")])
    before = given(office, "olga", opened.number)
    with office.writing() as desk:
        sharing.take_back(desk, opened.id, [id_of(office, "dina")])
    after = given(office, "olga", opened.number)
    assert stored(office, "tray_items", after).epoch == 2
    with office.writing() as desk:
        readers.add(desk, opened.id, NewReader(staff_id=id_of(office, "bruno")))
    for item in (before, after):
        assert read(office, "bruno", item).text == WORDS
        with pytest.raises(NotFound):
            read(office, "dina", item)


def test_who_left_the_case_does_not_open_what_is_handed_in_afterwards(office: Office) -> None:
    """With her old secret and a copy of the database."""
    opened = office.open_case(named_only=True, named=[id_of(office, "dina")])
    with office.reading("dina") as desk:
        items.waiting(desk, opened.id)
        secret = access.secrets_of(desk, opened.id)[1]
    with office.writing() as desk:
        sharing.take_back(desk, opened.id, [id_of(office, "dina")])
    row = stored(office, "tray_items", given(office, "olga", opened.number))
    for epoch in (1, 2):
        place = TrayPlace(opened.id, epoch, row.id, row.giver_id)
        with pytest.raises(Damaged):
            take_out(row.body, secret, place)


def test_a_cover_takes_it_while_the_holder_is_away(office: Office) -> None:
    """On her Today among hers, and gone with the end of the absence."""
    name_cover(office, "alma", "bruno")
    opened = office.open_case(named_only=True)
    assert waiting(office, "bruno") == []
    item = given(office, "olga", opened.number)
    absence = declare(office, "alma")
    [line] = waiting(office, "bruno")
    assert (line.id, line.mine) == (item, True)
    later = given(office, "olga", opened.number)
    take(office, "bruno", item)
    assert [line.id for line in waiting(office, "bruno")] == [later]
    end(office, absence)
    assert waiting(office, "bruno") == []


def test_each_sees_her_own_and_how_many_others_wait(office: Office) -> None:
    """In an open office everybody may take it; it stands on Today of lead and back-up."""
    opened = office.open_case()
    given(office, "olga", opened.number)
    for name, (own, others) in {"alma": (1, 0), "carmen": (1, 0), "bruno": (0, 1)}.items():
        with office.reading(name) as desk:
            seen = items.today(desk)
        assert (len(seen.mine), seen.others) == (own, others), name


def refused(office: Office, name: str, number: str) -> tuple[int, list[str]]:
    """Try to hand in and return what it cost and what is on record."""
    with office.writing(name) as desk, counted(office.house.engine) as cost:
        new = NewItem(number=number, text=WORDS)
        assert handing.hand_in(desk, Holding(), new) is None
    with office.night() as desk:
        entries = [entry.action for entry in desk.db.scalars(select(Audit).order_by(Audit.seq))]
    return cost.statements, entries[-1:]


def test_sealed_screened_and_unknown_are_told_apart_by_nothing(office: Office) -> None:
    """Neither by the answer nor by the record nor by how much was asked of the database."""
    sealed = office.open_case(named_only=True, sealed="sealed")
    later = office.open_case(named_only=True)
    with office.writing() as desk:
        sealing.seal(desk, later.id, Sealing(why="victim"))
    screened = office.open_case()
    with office.writing() as desk:
        new = NewScreen(staff_id=id_of(office, "bruno"), reason="Her landlord")
        screening.put_up(desk, screened.id, new)
    asked = ("QQQQ-QQQ", sealed.number, later.number, screened.number)
    found = [refused(office, "bruno", number) for number in asked]
    assert found == [found[0]] * len(asked)
    assert found[0][1] == ["tray.miss"]
    given(office, "dina", screened.number)
    with office.night() as desk:
        assert {row.case_id for row in desk.db.scalars(select(TrayDoor))} == {screened.id}


def test_a_case_that_is_unsealed_takes_it_again(office: Office) -> None:
    """Its door is made anew."""
    opened = office.open_case(named_only=True, sealed="sealed")
    with office.writing() as desk:
        sealing.seal(desk, opened.id, Sealing(why=""))
    given(office, "olga", opened.number)


def test_by_whom_the_front_desk_names(office: Office) -> None:
    """Whoever may look people up; a person whom nobody knows, or two cases, are a miss."""
    opened = office.open_case(client=NADIA)

    def by_name(who: str, **sought: str) -> bool:
        with office.writing(who) as desk:
            new = NewItem.model_validate({**sought, "text": WORDS})
            return handing.hand_in(desk, Holding(), new) is not None

    assert by_name("ivo", name="Nadia Haddad Quiej")
    assert by_name("ivo", a_number="A999111222")
    assert not by_name("ivo", name="Qwertz Uiop")
    with pytest.raises(Forbidden):
        by_name("olga", name="Nadia Haddad Quiej")
    assert len(waiting(office, "alma", opened.id)) == 2
    office.open_case(client=NADIA, sure="999111222")
    assert not by_name("ivo", name="Nadia Haddad Quiej")


def test_by_name_a_sealed_or_screened_case_is_a_miss(office: Office) -> None:
    """As an office without it answers."""
    hidden = office.open_case(client=NADIA)
    with office.writing() as desk:
        new = NewScreen(staff_id=id_of(office, "ivo"), reason="Her cousin")
        screening.put_up(desk, hidden.id, new)
    with office.writing("ivo") as desk:
        new_item = NewItem(name="Nadia Haddad Quiej", text=WORDS)
        assert handing.hand_in(desk, Holding(), new_item) is None


def test_a_miss_by_name_is_noted_and_counted_once(office: Office) -> None:
    """As the look-up that it is: half as many would raise the notice otherwise."""
    with office.writing("ivo") as desk:
        new_item = NewItem(name="Qwertz Uiop", text=WORDS)
        assert handing.hand_in(desk, Holding(), new_item) is None
    with office.night() as desk:
        noted = (bursts.LOOKED_UP, bursts.HANDED_TO_NOBODY)
        query = select(Audit.action).where(Audit.action.in_(noted))
        assert list(desk.db.scalars(query)) == [bursts.LOOKED_UP]


def test_cases_from_before_get_their_doors(office: Office) -> None:
    """At the next sign-in of somebody who opens them, or with the next word that is written."""
    first, second = office.open_case(), office.open_case()
    with office.house.engine.begin() as connection:
        connection.execute(delete(TrayDoor))
    assert hand_in(office, "olga", first.number) is None
    write(office, "alma", first.id, "A word.")
    given(office, "olga", first.number)
    assert hand_in(office, "olga", second.number) is None
    with office.writing("alma") as desk:
        assert traydoors.keep_mine(desk) == 1
    given(office, "olga", second.number)
    with office.writing("alma") as desk:
        assert traydoors.keep_mine(desk) == 0
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []


def test_many_misses_raise_the_notice_of_the_front_desk(office: Office) -> None:
    """Trying numbers is seen, and stops nobody on a bad morning."""
    opened = office.open_case()
    for _ in range(bursts.MANY + 1):
        assert hand_in(office, "olga", "QQQQ-QQQ") is None
    with office.night() as desk:
        assert [each.name for each in bursts.since_yesterday(desk, bursts.LOOKED_UP_MANY)] == [
            "Olga"
        ]
    given(office, "olga", opened.number)


def test_what_is_old_is_no_longer_shown_to_the_giver(office: Office) -> None:
    """For a month, and while it waits."""
    opened = office.open_case()
    taken, waits = (given(office, "olga", opened.number) for _ in range(2))
    take(office, "alma", taken)
    office.clock.forward(days=31)
    assert [view.id for view in mine(office, "olga")] == [waits]
    assert timedelta(days=30) == handing.SHOWN_FOR
