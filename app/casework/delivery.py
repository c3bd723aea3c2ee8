"""What leaves: a mail is leased, handed to a mail server and settled, one after the other.

Every step is a short transaction of its own, and the mail server is spoken to outside of all of
them. A server that is long in saying whether it took a mail is waited for aside.
"""

import logging
import traceback
from collections.abc import Iterator
from datetime import timedelta
from enum import Enum
from functools import partial
from threading import Event

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.pulse import countable
from app.casework.reminders import Claim
from app.casework.reminders.drafts import Drafts
from app.casework.reminders.promises import Promises
from app.casework.reminders.troubles import FAULTY, PLAIN, RELAY_DOWN, STANDS_IN
from app.db.desk import House, night
from app.errors import AmparoError, Damaged
from app.mail.aside import Aside
from app.mail.relays import Relay, Relays
from app.mail.smtp import Fault, NotSentError

log = logging.getLogger(__name__)

SETTLE_TRIES = 5
BATCH = 20
AT_MOST = timedelta(seconds=5)  # of sending, before it is planned again
GOODBYE_S = 5.0


class Outcome(Enum):
    """What became of one mail."""

    SENT = "sent"
    SKIPPED = "skipped"  # dropped, put back for this recipient's sake, or its verdict is awaited
    AWAY = "away"  # the mail server is away or takes no more just now: the others wait too


