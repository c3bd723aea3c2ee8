"""Papers at work: codes made anew, kits typed back, a lost telephone, a supervisor by the root."""

from base64 import b64decode, b64encode
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.casework import codes, custody, device, groups, health, joining, seats, staff, verify
from app.casework.codes import KeptAt
from app.casework.custody import Debt
from app.casework.device import NewDevice
from app.casework.founding import CUSTODY
from app.casework.joining import Chosen, NewInvitation
from app.casework.seats import Seat
from app.casework.signin import Credentials, Proof, prove, sign_in
from app.casework.throttle import Throttle
from app.crypto import papers
from app.crypto.codes import open_with_code
from app.crypto.custodians import seal_for
from app.crypto.office import OfficeSecrets
from app.crypto.totp import code_at
from app.errors import Damaged, Forbidden, NotFound, Refused, Throttled, WrongPassphrase
from app.models import OneTimeLink, PrintedCode, Setting, Staff
from tests.support.office import PASSPHRASE, SERVER_SECRET, Office

HERE = "127.0.0.1"


def proof(office: Office, name: str) -> Proof:
    """Return what somebody types once more before a deed that must be hers."""
    code = code_at(office.people[name].totp_secret, office.clock())
    return Proof(password=PASSPHRASE, code=code)


def signs_in(office: Office, name: str, secret: str) -> Seat:
    """Sign in with a code app's secret."""
    email, code = office.people[name].email, code_at(secret, office.clock())
    typed = Credentials(email=email, password=PASSPHRASE, code=code)
    return sign_in(office.house, Throttle(), typed, HERE)


# --- printed codes ----------------------------------------------------------------------------


def test_a_code_made_anew_ends_the_old_one(office: Office) -> None:
    """The new paper opens her keys, the old one opens nothing, the other is as it was."""
    alma = office.people["alma"]
    with office.writing("alma") as desk:
        sheet = codes.make_own(desk, 1, KeptAt(place="  in the safe "))
    assert sheet.place == "in the safe"
    with office.night() as desk:
        for paper in (sheet.paper, alma.codes[1]):
            _, keys = codes.opened_by(desk, alma.id, papers.typed(papers.MEMBER_CODE, paper))
            assert keys == alma.seat.keys
        with pytest.raises(WrongPassphrase):
            codes.opened_by(desk, alma.id, papers.typed(papers.MEMBER_CODE, alma.codes[0]))


def test_a_colleagues_code_opens_nothing_of_mine(office: Office) -> None:
    """A code is bound to its owner's account."""
    alma, bruno = office.people["alma"], office.people["bruno"]
    code = papers.typed(papers.MEMBER_CODE, alma.codes[0])
    with office.night() as desk:
        rows = desk.db.scalars(select(PrintedCode).where(PrintedCode.staff_id == alma.id))
        body = next(row.body for row in rows if row.which == 1)
        with pytest.raises(WrongPassphrase):
            codes.opened_by(desk, bruno.id, code)
        with pytest.raises(WrongPassphrase):
            open_with_code(body, code, bruno.id)


def test_the_place_is_asked_again_after_a_year(office: Office) -> None:
    """Not the day before; once she has looked, not for another year."""
    with office.writing("alma") as desk:
        assert codes.is_asked(desk)  # nobody told the places yet
        for which, place in ((1, "at home"), (2, "at Luz's")):
            codes.keep(desk, which, KeptAt(place=place))
        assert not codes.is_asked(desk)
    office.clock.forward(days=364)
    with office.reading("alma") as desk:
        assert not codes.is_asked(desk)
    office.clock.forward(days=1)
    with office.writing("alma") as desk:
        assert [each.asks for each in codes.of(desk, desk.who.id)] == [True, True]
        codes.keep(desk, 1, KeptAt(place="at home"))
        assert [each.asks for each in codes.of(desk, desk.who.id)] == [False, True]


@pytest.mark.parametrize("which", [0, 3, -1])
def test_there_are_two_codes_and_no_third(office: Office, which: int) -> None:
    """A number from an address finds nothing."""
    with office.writing("alma") as desk, pytest.raises(NotFound):
        codes.make_own(desk, which, KeptAt(place="x"))
    with office.writing("alma") as desk, pytest.raises(NotFound):
        codes.keep(desk, which, KeptAt(place="x"))


def test_a_deed_that_must_be_hers_takes_her_passphrase_and_a_fresh_code(office: Office) -> None:
    """Right once; the same code again waits; a wrong one, or a colleague's, is refused."""
    with office.reading("alma") as desk:
        who = desk.who
    typed = proof(office, "alma")
    prove(office.house, Throttle(), who, typed, HERE)
    with pytest.raises(Throttled):
        prove(office.house, Throttle(), who, typed, HERE)
    office.clock.forward(minutes=1)
    wrong = Proof(password="not her passphrase", code=proof(office, "alma").code)
    for each in (wrong, proof(office, "bruno")):
        with pytest.raises(WrongPassphrase):
            prove(office.house, Throttle(), who, each, HERE)


