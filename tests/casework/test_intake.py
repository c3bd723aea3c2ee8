"""A raid morning: calls taken, ordered, joined, checked, ended; who reads them, and until when."""

from datetime import date
from uuid import UUID

import pytest

from app.casework import cases, deadlines, leaving, people, practice
from app.casework.calendar import Calendar
from app.casework.conflicts.opened import Holding
from app.casework.deadlines import DeadlineView
from app.casework.intake import alarm, board, calls, checking, ending, inquiries, known, order
from app.casework.intake.alarm import NewStep
from app.casework.intake.board import NewPlace
from app.casework.intake.checking import NewCheck, NewDecision
from app.casework.intake.ending import Acceptance, InquiryEnd
from app.casework.intake.heard import NewCall
from app.casework.intake.known import TypedCall
from app.casework.leaving import Leaving
from app.db.desk import Desk
from app.errors import NotFound, Refused
from tests.support.office import Office, id_of, opens

WIFE: dict[str, object] = {
    "caller": "Marta",
    "phone": "555-0142",
    "relation": "wife",
    "given_names": "Juan Carlos",
    "family_name": "Pérez",
    "detained": True,
    "detained_by": "ice",
    "last_seen": "Poultry plant, Canton",
    "words": "They took him from the line.",
}


@pytest.fixture
def team(office: Office) -> UUID:
    """The office has an intake team: Carmen made it, and Ivo is in it by his role."""
    with office.writing("carmen") as desk:
        return practice.make_intake(desk)


def taken(office: Office, said: dict[str, object] = WIFE, who: str = "ivo") -> UUID:
    """Take a call."""
    with office.writing(who) as desk:
        return calls.take(desk, NewCall.model_validate(said))


def version(desk: Desk, case_id: UUID) -> int:
    """Return the version of an inquiry as it stands."""
    return inquiries.one(desk, case_id).version


def open_dates(desk: Desk, case_id: UUID) -> list[DeadlineView]:
    """Return the open dates of a case."""
    return [each for each in cases.one(desk, case_id).deadlines if each.status == "open"]


@pytest.mark.usefixtures("team")
def test_a_call_is_read_by_the_intake_team_until_it_is_a_case(office: Office) -> None:
    """Ivo took it, Carmen reads it; the attorneys do not until it is theirs; then Ivo does not."""
    case_id = taken(office)
    assert [opens(office, name, case_id) for name in ("ivo", "carmen", "alma", "vera")] == [
        True,
        True,
        False,
        False,
    ]
    with office.writing("ivo") as desk:
        with pytest.raises(Refused) as wrong:
            ending.accept(desk, case_id, Acceptance(version=version(desk, case_id)))
        assert str(wrong.value.text) == ending.CHECK_FIRST
        kept = checking.check(desk, Holding(), case_id, NewCheck(adverse="Plant Owner"))
        assert (kept.hits, kept.ask, kept.decision) == ([], [], "")
        assert [(each.name, each.role) for each in kept.asked] == [
            ("Pérez, Juan Carlos", "client"),
            ("Marta", "caller"),
            ("Plant Owner", "adverse"),
            ("Juan Carlos Pérez", "client"),
        ]
        checking.decide(desk, case_id, NewDecision(version=kept.version, decision="none"))
        wanted = Acceptance(version=version(desk, case_id), lead_id=id_of(office, "alma"))
        ending.accept(desk, case_id, wanted)
    assert [opens(office, name, case_id) for name in ("ivo", "carmen", "alma", "bruno")] == [
        False,
        True,
        True,
        True,
    ]
    with office.reading("alma") as desk:
        view = inquiries.one(desk, case_id)
        case = cases.one(desk, case_id)
    assert view.ended is not None
    assert (view.stage, view.ended.how, case.lead_name) == ("", "retained", "Alma")
    with office.reading("ivo") as desk:
        assert inquiries.listed(desk) == []


@pytest.mark.usefixtures("team")
def test_what_a_caller_says_is_never_refused(office: Office) -> None:
    """Eight digits with one smudged, "about 35", "in April": kept, unconfirmed, and found."""
    said: dict[str, object] = {
        "a_number": "2?4 567 89",
        "born": "about 35",
        "court_date": "in April",
    }
    case_id = taken(office, WIFE | said)
    with office.reading("ivo") as desk:
        view = inquiries.one(desk, case_id)
        found = cases.search(desk, office.calendar, "2?456789", start=0, size=5).rows
    assert view.unconfirmed == ["a_number", "born", "court_date"]
    assert (view.heard.a_number, view.heard.born) == ("2?4 567 89", "about 35")
    assert [(row.id, row.stage) for row in found] == [(case_id, "inquiry")]


def test_a_name_a_telephone_or_a_place_is_enough(office: Office) -> None:
    """Also where the office has no intake team: who took it reads it, and a supervisor."""
    case_id = taken(office, {"last_seen": "Bus, Highway 16"}, "alma")
    assert opens(office, "carmen", case_id)
    assert not opens(office, "bruno", case_id)
    with pytest.raises(ValueError, match="Give one of these"):
        NewCall(words="They took him")


