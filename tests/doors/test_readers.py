"""Who can read a case, and a colleague who leaves, at both doors."""

from html import unescape

from app.casework import practice, staff
from app.gate import cookie_name
from tests.doors.filling import fills, proof
from tests.doors.visitors import Doors, problem, told


def named_case(doors: Doors) -> str:
    """Open a case of named people: Alma and Carmen."""
    return str(doors.office.open_case("alma", named_only=True).id)


def id_of(doors: Doors, name: str) -> str:
    """Return the id of somebody's account."""
    return str(doors.office.people[name].id)


def test_the_page_of_a_case_says_who_can_read_it(doors: Doors) -> None:
    """A number of people, each with why and since when; the custodians apart from them."""
    page = unescape(doors.sits("alma").get(f"/cases/{doors.office.open_case().id}").text)
    assert "4 people can read this" in page
    for name in ("Alma", "Bruno", "Carmen", "Dina"):
        assert f"<bdi>{name}</bdi>" in page
    assert "The custodians can open this case too, but only together" in page


def test_the_list_of_readers_leads_to_the_group_by_which_they_read(doors: Doors) -> None:
    """From the case and from the page of its readers; there stands who is in it, since when."""
    case, alma = doors.office.open_case(), doors.sits("alma")
    with doors.office.reading() as desk:
        team = staff.office(desk).team_id
    for page in (f"/cases/{case.id}", f"/cases/{case.id}/readers", f"/cases/{case.id}/openness"):
        assert f'<a href="/groups/{team}">office team</a>' in alma.get(page).text, page
    inside = alma.get(f"/groups/{team}").text
    assert ("<bdi>Dina</bdi>" in inside, "4 people in it" in inside) == (True, True)


def test_the_offices_own_groups_are_called_in_her_language(doors: Doors) -> None:
    """Carmen reads Spanish: open to a group or closed, made anew, and on the group's own page."""
    opened, closed = doors.office.open_case(), named_case(doors)
    carmen = doors.sits("carmen")
    with doors.office.writing("carmen") as desk:
        team = staff.office(desk).team_id
        practice.make(desk, practice.NewGroup(name="Clínica"))  # so that a new case has a choice
    for page in (
        f"/cases/{opened.id}/openness",
        f"/cases/{closed}/openness",
        "/cases/new",
        f"/groups/{team}",
        "/groups",
        "/colleagues",
    ):
        shown = carmen.get(page).text
        assert "equipo de la oficina" in shown, page
        assert "office team" not in shown, page
        assert 'equipo de la oficina</bdi></a> <span class="faint small">de la oficina' not in shown


def test_a_case_is_given_and_taken_back_by_its_page(doors: Doors) -> None:
    """Bruno finds it, and after the next press finds it no more; each page says what was saved."""
    case_id, alma, bruno = named_case(doors), doors.sits("alma"), doors.sits("bruno")
    address = f"/cases/{case_id}/readers"
    assert bruno.get(f"/cases/{case_id}").status_code == 404
    given = alma.posts(address, {"staff_id": id_of(doors, "bruno")})
    assert given.headers["location"] == address
    page = unescape(alma.get(address).text)
    assert "Your colleague can read this case now." in page
    assert "3 people can read this" in page
    assert bruno.get(f"/cases/{case_id}").status_code == 200
    alma.posts(f"{address}/{id_of(doors, 'bruno')}/end")
    assert bruno.get(f"/cases/{case_id}").status_code == 404
    assert "2 people can read this" in unescape(alma.get(address).text)


def test_a_refusal_stands_at_its_field_and_lead_can_be_changed(doors: Doors) -> None:
    """Nora holds no cases; Bruno may lead."""
    case_id, alma = named_case(doors), doors.sits("alma")
    wrong = alma.posts(f"/cases/{case_id}/readers", {"staff_id": id_of(doors, "nora")})
    assert (wrong.status_code, 'id="f-staff_id-error"' in wrong.text) == (422, True)
    lead = {"lead_id": id_of(doors, "bruno"), "backup_id": id_of(doors, "alma"), "version": "1"}
    assert alma.posts(f"/cases/{case_id}/lead", lead).status_code == 303
    stale = alma.posts(f"/cases/{case_id}/lead", lead)
    assert (stale.status_code, "Someone saved a change" in unescape(stale.text)) == (409, True)
    assert "<bdi>Bruno</bdi>" in doors.sits("bruno").get(f"/cases/{case_id}").text


