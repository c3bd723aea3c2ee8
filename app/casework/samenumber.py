"""The same A-number in two cases: the same human twice, or a slip of the keys."""

from uuid import UUID

from sqlalchemy import select

from app.casework import doubts
from app.casework.casefiles import labels, sound
from app.casework.personal import all_numbers
from app.casework.register import register
from app.db.desk import Desk
from app.errors import Unsure
from app.models import Person
from app.names.register import off_by_one
from app.words import N_, Filled

SURE = "The A-number once more: it stands in another case too, and this is right."
SAME_NUMBER = N_(
    "This A-number stands in another case that you can open: %(cases)s. Is it the same person, and "
    "meant as a case of its own?"
)


def ask_about_number(desk: Desk, number: str, *, case_id: UUID | None, sure: str) -> None:
    """Let an A-number pass that no other case has which one can open, or that is sure.

    Of a case that is not hers to open, nobody learns from the answer that it has the number.

    Raises:
        Unsure: It stands in another case.
    """
    if not number or sure == number:
        return
    found = _cases_with(desk, number) - {case_id}
    known = labels(desk, found) if found else {}
    if known:
        told = ", ".join(sorted(label.number for label in known.values()))
        question = Filled(SAME_NUMBER, cases=told)
        doubts.ask(desk, Unsure([question], field="a_number", confirm="sure", value=number))


def _cases_with(desk: Desk, number: str) -> set[UUID]:
    """Return the cases where somebody has this number, by the register and then by the cards."""
    likely = {key for key, listed in register(desk).items() if number in listed.text.split()}
    if not likely:
        return set()
    opened = labels(desk, likely)
    rows = desk.db.scalars(select(Person).where(Person.case_id.in_(opened)))
    return {row.case_id for row in sound(desk, rows) if number in all_numbers(row)}


def near(desk: Desk, person: Person) -> list[str]:
    """Return the file numbers of other cases one can open where an A-number is almost the same.

    One digit apart, or two that changed places: often a brother's, sometimes a slip of the keys.
    """
    mine = all_numbers(person)
    likely = {other for number in mine for other in off_by_one(number)} - set(mine)
    if not likely:
        return []
    found = (row for key, row in register(desk).items() if key != person.case_id)
    return sorted(row.label.number for row in found if likely & set(row.text.split()))
