"""The way in to a case for what is handed in: its number, and where to seal.

Whoever has the case open keeps its door: under which token its number is found, and which charter
is that of its newest key. The charter was proved with the case's own secret then, which whoever
hands something in does not have. A sealed case has no door.
"""

from collections.abc import Collection
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.casework import access, directory, hidden, keysmade, screens
from app.casework.sound import is_sound, sound
from app.crypto import charters
from app.crypto.grants import CASE
from app.crypto.keyring import Lock
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Damaged
from app.forums import formats
from app.models import Case, CaseKeyRow, TrayDoor, TrayItem
from app.words import N_

WAITS = "waits"  # of what was handed in
NO_CASE = UUID(int=0)
UNFOUND = bytes(16)  # in the place of a token that a former server key made
AT_A_TIME = 200  # cases without a door that one sign-in looks after
CHANGED = N_(
    "What Amparo knows of this case was changed outside Amparo, so nothing can be handed in for "
    "it. Keep what you typed, give the paper to a supervisor now, and have “amparo verify” run."
)


class Ties(NamedTuple):
    """Who leads a case and who backs it up."""

    lead_id: UUID | None = None
    backup_id: UUID | None = None


def keep(desk: Desk, case: Case) -> None:
    """Bring the door of a case that is open at this desk in step with it; two statements.

    Where the charter is not of the case's own secret there is none: nothing is sealed to the key
    that somebody put there. What waits says whom to tell also where there is no door.
    """
    _keep_ties(desk, case)
    row = desk.db.get(TrayDoor, case.id)
    if row is not None and not is_sound(row):
        _removed(desk, row)
        row = None
    epoch = desk.keys.writing_epoch(Lock.CASE, case.id)
    charter = _charter_print(desk, case.id, epoch, row)
    if case.sealed or charter is None:
        if row is not None:
            _removed(desk, row)
        return
    if row is None:
        row = TrayDoor(case_id=case.id)
        desk.db.add(row)
    _write(desk, row, case, (epoch, charter))


def make_first(desk: Desk, case: Case, charter: bytes) -> None:
    """Make the door of a case that was just opened under the key that this charter is of."""
    if not case.sealed:
        row = TrayDoor(case_id=case.id)
        _write(desk, row, case, (1, _print(charter)))
        desk.db.add(row)


def _write(desk: Desk, row: TrayDoor, case: Case, charter: tuple[int, str]) -> None:
    row.token = desk.house.keys.number_token(formats.file_number(case.number))
    row.epoch, row.charter = charter
    row.lead_id, row.backup_id = case.lead_id, case.backup_id


def keep_mine(desk: Desk) -> int:
    """Make the doors that lack for cases one can open, so many at a time; return how many.

    One statement where none lacks. Cases from before there were doors get theirs like this, and
    those that no number finds since the server key was changed.
    """
    found = select(TrayDoor.case_id).where(TrayDoor.token != UNFOUND)
    query = (
        select(CaseKeyRow.case_id)
        .where(CaseKeyRow.epoch == 1, CaseKeyRow.case_id.in_(access.choosing(desk)))
        .where(CaseKeyRow.case_id.not_in(found))
        .limit(AT_A_TIME)
    )
    lacking = list(desk.db.scalars(query))
    opened = access.reach(desk, lacking)
    done = 0
    for case in desk.db.scalars(select(Case).where(Case.id.in_(opened))) if opened else ():
        # A changed card hides no other; its people see it in red.
        if is_sound(case) and not case.sealed and desk.who.id not in screens.names(case):
            keep(desk, case)
            done += 1
    desk.db.flush()
    return done


def by_number(desk: Desk, number: str) -> UUID:
    """Return the case of a file number, which nobody has proved yet, or none; one statement."""
    token = desk.house.keys.number_token(formats.file_number(number))
    found = desk.db.scalars(select(TrayDoor.case_id).where(TrayDoor.token == token)).all()
    return found[0] if len(found) == 1 else NO_CASE


