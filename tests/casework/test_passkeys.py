"""Passkeys beside the code app: added, used, refused where anything is not as it was asked."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from app.casework import (
    cases,
    device,
    leaving,
    lockdown,
    ownpasskeys,
    passkeys,
    rechosen,
    renewal,
    rotation,
    signin,
)
from app.casework.ownpasskeys import NewPasskey, PasskeyView
from app.casework.passkeys import PasskeyAnswer, place_of
from app.casework.rechosen import OtherPassphrase
from app.casework.reminders.troubles import NEW_PASSKEY, PASSKEY_GONE
from app.casework.rotation import Change
from app.casework.seats import Seat
from app.casework.signin import Credentials, Proof
from app.casework.throttle import Throttle
from app.casework.verify import verify
from app.crypto.passkeys import Place
from app.crypto.serverkeys import ServerKeys
from app.crypto.totp import code_at
from app.errors import NotFound, Refused, Throttled, WrongPassphrase
from app.models import Audit, Mail, Passkey, Staff
from tests.casework.bringing_back import with_new_keys
from tests.support.authenticator import Authenticator, base64url
from tests.support.office import PASSPHRASE, SERVER_SECRET, Office, settings_in

NETWORK = "192.0.2.7"
OTHER = "marimba under a wet tarpaulin"
SESSION = b"of this browser"
HERE = ("localhost", "http://localhost:8000")


@dataclass
class Alma:
    """Alma with a device, at her office; the questions of one process."""

    office: Office
    throttle: Throttle = field(default_factory=Throttle)
    device: Authenticator = field(default_factory=Authenticator)
    name: str = "alma"

    def code(self) -> str:
        """Wait for a fresh code and return it."""
        self.office.clock.forward(seconds=30)
        return code_at(self.office.people[self.name].totp_secret, self.office.clock())

    def adds(self, session: bytes = SESSION, *, opens: bool = False, **wrong: Any) -> PasskeyView:
        """Add her device's passkey."""
        with self.office.reading(self.name) as desk:
            asked, who = ownpasskeys.ask(desk, self.throttle, SESSION), desk.who
        made = self.device.made_as_json(asked.challenge, wrong.pop("place", HERE), **wrong)
        if opens:
            made["opening"] = base64url(self.device.secret)
        new = NewPasskey.model_validate(
            {"password": PASSPHRASE, "code": self.code(), "place": " key ring ", "made": made}
        )
        house = self.office.house
        return ownpasskeys.add(house, self.throttle, (who, session), new, NETWORK)

    def asked(self, name: str = "", network: str = NETWORK) -> str:
        """Return the challenge of a question for signing in."""
        email = self.office.people[name or self.name].email
        return signin.ask(self.office.house, self.throttle, email, network).challenge

    def answers(self, challenge: str | None = None, **wrong: Any) -> dict[str, str]:
        """Return what her device answers."""
        asked = self.asked() if challenge is None else challenge
        return self.device.as_json(asked, wrong.pop("place", HERE), **wrong)

    def signs_in(self, passkey: dict[str, str], password: str = PASSPHRASE) -> Seat:
        """Sign in with an answer in place of a code."""
        email = self.office.people[self.name].email
        given = {"email": email, "password": password, "passkey": passkey}
        typed = Credentials.model_validate(given)
        return signin.sign_in(self.office.house, self.throttle, typed, NETWORK)

    def alone(self, **more: str) -> Seat:
        """Sign in with her passkey and without her passphrase."""
        opening = {"opening": base64url(self.device.secret)} | more
        return self.signs_in(self.answers() | opening, password="")

    def removes(self, passkey_id: UUID) -> None:
        """Take a passkey away."""
        typed = Proof(password=PASSPHRASE, code=self.code())
        with self.office.reading(self.name) as desk:
            who = desk.who
        house = self.office.house
        ownpasskeys.remove(house, self.throttle, who, (passkey_id, typed), NETWORK)

    def why(self) -> list[str]:
        """Return why the record says that tries were refused."""
        with self.office.night() as desk:
            found = select(Audit).where(Audit.action == "signin.refused").order_by(Audit.seq)
            return [each.detail["why"] for each in desk.db.scalars(found)]


