"""Checking the signed words: whose keys are whose, who works here, which key a case or group has.

Needs no case key. Everything is followed up to the office root in the custody setting, and at a
person's desk that one has to be the root in her own bundle.
"""

from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.casework import admitted, directory, heads, keysmade, rostercalls
from app.casework.access import SEALED
from app.casework.chains import ROSTER, all_words, roster_blobs
from app.casework.founding import CUSTODY
from app.casework.onrecord import AT_A_TIME
from app.casework.policy import NUMBER_OF
from app.casework.sharing import PERSON, RECOVERY, TEAM
from app.casework.sound import is_sound
from app.casework.staff import ACTIVE, OFFICE
from app.crypto import certificates, charters, rosters
from app.crypto import screens as words
from app.crypto.certificates import OFFICE_ROOT, SUPERVISOR, Certificate
from app.crypto.charters import Charter
from app.crypto.grants import CASE, GROUP, GrantTerms, check_signature, grantor_of
from app.crypto.office import print_of_recovery
from app.db.desk import NightDesk
from app.errors import UNREADABLE, Damaged
from app.models import Case, CaseKeyRow, Grant, Member, Principal, Screen, Setting, Staff


class Known(NamedTuple):
    """The anchors, and what every certificate says whose chain holds, of leavers too."""

    root: bytes
    recovery: bytes
    custodians_id: UUID  # the principal whose seed they have together
    words: dict[UUID, bytes]
    chains: dict[UUID, Certificate]
    ever: dict[UUID, dict[bytes, Certificate]]  # with those of before new keys, by their bytes
    roster: rosters.Roster | None  # as it stands and holds


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
    found += heads.wrong(desk, _by_person(known))
    found += [*_case_keys(desk, known), *_grants(desk, known), *_members(desk, known)]
    return [*found, *_screens(desk, known)]


def ever(desk: NightDesk) -> dict[UUID, list[Certificate]]:
    """Return what every certificate says whose chain holds, of leavers and of before too."""
    kept = _setting(desk, CUSTODY)
    try:
        return _by_person(_known(desk, b64decode(kept["root"]), b64decode(kept["recovery"])))
    except UNREADABLE:
        return {}


def unadmitted(desk: NightDesk) -> list[str]:
    """Return the memberships that no supervisor's word bears out, by table and row.

    None in a database that is not founded; that a root does not open, `wrong` names.
    """
    kept = _setting(desk, CUSTODY)
    try:
        known = _known(desk, b64decode(kept["root"]), b64decode(kept["recovery"]))
    except UNREADABLE:
        return []
    return list(_members(desk, known))


def false_keys(desk: NightDesk) -> set[tuple[UUID, int]]:
    """Return the keys of cases, by case and epoch, that are none, though a row says so.

    Their charter does not hold, there is none of an epoch before, or no deed on record made them:
    anybody who writes to the database can put such a row there. A charter by a colleague who never
    had the case holds here, and with the server key she has the record; who has the secret of the
    epoch before finds it. Reads every key; signatures once verified stay verified, for as long as
    the process runs. None in a database that is not founded.
    """
    kept = _setting(desk, CUSTODY)
    try:
        known = _known(desk, b64decode(kept["root"]), b64decode(kept["recovery"]))
    except UNREADABLE:
        return set()
    query = select(CaseKeyRow).order_by(CaseKeyRow.case_id, CaseKeyRow.epoch)
    found, last, made = set[tuple[UUID, int]](), dict[UUID, int](), keysmade.changed(desk)
    for row in desk.db.scalars(query.execution_options(yield_per=AT_A_TIME)):
        follows = row.epoch == last.get(row.case_id, 0) + 1 <= made.get(row.case_id, 1)
        if follows and _is_chartered(row, known):
            last[row.case_id] = row.epoch
        else:
            found.add((row.case_id, row.epoch))
    return found


def _by_person(known: Known) -> dict[UUID, list[Certificate]]:
    return {each: list(held.values()) for each, held in known.ever.items()}


