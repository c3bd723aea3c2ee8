"""Guessing at the sign-in: it has to wait, and it locks nobody out."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from app.casework.throttle import Throttle, network_of
from app.config import Settings, read_settings
from app.errors import Refused, Throttled
from app.models import Audit, Mail, Member, Staff
from app.serving import web_config
from tests.doors.visitors import API, OF_A_FORM, OURS, Doors, Visitor, told
from tests.support.office import WEDNESDAY, settings_in

HALF_A_MINUTE = 30


def _networks() -> Iterator[str]:
    return (f"192.0.2.{number}" for number in range(1, 255))


def _wrong_code(doors: Doors) -> dict[str, str]:
    return doors.credentials("alma") | {"code": "000000"}


def _tries(visitor: Visitor, typed: dict[str, str]) -> int:
    return visitor.posts("/sign-in", typed).status_code


# Whoever has to wait is told so before the database is asked, whichever that is.
@pytest.mark.parametrize(
    ("engine_name", "guesses"), [("sqlite", 1_000), ("postgresql", 30)], indirect=["engine_name"]
)
def test_of_a_thousand_guesses_fewer_than_twelve_are_looked_at(doors: Doors, guesses: int) -> None:
    """The figure of the security paper: from one network, one after the other."""
    stranger, typed = doors.stranger(), doors.credentials("alma") | {"password": "wrong"}
    assert [_tries(stranger, typed) for _ in range(10)] == [401] * 10
    with doors.statements() as sent:
        assert {_tries(stranger, typed) for _ in range(guesses - 10)} == {429}
    assert sent == []
    assert _refusals(doors) == 10


def _ground(doors: Doors) -> None:
    """Have somebody type twenty wrong codes with alma's passphrase, from wherever."""
    account = doors.office.house.keys.address_token(doors.credentials("alma")["email"])
    for _ in range(20):
        doors.app.state.shared.throttle.wrong_code(account, doors.office.clock())


def test_a_wrong_code_with_the_right_passphrase_is_counted(doors: Doors) -> None:
    """Nineteen and the door's own twentieth; a wrong passphrase would not have been one."""
    account = doors.office.house.keys.address_token(doors.credentials("alma")["email"])
    throttle, now = doors.app.state.shared.throttle, doors.office.clock()
    for _ in range(19):
        throttle.wrong_code(account, now)
    assert _tries(doors.stranger(), doors.credentials("alma") | {"password": "wrong"}) == 401
    assert throttle.is_enough(account, b"network", 1, now)
    assert _tries(doors.stranger(), _wrong_code(doors)) == 401
    assert not throttle.is_enough(account, b"network", 1, now)


def test_whoever_has_the_passphrase_grinds_codes_in_vain(doors: Doors) -> None:
    """After twenty wrong codes a right one opens nothing, typed twice or at two networks."""
    _ground(doors)
    for lucky in ("203.0.113.1", "203.0.113.1", "203.0.113.2"):
        assert _tries(doors.stranger(network=lucky), doors.credentials("alma")) == 401
    doors.office.clock.forward(seconds=HALF_A_MINUTE)
    assert _tries(doors.stranger(network="203.0.113.3"), doors.credentials("alma")) == 401


def test_the_owner_signs_in_with_the_next_code_as_well(doors: Doors) -> None:
    """Two right codes in a row are hers alone; a day without wrong codes and one will do again."""
    _ground(doors)
    owner = doors.stranger(network="198.51.100.9")
    assert _tries(owner, doors.credentials("alma")) == 401
    doors.office.clock.forward(seconds=HALF_A_MINUTE)
    assert _tries(owner, doors.credentials("alma")) == 303
    doors.office.clock.forward(hours=25)
    assert _tries(doors.stranger(network="198.51.100.10"), doors.credentials("alma")) == 303


def test_two_right_codes_far_apart_are_not_in_a_row(doors: Doors) -> None:
    """Whoever hits once, and once more six minutes later, is still outside."""
    _ground(doors)
    owner = doors.stranger(network="198.51.100.9")
    assert _tries(owner, doors.credentials("alma")) == 401
    doors.office.clock.forward(minutes=6)
    assert _tries(owner, doors.credentials("alma")) == 401


def test_misses_elsewhere_do_not_lock_a_colleague_out(doors: Doors) -> None:
    """Five hundred misses of her account at fifty networks; she signs in where nobody guesses."""
    house, throttle = doors.office.house, doors.app.state.shared.throttle
    account = house.keys.address_token(doors.credentials("alma")["email"])
    for _, address in zip(range(50), _networks(), strict=False):
        for _ in range(10):
            throttle.knock(account, house.keys.network_token(address), house.clock())
    assert _tries(doors.stranger(network="192.0.2.1"), doors.credentials("alma")) == 429
    assert _tries(doors.stranger(network="198.51.100.9"), doors.credentials("alma")) == 303


