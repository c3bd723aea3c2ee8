"""The name index: who may be found by whom, and what stands in the database."""

import gc
import json
import weakref
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select

from app.casework import casefiles, cases, groups, people
from app.casework.cases import NewCase
from app.casework.conflicts import bursts, frontdesk, pages, search, slips
from app.casework.conflicts.bursts import LOOKED_UP_MANY, MANY
from app.casework.conflicts.frontdesk import LookUpView
from app.casework.conflicts.opened import PAGE, Holding
from app.casework.conflicts.search import CheckView, Sought
from app.casework.people import NewPerson, PersonChange
from app.casework.sessions import IDLE, Sessions
from app.crypto import namepages
from app.crypto.namepages import SLIP_BYTES, SlipPlace
from app.errors import Forbidden, SignedOut
from app.models import Audit, Case, NamePage, NameSlip, Person
from tests.support.office import Office

YUSUF = {
    "given_names": "Yusuf",
    "family_name": "Haddad Quiej",
    "a_number": "A999-111-222",
    "phone": "202-555-0143",
    "birth_date": "1990-03-04",
    "aliases": "Chepe, Joseph Haddad",
}


def check(office: Office, who: str, /, **sought: object) -> CheckView:
    """Check somebody as one of the office does."""
    with office.writing(who) as desk:
        holding = office.people[who].seat.holding
        return search.search(desk, holding, Sought.model_validate(sought))


def look_up(office: Office, /, **sought: object) -> LookUpView:
    """Look somebody up as Ivo does at the front desk."""
    with office.writing("ivo") as desk:
        holding = office.people["ivo"].seat.holding
        return frontdesk.look_up(desk, holding, Sought.model_validate(sought))


def person_of(office: Office, case_id: UUID, name: str = "alma") -> tuple[UUID, int]:
    """Return the id and version of a case's client."""
    with office.reading(name) as desk:
        person = cases.one(desk, case_id).people[0]
        return person.id, person.version


def test_who_can_open_the_case_sees_ranked_hits_with_reasons(office: Office) -> None:
    """Carmen holds the key of the index and that of the case."""
    case = office.open_case(client=YUSUF)
    office.open_case()
    found = check(office, "carmen", name="Joussef Hadad", a_number="999111222")
    assert [(hit.case_id, hit.number, hit.rank) for hit in found.hits] == [
        (case.id, case.number, 100)
    ]
    assert found.hits[0].reasons == ["same_a_number", "sounds_like", "alias"]
    assert (found.ask, found.waiting) == ([], False)
    assert "alias" in check(office, "carmen", name="Hadad Joseph").hits[0].reasons


def test_who_cannot_is_told_whom_to_ask_and_nothing_else(office: Office) -> None:
    """Ivo at reception, Nora for conflicts: no case, no name, no count, no reason."""
    office.open_case(client=YUSUF)
    office.open_case(client=YUSUF, sure=YUSUF["a_number"])
    for name in ("ivo", "nora"):
        found = check(office, name, name="Youssef Haddad")
        assert (found.hits, found.ask) == ([], ["Alma"])


def test_who_does_not_hold_the_key_is_refused(office: Office) -> None:
    """The index opens for its group alone, whatever route leads there."""
    for name in ("alma", "olga", "abel", "vera"):
        with pytest.raises(Forbidden):
            check(office, name, name="Youssef Haddad")


def test_a_change_replaces_and_a_removal_takes_away(office: Office) -> None:
    """Nothing is found by what a person is no longer called."""
    case = office.open_case(client=YUSUF)
    check(office, "carmen", name="Yusuf Haddad")
    person, version = person_of(office, case.id)
    with office.writing() as desk:
        wanted = PersonChange(version=version, given_names="Óscar", aliases="")
        people.change(desk, person, wanted)
        people.change(desk, person, PersonChange(version=version + 1, family_name="Zapata"))
    assert check(office, "carmen", name="Yusuf Haddad").hits == []
    assert [hit.name for hit in check(office, "carmen", name="Oscar Sapata").hits] == [
        "Óscar Zapata"
    ]
    with office.writing() as desk:
        casefiles.open_file(desk, case.id)
        slips.hand_in(desk, desk.db.get_one(Person, person), leaves=True)
    assert check(office, "carmen", a_number="999111222").hits == []
    with office.night() as desk:
        assert desk.db.scalars(select(NamePage)).all() == []


