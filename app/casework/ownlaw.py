"""The office's own law: what it changes of the rules that are shipped, signed by whom it takes.

Another version of a rule, or a closed day, moves dates: a supervising attorney asks for it, and
where it reaches a date that cannot be cured, another attorney agrees. Each ends on a day, or is
asked for anew. A lawyer's review of a rule moves nothing; it says that she answers for the rule as
it stands today. Each of them is a row with the signed words of who did what, so that nobody who
only writes to the database, or holds the server key, moves anybody's dates.
"""

from calendar import FRIDAY
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final, Literal, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from app import law
from app.casework import access, audit, editions, lawdeeds, staff
from app.casework.editions import CLOSED_DAY, HOLDS, REVIEW, VERSION
from app.casework.lawdeeds import AGREE, ASK, END, ENDED, ENDING, WAITS, Look, takes_two
from app.casework.policy import ATTORNEYS, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import LAW_ASKED, LAW_REFUSED
from app.casework.sound import sound
from app.casework.typed import Long, Short
from app.clock import local
from app.crypto import lawchanges as words
from app.crypto.lawchanges import Word
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW, NotFound, Refused
from app.models import LawChange
from app.words import N_

OVER = "over"
LONGEST: Final = timedelta(days=366)
NO_SUCH_RULE = N_("Choose a rule from the list.")
NO_SUCH_VERSION = N_("Choose one of the versions that this rule has.")
NOT_SO_LONG = N_(
    "Choose a day after today and within a year. What the office changes of the law is looked at "
    "again by then."
)
READ_AGAIN_BY = N_("Choose a day after today, by which the rule is to be read again.")
NOT_COVERED = N_("The calendar of closed days does not reach that day.")
CLOSED_ALREADY = N_("The calendar has this day already.")
NO_FRIDAY = N_("That day is no Friday. Choose the kind that its order says.")
YOURS = N_("You asked for this yourself. Another attorney agrees to it.")
NOT_SUPERVISING = N_("A supervising attorney says first that it is to end. Call one.")
WHY_NOT = N_("Say why not. Whoever asked reads it, and it stays on record.")
NOT_AN_ATTORNEY = N_("An attorney of this office agrees to it.")
TOO_NEW = N_(
    "Whoever agrees has worked here as an attorney, with the same keys, for two weeks, or since "
    "the office was founded. Call a colleague who has."
)
TWO_YEARS = N_("Choose a day within two years: law that nobody reads again grows old unseen.")

Said = Annotated[Long, StringConstraints(min_length=1)]
Named = Annotated[Short, StringConstraints(min_length=1)]


