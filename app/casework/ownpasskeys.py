"""My passkeys: adding one, seeing when each was used, taking one away."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID, uuid4

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.casework import audit, passkeys, seats, signin
from app.casework.anchors import named_by
from app.casework.passkeys import PasskeyQuestion, Written, from_form
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import NEW_PASSKEY, PASSKEY_GONE
from app.casework.seats import Seat
from app.casework.signin import Proof, prove
from app.casework.throttle import Throttle
from app.crypto.passkeys import ALGORITHMS, NewKey, made, read_base64, written_base64
from app.crypto.passkeywraps import sign_passkey, wrap_under_passkey
from app.crypto.primitives import KEY_BYTES
from app.db.desk import Colleague, Desk, House
from app.errors import UNREADABLE_ROW, Damaged, NotFound, Refused
from app.models import Passkey, Staff
from app.words import N_

MOST: Final = 10
FOR_ADDING: Final = b"adding"
PLACE_LENGTH: Final = 80
NOT_MADE: Final = N_(
    "The passkey could not be taken. Press the button once more; if it fails again, try another "
    "device, or keep to the code app."
)
TOO_MANY: Final = N_("You have ten passkeys. Take one away that you do not use, then add this one.")
ALREADY: Final = N_("This passkey is in your list already.")


class MadePasskey(BaseModel):
    """What a browser says of a passkey that it made, member for member; nothing else is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    id: Annotated[str, Field(min_length=1, max_length=1400)]
    client_data: Written
    attestation: Written
    opening: Annotated[str, Field(max_length=64, repr=False)] = Field(
        default="",
        description="32 bytes that the browser derived from the passkey's secret, in base64url; "
        "only where the passkey is to open its owner's keys without her passphrase.",
    )


class NewPasskey(Proof):
    """A passkey to be added, with the proof that whoever adds it is its owner."""

    place: str = Field(min_length=1, max_length=PLACE_LENGTH)
    made: Annotated[MadePasskey, BeforeValidator(from_form)] = Field(repr=False)