def test_a_place_is_sealed(office: Office) -> None:
    """Whoever holds the database alone does not learn where to look for paper."""
    with office.writing("alma") as desk:
        codes.keep(desk, 1, KeptAt(place="Canary Drawer 88"))
    with office.house.engine.connect() as connection:
        for row in connection.exec_driver_sql("SELECT * FROM printed_codes").fetchall():
            assert not any(b"Canary" in cell for cell in row if isinstance(cell, bytes))


# --- kits -------------------------------------------------------------------------------------


def test_a_kit_typed_back_is_a_kit_less_owed(office: Office) -> None:
    """The day is kept and nothing of the secret; the debt shrinks by one."""
    with office.writing("carmen") as desk:
        assert custody.debt(desk) == Debt(kits_owed=3, kits=3, without_codes=9)
        assert custody.rehearse(desk, 1, office.kits[1].lower().replace("-", " ")) == "Alma"
        assert custody.debt(desk).kits_owed == 2
        typed = [each.typed_at for each in custody.view(desk).custodians]
        assert typed == [None, office.clock(), None]
        assert custody.is_whole(desk)


def test_a_slip_is_told_with_its_group(office: Office) -> None:
    """Two letters exchanged in the ninth group: the ninth is named, nothing is kept."""
    groups_ = office.kits[0].split("-")
    wrong = next(
        groups_[8][:at] + groups_[8][at + 1] + groups_[8][at] + groups_[8][at + 2 :]
        for at in range(4)
        if groups_[8][at] != groups_[8][at + 1]
    )
    with office.writing("carmen") as desk:
        with pytest.raises(Refused, match="Group 9 is not as printed"):
            custody.rehearse(desk, 0, "-".join([*groups_[:8], wrong, *groups_[9:]]))
        assert custody.view(desk).owed == 3


def test_anothers_kit_counts_for_nobody(office: Office) -> None:
    """Whole paper, wrong envelope: the rehearsal is there to find that."""
    stranger = papers.written(papers.CUSTODIAN_KIT, bytes(32))
    code = office.people["alma"].codes[0]
    with office.writing("carmen") as desk:
        for text in (office.kits[1], stranger, code, ""):
            with pytest.raises(Refused):
                custody.rehearse(desk, 0, text)
        assert custody.view(desk).owed == 3


def test_code_debt_is_counted_by_person(office: Office) -> None:
    """Both codes, at places that somebody told."""
    with office.writing("alma") as desk:
        codes.keep(desk, 1, KeptAt(place="at home"))
        assert custody.debt(desk).without_codes == 9
        codes.keep(desk, 2, KeptAt(place="at Luz's"))
        assert custody.debt(desk).without_codes == 8


def test_a_settled_debt_is_quiet() -> None:
    """Nothing red is shown where nothing is owed."""
    assert not Debt(kits_owed=0, kits=3, without_codes=0)
    assert Debt(kits_owed=0, kits=3, without_codes=1)


# --- the envelopes ----------------------------------------------------------------------------


def _spoil(office: Office, spoiled: dict[str, Any]) -> None:
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Setting, CUSTODY)
        row.value = {**row.value, **spoiled}


def _flipped(office: Office) -> dict[str, Any]:
    with office.night() as desk:
        blob = bytearray(b64decode(desk.db.get_one(Setting, CUSTODY).value["envelopes"]))
    blob[500] ^= 1
    return {"envelopes": b64encode(bytes(blob)).decode()}


def _planted(office: Office) -> dict[str, Any]:
    """Return envelopes, custodians and root that fit each other and are not the office's."""
    with office.night() as desk:
        kept = desk.db.get_one(Setting, CUSTODY).value
    publics = [b64decode(each["public"]) for each in kept["custodians"]]
    mine = OfficeSecrets.fresh(bytes(32))
    envelopes = seal_for(publics, 2, mine.packed(), mine.root_seed)
    return {
        "envelopes": b64encode(envelopes).decode(),
        "root": b64encode(mine.root_public).decode(),
    }


def test_a_changed_envelope_is_told_before_the_bad_day(office: Office) -> None:
    """`amparo verify` and `amparo health` both say so; sound, they say nothing of it."""
    assert not [each for each in verify.verify(office.house).wrong if "custod" in each]
    assert health.NOT_WHOLE not in health.health(office.house)
    _spoil(office, _flipped(office))
    assert [each for each in verify.verify(office.house).wrong if "custod" in each]
    assert health.NOT_WHOLE in health.health(office.house)