class Delivery:
    """The mails that leave by one worker."""

    def __init__(
        self, house: House, calendar: Calendar, relays: Relays, lease_seconds: float
    ) -> None:
        self.stop = Event()
        self.met: set[str] = set()  # troubles, until the next planning
        self._house = house
        self._calendar = calendar
        self._relays = relays
        self._lease_seconds = lease_seconds
        self._aside: Aside[tuple[Claim, Relay]] = Aside()
        self._heard: list[tuple[tuple[Claim, Relay], NotSentError | None]] = []
        self._drafts = self._of_a_turn()
        self._unsettled: list[Claim] = []  # taken by the mail server, not yet written down

    def send(self) -> int:
        """Hand over what may leave now, for some seconds; return how many mails a server took.

        A server that turns out to be away leaves the turn to the one that stands in for it.
        """
        sent, until = 0, self._house.clock() + AT_MOST
        self._drafts = self._of_a_turn()
        for relay in self._relays.to_try(self._house.clock()):
            while taken := self._send_by(relay):
                sent += taken
                if taken < BATCH or relay.is_away or self._house.clock() >= until:
                    break
            if not relay.is_away:
                break
        return sent

    def look(self) -> None:
        """See whether a server that was away is back, while no mail that may leave would tell."""
        now = self._house.clock()
        for relay in self._relays.to_try(now):
            if not relay.is_away:
                break
            try:
                relay.post.greet()
            except NotSentError:
                relay.failed(now)
            else:
                relay.works()

    def _of_a_turn(self) -> Drafts:
        calendar = self._calendar
        watched = partial(countable, calendar=calendar)
        return Drafts(self._house, self._lease_seconds, Promises(calendar), calendar, watched)

    def _send_by(self, relay: Relay) -> int:
        room = 1 if relay.is_away else relay.pace.room(self._house.clock(), BATCH)
        if not room:
            return 0
        with night(self._house, writes=True) as desk:
            rest = reminders.claim(desk, limit=room, lease_seconds=self._lease_seconds)
        if any(held.is_odd for held in rest):
            self.met.add(FAULTY)
        self._drafts.take(rest)
        sent, outcome = 0, Outcome.SKIPPED
        try:
            while rest and outcome is not Outcome.AWAY and not self.stop.is_set():
                outcome = self._deliver(rest[0], relay)
                del rest[0]
                sent += outcome is Outcome.SENT
        finally:
            # What the mail server took waits to be written down; given back it would leave twice.
            unused = [held for held in rest if held not in self._unsettled]
            if unused:
                self._release(unused)
        return sent

    def settle(self) -> int:
        """Write down what became of mails, and return how many were taken since the last time.

        Raises:
            AmparoError: The database takes nothing just now; the next round begins here again.
        """
        late = 0
        self._heard += self._aside.over()
        while self._heard:
            (held, relay), trouble = self._heard[0]
            if trouble is None:
                self._taken(held, relay)
                late += 1
            else:
                self._not_sent(held, trouble, relay)
            del self._heard[0]
        self._settle_unsettled()
        return late

    def troubles(self) -> set[str]:
        """Return what is wrong with the way to the mail servers, and what was met."""
        now = self._house.clock()
        if self._relays.is_down(now):
            return {*self.met, RELAY_DOWN}
        return {*self.met, STANDS_IN} if self._relays.stands_in(now) else set(self.met)

    def rest(self) -> None:
        """Take leave of the mail servers until there is something to send."""
        self._relays.close()

    def close(self) -> None:
        """End: what a server said until now is written down, what it may still say is not."""
        self._relays.close()
        self._aside.close(GOODBYE_S)
        try:
            self.settle()
        except AmparoError as trouble:
            log.warning("mails not settled: %s", trouble.code)

    # --- one mail -------------------------------------------------------------------------------

    def _deliver(self, held: Claim, relay: Relay) -> Outcome:
        try:
            verdict = relay.post.hand_over(
                held.address, lambda: self._drafts.text(held), held.sender
            )
            if verdict is None:
                relay.works()
                return Outcome.SKIPPED
            if not verdict.is_near() and self._aside.has_room:
                self._aside.wait((held, relay), verdict, lambda: self._still(held))
                return Outcome.SKIPPED
            verdict.wait(lambda: self._still(held))
        except NotSentError as trouble:
            return self._not_sent(held, trouble, relay)
        except AmparoError as fault:
            if not isinstance(fault, Damaged):
                raise
            return self._unwritten(held, fault, relay)
        except Exception as fault:  # noqa: BLE001 - one mail must not hold up the others
            return self._unwritten(held, fault, relay)
        self._taken(held, relay)
        self._settle_unsettled()
        return Outcome.SENT

    def _taken(self, held: Claim, relay: Relay) -> None:
        log.info("mail %s: accepted", held.mail_id)
        relay.works()
        relay.pace.took(self._house.clock())
        self._unsettled.append(held)
        if held.is_plain:
            self.met.add(PLAIN)

    def _still(self, held: Claim) -> None:
        """Hold the lease while the mail server makes up its mind."""
        try:
            with night(self._house, writes=True) as desk:
                reminders.renew(desk, held, self._lease_seconds)
        except AmparoError as trouble:
            log.warning("mail %s: lease not renewed: %s", held.mail_id, trouble.code)

    def _unwritten(self, held: Claim, fault: Exception, relay: Relay) -> Outcome:
        log.error("mail %s: %s", held.mail_id, place_of(fault))
        self.met.add(FAULTY)
        return self._not_sent(held, NotSentError(Fault.UNWRITTEN), relay)

    def _not_sent(self, held: Claim, trouble: NotSentError, relay: Relay) -> Outcome:
        log.warning("mail %s: %s %s", held.mail_id, trouble.fault, trouble.code)
        fault, now = trouble.fault, self._house.clock()
        if fault is Fault.SLOWER:
            relay.works()
            if relay.pace.put_off(now, is_ours=trouble.is_ours):
                self._release([held])
                return Outcome.AWAY
            fault = Fault.LATER
        with night(self._house, writes=True) as desk:
            reminders.failed(desk, held, fault, trouble.code)
        if fault is Fault.RELAY:
            relay.failed(now)
            return Outcome.AWAY
        if fault is not Fault.UNKNOWN:
            relay.works()
        return Outcome.SKIPPED

    def _settle_unsettled(self) -> None:
        """Write down what the mail server took; nothing else is sent before that is done.

        Raises:
            AmparoError: As `settle`.
        """
        while self._unsettled:
            for attempt in range(1, SETTLE_TRIES + 1):
                try:
                    self._drafts.settle(self._unsettled[0])
                    break
                except AmparoError:
                    if attempt == SETTLE_TRIES:
                        raise
                    self.stop.wait(0.1 * attempt)
            del self._unsettled[0]

    def _release(self, claims: list[Claim]) -> None:
        try:
            with night(self._house, writes=True) as desk:
                reminders.release(desk, claims)
        except AmparoError as trouble:
            log.warning("%s leases must lapse: %s", len(claims), trouble.code)


def place_of(fault: Exception) -> str:
    """Return the kind of a fault and where it arose; its message may hold values."""
    return type(fault).__name__ + "".join(_where(fault))


def _where(fault: Exception) -> Iterator[str]:
    for frame in traceback.extract_tb(fault.__traceback__)[-1:]:
        yield f" at {frame.name}:{frame.lineno}"
