"""What was handed in for the cases one can open: seeing it, taking it, giving it back."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from app.casework import access, audit, away, directory, screening, screens, staff
from app.casework.casefiles import NO_CASE, labels, open_file, row_of
from app.casework.fetching import Fetched
from app.casework.policy import SUPERVISING, may
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import GIVEN_BACK
from app.casework.screening import NewScreen
from app.casework.tray import files, rows, wider
from app.casework.tray.files import WaitingFile
from app.casework.tray.rows import GIVE_BACK, RETURNED, SETTLED, TAKE, TAKEN, Paper
from app.casework.traydoors import WAITS
from app.casework.typed import Long
from app.crypto import trays
from app.crypto.trays import AnswerPlace, TrayPlace
from app.db.desk import Desk
from app.errors import Damaged, NotFound, Refused
from app.models import Case, Deadline, Hearing, Note, TrayItem
from app.words import N_, translator

WITH_DAY = N_("Day handed in with this: %(day)s")
GONE = N_(
    "Whoever handed this in no longer works here, so nobody would read your word. Take it as a "
    "note, or ask a supervisor."
)


ABOUT_YOU = N_(
    "A supervisor asks that you be kept from this case. Somebody else of the case settles"
    " that; call the supervisor if you know of a reason against it."
)
NOT_SO = N_(
    "A supervisor asks for an ethical screen here. Somebody of the legal staff puts it up, on the "
    "page of what was handed in, or gives it back with a word."
)


class Taking(BaseModel):
    """How something handed in is taken: as a note, and for the date that was entered from it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    row_id: UUID | None = Field(
        default=None, description="The hearing or deadline that was entered from it, if one was."
    )


class Answer(BaseModel):
    """Why something is given back, for whoever handed it in."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    text: Annotated[Long, StringConstraints(min_length=1)] = Field(repr=False)


class _Item(BaseModel):
    """For which case something was handed in, by whom and when."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    number: str
    client_name: str = Field(repr=False)
    giver_name: str
    at: datetime
    at_local: datetime = Field(exclude=True)
    urgent: bool


class ItemLine(_Item):
    """That something waits for a case; nothing of its content."""

    late: bool
    mine: bool = Field(description="Whether she leads the case, backs it up, or covers for either.")


class ItemView(_Item):
    """One thing handed in, as a person of the case reads it."""

    state: str
    settled_by: str
    settled_at: datetime | None
    text: str = Field(repr=False)
    on: date | None = Field(repr=False)
    hour: str = Field(repr=False)
    whom: str = Field(
        default="", repr=False, description="Before whom a supervisor asks for an ethical screen."
    )
    about_me: bool = Field(default=False, description="Whether that is whoever looks.")
    files: list[WaitingFile] = Field(description="What came with it, while it waits.")
    files_lost: bool = Field(description="Whether one was changed outside Amparo or taken away.")


class TrayToday(BaseModel):
    """What stands on Today: what waits for her, for others, and in red for a supervisor."""

    model_config = ConfigDict(frozen=True)

    mine: list[ItemLine] = Field(repr=False)
    others: int = Field(description="For further cases that she can open.")
    red: list[str] = Field(
        description="For a supervisor: leads of cases she cannot open, where something waits."
    )


def waiting(desk: Desk, case_id: UUID | None = None) -> list[ItemLine]:
    """Return what waits for the cases one can open, or for one of them, the oldest first.

    One statement where nothing waits, and as many however much does.

    Raises:
        NotFound: No such case here.
    """
    query = select(TrayItem).where(TrayItem.state == WAITS)
    if case_id is None:
        query = query.where(TrayItem.case_id.in_(access.choosing(desk)))
    else:
        if case_id not in desk.looked_into:
            access.open_case(desk, case_id)
        query = query.where(TrayItem.case_id == case_id)
    found = rows.standing(desk, desk.db.scalars(query))
    if not found:
        return []
    known = labels(desk, {row.case_id for row in found})
    names = staff.names(desk, {row.giver_id for row in found})
    hers = {desk.who.id} | away.covered_by(desk, desk.who.id)
    lines = []
    for row in found:
        label = known.get(row.case_id)
        if label is not None:
            is_mine = bool(hers & {label.lead_id, label.backup_id})
            lines.append(
                ItemLine(
                    id=row.id,
                    case_id=row.case_id,
                    number=label.number,
                    client_name=label.client_name,
                    giver_name=names.get(row.giver_id, ""),
                    at=row.at,
                    at_local=_local(desk, row.at),
                    urgent=row.urgent,
                    late=wider.is_late(desk, row),
                    mine=is_mine,
                )
            )
    return sorted(lines, key=lambda line: (not line.urgent, line.at, line.id))


