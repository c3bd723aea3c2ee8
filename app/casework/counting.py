"""Asking the rulebook: a rule and its inputs in, a proposal that shows its law out."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from app import law
from app.casework import ownlaw
from app.clock import instant, zones
from app.crypto import lawchanges
from app.db.desk import Desk, NightDesk
from app.errors import Refused
from app.words import LOCALES, N_, Filled

PAST = N_("This day has passed. Choose today or a later one.")
# What an input that the law refused wants, as the law names it.
WANTED: Mapping[str, str] = {
    "day": N_("There is no such day. Write it as 2027-03-09."),
    "moment": N_("There is no such day and hour there. Write them as 2027-03-09T15:30."),
    "truth": N_("Answer yes or no; a program sends true or false."),
    "number": N_("Write a whole number from %(lowest)s to %(highest)s."),
    "choice": N_("Choose one of the answers that this rule knows."),
    "zone": N_("Choose a time zone such as America/Chicago."),
    "outage": N_("Say whether the outage was planned, its day, and when the system was back."),
    "office": N_("The office's own law names a rule, one of its versions, or a closed day."),
}
APPOINTMENT = "appointment"  # instead of a kind of hearing: no rule is asked what follows
# What nobody says of a case: what the office changed of the law, and which day it is.
GIVEN_HERE = {"office", "today"}
Answers = dict[str, Any]  # one law.Result.as_json() a language


class ProposalView(BaseModel):
    """What a rule proposes, before anyone takes it."""

    model_config = ConfigDict(frozen=True)

    rule: str
    part: str = ""
    title: str
    status: str
    due: date | None
    file_by: date | None
    at: str = Field(default="", description="The hour of the day to act by, where hours count.")
    latest: date | None
    tz: str
    fatal: bool
    government: bool
    overtaken: bool
    reviewed: bool
    consequence: str
    done_means: str = Field(default="", description="When it is done, as its rule says.")
    question: str | None
    means: str
    version: int | None
    citation: str
    decisive: list[str]
    steps: list[dict[str, str]]
    if_late: list[dict[str, str]]
    warnings: list[dict[str, str]]
    readings: list[dict[str, str]]
    parts: list[tuple[str, str]] = Field(
        default=[], description="The clocks that start together, where they are several."
    )
    answers: Answers = Field(exclude=True, repr=False)
    counted_by: str = Field(default="", exclude=True, description="As `law_of` says.")


NOT_BORN = N_("This day of birth has not come yet. Check the year.")


def propose(
    desk: Desk, rule_id: str, inputs: Mapping[str, object], tz: str | None = None, part: str = ""
) -> ProposalView:
    """Return what a rule, or one of its clocks, says for these inputs, in the reader's words.

    Raises:
        Refused: There is no such rule or clock, or an input is not of its form.
    """
    return proposal_of(desk, rule_id, computed(desk, rule_id, inputs, part), tz, part)


def proposal_of(
    desk: Desk, rule_id: str, result: law.Result, tz: str | None = None, part: str = ""
) -> ProposalView:
    """Return what a rule's answer, or that of one of its clocks, says in the reader's words."""
    zone = zone_or(tz or result.zone, desk.house.settings.timezone)
    is_reviewed = result.reviewed or rule_id in ownlaw.in_force(desk).reviews
    answers: Answers = {
        locale: result.as_json(locale) | {"reviewed": is_reviewed} for locale in LOCALES
    }
    told: dict[str, Any] = answers[desk.who.locale]
    due = result.due or result.opens
    safe = result.safe or result.safe_opens or due
    told_steps: list[dict[str, str]] = told["steps"]
    asks = result.status in {"needs_human", "none"} and told["warnings"]
    question = told["warnings"][0]["text"] if asks else None
    return ProposalView(
        rule=rule_id,
        part=part,
        title=told["title"],
        status=result.status,
        due=due,
        file_by=safe,
        at=_hour(result),
        latest=result.latest,
        tz=zone,
        fatal=result.fatal,
        government=result.government,
        overtaken=has_passed(desk, safe, zone, result.means),
        reviewed=is_reviewed,
        consequence=result.consequence,
        done_means=result.done_means or "",
        question=question,
        means=result.means,
        version=result.version,
        citation=told_steps[0]["cite"] if told_steps else "",
        decisive=told["decisive"],
        steps=told_steps,
        if_late=told["if_late"],
        warnings=told["warnings"],
        readings=told["readings"],
        parts=[(str(each.part), each.title.told_in(desk.who.locale)) for each in result.parts],
        answers=answers,
        counted_by=law_of(desk, rule_id),
    )


def computed(desk: Desk, rule_id: str, inputs: Mapping[str, object], part: str = "") -> law.Result:
    """Return the answer of a rule, or one of its clocks, as of today under this office's law.

    Raises:
        Refused: There is no such rule or clock, or an input is not of its form.
    """
    if GIVEN_HERE & inputs.keys():
        raise _refused(law.UnknownInput())
    office = ownlaw.in_force(desk).office
    known: dict[str, object] = {"office": office} if office else {}
    try:
        if "today" in law.shipped().rule(rule_id).also_takes:
            known["today"] = today(desk, desk.house.settings.timezone).isoformat()
        whole = law.compute(law.shipped(), rule_id, known | dict(inputs))
    except law.UnknownRule:
        raise Refused(fields={"rule": N_("Choose a rule from the list.")}) from None
    except law.LawError as wrong:
        raise _refused(wrong) from None
    return _part(whole, part) if part else whole


def law_of(desk: Desk, rule_id: str) -> str:
    """Return what tells the law that a rule is counted by today from that of another day.

    Where a date was counted by the same, the same inputs give the same answer. Empty for a rule
    that counts otherwise each day.
    """
    own, prints, _ = ownlaw.in_force(desk)
    if rule_id not in prints:
        rule = law.shipped().by_id.get(rule_id)
        by_day = rule is None or "today" in rule.also_takes
        what: dict[str, Any] = {"version": own.get(rule_id), "closed": own.get("calendar_add")}
        what |= {"program": law.program_hash(), "pack": law.shipped().pack_hash}
        prints[rule_id] = "" if by_day else lawchanges.print_of(what).hex()
    return prints[rule_id]


def _part(whole: law.Result, part: str) -> law.Result:
    found = next((each for each in whole.parts if each.part == part), None)
    if found is None:
        raise Refused(fields={"part": N_("Choose one from the list.")})
    return found


def _hour(result: law.Result) -> str:
    """Return the hour at which a clock of hours ends; empty where days are counted."""
    counts_hours = any(reading.at is not None for reading in result.readings)
    at = result.safe_at if counts_hours else None
    return "" if at is None else f"{at:%H:%M}"


def _refused(wrong: law.LawError) -> Refused:
    """Return what a person reads of an input that the law cannot take, at that input."""
    if not isinstance(wrong, law.BadValue):  # its own sentence repeats the name that was sent
        return Refused(fields={"inputs": N_("There is a member here that Amparo does not know.")})
    field = f"inputs.{wrong.field}" if wrong.field else "inputs"
    return Refused(fields={field: Filled(WANTED[wrong.wants], **wrong.values)})


def has_passed(desk: Desk, day: date | None, zone: str, means: str) -> bool:
    """Tell whether a last day of ours had passed when we learned of it.

    A right that opened is open, and what the other side owes is still owed.
    """
    return day is not None and means not in law.LATER and day < today(desk, zone)


def from_hearing(desk: Desk, facts: Mapping[str, object], tz: str) -> list[ProposalView]:
    """Return what follows from a hearing; rules that do not concern it are left out."""
    if facts.get("hearing_type") == APPOINTMENT:
        return []
    proposals = []
    for rule in law.following(law.shipped(), "hearing"):
        proposal = propose(desk, rule.id, taken_by(rule.id, facts), tz)
        if not concerns_another(proposal):
            proposals.append(proposal)
    return proposals


def concerns_another(proposal: ProposalView) -> bool:
    """Tell whether a rule says of itself that another one is for such a case."""
    rule = law.shipped().rule(proposal.rule)
    elsewhere = {stop.id for stop in rule.stops if stop.another_rule}
    return bool(elsewhere & {warning["id"] for warning in proposal.warnings})


def runs_from_hearing(rule_id: str) -> bool:
    """Tell whether a rule counts from a hearing."""
    return rule_id in {rule.id for rule in law.following(law.shipped(), "hearing")}


def own_title(title: str, answers: Answers) -> str:
    """Return what a person called a date; empty for the rule's own title, in any language."""
    return "" if title in {told["title"] for told in answers.values()} else title


