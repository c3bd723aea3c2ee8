"""An office is founded for real: a link that works once, papers that are shown once."""

from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from app.casework import setup
from app.casework.founding import CUSTODY
from app.casework.setup import SetUp
from app.casework.signin import Credentials, sign_in
from app.casework.throttle import Throttle
from app.crypto import custodians, papers
from app.crypto.bundle import wrap_bundle
from app.crypto.codes import open_with_code
from app.crypto.office import OfficeSecrets, print_of_recovery
from app.crypto.totp import code_at
from app.db.desk import House, night
from app.errors import NotFound, Refused, Unavailable
from app.models import Audit, OneTimeLink, PrintedCode, Setting, Staff
from tests.support.office import SERVER_SECRET, HandClock, write_server_key

PASSPHRASE = "five plain words with spaces"
ASKED: dict[str, Any] = {
    "office": "Clínica Jurídica del Puerto",
    "name": "Inés Marroquín",
    "address": "ines@puerto.example.org",
    "passphrase": PASSPHRASE,
    "again": PASSPHRASE,
    "locale": "es",
    "profile": "open",
    "custodians": [
        {"name": "Inés Marroquín"},
        {"name": "Tomás Xol"},
        {"name": "Pilar Otero", "outside": True},
    ],
    "needed": 2,
    "place_1": "in the blue tin",
    "place_2": "at my sister's",
}


def begun(house: House) -> str:
    """Return the token of a fresh set-up link."""
    with night(house, writes=True) as desk:
        return setup.begin(desk)


def later(house: House, **span: float) -> House:
    """Return the house with its clock moved on."""
    now = house.clock() + timedelta(**span)
    return replace(house, clock=HandClock(now))


def test_the_founder_signs_in_with_what_was_printed(empty_house: House) -> None:
    """Passphrase and the secret of the page open a session; nothing else was needed."""
    founded = setup.found(empty_house, begun(empty_house), SetUp.model_validate(ASKED))
    code = code_at(founded.welcome.totp_secret, empty_house.clock())
    typed = Credentials(email=ASKED["address"], password=PASSPHRASE, code=code)
    seat = sign_in(empty_house, Throttle(), typed, "127.0.0.1")
    assert seat.keys == founded.people[0].keys


def test_each_printed_code_opens_the_founders_keys(empty_house: House) -> None:
    """Two codes, two places; each gives the very keys, also where the server key is lost."""
    founded = setup.found(empty_house, begun(empty_house), SetUp.model_validate(ASKED))
    with night(empty_house, writes=False) as desk:
        rows = {row.which: row for row in desk.db.scalars(select(PrintedCode))}
        assert {which: row.place for which, row in rows.items()} == {
            1: "in the blue tin",
            2: "at my sister's",
        }
        for sheet in founded.welcome.codes:
            code = papers.typed(papers.MEMBER_CODE, sheet.paper.lower())
            row = rows[sheet.which]
            assert open_with_code(row.body, code, row.staff_id) == founded.people[0].keys


def test_two_of_three_custodians_bring_the_secrets_back(empty_house: House) -> None:
    """Any two printed kits open root, recovery key and server key; one opens nothing."""
    founded = setup.found(empty_house, begun(empty_house), SetUp.model_validate(ASKED))
    with night(empty_house, writes=False) as desk:
        kept = desk.db.get_one(Setting, CUSTODY).value
    envelopes = b64decode(kept["envelopes"])
    publics = [b64decode(each["public"]) for each in kept["custodians"]]
    seeds = [papers.typed(papers.CUSTODIAN_KIT, kit.paper) for kit in founded.kits]
    for pair in ((0, 1), (0, 2), (1, 2)):
        opened = custodians.open_with(envelopes, publics, {at: seeds[at] for at in pair})
        secrets = OfficeSecrets.unpacked(opened)
        assert secrets.server_key == SERVER_SECRET
        assert secrets.root_public == founded.people[0].keys.office_root
        assert print_of_recovery(secrets.recovery_public) == founded.people[0].keys.recovery_print


def test_a_link_founds_one_office(empty_house: House) -> None:
    """Used once it opens nothing; a new one is refused, because an office stands."""
    token = begun(empty_house)
    setup.found(empty_house, token, SetUp.model_validate(ASKED))
    with pytest.raises(NotFound):
        setup.found(empty_house, token, SetUp.model_validate(ASKED))
    with pytest.raises(Refused, match="An office was founded"):
        begun(empty_house)
    with night(empty_house, writes=False) as desk:
        assert list(desk.db.scalars(select(OneTimeLink))) == []


def test_a_link_lasts_two_hours(empty_house: House) -> None:
    """Up to then it founds an office, after that it opens nothing."""
    token = begun(empty_house)
    with night(later(empty_house, minutes=119), writes=False) as desk:
        setup.awaits(desk, token)
    with pytest.raises(NotFound):
        setup.found(later(empty_house, hours=2), token, SetUp.model_validate(ASKED))


def test_a_new_link_replaces_the_one_before(empty_house: House) -> None:
    """Whoever ran the command again holds the only link that works."""
    first, second = begun(empty_house), begun(empty_house)
    with night(empty_house, writes=False) as desk:
        setup.awaits(desk, second)
        with pytest.raises(NotFound):
            setup.awaits(desk, first)


