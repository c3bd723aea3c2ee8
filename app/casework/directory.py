"""Whose keys are whose: certificates and the roster, checked up to the root in one's own bundle.

A row of `principals` is never believed by itself. Who writes to the database can put another public
key there, but no certificate for it: those are signed, from the office root over a supervisor to a
member, and count only while the roster names them.
"""

from base64 import b64decode, b64encode
from collections.abc import Collection
from contextlib import suppress
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from app.casework import audit
from app.casework.policy import NUMBER_OF, SUPERVISING
from app.crypto import certificates, charters, comparison, rosters
from app.crypto.bundle import PublicKeys
from app.crypto.certificates import CERTIFICATE_BYTES, MEMBER, OFFICE_ROOT, SUPERVISOR, Certificate
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


def certified(
    desk: NightDesk, ids: Collection[UUID], root: bytes | None = None
) -> dict[UUID, Certificate]:
    """Return the certificates of these people that hold now; at most three statements.

    Whoever is not in the roster, or whose certificate does not hold, is not among them.

    Args:
        desk: Where.
        ids: Who.
        root: The office root, where the custodians have opened it; else that of one's own keys.
    """
    roster = _roster(desk, root)
    found = {}
    for person_id, blob in _words(desk, ids).items():
        says = _held(desk, blob, root)
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


def ever_certified(
    desk: NightDesk, person_id: UUID, root: bytes | None = None
) -> list[Certificate]:
    """Return each certificate of a person whose chain holds, the newest first; of leavers too.

    For what was signed long ago and is bound by more than the signature.
    """
    words = _all_words(desk, [person_id]).get(person_id, [])
    held = [_held(desk, word, root) for word in words]
    return [says for says in held if says is not None and says.subject == person_id]


def chartered(desk: NightDesk, blob: bytes) -> tuple[Charter, Certificate]:
    """Return what a charter says, and the certificate that its maker signed it under.

    Raises:
        Damaged: None of hers fits.
    """
    for says in ever_certified(desk, charters.read(blob).maker):
        with suppress(Damaged):
            return charters.verify(blob, says.signing), says
    raise Damaged


def charter_of(desk: Desk, group: Principal) -> Charter:
    """Return a group's charter: the only place its public key is taken from.

    Raises:
        Damaged: It does not hold, is of another epoch, or no supervisor of the roster made it.
    """
    blob = group.word or b""
    says, maker = chartered(desk, blob)
    if not _stands_by(desk, maker):
        raise Damaged
    fits = (says.kind, says.subject, says.epoch, says.commitment) == (
        GROUP,
        group.id,
        group.epoch,
        group.commitment,
    )
    if not fits or maker.rank != SUPERVISOR:
        raise Damaged
    return says


def is_chartered_now(desk: Desk, group: Principal) -> bool:
    """Tell whether a group's charter was signed with keys that somebody of the roster has now."""
    blob = group.word or b""
    _, maker = chartered(desk, blob)
    return certified(desk, [maker.subject]).get(maker.subject) == maker


def _stands_by(desk: Desk, maker: Certificate) -> bool:
    """Tell whether a charter's maker is of the roster, or gave up the keys that she signed with.

    Until she or another supervisor has changed the group's key, it must not stand still.
    """
    if certified(desk, [maker.subject]).get(maker.subject) == maker:
        return True
    formers = desk.db.scalar(select(Principal.former).where(Principal.id == maker.subject))
    return any(certificates.read(word) == maker for word in _apart(formers))


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


def require_supervisor(desk: Desk) -> None:
    """Let a deed pass that takes a certified supervisor.

    Raises:
        Forbidden: Whoever sits here is none.
    """
    if certificate(desk, desk.who.id).rank != SUPERVISOR:
        raise Forbidden


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


def strike_by_root(desk: NightDesk, person_id: UUID, root_seed: bytes) -> None:
    """Have the office root take somebody off the roster; the last one stays: none is empty.

    Raises:
        Damaged: The roster as it stands does not hold under this root.
    """
    roster = _roster(desk, public_of(root_seed))
    prints = {each: at for each, at in roster.prints.items() if each != person_id}
    _call(desk, roster, prints or dict(roster.prints), (OFFICE_ROOT, root_seed))


def give_up(who: Principal) -> None:
    """Keep a person's certificate among the former ones: what it signed is still checked by it."""
    if who.word is not None:
        who.former = who.word + (who.former or b"")
        who.word = None


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
    for word in _all_words(desk, [caller]).get(caller, []):
        says = _held(desk, word, anchor)
        if says is None or says.rank != SUPERVISOR or says.subject != caller:
            continue
        with suppress(Damaged):
            rosters.follows(blob, before, rosters.print_of(word))
            return _checked_roster(blob, says.signing)
    raise Damaged


def _words(desk: NightDesk, ids: Collection[UUID]) -> dict[UUID, bytes]:
    query = select(Principal.id, Principal.word).where(Principal.id.in_(ids))
    return {row[0]: row[1] for row in desk.db.execute(query) if row[1] is not None}


def _all_words(desk: NightDesk, ids: Collection[UUID]) -> dict[UUID, list[bytes]]:
    """Return the certificates that people have and had, the newest first."""
    query = select(Principal.id, Principal.word, Principal.former).where(Principal.id.in_(ids))
    return {row[0]: all_words(row[1], row[2]) for row in desk.db.execute(query)}


def all_words(word: bytes | None, former: bytes | None) -> list[bytes]:
    """Return a person's certificates as they stand in her row, the newest first."""
    return ([] if word is None else [word]) + _apart(former)


def _apart(former: bytes | None) -> list[bytes]:
    joined, size = former or b"", CERTIFICATE_BYTES
    return [joined[start : start + size] for start in range(0, len(joined), size)]


def _held(desk: NightDesk, blob: bytes, root: bytes | None = None) -> Certificate | None:
    """Return what a certificate says if its chain holds today, whoever the roster names."""
    try:
        says = certificates.read(blob)
    except Damaged:
        return None
    anchor = root or _root(desk)
    if says.rank == SUPERVISOR:
        return _held_by(desk, blob, anchor, None)
    for issuer in _all_words(desk, [says.issuer]).get(says.issuer, []):
        if held := _held_by(desk, blob, anchor, issuer):
            return held
    return None


def _held_by(desk: NightDesk, blob: bytes, root: bytes, issuer: bytes | None) -> Certificate | None:
    now = int(desk.now.timestamp())
    try:
        checked = _checked(blob, root, issuer)
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
