"""Putting up an ethical screen on a case, taking it down, and who stands behind one.

Whoever reads a case for good may put one up, also before herself; before a supervising attorney it
takes two (`seconding`). It takes back what she held: a group that she is in gives way to its other
people by name, and what is written next is under a new key. A supervising attorney who reads the
case takes one down, or where none does its lead and a second, and that gives nothing back.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.casework import (
    access,
    admitted,
    audit,
    docalone,
    enough,
    envelopes,
    forgood,
    handover,
    longstanding,
    readers,
    screens,
    seconding,
    sharing,
    staff,
)
from app.casework.casefiles import open_file
from app.casework.conflicts import slips
from app.casework.policy import CASEWORK
from app.casework.readers import ReaderView
from app.casework.sharing import Gift
from app.casework.typed import Long, Short
from app.crypto import screens as words
from app.db.desk import Desk
from app.errors import Forbidden, NotFound, Refused
from app.models import Case, Principal, Screen
from app.words import N_

IN_PLACE = "by_name"
NO_COLLEAGUE = N_("Choose a colleague from the list.")
UP_ALREADY = N_("A screen keeps this colleague from the case already.")
LEADS = N_(
    "This colleague leads the case or backs it up. Choose somebody else for that first, "
    "then screen."
)
ASKED_ALREADY = N_(
    "A colleague has asked for this already. Whoever leads the case, or supervises it, agrees or "
    "turns it down."
)
NOT_SECOND = N_(
    "It takes two people, and you are not the second. Whoever leads the case agrees, or another "
    "supervising attorney who reads it."
)
NOT_YOURS = N_(
    "A supervising attorney who reads this case takes a screen down. Where none reads it, whoever "
    "leads the case asks, and another attorney of it agrees, or, where there is none, another "
    "colleague who reads it. Ask one of them."
)
SAY_MORE = N_(
    "Say in a sentence why: whoever looks at this case later has to understand it. A letter or two "
    "tell nobody."
)
LETTERS = 6  # fewer are no reason: a conflict is named in more, in any language
WITHOUT_REASON = N_(
    "Write why this colleague is to be kept away; only the people on the case read it."
)
TIED = N_("Whoever opens, leads or backs up a case is not kept from it. Choose somebody else.")
ATTORNEY_FIRST = N_("Give the case to an attorney first, who agrees.")
NOBODY_LEFT = N_("Nobody else could open this case then. Give it to a colleague first.")


class NewScreen(BaseModel):
    """Whom to keep from a case, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    staff_id: UUID
    reason: Annotated[Long, StringConstraints(min_length=1)] = Field(repr=False)


class ScreenEnd(BaseModel):
    """Why a screen comes down, and who asked for it; a second person may leave both empty."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    why: Long = Field(default="", repr=False)
    asked_by: Short = Field(default="", repr=False, description="In words: a colleague, a court.")


class ScreenView(BaseModel):
    """A screen that stands on a case, or that stood."""

    model_config = ConfigDict(frozen=True)

    id: UUID = Field(description="Of the colleague whom it keeps away.")
    name: str
    reason: str = Field(repr=False)
    by: str
    since: datetime
    until: datetime | None
    ended_by: str
    end_why: str = Field(default="", repr=False, description="Why it came down, or is to.")
    end_asked_by: str = Field(default="", repr=False)
    end_agreed_why: str = Field(default="", repr=False, description="What the second person added.")
    waits: bool = Field(default=False, description="Asked for: a second person has not agreed.")
    agreed_by: str = ""
    may_answer: bool = Field(default=False, description="Whether this person may agree to it.")
    may_withdraw: bool = Field(default=False, description="Or asked for it herself.")
    down_by: str = Field(default="", description="Who asked that it be taken down.")
    may_end: bool = Field(default=False, description="Whether this person may take it down now.")
    asks_end: bool = Field(
        default=False, description="Or only asks for that, and a second person takes it down."
    )


class CaseScreens(BaseModel):
    """The ethical screens of a case, those that stand first."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    screens: list[ScreenView]
    changed: bool = Field(description="Whether they were changed outside Amparo.")
    may_take_down: bool = Field(default=False, description="Whether this person may end one.")

    @property
    def standing(self) -> set[UUID]:
        """Whom they keep away now."""
        return {each.id for each in self.screens if each.until is None and not each.waits}


