"""The people who work here: opening an account, and their names."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, audit
from app.casework.policy import CASEWORK, OFFICE_TEAM, ROLES
from app.crypto.bundle import MemberKeys, new_member_keys, wrap_bundle
from app.crypto.casekeys import GroupKeys, new_case_key
from app.crypto.totp import new_totp_secret
from app.db.desk import Desk, NightDesk
from app.errors import Damaged, Refused, WrongKey
from app.models import Principal, Setting, Staff
from app.words import LOCALES, N_

OFFICE = "office"
ACTIVE = "active"
SHORTEST_PASSPHRASE = 12


class NewColleague(BaseModel):
    """What an account needs to begin."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=120)
    address: str = Field(min_length=3, max_length=254)
    role: str
    passphrase: str = Field(min_length=SHORTEST_PASSPHRASE, max_length=256, repr=False)
    locale: str = "en"
    zone: str = ""
    kind: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """A fresh account with what only its owner may keep."""

    staff: Staff
    principal: Principal
    keys: MemberKeys = field(repr=False)


@dataclass(frozen=True, slots=True)
class Office:
    """What the office chose, and the group that new cases go to."""

    name: str
    profile: str
    team_id: UUID


def found(desk: NightDesk, name: str, first: NewColleague) -> tuple[Office, Joined, bytes]:
    """Found the office: its first colleague and its office team.

    Returns:
        The office, the first account, and the team's secret, which is stored nowhere else.
    """
    joined = join(desk, first)
    secret = new_case_key()
    keys = GroupKeys.derive(secret)
    team = Principal(
        kind="group",
        sealing_key=keys.xwing_public,
        signing_key=None,
        commitment=keys.commitment,
        epoch=1,
        name="office team",
    )
    desk.db.add(team)
    desk.db.flush()
    value = {"name": name, "profile": "open", "team": str(team.id)}
    desk.db.add(Setting(name=OFFICE, version=1, value=value))
    audit.note(desk, "office.found")
    return Office(name, "open", team.id), joined, secret


def join(desk: NightDesk, new: NewColleague) -> Joined:
    """Open an account with fresh keys under its passphrase.

    Raises:
        Refused: The role is unknown, or the address already has an account.
    """
    if new.role not in ROLES:
        raise Refused(N_("This role does not exist."), {"role": N_("Choose one of the roles.")})
    token = desk.house.keys.address_token(new.address)
    if desk.db.scalars(select(Staff.id).where(Staff.address_token == token)).first():
        raise Refused(fields={"address": N_("This address already has an account.")})
    keys, staff_id = new_member_keys(), uuid4()
    staff = Staff(
        id=staff_id,
        role=new.role,
        locale=new.locale,
        state=ACTIVE,
        address_token=token,
        bundle=wrap_bundle(keys, new.passphrase, pepper=desk.house.keys.pepper, member_id=staff_id),
        name=new.name,
        address=new.address,
        totp_secret=new_totp_secret(),
        phone=new.phone,
        kind=new.kind,
        zone=new.zone,
    )
    principal = Principal(
        id=staff_id,
        kind="person",
        sealing_key=keys.public.xwing,
        signing_key=keys.public.signing,
        commitment=None,
        epoch=1,
        name=new.name,
    )
    desk.db.add_all([staff, principal])
    audit.note(desk, "staff.join", staff_id, role=new.role)
    return Joined(staff, principal, keys)


def admit_to_team(
    desk: NightDesk, office: Office, secret: bytes, grantor: Joined, newcomer: Joined
) -> None:
    """Give a colleague the office team's key; done for legal staff only."""
    if newcomer.staff.role not in OFFICE_TEAM:
        return
    team = desk.db.get_one(Principal, office.team_id)
    member = access.admit(grantor.staff.id, grantor.keys, team, secret, newcomer.principal)
    desk.db.add(member)
    audit.note(desk, "group.admit", newcomer.staff.id)


def office(desk: NightDesk) -> Office:
    """Return what the office chose.

    Raises:
        Refused: No office was founded in this database.
    """
    setting = desk.db.get(Setting, OFFICE)
    if setting is None:
        raise Refused(N_("This database holds no office yet. Run “amparo demo” to try a sample."))
    value = setting.value
    return Office(value["name"], value["profile"], UUID(value["team"]))


def names(desk: NightDesk, ids: Collection[UUID] | None = None) -> dict[UUID, str]:
    """Return the names of colleagues, of all where `ids` is None."""
    query = select(Staff)
    if ids is not None:
        query = query.where(Staff.id.in_(ids))
    return {staff.id: staff.name for staff in desk.db.scalars(query) if is_sound(staff)}


def active(desk: NightDesk, roles: Collection[str] | None = None) -> list[Staff]:
    """Return the accounts that may sign in, of these roles where given."""
    found = [
        staff
        for staff in desk.db.scalars(select(Staff))
        if is_sound(staff) and staff.state == ACTIVE and (roles is None or staff.role in roles)
    ]
    return sorted(found, key=lambda staff: staff.name.casefold())


def require_sound(account: Staff) -> None:
    """Let an account be used.

    Raises:
        Damaged: It was changed outside Amparo.
    """
    if not is_sound(account):
        raise Damaged(
            N_(
                "This account was changed outside Amparo, so nobody can work with it. Tell your "
                "supervisor to run the check “amparo verify”."
            )
        )


def require_key(desk: NightDesk) -> None:
    """Let a program work on this database.

    Raises:
        WrongKey: There are accounts, and the server key opens not one of them.
    """
    accounts = desk.db.scalars(select(Staff)).all()
    if accounts and not any(_opens(account) for account in accounts):
        raise WrongKey


def _opens(account: Staff) -> bool:
    try:
        account.altered()  # who changes every role has not changed the key
    except Damaged:
        return False
    return True


def is_sound(account: Staff) -> bool:
    """Tell whether nobody changed an account outside Amparo; others are chosen for nothing."""
    try:
        account.open_card()
    except Damaged:
        return False
    return True


def on_case(desk: Desk, case_id: UUID) -> list[Staff]:
    """Return the colleagues who may hold a case and hold this one: a reminder can reach them."""
    readers = access.readers(desk, case_id)
    return [member for member in active(desk, CASEWORK) if member.id in readers]


def speak(desk: Desk, locale: str) -> None:
    """Choose the language of one's own screens and mails.

    Raises:
        Refused: Amparo does not speak it yet.
    """
    if locale not in LOCALES:
        raise Refused(fields={"locale": N_("Choose one from the list.")})
    desk.db.get_one(Staff, desk.who.id).locale = locale
    audit.note(desk, "staff.speak", desk.who.id, locale=locale)
