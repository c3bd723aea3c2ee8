"""Checking the signed words: whose keys are whose, who works here, which key a case or group has.

Needs no case key. Everything is followed up to the office root in the custody setting, and at a
person's desk that one has to be the root in her own bundle.
"""

from base64 import b64decode
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.casework import heads
from app.casework.access import SEALED
from app.casework.directory import ROSTER
from app.casework.founding import CUSTODY
from app.casework.policy import NUMBER_OF
from app.casework.sharing import PERSON, RECOVERY, TEAM
from app.casework.staff import ACTIVE
from app.crypto import certificates, charters, rosters
from app.crypto import screens as words
from app.crypto.certificates import OFFICE_ROOT, SUPERVISOR, Certificate
from app.crypto.charters import Charter
from app.crypto.grants import CASE, GROUP, GrantTerms, check_signature, grantor_of
from app.crypto.office import print_of_recovery
from app.db.desk import NightDesk
from app.errors import UNREADABLE, Damaged
from app.models import Audit, Case, CaseKeyRow, Grant, Member, Principal, Screen, Setting, Staff


class Known(NamedTuple):
    """The anchors, and what every certificate says whose chain holds, of leavers too."""

    root: bytes
    recovery: bytes
    words: dict[UUID, bytes]
    chains: dict[UUID, Certificate]


def wrong(desk: NightDesk) -> list[str]:
    """Return which words do not hold, by table and row; nothing in a database that is not founded.

    A fixed number of statements. A row whose card does not open is the card check's to name.
    """
    principals = list(desk.db.scalars(select(Principal).order_by(Principal.id)))
    if not principals:
        return []
    kept = _setting(desk, CUSTODY)
    try:
        known = _known(desk, b64decode(kept["root"]), b64decode(kept["recovery"]))
    except UNREADABLE:
        return ["custody: the office root is not there or does not open"]
    found = [*_anchors(desk, known), *_roster(desk, known)]
    for row in principals:
        found += _principal(row, known)
    found += heads.wrong(desk, known.chains)
    return [*found, *_case_keys(desk, known), *_grants(desk, known), *_screens(desk, known)]


def chains(desk: NightDesk) -> dict[UUID, Certificate]:
    """Return what every certificate says whose chain holds, of leavers too."""
    kept = _setting(desk, CUSTODY)
    try:
        return _known(desk, b64decode(kept["root"]), b64decode(kept["recovery"])).chains
    except UNREADABLE:
        return {}


def _known(desk: NightDesk, root: bytes, recovery: bytes) -> Known:
    query = select(Principal.id, Principal.word)
    words = {row[0]: row[1] for row in desk.db.execute(query) if row[1] is not None}
    chains = {}
    for person_id, word in words.items():
        says = _chain(word, words, root)
        if says is not None and says.subject == person_id:
            chains[person_id] = says
    return Known(root, recovery, words, chains)


def _chain(word: bytes, words: dict[UUID, bytes], root: bytes) -> Certificate | None:
    try:
        says = certificates.read(word)
        issuer = None if says.rank == SUPERVISOR else words.get(says.issuer)
        return certificates.verify(word, root=root, issuer=issuer, at=0)
    except Damaged:
        return None


def _anchors(desk: NightDesk, known: Known) -> Iterator[str]:
    """Compare the custody setting with a person's own anchors, where somebody sits here."""
    member = desk.keys.member
    if member is not None and member.office_root is not None:
        own = (member.office_root, member.recovery_print)
        if own != (known.root, print_of_recovery(known.recovery)):
            yield "custody: another root or recovery key than in this person's own keys"


def _roster(desk: NightDesk, known: Known) -> Iterator[str]:
    """Follow the roster to its caller, and compare it with the audit and with who works here."""
    try:
        kept = _setting(desk, ROSTER)
        called = _called(b64decode(kept["roster"]), b64decode(kept["before"]), known)
    except UNREADABLE:
        yield "roster: does not hold"
        return
    if called.number != _newest_called(desk):
        yield "roster: not the newest that was called"
    for row in desk.db.scalars(select(Staff).order_by(Staff.id)):
        try:
            works, role = row.state == ACTIVE, NUMBER_OF[row.role]
        except UNREADABLE:
            continue
        if not works:
            continue
        if called.prints.get(row.id) != rosters.print_of(known.words.get(row.id, b"")):
            yield f"staff {row.id}: its certificate is not the one that the roster names"
        if row.id in known.chains and known.chains[row.id].role != role:
            yield f"staff {row.id}: certified for another role"


def _called(blob: bytes, before: bytes, known: Known) -> rosters.Roster:
    roster = rosters.read(blob)
    by_root = roster.issuer == OFFICE_ROOT
    if roster.number > 1:
        word = None if by_root else rosters.print_of(known.words[roster.issuer])
        rosters.follows(blob, before, word)
    if by_root:
        return rosters.verify(blob, known.root)
    caller = known.chains[roster.issuer]
    if caller.rank != SUPERVISOR:
        raise Damaged
    return rosters.verify(blob, caller.signing)