@pytest.mark.parametrize("choice", ["out", "ask", "call", ""])
def test_a_case_answers_as_its_lead_chose(office: Office, choice: str) -> None:
    """Left out it says nothing at all; a supervisor's case sends to her; another names its lead."""
    case = office.open_case(client=YUSUF)
    with office.writing() as desk:
        slips.answer_as(desk, case.id, choice)
    told = {"out": "not_found", "ask": "ask", "call": "ours", "": "ours"}
    assert look_up(office, name="Yusuf Haddad Quiej").answer == told[choice]
    assert check(office, "ivo", name="Yusuf Haddad Quiej").ask == (
        [] if choice == "out" else ["Alma"]
    )


def test_named_people_only_answers_ask_by_itself(office: Office) -> None:
    """Nobody has to remember it for a case that was made tight."""
    office.open_case(client=YUSUF, named_only=True)
    assert look_up(office, a_number="999111222").answer == "ask"


def test_a_sealed_case_leaves_no_trace(office: Office) -> None:
    """Left out from the first moment, its client's slip is as long as any and holds no name."""
    case = office.open_case(client=YUSUF)
    with office.writing() as desk:
        slips.answer_as(desk, case.id, "out")
        new = NewPerson(case_id=case.id, given_names="Nadia", family_name="Haddad Quiej")
        people.add(desk, new)
    nobody = check(office, "ivo", name="Qwertz Uiop").model_dump(exclude={"at"})
    assert check(office, "ivo", name="Nadia Haddad Quiej").model_dump(exclude={"at"}) == nobody
    assert check(office, "carmen", name="Nadia Haddad Quiej").model_dump(exclude={"at"}) == nobody
    with office.night() as desk:
        assert desk.db.scalars(select(NamePage)).all() == []


def test_the_front_desk_is_told_whom_to_call(office: Office) -> None:
    """By name, telephone, A-number or alias; of two with the same name nobody guesses."""
    office.open_case(client=YUSUF)
    for sought in (
        {"name": "Youssef Hadad Quiej"},
        {"phone": "(202) 555 0143"},
        {"a_number": "999111222"},
        {"name": "Josef Haddad"},
    ):
        found = look_up(office, **sought)
        assert found.answer == "ours", sought
        assert found.call is not None
        assert found.call.name == "Alma"
    assert look_up(office, name="Nobody Atall").answer == "not_found"
    assert look_up(office, a_number="999111223").answer == "ask"  # one digit off: a slip, perhaps
    office.open_case("bruno", client=YUSUF, sure=YUSUF["a_number"])
    assert look_up(office, name="Yusuf Haddad Quiej").answer == "ask"


def test_what_was_looked_for_is_written_nowhere(office: Office) -> None:
    """The record says that somebody looked; a burst is noted once and stops nobody."""
    office.open_case(client=YUSUF)
    for _ in range(MANY + 3):
        assert look_up(office, name="Zoraida Quintanilla").answer == "not_found"
    with office.night() as desk:
        rows = list(desk.db.scalars(select(Audit).where(Audit.action.like("desk.%"))))
        assert [row.action for row in rows].count("desk.look_up") == MANY + 3
        assert [row.action for row in rows].count("desk.burst") == 1
        assert all("Zoraida" not in json.dumps(row.detail) for row in rows)
        assert [each.name for each in bursts.since_yesterday(desk, LOOKED_UP_MANY)] == ["Ivo"]


