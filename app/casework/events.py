"""What happened in a case, and every date that rules count from it; one save enters all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app import law
from app.casework import adding, counting, deadlines, filed, following, notes, slips, twice
from app.casework.casefiles import Label, label_of, open_file, sound
from app.casework.counting import ProposalView, Question
from app.casework.deadlines import Day, DeadlineView
from app.casework.following import SURE, Follow
from app.casework.notes import NewNote
from app.casework.people import custody_of
from app.casework.slips import Slip
from app.casework.twice import Entered
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused, Unsure
from app.law import Rule
from app.models import Case, Deadline, Hearing
from app.words import N_, Filled, translator

HEARING = "hearing"  # it has a form of its own, with its setting and whatever it replaces
# Inputs that are the very day on which something happened; all others are asked.
OF_THE_DAY = ("trigger_date", "hearing_date", "notice_date")
DAYS: Mapping[str, str] = {
    "decision": N_(
        "The day on which it was stated aloud, mailed or posted, as its paper says: not the day "
        "you learned of it."
    ),
    "court_decision": N_("The day on which the judgment or the order was entered."),
    "order": N_("The day that the order bears."),
    "notice": N_("The day that the notice itself bears: not the day it reached you."),
    "service": N_("The day on which it was handed over, mailed or sent electronically."),
    "filing": N_("The day on which it was received, as the receipt says."),
    "request": N_("The day on which the agency received the request."),
    "hearing": N_("The day of the hearing."),
    "court_hearing": N_("The day of the hearing."),
    "custody": N_("The day of the arrest, or the first day on which the person was held."),
    "arrival": N_("The day on which the person last arrived."),
    "grant": N_("The day on which it was granted, as the decision says."),
    "birth": N_("The day of birth."),
    "expiry": N_("The day on which it expires, as is printed on it."),
    "move": N_("The day of the move."),
    "accrual": N_("The day on which it was done, or became known if that was later."),
}
"""Which day is meant of what happened."""
NOT_KNOWN = N_("Choose what happened from the list.")
AS_A_HEARING = N_("Enter a hearing as one: its filing dates are counted there.")
NOT_OF_IT = N_("A date here does not follow from what happened. Look at the dates once more.")
UNDECIDED = N_(
    "Say of each date whether it is taken. One sentence here is enough for all that do not concern "
    "this case."
)
WHY_LEFT = N_("Say why this date is left out. The reason stays in the notes of the case.")
# What a decision calls the fields that a deadline and a hearing's rows call otherwise.
_OWN = {"follow_due": "due", "follow_reason": "reason", "override_reason": "reason"}
_OWN |= {"rule": "choice"}
# What a case's hearings and dates say of the part of the practice that an event belongs to.
AREA_OF: Mapping[str, str] = {
    "removal": "removal",
    "bond": "custody",
    "appeal": "removal",
    "petition_for_review": "courts",
    "uscis": "benefits",
    "asylum_only": "removal",
    "withholding_only": "removal",
    "fear_review": "custody",
    "habeas": "courts",
    "mandamus": "courts",
    "foia": "records",
    "ftca": "records",
}
# Asked of a court, and counted from what a judge, the Board or an officer decided there.
BESIDE: Mapping[str, tuple[str, ...]] = {"fed.pfr": ("removal", "custody")}
# The note that stays of what was left out.
HAPPENED = N_("%(event)s (%(day)s).")
LEFT = N_("Left out: %(title)s. Why: %(reason)s")
DO_NOT_CONCERN = N_("These dates do not concern this case: %(titles)s. Why: %(reason)s")


class Decision(Follow):
    """What a person decided about one date that follows, and what she answered for it."""

    part: Short = Field(default="", description="One of the clocks that the rule starts together.")
    inputs: dict[str, Any] = Field(default_factory=dict, repr=False)
    sure_of: dict[Short, Day] = Field(default_factory=dict, max_length=20, repr=False)

    @property
    def key(self) -> str:
        """Which date it is about."""
        return key_of(self.rule, self.part)


class NewEvent(BaseModel):
    """Something that happened in a case, with what is decided about each date."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    case_id: UUID
    event: Short
    area: Short = Field(default="", description="A part of the practice; left out: all of them.")
    on: Day = Field(repr=False)
    on_sure: Day | None = Field(default=None, repr=False, description=SURE)
    filing_id: UUID | None = Field(
        default=None, description="The filing that it happened to, which keeps its dates."
    )
    dates: list[Decision] = Field(default_factory=list, max_length=200, repr=False)
    others: Long = Field(
        default="",
        repr=False,
        description="Why the dates that are not named here do not concern the case.",
    )


