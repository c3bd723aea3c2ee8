"""A program does what the pages of people, papers and keys do, with the session's own keys."""

import csv
import io
from typing import Any

from app.casework import joining
from app.casework.joining import Chosen
from tests.doors.filling import proof
from tests.doors.test_forgotten import HERS
from tests.doors.visitors import Doors, Visitor, filled_case, problem, told
from tests.support.office import PASSPHRASE

ROSA = {"name": "Rosa", "address": "rosa@office.example.org", "role": "paralegal"}


def token_in(answer: Any, purpose: str) -> str:
    """Return the token of a link that was told."""
    before, _, token = answer["address"].partition(f"/{purpose}/")
    assert before == "http://127.0.0.1:8000"
    return str(token)


def table(visitor: Visitor, path: str) -> list[list[str]]:
    """Return the lines of a table."""
    answer = visitor.get(path)
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_a_program_invites_confirms_and_lets_in(doors: Doors) -> None:
    """Invited, again, joined by the page, compared, confirmed; another is taken back."""
    carmen, office = doors.sits("carmen"), doors.office
    token_in(told(carmen.sends("POST", "/colleagues", ROSA), 201), "join")
    problem(carmen.sends("POST", "/colleagues", ROSA), 422, "refused")
    everybody = told(carmen.sends("GET", "/colleagues"))["items"]
    [rosa] = [each for each in everybody if each["name"] == "Rosa"]
    path = f"/colleagues/{rosa['id']}"
    again = told(carmen.sends("POST", f"{path}/invitation"), 201)
    chosen = Chosen(passphrase=HERS, again=HERS)
    arrived = joining.accept(office.house, token_in(again, "join"), chosen)
    number = told(carmen.sends("GET", f"{path}/certification"))["number"]
    assert number == arrived.number
    other = {"number": "1111 2222 3333", **proof(doors, "carmen")}
    problem(carmen.sends("POST", f"{path}/certification", {"number": number}), 422, "refused")
    unproved = {"number": number, "password": PASSPHRASE, "code": "000000"}
    problem(carmen.sends("POST", f"{path}/certification", unproved), 401, "signed_out")
    problem(carmen.sends("POST", f"{path}/certification", other), 422, "refused")
    proved = {"number": number, **proof(doors, "carmen")}
    done = told(carmen.sends("POST", f"{path}/certification", proved))
    assert (done["state"], done["role"]) == ("active", "paralegal")
    again = carmen.sends("POST", f"{path}/team", proof(doors, "carmen"))
    problem(again, 404, "not_found")  # she is in already
    eva = ROSA | {"name": "Eva", "address": "eva@office.example.org"}
    told(carmen.sends("POST", "/colleagues", eva), 201)
    everybody = told(carmen.sends("GET", "/colleagues"))["items"]
    [eva_id] = [each["id"] for each in everybody if each["name"] == "Eva"]
    assert carmen.sends("DELETE", f"/colleagues/{eva_id}/invitation").status_code == 204
    problem(carmen.sends("GET", f"/colleagues/{eva_id}"), 404, "not_found")
    for name in ("alma", "olga"):  # neither lets anybody in
        problem(doors.sits(name).sends("POST", "/colleagues", eva), 403, "forbidden")


def test_a_program_begins_a_new_device_and_a_second_person_agrees(doors: Doors) -> None:
    """Each gets a link once; whoever began it is no second."""
    carmen, olga = doors.sits("carmen"), doors.sits("olga")
    path = f"/colleagues/{doors.office.people['alma'].id}"
    problem(olga.sends("POST", f"{path}/device"), 403, "forbidden")
    token_in(told(carmen.sends("POST", f"{path}/device"), 201), "device")
    problem(carmen.sends("POST", f"{path}/device-agreement"), 403, "forbidden")
    agreed = token_in(told(olga.sends("POST", f"{path}/device-agreement"), 201), "device")
    renewed = doors.stranger().posts(f"/device/{agreed}", {"passphrase": PASSPHRASE})
    assert renewed.status_code == 200


