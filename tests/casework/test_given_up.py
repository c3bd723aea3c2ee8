"""What was given up or planted counts for nothing, and nothing is lost with it."""

from base64 import b64encode
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import (
    access,
    anchors,
    device,
    forgotten,
    newkeys,
    newpapers,
    readers,
    rechosen,
    seats,
)
from app.casework.founding import CUSTODY
from app.casework.newpapers import NEXT
from app.casework.readers import NewReader
from app.casework.rechosen import OtherPassphrase
from app.casework.reminders.troubles import (
    KEYS_LET_GO,
    LET_BACK_IN,
    NEW_DEVICE,
    RECHOSEN,
    SENTENCES,
)
from app.casework.throttle import Throttle
from app.crypto import successions
from app.crypto.custodians import seal_for
from app.crypto.office import NO_SERVER_KEY, OfficeSecrets
from app.crypto.successions import Anchors
from app.crypto.totp import code_at
from app.errors import NotFound, Refused, SignedOut, WrongPassphrase
from app.models import Grant, Passkey, Setting, Staff
from tests.casework.bringing_back import HERE, seeds, signs_in, told, wrong
from tests.casework.test_new_papers import case_id, printed, reached_by, replaced, secrets_of
from tests.casework.test_own_keys import confirm, make, sits_anew
from tests.casework.test_passkeys import Alma
from tests.support.office import PASSPHRASE, Office, id_of
from tests.support.shell import at_the_shell, copied, plant_many

__all__ = ["case_id"]


def text(raw: bytes) -> str:
    """Return bytes as a setting holds them."""
    return b64encode(raw).decode()


def test_only_what_was_printed_with_the_new_papers_comes_into_force(
    office: Office, case_id: UUID
) -> None:
    """A root of his own, sealed to the public keys that stand there, fewer who act, no proof."""
    new, thief = printed(office), OfficeSecrets.fresh(NO_SERVER_KEY)
    with office.night() as desk:
        waits = newpapers.waiting_value(desk)
        publics = [each.public for each in newpapers.waiting(desk).custody.custodians]  # type: ignore[union-attr]
    envelopes = seal_for(publics, waits["needed"], thief.packed(), thief.root_seed)
    his = {"root": text(thief.root_public), "recovery": text(thief.recovery_public)}
    planted = [
        waits | his | {"envelopes": text(envelopes)},
        waits | {"recovery": text(thief.recovery_public)},
        waits | {"needed": 1},
        waits | {"proofs": waits["proofs"][::-1]},
        {name: each for name, each in waits.items() if name != "proofs"},
    ]
    for each in planted:
        with office.night(writes=True) as desk:
            row = desk.db.get_one(Setting, CUSTODY)
            row.value = {**row.value, NEXT: each}
        with pytest.raises(Refused, match="not what was printed"):
            replaced(office, new)
    secrets_of(office, seeds(office, 0, 1))
    assert reached_by(office, thief) == set()
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Setting, CUSTODY)
        row.value = {**row.value, NEXT: waits}
    replaced(office, new)
    secrets_of(office, {0: new[0], 1: new[1]})


def given(office: Office) -> UUID:
    """Have Bruno open a case of his own and let Alma in."""
    found = office.open_case("bruno", named_only=True, note="Bruno's own").id
    with office.writing("bruno") as desk:
        readers.add(desk, found, NewReader(staff_id=id_of(office, "alma")))
    return found


def test_new_papers_between_her_new_keys_and_her_sign_in_lose_nothing(
    office: Office, case_id: UUID
) -> None:
    """What was sealed to her former keys opens, though these name the root of before."""
    taken, alma = given(office), id_of(office, "alma")
    made = make(office)
    waiting = given(office)
    confirm(office, made)
    replaced(office, printed(office))
    with office.night() as desk:
        body = desk.db.get_one(Grant, (waiting, alma, 1)).body
    with office.night(writes=True) as desk:
        desk.db.get_one(Grant, (waiting, alma, 1)).body = body[:-1] + bytes((body[-1] ^ 1,))
    with seats.reading(office.house, sits_anew(office)) as desk:
        assert {taken, case_id} == access.reach(desk), "her group opens though one grant does not"
    with office.night(writes=True) as desk:
        assert desk.db.get_one(Staff, alma).former_keys, "kept, while anything does not open"
        desk.db.get_one(Grant, (waiting, alma, 1)).body = body
    with seats.reading(office.house, sits_anew(office)) as desk:
        assert {taken, waiting, case_id} == access.reach(desk)
    with office.night() as desk:
        assert not desk.db.get_one(Staff, alma).former_keys
    assert not wrong(office)


