"""Another passphrase, chosen by whoever is signed in; what she opens with it stays the same."""

from pydantic import Field

from app.casework import audit
from app.casework.oneself import TypedTwice
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import RECHOSEN
from app.casework.signin import Proof, prove
from app.casework.throttle import Throttle
from app.crypto.bundle import wrap_bundle
from app.db.desk import Colleague, House, night
from app.models import Staff


class OtherPassphrase(TypedTwice):
    """The passphrase of until now, a fresh code, and the new passphrase twice."""

    password: str = Field(max_length=256, repr=False)
    code: str = Field(max_length=16, repr=False)


def change(
    house: House, throttle: Throttle, who: Colleague, typed: OtherPassphrase, address: str
) -> None:
    """Put somebody's keys under another passphrase; a mail tells her.

    Raises:
        As `signin.sign_in`.
    """
    proof = Proof(password=typed.password, code=typed.code)
    keys = prove(house, throttle, who, proof, address).keys
    with night(house, writes=True) as desk:
        row = desk.db.get_one(Staff, who.id)
        pepper = desk.house.keys.pepper
        row.bundle = wrap_bundle(keys, typed.passphrase, pepper=pepper, member_id=row.id)
        Mailbox(desk).alarm(row.id, RECHOSEN)
        audit.note(desk, "passphrase.change", row.id)
