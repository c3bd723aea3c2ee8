"""Destroying a case: one asks, another agrees, and for two weeks anybody on the case can stop it.

Nothing is destroyed here: the night shift does it (`destroying`), which looks again whether both
have signed for just what stands there, whether a hold or an open date does, and whether anybody
stopped it.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import (
    access,
    audit,
    casefiles,
    deadlines,
    directory,
    forgood,
    holds,
    longstanding,
    screens,
    seconds,
    shredded,
    staff,
)
from app.casework.casefiles import Label, labels, open_file
from app.casework.chains import Chains
from app.casework.holds import Holds
from app.casework.lifting import LIFT, PUT_UP
from app.casework.longstanding import KEYS_TOO_NEW
from app.casework.policy import SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import SHREDDING, SHREDDING_ASKED
from app.casework.seconds import ANOTHER, Two
from app.casework.shredded import AGREE, AGREED, ASK, ASKED, LIVE, OVER, PERSON
from app.casework.signin import Proof
from app.casework.sound import is_sound, sound
from app.casework.tray import rows as tray
from app.clock import local
from app.crypto import shreddings as words
from app.crypto.shreddings import Word
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW, NotFound, Refused
from app.models import Audit, Case, Deadline, Shredding
from app.words import N_

GRACE: Final = shredded.GRACE
DATES_OPEN = N_(
    "This case has open dates, and reminders go out for them. Close each first: enter how the "
    "hearing ended, or that the deadline was filed or is not needed any more."
)
PAPERS_WAIT = N_(
    "Something that was handed in for this case waits, and it may name a date. Somebody on the "
    "case reads it first, and takes it into the case or gives it back."
)
NOT_SURE = N_("Say that you have read what cannot be undone.")
ASKED_ALREADY = N_("Somebody has asked for this already. Agree to it or stop it.")
NOBODY_ASKED = N_("Nobody has asked for this, or it was stopped. Ask for it; somebody else agrees.")
CHANGED = N_(
    "Something was entered in this case since it was asked for, so what would be destroyed is not "
    "what was asked about. Stop it and ask anew."
)


class NewShredding(Proof):
    """That one has read what cannot be undone; with the passphrase and a fresh code."""

    sure: bool = False


class OpenDate(BaseModel):
    """A date that keeps a case from being destroyed."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: str
    on: date
    title: str = Field(default="", repr=False, description="Of a deadline; the page says it.")


class ShreddingView(BaseModel):
    """That a case is to be destroyed, or was."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    number: str
    state: str
    asked_by: str
    asked_at: datetime
    agreed_by: str
    agreed_at: datetime | None
    destroys_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    why: str
    destroyed_at: datetime | None
    counts: dict[str, int]
    swept_at: datetime | None
    names_at: datetime | None
    backups_until: date | None = None
    """From this day on no backup that Amparo keeps can bring it back; None while a hold stands."""
    mine: bool
    opens: bool
    """Whether whoever looks can open the case."""
    client_name: str = Field(default="", repr=False, description="For whoever can open the case.")
    may_agree: bool = Field(default=False, description="Whether whoever looks may be the second.")


class Plan(BaseModel):
    """What would be destroyed of a case, and what keeps it from that."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    counts: dict[str, int]
    dates: list[OpenDate]
    papers: int = Field(description="How many things that were handed in nobody has read.")
    holds: Holds
    pending: ShreddingView | None
    may_agree: bool
    two: Two = Field(description="Who may ask or, once somebody has, agree.")


def plan(desk: Desk, case_id: UUID) -> Plan:
    """Return what would be destroyed of a case.

    Raises:
        Damaged: The case's own entry, or a date of it, was changed outside Amparo.
        NotFound: No such case here.
    """
    case = open_file(desk, case_id)
    row = _live(desk, case_id)
    to_agree = row is not None and bool(_to_agree(desk, [row], {case_id: case.lead_id}))
    rows = shredded.rows_of(desk, case_id)
    return Plan(
        id=case.id,
        number=case.number,
        counts={table: len(ids) for table, ids in rows.items()},
        dates=_dates(desk, case_id),
        papers=tray.unread(desk, case_id),
        holds=holds.of_open(desk, case),
        pending=None if row is None else _views(desk, [row], {case_id})[0],
        may_agree=to_agree,
        two=seconds.to_destroy(desk, case, row, to_agree=to_agree),
    )


