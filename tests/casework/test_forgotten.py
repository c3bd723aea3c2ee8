"""A forgotten passphrase: printed code and code app lead back in, neither of them alone does."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from app.casework import cases, codes, device, forgotten
from app.casework.device import BothGone
from app.casework.forgotten import LetBackIn, NewPassphrase
from app.casework.reminders.mails import ALARM
from app.casework.seats import Seat
from app.casework.signin import Credentials, sign_in
from app.casework.throttle import AT_ONE_NETWORK, Throttle
from app.crypto import papers
from app.crypto.totp import code_at
from app.errors import NotFound, Refused, Throttled, WrongPassphrase
from app.models import Audit, Mail, Staff
from tests.support.office import PASSPHRASE, Office

HERE = "127.0.0.1"
HERS = "marimba under a wet tarpaulin"


def typed_by(office: Office, name: str = "alma", **changed: str) -> NewPassphrase:
    """Return what somebody types who has forgotten her passphrase."""
    person = office.people[name]
    right = {
        "email": person.email,
        "paper": person.codes[0],
        "code": code_at(person.totp_secret, office.clock()),
        "passphrase": HERS,
        "again": HERS,
    }
    return NewPassphrase(**(right | changed))


def choose(
    office: Office, throttle: Throttle | None = None, wrong: Mapping[str, str] | None = None
) -> LetBackIn:
    """Choose another passphrase for Alma."""
    typed = typed_by(office, **(wrong or {}))
    return forgotten.choose(office.house, throttle or Throttle(), typed, HERE)


def signs_in(office: Office, passphrase: str) -> Seat:
    """Sign in as Alma, with the next code of her app."""
    office.clock.forward(seconds=30)
    alma = office.people["alma"]
    code = code_at(alma.totp_secret, office.clock())
    typed = Credentials(email=alma.email, password=passphrase, code=code)
    return sign_in(office.house, Throttle(), typed, HERE)


def test_a_printed_code_and_the_code_app_lead_back_in(office: Office) -> None:
    """With the new passphrase she opens her case; the old one opens nothing."""
    case = office.open_case("alma")
    choose(office)
    seat = signs_in(office, HERS)
    assert seat.keys == office.people["alma"].seat.keys
    with office.reading("alma") as desk:
        assert cases.one(desk, case.id).id == case.id
    with pytest.raises(WrongPassphrase):
        signs_in(office, PASSPHRASE)


def test_the_paper_is_used_up_and_the_other_is_not(office: Office) -> None:
    """The first does not work twice; the one in its place does, and so does the second."""
    alma = office.people["alma"]
    [sheet] = choose(office).codes
    assert sheet.which == 1
    office.clock.forward(seconds=30)
    with pytest.raises(WrongPassphrase):
        choose(office)
    with office.night() as desk:
        for paper in (sheet.paper, alma.codes[1]):
            _, keys = codes.opened_by(desk, alma.id, papers.typed(papers.MEMBER_CODE, paper))
            assert keys == alma.seat.keys


@pytest.mark.parametrize(
    "wrong", [{"email": "nobody@office.example.org"}, {"code": "000000"}, {"paper": "bruno"}]
)
def test_each_miss_reads_the_same_and_changes_nothing(
    office: Office, wrong: dict[str, str]
) -> None:
    """Address, digits and paper are not told apart; a colleague's paper is one of the misses."""
    if "paper" in wrong:
        wrong = {"paper": office.people[wrong["paper"]].codes[0]}
    with pytest.raises(WrongPassphrase) as missed:
        choose(office, wrong=wrong)
    assert missed.value.text == forgotten.WRONG
    assert signs_in(office, PASSPHRASE).keys == office.people["alma"].seat.keys
    with office.night() as desk:
        refused = desk.db.scalars(select(Audit).where(Audit.action == "signin.refused")).all()
        assert len(refused) == 1


def test_a_slip_of_the_pen_is_told_with_its_group(office: Office) -> None:
    """It is no try: what cannot be a printed code counts for nothing."""
    throttle = Throttle()
    paper = office.people["alma"].codes[0]
    slip = ("2" if paper[0] != "2" else "3") + paper[1:]
    for _ in range(AT_ONE_NETWORK + 1):
        with pytest.raises(Refused, match="1"):
            choose(office, throttle, {"paper": slip})
    choose(office, throttle)


