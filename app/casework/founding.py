"""Founding an office: its root, its custodians, its first people, its office team.

All of it in one transaction. The root and the recovery key exist in memory for its length and are
then the custodians' alone; their kits are returned once, to be printed.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.casework import audit, directory, editions, sharing, staff
from app.casework.policy import INDEX_HOLDERS, OFFICE_TEAM, SUPERVISING
from app.casework.staff import Anchors, Joined, NewColleague, Office, Welcome
from app.crypto import charters, papers, xwing
from app.crypto.casekeys import GroupKeys, new_case_key
from app.crypto.certificates import OFFICE_ROOT
from app.crypto.custodians import MOST, seal_for
from app.crypto.grants import GROUP
from app.crypto.office import OfficeSecrets, print_of_recovery
from app.crypto.recoveries import sign_short_delay
from app.db.desk import NightDesk
from app.errors import Refused
from app.models import Principal, Setting
from app.words import N_

FOUND, CUSTODY = "office.found", "custody"
Profile = Literal["open", "groups", "named", "solo"]


def _hours(typed: object) -> object:
    """Read a number that a form sends as text."""
    return int(typed) if isinstance(typed, str) and typed.isascii() and typed.isdigit() else typed


# How long a case with a date within seven days waits when custodians open it; 72 is as all others.
ShortHours = Annotated[Literal[1, 24, 72], BeforeValidator(_hours)]
SHORTEST: ShortHours = 1


class NewCustodian(BaseModel):
    """Somebody who is to keep a kit on paper."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=120)
    outside: bool = False


