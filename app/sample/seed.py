"""Living the sample office's story: every case, hearing and note is a deed of one of its people.

The house's clock stands at the moment of each deed, so that histories, audit and reminders come
about as they would have.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from secrets import choice
from uuid import UUID

from app import law
from app.casework import seats, staff
from app.casework.seats import Seat
from app.casework.staff import NewColleague
from app.clock import instant, local
from app.db.desk import Desk, House, night
from app.sample import story
from app.sample.facts import Colleague, Story
from app.sample.life import CaseLife

WORDS = (  # noqa: SIM905 - prose is easier to read than a column of quotes
    "lantern harbor maple violin canyon ribbon pepper saddle window garden copper meadow "
    "button thunder pocket walnut silver basket candle feather mirror orange tunnel velvet"
).split()

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """How one of the sample's people signs in."""

    name: str
    role: str
    email: str
    passphrase: str = field(repr=False)
    totp_secret: str = field(repr=False)


@dataclass(slots=True)
class Sample:
    """The office while its story is lived."""

    house: House
    told: Story
    now: datetime
    seats: dict[str, Seat] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)

    def moment(self, day: date, hour: time) -> datetime:
        """Return the instant of a local hour, never later than now."""
        return min(instant(datetime.combine(day, hour), self.told.zone), self.now)

    def do(self, who: str, moment: datetime, deed: Callable[[Desk], object]) -> None:
        """Do a deed as one of the people, at a moment of the past."""
        house = replace(self.house, clock=lambda: moment)
        with seats.writing(house, self.seats[who]) as desk:
            deed(desk)


def seed(house: House, say: Say) -> list[SamplePerson]:
    """Live the whole story in an empty, migrated database; return how its people sign in.

    Args:
        house: Its clock tells which day it is today.
        say: Told, now and then, how far it is.
    """
    now = house.clock()
    book = law.shipped()
    told = story.at(
        local(now, house.settings.timezone).date(),
        closed=[
            day for day, why in book.calendar.closed.items() if any(c.kind == "legal" for c in why)
        ],
        rules={rule.id for rule in book.rules},
    )
    sample = Sample(house, told, now)
    say(f"{told.name}: opening accounts for {len(told.people)} people")
    people = _join(sample)
    deeds = sorted(_deeds(sample), key=lambda each: each[0])
    for count, (_, deed) in enumerate(deeds):
        if count % 100 == 0:
            say(f"{len(told.cases)} cases: deed {count} of {len(deeds)}")
        deed()
    return people


def _deeds(sample: Sample) -> Iterator[tuple[datetime, Callable[[], None]]]:
    for case in sample.told.cases:
        life = CaseLife(case, sample.ids, sample.now, sample.moment)
        for moment, who, deed in life.deeds():
            yield moment, partial(sample.do, who, moment, deed)


def _join(sample: Sample) -> list[SamplePerson]:
    """Open every account and let the legal staff into the office team."""
    day = min(case.opened_on for case in sample.told.cases) - timedelta(days=1)
    moment = sample.moment(day, time(8))
    people = [_newcomer(sample, told) for told in sample.told.people]
    with night(replace(sample.house, clock=lambda: moment), writes=True) as desk:
        office, first, secret = staff.found(desk, sample.told.name, people[0])
        joined = [first, *(staff.join(desk, new) for new in people[1:])]
        for each in joined:
            staff.admit_to_team(desk, office, secret, first, each)
        secrets = [each.staff.totp_secret for each in joined]
    for told, each in zip(sample.told.people, joined, strict=True):
        sample.seats[told.key] = Seat(each.staff.id, each.keys)
        sample.ids[told.key] = each.staff.id
    return [
        SamplePerson(new.name, new.role, new.address, new.passphrase, totp_secret)
        for new, totp_secret in zip(people, secrets, strict=True)
    ]


def _newcomer(sample: Sample, told: Colleague) -> NewColleague:
    return NewColleague(
        name=told.name,
        address=told.email,
        role=told.role,
        passphrase=" ".join(choice(WORDS) for _ in range(5)),
        locale=told.locale,
        zone=sample.told.zone,
        phone=told.phone,
    )
