"""Another passphrase, chosen by whoever is signed in; what she opens with it stays the same."""

from app.casework import audit, endedkeys
from app.casework.oneself import TypedTwice
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import KEYS_LET_GO, RECHOSEN
from app.casework.signin import Proof, prove
from app.casework.throttle import Throttle
from app.crypto.bundle import wrap_bundle
from app.db.desk import Colleague, House, night
from app.models import Staff


class OtherPassphrase(TypedTwice, Proof):
    """The passphrase of until now, a fresh code or a passkey, and the new passphrase twice."""


def change(
    house: House, throttle: Throttle, who: Colleague, typed: OtherPassphrase, address: str
) -> None:
    """Put somebody's keys under another passphrase; a mail tells her.

    New keys that wait to be confirmed are let go: they stand under another passphrase.

    Raises:
        As `signin.sign_in`.
    """
    keys = prove(house, throttle, who, typed, address).keys
    with night(house, writes=True) as desk:
        row = desk.db.get_one(Staff, who.id)
        pepper = desk.house.keys.pepper
        row.bundle = wrap_bundle(keys, typed.passphrase, pepper=pepper, member_id=row.id)
        mailbox = Mailbox(desk)
        mailbox.alarm(row.id, RECHOSEN, each=True)
        if endedkeys.let_go(desk, row):
            mailbox.alarm(row.id, KEYS_LET_GO, each=True)
        audit.note(desk, "passphrase.change", row.id)