@pytest.mark.usefixtures("team")
def test_a_second_call_about_the_same_man_is_shown_and_attaches(office: Office) -> None:
    """The sister spells him otherwise; what she adds fills what was empty, and no more."""
    case_id = taken(office)
    office.clock.forward(minutes=20)
    typed = TypedCall(given_names="Juan Carlos", family_name="Peres")
    with office.reading("carmen") as desk:
        (shown,) = known.taken(desk, typed)
        assert (shown.case_id, shown.by, shown.name) == (case_id, "Ivo", "Juan Carlos Pérez")
        (again,) = known.taken(desk, TypedCall(phone="(555) 0142"))
        assert again.reasons == ["same_phone"]
        assert known.taken(desk, TypedCall(given_names="Rigoberta", family_name="Tum")) == []
    sister = {"caller": "Lucía", "family_name": "Peres", "a_number": "999-123-456"}
    new = NewCall.model_validate(sister | {"medical": True, "last_seen": "A car"})
    with office.writing("carmen") as desk:
        calls.attach(desk, case_id, new)
        view = inquiries.one(desk, case_id)
    assert (view.calls, view.taken_by, view.last.by) == (2, "Ivo", "Carmen")
    assert (view.heard.family_name, view.heard.a_number) == ("Pérez", "999-123-456")
    assert (view.place, view.reasons) == ("Poultry plant, Canton", ["medical"])
    assert [each.caller for each in view.calls_taken] == ["Marta", "Lucía"]
    with office.reading("ivo") as desk:
        people = {each.role: each.a_number for each in cases.one(desk, case_id).people}
    assert people["client"] == "A999-123-456"


@pytest.mark.usefixtures("team")
def test_what_is_safe_on_a_telephone_stays_known_of_whoever_called(office: Office) -> None:
    """What was said in a call stands with the person's telephones, also once it is a case."""
    case_id = taken(office, WIFE | {"may_leave": False, "may_say": False})
    calls_himself = {"relation": "self", "given_names": "Juan Carlos"}
    for phone, may_leave in (("555-0151", None), ("555-0152", False), ("555-0151", False)):
        new = calls_himself | {"phone": phone, "may_leave": may_leave, "may_say": may_leave}
        with office.writing("ivo") as desk:
            calls.attach(desk, case_id, NewCall.model_validate(new))
    with office.reading("ivo") as desk:
        rows = people.listed(desk, case_id, after=None, size=9)
    found = {each.role: each for each in rows}
    caller, client = found["caller"], found["client"]
    assert (caller.phone, caller.safe_message, caller.safe_to_say) == ("555-0142", False, False)
    assert (client.phone, client.safe_message, client.safe_to_say) == ("555-0151", False, False)
    more = [(each.number, each.message, each.say) for each in client.phones]
    assert more == [("555-0152", False, False)]


def test_whoever_takes_over_an_inquiry_calls_back(office: Office) -> None:
    """Alma took the call and leaves the office: the promised call is not hers any more."""
    case_id = taken(office, WIFE | {"call_back_at": "15:00"}, "alma")
    with office.writing("carmen") as desk:
        wanted = Leaving(heir_id=id_of(office, "carmen"), sure=True)
        leaving.leave(desk, Calendar(), id_of(office, "alma"), wanted)
    with office.reading("carmen") as desk:
        view = inquiries.one(desk, case_id)
    assert (view.owner, view.mine) == ("Carmen", True)


@pytest.mark.usefixtures("team")
def test_the_board_stands_in_call_back_order(office: Office) -> None:
    """The rule of the office; then the time of the call; a person may say otherwise, and why."""
    told: dict[str, dict[str, object]] = {
        "plain": {},
        "hearing": {"court_date": "4/20/2027"},
        "medical": {"medical": True},
        "alone": {"alone": True},
        "fear": {"fear_unheard": True},
        "order": {"ordered_before": True},
        "moving": {"moving": True, "medical": True},
        "late": {"court_date": "4/22/2027"},
    }
    ids = {}
    for name, said in told.items():
        ids[name] = taken(office, {"given_names": name} | said)
        office.clock.forward(minutes=5)
    with office.writing("ivo") as desk:
        rule = [line.name for line in inquiries.listed(desk)]
        one = ids["plain"]
        with pytest.raises(Refused):
            board.put(desk, one, NewPlace(version=version(desk, one), where="first"))
        wanted = NewPlace(version=version(desk, one), where="first", reason="She is at the door")
        board.put(desk, one, wanted)
        moved = inquiries.listed(desk)
    assert rule == ["moving", "order", "fear", "alone", "medical", "hearing", "plain", "late"]
    assert (moved[0].name, moved[0].put_by, moved[0].put_why) == (
        "plain",
        "Ivo",
        "She is at the door",
    )


