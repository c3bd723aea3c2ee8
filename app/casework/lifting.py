"""Who lifts a hold: two people, or where nobody else could be the second, one after two weeks.

The first leads the case, or supervises. The second does too; where no other who does is at work,
somebody else of the legal staff. An office must be able to end a hold that it put up, or the keys
of old backups are never let go.

Nobody counts, as first or second, whose keys were certified only lately (`longstanding`). Whoever
leads a case could take everybody else off it, so the two weeks begin when she says so alone, and
those who read it when the hold was put up hear of it. Both sign: whoever holds the server key
writes nobody's word.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from app.casework import access, audit, company, directory, forgood, longstanding, screens, staff
from app.casework.chains import Chains
from app.casework.departed import CLOSED, WENT
from app.casework.longstanding import ALONE_AFTER, GIVEN
from app.casework.policy import LEGAL, NUMBER_OF, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.shredded import Keys, signing
from app.casework.sound import is_sound
from app.crypto import liftings as words
from app.crypto.certificates import Certificate
from app.crypto.liftings import Word
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Refused
from app.models import Audit, Case, Hold
from app.words import N_

STANDS, LIFTED = "stands", "lifted"
PUT_UP, ASKED, LIFT = "hold.put_up", "hold.ask", "hold.lift"
PEOPLE = "people"  # in a case's card: who of the legal staff read it when the hold was put up
ANOTHER = N_("You have said so already. Somebody else lifts it now: it takes two people.")
TOO_EARLY = N_(
    "You have said so already. Nobody else here can be the second person, so the hold ends by your "
    "word alone two weeks after it. Come back then."
)
NOT_FIRST = N_(
    "Whoever leads the case, or a supervising attorney, says first that a hold is to be lifted. "
    "Call one of them."
)
NOT_SECOND = N_(
    "Another supervising attorney, or whoever leads the case, is the second person. Call one of "
    "them."
)
UNCLEAR = N_(
    "An account of this office does not open, and may be that of the second person whom this "
    "takes. Have “amparo verify” run, which names it, and have it mended; until then the hold "
    "stands."
)
TOO_NEW = N_(
    "Each of the two has worked here as legal staff, with the same keys, since before the hold was "
    "put up, or for two weeks before somebody asks to lift it. Call a colleague who has."
)


class People(NamedTuple):
    """Who may be the first of two, and who the second where no other of the first is at work."""

    own: set[UUID]
    legal: set[UUID]

    def seconds(self, first: UUID, known: set[UUID]) -> set[UUID]:
        """Return who may be the second person, of those certified early enough."""
        return (self.own & known) - {first} or (self.legal & known) - {first}


class Turn(NamedTuple):
    """Whether whoever sits here may say a word now, and from when the first may lift it alone."""

    may: bool
    alone_from: datetime | None


def turn(desk: Desk, row: Hold, people: People, working: set[UUID]) -> Turn:
    """Return whose turn it is."""
    first = _first(desk, row, working)
    if row.state != STANDS:
        return Turn(may=False, alone_from=None)
    if first is None:
        known = _known(desk, row, people, desk.now)
        return Turn(desk.who.id in people.own & known, None)
    seconds = people.seconds(first, _known(desk, row, people, row.asked_at or desk.now))
    is_alone = not seconds and row.alone_since is not None and not _was_joined(desk, row)
    at = row.alone_since + ALONE_AFTER if is_alone and row.alone_since is not None else None
    if desk.who.id == first:
        return Turn(not seconds and (at is None or desk.now >= at), at)
    return Turn(desk.who.id in seconds, at)


def take_word(desk: Desk, row: Hold, people: People) -> bool:
    """Take the word of whoever sits here; return whether the hold is lifted by it.

    Where the second person went since the first spoke, she says it again, and the two weeks begin.

    Raises:
        Refused: She may be neither the first nor the second, or was the first; or she alone is
            left, while an account does not open.
        Damaged: She alone would lift it, and the record behind her first word is not whole.
    """
    working = {each.id for each in staff.active(desk)}
    first, now = _first(desk, row, working), turn(desk, row, people, working)
    if not now.may:
        since = desk.now if first is None else row.asked_at or desk.now
        may_be = people.own if first is None else people.legal
        is_new = desk.who.id in may_be - _known(desk, row, people, since)
        raise Refused(_why_not(desk, first, now, is_new=is_new))
    if first is None or (desk.who.id == first and now.alone_from is None):
        known = _known(desk, row, people, desk.now)
        is_alone = not people.seconds(desk.who.id, known)
        _require_clear(desk, is_alone=is_alone)
        row.asked_by, row.asked_at = desk.who.id, desk.now
        row.alone_since = desk.now if is_alone else None
        row.asked_word = _signed(desk, row, words.ASKED)
        desk.db.flush()
        audit.note(desk, ASKED, row.id)
        return False
    if desk.who.id == first:
        _require_clear(desk, is_alone=True)
        audit.require_whole(desk, _asked_on_record(desk, row))
    row.state, row.lifted_by, row.lifted_at = LIFTED, desk.who.id, desk.now
    row.lifted_word = _signed(desk, row, words.LIFTED)
    desk.db.flush()
    audit.note(desk, LIFT, row.id, asked_by=str(first))
    return True


def _asked_on_record(desk: Desk, row: Hold) -> int:
    """Return by which entry it was asked last; the first of all where none says so."""
    query = select(func.max(Audit.seq)).where(Audit.action == ASKED, Audit.object_id == row.id)
    return desk.db.scalar(query) or 1


def _require_clear(desk: Desk, *, is_alone: bool) -> None:
    """Let one word alone pass where every account opens: any other may be a second person's.

    And where each of the legal staff whom the roster names has one.

    Raises:
        Refused: One does not, or is not there.
    """
    if is_alone and not company.is_whole(desk, LEGAL):
        raise Refused(UNCLEAR)


def somebody_came(desk: Desk, case_id: UUID) -> None:
    """Let the two weeks of a hold begin anew, since somebody was given the case meanwhile."""
    query = select(Hold).where(Hold.case_id == case_id, Hold.state == STANDS)
    for row in desk.db.scalars(query):
        if is_sound(row) and row.alone_since is not None:
            row.alone_since = None


def readers_now(desk: Desk, case_id: UUID) -> list[str]:
    """Return who of the legal staff reads a case for good, to be kept with a hold on it."""
    reading = forgood.of(desk, case_id)
    return sorted(str(each.id) for each in staff.active(desk, LEGAL) if each.id in reading)


def tell(desk: Desk, case: Case, put_by: UUID, trouble: str) -> None:
    """Tell that a hold on an open case is to be lifted, or was.

    By mail: the legal staff who read it now or when it was put up, whoever put it up, and, of a
    case that is not sealed, the supervising attorneys; nobody across an ethical screen.
    """
    then = {UUID(each) for kept in case.holds or [] for each in kept.get(PEOPLE, [])}
    hears = forgood.of(desk, case.id) | then | {put_by, case.lead_id}
    away, mailbox = screens.away(desk, case.id), Mailbox(desk)
    for each in staff.active(desk, LEGAL):
        supervises = each.role == SUPERVISING and not case.sealed
        if each.id not in away and (supervises or each.id in hears):
            mailbox.alarm(each.id, trouble, each=True)


def _known(desk: Desk, row: Hold, people: People, asked_at: datetime) -> set[UUID]:
    """Return who was certified before the hold was put up, or two weeks before it was asked.

    When it was put up the record has, not the row: who has the server key writes that.
    """
    since = longstanding.since(desk, people.own | people.legal)
    number = longstanding.first(desk, PUT_UP, row.id).get(row.id)
    return {each for each, at in since.items() if longstanding.is_early(desk, at, number, asked_at)}


def _first(desk: Desk, row: Hold, working: set[UUID]) -> UUID | None:
    """Return who said so first and signed it with her keys of now; nobody once she left."""
    if row.asked_by is None or row.asked_by not in working:
        return None
    try:
        is_hers = _asked(row, {row.asked_by: [directory.certificate(desk, row.asked_by)]})
        is_hers = is_hers and row.asked_at is not None and row.asked_at <= desk.now
    except UNREADABLE_ROW:
        return None
    return row.asked_by if is_hers else None


def _was_joined(desk: Desk, row: Hold) -> bool:
    came = _companions(desk, row)
    chains = Chains(desk, came)
    return any(_is_legal(chains.ever(each)) for each in came)


def _companions(desk: NightDesk, row: Hold) -> set[UUID]:
    """Return who, on record, was given the case or taken off it between the two words; one query.

    Also with a group, as the case was closed to it.

    The row says nothing of that: whoever holds the server key writes two weeks back into it.
    """
    about = [each for each in (row.id, row.case_id) if each is not None]
    told = Audit.action.in_((ASKED, LIFT, *GIVEN, *CLOSED))
    query = select(Audit).where(Audit.object_id.in_(about), told).order_by(Audit.seq)
    found: set[UUID] = set()
    for entry in desk.db.scalars(query):
        if entry.action == ASKED:
            found.clear()
        elif entry.action == LIFT:
            break
        elif entry.action in CLOSED:
            with suppress(*UNREADABLE_ROW):
                found |= {UUID(each) for each in entry.detail.get(WENT, [])}
        else:
            with suppress(*UNREADABLE_ROW):  # the check of the chain names it
                found.add(UUID(entry.detail.get("reader") or entry.detail["lead"]))
    return found - {row.asked_by}


def _is_legal(ever: Iterable[Certificate]) -> bool:
    """Tell whether somebody is, or was, certified for the legal staff."""
    return any(each.role in {NUMBER_OF[role] for role in LEGAL} for each in ever)


def is_by_two(desk: NightDesk, row: Hold, keys: Keys) -> bool:
    """Tell whether whoever lifted a hold signed for it, and another did first, or she in time.

    In time is who was alone all the while, by the record too.
    """
    try:
        first, is_first = words.read(bytes.fromhex(row.asked_word)), _asked(row, keys)
        last = words.verify(bytes.fromhex(row.lifted_word), *signing(keys, row.lifted_by))
        is_told = (last.part, last.hold_id, last.maker_id) == (words.LIFTED, row.id, row.lifted_by)
    except UNREADABLE_ROW:
        return False
    in_time = first.alone and last.at >= first.at + int(ALONE_AFTER.total_seconds())
    are_two = first.maker_id != last.maker_id and last.at >= first.at
    if not is_told or not is_first or are_two:
        return is_told and is_first
    return in_time and not any(_is_legal(keys.get(each, ())) for each in _companions(desk, row))


def _asked(row: Hold, keys: Keys) -> bool:
    """Tell whether a row says just what its first word does, signed under one of these.

    The two weeks of one alone may be cut off, as somebody came, and never begin earlier.
    """
    if row.asked_by is None or row.asked_at is None:
        return False
    word = words.verify(bytes.fromhex(row.asked_word), *signing(keys, row.asked_by))
    at = int(row.asked_at.timestamp())
    if word != Word(words.ASKED, word.alone, row.id, row.asked_by, at):
        return False
    return row.alone_since is None or (word.alone and row.alone_since == row.asked_at)


def _signed(desk: Desk, row: Hold, part: int) -> str:
    is_alone = part == words.ASKED and row.alone_since is not None
    word = Word(part, is_alone, row.id, desk.who.id, int(desk.now.timestamp()))
    return words.give(word, access.own_keys(desk).signing_seed).hex()


def _why_not(desk: Desk, first: UUID | None, now: Turn, *, is_new: bool) -> str:
    if first is None:
        return TOO_NEW if is_new else NOT_FIRST
    if desk.who.id != first:
        return TOO_NEW if is_new else NOT_SECOND
    return ANOTHER if now.alone_from is None else TOO_EARLY