@pytest.fixture
def alma(office: Office) -> Alma:
    """Alma before she has a passkey."""
    return Alma(office)


def test_a_passkey_stands_in_place_of_the_code(alma: Alma) -> None:
    """Added, told by mail, used, seen when, taken away; the code app stays as it was."""
    added = alma.adds()
    assert (added.place, added.opens, added.used_at) == ("key ring", False, None)
    seat = alma.signs_in(alma.answers())
    assert seat.keys == alma.office.people["alma"].seat.keys
    with alma.office.reading() as desk:
        [known] = ownpasskeys.mine(desk)
    assert known.used_at == alma.office.clock()
    assert not verify(alma.office.house).wrong
    alma.removes(added.id)
    with pytest.raises(WrongPassphrase):
        alma.signs_in(alma.answers())
    with alma.office.night() as desk:
        noted = [each.action for each in desk.db.scalars(select(Audit).order_by(Audit.seq))]
        told = [str(mail.told) for mail in desk.db.scalars(select(Mail))]
        assert {"passkey.add", "passkey.remove"} <= set(noted)
        assert any(NEW_PASSKEY in each for each in told)
        assert any(PASSKEY_GONE in each for each in told)
        [by] = [each.detail for each in desk.db.scalars(select(Audit)) if "passkey" in each.detail]
        assert by["passkey"] == str(added.id)
    assert alma.why() == ["passkey"]


def test_an_answer_counts_once_soon_and_for_whom_it_was_asked(alma: Alma) -> None:
    """Replayed, late, made up, put to a colleague or at another network: 422, and no try counts."""
    alma.adds()
    answer = alma.answers()
    alma.signs_in(answer)
    late = alma.answers()
    alma.office.clock.forward(seconds=180)
    another = alma.answers(base64url(bytes(57)))
    for given in (
        answer,
        late,
        another,
        alma.answers(alma.asked("bruno")),
        alma.answers(alma.asked(network="192.0.2.8")),
        alma.answers() | {"client_data": "!"},
    ):
        with pytest.raises(Refused):
            alma.signs_in(given)
    once = alma.answers()
    with pytest.raises(WrongPassphrase):
        alma.signs_in(once, password="not hers")
    with pytest.raises(Refused):  # used up by the try that failed
        alma.signs_in(once)
    assert alma.why() == ["passphrase"]


def test_an_answer_from_elsewhere_is_refused(alma: Alma) -> None:
    """On adding and on signing in; and she is told, as of a wrong code."""
    elsewhere: list[dict[str, Any]] = [
        {"place": ("localhost", "http://127.0.0.1:8000")},
        {"place": ("localhost", "https://localhost:8000")},
        {"place": ("example.org", "http://localhost:8000")},
        {"verified": False},
        {"framed": True},
    ]
    for wrong in elsewhere:
        with pytest.raises(Refused):
            alma.adds(**wrong)
    alma.adds()
    for wrong in elsewhere:
        with pytest.raises(WrongPassphrase):
            alma.signs_in(alma.answers(**wrong))
    assert alma.signs_in(alma.answers()).wrong_codes == len(elsewhere)


def test_a_passkey_is_added_in_the_session_that_asked(alma: Alma) -> None:
    """Another browser's session is another question; a passphrase alone adds nothing."""
    with pytest.raises(Refused):
        alma.adds(b"of another browser")
    with alma.office.reading() as desk:
        asked, who = ownpasskeys.ask(desk, alma.throttle, SESSION), desk.who
    made = alma.device.made_as_json(asked.challenge, HERE)
    wrong = {"password": PASSPHRASE, "code": "000000", "place": "desk", "made": made}
    with pytest.raises(WrongPassphrase):
        ownpasskeys.add(
            alma.office.house,
            alma.throttle,
            (who, SESSION),
            NewPasskey.model_validate(wrong),
            NETWORK,
        )
    alma.adds()
    with pytest.raises(Refused):
        alma.adds()  # the same once more


