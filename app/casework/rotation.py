"""A new server key: every row that stands under the former one is sealed under it, in one go.

Two things keep their bytes, since others hold on to them. Entries of the record stay as they were
sealed, because mails, sign-ins and the witness file repeat their hashes; and a colleague's keys
stay under her passphrase, which only she types. Both are carried over: as they are, with the former
key that opens them, within a seal of the new one. Hers go with her next sign-in.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, func, inspect, select, tuple_
from sqlalchemy.orm import Session

from app.casework import audit, custody, staff, traydoors
from app.casework.founding import CUSTODY
from app.casework.policy import MANAGING
from app.casework.reminders import marks
from app.casework.seats import Seat
from app.casework.sound import is_sound
from app.casework.verify import KEPT
from app.crypto.bundle import carry_over as carry_bundle
from app.crypto.bundle import needs_new_wrap
from app.crypto.keyring import Keyring
from app.crypto.office import print_of_recovery
from app.crypto.servercopies import seal_copy
from app.crypto.serverkeys import audit_secret
from app.db.carried import carry_over
from app.db.desk import House, NightDesk, transaction
from app.errors import UNREADABLE, UNREADABLE_ROW, Damaged, Forbidden
from app.models import Audit, Link, Mark, OneTimeLink, SealedRow, Setting, Staff, TrayDoor
from app.words import N_

ROTATE: Final = "server.rotate"
ROWS_AT_ONCE: Final = 500
NOT_THEIRS: Final = N_(
    "The custodians' key in this database is not the one that your own keys name, so nothing was "
    "changed: a copy of the new server key would go to somebody else. Run “amparo verify --as”."
)
COUNTED: Final[tuple[type[SealedRow], ...]] = (*KEPT, Audit)
Told = Callable[["Progress"], None]


class OldWraps(BaseModel):
    """How many colleagues' keys stand under old parameters; each goes with her next sign-in."""

    model_config = ConfigDict(frozen=True)

    waiting: int
    of: int


@dataclass(slots=True)
class Progress:
    """How far it is; `left` stand under the former key still."""

    rows: int
    left: int
    unreadable: int = 0
    passphrases: int = 0
    invitations: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """From which key to which, with the houses that each opens; one database."""

    former: House
    new: House
    former_secret: bytes
    new_secret: bytes


def old_wraps(desk: NightDesk) -> OldWraps:
    """Return how many active colleagues' keys wait for their sign-in; one statement."""
    query = select(Staff.bundle).where(Staff.state.in_((staff.ACTIVE, staff.WAITING)))
    bundles = [bundle for bundle in desk.db.scalars(query) if bundle]
    return OldWraps(waiting=sum(1 for each in bundles if _is_old(each)), of=len(bundles))


def stands_under_it(desk: NightDesk) -> bool:
    """Tell whether the record stands under the key of this desk; not where it is empty."""
    return audit.head(desk) is not None


def recovery_key(desk: NightDesk, seat: Seat) -> bytes:
    """Return the custodians' public key, which whoever changes the server key knows by her own.

    Raises:
        Damaged: It is another.
        Forbidden: Her role does not run the office.
    """
    account = desk.db.get_one(Staff, seat.staff_id)
    if account.role not in MANAGING:
        raise Forbidden
    public = custody.recovery_public(desk)
    if print_of_recovery(public) != seat.keys.recovery_print:
        raise Damaged(NOT_THEIRS)
    return public


def reseal(change: Change, recovery: bytes | None, told: Told) -> Progress:
    """Seal every row under the new key, in one transaction: all of it, or nothing.

    Args:
        change: From which key to which.
        recovery: The custodians' public key; None where no office was founded.
        told: Is told how far it is.

    Raises:
        Conflict: Another program writes; nothing was changed.
        Damaged: The record of who did what is broken; nothing was changed.
        OutOfRoom: The disk is full; nothing was changed.
    """
    with transaction(change.former, Keyring(server=change.former.keys), writes=True) as db:
        progress = Progress(0, 0)
        progress.rows = progress.left = sum(_count(db, model) for model in COUNTED)
        told(progress)
        _end_links(db, progress)
        for model in KEPT:
            for chunk in _chunks(db, model):
                _reseal(db, change, chunk, progress)
                told(progress)
        for chunk in _chunks(db, Audit):
            _carry(db, change, chunk, progress)
            told(progress)
        _conclude(_desk(db, change.new), change, recovery, progress)
    return progress


