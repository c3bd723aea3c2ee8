"""Practice groups, how open a case is, and a screen that stands from its first moment."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import (
    adding,
    cases,
    groups,
    openness,
    practice,
    readers,
    screening,
    screens,
    staff,
)
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.openness import Openness
from app.casework.practice import NewGroup, NewMember, NewProfile
from app.casework.readers import NewLead, NewReader
from app.casework.screening import NewScreen
from app.errors import Forbidden, NotFound, Refused
from app.models import Audit, CaseKeyRow, Grant, Schedule
from tests.casework.covering import TODAY, id_of, name_cover, opens, waiting, write, wrong
from tests.support.office import Office


def group(office: Office, name: str = "Removal", *people: str) -> UUID:
    """Make a practice group of Carmen and these."""
    with office.writing("carmen") as desk:
        made = practice.make(desk, NewGroup(name=name))
    for each in people:
        with office.writing("carmen") as desk:
            practice.let_in(desk, made, NewMember(staff_id=id_of(office, each)))
    return made


def profile(office: Office, wanted: str) -> None:
    """Choose to whom new cases go."""
    with office.writing("carmen") as desk:
        practice.choose(desk, NewProfile.model_validate({"profile": wanted}))


def take_out(office: Office, group_id: UUID, name: str, by: str = "carmen") -> None:
    """Take somebody out of a group."""
    with office.writing(by) as desk:
        practice.take_out(desk, Calendar(), group_id, id_of(office, name))


def close_to_named(office: Office, case_id: UUID, *, named_only: bool, by: str = "alma") -> None:
    """Turn the switch of a case."""
    with office.writing(by) as desk:
        version = cases.one(desk, case_id).version
        openness.choose(desk, case_id, Openness(version=version, named_only=named_only))


def deeds(office: Office, action: str) -> list[dict[str, Any]]:
    """Return what the record says of each deed of a kind."""
    with office.night() as desk:
        rows = desk.db.scalars(select(Audit).where(Audit.action == action).order_by(Audit.seq))
        return [row.detail for row in rows]


# --- groups -------------------------------------------------------------------------------------


def test_a_new_case_goes_to_the_groups_of_whoever_opens_it(office: Office) -> None:
    """Alma's to hers, Bruno's to his; whoever is in none opens it to named people."""
    group(office, "Removal", "alma", "dina")
    group(office, "Family", "bruno", "vera")
    profile(office, "groups")
    hers, his = office.open_case("alma").id, office.open_case("bruno").id
    assert [opens(office, name, hers) for name in ("dina", "bruno", "vera")] == [True, False, False]
    assert [opens(office, name, his) for name in ("vera", "alma", "dina")] == [True, False, False]
    own = office.open_case("ivo").id
    with office.reading("ivo") as desk:
        assert cases.one(desk, own).named_only
    assert not opens(office, "alma", own)
    assert wrong(office) == []


def test_other_groups_are_chosen_for_one_case(office: Office) -> None:
    """Bruno's group for a case of Alma's; a group that is none is refused."""
    group(office, "Removal", "alma")
    family = group(office, "Family", "bruno")
    profile(office, "groups")
    case_id = office.open_case("alma", groups=[family]).id
    assert opens(office, "bruno", case_id)
    with pytest.raises(Refused):
        office.open_case("alma", groups=[id_of(office, "bruno")])
    with office.writing("carmen") as desk:
        practice.close(desk, family)
    with pytest.raises(Refused):
        office.open_case("alma", groups=[family])
    with office.writing("carmen") as desk, pytest.raises(Refused):
        practice.let_in(desk, family, NewMember(staff_id=id_of(office, "dina")))
    assert opens(office, "bruno", case_id)


def test_whoever_is_taken_out_reads_nothing_that_is_written_next(office: Office) -> None:
    """A new key of the group at once, of the case with the next word; she keeps what she leads."""
    made = group(office, "Removal", "alma", "dina", "bruno")
    profile(office, "groups")
    led, other = office.open_case("dina").id, office.open_case("alma").id
    with office.writing("dina") as desk:
        new = {"case_id": other, "title": "Brief", "due": "2027-04-20"}
        new["responsible_id"] = str(id_of(office, "dina"))
        date = adding.add(desk, NewDeadline.model_validate(new)).id
    take_out(office, made, "dina")
    assert opens(office, "dina", led)
    assert not opens(office, "dina", other)
    with office.night() as desk:
        assert id_of(office, "dina") not in groups.members(desk, made)
        assert desk.db.get_one(Schedule, date).responsible_id == id_of(office, "alma")
    write(office, "alma", other, "afterwards")
    with office.night() as desk:
        assert desk.db.get(CaseKeyRow, (other, 2)) is not None
    assert wrong(office) == []


def test_a_lead_who_has_her_case_for_a_while_keeps_it_for_good(office: Office) -> None:
    """Dina had it as a guest before she was of the group; the record names what she is given."""
    case_id = office.open_case("alma", named_only=True).id
    until = NewReader(staff_id=id_of(office, "dina"), until=TODAY + timedelta(days=2))
    with office.writing("alma") as desk:
        readers.add(desk, case_id, until)
    made = group(office, "Removal", "alma", "dina", "bruno")
    with office.writing("alma") as desk:
        wanted = Openness(version=cases.one(desk, case_id).version, named_only=False, groups=[made])
        openness.choose(desk, case_id, wanted)
    with office.writing("alma") as desk:
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "dina")))
    office.clock.forward(days=5)
    assert opens(office, "dina", case_id)
    take_out(office, made, "dina")
    assert opens(office, "dina", case_id)
    assert deeds(office, "case.share")[-1]["reader"] == str(id_of(office, "dina"))
    assert wrong(office) == []


def test_dates_stay_with_whoever_reads_through_another_group(office: Office) -> None:
    """Dina is taken out of one of two groups that read the case."""
    first, second = group(office, "Removal", "alma", "dina"), group(office, "Bond", "alma", "dina")
    case_id = office.open_case("alma", groups=[first, second]).id
    new = {"case_id": case_id, "title": "Brief", "due": "2027-04-20"}
    new["responsible_id"] = str(id_of(office, "dina"))
    with office.writing("dina") as desk:
        date = adding.add(desk, NewDeadline.model_validate(new)).id
    take_out(office, first, "dina")
    assert opens(office, "dina", case_id)
    with office.night() as desk:
        assert desk.db.get_one(Schedule, date).responsible_id == id_of(office, "dina")
    take_out(office, second, "dina")
    with office.night() as desk:
        assert desk.db.get_one(Schedule, date).responsible_id == id_of(office, "alma")
    assert wrong(office) == []


def test_the_page_counts_no_case_that_is_hidden(office: Office) -> None:
    """A screen keeps Dina, who is not in the group, from one of its two cases."""
    made = group(office, "Removal", "alma")
    case_id, _ = (office.open_case("alma", groups=[made]).id for _ in range(2))
    with office.writing("alma") as desk:
        screening.put_up(
            desk, case_id, NewScreen(staff_id=id_of(office, "dina"), reason="Her aunt")
        )
    counted = {}
    for name in ("alma", "dina"):
        with office.reading(name) as desk:
            counted[name] = practice.one(desk, made).cases
    assert counted == {"alma": 2, "dina": 1}


def test_somebody_is_taken_out_of_the_office_team_without_closing_her_account(
    office: Office,
) -> None:
    """Bruno works on, with the cases that name him."""
    led, other = office.open_case("bruno").id, office.open_case("alma").id
    with office.night() as desk:
        team = staff.office(desk).team_id
    take_out(office, team, "bruno")
    assert opens(office, "bruno", led)
    assert not opens(office, "bruno", other)
    assert wrong(office) == []


def test_a_group_is_not_emptied_down_to_one(office: Office) -> None:
    """Two of them, Carmen and Alma: a case of the group would hang on Carmen."""
    made = group(office, "Removal", "alma")
    profile(office, "groups")
    case_id = office.open_case("alma", lead_id=id_of(office, "carmen")).id
    with office.night() as desk:
        roles = desk.db.query(Grant.role).filter_by(case_id=case_id).all()
        assert ("group",) in [tuple(each) for each in roles]
    with office.writing("carmen") as desk:
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "carmen")))
    with pytest.raises(Refused):
        take_out(office, made, "alma")
    assert opens(office, "alma", case_id)


def test_the_page_lists_people_since_when_and_by_whom(office: Office) -> None:
    """Both survive a new key of the group."""
    made = group(office, "Removal", "alma", "dina")
    since = office.clock()
    office.clock.forward(days=3)
    take_out(office, made, "dina")
    with office.reading("vera") as desk:
        view = practice.one(desk, made)
        known = practice.listed(desk)
    assert [(each.name, each.since, each.by) for each in view.members] == [
        ("Alma", since, "Carmen"),
        ("Carmen", since, "Carmen"),
    ]
    assert [each.kind for each in known.groups] == ["team", "index", ""]
    assert known.profile == "open"


def test_only_a_supervisor_of_the_group_changes_it(office: Office) -> None:
    """Nor is a second of the same name made, nor the office's own closed."""
    made = group(office, "Removal", "alma")
    for deed in (
        lambda desk: practice.make(desk, NewGroup(name="X")),
        lambda desk: practice.choose(desk, NewProfile(profile="named")),
        lambda desk: practice.close(desk, made),
        lambda desk: practice.let_in(desk, made, NewMember(staff_id=id_of(office, "dina"))),
    ):
        with office.writing("alma") as desk, pytest.raises((Forbidden, NotFound)):
            deed(desk)
    with office.writing("carmen") as desk, pytest.raises(Refused):
        practice.make(desk, NewGroup(name="removal"))
    with office.writing("carmen") as desk, pytest.raises(Refused):
        practice.close(desk, staff.office(desk).team_id)
    for name in ("olga", "abel", "ivo"):
        with office.writing("carmen") as desk, pytest.raises(Refused):
            practice.let_in(desk, made, NewMember(staff_id=id_of(office, name)))