class _New(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class NewVersion(_New):
    """That another version of a rule governs here, until a day."""

    kind: Literal["version"] = "version"
    rule: Named
    version: int
    since: date = Field(description="It governs where the rule counts from this day or a later.")
    until: date
    cite: Named = Field(description="By what authority, such as an order of a court and its day.")
    reason: Said


class NewClosedDay(_New):
    """That a day is closed which the calendar does not know."""

    kind: Literal["closed_day"] = "closed_day"
    day: date
    sort: Literal["legal", "observed_friday", "closure"] = "closure"
    cite: Named = Field(description="By what authority, such as an executive order and its day.")


class NewReview(_New):
    """That a lawyer has read a rule as it stands, and answers for it."""

    kind: Literal["review"] = "review"
    rule: Named
    bar: Named = Field(description="Where she is admitted, and under which number.")
    read_again: date = Field(description="The day by which it is to be read again.")
    reason: Long = Field(default="", description="What she remarks.")


New = NewVersion | NewClosedDay | NewReview


class Refusal(_New):
    """Why somebody does not agree to what a colleague asks for."""

    reason: Long = ""


class LawChangeView(BaseModel):
    """One change of the law, or review of a rule."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: str
    state: str = Field(
        description="`waits`, `holds`, `ended`, or `over`: its day passed, or its version is gone."
    )
    rule: str
    title: str
    version: int | None
    day: date | None = Field(description="The closed day, or that until which it holds.")
    since: date | None = Field(description="Of a version: from which trigger day on.")
    sort: str
    cite: str
    reason: str
    name: str
    bar: str
    asked_by: str
    asked_at: datetime
    agreed_by: str
    ended_by: str
    ended_at: datetime | None
    refused_why: str = Field(
        default="", description="Why whoever ended it said no, where it never held."
    )
    of_now: bool = Field(description="Of a review: whether the rule still reads as it did.")
    may_agree: bool
    ends_by_two: bool
    ending_by: str = Field(description="Who says that it is to end; another attorney must too.")
    ending_mine: bool
    may_end_too: bool = Field(description="Whether whoever looks can be the second who ends it.")
    changed: bool = Field(
        description="Whether it was changed outside Amparo, and counts for nothing."
    )


class Reviewed(NamedTuple):
    """Who reviewed a rule as it stands, and by when it is to be read again."""

    name: str
    bar: str
    on: date
    read_again: date


class InForce(NamedTuple):
    """What an office has of law of its own on one day, as `law.compute` takes it."""

    office: dict[str, Any]
    prints: dict[str, str]  # by rule, of what it is counted by; filled as it is asked for
    reviews: dict[str, Reviewed]


def ask(desk: Desk, new: New) -> UUID:
    """Ask for a change, or sign for a review; what takes one person holds at once.

    Raises:
        Refused: There is no such rule, version or day, or it says what holds already.
    """
    says = new.model_dump(mode="json") | _checked(desk, new)
    row = LawChange(state=WAITS, says=says, asked_by=desk.who.id, asked_at=desk.now, asked_word="")
    is_alone = takes_two(says) and not lawdeeds.attorneys(desk) - {desk.who.id}
    row.asked_word = _signed(desk, row, words.ASKED, alone=is_alone)
    if is_alone or not takes_two(says):
        row.state = HOLDS
    desk.db.add(row)
    _note(desk, ASK, row, kind=new.kind, state=row.state)
    if row.state == WAITS:
        _tell(desk)
    if new.kind != REVIEW:
        editions.settle(desk)
    return row.id


def agree(desk: Desk, change_id: UUID) -> None:
    """Agree to a change that somebody else asked for: it holds from now on.

    Raises:
        NotFound: No such change waits, or it was changed outside Amparo.
        Refused: Whoever sits here asked for it, is no attorney, or came only lately.
    """
    row = _to_second(desk, change_id)
    row.state, row.agreed_by, row.agreed_at = HOLDS, desk.who.id, desk.now
    row.agreed_word = _signed(desk, row, words.AGREED)
    _note(desk, AGREE, row, asked_by=str(row.asked_by))
    editions.settle(desk)


def refuse(desk: Desk, change_id: UUID, why: Refusal) -> None:
    """Say no to a change that somebody else asked for: it never holds, and whoever asked is told.

    Raises:
        NotFound: No such change waits, or it was changed outside Amparo.
        Refused: Whoever sits here asked for it, is no attorney or came only lately, or says not
            why.
    """
    row = _to_second(desk, change_id)
    if not why.reason:
        raise Refused(fields={"reason": WHY_NOT})
    row.refused_why = why.reason
    _close(desk, row)
    Mailbox(desk).alarm(row.asked_by, LAW_REFUSED, each=True)


def _to_second(desk: Desk, change_id: UUID) -> LawChange:
    """Return a change that waits for the second word, for whoever may say it.

    Raises:
        NotFound: No such change waits, or it was changed outside Amparo.
        Refused: Whoever sits here asked for it, is no attorney, or came only lately.
    """
    row = _row(desk, change_id, {WAITS, HOLDS})
    view = one(desk, change_id)
    if view.state != WAITS:
        raise NotFound
    if row.asked_by == desk.who.id:
        raise Refused(YOURS)
    _require_second(desk)
    if not view.may_agree:
        raise NotFound
    return row


def _close(desk: Desk, row: LawChange) -> None:
    row.state, row.ended_by, row.ended_at = ENDED, desk.who.id, desk.now
    row.ended_word = _signed(desk, row, words.ENDED)
    _note(desk, END, row)
    editions.settle(desk)


def end(desk: Desk, change_id: UUID) -> bool:
    """End a change, so that the shipped rules hold again; return whether it is ended.

    What only waits is taken back by one person. What took two to hold takes two to end, since dates
    become later by either: a supervising attorney says so first, and another attorney too.

    Raises:
        NotFound: There is no such change, or it was ended.
        Refused: Whoever sits here said so first, or may be neither the first nor the second.
    """
    row = _row(desk, change_id, {WAITS, HOLDS})
    view = one(desk, change_id)
    if view.state not in {WAITS, HOLDS, OVER}:
        raise NotFound
    if not view.ends_by_two or view.ending_by:
        _require_may_end(desk, view)
    elif lawdeeds.attorneys(desk) - {desk.who.id}:
        _require_may_end(desk, view)
        row.ending_by, row.ending_word = desk.who.id, _signed(desk, row, words.ENDING)
        _note(desk, ENDING, row)
        _tell(desk)
        return False
    _close(desk, row)
    return True


def _require_may_end(desk: Desk, view: LawChangeView) -> None:
    """Let somebody say the first word that a change ends, or the second.

    Raises:
        Refused: She said the first already, is no supervising attorney for the first, or no
            attorney who is known here for the second.
    """
    if not view.ending_by:
        if desk.who.role != SUPERVISING:
            raise Refused(NOT_SUPERVISING)
        return
    if view.ending_mine:
        raise Refused(YOURS)
    _require_second(desk)


def _require_second(desk: Desk) -> None:
    """Let an attorney who is known here say the second word.

    Raises:
        Refused: Whoever sits here is none, or came only lately.
    """
    if desk.who.role not in ATTORNEYS:
        raise Refused(NOT_AN_ATTORNEY)
    if not lawdeeds.is_known(desk, desk.who.id):
        raise Refused(TOO_NEW)


def _note(desk: Desk, deed: str, row: LawChange, **said: str) -> None:
    """Write a change and the deed down; what holds is asked anew at this desk."""
    desk.db.flush()
    desk.db.info.pop(LawChange, None)
    audit.note(desk, deed, row.id, **said)


def _tell(desk: Desk) -> None:
    """Ask the other attorneys by mail for a second word."""
    mailbox = Mailbox(desk)
    for each in staff.active(desk, ATTORNEYS):
        if each.id != desk.who.id:
            mailbox.alarm(each.id, LAW_ASKED, each=True)


def asks(desk: Desk) -> bool:
    """Tell whether a change, or its end, waits for the word of whoever sits here."""
    if desk.who.role not in ATTORNEYS:
        return False
    rows = [row for row in _rows(desk) if takes_two(row.says)]
    return any(each.may_agree or each.may_end_too for each in _views(desk, rows))


def listed(desk: Desk) -> list[LawChangeView]:
    """Return every change and review, the newest first; none that says nothing which is known."""
    return sorted(_views(desk, _rows(desk)), key=lambda each: each.asked_at, reverse=True)


def one(desk: Desk, change_id: UUID) -> LawChangeView:
    """Return one of them.

    Raises:
        NotFound: There is none.
    """
    found = next((each for each in listed(desk) if each.id == change_id), None)
    if found is None:
        raise NotFound
    return found


def in_force(desk: Desk) -> InForce:
    """Return what holds today, in words signed by whom it takes; asked once at a desk.

    Of two that name the same rule the one that was asked for later holds.
    """
    kept: InForce | None = desk.db.info.get(LawChange)
    if kept is None:
        kept = desk.db.info[LawChange] = _of(desk, lawdeeds.look(desk, _rows(desk)))
    return kept


def _of(desk: Desk, look: Look) -> InForce:
    zone = desk.house.settings.timezone
    today, found = desk.local_now(zone).date(), InForce({}, {}, {})
    for row in look.in_order():
        says = row.says
        if look.state(row) != HOLDS or editions.is_over(says, today):
            continue
        if says["kind"] in {VERSION, CLOSED_DAY}:
            _govern(found.office, says)
            found.reviews.pop(says.get("rule"), None)  # read before another version governed
        elif says["print"] == law.rule_print(says["rule"]):
            again = date.fromisoformat(says["read_again"])
            if again > today:
                on = local(row.asked_at, zone).date()
                found.reviews[says["rule"]] = Reviewed(says["name"], says["bar"], on, again)
    return found


def _govern(office: dict[str, Any], says: dict[str, Any]) -> None:
    """Put a version or a closed day into the office's law, as `law.compute` takes it."""
    if says["kind"] == VERSION:
        chosen = {"version": says["version"], "from": says["since"], "cite": says["cite"]}
        office[says["rule"]] = chosen
    else:
        day = {"date": says["day"], "class": says["sort"], "cite": says["cite"]}
        office["calendar_add"] = [*office.get("calendar_add", []), day]


@contextmanager
def supposing(desk: Desk, change_id: UUID) -> Iterator[None]:
    """Have dates counted at this desk as if a change that waits held already; nothing is kept."""
    stands, row = in_force(desk), _row(desk, change_id, {WAITS, HOLDS})
    office = dict(stands.office)
    _govern(office, row.says)
    desk.db.info[LawChange] = stands._replace(office=office, prints={})
    try:
        yield
    finally:
        desk.db.info[LawChange] = stands


def _checked(desk: Desk, new: New) -> dict[str, Any]:
    """Return what else stands in the row.

    Raises:
        Refused: There is no such rule, version or day, or the calendar has the day already.
    """
    today = desk.local_now(desk.who.zone).date()
    if isinstance(new, NewClosedDay):
        _check_day(new.day, new.sort)
        return {}
    try:
        rule = law.shipped().rule(new.rule)
    except law.UnknownRule:
        raise Refused(fields={"rule": NO_SUCH_RULE}) from None
    if isinstance(new, NewReview):
        if new.read_again <= today:
            raise Refused(fields={"read_again": READ_AGAIN_BY})
        if new.read_again > today + 2 * LONGEST:
            raise Refused(fields={"read_again": TWO_YEARS})
        return {"print": law.rule_print(rule.id), "name": desk.who.name}
    if new.version not in {each.v for each in rule.versions}:
        raise Refused(fields={"version": NO_SUCH_VERSION})
    if not today < new.until <= today + LONGEST:
        raise Refused(fields={"until": NOT_SO_LONG})
    return {}


def _check_day(day: date, sort: str) -> None:
    calendar = law.shipped().calendar
    if not calendar.first <= day <= calendar.last:
        raise Refused(fields={"day": NOT_COVERED})
    if not law.is_business_day(calendar, day):
        raise Refused(fields={"day": CLOSED_ALREADY})
    if sort == "observed_friday" and day.weekday() != FRIDAY:
        raise Refused(fields={"sort": NO_FRIDAY})


def _rows(desk: Desk) -> list[LawChange]:
    return sound(desk.db.scalars(select(LawChange)))


def _row(desk: Desk, change_id: UUID, states: Collection[str]) -> LawChange:
    row = desk.db.get(LawChange, change_id)
    if row is None or row.state not in states:
        raise NotFound
    return row


def _signed(desk: Desk, row: LawChange, part: int, *, alone: bool = False) -> str:
    at, says = int(desk.now.timestamp()), words.print_of(row.says)
    word = Word(part, alone, row.id, desk.who.id, at, says)
    return words.give(word, access.own_keys(desk).signing_seed).hex()


def _views(desk: Desk, rows: list[LawChange]) -> list[LawChangeView]:
    """Return these changes as whoever sits here sees them; the same statements for any number."""
    if not rows:
        return []
    look = lawdeeds.look(desk, rows)
    names, today = staff.names(desk), desk.local_now(desk.who.zone).date()
    found = []
    for row in rows:
        with suppress(*UNREADABLE_ROW):  # asked for by no deed on record: the check names it
            found.append(_view(desk, row, look, names, today))
    return found


def _view(
    desk: Desk, row: LawChange, look: Look, names: dict[UUID, str], today: date
) -> LawChangeView:
    says, state, signed = row.says, look.state(row), look.is_signed(row)
    if state == HOLDS and editions.is_over(says, today):
        state = OVER
    day = says.get("day") or says.get("until") or says.get("read_again")
    return LawChangeView(
        id=row.id,
        kind=says["kind"],
        state=state,
        rule=says.get("rule", ""),
        title=_title(says.get("rule", ""), desk.who.locale),
        version=says.get("version"),
        day=date.fromisoformat(day),
        since=date.fromisoformat(says["since"]) if "since" in says else None,
        sort=says.get("sort", ""),
        cite=says.get("cite", ""),
        reason=says.get("reason", ""),
        name=says.get("name", ""),
        bar=says.get("bar", ""),
        asked_by=names.get(row.asked_by, ""),
        asked_at=row.asked_at,
        agreed_by=names.get(row.agreed_by, "") if row.agreed_by else "",
        ended_by=names.get(row.ended_by, "") if row.ended_by else "",
        ended_at=row.ended_at,
        refused_why=row.refused_why if state == ENDED else "",
        of_now=says["kind"] != REVIEW or says["print"] == law.rule_print(says["rule"]),
        ends_by_two=(by_two := state == HOLDS and takes_two(says)),
        ending_by=names.get(row.ending_by, "") if by_two and row.ending_by else "",
        ending_mine=row.ending_by == desk.who.id,
        may_end_too=by_two
        and row.ending_by not in {None, desk.who.id}
        and desk.who.role in ATTORNEYS,
        may_agree=state == WAITS
        and signed
        and row.asked_by != desk.who.id
        and desk.who.role in ATTORNEYS,
        changed=not signed or look.is_otherwise(row),
    )


def _title(rule_id: str, locale: str) -> str:
    try:
        return law.shipped().rule(rule_id).title.told_in(locale)
    except law.UnknownRule:
        return rule_id
