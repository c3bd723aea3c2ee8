"""Taking a seat: from a session's keys to a desk for reading or writing."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import bindparam, select

from app.casework import access, audit, held, reportcards
from app.casework.anchors import named_by, own_print
from app.casework.conflicts.opened import Holding
from app.casework.lockedup import LOCKDOWN, LOCKED, is_on
from app.casework.openings import READ, Openings
from app.casework.staff import may_sit, require_sound
from app.crypto.bundle import MemberKeys
from app.crypto.keyring import Keyring
from app.db.desk import Colleague, Desk, Drawer, House, transaction
from app.errors import AmparoError, SignedOut
from app.models import Member, Principal, Setting, Staff
from app.words import LOCALES, N_, SOURCE

log = logging.getLogger(__name__)

PAPERS = N_("The custodians' papers were replaced, so everybody signs in once more.")
NEW_KEYS = N_("Your new keys are confirmed. Sign in with the passphrase that you chose for them.")

# Put together once: every request asks them.
_ACCOUNT = (
    select(Staff, Setting)
    .outerjoin(Setting, Setting.name == LOCKDOWN)
    .where(Staff.id == bindparam("person"))
)
_MEMBERSHIPS = (
    select(Member, Principal)
    .join(Principal, Principal.id == Member.group_id)
    .where(Member.person_id == bindparam("person"), held.living(bindparam("now"), Member))
)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who asks, with the keys that her session opened for this one request."""

    staff_id: UUID
    keys: MemberKeys = field(repr=False)
    drawer: Drawer | None = field(default=None, repr=False)
    holding: Holding = field(default_factory=Holding, repr=False, compare=False)
    openings: Openings | None = field(default=None, repr=False, compare=False)  # of a session
    wrong_codes: int = 0  # typed with her passphrase in the last days
    session: bytes = field(default=b"", repr=False)  # by what hers is found; none at the console


@contextmanager
def reading(house: House, seat: Seat) -> Iterator[Desk]:
    """Open a desk for reading: one snapshot, nothing written.

    Raises:
        Damaged: The account was changed outside Amparo.
        SignedOut: It was closed since, or the office is locked.
    """
    with _desk(house, seat, writes=False) as desk:
        yield desk
    if seat.openings is not None:
        _note_openings(house, seat, seat.openings, desk)


@contextmanager
def writing(house: House, seat: Seat, *, signs_in: bool = False) -> Iterator[Desk]:
    """Open a desk for writing; commit when the block ends, roll back when it raises.

    Raises:
        Damaged: The account was changed outside Amparo.
        SignedOut: It was closed since, or the office is locked.
    """
    with _desk(house, seat, writes=True, signs_in=signs_in) as desk:
        yield desk
        reportcards.keep_written(desk)
        if desk.groups_unwrapped:
            access.rewrap_memberships(desk)
        if desk.unwrapped:  # else each page would open these the slow way until she signs in again
            access.rewrap(desk)


def _note_openings(house: House, seat: Seat, openings: Openings, read: Desk) -> None:
    """Note what was looked into by a short desk of its own, before the answer leaves.

    A full disk or a broken record keeps nobody from a date: it is an alarm of its own, the page is
    shown, and what is owed is noted as soon as something can be.
    """
    owed = openings.owe(read.looked_into, read.now)
    if not owed:
        return
    try:
        with writing(house, seat) as desk:
            audit.note(desk, READ, cases=[str(each) for each in owed])
    except AmparoError as failure:
        openings.put_back(owed)
        log.warning("an opening was not noted yet: %s", failure.code)


@contextmanager
def _desk(house: House, seat: Seat, *, writes: bool, signs_in: bool = False) -> Iterator[Desk]:
    keys = Keyring(server=house.keys, member=seat.keys)
    with transaction(house, keys, writes=writes) as db:
        now = house.clock()
        found = db.execute(_ACCOUNT, {"person": seat.staff_id}).one_or_none()
        if found is None:
            raise SignedOut
        staff: Staff = found[0]
        if is_on(found[1]):
            raise SignedOut(LOCKED)
        require_sound(staff)
        if not may_sit(staff, now):
            raise SignedOut
        if staff.anchors and staff.anchors != named_by(seat.keys):
            raise SignedOut(PAPERS)
        if staff.own_print and staff.own_print != own_print(seat.keys):
            raise SignedOut(NEW_KEYS)
        desk = Desk(
            db=db,
            house=house,
            keys=keys,
            now=now,
            writes=writes,
            who=replace(colleague(staff, house, frozenset()), session=seat.session),
            drawer=seat.drawer,
        )
        if not (signs_in and staff.former_keys):  # else they open once these were brought over
            open_groups(desk)
        yield desk


def open_groups(desk: Desk) -> None:
    """Lay the keys of the groups of whoever sits here on her desk."""
    desk.keys.groups.update(access.open_groups(desk, _memberships(desk)))
    desk.who = replace(desk.who, groups=frozenset(desk.keys.groups))


def _memberships(desk: Desk) -> list[tuple[Member, Principal]]:
    hers = {"person": desk.who.id, "now": desk.now}
    return [(member, group) for member, group in desk.db.execute(_MEMBERSHIPS, hers)]


def colleague(staff: Staff, house: House, groups: frozenset[UUID]) -> Colleague:
    """Return an account as the person at a desk."""
    return Colleague(
        id=staff.id,
        role=staff.role,
        locale=staff.locale if staff.locale in LOCALES else SOURCE,
        name=staff.name,
        zone=staff.zone or house.settings.timezone,
        groups=groups,
    )