def today(desk: Desk) -> TrayToday:
    """Return what stands on Today.

    A supervisor sees, of cases that she cannot open, that something waits too long and whom to
    ask; of sealed ones and those that a screen keeps from her, nothing.
    """
    lines = waiting(desk)
    shown = [line for line in lines if line.mine]
    return TrayToday(
        mine=shown,
        others=len(lines) - len(shown),
        red=_red(desk, {line.case_id for line in lines}),
    )


def one(desk: Desk, item_id: UUID) -> ItemView:
    """Return one thing handed in for a case that one can open.

    Raises:
        Damaged: It was changed outside Amparo.
        NotFound: No such thing here.
    """
    row = _open(desk, item_id)
    label = labels(desk, {row.case_id})[row.case_id]
    paper = _read(desk, row)
    beside = files.waiting(desk, row)
    people = {row.giver_id, row.settled_by or row.giver_id, paper.whom or row.giver_id}
    names, about_me = staff.names(desk, people), paper.whom == desk.who.id
    return ItemView(
        id=row.id,
        case_id=row.case_id,
        number=label.number,
        client_name=label.client_name,
        giver_name=names.get(row.giver_id, ""),
        at=row.at,
        at_local=_local(desk, row.at),
        urgent=row.urgent,
        state=row.state,
        settled_by=names.get(row.settled_by, "") if row.settled_by else "",
        settled_at=row.settled_at,
        text="" if about_me else paper.text,
        on=paper.on,
        hour=paper.at,
        whom=names.get(paper.whom, "") if paper.whom else "",
        about_me=about_me,
        files=beside or [],
        files_lost=beside is None,
    )


def to_fetch(desk: Desk, item_id: UUID, file_id: UUID) -> Fetched:
    """Return which file of something handed in is to leave, before anybody takes it.

    Raises:
        Damaged: It was changed outside Amparo.
        NotFound: No such thing here, or it has no such file.
    """
    return files.to_fetch(desk, _open(desk, item_id), file_id)


def note_fetched(desk: Desk, item_id: UUID) -> None:
    """Put on record that a file of something handed in leaves."""
    audit.note(desk, "tray.fetch", item_id)


def take(desk: Desk, item_id: UUID, taking: Taking) -> UUID | None:
    """Take something handed in into its case and return the case.

    An ethical screen that a supervisor asks for is put up, with her reason; where a second person
    has to agree first, None: it is asked for in the case, and what was handed in waits until it
    stands. Anything else becomes a note of whoever handed it in, also where a date was entered
    from it: nothing that she wrote is lost; the files that came with it become documents. Of the
    sealed copy nothing stays.

    Raises:
        Damaged: It was changed outside Amparo.
        NotFound: No such thing here, or no such date of its case.
        Refused: Somebody took it, or gave it back, before; or the screen that it asks for cannot
            be put up yet, or not by whoever sits here.
    """
    row = _open(desk, item_id)
    _require_waiting(row)
    _require_of_case(desk, row.case_id, taking.row_id)
    paper = _read(desk, row)
    written: dict[str, list[str]] = {}
    if paper.whom is None:
        written = files.take_over(desk, row, paper)
        written["notes"] = [str(_as_note(desk, row, paper))]
    elif not _screen(desk, row.case_id, paper, taking):
        return None
    row.state, row.body = TAKEN, b""
    row.settled_by, row.settled_at = desk.who.id, desk.now
    desk.db.flush()
    gone = files.drop(desk, row)  # none, but of a wish for a screen
    audit.note(desk, TAKE, row.id, rows=written, **({"gone": gone} if gone else {}))
    return row.case_id


def _as_note(desk: Desk, row: TrayItem, paper: Paper) -> UUID:
    """Write what was handed in as a note of whoever did, and return its id."""
    text = "\n\n".join(each for each in (paper.text, _named(desk, paper)) if each)
    note = Note(case_id=row.case_id, text=text, author_id=row.giver_id, at=row.at)
    desk.db.add(note)
    return note.id