def _refusals(doors: Doors) -> int:
    with doors.office.night() as desk:
        return len(list(desk.db.scalars(select(Audit).where(Audit.action == "signin.refused"))))


def test_a_miss_is_noted_without_what_was_typed(doors: Doors) -> None:
    """Why, and whose account it was if there is one; sealed, and never the address as typed."""
    right = doors.credentials("alma")
    wrong = ({"email": "nobody@office.example.org"}, {"password": "x"}, {"code": "000000"})
    for each in wrong:
        assert _tries(doors.stranger(), right | each) == 401
    with doors.office.night() as desk:
        rows = list(desk.db.scalars(select(Audit).where(Audit.action == "signin.refused")))
        found = [row.detail for row in rows]
        assert {(row.actor_id, row.object_id) for row in rows} == {(None, None)}
    alma = str(doors.office.people["alma"].id)
    assert found == [
        {"why": "address", "account": ""},
        {"why": "passphrase", "account": alma},
        {"why": "code", "account": alma},
    ]


# --- what is damaged is not a wrong passphrase ----------------------------------------------------


def test_a_damaged_bundle_is_told_apart_from_a_wrong_passphrase(doors: Doors) -> None:
    """She is told to call, not to try again; the audit knows which account it was."""
    alma = doors.office.people["alma"].id
    with doors.office.house.engine.begin() as connection:
        connection.execute(update(Staff.__table__).where(Staff.id == alma).values(bundle=b"x"))  # type: ignore[arg-type]
    answer = doors.stranger().posts("/sign-in", doors.credentials("alma"))
    assert answer.status_code == 409
    assert "no passphrase opens them" in answer.text
    assert "is not right" not in answer.text
    with doors.office.night() as desk:
        [row] = desk.db.scalars(select(Audit).where(Audit.action == "signin.refused"))
        assert row.detail == {"why": "damaged keys", "account": str(alma)}


def test_a_damaged_grant_is_not_a_wrong_passphrase(doors: Doors) -> None:
    """Whatever becomes of a changed membership, the passphrase was right and counts as no miss."""
    alma = doors.office.people["alma"].id
    with doors.office.house.engine.begin() as connection:
        changed = update(Member.__table__).where(Member.person_id == alma).values(body=b"x")  # type: ignore[arg-type]
        assert connection.execute(changed).rowcount > 0
    answer = doors.stranger().posts("/sign-in", doors.credentials("alma"))
    assert answer.status_code in {303, 409}
    assert "is not right" not in answer.text
    assert _refusals(doors) == 0


# --- the throttle itself --------------------------------------------------------------------------


def test_the_throttle_keeps_no_more_than_it_may() -> None:
    """A stranger with a million addresses fills no memory."""
    throttle = Throttle(most_kept=100)
    for number in range(10_000):
        throttle.knock(b"account", number.to_bytes(16, "big"), WEDNESDAY)
        throttle.welcome(b"account", number.to_bytes(16, "big"))
    assert len(throttle._misses) <= 100
    assert len(throttle._known) <= 100


def test_who_goes_through_the_addresses_of_the_office_waits() -> None:
    """Fifty misses from one network over many accounts; whoever signed in there goes on."""
    throttle = Throttle()
    throttle.knock(b"bruno", b"network", WEDNESDAY)
    throttle.welcome(b"bruno", b"network")
    for number in range(50):
        throttle.knock(number.to_bytes(16, "big"), b"network", WEDNESDAY)
    with pytest.raises(Throttled):
        throttle.knock(b"alma", b"network", WEDNESDAY)
    throttle.knock(b"bruno", b"network", WEDNESDAY)
    throttle.knock(b"alma", b"another", WEDNESDAY)


def test_tries_at_the_same_time_count_too() -> None:
    """A try is counted before it is made, so twenty at once are not twenty free ones."""
    throttle, passed = Throttle(), 0
    for _ in range(20):
        try:
            throttle.knock(b"account", b"network", WEDNESDAY)
            passed += 1
        except Throttled:
            pass
    assert passed == 10


def test_a_try_that_was_no_miss_is_taken_back() -> None:
    """A right code that was used already, or a database that was away, costs nothing."""
    throttle = Throttle()
    for _ in range(100):
        throttle.knock(b"account", b"network", WEDNESDAY)
        throttle.take_back(b"account", b"network")
    for _ in range(10):
        throttle.knock(b"account", b"network", WEDNESDAY)
    with pytest.raises(Throttled):
        throttle.knock(b"account", b"network", WEDNESDAY)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::"),
        ("testclient", "testclient"),
    ],
)
def test_a_network_is_what_one_subscriber_is_given(address: str, network: str) -> None:
    """An IPv6 subscriber has 2^64 addresses; they are one (RFC 6177)."""
    assert network_of(address) == network


