"""What the record of deeds and the signed words say of each change of the law.

A row says nothing by itself: whether a change waits, holds or was ended is what was done with it on
record, by whom it takes, each in words signed by keys that were theirs.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from app import law
from app.casework import company, longknown, longstanding, staff
from app.casework.chains import Chains
from app.casework.departed import LEFT
from app.casework.editions import CLOSED_DAY, HOLDS, VERSION
from app.casework.longknown import FOUNDED
from app.casework.policy import ATTORNEYS, NUMBER_OF, SUPERVISING
from app.casework.shredded import Keys
from app.casework.sound import is_sound, sound
from app.crypto import lawchanges as words
from app.crypto.lawchanges import Word
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Damaged
from app.models import Audit, LawChange, Staff

WAITS, ENDED = "waits", "ended"
ASK, AGREE, ENDING, END = "law.ask", "law.agree", "law.ending", "law.end"
# A class that makes no date of ours later. What the other side owes is safely late a day later.
HARMLESS: Final = "closure"
SOMEBODY: Final = UUID(int=0)  # an attorney whom no account tells apart


class Deeds(NamedTuple):
    """The entries on record about one change; None where there is none."""

    ask: Audit | None = None
    agree: Audit | None = None
    ending: Audit | None = None
    end: Audit | None = None


def wrong(desk: NightDesk, keys: Keys) -> Iterator[str]:
    """Yield the changes that say otherwise than the record, or than whom it takes signed for."""
    deeds = deeds_of(desk)
    rows = sound(desk.db.scalars(select(LawChange).order_by(LawChange.id)))
    yield from differs(desk, rows, deeds)
    look = Look(rows, keys, deeds, By({}, _known(desk, deeds)))
    for row in rows:
        if row.id in deeds and not look.is_signed(row):
            yield f"{row.named}: without the words of who does that"


def differs(
    desk: NightDesk,
    rows: Collection[LawChange] | None = None,
    deeds: dict[UUID, Deeds] | None = None,
) -> list[str]:
    """Return the changes that say otherwise than the record; it verifies nothing that was signed.

    So the night shift asks it every hour.
    """
    told = deeds_of(desk) if deeds is None else deeds
    kept = sound(desk.db.scalars(select(LawChange))) if rows is None else rows
    known = {row.id: row for row in kept}
    found = [f"law_changes {each}: on record, and not there" for each in told.keys() - known.keys()]
    for row in kept:
        on_record = told.get(row.id)
        if on_record is None or on_record.ask is None:
            found.append(f"{row.named}: asked for by no deed on record")
        elif _is_otherwise(row, on_record):
            found.append(f"{row.named}: agreed or ended otherwise than on record")
    return sorted(found)


def _is_otherwise(row: LawChange, deeds: Deeds) -> bool:
    says = (bool(row.agreed_word), bool(row.ending_word), row.state == ENDED)
    return says != (deeds.agree is not None, deeds.ending is not None, deeds.end is not None)


class By(NamedTuple):
    """Whose keys count for which deed."""

    left: Mapping[UUID, int]
    """By which entry somebody left; her keys sign nothing after it."""
    known: Mapping[int, Collection[bytes]]
    """The keys that were long known as a second attorney's deed was noted, by its number."""