def test_the_database_never_holds_the_token(empty_house: House) -> None:
    """Only an HMAC of it is there, which opens nothing itself."""
    token = begun(empty_house)
    with night(empty_house, writes=False) as desk:
        [link] = desk.db.scalars(select(OneTimeLink))
        assert link.hash == empty_house.keys.link_lookup(f"set_up {token}")
        assert link.hash != empty_house.keys.link_lookup(f"join {token}")
        with pytest.raises(NotFound):
            setup.awaits(desk, link.hash.hex())


class PowerCut(Exception):
    """What stops the founding half-way."""


def test_a_founding_that_was_cut_off_leaves_nothing_and_keeps_the_link(
    empty_house: House,
) -> None:
    """All or nothing: a failure at the last step, with people and keys written, founds nothing."""
    token, office = begun(empty_house), SetUp.model_validate(ASKED)

    def cut(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("DELETE FROM one_time_links"):
            raise PowerCut

    event.listen(empty_house.engine, "before_cursor_execute", cut)
    with pytest.raises(PowerCut):
        setup.found(empty_house, token, office)
    event.remove(empty_house.engine, "before_cursor_execute", cut)
    with night(empty_house, writes=False) as desk:
        assert list(desk.db.scalars(select(Staff.id))) == []
        assert list(desk.db.scalars(select(PrintedCode.id))) == []
        assert list(desk.db.scalars(select(Setting.name))) == []
        assert list(desk.db.scalars(select(Audit.action))) == ["setup.begin"]
    setup.found(empty_house, token, office)


def test_another_server_key_in_the_file_is_refused(empty_house: House) -> None:
    """The custodians must keep the key that this office was made with."""
    token = begun(empty_house)
    empty_house.settings.server_key_file.write_text("A" * 43 + "=")
    with pytest.raises(Unavailable):
        setup.found(empty_house, token, SetUp.model_validate(ASKED))
    write_server_key(empty_house)
    setup.found(empty_house, token, SetUp.model_validate(ASKED))


TWO = ASKED["custodians"][:2]
ONE = ASKED["custodians"][:1]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"passphrase": "too short", "again": "too short"}, "passphrase"),
        ({"again": PASSPHRASE + " "}, "again"),
        ({"address": "ines"}, "address"),
        ({"address": "@puerto.example.org"}, "address"),
        ({"locale": "xx"}, "locale"),
        ({"custodians": ONE}, "custodian_1"),
        ({"custodians": [], "profile": "solo", "needed": 1}, "custodian_1"),
        ({"custodians": [*ONE, {"name": "INÉS MARROQUÍN"}]}, "custodian_1"),
        ({"custodians": TWO, "needed": 3}, "needed"),
        ({"custodians": TWO, "needed": 1}, "needed"),
    ],
)
def test_what_makes_no_office_is_told_at_its_field(changed: dict[str, Any], field: str) -> None:
    """Each refusal names where to look; nothing that was typed is in it."""
    with pytest.raises(Refused) as refused:
        SetUp.model_validate(ASKED | changed)
    assert set(refused.value.fields) == {field}
    assert "Marroqu" not in str(refused.value.fields)


@pytest.mark.parametrize(
    "changed",
    [
        {"custodians": TWO},
        {"profile": "solo", "custodians": [{"name": "Tomás Xol", "outside": True}], "needed": 1},
        {"profile": "named"},
        {"place_1": "", "place_2": ""},
    ],
)
def test_little_is_enough_to_begin(empty_house: House, changed: dict[str, Any]) -> None:
    """Two people, or one with a successor, and no place for a code yet."""
    office = SetUp.model_validate(ASKED | changed)
    founded = setup.found(empty_house, begun(empty_house), office)
    assert len(founded.kits) == len(office.custodians)


def test_what_is_shown_once_prints_itself_nowhere(empty_house: House) -> None:
    """No log line or traceback that shows these objects shows a secret."""
    office = SetUp.model_validate(ASKED)
    founded = setup.found(empty_house, begun(empty_house), office)
    told = repr(founded) + repr(office) + repr(founded.welcome)
    secrets = [PASSPHRASE, founded.welcome.totp_secret, *(kit.paper for kit in founded.kits)]
    secrets += [sheet.paper for sheet in founded.welcome.codes]
    assert not [secret for secret in secrets if secret in told]


def test_a_passphrase_wraps_nothing_that_a_code_needs(empty_house: House) -> None:
    """A bundle damaged beyond repair does not take the printed codes with it."""
    founded = setup.found(empty_house, begun(empty_house), SetUp.model_validate(ASKED))
    member = founded.people[0]
    with night(empty_house, writes=True) as desk:
        staff = desk.db.scalars(select(Staff)).one()
        staff.bundle = wrap_bundle(
            member.keys, "another one entirely", pepper=bytes(32), member_id=staff.id
        )
        [first, _] = desk.db.scalars(select(PrintedCode).order_by(PrintedCode.which))
        code = papers.typed(papers.MEMBER_CODE, founded.welcome.codes[0].paper)
        assert open_with_code(first.body, code, staff.id) == member.keys
