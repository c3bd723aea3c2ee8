"""What a change of keys leaves to be done, counted down to zero as people sign in and write.

Whoever kept an old copy of the database and the former keys opens with them what stands under a
case's present key. So each case gets a new key with the next word in it, each group when one of its
supervisors signs in, and each person's keys name the new office root with her next sign-in.
"""

import logging
from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from app.casework import access, audit, groups, sharing, staff
from app.casework.founding import CUSTODY
from app.casework.policy import SUPERVISING
from app.casework.sharing import Gift
from app.db.desk import Desk, NightDesk, undone_alone
from app.errors import UNREADABLE_ROW, AmparoError
from app.models import Case, Member, Principal, Setting

log = logging.getLogger(__name__)

GROUPS_DUE: Final = "groups_due"  # of the custody setting
LACKING: Final = "lacking"  # cases of which the custodians have no copy of a key
AT_ONCE: Final = 50  # cases in one transaction: others wait for a second or two
FRESH = "keys.freshen"


class Fresh(BaseModel):
    """How many cases just got their new key, and how many of one's own wait still."""

    model_config = ConfigDict(frozen=True)

    done: int
    left: int


def keep_up(desk: Desk) -> None:
    """Do what a change of keys left to whoever signs in; nothing wrong with it keeps her out."""
    kept = kept_of(desk)
    due, lacking = kept.get(GROUPS_DUE, []), kept.get(LACKING, [])
    if not due and not lacking:
        return
    done = [each for each in due if desk.who.role == SUPERVISING and _renewed(desk, UUID(each))]
    given = [each for each in lacking if _given(desk, UUID(each))]
    if done or given:
        row = desk.db.get_one(Setting, CUSTODY)
        left = {
            GROUPS_DUE: [each for each in due if each not in done],
            LACKING: [each for each in lacking if each not in given],
        }
        row.value = {**row.value, **left}
        desk.db.flush()


def groups_of(desk: NightDesk, person_id: UUID) -> set[UUID]:
    """Return the groups that somebody is in, or whose present key hangs on her signature."""
    inside = select(Member.group_id).where(Member.person_id == person_id)
    return set(desk.db.scalars(inside)) | set(groups.signed_by(desk, person_id))


def add_groups(desk: NightDesk, group_ids: Collection[UUID]) -> None:
    """Have groups get a new key when a supervisor in them signs in."""
    row = desk.db.get_one(Setting, CUSTODY)
    due = row.value.get(GROUPS_DUE, [])
    fresh = sorted({str(each) for each in group_ids} - set(due))
    if fresh:
        row.value = {**row.value, GROUPS_DUE: [*due, *fresh]}
        desk.db.flush()


def freshen_mine(desk: Desk) -> Fresh:
    """Give some of the cases that one can open, and that wait for it, their new key.

    Not all at once: others would wait for as long. Whoever presses again goes on.
    """
    waiting = sharing.due(desk)
    done = 0
    for case_id in waiting[:AT_ONCE]:
        try:
            with undone_alone(desk):
                sharing.new_epoch(desk, case_id)
            done += 1
        except AmparoError as fault:
            desk.keys.drop(case_id)  # with the key that was undone
            log.error("case %s got no new key: %s", case_id, fault.code)  # noqa: TRY400 - a trace may hold values
    audit.note(desk, FRESH, count=done)
    return Fresh(done=done, left=len(waiting) - done)


def _renewed(desk: Desk, group_id: UUID) -> bool:
    """Give a group its new key where it is open here; tell whether it needs none any more."""
    group = desk.db.get(Principal, group_id)
    if group is None:
        return True
    if group_id not in desk.keys.groups:
        return False
    return _tried(desk, "group", group_id)


def _given(desk: Desk, case_id: UUID) -> bool:
    """Give the custodians a case's key where it opens here; tell whether it needs none any more."""
    if desk.db.get(Case, case_id) is None:
        return True
    if case_id not in access.reach(desk, [case_id]):
        return False
    return _tried(desk, "case", case_id)


def _tried(desk: Desk, what: str, object_id: UUID) -> bool:
    try:
        with undone_alone(desk):
            if what == "group":
                groups.renew(desk, object_id)
            else:
                custodians = desk.db.get_one(Principal, staff.office(desk).recovery_id)
                sharing.give(desk, object_id, Gift(custodians, "recovery"))
                desk.db.flush()
    except AmparoError as fault:
        log.error("%s %s was not brought under its new key: %s", what, object_id, fault.code)  # noqa: TRY400 - as above
        return False
    return True


def kept_of(desk: NightDesk) -> dict[str, Any]:
    """Return the custody setting as it stands; empty where it does not open. One statement."""
    row = desk.db.get(Setting, CUSTODY)
    try:
        return {} if row is None else dict(row.value)
    except UNREADABLE_ROW:
        return {}  # the check names it
