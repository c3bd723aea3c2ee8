"""New keys of one's own: what the former ones open afterwards, and nothing lost half-way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import (
    access,
    codes,
    covers,
    custody,
    device,
    joining,
    keyview,
    leaving,
    newkeys,
    notes,
    onetime,
    ownkeys,
    renewal,
    rotation,
    seats,
    sharing,
    verify,
)
from app.casework.calendar import Calendar
from app.casework.covers import NewCover
from app.casework.leaving import Leaving
from app.casework.notes import NewNote
from app.casework.ownkeys import Made
from app.casework.rechosen import OtherPassphrase
from app.casework.reminders.troubles import (
    ASKED_FOR_KEYS,
    COVERLESS,
    KEYS_CONFIRMED,
    KEYS_RENEWED,
    KEYS_TAKEN_BACK,
)
from app.casework.rotation import Change
from app.casework.seats import Seat
from app.casework.sharing import Gift
from app.casework.throttle import Throttle
from app.crypto import papers
from app.crypto.bundle import MemberKeys
from app.crypto.grants import CASE, GROUP, GrantTerms, open_rewrapped
from app.crypto.serverkeys import ServerKeys
from app.crypto.totp import code_at
from app.crypto.xwing import Opener
from app.errors import Damaged, Forbidden, NotFound, Refused, SignedOut, WrongPassphrase
from app.models import (
    CaseKeyRow,
    CoverEnvelope,
    Grant,
    Member,
    OneTimeLink,
    Principal,
    PrintedCode,
    Recovery,
    Staff,
)
from tests.casework.bringing_back import (
    HERE,
    NEW,
    seeds,
    signs_in,
    sits_down,
    told,
    with_new_keys,
    wrong,
)
from tests.casework.bringing_back import begin as begin_opening
from tests.support import cut
from tests.support.office import PASSPHRASE, SERVER_SECRET, Office

FEW = 3  # cuts that any such deed can suffer


def make(office: Office, name: str = "alma", passphrase: str = NEW) -> Made:
    """Make new keys, as she does on her page."""
    office.clock.forward(minutes=1)
    person = office.people[name]
    typed = OtherPassphrase(
        password=PASSPHRASE,
        code=code_at(person.totp_secret, office.clock()),
        passphrase=passphrase,
        again=passphrase,
    )
    with office.reading(name) as desk:
        who = desk.who
    return ownkeys.make(office.house, Throttle(), who, typed, HERE)


def confirm(office: Office, made: Made, name: str = "alma", by: str = "carmen") -> None:
    """Compare the digits and sign."""
    with office.writing(by) as desk:
        newkeys.confirm(desk, office.people[name].id, made.number)


def sits_anew(office: Office, name: str = "alma") -> Seat:
    """Sign in with the passphrase that she chose for her new keys."""
    person = office.people[name]
    return sits_down(office, person.email, NEW, person.totp_secret)


def word(office: Office, seat: Seat, case_id: UUID, text: str = "Written afterwards") -> None:
    """Write a word into a case."""
    with seats.writing(office.house, seat) as desk:
        notes.add(desk, NewNote(case_id=case_id, text=text))


def opened_with(office: Office, keys: MemberKeys, whose: UUID) -> set[tuple[UUID, int]]:
    """Return which keys of cases and groups somebody's keys open in the database as it stands."""
    found = set()
    private = Opener(keys.xwing_seed)
    fits = (CaseKeyRow.case_id == Grant.case_id) & (CaseKeyRow.epoch == Grant.epoch)
    with office.night() as desk:
        cases = desk.db.execute(select(Grant, CaseKeyRow.commitment).join(CaseKeyRow, fits)).all()
        inside = select(Member, Principal.commitment)
        teams = desk.db.execute(inside.join(Principal, Principal.id == Member.group_id)).all()
        rows: list[tuple[int, Grant | Member, bytes]] = []
        rows += [(CASE, row, commitment) for row, commitment in cases]
        rows += [(GROUP, row, commitment or b"") for row, commitment in teams]
        for kind, row, commitment in rows:
            terms = GrantTerms(kind, row.scope, whose, row.epoch, commitment)
            info = b"amparo/grant/v1" + grants_packed(terms) + row.body[-80:-64]
            try:
                if row.form == access.SEALED:
                    private.open(row.body[2:-80], info)
                else:
                    open_rewrapped(row.body, terms, keys.symmetric)
            except Damaged:
                continue
            found.add((row.scope, row.epoch))
    return found