# --- one case -----------------------------------------------------------------------------------


def test_a_case_is_closed_to_all_but_its_named_people_and_opened_again(office: Office) -> None:
    """Under a new key at once; opened again, the team reads what was written meanwhile too."""
    case_id = office.open_case("alma").id
    close_to_named(office, case_id, named_only=True)
    assert [opens(office, name, case_id) for name in ("alma", "carmen", "bruno")] == [
        True,
        True,
        False,
    ]
    with office.night() as desk:
        assert desk.db.get(CaseKeyRow, (case_id, 2)) is not None
    write(office, "alma", case_id, "among us")
    close_to_named(office, case_id, named_only=False)
    with office.reading("bruno") as desk:
        shown = cases.one(desk, case_id)
    assert (shown.named_only, [each.text for each in shown.notes]) == (False, ["among us"])
    assert wrong(office) == []


def test_a_case_opens_to_no_group_by_itself(office: Office) -> None:
    """None chosen, or none that an office of named people has: it says so, and stays closed."""
    case_id = office.open_case("alma", named_only=True).id
    with office.reading() as desk:
        wanted = Openness(version=cases.one(desk, case_id).version, named_only=False, groups=[])
    with office.writing() as desk, pytest.raises(Refused) as refused:
        openness.choose(desk, case_id, wanted)
    assert refused.value.fields == {"groups": openness.NO_GROUP}
    profile(office, "named")
    with pytest.raises(Refused):
        close_to_named(office, case_id, named_only=False)
    assert not opens(office, "bruno", case_id)
    group(office, "Removal", "bruno")
    with office.reading() as desk:
        assert openness.of(desk, case_id).suggested == []