class EventView(BaseModel):
    """What was entered: the deadlines, and the note of what was left out, where anything was."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    deadlines: list[DeadlineView]
    note_id: UUID | None
    doubts: list[str] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Offer:
    """A date that follows from what happened, as it is counted with what is known so far."""

    key: str
    rule: str
    title: str
    questions: list[Question] = field(repr=False)
    inputs: Mapping[str, object] = field(repr=False)
    proposal: ProposalView = field(repr=False)
    slips: list[Slip] = field(repr=False)
    standing: list[DeadlineView] = field(default_factory=list, repr=False)
    """The open dates of the case by the same rule: of the same decision, or of another one."""
    area: str = ""
    """The part of the practice it belongs to."""
    wrong: Refused | None = None
    """Why an answer could not be taken; what is counted then is counted without it."""

    def is_of(self, area: str) -> bool:
        """Tell whether it may follow from what happened in a part of the practice."""
        return area in {"", self.area} or area in BESIDE.get(self.rule, ())

    @property
    def may_be_taken(self) -> bool:
        """Whether it has a date, or has one once what it needs is answered."""
        needs = {f"missing_{each.name}" for each in self.questions}
        return self.proposal.file_by is not None or not needs.isdisjoint(self.proposal.decisive)


def key_of(rule_id: str, part: str) -> str:
    """Return how a date is told from the others of one event."""
    return f"{rule_id}.{part}" if part else rule_id


def rules_of(event: str, area: str) -> list[Rule]:
    """Return the rules that follow from an event, of one part of the practice or of all."""
    found = law.following(law.shipped(), event) if event != HEARING else ()
    return [rule for rule in found if area in {"", law.area_of(rule)}]


def concern(event: str, area: str) -> bool:
    """Tell whether a rule counts from an event in a part of the practice, or in any."""
    found = rules_of(event, "")
    return any(area in {"", law.area_of(each)} or area in BESIDE.get(each.id, ()) for each in found)


def day_of(event: str) -> str:
    """Return which day is meant of what happened; empty for what is not known here."""
    return DAYS.get(event, "")


def usual_area(desk: Desk, case: Label) -> str:
    """Return the part of the practice that a case's hearings and dates name; empty where several.

    Two statements, whatever the case holds.
    """
    heard = desk.db.scalars(select(Hearing).where(Hearing.case_id == case.case_id))
    due = desk.db.scalars(select(Deadline).where(Deadline.case_id == case.case_id))
    named = [row.proceeding for row in sound(desk, heard) if row.status in {"set", "held"}]
    named += [row.proceeding for row in sound(desk, due) if row.status in {"open", "filed"}]
    areas = {AREA_OF.get(each, "") for each in named} - {""}
    return areas.pop() if len(areas) == 1 else ""


def facts(rule: Rule, event: str, on: date, custody: str) -> dict[str, object]:
    """Return what a rule is told of an event: its day, and the custody that the file knows."""
    told = {name: on.isoformat() for name in OF_THE_DAY} | {"custody": custody}
    return {name: value for name, value in told.items() if _takes(rule, event, name)}


def _takes(rule: Rule, event: str, name: str) -> bool:
    if name == rule.trigger:
        return event not in rule.asks_day_of
    return name in {"notice_date", "custody"} and name in rule.declared


def offers(
    desk: Desk,
    case: Label,
    event: str,
    *,
    on: date,
    area: str = "",
    typed: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Offer]:
    """Return every date that follows, each counted with what was answered for it.

    Args:
        desk: A desk of somebody who can open the case.
        case: The case.
        event: What happened, a code of the rulebook.
        on: Its day.
        area: The part of the practice it belongs to; empty for all.
        typed: What was answered, as it was typed, by the key of each date.
    """
    answers, standing = typed or {}, twice.by_clock(desk, case)
    found = []
    for rule in rules_of(event, area):
        known = facts(rule, event, on, custody_of(case.detained))
        whole = counting.propose(desk, rule.id, known)
        if counting.concerns_another(whole):
            continue
        parts = whole.parts or [("", "")]
        shared = _given(answers, [key_of(rule.id, part) for part, _ in parts])
        for part, title in parts:
            named = f"{rule.title.told_in(desk.who.locale)}: {title}" if part else whole.title
            own = answers.get(key_of(rule.id, part), {})
            mine = shared | {name: text for name, text in own.items() if text}
            offer = _offer(desk, whole, (part, named), known, mine)
            open_now, of = standing.get((rule.id, part), []), law.area_of(rule)
            found.append(replace(offer, standing=open_now, area=of))
    return found


def _given(answers: Mapping[str, Mapping[str, str]], keys: Sequence[str]) -> dict[str, str]:
    """Return what was answered of these dates; clocks that start together ask but once."""
    every = [answers.get(key, {}) for key in keys]
    blank = {name: text for each in every for name, text in each.items()}
    return blank | {name: text for each in every for name, text in each.items() if text}


def _offer(
    desk: Desk,
    whole: ProposalView,
    named: tuple[str, str],
    known: Mapping[str, object],
    typed: Mapping[str, str],
) -> Offer:
    """Return one date of a rule that was counted with what is known; with answers, counted anew."""
    (part, title), rule, wrong, inputs = named, whole.rule, None, dict(known)
    asked = [each for each in counting.questions(desk, rule) if not _is_told(each, known)]
    told = {each.name: typed[each.name] for each in asked if each.name in typed}
    try:
        if told:
            given = {name: str(value) for name, value in known.items()} | told
            inputs = counting.answered(desk, rule, given)
        is_whole = not part and inputs == known
        proposal = whole if is_whole else counting.propose(desk, rule, inputs, None, part)
    except Refused as refused:
        wrong, inputs = refused, dict(known)
        proposal = counting.propose(desk, rule, inputs, None, part) if part else whole
    doubtful = [each for each in slips.of(desk, proposal, inputs) if each.name not in known]
    return Offer(
        key=key_of(rule, part),
        rule=rule,
        title=title,
        questions=asked,
        inputs=inputs,
        proposal=proposal,
        slips=doubtful,
        wrong=wrong,
    )


def _is_told(question: Question, known: Mapping[str, object]) -> bool:
    return question.name in known and question.name in OF_THE_DAY


def doubt_of(desk: Desk, found: list[Offer], on: date) -> Slip | None:
    """Return why the day itself may be a slip, once for all that is counted from it."""
    for offer in found:
        for each in slips.of(desk, offer.proposal, offer.inputs):
            if each.name in OF_THE_DAY and each.day == on:
                return each
    return None


def record(desk: Desk, new: NewEvent) -> EventView:
    """Enter every date that was taken, with its reminders; what was left out stays as a note.

    Raises:
        NotFound: No such case here.
        Refused: Nobody decided about a date, one is left out without a reason, or the law gives
            none and none was typed.
        Unsure: The day, or one that a rule counts from it, may be a slip, or the case has an open
            date by the rule of one that is taken.
    """
    case, label = open_file(desk, new.case_id), label_of(desk, new.case_id)
    found = _found(desk, label, new)
    decided = {each.key: each for each in new.dates}
    left = {each.key: each.reason for each in new.dates if each.choice == "leave"}
    rest = _require_decided(new, decided, found)
    custody = custody_of(label.detained)
    taken = [each for key, each in decided.items() if key not in left]
    within = "" if new.filing_id is None else filed.proceeding_of(desk, case.id, new.filing_id)
    rows = [_enter(desk, case, new, each, (custody, within)) for each in taken]
    if new.filing_id is not None:
        filed.keep_dates(desk, new.filing_id, [row.id for row in rows])
    note = _note(desk, new, left, rest, found)
    views = deadlines.views(desk, rows, {label.case_id: label})
    return EventView(case_id=case.id, deadlines=views, note_id=note)


def _found(desk: Desk, label: Label, new: NewEvent) -> dict[str, Offer]:
    if new.event == HEARING:
        raise Refused(fields={"event": AS_A_HEARING})
    found = offers(desk, label, new.event, on=new.on, area=new.area)
    if not found:
        raise Refused(fields={"event": NOT_KNOWN})
    return {each.key: each for each in found}


def _require_decided(
    new: NewEvent, decided: Mapping[str, Decision], found: Mapping[str, Offer]
) -> list[Offer]:
    """Return the dates that one sentence leaves out together; of each other somebody decided.

    Where the law knows no deadline, nothing is there to be decided.
    """
    if decided.keys() - found.keys():
        raise Refused(fields={"event": NOT_OF_IT})
    rest = [found[key] for key in found if key not in decided]
    rest = [each for each in rest if each.proposal.status != "none"]
    if rest and not new.others:
        raise Refused(fields={"others": UNDECIDED})
    for key, each in decided.items():
        if each.choice == "leave" and not (each.reason or new.others):
            raise Refused(fields={f"dates.{key}.reason": WHY_LEFT})
    return rest


def _enter(
    desk: Desk, case: Case, new: NewEvent, decision: Decision, about: tuple[str, str]
) -> Deadline:
    """Write one date; what is wrong with it is said of it and of no other.

    What it is about is the custody that the file knows, and the proceeding, empty where none is.
    """
    rule = law.shipped().rule(decision.rule)
    told = facts(rule, new.event, new.on, about[0])
    inputs = told | decision.inputs
    confirmed = {rule.trigger: new.on} if rule.trigger in told and new.on_sure == new.on else {}
    known = {"case_id": case.id, "inputs": inputs, "sure_of": decision.sure_of | confirmed}
    known |= {"proceeding": about[1]} if about[1] else {}
    try:
        twice.ask(desk, case.id, Entered(decision.rule, decision.part), decision.sure_of)
        proposal = counting.propose(desk, decision.rule, inputs, None, decision.part)
        return adding.keep(desk, case, following.wanted(known, proposal, decision))
    except Unsure as wrong:
        if wrong.confirm == f"sure_of.{rule.trigger}" and wrong.value == new.on.isoformat():
            raise Unsure(wrong.doubts, field="on", confirm="on_sure", value=wrong.value) from None
        here = f"dates.{decision.key}."
        ((name, _),) = wrong.fields.items()
        raise Unsure(
            wrong.doubts,
            field=here + _OWN.get(name, name),
            confirm=here + wrong.confirm,
            value=wrong.value,
        ) from None
    except Refused as wrong:
        raise Refused(
            fields={f"dates.{decision.key}.{_OWN.get(n, n)}": t for n, t in wrong.fields.items()}
        ) from None


def _note(
    desk: Desk,
    new: NewEvent,
    left: Mapping[str, str],
    rest: list[Offer],
    all_of: Mapping[str, Offer],
) -> UUID | None:
    """Write down what was left out and why, for whoever reads the case; nothing else does."""
    if not left and not rest:
        return None
    say = translator(desk.who.locale)
    event = law.EVENT_NAMES[new.event].told_in(desk.who.locale)
    lines = [say(Filled(HAPPENED, event=event, day=say.weekday_date(new.on)))]
    by_reason: dict[str, list[str]] = {}
    for key, reason in left.items():
        by_reason.setdefault(reason or new.others, []).append(all_of[key].title)
    for reason, titles in by_reason.items():
        said = {"title": titles[0]} if len(titles) == 1 else {"titles": "; ".join(titles)}
        one = LEFT if len(titles) == 1 else DO_NOT_CONCERN
        lines.append(say(Filled(one, reason=reason, **said)))
    if rest:
        every = "; ".join(each.title for each in rest)
        lines.append(say(Filled(DO_NOT_CONCERN, titles=every, reason=new.others)))
    return notes.add(desk, NewNote(case_id=new.case_id, text="\n".join(lines))).id
