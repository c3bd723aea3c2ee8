"""Whose keys are whose: certificates and the roster, checked up to the root in one's own bundle.

A row of `principals` is never believed by itself. Who writes to the database can put another public
key there, but no certificate for it: those are signed, from the office root over a supervisor to a
member, and count only while the roster names them.
"""

from base64 import b64encode
from collections.abc import Collection
from contextlib import suppress
from uuid import UUID

from sqlalchemy import select

from app.casework import audit, rostercalls
from app.casework.chains import ROSTER, Chains, apart, roster_blobs
from app.casework.policy import NUMBER_OF, SUPERVISING
from app.casework.sound import sound
from app.crypto import certificates, charters, comparison, enrolments, rosters, standings
from app.crypto.bundle import PublicKeys
from app.crypto.certificates import MEMBER, OFFICE_ROOT, SUPERVISOR, Certificate
from app.crypto.charters import Charter
from app.crypto.grants import GROUP
from app.crypto.rosters import Roster
from app.crypto.signatures import public_of
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Damaged, Forbidden, Locked
from app.models import Member, Principal, Setting
from app.words import N_

OTHER_NUMBER = N_(
    "The number is not that of these keys. Do not go on: call this colleague at a "
    "telephone number that you knew before, and if the digits differ again, tell whoever "
    "runs the machine."
)


def certified(
    desk: NightDesk, ids: Collection[UUID], root: bytes | None = None
) -> dict[UUID, Certificate]:
    """Return the certificates of these people that hold now; at most four statements.

    Whoever is not in the roster, or whose certificate does not hold, is not among them.

    Args:
        desk: Where.
        ids: Who.
        root: The office root, where the custodians have opened it; else that of one's own keys.
    """
    chains = Chains(desk, ids, root)
    return {each: says for each in ids if (says := chains.now(each)) is not None}


def certificate(desk: Desk, person_id: UUID) -> Certificate:
    """Return a colleague's certificate.

    Raises:
        Damaged: None holds: she was never certified, was removed, or the row was changed.
    """
    return Chains(desk, [person_id]).certificate(person_id)


def ever_certified(
    desk: NightDesk, person_id: UUID, root: bytes | None = None
) -> list[Certificate]:
    """Return each certificate of a person whose chain holds, the newest first; of leavers too.

    For what was signed long ago and is bound by more than the signature.
    """
    return Chains(desk, [person_id], root).ever(person_id)


def chartered(desk: NightDesk, blob: bytes) -> tuple[Charter, Certificate]:
    """Return what a charter says, and the certificate that its maker signed it under.

    Raises:
        Damaged: None of hers fits.
    """
    return Chains(desk, [charters.read(blob).maker]).chartered(blob)


def charter_of(desk: Desk, group: Principal) -> Charter:
    """Return a group's charter: the only place its public key is taken from.

    Raises:
        Damaged: It does not hold, is of another epoch, or no supervisor of the roster made it.
    """
    blob = group.word or b""
    says, maker = chartered(desk, blob)
    if not _stands(desk, group, maker):
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


def _stands(desk: Desk, group: Principal, maker: Certificate) -> bool:
    """Tell whether a charter's maker is of the roster, or the root said that it holds all the same.

    Until she or another supervisor has changed the group's key, it must not stand still.
    """
    if certified(desk, [maker.subject]).get(maker.subject) == maker:
        return True
    member = desk.keys.member
    if member is None or member.office_root is None:
        raise Locked
    return is_let_stand(group, member.office_root)


def is_let_stand(group: Principal, root: bytes) -> bool:
    """Tell whether the root said that a group's charter holds though its maker's keys ended."""
    try:
        standings.verify(bytes.fromhex(group.stands), group.word or b"", root)
    except UNREADABLE_ROW:
        return False
    return True


def _let_stand(desk: NightDesk, maker_id: UUID, root_seed: bytes) -> None:
    """Have the root say that the groups' charters that somebody made hold when her keys ended."""
    chains = Chains(desk, [maker_id], public_of(root_seed))
    groups = desk.db.scalars(select(Principal).where(Principal.signing_key.is_(None)))
    for group in sound(groups):
        with suppress(Damaged):  # a charter that nobody of the office signed
            blob = group.word or b""
            if charters.read(blob).maker != maker_id:
                continue
            if chains.chartered(blob)[1].rank == SUPERVISOR:
                group.stands = standings.give(blob, root_seed).hex()
    desk.db.flush()