def of(desk: Desk, case_id: UUID) -> CaseScreens:
    """Return the ethical screens of a case.

    Raises:
        Damaged: The case's own entry was changed outside Amparo.
        NotFound: No such case here.
    """
    case, names = open_file(desk, case_id), staff.names(desk)
    found = [_view(desk, case, each, names) for each in reversed(case.screens or [])]
    return CaseScreens(
        id=case.id,
        number=case.number,
        screens=sorted(found, key=lambda each: each.until is not None),
        changed=screens.differs(desk, case),
        may_take_down=any(each.may_end for each in found),
    )


def put_up(desk: Desk, case_id: UUID, new: NewScreen) -> bool:
    """Keep a colleague from a case, whatever she holds or will be given; her open dates go on.

    Returns whether it stands: before a supervising attorney somebody else has to agree first.

    Raises:
        NotFound: No such case here.
        Refused: She leads the case or backs it up, is kept from it already, nobody else could
            open it, no reason is given, no attorney is there to agree, or it takes two and her
            own keys are too new; or whoever sits here reads the case for a while only.
    """
    case, person = open_file(desk, case_id), new.staff_id
    forgood.require(desk, case_id)
    require_reason(new.reason, "reason")
    _require_possible(desk, case, person)
    waiting = seconding.asked(desk, case, person)
    if waiting is not None and seconding.may_agree(desk, case, waiting):
        agree(desk, case_id, person)
        return True
    if seconding.takes_two(desk, case, person):
        if waiting is not None:
            raise Refused(fields={"staff_id": ASKED_ALREADY})
        if not seconding.seconds(desk, case, person, desk.who.id):
            raise Refused(fields={"staff_id": ATTORNEY_FIRST})
        if not longstanding.is_one(desk, case.id, desk.now, CASEWORK):
            raise Refused(fields={"staff_id": longstanding.KEYS_TOO_NEW})
        seconding.ask(desk, case, _entry(desk, new))
        return False
    seconding.tell(desk, case, person)
    _stand(desk, case, _entry(desk, new))
    return True


def agree(desk: Desk, case_id: UUID, staff_id: UUID) -> None:
    """Put up, as the second person, the screen before a supervising attorney that was asked for.

    Raises:
        NotFound: No such case here, or nothing of the kind was asked.
        Refused: Whoever sits here may not be the second, or as in `put_up`.
    """
    case = open_file(desk, case_id)
    forgood.require(desk, case_id)
    entry = seconding.asked(desk, case, staff_id)
    if entry is None:
        raise NotFound
    if not seconding.may_agree(desk, case, entry):
        raise Refused(NOT_SECOND)
    _require_possible(desk, case, staff_id)
    agreed = {"since": desk.now.isoformat(), screens.WAITS: False, "agreed_by": str(desk.who.id)}
    seconding.tell(desk, case, staff_id, [UUID(entry["by"])])
    _stand(desk, case, {**entry, **agreed})


def put_up_at_first(desk: Desk, case_id: UUID, new: NewScreen) -> None:
    """Keep a colleague from a case that is opened just now, before she could read a word of it.

    By one person, since a screen counts where it is timely; its lead and supervisors are told.

    Raises:
        Refused: As in `put_up`.
    """
    case = open_file(desk, case_id)
    _require_possible(desk, case, new.staff_id)
    seconding.tell(desk, case, new.staff_id)
    _stand(desk, case, _entry(desk, new))


def require_reason(reason: str, field: str) -> None:
    """Let a reason pass that says something.

    Raises:
        Refused: At the field: it is a letter or two, or one of them over and over.
    """
    letters = [each for each in reason.casefold() if each.isalnum()]
    if len(letters) < LETTERS or len(set(letters)) <= LETTERS // 3:
        raise Refused(fields={field: SAY_MORE})