def _newest_called(desk: NightDesk) -> object:
    query = select(Audit).where(Audit.action == "roster.call").order_by(Audit.seq.desc()).limit(1)
    entry = desk.db.scalars(query).one_or_none()
    try:
        return None if entry is None else entry.detail["number"]
    except UNREADABLE:
        return None


def _principal(row: Principal, known: Known) -> Iterator[str]:
    """Compare a row's public keys with the word that vouches for them."""
    try:
        kind, sealing, signing = row.kind, row.sealing_key, row.signing_key
    except UNREADABLE:
        return
    if kind == RECOVERY and sealing == known.recovery:
        return
    if kind == PERSON and row.word is None:
        return  # she is not certified yet, and works nowhere: the roster was asked
    if kind == PERSON and row.id in known.chains:
        says = known.chains[row.id]
        if (says.xwing, says.signing) != (sealing, signing):
            yield f"principals {row.id}: other keys than those that were certified"
        return
    if kind == TEAM and _is_chartered_group(row, known):
        return
    yield f"principals {row.id}: its keys are vouched for by nobody of the office"


def _is_chartered_group(row: Principal, known: Known) -> bool:
    try:
        says, maker = _charter(row.word, known)
    except UNREADABLE:
        return False
    stands = (GROUP, row.id, row.epoch, row.commitment, row.sealing_key)
    return says[:5] == stands and maker.rank == SUPERVISOR


def _charter(blob: bytes | None, known: Known) -> tuple[Charter, Certificate]:
    maker = known.chains[charters.read(blob or b"").maker]
    return charters.verify(blob or b"", maker.signing), maker


def _case_keys(desk: NightDesk, known: Known) -> Iterator[str]:
    """Each case has epochs from 1 without a gap, and each has its charter."""
    keys: dict[UUID, list[CaseKeyRow]] = {each: [] for each in desk.db.scalars(select(Case.id))}
    for row in desk.db.scalars(select(CaseKeyRow).order_by(CaseKeyRow.case_id, CaseKeyRow.epoch)):
        keys.setdefault(row.case_id, []).append(row)
    for case_id, rows in keys.items():
        if not rows:
            yield f"case_keys {case_id}: no key"
        elif [row.epoch for row in rows] != list(range(1, len(rows) + 1)):
            yield f"case_keys {case_id}: an epoch is missing, or was never made"
        for row in rows:
            if not _is_chartered(row, known):
                yield f"case_keys {case_id} of epoch {row.epoch}: its charter does not hold"


def _is_chartered(row: CaseKeyRow, known: Known) -> bool:
    try:
        says, _ = _charter(row.charter, known)
    except UNREADABLE:
        return False
    return says[:4] == (CASE, row.case_id, row.epoch, row.commitment)


def _grants(desk: NightDesk, known: Known) -> Iterator[str]:
    """Whatever is still sealed was signed by somebody who is or was of the office."""
    fits = (CaseKeyRow.case_id == Grant.case_id) & (CaseKeyRow.epoch == Grant.epoch)
    grants = select(Grant, CaseKeyRow.commitment).join(CaseKeyRow, fits, isouter=True)
    members = select(Member, Principal.commitment).join(
        Principal, Principal.id == Member.group_id, isouter=True
    )
    for kind, query in (
        (CASE, grants.where(Grant.form == SEALED)),
        (GROUP, members.where(Member.form == SEALED)),
    ):
        for row, commitment in desk.db.execute(query):
            if not _is_signed(row, kind, commitment or b"", known):
                yield f"{row.named}: signed by nobody of the office"


def _is_signed(row: Grant | Member, kind: int, commitment: bytes, known: Known) -> bool:
    try:
        epoch, body, grantor_id = row.epoch, row.body, row.grantor_id
    except UNREADABLE:
        return True  # its card does not open, and was named for that
    try:
        grantor = known.chains[grantor_id]
        terms = GrantTerms(kind, row.scope, row.place_id, epoch, commitment)
        check_signature(body, terms, grantor.signing)
    except UNREADABLE:
        return False
    return grantor_of(body) == grantor_id and (kind == CASE or grantor.rank == SUPERVISOR)


def _screens(desk: NightDesk, known: Known) -> Iterator[str]:
    """Each ethical screen was put up by somebody who is or was of the office."""
    for row in desk.db.scalars(select(Screen)):
        try:
            blob = row.word
        except UNREADABLE:
            continue  # its card does not open, and was named for that
        try:
            word = words.verify(blob, known.chains[words.read(blob).maker_id].signing)
        except UNREADABLE:
            word = None
        if word is None or word[:2] != (row.case_id, row.person_id):
            yield f"{row.named}: signed by nobody of the office"


def _setting(desk: NightDesk, name: str) -> Any:  # noqa: ANN401 - the choice, as it was kept
    """Return a choice as it stands; None where there is none or it does not open."""
    row = desk.db.get(Setting, name)
    try:
        return None if row is None else row.value
    except UNREADABLE:
        return None
