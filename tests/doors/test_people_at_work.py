"""Guests, groups, roles and many cases at once, at both doors."""

from html import unescape

from app.casework.reminders.troubles import LET_IN
from tests.casework.covering import alarms
from tests.doors.filling import fills, proof
from tests.doors.visitors import Doors, problem, told
from tests.support.office import PASSPHRASE


def id_of(doors: Doors, name: str) -> str:
    """Return the id of somebody's account."""
    return str(doors.office.people[name].id)


def test_a_guest_is_given_prolonged_and_listed(doors: Doors) -> None:
    """By page and by program; a day that has passed is told at its field and kept."""
    case_id = str(doors.office.open_case("alma", named_only=True).id)
    alma, address = doors.sits("alma"), f"/cases/{case_id}/readers"
    vera = id_of(doors, "vera")
    wrong = alma.posts(address, {"staff_id": vera, "until": "2027-01-01"})
    assert (wrong.status_code, 'value="2027-01-01"' in wrong.text) == (422, True)
    alma.posts(address, {"staff_id": vera, "until": "2027-04-20"})
    page = unescape(alma.get("/guests").text)
    assert "<bdi>Vera</bdi>" in page
    assert "Apr 20" in page
    stay = f"{address}/{vera}/stay"
    assert alma.posts(stay, {"until": "2027-05-20"}).headers["location"] == address
    items = told(alma.sends("PUT", stay, {"until": "2027-06-20"}), 200)["items"]
    assert {each["name"]: each["why"] for each in items}["Vera"] == "guest"
    listed = told(doors.sits("vera").sends("GET", "/guests"), 200)
    assert [each["last_day"] for each in listed["guests"]] == ["2027-06-20"]


def test_a_supervisor_makes_a_group_and_a_new_case_goes_to_it(doors: Doors) -> None:
    """The form ticks the groups of whoever opens it; taken out, she reads no more."""
    carmen, alma = doors.sits("carmen"), doors.sits("alma")
    group = carmen.posts("/groups", {"name": "Removal"}).headers["location"]
    for name in ("alma", "dina"):
        typed = {"staff_id": id_of(doors, name), **proof(doors, "carmen")}
        assert carmen.posts(f"{group}/people", typed).status_code == 303
    carmen.posts("/groups/profile", {"profile": "groups"})
    form = alma.get("/cases/new").text
    assert 'name="groups"' in form
    group_id = group.rpartition("/")[2]
    new = {"family_name": "Quiñones", "groups": group_id, "groups_shown": "yes"}
    case = alma.posts("/cases", new).headers["location"]
    assert doors.sits("dina").get(case).status_code == 200
    assert doors.sits("bruno").get(case).status_code == 404
    carmen.posts(f"{group}/people/{id_of(doors, 'dina')}/end")
    assert doors.sits("dina").get(case).status_code == 404
    view = told(carmen.sends("GET", f"/groups/{group_id}"), 200)
    assert [each["name"] for each in view["members"]] == ["Alma", "Carmen"]


def test_letting_into_a_group_takes_passphrase_and_code(doors: Doors) -> None:
    """A session alone lets nobody in; what was typed comes back, and the others are mailed."""
    carmen = doors.sits("carmen")
    group, alma = carmen.posts("/groups", {"name": "Removal"}).headers["location"], "alma"
    chosen = {"staff_id": id_of(doors, alma)}
    assert carmen.posts(f"{group}/people", chosen).status_code == 422
    unproved = carmen.posts(f"{group}/people", chosen | {"password": PASSPHRASE, "code": "000000"})
    assert unproved.status_code == 401
    assert f'value="{chosen["staff_id"]}" selected' in unproved.text
    assert alarms(doors.office, "olga") == set()
    assert carmen.posts(f"{group}/people", chosen | proof(doors, "carmen")).status_code == 303
    told_of = [alarms(doors.office, name) for name in ("olga", "carmen", "bruno")]
    assert told_of == [{LET_IN}, set(), set()]


def test_a_program_lets_into_a_group_with_passphrase_and_code(doors: Doors) -> None:
    """And no code is used up for somebody who is in it already."""
    carmen, new = doors.sits("carmen"), {"staff_id": id_of(doors, "alma")}
    path = f"/groups/{told(carmen.sends('POST', '/groups', {'name': 'Removal'}), 201)['id']}/people"
    problem(carmen.sends("POST", path, new), 422, "refused")
    wrong = {"password": PASSPHRASE, "code": "000000"}
    problem(carmen.sends("POST", path, new | wrong), 401, "signed_out")
    told(carmen.sends("POST", path, new | proof(doors, "carmen")), 201)
    typed = proof(doors, "carmen")
    problem(carmen.sends("POST", path, new | typed), 422, "refused")
    problem(carmen.sends("POST", f"/colleagues/{new['staff_id']}/team", typed), 404, "not_found")
    dina = {"staff_id": id_of(doors, "dina")}
    view = told(carmen.sends("POST", path, dina | typed), 201)
    assert [each["name"] for each in view["members"]] == ["Alma", "Carmen", "Dina"]


