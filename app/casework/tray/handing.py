"""Handing something in for a case that one cannot open, and what one sees of it afterwards."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import select

from app.casework import access, audit, counting, staff, traydoors
from app.casework.conflicts import bursts, frontdesk
from app.casework.conflicts.opened import Holding
from app.casework.conflicts.search import Sought, Typed
from app.casework.tray import rows, wider
from app.casework.tray.rows import Paper
from app.casework.traydoors import WAITS
from app.casework.typed import Short, Words
from app.crypto import trays
from app.crypto.trays import AnswerPlace, OwnPlace, TrayPlace
from app.db.desk import Desk
from app.errors import Damaged
from app.models import TrayDoor, TrayItem
from app.words import N_

SOON = 14  # days: a date so near is urgent by itself
SHOWN_FOR = timedelta(days=30)
MOST_SHOWN = 50
OWN = 1  # format of what she keeps for herself
OWN_STEP = 512  # what she keeps for herself is padded to a multiple of so many bytes
NOWHERE = N_(
    "Nothing can be handed in for this. Compare the number with the paper, or look the "
    "person up at the front desk. If it is right, give the paper to a supervisor now, or "
    "to an attorney where no supervisor knows of it. What you typed is still here."
)
FOR_WHOM = N_(
    "Write the file number as it stands on the paper. Whoever works at the front desk can write "
    "instead for whom it is."
)


@dataclass(frozen=True, slots=True)
class Own:
    """What she keeps for herself to find a paper again: for what it was, and a word of her own."""

    about: str = field(repr=False)
    word: str = field(default="", repr=False)


class NewItem(BaseModel):
    """What somebody hands in: for which number or whom, and in what words."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    number: Short = Field(default="", repr=False, description="The file number of the case.")
    name: Typed = Field(default="", repr=False, description="For whom, as at the front desk.")
    a_number: Typed = Field(default="", repr=False)
    phone: Typed = Field(default="", repr=False)
    text: Annotated[Words, StringConstraints(min_length=1)] = Field(repr=False)
    on: date | None = Field(default=None, repr=False, description="A date that it names.")
    at: Annotated[str, StringConstraints(pattern=r"^(|([01]\d|2[0-3]):[0-5]\d)$")] = Field(
        default="", repr=False
    )
    urgent: bool = False
    word: Annotated[Short, StringConstraints(max_length=120)] = Field(
        default="", repr=False, description="For herself, to know it again; nobody else reads it."
    )

    @property
    def about(self) -> str:
        """For what she said it is."""
        return self.number or self.name or self.a_number or self.phone

    @model_validator(mode="after")
    def _for_somebody(self) -> "NewItem":
        if not any((self.number, self.name, self.a_number, self.phone)):
            raise ValueError(FOR_WHOM)
        return self


