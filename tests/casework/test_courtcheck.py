"""The court check: a portal's list against ours. The clock stands at 14 April 2027."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.casework import courtcheck, hearings, proceedings, scheduling
from app.casework.courtcheck import Checked, CourtCheck, Pasted, Seen, Stamped
from app.casework.hearings import HearingView
from app.casework.proceedings import NewProceeding
from app.casework.scheduling import NewHearing
from tests.support.office import CLIENT, Office


def _case(office: Office, last: int, by: str = "alma") -> UUID:
    client = CLIENT | {"a_number": f"999-000-{last}"}
    return office.open_case(by, client=client).id


def _set(office: Office, case: UUID, starts: str, by: str = "alma", **more: Any) -> HearingView:
    facts = {"kind": "individual", "court": "NYC", "judge": "Roe", **more}
    with office.writing(by) as desk:
        new = NewHearing.model_validate({"case_id": case, "starts": starts, **facts})
        return scheduling.schedule_hearing(desk, new)


def _check(office: Office, text: str, by: str = "alma", *, whole: bool = True) -> CourtCheck:
    with office.reading(by) as desk:
        return courtcheck.check(desk, Pasted(text=text, whole=whole))


def _stamp(office: Office, *found: HearingView) -> Stamped:
    seen = [Seen(hearing=each.id, starts=each.starts) for each in found]
    with office.writing() as desk:
        return courtcheck.stamp(desk, Checked(hearings=seen))


LIST = """A999-000-101  05/11/2027  1:00 PM  Individual  Judge: Roe, Alex  In-Person
A999-000-102  06/03/2027  9:00 AM  Individual  Judge: Roe  In-Person
A999-000-103  04/30/2027  8:30 AM  Master
A999-000-104  07/01/2027  8:30 AM  Master
A999-000-999  07/01/2027  8:30 AM  Master
A999-000-105  05/20/2027
Welcome back"""


def test_a_whole_list_falls_into_its_groups(office: Office) -> None:
    """Same, earlier, only there, only here, bond apart, half a line, and nobody's number."""
    cases = [_case(office, last) for last in range(101, 108)]
    same = _set(office, cases[0], "2027-05-11T13:00")
    moved = _set(office, cases[1], "2027-07-14T09:00")
    other = _set(office, cases[2], "2027-04-29T08:30", kind="master")
    half = _set(office, cases[4], "2027-05-20T08:30")
    gone = _set(office, cases[5], "2027-05-25T08:30")
    bond = _set(office, cases[6], "2027-05-26T08:30", kind="bond")
    _set(office, cases[6], "2027-05-28T08:30", kind="biometrics", court="")
    found = _check(office, LIST)
    assert [each.id for each in found.same] == [same.id]
    assert [(each.hearing.id, each.differs) for each in found.different] == [
        (other.id, ["later"]),
        (moved.id, ["earlier"]),
    ]
    assert [each.case_id for each in found.only_there] == [cases[3]]
    assert [each.id for each in found.only_here] == [gone.id]
    assert [each.id for each in found.bond] == [bond.id]
    assert [(each.line, each.case_id) for each in found.unclear] == [(6, cases[4])]
    assert half.id not in {each.id for each in found.only_here}
    assert [each.line for each in found.strangers] == [5]
    assert found.unread == []  # the last line stands below a number, as half of it may


def test_judge_place_and_way_differ_at_the_same_hour(office: Office) -> None:
    """What is the same but for the judge or the city is not the same."""
    case = _case(office, 101)
    _set(office, case, "2027-05-11T13:00")
    text = "A999000101 5/11/2027 1:00 PM Judge: Ito, B; Location: Houston, TX; Webex"
    [found] = _check(office, text).different
    assert found.differs == ["judge", "place", "medium"]
    nothing = "A999-000-101\nThere are no future hearings for this case."
    assert len(_check(office, nothing, whole=False).only_here) == 1


def test_bond_beside_removal_is_never_taken_for_it(office: Office) -> None:
    """The bond hearing stands as it is, whatever becomes of the master."""
    case = _case(office, 101)
    bond = _set(office, case, "2027-04-22T08:30", kind="bond")
    master = _set(office, case, "2027-05-20T08:30", kind="master")
    found = _check(office, "A999-000-101 Master 4/21/2027 8:30 AM")
    assert [each.hearing.id for each in found.different] == [master.id]
    assert [each.id for each in found.bond] == [bond.id]


def test_the_same_is_stamped_at_once_and_ages(office: Office) -> None:
    """Who and when stays with each; one moved meanwhile is left; after 14 days it is due again."""
    case = _case(office, 101)
    first = _set(office, case, "2027-05-11T13:00")
    second = _set(office, case, "2027-06-11T13:00", kind="master")
    stale = second.model_copy(update={"starts": datetime.fromisoformat("2027-06-12T13:00")})
    assert _stamp(office, first, stale) == Stamped(stamped=1, left=1)
    with office.reading() as desk:
        seen, other = hearings.one(desk, first.id), hearings.one(desk, second.id)
    assert (seen.checked_by, seen.checked_at, seen.check_due) == (
        office.people["alma"].id,
        office.clock.now,
        False,
    )
    assert other.check_due
    office.clock.forward(days=14, seconds=1)
    with office.reading() as desk:
        assert hearings.one(desk, first.id).check_due


def test_only_cases_that_open_are_matched(office: Office) -> None:
    """A number of a case of others is nobody's here: the check tells nothing of it."""
    case = office.open_case("bruno", client=CLIENT | {"a_number": "999000101"}, named_only=True).id
    _set(office, case, "2027-05-11T13:00", by="bruno")
    found = _check(office, LIST.splitlines()[0], by="dina")
    assert (found.same, found.different, found.only_there) == ([], [], [])
    assert [each.line for each in found.strangers] == [1]


def test_a_hearing_belongs_to_the_proceeding_whose_number_stands_on_the_line(
    office: Office,
) -> None:
    """Mother's and daughter's at one hour, a petition by its docket, and a docket of nobody."""
    case = _case(office, 101)
    numbers = (
        ("removal", "A999-000-101"),
        ("removal", "A 999 000 102"),
        ("petition_for_review", "26-1234"),
    )
    kept = []
    with office.writing() as desk:
        for kind, number in numbers:
            wanted = {"case_id": case, "kind": kind, "number": number}
            kept.append(proceedings.add(desk, NewProceeding.model_validate(wanted)).id)
    mother, daughter, argued = (
        _set(office, case, starts, proceeding=str(its), kind=kind, court="")
        for starts, its, kind in (
            ("2027-05-11T13:00", kept[0], "master"),
            ("2027-05-11T13:00", kept[1], "master"),
            ("2027-06-01T09:30", kept[2], "other"),
        )
    )
    found = _check(
        office,
        "A999-000-102 Master 05/12/2027 1:00 PM\n"
        "A999-000-101 Master 05/11/2027 1:00 PM\n"
        "26-1234  06/02/2027 9:30 AM\n"
        "A999-000-101 Docket 26-1235 07/02/2027 9:30 AM\n"
        "26-1236  06/03/2027 9:30 AM",
    )
    assert [each.id for each in found.same] == [mother.id]
    assert [(each.hearing.id, each.there.proceeding) for each in found.different] == [
        (daughter.id, kept[1]),
        (argued.id, kept[2]),
    ]
    assert [(each.line, each.case_id) for each in found.only_there] == [(4, case)]
    assert [each.line for each in found.strangers] == [5]