def test_the_tables_hold_no_token_of_anybody(office: Office) -> None:
    """Ids are random, slips are of one length, and the same person twice looks like two."""
    client = YUSUF | {"family_name": "Montenegro"}
    for _ in range(2):
        office.open_case(client=client, sure=client["a_number"])
    with office.night() as desk:
        bodies = list(desk.db.scalars(select(NameSlip.body)))
    assert {len(body) for body in bodies} == {SLIP_BYTES}
    assert len({body[:1_000] for body in bodies}) == 2
    check(office, "ivo", name="Somebody")
    with office.night() as desk:
        page = desk.db.scalars(select(NamePage)).one()
        # Longer words only: three given bytes stand in so long a cell by chance once in a hundred.
        for word in (b"Montenegro", b"montenegro", b"MNTNGR", b"999111222", b"5550143"):
            assert word not in page.body
            assert word[::-1] not in page.body


def test_slips_are_taken_in_a_bounded_number_at_a_time(office: Office) -> None:
    """Whoever searches meanwhile is told that somebody is missing."""
    for number in range(5):
        client = YUSUF | {"given_names": f"Yusuf{'abcde'[number]}"}
        office.open_case(client=client, sure=YUSUF["a_number"])
    with office.writing("ivo") as desk:
        assert pages.take_in(desk, Holding(), most=2) == 3
    with office.writing("ivo") as desk:
        assert pages.take_in(desk, Holding(), most=3) == 0
        assert pages.take_in(desk, Holding()) == 0
    assert len(check(office, "carmen", name="Haddad Quiej").hits) == 5


def test_pages_hold_sixty_four(office: Office) -> None:
    """The sixty-fifth begins a page of her own; a change stays on its page."""
    case = office.open_case(client=YUSUF)
    with office.writing() as desk:
        for number in range(PAGE):
            name = f"Ana {'abcdefgh'[number % 8]}{'ijklmnop'[number // 8]}"
            people.add(desk, NewPerson(case_id=case.id, given_names=name))
    with office.writing("nora") as desk:
        holding = office.people["nora"].seat.holding
        pages.take_in(desk, holding)
        assert len(pages.open_index(desk, holding)) == PAGE + 1
        assert len(desk.db.scalars(select(NamePage)).all()) == 2


def test_a_search_that_failed_leaves_no_ghost_in_memory(office: Office) -> None:
    """What a transaction read of its own writing is gone with it."""
    holding = office.people["ivo"].seat.holding
    office.open_case(client=YUSUF)
    with pytest.raises(SignedOut):
        _fails_after_reading(office, holding)
    with office.reading("ivo") as desk:
        assert len(pages.open_index(desk, holding)) == 0
    assert check(office, "ivo", name="Yusuf Haddad").ask == ["Alma"]


def _fails_after_reading(office: Office, holding: Holding) -> None:
    with office.writing("ivo") as desk:
        pages.take_in(desk, holding)
        assert len(pages.open_index(desk, holding)) == 1
        raise SignedOut


def test_a_slip_that_nobody_of_the_office_made_is_refused_and_noted(office: Office) -> None:
    """Who writes to the database cannot have a person forgotten or a lead invented."""
    office.open_case(client=YUSUF)
    check(office, "ivo", name="Somebody")
    with office.writing("alma") as desk:
        group = slips.index_group(desk)
        ids, lead = (uuid4().hex, uuid4().hex), office.people["alma"].id.hex
        entry = json.dumps(
            [*ids, 9999, 1, ["Mallory"], "", "", "", "client", lead, "", "call"]
        ).encode()
        place = SlipPlace(group.id, group.epoch, uuid4(), office.people["bruno"].id)
        seed = office.people["alma"].seat.keys.signing_seed  # not Bruno's
        body = namepages.hand_in(entry, group.sealing_key, place, seed)
        desk.db.add(NameSlip(id=place.slip_id, epoch=group.epoch, body=body))
        desk.db.add(NameSlip(id=uuid4(), epoch=group.epoch, body=b"\x01\x01" + bytes(9)))
    assert check(office, "ivo", name="Mallory").ask == []
    with office.night() as desk:
        refused = desk.db.scalars(select(Audit).where(Audit.action == "index.refuse")).all()
        assert len(refused) == 2
        assert desk.db.scalars(select(NameSlip)).all() == []
    assert check(office, "ivo", name="Yusuf Haddad").ask == ["Alma"]


