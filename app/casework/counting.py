"""Asking the rulebook: a rule and its inputs in, a proposal that shows its law out."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field

from app import law
from app.clock import instant
from app.db.desk import Desk
from app.errors import Refused
from app.words import LOCALES, N_

# What the rulebook warns of where a rule is asked about a hearing of another kind.
CONCERNS_ANOTHER = {"not_an_individual_hearing"}
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
    steps: list[dict[str, str]]
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
    except law.UnknownInput:  # its own sentence repeats the name that was sent
        unknown = N_("There is a member here that Amparo does not know.")
        raise Refused(fields={"inputs": unknown}) from None
    except law.LawError as wrong:
        raise Refused(fields={"inputs": str(wrong)}) from None
    zone = zone_or(tz or rule.zone, desk.house.settings.timezone)
    answers: Answers = {locale: result.as_json(locale) for locale in LOCALES}
    told: dict[str, Any] = answers[desk.who.locale]
    safe = result.safe or result.due
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
        overtaken=safe is not None and not result.government and safe < today(desk, zone),
        reviewed=result.reviewed,
        consequence=result.consequence,
        question=question,
        steps=told["steps"],
        warnings=told["warnings"],
        readings=told["readings"],
        answers=answers,
    )


def from_hearing(desk: Desk, facts: Mapping[str, object], tz: str) -> list[ProposalView]:
    """Return what follows from a hearing; rules that do not concern it are left out."""
    proposals = []
    for rule in law.following(law.shipped(), "hearing"):
        proposal = propose(desk, rule.id, taken_by(rule.id, facts), tz)
        if not CONCERNS_ANOTHER & {warning["id"] for warning in proposal.warnings}:
            proposals.append(proposal)
    return proposals


def taken_by(rule_id: str, facts: Mapping[str, object]) -> dict[str, object]:
    """Return those of the facts that a rule asks for."""
    rule = law.shipped().rule(rule_id)
    names = {entry.name for entry in rule.inputs} | rule.also_takes
    return {name: value for name, value in facts.items() if name in names}


def today(desk: Desk, zone: str) -> date:
    """Return the calendar day it is in a zone."""
    return desk.local_now(zone).date()


def business_days_left(desk: Desk, zone: str, until: date) -> int | None:
    """Return the business days from today until a day, None past the calendar's coverage."""
    try:
        return law.business_days_between(law.shipped().calendar, today(desk, zone), until)
    except law.LawError:
        return None


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
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(fields={"tz": N_("Choose a time zone such as America/Chicago.")}) from None
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


class Question(BaseModel):
    """What a rule asks a person."""

    model_config = ConfigDict(frozen=True)

    name: str
    label: str
    kind: str
    options: list[tuple[str, str]]
    hint: str
    needed: bool


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

    Raises:
        Refused: A number is none.
    """
    kinds = {question.name: question.kind for question in questions(desk, rule_id)}
    return {name: _answer(name, kinds.get(name, ""), text) for name, text in typed.items() if text}


def _answer(name: str, kind: str, text: str) -> object:
    if kind == "boolean":
        return text == "true"
    if kind != "number":
        return text
    try:
        return int(text)
    except ValueError:
        raise Refused(fields={f"input.{name}": N_("Write a whole number.")}) from None
