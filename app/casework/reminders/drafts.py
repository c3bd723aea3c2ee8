"""The mails of one turn: read together, each looked at once more before it leaves, settled alone.

What a mail says is read for all that are leased together, in a fixed number of statements. Just
before each leaves, one statement asks whether its lease is still ours and whether anybody did
anything since: every deed has its entry on record. Where somebody did, or it is a while ago, those
that have not left are read anew. The text itself is written outside of any transaction.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from app.casework.calendar import Calendar
from app.casework.reminders import asread, leases
from app.casework.reminders.asread import Seal, Standing
from app.casework.reminders.leases import Claim
from app.casework.reminders.mails import DAILY, LEASED
from app.casework.reminders.promises import Promises
from app.casework.reminders.text import letter_of, reading_of
from app.db.desk import House, NightDesk, night
from app.errors import AmparoError, Damaged
from app.mail.letters import Letter, write

log = logging.getLogger(__name__)

HOLDS_FOR = timedelta(seconds=5)  # what was read; the clock itself makes a mail say otherwise


@dataclass(frozen=True, slots=True)
class Draft:
    """What a mail says, and as what it stood when that was read."""

    until: datetime
    letter: Letter | None = None  # nothing is left to say where none is
    stands: Standing | None = None
    seal: Seal | None = None
    fault: Exception | None = None  # why it could not be made

    @property
    def is_void(self) -> bool:
        """Whether it says nothing, for good."""
        return self.letter is None and self.fault is None


class Drafts:
    """The drafts of the mails that one worker holds."""

    def __init__(
        self,
        house: House,
        lease_seconds: float,
        promises: Promises,
        calendar: Calendar,
        watched: Callable[[NightDesk], int],
    ) -> None:
        self._house = house
        self._lease_seconds = lease_seconds
        self._promises = promises  # of the turn that is sent
        self._calendar = calendar
        self._watched = watched  # over how many dates, which daily mails say
        self._ahead: list[Claim] = []
        self._known: dict[UUID, Draft] = {}

    def take(self, claims: Sequence[Claim]) -> None:
        """Take mails that were just leased."""
        self._ahead = list(claims)
        self._known.clear()

    def text(self, held: Claim) -> bytes | None:
        """Return a mail as it holds now; None where nothing is left to say.

        Raises:
            AmparoError: The database does not answer.
        """
        draft = self._known.get(held.mail_id)
        if draft is None or not self._holds(held, draft):
            draft = self._anew(held)
        self._ahead = [each for each in self._ahead if each.mail_id != held.mail_id]
        if draft.fault is not None:
            raise draft.fault
        return None if draft.letter is None else write(draft.letter)

    def settle(self, held: Claim) -> None:
        """Record that the mail server took a mail, as it was read or else as it stands.

        Raises:
            AmparoError: Nothing was written down.
        """
        draft = self._known.get(held.mail_id)
        seal = None if draft is None else draft.seal
        if seal is not None and asread.settle_sealed(self._house, held, seal):
            return
        with night(self._house, writes=True) as desk:
            leases.settle(desk, held)

    def _holds(self, held: Claim, draft: Draft) -> bool:
        """Tell whether nothing has happened since a mail was read."""
        now = self._house.clock()
        if draft.is_void:
            return True
        if not draft.until - HOLDS_FOR <= now < draft.until:
            return False
        with night(self._house, writes=False) as desk:
            return asread.standing(desk, held) == draft.stands

    def _anew(self, held: Claim) -> Draft:
        """Read a mail, and with it those that follow; alone where that is not possible together."""
        try:
            self._known = self._read([held, *(each for each in self._ahead if each != held)])
        except Exception as fault:  # a row of one must not hold up the others
            if isinstance(fault, AmparoError) and not isinstance(fault, Damaged):
                raise
            log.warning("mails cannot be read together: %s", type(fault).__name__)
            self._known = self._read([held])
        return self._known[held.mail_id]

    def _read(self, claims: Sequence[Claim]) -> dict[UUID, Draft]:
        with night(self._house, writes=True) as desk:
            until = desk.now + min(HOLDS_FOR, timedelta(seconds=self._lease_seconds / 2))
            rows = leases.renew_all(desk, claims, self._lease_seconds)
            ours = [held for held in claims if held.mail_id in rows]
            reading = reading_of(desk, rows.values(), self._calendar)
            newest = asread.newest_deed(desk)
            watched = self._watched(desk) if any(each.kind == DAILY for each in ours) else 0
            drafts = dict.fromkeys((held.mail_id for held in claims), Draft(until))
            for held in ours:
                row = rows[held.mail_id]
                stands = Standing(LEASED, held.fence, *newest)
                letter = fault = None
                try:
                    letter = letter_of(
                        desk, held, row, reading, watched=watched, promises=self._promises
                    )
                except Exception as trouble:
                    if _is_the_databases(trouble):
                        raise
                    fault = trouble  # one mail must not hold up the others
                seal = None if letter is None else asread.seal_of(desk, row)
                drafts[held.mail_id] = Draft(until, letter, stands, seal, fault)
        return drafts


def _is_the_databases(fault: Exception) -> bool:
    if isinstance(fault, AmparoError):
        return not isinstance(fault, Damaged)
    return isinstance(fault, SQLAlchemyError)
