"""New papers take the place of the custodians' present ones: new root, new recovery key, at once.

As many of the present custodians as are needed open the former secrets, as many of the new ones
the new, so nothing hangs on a paper that nobody could read. All of it is one transaction: cut off,
the present papers go on. Everything the custodians open is sealed anew to the new key here, since
only they can open it; what the former key could still reach with an old copy of the database, the
groups' and cases' present keys, is due to be changed (`keychanges`).
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, insert, select, tuple_

from app.casework import audit, custody, directory, newpapers, recoverable, recovery, setup, staff
from app.casework.anchors import WORDS, print_of
from app.casework.founding import CUSTODY, short_delay
from app.casework.keychanges import GROUPS_DUE, LACKING
from app.casework.newpapers import NEXT
from app.casework.recoverable import Key
from app.casework.reminders.troubles import PAPERS_REPLACED
from app.casework.sharing import RECOVERY, TEAM
from app.casework.sound import sound
from app.crypto import successions
from app.crypto.certificates import OFFICE_ROOT
from app.crypto.grants import CASE, GROUP, GrantTerms, seal_grant
from app.crypto.office import OfficeSecrets
from app.crypto.servercopies import seal_copy
from app.crypto.successions import Anchors
from app.db.desk import House, NightDesk, night
from app.errors import UNREADABLE_ROW, Damaged, Refused
from app.models import Case, CaseKeyRow, DueKey, Grant, Principal, Setting, Staff
from app.words import N_

REPLACE: Final = "kit.replace"
ROWS_AT_ONCE: Final = 500
SAME: Final = N_("These are the papers that are in force already.")
Told = Callable[["Progress"], None]


@dataclass(slots=True)
class Progress:
    """How far it is: copies of keys sealed to the new papers, of how many."""

    of: int
    done: int = 0
    closed: int = 0  # did not open with the former key either


@dataclass(frozen=True, slots=True)
class Papers:
    """The seeds that were typed, by the custodian's place: of the present papers, and the new."""

    present: Mapping[int, bytes]
    new: Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class _Change:
    """From which secrets to which, and the custodians' principal, which stays."""

    former: OfficeSecrets
    new: OfficeSecrets
    custodians_id: UUID


def replace_papers(house: House, papers: Papers, told: Told) -> Progress:
    """Put new papers in the place of the present ones, all in one transaction.

    Raises:
        Damaged: Too few papers, or something was changed outside Amparo; nothing was changed.
        Refused: No new papers wait, or others than were printed.
        Unavailable: The server key's file is not this database's.
    """
    secret = setup.server_key(house)
    with night(house, writes=True) as desk:
        kept = newpapers.waiting_value(desk)
        former = custody.opened(desk, papers.present)
        new = custody.opened_in(kept, papers.new)
        newpapers.require_as_printed(kept, new, papers.new)
        if new.anchors[0] == former.anchors[0]:
            raise Refused(SAME)
        change = _Change(former, new, staff.office(desk).recovery_id)
        progress = Progress(_count(desk, change))
        told(progress)
        recovery.end_all(desk)  # it waits on terms of the former root
        _seal_groups(desk, change, progress)
        lacking = _seal_cases(desk, change, progress, told)
        directory.sign_anew(desk, former.root_seed, new.root_seed)
        _take_over(desk, change, kept | {"typed": sorted(papers.new)}, lacking)
        _put_copy(desk, secret, new)
        _have_all_follow(desk, new)
        _make_all_due(desk)
        audit.note(
            desk,
            REPLACE,
            custodians=sorted(papers.present),
            new=sorted(papers.new),
            copies=progress.done,
            closed=progress.closed,
        )
        recovery.tell(desk, PAPERS_REPLACED)
    return progress


def _count(desk: NightDesk, change: _Change) -> int:
    cases = select(func.count()).where(Grant.principal_id == change.custodians_id)
    groups = select(func.count()).where(Principal.kind == TEAM)
    return (desk.db.scalar(cases) or 0) + (desk.db.scalar(groups) or 0)


def _seal_groups(desk: NightDesk, change: _Change, progress: Progress) -> None:
    """Seal the custodians' copies of the groups' keys anew; one that does not open is let go."""
    opener = recoverable.Opener(desk, change.former, change.custodians_id)
    for group in desk.db.scalars(select(Principal).where(Principal.kind == TEAM)):
        progress.done += 1
        try:
            key = Key(GROUP, group.id, group.epoch, group.commitment or b"")
            key = key._replace(secret=opener.open(key, group.for_custodians or b""))
        except UNREADABLE_ROW:
            progress.closed += 1  # its next key, which is due, has its copy again
        else:
            group.for_custodians = _sealed(change, key)
    desk.db.flush()


