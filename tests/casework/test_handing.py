"""Many cases at once: in small steps, with a preview, and handed back."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import adding, cases, handing, leaving, readers
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.handing import NewHanding
from app.casework.readers import NewLead
from app.errors import NotFound, Refused
from app.models import Audit, Handing, Schedule
from tests.casework.covering import id_of, opens, wrong
from tests.support.office import Office
from tests.support.shell import plant


def begin(office: Office, to: str, **more: object) -> UUID:
    """Have Carmen begin to hand over what names Alma."""
    wanted = NewHanding.model_validate({"to_id": id_of(office, to), **more})
    with office.writing("carmen") as desk:
        return handing.begin(desk, Calendar(), id_of(office, "alma"), wanted)


def go_on(office: Office, handing_id: UUID) -> list[int]:
    """Do all steps; return how many waited after each."""
    waiting: list[int] = []
    while not waiting or waiting[-1]:
        with office.writing("carmen") as desk:
            waiting.append(handing.go_on(desk, handing_id))
    return waiting


def leads(office: Office, case_id: UUID, by: str = "carmen") -> tuple[UUID | None, UUID | None]:
    """Return who leads a case, and who backs her up."""
    with office.reading(by) as desk:
        shown = cases.one(desk, case_id)
    return shown.lead_id, shown.backup_id


def dated(office: Office, case_id: UUID, whose: str = "alma") -> UUID:
    """Add a deadline that somebody answers for."""
    new = {"case_id": case_id, "title": "Brief", "due": "2027-04-20"}
    new["responsible_id"] = str(id_of(office, whose))
    with office.writing("alma") as desk:
        return adding.add(desk, NewDeadline.model_validate(new)).id


def answers(office: Office, date: UUID) -> UUID | None:
    """Return who is reminded of a date."""
    with office.night() as desk:
        return desk.db.get_one(Schedule, date).responsible_id


def test_a_caseload_goes_over_in_steps_and_comes_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than one step; the date of hers goes along, that of Dina stays; all of it undone."""
    monkeypatch.setattr(handing, "STEP", 4)
    opened = [office.open_case("alma", named_only=True).id for _ in range(4 + 2)]
    shared = office.open_case("alma").id
    mine, other = dated(office, shared), dated(office, shared, "dina")
    handing_id = begin(office, "bruno")
    assert go_on(office, handing_id) == [3, 0]
    bruno, carmen = id_of(office, "bruno"), id_of(office, "carmen")
    assert {leads(office, each) for each in [*opened, shared]} == {(bruno, carmen)}
    assert all(opens(office, "bruno", each) for each in opened)
    assert (answers(office, mine), answers(office, other)) == (bruno, id_of(office, "dina"))
    with office.writing("carmen") as desk:
        back = handing.undo(desk, handing_id)
    assert go_on(office, back) == [3, 0]
    alma = id_of(office, "alma")
    assert {leads(office, each) for each in [*opened, shared]} == {(alma, carmen)}
    assert not any(opens(office, "bruno", each) for each in opened)
    assert opens(office, "bruno", shared)  # as one of the team, as before
    assert answers(office, mine) == alma
    assert wrong(office) == []


def test_all_that_names_her_is_what_the_leaving_page_lists(office: Office) -> None:
    """A case that she backs up, and one of which she answers for a date alone, go over too."""
    dina, alma, bruno = (id_of(office, name) for name in ("dina", "alma", "bruno"))
    led = office.open_case("alma", backup_id=dina).id
    backed = office.open_case("carmen", backup_id=alma).id
    dated_only = office.open_case("dina").id
    of_others = office.open_case("dina").id
    date = dated(office, dated_only)
    with office.reading("carmen") as desk:
        listed = leaving.plan(desk, Calendar(), alma).cases
    go_on(office, begin(office, "bruno"))
    assert {each.id for each in listed} == {led, backed, dated_only}
    assert [leads(office, each) for each in (led, backed)] == [
        (bruno, dina),
        (id_of(office, "carmen"), bruno),
    ]
    assert leads(office, dated_only)[0] == leads(office, of_others)[0] == dina
    assert answers(office, date) == bruno
    with office.reading("carmen") as desk:
        assert leaving.plan(desk, Calendar(), alma).cases == []