def test_digits_are_taken_once(office: Office) -> None:
    """Those of the sign-in a moment ago do not reset the passphrase as well."""
    alma = office.people["alma"]
    signs_in(office, PASSPHRASE)
    with pytest.raises(Throttled):
        choose(office, wrong={"code": code_at(alma.totp_secret, office.clock())})
    assert signs_in(office, PASSPHRASE).staff_id == alma.id


def test_misses_are_throttled_and_wrong_digits_count(office: Office) -> None:
    """Ten at one network; nobody is locked out from another."""
    throttle = Throttle()
    for _ in range(AT_ONE_NETWORK):
        with pytest.raises(WrongPassphrase):
            choose(office, throttle, {"code": "000000"})
    with pytest.raises(Throttled):
        choose(office, throttle)
    elsewhere = forgotten.choose(office.house, throttle, typed_by(office), "192.0.2.7")
    assert elsewhere.staff_id == office.people["alma"].id


def test_whoever_left_chooses_nothing(office: Office) -> None:
    """The paper of somebody whose account was closed opens no door."""
    with office.night(writes=True) as desk:
        desk.db.get_one(Staff, office.people["alma"].id).state = "left"
    with pytest.raises(WrongPassphrase):
        choose(office)


@pytest.mark.parametrize(
    ("passphrase", "again", "field"), [("short", "short", "passphrase"), (HERS, "other", "again")]
)
def test_a_passphrase_that_will_not_do_is_told_at_its_field(
    office: Office, passphrase: str, again: str, field: str
) -> None:
    """Before anything is tried."""
    with pytest.raises(Refused) as told:
        typed_by(office, passphrase=passphrase, again=again)
    assert set(told.value.fields) == {field}


def test_a_mail_tells_its_owner_and_it_is_noted(office: Office) -> None:
    """Whoever finds a paper and a telephone cannot do it in silence."""
    choose(office)
    alma = office.people["alma"]
    with office.night() as desk:
        [mail] = desk.db.scalars(select(Mail).where(Mail.recipient_id == alma.id)).all()
        assert (mail.kind, mail.told["troubles"]) == (ALARM, ["let_back_in"])
        entries = desk.db.scalars(select(Audit).where(Audit.action == "passphrase.choose"))
        assert [entry.object_id for entry in entries] == [alma.id]


# --- passphrase and telephone both gone -------------------------------------------------------


def begun(office: Office) -> str:
    """Return the token of the link that Carmen gives Alma."""
    with office.writing("carmen") as desk:
        return device.begin(desk, office.people["alma"].id)


def both(office: Office, token: str, *given: str) -> device.Renewed:
    """Type two papers and a new passphrase at a link."""
    paper, second = given
    typed = BothGone(paper=paper, second=second, passphrase=HERS, again=HERS)
    return device.renew(office.house, Throttle(), token, typed, HERE)


def test_both_papers_stand_for_passphrase_and_telephone(office: Office) -> None:
    """Behind a supervisor's link they give a new passphrase, a new secret, and two new papers."""
    alma = office.people["alma"]
    renewed = both(office, begun(office), *alma.codes)
    assert {sheet.which for sheet in renewed.codes} == {1, 2}
    code = code_at(renewed.totp_secret, office.clock())
    typed = Credentials(email=alma.email, password=HERS, code=code)
    assert sign_in(office.house, Throttle(), typed, HERE).keys == alma.seat.keys


def test_one_paper_twice_is_one_paper(office: Office) -> None:
    """Nor does one of hers with one of a colleague's do."""
    alma, token = office.people["alma"], begun(office)
    for second in (alma.codes[0], office.people["bruno"].codes[0]):
        with pytest.raises(WrongPassphrase):
            both(office, token, alma.codes[0], second)
    both(office, token, *alma.codes)  # neither paper nor link was used up


def test_the_link_without_paper_takes_no_new_passphrase(office: Office) -> None:
    """Two people who agree replace a telephone; a passphrase only she replaces."""
    begun(office)
    with office.writing("olga") as desk:
        token = device.agree(desk, office.people["alma"].id)
    with pytest.raises(NotFound):
        both(office, token, *office.people["alma"].codes)
