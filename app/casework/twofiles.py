"""Two files of one person: who may be the same, among the people of cases that one can open."""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access
from app.casework.casefiles import full_name, open_row, sound
from app.casework.conflicts.entries import facts_of
from app.casework.conflicts.search import HitView
from app.casework.register import Listed, register
from app.db.desk import Desk
from app.models import Person
from app.names.fold import fold
from app.names.matching import PHONE_DIGITS, Facts, digits, match
from app.names.register import keys_of, off_by_one

MOST_SHOWN = 20
LOOKED_AT = 60  # cases whose people are compared closely
NUMBER_SAYS = 10  # how much more a number says than a part of a name


class SameView(HitView):
    """Somebody in another case one can open who may be the same person, and why."""

    joined: bool = Field(description="Somebody said already that it is the same person.")


class TwiceView(BaseModel):
    """Two people in two cases one can open who may be one."""

    model_config = ConfigDict(frozen=True)

    this: SameView
    other: SameView


def same(desk: Desk, person_id: UUID) -> list[SameView]:
    """Return who in other cases may be the same person, the likeliest first.

    As many statements however many cases. Nothing is told of a case that does not open here.

    Raises:
        NotFound: No such person here.
    """
    person = open_row(desk, Person, person_id)
    sought, known = facts_of(person), register(desk)
    others = {each: row for each, row in known.items() if each != person.case_id}
    likely = set(_nearest(sought, others))
    rows = [row for row in _people(desk, likely) if row.case_id in others]
    views = (_view(sought, row, others[row.case_id], _is_joined(person, row)) for row in rows)
    found = sorted((each for each in views if each is not None), key=_place)
    return found[:MOST_SHOWN]


def twice(desk: Desk) -> list[TwiceView]:
    """Return pairs of people in two cases who share a number or a whole name, likeliest first.

    As many statements however many cases; who was said to be the same already is left out.
    """
    known = register(desk)
    likely = {each for cases in _sharing(known) for each in cases}
    rows = [row for row in _people(desk, likely) if row.role in {"client", "rider"}]
    found: list[TwiceView] = []
    for at, row in enumerate(rows):
        facts = facts_of(row)
        for other in rows[at + 1 :]:
            if other.case_id == row.case_id or _is_joined(row, other):
                continue
            theirs = _view(facts, other, known[other.case_id], joined=False)
            mine = _view(facts_of(other), row, known[row.case_id], joined=False)
            if theirs is not None and mine is not None:
                found.append(TwiceView(this=mine, other=theirs))
    found.sort(key=lambda pair: (_place(pair.other), _place(pair.this)))
    return found[:MOST_SHOWN]


def _sharing(known: Mapping[UUID, Listed]) -> Iterator[set[UUID]]:
    """Yield the sets of cases that share a number or the client's whole name."""
    by: dict[str, set[UUID]] = {}
    for case_id, row in known.items():
        numbers = {f"#{_tail(word)}" for word in row.text.split() if _is_number(word)}
        for key in numbers | ({row.name} if row.name else set()):
            by.setdefault(key, set()).add(case_id)
    together = sorted((cases for cases in by.values() if len(cases) > 1), key=len)
    taken: set[UUID] = set()
    for cases in together:
        taken |= cases
        if len(taken) <= LOOKED_AT:
            yield cases


def _nearest(sought: Facts, known: Mapping[UUID, Listed]) -> list[UUID]:
    """Return the cases where somebody may be meant, by what the register holds of their people."""
    parts = {form.text for name in sought.names for form in fold(name).forms}
    keys = {key for part in parts for key in keys_of(part)}
    numbers = {other for each in sought.a_numbers for other in (each, *off_by_one(each))}
    phones = {_tail(digits(each)) for each in sought.phones}
    alike: dict[str, int] = {}

    def says(word: str) -> int:
        if word not in alike:
            if _is_number(word):
                is_meant = word in numbers or _tail(word) in phones
                alike[word] = NUMBER_SAYS * is_meant
            else:
                alike[word] = int(word in parts or bool(keys & keys_of(word)))
        return alike[word]

    weighed = {each: sum(map(says, set(row.text.split()))) for each, row in known.items()}
    ranked = sorted((each for each, weight in weighed.items() if weight), key=lambda e: -weighed[e])
    return ranked[:LOOKED_AT]


def _is_number(word: str) -> bool:
    return word.isdigit() and len(word) >= PHONE_DIGITS


def _tail(number: str) -> str:
    return number[-PHONE_DIGITS:]


def _people(desk: Desk, case_ids: Collection[UUID]) -> list[Person]:
    """Return the people of cases, as many statements however many; those that open here."""
    opened = access.reach(desk, case_ids or {UUID(int=0)})
    rows = desk.db.scalars(select(Person).where(Person.case_id.in_(opened)))
    return sorted(sound(desk, rows), key=lambda row: (full_name(row), row.id))


def _is_joined(one: Person, other: Person) -> bool:
    return one.same_as is not None and one.same_as == other.same_as


def _view(sought: Facts, row: Person, listed: Listed, joined: bool) -> SameView | None:
    found = match(sought, facts_of(row))
    if found is None and not joined:
        return None
    return SameView(
        person_id=row.id,
        case_id=row.case_id,
        number=listed.label.number,
        name=full_name(row),
        role=row.role,
        rank=round(found.rank * 100) if found else 0,
        reasons=list(found.reasons) if found else [],
        joined=joined,
    )


def _place(view: SameView) -> tuple[bool, int, str]:
    return (not view.joined, -view.rank, view.number)
