"""Who is signed in, in this process's memory only; a restart signs everyone out.

What a session holds of its person's keys is sealed under the cookie's token and a secret of this
boot: without the cookie it opens nothing. What she holds open of the name index ends with it.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from secrets import token_bytes
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict

from app.casework import audit, seats
from app.casework.conflicts.opened import Holding, Shelf
from app.casework.openings import Openings
from app.casework.seats import Seat
from app.casework.sentonce import Sent
from app.crypto.bundle import MemberKeys, packed, unpacked
from app.crypto.sessions import lookup_of, new_token, open_session, seal_session
from app.db.desk import Desk, House
from app.errors import AmparoError, NotFound, SignedOut

log = logging.getLogger(__name__)

IDLE = timedelta(minutes=30)  # NIST SP 800-63B-4 allows an hour at AAL2
ABSOLUTE = timedelta(hours=12)
LOCKED, RAN_OUT = "locked", "ran out"  # why a session is over without its person


class SessionView(BaseModel):
    """One sign-in as its owner sees it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    device: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class _Begun:
    """The last form of its kind that was begun, by the mark that its page carries."""

    mark: str
    sealed: bytes | None = field(default=None, repr=False)  # None: it was saved


@dataclass(frozen=True, slots=True)
class _Session:
    id: UUID
    staff_id: UUID
    device: str
    began_at: datetime
    seen_at: datetime
    sealed: bytes = field(repr=False)
    holding: Holding = field(repr=False)
    kept: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    told: str = ""
    begun: Mapping[str, _Begun] = field(default_factory=dict, repr=False)  # by kind
    made: _Begun | None = field(default=None, repr=False)  # a printed code, until it is printed
    openings: Openings = field(default_factory=Openings, repr=False)
    sent: Sent = field(default_factory=Sent, repr=False)
    warned: str = ""
    locale: str = ""

    def lives(self, now: datetime) -> bool:
        return now - self.seen_at < IDLE and now - self.began_at < ABSOLUTE


@dataclass(frozen=True, slots=True)
class _Ended:
    """What stays of a session that its person did not end: her half-typed forms, no key."""

    staff_id: UUID
    seen_at: datetime
    why: str
    begun: Mapping[str, _Begun] = field(default_factory=dict, repr=False)
    locale: str = ""


def sign_out(house: House, sessions: "Sessions", token: str) -> None:
    """End a token's session and note it; without a living session nothing is done.

    Whoever leaves is signed out even while the database is away.
    """
    try:
        seat = sessions.seat(token, house.clock())
    except SignedOut:
        return
    sessions.end(token)
    try:
        with seats.writing(house, seat) as desk:
            audit.note(desk, "signout")
    except AmparoError as failure:
        log.warning("a sign-out was not noted: %s", failure.code)


def mine(desk: Desk, sessions: "Sessions", token: str) -> list["SessionView"]:
    """Return the living sessions of whoever sits here, newest activity first."""
    return sessions.of(desk.who.id, token, desk.now)


def note_end(desk: Desk, sessions: "Sessions", token: str, session_id: UUID) -> None:
    """Note that whoever sits here ends one of her sessions; its door ends it once this is saved.

    Raises:
        NotFound: There is none, or it is a colleague's.
    """
    if session_id not in {each.id for each in mine(desk, sessions, token)}:
        raise NotFound
    audit.note(desk, "session.end", session_id)


def note_end_others(desk: Desk, count: int) -> None:
    """Note that so many other sessions of whoever sits here end."""
    audit.note(desk, "session.end_others", count=count)


@dataclass(frozen=True, slots=True)
class _Drawer:
    """The drawer of one session, at hand for as long as one request holds the token."""

    sessions: "Sessions" = field(repr=False)
    token: str = field(repr=False)

    def look(self, name: str) -> bytes | None:
        return self.sessions.kept(self.token, name)

    def keep(self, name: str, payload: bytes) -> None:
        self.sessions.keep(self.token, name, payload)


