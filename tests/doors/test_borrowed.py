"""Whoever reads a case for a while only changes nothing of who reads it, at either door."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest

from app.casework import access, cases, envelopes, forgood, handing, openness, readers, screening
from app.casework.calendar import Calendar
from app.casework.forgood import FOR_A_WHILE
from app.casework.guests import ASK_ITS_LEAD
from app.casework.handing import NewHanding
from app.casework.openness import Openness
from app.casework.readers import NewReader
from app.casework.screening import NewScreen
from app.errors import Refused
from tests.casework.covering import TODAY, declare, name_cover, opens
from tests.casework.covering import id_of as of
from tests.casework.test_cover_attacks import emergency_of
from tests.doors.filling import proof
from tests.doors.test_what_is_offered import led_to
from tests.doors.visitors import Doors, problem
from tests.support.office import Office

HOW = ("guest", "cover", "emergency")
Deed = tuple[str, str, dict[str, object], str]


@pytest.fixture(params=HOW)
def case_id(office: Office, request: pytest.FixtureRequest) -> UUID:
    """A case of Alma's, with Bruno behind her, that Carmen, who supervises, reads for a while.

    Vera is a guest of it for longer, and an ethical screen keeps Dina away.
    """
    opened = office.open_case("alma", named_only=True, backup_id=of(office, "bruno")).id
    vera = NewReader(staff_id=of(office, "vera"), until=TODAY + timedelta(days=20))
    with office.writing("alma") as desk:
        readers.add(desk, opened, vera)
        screening.put_up(
            desk, opened, NewScreen(staff_id=of(office, "dina"), reason="Her cousin is a witness.")
        )
    lent(office, opened, request.param)
    assert opens(office, "carmen", opened)
    return opened


def lent(office: Office, case_id: UUID, how: str) -> None:
    """Have Carmen read a case of Alma's for a while, in one of the three ways there are."""
    if how == "guest":
        new = NewReader(staff_id=of(office, "carmen"), until=TODAY + timedelta(days=10))
        with office.writing("alma") as desk:
            readers.add(desk, case_id, new)
        return
    name_cover(office, "alma", "carmen")
    if how == "cover":
        declare(office, "alma", by="alma")
    else:
        emergency_of(office, "carmen", case_id)


def deeds(office: Office, case_id: UUID) -> Iterator[Deed]:
    """Yield each deed that changes who reads a case: as a form, and as a program sends it."""
    case, ivo = f"/cases/{case_id}", str(of(office, "ivo"))
    bruno, vera, dina = (str(of(office, each)) for each in ("bruno", "vera", "dina"))
    sure: dict[str, object] = {"sure": True, "password": "x", "code": "000000"}
    reason: dict[str, object] = {"staff_id": ivo, "reason": "His cousin is a witness."}
    yield f"{case}/readers", "POST", {"staff_id": ivo}, ""
    yield f"{case}/readers/{vera}/end", "DELETE", {}, f"{case}/readers/{vera}"
    yield f"{case}/readers/{vera}/stay", "PUT", {"until": "2027-06-01"}, ""
    yield f"{case}/lead", "PUT", {"version": 1, "lead_id": bruno, "backup_id": None}, ""
    yield f"{case}/openness", "PUT", {"version": 1, "named_only": False}, ""
    yield f"{case}/openness", "PUT", {"version": 1, "named_only": True}, ""
    yield f"{case}/seal", "PUT", {"why": "sealed"}, ""
    yield f"{case}/seal", "PUT", {"why": ""}, ""
    yield f"{case}/screens", "POST", reason, ""
    yield f"{case}/screens", "POST", {**reason, "staff_id": str(of(office, "carmen"))}, ""
    proved: dict[str, object] = {"password": "x", "code": "000000"}
    yield f"{case}/screens/{dina}/end", "POST", proved, ""
    yield f"{case}/found-as", "PUT", {"answer": "out"}, ""
    yield f"{case}/destruction", "POST", dict(sure), ""
    del sure["sure"]
    yield f"{case}/destruction/agreement", "POST", sure, ""


def standing(office: Office, case_id: UUID) -> object:
    """Return who reads a case, and all else that these deeds change."""
    with office.reading("alma") as desk:
        view = cases.one(desk, case_id)
        people = {(each.id, each.why, each.until) for each in view.readers}
        tight = (view.sealed, view.named_only, view.screened, view.lead_id, view.backup_id)
        return people, tight, view.version, forgood.of(desk, case_id)


