"""Telling people of a hearing: nobody is lost. The clock stands at 14 April 2027."""

from typing import Any
from uuid import UUID

import pytest

from app.casework import (
    amending,
    cases,
    courtcheck,
    informing,
    people,
    reminders,
    scheduling,
    verify,
)
from app.casework.amending import HearingChange
from app.casework.courtcheck import Checked, Seen
from app.casework.hearings import HearingView
from app.casework.informing import Calls, TellView, Told, Untold
from app.casework.people import NewPerson, PersonChange
from app.casework.reminders.promises import Promises
from app.casework.scheduling import NewHearing
from app.errors import Refused
from app.models import Staff
from tests.support.mails import read_mail
from tests.support.office import Office

NEAR = {"kind": "master", "starts": "2027-04-20T13:00", "court": "NYC"}


def _case(office: Office) -> tuple[UUID, dict[str, str]]:
    """Return a case with a witness and an aunt, and the ids of its people by role."""
    opened = office.open_case()
    with office.writing() as desk:
        for role in ("witness", "relative"):
            new = NewPerson(case_id=opened.id, role=role, given_names=role.title())
            people.add(desk, new)
        found = {each.role: str(each.id) for each in people.of_case(desk, opened.id)}
    return opened.id, found


def _set(office: Office, case_id: UUID, **more: Any) -> HearingView:
    with office.writing() as desk:
        new = NewHearing.model_validate({"case_id": case_id, **NEAR, **more})
        return scheduling.schedule_hearing(desk, new)


def _tell(office: Office, hearing: UUID, who: str, by: str = "alma", **told: Any) -> None:
    with office.writing(by) as desk:
        informing.tell(desk, hearing, Told.model_validate({"who": who, **told}))


def _of(office: Office, hearing: UUID) -> dict[str, TellView]:
    with office.reading() as desk:
        return {each.role: each for each in informing.of_hearing(desk, hearing)}


def _calls(office: Office, by: str = "alma") -> Calls:
    with office.reading(by) as desk:
        return informing.calls(desk, office.calendar)


def test_whoever_does_not_know_is_called_until_she_does(office: Office) -> None:
    """Not reached twice she stays on the list; once she knows, who said so and when is kept."""
    case, who = _case(office)
    hearing = _set(office, case, interpreter="quc")
    assert _of(office, hearing.id).keys() == {"client", "witness", "interpreter"}
    assert str(_of(office, hearing.id)["client"].by) == "2027-04-14"  # six days off: the same day
    for _ in range(2):
        _tell(office, hearing.id, who["client"], did="tried", how="phone")
    [call] = _calls(office).calls
    assert [(each.role, each.state, each.tries) for each in call.people] == [
        ("client", "open", 2),
        ("witness", "open", 0),
        ("interpreter", "open", 0),
    ]
    _tell(office, hearing.id, who["client"], by="bruno", did="knows", how="others", note="her son")
    client = _of(office, hearing.id)["client"]
    assert (client.state, client.how, client.by_name) == ("knows", "others", "Bruno")
    with office.reading() as desk:
        assert cases.one(desk, case).hearings[0].clients_know == "knows"
    assert "client" not in {each.role for each in _calls(office).calls[0].people}


@pytest.mark.parametrize("change", ["moved", "room", "cancelled"])
def test_what_becomes_another_is_told_anew(office: Office, change: str) -> None:
    """Moved, in another room, or off: whoever knew knows no better, and is to be called again."""
    case, who = _case(office)
    hearing = _set(office, case)
    _tell(office, hearing.id, who["client"], did="knows", how="phone")
    if change == "moved":
        starts = {"starts": "2027-04-19T09:00", "replaces": hearing.id, "reason": "advanced"}
        hearing = _set(office, case, **starts)
    else:
        facts = {"place": "Room 9"} if change == "room" else {"status": "cancelled", "reason": "x"}
        with office.writing() as desk:
            wanted = HearingChange.model_validate({"version": 2, **facts})
            amending.change(desk, hearing.id, wanted)
    client = _of(office, hearing.id)["client"]
    assert (client.state, client.again) == ("open", change != "moved")
    [call] = _calls(office).calls
    assert (call.hearing.id, call.hearing.clients_know) == (hearing.id, "open")


def test_nobody_rings_where_it_is_not_safe_or_tells_whom_the_client_would_not(
    office: Office,
) -> None:
    """A number never to call stands last and says so; who may be told nothing is not called."""
    case, who = _case(office)
    changes: dict[str, dict[str, Any]] = {
        "client": {
            "phone": "555-0134",
            "safe_to_call": False,
            "phones": [
                {"number": "555-0135"},
                {"number": "555-0136", "whose": "her sister", "call": True},
            ],
        },
        "witness": {"may_be_told": "nothing"},
        "relative": {"may_be_told": "some", "told_what": "Day and place", "role": "rider"},
    }
    for role, facts in changes.items():
        with office.writing() as desk:
            wanted = PersonChange.model_validate({"version": 1, **facts})
            people.change(desk, UUID(who[role]), wanted)
    hearing = _set(office, case)
    told = _of(office, hearing.id)
    assert told.keys() == {"client", "rider"}
    assert [(each.number, each.call) for each in told["client"].phones] == [
        ("555-0136", True),
        ("555-0135", None),
        ("555-0134", False),
    ]
    assert (told["rider"].may_be_told, told["rider"].told_what) == ("some", "Day and place")
    with pytest.raises(Refused) as refusal:
        _set(office, case, starts="2027-04-21T13:00", tell=[who["witness"]])
    assert refusal.value.fields.keys() == {"tell"}