class Look:
    """These changes with what the record and whoever signed say of them."""

    def __init__(
        self,
        rows: Collection[LawChange],
        keys: Keys,
        deeds: dict[UUID, Deeds],
        by: By,
        others: Collection[UUID] = (),
    ) -> None:
        """Keep them.

        Args:
            rows: The changes.
            keys: Certificates of whoever signed, of leavers too.
            deeds: What is on record of each.
            by: Whose keys count for which deed.
            others: The attorneys at work, of whom one is there besides whoever was alone.
        """
        self.rows, self._keys, self._deeds = rows, keys, deeds
        self._by, self._others = by, frozenset(others)

    def in_order(self) -> list[LawChange]:
        """Return them as they were asked for, by the record."""
        known = [row for row in self.rows if row.id in self._deeds]
        return sorted(known, key=lambda row: self._seq(self._deeds[row.id].ask))

    def state(self, row: LawChange) -> str:
        """Return whether a change waits, holds or was ended, whatever its row says."""
        deeds = self._deeds.get(row.id, Deeds())
        if deeds.end is not None or self._is_ended_by_words(row, deeds):
            return ENDED
        if not self.is_signed(row):
            return WAITS
        if not takes_two(row.says) or deeds.agree is not None:
            return HOLDS
        asked = self._word(row, row.asked_word, words.ASKED, deeds.ask, {SUPERVISING})
        is_alone = asked is not None and asked.alone and not self._others - {row.asked_by}
        return HOLDS if is_alone else WAITS

    def is_otherwise(self, row: LawChange) -> bool:
        """Tell whether a row says otherwise than the record what was done with it."""
        return _is_otherwise(row, self._deeds.get(row.id, Deeds()))

    def is_signed(self, row: LawChange) -> bool:
        """Tell whether who did what on record signed for it."""
        deeds = self._deeds.get(row.id, Deeds())
        asked = self._word(row, row.asked_word, words.ASKED, deeds.ask, {SUPERVISING})
        if asked is None:
            return False
        if deeds.agree is not None:
            agreed = self._second(row, row.agreed_word, words.AGREED, deeds.agree)
            if agreed is None or agreed.maker_id == asked.maker_id:
                return False
        if deeds.end is None:
            return True
        # Of what takes two and has one word, the second attorney says no; nothing holds by it.
        has_one = takes_two(row.says) and deeds.agree is None
        roles = ATTORNEYS if has_one else {SUPERVISING}
        if deeds.ending is None:
            return self._word(row, row.ended_word, words.ENDED, deeds.end, roles) is not None
        ended = self._second(row, row.ended_word, words.ENDED, deeds.end)
        first = self._word(row, row.ending_word, words.ENDING, deeds.ending, {SUPERVISING})
        return first is not None and ended is not None and first.maker_id != ended.maker_id

    def _is_ended_by_words(self, row: LawChange, deeds: Deeds) -> bool:
        """Tell whether a row holds the words of those whom its end takes, whatever the record says.

        An entry can be hidden there for a moment, and nobody forges what somebody signed.
        """
        by_two = takes_two(row.says) and deeds.agree is not None
        roles = ATTORNEYS if takes_two(row.says) else {SUPERVISING}
        if not self._holds(row, row.ended_word, (words.ENDED, row.ended_by), roles):
            return False
        first = (words.ENDING, row.ending_by)
        return not by_two or (
            row.ending_by != row.ended_by
            and self._holds(row, row.ending_word, first, {SUPERVISING})
        )

    def _holds(
        self, row: LawChange, told: str, by: tuple[int, UUID | None], roles: Collection[str]
    ) -> bool:
        """Tell whether a word says just that part of this row, signed by its maker for a role."""
        part, maker = by
        numbers = {NUMBER_OF[role] for role in roles}
        for each in self._keys.get(maker, ()) if told and maker else ():
            with suppress(Damaged, ValueError):
                word = _checked(told, each.signing)
                says = (word.part, *word[2:4], word[5])
                if each.role in numbers and says == (part, row.id, maker, words.print_of(row.says)):
                    return True
        return False

    def _second(self, row: LawChange, told: str, part: int, entry: Audit | None) -> Word | None:
        """Return another attorney's word where keys that were long known then signed it."""
        known = set() if entry is None else self._by.known.get(entry.seq, set())
        return self._word(row, told, part, entry, ATTORNEYS, known=known)

    def _word(
        self,
        row: LawChange,
        told: str,
        part: int,
        entry: Audit | None,
        roles: Collection[str],
        *,
        known: Collection[bytes] | None = None,
    ) -> Word | None:
        """Return a word where it says just that of this row, as its maker's deed on record does."""
        maker = None if entry is None else entry.actor_id
        if entry is None or maker is None or self._by.left.get(maker, entry.seq) < entry.seq:
            return None
        numbers = {NUMBER_OF[role] for role in roles}
        for each in self._keys.get(maker, ()):
            if each.role not in numbers or (known is not None and each.signing not in known):
                continue
            with suppress(Damaged, ValueError):
                word = _checked(told, each.signing)
                says = (part, row.id, maker, int(entry.at.timestamp()), words.print_of(row.says))
                if (word.part, *word[2:]) == says:
                    return word
        return None

    @staticmethod
    def _seq(entry: Audit | None) -> int:
        return 0 if entry is None else entry.seq


