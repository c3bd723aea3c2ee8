"""Whose keys are whose: certificates and the roster, checked up to the root in one's own bundle.

A row of `principals` is never believed by itself. Who writes to the database can put another public
key there, but no certificate for it: those are signed, from the office root over a supervisor to a
member, and count only while the roster names them.
"""

from base64 import b64decode, b64encode
from collections.abc import Collection
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from app.casework import audit
from app.casework.policy import NUMBER_OF, SUPERVISING
from app.crypto import certificates, charters, comparison, rosters
from app.crypto.bundle import PublicKeys
from app.crypto.certificates import MEMBER, OFFICE_ROOT, SUPERVISOR, Certificate
from app.crypto.charters import Charter
from app.crypto.grants import GROUP
from app.crypto.rosters import Roster
from app.crypto.signatures import public_of
from app.db.desk import Desk, NightDesk
from app.errors import Damaged, Forbidden, Locked
from app.models import Principal, Setting
from app.words import N_

ROSTER = "roster"
OTHER_NUMBER = N_(
    "The number is not that of these keys. Do not go on: call her at a telephone number that you "
    "knew before, and if the digits differ again, tell whoever runs the machine."
)


def certified(desk: Desk, ids: Collection[UUID]) -> dict[UUID, Certificate]:
    """Return the certificates of these people that hold now; at most three statements.

    Whoever is not in the roster, or whose certificate does not hold, is not among them.
    """
    roster = _roster(desk)
    found = {}
    for person_id, blob in _words(desk, ids).items():
        says = _held(desk, blob)
        if says and says.subject == person_id and _is_named(roster, person_id, blob):
            found[person_id] = says
    return found


def certificate(desk: Desk, person_id: UUID) -> Certificate:
    """Return a colleague's certificate.

    Raises:
        Damaged: None holds: she was never certified, was removed, or the row was changed.
    """
    try:
        return certified(desk, [person_id])[person_id]
    except KeyError:
        raise Damaged from None


def ever_certified(desk: Desk, person_id: UUID) -> Certificate:
    """Return a certificate whose chain holds, also of somebody who has left since.

    For what was signed long ago and is bound by more than the signature.

    Raises:
        Damaged: None holds.
    """
    says = _held(desk, _words(desk, [person_id]).get(person_id, b""))
    if says is None or says.subject != person_id:
        raise Damaged
    return says


def charter_of(desk: Desk, group: Principal) -> Charter:
    """Return a group's charter: the only place its public key is taken from.

    Raises:
        Damaged: It does not hold, is of another epoch, or no supervisor of the roster made it.
    """
    says = charters.read(group.word or b"")
    maker = certificate(desk, says.maker)
    charters.verify(group.word or b"", maker.signing)
    fits = (says.kind, says.subject, says.epoch, says.commitment) == (
        GROUP,
        group.id,
        group.epoch,
        group.commitment,
    )
    if not fits or maker.rank != SUPERVISOR:
        raise Damaged
    return says


def certify(desk: Desk, newcomer: Principal, role: str) -> None:
    """Sign that these are a colleague's keys, and name her in the roster.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor, or the root signs that role.
    """
    own = certificate(desk, desk.who.id)
    if own.rank != SUPERVISOR or role == SUPERVISING:
        raise Forbidden
    roster = _roster(desk)
    newcomer.word = issue(newcomer, role, roster.number + 1, desk.who.id, _seed(desk))
    prints = {**roster.prints, newcomer.id: rosters.print_of(newcomer.word)}
    _call(desk, roster, prints, (desk.who.id, _seed(desk)))
    audit.note(desk, "staff.certify", newcomer.id, role=role)


def certify_by_root(desk: NightDesk, newcomer: Principal, role: str, root_seed: bytes) -> None:
    """Have the office root sign a newcomer's keys, and name her in a roster that it calls.

    Raises:
        Damaged: The roster as it stands does not hold under this root.
    """
    root = public_of(root_seed)
    roster = _roster(desk, root)
    newcomer.word = issue(newcomer, role, roster.number + 1, OFFICE_ROOT, root_seed)
    prints = {**roster.prints, newcomer.id: rosters.print_of(newcomer.word)}
    _call(desk, roster, prints, (OFFICE_ROOT, root_seed))


def number(desk: Desk, newcomer: Principal, role: str) -> str:
    """Return the digits of a newcomer's keys, under the anchors in one's own bundle.

    Raises:
        Damaged: She has no keys.
        Locked: No anchors are at this desk.
    """
    member = desk.keys.member
    if member is None or member.office_root is None or member.recovery_print is None:
        raise Locked
    return number_by(newcomer, role, (member.office_root, member.recovery_print))


def number_by(newcomer: Principal, role: str, anchors: tuple[bytes, bytes]) -> str:
    """Return the digits of a newcomer's keys, under these anchors.

    Raises:
        Damaged: She has no keys.
    """
    if newcomer.signing_key is None:
        raise Damaged
    public = PublicKeys(newcomer.sealing_key, newcomer.signing_key)
    return comparison.number_of(newcomer.id, NUMBER_OF[role], public, anchors)