def test_a_copied_passkey_is_noticed(alma: Alma) -> None:
    """Who counts on from an older count is not the device; one that never counts says nought."""
    alma.adds()
    alma.signs_in(alma.answers())
    with pytest.raises(WrongPassphrase):
        alma.signs_in(alma.answers(counts=0))
    assert alma.why() == ["copied passkey"]
    assert alma.signs_in(alma.answers()).wrong_codes == 1
    alma.device = Authenticator()
    alma.adds()
    for _ in range(2):
        alma.signs_in(alma.answers(counts=0))


def test_a_swapped_key_is_refused_also_where_the_server_key_sealed_it(alma: Alma) -> None:
    """With the server key too, another's public key in her row lacks her signature."""
    added, thief = alma.adds(), Authenticator()
    told = thief.make(bytes(57), *HERE)
    with alma.office.night(writes=True) as desk:
        row = desk.db.get_one(Passkey, added.id)
        row.credential_id = base64url(thief.credential_id)
        row.public_key = base64url(told.attestation[told.attestation.index(b"\xa5\x01\x02") :])
        row.sign_count = 0
    honest, alma.device = alma.device, thief
    with pytest.raises(WrongPassphrase):
        alma.signs_in(alma.answers())
    assert alma.why() == ["swapped passkey"]
    alma.device = honest
    with pytest.raises(WrongPassphrase):
        alma.signs_in(alma.answers())


def test_a_row_put_back_or_changed_at_the_shell_opens_nothing(alma: Alma) -> None:
    """One that was taken away, one of a colleague, one whose card is another's."""
    gone, kept = alma.adds(), alma.office.house.engine
    rows = text("select id, staff_id, wrap, version, card from passkeys")
    with kept.connect() as at:
        [before] = at.execute(rows).mappings()
    alma.removes(gone.id)
    with kept.begin() as at:
        put = "insert into passkeys values (:id, :staff_id, :wrap, :version, :card)"
        at.execute(text(put), dict(before))
    with pytest.raises(WrongPassphrase):
        alma.signs_in(alma.answers())
    put_back = f"passkeys {gone.id}: its account does not name it"
    assert verify(alma.office.house).wrong == [put_back]
    former, alma.device = alma.device, Authenticator()
    now = alma.adds()
    with kept.begin() as at:
        at.execute(
            text("update passkeys set card = :card, version = 1 where id <> :id"),
            {"card": before["card"], "id": before["id"]},
        )
    with alma.office.reading() as desk:
        assert [(each.id, each.is_sound) for each in ownpasskeys.mine(desk)] == [(now.id, False)]
    for device_ in (former, alma.device):
        alma.device = device_
        with pytest.raises(WrongPassphrase):
            alma.signs_in(alma.answers())
    with kept.begin() as at:
        at.execute(text("delete from passkeys where id <> :id"), {"id": before["id"]})
    taken = f"passkeys {now.id}: taken away from its account"
    assert verify(alma.office.house).wrong == [taken, put_back]


def test_it_opens_her_keys_without_her_passphrase_where_she_said_so(alma: Alma) -> None:
    """Never the only way: passphrase, another passphrase and printed codes go on; then it ends."""
    case = alma.office.open_case("alma")
    added = alma.adds(opens=True)
    seat = alma.alone()
    assert seat.keys == alma.office.people["alma"].seat.keys
    with alma.office.reading() as desk:
        assert cases.one(desk, case.id).id == case.id
        assert [each.opens for each in ownpasskeys.mine(desk)] == [True]
    for wrong in (base64url(bytes(32)), base64url(bytes(31)), "!"):
        with pytest.raises(WrongPassphrase):
            alma.alone(opening=wrong)
    alma.office.clock.forward(minutes=11)
    _another_passphrase(alma)
    assert alma.alone().keys == seat.keys
    with pytest.raises(WrongPassphrase):
        alma.signs_in(alma.answers())  # the former passphrase
    with pytest.raises(WrongPassphrase):
        alma.removes(added.id)
    assert all("alone" in why or why == "passphrase" for why in alma.why())


