"""Nicknames: what a member calls a case in her own mails, where a code says too little to her.

Kept under the server's key, for the night writes mails. So none may tell anything: it is compared
with every name in the case when it is given, and again when one comes into the case.
"""

from collections.abc import Iterator
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import select

from app.casework import audit
from app.casework.casefiles import open_file, sound
from app.casework.nicknamed import words
from app.casework.sound import is_sound
from app.casework.telling import NAME, resembles, why_not
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Hearing, Nickname, Person
from app.words import N_

GIVEN, DROPPED = "nickname.give", "nickname.drop"
LONGEST: Final = 24
TAKEN: Final = N_("You call another case so. Choose another word.")


class NewNickname(BaseModel):
    """What one calls a case from now on; left empty, its dates have their codes alone."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    word: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)] = ""


class NicknameView(BaseModel):
    """What one calls a case; empty where one calls it nothing."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    word: str


def give(desk: Desk, case_id: UUID, new: NewNickname) -> NicknameView:
    """Call a case by a nickname in one's own mails.

    Raises:
        NotFound: No such case here.
        Refused: It would tell something, or one calls another case so.
    """
    case = open_file(desk, case_id)
    wrong = why_not(new.word)
    if not wrong and new.word and resembles(new.word, _names(desk, case)):
        wrong = NAME
    called = words(desk, desk.who.id)
    called.pop(case_id, None)
    if not wrong and new.word.casefold() in {each.casefold() for each in called.values()}:
        wrong = TAKEN
    if wrong:
        raise Refused(fields={"word": wrong})
    _keep(desk, case_id, new.word)
    audit.note(desk, GIVEN, desk.who.id)  # of which case is hers to know
    return NicknameView(case_id=case_id, word=new.word)


def mine(desk: Desk, case_id: UUID) -> NicknameView:
    """Return what one calls a case.

    Raises:
        NotFound: No such case here.
    """
    open_file(desk, case_id)
    return NicknameView(case_id=case_id, word=words(desk, desk.who.id).get(case_id, ""))


def review(desk: Desk, case_id: UUID) -> None:
    """Drop every nickname that resembles a name which came into a case that is open here."""
    rows = desk.db.scalars(select(Nickname).where(Nickname.case_id == case_id)).all()
    if not rows:
        return
    names = list(_names(desk, desk.db.get_one(Case, case_id)))
    dropped = [row for row in rows if not is_sound(row) or resembles(row.word, names)]
    for row in dropped:
        desk.db.delete(row)
    if dropped:
        desk.db.flush()
        audit.note(desk, DROPPED, None, nicknames=len(dropped))


def _keep(desk: Desk, case_id: UUID, word: str) -> None:
    row = desk.db.get(Nickname, (case_id, desk.who.id))
    if row is not None and (not word or not is_sound(row)):
        desk.db.delete(row)
        desk.db.flush()
        row = None
    if row is not None:
        row.word = word
    elif word:
        desk.db.add(Nickname(case_id=case_id, staff_id=desk.who.id, word=word))
    desk.db.flush()


def _names(desk: Desk, case: Case) -> Iterator[str]:
    """Give every name in a case: of people, also by others of theirs, of judges, and its title."""
    yield case.title
    for person in sound(desk, desk.db.scalars(select(Person).where(Person.case_id == case.id))):
        yield f"{person.given_names} {person.family_name} {person.second_family_name}"
        yield from person.aliases.split(",")
        yield person.detained_at
    for hearing in sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id == case.id))):
        yield hearing.judge