def test_closing_needs_a_reason_and_the_supervisor_reads_it(office: Office) -> None:
    """It leaves the list of calls, stays red, and stands before whoever supervises."""
    case, who = _case(office)
    hearing = _set(office, case)
    with pytest.raises(Refused) as refusal:
        _tell(office, hearing.id, who["client"], did="closed")
    assert refusal.value.fields.keys() == {"note"}
    _tell(office, hearing.id, who["client"], did="closed", note="Number is cut off")
    seen = _calls(office, "carmen")
    assert "client" not in {each.role for call in seen.calls for each in call.people}
    [call] = seen.given_up
    assert (call.people[0].note, call.hearing.clients_know) == ("Number is cut off", "closed")


def test_half_a_minute_to_take_it_back(office: Office) -> None:
    """A slip of the finger is undone by whoever made it; later it stands."""
    case, who = _case(office)
    hearing = _set(office, case)
    client = Untold(who=who["client"])
    _tell(office, hearing.id, who["client"], did="knows", how="phone")
    with pytest.raises(Refused), office.writing("bruno") as desk:
        informing.untell(desk, hearing.id, client)
    office.clock.forward(seconds=30)
    with office.writing() as desk:
        informing.untell(desk, hearing.id, client)
    assert _of(office, hearing.id)["client"].state == "open"
    _tell(office, hearing.id, who["client"], did="knows", how="phone")
    office.clock.forward(seconds=31)
    with pytest.raises(Refused), office.writing() as desk:
        informing.untell(desk, hearing.id, client)


def test_the_nightly_check_stays_sound(office: Office) -> None:
    """What was told, taken back and compared is on record with its date, and nothing is amiss."""
    case, who = _case(office)
    hearing = _set(office, case)
    _tell(office, hearing.id, who["client"], did="tried", how="phone")
    with office.writing() as desk:
        informing.untell(desk, hearing.id, Untold(who=who["client"]))
    seen = Seen(hearing=hearing.id, starts=hearing.starts)
    with office.writing() as desk:
        assert courtcheck.stamp(desk, Checked(hearings=[seen])).stamped == 1
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []


def test_the_form_says_who_else_is_told_and_never_leaves_out_a_client(office: Office) -> None:
    """The aunt is ticked, the witness is not; nobody of another case can be named."""
    case, who = _case(office)
    hearing = _set(office, case, tell=[who["relative"]])
    assert _of(office, hearing.id).keys() == {"client", "relative"}
    _, others = _case(office)
    with pytest.raises(Refused) as refusal:
        _set(office, case, starts="2027-04-21T13:00", tell=[others["witness"]])
    assert refusal.value.fields.keys() == {"tell"}


def _told_in_the_morning(office: Office, name: str) -> int:
    with office.night(writes=False) as desk:
        office.calendar.follow(desk)
        staff = desk.db.get_one(Staff, office.people[name].id)
        return Promises(office.calendar).untold(desk, staff)


def test_the_morning_counts_the_hearings_of_which_a_client_does_not_know(office: Office) -> None:
    """For who answers for the case; by a number alone, from memory, and moved it counts again."""
    case, who = _case(office)
    hearing = _set(office, case)
    _set(office, case, starts="2027-09-20T13:00")  # told of three weeks before, or within a week
    _tell(office, hearing.id, who["witness"], did="knows", how="phone")
    _tell(office, hearing.id, who["client"], did="tried", how="phone")
    assert (_told_in_the_morning(office, "alma"), _told_in_the_morning(office, "bruno")) == (1, 0)
    office.clock.forward(hours=22)  # Thursday, 8:00 in New York
    with office.night(writes=True) as desk:
        reminders.plan(desk, office.calendar)
    with office.night(writes=True) as desk:
        alma, kinds = office.people["alma"].id, {"digest", "daily"}
        held = [each for each in reminders.claim(desk) if each.recipient_id == alma]
        promises = Promises(office.calendar)
        texts = [
            read_mail(reminders.text_of(desk, each, watched=0, promises=promises) or b"")
            for each in held
            if each.kind in kinds
        ]
    said = "Of 1 hearing the client is still to be told"
    assert [said in text for text in texts] == [True]
    _tell(office, hearing.id, who["client"], did="knows", how="phone")
    assert _told_in_the_morning(office, "alma") == 0
    starts = {"starts": "2027-04-19T09:00", "replaces": hearing.id, "reason": "advanced"}
    _set(office, case, **starts)
    assert _told_in_the_morning(office, "alma") == 1
    office.clock.forward(days=7)
    assert _told_in_the_morning(office, "alma") == 0  # that one is over
