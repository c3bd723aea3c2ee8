"""What happens in an office, drawn by a seed: its years can be lived through again."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from time import process_time

import pytest

from app.casework import reminders
from tests.faults.invariants import Inspector
from tests.faults.relay import MOODS
from tests.faults.simulation import LARGE, POINTS, SMALL, ZONES, World

# How often a day each thing happens, on the average.
HABITS: dict[str, float] = {
    "enter": 1.0,
    "move": 0.3,
    "cancel": 0.15,
    "set_again": 0.1,
    "file": 0.7,
    "hand_over": 0.2,
    "share": 0.1,
    "go_on_leave": 0.04,
    "leave": 0.015,
    "come_back": 0.03,
    "acknowledge": 0.6,
    "disturb": 0.12,
    "refuse": 0.03,
    "kill": 0.4,
    "meanwhile": 0.3,
    "stand_still": 0.06,
    "false_time": 0.03,
    "keep": 0.05,
    "restore": 0.01,
}
# How many hours a clock is wrong; ahead where what was told in a false future is told again.
WRONG_BY = (-25, -3, 2, 30, 720) if hasattr(reminders, "set_right") else (-25, -3)


@dataclass
class Life:
    """A world, and the chance that rules it."""

    world: World
    rng: Random
    pace: float = 1.0
    inspector: Inspector = field(init=False)
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Have it looked at."""
        self.inspector = Inspector(self.world)

    def live(self, days: int, *, at_most_s: float | None = None) -> int:
        """Live on for days, or as long as the processor's time allows; return how many."""
        begun = process_time()
        for day in range(days):
            self._day()
            wrong = self.inspector.wrong()
            assert not wrong, f"day {day}: " + "; ".join(wrong[:5])
            if at_most_s is not None and process_time() - begun > at_most_s:
                return day + 1
        return days

    def _day(self) -> None:
        moments = sorted(self._drawn())
        left = timedelta(days=1)
        end = self.world.clock.now + left
        for share, deed in moments:
            at = end - left + left * share
            if at > self.world.clock.now:
                self.world.advance(at - self.world.clock.now)
            self.happened[deed] += 1
            getattr(self, f"_{deed}")()
        if end > self.world.clock.now:
            self.world.advance(end - self.world.clock.now)
        self.world.advance(timedelta(0))  # a worker's last round is five seconds ago

    def _drawn(self) -> Iterator[tuple[float, str]]:
        for deed, often in HABITS.items():
            chance = often * self.pace
            while self.rng.random() < chance:
                yield self.rng.random(), deed
                chance -= 1

    def _code(self) -> str | None:
        codes = [code for code, each in self.world.book.entries.items() if each.is_open]
        return self.rng.choice(codes) if codes else None

    # --- deeds ----------------------------------------------------------------------------------

    def _enter(self) -> None:
        who, other = self.rng.sample(self.world.on_cases, 2)
        kind = self.rng.choice(("deadline", "deadline", "hearing"))
        backup = other if self.rng.random() < 0.6 else None
        days = self.rng.choice((0, 1, 2, 5, 9, 20, 33, 45))
        self.world.enter(who, days, kind, self.rng.choice(ZONES), backup)

    def _move(self) -> None:
        if code := self._code():
            self.world.move(code, self.rng.randrange(60))

    def _cancel(self) -> None:
        if code := self._code():
            self.world.end(code, "cancelled")

    def _set_again(self) -> None:
        ended = [each for each in self.world.book.entries.values() if each.status == "cancelled"]
        if ended:
            self.world.set_again(ended[-1].code)

    def _file(self) -> None:
        """File what is due first, mostly."""
        entries = [each for each in self.world.book.entries.values() if each.is_open]
        if entries:
            entries.sort(key=lambda each: (each.day, each.code))
            self.world.end(entries[0].code, "filed")

    def _hand_over(self) -> None:
        if code := self._code():
            self.world.hand_over(code, self.rng.choice(self.world.on_cases))

    def _share(self) -> None:
        """Let somebody read a case, or read it no more."""
        case = self.rng.choice(sorted(self.world.cases))
        self.world.share(case, self.rng.choice(self.world.on_cases))

    def _go_on_leave(self) -> None:
        name, cover = self.rng.sample(self.world.on_cases, 2)
        named = cover if self.rng.random() < 0.8 else None
        self.world.go_on_leave(name, self.rng.randrange(1, 20), named)

    def _leave(self) -> None:
        self.world.leave(self.rng.choice(self.world.on_cases))

    def _come_back(self) -> None:
        self.world.come_back(self.rng.choice(self.world.on_cases))

    def _acknowledge(self) -> None:
        self.world.acknowledge(self.rng.choice(list(self.world.roles)))

    def _disturb(self) -> None:
        self.world.disturb(self.rng.choice([mood for mood in MOODS if mood != "well"]))
        self.world.advance(timedelta(minutes=self.rng.choice((3, 20, 90, 400))))
        self.world.disturb("well")

    def _refuse(self) -> None:
        """Let one address bounce, or let the one that does work again."""
        refused = [
            each.name
            for each in self.world.book.people.values()
            if each.address in self.world.relay.refused
        ]
        self.world.refuse(refused[0] if refused else self.rng.choice(self.world.on_cases))

    def _kill(self) -> None:
        self.world.kill(self.rng.choice(POINTS), self.rng.randrange(4))

    def _meanwhile(self) -> None:
        """Have something done while the next mail is being handed over."""
        deeds: list[Callable[[], None]] = [self._move, self._cancel, self._file, self._hand_over]
        self.world.meanwhile = self.rng.choice(deeds)

    def _stand_still(self) -> None:
        """Let no worker run for a while, seldom for a month."""
        self.stand_still(self.rng.choice((0.1, 1, 5, 30, 30, 100, 720)))

    def stand_still(self, hours: float) -> None:
        """Let no worker run for so long."""
        self.world.is_running = False
        self.world.advance(timedelta(hours=hours))
        self.world.is_running = True
        self.world.settled = self.world.clock.now
        self.world.advance(timedelta(0))

    def _false_time(self) -> None:
        self.be_wrong(self.rng.choice(WRONG_BY))

    def be_wrong(self, hours: float) -> None:
        """Let the clock be wrong by so much for half an hour."""
        with self.world.false_time(hours=hours):
            pass
        self.inspector.forget()
        self.world.advance(timedelta(0))

    def _keep(self) -> None:
        self.world.keep()

    def _restore(self) -> None:
        self.restore()

    def restore(self) -> None:
        """Put the database back as it was when it was put away."""
        self.world.restore()
        self.inspector.forget()


@contextmanager
def lived(folder: Path, seed: int, *, is_busy: bool = False) -> Iterator[Life]:
    """Have an office at hand whose life a seed decides; a quiet one has a third of the people."""
    rng = Random(seed)  # noqa: S311 - the story must be the same each time
    world = World(folder, LARGE if is_busy else SMALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "randbelow", Random(seed).randrange)  # noqa: S311 - likewise
        try:
            yield Life(world, rng, 0.5 if is_busy else 0.25)
        finally:
            world.close()
