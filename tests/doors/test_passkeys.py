"""Passkeys through both doors: asked, added, used for a deed, taken away; what strangers see."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.casework.covering import name_cover
from tests.doors.visitors import API, Doors, Visitor
from tests.support.authenticator import Authenticator, base64url
from tests.support.office import PASSPHRASE
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

HERE = ("localhost", "http://localhost:8000")


def _made(visitor: Visitor, device: Authenticator) -> dict[str, str]:
    asked = visitor.sends("POST", "/passkeys/question").json()
    assert asked["known"] == []
    return device.made_as_json(asked["challenge"], HERE)


def new_passkey(doors: Doors, name: str) -> str:
    """Have somebody add a passkey; return its id."""
    return _added(doors, name, Authenticator())


def _added(doors: Doors, name: str, device: Authenticator) -> str:
    visitor = doors.sits(name)
    typed = doors.credentials(name) | {"place": "key ring", "made": _made(visitor, device)}
    del typed["email"]
    added = visitor.sends("POST", "/passkeys", typed)
    assert added.status_code == 201, added.text
    return str(added.json()["id"])


def _proof(visitor: Visitor, device: Authenticator) -> dict[str, Any]:
    """Return what proves a deed to be hers where she touches a passkey and types no digits."""
    asked = visitor.sends("POST", "/passkeys/proof").json()
    return {"password": PASSPHRASE, "passkey": device.as_json(asked["challenge"], HERE)}


def test_a_program_adds_uses_and_takes_away_a_passkey(doors: Doors) -> None:
    """The same deeds as the pages have; an answer opens the session and proves the removal."""
    visitor, device = doors.sits("alma"), Authenticator()
    typed = doors.credentials("alma") | {"place": "key ring", "made": _made(visitor, device)}
    email = typed.pop("email")
    added = visitor.sends("POST", "/passkeys", typed)
    assert added.status_code == 201, added.text
    assert visitor.sends("GET", "/passkeys").json()["items"] == [added.json()]

    stranger = doors.stranger()
    asked = stranger.sends("POST", "/session/passkey", {"email": email}).json()
    signing = {"email": email, "password": PASSPHRASE}
    signing["passkey"] = device.as_json(asked["challenge"], HERE)
    assert stranger.sends("POST", "/session", signing).json()["name"]
    again = doors.stranger().sends("POST", "/session", signing)
    assert (again.status_code, again.json()["code"]) == (422, "refused")

    asked = stranger.sends("POST", "/passkeys/proof").json()
    proof = {"password": PASSPHRASE, "passkey": device.as_json(asked["challenge"], HERE)}
    path = f"/passkeys/{added.json()['id']}/removal"
    assert stranger.sends("POST", path, proof).status_code == 204
    assert stranger.sends("GET", "/passkeys").json() == {"items": [], "next": None}
    assert visitor.sends("GET", "/passkeys").status_code == 401, "begun with it, perhaps"


def test_a_page_takes_a_passkey_where_it_asks_for_digits(doors: Doors) -> None:
    """The form that the button sends has no digits; an answer that was used proves nothing more."""
    device = Authenticator()
    _added(doors, "alma", device)
    alma = doors.sits("alma")
    proof = _proof(alma, device)
    sent = {"password": PASSPHRASE, "code": "", "passkey": json.dumps(proof["passkey"])}
    made = alma.posts("/codes/1", sent | {"place": "in the tin", "begun": "a"})
    assert (made.status_code, made.text.count("-") > 7) == (200, True)
    again = alma.posts("/codes/2", sent | {"place": "with Luz", "begun": "b"})
    assert again.status_code in {401, 422}


def test_every_proof_of_a_program_may_be_a_passkeys(doors: Doors) -> None:
    """Each deed that asks for passphrase and digits is done with an answer in their place."""
    office = doors.office
    opened = office.open_case().id
    lone = office.open_case("dina", named_only=True).id
    name_cover(office, "dina", "bruno")
    devices = {name: Authenticator() for name in ("alma", "bruno", "carmen")}
    for name, device in devices.items():
        _added(doors, name, device)

    def does(name: str, method: str, path: str, **more: object) -> None:
        visitor = doors.sits(name)
        answer = visitor.sends(method, path, {**_proof(visitor, devices[name]), **more})
        assert answer.status_code in {201, 204}, (path, answer.text)

    _does_all(does, {each: str(person.id) for each, person in office.people.items()}, opened, lone)


def _does_all(
    does: Callable[..., None], people: Mapping[str, str], opened: object, lone: object
) -> None:
    does("alma", "POST", "/codes/1", place="in the tin")
    does("alma", "POST", f"/cases/{opened}/destruction", sure=True)
    does("carmen", "POST", f"/cases/{opened}/destruction/agreement")
    does("bruno", "POST", "/emergency", case_id=str(lone), reason="Her hearing is in an hour")
    does("carmen", "POST", f"/colleagues/{people['vera']}/new-keys", sure=True)
    does("carmen", "PUT", f"/colleagues/{people['ivo']}/role", role="auditor", take=True)
    does("carmen", "POST", f"/colleagues/{people['nora']}/leaving", sure=True)
    other = "another lantern on the stairs"
    does("alma", "PUT", "/passphrase", passphrase=other, again=other)
    does("carmen", "POST", "/lockdown")


def test_new_keys_are_made_after_a_passkey(doors: Doors) -> None:
    """On the page, which alone makes them."""
    device = Authenticator()
    _added(doors, "dina", device)
    dina = doors.sits("dina")
    proof, new = _proof(dina, device), "another lantern on the stairs"
    sent = {"password": PASSPHRASE, "passkey": json.dumps(proof["passkey"])}
    made = dina.posts("/keys/own", sent | {"passphrase": new, "again": new})
    assert made.status_code == 200, made.text


def test_a_strangers_question_tells_nothing_of_an_account(doors: Doors) -> None:
    """Known or not, with a passkey or without: the same members, as long, and never the same."""
    visitor, device = doors.sits("alma"), Authenticator()
    made = _made(visitor, device)
    typed = doors.credentials("alma") | {"place": "key ring", "made": made}
    email = typed.pop("email")
    assert visitor.sends("POST", "/passkeys", typed).status_code == 201
    told = [
        doors.stranger().sends("POST", "/session/passkey", {"email": each})
        for each in (email, doors.credentials("bruno")["email"], "nobody@example.org")
    ]
    assert {each.status_code for each in told} == {200}
    assert len({len(each.content) for each in told}) == 1
    assert len({each.json()["challenge"] for each in told}) == len(told)
    with doors.statements() as sent:
        doors.stranger().sends("POST", "/session/passkey", {"email": email})
    assert sent == []


def test_the_pages_keep_what_was_typed_and_say_where_passkeys_answer(doors: Doors) -> None:
    """Under a number the page leads to the name; a refused form keeps the place, no passphrase."""
    at_number, device = doors.sits("alma"), Authenticator()
    page = at_number.get("/passkeys").text
    assert 'href="http://localhost:8000/passkeys"' in page
    assert "passkeys.js" not in page
    assert "data-passkey-button" not in at_number.get("/sign-in").text
    assert "data-passkey-button" in doors.stranger("http://localhost:8000").get("/sign-in").text
    made = json.dumps(_made(at_number, device))
    wrong = {"place": "llavero", "password": "not hers", "code": "000000", "made": made}
    refused = at_number.posts("/passkeys", wrong)
    assert refused.status_code == 401
    assert "not hers" not in refused.text
    for odd in (
        "",
        "{",
        "[]",
        '{"id": "YQ"}',
        "[" * 9_000,
        json.dumps({"prf": base64url(bytes(32))}),
    ):
        answer = at_number.posts("/passkeys", doors.credentials("alma") | wrong | {"made": odd})
        assert answer.status_code == 422, odd
    right = doors.credentials("alma") | {"place": "llavero"}
    right["made"] = json.dumps(_made(at_number, device))
    del right["email"]
    assert at_number.posts("/passkeys", right).status_code == 303
    assert "llavero" in at_number.get("/passkeys").text
    [added] = at_number.sends("GET", "/passkeys").json()["items"]
    other = doors.sits("alma")
    doors.office.clock.forward(minutes=1)
    gone = at_number.posts(f"/passkeys/{added['id']}/removal", doors.credentials("alma"))
    assert gone.status_code == 303
    assert other.sends("GET", "/passkeys").status_code == 401
    assert at_number.sends("GET", "/passkeys").json()["items"] == []


def test_an_office_under_a_number_has_no_passkeys(doors: Doors) -> None:
    """The sentence says why, and that the code app does."""
    there = doors.app.state.shared.house
    numbered = there.settings.model_copy(update={"base_url": "https://192.0.2.9"})
    object.__setattr__(there, "settings", numbered)
    answer = doors.stranger().client.post(f"{API}/session/passkey", json={"email": "a@example.org"})
    assert answer.status_code == 422
    assert "use the code app" in answer.json()["detail"]