def test_envelopes_under_another_root_are_told_to_who_knows_the_right_one(office: Office) -> None:
    """The root in a person's own bundle does not sign what was planted."""
    _spoil(office, _planted(office))
    with office.reading("carmen") as desk:
        assert not custody.is_whole(desk)
    found = verify.verify_as(office.house, office.people["carmen"].seat)
    assert [each for each in found.wrong if "custod" in each]


def test_an_office_without_its_custodians_row_is_not_sound(office: Office) -> None:
    """Deleting the row is found as well as changing it."""
    with office.night(writes=True) as desk:
        desk.db.delete(desk.db.get_one(Setting, CUSTODY))
    assert [each for each in verify.verify(office.house).wrong if "custod" in each]


# --- a supervisor by the root -----------------------------------------------------------------

EVA = NewInvitation(name="Eva", address="eva@office.example.org", role="supervising_attorney")
HERS = "seven oars and a paper boat"


def eva_waits(office: Office) -> tuple[UUID, joining.Arrived]:
    """Invite Eva and have her choose her passphrase."""
    with office.writing("carmen") as desk:
        token = joining.invite(desk, EVA)
    arrived = joining.accept(office.house, token, Chosen(passphrase=HERS, again=HERS))
    return joining.awaiting_root(office.house, EVA.address.upper()).id, arrived


def seeds(office: Office, *at: int) -> dict[int, bytes]:
    """Return what custodians typed."""
    return {each: papers.typed(papers.CUSTODIAN_KIT, office.kits[each]) for each in at}


@pytest.mark.parametrize("pair", list(combinations(range(3), 2)))
def test_two_custodians_make_a_supervisor(office: Office, pair: tuple[int, int]) -> None:
    """The root signs her; she then certifies others herself, as Carmen did."""
    eva_id, arrived = eva_waits(office)
    newcomer = joining.awaiting_root(office.house, EVA.address)
    custody.certify(office.house, newcomer, arrived.number, seeds(office, *pair))
    with office.writing("carmen") as desk:
        joining.let_in(desk, eva_id)
        assert eva_id in groups.members(desk, staff.office(desk).team_id)
    code = code_at(arrived.welcome.totp_secret, office.clock())
    typed = Credentials(email=EVA.address, password=HERS, code=code)
    seat = sign_in(office.house, Throttle(), typed, HERE)
    with seats.writing(office.house, seat) as desk:
        new = NewInvitation(name="Ana", address="ana@office.example.org", role="paralegal")
        token = joining.invite(desk, new)
    ana = joining.accept(office.house, token, Chosen(passphrase=HERS, again=HERS))
    with seats.writing(office.house, seat) as desk:
        ana_id = desk.db.scalars(select(Staff.id).where(Staff.state == "waiting")).one()
        joining.certify(desk, ana_id, ana.number)
        assert ana_id in groups.members(desk, staff.office(desk).team_id)


@pytest.mark.parametrize("at", [(), (0,), (2,)])
def test_one_custodian_makes_nobody(office: Office, at: tuple[int, ...]) -> None:
    """Fewer papers than are needed open nothing, and Eva waits on."""
    _, arrived = eva_waits(office)
    newcomer = joining.awaiting_root(office.house, EVA.address)
    with pytest.raises(Damaged):
        custody.certify(office.house, newcomer, arrived.number, seeds(office, *at))
    assert joining.awaiting_root(office.house, EVA.address).state == "waiting"


def test_the_custodians_sign_only_keys_whose_digits_were_read(office: Office) -> None:
    """A slip or other keys: nothing is signed."""
    eva_waits(office)
    newcomer = joining.awaiting_root(office.house, EVA.address)
    with pytest.raises(Refused, match="not that of these keys"):
        custody.certify(office.house, newcomer, "0000 0000 0000", seeds(office, 0, 1))


def test_the_custodians_sign_supervisors_only(office: Office) -> None:
    """A paralegal who waits is her supervisor's to certify."""
    with office.writing("carmen") as desk:
        token = joining.invite(desk, EVA.model_copy(update={"role": "paralegal"}))
    joining.accept(office.house, token, Chosen(passphrase=HERS, again=HERS))
    with pytest.raises(Refused):
        joining.awaiting_root(office.house, EVA.address)


# --- a lost telephone -------------------------------------------------------------------------


def begun(office: Office, by: str = "carmen") -> str:
    """Begin a new device for Alma."""
    with office.writing(by) as desk:
        return device.begin(desk, office.people["alma"].id)


def agreed(office: Office, by: str) -> str:
    """Agree to it as the second of two."""
    with office.writing(by) as desk:
        return device.agree(desk, office.people["alma"].id)


def renew(office: Office, token: str, paper: str = "", passphrase: str = PASSPHRASE) -> Any:
    """Type what the link asks for."""
    typed = NewDevice(passphrase=passphrase, paper=paper)
    return device.renew(office.house, Throttle(), token, typed, HERE)


