"""The register of the cases one can open: what tells them apart, and what a search finds them by.

Names stand in cards, so a list of two thousand cases would open six thousand of them for each
page. A session therefore keeps the register between its requests, sealed under its cookie
(`app/casework/sessions.py`): without the cookie it says nothing, and it goes with the session.
Nothing is believed because it was kept: each request asks the database which grants name one now
and which version each card has, and opens anew whatever is not of that version, or is held by other
grants than those that opened it.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, literal, select, union_all

from app.casework import access
from app.casework.calendar import Calendar
from app.casework.casefiles import Label, full_name, labels, sound
from app.casework.conflicts.entries import facts_of
from app.casework.personal import found_by
from app.db.columntypes import hex_of, plainly
from app.db.desk import Desk
from app.forums.courts import fold
from app.forums.formats import file_number
from app.models import AuditHead, Case, CaseRow, CriminalCase, Filing, Person, Proceeding
from app.names.fold import SERVANT
from app.names.fold import fold as taken_apart
from app.names.matching import Facts
from app.names.register import keys_of

DRAWER: Final = "register"
MOST_KEPT = 30_000  # cases; some thirty megabytes
_MOST_ASKED = 5_000  # by their ids in one statement; beyond, all are read
_IDS = ("case_id", "lead_id", "backup_id")
# Whose numbers a search finds a case by: receipts, dockets of courts.
_NUMBERED: Final[tuple[type[Filing | Proceeding | CriminalCase], ...]] = (
    Filing,
    Proceeding,
    CriminalCase,
)
R = TypeVar("R", bound=CaseRow)
BELIEVED_FOR: Final = timedelta(seconds=20)  # while somebody types; what is shown is asked after
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_FIELD, _ROW = "\x1f", "\n"  # neither stands in folded text or in JSON


class Listed:
    """A case in the register."""

    def __init__(self, stamp: str, name: str, text: str, parts: str, said: str) -> None:
        self.stamp = stamp  # a hash of the grants that opened it and of the cards' versions
        self.name = name  # of the client, folded, for the order
        self.text = text  # all that a search may find it by, folded
        self.parts = parts  # of names, with what they sound like; as the name index writes them
        self.said = said  # JSON: few of thousands are looked into

    def __repr__(self) -> str:
        return "<Listed>"

    @cached_property
    def plain(self) -> dict[str, Any]:
        """What tells the case from others, in values that JSON knows."""
        read: dict[str, Any] = json.loads(self.said)
        return read

    def is_of(self, person_id: str) -> bool:
        """Tell whether this person leads the case or backs its lead up."""
        return person_id in {self.plain["lead_id"], self.plain["backup_id"]}

    @property
    def label(self) -> Label:
        """What tells the case from others."""
        ids = {name: self.plain[name] and UUID(self.plain[name]) for name in _IDS}
        clients = tuple(self.plain["clients"])
        return Label(**{**self.plain, **ids, "clients": clients})

    def written(self, case_id: str) -> str:
        """Return the line that a session keeps."""
        return _FIELD.join((case_id, self.stamp, self.name, self.text, self.parts, self.said))


def register(desk: Desk) -> dict[UUID, Listed]:
    """Return every case one can open; three statements, and seven more open what changed."""
    return {UUID(case_id): row for case_id, row in by_hex(desk).items()}


def by_hex(desk: Desk) -> dict[str, Listed]:
    """Return the same by ids in hex: a search names few of thousands."""
    stamps = _stamps(desk)
    checked, kept = _kept(desk)
    known = {
        case_id: kept[case_id]
        for case_id, stamp in stamps.items()
        if case_id in kept and kept[case_id].stamp == stamp
    }
    stale = stamps.keys() - known.keys()
    if stale:
        known |= _read(desk, {UUID(each) for each in stale}, stamps)
    is_old = stale or len(known) < len(kept) or desk.now - checked > BELIEVED_FOR
    if is_old and desk.drawer and len(known) <= MOST_KEPT:
        hurt = {row.case_id.hex for row in desk.damaged.values()}  # each list says so anew
        rows = (listed.written(each) for each, listed in known.items() if each not in hurt)
        desk.drawer.keep(DRAWER, _ROW.join([desk.now.isoformat(), _deed(desk), *rows]).encode())
    return known


def lately(desk: Desk) -> dict[str, Listed]:
    """Return the register as this session kept it within some seconds; empty where it did not.

    No statement. Whatever of it is shown must first be asked after with `stands`.
    """
    checked, kept = _kept(desk)
    return kept if desk.now - checked <= BELIEVED_FOR else {}


def stands(desk: Desk, rows: Mapping[str, Listed]) -> bool:
    """Tell whether these rows are as the database has them at this moment; three statements.

    That there is nothing to show stands while nobody has done anything since; one statement.
    """
    if not rows:
        payload = desk.drawer.look(DRAWER) if desk.drawer else None
        return payload is not None and payload.split(_ROW.encode(), 2)[1] == _deed(desk).encode()
    stamps = _stamps(desk, [UUID(each) for each in rows])
    return all(stamps.get(each) == row.stamp for each, row in rows.items())


def _deed(desk: Desk) -> str:
    """Return the number of the newest deed on record."""
    return str(desk.db.scalar(select(AuditHead.seq)))


def naming(known: Mapping[UUID, Listed], calendar: Calendar, person_id: UUID) -> dict[UUID, Listed]:
    """Return which of these cases name somebody: as lead, as back-up, or for an open date.

    Args:
        known: The register.
        calendar: That follows the desk's database.
        person_id: Whom.
    """
    dated = {entry.case_id for entry in calendar.of_person(person_id)}
    return {each: row for each, row in known.items() if each in dated or row.is_of(str(person_id))}


def choosable(desk: Desk, most: int) -> tuple[list[Label], bool]:
    """Return the cases a form offers, my own first and by name, and whether there are more."""
    me = str(desk.who.id)
    known = sorted(
        register(desk).values(),
        key=lambda row: (not row.is_of(me), row.name, row.plain["case_id"]),
    )
    return [row.label for row in known[:most]], len(known) > most


def _stamps(desk: Desk, case_ids: Collection[UUID] | None = None) -> dict[str, str]:
    """Return the state of these cases, or of all, and of all cards that tell of them.

    Of cases that no grant names one for there is none.
    """
    given = access.named_plainly(desk, case_ids)
    mine = access.choosing(desk) if case_ids is None else case_ids
    parts: dict[str, list[str]] = {}
    cases = Case.__table__.columns
    versions = select(plainly(cases.id), cases.version).where(cases.id.in_(mine))
    for plain, version in desk.db.execute(versions):
        case_id = hex_of(plain)
        if case_id in given:
            parts[case_id] = [given[case_id].hex(), str(version)]
    # Each change of a person or a filing adds to the sum, and none is taken out of a case: no two
    # states have the same numbers.
    sums = union_all(*(_sums(each, mine) for each in (Person, *_NUMBERED)))
    for plain, table, many, total in desk.db.execute(sums):
        case_id = hex_of(plain)
        if case_id in parts:
            parts[case_id].append(f"{table}:{many}:{total}")
    return {case_id: ",".join(sorted(each)) for case_id, each in parts.items()}


def _sums(model: type[CaseRow], mine: Select[UUID] | Collection[UUID]) -> Select[*tuple[Any, ...]]:
    of = model.__table__.columns
    table = literal(model.__tablename__)
    query = select(plainly(of.case_id), table, func.count(), func.sum(of.version))
    return query.where(of.case_id.in_(mine)).group_by(of.case_id)


def _kept(desk: Desk) -> tuple[datetime, dict[str, Listed]]:
    """Return what this session kept, and when it was like the database."""
    payload = desk.drawer.look(DRAWER) if desk.drawer else None
    if payload is None:
        return _NEVER, {}
    checked, _, *rows = payload.decode().split(_ROW)
    fields = (row.split(_FIELD) for row in rows)
    return datetime.fromisoformat(checked), {each: Listed(*of) for each, *of in fields}


def _read(desk: Desk, ids: Collection[UUID], stamps: dict[str, str]) -> dict[str, Listed]:
    asked = list(ids) if len(ids) <= _MOST_ASKED else None
    known = labels(desk, asked)
    texts = {
        each: [label.number, label.number.replace("-", ""), label.title, label.heard]
        for each, label in known.items()
    }
    names: dict[UUID, list[str]] = {each: [] for each in known}
    for person in _rows(desk, Person, asked, known):
        texts[person.case_id] += [full_name(person), *found_by(person)]
        names[person.case_id].append(spelt(facts_of(person)))
    for model in _NUMBERED:
        for row in _rows(desk, model, asked, known):
            texts[row.case_id] += [row.number, file_number(row.number)]
    return {
        each.hex: Listed(
            stamps[each.hex],
            fold(label.client_name),
            fold(" ".join(texts[each])),
            " ".join(dict.fromkeys(" ".join(names[each]).split())),
            json.dumps(_of(label), ensure_ascii=False),
        )
        for each, label in known.items()
        if each.hex in stamps
    }


def spelt(facts: Facts) -> str:
    """Return the parts of a person's names, each with what it sounds like, and her A-numbers.

    Two parts written as one have a plus in front: they are compared with one part alone.
    """
    forms = (form for name in facts.names for form in taken_apart(name).forms)
    words = (
        ("+" if form.is_joined and not form.text.startswith(SERVANT) else "")
        + "/".join([form.text, *sorted(keys_of(form.text))])
        for form in forms
    )
    return " ".join([*words, *(f"#{number}" for number in facts.a_numbers)])


def _rows(
    desk: Desk, model: type[R], asked: list[UUID] | None, known: Mapping[UUID, Label]
) -> Iterable[R]:
    query = select(model)
    if asked is not None:
        query = query.where(model.case_id.in_(asked))
    return sound(desk, (row for row in desk.db.scalars(query) if row.case_id in known))


def _of(label: Label) -> dict[str, Any]:
    plain = asdict(label)
    return plain | {name: plain[name] and str(plain[name]) for name in _IDS}