class PasskeyView(BaseModel):
    """One of my passkeys; `is_sound` where its entry opens."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    place: str
    made_at: datetime | None
    used_at: datetime | None
    opens: bool
    is_sound: bool = True


class NewQuestion(PasskeyQuestion):
    """What a browser asks a device that is to make a passkey."""

    user_id: str
    user_name: str = Field(repr=False)
    algorithms: tuple[int, ...] = ALGORITHMS
    known: tuple[str, ...] = Field(description="Those that are there: a device makes no second.")


def mine(desk: Desk) -> list[PasskeyView]:
    """Return my passkeys, the newest first, also one that was changed outside Amparo."""
    views = [_view(row) for row in passkeys.of(desk, desk.who.id)]
    return sorted(views, key=lambda each: str(each.made_at), reverse=True)


def ask(desk: Desk, throttle: Throttle, session: bytes) -> NewQuestion:
    """Return what a device that is to make a passkey is asked, for whoever sits here, now.

    Raises:
        Refused: No browser makes passkeys for the office's address, or there are too many.
    """
    _require_room(desk)
    asked = passkeys.question(desk.house, throttle.asked, _asked(desk.who.id, session))
    return NewQuestion(
        **asked.model_dump(),
        user_id=written_base64(desk.who.id.bytes),
        user_name=desk.db.get_one(Staff, desk.who.id).address,
        known=tuple(_known(desk)),
    )


def ask_again(desk: Desk, throttle: Throttle) -> PasskeyQuestion:
    """Return what a passkey is to answer in this session, where a deed must be hers.

    Raises:
        Refused: No browser makes passkeys for the office's address.
    """
    return passkeys.question(desk.house, throttle.asked, signin.for_deed(desk.who))


def add(
    house: House, throttle: Throttle, seat: tuple[Colleague, bytes], new: NewPasskey, address: str
) -> PasskeyView:
    """Add a passkey after her passphrase and a fresh code, or another passkey; a mail tells her.

    Args:
        house: The office.
        throttle: The tries of late.
        seat: Who sits here, and by what her session is found.
        new: What she typed, and the device made.
        address: Where the request came from.

    Raises:
        Refused: The device's answer does not hold, came too late, or the passkey is there already.
        As `signin.sign_in`.
    """
    who, session = seat
    passkeys.take(house, throttle.asked, new.made.client_data, _asked(who.id, session))
    key, opening = _made(house, new.made)
    proved = prove(house, throttle, who, new, address)
    with seats.writing(house, proved) as desk:
        _require_room(desk)
        if written_base64(key.credential_id) in _known(desk):
            raise Refused(ALREADY)
        row = _row(desk, proved, key, opening)
        row.place = new.place.strip()
        desk.db.add(row)
        staff = desk.db.get_one(Staff, who.id)
        staff.passkeys = [*staff.passkeys, row.id]
        desk.db.flush()
        Mailbox(desk).alarm(who.id, NEW_PASSKEY, each=True)
        audit.note(desk, "passkey.add", row.id, opens=bool(opening))
        return _view(row)


def remove(
    house: House,
    throttle: Throttle,
    who: Colleague,
    wanted: tuple[UUID, Proof],
    address: str,
) -> None:
    """Take one of her passkeys away, and with it what it opens; a mail tells her.

    Raises:
        NotFound: She has no such passkey.
        As `signin.sign_in`.
    """
    passkey_id, typed = wanted
    proved = prove(house, throttle, who, typed, address)
    with seats.writing(house, proved) as desk:
        staff = desk.db.get_one(Staff, who.id)
        if passkey_id not in staff.passkeys:
            raise NotFound
        row = desk.db.get(Passkey, passkey_id)
        if row is not None and row.staff_id == who.id:
            desk.db.delete(row)
        staff.passkeys = [each for each in staff.passkeys if each != passkey_id]
        desk.db.flush()
        Mailbox(desk).alarm(who.id, PASSKEY_GONE, each=True)
        audit.note(desk, passkeys.REMOVE, passkey_id)


def _made(house: House, new: MadePasskey) -> tuple[NewKey, bytes]:
    """Return the public half of a passkey, and what opens with it, empty where nothing is to."""
    place = passkeys.require_place(house.settings)
    try:
        opening = read_base64(new.opening)
        client_data, attestation = read_base64(new.client_data), read_base64(new.attestation)
        key = made(client_data, attestation, read_base64(new.id), place)
    except Damaged:
        raise Refused(NOT_MADE) from None
    if len(opening) not in {0, KEY_BYTES}:
        raise Refused(NOT_MADE)
    return key, opening


def _row(desk: Desk, proved: Seat, key: NewKey, opening: bytes) -> Passkey:
    row_id = uuid4()
    whose, seed = (proved.staff_id, row_id), proved.keys.signing_seed
    word = sign_passkey(whose, key.credential_id, key.public_key, seed)
    return Passkey(
        id=row_id,
        staff_id=proved.staff_id,
        wrap=wrap_under_passkey(proved.keys, opening, whose) if opening else b"",
        credential_id=written_base64(key.credential_id),
        public_key=written_base64(key.public_key),
        word=written_base64(word),
        sign_count=key.sign_count,
        made_at=desk.now,
        anchors=named_by(proved.keys),
    )


def _known(desk: Desk) -> list[str]:
    found = []
    for row in passkeys.of(desk, desk.who.id):
        try:
            found.append(row.credential_id)
        except UNREADABLE_ROW:
            continue
    return found


def _require_room(desk: Desk) -> None:
    if len(desk.db.get_one(Staff, desk.who.id).passkeys) >= MOST:
        raise Refused(TOO_MANY)


def _view(row: Passkey) -> PasskeyView:
    try:
        return PasskeyView(
            id=row.id,
            place=row.place,
            made_at=row.made_at,
            used_at=row.used_at,
            opens=bool(row.wrap),
        )
    except UNREADABLE_ROW:
        return PasskeyView(
            id=row.id, place="", made_at=None, used_at=None, opens=False, is_sound=False
        )


def _asked(staff_id: UUID, session: bytes) -> bytes:
    return FOR_ADDING + staff_id.bytes + session
