"""Asking the rulebook: a rule and its inputs in, a proposal that shows its law out."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from app import law
from app.clock import instant, zones
from app.db.desk import Desk, NightDesk
from app.errors import Refused
from app.words import LOCALES, N_, Filled

# What the rulebook warns of where a rule is asked about a hearing of another kind.
CONCERNS_ANOTHER = {"not_an_individual_hearing"}
# What an input that the law refused wants, as the law names it.
WANTED: Mapping[str, str] = {
    "day": N_("There is no such day. Write it as 2027-03-09."),
    "truth": N_("Answer yes or no; a program sends true or false."),
    "number": N_("Write a whole number from %(lowest)s to %(highest)s."),
    "choice": N_("Choose one of the answers that this rule knows."),
    "zone": N_("Choose a time zone such as America/Chicago."),
    "outage": N_("Say whether the outage was planned, its day, and when the system was back."),
    "office": N_("The office's own law names a rule, one of its versions, or a closed day."),
}
Answers = dict[str, Any]  # one law.Result.as_json() a language


class ProposalView(BaseModel):
    """What a rule proposes, before anyone takes it."""

    model_config = ConfigDict(frozen=True)

    rule: str
    title: str
    status: str
    due: date | None
    file_by: date | None
    latest: date | None
    tz: str
    fatal: bool
    government: bool
    overtaken: bool
    reviewed: bool
    consequence: str
    question: str | None
    means: str
    version: int | None
    citation: str
    decisive: list[str]
    steps: list[dict[str, str]]
    if_late: list[dict[str, str]]
    warnings: list[dict[str, str]]
    readings: list[dict[str, str]]
    answers: Answers = Field(exclude=True, repr=False)


def propose(
    desk: Desk, rule_id: str, inputs: Mapping[str, object], tz: str | None = None
) -> ProposalView:
    """Return what a rule says for these inputs, in the words of whoever sits here.

    Raises:
        Refused: There is no such rule, or an input is not of its form.
    """
    book = law.shipped()
    try:
        rule = book.rule(rule_id)
        result = law.compute(book, rule_id, inputs)
    except law.UnknownRule:
        raise Refused(fields={"rule": N_("Choose a rule from the list.")}) from None
    except law.LawError as wrong:
        raise _refused(wrong) from None
    zone = zone_or(tz or rule.zone, desk.house.settings.timezone)
    answers: Answers = {locale: result.as_json(locale) for locale in LOCALES}
    told: dict[str, Any] = answers[desk.who.locale]
    safe = result.safe or result.due
    told_steps: list[dict[str, str]] = told["steps"]
    question = told["warnings"][0]["text"] if result.status == "needs_human" else None
    return ProposalView(
        rule=rule_id,
        title=told["title"],
        status=result.status,
        due=result.due,
        file_by=safe,
        latest=result.latest,
        tz=zone,
        fatal=result.fatal,
        government=result.government,
        overtaken=has_passed(desk, safe, zone, result.means),
        reviewed=result.reviewed,
        consequence=result.consequence,
        question=question,
        means=result.means,
        version=result.version,
        citation=told_steps[0]["cite"] if told_steps else "",
        decisive=told["decisive"],
        steps=told_steps,
        if_late=told["if_late"],
        warnings=told["warnings"],
        readings=told["readings"],
        answers=answers,
    )


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
    proposals = []
    for rule in law.following(law.shipped(), "hearing"):
        proposal = propose(desk, rule.id, taken_by(rule.id, facts), tz)
        if not CONCERNS_ANOTHER & {warning["id"] for warning in proposal.warnings}:
            proposals.append(proposal)
    return proposals


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
    hint: str
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
            hint="",
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