@pytest.mark.usefixtures("team")
def test_an_old_order_begins_a_checklist_of_the_day(office: Office) -> None:
    """Its date is due today and is closed with the last step."""
    case_id = taken(office, WIFE | {"ordered_before": True})
    with office.writing("ivo") as desk:
        (date_of_it,) = open_dates(desk, case_id)
        assert (date_of_it.due, date_of_it.title) == (date(2027, 4, 14), alarm.TITLE)
        for step in order.STEPS:
            alarm.step(desk, case_id, NewStep(version=version(desk, case_id), step=step))
        assert inquiries.one(desk, case_id).steps_left == 0
        assert deadlines.one(desk, date_of_it.id).status == "filed"


@pytest.mark.usefixtures("team")
def test_an_inquiry_with_a_date_is_closed_only_once_the_caller_was_told(office: Office) -> None:
    """The day in court is reminded of; told, it is the caller's; the team reads it no more."""
    case_id = taken(office, WIFE | {"court_date": "2027-05-20"})
    with office.writing("ivo") as desk:
        (court,) = open_dates(desk, case_id)
        assert (court.due, court.whose) == (date(2027, 5, 20), "ours")
        closing = {"version": version(desk, case_id), "how": "referred", "to": "Legal Aid, Macon"}
        with pytest.raises(Refused) as wrong:
            ending.close(desk, case_id, InquiryEnd.model_validate(closing))
        assert list(wrong.value.fields) == ["date_told"]
        told = closing | {"date_told": "20 May, 8:30; by telephone, in Spanish"}
        ending.close(desk, case_id, InquiryEnd.model_validate(told))
    with office.reading("ivo") as desk:
        assert inquiries.listed(desk) == []
        view, (court,) = inquiries.one(desk, case_id), open_dates(desk, case_id)
    assert view.ended is not None
    assert (view.stage, view.ended.how, court.whose) == ("ended", "referred", "told")
    with office.writing("carmen") as desk:
        ending.reopen(desk, case_id, version(desk, case_id))
        assert [line.case_id for line in inquiries.listed(desk)] == [case_id]
        (court,) = open_dates(desk, case_id)
    assert court.whose == "ours"  # somebody waits for our call again


@pytest.mark.usefixtures("team")
def test_a_conflict_in_a_closed_case_is_a_name_to_ask(office: Office) -> None:
    """Alma's named case matches the wife's husband: Ivo learns whom to ask, Alma sees why."""
    adverse = {"given_names": "Juan Carlos", "family_name": "Pérez", "phone": "555-0142"}
    kept_close = office.open_case(client=adverse, named_only=True)
    case_id = taken(office)
    with office.writing("ivo") as desk:
        seen = checking.check(desk, Holding(), case_id, NewCheck())
        assert (seen.hits, seen.ask) == ([], ["Alma"])
        wanted = NewDecision(version=seen.version, decision="waived", note="By letter")
        with pytest.raises(Refused) as wrong:
            checking.decide(desk, case_id, wanted)
        assert list(wrong.value.fields) == ["decision"]
        pending = NewDecision(version=seen.version, decision="pending")
        checking.decide(desk, case_id, pending)
        wanted_case = Acceptance(version=version(desk, case_id), lead_id=id_of(office, "alma"))
        with pytest.raises(Refused) as wrong:
            ending.accept(desk, case_id, wanted_case)
        assert list(wrong.value.fields) == ["pending_why"]
        why = wanted_case.model_copy(update={"pending_why": "The bus leaves at five"})
        ending.accept(desk, case_id, why)
    with office.reading("alma") as desk:
        (hit,) = checking.of_case(desk, case_id)[0].hits
    assert (hit.case_id, hit.name) == (kept_close.id, "Pérez, Juan Carlos")
    assert hit.reasons == ["same_phone"] or "same_name" in hit.reasons


@pytest.mark.usefixtures("team")
def test_a_call_about_somebody_of_ours_says_whom_to_call(office: Office) -> None:
    """The look-up answers beside the form; an inquiry itself makes nobody ours."""
    office.open_case(client={"given_names": "Rigoberta", "family_name": "Tum Ajú"})
    taken(office)
    with office.writing("ivo") as desk:
        ours = known.look(
            desk, Holding(), TypedCall(given_names="Rigoberta", family_name="Tum Ajú")
        )
        calls_only = known.look(desk, Holding(), TypedCall(given_names="Juan Carlos Pérez"))
    assert ours.ours is not None
    assert ours.ours.call is not None
    assert (ours.ours.answer, ours.ours.call.name, ours.taken) == ("ours", "Alma", [])
    assert calls_only.ours is not None
    assert (calls_only.ours.answer, len(calls_only.taken)) == ("not_found", 1)


@pytest.mark.usefixtures("team")
def test_whoever_is_not_of_the_team_finds_no_inquiry(office: Office) -> None:
    """To Bruno there is none: not on his board, not by its id, not by its name."""
    case_id = taken(office)
    with office.reading("bruno") as desk:
        assert inquiries.listed(desk) == []
        assert cases.search(desk, office.calendar, "Pérez", start=0, size=5).rows == []
        with pytest.raises(NotFound):
            inquiries.one(desk, case_id)
