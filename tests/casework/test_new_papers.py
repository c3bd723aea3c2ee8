"""New papers in the place of the custodians' present ones: what the former open, and never both."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import (
    access,
    anchors,
    custody,
    joining,
    keychanges,
    keyview,
    newpapers,
    notes,
    recoverable,
    recovery,
    reopening,
    seats,
    staff,
    succession,
    verify,
)
from app.casework.joining import NewInvitation
from app.casework.newpapers import NewPapers
from app.casework.notes import NewNote
from app.casework.reminders.troubles import PAPERS_REPLACED
from app.casework.seats import Seat
from app.casework.succession import Papers, Progress
from app.crypto import papers, successions
from app.crypto.bundle import unwrap_bundle
from app.crypto.grants import CASE
from app.crypto.office import OfficeSecrets
from app.crypto.successions import Anchors
from app.errors import Damaged, NotFound, Refused, SignedOut
from app.models import CaseKeyRow, DueKey, Grant, Staff
from tests.casework.bringing_back import seeds, signs_in, told, with_new_keys, wrong
from tests.support import cut
from tests.support.office import PASSPHRASE, SERVER_SECRET, Office, write_server_key
from tests.support.one_engine import first_on_both

EVA = "eva@office.example.org"
FEW = 3  # cuts that any such deed can suffer
WANTED = NewPapers.model_validate(
    {
        "custodians": [{"name": "Carmen"}, {"name": "Luz"}, {"name": "Omar", "outside": True}],
        "needed": 2,
    }
)


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case of the office team, with a word in it."""
    office.house.settings.server_key_file.parent.mkdir(parents=True, exist_ok=True)
    write_server_key(office.house)
    return office.open_case(note="Written before the papers were replaced").id


def printed(office: Office, wanted: NewPapers = WANTED) -> dict[int, bytes]:
    """Have the supervisor print new papers; return what is on them."""
    with office.writing("carmen") as desk:
        kits = newpapers.print_out(desk, wanted)
    return {at: papers.typed(papers.CUSTODIAN_KIT, kit.paper) for at, kit in enumerate(kits)}


def replaced(office: Office, new: dict[int, bytes]) -> Progress:
    """Have two present custodians and two new ones put the new papers in force."""
    some = {at: new[at] for at in (0, 2)}
    return succession.replace_papers(
        office.house, Papers(seeds(office, 0, 1), some), lambda _: None
    )


def secrets_of(office: Office, typed: dict[int, bytes]) -> OfficeSecrets:
    """Return what papers open in the database as it stands."""
    with office.night() as desk:
        return custody.opened(desk, typed)


def reached_by(office: Office, secrets: OfficeSecrets) -> set[tuple[UUID, int]]:
    """Return the case keys that a recovery key opens in the database, whoever signed them."""
    found = set()
    fits = (CaseKeyRow.case_id == Grant.case_id) & (CaseKeyRow.epoch == Grant.epoch)
    with office.night() as desk:
        custodians = staff.office(desk).recovery_id
        opener = recoverable.Opener(desk, secrets, custodians)
        query = select(Grant, CaseKeyRow.commitment).join(CaseKeyRow, fits)
        for row, commitment in desk.db.execute(query):
            key = recoverable.Key(CASE, row.case_id, row.epoch, commitment)
            try:
                opener.open(key, row.body)
            except Damaged:
                continue
            found.add((row.case_id, row.epoch))
    return found


def write(office: Office, seat: Seat, case_id: UUID, text: str) -> None:
    """Write a word into a case."""
    with seats.writing(office.house, seat) as desk:
        notes.add(desk, NewNote(case_id=case_id, text=text))


def test_the_former_papers_open_nothing_written_afterwards(office: Office, case_id: UUID) -> None:
    """The former papers, with an old copy too, end where the first word after them begins."""
    before = secrets_of(office, seeds(office, 0, 1))
    new = printed(office)
    progress = replaced(office, new)
    assert (progress.done, progress.closed) == (progress.of, 0)
    with pytest.raises(Damaged):
        secrets_of(office, seeds(office, 0, 1))
    after = secrets_of(office, {0: new[0], 1: new[1]})
    assert after.root_seed != before.root_seed
    assert after.recovery_seed != before.recovery_seed
    assert reached_by(office, before) == set(), "no copy is left for the former key"
    assert reached_by(office, after) == {(case_id, 1)}

    with pytest.raises(SignedOut), office.reading("alma"):
        pass  # her session still names the former papers
    carmen, alma = signs_in(office, "carmen"), signs_in(office, "alma")
    write(office, alma, case_id, "Written afterwards")
    assert reached_by(office, after) == {(case_id, 1), (case_id, 2)}
    assert reached_by(office, before) == set()
    with seats.reading(office.house, carmen) as desk:
        access.open_case(desk, case_id)
        assert notes.of_case(desk, case_id, {})[0].text == "Written afterwards"
    assert told(office, PAPERS_REPLACED) == {office.people["carmen"].id}
    assert not wrong(office)
    assert verify.verify_as(office.house, carmen).wrong == []