def _known(desk: NightDesk, root: bytes, recovery: bytes) -> Known:
    office = _setting(desk, OFFICE) or {}
    custodians_id = UUID(office.get("recovery", str(OFFICE_ROOT)))
    query = select(Principal.id, Principal.word, Principal.former)
    rows = desk.db.execute(query).all()
    every = {row[0]: all_words(row[1], row[2]) for row in rows}
    words = {row[0]: row[1] for row in rows if row[1] is not None}
    ever = {each: _chains(each, every, root) for each in every}
    chains = {
        each: says
        for each, held in ever.items()
        for word, says in held.items()
        if word == words.get(each)
    }
    return _rostered(desk, Known(root, recovery, custodians_id, words, chains, ever, None))


def _chains(
    person_id: UUID, every: dict[UUID, list[bytes]], root: bytes
) -> dict[bytes, Certificate]:
    """Return those of a person's certificates whose chain holds."""
    found = {word: _chain(word, every, root) for word in every[person_id]}
    return {word: says for word, says in found.items() if says and says.subject == person_id}


def _chain(word: bytes, every: dict[UUID, list[bytes]], root: bytes) -> Certificate | None:
    try:
        says = certificates.read(word)
    except Damaged:
        return None
    issuers = [None] if says.rank == SUPERVISOR else every.get(says.issuer, [])
    for issuer in issuers:
        with suppress(Damaged):
            return certificates.verify(word, root=root, issuer=issuer, at=0)
    return None


def _anchors(desk: NightDesk, known: Known) -> Iterator[str]:
    """Compare the custody setting with a person's own anchors, where somebody sits here."""
    member = desk.keys.member
    if member is not None and member.office_root is not None:
        own = (member.office_root, member.recovery_print)
        if own != (known.root, print_of_recovery(known.recovery)):
            yield "custody: another root or recovery key than in this person's own keys"


def _rostered(desk: NightDesk, known: Known) -> Known:
    kept = _setting(desk, ROSTER)
    try:
        called = _called(b64decode(kept["roster"]), b64decode(kept["before"]), known)
    except UNREADABLE:
        return known
    return known._replace(roster=called)


def _roster(desk: NightDesk, known: Known) -> Iterator[str]:
    """Compare the roster with the record of how it was called, and with who works here."""
    called = known.roster
    if called is None:
        yield "roster: does not hold"
        return
    yield from _record(desk, called.number, known.root)
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
    if roster.issuer == OFFICE_ROOT:
        if roster.number > 1:
            rosters.follows(blob, before, None)
        return rosters.verify(blob, known.root)
    for word, caller in known.ever[roster.issuer].items():
        with suppress(Damaged):
            rosters.follows(blob, before, rosters.print_of(word))
            if caller.rank == SUPERVISOR:
                return rosters.verify(blob, caller.signing)
    raise Damaged


def _record(desk: NightDesk, number: int, root: bytes) -> Iterator[str]:
    if number != rostercalls.newest(desk):
        yield "roster: not the newest that was called"
        return
    try:
        rostercalls.follow(desk, roster_blobs(desk)[0], root)
    except Damaged:
        yield "roster: the record has another, or one by somebody who might not call it"


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
    """Tell whether a supervisor chartered a group's key, and gave the custodians their copy."""
    try:
        says, maker = _charter(row.word, known)
        terms = GrantTerms(GROUP, row.id, known.custodians_id, row.epoch, row.commitment or b"")
        copy = row.for_custodians or b""
        by_root = grantor_of(copy) == OFFICE_ROOT  # sealed anew when their papers were replaced
        check_signature(copy, terms, known.root if by_root else maker.signing)
    except UNREADABLE:
        return False
    stands = (GROUP, row.id, row.epoch, row.commitment, row.sealing_key)
    return says[:5] == stands and maker.rank == SUPERVISOR and _counts(row, maker, known)


def _counts(group: Principal, maker: Certificate, known: Known) -> bool:
    """Tell whether a charter's maker has these keys now, or the root let it stand without them."""
    if known.roster is None:
        return True  # that none holds is named
    word = known.words.get(maker.subject, b"")
    is_of_now = known.chains.get(maker.subject) == maker
    if is_of_now and known.roster.prints.get(maker.subject) == rosters.print_of(word):
        return True
    return directory.is_let_stand(group, known.root)


