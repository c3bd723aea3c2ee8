"""How open a case is after it was opened: to groups, or to its named people only.

Closing it to a group takes the group's key off the case, which has a new key at once. Opening it
gives all that stands in it to a group, also what was written while it was closed.
"""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import (
    access,
    audit,
    docalone,
    enough,
    envelopes,
    forgood,
    handover,
    holding,
    practice,
    readers,
    sealing,
    sharing,
    staff,
)
from app.casework.casefiles import expect_case, open_file
from app.casework.conflicts import slips
from app.casework.readers import ReaderView
from app.casework.sharing import TEAM, Gift
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Principal
from app.words import N_

NO_GROUP = N_("Tick a group to open it to; otherwise leave it as it is.")
SEALED = N_("This case is sealed. Unseal it first; until then only named people read it.")
OF_THE_TEAM, OF_A_GROUP = "team", "group"


class Openness(BaseModel):
    """Whether a case is its named people's only, or to which groups it opens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    named_only: bool
    groups: list[UUID] | None = Field(
        default=None,
        max_length=20,
        description="Those it opens to; left out, those that a new case goes to.",
    )


class OpennessView(BaseModel):
    """How open a case is, who reads it either way, and which groups it could open to."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    version: int
    named_only: bool
    sealed: str
    groups: list[str]
    stay: list[ReaderView]
    go: list[ReaderView]
    choices: dict[UUID, str]
    suggested: list[UUID]


def of(desk: Desk, case_id: UUID) -> OpennessView:
    """Return how open a case is.

    Raises:
        Damaged: The case's own entry was changed outside Amparo.
        NotFound: No such case here.
    """
    case, office = open_file(desk, case_id), staff.office(desk)
    stay, go = sealing.parted(desk, case)
    held = readers.holders(desk, case_id)
    team = desk.db.get_one(Principal, office.team_id)
    return OpennessView(
        id=case.id,
        number=case.number,
        version=case.version,
        named_only=case.named_only,
        sealed=case.sealed,
        groups=sorted(row.name for row in held.principals.values() if row.kind == TEAM),
        stay=stay,
        go=go,
        choices={team.id: team.name, **practice.open_groups(desk)},
        suggested=practice.default_for(desk, office, desk.who.groups),
    )


def choose(desk: Desk, case_id: UUID, wanted: Openness) -> None:
    """Close a case to all but its named people, or open it to groups.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such case here.
        Refused: It is sealed, one person would be left alone, a group is closed, or an ethical
            screen keeps somebody of it away. No group was chosen. Whoever sits here reads it for a
            while only.
    """
    case = open_file(desk, case_id)
    forgood.require(desk, case_id)
    expect_case(desk, case, wanted.version, None)
    to: list[UUID] = []
    go: list[ReaderView] = []
    if wanted.named_only:
        _, go = sealing.parted(desk, case)
        enough.require(desk, case_id, {each.id for each in go})
        sealing.name_few(desk, case)
    else:
        to = _opened(desk, case, wanted.groups)
    docalone.tell(desk, [each.id for each in go], case_id)
    slips.hand_in_case(desk, case_id)
    said = {"groups": [str(each) for each in to], **sealing.went(go)}
    number = audit.note(desk, "case.openness", case_id, named_only=wanted.named_only, **said)
    handover.keep_schedule(desk, case, number)


def _opened(desk: Desk, case: Case, chosen: list[UUID] | None) -> list[UUID]:
    """Give a case to groups, and return which."""
    if case.sealed:
        raise Refused(SEALED)
    office = staff.office(desk)
    to = holding.groups_for(desk, office, chosen, named_only=False)
    if not to:
        raise Refused(fields={"groups": NO_GROUP})
    for group_id in to:
        why = OF_THE_TEAM if group_id == office.team_id else OF_A_GROUP
        sharing.give(desk, case.id, Gift(desk.db.get_one(Principal, group_id), why))
    case.named_only = False
    desk.db.flush()
    envelopes.keep(desk, case.id, access.secrets_of(desk, case.id))
    return to
