"""What k custodians do together at the machine: open cases for somebody, after a waiting time.

Their papers give the office root and the recovery key for the length of one transaction. What they
open goes into envelopes that nobody opens before its time, and stands on record; every supervisor
is told at once and can stop it. Cases with a date close by wait for as long as set-up chose.
"""

from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from app.casework import (
    admitted,
    audit,
    counting,
    custody,
    directory,
    joining,
    recoverable,
    recovery,
    renewal,
    screens,
    sharing,
    staff,
)
from app.casework.founding import CUSTODY
from app.casework.joining import Newcomer
from app.casework.onrecord import Record
from app.casework.policy import LEGAL, SUPERVISING
from app.casework.recoverable import Key
from app.casework.reminders.troubles import RECOVERING
from app.casework.slots import REMINDED
from app.casework.staff import ACTIVE, WAITING
from app.crypto import covers, recoveries, rosters
from app.crypto.certificates import OFFICE_ROOT, Certificate
from app.crypto.covers import CoverPlace
from app.crypto.enrolments import Place
from app.crypto.grants import CASE, GROUP, GrantTerms, seal_grant
from app.crypto.office import OfficeSecrets
from app.crypto.primitives import random_key
from app.crypto.recoveries import Terms
from app.db.desk import House, NightDesk, night
from app.errors import UNREADABLE_ROW, Damaged, Refused
from app.models import (
    Grant,
    Member,
    Principal,
    RecoveredKey,
    Recovery,
    Schedule,
    Setting,
    Staff,
)
from app.words import N_

WAIT = timedelta(hours=72)
CLOSE_DAYS = 7
NOBODY = N_(
    "Nobody of the legal staff has this address. Check it; for somebody new, make an invitation "
    "first: “amparo recover --invite NAME EMAIL”."
)
NOTHING = N_(
    "There is nothing that nobody else can open. If a colleague will not come back whose "
    "account still stands, add --gone with the address of that account. If colleagues "
    "cannot sign in any more, add --all: every case then opens for this one person, after"
    " the waiting time."
)
NOT_GONE = N_("Nobody else with this address works here. Give the address of who is gone.")


class _For(NamedTuple):
    """With what and for whom keys are put away, and the custodians' places."""

    secrets: OfficeSecrets
    says: Certificate
    custodians: list[int]


@dataclass(frozen=True, slots=True)
class Wave:
    """What opens at one time."""

    opens_at: datetime
    cases: int


@dataclass(frozen=True, slots=True)
class Begun:
    """What the custodians have begun; `closed` names what did not open with their key."""

    name: str
    waves: list[Wave]
    closed: list[str] = field(default_factory=list)


def beneficiary(house: House, address: str) -> Newcomer:
    """Return the colleague for whom custodians would open cases.

    Raises:
        Refused: Nobody of the legal staff has this address, or she has not yet chosen a passphrase.
    """
    with night(house, writes=False) as desk:
        token = house.keys.address_token(address)
        row = desk.db.scalars(select(Staff).where(Staff.address_token == token)).one_or_none()
        if row is None or row.role not in LEGAL:
            raise Refused(NOBODY)
        staff.require_sound(row)
        if row.state not in {ACTIVE, WAITING}:
            raise Refused(
                N_(
                    "This colleague has no keys yet. The link has to be opened first; then begin "
                    "again."
                )
            )
        if row.state == WAITING and row.role != SUPERVISING:
            raise Refused(N_("A supervising attorney must confirm these keys first."))
        return joining.newcomer(row)


def gone(house: House, addresses: Collection[str], whom: Newcomer) -> dict[UUID, str]:
    """Return the colleagues who do not come back, by their addresses, with their names.

    Raises:
        Refused: Nobody at work has one of these addresses, or it is that of whom cases open for.
    """
    with night(house, writes=False) as desk:
        at_work = {row.address_token: row for row in staff.active(desk)}
        tokens = [house.keys.address_token(each) for each in addresses]
        rows = [at_work.get(token) for token in tokens]
        found = {row.id: row.name for row in rows if row is not None and row.id != whom.id}
    if len(found) != len(set(addresses)):
        raise Refused(NOT_GONE)
    return found


def short_delay(desk: NightDesk) -> timedelta:
    """Return how long cases with a date close by wait: what set-up chose, signed by the root.

    Raises:
        Damaged: It was changed outside Amparo.
    """
    kept = desk.db.get_one(Setting, CUSTODY).value
    hours = int(kept["short_hours"])
    recoveries.verify_short_delay(hours, b64decode(kept["short_word"]), b64decode(kept["root"]))
    return timedelta(hours=hours)