def test_a_new_server_key_leaves_a_passkey_as_it_is(alma: Alma) -> None:
    """Its row is sealed anew, and her keys in it have no pepper: both ways in stay."""
    alma.adds(opens=True)
    former, secret = alma.office.house, bytes(range(1, 33))
    new = replace(former, keys=ServerKeys.from_secret(secret))
    rotation.reseal(Change(former, new, SERVER_SECRET, secret), None, lambda _: None)
    alma.office = alma.office.at(new)
    assert alma.alone().keys == alma.office.people["alma"].seat.keys
    assert alma.signs_in(alma.answers()).keys == alma.office.people["alma"].seat.keys
    assert not verify(new).wrong


def _another_passphrase(alma: Alma) -> None:
    hers = "marimba under a wet tarpaulin"
    typed = OtherPassphrase(password=PASSPHRASE, code=alma.code(), passphrase=hers, again=hers)
    with alma.office.reading() as desk:
        who = desk.who
    rechosen.change(alma.office.house, alma.throttle, who, typed, NETWORK)


def test_a_passkey_alone_proves_no_deed(alma: Alma) -> None:
    """What asks for the passphrase once more asks for it; so does the release of a lockdown."""
    alma.name = "carmen"
    alma.adds(opens=True)
    with alma.office.reading("carmen") as desk:
        who, house = desk.who, desk.house
        asked = [ownpasskeys.ask_again(desk, alma.throttle).challenge for _ in range(2)]
    given = alma.answers(asked[0]) | {"opening": base64url(alma.device.secret)}
    proof = Proof.model_validate({"password": "", "passkey": given})
    with pytest.raises(WrongPassphrase):
        signin.prove(house, alma.throttle, who, proof, NETWORK)
    proof = Proof.model_validate({"password": PASSPHRASE, "passkey": alma.answers(asked[1])})
    assert signin.prove(house, alma.throttle, who, proof, NETWORK).staff_id == who.id
    with alma.office.writing("carmen") as desk:
        lockdown.begin(desk)
    email = alma.office.people["carmen"].email
    given = alma.answers() | {"opening": base64url(alma.device.secret)}
    typed = Credentials.model_validate({"email": email, "password": "", "passkey": given})
    with pytest.raises(WrongPassphrase):
        lockdown.release(alma.office.house, alma.throttle, typed, NETWORK)
    given = alma.answers()
    typed = Credentials.model_validate({"email": email, "password": PASSPHRASE, "passkey": given})
    lockdown.release(alma.office.house, alma.throttle, typed, NETWORK)


@pytest.mark.parametrize("end", ["device", "keys", "leaving"])
def test_it_goes_with_a_lost_telephone_with_new_keys_and_with_her(alma: Alma, end: str) -> None:
    """Nobody can tell what a lost telephone holds; a passkey signed by former keys is none."""
    alma.adds(opens=True)
    hers = alma.office.people["alma"].id
    link = ""
    with alma.office.writing("carmen") as desk:
        if end == "device":
            link = device.begin(desk, hers)
        elif end == "keys":
            link = renewal.begin(desk, hers, sure=True)
        else:
            leaving._close(desk, hers)
    if end == "device":
        paper = alma.office.people["alma"].codes[0]
        typed = device.NewDevice(passphrase=PASSPHRASE, paper=paper)
        device.renew(alma.office.house, alma.throttle, link, typed, NETWORK)
    elif end == "keys":  # until the link is used it can be taken back, and nothing is gone
        with_new_keys(alma.office, alma.office.people["alma"].email, link)
    with alma.office.night() as desk:
        assert desk.db.get_one(Staff, hers).passkeys == []
        assert desk.db.scalars(select(Passkey)).all() == []
    with pytest.raises(WrongPassphrase):
        alma.alone()


def test_who_tries_passkeys_in_vain_has_to_wait_and_stops_nobody_elsewhere(alma: Alma) -> None:
    """As with codes, misses count at one network; her code opens from another at once."""
    alma.adds()
    thief = Alma(alma.office, alma.throttle)
    for _ in range(10):
        with pytest.raises(WrongPassphrase):
            thief.signs_in(thief.answers())
    with pytest.raises(Throttled):
        thief.signs_in(thief.answers())
    typed = Credentials(
        email=alma.office.people["alma"].email, password=PASSPHRASE, code=alma.code()
    )
    elsewhere = signin.sign_in(alma.office.house, alma.throttle, typed, "198.51.100.4")
    assert elsewhere.wrong_codes == 10