def test_no_form_uses_up_a_code_where_nothing_is_left_to_let_into(doors: Doors) -> None:
    """Alma is in the office team already; the code serves for the next deed."""
    carmen, typed = doors.sits("carmen"), proof(doors, "carmen")
    assert carmen.posts(f"/colleagues/{id_of(doors, 'alma')}/team", typed).status_code == 404
    group = carmen.posts("/groups", {"name": "Removal"}).headers["location"]
    chosen = {"staff_id": id_of(doors, "alma")}
    assert carmen.posts(f"{group}/people", chosen | typed).status_code == 303


def test_one_switch_closes_a_case_and_opens_it(doors: Doors) -> None:
    """Its page says what cannot be undone."""
    case_id = str(doors.office.open_case("alma").id)
    alma, bruno = doors.sits("alma"), doors.sits("bruno")
    address = f"/cases/{case_id}/openness"
    assert "cannot be undone" in alma.get(address).text
    alma.posts(address, {"version": "1", "named_only": "true"})
    assert bruno.get(f"/cases/{case_id}").status_code == 404
    version = told(alma.sends("GET", address), 200)["version"]
    told(alma.sends("PUT", address, {"version": version, "named_only": False}), 200)
    assert bruno.get(f"/cases/{case_id}").status_code == 200


def test_a_case_opens_to_no_group_where_none_is_ticked(doors: Doors) -> None:
    """Both doors ask for one, and the case stays its named people's."""
    case_id = str(doors.office.open_case("alma", named_only=True).id)
    alma, address = doors.sits("alma"), f"/cases/{case_id}/openness"
    version = told(alma.sends("GET", address), 200)["version"]
    asked = alma.posts(address, {"version": str(version), "named_only": "false"})
    assert asked.status_code == 422
    assert "Tick a group to open it to" in asked.text
    boxes = [line for line in asked.text.splitlines() if 'name="groups"' in line]
    assert boxes
    assert not any("checked" in line for line in boxes)
    wanted = {"version": version, "named_only": False, "groups": []}
    assert "groups" in str(told(alma.sends("PUT", address, wanted), 422))
    assert doors.sits("bruno").get(f"/cases/{case_id}").status_code == 404


def test_another_role_ends_her_sign_ins_and_closes_her_cases(doors: Doors) -> None:
    """The page says beforehand which group she leaves; an administrator changes her name only."""
    case_id = str(doors.office.open_case("alma").id)
    carmen, alma, dina = doors.sits("carmen"), doors.sits("alma"), id_of(doors, "dina")
    assert doors.sits("dina").get(f"/cases/{case_id}").status_code == 200
    page = unescape(carmen.get(f"/colleagues/{dina}/role?role=intake").text)
    assert (
        "También se abre el índice de la oficina con nombres, números y fechas de nacimiento."
        in page
    )
    assert "<bdi>índice de nombres</bdi>" not in page  # a group of names has no cases that open
    page = unescape(carmen.get(f"/colleagues/{dina}/role?role=auditor").text)
    closes = "El grupo “<bdi>equipo de la oficina</bdi>” y sus casos se cierran a esta cuenta"
    assert closes in page  # Carmen reads Spanish
    signed_in = doors.sits("dina")
    asked, address = f"/colleagues/{dina}/role?role=auditor", f"/colleagues/{dina}/role"
    wrong = fills(carmen, asked, {"password": "x", "code": "000000"}, action=address)
    assert (wrong.status_code, signed_in.get("/today").status_code) == (401, 200)
    assert fills(carmen, asked, proof(doors, "carmen"), action=address).status_code == 303
    assert signed_in.get("/today").headers["location"] == "/sign-in"
    assert doors.sits("dina").get(f"/cases/{case_id}").status_code == 403
    assert alma.get(f"/cases/{case_id}").status_code == 200
    olga = doors.sits("olga")
    known = told(olga.sends("GET", f"/colleagues/{dina}"), 200)
    change = {"version": known["version"], "name": "Dina Paz"}
    assert told(olga.sends("PATCH", f"/colleagues/{dina}", change), 200)["name"] == "Dina Paz"
    stale = olga.posts(f"/colleagues/{dina}", {"version": "1", "name": "Dina X"})
    assert (stale.status_code, 'value="Dina X"' in stale.text) == (409, True)
    assert olga.posts(f"/colleagues/{dina}/role", {"role": "attorney"}).status_code == 403


