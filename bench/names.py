"""What a search in the name index costs: `python -m bench.names [PEOPLE]`.

An office's index of invented people is sealed into pages as holders do it, beside a plaintext twin
that keeps the same rows in a table. Cold: pages are read, opened and searched for the first time;
warm: searched again. JSON on standard output. Compare figures of one run only.
"""

import json
import random  # noqa: TID251 - the same people on every run; nothing is kept secret by it
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from uuid import UUID, uuid4

from sqlalchemy import Connection

from app.casework.conflicts import search
from app.casework.conflicts.entries import CALL, Entry, read, written
from app.casework.conflicts.opened import PAGE, Holding, page_text
from app.casework.conflicts.search import Sought
from app.casework.conflicts.slips import index_group
from app.crypto import namepages
from app.crypto.casekeys import GroupKeys
from app.db.desk import Desk
from app.models import NamePage
from app.names.matching import Facts, match
from app.names.memory import forget
from app.names.register import Register, words_of
from tests.support.office import HandClock, Office, found, house_in

ROUNDS = 15
VOCABULARY = 20_000
LOOKED_FOR = (
    {"name": "Youssef Hadad"},
    {"name": "Maria Gonzales Peres"},
    {"name": "Juan Carlos Lopez"},
    {"name": "Xochitl Basquez"},
    {"name": "Sergei Ivanoff"},
    {"name": "Nobody Whatsoever"},
    {"a_number": "999123456"},
    {"phone": "202-555-0143"},
)
SYLLABLES = "ba be bo ca co da de fa go la le li lo ma me mi mo na ne no pa pe ra re ri ro sa se so ta te to va ve xi yu za".split()  # fmt: skip  # noqa: E501, SIM905
GIVEN = "María José Juan Ana Luis Carlos Youssef Mohammed Fatima Sergey Olena Wei Xochitl Inés Pedro Rosa Jorge Carmen Manuel Elena".split()  # fmt: skip  # noqa: E501, SIM905
FAMILY = "González Pérez López García Hernández Haddad Ivanov Zhang Vásquez Xitumul Quiej Chen Diallo Jean Pierre Singh Ramos Cruz Ortiz Flores".split()  # fmt: skip  # noqa: E501, SIM905


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds of each search, while nothing was read yet and afterwards."""

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)


def people(count: int) -> Iterator[Entry]:
    """Yield invented people: half of them have frequent names, half have rare ones."""
    chance = random.Random(11)  # noqa: S311 - the same people on every run
    lead = uuid4()

    seldom = ["".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(VOCABULARY)]
    heads = [1 / (rank + 50) for rank in range(VOCABULARY)]  # as family names are: Zipf's law
    drawn = iter(chance.choices(seldom, heads, k=3 * count))

    def rare() -> str:
        return next(drawn)

    for number in range(count):
        given = chance.choice(GIVEN) if chance.random() < 0.7 else rare()
        family = [chance.choice(FAMILY) if chance.random() < 0.5 else rare() for _ in range(2)]
        facts = Facts(
            names=(" ".join([given, *family]),),
            a_number=f"999{chance.randrange(10**6):06}",
            phone=f"202-555-{chance.randrange(100, 200):04}",
            birth_date=date(1950, 1, 1) + timedelta(days=chance.randrange(20_000)),
        )
        yield Entry(UUID(int=chance.getrandbits(128)), uuid4(), number, 1, facts, "client", lead, None, CALL)  # fmt: skip  # noqa: E501


def fill(office: Office, count: int) -> None:
    """Seal everybody into pages under the group's key."""
    with office.writing("ivo") as desk:
        group = index_group(desk)
        keys = desk.keys.groups[group.id]
        lines: dict[str, str] = {}
        for entry in people(count):
            lines[entry.person_id.hex] = written(entry)
            if len(lines) == PAGE:
                _page(desk, group.id, group.epoch, keys, lines)
                lines = {}
        if lines:
            _page(desk, group.id, group.epoch, keys, lines)


def _page(desk: Desk, group: UUID, epoch: int, keys: GroupKeys, lines: dict[str, str]) -> None:
    page, text = uuid4(), page_text(lines).encode()
    body = namepages.seal_page(text, keys, namepages.PagePlace(group, epoch, page, 1))
    desk.db.add(NamePage(id=page, epoch=epoch, stamp=uuid4(), body=body))


def twin(connection: Connection, count: int) -> None:
    """Keep the same people in a plain table."""
    connection.exec_driver_sql("CREATE TABLE plain (id TEXT PRIMARY KEY, words TEXT, entry TEXT)")
    rows = [(e.person_id.hex, words_of(e.facts), written(e)) for e in people(count)]
    connection.exec_driver_sql("INSERT INTO plain VALUES (?, ?, ?)", rows)


def timed(work: Callable[[], object]) -> float:
    """Return how many milliseconds of one core something took: others work on this machine too."""
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1000


def main(count: int) -> None:
    """Measure an index of so many people and print what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        clock = HandClock()
        house = house_in(Path(folder), clock)
        office = Office(house, clock, found(house))
        fill(office, count)
        with house.engine.begin() as connection:
            twin(connection, count)
        print(json.dumps(_figures(office, count), indent=2))
        house.engine.dispose()


def _figures(office: Office, count: int) -> dict[str, object]:
    sealed, plain = Took(), Took()
    for _ in range(5):
        for took, opening in ((sealed, _sealed), (plain, _plain)):
            forget()
            look = opening(office)
            took.cold.append(timed(partial(look, LOOKED_FOR[0])))
            for sought in LOOKED_FOR * (ROUNDS // 5):
                took.warm.append(timed(partial(look, sought)))
    return {
        "people": count,
        "cold ms": round(median(sealed.cold), 1),
        "cold / plaintext": round(median(sealed.cold) / median(plain.cold), 2),
        "warm p50 ms": round(median(sealed.warm), 1),
        "warm p95 ms": round(quantiles(sealed.warm, n=20)[-1], 1),
        "warm / plaintext": round(median(sealed.warm) / median(plain.warm), 2),
    }


def _sealed(office: Office) -> Callable[[dict[str, str]], object]:
    holding = Holding()

    def look(sought: dict[str, str]) -> object:
        with office.reading("ivo") as desk:
            return search.likely(desk, holding, Sought.model_validate(sought).facts)

    return look


def _plain(office: Office) -> Callable[[dict[str, str]], object]:
    """Return the same search over the plain table, also kept in memory after the first."""
    register: Register[str] = Register()
    entries: dict[str, str] = {}

    def look(sought: dict[str, str]) -> object:
        facts = Sought.model_validate(sought).facts
        with office.reading("ivo") as desk:
            if not entries:
                rows = desk.db.connection().exec_driver_sql("SELECT id, words, entry FROM plain")
                for person, words, entry in rows:
                    entries[person] = entry
                    register.put(person, words)
            near = [read(entries[person]) for person in register.near(facts, entries)]
        return [match(facts, entry.facts) for entry in near]

    return look


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