def way_in(desk: Desk, case_id: UUID) -> tuple[int, bytes] | None:
    """Return the epoch and the public key to seal to, or None where nothing may be handed in.

    As many statements for a case that is not there as for one that is sealed or that an ethical
    screen keeps from whoever sits here.

    Raises:
        Damaged: The case's door, its charter or the record of its keys was changed.
    """
    door = desk.db.scalars(select(TrayDoor).where(TrayDoor.case_id == case_id)).one_or_none()
    is_sealed = is_sealed_on_record(desk, case_id)
    kept_from = screens.kept_from(desk, desk.who.id)
    if door is None or is_sealed or case_id in kept_from:
        return None
    return _proved(desk, door)


def is_sealed_on_record(desk: NightDesk, case_id: UUID) -> bool:
    """Tell whether the record has a case as sealed; one statement.

    A door that somebody puts back behind Amparo leads to no sealed case.
    """
    return case_id in hidden.sealed(desk, [case_id])


def ties(desk: NightDesk, case_ids: Collection[UUID]) -> dict[UUID, Ties]:
    """Return lead and back-up of these cases, as their doors have them; one statement.

    A door that was changed outside Amparo is not among them.
    """
    rows = desk.db.scalars(select(TrayDoor).where(TrayDoor.case_id.in_(case_ids)))
    return {row.case_id: Ties(row.lead_id, row.backup_id) for row in rows if is_sound(row)}


def ties_of(desk: NightDesk, row: TrayItem) -> Ties:
    """Return whom to tell of something that waits; one statement.

    The case's door says it. Where there is none, or the case is sealed and a door was put back,
    what waits says it itself.
    """
    if not is_sealed_on_record(desk, row.case_id):
        known = ties(desk, [row.case_id])
        if row.case_id in known:
            return known[row.case_id]
    return Ties(row.lead_id, row.backup_id)


def differs(desk: Desk, case: Case) -> bool:
    """Tell whether the door of an open case is not as the case has it; a few statements.

    One that does not open at all is named where all cards are. One that no number finds since the
    server key was changed is not wrong: it waits for one of the case's people to sign in.
    """
    row = desk.db.get(TrayDoor, case.id)
    if row is not None and not is_sound(row):
        return False
    epoch = desk.keys.writing_epoch(Lock.CASE, case.id)
    charter = _charter_print(desk, case.id, epoch, None)
    if row is None or charter is None:
        return charter is None
    token = desk.house.keys.number_token(formats.file_number(case.number))
    token = UNFOUND if row.token == UNFOUND else token
    wanted = (token, epoch, charter, case.lead_id, case.backup_id)
    stands = (row.token, row.epoch, row.charter, row.lead_id, row.backup_id)
    return bool(case.sealed) or stands != wanted


def _keep_ties(desk: Desk, case: Case) -> None:
    waits = select(TrayItem).where(TrayItem.case_id == case.id, TrayItem.state == WAITS)
    for row in sound(desk.db.scalars(waits)):  # nobody is told of the others
        row.lead_id, row.backup_id = case.lead_id, case.backup_id


def _proved(desk: Desk, door: TrayDoor) -> tuple[int, bytes]:
    row = desk.db.get(CaseKeyRow, (door.case_id, door.epoch))
    blob = b"" if row is None else row.charter or b""
    made = keysmade.newest(desk, [door.case_id])[door.case_id]
    if made != door.epoch or _print(blob) != door.charter:
        raise Damaged(CHANGED)
    try:
        says, _ = directory.chartered(desk, blob)
    except Damaged:
        raise Damaged(CHANGED) from None
    if says[:3] != (CASE, door.case_id, door.epoch):
        raise Damaged(CHANGED)
    return door.epoch, says.xwing


def _charter_print(desk: Desk, case_id: UUID, epoch: int, door: TrayDoor | None) -> str | None:
    """Return the hash of the charter that unfolds from the case's own secret.

    What a door of the same epoch says was proved when it was written. None where the charter is
    another's.
    """
    if door is not None and door.epoch == epoch:
        return door.charter
    row = desk.db.get(CaseKeyRow, (case_id, epoch))
    blob = b"" if row is None else row.charter or b""
    try:
        charters.matches(blob, access.secrets_of(desk, case_id)[epoch])
    except UNREADABLE_ROW:
        return None
    return _print(blob)


def _removed(desk: Desk, row: TrayDoor) -> None:
    desk.db.delete(row)
    desk.db.flush()


def _print(charter: bytes) -> str:
    return sha256(charter).hexdigest()