# --- who is believed about an address -------------------------------------------------------------


def _behind(doors: Doors, settings: Settings) -> list[int]:
    """Return the answers to eleven misses that each claim another address."""
    config = web_config(doors.app, settings)
    config.load()
    client = TestClient(config.loaded_app, OURS, client=("127.0.0.1", 50_000))
    typed = doors.credentials("alma") | {"password": "wrong"}
    body = "&".join(f"{name}={value}" for name, value in typed.items())
    return [
        client.post(
            "/sign-in", content=body, headers=OF_A_FORM | {"x-forwarded-for": address}
        ).status_code
        for _, address in zip(range(11), _networks(), strict=False)
    ]


def test_nobody_is_believed_about_an_address(doors: Doors) -> None:
    """Without a setting the header says nothing: eleven misses from here are eleven from here."""
    assert _behind(doors, doors.office.house.settings) == [401] * 10 + [429]


def test_a_named_proxy_is_believed(doors: Doors) -> None:
    """With the proxy named, each of the eleven is somebody else."""
    settings = settings_in(
        doors.office.house.settings.data.parent / "other", trusted_proxies="127.0.0.1"
    )
    assert _behind(doors, settings) == [401] * 11


@pytest.mark.parametrize("named", ["*", "0.0.0.0/0", "proxy.example.org", "10.0.0.1/8"])
def test_a_setting_that_believes_everybody_is_refused(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip here would let everybody claim any address; Amparo does not start with it."""
    monkeypatch.setenv("AMPARO_TRUSTED_PROXIES", named)
    with pytest.raises(Refused, match="AMPARO_TRUSTED_PROXIES"):
        read_settings()


# --- telling her ------------------------------------------------------------------------------


def _wrong(doors: Doors, network: str, **typed: str) -> None:
    given = doors.credentials() | {"code": "000000"} | typed
    assert doors.stranger(network=network).posts("/sign-in", given).status_code == 401


def test_the_owner_is_told_of_wrong_codes_typed_with_her_passphrase(doors: Doors) -> None:
    """From whatever network they came: on the first page of each sign-in of a week."""
    for host in range(3):
        _wrong(doors, f"192.0.2.{host}")
    _wrong(doors, "192.0.2.9", password="not her passphrase")
    browser = doors.stranger()
    assert browser.posts("/sign-in", doors.credentials()).status_code == 303
    first, second = (browser.get("/today").text for _ in range(2))
    assert "was used with your passphrase or one of your printed codes. How often: 3." in first
    assert "wrong code" not in second
    _wrong(doors, "192.0.2.77")
    doors.office.clock.forward(seconds=30)
    program = doors.program(None)
    answer = told(program.post(f"{API}/session", json=doors.credentials()))
    assert answer["wrong_codes"] == 4
    doors.office.clock.forward(days=6)
    again = told(doors.program(None).post(f"{API}/session", json=doors.credentials()))
    assert again["wrong_codes"] == 4
    doors.office.clock.forward(days=2)
    later = told(doors.program(None).post(f"{API}/session", json=doors.credentials()))
    assert later["wrong_codes"] == 0


@pytest.mark.parametrize(("wrong", "mails"), [(2, 0), (3, 1)])
def test_a_sign_in_after_several_wrong_codes_is_mailed_to_her(
    doors: Doors, wrong: int, mails: int
) -> None:
    """Whoever guessed right reads the page first; the mail goes to her, and names nobody."""
    for host in range(wrong):
        _wrong(doors, f"192.0.2.{host}")
    assert doors.stranger().posts("/sign-in", doors.credentials()).status_code == 303
    with doors.office.night() as desk:
        found = [mail for mail in desk.db.scalars(select(Mail)) if mail.kind == "alarm"]
        assert [mail.recipient_id for mail in found] == [doors.office.people["alma"].id] * mails
        assert all(mail.told["troubles"] == ["code_guessed"] for mail in found)


def test_wrong_codes_are_told_after_a_restart_too(doors: Doors) -> None:
    """Whoever guesses does not get away by the night's restart; a colleague hears nothing."""
    _wrong(doors, "192.0.2.1")
    restarted = Doors(doors.office)
    for name, told_of in (("alma", True), ("bruno", False)):
        browser = restarted.stranger()
        assert browser.posts("/sign-in", restarted.credentials(name)).status_code == 303
        assert ("a wrong code or passkey was used" in browser.get("/today").text) == told_of
