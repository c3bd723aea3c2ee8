"""The people who work here: opening an account, and their names."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, codes
from app.casework.codes import Sheet
from app.casework.policy import ROLES, SUPERVISING
from app.casework.sound import is_sound
from app.crypto.bundle import MemberKeys, new_member_keys, wrap_bundle
from app.crypto.office import print_of_recovery
from app.crypto.primitives import random_key
from app.crypto.totp import new_totp_secret, provisioning_uri
from app.db.desk import Desk, NightDesk
from app.db.once import once
from app.errors import Damaged, NotFound, Refused, WrongKey
from app.models import Principal, Setting, Staff
from app.words import LOCALES, N_

OFFICE = "office"
SHORTEST_PASSPHRASE = 12
# Only the active may sign in: the invited have no keys yet, nobody has signed for the waiting, and
# whoever left has none any more.
INVITED, WAITING, ACTIVE, LEFT = "invited", "waiting", "active", "left"
FOR_A_DAY = "clinic"  # a volunteer of one clinic: she comes in by a code until its end
NO_OFFICE = N_(
    "This database holds no office yet. Run “amparo setup” to found one, or “amparo demo” to try a "
    "sample."
)


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
    places: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a member's bundle trusts from the first moment."""

    root: bytes
    recovery_print: bytes

    @classmethod
    def of(cls, root: bytes, recovery: bytes) -> Self:
        """Return the anchors of an office's two public keys."""
        return cls(root, print_of_recovery(recovery))