class GivenView(BaseModel):
    """That somebody handed something in, when, and what became of it; nothing of its content."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    at: datetime
    at_local: datetime = Field(exclude=True)
    state: str
    urgent: bool
    settled_by: str
    settled_at: datetime | None
    answer: str = Field(repr=False, description="What was said on giving it back.")
    about: str = Field(repr=False, description="The number, or for whom, as she typed it.")
    word: str = Field(repr=False, description="Her own word for it.")
    files: int = Field(default=0, description="How many files wait with it.")


def hand_in(desk: Desk, holding: Holding, new: NewItem) -> GivenView | None:
    """Hand something in for a case; None where there is none that takes it from her.

    A case that is not there, a sealed one and one that an ethical screen keeps from her are told
    apart by nothing; a miss is noted as a look-up is, and many of them raise its notice.

    Raises:
        Damaged: What says where to seal was changed outside Amparo.
        Forbidden: She looks for somebody by name, and does not hold the key of the index.
        Refused: An A-number is none.
    """
    case_id = _meant(desk, holding, new)
    paper = Paper(new.text, new.on, new.at)
    urgent = new.urgent or _is_near(desk, new.on)
    given = put(desk, case_id, paper, Own(new.about, new.word), urgent=urgent)
    if given is None and new.number:  # whoever is looked for by name was noted as looked up
        bursts.looked_up(desk, bursts.HANDED_TO_NOBODY)
    return given


def put(desk: Desk, case_id: UUID, paper: Paper, own: Own, *, urgent: bool) -> GivenView | None:
    """Seal something to the people of a case; None where nothing may be handed in for it here.

    Raises:
        Damaged: What says where to seal was changed outside Amparo.
    """
    way = traydoors.way_in(desk, case_id)
    if way is None:
        return None
    epoch, public = way
    place = TrayPlace(case_id, epoch, uuid4(), desk.who.id)
    door = desk.db.get_one(TrayDoor, case_id)  # proved just now
    row = TrayItem(
        id=place.item_id,
        case_id=case_id,
        giver_id=desk.who.id,
        epoch=epoch,
        state=WAITS,
        body=bytes(trays.hand_in(rows.packed(paper), public, place)),
        answer=b"",
        own=_kept(desk, own, OwnPlace(case_id, place.item_id, desk.who.id)),
        at=desk.now,
        urgent=urgent,
        told=0,
        settled_by=None,
        settled_at=None,
        lead_id=door.lead_id,
        backup_id=door.backup_id,
    )
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, rows.HAND_IN, row.id)
    if row.urgent:
        wider.tell_at_once(desk, row)
    return _given(desk, row, {})


def mine(desk: Desk) -> list[GivenView]:
    """Return what whoever sits here handed in lately or waits still, the newest first."""
    query = select(TrayItem).where(TrayItem.giver_id == desk.who.id)
    found = [row for row in rows.readable(desk.db.scalars(query)) if _is_shown(desk, row)]
    newest = sorted(found, key=lambda row: (row.at, row.id), reverse=True)[:MOST_SHOWN]
    names = staff.names(desk, {row.settled_by for row in newest if row.settled_by})
    counts = rows.files_with(desk, [row.id for row in newest if row.state == WAITS])
    return [_given(desk, row, names, counts.get(row.id, 0)) for row in newest]


def _meant(desk: Desk, holding: Holding, new: NewItem) -> UUID:
    """Return the case that is meant, which nobody has proved yet, or none."""
    if new.number:
        return traydoors.by_number(desk, new.number)
    sought = Sought(name=new.name, a_number=new.a_number, phone=new.phone)
    return frontdesk.case_of(desk, holding, sought) or traydoors.NO_CASE


def _is_near(desk: Desk, day: date | None) -> bool:
    return day is not None and (day - counting.today(desk, desk.who.zone)).days <= SOON


def _is_shown(desk: Desk, row: TrayItem) -> bool:
    return row.state == WAITS or row.at > desk.now - SHOWN_FOR


def _kept(desk: Desk, own: Own, place: OwnPlace) -> str:
    """Return what she typed to find it again, sealed to herself."""
    said = {"v": OWN, "about": own.about, "word": own.word}
    plain = rows.padded(json.dumps(said, ensure_ascii=False).encode(), OWN_STEP)
    return trays.keep_own(plain, access.own_keys(desk).xwing_seed, place).hex()


def _own(desk: Desk, row: TrayItem) -> dict[str, str]:
    """Return what she kept for herself; nothing where it was to keys that she gave up."""
    empty = {"about": "", "word": ""}
    if not row.own:
        return empty
    try:
        place = OwnPlace(row.case_id, row.id, row.giver_id)
        seed = access.own_keys(desk).xwing_seed
        said = json.loads(trays.read_own(bytes.fromhex(row.own), seed, place))
        return {name: str(said[name]) for name in empty} if said["v"] == OWN else empty
    except (Damaged, KeyError, TypeError, ValueError):
        return empty


def _given(desk: Desk, row: TrayItem, names: dict[UUID, str], files: int = 0) -> GivenView:
    return GivenView(
        id=row.id,
        at=row.at,
        at_local=row.at.astimezone(desk.local_now(desk.who.zone).tzinfo),
        state=row.state,
        urgent=row.urgent,
        settled_by=names.get(row.settled_by, "") if row.settled_by else "",
        settled_at=row.settled_at,
        answer=_answer(desk, row),
        files=files,
        **_own(desk, row),
    )


def _answer(desk: Desk, row: TrayItem) -> str:
    """Return what was said on giving it back; nothing where it was to keys that she gave up."""
    if not row.answer or row.settled_by is None:
        return ""
    place = AnswerPlace(row.case_id, row.id, row.giver_id, row.settled_by)
    try:
        seed = access.own_keys(desk).xwing_seed
        return trays.read_answer(row.answer, seed, place).decode().rstrip()
    except Damaged:
        return ""