def test_a_program_gives_takes_and_hands_over(doors: Doors) -> None:
    """The same deeds, with 201, 204, and what is wrong at its member."""
    case_id, alma = named_case(doors), doors.sits("alma")
    path, bruno = f"/cases/{case_id}/readers", id_of(doors, "bruno")
    items = told(alma.sends("POST", path, {"staff_id": bruno}), 201)["items"]
    assert [each["name"] for each in items] == ["Alma", "Bruno", "Carmen"]
    assert told(alma.sends("GET", path))["items"] == items
    again = problem(alma.sends("POST", path, {"staff_id": bruno}), 422, "refused")
    assert again["errors"][0]["field"] == "staff_id"
    assert alma.sends("DELETE", f"{path}/{bruno}").status_code == 204
    problem(alma.sends("DELETE", f"{path}/{bruno}"), 404, "not_found")
    version = told(alma.sends("GET", f"/cases/{case_id}"))["version"]
    lead = {"version": version, "lead_id": bruno, "backup_id": id_of(doors, "alma")}
    assert told(alma.sends("PUT", f"/cases/{case_id}/lead", lead))["lead_id"] == bruno
    problem(alma.sends("PUT", f"/cases/{case_id}/lead", lead), 409, "conflict")


# --- leaving ----------------------------------------------------------------------------------


def test_one_page_hands_over_and_closes(doors: Doors) -> None:
    """It names the case, asks who takes over, and ends what Alma has open."""
    case_id, carmen, alma = named_case(doors), doors.sits("carmen"), doors.sits("alma")
    address = f"/colleagues/{id_of(doors, 'alma')}/leaving"
    assert address in carmen.get(f"/colleagues/{id_of(doors, 'alma')}").text
    page = carmen.get(address).text
    assert f'name="heir-{case_id}"' in page
    missing = carmen.posts(address, {"heir_id": ""})
    assert (missing.status_code, 'id="f-heir_id-error"' in missing.text) == (422, True)
    heir = {f"heir-{case_id}": id_of(doors, "bruno")}
    unproved = fills(carmen, address, {**heir, "password": "x", "code": "000000"})
    assert (unproved.status_code, alma.get("/today").status_code) == (401, 200)
    done = fills(carmen, address, {**heir, **proof(doors, "carmen")})
    assert done.headers["location"] == "/colleagues"
    assert alma.get("/today").headers["location"] == "/sign-in"
    assert doors.sits("bruno").get(f"/cases/{case_id}").status_code == 200
    listed = unescape(carmen.get("/colleagues").text)
    assert "Alma" in listed
    doors.office.clock.forward(seconds=30)
    answer = doors.stranger().posts("/sign-in", doors.credentials("alma"))
    assert answer.status_code == 401


def test_a_case_that_closed_meanwhile_brings_the_form_back_with_its_choices(doors: Doors) -> None:
    """A sentence, not a page that finds nothing; who takes over the rest is still chosen."""
    case_id, carmen = named_case(doors), doors.sits("carmen")
    address, bruno = f"/colleagues/{id_of(doors, 'alma')}/leaving", id_of(doors, "bruno")
    other = doors.office.open_case("alma", named_only=True, backup_id=bruno).id
    chosen = {f"heir-{case_id}": bruno, f"heir-{other}": bruno, **proof(doors, "carmen")}
    answer = carmen.posts(address, {"heir_id": "", "sure": "1", **chosen})
    page = unescape(answer.text)
    assert (answer.status_code, "se le cerró entretanto" in page) == (422, True)
    assert f'<option value="{bruno}" selected>' in page


def test_a_program_closes_an_account_too(doors: Doors) -> None:
    """The plan first; without an heir nothing happens."""
    case_id, carmen = named_case(doors), doors.sits("carmen")
    session = doors.program("alma")
    path = f"/colleagues/{id_of(doors, 'alma')}/leaving"
    plan = told(carmen.sends("GET", path))
    assert ([each["id"] for each in plan["cases"]], plan["alone"]) == ([case_id], 0)
    nothing = {"password": "x", "code": "000000"}
    faults = problem(carmen.sends("POST", path, nothing), 422, "refused")["errors"]
    assert faults[0]["field"] == "heir_id"
    heir = {"heirs": {case_id: id_of(doors, "bruno")}}
    assert carmen.sends("POST", path, {**heir, **nothing}).status_code == 401
    assert carmen.sends("POST", path, {**heir, **proof(doors, "carmen")}).status_code == 204
    assert cookie_name(doors.office.house.settings) in session.cookies
    assert session.get("/api/v1/me").status_code == 401
    problem(carmen.sends("GET", path), 404, "not_found")


def test_whoever_left_is_in_no_list_of_choices(doors: Doors) -> None:
    """Not as lead, not as reader, not as an heir."""
    case_id, carmen = named_case(doors), doors.sits("carmen")
    alma, address = id_of(doors, "alma"), f"/colleagues/{id_of(doors, 'alma')}/leaving"
    carmen.posts(address, {"heir_id": id_of(doors, "bruno"), **proof(doors, "carmen")})
    for path in (f"/cases/{case_id}/readers", "/cases/new"):
        assert f'value="{alma}"' not in carmen.get(path).text