def certify(desk: Desk, newcomer: Principal, role: str) -> None:
    """Sign that these are a colleague's keys, and name her in the roster.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor, or the root signs that role.
    """
    own = certificate(desk, desk.who.id)
    if own.rank != SUPERVISOR or role == SUPERVISING:
        raise Forbidden
    roster = Chains(desk, ()).roster
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
    roster = Chains(desk, (), root).roster
    _let_stand(desk, newcomer.id, root_seed)
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
    roster = Chains(desk, ()).roster
    prints = {each: at for each, at in roster.prints.items() if each != person_id}
    _call(desk, roster, prints, (desk.who.id, _seed(desk)))
    audit.note(desk, "staff.strike", person_id)


def strike_by_root(desk: NightDesk, person_id: UUID, root_seed: bytes) -> None:
    """Have the office root take somebody off the roster; the last one stays: none is empty.

    Raises:
        Damaged: The roster as it stands does not hold under this root.
    """
    roster = Chains(desk, (), public_of(root_seed)).roster
    _let_stand(desk, person_id, root_seed)
    prints = {each: at for each, at in roster.prints.items() if each != person_id}
    _call(desk, roster, prints or dict(roster.prints), (OFFICE_ROOT, root_seed))


def sign_anew(desk: NightDesk, former_seed: bytes, seed: bytes) -> None:
    """Have a new office root sign what the former one signed, and call the roster.

    A certificate says afterwards what it said, so whatever its holder signed still counts.

    Raises:
        Damaged: The roster does not hold under the former root.
    """
    former = public_of(former_seed)
    roster = Chains(desk, (), former).roster
    prints = dict(roster.prints)
    for row in sound(desk.db.scalars(select(Principal))):  # what was changed stays as it is
        before, formers = row.word, apart(row.former)
        row.former = b"".join(_anew(each, former, seed) for each in formers) or None
        if row.word and is_let_stand(row, former):
            row.stands = standings.give(row.word, seed).hex()
        if before is None or row.signing_key is None:
            continue
        row.word = _anew(before, former, seed)
        if prints.get(row.id) == rosters.print_of(before):
            prints[row.id] = rosters.print_of(row.word)
    for member in sound(desk.db.scalars(select(Member))):
        member.word = _said_anew(member.word, former, seed)
    _call(desk, roster, prints, (OFFICE_ROOT, seed))


def _said_anew(word: str, former: bytes, seed: bytes) -> str:
    """Return a word signed by a new root, or as it is where the former did not sign it."""
    try:
        return enrolments.anew(bytes.fromhex(word), former, seed).hex()
    except (Damaged, ValueError):
        return word


def _anew(word: bytes, former: bytes, seed: bytes) -> bytes:
    """Return a certificate under the new root, where the former one signed it."""
    try:
        says = certificates.verify(word, root=former, issuer=None, at=0)
    except Damaged:
        return word
    return certificates.issue(says, seed)


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
    rostercalls.note(desk, blob, None)


def _call(
    desk: NightDesk, before: Roster, prints: dict[UUID, bytes], caller: tuple[UUID, bytes]
) -> None:
    """Call the next roster; `caller` is who, and the seed that signs."""
    blob, _ = roster_blobs(desk)
    who, seed = caller
    after = Roster(before.number + 1, rosters.print_of(blob), who, prints)
    word = None if who == OFFICE_ROOT else desk.db.get_one(Principal, who).word
    row, called = desk.db.get_one(Setting, ROSTER), rosters.call(after, seed)
    row.value = _kept(called, blob)
    desk.db.flush()
    rostercalls.note(desk, called, word)


def _kept(blob: bytes, before: bytes) -> dict[str, str]:
    return {"roster": b64encode(blob).decode(), "before": b64encode(before).decode()}


def _seed(desk: Desk) -> bytes:
    if desk.keys.member is None:
        raise Locked
    return desk.keys.member.signing_seed
