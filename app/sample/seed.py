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
from app.casework import founding, seats
from app.casework.founding import NewCustodian, NewOffice
from app.casework.policy import SUPERVISING
from app.casework.seats import Seat
from app.casework.staff import NewColleague
from app.clock import instant, local
from app.db.desk import Desk, House, night
from app.sample import story
from app.sample.life import CaseLife
from app.sample.told import Colleague, Story

WORDS = (  # noqa: SIM905 - prose is easier to read than a column of quotes
    "lantern harbor maple violin canyon ribbon pepper saddle window garden copper meadow "
    "button thunder pocket walnut silver basket candle feather mirror orange tunnel velvet"
).split()

OUTSIDE = "Pilar Otero, notary"

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
    server_key: bytes = field(repr=False)
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


def seed(house: House, server_key: bytes, say: Say) -> list[SamplePerson]:
    """Live the whole story in an empty, migrated database; return how its people sign in.

    Args:
        house: Its clock tells which day it is today.
        server_key: The machine's own, a copy of which the custodians keep.
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
    sample = Sample(house, server_key, told, now)
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
    """Found the office with all its people, the supervising attorney first."""
    day = min(case.opened_on for case in sample.told.cases) - timedelta(days=1)
    moment = sample.moment(day, time(8))
    told = sorted(sample.told.people, key=lambda each: each.role != SUPERVISING)
    people = {each.key: _newcomer(sample, each) for each in told}
    plan = NewOffice(
        name=sample.told.name,
        custodians=[NewCustodian(name=each.name) for each in told[:2]]
        + [NewCustodian(name=OUTSIDE, outside=True)],
    )
    with night(replace(sample.house, clock=lambda: moment), writes=True) as desk:
        founded = founding.found(desk, plan, list(people.values()), sample.server_key)
        joined = dict(zip(people, founded.people, strict=True))
        secrets = {key: each.staff.totp_secret for key, each in joined.items()}
    for key, each in joined.items():
        sample.seats[key] = Seat(each.staff.id, each.keys)
        sample.ids[key] = each.staff.id
    return [
        _signs_in(people[key], secrets[key]) for key in (each.key for each in sample.told.people)
    ]


def _signs_in(new: NewColleague, totp_secret: str) -> SamplePerson:
    return SamplePerson(new.name, new.role, new.address, new.passphrase, totp_secret)


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