def test_chosen_cases_are_shared_and_nothing_else_changes(office: Office) -> None:
    """Vera reads one of two; who leads it stays."""
    first, second = (office.open_case("alma", named_only=True).id for _ in range(2))
    handing_id = begin(office, "vera", kind="share", case_ids=[first])
    assert go_on(office, handing_id) == [0]
    assert [opens(office, "vera", each) for each in (first, second)] == [True, False]
    assert leads(office, first)[0] == id_of(office, "alma")


def test_what_carmen_cannot_open_and_what_a_screen_keeps_is_left(office: Office) -> None:
    """The first is not even listed; the second is named with why."""
    office.open_case("alma", named_only=True, backup_id=id_of(office, "dina"))
    screened = office.open_case(
        "alma", screened=[id_of(office, "bruno")], screen_reason="his cousin"
    ).id
    with office.reading("carmen") as desk:
        wanted = NewHanding(to_id=id_of(office, "bruno"))
        seen = handing.preview(desk, Calendar(), id_of(office, "alma"), wanted)
    assert (seen.total, seen.gains, seen.screened) == (1, 0, 1)
    handing_id = begin(office, "bruno")
    go_on(office, handing_id)
    with office.reading("carmen") as desk:
        view = handing.one(desk, handing_id)
    assert [(each.id, each.kept) for each in view.left] == [(screened, "screened")]
    assert (view.done, view.may_undo) == (0, False)
    assert leads(office, screened)[0] == id_of(office, "alma")


def test_a_preview_tells_who_reads_what(office: Office) -> None:
    """Alma and Carmen now, and Vera besides; nothing is written."""
    case_id = office.open_case("alma", named_only=True).id
    with office.reading("carmen") as desk:
        wanted = NewHanding(kind="share", to_id=id_of(office, "vera"))
        seen = handing.preview(desk, Calendar(), id_of(office, "alma"), wanted)
    assert (seen.total, seen.gains) == (1, 1)
    assert [(each.id, each.before, each.gains) for each in seen.cases] == [
        (case_id, ["Alma", "Carmen"], True)
    ]
    assert not opens(office, "vera", case_id)


@pytest.mark.parametrize("to", ["alma", "vera", "olga"])
def test_only_the_legal_staff_takes_over(office: Office, to: str) -> None:
    """Nor she herself; and without a case there is nothing to do."""
    office.open_case("alma")
    with pytest.raises(Refused):
        begin(office, to)
    with pytest.raises(Refused):
        begin(office, "bruno", case_ids=[])


def test_a_handing_is_its_makers_alone_and_undone_once(office: Office) -> None:
    """Another supervisor, or anybody, finds none of it."""
    office.open_case("alma")
    handing_id = begin(office, "bruno")
    for deed in (handing.go_on, handing.undo, handing.one):
        with office.writing("dina") as desk, pytest.raises(NotFound):
            deed(desk, handing_id)
    go_on(office, handing_id)
    with office.writing("carmen") as desk:
        handing.undo(desk, handing_id)
    with office.writing("carmen") as desk, pytest.raises(NotFound):
        handing.undo(desk, handing_id)


def test_nothing_is_handed_back_to_somebody_who_cannot_open_the_case_any_more(
    office: Office,
) -> None:
    """Alma was taken off since: one case of two comes back, the other and its date stay."""
    first, second = (office.open_case("alma", named_only=True).id for _ in range(2))
    date = dated(office, first)
    handing_id = begin(office, "bruno")
    go_on(office, handing_id)
    alma, bruno = id_of(office, "alma"), id_of(office, "bruno")
    with office.writing("carmen") as desk:
        readers.remove(desk, first, alma)
    with office.writing("carmen") as desk:
        back = handing.undo(desk, handing_id)
    go_on(office, back)
    assert (leads(office, first)[0], answers(office, date)) == (bruno, bruno)
    assert opens(office, "bruno", first)
    assert leads(office, second)[0] == alma
    with office.reading("carmen") as desk:
        view = handing.one(desk, back)
    assert [(each.id, each.kept) for each in view.left] == [(first, "closed")]
    assert wrong(office) == []


