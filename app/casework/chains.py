"""Certificates of many people read at once, each followed up to the root in one's own bundle."""

from base64 import b64decode
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Row, Uuid, bindparam, func, select

from app.casework import rostercalls
from app.crypto import certificates, charters, rosters
from app.crypto.certificates import CERTIFICATE_BYTES, OFFICE_ROOT, SUPERVISOR, Certificate
from app.crypto.charters import Charter
from app.crypto.rosters import Roster
from app.db.desk import NightDesk
from app.db.once import once
from app.errors import Damaged, Locked
from app.models import Audit, Principal, Setting

ROSTER = "roster"

# Put together once: whatever somebody signed asks them.
_WORDS = select(Principal.id, Principal.word, Principal.former).where(
    Principal.id.in_(bindparam("people", type_=Uuid(), expanding=True))
)
_LAST = select(func.max(Audit.seq)).where(Audit.action == rostercalls.CALL).scalar_subquery()
_CALLED = (
    select(Setting, Audit.seq, Audit.hash)
    .outerjoin(Audit, Audit.seq == _LAST)
    .where(Setting.name == ROSTER)
)


class Chains:
    """What is certified of these people at one desk.

    Two statements, and two more where the roster is asked, however many people. What is changed
    at the desk afterwards is not seen here.
    """

    def __init__(self, desk: NightDesk, ids: Collection[UUID], root: bytes | None = None) -> None:
        """Read the certificates of these people and of whoever issued them.

        Args:
            desk: Where.
            ids: Who.
            root: The office root, where custodians have opened it; else that of one's own keys.
        """
        self._desk, self._given = desk, root
        self._words: dict[UUID, bytes | None] = {}
        self._every: dict[UUID, list[bytes]] = {}
        self._roster: Roster | None = None
        self._held: dict[bytes, Certificate | None] = {}
        self._now: dict[UUID, Certificate | None] = {}
        self._read(ids)

    def ever(self, person_id: UUID) -> list[Certificate]:
        """Return each certificate of a person whose chain holds, the newest first; of leavers too.

        For what was signed long ago and is bound by more than the signature.
        """
        held = [self._holding(word) for word in self._every.get(person_id, [])]
        return [says for says in held if says is not None and says.subject == person_id]

    def now(self, person_id: UUID) -> Certificate | None:
        """Return a person's certificate if it holds and the roster names it.

        Raises:
            Damaged: The roster does not hold.
        """
        if person_id not in self._now:
            self._now[person_id] = self._standing(person_id)
        return self._now[person_id]

    def _standing(self, person_id: UUID) -> Certificate | None:
        word = self._words.get(person_id)
        if self.roster.prints.get(person_id) is None or word is None:
            return None
        says = self._holding(word)
        if says is None or says.subject != person_id:
            return None
        named = self.roster.prints[person_id] == rosters.print_of(word)
        return says if named else None

    def certificate(self, person_id: UUID) -> Certificate:
        """Return a person's certificate.

        Raises:
            Damaged: None holds: she was never certified, was removed, or the row was changed.
        """
        says = self.now(person_id)
        if says is None:
            raise Damaged
        return says

    def chartered(self, blob: bytes) -> tuple[Charter, Certificate]:
        """Return what a charter says, and the certificate that its maker signed it under.

        Raises:
            Damaged: None of hers fits.
        """
        for says in self.ever(charters.read(blob).maker):
            with suppress(Damaged):
                return _checked_charter(blob, says.signing), says
        raise Damaged

    @property
    def roster(self) -> Roster:
        """The roster: called by the root, or by a supervisor whom the one before it named.

        Raises:
            Damaged: It does not hold, or is not the newest on record.
        """
        if self._roster is None:
            (blob, before), last = _roster_and_call(self._desk)
            called = self._called(blob, before)
            rostercalls.require_newest(self._desk, blob, self._root, last)
            self._roster = called
        return self._roster

    def _called(self, blob: bytes, before: bytes) -> Roster:
        caller = rosters.read(blob).issuer
        if caller == OFFICE_ROOT:
            return _checked_roster(blob, self._root)
        self._read([caller])
        for word in self._every.get(caller, []):
            says = self._holding(word)
            if says is None or says.rank != SUPERVISOR or says.subject != caller:
                continue
            with suppress(Damaged):
                rosters.follows(blob, before, rosters.print_of(word))
                return _checked_roster(blob, says.signing)
        raise Damaged

    @property
    def _root(self) -> bytes:
        member = self._desk.keys.member
        if self._given is not None:
            return self._given
        if member is None or member.office_root is None:
            raise Locked
        return member.office_root

    def _read(self, ids: Iterable[UUID]) -> None:
        """Read these people's words, and those of whoever issued them."""
        fresh = self._ask(ids)
        words = [word for each in fresh for word in self._every[each]]
        self._ask({says.issuer for word in words if (says := _said(word)) is not None})

    def _ask(self, ids: Iterable[UUID]) -> set[UUID]:
        fresh = set(ids) - self._every.keys() - {OFFICE_ROOT}
        if not fresh:
            return fresh
        self._every |= {each: [] for each in fresh}
        for person_id, word, former in _words_of(self._desk, fresh):
            self._words[person_id] = word
            self._every[person_id] = all_words(word, former)
        return fresh

    def _holding(self, word: bytes) -> Certificate | None:
        """Return what a certificate says if its chain holds today, whoever the roster names."""
        if word not in self._held:
            self._held[word] = self._chain(word)
        return self._held[word]

    def _chain(self, word: bytes) -> Certificate | None:
        says = _said(word)
        if says is None:
            return None
        issuers = [None] if says.rank == SUPERVISOR else self._every.get(says.issuer, [])
        held = (_held_by(self._desk, word, self._root, issuer) for issuer in issuers)
        return next((each for each in held if each is not None), None)


