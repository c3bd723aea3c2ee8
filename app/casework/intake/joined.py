"""Two inquiries about one person: the later is put to the first, and can be taken out again.

Its calls stand beside those of the first as they were taken, and what they tell fills what was
empty there. The later one is closed and keeps all it has. Nothing is put where somebody would read
it who did not read it before, and nothing across an ethical screen or a seal.
"""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.casework import access, handover, screens
from app.casework.casefiles import expect, open_file
from app.casework.intake import calls, inquiries, known
from app.casework.intake.heard import NewCall
from app.casework.intake.inquiries import ENDED, OPEN
from app.casework.intake.known import AlreadyTaken, TypedCall
from app.db.desk import Desk
from app.errors import Refused
from app.models import Call, Case
from app.words import N_

JOINED, PARTED = "case.join", "case.part"
HOW = "joined"
ITSELF = N_("Choose another inquiry.")
OTHERS_READ = N_(
    "Somebody reads one of these inquiries who does not read the other, or a screen or a seal "
    "stands on one. Leave them as they are, and tell each other by telephone."
)
NOT_JOINED = N_("This inquiry was not put to another.")


class Joining(BaseModel):
    """To which inquiry this one is put."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    to_id: UUID


def likely(desk: Desk, case_id: UUID) -> list[AlreadyTaken]:
    """Return the other open inquiries that may be about the same person, as while a call is typed.

    Raises:
        NotFound: No such case here.
        Refused: Nobody called about it.
    """
    view = inquiries.one(desk, case_id)
    heard, phone = view.heard, view.phone
    typed = TypedCall(
        given_names=heard.given_names,
        family_name=heard.family_name,
        second_name=heard.second_name,
        a_number=heard.a_number,
        born=heard.born,
        phone=phone,
    )
    return [each for each in known.taken(desk, typed) if each.case_id != case_id]


def join(desk: Desk, case_id: UUID, wanted: Joining) -> UUID:
    """Put an inquiry to another about the same person, and close it; return the id of that one.

    Raises:
        Conflict: Somebody saved since.
        NotFound: One of them is not here.
        Refused: One has ended, or others read it.
    """
    case, row = inquiries.open_inquiry(desk, case_id, wanted.version)
    if wanted.to_id == case_id:
        raise Refused(fields={"to_id": ITSELF})
    first_case, first = inquiries.open_inquiry(desk, wanted.to_id)
    _require_same_readers(desk, case, first_case)
    before, waits = first.heard, first.call_back_at
    found = inquiries.read(desk, [case_id])[case_id].calls
    put = [_put(desk, first_case.id, call) for call in found]
    first.call_back_at = min(filter(None, (waits, row.call_back_at)), default=None)
    told = {"by": str(desk.who.id), "at": desk.now.isoformat()}
    row.joined = {"to": str(first_case.id), "calls": put, "before": before, "after": first.heard}
    row.ended = {"how": HOW, "to": first_case.number, "why": "", "told": "", **told}
    case.stage = ENDED
    desk.db.flush()
    number = inquiries.done(desk, row, JOINED, to=str(first_case.id))
    handover.keep_schedule(desk, case, number)
    return first_case.id


def part(desk: Desk, case_id: UUID, version: int) -> None:
    """Take an inquiry out again that was put to another: it is open, and its calls stand there.

    What its calls told fills the other no more, where nobody added to that since.

    Raises:
        Conflict: Somebody saved since.
        NotFound: It is not here, or the other is not.
        Refused: It was not put to another.
    """
    view, row = inquiries.one(desk, case_id), inquiries.row_of(desk, case_id)
    expect(row, version, view)
    if not row.joined:
        raise Refused(NOT_JOINED)
    first_case = open_file(desk, UUID(row.joined["to"]))
    first = inquiries.row_of(desk, first_case.id)
    for call_id in row.joined["calls"]:
        desk.db.get_one(Call, UUID(call_id)).taken_out = True
    if first.heard == row.joined["after"]:
        first.heard = row.joined["before"]
    row.joined, row.ended = None, None
    case = desk.db.get_one(Case, case_id)
    case.stage = OPEN
    desk.db.flush()
    number = inquiries.done(desk, row, PARTED, to=str(first_case.id))
    handover.keep_schedule(desk, case, number)


def _put(desk: Desk, to_id: UUID, call: Call) -> str:
    """Set a call beside those of another inquiry, as it was taken; return its id there."""
    known_of: dict[str, Any] = dict(call.heard)
    new = NewCall(
        **known_of,
        caller=call.caller,
        phone=call.phone,
        may_leave=call.may_leave,
        may_say=call.may_say,
        relation=call.relation,
        caller_language=call.language,
        words=call.words,
        told=call.told,
        date_told=call.date_told,
    )
    row = desk.db.get_one(Call, calls.attach(desk, to_id, new))
    row.at, row.taken_by = call.at, call.taken_by
    desk.db.flush()
    return str(row.id)


def _require_same_readers(desk: Desk, one: Case, other: Case) -> None:
    holders = [{row.principal_id for row in access.holders(desk, case.id)} for case in (one, other)]
    screened = any(case.sealed or screens.away(desk, case.id) for case in (one, other))
    if screened or holders[0] != holders[1]:
        raise Refused(OTHERS_READ)