def test_a_new_key_of_the_group_takes_the_index_along(office: Office) -> None:
    """Who left opens nothing that is written afterwards; who stayed finds everybody."""
    office.open_case(client=YUSUF)
    check(office, "nora", name="Somebody")
    office.open_case(client={"given_names": "Xochitl", "family_name": "Vásquez"})
    with office.writing("carmen") as desk:
        groups.leave(desk, slips.index_group(desk).id, office.people["ivo"].id)
    assert len(check(office, "carmen", name="Yusuf Haddad").hits) == 1
    assert len(check(office, "carmen", name="Sochil Basquez").hits) == 1
    with pytest.raises(Forbidden):
        check(office, "ivo", name="Yusuf Haddad")
    office.open_case(client={"given_names": "Wei", "family_name": "Zhang"})
    assert check(office, "nora", name="Chang Wei").ask == ["Alma"]


def test_the_opened_index_goes_with_its_session(office: Office) -> None:
    """At sign-out, when she is idle, and not before; two sessions share one index."""
    office.open_case(client=YUSUF)
    sessions, ivo = Sessions(), office.people["ivo"]
    now = office.clock()
    tokens = [sessions.begin(ivo.id, ivo.seat.keys, "Test", now) for _ in range(2)]
    seen = []
    for token in tokens:
        with office.writing("ivo") as desk:
            holding = sessions.seat(token, now).holding
            pages.take_in(desk, holding)
            seen.append(weakref.ref(pages.open_index(desk, holding)))
            assert holding.is_open
        del desk, holding
    assert seen[0]() is seen[1]() is not None
    sessions.end(tokens[0])
    gc.collect()
    assert seen[0]() is not None
    sessions.sweep(now + IDLE)
    gc.collect()
    assert seen[0]() is None


def test_the_lead_who_takes_over_is_the_one_to_call(office: Office) -> None:
    """Whoever moves a case hands its people in anew."""
    case = office.open_case(client=YUSUF)
    assert look_up(office, name="Yusuf Haddad Quiej").call is not None
    with office.writing() as desk:
        casefiles.open_file(desk, case.id)
        desk.db.get_one(Case, case.id).lead_id = office.people["bruno"].id
        desk.db.flush()
        slips.hand_in_case(desk, case.id)
    found = look_up(office, name="Yusuf Haddad Quiej")
    assert found.call is not None
    assert found.call.name == "Bruno"


def test_intake_hands_in_without_reading_what_is_there(office: Office) -> None:
    """A volunteer's note or a paralegal's new person enters the index she cannot open."""
    with office.writing("dina") as desk:
        cases.open_new(desk, NewCase.model_validate({"client": YUSUF}))
    with pytest.raises(Forbidden), office.writing("dina") as desk:
        pages.open_index(desk, Holding())
    assert len(check(office, "carmen", name="Yusuf Haddad").hits) == 1


def test_hits_and_misses_do_the_same_work(office: Office) -> None:
    """For whoever may not see: the same statements, and as many people compared."""
    office.open_case(client=YUSUF)
    hidden = office.open_case(client=YUSUF | {"given_names": "Nadia", "a_number": ""})
    with office.writing() as desk:
        slips.answer_as(desk, hidden.id, "out")
    check(office, "ivo", name="Somebody")
    sent: dict[str, list[str]] = {}

    def hear(_c: object, _k: object, statement: str, *_rest: object) -> None:
        sent[now].append(statement)

    event.listen(office.house.engine, "before_cursor_execute", hear)
    for now in ("Yusuf Haddad", "Youssef Hadad", "Nadia Haddad Quiej", "Qwertz Uiop"):
        sent[now] = []
        check(office, "ivo", name=now)
        look_up(office, name=now)
    event.remove(office.house.engine, "before_cursor_execute", hear)
    hit, *others = sent.values()
    assert all(other == hit for other in others)