def on_page(desk: Desk, case_id: UUID) -> tuple[Holds | None, ShreddingView | None]:
    """Return what holds a case that was just read at this desk, and whether it is to be destroyed.

    One statement where neither is so on record, nor says the case's own card that it is held.
    """
    actions = (PUT_UP, LIFT, ASK)
    query = select(Audit).where(Audit.action.in_(actions)).order_by(Audit.seq)
    entries = desk.db.scalars(query).all()
    recorded, is_whole = holds.recorded_in(entries)
    case = desk.sound.get(case_id)
    held = None
    if isinstance(case, Case):
        is_held = not is_whole or {case_id, None} & set(recorded.values())
        held = holds.of_open(desk, case, (recorded, is_whole)) if is_held or case.holds else None
    row = _live(desk, case_id) if any(each.action == ASK for each in entries) else None
    return held, None if row is None else _views(desk, [row], {case_id})[0]


def require_ready(desk: Desk, case_id: UUID) -> Case:
    """Return an open case that nothing keeps from being destroyed.

    Raises:
        NotFound: No such case here.
        Refused: A hold stands, a date of it is open, or nobody read what was handed in; or whoever
            sits here reads it for a while only.
    """
    case = open_file(desk, case_id)
    forgood.require(desk, case_id)
    holds.require_none(desk, case)
    if shredded.open_dates(desk, case_id):
        raise Refused(DATES_OPEN)
    if tray.unread(desk, case_id):
        raise Refused(PAPERS_WAIT)
    return case


def require_sure(wanted: NewShredding) -> None:
    """Let whoever has read what cannot be undone go on.

    Raises:
        Refused: She did not say so.
    """
    if not wanted.sure:
        raise Refused(fields={"sure": NOT_SURE})


def require_asked(desk: Desk, case_id: UUID) -> Shredding:
    """Return what waits for a second person, to whoever may be it.

    Raises:
        Damaged: Who asked signed for another time, or for one still to come.
        NotFound: No such case here.
        Refused: Nobody asked, she asked herself, she may not agree, her keys are too new, or
            something changed since.
    """
    case, row = require_ready(desk, case_id), _live(desk, case_id)
    if row is None or row.state != ASKED:
        raise Refused(NOBODY_ASKED)
    if row.asked_by == desk.who.id:
        raise Refused(ANOTHER)
    if not holds.may_decide(desk, case.lead_id):
        raise Refused(holds.NOT_YOURS)
    keys = {row.asked_by: directory.ever_certified(desk, row.asked_by)}
    _require_longstanding(desk, case_id, shredded.asked_at(desk, row, keys))
    if words.read(bytes.fromhex(row.asked_word)).rows != _print(desk, case_id):
        raise Refused(CHANGED)
    return row


def ask(desk: Desk, case_id: UUID) -> UUID:
    """Ask that a case be destroyed; nothing happens until somebody else agrees.

    Raises:
        NotFound: No such case here.
        Refused: As `require_ready`, it was asked for already, or her keys are too new.
    """
    case = require_ready(desk, case_id)
    if _live(desk, case_id) is not None:
        raise Refused(ASKED_ALREADY)
    _require_longstanding(desk, case_id, desk.now)
    row_id, print_ = uuid4(), _print(desk, case_id)
    row = Shredding(
        id=row_id,
        case_id=case_id,
        state=ASKED,
        number=case.number,
        asked_by=desk.who.id,
        asked_at=desk.now,
        asked_word=_signed(desk, words.ASKED, (row_id, case_id), print_),
        sealed=bool(case.sealed),
    )
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, ASK, row.id, case=str(case_id), print=print_.hex())
    mailbox = Mailbox(desk)
    for person in sorted(seconds.who_may_agree(desk, case, (desk.who.id, desk.now))):
        mailbox.alarm(person, SHREDDING_ASKED, each=True)
    return row.id