def grants_packed(terms: GrantTerms) -> bytes:
    """Return what a grant binds in, as its format is written down."""
    return (
        bytes((terms.kind,))
        + terms.subject.bytes
        + terms.principal.bytes
        + terms.epoch.to_bytes(4, "big")
        + terms.commitment
    )


def test_her_former_keys_open_nothing_written_afterwards(office: Office) -> None:
    """Passphrase, session, printed codes and keys of before end; she opens what she opened."""
    alma = office.people["alma"]
    own = office.open_case(named_only=True, note="Only she and the lead").id
    team = office.open_case(note="The team's").id
    with office.writing("alma") as desk:
        covers.name(desk, NewCover(cover_id=office.people["dina"].id))
    with office.writing("carmen") as desk:
        newkeys.ask(desk, alma.id)
    assert told(office, ASKED_FOR_KEYS) == {alma.id}
    before = alma.seat.keys
    assert {case for case, _ in opened_with(office, before, alma.id)} >= {own}

    made = make(office)
    assert alma.id in told(office, KEYS_RENEWED)
    word(office, signs_in(office, "alma"), own, "Nothing is confirmed yet")
    with pytest.raises(WrongPassphrase):
        sits_anew(office)
    confirm(office, made)
    assert alma.id in told(office, KEYS_CONFIRMED)

    nothing_of_before_lets_her_in(office, made)
    seat = sits_anew(office)
    assert opened_with(office, before, alma.id) == set(), "all of it was brought over"
    with seats.reading(office.house, seat) as desk:
        assert access.reach(desk) >= {own, team}
    word(office, seat, own)
    word(office, seat, team)
    assert opened_with(office, before, alma.id) == set()
    everything_follows(office, own, team)
    assert not wrong(office)
    assert verify.verify_as(office.house, seat).wrong == []


def everything_follows(office: Office, own: UUID, team: UUID) -> None:
    """Both cases have a new key, her cover an envelope, and nobody has her former keys."""
    alma = office.people["alma"].id
    with office.night() as desk:
        epochs = select(CaseKeyRow.case_id, CaseKeyRow.epoch)
        assert {(own, 2), (team, 2)} <= {tuple(row) for row in desk.db.execute(epochs)}
        waits = select(CoverEnvelope).where(CoverEnvelope.holder_id == alma)
        assert {row.case_id for row in desk.db.scalars(waits)} >= {own}
        assert desk.db.get_one(Staff, alma).former_keys == ""


def nothing_of_before_lets_her_in(office: Office, made: Made) -> None:
    """The former passphrase, session and papers are over; the new papers work."""
    alma = office.people["alma"]
    with pytest.raises(WrongPassphrase):
        signs_in(office, "alma")
    with pytest.raises(SignedOut), office.reading("alma"):
        pass
    with office.night() as desk:
        for paper in alma.codes:
            with pytest.raises(WrongPassphrase):
                codes.opened_by(desk, alma.id, papers.typed(papers.MEMBER_CODE, paper))
        for sheet in made.codes:
            codes.opened_by(desk, alma.id, papers.typed(papers.MEMBER_CODE, sheet.paper))


