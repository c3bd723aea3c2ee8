"""What somebody tries for whom custodians opened cases, while they wait.

The beneficiary edits terms, skips the delay, replays. Bruno has an account, a copy of
the database and its shell.
"""

from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select

from app.casework import deadlines, moving, pulse, recovery, reopening, screening, sharing
from app.casework.calendar import Calendar
from app.casework.founding import CUSTODY
from app.casework.moving import DeadlineChange
from app.casework.screening import NewScreen
from app.crypto import papers, recoveries, xwing
from app.crypto.covers import CoverPlace, open_envelope
from app.crypto.custodians import seal_for
from app.crypto.office import OfficeSecrets
from app.errors import AmparoError, Damaged
from app.models import Audit, Grant, RecoveredKey, Recovery, Schedule, Setting
from tests.casework.bringing_back import begin, date_in, opens, signs_in, wrong
from tests.support.office import Office
from tests.support.shell import at_the_shell, copied, plant

ROWS = ("recoveries", "recovered_keys")


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case that only Alma and her back-up Carmen hold."""
    return office.open_case(named_only=True).id


@pytest.fixture
def row_id(office: Office, case_id: UUID) -> UUID:
    """What waits for Bruno: that case among others."""
    begin(office, "bruno")
    with office.night() as desk:
        assert case_id in set(desk.db.scalars(select(RecoveredKey.subject_id)))
        return desk.db.scalars(select(Recovery.id)).one()


def takes(office: Office) -> set[UUID]:
    """Sign in as Bruno and return what he opens."""
    return opens(office, signs_in(office, "bruno"))


def copy_of(office: Office) -> list[tuple[str, dict[str, Any]]]:
    """Copy what waits."""
    return [(name, row) for name in ROWS for row in copied(office, name)]


def put_back(office: Office, rows: list[tuple[str, dict[str, Any]]]) -> None:
    """Put it back as it was."""
    for name, row in rows:
        plant(office, name, **row)


def named(office: Office) -> list[str]:
    """Return what the check says of it."""
    return [each for each in wrong(office) if "recoveries" in each]


def test_32_after_the_wait_it_opens(office: Office, case_id: UUID, row_id: UUID) -> None:
    """So that the refusals below are of what they say."""
    office.clock.forward(hours=71)
    assert case_id not in takes(office)
    office.clock.forward(hours=1)
    assert case_id in takes(office)
    assert wrong(office) == []
    with office.night() as desk:
        assert desk.db.get(Recovery, row_id) is None


def test_32_he_edits_the_time_in_the_row(office: Office, case_id: UUID, row_id: UUID) -> None:
    """Refused then and afterwards, and named by the check: the custodians begin again."""
    at_the_shell(office, "recoveries", {"id": row_id}, opens_at=office.clock())
    assert case_id not in takes(office)
    assert named(office)
    office.clock.forward(hours=100)
    assert case_id not in takes(office)


def test_32_he_edits_the_time_with_the_server_keys_help(
    office: Office, case_id: UUID, row_id: UUID
) -> None:
    """The time stands in the custodians' signed terms; terms that he signs himself are none."""
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Recovery, row_id)
        root = b64decode(desk.db.get_one(Setting, CUSTODY).value["root"])
        terms = recoveries.verify(row.terms, root)
        row.opens_at = office.clock()
    assert case_id not in takes(office)
    early = int(office.clock().timestamp())
    forged = terms._replace(begun=early, opens=early)
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Recovery, row_id)
        row.terms = recoveries.agree(forged, office.people["bruno"].seat.keys.signing_seed)
        row.opens_at = office.clock().replace(microsecond=0)
    assert case_id not in takes(office)
    assert named(office)


def test_32_he_skips_the_delay_with_a_copy_of_the_database(
    office: Office, case_id: UUID, row_id: UUID
) -> None:
    """What waits is under a half that the database has only sealed."""
    bruno = office.people["bruno"]
    with office.night() as desk:
        key = desk.db.get_one(RecoveredKey, (row_id, case_id, 1))
    keys = bruno.seat.keys
    place = CoverPlace(case_id, bruno.id, 1, row_id)
    for half in (bytes(32), keys.symmetric, keys.xwing_seed, keys.signing_seed):
        with pytest.raises(Damaged):
            open_envelope(key.body, half, place)
    [row] = copied(office, "recoveries")
    with office.night() as desk:
        half = b64decode(desk.db.get_one(Recovery, row_id).half)
    assert half not in row["card"]
    assert open_envelope(key.body, half, place)  # with the server key too he need not wait


@pytest.mark.parametrize("hides", [False, True])
def test_32_he_replays_what_was_stopped(
    office: Office, case_id: UUID, row_id: UUID, *, hides: bool
) -> None:
    """The record says that it was stopped, or that its entry of that was changed."""
    rows = copy_of(office)
    with office.writing("carmen") as desk:
        recovery.stop(desk, row_id)
    put_back(office, rows)
    if hides:
        office.open_case("bruno")  # so that the newest entry is sound, and he can sign in
        with office.night() as desk:
            of_it = select(Audit.seq).where(Audit.action == recovery.STOP)
            number = desk.db.scalars(of_it).one()
        at_the_shell(office, "audit", {"seq": number}, object_id=uuid4())
    office.clock.forward(hours=73)
    assert case_id not in takes(office)
    assert named(office)


