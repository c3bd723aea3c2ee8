"""Limited advice, in an inquiry as in a case: what was told, which dates are the person's own."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from app.casework import audit, counting, deadlines, releases, staff
from app.casework.casefiles import label_of, open_file, sound
from app.casework.deadlines import Day
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused
from app.models import Advice, Deadline, Hearing
from app.words import N_

Way = Literal["sheet", "post", "words"]
LANGUAGE = N_("Say in which language it was told.")
NOT_YET = N_("This day is still to come. Write it down once it was told.")


class NewAdvice(BaseModel):
    """What somebody was told, and how she has it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    words: Annotated[Long, StringConstraints(min_length=1)] = Field(repr=False)
    language: Short = ""
    way: Way = "sheet"
    person_id: UUID | None = Field(default=None, description="Who was told, of the case's people.")
    told_on: date | None = Field(default=None, description="Today, where it is left out.")


class ToldDate(BaseModel):
    """A date that is the person's own, as it stands or as it stood when it was told."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    title: str = Field(repr=False)
    due: Day = Field(repr=False)
    fatal: bool


class ToldHearing(BaseModel):
    """A hearing or an appointment that is still to come, by the clock of its court."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: str
    starts: datetime = Field(repr=False)
    tz: str


class AdviceView(BaseModel):
    """Advice that was given; nobody changes it: what is told anew is written anew."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    person_name: str = Field(repr=False)
    words: str = Field(repr=False)
    language: str
    way: str
    told_on: date
    dates: list[ToldDate] = Field(repr=False)
    by: str
    at: datetime


class CaseAdvice(BaseModel):
    """What the people of a case were advised, the newest first, and the dates that are theirs."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    number: str
    client_name: str = Field(repr=False)
    taken: bool = Field(description="Whether the office has taken the case, not only a call.")
    dates: list[ToldDate] = Field(repr=False)
    hearings: list[ToldHearing] = Field(description="Still to come, by the hour.")
    untold: list[UUID] = Field(description="Of these dates none stands, as it is, in any advice.")
    given: list[AdviceView]

    @property
    def language(self) -> str:
        """The language of the newest advice."""
        return self.given[0].language if self.given else ""


def give(desk: Desk, case_id: UUID, new: NewAdvice) -> CaseAdvice:
    """Write down what somebody was told, with the dates that are hers as they stand now.

    Raises:
        NotFound: No such case here.
        Refused: The person is of another case, no language is named, or the day is to come.
    """
    open_file(desk, case_id)
    releases.require_person(desk, case_id, new.person_id)
    today = counting.today(desk, desk.who.zone)
    told_on = new.told_on or today
    if not new.language:
        raise Refused(fields={"language": LANGUAGE})
    if told_on > today:
        raise Refused(fields={"told_on": NOT_YET})
    row = Advice(
        case_id=case_id,
        person_id=new.person_id,
        words=new.words,
        language=new.language,
        way=new.way,
        told_on=told_on,
        dates=[each.model_dump(mode="json") for each in _dates(desk, case_id)],
        author_id=desk.who.id,
        at=desk.now,
    )
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "advice.give", row.id)
    return of_case(desk, case_id)


def of_case(desk: Desk, case_id: UUID) -> CaseAdvice:
    """Return the advice in a case or an inquiry; a fixed number of statements.

    Raises:
        NotFound: No such case here.
    """
    case = open_file(desk, case_id)
    label = label_of(desk, case_id)
    rows = sound(desk, desk.db.scalars(select(Advice).where(Advice.case_id == case_id)))
    given = sorted(_views(desk, rows), key=lambda each: (each.told_on, each.at), reverse=True)
    dates = _dates(desk, case_id)
    told = {(each.id, each.due) for one in given for each in one.dates}
    return CaseAdvice(
        case_id=case_id,
        number=label.number,
        client_name=label.client_name,
        taken=not case.stage,
        dates=dates,
        hearings=_hearings(desk, case_id),
        untold=[each.id for each in dates if (each.id, each.due) not in told],
        given=given,
    )


def _dates(desk: Desk, case_id: UUID) -> list[ToldDate]:
    rows = sound(desk, desk.db.scalars(select(Deadline).where(Deadline.case_id == case_id)))
    found = [
        ToldDate(id=row.id, title=deadlines.title_of(desk, row), due=row.safe, fatal=row.fatal)
        for row in rows
        if row.status == "open" and row.whose == "told" and row.safe is not None
    ]
    return sorted(found, key=lambda each: (each.due, each.title))


def _hearings(desk: Desk, case_id: UUID) -> list[ToldHearing]:
    rows = sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id == case_id)))
    ahead = [
        ToldHearing(id=row.id, kind=row.kind, starts=row.starts, tz=row.tz)
        for row in rows
        if row.status == "set" and row.starts.date() >= counting.today(desk, row.tz)
    ]
    return sorted(ahead, key=lambda each: (each.starts, each.id))


def _views(desk: Desk, rows: Iterable[Advice]) -> list[AdviceView]:
    rows = list(rows)
    if not rows:
        return []
    names = staff.names(desk, {row.author_id for row in rows})
    people = releases.signers(desk, {row.person_id for row in rows if row.person_id})
    return [
        AdviceView(
            id=row.id,
            person_name=people.get(row.person_id, "") if row.person_id else "",
            words=row.words,
            language=row.language,
            way=row.way,
            told_on=row.told_on,
            dates=[ToldDate.model_validate(each) for each in row.dates],
            by=names.get(row.author_id, ""),
            at=row.at,
        )
        for row in rows
    ]