def _seal_cases(
    desk: NightDesk, change: _Change, progress: Progress, told: Told
) -> dict[UUID, None]:
    """Seal the custodians' copies of the cases' keys anew; return the cases where one is missing.

    A copy that does not open is of no use to anybody, and goes.
    """
    opener = recoverable.Opener(desk, change.former, change.custodians_id)
    lacking: dict[UUID, None] = {}
    for chunk in _chunks(desk, change.custodians_id):
        for row, commitment in chunk:
            progress.done += 1
            try:
                key = Key(CASE, row.case_id, row.epoch, commitment)
                key = key._replace(secret=opener.open(key, row.body))
            except UNREADABLE_ROW:
                progress.closed += 1
                lacking[row.case_id] = None
            else:
                row.body, row.grantor_id = _sealed(change, key), OFFICE_ROOT
        desk.db.flush()
        for row, _ in chunk:
            desk.db.expunge(row)
        told(progress)
    return lacking


def _chunks(desk: NightDesk, custodians_id: UUID) -> Iterator[list[tuple[Grant, bytes]]]:
    fits = (CaseKeyRow.case_id == Grant.case_id) & (CaseKeyRow.epoch == Grant.epoch)
    query = select(Grant.case_id, Grant.epoch).where(Grant.principal_id == custodians_id)
    names = [tuple(each) for each in desk.db.execute(query.order_by(Grant.case_id, Grant.epoch))]
    for start in range(0, len(names), ROWS_AT_ONCE):
        some = names[start : start + ROWS_AT_ONCE]
        rows = select(Grant, CaseKeyRow.commitment).join(CaseKeyRow, fits, isouter=True)
        those = tuple_(Grant.case_id, Grant.epoch).in_(some)
        found = desk.db.execute(rows.where(Grant.principal_id == custodians_id, those))
        yield [(row, commitment or b"") for row, commitment in found]


def _sealed(change: _Change, key: Key) -> bytes:
    """Return a key sealed to the new recovery key, by the new root."""
    terms = GrantTerms(key.kind, key.subject, change.custodians_id, key.epoch, key.commitment)
    public, seed = change.new.recovery_public, change.new.root_seed
    return seal_grant(key.secret, terms, public, OFFICE_ROOT, seed)


def _take_over(
    desk: NightDesk, change: _Change, kept: dict[str, Any], lacking: Mapping[UUID, None]
) -> None:
    """Put the new envelopes in the place of the former, with the word that leads to them."""
    row = desk.db.get_one(Setting, CUSTODY)
    before = {name: each for name, each in row.value.items() if name not in {NEXT, custody.COPY}}
    led = before.get(WORDS, [])
    former, new = change.former, change.new
    word = successions.succeed(
        len(led) + 1, Anchors(*former.anchors), Anchors(*new.anchors), former.root_seed
    )
    named = ("root", "recovery", "needed", "custodians", "envelopes")
    value = before | {name: kept[name] for name in named}
    value |= short_delay(int(before["short_hours"]), new)
    typed = set(kept["typed"])
    value["custodians"] = [
        {**each, "typed": desk.now.isoformat() if at in typed else each["typed"]}
        for at, each in enumerate(value["custodians"])
    ]
    value[WORDS] = [*led, b64encode(word).decode()]
    groups = desk.db.scalars(select(Principal.id).where(Principal.kind == TEAM))
    value[GROUPS_DUE] = [str(each) for each in groups]
    value[LACKING] = [str(each) for each in lacking]
    row.value = value
    principal = desk.db.get_one(Principal, change.custodians_id)
    if principal.kind != RECOVERY:
        raise Damaged
    principal.sealing_key = new.recovery_public
    desk.db.flush()


def _put_copy(desk: NightDesk, secret: bytes, new: OfficeSecrets) -> None:
    """Give the new custodians their copy of the server key."""
    row = desk.db.get_one(Setting, CUSTODY)
    copy = b64encode(seal_copy(secret, new.recovery_public)).decode()
    row.value = {**row.value, custody.COPY: copy}
    desk.db.flush()


def _have_all_follow(desk: NightDesk, new: OfficeSecrets) -> None:
    """End every sign-in of before; with her next one, each person's keys name the new anchors."""
    for row in sound(desk.db.scalars(select(Staff))):
        if row.bundle:
            row.anchors, row.names_former = print_of(Anchors(*new.anchors)), True
    desk.db.flush()


def _make_all_due(desk: NightDesk) -> None:
    """Have every case get a new key when one of its people next writes."""
    fresh = select(Case.id).where(Case.id.not_in(select(DueKey.case_id)))
    desk.db.execute(insert(DueKey).from_select(["case_id"], fresh))
