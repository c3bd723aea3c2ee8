"""How a telephone reaches this server, and the proof of it: a mail's link, opened from outside.

Without it every mail's link is a promise. Somebody says how, has a mail sent to herself, and
presses the button behind its link on her telephone, away from the office's own network.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from app.casework import audit, onetime
from app.casework.mailways import OFFICE_ONLY, REACH
from app.casework.onetime import GONE, REACHED
from app.casework.reminders import seen, weekly
from app.casework.reminders.mails import WEEKLY, Mailbox, own_kind
from app.casework.reminders.troubles import REACH_TEST
from app.casework.sound import is_sound
from app.db.desk import Desk, NightDesk
from app.errors import NotFound, Refused
from app.models import Mail, Setting
from app.words import N_

How = Literal["office", "private", "public"]
OFFICE: Final[How] = OFFICE_ONLY
PUBLIC_NAME: Final[How] = "public"
PROVES_FOR: Final = timedelta(days=60)
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
    is_old: bool = False  # the proof is from long ago, and nobody has repeated it

    @property
    def is_owed(self) -> bool:
        """Whether somebody has still to choose, or to open a link from outside."""
        return not self.how or (self.how != OFFICE and (self.proved_at is None or self.is_old))


class TestView(BaseModel):
    """How a week's test mail stands, for whoever holds its link."""

    model_config = ConfigDict(frozen=True)

    is_answered: bool
    asks_where: bool  # whether its links are meant to open outside the office


def view(desk: NightDesk) -> ReachView:
    """Return how telephones reach this server; one statement."""
    settings, value = desk.house.settings, _value(desk)
    said = value.get("proved_at")
    proved_at = datetime.fromisoformat(said) if said else None
    return ReachView(
        how=value.get("how", ""),
        proved_at=proved_at,
        base_url=settings.base_url,
        is_local=not settings.secure,
        is_old=proved_at is not None and desk.now - proved_at > PROVES_FOR,
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
    _prove(desk, address)
    onetime.withdraw(desk, REACHED, link.staff_id)
    audit.note(desk, "reach.prove", link.staff_id)


def look_at_test(desk: NightDesk, token: str) -> TestView:
    """Return how the test mail of a week stands that a link is of; nothing is written.

    Raises:
        NotFound: It is of none, or of one long gone.
    """
    mail = _test_of(desk, token)
    is_answered = mail.pressed_at is not None
    return TestView(is_answered=is_answered, asks_where=_value(desk).get("how", OFFICE) != OFFICE)


def answer_test(desk: NightDesk, token: str, address: str, *, outside: bool) -> None:
    """Note that somebody pressed the button behind a week's test mail; twice is as good as once.

    Args:
        desk: A writing desk.
        token: Of the link.
        address: Where the visitor comes from.
        outside: Whether she says that she is away from the office: that proves the way anew.

    Raises:
        NotFound: As `look_at_test`.
        Refused: She says so, and it came from within.
    """
    mail = _test_of(desk, token)
    if outside and _value(desk).get("how", OFFICE) != OFFICE:
        _prove(desk, address)
    weekly.answered(desk, mail)
    audit.note(desk, "reach.answer_test", mail.recipient_id)


def _test_of(desk: NightDesk, token: str) -> Mail:
    link = seen.follow(desk, token)
    if link is None or link.is_old or own_kind(link.mail) != WEEKLY:
        raise NotFound(GONE)
    return link.mail


def _prove(desk: NightDesk, address: str) -> None:
    value = _value(desk)
    if value.get("how") == PUBLIC_NAME and not _is_outside(address):
        raise Refused(FROM_INSIDE)
    _keep(desk, value | {"proved_at": desk.now.isoformat()})


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
