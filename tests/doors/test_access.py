"""Every route of both doors, asked by a stranger and by every role.

Which case opens to whom of them is asked in test_matrix.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import Response

from app.casework import policy, staff
from app.gate import ACTION, check_routes
from app.models import Staff
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
SERVED = {200, 201, 204, 303, 409, 422}
JSON = "/api/v1"


@dataclass(frozen=True)
class Asked:
    """A route with the action it names."""

    method: str
    path: str
    action: str

    @property
    def is_json(self) -> bool:
        """Whether a program asks."""
        return self.path.startswith(JSON)

    def of(self, case: Case) -> tuple[str, dict[str, Any]]:
        """Return address and body that ask about a case and what is in it."""
        others = {
            "session_id": case.id,
            "token": "t",
            "letter_id": "1",
            "kind": "handed-in",
            "name": "motions",
            "role": "paralegal",
            "rule_id": "eoir.bia.appeal",
            "group_id": NONSENSE.person,
            "handing_id": NONSENSE.person,
        } | NOBODYS
        path = self.path.format(**case.named(), **others)
        body = _body(self.method, self.path.removeprefix(JSON), case.id)
        if self.method == "GET" and self.path in LISTS:
            path += f"?case_id={case.id}"
        elif self.path in OF_A_CASE:
            path += f"?case={case.id}"
        elif self.path in {"/detentions/new", "/criminal-cases/new"}:
            path += f"?person={case.person}"
        elif (self.method, self.path.removeprefix(JSON)) == ("POST", "/criminal-cases"):
            body = {"person_id": str(case.person)}
        return path, body

    def is_of(self, case: Case) -> bool:
        """Whether a case is asked about, and before anything else."""
        is_proof_first = name_of(self) in PROOF_FIRST or "{session_id}" in self.path
        return self.of(case) != self.of(NONSENSE) and not is_proof_first

    def as_json(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """Return a body without what only a page sends: day and hour of a hearing, apart."""
        of_a_page = set() if self.path.endswith(("/events", "/representation")) else {"on", "at"}
        return {name: value for name, value in body.items() if name not in of_a_page} or None


def name_of(asked: Asked) -> str:
    """Return an address as who_may.txt writes it."""
    return f"{asked.method} {asked.path}"


# What no case has a part in: a colleague, a printed code, a custodian; here none of them is there.
NOBODYS: dict[str, Any] = {
    "staff_id": NONSENSE.person,
    "absence_id": NONSENSE.note,
    "recovery_id": NONSENSE.id,
    "item_id": NONSENSE.note,
    "file_id": NONSENSE.note,
    "detention_id": NONSENSE.note,
    "referral_id": NONSENSE.note,
    "release_id": NONSENSE.note,
    "facility_id": NONSENSE.note,
    "hold_id": NONSENSE.note,
    "shredding_id": NONSENSE.note,
    "passkey_id": NONSENSE.note,
    "other_id": NONSENSE.note,
    "clinic_id": NONSENSE.note,
    **dict.fromkeys(("paper_id", "given_id", "letter_id"), NONSENSE.note),
    "which": 3,
    "at": 9,
    "role": "paralegal",
    "group_id": NONSENSE.person,
    "handing_id": NONSENSE.person,
    "change_id": NONSENSE.person,
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
# Forms that offer the cases one can open, a count that opens none, what one types, and sessions.
INDIFFERENT = {
    "/begun/{kind}",
    "/emergency",  # asks for passphrase and code before it looks whether anything waits
    "/api/v1/emergency",
    "/deadlines/new",
    "/deadlines/preview",
    "/events/new",
    "/events/preview",
    "/hearings/new",
    "/served",
    "/sessions/{session_id}/end",
}
# What is open answers as an id that is none does: no screen keeps Alma from it, she is no guest
# there, and no hold stands on it.
AS_IF_NONE = {
    "PUT /api/v1/cases/{case_id}/readers/{staff_id}/stay",
    "GET /cases/{case_id}/readers/{staff_id}/stay",
    "POST /cases/{case_id}/readers/{staff_id}/stay",
    "POST /api/v1/cases/{case_id}/holds/{hold_id}/lifting",
    "POST /cases/{case_id}/holds/{hold_id}/lifting",
    "POST /api/v1/cases/{case_id}/screens/{staff_id}/end",
    "POST /cases/{case_id}/screens/{staff_id}/end",
    "POST /api/v1/cases/{case_id}/screens/{staff_id}/agreement",
    "POST /cases/{case_id}/screens/{staff_id}/agreement",
    "POST /api/v1/cases/{case_id}/screens/{staff_id}/turning-down",
    "POST /cases/{case_id}/screens/{staff_id}/turning-down",
}
# Nobody else is the same person there, and no case of the office came to a clinic.
AS_IF_NONE |= {
    f"{method} {noun}/{{person_id}}/same/{{other_id}}{end}"
    for noun in ("/people", f"{JSON}/persons")
    for method, end in (("GET", ""), ("POST", ""), ("POST", "/apart"))
}
AS_IF_NONE |= {
    f"{method} {door}/clinic-records/{{case_id}}{end}"
    for door in ("", JSON)
    for method, end in (("GET", ""), ("GET", "/sheet"), ("POST", "/service"), ("POST", "/dates"))
}
# Each asks for passphrase and code before it looks at the case, and notes those that are wrong.
PROOF_FIRST = {"POST /emergency", "POST /api/v1/emergency"}
OF_A_CASE = {f"/{noun}/new" for noun in ("people", "proceedings", "hearings", "filings")}
OF_A_CASE |= {"/referrals/new", "/releases/new", "/deadlines/new", "/events/new"}
LISTS = {
    f"{JSON}/{noun}"
    for noun in ("cases", "persons", "hearings", "deadlines", "notes", "documents", "bundles")
}
LISTS |= {f"{JSON}/{noun}" for noun in ("proceedings", "detentions", "filings", "criminal-cases")}
LISTS |= {f"{JSON}/{noun}" for noun in ("tasks", "referrals", "releases", "served", "letters")}
LISTS.add(f"{JSON}/handed-in/waiting")
PROOF = {"password": "x", "code": "000000"}
MADE = {"id": "YQ", "client_data": "YQ", "attestation": "YQ"}
WITHOUT_PROOF = {"reason": "She is in hospital.", "password": "x", "code": "000000"}
SETTING = {"starts": "2027-07-06T09:00", "on": "2027-07-06", "at": "09:00", "kind": "master"}
HAPPENED = {"event": "request", "on": "2027-04-12", "others": "It asks for nothing of ours."}
ANSWER = {"version": 1, "question": "family", "answer": "Told.", "source": "His wife."}
TWO, CHANGING = {"version": 1, "other_version": 1}, {"version": 1, "title": "A new title"}
# Something that each route takes where no case is named in it.
TELLING = {"who": "interpreter", "did": "tried"}
CHECKED = {"hearing": str(NONSENSE.note), "starts": "2027-05-11T13:00"}
TAKEN: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/cases"): {"title": "A case"},
    ("PUT", "/reach"): {"how": "office"},
    ("POST", "/reach"): {"how": "office"},
    ("POST", "/backups/proof"): {"code": "AAAA-BBBB-CCCC-DDDD"},
    ("POST", "/backups/confirmation"): {"sure": "true"},
    ("POST", "/bundles/{bundle_id}/making"): {"sure": "true"},
    ("POST", "/cases/search"): {"q": "Quiñones"},
    ("POST", "/intake/calls/{kind}"): {"caller": "Ana"},
    ("POST", "/inquiries"): {"caller": "Ana"},
    ("POST", "/inquiries/{case_id}/join"): {"version": 1, "to_id": str(NONSENSE.id)},
    ("POST", "/inquiries/{case_id}/parting"): {"version": 1},
    ("POST", "/inquiries/{case_id}/calls"): {"caller": "Ana"},
    ("PUT", "/inquiries/{case_id}/call-back"): {"version": 1},
    ("POST", "/inquiries/{case_id}/conflict-checks"): {"adverse": "The plant"},
    ("PUT", "/inquiries/{case_id}/place"): {"version": 1, "where": ""},
    ("PUT", "/inquiries/{case_id}/steps"): {"version": 1, "step": "lawyer"},
    ("PUT", "/inquiries/{case_id}/conflict-checks/decision"): {"version": 1, "decision": "none"},
    ("POST", "/inquiries/{case_id}/case"): {"version": 1},
    ("POST", "/inquiries/{case_id}/end"): {"version": 1, "how": "declined"},
    ("POST", "/inquiries/{case_id}/reopening"): {"version": 1},
    **{(each, "/served/{paper_id}"): {"version": 1} for each in ("POST", "PATCH")},
    ("POST", "/clinics"): {"place": "St. Ann", "day": "2027-04-14", "until": "23:00"},
    ("POST", "/clinics/{clinic_id}/volunteers"): {"names": "Rosa", **PROOF},
    ("POST", "/clinic-records/{case_id}/service"): {"version": 1, "service": "Advice."},
    ("POST", "/clinic-records/{case_id}/dates"): {"title": "File", "due": "2027-05-04"},
    ("POST", "/handed-in"): {"number": "BCDF-GHJ", "text": "A word."},
    ("POST", "/handed-in/new"): {"name": "Quiñones"},
    ("POST", "/handed-in/{item_id}/return"): {"text": "A word."},
    ("POST", "/language"): {"locale": "en"},
    ("PUT", "/me/locale"): {"locale": "en"},
    ("PUT", "/codes/{which}/place"): {"place": "at home"},
    ("POST", "/codes/{which}"): {"place": "at home", **PROOF},
    ("POST", "/custodians/{at}/rehearsal"): {"paper": "AAAAA"},
    ("POST", "/colleagues/{staff_id}/certification"): {"number": "1", **PROOF},
    ("POST", "/colleagues/{staff_id}/team"): PROOF,
    ("POST", "/cases/{case_id}"): CHANGING,
    ("PATCH", "/cases/{case_id}"): CHANGING,
    ("POST", "/people/{person_id}"): {"version": 1, "given_names": "Ana"},
    ("PATCH", "/persons/{person_id}"): {"version": 1, "given_names": "Ana"},
    ("POST", "/people/{person_id}/same/{other_id}"): TWO,
    ("POST", "/people/{person_id}/same/{other_id}/apart"): TWO,
    ("POST", "/persons/{person_id}/same/{other_id}"): TWO,
    ("POST", "/persons/{person_id}/same/{other_id}/apart"): TWO,
    ("POST", "/proceedings/{proceeding_id}"): {"version": 1, "court": "NOL"},
    ("PATCH", "/proceedings/{proceeding_id}"): {"version": 1, "court": "NOL"},
    ("POST", "/filings/{filing_id}"): {"version": 1, "forum": "NOL"},
    ("PATCH", "/filings/{filing_id}"): {"version": 1, "forum": "NOL"},
    ("POST", "/criminal-cases/{criminal_case_id}"): {"version": 1, "court": "24th JDC"},
    ("PATCH", "/criminal-cases/{criminal_case_id}"): {"version": 1, "court": "24th JDC"},
    ("POST", "/detentions"): {"person_id": str(NONSENSE.person), "place": "Jena"},
    ("POST", "/detentions/{detention_id}"): {"version": 1},
    ("PATCH", "/detentions/{detention_id}"): {"version": 1},
    ("POST", "/detentions/{detention_id}/looks"): {"found": "true"},
    ("POST", "/detentions/{detention_id}/answers"): ANSWER,
    ("POST", "/facilities"): {"name": "Jena"},
    ("POST", "/facilities/{facility_id}"): {"version": 1, "name": "Jena"},
    ("PATCH", "/facilities/{facility_id}"): {"version": 1, "fax": "555-0144"},
    ("POST", "/cases/{case_id}/closing"): {"version": 1, "originals": "none", "retention": "usual"},
    ("POST", "/cases/{case_id}/reopening"): {"version": 1, "reason": "A motion was granted."},
    ("PATCH", "/hearings/{hearing_id}"): {"version": 1, "judge": "Judge"},
    ("POST", "/hearings/{hearing_id}"): {"version": 1, "judge": "Judge"},
    ("POST", "/hearings/{hearing_id}/outcome"): {"version": 1, "status": "held"},
    ("POST", "/hearings/{hearing_id}/telling"): TELLING,
    ("POST", "/hearings/{hearing_id}/telling/undo"): {"who": "interpreter"},
    ("POST", "/court-checks"): {"text": "A999-000-111 5/11/2027 1:00 PM"},
    ("POST", "/court-check"): {"text": "A999-000-111 5/11/2027 1:00 PM"},
    ("POST", "/court-checks/same"): {"hearings": [CHECKED]},
    ("POST", "/court-check/same"): {"seen": f"{NONSENSE.note} 2027-05-11T13:00"},
    ("POST", "/hearings/{hearing_id}/left-out"): {"version": 1, "rule": "eoir.bia.appeal"},
    ("POST", "/deadlines/{deadline_id}"): {"version": 1, "due": "2027-05-05"},
    ("PATCH", "/deadlines/{deadline_id}"): {"version": 1, "due": "2027-05-05"},
    ("POST", "/deadlines/{deadline_id}/keeping"): {"version": 1},
    ("POST", "/deadlines/{deadline_id}/second-look"): {"version": 1, "note": "Receipt 17."},
    ("POST", "/deadlines/{deadline_id}/recount"): {"version": 1, "inputs": {}},
    ("POST", "/deadlines/{deadline_id}/recount/preview"): {"inputs": {}},
    ("POST", "/deadlines/{deadline_id}/reopening"): {"version": 1},
    ("POST", "/deadlines/{deadline_id}/completion"): {"note": "Receipt 17."},
    ("POST", "/law-changes/carrying"): {"number": 0},
    ("POST", "/law-changes/{change_id}/refusal"): {"reason": "It was vacated."},
    ("POST", "/rules/office/{change_id}/refusal"): {"reason": "It was vacated."},
    ("POST", "/rules/changed/carrying"): {"number": "0"},
    ("POST", "/law-changes"): {"kind": "closed_day", "day": "2027-05-04", "cite": "An order."},
    ("POST", "/rules/office/version"): {
        "which": "eoir.bia.appeal:2",
        "since": "2027-04-09",
        "until": "2027-06-01",
        "cite": "An order.",
        "reason": "Stayed.",
    },
    ("POST", "/rules/office/closed-day"): {
        "closed_day": "2027-05-05",
        "closed_sort": "closure",
        "closed_cite": "An order.",
    },
    ("POST", "/rules/review"): {"rule": "foia.response", "bar": "DC 1", "read_again": "2027-09-01"},
    ("POST", "/notes/{note_id}"): {"version": 1, "text": "Another word."},
    ("POST", "/proceedings/{proceeding_id}/representation"): {
        "version": 1,
        "at": 0,
        "step": "told",
    },
    ("PUT", "/problem-codes"): {"codes": []},
    ("POST", "/cases/{case_id}/counting"): {"version": 1, "counted": "yes"},
    ("PUT", "/cases/{case_id}/counting"): {"version": 1, "counted": "yes"},
    ("POST", "/tasks/{task_id}"): {"version": 1, "words": "Another word."},
    **{(each, "/referrals/{referral_id}"): {"version": 1} for each in ("POST", "PATCH")},
    ("POST", "/releases/{release_id}"): {"version": 1, "what": "Her diagnosis"},
    ("PATCH", "/releases/{release_id}"): {"version": 1, "what": "Her diagnosis"},
    ("PATCH", "/tasks/{task_id}"): {"version": 1, "words": "Another word."},
    ("POST", "/conflicts"): {"name": "Quiñones"},
    ("POST", "/conflicts/search"): {"name": "Quiñones"},
    ("POST", "/front-desk"): {"name": "Quiñones"},
    ("POST", "/front-desk/look-up"): {"name": "Quiñones"},
    ("POST", "/cases/{case_id}/found-as"): {"answer": "ask"},
    ("PUT", "/cases/{case_id}/found-as"): {"answer": "ask"},
    ("POST", "/cases/{case_id}/readers"): {"staff_id": str(NONSENSE.person)},
    ("POST", "/colleagues/{staff_id}"): {"version": 1, "name": "Ana"},
    ("PATCH", "/colleagues/{staff_id}"): {"version": 1, "name": "Ana"},
    ("POST", "/colleagues/{staff_id}/role"): {"role": "paralegal", **PROOF},
    ("PUT", "/colleagues/{staff_id}/role"): {"role": "paralegal", **PROOF},
    ("PUT", "/cases/{case_id}/readers/{staff_id}/stay"): {"until": "2027-05-04"},
    ("POST", "/cases/{case_id}/openness"): {"version": 1, "named_only": "true"},
    ("PUT", "/cases/{case_id}/openness"): {"version": 1, "named_only": True},
    ("POST", "/colleagues/{staff_id}/cases"): {"to_id": str(NONSENSE.person), "all": "true"},
    ("POST", "/colleagues/{staff_id}/handing"): {"to_id": str(NONSENSE.person)},
    ("POST", "/colleagues/{staff_id}/handing/preview"): {"to_id": str(NONSENSE.person)},
    ("POST", "/groups"): {"name": "Removal"},
    ("POST", "/groups/profile"): {"profile": "open"},
    ("PUT", "/groups/profile"): {"profile": "open"},
    ("POST", "/groups/{group_id}/people"): {"staff_id": str(NONSENSE.person), **PROOF},
    ("POST", "/cases/{case_id}/seal"): {"why": "sealed"},
    ("PUT", "/cases/{case_id}/seal"): {"why": "sealed"},
    ("POST", "/screens"): {"number": "BCDF-GHJ", "staff_id": str(NONSENSE.person), "reason": "x"},
    ("POST", "/cases/{case_id}/screens"): {"staff_id": str(NONSENSE.person), "reason": "A cousin."},
    ("POST", "/cases/{case_id}/screens/{staff_id}/end"): PROOF,
    ("POST", "/cases/{case_id}/lead"): {"version": 1, "lead_id": str(NONSENSE.person)},
    ("PUT", "/cases/{case_id}/lead"): {"version": 1, "lead_id": str(NONSENSE.person)},
    ("PATCH", "/notes/{note_id}"): {"version": 1, "text": "Another word."},
    **{(each, "/bundles/{bundle_id}"): {"version": 1} for each in ("POST", "PATCH")},
    ("POST", "/bundles/{bundle_id}/exhibits"): {"version": 1},
    **{(each, "/documents/{document_id}"): {"version": 1} for each in ("POST", "PATCH")},
    ("POST", "/absences"): {"until": "2027-04-20"},
    ("PUT", "/calendar-feed"): {},
    ("POST", "/in-court"): {"until": "23:30"},
    ("POST", "/documents/{document_id}/removal"): {"version": 1},
    ("PUT", "/documents/{document_id}/readers"): {"version": 1},
    ("POST", "/documents/{document_id}/readers"): {"version": 1},
    ("POST", "/handed-over"): {"ids": ["11111111-1111-4111-8111-111111111111"]},
    ("PUT", "/in-court"): {"until": "23:30"},
    ("POST", "/r/{token}/court"): {"until": "23:30"},
    ("POST", "/cases/{case_id}/nickname"): {"word": "Blue door"},
    ("PUT", "/cases/{case_id}/nickname"): {"word": "Blue door"},
    ("PUT", "/mails/own"): {"level": "link"},
    ("PUT", "/mails/office"): {"level": "link"},
    ("POST", "/cases/{case_id}/holds"): {"source": "subpoena", "reason": "A letter."},
    ("POST", "/holds"): {"source": "subpoena", "reason": "A letter."},
    ("POST", "/colleagues/{staff_id}/new-keys"): PROOF,
    ("POST", "/cases/{case_id}/destruction"): {"sure": True, **PROOF},
    ("POST", "/cases/{case_id}/destruction/agreement"): PROOF,
    ("PUT", "/colleagues/{staff_id}/keys"): {"number": "1234 5678 9012", **PROOF},
    ("POST", "/colleagues/{staff_id}/keys"): {"number": "1234 5678 9012", **PROOF},
    ("POST", "/new-papers"): {"needed": "2", "custodian_1": "Ana", "custodian_2": "Luz"},
    ("POST", "/passkeys"): {"place": "desk", "made": MADE, **PROOF},
    ("POST", "/passkeys/{passkey_id}/removal"): PROOF,
    ("PUT", "/cover"): {"cover_id": str(NONSENSE.person)},
}


def _body(method: str, path: str, case_id: UUID) -> dict[str, Any]:
    """Return something that each route takes, about a case where it needs one."""
    known: dict[tuple[str, str], dict[str, Any]] = {
        ("POST", "/persons"): {"case_id": case_id, "given_names": "Ana", "role": "relative"},
        ("POST", "/people"): {"case_id": case_id, "given_names": "Ana", "role": "relative"},
        ("POST", "/proceedings"): {"case_id": case_id, "kind": "habeas"},
        ("POST", "/filings"): {"case_id": case_id, "kind": "foia"},
        ("POST", "/hearings"): {"case_id": case_id, **SETTING},
        ("POST", "/hearings/preview"): {"case_id": case_id, **SETTING},
        ("POST", "/deadlines"): {"case_id": case_id, "title": "Reply", "due": "2027-05-04"},
        ("POST", "/deadlines/preview"): {"case_id": case_id},
        ("POST", "/events"): {"case_id": case_id, **HAPPENED},
        ("POST", "/events/preview"): {"case_id": case_id},
        ("POST", "/notes"): {"case_id": case_id, "text": "A word."},
        ("POST", "/tasks"): {"case_id": case_id, "words": "Ask."},
        ("POST", "/referrals"): {"case_id": case_id, "to_whom": "A clinic"},
        ("POST", "/releases"): {"case_id": case_id, "what": "Her diagnosis"},
        ("POST", "/served"): {"case_id": case_id, "served_on": "2027-04-12"},
        ("POST", "/letters"): {"case_id": case_id, "kind": "address", "person_id": str(case_id)},
        ("POST", "/bundles"): {"case_id": case_id, "title": "Exhibits"},
        ("POST", "/documents"): {"case_id": case_id, "name": "Order.pdf"},
        ("POST", "/emergency"): {"case_id": case_id, **WITHOUT_PROOF},
    }
    body = known.get((method, path), TAKEN.get((method, path), {}))
    return {name: str(value) if name == "case_id" else value for name, value in body.items()}


def routes(app: FastAPI) -> Iterator[Asked]:
    """Yield every route that the application itself lists."""
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            yield Asked(method.upper(), path, operation[ACTION])


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