def roster_blobs(desk: NightDesk) -> tuple[bytes, bytes]:
    """Return the roster and the one before it, as they stand.

    Raises:
        Damaged: There is none.
    """
    row = desk.db.get(Setting, ROSTER)
    if row is None:
        raise Damaged
    return _blobs(row)


def _words_of(
    desk: NightDesk, ids: Collection[UUID]
) -> Sequence[Row[UUID, bytes | None, bytes | None]]:
    """Return the certificates of these people, also the former ones; one statement."""
    asked = frozenset(ids)
    return once(
        desk, (Principal, asked), lambda: desk.db.execute(_WORDS, {"people": [*asked]}).all()
    )


def _roster_and_call(desk: NightDesk) -> tuple[tuple[bytes, bytes], rostercalls.Place | None]:
    """Return the same, and where the newest call stands on record; one statement."""
    found = once(desk, ROSTER, lambda: desk.db.execute(_CALLED).one_or_none())
    if found is None:
        raise Damaged
    place = rostercalls.Place(found[1], found[2]) if found[1] else None
    return _blobs(found[0]), place


def _blobs(row: Setting) -> tuple[bytes, bytes]:
    return b64decode(str(row.value["roster"])), b64decode(str(row.value["before"]))


def all_words(word: bytes | None, former: bytes | None) -> list[bytes]:
    """Return a person's certificates as they stand in her row, the newest first."""
    return ([] if word is None else [word]) + apart(former)


def apart(former: bytes | None) -> list[bytes]:
    """Return the certificates that a person had, one by one."""
    joined, size = former or b"", CERTIFICATE_BYTES
    return [joined[start : start + size] for start in range(0, len(joined), size)]


def _said(word: bytes) -> Certificate | None:
    try:
        return certificates.read(word)
    except Damaged:
        return None


def _held_by(desk: NightDesk, blob: bytes, root: bytes, issuer: bytes | None) -> Certificate | None:
    now = int(desk.now.timestamp())
    try:
        checked = _checked(blob, root, issuer)
        lapses = [each.until for each in (checked, issuer and certificates.read(issuer)) if each]
    except Damaged:
        return None
    return None if any(until and until < now for until in lapses) else checked


@lru_cache(maxsize=2_048)
def _checked(blob: bytes, root: bytes, issuer: bytes | None) -> Certificate:
    """Signatures once verified stay verified; when they lapse is asked each time."""
    return certificates.verify(blob, root=root, issuer=issuer, at=0)


@lru_cache(maxsize=4_096)
def _checked_charter(blob: bytes, maker_public: bytes) -> Charter:
    return charters.verify(blob, maker_public)


@lru_cache(maxsize=64)
def _checked_roster(blob: bytes, issuer_public: bytes) -> Roster:
    return rosters.verify(blob, issuer_public)
