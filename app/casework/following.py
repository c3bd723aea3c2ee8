"""What follows from a hearing: the dates that rules count from it, and those typed beside it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app import law
from app.casework import adding, counting, deadlines, slips
from app.casework.adding import NewDeadline
from app.casework.counting import ProposalView
from app.casework.deadlines import Day, Hour
from app.casework.slips import Slip
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused, Unsure
from app.forums.codes import APPOINTMENTS
from app.models import Case, Deadline, Hearing
from app.words import N_, translator

SURE = "The day once more: Amparo asked about it, and it is right."
WHY_LEFT_OUT = N_("Say why this date is left out. The reason stays with the hearing.")
NOT_LEFT_OUT = N_("This date was not left out of this hearing, or somebody took it already.")
NO_ONE_DATE = N_(
    "A rule counts from this hearing and gives no one date here. Read the law and enter the date."
)
NO_LONGER = N_("No rule counts this date from this hearing any more. Enter it as a new deadline.")
NOT_ASKED_FOR = N_("Nobody asked for a ruling when this was entered.")
IF_RULING = N_(
    "A rule counts a day from this hearing if a ruling is asked for. It was not taken: take it on "
    "the hearing if you ask for one."
)
RULING = "ruling_requested"  # who takes such a date asks for a ruling
COUNTED_KINDS = {"individual", "master", "bond"}  # the kinds that rules tell apart


class Follow(BaseModel):
    """What a person decided about a deadline that follows from the hearing."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    rule: Short
    choice: Literal["take", "change", "leave"] = "take"
    due: Day | None = Field(default=None, repr=False)
    sure: Day | None = Field(default=None, repr=False, description=SURE)
    reason: Long = Field(default="", repr=False)


