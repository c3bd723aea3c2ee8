"""Letters to the people of a case: plain words in English and in their language, side by side.

The texts are the office's (`letters.toml`); only what the case tells is put in. A text that nobody
has reviewed says so on its paper.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, deadlines, documents, hearings, people, policy, staff
from app.casework.arriving import Arrived
from app.casework.casefiles import Label, label_of, open_file, open_row, sound, stretch
from app.casework.deadlines import DeadlineView
from app.casework.documents import NewDocument
from app.casework.hearings import HearingView
from app.casework.people import PersonView
from app.casework.pressing import Work, press
from app.casework.seats import Seat
from app.db.desk import Desk, House
from app.errors import Refused
from app.models import Letter
from app.press.bench import Failed
from app.words import N_, SOURCE, translator

Kind = Literal["hearing", "bring", "address", "dates"]
Language = Literal["es"]  # one more is one more table for each letter in the texts
TO_THE_DETAINED: Final = {"bring": "bring_detained"}
OF_A_HEARING: Final = frozenset({"hearing", "bring"})
TEXTS: Final = Path(__file__).with_name("letters.toml")
NOT_MADE: Final = N_("The letter could not be made. Try again, or write it by hand.")
WHICH_HEARING: Final = N_("Choose the hearing that the letter is about. It must be still to come.")
WHOM: Final = N_("Choose a client of this case, or a family member on it: the letter says “you”.")
NO_DATES: Final = N_("No date in this case was told to the person. Enter one as told first.")
NO_PLACE: Final = N_("This hearing has no court and no place yet. Enter one of them first.")
NOT_REVIEWED: Final = {
    "en": "Not reviewed: nobody has checked this text yet.",
    "es": "Sin revisar: nadie ha comprobado todavía este texto.",
}
REVIEWED: Final = {"en": "Reviewed by {by}, {on}.", "es": "Revisado por {by}, {on}."}
FIELD: Final = re.compile(r"\{(\w+)\}")
HOURS_DOT: Final = re.compile(r"(?<=m)\.\.(?=\s|$)")
OFFICE: Final = {"en": "our office", "es": "nuestra oficina"}
AT_A_DISTANCE: Final = {
    "en": {"video": "by video", "telephone": "by telephone"},
    "es": {"video": "por video", "telephone": "por teléfono"},
}


class NewLetter(BaseModel):
    """Which letter is written to whom."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    case_id: UUID
    kind: Kind
    person_id: UUID
    language: Language = "es"
    hearing_id: UUID | None = None


class Side(BaseModel):
    """A letter in one language."""

    model_config = ConfigDict(frozen=True)

    lang: str
    title: str
    lines: list[str] = Field(repr=False)
    reviewed: str = Field(description="Who reviewed the text and when, or that nobody has.")
    is_reviewed: bool


class LetterView(BaseModel):
    """A letter as a page or a program sees it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    version: int
    kind: str
    person_id: UUID
    language: str
    sides: list[Side] = Field(repr=False)
    speaks: str = Field(default="", description="Whom it is for, where no side is in it; a code.")
    document_id: UUID
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """A letter that is ready for the press."""

    letter_id: UUID
    work: Work = field(repr=False)


def begin(desk: Desk, new: NewLetter) -> Begun:
    """Return a letter of what the case tells now, ready for the press.

    Raises:
        NotFound: No such case here.
        Refused: The hearing, its place, the person, or a date that was told is not there, or the
            person's case it is not.
    """
    label = label_of(desk, new.case_id)
    open_file(desk, new.case_id)
    person = next(
        (each for each in addressees(desk, label.case_id) if each.id == new.person_id), None
    )
    if person is None:
        raise Refused(fields={"person_id": WHOM})
    hearing = _hearing(desk, new, label)
    dates = _dates(desk, label) if new.kind == "dates" else []
    text = TO_THE_DETAINED.get(new.kind, new.kind) if person.detained else new.kind
    sides = [
        _side(lang, text, _told(desk, lang, person, (hearing, dates)))
        for lang in (SOURCE, new.language)
    ]
    letter_id = uuid4()

    def keep(writing: Desk, arrived: list[Arrived], _told: dict[str, Any]) -> None:
        _keep(writing, letter_id, new, sides, arrived)

    on = translator(SOURCE).date(desk.local_now(desk.who.zone).date())
    told = {
        "sides": [each.model_dump() for each in sides],
        "office": desk.house.settings.office_phone,
        "on": on,
    }
    return Begun(
        letter_id=letter_id, work=Work(new.case_id, sides[0].title, {"letter": told}, keep)
    )


def write(house: House, seat: Seat, begun: Begun) -> UUID:
    """Have a letter made, and keep it in its case as a document; return its id.

    Raises:
        AmparoError: There is no room, or the case is not open any more.
        Refused: The press could not make it.
    """
    try:
        press(house, seat, begun.work, lambda _far: None)
    except Failed:
        raise Refused(NOT_MADE) from None
    return begun.letter_id


def one(desk: Desk, letter_id: UUID) -> LetterView:
    """Return one letter.

    Raises:
        NotFound: No such letter here.
    """
    return _views(desk, [open_row(desk, Letter, letter_id)])[0]


def listed(desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int) -> list[LetterView]:
    """Return the next letters by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    return _views(desk, stretch(desk, Letter, case_id, after=after, size=size))