def test_no_form_of_a_borrower_changes_who_reads_a_case(doors: Doors, case_id: UUID) -> None:
    """Each says so, and nothing is as it was not before."""
    carmen, before = doors.sits("carmen"), standing(doors.office, case_id)
    for address, _, typed, _ in deeds(doors.office, case_id):
        form = {key: form_value(value) for key, value in typed.items()}
        form |= proof(doors, "carmen") if "password" in form else {}
        answer = carmen.posts(address, form)
        told = ASK_ITS_LEAD if address.endswith("/stay") else FOR_A_WHILE
        text = unescape(answer.text)
        said = told in text or SPANISH[told] in text
        assert (answer.status_code, said) == (422, True), address
    assert standing(doors.office, case_id) == before


SPANISH = {
    FOR_A_WHILE: "Usted lee este caso solo por un tiempo. Quien lo lleva, o su suplente, decide "
    "quién lo lee.",
    ASK_ITS_LEAD: "Usted lee este caso solo por un tiempo. Pregunte a quien lo lleva.",
}


def form_value(value: object) -> str:
    """Return a member of a document as a form holds it."""
    return {True: "true", False: "false", None: ""}.get(value, str(value))  # type: ignore[call-overload,no-any-return]


def test_no_program_of_a_borrower_does_either(doors: Doors, case_id: UUID) -> None:
    """The same deeds at the other door, refused with the same sentence."""
    carmen, before = doors.sits("carmen"), standing(doors.office, case_id)
    for address, method, body, path in deeds(doors.office, case_id):
        sent = body | (proof(doors, "carmen") if "password" in body else {})
        answer = carmen.sends(method, path or address, sent or None)
        document = problem(answer, 422, "refused")
        assert document["detail"] in {FOR_A_WHILE, ASK_ITS_LEAD, *SPANISH.values()}, address
    assert standing(doors.office, case_id) == before


def test_no_page_offers_it_to_a_borrower(doors: Doors, case_id: UUID) -> None:
    """Neither the case, nor who can read it, its screens, its destruction, or the guests."""
    carmen = doors.sits("carmen")
    ours = {address for address, _, _, _ in deeds(doors.office, case_id)}
    case = f"/cases/{case_id}"
    only_forms = {f"{case}/{each}" for each in ("openness", "seal", "found-as")}
    only_forms.add(f"{case}/readers/{of(doors.office, 'vera')}/stay")
    for page in (case, f"{case}/readers", f"{case}/screens", f"{case}/destruction", "/guests"):
        answer = carmen.get(page)
        assert answer.status_code == 200, page
        links = led_to(answer.text)
        assert not {address for method, address in links if method == "POST"} & ours, page
        assert not {address for method, address in links if method == "GET"} & only_forms, page
    for page in only_forms:
        answer = carmen.get(page)
        assert (answer.status_code, f'action="{page}"' in answer.text) == (422, False), page
    alma = {address for _, address in led_to(doors.sits("alma").get(f"{case}/readers").text)}
    assert {f"{case}/readers", f"{case}/lead"} <= alma


def test_a_hold_is_put_up_by_a_borrower_and_a_destruction_stopped(
    doors: Doors, case_id: UUID
) -> None:
    """Both keep what is there; lifting the hold again is for who goes on reading the case."""
    carmen = doors.sits("carmen")
    new = {"source": "litigation", "reason": "A suit over the detention."}
    held = carmen.sends("POST", f"/cases/{case_id}/holds", new)
    assert held.status_code == 201, held.text
    [hold] = carmen.sends("GET", f"/cases/{case_id}/holds").json()["holds"]
    lifted = carmen.sends("POST", f"/cases/{case_id}/holds/{hold['id']}/lifting", {})
    assert problem(lifted, 422, "refused")["detail"] == SPANISH[FOR_A_WHILE]


