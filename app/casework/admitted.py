"""Who is in a group by a supervisor's word, which stands under the group's own key as well.

A row of `members` that was re-wrapped is checked by nobody but its owner, and who has the server
key can plant one. So whoever gives a group's next key to its people, or names them in its place,
goes by these words: each says who is in it, under which key, until when. Who is in the group
herself asks that it was made under its key; anybody else, that its maker's keys count now.

Of a group whose key is from before there were such words, the record says who was let in.
"""

from base64 import b64decode
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.casework import access, directory, held
from app.casework.chains import Chains
from app.casework.policy import INDEX_HOLDERS, OFFICE_TEAM
from app.casework.sound import is_sound, sound
from app.casework.spans import micros, within
from app.casework.staff import OFFICE
from app.crypto import charters, enrolments
from app.crypto.certificates import OFFICE_ROOT, SUPERVISOR, Certificate
from app.crypto.enrolments import Admission, Place
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Damaged
from app.models import Audit, Member, Principal, Setting, Staff

CUSTODY = "custody"  # the setting in which the office keeps its root
MADE, JOINED, LEFT = "group.make", "group.join", "group.leave"
INVITED, RECOVERED, NEW_KEYS = "staff.invite", "recovery.begin", "staff.begin_again"


def word(secret: bytes, place: Place, until: datetime | None, by: tuple[UUID, bytes]) -> str:
    """Return the word that somebody is in a group.

    Args:
        secret: The group's.
        place: The group, she, and the epoch of the group's key.
        until: When it ends; None for good.
        by: Who lets her in, and the seed that she signs with.
    """
    says = Admission(place, micros(until), by[0])
    return enrolments.admit(secret, says, by[1]).hex()


def rows(desk: Desk, group: Principal, secret: bytes | None = None) -> list[Member]:
    """Return the memberships of a group's present key that a supervisor's word bears out.

    Those that were changed outside Amparo are not among them; the check names what is left out. As
    many statements however many people.

    Args:
        desk: Of whoever goes by them.
        group: Which.
        secret: The group's, where she is in it herself.
    """
    present = (Member.group_id == group.id, Member.epoch == group.epoch)
    standing = sound(desk.db.scalars(select(Member).where(*present)))
    if not _has_words(desk, group):
        known = on_record(desk, group.id)
        return [row for row in standing if row.person_id in known]
    said = list(_said(standing))
    chains = Chains(desk, {says.maker for _, says in said} - {OFFICE_ROOT})
    found = []
    for row, says in said:
        with suppress(*UNREADABLE_ROW):
            if secret is not None:
                enrolments.matches(bytes.fromhex(row.word), secret)
            keys = _keys_of(desk, group, says.maker, chains, is_inside=secret is not None)
            _signed_with(row, keys)
            found.append(row)
    return found


def standing(desk: NightDesk, which: ColumnElement[bool]) -> list[Member]:
    """Return the living memberships of groups' present keys that a supervisor's word bears out.

    For a desk without anybody's keys too. Of a group from before there were words, those on record.
    As many statements however many people.

    Args:
        desk: Where.
        which: Of which groups, or of which kind.
    """
    present = (Principal.id == Member.group_id) & (Principal.epoch == Member.epoch)
    query = select(Member, Principal).join(Principal, present)
    query = query.where(which, held.living(desk.now, Member))
    pairs = [(row, group) for row, group in desk.db.execute(query) if is_sound(row)]
    makers = {maker for row, _ in pairs if (maker := maker_of(row)) is not None}
    root = _root(desk)
    chains = Chains(desk, makers - {OFFICE_ROOT}, root)
    recorded: dict[UUID, set[UUID]] = {}
    found = []
    for row, group in pairs:
        if has_words(group):
            is_in = bears_out(row, chains.ever(maker_of(row) or OFFICE_ROOT), root)
        else:
            if group.id not in recorded:
                recorded[group.id] = on_record(desk, group.id)
            is_in = row.person_id in recorded[group.id]
        if is_in:
            found.append(row)
    return found


def _root(desk: NightDesk) -> bytes:
    """Return the office root in the keys of whoever sits here, else as the office keeps it."""
    member = desk.keys.member
    if member is not None and member.office_root is not None:
        return member.office_root
    row = desk.db.get(Setting, CUSTODY)
    return b64decode(row.value["root"]) if row is not None and is_sound(row) else b""


def people(desk: Desk, ids: Collection[UUID]) -> set[UUID]:
    """Return who is in those of these principals that are groups, for who need not be in any."""
    query = select(Principal).where(Principal.id.in_(ids))
    groups = desk.db.scalars(query.where(Principal.commitment.is_not(None))).all()
    return {row.person_id for group in groups for row in rows(desk, group)}


