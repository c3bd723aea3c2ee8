"""Which keys were long known as a deed was noted: of a word that is kept these alone count.

`longstanding` asks it of whoever sits here. A word is read as long as it stands, and whoever has a
supervisor's keys and the server key certifies keys of a colleague's today, signs with them, and
adds the deed to the record. So the keys that signed stood in a roster on record, and their holder
was certified, two weeks before the deed, or before the office was founded.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.casework import longstanding, rostercalls
from app.casework.chains import all_words
from app.casework.longstanding import LONG
from app.casework.sound import sound
from app.crypto import certificates, rosters
from app.crypto.certificates import SUPERVISOR
from app.db.desk import NightDesk
from app.errors import Damaged
from app.models import Audit, Principal

FOUNDED = "office.found"


def at_their_deeds(
    desk: NightDesk, deeds: Collection[Audit], roles: Collection[str]
) -> dict[int, set[bytes]]:
    """Return which signing keys of its maker were long known as each deed was noted.

    Five statements, none where there is no deed.

    Args:
        desk: Where.
        deeds: Entries of the record.
        roles: For which of them its maker must have been certified.

    Returns:
        By the number of each deed, the public halves.
    """
    makers = {entry.actor_id for entry in deeds if entry.actor_id is not None}
    if not makers:
        return {}
    certified, named = longstanding.entries(desk, makers), _named(desk, makers)
    founded = longstanding.first(desk, FOUNDED).get(None, 0)
    places = {deed.seq: _places(deed, certified, named, roles) for deed in deeds}
    later = {each for of in places.values() for each in of.values() if each >= founded}
    stood = _stood_by(desk, later)
    return {
        deed.seq: {
            key
            for key, at in places[deed.seq].items()
            if deed.at <= desk.now and (at not in later or stood[at] <= deed.at - LONG)
        }
        for deed in deeds
    }


def _places(
    deed: Audit,
    certified: Collection[Audit],
    named: Mapping[UUID, Mapping[bytes, int]],
    roles: Collection[str],
) -> dict[bytes, int]:
    """Return from which entry on each key of a deed's maker was hers, and she was certified."""
    if deed.actor_id is None:
        return {}
    before = [each for each in certified if each.seq < deed.seq]
    since = longstanding.by_entries(before, roles).get(deed.actor_id)
    if since is None:
        return {}
    return {key: max(since, at) for key, at in named.get(deed.actor_id, {}).items()}


def _named(desk: NightDesk, ids: Collection[UUID]) -> dict[UUID, dict[bytes, int]]:
    """Return by which call on record each of these people's signing keys was first named.

    The office root's own signature, which a new root gives anew, takes the custodians: what it
    signed counts from the beginning here, and from when its holder was certified there.
    """
    query = select(Principal).where(Principal.id.in_(ids))
    words = {row.id: all_words(row.word, row.former) for row in sound(desk.db.scalars(query))}
    prints = {
        each: {rosters.print_of(word): word for word in of} for each, of in words.items() if of
    }
    found: dict[UUID, dict[bytes, int]] = {each: {} for each in prints}
    for person_id, of in prints.items():
        for says in _read(of.values()):
            if says.rank == SUPERVISOR:
                found[person_id][says.signing] = 0
    for number, roster in rostercalls.on_record(desk):
        for person_id in prints.keys() & roster.prints.keys():
            word = prints[person_id].get(roster.prints[person_id])
            for says in _read([] if word is None else [word]):
                found[person_id].setdefault(says.signing, number)
    return found


def _read(words: Iterable[bytes]) -> Iterable[certificates.Certificate]:
    for word in words:
        try:
            yield certificates.read(word)
        except Damaged:
            continue


def _stood_by(desk: NightDesk, numbers: Collection[int]) -> Mapping[int, datetime]:
    """Return the latest time that the entries up to each of these say, but for a clock ahead.

    Nobody who adds to the record's end makes an entry older than what stood there before it.
    """
    asked = sorted(numbers)
    if not asked:
        return {}
    latest = [
        select(func.max(Audit.at))
        .where(Audit.seq >= 1, Audit.seq <= each, Audit.at <= desk.now)
        .scalar_subquery()
        for each in asked
    ]
    told = desk.db.execute(select(*latest)).one()
    return {each: at or desk.now for each, at in zip(asked, told, strict=True)}