def test_who_was_given_something_and_had_not_taken_it_gets_it_again(office: Office) -> None:
    """Her former signature counts no more, so she signs what she gave once more."""
    dina = office.people["dina"]
    case_id = office.open_case(named_only=True, note="x").id
    with office.writing("alma") as desk:
        sharing.give(desk, case_id, Gift(desk.db.get_one(Principal, dina.id), "named"))
    assert opened_with(office, dina.seat.keys, dina.id) >= {(case_id, 1)}, "sealed to her"
    confirm(office, make(office))
    with office.reading("dina") as desk:
        assert case_id not in access.reach(desk)
    sits_anew(office)
    with office.reading("dina") as desk:
        assert case_id in access.reach(desk)


def test_cut_off_anywhere_it_is_done_the_next_time_or_all_is_as_before(office: Office) -> None:
    """Confirming is all or nothing, and so is bringing over."""
    case_id = office.open_case(named_only=True, note="x").id
    made, engine = make(office), office.house.engine

    def as_before() -> None:
        with seats.reading(office.house, signs_in(office, "alma")) as desk:
            assert case_id in access.reach(desk)

    def still_within() -> None:
        with office.night() as desk:
            assert desk.db.get_one(Staff, office.people["alma"].id).former_keys

    assert cut.everywhere(engine, lambda: confirm(office, made), as_before) > FEW
    assert cut.everywhere(engine, lambda: sits_anew(office), still_within) > FEW
    with seats.reading(office.house, sits_anew(office)) as desk:
        assert case_id in access.reach(desk)
    assert not wrong(office)


def test_nobody_confirms_other_keys_or_her_own(office: Office) -> None:
    """The digits decide; a wrong number, a member, or no new keys change nothing."""
    alma = office.people["alma"].id
    with office.writing("carmen") as desk, pytest.raises(NotFound):
        newkeys.confirm(desk, alma, "0000 0000 0000")
    first = make(office)
    second = make(office)
    with office.writing("carmen") as desk, pytest.raises(Refused):
        newkeys.confirm(desk, alma, first.number)
    with office.writing("bruno") as desk, pytest.raises(Forbidden):
        newkeys.confirm(desk, alma, second.number)
    with pytest.raises(Refused):
        make(office, passphrase=PASSPHRASE)
    with office.writing("alma") as desk:
        newkeys.withdraw(desk)
    assert told(office, KEYS_TAKEN_BACK) == {alma}
    with office.writing("alma") as desk, pytest.raises(NotFound):
        newkeys.withdraw(desk)
    with office.writing("carmen") as desk, pytest.raises(NotFound):
        newkeys.confirm(desk, alma, second.number)


def test_a_supervisors_new_keys_are_confirmed_by_the_custodians(office: Office) -> None:
    """She, the only one, makes them; two custodians sign; groups get theirs as she signs in."""
    case_id = office.open_case(note="The team's").id
    carmen, before = office.people["carmen"], office.people["carmen"].seat.keys
    made = make(office, "carmen")
    with office.writing("carmen") as desk, pytest.raises(Refused):
        newkeys.confirm(desk, carmen.id, made.number)
    waits = joining.awaiting_root(office.house, carmen.email)
    with pytest.raises(Refused):
        custody.certify(office.house, waits, "0000 0000 0000", seeds(office, 0, 1))
    custody.certify(office.house, waits, made.number, seeds(office, 0, 1))
    seat = sits_anew(office, "carmen")
    assert opened_with(office, before, carmen.id) == set()
    with seats.reading(office.house, seat) as desk:
        assert case_id in access.reach(desk)
        assert keyview.owed(desk).groups == 0
        assert keyview.changed(desk).mine is not None
    with office.reading("bruno") as desk:
        assert case_id in access.reach(desk)
    assert not wrong(office)


def test_new_keys_that_wait_outlive_a_new_server_key(office: Office) -> None:
    """Her new passphrase opens them afterwards, though nobody typed it meanwhile."""
    case_id = office.open_case(named_only=True, note="x").id
    made = make(office)
    house, secret = office.house, bytes(range(1, 33))
    new = replace(house, keys=ServerKeys.from_secret(secret))
    rotation.reseal(Change(house, new, SERVER_SECRET, secret), None, lambda _: None)
    office.house = new
    signs_in(office, "alma")
    confirm(office, made)
    with seats.reading(office.house, sits_anew(office)) as desk:
        assert case_id in access.reach(desk)
    assert not wrong(office)


