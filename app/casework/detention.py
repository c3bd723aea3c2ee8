"""Where people of a case are held: the history of their custody, and who looks again when.

Custody is asked of a person, so that her file and this history say the same: what begins or ends
here writes the person too. When to look again is kept once more under the server's schedule key
(`looks`), with no place and no name, so that Today lists it without opening a case.
"""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, counting, facilities, nicknames, stays
from app.casework.casefiles import expect, open_row, sound
from app.casework.stays import DetentionView, Question
from app.casework.typed import Long, Short
from app.clock import instant
from app.db.desk import Desk
from app.errors import Refused
from app.models import Detention, Facility, Hearing, Look, Person
from app.words import N_

Authority = Literal["", "ice", "usms", "county", "bop", "orr", "cbp", "other"]
Ended = Literal["", "transferred", "released", "removed", "unknown"]
Hours = Annotated[int, Field(ge=1, le=24 * 60)]
# Until somebody is found, every four hours; once found, a day before each hearing, else weekly.
NOT_FOUND, FOUND, BEFORE_HEARING = timedelta(hours=4), timedelta(days=7), timedelta(hours=24)
TRANSFERRED = "transferred"
NO_PLACE = N_("Choose a place from the list.")
ENDED_ALREADY = N_("This stay is over. Look at where the person is held now.")
FOUND_WHERE = N_("Say where the person was found, or that it was only heard.")
NO_TRANSFER = N_("Nobody was transferred here: there is nothing to answer.")
BEFORE_IT_BEGAN = N_("It cannot end before it began. Check both days.")


class DetentionFacts(BaseModel):
    """What may be known of a place of custody; nothing of it is compulsory."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    facility_id: UUID | None = None
    place: Short = Field(default="", repr=False, description="As it was said, where not listed.")
    authority: Authority = ""
    since: date | None = None
    how: Long = Field(default="", repr=False, description="How and from whom we know.")


class NewDetention(DetentionFacts):
    """Somebody is held, or was moved: what stood before ends as a transfer."""

    person_id: UUID
    found: bool = Field(default=False, description="Whether she was found there, not only heard.")
    hours: Hours | None = Field(default=None, description="Until somebody looks again.")


class DetentionChange(DetentionFacts):
    """What changes; whatever is left out stays. `ended` says how the stay ended."""

    version: int
    ended: Ended | None = None
    until: date | None = None


class Looked(BaseModel):
    """Somebody looked: was she found there, how, and in how many hours it is looked again."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    found: bool
    how: Short = Field(default="", repr=False)
    hours: Hours | None = None