def _charter(blob: bytes | None, known: Known) -> tuple[Charter, Certificate]:
    for maker in known.ever[charters.read(blob or b"").maker].values():
        with suppress(Damaged):
            return _verified(blob or b"", maker.signing), maker
    raise Damaged


@lru_cache(maxsize=16_384)
def _verified(blob: bytes, maker_public: bytes) -> Charter:
    """A signature once verified stays verified: the hourly check asks for each key of a case."""
    return charters.verify(blob, maker_public)


def _case_keys(desk: NightDesk, known: Known) -> Iterator[str]:
    """Each case has epochs from 1 without a gap, made by deeds on record; each has its charter."""
    made = keysmade.changed(desk)
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
            elif row.epoch > made.get(case_id, 1):
                yield f"case_keys {case_id} of epoch {row.epoch}: made by no deed on record"


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


def _members(desk: NightDesk, known: Known) -> Iterator[str]:
    """Whoever is in a group was let in by a supervisor's word; before there were, on record."""
    fits = (Principal.id == Member.group_id) & (Principal.epoch == Member.epoch)
    recorded: dict[UUID, set[UUID]] = {}
    for row, group in desk.db.execute(select(Member, Principal).join(Principal, fits)):
        if not is_sound(row):
            continue  # the check of the cards names it
        if admitted.has_words(group):
            maker = admitted.maker_of(row)
            ever = list(known.ever.get(maker, {}).values()) if maker else []
            is_in = admitted.bears_out(row, ever, known.root)
        else:
            if group.id not in recorded:
                recorded[group.id] = admitted.on_record(desk, group.id)
            is_in = row.person_id in recorded[group.id]
        if not is_in:
            yield f"{row.named}: let in by no supervising attorney"


def _is_signed(row: Grant | Member, kind: int, commitment: bytes, known: Known) -> bool:
    try:
        epoch, body, grantor_id = row.epoch, row.body, row.grantor_id
    except UNREADABLE:
        return True  # its card does not open, and was named for that
    terms = GrantTerms(kind, row.scope, row.place_id, epoch, commitment)
    return any(
        _signed_with(body, terms, grantor_id, key) for key in _keys_of(grantor_id, kind, known)
    )


def _keys_of(grantor_id: UUID, kind: int, known: Known) -> list[bytes]:
    """Return the keys that somebody may sign such a grant with; the root is the custodians'."""
    if grantor_id == OFFICE_ROOT:
        return [known.root]
    held = known.ever.get(grantor_id, {}).values()
    return [each.signing for each in held if kind == CASE or each.rank == SUPERVISOR]


def _signed_with(body: bytes, terms: GrantTerms, grantor_id: UUID, key: bytes) -> bool:
    try:
        check_signature(body, terms, key)
        return grantor_of(body) == grantor_id
    except UNREADABLE:
        return False


def _screens(desk: NightDesk, known: Known) -> Iterator[str]:
    """Each ethical screen was put up by somebody who is or was of the office."""
    for row in desk.db.scalars(select(Screen)):
        try:
            blob = row.word
        except UNREADABLE:
            continue  # its card does not open, and was named for that
        try:
            word = _screen(blob, known)
        except UNREADABLE:
            word = None
        if word != (row.case_id, row.person_id):
            yield f"{row.named}: signed by nobody of the office"


def _screen(blob: bytes, known: Known) -> tuple[UUID, UUID]:
    """Return from which case a signed word keeps whom."""
    makers = known.ever[words.read(blob).maker_id].values()
    return words.verify(blob, *(each.signing for each in makers))[:2]


def _setting(desk: NightDesk, name: str) -> Any:  # noqa: ANN401 - the choice, as it was kept
    """Return a choice as it stands; None where there is none or it does not open."""
    row = desk.db.get(Setting, name)
    try:
        return None if row is None else row.value
    except UNREADABLE:
        return None