def test_what_waits_falls_to_zero_by_itself(office: Office, case_id: UUID) -> None:
    """Everybody signs in, the group gets its key, each case its own; then nothing is owed."""
    new = printed(office)
    replaced(office, new)
    carmen = signs_in(office, "carmen")
    with seats.reading(office.house, carmen) as desk:
        owed = keyview.owed(desk)
        assert owed.people == len(office.people) - 1
        assert (owed.groups, owed.copies) == (0, 0), "she is in both and gave them their new keys"
        assert owed.cases == owed.mine == 1
        assert keyview.changed(desk).papers is not None
    for name in office.people.keys() - {"carmen"}:
        signs_in(office, name)
    with seats.writing(office.house, carmen) as desk:
        assert keychanges.freshen_mine(desk).left == 0
    with seats.reading(office.house, carmen) as desk:
        assert keyview.owed(desk).all == 0
    # Her keys under her passphrase name the new root, without any word that leads there.
    with office.night() as desk:
        row = desk.db.get_one(Staff, office.people["bruno"].id)
        keys = unwrap_bundle(
            row.bundle, PASSPHRASE, pepper=office.house.keys.pepper, member_id=row.id
        )
    after = secrets_of(office, {1: new[1], 2: new[2]})
    assert (keys.office_root, keys.recovery_print) == after.anchors
    assert not wrong(office)


def test_cut_off_anywhere_the_present_papers_go_on(office: Office, case_id: UUID) -> None:
    """Both old and new papers are never both useless; the next run ends it."""
    new = printed(office)

    def as_before() -> None:
        assert secrets_of(office, seeds(office, 1, 2)).server_key == SERVER_SECRET
        with office.night() as desk:
            waiting = newpapers.waiting(desk)
            assert waiting is not None
            custody.opened_in(newpapers.waiting_value(desk), {0: new[0], 1: new[1]})
            assert desk.db.scalar(select(DueKey.case_id)) is None
        with office.reading("alma") as desk:
            access.open_case(desk, case_id)  # nobody was signed out

    assert cut.everywhere(office.house.engine, lambda: replaced(office, new), as_before) > FEW
    secrets_of(office, {0: new[0], 1: new[1]})
    assert not wrong(office)


def test_papers_that_wait_open_nothing_and_can_be_taken_back(office: Office, case_id: UUID) -> None:
    """Printing alone changes nothing; nobody but enough custodians of both sides puts them in."""
    new = printed(office)
    with pytest.raises(Damaged):
        secrets_of(office, {0: new[0], 1: new[1]})
    for present, fresh in ((seeds(office, 0), new), (seeds(office, 0, 1), {0: new[0]})):
        with pytest.raises(Damaged):
            succession.replace_papers(office.house, Papers(present, fresh), lambda _: None)
    again = printed(office)
    with pytest.raises(Damaged):
        replaced(office, new)  # the first print was replaced by the second
    with office.writing("carmen") as desk:
        newpapers.withdraw(desk)
    with office.writing("carmen") as desk, pytest.raises(NotFound):
        newpapers.withdraw(desk)
    with pytest.raises(Refused):
        replaced(office, again)
    secrets_of(office, seeds(office, 0, 1))


@first_on_both(
    ("custodians", "needed", "field"),
    [
        (["Carmen"], 1, "custodian_1"),
        (["Carmen", "carmen"], 2, "custodian_1"),
        (["Carmen", "Luz"], 3, "needed"),
        (["Carmen", "Luz"], 1, "needed"),
    ],
)
def test_the_same_is_asked_of_new_custodians_as_at_founding(
    office: Office, custodians: list[str], needed: int, field: str
) -> None:
    """Two people at least, each once, and no one of them alone."""
    named = [{"name": each} for each in custodians]
    wanted = NewPapers.model_validate({"custodians": named, "needed": needed})
    with office.writing("carmen") as desk, pytest.raises(Refused) as refused:
        newpapers.print_out(desk, wanted)
    assert field in refused.value.fields