def strike(desk: Desk, person_id: UUID) -> None:
    """Take a colleague off the roster: her certificate and signatures count no more.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
    """
    if certificate(desk, desk.who.id).rank != SUPERVISOR:
        raise Forbidden
    roster = _roster(desk)
    prints = {each: at for each, at in roster.prints.items() if each != person_id}
    _call(desk, roster, prints, (desk.who.id, _seed(desk)))
    audit.note(desk, "staff.strike", person_id)


def issue(who: Principal, role: str, serial: int, issuer: UUID, seed: bytes) -> bytes:
    """Return a certificate over the keys in a person's row, which the caller vouches for."""
    if who.signing_key is None:
        raise Damaged
    rank = SUPERVISOR if issuer == OFFICE_ROOT else MEMBER
    says = Certificate(
        rank, NUMBER_OF[role], who.id, who.sealing_key, who.signing_key, serial, 0, issuer
    )
    return certificates.issue(says, seed)


def open_roster(desk: NightDesk, root_seed: bytes, people: list[Principal]) -> None:
    """Call the office's first roster, signed by its root."""
    prints = {each.id: rosters.print_of(each.word or b"") for each in people}
    blob = rosters.call(Roster(1, bytes(32), OFFICE_ROOT, prints), root_seed)
    desk.db.add(Setting(name=ROSTER, value=_kept(blob, b"")))
    desk.db.flush()
    audit.note(desk, "roster.call", number=1)


def _call(
    desk: NightDesk, before: Roster, prints: dict[UUID, bytes], caller: tuple[UUID, bytes]
) -> None:
    """Call the next roster; `caller` is who, and the seed that signs."""
    blob, _ = _blobs(desk)
    who, seed = caller
    after = Roster(before.number + 1, rosters.print_of(blob), who, prints)
    row = desk.db.get_one(Setting, ROSTER)
    row.value = _kept(rosters.call(after, seed), blob)
    desk.db.flush()
    audit.note(desk, "roster.call", number=after.number)


def _kept(blob: bytes, before: bytes) -> dict[str, str]:
    return {"roster": b64encode(blob).decode(), "before": b64encode(before).decode()}


def _blobs(desk: NightDesk) -> tuple[bytes, bytes]:
    """Return the roster and the one before it, as they stand."""
    row = desk.db.get(Setting, ROSTER)
    if row is None:
        raise Damaged
    return b64decode(str(row.value["roster"])), b64decode(str(row.value["before"]))


def _roster(desk: NightDesk, root: bytes | None = None) -> Roster:
    """Return the roster: called by the root, or by a supervisor whom the one before it named."""
    blob, before = _blobs(desk)
    anchor = root or _root(desk)
    caller = rosters.read(blob).issuer
    if caller == OFFICE_ROOT:
        return _checked_roster(blob, anchor)
    word = _words(desk, [caller]).get(caller, b"")
    says = _held(desk, word, anchor)
    if says is None or says.rank != SUPERVISOR or says.subject != caller:
        raise Damaged
    rosters.follows(blob, before, rosters.print_of(word))
    return _checked_roster(blob, says.signing)


def _words(desk: NightDesk, ids: Collection[UUID]) -> dict[UUID, bytes]:
    query = select(Principal.id, Principal.word).where(Principal.id.in_(ids))
    return {row[0]: row[1] for row in desk.db.execute(query) if row[1] is not None}


def _held(desk: NightDesk, blob: bytes, root: bytes | None = None) -> Certificate | None:
    """Return what a certificate says if its chain holds today, whoever the roster names."""
    now = int(desk.now.timestamp())
    try:
        says = certificates.read(blob)
        issuer = None if says.rank == SUPERVISOR else _words(desk, [says.issuer]).get(says.issuer)
        checked = _checked(blob, root or _root(desk), issuer)
        lapses = [each.until for each in (checked, issuer and certificates.read(issuer)) if each]
    except Damaged:
        return None
    return None if any(until and until < now for until in lapses) else checked


@lru_cache(maxsize=2_048)
def _checked(blob: bytes, root: bytes, issuer: bytes | None) -> Certificate:
    """Signatures once verified stay verified; when they lapse is asked each time."""
    return certificates.verify(blob, root=root, issuer=issuer, at=0)


@lru_cache(maxsize=64)
def _checked_roster(blob: bytes, issuer_public: bytes) -> Roster:
    return rosters.verify(blob, issuer_public)


def _is_named(roster: Roster, person_id: UUID, word: bytes) -> bool:
    return roster.prints.get(person_id) == rosters.print_of(word)


def _root(desk: NightDesk) -> bytes:
    member = desk.keys.member
    if member is None or member.office_root is None:
        raise Locked
    return member.office_root


def _seed(desk: Desk) -> bytes:
    if desk.keys.member is None:
        raise Locked
    return desk.keys.member.signing_seed
