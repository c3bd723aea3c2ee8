"""Who else works here, by what is signed: asked before one person alone does what takes two.

Accounts and the entries of who left are rows, which whoever writes to the database takes away or
changes for a moment. The roster of now is signed, and each one repeats the hash of the one before.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from app.casework import directory, rostercalls
from app.casework.chains import Chains, all_words, roster_blobs
from app.casework.policy import NUMBER_OF
from app.casework.sound import is_sound, sound
from app.casework.staff import ACTIVE, INVITED, WAITING
from app.crypto import certificates, rosters
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Damaged, Locked
from app.models import Principal, Staff


def is_whole(desk: NightDesk, roles: Collection[str]) -> bool:
    """Tell whether every account opens, and whoever is certified for such a role has one for it.

    Who is not told apart may be a second person: whoever spoils or takes away the others' accounts
    for a moment is not alone by that. A few statements.
    """
    rows = list(desk.db.scalars(select(Staff)))
    if not all(is_sound(row) for row in rows):
        return False
    here = {row.id for row in rows if _works(row, roles)}
    try:
        named = Chains(desk, ()).roster.prints
        held = directory.certified(desk, named)
    except (Damaged, Locked):
        return False
    numbers = {NUMBER_OF[role] for role in roles}
    return held.keys() == named.keys() and all(
        each in here for each, says in held.items() if says.role in numbers
    )


def was_lately(desk: Desk, roles: Collection[str], since: datetime) -> bool:
    """Tell whether anybody else was certified for such a role since then, or nobody can tell.

    By the rosters that were in force; a few statements.
    """
    try:
        Chains(desk, ()).roster  # noqa: B018 - proves the newest, which holds those before it
        in_force = rostercalls.in_force(desk, roster_blobs(desk)[0], since)
    except (Locked, *UNREADABLE_ROW):
        return True
    named = {line for roster in in_force for line in roster.prints.items()}
    others = {line for line in named if line[0] != desk.who.id}
    query = select(Principal).where(Principal.id.in_({person for person, _ in others}))
    known = {
        (row.id, rosters.print_of(word)): word
        for row in sound(desk.db.scalars(query))
        for word in all_words(row.word, row.former)
    }
    numbers = {NUMBER_OF[role] for role in roles}
    return any(
        line not in known or certificates.read(known[line]).role in numbers for line in others
    )


def _works(row: Staff, roles: Collection[str]) -> bool:
    """Tell whether somebody is at work with such a role, or has new keys begun for her."""
    is_begun = row.state in {INVITED, WAITING} and bool(row.bundle)
    return row.role in roles and (row.state == ACTIVE or is_begun)