class TransferAnswer(BaseModel):
    """What a transfer means for one question, and from where we know."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    question: Question
    answer: Long = Field(min_length=1, repr=False)
    source: Short = Field(min_length=1, repr=False)


def add(desk: Desk, new: NewDetention) -> DetentionView:
    """Enter where somebody is held now; what stood open before ends as a transfer.

    Raises:
        NotFound: No such person here.
        Refused: There is no such place, or she was found and no place is said.
    """
    person = open_row(desk, Person, new.person_id)
    _require_place(desk, new.facility_id)
    if new.found and not (new.facility_id or new.place):
        raise Refused(fields={"place": FOUND_WHERE})
    before = _open_of(desk, person)
    row = Detention(case_id=person.case_id, person_id=person.id, entered_at=desk.now)
    for name in DetentionFacts.model_fields:
        setattr(row, name, getattr(new, name))
    if before is not None:
        row.before, row.changes = before.id, []
        before.ended, before.until = TRANSFERRED, new.since or counting.today(desk, desk.who.zone)
        _drop_look(desk, before.id)
    _look(desk, row, Looked(found=new.found, how=new.how[:200], hours=new.hours))
    _keep_person(desk, person, row)
    audit.note(desk, "detention.add", row.id, rows={"persons": [str(person.id)]})
    nicknames.review(desk, person.case_id)
    return stays.one(desk, row.id)


def change(desk: Desk, detention_id: UUID, wanted: DetentionChange) -> DetentionView:
    """Change what is known of a stay, or say how it ended; return it.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such stay here.
        Refused: There is no such place, or it ends before it began.
    """
    row = open_row(desk, Detention, detention_id)
    expect(row, wanted.version, stays.one(desk, row.id))
    changed = wanted.model_fields_set - {"version", "ended"}
    if "facility_id" in changed:
        _require_place(desk, wanted.facility_id)
    for name in changed:
        setattr(row, name, getattr(wanted, name))
    if wanted.ended is not None:
        row.ended = wanted.ended
    if row.ended and row.until is None:
        row.until = counting.today(desk, desk.who.zone)
    if row.since and row.until and row.until < row.since:
        raise Refused(fields={"until": BEFORE_IT_BEGAN})
    desk.db.flush()
    person = desk.db.get_one(Person, row.person_id)
    newest = _newest(desk, person)
    if newest is not None and newest.id == row.id:
        _keep_person(desk, person, row)
        _keep_look(desk, row)
    beside = {"persons": [str(person.id)]}
    audit.note(desk, "detention.change", row.id, fields=sorted(changed), rows=beside)
    nicknames.review(desk, row.case_id)
    return stays.one(desk, row.id)


def look(desk: Desk, detention_id: UUID, looked: Looked) -> DetentionView:
    """Note that somebody looked just now, and found the person there or did not.

    Raises:
        NotFound: No such stay here.
        Refused: It is over.
    """
    row = open_row(desk, Detention, detention_id)
    if row.ended:
        raise Refused(ENDED_ALREADY)
    _look(desk, row, looked)
    audit.note(desk, "detention.look", row.id)
    return stays.one(desk, row.id)


def answer(desk: Desk, detention_id: UUID, said: TransferAnswer) -> DetentionView:
    """Answer what a transfer may change; an earlier answer stays below it.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such stay here.
        Refused: It began by no transfer.
    """
    row = open_row(desk, Detention, detention_id)
    expect(row, said.version, stays.one(desk, row.id))
    if row.before is None:
        raise Refused(NO_TRANSFER)
    told = {"question": said.question, "answer": said.answer, "source": said.source}
    told |= {"by": str(desk.who.id), "at": desk.now.isoformat()}
    row.changes = [told, *(row.changes or [])]
    desk.db.flush()
    audit.note(desk, "detention.answer", row.id)
    return stays.one(desk, row.id)


def heed(desk: Desk, hearing: Hearing) -> None:
    """Have somebody look a day before a hearing that was set, or at once where that day has come.

    The deed that calls it notes it.
    """
    starts = instant(hearing.starts, hearing.tz)
    wanted = max(starts - BEFORE_HEARING, desk.now)
    if hearing.status != "set" or starts <= desk.now:
        return
    rows = desk.db.scalars(select(Detention).where(Detention.case_id == hearing.case_id))
    for row in sound(desk, rows):
        seen = row.confirmed_at is not None and row.confirmed_at >= starts - BEFORE_HEARING
        if not row.ended and row.look_by is not None and wanted < row.look_by and not seen:
            row.look_by = wanted
            _keep_look(desk, row)


def _require_place(desk: Desk, facility_id: UUID | None) -> None:
    if facility_id is not None and desk.db.get(Facility, facility_id) is None:
        raise Refused(fields={"facility_id": NO_PLACE})


def _of_person(desk: Desk, person: Person) -> list[Detention]:
    rows = desk.db.scalars(select(Detention).where(Detention.case_id == person.case_id))
    found = [row for row in sound(desk, rows) if row.person_id == person.id]
    return sorted(found, key=lambda row: row.entered_at, reverse=True)


def _newest(desk: Desk, person: Person) -> Detention | None:
    return next(iter(_of_person(desk, person)), None)


def _open_of(desk: Desk, person: Person) -> Detention | None:
    return next((row for row in _of_person(desk, person) if not row.ended), None)


def _look(desk: Desk, row: Detention, looked: Looked) -> None:
    """Write down a look, and when the next is owed: by hours that were said, else by the rule."""
    if looked.hours is not None:
        look_by = desk.now + timedelta(hours=looked.hours)
    else:
        look_by = _usual(desk, row.case_id, found=looked.found)
    told = {"at": desk.now.isoformat(), "by": str(desk.who.id), "found": looked.found}
    row.looks = [*(row.looks or []), told | {"how": looked.how}]
    row.look_by, row.promised_by = look_by, desk.who.id
    if looked.found:
        row.confirmed_at = desk.now
    desk.db.add(row)
    desk.db.flush()
    _keep_look(desk, row)


def _usual(desk: Desk, case_id: UUID, *, found: bool) -> datetime:
    if not found:
        return desk.now + NOT_FOUND
    rows = sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id == case_id)))
    set_ = [instant(row.starts, row.tz) - BEFORE_HEARING for row in rows if row.status == "set"]
    return min([desk.now + FOUND, *(each for each in set_ if each > desk.now)])


def _keep_person(desk: Desk, person: Person, row: Detention) -> None:
    """Have the person's own file say what the newest stay says."""
    gone = row.ended in {"released", "removed"}
    person.detained = False if gone else (None if row.ended == "unknown" else True)
    person.detained_at = "" if row.ended else _name(desk, row)[:200]
    desk.db.flush()


def _name(desk: Desk, row: Detention) -> str:
    if row.facility_id is None:
        return row.place
    known = facilities.by_ids(desk, [row.facility_id]).get(row.facility_id)
    return known.name if known else row.place


def _keep_look(desk: Desk, row: Detention) -> None:
    """Bring what Today lists in step with a stay."""
    if row.ended or row.look_by is None or row.promised_by is None:
        _drop_look(desk, row.id)
        return
    kept = desk.db.get(Look, row.id)
    if kept is None:
        kept = Look(id=row.id, case_id=row.case_id)
        desk.db.add(kept)
    kept.look_by, kept.promised_by = row.look_by, row.promised_by
    desk.db.flush()


def _drop_look(desk: Desk, detention_id: UUID) -> None:
    kept = desk.db.get(Look, detention_id)
    if kept is not None:
        desk.db.delete(kept)
        desk.db.flush()