def test_who_is_to_supervise_waits_for_the_custodians_in_the_sight_of_all(doors: Doors) -> None:
    """The page promises nothing at once; the list says who waits; it can be taken back."""
    carmen, bruno = doors.sits("carmen"), id_of(doors, "bruno")
    address = f"/colleagues/{bruno}/role"
    asked = f"{address}?role=supervising_attorney"
    page = unescape(carmen.get(asked).text)
    assert "Todavía no cambia nada." in page  # Carmen reads Spanish
    assert "al instante" not in page
    assert "«Mi cuenta y mis sesiones»" in page
    assert fills(carmen, asked, proof(doors, "carmen"), action=address).status_code == 303
    done = unescape(carmen.get(f"/colleagues/{bruno}").text)
    assert "Está pedido, y todavía no cambia nada." in done
    assert "espera a los custodios" in unescape(carmen.get("/colleagues").text)
    assert "waits for the custodians" in doors.sits("olga").get("/colleagues").text
    assert carmen.posts(f"{address}/withdrawal").headers["location"] == f"/colleagues/{bruno}"
    assert "espera a los custodios" not in unescape(carmen.get("/colleagues").text)
    assert carmen.posts(f"{address}/withdrawal").status_code == 404
    assert carmen.sends("DELETE", f"{address}/wanted").status_code == 404
    assert doors.sits("olga").posts(f"{address}/withdrawal").status_code == 403


def test_many_cases_are_handed_over_with_a_page_that_goes_on(doors: Doors) -> None:
    """Preview, progress that asks for its next step by itself, done, handed back."""
    opened = [str(doors.office.open_case("alma").id) for _ in range(3)]
    carmen, alma = doors.sits("carmen"), id_of(doors, "alma")
    wanted = {"kind": "hand_over", "to_id": id_of(doors, "bruno"), "all": "true"}
    assert opened[0] in carmen.get(f"/colleagues/{alma}/cases").text
    seen = unescape(carmen.posts(f"/colleagues/{alma}/cases", wanted).text)
    assert "3 casos, de" in seen
    far = carmen.posts(f"/colleagues/{alma}/handing", wanted).headers["location"]
    page = carmen.get(far).text
    assert 'hx-trigger="load' in page
    assert '<progress max="3" value="0">' in page
    carmen.posts(f"{far}/step")
    assert '<progress max="3" value="3">' in carmen.get(far).text
    assert "<bdi>Bruno</bdi>" in carmen.get(f"/cases/{opened[0]}").text
    back = carmen.posts(f"{far}/undo").headers["location"]
    told(carmen.sends("POST", f"{back}/step"), 200)
    shown = told(carmen.sends("GET", f"/cases/{opened[0]}"), 200)
    assert shown["lead_id"] == alma


def test_a_screen_is_put_up_while_a_case_is_opened(doors: Doors) -> None:
    """Without a reason it is asked for, and nothing typed is lost."""
    alma, bruno = doors.sits("alma"), id_of(doors, "bruno")
    new = {"family_name": "Quiñones", "screened": bruno}
    wrong = alma.posts("/cases", new)
    assert (wrong.status_code, 'value="Quiñones"' in unescape(wrong.text)) == (422, True)
    case = alma.posts("/cases", {**new, "screen_reason": "his cousin"}).headers["location"]
    assert doors.sits("bruno").get(case).status_code == 404
    assert doors.sits("dina").get(case).status_code == 200


def test_a_screen_that_stops_a_handover_is_named_before_the_code_is_used_up(doors: Doors) -> None:
    """The case by its number and the colleague; with another heir the same digits still do."""
    bruno, carmen = id_of(doors, "bruno"), id_of(doors, "carmen")
    kept = doors.office.open_case("alma", screened=[bruno], screen_reason="his cousin")
    doors.office.open_case("alma")
    visitor, alma = doors.sits("carmen"), id_of(doors, "alma")
    typed: dict[str, str] = {"heir_id": bruno, **proof(doors, "carmen")}
    for address, more in (
        (f"/colleagues/{alma}/leaving", {}),
        (f"/colleagues/{alma}/role", {"role": "auditor"}),
    ):
        stopped = visitor.posts(address, typed | more)
        assert stopped.status_code == 422
        page = unescape(stopped.text)
        assert f"Una barrera ética separa a Bruno del caso {kept.number}." in page
        assert f'<option value="{bruno}" selected>' in page  # nothing that was chosen is lost
    chosen = typed | {f"heir-{kept.id}": carmen}
    assert visitor.posts(f"/colleagues/{alma}/leaving", chosen).status_code == 303