def test_new_keys_that_wait_end_with_another_passphrase_or_telephone(office: Office) -> None:
    """Who knew the former passphrase may have made them: they are let go, and a mail says so."""
    house, alma = office.house, office.people["alma"]
    with office.reading("alma") as desk:
        who = desk.who
    same = {"passphrase": PASSPHRASE, "again": PASSPHRASE}

    def code() -> str:
        office.clock.forward(minutes=1)
        return code_at(alma.totp_secret, office.clock())

    def changes() -> None:
        typed = OtherPassphrase.model_validate({"password": PASSPHRASE, "code": code()} | same)
        rechosen.change(house, Throttle(), who, typed, HERE)

    def forgets() -> None:
        hers = {"email": alma.email, "paper": alma.codes[0], "code": code()}
        typed = forgotten.NewPassphrase.model_validate(hers | same)
        forgotten.choose(house, Throttle(), typed, HERE)

    def loses() -> None:
        with office.writing("carmen") as desk:
            link = device.begin(desk, alma.id)
        typed = device.NewDevice(passphrase=PASSPHRASE, paper=alma.codes[1])
        device.renew(house, Throttle(), link, typed, HERE)

    for end, mail in ((changes, RECHOSEN), (forgets, LET_BACK_IN), (loses, NEW_DEVICE)):
        made = make(office)
        end()
        with pytest.raises(NotFound):
            confirm(office, made)
        assert told(office, mail) == told(office, KEYS_LET_GO) == {alma.id}
        assert "nobody had confirmed" not in SENTENCES[mail]
    assert "passkeys" in SENTENCES[RECHOSEN]
    with office.reading("carmen") as desk:
        assert not newkeys.view(desk, alma.id).number


def test_a_mail_speaks_of_new_keys_only_to_whoever_had_made_some(office: Office) -> None:
    """A printed code used: what happened, and no word of keys that never were."""
    alma = office.people["alma"]
    office.clock.forward(seconds=31)
    code = code_at(alma.totp_secret, office.clock())
    same = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "code": code}
    typed = forgotten.NewPassphrase.model_validate(
        {"email": alma.email, "paper": alma.codes[0]} | same
    )
    forgotten.choose(office.house, Throttle(), typed, HERE)
    assert told(office, LET_BACK_IN) == {alma.id}
    assert told(office, KEYS_LET_GO) == set()
    assert "printed codes" in SENTENCES[LET_BACK_IN]
    assert "keys are the same" in SENTENCES[LET_BACK_IN]


def test_a_passkey_that_opens_her_keys_follows_new_papers_or_opens_nothing(
    office: Office, case_id: UUID
) -> None:
    """Used alone it follows for good; left aside until her passphrase did, it is a factor only."""
    alma, bruno = Alma(office), Alma(office, name="bruno")
    alma.adds(opens=True)
    bruno.adds(opens=True)
    before = secrets_of(office, seeds(office, 0, 1))
    replaced(office, printed(office))
    alma.alone()
    signs_in(office, "alma")
    signs_in(office, "bruno")
    thief = Anchors(*OfficeSecrets.fresh(NO_SERVER_KEY).anchors)
    word = successions.succeed(1, Anchors(*before.anchors), thief, before.root_seed)
    with pytest.raises(WrongPassphrase):
        bruno.alone()
    assert bruno.signs_in(bruno.answers()).staff_id == id_of(office, "bruno")
    with office.night() as desk:
        assert {bool(row.wrap) for row in desk.db.scalars(select(Passkey))} == {True, False}
        kept = desk.db.get_one(Setting, CUSTODY).value
    assert alma.alone().staff_id == id_of(office, "alma")
    with office.night(writes=True) as desk:
        desk.db.get_one(Setting, CUSTODY).value = kept | {anchors.WORDS: [text(word)]}
        desk.db.get_one(Staff, id_of(office, "alma")).anchors = anchors.print_of(thief)
    with pytest.raises(SignedOut):
        alma.alone()  # enough former papers and the server key lead her keys nowhere


def test_a_passkey_that_was_taken_away_is_named_where_it_is_put_back(office: Office) -> None:
    """Also with the whole account of then, and without the server key."""
    alma, hers = Alma(office), id_of(office, "alma")
    added = alma.adds(opens=True)
    rows, account = copied(office, "passkeys", staff_id=hers), copied(office, "staff", id=hers)[0]
    alma.removes(added.id)
    assert not wrong(office)
    plant_many(office, "passkeys", rows)
    del account["id"]
    at_the_shell(office, "staff", {"id": hers}, **account)
    assert wrong(office) == [f"passkeys {added.id}: taken away, and put back"]
