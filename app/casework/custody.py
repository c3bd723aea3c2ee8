"""What the custodians keep: whether it is whole, whether it was typed back, and its use.

A custodian's paper is typed for a rehearsal, of which only the day is kept, or by as many of them
as are needed, to certify a supervisor. No secret of theirs is ever stored.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.casework import audit, directory, newkeys, staff
from app.casework.codes import BOTH
from app.casework.founding import CUSTODY
from app.casework.joining import Newcomer
from app.casework.policy import SUPERVISING
from app.crypto import custodians, papers, xwing
from app.crypto.office import NO_SERVER_KEY, OfficeSecrets
from app.crypto.servercopies import open_copy
from app.db.desk import Desk, House, NightDesk, night
from app.errors import UNREADABLE, Damaged, Refused
from app.models import Principal, PrintedCode, Setting, Staff
from app.words import N_

NOT_HERS = N_(
    "This paper is whole, but it is not the one that was printed for this custodian. Look which "
    "name stands on it."
)
NOBODYS = N_("This paper is whole, but it belongs to no custodian of this office.")
OUTSIDE_FORMAT = "amparo custodians 1"
CHANGED_FORMAT = "amparo custodians 2"  # with a newer server key than the envelopes hold
COPY = "server_key"  # of the custody setting, once the server key was changed
NOT_OUTSIDE = N_(
    "This is not the custodians' file. It is called “custodians.json” and lies beside every backup."
)


@dataclass(frozen=True, slots=True)
class CustodianView:
    """One custodian; `typed_at` is when her paper was last typed back."""

    name: str
    outside: bool
    typed_at: datetime | None
    public: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CustodyView:
    """Who keeps the office's secrets, and how many must act together."""

    needed: int
    custodians: list[CustodianView]

    @property
    def owed(self) -> int:
        """How many papers nobody has typed back yet."""
        return sum(each.typed_at is None for each in self.custodians)


@dataclass(frozen=True, slots=True)
class Debt:
    """What an office still owes itself before the bad day."""

    kits_owed: int
    kits: int
    without_codes: int

    def __bool__(self) -> bool:
        return bool(self.kits_owed or self.without_codes)


def view(desk: NightDesk) -> CustodyView:
    """Return who keeps a paper, and when each was typed back; one statement.

    Raises:
        Refused: No office was founded in this database.
    """
    return of_value(setting(desk).value)


def setting(desk: NightDesk) -> Setting:
    """Return what the office keeps of its custodians.

    Raises:
        Refused: There is no office yet.
    """
    row = desk.db.get(Setting, CUSTODY)
    if row is None:
        raise Refused(staff.NO_OFFICE)
    return row


def of_value(kept: dict[str, Any]) -> CustodyView:
    """Return who keeps a paper, as it is kept."""
    return CustodyView(int(kept["needed"]), [_custodian(each) for each in kept["custodians"]])


def debt(desk: NightDesk) -> Debt:
    """Return what is still owed; three statements.

    Whoever has a code whose place nobody told counts as having none: it would not be found.
    """
    known = view(desk)
    told: dict[Any, set[int]] = {}
    for row in desk.db.scalars(select(PrintedCode)):
        if row.place:
            told.setdefault(row.staff_id, set()).add(row.which)
    people = desk.db.scalars(select(Staff.id).where(Staff.state == staff.ACTIVE))
    without = sum(told.get(person, set()) != set(BOTH) for person in people)
    return Debt(known.owed, len(known.custodians), without)


def rehearse(desk: Desk, at: int, text: str) -> str:
    """Write down that a custodian's paper was typed back today, and return her name.

    Raises:
        Refused: A group is wrong, with its number, or the paper is another's.
    """
    known = view(desk)
    if not 0 <= at < len(known.custodians):
        raise Refused(N_("There is no such custodian."))
    seed = papers.typed(papers.CUSTODIAN_KIT, text)
    if xwing.public_bytes(seed) != known.custodians[at].public:
        raise Refused(NOT_HERS)
    row = setting(desk)
    each = [dict(custodian) for custodian in row.value["custodians"]]
    each[at]["typed"] = desk.now.isoformat()
    row.value = {**row.value, "custodians": each}
    audit.note(desk, "kit.rehearse", at=at)
    return known.custodians[at].name


def is_founded(desk: NightDesk) -> bool:
    """Tell whether an office was founded here."""
    return desk.db.get(Setting, staff.OFFICE) is not None


def is_whole(desk: NightDesk) -> bool:
    """Tell whether every envelope is as the office root sealed it to these custodians.

    At a person's desk the root is the one in her own bundle, else the one beside the envelopes.
    """
    try:
        kept = setting(desk).value
        root = b64decode(kept["root"])
        custodians.verify(b64decode(kept["envelopes"]), _publics(view(desk)), root)
    except UNREADABLE:
        return False
    member = desk.keys.member
    return member is None or member.office_root in {None, root}


def whose(known: CustodyView, text: str) -> tuple[int, bytes]:
    """Return which custodian's paper was typed, and its seed.

    Raises:
        Refused: A group is wrong, with its number, or the paper is nobody's here.
    """
    seed = papers.typed(papers.CUSTODIAN_KIT, text)
    public = xwing.public_bytes(seed)
    for at, each in enumerate(known.custodians):
        if each.public == public:
            return at, seed
    raise Refused(NOBODYS)