@dataclass(frozen=True, slots=True)
class Joined:
    """A fresh account with what only its owner may keep."""

    staff: Staff
    principal: Principal
    keys: MemberKeys = field(repr=False)
    codes: tuple[Sheet, ...] = field(repr=False)

    def welcome(self) -> "Welcome":
        """Return what her first page shows her, once."""
        secret = self.staff.totp_secret
        uri = provisioning_uri(secret, self.staff.address)
        return Welcome(self.staff.name, self.staff.address, secret, uri, self.codes)


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a newcomer must keep, shown and printed once: her device's secret, her two codes."""

    name: str
    address: str
    totp_secret: str = field(repr=False)
    totp_uri: str = field(repr=False)
    codes: tuple[Sheet, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Office:
    """What the office chose, the group that new cases go to, and the custodians' principal."""

    name: str
    profile: str
    team_id: UUID
    recovery_id: UUID
    intake_id: UUID | None = None  # the group that reads open inquiries, once there is one
    reporting_id: UUID | None = None  # the group that reads what cases count as, once there is one


def join(desk: NightDesk, new: NewColleague, anchors: Anchors) -> Joined:
    """Open an account with fresh keys under its passphrase; nobody has signed for them yet.

    Raises:
        Refused: The role is unknown, or the address already has an account.
    """
    if new.role not in ROLES:
        raise Refused(N_("This role does not exist."), {"role": N_("Choose one of the roles.")})
    require_new(desk, new.address)
    row = Staff(
        id=uuid4(),
        role=new.role,
        locale=new.locale,
        state=ACTIVE,
        address_token=desk.house.keys.address_token(new.address),
        bundle=b"",
        name=new.name,
        address=new.address,
        totp_secret="",
        phone=new.phone,
        kind=new.kind,
        zone=new.zone,
    )
    desk.db.add(row)
    joined = equip(desk, row, new.passphrase, anchors, new.places)
    audit.note(desk, "staff.join", row.id, role=new.role)
    return joined


def require_new(desk: NightDesk, address: str) -> None:
    """Let an address pass that nobody has, or only somebody who left the office.

    Whoever left keeps her name on what she did; her account is found by no address any more.

    Raises:
        Refused: It has an account, or an invitation.
    """
    token = desk.house.keys.address_token(address)
    row = desk.db.scalars(select(Staff).where(Staff.address_token == token)).one_or_none()
    if row is None:
        return
    if not is_sound(row) or row.state != LEFT:
        raise Refused(fields={"address": N_("This address already has an account.")})
    row.address_token = random_key()[: len(token)]
    desk.db.flush()


def equip(
    desk: NightDesk, row: Staff, passphrase: str, anchors: Anchors, places: tuple[str, str]
) -> Joined:
    """Give an account its first keys, its code app's secret and its two printed codes."""
    keys = new_member_keys(office_root=anchors.root, recovery_print=anchors.recovery_print)
    row.bundle = wrap_bundle(keys, passphrase, pepper=desk.house.keys.pepper, member_id=row.id)
    row.totp_secret = new_totp_secret()
    principal = desk.db.get(Principal, row.id) or Principal(
        id=row.id, kind="person", commitment=None, epoch=1, name=row.name
    )
    principal.sealing_key, principal.signing_key = keys.public.xwing, keys.public.signing
    desk.db.add(principal)
    desk.db.flush()
    sheets = codes.make(desk, (row.id, keys), dict(zip(codes.BOTH, places, strict=True)))
    return Joined(row, principal, keys, sheets)


def office(desk: NightDesk) -> Office:
    """Return what the office chose.

    Raises:
        Refused: No office was founded in this database.
    """
    setting = once(desk, OFFICE, lambda: desk.db.get(Setting, OFFICE))
    if setting is None:
        raise Refused(NO_OFFICE)
    value = setting.value
    intake, reporting = value.get("intake"), value.get("reporting")
    return Office(
        value["name"],
        value["profile"],
        UUID(value["team"]),
        UUID(value["recovery"]),
        UUID(intake) if intake else None,
        UUID(reporting) if reporting else None,
    )


def names(desk: NightDesk, ids: Collection[UUID] | None = None) -> dict[UUID, str]:
    """Return the names of colleagues, of all where `ids` is None."""
    return {row.id: row.name for row in _accounts(desk, ids) if is_sound(row)}


def names_and_gone(
    desk: NightDesk, ids: Collection[UUID] | None = None
) -> tuple[dict[UUID, str], set[UUID]]:
    """Return names as `names`, and who of these has left the office; one statement."""
    rows = [row for row in _accounts(desk, ids) if is_sound(row)]
    return {row.id: row.name for row in rows}, {row.id for row in rows if row.state == LEFT}


def gone(desk: NightDesk) -> set[UUID]:
    """Return who has left the office; one statement."""
    return names_and_gone(desk)[1]


def everybody(desk: NightDesk) -> Sequence[Staff]:
    """Return every account as it stands; one statement, at a writing desk the first time only."""
    return once(desk, Staff, lambda: desk.db.scalars(select(Staff)).all())


def _accounts(desk: NightDesk, ids: Collection[UUID] | None) -> Iterable[Staff]:
    """Return these accounts; a writing desk, which deeds ask of others too, reads all at once."""
    if ids is None or desk.writes:
        return (row for row in everybody(desk) if ids is None or row.id in ids)
    return desk.db.scalars(select(Staff).where(Staff.id.in_(ids)))


def active(desk: NightDesk, roles: Collection[str] | None = None) -> list[Staff]:
    """Return the accounts that may sign in, of these roles where given."""
    found = [
        staff
        for staff in everybody(desk)
        if is_sound(staff) and staff.state == ACTIVE and (roles is None or staff.role in roles)
    ]
    return sorted(found, key=lambda staff: staff.name.casefold())


def may_sit(account: Staff, now: datetime) -> bool:
    """Tell whether an account may work now: a colleague's, or of a clinic that is not over."""
    if account.state == FOR_A_DAY:
        return account.until is not None and now < account.until
    return account.state == ACTIVE


def of_state(desk: NightDesk, staff_id: UUID, states: Collection[str]) -> Staff:
    """Return an account in one of these states.

    Raises:
        NotFound: There is none.
    """
    row = desk.db.get(Staff, staff_id)
    if row is None or row.state not in states:
        raise NotFound
    return row


def at_work(desk: Desk, staff_id: UUID, oneself: str = "") -> Staff:
    """Return a colleague at work.

    Args:
        desk: Of whoever would do something to her.
        staff_id: Who.
        oneself: What to say where it is whoever sits here; nothing where she may do it to herself.

    Raises:
        Damaged: Her account was changed outside Amparo.
        NotFound: There is no such colleague at work.
        Refused: It is whoever sits here.
    """
    row = of_state(desk, staff_id, (ACTIVE,))
    if oneself and staff_id == desk.who.id:
        raise Refused(oneself)
    require_sound(row)
    return row


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


def awaits_root(account: Staff) -> bool:
    """Tell whether the custodians are to confirm somebody as a supervising attorney."""
    if account.state == ACTIVE:
        return account.wanted_role == SUPERVISING or makes_new_keys(account)
    return (account.state, account.role) == (WAITING, SUPERVISING)


def makes_new_keys(account: Staff) -> bool:
    """Tell whether a supervising attorney at work made new keys that the custodians confirm."""
    return (account.state, account.role) == (ACTIVE, SUPERVISING) and account.next_keys is not None


def speak(desk: Desk, locale: str) -> None:
    """Choose the language of one's own screens and mails.

    Raises:
        Refused: Amparo does not speak it yet.
    """
    if locale not in LOCALES:
        raise Refused(fields={"locale": N_("Choose one from the list.")})
    desk.db.get_one(Staff, desk.who.id).locale = locale
    audit.note(desk, "staff.speak", desk.who.id, locale=locale)
