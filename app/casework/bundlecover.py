"""What a filing's cover says, read from the case; in English, as the court reads it.

The form is that of the cover page in the Immigration Court Practice Manual, chapter 3.3(c)(6) and
its appendix of sample covers: who files, whether the respondent is detained, the court, the names
and numbers, the kind of proceedings, the judge and the next hearing.
"""

from typing import Final

from sqlalchemy import select

from app.casework import staff
from app.casework.casefiles import sound
from app.clock import instant
from app.db.desk import Desk
from app.forums import courts, formats
from app.models import Case, Hearing, Person, Proceeding

COURT: Final = (
    "UNITED STATES DEPARTMENT OF JUSTICE",
    "EXECUTIVE OFFICE FOR IMMIGRATION REVIEW",
    "IMMIGRATION COURT",
)
SAY_WHAT_THEY_ARE: Final = ("IMMIGRATION COURT", "IMMIGRATION APPEALS")
PROCEEDINGS: Final = {
    "removal": "In removal proceedings",
    "asylum_only": "In asylum-only proceedings",
    "withholding_only": "In withholding-only proceedings",
    "bond": "In bond proceedings",
    "fear_review": "In credible or reasonable fear review proceedings",
}
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
SERVED_HOW: Final = "the court's electronic filing system (ECAS)"


def cover_of(desk: Desk, case: Case) -> dict[str, str]:
    """Return what the case tells; what it does not tell is left empty."""
    clients = [
        row
        for row in sound(desk, desk.db.scalars(select(Person).where(Person.case_id == case.id)))
        if row.role == "client"
    ]
    attorney = staff.names(desk, [case.lead_id]).get(case.lead_id, "")
    known = {
        "attorney": "\n".join(filter(None, (attorney, desk.house.settings.office_phone))),
        "respondents": "\n".join(_name(each) for each in clients),
        "numbers": "\n".join(formats.shown(each.a_number) for each in clients if each.a_number),
        "custody": _custody(clients),
        "served_by": desk.who.name,
        "served_how": SERVED_HOW,
    }
    return known | _before(desk, case)


def _name(person: Person) -> str:
    parts = (person.given_names, person.family_name, person.second_family_name)
    return " ".join(part for part in parts if part)


def _custody(clients: list[Person]) -> str:
    if any(each.detained for each in clients):
        return "detained"
    is_known = clients and all(each.detained is False for each in clients)
    return "not_detained" if is_known else ""


def _before(desk: Desk, case: Case) -> dict[str, str]:
    """Return the court, the judge and the hearing: of the next that is set, else of the file."""
    rows = sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id == case.id)))
    ahead = [
        row
        for row in rows
        if row.status == "set" and row.court and instant(row.starts, row.tz) > desk.now
    ]
    files = sound(desk, desk.db.scalars(select(Proceeding).where(Proceeding.case_id == case.id)))
    file = next((row for row in files if row.kind in PROCEEDINGS and not row.concluded_on), None)
    known = {"proceedings": PROCEEDINGS[file.kind]} if file else {}
    if ahead:
        first = min(ahead, key=lambda row: instant(row.starts, row.tz))
        told = {"judge": first.judge, "hearing": _when(first), "court": _court(first.court)}
        return known | {name: words for name, words in told.items() if words}
    if file:
        known |= {"judge": file.judge, "court": _court(file.court) if file.court else ""}
    return known


def _court(code: str) -> str:
    found = courts.court(code)
    name = (found.name if found else code).upper()
    above = COURT[:2] if any(each in name for each in SAY_WHAT_THEY_ARE) else COURT
    return "\n".join((*above, name))


def _when(hearing: Hearing) -> str:
    at = hearing.starts
    half = "a.m." if at.hour < 12 else "p.m."  # noqa: PLR2004 - noon
    hour = at.hour % 12 or 12
    return f"{MONTHS[at.month - 1]} {at.day}, {at.year}, {hour}:{at.minute:02d} {half}"