def _require_possible(desk: Desk, case: Case, person: UUID) -> None:
    if person not in {each.id for each in staff.active(desk)}:
        raise Refused(fields={"staff_id": NO_COLLEAGUE})
    if person in screens.names(case) and not screens.differs(desk, case):
        raise Refused(fields={"staff_id": UP_ALREADY})
    if person in {case.lead_id, case.backup_id}:
        raise Refused(fields={"staff_id": LEADS})
    if {each.id for each in readers.of(desk, case.id).readers} <= {person}:
        raise Refused(fields={"staff_id": NOBODY_LEFT})


def _stand(desk: Desk, case: Case, entry: dict[str, Any]) -> None:
    """Put a screen up: in the card in place of what was asked, in its row, and on record."""
    person, reading = UUID(entry["person"]), readers.of(desk, case.id).readers
    was_thin, stood = enough.is_thin(desk, case), person in screens.names(case)
    handover.hand_over(desk, case, person, case.lead_id)
    _take_back(desk, case, person, reading)
    asked = seconding.asked(desk, case, person)
    others = [each for each in case.screens or [] if each != asked]
    case.screens = others if stood else [*others, entry]
    _keep(desk, case.id, person)
    if person != desk.who.id:
        envelopes.keep(desk, case.id, access.secrets_of(desk, case.id))
    if enough.is_thin(desk, case) and not was_thin:
        enough.tell_of(desk, case)
    docalone.tell(desk, [person], case.id)
    number = audit.note(desk, screens.PUT_UP, case.id, person=str(person))
    handover.keep_schedule(desk, case, number)


def require_fit(
    desk: Desk, people: Collection[UUID], reason: str, ties: Collection[UUID | None]
) -> None:
    """Let these be kept from a case that is about to be opened; `ties` lead it or back it up.

    Raises:
        Refused: There is no reason, or one of them is no colleague, opens it or is tied to it.
    """
    if not people:
        return
    if not reason.strip():
        raise Refused(fields={"screen_reason": WITHOUT_REASON})
    require_reason(reason, "screen_reason")
    if not {each.id for each in staff.active(desk)}.issuperset(people):
        raise Refused(fields={"screened": NO_COLLEAGUE})
    if desk.who.id in people or set(ties) & set(people):
        raise Refused(fields={"screened": TIED})


def take_down(desk: Desk, case_id: UUID, staff_id: UUID, end: ScreenEnd) -> bool:
    """Let a colleague be given a case again; she holds nothing of it by that.

    Returns whether the screen is down: where no supervising attorney reads the case, whoever leads
    it asks, and it stands until a second person says so too.

    Raises:
        As `require_end`.
    """
    case, entry = require_end(desk, case_id, staff_id, end)
    if seconding.takes_two_down(desk, case, entry):
        seconding.ask_down(desk, case, entry, end.why, end.asked_by)
        return False
    seconding.tell_down(desk, case, entry)
    ended = {"until": desk.now.isoformat(), "ended_by": str(desk.who.id)}
    if seconding.down_by(desk, case, entry) is None:
        ended |= {seconding.DOWN_WHY: end.why, seconding.DOWN_ASKER: end.asked_by}
    else:
        ended |= {seconding.AGREED_WHY: end.why}
    case.screens = [
        {**each, **ended} if each["person"] == str(staff_id) and screens.stands(each) else each
        for each in case.screens or []
    ]
    _drop(desk, case_id, staff_id)
    audit.note(desk, screens.TAKEN_DOWN, case_id, person=str(staff_id))
    return True


