"""What the check says of the rows of inquiries, custody and documents. It is 14 April 2027."""

from sqlalchemy import delete, update

from app.casework import facilities, practice, verify
from app.casework.conflicts.opened import Holding
from app.casework.facilities import NewFacility
from app.casework.intake import calls, checking
from app.casework.intake.checking import NewCheck
from app.casework.intake.heard import NewCall
from tests.casework.filing import filed
from tests.casework.test_detention import client, hold
from tests.casework.test_intake import taken
from tests.support.office import Office
from tests.support.shell import TABLES, bared, copied, unchecked

ROOMS = [
    *("inquiries", "calls", "conflict_checks", "documents", "document_files", "detentions"),
    *("facilities", "looks"),
]
SISTER = {"caller": "Lucía", "given_names": "Juan", "phone": "555-0199"}


def _wrong(office: Office) -> list[str]:
    return verify.verify_as(office.house, office.people["alma"].seat).wrong


def test_each_row_that_was_swapped_or_taken_away_is_named_and_no_other(office: Office) -> None:
    """First nothing is wrong; then two calls have each other's card; then nothing is there."""
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    case_id, other = taken(office), office.open_case().id
    with office.writing("ivo") as desk:
        calls.attach(desk, case_id, NewCall.model_validate(SISTER))
        checking.check(desk, Holding(), case_id, NewCheck(adverse="Plant Owner"))
    filed(office, other)
    hold(office, client(office, other).id, found=False, place="A field office")
    with office.writing() as desk:
        facilities.add(desk, NewFacility(name="A county jail"))
    assert _wrong(office) == []
    one, two = copied(office, "calls")
    table = bared(TABLES["calls"])
    for row, card in ((one, two["card"]), (two, one["card"])):
        unchecked(office, update(table).values(card=card).where(table.c.id == row["id"]))
    swapped = verify.verify_as(office.house, office.people["carmen"].seat).wrong
    assert {f"calls {each['id']}" for each in (one, two)} == {
        each.partition(":")[0] for each in swapped
    }
    for name in ROOMS:
        unchecked(office, delete(bared(TABLES[name])))
    assert {each.split(" ")[0] for each in _wrong(office)} == set(ROOMS) - {"looks"}