class TypedDate(BaseModel):
    """A date that no rule counts, such as one in the judge's order."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    title: Short = Field(min_length=1, repr=False)
    due: Day = Field(repr=False)
    sure: Day | None = Field(default=None, repr=False, description=SURE)
    at: Hour = Field(default="", repr=False)
    fatal: bool = False


class LeftOut(BaseModel):
    """A date that a rule counts and that somebody decided not to keep."""

    model_config = ConfigDict(frozen=True)

    rule: str
    title: str
    reason: str = Field(repr=False)
    who: str = Field(repr=False)
    at: datetime | None
    taken_by: str = Field(repr=False, description="Who took it after all, else empty.")
    taken_at: datetime | None


def facts(starts: datetime, kind: str, custody: str, rule: str | None = None) -> dict[str, object]:
    """Return what a rule is told of a hearing; custody that is not known is said to be so."""
    told: dict[str, object] = {
        "hearing_date": starts.date().isoformat(),
        "hearing_type": kind if kind in COUNTED_KINDS else _plain(kind, rule),
        "custody": custody,
    }
    return told if rule is None else counting.taken_by(rule, told)


def _plain(kind: str, rule: str | None) -> str:
    """Return what no rule tells apart; from an appointment none counts by itself."""
    return counting.APPOINTMENT if rule is None and kind in APPOINTMENTS else "other"


def only_if_ruling(rule_id: str) -> bool:
    """Tell whether a rule counts from a hearing only where a ruling is asked for."""
    return RULING in law.shipped().rule(rule_id).declared


def ruling_asked(rows: Sequence[Deadline]) -> set[str]:
    """Return the rules of these dates for which a ruling is asked."""
    return {row.rule for row in rows if (row.inputs or {}).get(RULING) is True}


def counted(
    desk: Desk,
    told: Mapping[str, object],
    tz: str,
    decided: Sequence[Follow] | None = None,
    asked: Collection[str] = (),
) -> list[ProposalView]:
    """Return what follows from a hearing: with a ruling where such a date is taken or ran before.

    Args:
        desk: A desk of somebody who can open the case.
        told: What rules are told of the hearing.
        tz: Its zone.
        decided: What was decided about each date.
        asked: The rules for which a ruling is asked already.
    """
    said = {each.rule: each.choice != "leave" for each in decided or []}
    proposals = counting.from_hearing(desk, told, tz)
    return [
        counting.propose(desk, each.rule, counting.taken_by(each.rule, told) | {RULING: True}, tz)
        if only_if_ruling(each.rule) and said.get(each.rule, each.rule in asked)
        else each
        for each in proposals
    ]


def enter(
    desk: Desk,
    case: Case,
    hearing: Hearing,
    number: int,
    *,
    decided: Sequence[Follow] | None,
    typed: Sequence[TypedDate],
    only: Collection[str] | None = None,
    asked: Collection[str] = (),
) -> None:
    """Write the dates that follow from a hearing with their reminders, of these rules alone.

    Of which nobody decided, whatever the rulebook counts is taken; where it gives no one date but
    a safe one, that is kept until a person has answered, since reminders go by the safe day. What
    counts only if a ruling is asked for is left out, to be taken when it is.

    Raises:
        Refused: A changed date has no reason, or none was typed where the law gives none.
        Unsure: A typed day may be a slip.
    """
    choices = {follow.rule: follow for follow in decided or []}
    taken = []
    for proposal in counted(desk, _of(hearing), hearing.tz, decided, asked):
        if only is not None and proposal.rule not in only:
            continue
        decision = choices.get(proposal.rule)
        if decision is None and only_if_ruling(proposal.rule) and proposal.rule not in asked:
            if proposal.rule not in left_for(hearing, hearing.custody):
                leave_out(desk, hearing, [Follow(rule=proposal.rule, choice="leave")])
            desk.doubted.append(IF_RULING)
            continue
        if decision is None and proposal.file_by is None:
            desk.doubted.append(NO_ONE_DATE)
            continue
        if decision is None or decision.choice != "leave":
            taken.append(_wanted(hearing, proposal, decision))
    taken += [_as_typed(hearing, each) for each in typed]
    for new in taken:
        _enter_one(desk, case, new, number)


def take_after_all(desk: Desk, case: Case, hearing: Hearing, number: int, taken: Follow) -> None:
    """Write a date that had been left out; that it was, and why, stays to be read.

    Raises:
        Refused: It was not left out or is taken already, no longer follows, or lacks a day or a
            reason.
        Unsure: A typed day may be a slip.
    """
    kept = [dict(each) for each in hearing.left_out or []]
    left = (each for each in kept if not each.get("taken_at"))
    entry = next((each for each in left if each["rule"] == taken.rule), None)
    if entry is None:
        raise Refused(fields={"rule": NOT_LEFT_OUT})
    found = counted(desk, _of(hearing), hearing.tz, [taken], {taken.rule})
    proposal = next((each for each in found if each.rule == taken.rule), None)
    if proposal is None:
        raise Refused(fields={"rule": NO_LONGER})
    _take(desk, entry)
    hearing.left_out = kept
    _enter_one(desk, case, _wanted(hearing, proposal, taken), number)


def left_for(hearing: Hearing, custody: str) -> set[str]:
    """Return the rules whose date somebody left out for this custody; for another, it is asked."""
    left = (each for each in hearing.left_out or [] if not each.get("taken_at"))
    return {each["rule"] for each in left if each.get("custody") == custody}


def take_again(desk: Desk, hearing: Hearing, rules: Collection[str]) -> None:
    """Write down that these dates, left out for another custody, are counted after all."""
    kept = [dict(each) for each in hearing.left_out or []]
    again = [each for each in kept if each["rule"] in rules and not each.get("taken_at")]
    for entry in again:
        _take(desk, entry)
    if again:
        hearing.left_out = kept


def _take(desk: Desk, entry: dict[str, str]) -> None:
    entry |= {"taken_by": desk.who.name, "taken_at": desk.now.isoformat(timespec="minutes")}


def _enter_one(desk: Desk, case: Case, new: NewDeadline, number: int) -> None:
    try:
        row = adding.enter(desk, case, new)
    except Unsure as wrong:
        field = "follow_due" if new.rule else "due"
        raise Unsure(wrong.doubts, field=field, confirm=wrong.confirm, value=wrong.value) from None
    deadlines.keep_schedule(desk, row, number)


def with_unasked(
    desk: Desk,
    told: Mapping[str, object],
    tz: str,
    decided: Sequence[Follow] | None,
    asked: Collection[str],
) -> list[Follow]:
    """Return what was decided, and that nobody named what counts only if a ruling is asked for."""
    said = list(decided or [])
    named = {each.rule for each in said} | set(asked)
    rules = (each.rule for each in counting.from_hearing(desk, told, tz))
    silent = (rule for rule in rules if only_if_ruling(rule) and rule not in named)
    return said + [Follow(rule=rule, choice="leave") for rule in silent]


def leave_out(desk: Desk, hearing: Hearing, decided: Sequence[Follow]) -> None:
    """Add to what a hearing keeps of the dates that nobody wants.

    Raises:
        Refused: One is left out without a reason.
    """
    dropped = leaving_out(desk, _of(hearing), hearing.tz, decided)
    if dropped:
        hearing.left_out = [*(hearing.left_out or []), *dropped]


def slips_of(
    desk: Desk, told: Mapping[str, object], counted: Sequence[ProposalView]
) -> dict[str, list[Slip]]:
    """Return what may be a slip of the dates that rules count from a hearing, by rule."""
    return {each.rule: slips.of(desk, each, counting.taken_by(each.rule, told)) for each in counted}


def leaving_out(
    desk: Desk, told: Mapping[str, object], tz: str, decided: Sequence[Follow] | None
) -> list[dict[str, str]]:
    """Return what a hearing keeps of the dates that a rule counts from it and nobody wants.

    Raises:
        Refused: One is left out without a reason.
    """
    left = {
        each.rule: each.reason or (NOT_ASKED_FOR if _may_be_silent(each.rule) else "")
        for each in decided or []
        if each.choice == "leave"
    }
    rules = [each.rule for each in counting.from_hearing(desk, told, tz)] if left else []
    dropped = [rule for rule in rules if rule in left]
    if not all(left[rule] for rule in dropped):
        raise Refused(fields={"follow_reason": WHY_LEFT_OUT})
    when = desk.now.isoformat(timespec="minutes")
    return [
        {
            "rule": rule,
            "reason": left[rule],
            "custody": str(told["custody"]),
            "who": desk.who.name,
            "at": when,
        }
        for rule in dropped
    ]


def _may_be_silent(rule_id: str) -> bool:
    return rule_id in law.shipped().by_id and only_if_ruling(rule_id)


def left_out(desk: Desk, kept: Sequence[Mapping[str, str]]) -> list[LeftOut]:
    """Return what was left out of a hearing's dates, in the words of whoever sits here."""
    titles = dict(counting.rules(desk)) if kept else {}
    say = translator(desk.who.locale)
    return [
        LeftOut(
            rule=each["rule"],
            title=titles.get(each["rule"], ""),
            reason=say(each["reason"]) if each["reason"] == NOT_ASKED_FOR else each["reason"],
            who=each.get("who", ""),
            at=_instant(each.get("at")),
            taken_by=each.get("taken_by", ""),
            taken_at=_instant(each.get("taken_at")),
        )
        for each in kept
    ]


