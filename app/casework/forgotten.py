"""A forgotten passphrase: its owner chooses another, by a printed code and her code app.

Her keys stay as they are, so she opens afterwards what she opened before. The paper stands for the
passphrase and for nothing else: a thief of the paper still lacks the telephone.
"""

from dataclasses import dataclass, field
from uuid import UUID

from pydantic import Field

from app.casework import audit, codes, endedkeys, staff
from app.casework.codes import Sheet
from app.casework.oneself import TypedTwice
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import KEYS_LET_GO, LET_BACK_IN
from app.casework.signin import Account, Missed, account_of, counted, right_step, spend
from app.casework.staff import ACTIVE, WAITING
from app.casework.throttle import Throttle, network_of
from app.crypto.bundle import MemberKeys, wrap_bundle
from app.db.desk import House, NightDesk, night
from app.errors import WrongPassphrase
from app.models import PrintedCode, Staff
from app.words import N_

WRONG = N_("The address, the printed code or the six digits are not right. Check each; try again.")


class NewPassphrase(TypedTwice):
    """What the owner of an account types when her passphrase is gone."""

    email: str = Field(max_length=254, repr=False)
    paper: str = Field(max_length=200, repr=False)
    code: str = Field(max_length=16, repr=False)


@dataclass(frozen=True, slots=True)
class LetBackIn:
    """Whose passphrase is new, and the printed code that replaces the one just used."""

    staff_id: UUID
    name: str
    office: str
    codes: tuple[Sheet, ...] = field(repr=False)


def choose(house: House, throttle: Throttle, typed: NewPassphrase, address: str) -> LetBackIn:
    """Give an account the passphrase that its owner chose; the code she typed is made anew.

    An unknown address, a wrong paper and wrong digits are told apart by nothing but the audit.

    Raises:
        Damaged: The account was changed outside Amparo.
        Refused: The printed code was not typed as it stands on the paper.
        Throttled: Too many tries, or the digits were already used.
        WrongPassphrase: One of the three is not right.
    """
    paper = codes.typed(typed.paper, "paper")
    key = (
        house.keys.address_token(typed.email),
        house.keys.network_token(network_of(address)),
    )
    with counted(house, throttle, key, WRONG):
        account = account_of(house, key[0])
        if account is None:
            raise Missed("address")
        if account.state not in {ACTIVE, WAITING}:
            raise Missed("closed account", account.id)
        with night(house, writes=True) as desk:
            used, keys = _opened(desk, account, paper)
            step = right_step(throttle, key, account, typed.code, desk.now)
            row = desk.db.get_one(Staff, account.id)
            spend(desk, row, step)
            pepper = desk.house.keys.pepper
            row.bundle = wrap_bundle(keys, typed.passphrase, pepper=pepper, member_id=row.id)
            row.names_former = bool(row.anchors)  # the printed code may be of before
            sheets = codes.make(desk, (row.id, keys), {used.which: used.place})
            mailbox = Mailbox(desk)
            mailbox.alarm(row.id, LET_BACK_IN, each=True)
            if endedkeys.let_go(desk, row):
                mailbox.alarm(row.id, KEYS_LET_GO, each=True)
            audit.note(desk, "passphrase.choose", row.id, by_code=used.which)
            return LetBackIn(row.id, row.name, staff.office(desk).name, sheets)


def _opened(desk: NightDesk, account: Account, paper: bytes) -> tuple[PrintedCode, MemberKeys]:
    try:
        return codes.opened_by(desk, account.id, paper)
    except WrongPassphrase:
        raise Missed("printed code", account.id) from None
