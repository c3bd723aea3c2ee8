"""How a telephone reaches this server, and the proof of it: a mail's link, opened from outside.

Without it every mail's link is a promise. Somebody says how, has a mail sent to herself, and
presses the button behind its link on her telephone, away from the office's own network.
"""

from datetime import datetime
from ipaddress import ip_address
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from app.casework import audit, onetime
from app.casework.mailways import OFFICE_ONLY, REACH
from app.casework.onetime import REACHED
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import REACH_TEST
from app.casework.sound import is_sound
from app.db.desk import Desk, NightDesk
from app.errors import Refused
from app.models import Setting
from app.words import N_

How = Literal["office", "private", "public"]
OFFICE: Final[How] = OFFICE_ONLY
PUBLIC_NAME: Final[How] = "public"
NOT_SAID: Final = N_("Say first how telephones reach this server, and save it.")
FROM_INSIDE: Final = N_(
    "This came from within the office's own network, so it proves nothing. Switch the telephone's "
    "Wi-Fi off and press the button once more."
)


class NewReach(BaseModel):
    """How telephones reach this server."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    how: How


class ReachView(BaseModel):
    """What was chosen, and when a link was last opened from outside."""

    model_config = ConfigDict(frozen=True)

    how: Literal["", "office", "private", "public"]
    proved_at: datetime | None
    base_url: str
    is_local: bool  # only browsers of this very machine reach that address

    @property
    def is_owed(self) -> bool:
        """Whether somebody has still to choose, or to open a link from outside."""
        return not self.how or (self.how != OFFICE and self.proved_at is None)


def view(desk: NightDesk) -> ReachView:
    """Return how telephones reach this server; one statement."""
    settings, value = desk.house.settings, _value(desk)
    return ReachView(
        how=value.get("how", ""),
        proved_at=value.get("proved_at") or None,
        base_url=settings.base_url,
        is_local=not settings.secure,
    )


def choose(desk: NightDesk, new: NewReach) -> None:
    """Say how telephones reach this server; another way has to be proved anew."""
    before = _value(desk)
    proved_at = before.get("proved_at", "") if before.get("how") == new.how else ""
    _keep(desk, {"how": new.how, "proved_at": proved_at})
    audit.note(desk, "reach.choose", how=new.how)


def send_test(desk: Desk) -> None:
    """Have a mail sent to whoever sits here, with a link that proves the way once it is pressed.

    Raises:
        Refused: Nobody said how, or it is the office's network only.
    """
    if _value(desk).get("how", OFFICE) == OFFICE:
        raise Refused(NOT_SAID)
    Mailbox(desk).alarm(desk.who.id, REACH_TEST, each=True)
    audit.note(desk, "reach.test")


def look(desk: NightDesk, token: str) -> None:
    """Return where a mail's test link works; nothing is written.

    Raises:
        NotFound: It does not.
    """
    onetime.stands(desk, REACHED, token)


def prove(desk: NightDesk, token: str, address: str) -> None:
    """Note that somebody pressed the button behind the link, from another network.

    Args:
        desk: A writing desk.
        token: Of the link.
        address: Where the visitor comes from; of a public name it must be of the world outside.

    Raises:
        NotFound: The link does not work any more.
        Refused: It was pressed from within.
    """
    link = onetime.stands(desk, REACHED, token)
    value = _value(desk)
    if value.get("how") == PUBLIC_NAME and not _is_outside(address):
        raise Refused(FROM_INSIDE)
    _keep(desk, value | {"proved_at": desk.now.isoformat()})
    onetime.withdraw(desk, REACHED, link.staff_id)
    audit.note(desk, "reach.prove", link.staff_id)


def _is_outside(address: str) -> bool:
    """Tell whether an address is of the world; behind a proxy that is not named it is not."""
    try:
        return ip_address(address).is_global
    except ValueError:
        return False


def _value(desk: NightDesk) -> dict[str, Any]:
    row = desk.db.get(Setting, REACH)
    return dict(row.value) if row is not None and is_sound(row) else {}


def _keep(desk: NightDesk, value: dict[str, Any]) -> None:
    row = desk.db.get(Setting, REACH)
    if row is None:
        desk.db.add(Setting(name=REACH, value=value))
    else:
        row.value = value
