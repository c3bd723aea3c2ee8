"""Passphrase and code (or passkey) once more, before a deed that must be hers and is for good."""

from app import gate
from app.casework.signin import Proof, prove
from app.errors import TURNED_BACK, Throttled, WrongPassphrase
from app.web.forms import Form, read
from app.web.visit import Visit

UNPROVED = (*TURNED_BACK, Throttled, WrongPassphrase)  # what brings a form with a proof back


def typed(form: Form) -> dict[str, str]:
    """Return passphrase, code and a passkey's answer; nothing is cut off a passphrase."""
    return {
        "password": form.typed().get("password", ""),
        "code": form.one("code"),
        "passkey": form.one("passkey"),
    }


def require(visit: Visit, form: Form) -> None:
    """Let whoever is signed in go on, if her passphrase and a fresh code or passkey are hers.

    Raises:
        Refused: One of them is longer than any is.
        Throttled: Too many tries, or the code was used before.
        WrongPassphrase: One of them is not right.
    """
    there, address = visit.there, gate.network_address(visit.request)
    prove(there.house, there.throttle, visit.who, read(Proof, typed(form)), address)