def taken_by(rule_id: str, facts: Mapping[str, object]) -> dict[str, object]:
    """Return those of the facts that a rule asks for."""
    rule = law.shipped().rule(rule_id)
    names = {entry.name for entry in rule.inputs} | rule.also_takes
    return {name: value for name, value in facts.items() if name in names}


def today(desk: NightDesk, zone: str) -> date:
    """Return the calendar day it is in a zone."""
    return desk.local_now(zone).date()


def is_over(desk: Desk, day: date, hour: str, zone: str) -> bool:
    """Tell whether a day has passed in a zone, or its hour where it has one."""
    here = desk.local_now(zone)
    if hour and day == here.date():
        return hour < here.strftime("%H:%M")  # both of five letters, so they compare as hours do
    return day < here.date()


def business_days_left(desk: Desk, zone: str, until: date) -> int | None:
    """Return the business days from today until a day, None past the calendar's coverage."""
    try:
        return law.business_days_between(law.shipped().calendar, today(desk, zone), until)
    except law.LawError:
        return None


def next_business_day(day: date) -> date:
    """Return the first business day after a day; past the calendar's coverage, the next day."""
    try:
        return law.next_business_day(law.shipped().calendar, day)
    except law.LawError:
        return day + timedelta(days=1)


def is_closed(day: date) -> bool:
    """Tell whether a court would hardly sit on a day: a weekend or a federal holiday."""
    return not law.is_business_day(law.shipped().calendar, day)