def leaves(office: Office) -> None:
    """Close Alma's account; Bruno takes over."""
    with office.writing("carmen") as desk:
        heir = Leaving.model_validate({"heir_id": office.people["bruno"].id, "sure": True})
        leaving.leave(desk, Calendar(), office.people["alma"].id, heir)


def loses_all(office: Office) -> None:
    """Have Alma, who lost her keys, use a link for new ones."""
    with office.writing("carmen") as desk:
        token = renewal.begin(desk, office.people["alma"].id, sure=True)
    with_new_keys(office, office.people["alma"].email, token)


def makes_new(office: Office) -> None:
    """Have Alma make new keys, and Carmen confirm them."""
    confirm(office, make(office))


@pytest.mark.parametrize("deed", [leaves, loses_all, makes_new])
def test_what_ends_with_keys_is_the_same_however_they_end(
    office: Office, deed: Callable[[Office], None]
) -> None:
    """No link of hers opens anything, nobody is asked for keys, and no custodian opens for her."""
    alma = office.people["alma"].id
    make(office)
    begin_opening(office, "alma")
    with office.writing("carmen") as desk:
        newkeys.ask(desk, alma)
        device.begin(desk, alma)
        onetime.make(desk, onetime.JOIN, timedelta(days=3), alma)
    papers_of_before = codes_of(office, alma)
    deed(office)
    with office.night() as desk:
        row = desk.db.get_one(Staff, alma)
        assert (row.next_keys, row.asked_for_keys, row.passkeys) == (None, False, [])
        assert desk.db.scalars(select(OneTimeLink).where(OneTimeLink.staff_id == alma)).all() == []
        assert desk.db.scalars(select(Recovery).where(Recovery.staff_id == alma)).all() == []
        assert bool(row.own_print) == (deed is makes_new)
    assert not papers_of_before & codes_of(office, alma)
    assert wrong(office) == []


def codes_of(office: Office, staff_id: UUID) -> set[bytes]:
    """Return what somebody's printed codes open, as it is stored."""
    with office.night() as desk:
        query = select(PrintedCode).where(PrintedCode.staff_id == staff_id)
        return {row.body for row in desk.db.scalars(query)}


@pytest.mark.parametrize("by_a_former_word", [False, True])
def test_her_new_keys_sign_for_no_cover_that_she_did_not_name(
    office: Office, *, by_a_former_word: bool
) -> None:
    """Server key and a colleague, between confirming and her sign-in: she has no cover, and hears.

    Nor where the planted word is one that she signed for somebody who is her cover no more.
    """
    case_id = office.open_case("alma", named_only=True).id
    alma, dina = office.people["alma"].id, office.people["dina"].id
    former = ""
    if by_a_former_word:
        for named in (dina, office.people["carmen"].id):
            with office.writing("alma") as desk:
                former = former or desk.db.get_one(Staff, alma).cover_word
                covers.name(desk, NewCover(cover_id=named))
                former = former or desk.db.get_one(Staff, alma).cover_word
    made = make(office)
    confirm(office, made)
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Staff, alma)
        row.cover_id, row.cover_word = dina, former
    seat = sits_anew(office)
    with office.night() as desk:
        row = desk.db.get_one(Staff, alma)
        assert (row.cover_id, row.cover_word) == (None, "")
        waits = select(CoverEnvelope.cover_id).where(CoverEnvelope.case_id == case_id)
        assert dina not in desk.db.scalars(waits).all()
    assert told(office, COVERLESS) == {alma}
    with seats.writing(office.house, seat) as desk:
        covers.name(desk, NewCover(cover_id=dina))
    assert wrong(office) == []
