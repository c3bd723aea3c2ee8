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
from app.casework.founding import Kit, NewCustodian, NewOffice
from app.casework.policy import SUPERVISING
from app.casework.seats import Seat
from app.casework.staff import NewColleague, Welcome
from app.clock import instant, local
from app.db.desk import Desk, House, night
from app.sample import besides, clinic, papers, story
from app.sample.facts import Colleague, Story
from app.sample.life import CaseLife

WORDS = (  # noqa: SIM905 - prose is easier to read than a column of quotes
    "lantern harbor maple violin canyon ribbon pepper saddle window garden copper meadow "
    "button thunder pocket walnut silver basket candle feather mirror orange tunnel velvet"
).split()

OUTSIDE = "Pilar Otero, notary"
PLACES = ("at home, with the passports", "in a sealed envelope at a sister's")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """How one of the sample's people signs in."""

    name: str
    role: str
    email: str
    passphrase: str = field(repr=False)
    totp_secret: str = field(repr=False)
    printed_codes: list[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lived:
    """The people of the sample and its custodians, with all that only they would have."""

    people: list[SamplePerson]
    custodians: list[Kit]


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


def seed(house: House, server_key: bytes, say: Say) -> Lived:
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
    lived = _join(sample)
    deeds = sorted(_deeds(sample), key=lambda each: each[0])
    for count, (_, deed) in enumerate(deeds):
        if count % 100 == 0:
            say(f"{len(told.cases)} cases: deed {count} of {len(deeds)}")
        deed()
    return lived


def _deeds(sample: Sample) -> Iterator[tuple[datetime, Callable[[], None]]]:
    day = local(sample.now, sample.told.zone).date()
    chief = next(each.key for each in sample.told.people if each.role == SUPERVISING)
    before = sample.moment(day - timedelta(days=1), time(17))
    yield before, partial(sample.do, chief, before, besides.team)
    yield before, partial(sample.do, chief, before, besides.codes)
    for hour, who, said in besides.CALLS:
        moment = sample.moment(day, hour)
        yield moment, partial(sample.do, who, moment, partial(besides.take, said=said))
    today = clinic.Clinic()
    for hour, does in ((time(7, 30), today.open), (time(7, 45), today.fill)):
        moment = sample.moment(day, hour)
        yield moment, partial(sample.do, chief, moment, does)
    for case in sample.told.cases:
        life = CaseLife(case, sample.ids, sample.now, sample.moment)
        for moment, who, deed in life.deeds():
            yield moment, partial(sample.do, who, moment, deed)
        if case.slug in papers.BUNDLES:
            yield sample.now, partial(_have_made, sample, life)


def _have_made(sample: Sample, life: CaseLife) -> None:
    """Have the press make what the case's lead asks of it today."""
    if life.case_id is not None:
        papers.have_made(sample.house, sample.seats[life.case.lead], life.case_id)


def _join(sample: Sample) -> Lived:
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
        welcomes = {key: each.welcome() for key, each in joined.items()}
    for key, each in joined.items():
        sample.seats[key] = Seat(each.staff.id, each.keys)
        sample.ids[key] = each.staff.id
    signs_in = [_signs_in(people[each.key], welcomes[each.key]) for each in sample.told.people]
    return Lived(signs_in, founded.kits)


def _signs_in(new: NewColleague, known: Welcome) -> SamplePerson:
    codes = [sheet.paper for sheet in known.codes]
    return SamplePerson(
        new.name, new.role, new.address, new.passphrase, known.totp_secret, printed_codes=codes
    )


def _newcomer(sample: Sample, told: Colleague) -> NewColleague:
    return NewColleague(
        name=told.name,
        address=told.email,
        role=told.role,
        passphrase=" ".join(choice(WORDS) for _ in range(5)),
        locale=told.locale,
        zone=sample.told.zone,
        phone=told.phone,
        places=PLACES,
    )