def agree(desk: Desk, case_id: UUID) -> datetime:
    """Agree, as another person, that a case be destroyed; return when, unless somebody stops it.

    Raises:
        Damaged: As `require_asked`.
        NotFound: No such case here.
        Refused: As `require_asked`.
    """
    row = require_asked(desk, case_id)
    case = desk.db.get_one(Case, case_id)
    row.agreed_word = _signed(desk, words.AGREED, (row.id, case_id), _print(desk, case_id))
    row.state, row.agreed_by, row.agreed_at = AGREED, desk.who.id, desk.now
    row.number, row.sealed = case.number, bool(case.sealed)
    row.destroys_at = desk.now + GRACE
    desk.db.flush()
    audit.note(desk, AGREE, row.id, case=str(case_id), at=row.destroys_at.isoformat())
    shredded.tell(desk, row, SHREDDING)
    return row.destroys_at


def stop(desk: Desk, shredding_id: UUID) -> None:
    """Stop what is to be destroyed; asked for again, it begins anew.

    Raises:
        NotFound: There is nothing to stop, or nothing that she may know of.
    """
    row = desk.db.get(Shredding, shredding_id)
    if row is None or row.state not in LIVE or not _seen(desk, [row]):
        raise NotFound
    shredded.end(desk, row, PERSON)


def listed(desk: Desk) -> list[ShreddingView]:
    """Return what is to be destroyed, the next first, then what was or was stopped, newest first.

    A supervisor sees all but sealed cases and such as a screen keeps from her; others what they
    asked for, agreed to or can open.
    """
    rows = desk.db.scalars(select(Shredding).order_by(Shredding.id)).all()
    seen, opened = _seen(desk, rows), _opened(desk, rows)
    views = _views(desk, seen, opened, _labels(desk, seen, opened))
    ahead = [each for each in views if each.state in LIVE]
    over = [each for each in views if each.state not in LIVE]
    ahead.sort(key=lambda each: (each.destroys_at is None, each.destroys_at or each.asked_at))
    over.sort(key=lambda each: each.destroyed_at or each.ended_at or each.asked_at, reverse=True)
    return [*ahead, *over]


def live(desk: Desk) -> list[Shredding]:
    """Return what is to be destroyed of cases that are given to one; one statement."""
    query = select(Shredding).where(Shredding.case_id.in_(access.choosing(desk)))
    return list(sound(desk.db.scalars(query.where(Shredding.state.in_(LIVE)))))


def of_mine(
    desk: Desk, rows: Collection[Shredding], known: Mapping[UUID, Label]
) -> list[ShreddingView]:
    """Return what is to be destroyed by one's own word, or waits for it; of cases known here.

    Who may open a case and might be the second person has it on the list.
    """
    here = [row for row in rows if row.case_id in known]
    views = _views(desk, here, set(known), known)
    mine = [each for each in views if each.mine or each.may_agree]
    return sorted(mine, key=lambda each: each.destroys_at or each.asked_at)


def one(desk: Desk, shredding_id: UUID) -> ShreddingView:
    """Return one of them: once it is destroyed, what the certificate says.

    Raises:
        NotFound: There is none that she may know of.
    """
    row = desk.db.get(Shredding, shredding_id)
    if row is None or not _seen(desk, [row]):
        raise NotFound
    return _views(desk, [row], _opened(desk, [row]))[0]


def _live(desk: Desk, case_id: UUID) -> Shredding | None:
    query = select(Shredding).where(Shredding.case_id == case_id, Shredding.state.in_(LIVE))
    return desk.db.scalars(query.limit(1)).one_or_none()


def _print(desk: Desk, case_id: UUID) -> bytes:
    return words.print_of(shredded.rows_of(desk, case_id))


def _signed(desk: Desk, part: int, ids: tuple[UUID, UUID], print_: bytes) -> str:
    word = Word(part, *ids, desk.who.id, print_, int(desk.now.timestamp()))
    return words.give(word, access.own_keys(desk).signing_seed).hex()


def _require_longstanding(desk: Desk, case_id: UUID, asked_at: datetime) -> None:
    if not longstanding.is_one(desk, case_id, asked_at):
        raise Refused(KEYS_TOO_NEW)


def _opened(desk: Desk, rows: Collection[Shredding]) -> set[UUID]:
    return access.reach(desk, {row.case_id for row in rows if is_sound(row)})


def _labels(desk: Desk, rows: Collection[Shredding], opened: Collection[UUID]) -> dict[UUID, Label]:
    """Return the labels of cases that are to be destroyed and can be opened."""
    wanted = {row.case_id for row in rows if row.state in LIVE and row.case_id in opened}
    return labels(desk, wanted) if wanted else {}