def _desk(db: Session, house: House) -> NightDesk:
    """Return a desk of the new key in the transaction that is under way."""
    keys = Keyring(server=house.keys)
    db.info["keys"] = keys
    return NightDesk(db=db, house=house, keys=keys, now=house.clock(), writes=True)


def _conclude(desk: NightDesk, change: Change, recovery: bytes | None, progress: Progress) -> None:
    if recovery is not None:
        kept = desk.db.get_one(Setting, CUSTODY)
        copy = b64encode(seal_copy(change.new_secret, recovery)).decode()
        kept.value = {**kept.value, custody.COPY: copy}
    audit.note(desk, ROTATE, cards=progress.rows, unreadable=progress.unreadable)


def _end_links(db: Session, progress: Progress) -> None:
    """Take away the links under the former key, whose tokens nobody here knows."""
    joining = select(func.count()).select_from(OneTimeLink)
    progress.invitations = db.scalar(joining) or 0
    for model in (Link, OneTimeLink):
        progress.left -= _count(db, model)
        db.execute(delete(model))


def _count(db: Session, model: type[Any]) -> int:
    return db.scalar(select(func.count()).select_from(model)) or 0


def _chunks(db: Session, model: type[SealedRow]) -> Iterator[Sequence[SealedRow]]:
    """Give all rows as they stood at first: sealing a mark anew gives it another name."""
    key = inspect(model).primary_key
    names = db.execute(select(*key)).all()
    for start in range(0, len(names), ROWS_AT_ONCE):
        some = [tuple(each) for each in names[start : start + ROWS_AT_ONCE]]
        yield db.scalars(select(model).where(tuple_(*key).in_(some))).all()
        db.expunge_all()


def _reseal(db: Session, change: Change, rows: Sequence[SealedRow], progress: Progress) -> None:
    """Open rows with the former key and seal them with the new; what does not open stays."""
    whole = [row for row in rows if is_sound(row)]
    db.info["keys"] = Keyring(server=change.new.keys)
    for row in whole:
        if isinstance(row, Staff):
            _rename(row, change, progress)
        elif isinstance(row, Mark):
            _remark(db, row, change.new)
        elif isinstance(row, TrayDoor):
            row.token = traydoors.UNFOUND  # with the former key a number leads to its case
        row.seal_again()
    db.flush()
    db.info["keys"] = Keyring(server=change.former.keys)
    progress.left -= len(whole)
    progress.unreadable += len(rows) - len(whole)


def _rename(row: Staff, change: Change, progress: Progress) -> None:
    """Have an account be found under the new key, and carry its owner's keys over."""
    row.address_token = change.new.keys.address_token(row.address)
    peppers = (change.former.keys.pepper, change.new.keys.pepper)
    if row.bundle:
        with suppress(Damaged):  # no passphrase opens it before or after
            row.bundle = carry_bundle(row.bundle, peppers, row.id)
        progress.passphrases += row.state in {staff.ACTIVE, staff.WAITING}
    if row.next_keys is not None:
        with suppress(Damaged):
            made = carry_bundle(b64decode(row.next_keys["bundle"]), peppers, row.id)
            row.next_keys = {**row.next_keys, "bundle": b64encode(made).decode()}


def _remark(db: Session, row: Mark, new: House) -> None:
    """Give a mark the name that its fact has under the new key."""
    desk = NightDesk(db, new, Keyring(server=new.keys), new.clock(), writes=True)
    row.once = marks.key_of(desk, marks.fact_of(row))


def _carry(db: Session, change: Change, rows: Sequence[SealedRow], progress: Progress) -> None:
    """Carry entries of the record over; one that does not open stays as it is."""
    keys = (change.former.keys.audit, change.new.keys.audit)
    secret = audit_secret(change.former_secret)
    carried = 0
    for row in rows:
        try:
            carry_over(row, keys, secret)
        except UNREADABLE_ROW:
            progress.unreadable += 1
        else:
            carried += 1
    db.flush()
    progress.left -= carried


def _is_old(bundle: bytes) -> bool:
    try:
        return needs_new_wrap(bundle)
    except UNREADABLE:
        return False  # damaged: named by the check, and no sign-in renews it
