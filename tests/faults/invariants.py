"""What must hold after each simulated day: I1 to I11 of the papers, in the house's own terms.

I2, that no mail tells what holds no more, and I11, that whoever is told can open it or reads who
can, are looked at while each mail is taken (`World._hear`); the rest here. Each returns what is
wrong, in words.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.casework.pulse import pulse
from app.casework.reminders import marks
from app.casework.reminders.mails import ACCEPTED
from app.casework.reminders.marks import Fact
from app.casework.reminders.troubles import FELL_BACK, REFUSES
from app.casework.slots import AHEAD
from app.db.desk import night
from app.models import Audit, Mail, Schedule
from tests.faults.oracle import PATIENCE, lines
from tests.faults.simulation import World

HARMLESS = {"", REFUSES, FELL_BACK}  # said aloud, and nothing is lost by it
KINDS = 2  # mails with dates to one person in one hour: a routine one and an urgent one


@dataclass
class Inspector:
    """Looks at a world again and again, and remembers what it must not see undone."""

    world: World
    looked: int = 0
    _accepted: set[UUID] = field(default_factory=set)
    _journal: int = 0

    def wrong(self) -> list[str]:
        """Return everything that is wrong now."""
        self.looked += 1
        found = [*self.world.faults]
        found += self.world.book.untold(
            self.world.clock.now, settled=self.world.settled, mute=self._mute()
        )
        found += [*self._twice(), *self._too_many(), *self._undone(), *self._unnamed()]
        if self.world.settled <= self.world.clock.now - PATIENCE and self.world.is_running:
            found += [*self._unmarked(), *self._silent()]
        return found

    def forget(self) -> None:
        """Remember nothing of a database that was put back, or of a clock that was wrong."""
        self._accepted, self._journal = set(), len(self.world.relay.took)

    def _mute(self) -> set[str]:
        people = self.world.book.people.values()
        return {each.name for each in people if each.address in self.world.relay.refused}

    def _twice(self) -> Iterator[str]:
        """I3: copies are no more than there were deaths and verdicts that never came."""
        copies = self.world.relay.copies
        more = sum(copies.values()) - len(copies)
        if more > self.world.deaths + self.world.relay.unknown:
            yield f"{more} copies, of {self.world.deaths} deaths"

    def _too_many(self) -> Iterator[str]:
        """I8: at most one routine and one urgent mail an hour to a person."""
        journal = self.world.relay.took
        fresh = {
            (each.to, int(each.at.timestamp()) // 3600, each.name)
            for each in journal[self._journal :]
            if lines(each.to, each.at, each.text)
        }
        self._journal = len(journal)
        for (to, hour), count in Counter((to, hour) for to, hour, _ in fresh).items():
            if count > KINDS:
                yield f"{count} mails to {to} in hour {hour}"

    def _undone(self) -> Iterator[str]:
        """I7: what a mail server took stays taken."""
        with night(self.world.office.house, writes=False) as desk:
            two_days = desk.now - timedelta(days=2)
            query = select(Mail.id, Mail.state).where(Mail.id.in_(self._accepted))
            for key, state in desk.db.execute(query):
                if state != ACCEPTED:
                    yield f"mail {key} was accepted and is {state}"
            recent = select(Mail.id).where(Mail.state == ACCEPTED, Mail.accepted_at > two_days)
            self._accepted = set(desk.db.scalars(recent))

    def _unnamed(self) -> Iterator[str]:
        """I9: of what makes reminders fall away or begin anew the record says who did it, and how.

        Every date that changed in the last two days is looked at.
        """
        world, since = self.world, self.world.clock.now - timedelta(days=2)
        changed = {
            world.ids[code]: (code, world.office.people[each.by[0]], each.by[1])
            for code, each in world.book.entries.items()
            if each.by is not None and each.since >= since
        }
        query = select(Schedule.id, Audit.actor_id, Audit.action, Audit.object_id)
        query = query.outerjoin(Audit, Audit.seq == Schedule.changed)
        with night(world.office.house, writes=False) as desk:
            rows = desk.db.execute(query.where(Schedule.id.in_(changed))).all()
        for key, *noted in rows:
            code, actor, action = changed.pop(key)
            if noted != [actor, action, key]:
                yield f"the record does not say who changed {code}, and how"
        yield from (f"{code} is gone" for code, *_ in changed.values())

    def _unmarked(self) -> Iterator[str]:
        """I1, I6, I10: each slot that rang has its mark for everybody who must know."""
        world, now = self.world, self.world.clock.now
        by = now - PATIENCE
        if any(each.since > by for each in world.book.people.values()):
            return
        wanted = dict(self._facts(by))
        with night(world.office.house, writes=False) as desk:
            standing = marks.standing(desk, wanted)
        yield from (said for fact, said in wanted.items() if fact not in standing)

    def _facts(self, by: datetime) -> Iterator[tuple[Fact, str]]:
        world = self.world
        for code, entry in world.book.entries.items():
            if not entry.is_open or entry.since > by:
                continue
            rung = world.book.slots(entry, by)
            # Of the mornings after the day the newest stands for all.
            for at, number in [*(slot for slot in rung[:-1] if slot[1] >= 0), *rung[-1:]]:
                own = entry.day - timedelta(days=number)
                is_ahead = number in {0, 1} and at.astimezone(ZoneInfo(entry.zone)).date() < own
                slot = number + AHEAD if is_ahead else number
                for name in world.book.must_know(entry, number, by):
                    person = world.office.people[name]
                    fact = Fact(world.ids[code], entry.edition, slot, person)
                    yield fact, f"no mark: {name} of {code}, slot {slot}"

    def _silent(self) -> Iterator[str]:
        """I4: nothing waits for long, and the page says nothing else either."""
        with night(self.world.office.house, writes=False) as desk:
            view = pulse(desk)
        if view.code not in HARMLESS:
            yield f"the page says {view.code!r} though nothing was in the way"