def test_32_he_replays_what_was_taken_after_it_was_taken_from_him(
    office: Office, case_id: UUID, row_id: UUID
) -> None:
    """Once taken, the same rows give nothing a second time."""
    rows = copy_of(office)
    office.clock.forward(hours=73)
    assert case_id in takes(office)
    with office.writing("alma") as desk:
        sharing.take_back(desk, case_id, [office.people["bruno"].id])
    put_back(office, rows)
    assert case_id not in takes(office)
    assert [each for each in named(office) if str(row_id) in each]


def test_32_he_hides_what_waits_from_the_supervisors(office: Office, row_id: UUID) -> None:
    """The record still has it: the check names it, and the hourly one alarms."""
    with office.house.engine.begin() as connection:
        connection.execute(delete(RecoveredKey))
        connection.execute(delete(Recovery))
    assert [each for each in named(office) if str(row_id) in each]
    with office.night(writes=True) as desk:
        assert pulse.self_check(desk, Calendar()).missing == 1


def test_32_what_waits_for_one_is_led_to_another(
    office: Office, case_id: UUID, row_id: UUID
) -> None:
    """Another name in the row, sealed with the server key: refused; a supervisor can stop it."""
    with office.night(writes=True) as desk:
        desk.db.get_one(Recovery, row_id).staff_id = office.people["dina"].id
    office.clock.forward(hours=73)
    assert case_id not in opens(office, signs_in(office, "dina"))
    assert case_id not in takes(office)
    with office.writing("carmen") as desk:
        recovery.stop(desk, row_id)
        assert recovery.waiting(desk) == []


def test_32_a_date_set_back_shortens_no_delay(office: Office, case_id: UUID) -> None:
    """A schedule row that is older than its newest deed says nothing of dates close by."""
    date_in(office, case_id, 2)
    [old] = copied(office, "schedule", case_id=case_id)
    far = office.clock().date() + timedelta(days=40)
    with office.writing("alma") as desk:
        version = deadlines.one(desk, old["id"]).version
        moved = DeadlineChange(version=version, due=far, override_reason="The court moved it.")
        moving.change(desk, old["id"], moved)
    again = {name: old[name] for name in ("card", "version", "changed")}
    at_the_shell(office, "schedule", {"id": old["id"]}, **again)
    with office.night() as desk:
        assert desk.db.get_one(Schedule, old["id"]).safe < far
    waits = [wave.opens_at - office.clock() for wave in begin(office, "bruno").waves]
    assert waits == [timedelta(hours=72)]


def test_32_the_short_delay_is_the_one_chosen_at_set_up(office: Office, case_id: UUID) -> None:
    """Changed afterwards, even with the server key, the custodians open nothing by it."""
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Setting, CUSTODY)
        row.value = {**row.value, "short_hours": 0}
    with pytest.raises(Damaged):
        begin(office, "bruno")
    assert case_id not in takes(office)


def test_32_custodians_of_his_own_open_nothing(office: Office, case_id: UUID) -> None:
    """With the server key he plants envelopes of a root of his own: it certifies nobody here."""
    mine, seed = OfficeSecrets.fresh(bytes(32)), papers.new_secret(papers.CUSTODIAN_KIT)
    publics = [xwing.public_bytes(seed)]
    his = {
        "envelopes": b64encode(seal_for(publics, 1, mine.packed(), mine.root_seed)).decode(),
        "root": b64encode(mine.root_public).decode(),
        "needed": 1,
    }
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Setting, CUSTODY)
        him = {**row.value["custodians"][0], "public": b64encode(publics[0]).decode()}
        row.value = {**row.value, **his, "custodians": [him]}
    whom = reopening.beneficiary(office.house, office.people["bruno"].email)
    with pytest.raises(AmparoError):
        reopening.begin(office.house, whom, {0: seed}, everything=True)
    assert case_id not in takes(office)


@pytest.mark.parametrize("when", ["before", "while it waits"])
def test_an_ethical_screen_beats_the_custodians(office: Office, case_id: UUID, when: str) -> None:
    """Whoever is kept from a case gets it from them neither by itself nor with a group."""
    shared = office.open_case(note="Kept from him").id
    if when == "before":
        keep_from_bruno(office, case_id, shared)
    begin(office, "bruno")
    if when != "before":
        keep_from_bruno(office, case_id, shared)
    office.clock.forward(hours=73)
    assert not {case_id, shared} & takes(office)
    with office.night() as desk:
        held = select(Grant.case_id).where(Grant.principal_id == office.people["bruno"].id)
        assert not {case_id, shared} & set(desk.db.scalars(held))
    assert wrong(office) == []


def keep_from_bruno(office: Office, *case_ids: UUID) -> None:
    """Put up a screen between him and these cases."""
    new = NewScreen(staff_id=office.people["bruno"].id, reason="Her former landlord")
    for each in case_ids:
        with office.writing("alma") as desk:
            screening.put_up(desk, each, new)