class Sessions:
    """The sessions of one web process."""

    def __init__(self) -> None:
        self._boot_secret = token_bytes(32)
        self._drawer_secret = token_bytes(32)  # so that no key seals two things
        self._begun_secret = token_bytes(32)
        self._made_secret = token_bytes(32)
        self._lock = threading.Lock()
        self._shelf = Shelf()
        self._held: dict[bytes, _Session] = {}
        self._ended: dict[bytes, _Ended] = {}

    def begin(self, staff_id: UUID, keys: MemberKeys, device: str, now: datetime) -> str:
        """Begin a session and return the token that goes into the cookie."""
        token = new_token()
        sealed = seal_session(token, self._boot_secret, packed(keys))
        holding = Holding(self._shelf)
        session = _Session(uuid4(), staff_id, device, now, now, sealed, holding)
        with self._lock:
            self._sweep(now)
            self._held[lookup_of(token)] = session
        return token

    @staticmethod
    def found_by(token: str) -> bytes:
        """Return what a token's session is found by; the token cannot be had back from it."""
        return lookup_of(token)

    def seat(self, token: str, now: datetime) -> Seat:
        """Return the seat of a token's session and count this as activity.

        Raises:
            SignedOut: There is no such session, or it ran out.
        """
        lookup = lookup_of(token)
        with self._lock:
            self._sweep(now)
            session = self._held.get(lookup)
            if session is None:
                raise SignedOut
            self._held[lookup] = replace(session, seen_at=now)
        keys = unpacked(open_session(token, self._boot_secret, session.sealed))
        return Seat(
            staff_id=session.staff_id,
            keys=keys,
            drawer=_Drawer(self, token),
            holding=session.holding,
            openings=session.openings,
            session=lookup,
        )

    def require(self, token: str, now: datetime) -> None:
        """Let whoever has this session go on; to ask counts as no activity.

        Raises:
            SignedOut: There is no such session, or it ran out.
        """
        with self._lock:
            self._sweep(now)
            if lookup_of(token) not in self._held:
                raise SignedOut

    def kept(self, token: str, name: str) -> bytes | None:
        """Return what a token's session keeps under a name; only the token opens it."""
        with self._lock:
            session = self._held.get(lookup_of(token))
        if session is None or name not in session.kept:
            return None
        return open_session(token, self._drawer_secret, session.kept[name])

    def keep(self, token: str, name: str, payload: bytes) -> None:
        """Keep something for a session until it ends, sealed under its token."""
        sealed = seal_session(token, self._drawer_secret, payload)
        with self._lock:
            session = self._held.get(lookup_of(token))
            if session is not None:
                self._held[lookup_of(token)] = replace(session, kept={**session.kept, name: sealed})

    def ended_by(self, token: str) -> str:
        """Return why a token's session is over, where its person did not end it herself."""
        with self._lock:
            ended = self._ended.get(lookup_of(token))
        return ended.why if ended is not None else ""

    def speak(self, token: str, locale: str) -> None:
        """Keep in which language a session's pages are."""
        self._swap(token, locale=locale)

    def spoke(self, token: str) -> str:
        """Return the language of a session that its person did not end, nothing where unknown."""
        lookup = lookup_of(token)
        with self._lock:
            known = self._held.get(lookup) or self._ended.get(lookup)
        return known.locale if known is not None else ""

    def is_half_typed(self, token: str) -> bool:
        """Tell whether forms wait, half typed, for whoever had a session that is over."""
        with self._lock:
            ended = self._ended.get(lookup_of(token))
        return ended is not None and any(each.sealed for each in ended.begun.values())

    def inherit(self, former: str, staff_id: UUID, token: str) -> None:
        """Give a new session what its person had half typed in one that ended without her."""
        with self._lock:
            ended = self._ended.pop(lookup_of(former), None)
        if ended is None or ended.staff_id != staff_id:
            return
        for kind, last in ended.begun.items():
            if last.sealed is not None:
                payload = open_session(former, self._begun_secret, last.sealed)
                self.keep_begun(token, kind, last.mark, payload)

    def begun(self, token: str, kind: str) -> bytes | None:
        """Return what was typed last into a form of this kind and not saved."""
        with self._lock:
            session = self._held.get(lookup_of(token))
        last = session.begun.get(kind) if session is not None else None
        if last is None or last.sealed is None:
            return None
        return open_session(token, self._begun_secret, last.sealed)

    def keep_begun(self, token: str, kind: str, mark: str, payload: bytes) -> None:
        """Keep what was typed; what comes late, after its form was saved, is dropped."""
        sealed = seal_session(token, self._begun_secret, payload)
        with self._lock:
            last = self._last_begun(token, kind)
            if mark and last == _Begun(mark):
                return
            self._put_begun(token, kind, _Begun(mark, sealed))

    def forget_begun(self, token: str, kind: str, mark: str) -> None:
        """Forget a form that was saved; one typed since in another window stays."""
        with self._lock:
            last = self._last_begun(token, kind)
            if mark and last is not None and last.sealed is not None and last.mark != mark:
                return
            self._put_begun(token, kind, _Begun(mark))

    def _last_begun(self, token: str, kind: str) -> _Begun | None:
        lookup = lookup_of(token)
        session = self._held.get(lookup) or self._ended.get(lookup)
        return session.begun.get(kind) if session is not None else None

    def _put_begun(self, token: str, kind: str, begun: _Begun) -> None:
        lookup = lookup_of(token)
        if lookup in self._held:
            session = self._held[lookup]
            self._held[lookup] = replace(session, begun={**session.begun, kind: begun})
        elif lookup in self._ended:
            ended = self._ended[lookup]
            self._ended[lookup] = replace(ended, begun={**ended.begun, kind: begun})

    def sent(self, token: str) -> Sent | None:
        """Return which forms of a session were saved; None where it is over."""
        with self._lock:
            session = self._held.get(lookup_of(token))
        return session.sent if session is not None else None

    def keep_made(self, token: str, mark: str, payload: bytes) -> None:
        """Keep what is shown once, by the mark of the form that asked for it; only for Reload."""
        sealed = seal_session(token, self._made_secret, payload)
        self._swap(token, made=_Begun(mark, sealed))

    def made(self, token: str, mark: str) -> bytes | None:
        """Return what this very form brought, until its person said that she has it."""
        with self._lock:
            session = self._held.get(lookup_of(token))
        made = session.made if session is not None else None
        if made is None or made.sealed is None or not mark or made.mark != mark:
            return None
        return open_session(token, self._made_secret, made.sealed)

    def forget_made(self, token: str) -> None:
        """Forget what was shown once."""
        self._swap(token, made=None)

    def tell(self, token: str, sentence: str) -> None:
        """Keep a sentence about what was just done, for the next page of this session."""
        self._swap(token, told=sentence)

    def told(self, token: str) -> str:
        """Return the sentence that waits for this session's next page, once."""
        session = self._swap(token, told="")
        return session.told if session else ""

    def warn(self, token: str, sentence: str) -> None:
        """Keep a sentence that must not be overlooked, for the first page of this session."""
        self._swap(token, warned=sentence)

    def warned(self, token: str) -> str:
        """Return the warning that waits for this session's next page, once."""
        session = self._swap(token, warned="")
        return session.warned if session else ""

    def _swap(self, token: str, **values: str | _Begun | None) -> _Session | None:
        """Put values into a token's session, and return it as it was before."""
        lookup = lookup_of(token)
        with self._lock:
            session = self._held.get(lookup)
            if session is not None:
                self._held[lookup] = replace(session, **values)  # type: ignore[arg-type]
            return session

    def end(self, token: str) -> None:
        """End a token's session."""
        lookup = lookup_of(token)
        with self._lock:
            self._forget([lookup] if lookup in self._held else [])

    def sweep(self, now: datetime) -> None:
        """Let go of every session that ran out, and of what it held open."""
        with self._lock:
            self._sweep(now)

    def end_one(self, staff_id: UUID, session_id: UUID) -> bool:
        """End one of a person's own sessions; tell whether there was one."""
        return self._drop(lambda s: s.staff_id == staff_id and s.id == session_id) > 0

    def end_others(self, staff_id: UUID, token: str) -> int:
        """End all of a person's sessions but the one of this token; return how many."""
        return self._drop(self._other_than(staff_id, token))

    def count_others(self, staff_id: UUID, token: str) -> int:
        """Return how many `end_others` would end."""
        is_other = self._other_than(staff_id, token)
        with self._lock:
            return sum(is_other(session) for session in self._held.values())

    def _other_than(self, staff_id: UUID, token: str) -> Callable[[_Session], bool]:
        keep = self._held.get(lookup_of(token))
        return lambda s: s.staff_id == staff_id and (keep is None or s.id != keep.id)

    def end_all(self, staff_id: UUID) -> int:
        """End all of a person's sessions; return how many."""
        return self._drop(lambda s: s.staff_id == staff_id)

    def end_everybody(self) -> int:
        """End every session of this process, with all that it holds; return how many.

        What was half typed stays, sealed under the cookies, for whoever signs in again.
        """
        with self._lock:
            gone = list(self._held)
            for lookup in gone:
                self._put_by(lookup, LOCKED)
            self._forget(gone)
        return len(gone)

    def of(self, staff_id: UUID, token: str, now: datetime) -> list[SessionView]:
        """Return a person's living sessions, newest activity first."""
        this = lookup_of(token)
        with self._lock:
            held = [(k, s) for k, s in self._held.items() if s.staff_id == staff_id]
        views = [
            SessionView(
                id=s.id,
                device=s.device,
                began_at=s.began_at,
                seen_at=s.seen_at,
                is_this=k == this,
            )
            for k, s in held
            if s.lives(now)
        ]
        return sorted(views, key=lambda view: view.seen_at, reverse=True)

    def _drop(self, wanted: Callable[[_Session], bool]) -> int:
        with self._lock:
            gone = [lookup for lookup, session in self._held.items() if wanted(session)]
            self._forget(gone)
        return len(gone)

    def _sweep(self, now: datetime) -> None:
        gone = [k for k, s in self._held.items() if not s.lives(now)]
        for lookup in gone:
            self._put_by(lookup, RAN_OUT)
        self._forget(gone)
        for lookup in [k for k, e in self._ended.items() if now - e.seen_at >= ABSOLUTE]:
            del self._ended[lookup]

    def _put_by(self, lookup: bytes, why: str) -> None:
        session = self._held[lookup]
        self._ended[lookup] = _Ended(
            session.staff_id, session.seen_at, why, session.begun, session.locale
        )

    def _forget(self, lookups: list[bytes]) -> None:
        for lookup in lookups:
            self._held.pop(lookup).holding.close()
