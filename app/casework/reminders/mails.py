"""The mails that wait to leave: at most one of a kind to a person in one window of time."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID, uuid4

from sqlalchemy import or_, select

from app.casework.reminders.roster import BOUNCED, PARKED
from app.db.desk import Desk, House, NightDesk
from app.errors import UNREADABLE_ROW, Damaged
from app.models import Mail

READY, LEASED, ACCEPTED, DROPPED = "ready", "leased", "accepted", "dropped"
WAITING = (READY, LEASED, PARKED)
DIGEST, URGENT, DAILY, ALARM = "digest", "urgent", "daily", "alarm"
INVITATION, WEEKLY = "invitation", "weekly"
OF_ITSELF = frozenset({INVITATION, WEEKLY})  # without its own text and link it says nothing
CHANGED, WITHDRAWN = "changed", "withdrawn"
LOOK = "look"  # marked as filed: a second look is owed
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
_NOBODY: Mapping[UUID, datetime] = {}
AT_ONCE = 3  # mails of one trouble to one person by one colleague; more could drown the others
STOOD_STILL = "stood_still"  # in its card: since when, until just before it, no worker ran
BY = "by"  # in a mail's card: which trouble was whose doing


class Item(NamedTuple):
    """One telling inside a mail."""

    entry_id: UUID
    edition: int
    code: int
    news: str = ""

    def dump(self) -> list[Any]:
        """Return it as JSON."""
        return [str(self.entry_id), self.edition, self.code, self.news]

    @classmethod
    def load(cls, raw: list[Any]) -> Self:
        """Return what `dump` made."""
        return cls(UUID(raw[0]), int(raw[1]), int(raw[2]), str(raw[3]))


def window_of(house: House, at: datetime) -> int:
    """Return the number of the window that an instant lies in."""
    return int(at.timestamp()) // (house.settings.mail_window_minutes * 60)


def window_start(house: House, number: int) -> datetime:
    """Return when a window begins."""
    return datetime.fromtimestamp(number * house.settings.mail_window_minutes * 60, UTC)


def items_of(mail: Mail) -> list[Item]:
    """Return what a mail tells.

    Raises:
        Damaged: The row was changed outside Amparo.
    """
    try:
        return [Item.load(raw) for raw in mail.told["items"]]
    except (*UNREADABLE_ROW, IndexError):
        raise Damaged from None


def own_window(mail: Mail) -> int:
    """Return the window that a mail was written for, as its seal says.

    Raises:
        Damaged: The row was changed outside Amparo.
    """
    return int(mail.told.get("window", mail.window))


def own_kind(mail: Mail) -> str:
    """Return of which kind a mail was written, as its seal says; as it stands where none does."""
    try:
        return str(mail.told.get("kind", mail.kind))
    except UNREADABLE_ROW:
        return mail.kind


def is_own(mail: Mail) -> bool:
    """Tell whether Amparo wrote a mail, for the window it stands in; a planted row has no seal."""
    try:
        told = [mail.told.get(name, []) for name in ("items", "troubles", BY)]
        stands = own_window(mail) == mail.window and own_kind(mail) == mail.kind
        return stands and all(isinstance(each, list) for each in told)
    except UNREADABLE_ROW:
        return False


def _troubles(row: Mail) -> list[str]:
    try:
        return list(row.told.get("troubles", []))
    except UNREADABLE_ROW:
        return []


def put_off(mail: Mail, at: datetime) -> None:
    """Have a mail wait until then; it is late from then on, and its seal says so."""
    mail.not_before = at
    if is_own(mail):  # one that was changed outside Amparo leaves as it is
        mail.told = {**mail.told, "since": at.isoformat()}


def invite(desk: NightDesk, person: UUID) -> None:
    """Have a link mailed to somebody invited, if no such mail to her waits already."""
    mine = (Mail.recipient_id == person, Mail.kind == INVITATION)
    if desk.db.scalars(select(Mail.id).where(*mine, Mail.state == READY)).first():
        return
    used = set(desk.db.scalars(select(Mail.window).where(*mine)))
    window = _first_free(window_of(desk.house, desk.now), used)
    desk.db.add(_waiting(person, INVITATION, window, desk.now))


def test(desk: NightDesk, person: UUID, window: int, not_before: datetime) -> Mail:
    """Have the week's test mail to a person wait to leave, and return it."""
    mail = _waiting(person, WEEKLY, window, not_before)
    desk.db.add(mail)
    return mail


def _first_free(window: int, used: set[int]) -> int:
    while window in used:
        window += 1
    return window


def _waiting(person: UUID, kind: str, window: int, not_before: datetime) -> Mail:
    """Return a mail that waits to leave, with nothing in it yet."""
    return Mail(
        id=uuid4(),
        recipient_id=person,
        kind=kind,
        window=window,
        state=READY,
        not_before=not_before,
        lease_until=None,
        fence=0,
        attempts=0,
        last_class="",
        accepted_at=None,
        told={"items": [], "since": not_before.isoformat(), "window": window, "kind": kind},
        owed=True,
    )


