"""Who gets a new case's key: groups or named people, lead and opener, the custodians."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from app.casework import admitted, envelopes, groups, practice, sharing, staff
from app.casework.policy import CASEWORK
from app.casework.sharing import Gift
from app.casework.staff import Office
from app.db.desk import Desk
from app.db.once import once
from app.errors import Refused
from app.models import Case, Principal
from app.words import N_


def groups_for(
    desk: Desk, office: Office, chosen: Sequence[UUID] | None, *, named_only: bool
) -> list[UUID]:
    """Return the groups that a new case goes to: none, those chosen, or those of the profile.

    Raises:
        Refused: One of those chosen is closed, or is no practice group.
    """
    if named_only:
        return []
    if chosen is None:
        return practice.default_for(desk, office, desk.who.groups)
    if set(chosen) - practice.open_groups(desk).keys() - {office.team_id}:
        raise Refused(fields={"groups": practice.NO_GROUP})
    return list(dict.fromkeys(chosen))


def without(
    desk: Desk, to: Collection[UUID], screened: Collection[UUID]
) -> tuple[list[UUID], list[UUID]]:
    """Return the groups in which nobody is screened, and the other people of the others by name."""
    kept, named = [], dict[UUID, None]()
    working = {row.id for row in staff.active(desk, CASEWORK)} - set(screened)
    for group_id in to:
        inside = groups.members(desk, group_id)
        if inside & set(screened):
            named |= dict.fromkeys(sorted(admitted.people(desk, [group_id]) & working))
        else:
            kept.append(group_id)
    return kept, list(named)


def gifts(desk: Desk, case: Case, to: Collection[UUID], named: Sequence[UUID]) -> list[Gift]:
    """Return who gets the key: the groups or the named people, the opener, the custodians.

    Raises:
        Refused: Somebody named works on no cases.
    """
    if not {member.id for member in staff.active(desk, CASEWORK)}.issuperset(named):
        raise Refused(fields={"named": N_("Choose colleagues who work on cases.")})
    office = staff.office(desk)
    inside = {each for group_id in to for each in groups.members(desk, group_id)}
    wanted = dict.fromkeys(named, "named")
    ties = {case.lead_id: "lead"} | ({case.backup_id: "backup"} if case.backup_id else {})
    opened = {desk.who.id: "opened"}
    wanted |= opened | ties if case.named_only else ties | opened
    wanted = {each: why for each, why in wanted.items() if each not in inside}
    wanted[office.recovery_id] = "recovery"
    wanted |= {each: "team" if each == office.team_id else "group" for each in to}
    query = select(Principal).where(Principal.id.in_(wanted))
    rows = once(desk, (Principal, tuple(wanted)), lambda: desk.db.scalars(query).all())
    return [Gift(principal, wanted[principal.id]) for principal in rows]


def open_to(desk: Desk, case: Case, to: Collection[UUID], named: Sequence[UUID]) -> list[Gift]:
    """Save a new case under its first key, give that to whoever is to hold it; return to whom.

    Raises:
        Refused: Somebody named works on no cases.
    """
    secrets = sharing.first_key(desk, case)
    given = gifts(desk, case, to, named)
    for gift in given:
        sharing.give(desk, case.id, gift, secrets)
    desk.db.flush()
    envelopes.make_first(desk, case, secrets, [gift.to.id for gift in given])
    return given