def test_the_record_names_the_groups_and_their_covers_have_the_case_at_once(office: Office) -> None:
    """Bruno reads it through the group, so it waits for Dina, who covers for him."""
    made = group(office, "Removal", "bruno")
    name_cover(office, "bruno", "dina")
    case_id = office.open_case("alma", named_only=True).id
    with office.writing() as desk:
        version = cases.one(desk, case_id).version
        wanted = Openness(version=version, named_only=False, groups=[made])
        openness.choose(desk, case_id, wanted)
    assert (id_of(office, "bruno"), id_of(office, "dina"), 1) in waiting(office, case_id)
    assert [each["groups"] for each in deeds(office, "case.openness")] == [[str(made)]]
    assert wrong(office) == []


def test_a_sealed_case_and_a_screened_one_are_not_opened(office: Office) -> None:
    """Each says what comes first."""
    sealed = office.open_case("alma", sealed="sealed").id
    with pytest.raises(Refused):
        close_to_named(office, sealed, named_only=False)
    screened = office.open_case(
        "alma", screened=[id_of(office, "bruno")], screen_reason="his cousin"
    ).id
    with pytest.raises(Refused):
        close_to_named(office, screened, named_only=False)
    assert not opens(office, "bruno", screened)


def test_a_screen_stands_from_the_first_moment(office: Office) -> None:
    """Bruno never holds a key; the others of the team do, by name."""
    bruno, carmen = id_of(office, "bruno"), id_of(office, "carmen")
    case_id = office.open_case("alma", screened=[bruno, carmen], screen_reason="Her aunt").id
    assert [opens(office, name, case_id) for name in ("alma", "dina", "bruno", "carmen")] == [
        True,
        True,
        False,
        False,
    ]
    with office.reading("alma") as desk:
        shown = cases.one(desk, case_id)
        assert screens.away(desk, case_id) == {bruno, carmen}
    assert (shown.backup_id, shown.named_only) == (None, True)
    with office.night() as desk:
        held = {row.principal_id for row in desk.db.query(Grant).filter_by(case_id=case_id)}
        assert not held & {bruno, carmen, staff.office(desk).team_id}
        assert desk.db.get(CaseKeyRow, (case_id, 2)) is None
    assert wrong(office) == []


@pytest.mark.parametrize("more", [{}, {"backup_id": "bruno"}, {"screen_reason": "kin"}])
def test_a_screen_needs_a_reason_and_nobody_who_is_on_the_case(
    office: Office, more: dict[str, str]
) -> None:
    """Nothing is opened then."""
    fields: dict[str, object] = {"screened": [id_of(office, "bruno")], "screen_reason": " "}
    if "backup_id" in more:
        fields |= {"screen_reason": "kin", "backup_id": id_of(office, "bruno")}
    if "screen_reason" in more:
        fields |= {"screen_reason": "kin", "screened": [id_of(office, "alma")]}
    with pytest.raises(Refused):
        office.open_case("alma", **fields)


def test_an_office_of_several_is_asked_before_it_is_solo(office: Office) -> None:
    """Each new case would be closed to whoever stands in; said so, it is done."""
    with pytest.raises(Refused) as refused:
        profile(office, "solo")
    assert refused.value.fields == {"sure": practice.NOT_ALONE}
    with office.writing("carmen") as desk:
        practice.choose(desk, NewProfile(profile="solo", sure=True))
    with office.reading("carmen") as desk:
        assert practice.listed(desk).profile == "solo"
