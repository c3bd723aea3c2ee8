"""Every route of both doors, asked by a stranger and by every role.

Which case opens to whom of them is asked in test_matrix.py.
"""

from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from httpx2 import Response

from app.casework import policy, staff
from app.gate import check_routes
from app.models import Staff
from tests.doors.asked import AS_IF_NONE, JSON, SERVED, Asked, name_of, routes
from tests.doors.visitors import NONSENSE, OF_A_FORM, OURS, Case, Doors, Visitor, filled_case

# Who of each role asks.
ASKS = {
    "attorney": "alma",
    "supervising_attorney": "carmen",
    "paralegal": "dina",
    "intake": "ivo",
    "volunteer": "vera",
    "office_admin": "olga",
    "conflicts_officer": "nora",
    "auditor": "abel",
}
# Routes of an id that is nobody's here, or that ask for a passphrase, which nobody types.
UNSERVED = (
    "{session_id}",
    "{other_id}",
    "{clinic_id}",
    "/clinic-records",
    "{paper_id}",
    "{given_id}",
    "{letter_id}",
    "{template_id}",
    "{staff_id}",
    "{which}",
    "{passkey_id}",
    "{absence_id}",
    "{recovery_id}",
    "{item_id}",
    "/detentions",
    "{referral_id}",
    "{release_id}",
    "{facility_id}",
    "{hold_id}",
    "{shredding_id}",
    "/destruction",
    "{group_id}",
    "{handing_id}",
    "{change_id}",
    "/emergency",
    "/lockdown",
    "/new-papers",
    "/keys/own",
    "/backups/",
    "/reach/test",
)


def ask(visitor: Visitor, asked: Asked, case: Case) -> Response:
    """Ask a route about a case, as a page or a program of ours does."""
    path, body = asked.of(case)
    if asked.method == "GET":
        return visitor.get(path)
    if not asked.is_json:
        return visitor.client.post(path, content=urlencode(body), headers=OF_A_FORM)
    return visitor.client.request(asked.method, path, json=asked.as_json(body))


def guarded(app: FastAPI) -> list[Asked]:
    """Return the routes that no stranger may open."""
    found = [asked for asked in routes(app) if asked.action != policy.PUBLIC]
    assert len(found) > 40
    return found


def test_strangers_pass_no_guarded_route(doors: Doors) -> None:
    """A page leads to the sign-in, a program is told 401, and neither learns what exists."""
    case = filled_case(doors.office)
    stranger = doors.stranger()
    for asked in guarded(doors.app):
        answer = ask(stranger, asked, case)
        if asked.is_json:
            assert (answer.status_code, answer.json()["code"]) == (401, "signed_out"), asked
        else:
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in"), asked
        assert answer.content == ask(stranger, asked, NONSENSE).content


# A role is asked before the database is; what is served after it is asked on both.
@pytest.mark.parametrize(
    ("engine_name", "role"),
    [("sqlite", role) for role in ASKS]
    + [("postgresql", role) for role in ("supervising_attorney", "volunteer")],
    indirect=["engine_name"],
)
def test_a_role_does_what_the_policy_says_and_nothing_else(doors: Doors, role: str) -> None:
    """What a role does not include is 403; what it includes is not.

    What is asked about a case is asked in test_matrix.py, of each of these people and of more; here
    only where an open case answers as an id that is none.
    """
    case, name = filled_case(doors.office), ASKS[role]
    with doors.office.reading(name) as desk:
        is_member = staff.office(desk).team_id in desk.who.groups
    visitor = doors.sits(name)
    for asked in guarded(doors.app):
        if asked.is_of(case) and name_of(asked) not in AS_IF_NONE:
            continue
        answer = ask(visitor, asked, case)
        if not policy.may(role, asked.action):
            assert answer.status_code == 403, asked
            if asked.of(case) != asked.of(NONSENSE):
                assert ask(visitor, asked, NONSENSE).status_code == 403, asked
        elif is_member or asked.of(case) == asked.of(NONSENSE):
            # Her author's alone, or, of intake and volunteers, whose task it is.
            narrow = asked.action == "note.change"
            narrow |= asked.action == "deadline.complete" and role not in policy.LEGAL
            own = SERVED | ({403} if narrow else set())
            if any(name in asked.path for name in UNSERVED):
                own |= {404, 401}  # the id is nobody's; nor was a passphrase typed
            assert answer.status_code in own, (asked, answer.text)
        if asked.action == "session.end":
            visitor = doors.sits(name)


@pytest.mark.parametrize("path", ["/cases/{}", "/hearings/{}", "/deadlines/{}", "/people/{}"])
def test_an_id_that_cannot_be_one_is_not_found(doors: Doors, path: str) -> None:
    """A mistyped address is told the same as a made-up one, at both doors."""
    visitor = doors.sits("alma")
    assert visitor.get(path.format("canary")).status_code == 404
    assert visitor.get(JSON + path.replace("people", "persons").format("canary")).status_code == 404


def test_a_route_without_an_action_keeps_the_house_shut(doors: Doors) -> None:
    """Nobody can forget to say who may pass."""
    doors.app.openapi_schema = None
    doors.app.add_api_route("/forgotten", lambda: None)
    with pytest.raises(RuntimeError, match="/forgotten"):
        check_routes(doors.app.routes[-1:])


def test_what_is_taken_away_is_gone_with_the_next_page(doors: Doors) -> None:
    """An account that was closed opens nothing with a session that still lives."""
    case, visitor = filled_case(doors.office), doors.sits("bruno")
    assert visitor.get(f"/cases/{case.id}").status_code == 200
    _close_account(doors, "bruno")
    assert visitor.get(f"/cases/{case.id}").headers["location"] == "/sign-in"
    assert visitor.sends("GET", f"/cases/{case.id}").status_code == 401
    assert visitor.client.base_url == OURS


def _close_account(doors: Doors, name: str) -> None:

    with doors.office.night(writes=True) as desk:
        desk.db.get_one(Staff, doors.office.people[name].id).state = "closed"