def _screen(desk: Desk, case_id: UUID, paper: Paper, taking: Taking) -> bool:
    """Put up the ethical screen that a supervisor asks for, unless it stands; return whether it is.

    Raises:
        Refused: It is before whoever sits here, she puts up none, or none can be put up yet.
    """
    whom = paper.whom
    if whom is None or whom == desk.who.id:
        raise Refused(ABOUT_YOU)
    if taking.row_id is not None or not may(desk.who.role, "case.screen"):
        raise Refused(NOT_SO)
    case = desk.db.get_one(Case, case_id)
    if whom in screens.names(case) and not screens.differs(desk, case):
        return True
    try:
        return screening.put_up(desk, case_id, NewScreen(staff_id=whom, reason=paper.text))
    except Refused as wrong:
        raise Refused(next(iter(wrong.fields.values()), wrong.text)) from None


def give_back(desk: Desk, item_id: UUID, answer: Answer) -> UUID:
    """Give something back to whoever handed it in, with a word, and return its case.

    Raises:
        Damaged: It was changed outside Amparo.
        NotFound: No such thing here.
        Refused: Somebody took it, or gave it back, before; or she no longer works here.
    """
    row = _open(desk, item_id)
    _require_waiting(row)
    if _read(desk, row).whom == desk.who.id:
        raise Refused(ABOUT_YOU)
    giver = directory.certified(desk, [row.giver_id]).get(row.giver_id)
    if giver is None:
        raise Refused(GONE)
    place = AnswerPlace(row.case_id, row.id, row.giver_id, desk.who.id)
    row.answer = bytes(trays.answer(rows.padded(answer.text.encode()), giver.xwing, place))
    row.state = RETURNED
    row.settled_by, row.settled_at = desk.who.id, desk.now
    desk.db.flush()
    gone = files.drop(desk, row)
    audit.note(desk, GIVE_BACK, row.id, **({"gone": gone} if gone else {}))
    Mailbox(desk).alarm(row.giver_id, GIVEN_BACK, each=True)
    return row.case_id


def unopened(desk: Desk, case_ids: Collection[UUID]) -> list[str]:
    """Return what waits for these open cases and does not open with their keys: for the check."""
    query = select(TrayItem).where(TrayItem.case_id.in_(case_ids), TrayItem.state != TAKEN)
    found = []
    for row in rows.readable(desk.db.scalars(query)):
        try:
            _read(desk, row)
        except Damaged:
            found.append(f"{row.named}: does not open for the people of its case")
    return found


def _open(desk: Desk, item_id: UUID) -> TrayItem:
    """Return a row of a case that is now open; as many statements where there is none."""
    row = desk.db.get(TrayItem, item_id)
    open_file(desk, NO_CASE if row is None else row.case_id)
    if row is None:
        raise NotFound
    row.open_card()
    if rows.on_record(desk, [row.id]).get(row.id) != (row.state, row.giver_id):
        raise Damaged
    return row


def _read(desk: Desk, row: TrayItem) -> Paper:
    if row.state == TAKEN:
        return Paper("")
    secret = access.secrets_of(desk, row.case_id).get(row.epoch)
    if secret is None:
        raise Damaged
    place = TrayPlace(row.case_id, row.epoch, row.id, row.giver_id)
    return rows.unpacked(trays.take_out(row.body, secret, place))


def _require_waiting(row: TrayItem) -> None:
    if row.state != WAITS:
        raise Refused(SETTLED)


def _require_of_case(desk: Desk, case_id: UUID, row_id: UUID | None) -> None:
    found = row_of(desk, Deadline, case_id, row_id) or row_of(desk, Hearing, case_id, row_id)
    if row_id is not None and found is None:
        raise NotFound


def _red(desk: Desk, seen: Collection[UUID]) -> list[str]:
    if desk.who.role != SUPERVISING:
        return []
    late = wider.in_red(desk, screens.kept_from(desk, desk.who.id))
    leads = [lead for case_id, lead in late if case_id not in seen]
    names = staff.names(desk, {lead for lead in leads if lead is not None}) if leads else {}
    return sorted(names.get(lead, "") if lead else "" for lead in leads)


def _local(desk: Desk, at: datetime) -> datetime:
    return at.astimezone(desk.local_now(desk.who.zone).tzinfo)


def _named(desk: Desk, paper: Paper) -> str:
    """Return the day that was handed in with it, as a sentence of whoever takes it."""
    if paper.on is None:
        return paper.at
    words = translator(desk.who.locale)
    day = ", ".join(each for each in (words.weekday_date(paper.on), paper.at) if each)
    return words.gettext(WITH_DAY, day=day)