def require_born(desk: Desk, day: date | None) -> None:
    """Let a day of birth pass.

    Raises:
        Refused: It has not come yet.
    """
    if day is not None and day > today(desk, desk.who.zone):
        raise Refused(fields={"birth_date": NOT_BORN})


def zone_or(name: str | None, otherwise: str) -> str:
    """Return a zone's name.

    Raises:
        Refused: There is no such zone.
    """
    if not name:
        return otherwise
    if name not in zones():
        raise Refused(fields={"tz": N_("Choose a time zone such as America/Chicago.")})
    return name


def real_wall_time(wall: datetime, zone: str) -> datetime:
    """Return a wall time that exists in its zone.

    Raises:
        Refused: The clocks jump over it on that day.
    """
    if instant(wall, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise Refused(
            fields={
                "starts": N_(
                    "The clocks go forward on that day and skip this hour. Check the notice."
                )
            }
        )
    return wall


UNKNOWN = "unknown"


class Question(BaseModel):
    """What a rule asks a person."""

    model_config = ConfigDict(frozen=True)

    name: str
    label: str
    kind: str
    options: list[tuple[str, str]]
    needed: bool

    @property
    def may_be_unknown(self) -> bool:
        """Whether the law has a word for what follows where nobody knows."""
        return UNKNOWN in {code for code, _ in self.options}


def rules(desk: Desk) -> list[tuple[str, str]]:
    """Return the rules one can choose, as id and title."""
    return [(rule.id, rule.title.told_in(desk.who.locale)) for rule in law.shipped().rules]


def questions(desk: Desk, rule_id: str) -> list[Question]:
    """Return what a rule asks.

    Raises:
        Refused: There is no such rule.
    """
    try:
        rule = law.shipped().rule(rule_id)
    except law.UnknownRule:
        raise Refused(fields={"rule": N_("Choose a rule from the list.")}) from None
    told = desk.who.locale
    return [
        Question(
            name=entry.name,
            label=entry.question.told_in(told),
            kind=entry.kind,
            options=[(choice.code, choice.label.told_in(told)) for choice in entry.choices],
            needed=entry.needed,
        )
        for entry in rule.inputs
    ]


def answered(desk: Desk, rule_id: str, typed: Mapping[str, str]) -> dict[str, object]:
    """Return typed answers as the rule's inputs: truth values and numbers as such.

    A question left open is not known; where the law can say what follows from that, it is asked.

    Raises:
        Refused: A number is none.
    """
    asked = questions(desk, rule_id)
    kinds = {question.name: question.kind for question in asked}
    # Answers to a rule chosen before may still stand in the form; this one would not know them.
    given = {
        name: _answer(name, kinds[name], text)
        for name, text in typed.items()
        if text and name in kinds
    }
    open_still = {question.name: UNKNOWN for question in asked if question.may_be_unknown}
    return open_still | given if given else given


def _answer(name: str, kind: str, text: str) -> object:
    if kind == "boolean":
        return text == "true"
    if kind != "number":
        return text
    try:
        return int(text)
    except ValueError:
        raise Refused(fields={f"inputs.{name}": N_("Write a whole number.")}) from None