def _to_agree(desk: Desk, rows: Iterable[Shredding], leads: Mapping[UUID, UUID]) -> set[UUID]:
    """Return which of these wait for the word of whoever sits here; four statements at most.

    Not what somebody asked otherwise than by the word that she signed.

    Args:
        desk: Hers.
        rows: What is to be destroyed, or was.
        leads: Who leads each case that she can open.
    """
    waiting = {
        row.id: row
        for row in rows
        if row.state == ASKED
        and row.asked_by != desk.who.id
        and row.case_id in leads
        and holds.may_decide(desk, leads[row.case_id])
    }
    signed = _as_signed(desk, waiting.values())
    known = longstanding.cases(desk, {row.case_id: row.asked_at for row in signed})
    return {row.id for row in signed if row.case_id in known}


def _as_signed(desk: Desk, rows: Collection[Shredding]) -> list[Shredding]:
    """Return what was asked just as its word has it; two statements at most."""
    chains, found = Chains(desk, {row.asked_by for row in rows}), []
    for row in rows:
        with suppress(*UNREADABLE_ROW):
            shredded.asked_at(desk, row, {row.asked_by: chains.ever(row.asked_by)})
            found.append(row)
    return found


def _seen(desk: Desk, rows: Collection[Shredding]) -> list[Shredding]:
    """Return those that whoever sits here may know of; what was changed outside is not there."""
    me, kept, opened = desk.who.id, screens.kept_from(desk, desk.who.id), _opened(desk, rows)
    found = []
    for row in sound(rows):
        if row.case_id in kept or str(me) in (row.kept_away or ()):
            continue
        supervises = desk.who.role == SUPERVISING and not row.sealed
        if supervises or me in {row.asked_by, row.agreed_by} or row.case_id in opened:
            found.append(row)
    return found


def _views(
    desk: Desk,
    rows: Collection[Shredding],
    opened: set[UUID],
    known: Mapping[UUID, Label] | None = None,
) -> list[ShreddingView]:
    """Return the views of rows; with the labels of those that are to come, named for a list."""
    if not rows:
        return []
    known = known or {}
    to_agree = _to_agree(desk, rows, {each: label.lead_id for each, label in known.items()})
    names = staff.names(desk)
    is_held = holds.is_office_held(desk)
    lifted_at = holds.office_held_until(desk)
    return [
        ShreddingView(
            id=row.id,
            case_id=row.case_id,
            number=row.number,
            state=row.state,
            asked_by=names.get(row.asked_by, ""),
            asked_at=row.asked_at,
            agreed_by=names.get(row.agreed_by, "") if row.agreed_by else "",
            agreed_at=row.agreed_at,
            destroys_at=row.destroys_at,
            ended_by=names.get(row.ended_by, "") if row.ended_by else "",
            ended_at=row.ended_at,
            why=row.why,
            destroyed_at=row.destroyed_at,
            counts=row.counts or {},
            swept_at=row.swept_at,
            names_at=row.names_at,
            backups_until=None if is_held else _backups_until(desk, row, lifted_at),
            mine=desk.who.id in {row.asked_by, row.agreed_by},
            opens=row.case_id in opened and row.state not in OVER,
            client_name=known[row.case_id].client_name if row.case_id in known else "",
            may_agree=row.id in to_agree,
        )
        for row in rows
    ]


def _backups_until(desk: Desk, row: Shredding, lifted_at: datetime | None) -> date | None:
    """Return the day from which no keys of a backup hold this case's; on the office's calendar."""
    if row.destroyed_at is None:
        return None
    settings = desk.house.settings
    lasts = timedelta(days=max(row.keyring_days, settings.keyring_days))
    at = row.destroyed_at + lasts
    if lifted_at is not None and lifted_at > row.destroyed_at:
        at = max(at, lifted_at)  # what was kept meanwhile goes with the first backup after it
    return local(at, settings.timezone).date()


def _dates(desk: Desk, case_id: UUID) -> list[OpenDate]:
    rows = shredded.open_dates(desk, case_id)
    query = select(Deadline).where(Deadline.id.in_([row.id for row in rows]))
    titles = {
        row.id: deadlines.title_of(desk, row)
        for row in casefiles.sound(desk, desk.db.scalars(query))
    }
    return [
        OpenDate(id=row.id, kind=row.kind, on=row.safe, title=titles.get(row.id, ""))
        for row in rows
    ]