@lru_cache(maxsize=4_096)
def _checked(told: str, maker_public: bytes) -> Word:
    """Signatures once verified stay verified; whose keys count is asked each time."""
    return words.verify(bytes.fromhex(told), maker_public)


def look(desk: Desk, rows: Collection[LawChange]) -> Look:
    """Return what is known of these changes; ten statements, none where there is no change.

    Four where each takes one person: then nobody asks who else was there.
    """
    if not rows:
        return Look([], {}, {}, By({}, {}))
    deeds = deeds_of(desk)
    makers = {each.actor_id for told in deeds.values() for each in told if each and each.actor_id}
    makers |= {each for row in rows for each in (row.ending_by, row.ended_by) if each}
    gone = select(Audit.object_id, func.max(Audit.seq)).where(
        Audit.action == LEFT, Audit.object_id.in_(makers)
    )
    left = {row[0]: row[1] for row in desk.db.execute(gone.group_by(Audit.object_id)) if row[0]}
    chains = Chains(desk, makers)
    keys = {each: chains.ever(each) for each in makers}
    others = attorneys(desk) if any(takes_two(row.says) for row in rows) else set()
    return Look(rows, keys, deeds, By(left, _known(desk, deeds)), others)


def _known(desk: NightDesk, deeds: Mapping[UUID, Deeds]) -> dict[int, set[bytes]]:
    """Return whose keys count where a second attorney agreed, or ended a change too."""
    agreed = [each.agree for each in deeds.values()]
    ended = [each.end for each in deeds.values() if each.ending is not None]
    seconds = [each for each in (*agreed, *ended) if each is not None]
    return longknown.at_their_deeds(desk, seconds, ATTORNEYS)


def deeds_of(desk: NightDesk) -> dict[UUID, Deeds]:
    """Return the deeds on record about each change; one statement."""
    query = select(Audit).where(Audit.action.in_((ASK, AGREE, ENDING, END))).order_by(Audit.seq)
    found: dict[UUID, Deeds] = {}
    for entry in sound(desk.db.scalars(query)):
        if entry.object_id is not None:
            name = entry.action.removeprefix("law.")
            told = found.get(entry.object_id, Deeds())
            found[entry.object_id] = told._replace(**{name: getattr(told, name) or entry})
    return found


def attorneys(desk: NightDesk) -> set[UUID]:
    """Return the attorneys at work; an account that does not open may be one.

    So is whose sign-in was closed to offer her new keys: one press lets her back in. Where there is
    one alone, somebody counts besides whom the signed roster names and no account tells apart.
    """
    rows = desk.db.scalars(select(Staff))
    found = {row.id for row in rows if not is_sound(row) or _may_second(row)}
    is_known = len(found) > 1 or company.is_whole(desk, ATTORNEYS)
    return found if is_known else found | {SOMEBODY}


def _may_second(row: Staff) -> bool:
    is_offered = row.state == staff.INVITED and bool(row.bundle)
    return row.role in ATTORNEYS and (row.state == staff.ACTIVE or is_offered)


def is_known(desk: Desk, person_id: UUID) -> bool:
    """Tell whether an attorney's keys of now are known for two weeks, or since the founding."""
    certified = longstanding.since(desk, {person_id}, ATTORNEYS).get(person_id)
    founded = longstanding.first(desk, FOUNDED, None).get(None)
    return certified is not None and longstanding.is_early(desk, certified, founded, desk.now)


def takes_two(says: dict[str, Any]) -> bool:
    """Tell whether a change may make a date later that cannot be cured once it is missed."""
    try:
        if says["kind"] == VERSION:
            return law.shipped().rule(says["rule"]).fatal
        return bool(says["kind"] == CLOSED_DAY and says["sort"] != HARMLESS)
    except (law.UnknownRule, *UNREADABLE_ROW):  # what nobody knows is no one person's
        return True