def test_the_new_papers_do_all_that_papers_do(
    office: Office, case_id: UUID, tmp_path: Path
) -> None:
    """Open cases for somebody, certify a supervisor, give the server key back; and follow again."""
    new = printed(office)
    recovery_before = reopening.begin(
        office.house,
        reopening.beneficiary(office.house, office.people["bruno"].email),
        seeds(office, 0, 1),
        everything=True,
    )
    assert recovery_before.waves
    replaced(office, new)
    with office.night() as desk:
        assert not recovery.is_waiting(desk), "what waited on the former terms was stopped"
        told_outside = custody.for_outside(desk)
    file = tmp_path / "custodians.json"
    file.write_bytes(told_outside)
    pair = {0: new[0], 1: new[1]}
    assert custody.server_key_in(custody.read_outside(file), pair) == SERVER_SECRET
    stripped = json.loads(told_outside)
    del stripped["server_key"]
    file.write_text(json.dumps(stripped | {"format": custody.OUTSIDE_FORMAT}))
    with pytest.raises(Damaged):
        custody.server_key_in(custody.read_outside(file), pair)

    with office.night(writes=True) as desk:
        invited = NewInvitation(name="Eva", address=EVA, role="supervising_attorney")
        token = joining.invite(desk, invited)
    arrived, sign = with_new_keys(office, EVA, token)
    eva = joining.awaiting_root(office.house, EVA)
    custody.certify(office.house, eva, arrived.number, pair)
    assert sign().staff_id == eva.id

    bruno = reopening.beneficiary(office.house, office.people["bruno"].email)
    reopening.begin(office.house, bruno, pair, everything=True)
    office.clock.forward(hours=73)
    seat = signs_in(office, "bruno")
    with seats.reading(office.house, seat) as desk:
        assert case_id in access.reach(desk)


def test_papers_are_replaced_again_and_who_was_away_follows_both(
    office: Office, case_id: UUID
) -> None:
    """Two words at once lead her keys to the anchors of now."""
    new = printed(office)
    replaced(office, new)
    pair = {0: new[0], 1: new[1]}
    with seats.writing(office.house, signs_in(office, "carmen")) as desk:
        third = newpapers.print_out(desk, WANTED)
    once_more = {at: papers.typed(papers.CUSTODIAN_KIT, kit.paper) for at, kit in enumerate(third)}
    succession.replace_papers(office.house, Papers(pair, once_more), lambda _: None)
    # Dina was away for both: her keys follow two words at once.
    dina = signs_in(office, "dina")
    assert (dina.keys.office_root, dina.keys.recovery_print) == secrets_of(
        office, {0: once_more[0], 1: once_more[1]}
    ).anchors
    assert not wrong(office)


def test_nobody_is_led_back_or_astray(office: Office, case_id: UUID) -> None:
    """The former root, once left, leads nobody anywhere; a word that another signed neither."""
    before = secrets_of(office, seeds(office, 0, 1))
    replaced(office, printed(office))
    bruno = signs_in(office, "bruno")
    thief = OfficeSecrets.fresh(bytes(32))
    former = Anchors(*before.anchors)
    astray = successions.succeed(1, former, Anchors(*thief.anchors), before.root_seed)
    known = Anchors(bruno.keys.office_root or b"", bruno.keys.recovery_print or b"")
    assert successions.follow(known, [astray]) == known
    with office.night() as desk:
        [true] = anchors.words(desk)
    with pytest.raises(Damaged):
        successions.follow(former, [true[:-1] + bytes((true[-1] ^ 1,))])


def test_a_copy_that_does_not_open_is_made_anew_by_who_holds_the_case(
    office: Office, case_id: UUID
) -> None:
    """A damaged copy is no reason to stop: its case is counted, and a holder's sign-in heals it."""
    with office.night() as desk:
        custodians = staff.office(desk).recovery_id
        body = desk.db.get_one(Grant, (case_id, custodians, 1)).body
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Grant, (case_id, custodians, 1))
        row.body = body[:-1] + bytes((body[-1] ^ 1,))
    new = printed(office)
    assert replaced(office, new).closed == 1
    signs_in(office, "nora")  # who opens no case heals none
    after = secrets_of(office, {0: new[0], 1: new[1]})
    assert reached_by(office, after) == set()
    signs_in(office, "alma")
    assert reached_by(office, after) == {(case_id, 1)}
    carmen = signs_in(office, "carmen")
    with seats.reading(office.house, carmen) as desk:
        assert keyview.owed(desk).copies == 0