def certify(house: House, newcomer: Newcomer, number: str, seeds: dict[int, bytes]) -> None:
    """Have the office root certify a supervisor who waits, by the papers of its custodians.

    Args:
        house: Where.
        newcomer: Who waits.
        number: The digits that she read aloud.
        seeds: The typed seeds, by the custodian's place.

    Raises:
        Damaged: Too few papers, or an envelope was changed.
        Refused: The digits are not those of the keys that would be certified.
    """
    with night(house, writes=True) as desk:
        certify_at(desk, opened(desk, seeds), newcomer.id, number, sorted(seeds))


def certify_at(
    desk: NightDesk, secrets: OfficeSecrets, staff_id: UUID, number: str, present: list[int]
) -> None:
    """Have the office root certify a supervisor who waits; `present` are the custodians' places.

    Raises:
        Refused: Nobody waits, or the digits are not those of the keys that would be certified.
    """
    waiting = desk.db.get_one(Staff, staff_id)
    principal = desk.db.get_one(Principal, staff_id)
    if not staff.awaits_root(waiting):
        raise Refused(N_("Nobody waits here to become a supervising attorney."))
    if staff.makes_new_keys(waiting):
        if newkeys.number_by(waiting, secrets.anchors) != number:
            raise Refused(directory.OTHER_NUMBER)
        newkeys.confirm_by_root(desk, waiting, secrets.root_seed)
        audit.note(desk, "staff.certify_by_root", staff_id, custodians=present)
        return
    if directory.number_by(principal, SUPERVISING, secrets.anchors) != number:
        raise Refused(directory.OTHER_NUMBER)
    directory.give_up(principal)  # that of her role until now, with the same keys
    directory.certify_by_root(desk, principal, SUPERVISING, secrets.root_seed)
    waiting.state, waiting.role, waiting.wanted_role = staff.ACTIVE, SUPERVISING, ""
    desk.db.flush()
    audit.note(desk, "staff.certify_by_root", staff_id, custodians=present)


def opened(desk: NightDesk, seeds: Mapping[int, bytes]) -> OfficeSecrets:
    """Return the office's secrets, from the papers of as many custodians as are needed.

    Raises:
        Damaged: Too few papers, or an envelope was changed.
    """
    return opened_in(setting(desk).value, seeds)


def opened_in(kept: dict[str, Any], seeds: Mapping[int, bytes]) -> OfficeSecrets:
    """Return the secrets that these papers open, as they are kept.

    Raises:
        Damaged: Too few papers, or an envelope was changed.
    """
    publics, envelopes = _publics(of_value(kept)), b64decode(kept["envelopes"])
    secrets = OfficeSecrets.unpacked(custodians.open_with(envelopes, publics, seeds))
    custodians.verify(envelopes, publics, secrets.root_public)
    return secrets


def recovery_public(desk: NightDesk) -> bytes:
    """Return the key that only the custodians open, as the database has it.

    Raises:
        Refused: No office was founded in this database.
    """
    return b64decode(setting(desk).value["recovery"])


@dataclass(frozen=True, slots=True)
class Outside:
    """What lies beside the backups for the day on which the server key is gone; names nobody."""

    view: CustodyView
    envelopes: bytes = field(repr=False)
    # The server key of since it was last changed, sealed to the custodians.
    copy: bytes = field(default=b"", repr=False)


def for_outside(desk: NightDesk) -> bytes:
    """Return what custodians need beside their papers to give the server key back.

    Whoever finds it has envelopes that only as many papers together open as are needed.

    Raises:
        Refused: No office was founded in this database.
    """
    kept = setting(desk).value
    told = {name: kept[name] for name in ("needed", "envelopes", COPY) if name in kept}
    told["custodians"] = [each["public"] for each in kept["custodians"]]
    form = CHANGED_FORMAT if COPY in kept else OUTSIDE_FORMAT
    return json.dumps({"format": form, **told}, indent=1).encode() + b"\n"


def read_outside(file: Path) -> Outside:
    """Return what a file beside the backups holds.

    Raises:
        Refused: It is not there, or is another file.
    """
    try:
        told = json.loads(file.read_bytes())
        if told["format"] not in {OUTSIDE_FORMAT, CHANGED_FORMAT}:
            raise Refused(NOT_OUTSIDE)
        copy = b64decode(told[COPY]) if told["format"] == CHANGED_FORMAT else b""
        people = [
            CustodianView(f"custodian {at}", False, None, b64decode(public))
            for at, public in enumerate(told["custodians"], start=1)
        ]
        return Outside(CustodyView(int(told["needed"]), people), b64decode(told["envelopes"]), copy)
    except (OSError, KeyError, TypeError, ValueError):
        raise Refused(NOT_OUTSIDE) from None


def server_key_in(outside: Outside, seeds: Mapping[int, bytes]) -> bytes:
    """Return the server key, by the papers of as many custodians as are needed.

    Raises:
        Damaged: Too few papers, or the envelopes were changed.
    """
    publics = _publics(outside.view)
    secrets = OfficeSecrets.unpacked(custodians.open_with(outside.envelopes, publics, seeds))
    custodians.verify(outside.envelopes, publics, secrets.root_public)
    if outside.copy:
        return open_copy(outside.copy, secrets.recovery_seed)
    if secrets.server_key == NO_SERVER_KEY:
        raise Damaged  # the copy was taken out of the file
    return secrets.server_key


def _custodian(kept: dict[str, Any]) -> CustodianView:
    typed = kept["typed"]
    at = datetime.fromisoformat(typed) if typed else None
    return CustodianView(str(kept["name"]), bool(kept["outside"]), at, b64decode(kept["public"]))


def _publics(known: CustodyView) -> list[bytes]:
    return [each.public for each in known.custodians]
