"""Every route of both doors, with what it takes when it is asked about a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from app.casework.shipped import shipped
from app.gate import ACTION
from tests.doors.visitors import NONSENSE, Case

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
            "kind": "handed-in",
            "name": "motions",
            "rule_id": "eoir.bia.appeal",
            "page": 1,
            **NOBODYS,
        }
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
    **dict.fromkeys(("paper_id", "given_id", "letter_id", "template_id"), NONSENSE.note),
    "which": 3,
    "at": 9,
    "role": "paralegal",
    "group_id": NONSENSE.person,
    "handing_id": NONSENSE.person,
    "change_id": NONSENSE.person,
}
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
TEMPLATE = str(next(iter(shipped())))
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
    ("POST", "/bundles/{bundle_id}/making"): {"sure": "true"},
    ("POST", "/templates"): {"name": "A motion"},
    **{(each, "/templates/{template_id}"): {"version": 1} for each in ("POST", "PATCH")},
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
    ("POST", "/cases/{case_id}/advice"): {"words": "File it.", "language": "es"},
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
    ("PUT", "/calendar"): {"view": "month"},
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
        ("POST", "/drafts/preview"): {"case_id": case_id, "template_id": TEMPLATE},
        ("POST", "/drafts"): {"case_id": case_id, "template_id": TEMPLATE, "sure": "true"},
        ("POST", "/documents"): {"case_id": case_id, "name": "Order.pdf"},
        ("POST", "/documents/search"): {"case_id": case_id, "words": "order"},
        ("POST", "/emergency"): {"case_id": case_id, **WITHOUT_PROOF},
    }
    body = known.get((method, path), TAKEN.get((method, path), {}))
    return {name: str(value) if name == "case_id" else value for name, value in body.items()}


def routes(app: FastAPI) -> Iterator[Asked]:
    """Yield every route that the application itself lists."""
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            yield Asked(method.upper(), path, operation[ACTION])
