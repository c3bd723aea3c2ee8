"""A lost telephone: a new secret for a code app, begun by a supervisor, finished by its owner.

Nobody but its owner ever sees a code app's secret, and nobody sets it for her: the link alone does
nothing. She types her passphrase, and one of her printed codes; where both codes are out of reach,
a second person of the office agrees first. That person never acts alone either. Where the
passphrase is gone as well, both her printed codes stand for it, and she chooses another.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import audit, codes, endedkeys, onetime, passkeys
from app.casework.codes import Sheet
from app.casework.oneself import TypedTwice
from app.casework.onetime import AGREED, DEVICE
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import KEYS_LET_GO, NEW_DEVICE
from app.casework.staff import ACTIVE, at_work
from app.casework.throttle import Throttle, network_of
from app.crypto.bundle import MemberKeys, unwrap_bundle, wrap_bundle
from app.crypto.totp import new_totp_secret, provisioning_uri
from app.db.desk import Desk, House, NightDesk, night
from app.errors import AmparoError, Forbidden, NotFound, WrongPassphrase
from app.models import OneTimeLink, Staff
from app.words import N_

LASTS = timedelta(hours=24)
WRONG = N_("The passphrase or a printed code is not right. Check each and try again.")


class NewDevice(BaseModel):
    """What the owner of an account types to get a new secret."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    passphrase: str = Field(max_length=256, repr=False)
    paper: str = Field(default="", max_length=200, repr=False)


class BothGone(TypedTwice):
    """What she types whose passphrase is gone as well: both papers, and a new passphrase."""

    paper: str = Field(max_length=200, repr=False)
    second: str = Field(max_length=200, repr=False)


@dataclass(frozen=True, slots=True)
class Renewed:
    """A new secret for a code app, and the printed code that replaces the one just used."""

    staff_id: UUID
    totp_secret: str = field(repr=False)
    totp_uri: str = field(repr=False)
    codes: tuple[Sheet, ...] = field(repr=False)


def begin(desk: Desk, staff_id: UUID) -> str:
    """Return the token of a link with which a colleague gets a new secret, by passphrase and paper.

    Raises:
        NotFound: There is no such colleague.
    """
    at_work(desk, staff_id)
    _withdraw(desk, staff_id)
    audit.note(desk, "device.begin", staff_id)
    return onetime.make(desk, DEVICE, LASTS, staff_id)


def agree(desk: Desk, staff_id: UUID) -> str:
    """Return the token of a link that asks for no printed code, as the second of two people.

    Raises:
        Forbidden: The colleague herself, or the one who began it, cannot be the second.
        NotFound: Nobody has begun it, or it ran out.
    """
    at_work(desk, staff_id)
    begun = onetime.standing(desk, DEVICE, staff_id)
    if begun is None:
        raise NotFound
    if desk.who.id in {begun.made_by, staff_id}:
        raise Forbidden(
            N_("A second person must agree: somebody other than you and this colleague.")
        )
    _withdraw(desk, staff_id)
    audit.note(desk, "device.agree", staff_id, begun_by=str(begun.made_by))
    return onetime.make(desk, AGREED, LASTS, staff_id)


def is_begun(desk: Desk, staff_id: UUID) -> bool:
    """Tell whether a colleague's new device was begun by somebody, and who sits here may agree."""
    begun = onetime.standing(desk, DEVICE, staff_id)
    return begun is not None and desk.who.id not in {begun.made_by, staff_id}


def asks_paper(desk: NightDesk, token: str) -> bool:
    """Tell whether a link asks for a printed code as well.

    Raises:
        NotFound: The link opens nothing, or not any more.
    """
    return _link(desk, token).purpose == DEVICE


