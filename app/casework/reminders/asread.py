"""A mail as it was read: whether it still stands so when it leaves, and settled so afterwards."""

from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import LargeBinary, bindparam, select, update

from app.casework.reminders.leases import PLAIN, Claim
from app.casework.reminders.mails import ACCEPTED, LEASED
from app.casework.sound import is_sound
from app.db.bulk import sealed_saying
from app.db.desk import House, NightDesk, beside
from app.models import AuditHead, Mail

_MAIL, _HEAD = (
    Mail.metadata.tables[Mail.__tablename__],
    Mail.metadata.tables[AuditHead.__tablename__],
)
# What every mail asks just before it leaves, and has written down just after; put together once.
_STANDS = (
    select(_MAIL.c.state, _MAIL.c.fence, _HEAD.c.seq, _HEAD.c.hash)
    .outerjoin(_HEAD, _HEAD.c.id == 1)
    .where(_MAIL.c.id == bindparam("mail"))
)
_NEWEST = select(_HEAD.c.seq, _HEAD.c.hash).where(_HEAD.c.id == 1)
_TAKEN = (
    update(_MAIL)
    .where(_MAIL.c.id == bindparam("mail"), _MAIL.c.state == LEASED)
    .where(_MAIL.c.fence == bindparam("lease"), _MAIL.c.card == bindparam("was", type_=LargeBinary))
    .values(state=ACCEPTED, lease_until=None, accepted_at=bindparam("at"))
    .values(last_class=bindparam("how"), card=bindparam("then"))
)


@dataclass(frozen=True, slots=True)
class Seal:
    """A mail's card as it was read, and as it will be once a mail server took the mail."""

    was: bytes = field(repr=False)
    then: bytes = field(repr=False)


class Standing(NamedTuple):
    """By what a mail tells that nothing has happened since it was read: lease, newest deed."""

    state: str
    fence: int
    number: int | None
    hash: bytes | None


def standing(desk: NightDesk, held: Claim) -> Standing | None:
    """Return by what can be told later whether a mail stands as it does; one statement."""
    found = desk.db.connection().execute(_STANDS, {"mail": held.mail_id}).one_or_none()
    return None if found is None else Standing(*found)


def seal_of(desk: NightDesk, row: Mail) -> Seal | None:
    """Return by what a mail is settled without being read again; None of one that was changed."""
    return Seal(row.card, sealed_saying(desk.db, row, owed=False)) if is_sound(row) else None


def settle_sealed(house: House, held: Claim, seal: Seal) -> bool:
    """Record that the mail server took the mail as it was read; one statement, waiting for nobody.

    False where it is another's by now, or was changed since: then `settle` reads it.

    Raises:
        AmparoError: Nothing was written down.
    """
    told = {"mail": held.mail_id, "lease": held.fence, "was": seal.was, "then": seal.then}
    told |= {"at": house.clock(), "how": PLAIN if held.is_plain else ""}
    with beside(house) as connection:
        return connection.execute(_TAKEN, told).rowcount == 1


def newest_deed(desk: NightDesk) -> tuple[int | None, bytes | None]:
    """Return number and hash of the newest deed as the head has them, unproved; one statement."""
    found = desk.db.connection().execute(_NEWEST).one_or_none()
    return (None, None) if found is None else (found[0], found[1])
