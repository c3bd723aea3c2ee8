"""Passkeys as a second factor: asking one, and looking at what it answers.

Beside the code app, never in its place: every account has a code app as long as it has keys. A
passkey answers in the office's own pages only, so what a colleague is tricked into typing
elsewhere is worth nothing without it. It counts where three agree: the row's own seal, the list in
its owner's account, and her signature to its public key, by the key that her passphrase opens.
"""

import json
from dataclasses import dataclass
from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy import delete, select

from app.casework.anchors import named_by
from app.casework.asked import Asked
from app.casework.sound import sound
from app.config import LOOPBACK, Settings
from app.crypto.bundle import MemberKeys
from app.crypto.passkeys import (
    PRF_SALT,
    Answer,
    Place,
    answered,
    is_newer,
    read_base64,
    written_base64,
)
from app.crypto.passkeywraps import open_with_passkey, require_hers, wrap_under_passkey
from app.db.desk import House, NightDesk, night
from app.errors import UNREADABLE_ROW, Damaged, Refused, Throttled, WrongPassphrase
from app.models import Audit, Passkey, Staff
from app.words import N_

# Why an answer does not count, as the record has it.
ANOTHER, COPIED, SWAPPED = "passkey", "copied passkey", "swapped passkey"
OPENS_NOTHING = "passkey opens nothing"
REMOVE: Final = "passkey.remove"
_OWNERS: Final = select(Passkey.id, Passkey.staff_id)
LONGEST: Final = 8_192  # base64url of what a browser sends
FOR_SIGN_IN: Final = b"sign-in"
FOR_DEED: Final = b"deed"
NOT_HERE: Final = N_(
    "Passkeys need the office's address to be a name under https, as https://amparo.example.org. "
    "This office is reached by a number: use the code app, and ask whoever runs Amparo for a name."
)
UNREADABLE: Final = N_("The browser's answer could not be read. Press the button once more.")

Written = Annotated[str, Field(max_length=LONGEST, repr=False)]


class PasskeyAnswer(BaseModel):
    """What a passkey answered, member for member; nothing else of the browser's is taken.

    A browser's own JSON of it would carry the passkey's secret. `opening` is derived from that
    secret and from Amparo's label, and is sent only where it is to open her keys.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    id: Annotated[str, Field(min_length=1, max_length=1400)]
    client_data: Written
    authenticator_data: Written
    signature: Written
    user_handle: Annotated[str, Field(max_length=128)] = ""
    opening: Annotated[str, Field(max_length=64, repr=False)] = ""

    def only_factor(self) -> Self:
        """Return the answer without what opens keys."""
        return self.model_copy(update={"opening": ""})


def from_form(value: Any) -> Any:  # noqa: ANN401 - whatever a form or a program sent
    """Return what a form's hidden field holds as JSON; a program sends it as it is.

    Raises:
        Refused: It is none.
    """
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise Refused(UNREADABLE) from None


MaybeAnswer = Annotated[PasskeyAnswer | None, BeforeValidator(from_form)]


class PasskeyQuestion(BaseModel):
    """What a browser asks a passkey; the same for every address, known or not."""

    model_config = ConfigDict(frozen=True)

    challenge: str
    rp_id: str
    salt: str = Field(description="What the passkey makes its secret of, where it opens keys.")


@dataclass(frozen=True, slots=True)
class Used:
    """Which of an account's passkeys answered, and how often it has."""

    passkey_id: UUID
    sign_count: int