def renew(
    house: House, throttle: Throttle, token: str, typed: NewDevice | BothGone, address: str
) -> Renewed:
    """Give the owner of an account a new secret; a printed code that was used is made anew.

    Raises:
        NotFound: The link opens nothing, or not any more.
        Refused: The printed code was not typed as it stands on the paper.
        Throttled: Too many tries.
        WrongPassphrase: Passphrase or printed code is not hers.
    """
    with night(house, writes=False) as desk:
        staff = desk.db.get_one(Staff, _link(desk, token).staff_id)
        account = staff.address_token
    network = house.keys.network_token(network_of(address))
    throttle.knock(account, network, house.clock())
    try:
        renewed = _renewed(house, token, typed)
    except WrongPassphrase:
        with night(house, writes=True) as desk:
            audit.note(desk, "device.refused")
        raise WrongPassphrase(WRONG) from None
    except AmparoError:
        throttle.take_back(account, network)
        raise
    throttle.welcome(account, network)
    return renewed


def _renewed(house: House, token: str, typed: NewDevice | BothGone) -> Renewed:
    with night(house, writes=True) as desk:
        link = _link(desk, token)
        staff = desk.db.get_one(Staff, link.staff_id)
        if isinstance(typed, BothGone):
            sheets = _by_both(desk, link, staff, typed)
        else:
            sheets = _by_passphrase(desk, link, staff, typed)
        staff.totp_secret, staff.totp_step = new_totp_secret(), 0
        passkeys.forget_all(desk, staff)  # what the lost telephone holds, nobody here can tell
        mailbox = Mailbox(desk)
        mailbox.alarm(staff.id, NEW_DEVICE, each=True)
        if endedkeys.let_go(desk, staff):
            mailbox.alarm(staff.id, KEYS_LET_GO, each=True)
        _withdraw(desk, staff.id)
        audit.note(desk, "device.renew", staff.id, papers=len(sheets))
        secret = staff.totp_secret
        return Renewed(staff.id, secret, provisioning_uri(secret, staff.address), sheets)


def _by_passphrase(
    desk: NightDesk, link: OneTimeLink, staff: Staff, typed: NewDevice
) -> tuple[Sheet, ...]:
    # Read first: whether the passphrase is right is not told beside a paper that is none.
    code = codes.typed(typed.paper, "paper") if link.purpose == DEVICE else None
    pepper = desk.house.keys.pepper
    unwrap_bundle(staff.bundle, typed.passphrase, pepper=pepper, member_id=staff.id)
    return () if code is None else _spent(desk, staff.id, code)[0]


def _by_both(
    desk: NightDesk, link: OneTimeLink, staff: Staff, typed: BothGone
) -> tuple[Sheet, ...]:
    """Take both papers, and the passphrase that she chose."""
    if link.purpose != DEVICE:
        raise NotFound(onetime.GONE)
    both = codes.typed(typed.paper, "paper"), codes.typed(typed.second, "second")
    first, _ = _spent(desk, staff.id, both[0])
    second, keys = _spent(desk, staff.id, both[1])  # the first opens nothing any more
    pepper = desk.house.keys.pepper
    staff.bundle = wrap_bundle(keys, typed.passphrase, pepper=pepper, member_id=staff.id)
    staff.names_former = bool(staff.anchors)  # the printed codes may be of before
    return (*first, *second)


def _spent(desk: NightDesk, staff_id: UUID, code: bytes) -> tuple[tuple[Sheet, ...], MemberKeys]:
    """Return the code that replaces the one typed: a paper that was read at a door is used up."""
    row, keys = codes.opened_by(desk, staff_id, code)
    return codes.make(desk, (staff_id, keys), {row.which: row.place}), keys


def _link(desk: NightDesk, token: str) -> OneTimeLink:
    try:
        link = onetime.stands(desk, DEVICE, token)
    except NotFound:
        link = onetime.stands(desk, AGREED, token)
    staff = desk.db.get(Staff, link.staff_id) if link.staff_id else None
    if staff is None or staff.state != ACTIVE:
        raise NotFound(onetime.GONE)
    return link


def _withdraw(desk: NightDesk, staff_id: UUID) -> None:
    for purpose in (DEVICE, AGREED):
        onetime.withdraw(desk, purpose, staff_id)