class Mailbox:
    """The mails of the last day and those that still wait, as one desk sees them.

    Times and windows stand in clear, so whoever writes to the database can move them. What was
    moved takes the place of no mail, and holds none up for longer than to the next window.
    """

    def __init__(
        self,
        desk: NightDesk,
        in_court: Mapping[UUID, datetime] = _NOBODY,
        stood_still: datetime | None = None,
    ) -> None:
        self._desk = desk
        self._stood_still = stood_still
        self._in_court = in_court
        self._window = window_of(desk.house, desk.now)
        yesterday = window_of(desk.house, desk.now - A_DAY)
        recent = or_(
            Mail.state.in_(WAITING),
            Mail.window >= yesterday,  # also of times to come: no two may stand in one
            Mail.accepted_at.between(desk.now - A_DAY, desk.now),
        )
        self._rows: dict[tuple[UUID, str], list[Mail]] = {}
        for row in desk.db.scalars(select(Mail).where(recent).order_by(Mail.window)):
            self._rows.setdefault((row.recipient_id, row.kind), []).append(row)

    def _takes_more(self, row: Mail) -> bool:
        """Tell whether an item may be added; a row that was changed outside Amparo takes none."""
        if row.state not in {READY, PARKED}:
            return False
        try:
            lists = [row.told["items"], row.told.get("troubles", []), row.told.get(BY, [])]
        except UNREADABLE_ROW:
            return False
        return all(isinstance(each, list) for each in lists)

    def add(self, person: UUID, kind: str, item: Item) -> UUID:
        """Put an item into the person's next mail of the kind and return the mail's id.

        Routine ones wait until she is out of court.
        """
        mail = self._open_mail(person, kind)
        if kind == DIGEST and person in self._in_court:
            put_off(mail, max(mail.not_before, self._in_court[person]))
        mail.told["items"].append(item.dump())  # copied for each, a long mail costs its square
        mail.seal_again()
        mail.owed = True  # also where it was opened again in clear alone
        return mail.id

    def alarm(self, person: UUID, trouble: str, *, each: bool = False) -> None:
        """Tell a person of a trouble: once a day, or each time, unless a mail of it still waits.

        What one colleague causes again and again goes at once three times a day, then once an hour.
        """
        known = [row for row in self._recent(person, ALARM) if trouble in _troubles(row)]
        waiting = next(filter(self._takes_more, known), None)
        if waiting is not None:
            self._put(waiting, trouble)
        elif not known or (each and not self._is_enough(known, trouble)):
            self._put(self._open_mail(person, ALARM), trouble)

    def _put(self, mail: Mail, trouble: str) -> None:
        """Have a mail tell of a trouble, and keep under its seal who caused it."""
        troubles = dict.fromkeys([*mail.told.get("troubles", []), trouble])
        causes = dict.fromkeys([*mail.told.get(BY, []), *self._cause(trouble)])
        mail.told = {**mail.told, "troubles": list(troubles), BY: list(causes)}
        mail.owed = True

    def _cause(self, trouble: str) -> list[str]:
        return [f"{trouble} {self._desk.who.id}"] if isinstance(self._desk, Desk) else []

    def _is_enough(self, known: list[Mail], trouble: str) -> bool:
        """Tell whether this colleague caused enough mails of a trouble today, one just now."""
        causes, since = self._cause(trouble), self._desk.now - AN_HOUR
        mine = [row for row in known if set(causes) & set(row.told.get(BY, []))]
        is_told = any(row.accepted_at is None or row.accepted_at > since for row in mine)
        return len(mine) >= AT_ONCE and is_told

    def sign_of_life(self, person: UUID, since: datetime) -> None:
        """Write the day's sign of life to a person, once."""
        window = window_of(self._desk.house, since)
        if not any(row.window >= window for row in self._recent(person, DAILY)):
            self._new(person, DAILY, self._free(person, DAILY, window), self._desk.now)

    def hears_today(self, person: UUID, since: datetime, kinds: Collection[str]) -> bool:
        """Tell whether a mail of today, of these kinds, shows the person that Amparo is awake."""
        rows = [row for kind in kinds for row in self._recent(person, kind)]
        return any(
            row.state in {READY, LEASED}
            or (
                row.state != BOUNCED
                and row.accepted_at
                and since <= row.accepted_at <= self._desk.now
            )
            for row in rows
        )

    def _recent(self, person: UUID, kind: str) -> list[Mail]:
        """Return the person's mails of the kind that left within the last day, or will in the next.

        None waits for longer than a refused one.
        """
        yesterday, now, tomorrow = self._desk.now - A_DAY, self._desk.now, self._desk.now + A_DAY
        return [
            row
            for row in filter(is_own, self._rows.get((person, kind), []))
            if (row.state in WAITING and row.not_before <= tomorrow)
            or (row.accepted_at is not None and yesterday <= row.accepted_at <= now)
        ]

    def _open_mail(self, person: UUID, kind: str) -> Mail:
        house, now = self._desk.house, self._desk.now
        rows = self._rows.get((person, kind), [])
        for row in filter(self._takes_more, rows):
            if row.state == PARKED:
                tried = min(max(row.not_before, now), now + A_DAY) - A_DAY
                row.state = READY
                row.not_before = max(now, window_start(house, window_of(house, tried) + 1))
            elif row.not_before > now + A_DAY:
                row.not_before = now
            return row
        # `claim` lets one of a kind leave in a window, whatever number it has.
        later = any(map(self._left_in_this_window, rows))
        at = window_start(house, self._window + 1) if later else now
        return self._new(person, kind, self._free(person, kind, self._window + later), at)

    def _free(self, person: UUID, kind: str, window: int) -> int:
        """Return the first window from this one on that no mail of the kind stands in."""
        return _first_free(window, {row.window for row in self._rows.get((person, kind), [])})

    def _left_in_this_window(self, row: Mail) -> bool:
        if not is_own(row):
            return False
        if row.state == LEASED:
            return True
        at = row.accepted_at
        if at is None or at > self._desk.now:
            return False
        return window_of(self._desk.house, at) >= self._window

    def _new(self, person: UUID, kind: str, window: int, not_before: datetime) -> Mail:
        mail = _waiting(person, kind, window, not_before)
        if self._stood_still is not None:
            mail.told = {**mail.told, STOOD_STILL: self._stood_still.isoformat()}
        self._desk.db.add(mail)
        self._rows.setdefault((person, kind), []).append(mail)
        return mail
