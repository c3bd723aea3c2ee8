"""That a date is not needed which asking cannot cure once it is lost: two people say so.

Until the second does, it stays open and its reminders ring on. Both are of the legal staff, read
the case for good, and have had their keys since before the date was entered, or for two weeks
(`longstanding`). Where nobody else could be the second, one's word alone is enough two weeks after
it, as with a hold; at once in an office of one, where nobody has left or was taken off lately. An
account that does not open may be that of a second person: what cannot be told is not taken for
absence.

The first signs for the date as it stands: the word falls away with any other day, hour, zone or
title. Taking the mark “fatal” off first changes nothing: a date that was fatal stays one here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.casework import (
    access,
    audit,
    company,
    departed,
    directory,
    forgood,
    longstanding,
    screens,
    seconds,
    staff,
    supervised,
)
from app.casework.departed import CLOSED, WENT
from app.casework.longstanding import ALONE_AFTER, GIVEN
from app.casework.policy import LEGAL, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import FATAL_CHANGED, UNNEEDED_ASKED
from app.casework.seconds import Two
from app.casework.sound import is_sound
from app.crypto import unneeded as words
from app.crypto.unneeded import Word
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW, Refused
from app.models import Audit, Case, Deadline
from app.words import N_

CHANGED = "case.fatal_date"
OPENNESS = "case.openness"
IN_GROUPS = ("group.join", "group.leave")
GONE = (departed.LEFT, departed.ROLE, departed.OFFER, departed.NEW_KEYS)
ADDED: Final = "deadline.add"
SAID: Final = "deadline.unneeded"
OTHERWISE = ("deadline.keep", "deadline.complete", "deadline.reopen")  # a word falls away by these
SAID_ALREADY = N_(
    "You have said so already. This date cannot be cured once it is lost, so a second person says "
    "so too; until then its reminders go on. Call a colleague who reads this case."
)
TOO_EARLY = N_(
    "You have said so already. Nobody else can be the second person now, so your word alone is "
    "enough two weeks after it, said once more then. Until then the reminders go on. Sooner, let a "
    "colleague of the legal staff read the case."
)
FOR_A_WHILE = N_(
    "This date cannot be cured once it is lost. That it is not needed is said by two who read this "
    "case for good. Call whoever leads it; until then its reminders go on."
)
TOO_NEW = N_(
    "Each of the two has worked here as legal staff, with the same keys, since before this date "
    "was entered, or for two weeks before one says so. Call a colleague who has."
)
IN_TWO_WEEKS = N_(
    "Nobody else can be the second person now, so your word alone is enough two weeks after it, "
    "said once more then. Until then the reminders go on. Sooner, let a colleague of the legal "
    "staff read the case."
)
ENOUGH = N_("Nobody else works here who could be the second person, so your word alone is enough.")
UNCLEAR = N_(
    "An account of this office does not open, and may be that of the second person whom this "
    "takes. Have “amparo verify” run, which names it, and have it mended; until then the reminders "
    "go on."
)


class _People(NamedTuple):
    """Who could be one of two now, and what speaks against taking one word alone."""

    known: set[UUID]
    colleagues: set[UUID]
    unclear: bool


def waits(desk: Desk, row: Deadline, why: str) -> bool:
    """Take one's word that a date is not needed; tell whether it waits for a second person.

    Raises:
        Refused: One has said so already, reads the case for a while only, has keys that are too
            new, or it cannot be told whether somebody else could be the second.
    """
    if not was_fatal(row):
        return False
    me, word = desk.who.id, _of_one_of_two(desk, row)
    people = _people(desk, row, desk.now if word is None else _at(word))
    if me not in people.known:
        lasting = not forgood.is_borrowed(desk, row.case_id)
        raise Refused(TOO_NEW if lasting else FOR_A_WHILE)
    if word is not None and word.maker_id != me:
        return False
    if people.known == {me}:
        return _waits_alone(desk, row, why, word, people)
    if word is not None:
        raise Refused(SAID_ALREADY)
    _take(desk, row, why, is_alone=False)
    return True


def beforehand(desk: Desk, row: Deadline) -> Two | None:
    """Return who may say that an open date is not needed; None where one person is enough.

    As `waits` takes it, and before anybody says so.
    """
    if row.status != "open" or not was_fatal(row):
        return None
    me, word = desk.who.id, _of_one_of_two(desk, row)
    people = _people(desk, row, desk.now if word is None else _at(word))
    others = seconds.named(desk, people.known - {me})
    if me not in people.known:
        lasting = not forgood.is_borrowed(desk, row.case_id)
        return Two(why_not=TOO_NEW if lasting else FOR_A_WHILE, others=others)
    alone = ""
    if people.known == {me}:
        is_enough = _is_office_of_one(desk, row, people)
        alone = UNCLEAR if people.unclear else ENOUGH if is_enough else IN_TWO_WEEKS
    return Two(why_not="", others=others, alone=alone)


def first(desk: Desk, row: Deadline) -> Word | None:
    """Return the word that a date is not needed, as whoever gave it signed for it as it stands.

    By the keys of now: whoever renewed hers since says it again. And by the record: a word that was
    kept from before, and fell away since, is put back into the card by nobody.
    """
    try:
        said = row.unneeded
        maker_id = UUID(said["by"])
        word = words.verify(
            bytes.fromhex(said["word"]), directory.certificate(desk, maker_id).signing
        )
        fits = (word.deadline_id, word.maker_id, word.edition, word.says)
        is_so = fits == (row.id, maker_id, row.edition, _print(row, said["why"]))
    except (*UNREADABLE_ROW, KeyError, TypeError):
        return None
    return word if is_so and _at(word) <= desk.now and _was_said(desk, word) else None


def alone_from(word: Word) -> datetime | None:
    """Return from when a word is enough alone; None where it takes a second person."""
    return _at(word) + ALONE_AFTER if word.alone else None


def was_fatal(row: Deadline) -> bool:
    """Tell whether a date is, or was, one that asking cannot cure."""
    return row.fatal or any(each.get("fatal") for each in row.history or [])


def tell(desk: Desk, rows: Iterable[Deadline]) -> None:
    """Tell that one person moved fatal dates, unmarked them or ended them with their hearing.

    By mail at once, and on Today for a week: whoever else of the legal staff reads the case for
    good, or did when the date was entered. Nothing of a date that never was fatal.
    """
    for row in filter(was_fatal, rows):
        audit.note(desk, CHANGED, row.case_id, deadline=str(row.id))
        _mail(desk, row, _hears(desk, row), FATAL_CHANGED)


def told_of(
    desk: Desk, row: Deadline, word: Word | None, names: Mapping[UUID, str]
) -> dict[str, Any]:
    """Return who says that an open date is not needed, where somebody does."""
    if word is None or row.status != "open":
        return {}
    mine = word.maker_id == desk.who.id
    told = {"unneeded_by": names.get(word.maker_id, ""), "unneeded_mine": mine}
    return told | {
        "unneeded_why": row.unneeded["why"],
        "unneeded_from": alone_from(word),
    }


def _of_one_of_two(desk: Desk, row: Deadline) -> Word | None:
    """Return the first word, where whoever gave it could still be one of two for it."""
    word = first(desk, row)
    if word is None or word.maker_id not in _people(desk, row, _at(word)).known:
        return None
    return word


def _waits_alone(desk: Desk, row: Deadline, why: str, word: Word | None, people: _People) -> bool:
    """Take the word of whoever is alone now; tell whether it waits for its two weeks.

    They begin anew where she was not alone when she said so, or somebody came since.
    """
    if people.unclear:
        raise Refused(UNCLEAR)
    if _is_office_of_one(desk, row, people):
        return False
    if word is None or not word.alone or _has_come(desk, row, word):
        _take(desk, row, why, is_alone=True)
        return True
    if desk.now < _at(word) + ALONE_AFTER:
        raise Refused(TOO_EARLY)
    return False


def _was_said(desk: Desk, word: Word) -> bool:
    """Tell whether a word is the newest on record of its date, and nothing ended it since."""
    entry = _newest_word(desk, word.deadline_id)
    if entry is None or not is_sound(entry):
        return False
    said = (entry.action, entry.actor_id, int(entry.at.timestamp()))
    return said == (SAID, word.maker_id, word.at)


def _newest_word(desk: Desk, deadline_id: UUID) -> Audit | None:
    told = Audit.action.in_((SAID, *OTHERWISE))
    query = select(Audit).where(Audit.object_id == deadline_id, told)
    return desk.db.scalar(query.order_by(Audit.seq.desc()).limit(1))


def _take(desk: Desk, row: Deadline, why: str, *, is_alone: bool) -> None:
    at, me = int(desk.now.timestamp()), desk.who.id
    word = Word(is_alone, row.id, me, row.edition, at, _print(row, why))
    signed = words.give(word, access.own_keys(desk).signing_seed).hex()
    row.unneeded = {"by": str(me), "at": desk.now.isoformat(), "why": why, "word": signed}
    desk.db.flush()
    hears = _hears(desk, row)
    if is_alone and not desk.db.get_one(Case, row.case_id).sealed:
        hears |= {each.id for each in staff.active(desk, {SUPERVISING})}
    _mail(desk, row, hears, UNNEEDED_ASKED)


def _people(desk: Desk, row: Deadline, at: datetime) -> _People:
    """Return who could be one of two for what is, or was, said of a date at a time."""
    legal = {each.id for each in staff.active(desk, LEGAL)}
    reading, entered = forgood.of(desk, row.case_id), _entered(desk, row)
    since = longstanding.since(desk, legal & reading)
    known = {each for each, no in since.items() if longstanding.is_early(desk, no, entered, at)}
    unclear = known == {desk.who.id} and not company.is_whole(desk, LEGAL)
    return _People(known, legal - {desk.who.id}, unclear)


def _is_office_of_one(desk: Desk, row: Deadline, people: _People) -> bool:
    """Tell whether nobody else works here who could be the second, nor did so lately.

    By the record, and by signed rosters, since a deed on record can be hidden for a moment.
    """
    since = desk.now - ALONE_AFTER
    is_alone = not people.colleagues and not any(_lately(desk, row, since))
    return is_alone and not company.was_lately(desk, LEGAL, since)


def _entered(desk: Desk, row: Deadline) -> int | None:
    """Return by which entry a date was entered; of one from a hearing, its case was opened.

    The first that says so: who has the server key adds to the record, at its end only, and of a
    date that came with its hearing no deed says that it was added.
    """
    deed, of = (ADDED, row.id) if row.hearing_id is None else (longstanding.OPENED, row.case_id)
    return longstanding.first(desk, deed, of).get(of)


def _lately(desk: Desk, row: Deadline, since: datetime) -> Iterator[Audit]:
    """Yield what was done since then to who could be the second: given, taken off, left.

    By name, with the case's being opened or closed, or with a group that has it.
    """
    told = (*GIVEN, *CLOSED, *GONE, *IN_GROUPS)
    query = select(Audit).where(Audit.action.in_(told), Audit.at > since)
    inside = forgood.of(desk, row.case_id)
    for entry in desk.db.scalars(query):
        if entry.action in GONE or entry.object_id == row.case_id or _is_of(entry, inside):
            yield entry


def _is_of(entry: Audit, inside: Collection[UUID]) -> bool:
    """Tell whether an entry says that somebody came into, or left, one of these groups."""
    try:
        return entry.action in IN_GROUPS and UUID(entry.detail["group"]) in inside
    except UNREADABLE_ROW:
        return False  # the check of the chain names it


def _has_come(desk: Desk, row: Deadline, word: Word) -> bool:
    """Tell whether somebody came to the case, or was taken off it, since one was alone.

    Raises:
        Damaged: The record behind her word is not whole, so that a deed could be hidden there.
    """
    said = _newest_word(desk, word.deadline_id)
    audit.require_whole(desk, said.seq if said else 1)
    return any(entry.action not in GONE for entry in _lately(desk, row, _at(word)))


def _hears(desk: Desk, row: Deadline) -> set[UUID]:
    """Return who reads the case for good, or did when the date was entered, or lately.

    By the record: whom it was taken from by name, with a group's place in it, or with her own in
    such a group. Of a case that an earlier version closed nobody can tell who read it, but nobody
    did who came later.
    """
    entered, since = _entered(desk, row) or 0, desk.now - ALONE_AFTER
    case, chosen = desk.db.get_one(Case, row.case_id), 0
    # Whom the cards name, too: a grant is a row that can be taken away for a moment.
    named = (row.responsible_id, case.lead_id, case.backup_id)
    hears = forgood.of(desk, row.case_id) | {each for each in named if each}
    about = (Audit.object_id == row.case_id) & Audit.action.in_((*GIVEN, *CLOSED))
    query = select(Audit).where(
        about | Audit.action.in_(IN_GROUPS),
        (Audit.seq > entered) | (Audit.at > since),
    )
    inside = set(hears)
    for entry in desk.db.scalars(query):
        with suppress(*UNREADABLE_ROW):  # the check of the chain names it
            if entry.action in IN_GROUPS:
                if entry.object_id is not None and _is_of(entry, inside):
                    hears.add(entry.object_id)
            elif entry.action in GIVEN:
                hears.add(UUID(entry.detail.get("reader") or entry.detail["lead"]))
            elif WENT in entry.detail:
                hears |= {UUID(each) for each in entry.detail[WENT]}
            elif entry.action == OPENNESS:
                chosen = max(chosen, entry.seq)
    return hears | (_were_here(desk, chosen) if chosen else set())


def _were_here(desk: Desk, number: int) -> set[UUID]:
    """Return who of the legal staff was certified before an entry, for whichever role."""
    certified = Audit.action.in_((supervised.JOINED, supervised.CERTIFIED, supervised.BY_ROOT))
    query = select(Audit.object_id).where(certified, Audit.seq < number)
    return {each.id for each in staff.active(desk, LEGAL)} & set(desk.db.scalars(query))


def _mail(desk: Desk, row: Deadline, hears: Iterable[UUID], trouble: str) -> None:
    """Tell those of the legal staff among these; nobody behind an ethical screen."""
    mailbox = Mailbox(desk)
    told = set(hears) - screens.away(desk, row.case_id) - {desk.who.id}
    for each in staff.active(desk, LEGAL):
        if each.id in told:
            mailbox.alarm(each.id, trouble, each=True)


def _print(row: Deadline, why: str) -> bytes:
    """Return the hash of all that a word that a date is not needed was said of."""
    stands = {"title": row.title, "due": row.due.isoformat(), "hour": row.at, "zone": row.tz}
    return words.print_of({**stands, "whose": row.whose, "means": row.means, "why": why})


def _at(word: Word) -> datetime:
    return datetime.fromtimestamp(word.at, UTC)