class NoPasskey(Exception):
    """An answer that does not count; the audit learns why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def place_of(settings: Settings) -> Place | None:
    """Return where the office's passkeys answer; None where no browser would make one.

    Names only: a browser refuses numbers, and on this machine takes `localhost` for secure.
    """
    url = urlsplit(settings.base_url)
    name = url.hostname or ""
    port = "" if url.port in {None, 443 if settings.secure else 80} else f":{url.port}"
    if name in LOOPBACK:
        return Place("localhost", f"{url.scheme}://localhost{port}")
    if not settings.secure or ":" in name or name.replace(".", "").isdigit():
        return None
    return Place(name, f"https://{name}{port}")


def require_place(settings: Settings) -> Place:
    """Return where the office's passkeys answer.

    Raises:
        Refused: Nowhere: its address is none that browsers make passkeys for.
    """
    place = place_of(settings)
    if place is None:
        raise Refused(NOT_HERE)
    return place


def question(house: House, asked: Asked, of: bytes) -> PasskeyQuestion:
    """Return what a browser is to ask a passkey, for whoever and whatever these bytes stand for.

    Raises:
        Refused: No browser makes passkeys for the office's address.
    """
    rp_id = require_place(house.settings).rp_id
    challenge = written_base64(asked.ask(of, house.clock()))
    return PasskeyQuestion(challenge=challenge, rp_id=rp_id, salt=written_base64(PRF_SALT))


def take(house: House, asked: Asked, client_data: str, of: bytes) -> None:
    """Use up the question that a browser says it asked.

    Raises:
        Refused: It cannot be read, was put to somebody else, too long ago, or answered before.
    """
    try:
        asked.take(read_base64(client_data), of, house.clock())
    except Damaged:
        raise Refused(UNREADABLE) from None


def beside(house: House, staff_id: UUID, given: PasskeyAnswer, keys: MemberKeys) -> Used:
    """Return which of her passkeys answered, as the second factor beside her passphrase.

    Raises:
        NoPasskey: None of hers, or its answer does not hold.
    """
    with night(house, writes=False) as desk:
        row, count = _right(desk, staff_id, given)
        _require_signed(row, keys)
        return Used(row.id, count)


def alone(house: House, staff_id: UUID, given: PasskeyAnswer) -> tuple[MemberKeys, Used]:
    """Return the keys that one of her passkeys opened, which recognised her by itself.

    Raises:
        NoPasskey: None of hers, its answer does not hold, or it opens no keys.
    """
    with night(house, writes=False) as desk:
        row, count = _right(desk, staff_id, given)
        try:
            keys = open_with_passkey(row.wrap, read_base64(given.opening), (staff_id, row.id))
        except (Damaged, WrongPassphrase):
            raise NoPasskey(OPENS_NOTHING) from None
        _require_signed(row, keys)
        return keys, Used(row.id, count)


def spend(desk: NightDesk, used: Used) -> None:
    """Count an answer as given.

    Raises:
        Throttled: The passkey answered elsewhere in the meantime, or is gone.
    """
    row = desk.db.get(Passkey, used.passkey_id)
    if row is None or not is_newer(used.sign_count, row.sign_count):
        raise Throttled(1)
    row.sign_count, row.used_at = used.sign_count, desk.now


def wrap_anew(desk: NightDesk, used: Used, opening: str, keys: MemberKeys) -> None:
    """Have the passkey that just opened her keys open them as they are now."""
    row = desk.db.get_one(Passkey, used.passkey_id)
    if row.anchors != named_by(keys):
        row.wrap = wrap_under_passkey(keys, read_base64(opening), (row.staff_id, row.id))
        row.anchors = named_by(keys)


def shut_older(desk: NightDesk, staff_id: UUID, keys: MemberKeys) -> None:
    """Have no passkey of hers open keys that name the custodians' papers of before.

    It stays her second factor. Only with it at hand could they be wrapped anew.
    """
    for row in sound(of(desk, staff_id)):
        if row.wrap and row.anchors != named_by(keys):
            row.wrap = b""


def of(desk: NightDesk, staff_id: UUID) -> list[Passkey]:
    """Return the passkeys that an account names as its own, sound or damaged; one statement."""
    named = set(desk.db.get_one(Staff, staff_id).passkeys)
    rows = desk.db.scalars(select(Passkey).where(Passkey.staff_id == staff_id))
    return [row for row in rows if row.id in named]


def forget_all(desk: NightDesk, staff: Staff) -> int:
    """Take all of a person's passkeys away; return how many. Whoever calls this notes why."""
    count = len(staff.passkeys)
    desk.db.execute(delete(Passkey).where(Passkey.staff_id == staff.id))
    staff.passkeys = []
    return count


def wrong(desk: NightDesk) -> list[str]:
    """Name each passkey that an account lacks, and each that no account names as its own.

    One that its owner took away stays away: an account that names it again was put back.
    """
    gone = set(desk.db.scalars(select(Audit.object_id).where(Audit.action == REMOVE)))
    stands = dict(iter(desk.db.execute(_OWNERS)))
    found: list[str] = []
    for staff in desk.db.scalars(select(Staff)):
        try:
            named = set(staff.passkeys)
        except UNREADABLE_ROW:
            named = {row_id for row_id, staff_id in stands.items() if staff_id == staff.id}
        found += [
            f"passkeys {row_id}: taken away from its account"
            for row_id in named
            if stands.pop(row_id, None) != staff.id
        ]
        found += [f"passkeys {row_id}: taken away, and put back" for row_id in named & gone]
    return found + [f"passkeys {row_id}: its account does not name it" for row_id in stands]


def _right(desk: NightDesk, staff_id: UUID, given: PasskeyAnswer) -> tuple[Passkey, int]:
    """Return which passkey of an account answered, and how often it has; its word is to come."""
    row, public_key = _of_answer(desk, staff_id, given)
    if given.user_handle not in {"", written_base64(staff_id.bytes)}:
        raise NoPasskey(ANOTHER)
    try:
        written = (given.id, given.client_data, given.authenticator_data, given.signature)
        answer = Answer(*(read_base64(each) for each in written))
        count = answered(answer, public_key, require_place(desk.house.settings))
    except Damaged:
        raise NoPasskey(ANOTHER) from None
    if not is_newer(count, row.sign_count):
        raise NoPasskey(COPIED)
    return row, count


def _of_answer(desk: NightDesk, staff_id: UUID, given: PasskeyAnswer) -> tuple[Passkey, bytes]:
    for row in sound(of(desk, staff_id)):
        if row.credential_id == given.id:
            return row, read_base64(row.public_key)
    raise NoPasskey(ANOTHER)


def _require_signed(row: Passkey, keys: MemberKeys) -> None:
    """Return when the person with these keys signed that the passkey is hers."""
    try:
        key = (read_base64(row.credential_id), read_base64(row.public_key))
        whose = (row.staff_id, row.id)
        require_hers(read_base64(row.word), whose, key, keys.public.signing)
    except UNREADABLE_ROW:
        raise NoPasskey(SWAPPED) from None