def require_end(
    desk: Desk, case_id: UUID, staff_id: UUID, end: ScreenEnd
) -> tuple[Case, dict[str, Any]]:
    """Return a case and the screen that whoever sits here may take down, before she proves herself.

    Raises:
        Forbidden: Whoever sits here neither supervises the case, nor is one of those two.
        NotFound: No such case here, or no screen keeps her from it.
        Refused: Whoever sits here reads the case for a while only, or says not why.
    """
    case = open_file(desk, case_id)
    forgood.require(desk, case_id)
    standing = (each for each in case.screens or [] if screens.stands(each))
    entry = next((each for each in standing if each["person"] == str(staff_id)), None)
    if entry is None:
        raise NotFound
    if not seconding.may_take_down(desk, case, entry):
        raise Forbidden(NOT_YOURS)
    if end.why or seconding.down_by(desk, case, entry) is None:
        require_reason(end.why, "why")
    return case, entry


def _take_back(desk: Desk, case: Case, person: UUID, reading: Collection[ReaderView]) -> None:
    """Take what she holds of the case, by herself or in a group."""
    held = readers.holders(desk, case.id)
    hers = {each.group_id for each in held.members if each.person_id == person}
    if hers:
        inside = admitted.people(desk, {each.group_id for each in held.members})
        _name_the_others(desk, case, person, [each for each in reading if each.id in inside])
    gone = hers | ({person} & held.grants.keys())
    if person == desk.who.id:
        sharing.give_back(desk, case.id, gone)
    elif gone:
        sharing.take_back(desk, case.id, gone)


def _name_the_others(desk: Desk, case: Case, person: UUID, reading: Collection[ReaderView]) -> None:
    """Give the case by name to those who read it in a group, which gives way."""
    working = {each.id for each in staff.active(desk, CASEWORK)}
    for each in reading:
        if each.through and each.id != person and each.id in working:
            principal = desk.db.get_one(Principal, each.id)
            sharing.give(desk, case.id, Gift(principal, IN_PLACE, each.until, each.since))
    case.named_only = True
    desk.db.flush()
    slips.hand_in_case(desk, case.id)


def _keep(desk: Desk, case_id: UUID, person: UUID) -> None:
    _drop(desk, case_id, person)
    since = int(desk.now.timestamp())
    word = words.put_up(
        words.Word(case_id, person, desk.who.id, since), access.own_keys(desk).signing_seed
    )
    desk.db.add(Screen(case_id=case_id, person_id=person, word=word))
    desk.db.flush()


def _drop(desk: Desk, case_id: UUID, person: UUID) -> None:
    row = desk.db.get(Screen, (case_id, person))
    if row is not None:
        desk.db.delete(row)
    desk.db.flush()


def _entry(desk: Desk, new: NewScreen) -> dict[str, Any]:
    return {
        "person": str(new.staff_id),
        "reason": new.reason,
        "by": str(desk.who.id),
        "since": desk.now.isoformat(),
        "until": None,
        "ended_by": None,
    }


def _view(desk: Desk, case: Case, kept: dict[str, Any], names: dict[UUID, str]) -> ScreenView:
    was_asked, waits = bool(kept.get(screens.WAITS)), screens.waits(kept, desk.now)
    until = None if kept["until"] is None else datetime.fromisoformat(kept["until"])
    if was_asked and not waits:
        until = until or screens.lapses(kept)
    first = seconding.down_by(desk, case, kept)
    may_end = screens.stands(kept) and seconding.may_take_down(desk, case, kept)

    def name(key: str) -> str:
        return names.get(UUID(kept[key]), "") if kept.get(key) else ""

    return ScreenView(
        id=UUID(kept["person"]),
        name=name("person"),
        reason=kept["reason"],
        by=name("by"),
        since=datetime.fromisoformat(kept["since"]),
        until=until,
        ended_by=name("ended_by"),
        end_why=kept.get(seconding.DOWN_WHY, "") if until or first else "",
        end_asked_by=kept.get(seconding.DOWN_ASKER, "") if until or first else "",
        end_agreed_why=kept.get(seconding.AGREED_WHY, "") if until else "",
        waits=was_asked,
        agreed_by=name("agreed_by"),
        may_answer=waits and seconding.may_agree(desk, case, kept),
        may_withdraw=waits and kept["by"] == str(desk.who.id),
        down_by="" if first is None else names.get(first, ""),
        may_end=may_end,
        asks_end=may_end and seconding.takes_two_down(desk, case, kept),
    )