def test_a_colleagues_passkey_is_not_hers_to_take_or_to_use(alma: Alma) -> None:
    """Bruno's answer with Alma's passphrase; Bruno's entry from Alma's page."""
    bruno = Alma(alma.office, alma.throttle, name="bruno")
    his = bruno.adds()
    with pytest.raises(WrongPassphrase):
        alma.signs_in(bruno.device.as_json(alma.asked(), HERE))
    with pytest.raises(NotFound):
        alma.removes(his.id)
    assert bruno.signs_in(bruno.answers()).wrong_codes == 0


def test_a_browsers_own_json_with_its_secret_is_not_taken() -> None:
    """What `JSON.stringify(credential)` would send has members that nobody here asks for."""
    sent = {"id": "a", "client_data": "a", "authenticator_data": "a", "signature": "a"}
    PasskeyAnswer.model_validate(sent)
    with pytest.raises(ValueError, match="extra_forbidden"):
        PasskeyAnswer.model_validate(sent | {"clientExtensionResults": {"prf": {"results": {}}}})


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://127.0.0.1:8000", Place("localhost", "http://localhost:8000")),
        ("https://amparo.example.org", Place("amparo.example.org", "https://amparo.example.org")),
        ("https://a.example.org:8443", Place("a.example.org", "https://a.example.org:8443")),
        ("https://192.0.2.9", None),
        ("https://[2001:db8::1]", None),
    ],
)
def test_passkeys_answer_at_the_offices_own_name(
    tmp_path: Any, url: str, place: Place | None
) -> None:
    """A browser refuses numbers, and takes this machine's own name for secure."""
    assert place_of(settings_in(tmp_path, base_url=url)) == place


def test_a_question_of_the_sign_in_page_proves_no_deed(alma: Alma) -> None:
    """Nor does one that was put to another session of hers, or to a colleague in this one."""
    alma.adds()
    house = alma.office.house
    with alma.office.reading("alma") as desk:
        here = replace(desk.who, session=SESSION)
    with alma.office.reading("dina") as desk:
        dina = replace(desk.who, session=SESSION)

    def proves(challenge: str) -> bool:
        answer = alma.answers(challenge)
        typed = Proof.model_validate({"password": PASSPHRASE, "passkey": answer})
        return signin.prove(house, alma.throttle, here, typed, NETWORK).staff_id == here.id

    def question(of: bytes) -> str:
        return passkeys.question(house, alma.throttle.asked, of).challenge

    elsewhere = signin.for_deed(replace(here, session=bytes(32)))
    for other in (alma.asked(), question(elsewhere), question(signin.for_deed(dina))):
        with pytest.raises(Refused, match="too late"):
            proves(other)
    assert proves(question(signin.for_deed(here)))


def test_a_question_for_a_deed_lets_nobody_sign_in(alma: Alma) -> None:
    """The other way round."""
    alma.adds()
    with alma.office.reading("alma") as desk:
        asked = ownpasskeys.ask_again(desk, alma.throttle).challenge
    with pytest.raises(Refused, match="too late"):
        alma.signs_in(alma.answers(asked))


def test_each_passkey_of_a_day_is_told_of_by_mail(alma: Alma) -> None:
    """A thief's, added half an hour after hers, is not passed over; nor is each that goes."""
    ids = []
    for told in (1, 2):
        alma.device = Authenticator()
        ids.append(alma.adds().id)
        assert sent(alma.office) == told
    for told, each in enumerate(ids, 3):
        alma.removes(each)
        assert sent(alma.office) == told


def sent(office: Office) -> int:
    """Have what waits for Alma be sent, half an hour later; return how many mails she has had."""
    office.clock.forward(minutes=30)
    with office.night(writes=True) as desk:
        rows = select(Mail).where(Mail.recipient_id == office.people["alma"].id)
        mails = desk.db.scalars(rows).all()
        for mail in mails:
            if mail.state != "accepted":
                mail.state, mail.accepted_at = "accepted", desk.now
        return len(mails)
