"""The conflict check of an inquiry, kept with it: who was compared, what was found, what decided.

Of a match the check keeps its case and whom to ask, never a name. Each who reads it later sees of
the matches what she may open; of the others only a colleague to ask; and nothing of a case that an
ethical screen keeps from her, or that was sealed since and is not hers.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, people, staff
from app.casework import hidden as hidden_cases
from app.casework.casefiles import expect, full_name, open_file, sound
from app.casework.conflicts import bursts, pages, repair, search
from app.casework.conflicts.entries import facts_of
from app.casework.conflicts.opened import Holding
from app.casework.intake import inquiries
from app.casework.intake.heard import Heard
from app.casework.intake.inquiries import CHECKED, DECIDED
from app.casework.people import PersonFacts
from app.casework.policy import ATTORNEYS
from app.casework.typed import Long
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, ConflictCheck, Person
from app.names.matching import Facts
from app.words import N_

Decision = Literal["none", "waived", "pending"]
NONE, WAIVED, PENDING = "none", "waived", "pending"
MOST_KEPT = 50
MOST_OTHERS = 20
WHY_WAIVED = N_("Say who waived it and how: the consent and its date.")
LAWYERS_WORD = N_("That a conflict is waived is an attorney's word.")
NOT_YET = N_("Nobody has checked for conflicts yet.")


class NewCheck(BaseModel):
    """Whom to compare besides the people of the inquiry: the other side, a name on each line."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    adverse: Long = Field(default="", repr=False)


class NewDecision(BaseModel):
    """What was decided of a check."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    decision: Decision
    note: Long = Field(default="", repr=False)


class ComparedView(BaseModel):
    """Somebody who was compared, and as what she stands in the inquiry."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(repr=False)
    role: str


class MatchView(BaseModel):
    """A match in a case that the reader may open."""

    model_config = ConfigDict(frozen=True)

    about: str = Field(repr=False, description="Which of those who were compared.")
    case_id: UUID
    number: str
    name: str = Field(repr=False)
    role: str
    rank: int
    reasons: list[str]