def of_case(desk: Desk, case_id: UUID) -> list[LetterView]:
    """Return the letters of a case, the newest first.

    Raises:
        NotFound: No such case here.
    """
    open_file(desk, case_id)
    rows = sound(desk, desk.db.scalars(select(Letter).where(Letter.case_id == case_id)))
    return sorted(_views(desk, rows), key=lambda each: each.at, reverse=True)


def addressees(desk: Desk, case_id: UUID) -> list[PersonView]:
    """Return whom a letter can speak to as “you”: whose case it is, and no witness or adversary."""
    return [each for each in people.of_case(desk, case_id) if each.role in {"client", "rider"}]


def unwritten(language: str, written_in: str = "es") -> str:
    """Return a person's language where a letter is in another; nothing where it is not known."""
    return "" if language.partition("-")[0] in {"", SOURCE, written_in} else language


def hearings_ahead(desk: Desk, case_id: UUID) -> list[HearingView]:
    """Return the hearings of a case that a letter can be about.

    Raises:
        NotFound: No such case here.
    """
    label = label_of(desk, case_id)
    found = hearings.of_case(desk, case_id, {case_id: label})
    return [each for each in found if each.status == "set" and each.minutes_to_go >= 0]


def _hearing(desk: Desk, new: NewLetter, label: Label) -> HearingView | None:
    if new.kind not in OF_A_HEARING:
        return None
    ahead = hearings_ahead(desk, label.case_id)
    found = next((each for each in ahead if each.id == new.hearing_id), None)
    if found is None:
        raise Refused(fields={"hearing_id": WHICH_HEARING})
    if not (found.place or found.court_name):
        raise Refused(fields={"hearing_id": NO_PLACE})
    return found


def _dates(desk: Desk, label: Label) -> list[DeadlineView]:
    found = deadlines.of_case(desk, label.case_id, {label.case_id: label})
    told = [each for each in found if each.whose == "told" and each.status == "open"]
    if not told:
        raise Refused(fields={"kind": NO_DATES})
    return told


def _told(
    desk: Desk,
    lang: str,
    person: PersonView,
    about: tuple[HearingView | None, list[DeadlineView]],
) -> dict[str, str]:
    """Return what the case tells, in a language."""
    hearing, dates = about
    words = translator(lang)
    phone = desk.house.settings.office_phone
    names = (person.given_names, person.family_name, person.second_family_name)
    told = {
        "name": " ".join(each for each in names if each),
        "office": ", ".join(each for each in (OFFICE[lang], phone) if each),
        "dates": "\n".join(f"{words.long_date(each.file_by)}: {each.title}" for each in dates),
    }
    if hearing is not None:
        place = (hearing.court_name, hearing.place, AT_A_DISTANCE[lang].get(hearing.medium, ""))
        told["when"] = f"{words.long_date(hearing.starts.date())}, {words.time(hearing.starts)}"
        told["where"] = ", ".join(each for each in place if each)
    return told


def _side(lang: str, of: str, told: Mapping[str, str]) -> Side:
    text = _texts()[of][lang]
    by, on = text["reviewed_by"], text["read_on"]
    is_reviewed = bool(by and on)
    reviewed = NOT_REVIEWED[lang]
    if is_reviewed:
        day = translator(lang).date(date.fromisoformat(on))
        reviewed = REVIEWED[lang].format(by=by, on=day)
    filled = [FIELD.sub(lambda found: told[found[1]], line) for line in text["lines"]]
    lines = [HOURS_DOT.sub(".", line) for line in filled]  # “8:30 a.m.” ends with one of its own
    return Side(
        lang=lang, title=text["title"], lines=lines, reviewed=reviewed, is_reviewed=is_reviewed
    )


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


def _keep(
    desk: Desk, letter_id: UUID, new: NewLetter, sides: list[Side], arrived: list[Arrived]
) -> None:
    policy.require(desk.who.role, "letter.write")  # as it is now
    open_file(desk, new.case_id)
    [paper] = arrived
    document = NewDocument(case_id=new.case_id, name=sides[0].title, kind="letter")
    documents.add(desk, document, paper.expected.document_id)
    documents.received(desk, paper)
    row = Letter(
        id=letter_id,
        case_id=new.case_id,
        kind=new.kind,
        person_id=new.person_id,
        language=new.language,
        sides=[each.model_dump() for each in sides],
        document_id=paper.expected.document_id,
        author_id=desk.who.id,
        at=desk.now,
    )
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "letter.write", row.id)


def _views(desk: Desk, rows: Iterable[Letter]) -> list[LetterView]:
    letters = list(rows)
    names = staff.names(desk, {row.author_id for row in letters}) if letters else {}
    languages = people.languages(desk, {row.person_id for row in letters}) if letters else {}
    return [
        LetterView(
            id=row.id,
            case_id=row.case_id,
            version=row.version,
            kind=row.kind,
            person_id=row.person_id,
            language=row.language,
            sides=[Side.model_validate(each) for each in row.sides],
            speaks=unwritten(languages.get(row.person_id, ""), row.language),
            document_id=row.document_id,
            by=names.get(row.author_id, ""),
            at=row.at,
        )
        for row in letters
    ]