def test_nobody_who_reads_a_case_for_a_while_answers_for_a_date(
    doors: Doors, case_id: UUID
) -> None:
    """Neither by her own hand at either door, nor by the lead's; nor is a volunteer offered."""
    typed: dict[str, object] = {"case_id": str(case_id), "title": "Brief", "due": "2027-04-20"}
    made = doors.sits("alma").sends("POST", "/deadlines", typed | {"fatal": True}).json()
    date, alma = f"/deadlines/{made['id']}", str(of(doors.office, "alma"))
    reason = {"version": 1, "override_reason": "I take it over."}
    for by in ("carmen", "alma"):
        sits = doors.sits(by)
        for name in ("carmen", "vera"):
            hers = {"responsible_id": str(of(doors.office, name))}
            for method, path, more in (("POST", "/deadlines", typed), ("PATCH", date, reason)):
                refused = problem(sits.sends(method, path, more | hers), 422, "refused")
                assert [each["field"] for each in refused["errors"]] == ["responsible_id"]
                form = {key: form_value(value) for key, value in (more | hers).items()}
                assert sits.posts(path, form).status_code == 422
        assert str(of(doors.office, "vera")) not in sits.get(date).text
        kept = sits.sends("GET", date).json()
        assert (kept["responsible_id"], kept["version"]) == (alma, 1)
        assert sits.sends("POST", f"{date}/acknowledgement").status_code == 200


def test_many_cases_at_once_leave_out_what_one_was_lent(office: Office, case_id: UUID) -> None:
    """Carmen hands Alma's cases to Bruno: the preview says so, and the step leaves it with why."""
    wanted = NewHanding(kind="share", to_id=of(office, "ivo"))
    calendar = Calendar()
    with office.reading("carmen") as desk:
        shown = handing.preview(desk, calendar, of(office, "alma"), wanted)
    assert (shown.total, shown.borrowed, shown.gains, shown.screened) == (1, 1, 0, 0)
    with office.writing("carmen") as desk:
        begun = handing.begin(desk, calendar, of(office, "alma"), wanted)
        handing.go_on(desk, begun)
        view = handing.one(desk, begun)
    assert ([(each.id, each.kept) for each in view.left], view.done) == ([(case_id, "borrowed")], 0)
    assert not opens(office, "ivo", case_id)


def test_whoever_is_in_a_group_of_the_case_besides_is_no_borrower(office: Office) -> None:
    """Carmen, a guest of what her group reads for good since, gives it on."""
    opened = office.open_case("alma", named_only=True, backup_id=of(office, "bruno")).id
    new = NewReader(staff_id=of(office, "carmen"), until=TODAY + timedelta(days=5))
    with office.writing("alma") as desk:
        readers.add(desk, opened, new)
        openness.choose(desk, opened, Openness(version=1, named_only=False))
    with office.writing("carmen") as desk:
        readers.add(desk, opened, NewReader(staff_id=of(office, "vera")))
    assert opens(office, "vera", opened)


def test_a_guest_lets_go_of_the_case_herself(office: Office) -> None:
    """That takes it from nobody else."""
    opened = office.open_case("alma", named_only=True).id
    new = NewReader(staff_id=of(office, "vera"), until=TODAY + timedelta(days=5))
    with office.writing("alma") as desk:
        readers.add(desk, opened, new)
    with office.writing("vera") as desk:
        readers.remove(desk, opened, of(office, "vera"))
    assert not opens(office, "vera", opened)


def test_a_borrower_who_has_no_key_of_hers_gives_none(office: Office, case_id: UUID) -> None:
    """Also to herself, for good."""
    with office.writing("carmen") as desk, pytest.raises(Refused):
        readers.add(desk, case_id, NewReader(staff_id=desk.who.id))
    with office.reading("carmen") as desk:
        mine = [row for row in access.holders(desk, case_id) if row.principal_id == desk.who.id]
    assert all(row.until is not None for row in mine)
    assert mine[0].role in {*envelopes.LENT, "guest"}


def test_emergency_access_is_ended_on_the_page_of_who_can_read_the_case(office: Office) -> None:
    """Alma, who leads it, is offered to end it now; Carmen is not on the page afterwards."""
    doors = Doors(office)
    opened = office.open_case("alma", named_only=True, backup_id=of(office, "bruno")).id
    lent(office, opened, "emergency")
    alma, page = doors.sits("alma"), f"/cases/{opened}/readers"
    end = f"{page}/{of(office, 'carmen')}/end"
    assert ("POST", end) in led_to(alma.get(page).text)
    assert "End it now" in alma.get(page).text
    assert alma.posts(end).headers["location"] == page
    assert "<bdi>Carmen</bdi></span>" not in alma.get(page).text.partition("Had it before")[0]
    assert doors.sits("carmen").get(f"/cases/{opened}").status_code == 404