class Custodians(BaseModel):
    """Who is to keep papers, and how many of them act together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    custodians: list[NewCustodian] = Field(min_length=1, max_length=MOST)
    needed: int = Field(default=2, ge=1, le=MOST)


class NewOffice(Custodians):
    """What set-up asks once."""

    name: str = Field(min_length=1, max_length=120)
    profile: Profile = "open"
    short_hours: ShortHours = SHORTEST

    @model_validator(mode="after")
    def _enough(self) -> "NewOffice":
        if self.needed > len(self.custodians):
            raise ValueError(N_("Name at least as many custodians as must act together."))
        if self.needed == 1 and self.profile != "solo":
            raise ValueError(N_("Let at least two custodians be needed: one alone opens all."))
        return self


@dataclass(frozen=True, slots=True)
class Kit:
    """What a custodian keeps on paper; shown once and stored nowhere."""

    name: str
    paper: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Founded:
    """A fresh office with what only people may keep."""

    office: Office
    people: list[Joined]
    kits: list[Kit] = field(repr=False)
    welcome: Welcome = field(repr=False)


def found(
    desk: NightDesk, plan: NewOffice, people: list[NewColleague], server_key: bytes
) -> Founded:
    """Found the office.

    Args:
        desk: A writing night desk on an empty database.
        plan: What set-up asked.
        people: The first is a supervising attorney and signs for those who are no supervisors.
        server_key: The machine's own 32 bytes, a copy of which the custodians keep.

    Raises:
        Refused: The first is no supervisor, or the database has an office already.
    """
    if desk.db.get(Setting, CUSTODY) or people[0].role != SUPERVISING:
        raise Refused(N_("An office is founded once, by a supervising attorney."))
    secrets = OfficeSecrets.fresh(server_key)
    anchors = Anchors(secrets.root_public, print_of_recovery(secrets.recovery_public))
    joined = [staff.join(desk, new, anchors) for new in people]
    _sign_all(desk, secrets, joined)
    recovery = _recovery(desk, secrets)
    team = _open_group(desk, joined, recovery, "office team", OFFICE_TEAM)
    conflicts = _open_group(desk, joined, recovery, "name index", INDEX_HOLDERS)
    value = {"name": plan.name, "profile": plan.profile}
    value |= {"team": str(team.id), "recovery": str(recovery.id), "conflicts": str(conflicts.id)}
    desk.db.add(Setting(name=staff.OFFICE, value=value))
    kits = _hand_out(desk, plan, secrets)
    audit.note(desk, FOUND)
    editions.settle(desk)
    return Founded(staff.office(desk), joined, kits, joined[0].welcome())


def _sign_all(desk: NightDesk, secrets: OfficeSecrets, joined: list[Joined]) -> None:
    """Certify everyone: the root signs supervisors, the first of them signs the others."""
    first = joined[0]
    for serial, each in enumerate(joined, start=1):
        by_root = each.staff.role == SUPERVISING
        issuer = OFFICE_ROOT if by_root else first.staff.id
        seed = secrets.root_seed if by_root else first.keys.signing_seed
        each.principal.word = directory.issue(each.principal, each.staff.role, serial, issuer, seed)
    desk.db.flush()
    everyone = [each.principal for each in joined]
    directory.open_roster(desk, secrets.root_seed, everyone)


def _open_group(
    desk: NightDesk, joined: list[Joined], recovery: Principal, name: str, roles: frozenset[str]
) -> Principal:
    """Make a group, and let in those of the first people who have one of its roles."""
    first, secret = joined[0], new_case_key()
    keys = GroupKeys.derive(secret)
    team = Principal(
        kind="group",
        sealing_key=keys.xwing_public,
        signing_key=None,
        commitment=keys.commitment,
        epoch=1,
        name=name,
    )
    team.word = charters.draw_up(
        (GROUP, team.id), (1, secret, None), first.staff.id, first.keys.signing_seed
    )
    custodians = (recovery.id, recovery.sealing_key)
    team.for_custodians = sharing.sealed_in((first.staff.id, first.keys), team, secret, custodians)
    desk.db.add(team)
    desk.db.flush()
    for each in joined:
        if each.staff.role in roles:
            grantor, to = (first.staff.id, first.keys), (each.staff.id, each.keys.public.xwing)
            desk.db.add(sharing.admit(grantor, team, secret, to, desk.now))
    return team


def _recovery(desk: NightDesk, secrets: OfficeSecrets) -> Principal:
    """Make the principal whose seed only the custodians have together."""
    recovery = Principal(
        kind="recovery",
        sealing_key=secrets.recovery_public,
        signing_key=None,
        commitment=None,
        epoch=1,
        name="recovery",
    )
    desk.db.add(recovery)
    desk.db.flush()
    return recovery


def _hand_out(desk: NightDesk, plan: NewOffice, secrets: OfficeSecrets) -> list[Kit]:
    """Seal the office's secrets to its custodians and return what each keeps on paper."""
    value, kits = sealed_to(plan, secrets)
    desk.db.add(Setting(name=CUSTODY, value=value | short_delay(plan.short_hours, secrets)))
    desk.db.flush()
    return kits


def sealed_to(plan: Custodians, secrets: OfficeSecrets) -> tuple[dict[str, Any], list[Kit]]:
    """Return what the office keeps of its secrets under fresh papers, and the papers."""
    seeds = [papers.new_secret(papers.CUSTODIAN_KIT) for _ in plan.custodians]
    publics = [xwing.public_bytes(seed) for seed in seeds]
    value = {
        "root": _text(secrets.root_public),
        "recovery": _text(secrets.recovery_public),
        "needed": plan.needed,
        "custodians": [
            {"name": each.name, "outside": each.outside, "public": _text(public), "typed": None}
            for each, public in zip(plan.custodians, publics, strict=True)
        ],
        "envelopes": _text(seal_for(publics, plan.needed, secrets.packed(), secrets.root_seed)),
    }
    kits = [
        Kit(each.name, papers.written(papers.CUSTODIAN_KIT, seed))
        for each, seed in zip(plan.custodians, seeds, strict=True)
    ]
    return value, kits


def short_delay(hours: int, secrets: OfficeSecrets) -> dict[str, Any]:
    """Return what the office keeps of how long cases with a date close by wait."""
    return {"short_hours": hours, "short_word": _text(sign_short_delay(hours, secrets.root_seed))}


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
