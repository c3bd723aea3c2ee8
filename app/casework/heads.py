"""Heads of the record as people keep them: in their mails, and countersigned by supervisors.

The record is chained, and whoever holds the server key can chain it anew. He cannot change what
stands in a colleague's mailbox, nor sign in a supervisor's name.
"""

from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select

from app.casework import access, audit
from app.casework.chains import Chains
from app.casework.policy import SUPERVISING
from app.casework.supervised import Supervised
from app.crypto import heads
from app.crypto.certificates import SUPERVISOR, Certificate
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Damaged
from app.models import Audit, Staff

SIGNIN = "signin"
SIGNED = "signed"  # in the entry of a supervisor's sign-in: her word on the record before it
DATED = "dated"  # there too: the same word with the time, in hex
MOST_ASKED = 20  # sign-ins behind an entry that are looked at for one that says when it stood there
MOST_FOLLOWED = 1_000  # entries behind it that are chained anew for that
LAST = 3  # sign-ins of each supervisor before an entry whose times are not undercut

_SUPERVISING = select(Staff.id).where(Staff.role == SUPERVISING)


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
    """Return a supervisor's words on the newest head, for the entry that is noted next."""
    head = audit.head(desk)
    if desk.who.role != SUPERVISING or head is None:
        return {}
    seed = access.own_keys(desk).signing_seed
    signed = heads.sign(seed, head.number, head.hash, desk.who.id)
    says = heads.Dated(head.number, head.hash, desk.who.id, int(desk.now.timestamp()))
    return {SIGNED: b64encode(signed).decode(), DATED: heads.date(seed, says).hex()}


def stood_at(desk: Desk, number: int) -> datetime | None:
    """Return by when an entry stood on record; None where nobody's word says so.

    Who has the server key puts entries behind the record with what time he likes, and a clock that
    was put right leaves the same. A supervisor who signed in since signed, with the time, for all
    that stood before her: it is as old as that at least. Nor does she make it older than what was
    noted and signed for before her. What says more than the clock of now says nothing. A few
    statements.
    """
    latest = datetime.min.replace(tzinfo=UTC)
    for seq, says in _believed(desk, number):
        at = datetime.fromtimestamp(says.at, UTC)
        if at > desk.now:
            continue
        latest = max(latest, at)
        if seq > number and _covers(desk, says, number):
            return max(latest, _noted_by(desk, says.number) or latest)
    return None


def _believed(desk: Desk, number: int) -> list[tuple[int, heads.Dated]]:
    """Return supervisors' words on the record around an entry, by the sign-ins they stand in."""
    seqs = [*_last_before(desk, number), *_first_behind(desk, number)]
    told = [(seq, *word) for seq in seqs if (word := _dated(desk, seq)) is not None]
    signers = {says.signer for _, _, says in told}
    chains, supervised = Chains(desk, signers), Supervised(desk, signers)
    found = []
    for seq, blob, says in told:
        with suppress(*UNREADABLE_ROW):
            heads.dated(blob, *_keys_at(chains, supervised, says.signer, seq))
            found.append((seq, says))
    return found


def _last_before(desk: Desk, number: int) -> list[int]:
    """Return each supervisor's newest sign-ins before an entry: no word behind it is of before."""
    query = select(
        Audit.seq,
        func.row_number().over(partition_by=Audit.actor_id, order_by=Audit.seq.desc()).label("nth"),
    ).where(Audit.action == SIGNIN, Audit.seq < number, Audit.actor_id.in_(_SUPERVISING))
    rows = query.subquery()
    return list(desk.db.scalars(select(rows.c.seq).where(rows.c.nth <= LAST).order_by(rows.c.seq)))


def _first_behind(desk: Desk, number: int) -> list[int]:
    query = select(Audit.seq).where(
        Audit.action == SIGNIN, Audit.seq > number, Audit.actor_id.in_(_SUPERVISING)
    )
    seqs = list(desk.db.scalars(query.order_by(Audit.seq)))
    # Sign-ins of before this version have no such word, all behind them have.
    first = bisect_left(seqs, 1, key=lambda seq: int(_dated(desk, seq) is not None))
    return seqs[first : first + MOST_ASKED]