def test_what_was_only_shared_is_taken_back_whoever_it_was_of(office: Office) -> None:
    """Alma reads the case no more; Vera's key is taken back all the same, and it is on record."""
    case_id = office.open_case("alma", named_only=True, named=[id_of(office, "dina")]).id
    handing_id = begin(office, "vera", kind="share", case_ids=[case_id])
    go_on(office, handing_id)
    with office.writing("carmen") as desk:
        version = cases.one(desk, case_id).version
        wanted = NewLead(version=version, lead_id=id_of(office, "carmen"))
        readers.lead(desk, case_id, wanted)
        readers.remove(desk, case_id, id_of(office, "alma"))
    with office.writing("carmen") as desk:
        back = handing.undo(desk, handing_id)
    go_on(office, back)
    assert not opens(office, "vera", case_id)
    assert wrong(office) == []


def changed(office: Office, handing_id: UUID, **values: Any) -> None:
    """Change a handing as whoever holds the server key can: the card is sealed anew."""
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Handing, handing_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_one_led_elsewhere_with_the_server_key_goes_no_further(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a step nor handing back does anything; the check names it, its page says it."""
    monkeypatch.setattr(handing, "STEP", 1)
    opened = [office.open_case("alma", named_only=True).id for _ in range(2)]
    handing_id, dina = begin(office, "bruno"), id_of(office, "dina")
    with office.writing("carmen") as desk:
        assert handing.go_on(desk, handing_id) == 1
        row = desk.db.get_one(Handing, handing_id)
        others = {"to_id": dina, "from_id": dina, "kind": "share", "state": "undone"}
        others |= {"waiting": [str(office.people["alma"].id)], "left": [{"id": "x", "why": "y"}]}
        others |= {"done": [{**each, "lead": str(dina)} for each in row.done]}
        true = {name: getattr(row, name) for name in others}
    for name, value in others.items():
        changed(office, handing_id, **{name: value})
        for deed in (handing.go_on, handing.undo):
            with office.writing("carmen") as desk, pytest.raises(Refused):
                deed(desk, handing_id)
        with office.reading("carmen") as desk:
            assert handing.mine(desk) == []
        assert wrong(office) == [f"handings {handing_id}: otherwise than whoever began it signed"]
        changed(office, handing_id, **{name: true[name]})
    assert not any(opens(office, "dina", each) for each in opened)
    assert go_on(office, handing_id) == [0]
    assert wrong(office) == []


def test_one_without_its_makers_word_goes_no_further(office: Office) -> None:
    """Taken away, or another's: whoever holds the server key cannot sign for Carmen."""
    office.open_case("alma")
    first, second = begin(office, "bruno"), begin(office, "dina", kind="share")
    with office.night() as desk:
        word = desk.db.get_one(Handing, first).word
    for taken in (None, "", "ff", word):
        changed(office, second, word=taken)
        with office.writing("carmen") as desk, pytest.raises(Refused):
            handing.go_on(desk, second)


def test_a_planted_one_hides_no_other(office: Office) -> None:
    """Of a card that is none: hers that waits is listed all the same."""
    office.open_case("alma")
    handing_id = begin(office, "bruno")
    plant(office, "handings", id=UUID(int=7, version=4), state="running")
    with office.reading("carmen") as desk:
        assert [each.id for each in handing.mine(desk)] == [handing_id]


def test_the_record_has_a_share_as_a_share(office: Office) -> None:
    """Given and taken back; nobody chose a lead, and one who was chosen since stays."""
    case_id = office.open_case("alma", named_only=True).id
    handing_id = begin(office, "bruno", kind="share", case_ids=[case_id])
    go_on(office, handing_id)
    with office.writing("carmen") as desk:
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "bruno")))
        back = handing.undo(desk, handing_id)
    go_on(office, back)
    assert leads(office, case_id)[0] == id_of(office, "bruno")
    with office.night() as desk:
        entries = desk.db.scalars(select(Audit).where(Audit.object_id == case_id))
        told = [(each.action, each.detail.get("reader")) for each in entries]
    shared = ("case.share", str(id_of(office, "bruno")))
    assert [each for each in told if each[0] in {"case.share", "case.lead"}] == [
        shared,
        ("case.lead", None),
    ]