def bears_out(row: Member, ever: Collection[Certificate], root: bytes) -> bool:
    """Tell whether a membership's word was signed by who is or was a supervisor, or by the root.

    For a check without anybody's keys; `ever` is what its maker's certificates say.
    """
    try:
        says = enrolments.read(bytes.fromhex(row.word))
        _fits(row, says)
        supervised = [each.signing for each in ever if each.rank == SUPERVISOR]
        _signed_with(row, [root] if says.maker == OFFICE_ROOT else supervised)
    except UNREADABLE_ROW:
        return False
    return True


def maker_of(row: Member) -> UUID | None:
    """Return who says that she signed a membership's word; None where there is none."""
    try:
        return enrolments.read(bytes.fromhex(row.word)).maker
    except UNREADABLE_ROW:
        return None


def on_record(desk: NightDesk, group_id: UUID) -> set[UUID]:
    """Return who was let into a group on record: at its making, later, or by the custodians.

    An office was founded without entries: who was never invited is in the groups of her role.
    """
    deeds = (MADE, JOINED, LEFT, INVITED, RECOVERED, NEW_KEYS)
    entries = desk.db.scalars(select(Audit).where(Audit.action.in_(deeds)).order_by(Audit.seq))
    found, invited = set[UUID](), set[UUID]()
    inside = _founders(desk, group_id)
    for entry in entries:
        with suppress(*UNREADABLE_ROW):
            whom = _whom(entry)
            if whom is None:
                continue
            if entry.action == INVITED:
                invited.add(whom)
            elif entry.action in {LEFT, NEW_KEYS} and _is_of(entry, group_id):
                found.discard(whom)
                inside.discard(whom)
            elif _is_of(entry, group_id):
                found.add(whom)
    return found | (inside - invited)


def _whom(entry: Audit) -> UUID | None:
    if entry.action == RECOVERED:
        return UUID(entry.detail["staff"])
    return entry.actor_id if entry.action == MADE else entry.object_id


def _is_of(entry: Audit, group_id: UUID) -> bool:
    if entry.action == MADE:
        return entry.object_id == group_id
    if entry.action in {JOINED, LEFT}:
        return str(entry.detail["group"]) == str(group_id)
    return True


def _founders(desk: NightDesk, group_id: UUID) -> set[UUID]:
    """Return whose role belongs to a group of the office itself."""
    office = desk.db.get_one(Setting, OFFICE).value
    kinds = {office["team"]: OFFICE_TEAM, office["conflicts"]: INDEX_HOLDERS}
    roles = kinds.get(str(group_id), frozenset())
    return {row.id for row in desk.db.scalars(select(Staff)) if is_sound(row) and row.role in roles}


def has_words(group: Principal) -> bool:
    """Tell whether a group's charter, unproved, is of a time when there were words.

    One that cannot be read is.
    """
    try:
        return charters.read(group.word or b"").enrols
    except UNREADABLE_ROW:
        return True


def _has_words(desk: Desk, group: Principal) -> bool:
    """Tell the same by a charter that holds: an older one, put in its place, takes no word away."""
    try:
        return directory.charter_of(desk, group).enrols
    except Damaged:
        return True


def _said(standing: Collection[Member]) -> Iterator[tuple[Member, Admission]]:
    for row in standing:
        with suppress(*UNREADABLE_ROW):
            says = enrolments.read(bytes.fromhex(row.word))
            _fits(row, says)
            yield row, says


def _fits(row: Member, says: Admission) -> None:
    if says.place != (row.group_id, row.person_id, row.epoch) or not within(row.until, says.until):
        raise Damaged


def _keys_of(
    desk: Desk, group: Principal, maker: UUID, chains: Chains, *, is_inside: bool
) -> list[bytes]:
    """Return the keys that a maker may have signed with, as the root or a supervisor."""
    root = access.own_keys(desk).office_root or b""
    if maker == OFFICE_ROOT:
        return [root]
    held = [each for each in chains.ever(maker) if each.rank == SUPERVISOR]
    if not is_inside and not directory.is_let_stand(group, root):
        held = [each for each in held if each == chains.now(maker)]
    return [each.signing for each in held]


def _signed_with(row: Member, keys: Collection[bytes]) -> None:
    for each in keys:
        with suppress(Damaged):
            _checked(bytes.fromhex(row.word), each)
            return
    raise Damaged


@lru_cache(maxsize=4_096)
def _checked(blob: bytes, maker_public: bytes) -> Admission:
    """Signatures once verified stay verified; whose keys count is asked each time."""
    return enrolments.verify(blob, maker_public)