class KeptCheck(BaseModel):
    """A conflict check as whoever reads it may see it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    version: int
    at: datetime
    by: str
    asked: list[ComparedView] = Field(repr=False)
    hits: list[MatchView] = Field(repr=False)
    ask: list[str] = Field(repr=False)
    lacking: bool = Field(description="Part of the names could not be read, or waited.")
    decision: str
    note: str = Field(repr=False)
    decided_by: str
    decided_at: datetime | None


def check(desk: Desk, holding: Holding, case_id: UUID, new: NewCheck) -> KeptCheck:
    """Compare everybody of an inquiry with everybody whom the office knows, and keep the result.

    Raises:
        Forbidden: Whoever sits here does not hold the key of the name index.
        NotFound: No such inquiry here.
        Refused: It has ended.
        Throttled: As many checks as one person makes within an hour were made.
    """
    _, row = inquiries.open_inquiry(desk, case_id)
    entered = _enter_others(desk, case_id, new)
    asked = _asked(desk, case_id, Heard.model_validate(row.heard))
    bursts.checked(desk, ["a_number", "birth_date", "name", "phone"])
    waiting = pages.take_in(desk, holding)
    kept = ConflictCheck(
        case_id=case_id,
        at=desk.now,
        by=desk.who.id,
        asked=[{"name": name, "role": role} for name, role, _ in asked],
        hits=_hits(desk, holding, case_id, asked),
        lacking=bool(waiting or holding.unread or repair.awaited(desk)),
    )
    desk.db.add(kept)
    desk.db.flush()
    rows = {"conflict_checks": [str(kept.id)], "persons": [str(each.id) for each in entered]}
    inquiries.done(desk, row, CHECKED, rows=rows)
    return _view(desk, kept, staff.names(desk))


def decide(desk: Desk, case_id: UUID, wanted: NewDecision) -> KeptCheck:
    """Keep what was decided of the newest check: none, waived, or pending.

    Raises:
        Conflict: Somebody decided since.
        NotFound: No such case here.
        Refused: Nobody has checked yet, or it is waived without a lawyer or without a word how.
    """
    kept = newest(desk, case_id)
    if kept is None:
        raise Refused(NOT_YET)
    names = staff.names(desk)
    expect(kept, wanted.version, _view(desk, kept, names))
    if wanted.decision == WAIVED and desk.who.role not in ATTORNEYS:
        raise Refused(fields={"decision": LAWYERS_WORD})
    if wanted.decision == WAIVED and not wanted.note:
        raise Refused(fields={"note": WHY_WAIVED})
    kept.decision, kept.note = wanted.decision, wanted.note
    kept.decided_by, kept.decided_at = desk.who.id, desk.now
    desk.db.flush()
    row = inquiries.row_of(desk, case_id)
    inquiries.done(desk, row, DECIDED)
    return _view(desk, kept, names)


def of_case(desk: Desk, case_id: UUID) -> list[KeptCheck]:
    """Return the checks of a case, the newest first, as whoever sits here may see them.

    Raises:
        NotFound: No such case here.
    """
    open_file(desk, case_id)
    names = staff.names(desk)
    return [_view(desk, row, names) for row in _rows(desk, case_id)]


def newest(desk: Desk, case_id: UUID) -> ConflictCheck | None:
    """Return the newest check of a case, if there is one.

    Raises:
        NotFound: No such case here.
    """
    open_file(desk, case_id)
    return next(iter(_rows(desk, case_id)), None)


def _rows(desk: Desk, case_id: UUID) -> list[ConflictCheck]:
    query = select(ConflictCheck).where(ConflictCheck.case_id == case_id)
    return sorted(sound(desk, desk.db.scalars(query)), key=lambda row: row.at, reverse=True)


def _enter_others(desk: Desk, case_id: UUID, new: NewCheck) -> list[Person]:
    """Enter those of the other side who are not in the file yet: a later check finds them too."""
    known = {full_name(row) for row in _people(desk, case_id)}
    lines = [line.strip()[:200] for line in new.adverse.splitlines()]
    wanted = [line for line in dict.fromkeys(lines) if line and line not in known]
    facts = [PersonFacts(given_names=line) for line in wanted[:MOST_OTHERS]]
    return [people.enter(desk, case_id, "adverse", each) for each in facts]


def _people(desk: Desk, case_id: UUID) -> list[Person]:
    return sound(desk, desk.db.scalars(select(Person).where(Person.case_id == case_id)))


def _asked(desk: Desk, case_id: UUID, heard: Heard) -> list[tuple[str, str, Facts]]:
    """Return by name, part and facts whom to compare; the client first, then who called."""
    rows = sorted(_people(desk, case_id), key=_place)
    found = [(full_name(row) or row.phone, row.role, facts_of(row)) for row in rows]
    if heard.name:  # as it was heard, in the order of speech
        found.append((heard.name, "client", Facts(names=(heard.name,))))
    return [each for each in dict.fromkeys(found) if each[0]]


def _place(row: Person) -> tuple[int, str]:
    """Return where somebody stands, in whatever order a database gives the rows."""
    return {"client": 0, "caller": 1}.get(row.role, 2), full_name(row)


def _hits(
    desk: Desk, holding: Holding, case_id: UUID, asked: list[tuple[str, str, Facts]]
) -> list[dict[str, Any]]:
    """Return how those compared match each of the office's people, the likeliest first.

    Also where a screen keeps the case from whoever checks: others read the check, and decide.
    """
    best: dict[UUID, dict[str, Any]] = {}
    for name, _, facts in asked:
        for found in search.for_the_office(desk, holding, facts):
            entry = found.entry
            known = best.get(entry.person_id)
            if entry.case_id == case_id or (known and known["rank"] >= found.match.rank):
                continue
            best[entry.person_id] = {
                "about": name,
                "person_id": str(entry.person_id),
                "case_id": str(entry.case_id),
                "lead_id": str(entry.lead_id),
                "rank": found.match.rank,
                "reasons": list(found.match.reasons),
            }
    return sorted(best.values(), key=lambda hit: -hit["rank"])[:MOST_KEPT]


def _view(desk: Desk, kept: ConflictCheck, names: Mapping[UUID, str]) -> KeptCheck:
    kept_from = hidden_cases.of(desk)
    hits = [hit for hit in kept.hits if UUID(hit["case_id"]) not in kept_from]
    ids = {UUID(hit["case_id"]) for hit in hits}
    opened = access.reach(desk, ids or {UUID(int=0)})
    hidden = [hit for hit in hits if UUID(hit["case_id"]) not in opened]
    asked = search.whom_to_ask(desk, [(UUID(h["case_id"]), UUID(h["lead_id"])) for h in hidden])
    return KeptCheck(
        id=kept.id,
        version=kept.version,
        at=kept.at,
        by=names.get(kept.by, ""),
        asked=[ComparedView(**each) for each in kept.asked],
        hits=_matches(desk, [hit for hit in hits if UUID(hit["case_id"]) in opened]),
        ask=asked["ask"],
        lacking=kept.lacking,
        decision=kept.decision,
        note=kept.note,
        decided_by=names.get(kept.decided_by, "") if kept.decided_by else "",
        decided_at=kept.decided_at,
    )


def _matches(desk: Desk, hits: list[dict[str, Any]]) -> list[MatchView]:
    """Return matches of cases that are open here, with the names that stand there now."""
    cases = {UUID(hit["case_id"]) for hit in hits}
    numbers = {
        row.id: row.number
        for row in sound(desk, desk.db.scalars(select(Case).where(Case.id.in_(cases))))
    }
    found = {UUID(hit["person_id"]) for hit in hits}
    query = select(Person).where(Person.id.in_(found))
    people_of = {row.id: row for row in sound(desk, desk.db.scalars(query))}
    return [
        MatchView(
            about=hit["about"],
            case_id=UUID(hit["case_id"]),
            number=numbers[UUID(hit["case_id"])],
            name=full_name(people_of[UUID(hit["person_id"])]),
            role=people_of[UUID(hit["person_id"])].role,
            rank=round(hit["rank"] * 100),
            reasons=hit["reasons"],
        )
        for hit in hits
        if UUID(hit["case_id"]) in numbers and UUID(hit["person_id"]) in people_of
    ]