def test_a_program_keeps_codes_and_tries_papers(doors: Doors) -> None:
    """One's own two codes, the custodians' papers, and how many keys stand under an older wrap."""
    alma, carmen = doors.sits("alma"), doors.sits("carmen")
    kept = told(alma.sends("PUT", "/codes/1/place", {"place": " in the tin "}))["items"]
    assert [(each["which"], each["place"], each["asks"]) for each in kept] == [
        (1, "in the tin", False),
        (2, "", True),
    ]
    problem(alma.sends("PUT", "/codes/1/place", {"place": ""}), 422, "refused")
    problem(alma.sends("PUT", "/codes/3/place", {"place": "x"}), 404, "not_found")
    proof = {each: doors.credentials("alma")[each] for each in ("password", "code")}
    wrong = {"place": "with Luz", "password": "no", "code": "000000"}
    problem(alma.sends("POST", "/codes/2", wrong), 401, "signed_out")
    made = told(alma.sends("POST", "/codes/2", {"place": "with Luz", **proof}), 201)
    assert (made["which"], len(made["paper"].split("-"))) == (2, 8)
    kits = told(carmen.sends("GET", "/custodians"))
    assert (kits["needed"], kits["is_whole"]) == (2, True)
    assert {each["typed_at"] for each in kits["custodians"]} == {None}
    slip = {"paper": doors.office.kits[0][:-1]}
    document = problem(carmen.sends("POST", "/custodians/0/rehearsal", slip), 422, "refused")
    assert "Group 14" in document["detail"] or "grupo 14" in document["detail"]
    typed = {"paper": doors.office.kits[0]}
    tried = told(carmen.sends("POST", "/custodians/0/rehearsal", typed))["custodians"]
    assert [each["typed_at"] is None for each in tried] == [False, True, True]
    problem(alma.sends("GET", "/custodians"), 403, "forbidden")
    assert told(carmen.sends("GET", "/rotation")) == {"waiting": 0, "of": 9}


def test_a_program_speaks_spanish_and_ends_the_other_sign_ins(doors: Doors) -> None:
    """Its own stays; a language that Amparo does not speak is refused."""
    other, alma = doors.sits("alma"), doors.sits("alma")
    assert told(alma.sends("PUT", "/me/locale", {"locale": "es"}))["locale"] == "es"
    problem(alma.sends("PUT", "/me/locale", {"locale": "tlh"}), 422, "refused")
    assert alma.sends("DELETE", "/sessions").status_code == 204
    assert other.sends("GET", "/me").status_code == 401
    assert told(alma.sends("GET", "/me"))["locale"] == "es"


def test_groups_and_guests_come_as_tables(doors: Doors) -> None:
    """Beside their pages; a name that is a formula stays text, and whoever may not gets none."""
    case, alma, office = filled_case(doors.office), doors.sits("alma"), doors.office
    guest = {"staff_id": str(office.people["vera"].id), "until": "2027-05-01"}
    alma.posts(f"/cases/{case.id}/readers", guest)
    doors.sits("carmen").posts("/groups", {"name": "=1+1"})
    head, line = table(alma, "/guests.csv")
    assert head == ["number", "client", "guest", "since_utc", "last_day", "open_dates"]
    assert line[2:] == ["Vera", "2027-04-14T14:00:00Z", "2027-05-01", "0"]
    assert line[1] == "Quiñones Tema, Inés"
    head, *lines = table(alma, "/groups.csv")
    assert head == ["group", "kind", "person", "since_utc", "let_in_by", "cases", "closed_utc"]
    assert ["'=1+1", "", "Carmen", "2027-04-14T14:00:00Z", "Carmen", "0", ""] in lines
    assert "/groups.csv" in alma.get("/groups").text
    assert "/guests.csv" in alma.get("/guests").text
    for path in ("/groups.csv", "/guests.csv"):
        assert doors.sits("abel").get(path).status_code == 403