def begin(
    house: House,
    whom: Newcomer,
    seeds: Mapping[int, bytes],
    *,
    everything: bool = False,
    number: str = "",
    gone: Collection[UUID] = (),
) -> Begun:
    """Open cases for a colleague, by the papers of as many custodians as are needed.

    Args:
        house: Where.
        whom: For whom.
        seeds: The typed seeds, by the custodian's place.
        everything: Every case, not only those that nobody else at work can open.
        number: The digits that a supervising attorney read aloud who waits to be certified.
        gone: Who does not come back, though nobody could close their accounts yet.

    Raises:
        Damaged: Too few papers, or an envelope was changed.
        Refused: There is nothing to open and nobody to certify, or the digits are not those of her
            keys.
    """
    with night(house, writes=True) as desk:
        secrets = custody.opened(desk, seeds)
        if whom.state == WAITING:
            custody.certify_at(desk, secrets, whom.id, number, sorted(seeds))
        says = directory.certified(desk, [whom.id], secrets.root_public).get(whom.id)
        if says is None:
            raise Damaged
        closed: list[str] = []
        wanted = None if everything else recoverable.orphans(desk, secrets, gone)
        kept = screens.kept_from(desk, whom.id)  # a screen beats the custodians too
        opened = recoverable.cases(desk, secrets, wanted, closed)
        cases = [key for key in opened if key.subject not in kept]
        groups = list(
            recoverable.groups(desk, secrets, whom, closed, everything=everything, gone=gone)
        )
        if not cases and not groups:
            if whom.state == WAITING:
                return Begun(whom.name, [], closed)  # her keys are certified all the same
            raise Refused(NOTHING)
        waves = [
            _wait(desk, _For(secrets, says, sorted(seeds)), keys, delay)
            for keys, delay in _by_delay(desk, cases, groups)
        ]
        recovery.tell(desk, RECOVERING, whom.id)
        return Begun(whom.name, waves, closed)


def new_keys(house: House, address: str, seeds: Mapping[int, bytes]) -> str:
    """Take the keys that a supervising attorney lost, where no other supervisor can do it.

    Returns the token of her link. What opened with her old keys, `begin` opens for her afterwards.

    Raises:
        Damaged: Too few papers, or an envelope was changed.
        Refused: No supervising attorney with this address works here.
    """
    with night(house, writes=True) as desk:
        secrets = custody.opened(desk, seeds)
        row = renewal.supervisor(desk, address)
        held = renewal.held_by(desk, row.id)
        sharing.make_due(desk, [row.id])
        desk.db.execute(delete(Grant).where(Grant.principal_id == row.id))
        desk.db.execute(delete(Member).where(Member.person_id == row.id))
        directory.strike_by_root(desk, row.id, secrets.root_seed)
        return renewal.invite_again(desk, row, held)


def _by_delay(
    desk: NightDesk, cases: list[Key], groups: list[Key]
) -> Iterator[tuple[list[Key], timedelta]]:
    """Yield the keys in the order in which they open: cases with a date close by first."""
    short = short_delay(desk)
    close = _close_by(desk) if short < WAIT else set()
    soon = [key for key in cases if key.subject in close]
    later = [key for key in cases if key.subject not in close] + groups
    if soon:
        yield soon, short
    if later:
        yield later, WAIT


def _close_by(desk: NightDesk) -> set[UUID]:
    """Return the cases with an open date within seven days; a row set back or changed says nothing.

    Else whoever writes to the database could shorten the waiting time.
    """
    record = Record()
    record.follow(desk)
    found: dict[UUID, Schedule] = {}
    for row in desk.db.scalars(select(Schedule)):
        try:
            days = (row.safe - counting.today(desk, row.tz)).days
            if row.status in REMINDED and abs(days) <= CLOSE_DAYS:
                found[row.id] = row
        except UNREADABLE_ROW:
            continue
    back = record.set_back({each: row.changed for each, row in found.items()})
    return {row.case_id for each, row in found.items() if each not in back}


def _wait(desk: NightDesk, deed: _For, keys: list[Key], delay: timedelta) -> Wave:
    """Put keys away for somebody until their time has come, and note it."""
    recovery_id, half, whom = uuid4(), random_key(), deed.says.subject
    begun = int(desk.now.timestamp())
    opens = begun + int(delay.total_seconds())
    word = desk.db.get_one(Principal, whom).word or b""
    terms = Terms(recovery_id, whom, rosters.print_of(word), begun, opens, len(keys))
    signed = recoveries.agree(terms, deed.secrets.root_seed)
    number = audit.note(
        desk,
        recovery.BEGIN,
        recovery_id,
        staff=str(whom),
        opens=opens,
        keys=len(keys),
        custodians=deed.custodians,
        terms=sha256(signed).hexdigest(),
    )
    row = Recovery(
        id=recovery_id,
        staff_id=whom,
        opens_at=datetime.fromtimestamp(opens, UTC),
        terms=signed,
        number=number,
        half=b64encode(half).decode(),
        words={
            str(key.subject): admitted.word(
                key.secret,
                Place(key.subject, whom, key.epoch),
                None,
                (OFFICE_ROOT, deed.secrets.root_seed),
            )
            for key in keys
            if key.kind == GROUP
        },
    )
    desk.db.add(row)
    desk.db.flush()
    for key in keys:
        desk.db.add(_put_away(deed, recovery_id, half, key))
    desk.db.flush()
    return Wave(row.opens_at, len({key.subject for key in keys if key.kind == CASE}))


def _put_away(deed: _For, recovery_id: UUID, half: bytes, key: Key) -> RecoveredKey:
    whom = deed.says.subject
    terms = GrantTerms(key.kind, key.subject, whom, key.epoch, key.commitment)
    seed = deed.secrets.root_seed
    sealed = seal_grant(key.secret, terms, deed.says.xwing, OFFICE_ROOT, seed)
    place = CoverPlace(key.subject, whom, key.epoch, recovery_id)
    return RecoveredKey(
        recovery_id=recovery_id,
        subject_id=key.subject,
        epoch=key.epoch,
        kind=key.kind,
        body=covers.close_envelope(sealed, half, place),
    )
