"""Heads of the record as people keep them: in their mails, and countersigned by supervisors.

The record is chained, and whoever holds the server key can chain it anew. He cannot change what
stands in a colleague's mailbox, nor sign in a supervisor's name.
"""

from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, audit
from app.casework.policy import SUPERVISING
from app.crypto import heads
from app.crypto.certificates import SUPERVISOR, Certificate
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Audit

SIGNIN = "signin"
SIGNED = "signed"  # in the entry of a supervisor's sign-in: her word on the record before it


class RecordView(BaseModel):
    """How far the record goes now, by the code that mails repeat; empty where it is broken."""

    model_config = ConfigDict(frozen=True)

    number: int
    code: str
    at: datetime | None


class MailedHead(BaseModel):
    """Number and code of a head, as a mail told them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int = Field(ge=1, le=2**62)
    code: str = Field(min_length=16, max_length=40)


class Compared(BaseModel):
    """Whether the record still is as a mail told it."""

    model_config = ConfigDict(frozen=True)

    number: int
    same: bool


def newest(desk: NightDesk) -> RecordView:
    """Return how far the record goes; one statement."""
    head = audit.head(desk)
    if head is None:
        return RecordView(number=0, code="", at=None)
    return RecordView(number=head.number, code=heads.code_of(head.number, head.hash), at=head.at)


def compare(desk: Desk, told: MailedHead) -> Compared:
    """Tell whether the record has that deed still, and every deed before it as it was."""
    hashed = desk.db.scalar(select(Audit.hash).where(Audit.seq == told.number))
    same = hashed is not None and heads.code_of(told.number, hashed) == heads.grouped(told.code)
    return Compared(number=told.number, same=same)


def countersigned(desk: Desk) -> dict[str, str]:
    """Return a supervisor's word on the newest head, for the entry that is noted next."""
    head = audit.head(desk)
    if desk.who.role != SUPERVISING or head is None:
        return {}
    seed = access.own_keys(desk).signing_seed
    return {SIGNED: b64encode(heads.sign(seed, head.number, head.hash, desk.who.id)).decode()}


def wrong(desk: NightDesk, ever: Mapping[UUID, Collection[Certificate]]) -> Iterator[str]:
    """Yield the sign-ins of supervisors whose word on the record before them does not hold.

    Args:
        desk: Where.
        ever: Each certificate that somebody has or had, the newest first.
    """
    query = select(Audit).where(Audit.action == SIGNIN).order_by(Audit.seq)
    for entry in desk.db.scalars(query):
        held = ever.get(entry.actor_id, ()) if entry.actor_id is not None else ()
        keys = [each.signing for each in held if each.rank == SUPERVISOR]
        if not keys or entry.actor_id is None:
            continue
        try:
            signed = b64decode(str(entry.detail[SIGNED]))  # a missing word is as a false one
            before = bytes.fromhex(entry.after)
            heads.verify_any(keys, entry.seq - 1, before, entry.actor_id, signed)
        except UNREADABLE_ROW:
            yield f"audit {entry.seq}: not countersigned by the supervisor who signed in"