def _instant(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def _of(hearing: Hearing) -> dict[str, object]:
    return facts(hearing.starts, hearing.kind, hearing.custody)


def _wanted(hearing: Hearing, proposal: ProposalView, decision: Follow | None) -> NewDeadline:
    known: dict[str, Any] = {
        "case_id": hearing.case_id,
        "hearing_id": hearing.id,
        "inputs": _inputs(hearing, proposal),
        "tz": hearing.tz,
        "proceeding": hearing.proceeding,
    }
    return wanted(known, proposal, decision)


def _inputs(hearing: Hearing, proposal: ProposalView) -> dict[str, object]:
    told = facts(hearing.starts, hearing.kind, hearing.custody, proposal.rule)
    return told | {RULING: True} if only_if_ruling(proposal.rule) else told


def wanted(
    known: Mapping[str, Any], proposal: ProposalView, decision: Follow | None
) -> NewDeadline:
    """Return the deadline that a decision about a counted date makes, with what else is known.

    Raises:
        Refused: A changed date has no reason, or none was typed where the law gives none.
    """
    own: dict[str, Any] = {"rule": proposal.rule, "part": proposal.part}
    if decision is not None and (decision.choice == "change" or proposal.file_by is None):
        if decision.due is None:
            missing = N_("Type the date that you found, or leave this deadline out.")
            raise Refused(fields={"follow_due": missing})
        if not decision.reason:
            raise Refused(fields={"follow_reason": N_("Say why the date differs.")})
        own |= {"due": decision.due, "sure": decision.sure, "override_reason": decision.reason}
        return NewDeadline.model_validate({**known, **own})
    if proposal.due is None:  # without a reason, it stands only until somebody has answered
        own |= {"due": proposal.file_by, "sure": proposal.file_by}
    if decision is not None:
        own |= {"override_reason": decision.reason}
        own.setdefault("sure", decision.sure)
    return NewDeadline.model_validate({**known, **own})


def _as_typed(hearing: Hearing, typed: TypedDate) -> NewDeadline:
    return NewDeadline(
        case_id=hearing.case_id,
        hearing_id=hearing.id,
        title=typed.title,
        due=typed.due,
        sure=typed.sure,
        at=typed.at,
        tz=hearing.tz,
        fatal=typed.fatal,
        proceeding=hearing.proceeding,
    )