def test_passphrase_and_printed_code_give_a_new_secret(office: Office) -> None:
    """The new device signs in, the lost one does not; the paper is used up and replaced."""
    alma = office.people["alma"]
    renewed = renew(office, begun(office), alma.codes[1])
    assert renewed.totp_secret != alma.totp_secret
    assert signs_in(office, "alma", renewed.totp_secret).keys == alma.seat.keys
    with pytest.raises(WrongPassphrase):
        signs_in(office, "alma", alma.totp_secret)
    with office.night() as desk:
        [sheet] = renewed.codes
        assert sheet.which == 2
        for paper in (alma.codes[0], sheet.paper):
            codes.opened_by(desk, alma.id, papers.typed(papers.MEMBER_CODE, paper))
        with pytest.raises(WrongPassphrase):
            codes.opened_by(desk, alma.id, papers.typed(papers.MEMBER_CODE, alma.codes[1]))


@pytest.mark.parametrize(
    ("whose", "passphrase"),
    [("bruno", PASSPHRASE), ("alma", "not her passphrase"), ("", PASSPHRASE)],
)
def test_either_of_the_two_alone_gives_nothing(office: Office, whose: str, passphrase: str) -> None:
    """Neither the supervisor with her link, nor a finder of paper, nor a thief of words."""
    token = begun(office)
    paper = office.people[whose].codes[0] if whose else ""
    with pytest.raises((WrongPassphrase, Refused)):
        renew(office, token, paper, passphrase)
    alma = office.people["alma"]
    assert signs_in(office, "alma", alma.totp_secret).staff_id == alma.id
    renew(office, token, alma.codes[0])  # the link was not used up


def test_a_device_link_works_once_and_for_a_day(office: Office) -> None:
    """Used it opens nothing, a day later neither."""
    token, alma = begun(office), office.people["alma"]
    renew(office, token, alma.codes[0])
    with pytest.raises(NotFound):
        renew(office, token, alma.codes[1])
    token = begun(office)
    office.clock.forward(days=1)
    with pytest.raises(NotFound):
        renew(office, token, alma.codes[1])


def test_two_people_stand_for_a_paper_out_of_reach(office: Office) -> None:
    """Begun by one, agreed to by another; the passphrase is still hers alone to type."""
    first = begun(office)
    token = agreed(office, "olga")
    with pytest.raises(NotFound):
        renew(office, first, office.people["alma"].codes[0])
    with pytest.raises(WrongPassphrase):
        renew(office, token, passphrase="not her passphrase")
    assert renew(office, token).codes == ()


def test_nobody_is_two_people(office: Office) -> None:
    """Neither who began it agrees, nor Alma herself, nor anybody before it was begun."""
    with pytest.raises(NotFound):
        agreed(office, "olga")
    begun(office)
    with pytest.raises(Forbidden):
        agreed(office, "carmen")
    with pytest.raises(Forbidden):
        agreed(office, "alma")


def test_who_began_it_is_not_rewritten_in_the_database(office: Office) -> None:
    """Made out to be Olga's in the table, Carmen's own link is refused, not agreed to."""
    begun(office)
    with office.house.engine.begin() as connection:
        connection.execute(update(OneTimeLink).values(made_by=office.people["olga"].id))
    with pytest.raises(Damaged):
        agreed(office, "carmen")


def test_the_link_of_one_is_no_link_of_two(office: Office) -> None:
    """The first person's link asks for paper whatever is sent along."""
    token = begun(office)
    with office.night() as desk:
        assert device.asks_paper(desk, token)
    with pytest.raises(Refused):
        renew(office, token, paper="")


def test_misses_at_a_device_link_are_throttled(office: Office) -> None:
    """Whoever has the link tries a passphrase only so often."""
    token, throttle = begun(office), Throttle()
    typed = NewDevice(passphrase="wrong", paper=office.people["alma"].codes[0])
    for _ in range(10):
        with pytest.raises(WrongPassphrase):
            device.renew(office.house, throttle, token, typed, HERE)
    with pytest.raises(Throttled):
        device.renew(office.house, throttle, token, typed, HERE)


def test_whoever_left_gets_no_new_device(office: Office) -> None:
    """The link of somebody whose account was closed opens nothing."""
    token = begun(office)
    with office.night(writes=True) as desk:
        desk.db.get_one(Staff, office.people["alma"].id).state = "left"
    with pytest.raises(NotFound):
        renew(office, token, office.people["alma"].codes[0])


def test_the_server_key_is_what_the_custodians_keep(office: Office) -> None:
    """Two kits give it back byte for byte, to a machine that lost it."""
    with office.night() as desk:
        secrets = custody.opened(desk, seeds(office, 0, 2))
    assert secrets.server_key == SERVER_SECRET
