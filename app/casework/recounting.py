"""Custody on a hearing's day was another than was saved: what it decides is counted anew.

That is done where the setting stands. Corrected on one that was cancelled or held, custody is
counted for when it is set again: the hearing keeps for which one its dates were counted.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from app.casework import counting, deadlines, endings, following, replacing
from app.casework.casefiles import open_row, sound
from app.casework.counting import ProposalView
from app.casework.deadlines import DeadlineView
from app.casework.following import Follow
from app.casework.replacing import OldDate
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Deadline, Hearing
from app.words import N_

NO_REASON = N_("Say why custody was another. The reason stays with each date that ends.")
ENDS = "not_needed"  # not "moved": what ended with its hearing runs again when that stands again


class Recount(BaseModel):
    """What another custody would end, and what is counted in its place."""

    model_config = ConfigDict(frozen=True)

    custody: str
    ends: list[DeadlineView]
    proposals: list[ProposalView]


def counted_for(hearing: Hearing) -> str:
    """Return for which custody a hearing's dates were counted; older cards do not say."""
    return hearing.counted_for or hearing.custody


def preview(
    desk: Desk,
    hearing_id: UUID,
    custody: str | None,
    status: str | None = None,
    *,
    again: bool = False,
) -> Recount | None:
    """Return what would be counted anew; None where nothing is. Nothing is written.

    Args:
        desk: A desk of somebody who can open the case.
        hearing_id: The hearing.
        custody: The custody that it is to have; None for its own.
        status: The status that it is to have; None for its own.
        again: Also where its dates were counted for that custody: a kept one may be for another.

    Raises:
        NotFound: No such hearing here.
    """
    hearing = open_row(desk, Hearing, hearing_id)
    custody = custody or hearing.custody
    if (status or hearing.status) != "set" or (custody == counted_for(hearing) and not again):
        return None
    running = _decided_by_custody(desk, hearing)
    if hearing.status == "cancelled":  # set again, these run again
        running += _decided_by_custody(desk, hearing, status="moved")
    ends, stand = _of_another(running, custody)
    asked = following.ruling_asked(ends)
    found = _counted(desk, hearing, custody, asked)
    proposals = [each for each in found if each.rule not in stand]
    if not ends and not proposals:
        return None
    return Recount(custody=custody, ends=deadlines.views(desk, ends), proposals=proposals)


def recount(
    desk: Desk,
    case: Case,
    hearing: Hearing,
    number: int,
    *,
    decided: Sequence[OldDate],
    follows: Sequence[Follow] | None,
    reason: str,
) -> list[Deadline]:
    """End the open dates that the old custody decided, and enter those of the new one.

    Those that ended are returned.

    Raises:
        Refused: One ends without a reason, a fatal one was not named, a stranger was, or a new
            one lacks its day or reason.
        Unsure: A typed day may be a slip.
    """
    old, stand = _of_another(_decided_by_custody(desk, hearing), hearing.custody)
    choices = replacing.choices_among(old, decided)
    kept = {row.rule for row in old if choices.get(row.id) == "keep"}
    ending = [row for row in old if choices.get(row.id) != "keep"]
    if ending and not reason:
        raise Refused(fields={"reason": NO_REASON})
    for row in ending:
        endings.end(desk, row, number, reason, status=ENDS)
    said = {follow.rule for follow in follows or [] if follow.choice != "take"}
    rules = {each.rule for each in _counted(desk, hearing, hearing.custody)} - (kept - said) - stand
    following.take_again(desk, hearing, rules)
    following.leave_out(desk, hearing, [each for each in follows or [] if each.rule in rules])
    asked = following.ruling_asked(old)
    following.enter(desk, case, hearing, number, decided=follows, typed=(), only=rules, asked=asked)
    return ending


def _decided_by_custody(desk: Desk, hearing: Hearing, status: str = "open") -> list[Deadline]:
    running = endings.running_from(desk, hearing, status)
    return [row for row in running if row.rule and "custody" in (row.inputs or {})]


def _of_another(rows: Sequence[Deadline], custody: str) -> tuple[list[Deadline], set[str]]:
    """Return the dates that were counted for another custody, and the rules of the others."""
    ends = [row for row in rows if (row.inputs or {}).get("custody") != custody]
    return ends, {row.rule for row in rows if row not in ends}


def _counted(
    desk: Desk, hearing: Hearing, custody: str, asked: Collection[str] = ()
) -> list[ProposalView]:
    """Return what the rules count for a custody, without what is filed or was left out for it."""
    told = following.facts(hearing.starts, hearing.kind, custody)
    filed = _filed(desk, hearing)
    left = following.left_for(hearing, custody)
    return [
        proposal
        for proposal in following.counted(desk, told, hearing.tz, asked=asked)
        if counting.taken_by(proposal.rule, {"custody": custody})
        and proposal.rule not in filed | left
    ]


def _filed(desk: Desk, hearing: Hearing) -> set[str]:
    rows = sound(desk, desk.db.scalars(select(Deadline).where(Deadline.case_id == hearing.case_id)))
    return {row.rule for row in rows if row.hearing_id == hearing.id and row.status == "filed"}