def _keys_at(chains: Chains, supervised: Supervised, person_id: UUID, number: int) -> list[bytes]:
    """Return with which keys a supervisor signed as an entry was noted: not with former ones."""
    with suppress(Damaged):
        now = chains.now(person_id)
        if now is not None and now.rank == SUPERVISOR:
            return [now.signing, *_former(chains, supervised, person_id, number)]
    return _former(chains, supervised, person_id, number)


def _former(chains: Chains, supervised: Supervised, person_id: UUID, number: int) -> list[bytes]:
    ended = supervised.first_ended(person_id)
    if ended is not None and ended < number:
        return []
    return [each.signing for each in chains.ever(person_id) if each.rank == SUPERVISOR]


def _dated(desk: Desk, seq: int) -> tuple[bytes, heads.Dated] | None:
    with suppress(*UNREADABLE_ROW):
        blob = bytes.fromhex(desk.db.get_one(Audit, seq).detail[DATED])
        return blob, heads.read_dated(blob)
    return None


def _noted_by(desk: Desk, number: int) -> datetime | None:
    """Return the latest time that the entries up to one say, but for a clock that was ahead."""
    first = number - MOST_FOLLOWED
    query = select(func.max(Audit.at)).where(Audit.seq > first, Audit.seq <= number)
    return desk.db.scalar(query.where(Audit.at <= desk.now))


def _covers(desk: Desk, says: heads.Dated, number: int) -> bool:
    """Tell whether a head that was signed is of the record that holds an entry just as it is.

    So far as one need look at once: of what is further behind the check of the chain tells.
    """
    last = min(says.number, number + MOST_FOLLOWED)
    query = select(Audit).where(Audit.seq >= number, Audit.seq <= last).order_by(Audit.seq)
    before: bytes | None = None
    for entry in desk.db.scalars(query):
        if before is None:
            before = bytes.fromhex(entry.after)
        elif entry.after != before.hex():
            return False
        before = audit.link(before, entry)
    if last < says.number:
        signed = desk.db.scalar(select(Audit.hash).where(Audit.seq == says.number))
        return signed == says.hash
    return before == says.hash


def wrong(desk: NightDesk, ever: Mapping[UUID, Collection[Certificate]]) -> Iterator[str]:
    """Yield the sign-ins of supervisors whose word on the record before them does not hold.

    Args:
        desk: Where.
        ever: Each certificate that somebody has or had, the newest first.
    """
    query = select(Audit).where(Audit.action == SIGNIN).order_by(Audit.seq)
    supervised, are_dated = Supervised(desk, ever.keys()), False
    for entry in desk.db.scalars(query):
        held = ever.get(entry.actor_id, ()) if entry.actor_id is not None else ()
        keys = [each.signing for each in held if each.rank == SUPERVISOR]
        if not keys or entry.actor_id is None:
            continue
        words = _words_in(entry)
        if not supervised.at(entry.actor_id, entry.seq):
            if words:
                yield f"audit {entry.seq}: countersigned by who was no supervisor then"
            continue
        if not _is_countersigned(entry, entry.actor_id, keys):
            yield f"audit {entry.seq}: not countersigned by the supervisor who signed in"
        if (DATED in words or are_dated) and not _is_dated(entry, entry.actor_id, keys):
            yield f"audit {entry.seq}: the supervisor signed for another time, or for none"
        are_dated = are_dated or DATED in words


def _words_in(entry: Audit) -> set[str]:
    with suppress(*UNREADABLE_ROW):
        return {SIGNED, DATED} & set(entry.detail)
    return set()


def _is_countersigned(entry: Audit, actor_id: UUID, keys: Collection[bytes]) -> bool:
    with suppress(*UNREADABLE_ROW):
        signed = b64decode(str(entry.detail[SIGNED]))  # a missing word is as a false one
        before = bytes.fromhex(entry.after)
        heads.verify_any(keys, entry.seq - 1, before, actor_id, signed)
        return True
    return False


def _is_dated(entry: Audit, actor_id: UUID, keys: Collection[bytes]) -> bool:
    """Tell whether her word is of this head and of the time at which she signed in."""
    with suppress(*UNREADABLE_ROW):
        says = heads.dated(bytes.fromhex(entry.detail[DATED]), *keys)
        at, before = int(entry.at.timestamp()), bytes.fromhex(entry.after)
        return says == (entry.seq - 1, before, actor_id, at)
    return False
