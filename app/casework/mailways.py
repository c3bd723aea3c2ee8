"""How much mails say: what the office chose, and what somebody chose for her own, never more.

Mails tell of each date its code, its day and how far it is; or, stricter, nothing but a link. The
office also chooses the one word that every entry of every calendar feed says.
"""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import select

from app.casework import audit
from app.casework.sound import is_sound
from app.casework.telling import why_not
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Refused
from app.models import Setting, Staff
from app.words import N_, translator

Level = Literal["lines", "link"]
MAILS: Final = "mails"
LINES: Final[Level] = "lines"
LINK: Final[Level] = "link"
REACH: Final = "reach"  # the setting that says how telephones reach this server
OFFICE_ONLY: Final = "office"
LONGEST_WORD: Final = 40
ITEM = N_("Amparo item")

Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_WORD)]


class OfficeMails(BaseModel):
    """What the office chose; an empty word is Amparo's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: Level = LINES
    word: Word = ""


class OwnMails(BaseModel):
    """What somebody chose for her own mails: as the office, or a link only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: Literal["", "link"] = ""


class MailsView(BaseModel):
    """What the office chose, what one chose oneself, and what holds."""

    model_config = ConfigDict(frozen=True)

    office: OfficeMails
    own: str
    holds: Level


def office(desk: NightDesk) -> OfficeMails:
    """Return what the office chose; where it was changed outside Amparo, mails say the least."""
    row = _setting(desk, MAILS)
    if row is None:
        return OfficeMails()
    try:
        return OfficeMails.model_validate(row.value)
    except UNREADABLE_ROW:
        return OfficeMails(level=LINK)


def level_of(desk: NightDesk, person: Staff) -> Level:
    """Return how much somebody's mails say: the stricter of what she and the office chose."""
    return LINK if person.mail_level == LINK else office(desk).level


def look_up(desk: NightDesk) -> None:
    """Read in one statement what a mail asks of these settings, for as long as the desk lives."""
    asked = select(Setting).where(Setting.name.in_((MAILS, REACH)))
    desk.db.info[MAILS] = {row.name: row for row in desk.db.scalars(asked)}


def _setting(desk: NightDesk, name: str) -> Setting | None:
    known: dict[str, Setting] | None = desk.db.info.get(MAILS)
    return desk.db.get(Setting, name) if known is None else known.get(name)


def is_from_office_only(desk: NightDesk) -> bool:
    """Tell whether telephones reach this server from the office's own network only."""
    row = _setting(desk, REACH)
    return row is not None and is_sound(row) and row.value.get("how") == OFFICE_ONLY


def calendar_word(desk: NightDesk, locale: str) -> str:
    """Return what every entry of a calendar feed says."""
    return office(desk).word or translator(locale).gettext(ITEM)


def view(desk: Desk) -> MailsView:
    """Return what the office chose and whoever sits here."""
    me = desk.db.get_one(Staff, desk.who.id)
    return MailsView(office=office(desk), own=me.mail_level, holds=level_of(desk, me))


def choose_own(desk: Desk, wanted: OwnMails) -> None:
    """Have one's own mails say less than the office's, or as much again."""
    desk.db.get_one(Staff, desk.who.id).mail_level = wanted.level
    audit.note(desk, "mails.own", desk.who.id, level=wanted.level)


def choose(desk: Desk, wanted: OfficeMails) -> None:
    """Choose for the office how much mails say, and the word of its calendars.

    Raises:
        Refused: The word would tell something.
    """
    wrong = why_not(wanted.word)
    if wrong:
        raise Refused(fields={"word": wrong})
    row = desk.db.get(Setting, MAILS)
    if row is None:
        desk.db.add(Setting(name=MAILS, value=wanted.model_dump()))
    else:
        row.value = wanted.model_dump()
    audit.note(desk, "mails.office", None, level=wanted.level)
