"""What somebody tries with what was handed in, who writes to the database without a key."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete

from app.casework import access, pulse, sealing, sharing, traydoors, verify
from app.casework.calendar import Calendar
from app.casework.sealing import Sealing
from app.casework.tray import items, rows, wider
from app.casework.tray.rows import Paper
from app.crypto import charters, trays
from app.crypto.casekeys import new_case_key
from app.crypto.charters import draw_up
from app.crypto.grants import CASE, commitment_of
from app.crypto.trays import TrayPlace
from app.errors import AmparoError, Damaged
from app.models import CaseKeyRow, TrayDoor, TrayItem
from tests.casework.covering import wrong
from tests.casework.handing import (
    WORDS,
    give_back,
    given,
    hand_in,
    mine,
    notes_of,
    read,
    ring,
    take,
    waiting,
)
from tests.support.office import Office
from tests.support.shell import at_the_shell, copied, plant


def named(office: Office, row_id: UUID) -> list[str]:
    """Return what the check says of one row, without any key of a case."""
    return [each for each in wrong(office) if str(row_id) in each]


def refuses(office: Office, item_id: UUID) -> None:
    """See that a row is neither listed, opened, taken nor given back."""
    assert item_id not in {line.id for line in waiting(office, "alma")}
    for deed in (read, take, give_back):
        with pytest.raises(AmparoError):
            deed(office, "alma", item_id)


def sealed_by_a_thief(office: Office, case_id: UUID, item_id: UUID, giver: UUID) -> bytes:
    """Seal words to a case by its charter, which stands readable in the database."""
    with office.night() as desk:
        row = desk.db.get_one(CaseKeyRow, (case_id, 1))
        public = charters.read(row.charter or b"").xwing
    place = TrayPlace(case_id, 1, item_id, giver)
    return bytes(trays.hand_in(rows.packed(Paper("Planted.")), public, place))


def planted(office: Office, case_id: UUID, giver: str = "olga") -> dict[str, Any]:
    """Return a row in a colleague's name, sealed to the case as it must be."""
    item_id, giver_id = uuid4(), office.people[giver].id
    return {
        "id": item_id,
        "case_id": case_id,
        "giver_id": giver_id,
        "epoch": 1,
        "state": "waits",
        "body": sealed_by_a_thief(office, case_id, item_id, giver_id),
        "answer": b"",
    }


def test_a_planted_one_is_refused_and_named(office: Office) -> None:
    """He can seal to the case; the server's card he cannot make."""
    opened = office.open_case()
    row = planted(office, opened.id)
    plant(office, "tray_items", **row)
    refuses(office, row["id"])
    assert named(office, row["id"]) == [f"tray_items {row['id']}: does not open"]
    ring(office)
    with office.night(writes=True) as desk:
        assert pulse.self_check(desk, Calendar()).missing == 1


def test_one_planted_with_the_server_key_is_refused_and_named(office: Office) -> None:
    """No deed on record handed it in; nobody is told of it either."""
    opened = office.open_case()
    row = planted(office, opened.id)
    with office.night(writes=True) as desk:
        item = TrayItem(**row, at=desk.now, urgent=True, told=0)
        item.settled_by = item.settled_at = None
        desk.db.add(item)
    refuses(office, row["id"])
    assert named(office, row["id"]) == [f"tray_items {row['id']}: handed in by no deed on record"]
    office.clock.forward(days=5)
    with office.night(writes=True) as desk:
        assert wider.in_red(desk, ()) == []


def test_one_whose_bytes_were_swapped_is_refused_and_named(office: Office) -> None:
    """Two of one case, each with the other's bytes; or bytes of his own."""
    opened = office.open_case()
    one, two = (given(office, "olga", opened.number, text=text) for text in ("One", "Two"))
    bodies = {row["id"]: row["body"] for row in copied(office, "tray_items")}
    own = sealed_by_a_thief(office, opened.id, two, office.people["olga"].id)
    at_the_shell(office, "tray_items", {"id": one}, body=bodies[two])
    at_the_shell(office, "tray_items", {"id": two}, body=own)
    for item in (one, two):
        refuses(office, item)
        assert named(office, item) == [f"tray_items {item}: changed in clear: body"]


@pytest.mark.parametrize("column", ["giver_id", "epoch", "state", "case_id", "answer"])
def test_one_led_elsewhere_is_refused_and_named(office: Office, column: str) -> None:
    """Another case, giver, key or state in the row."""
    opened, other = office.open_case(), office.open_case()
    item = given(office, "olga", opened.number)
    values = {
        "giver_id": office.people["dina"].id,
        "epoch": 2,
        "state": "taken",
        "case_id": other.id,
        "answer": b"x",
    }
    at_the_shell(office, "tray_items", {"id": item}, **{column: values[column]})
    refuses(office, item)
    assert named(office, item)


def test_one_moved_with_its_card_to_another_case_is_refused(office: Office) -> None:
    """Copied whole under a new id into a case of a colleague of his."""
    opened, other = office.open_case(named_only=True), office.open_case("bruno", named_only=True)
    item = given(office, "olga", opened.number)
    [row] = copied(office, "tray_items", id=item)
    moved = row | {"id": uuid4(), "case_id": other.id}
    plant(office, "tray_items", **moved)
    with pytest.raises(AmparoError):
        read(office, "bruno", moved["id"])
    assert waiting(office, "bruno") == []
    assert named(office, moved["id"])
    assert read(office, "alma", item).text == WORDS


@pytest.mark.parametrize("settle", [take, give_back])
def test_one_put_back_after_it_was_settled_is_refused_and_named(
    office: Office, settle: Any
) -> None:
    """The whole row as it was, card and version: the record knows better."""
    opened = office.open_case()
    item = given(office, "olga", opened.number)
    [before] = copied(office, "tray_items", id=item)
    settle(office, "alma", item)
    at_the_shell(
        office, "tray_items", {"id": item}, **{k: v for k, v in before.items() if k != "id"}
    )
    refuses(office, item)
    assert named(office, item) == [
        f"tray_items {item}: set back, or otherwise than the record has it"
    ]
    office.clock.forward(days=5)
    ring(office)
    count = len(notes_of(office, "alma", opened.id))
    assert count == (1 if settle is take else 0)


def test_one_that_was_deleted_is_found(office: Office) -> None:
    """By the check, and by the hourly one, which alarms."""
    opened = office.open_case()
    item = given(office, "olga", opened.number)
    with office.house.engine.begin() as connection:
        connection.execute(delete(TrayItem))
    assert named(office, item) == [f"tray_items {item}: on record, and taken away"]
    with office.night(writes=True) as desk:
        assert pulse.self_check(desk, Calendar()).missing == 1
    assert mine(office, "olga") == []


def test_a_door_led_to_another_case_opens_none(office: Office) -> None:
    """So that what is handed in for one is not read by the people of the other."""
    opened, other = office.open_case(named_only=True), office.open_case("bruno", named_only=True)
    doors = {row["case_id"]: row for row in copied(office, "tray_doors")}
    at_the_shell(office, "tray_doors", {"case_id": other.id}, token=b"0" * 16)
    at_the_shell(office, "tray_doors", {"case_id": opened.id}, token=b"1" * 16)
    at_the_shell(office, "tray_doors", {"case_id": other.id}, token=doors[opened.id]["token"])
    with pytest.raises(Damaged):
        hand_in(office, "olga", opened.number)
    assert waiting(office, "bruno") == []
    assert f"tray_doors {other.id}: changed in clear: token" in wrong(office)


def test_a_door_put_back_leads_to_no_sealed_case(office: Office) -> None:
    """The record says that it was sealed; whoever tries learns no more than of no number."""
    opened = office.open_case(named_only=True)
    [door] = copied(office, "tray_doors", case_id=opened.id)
    with office.writing() as desk:
        sealing.seal(desk, opened.id, Sealing(why="sealed"))
    plant(office, "tray_doors", **door)
    assert hand_in(office, "olga", opened.number) is None
    found = verify.verify_as(office.house, office.people["alma"].seat).wrong
    assert f"tray_doors {opened.id}: its case says otherwise" in found


def test_an_older_door_and_charter_are_refused(office: Office) -> None:
    """Put back after a new key, so that what is handed in opens for whoever was taken off."""
    opened = office.open_case(named_only=True, named=[office.people["dina"].id])
    [door] = copied(office, "tray_doors", case_id=opened.id)
    with office.writing() as desk:
        sharing.take_back(desk, opened.id, [office.people["dina"].id])
    at_the_shell(
        office, "tray_doors", {"case_id": opened.id}, card=door["card"], version=door["version"]
    )
    with pytest.raises(Damaged):
        hand_in(office, "olga", opened.number)
    found = verify.verify_as(office.house, office.people["alma"].seat).wrong
    assert f"tray_doors {opened.id}: its case says otherwise" in found


@pytest.mark.parametrize("epoch", [1, 2])
def test_a_charter_of_his_own_is_sealed_to_by_nobody(office: Office, epoch: int) -> None:
    """Signed by a colleague who helps him: the door names the one that was proved."""
    opened = office.open_case(named_only=True)
    bruno, secret = office.people["bruno"], new_case_key()
    before = None if epoch == 1 else new_case_key()
    seed = bruno.seat.keys.signing_seed
    blob = draw_up((CASE, opened.id), (epoch, secret, before), bruno.id, seed)
    row = {"commitment": commitment_of(CASE, secret), "charter": blob}
    if epoch == 1:
        at_the_shell(office, "case_keys", {"case_id": opened.id, "epoch": 1}, **row)
        with pytest.raises(Damaged):
            hand_in(office, "olga", opened.number)
        return
    plant(office, "case_keys", case_id=opened.id, epoch=2, **row)
    item = given(office, "olga", opened.number)
    with office.night() as desk:
        assert desk.db.get_one(TrayItem, item).epoch == 1


def test_no_door_is_made_for_a_charter_that_is_not_the_cases(office: Office) -> None:
    """Where the door was taken away and another charter stands, the next who writes makes none."""
    opened = office.open_case(named_only=True)
    bruno, secret = office.people["bruno"], new_case_key()
    seed = bruno.seat.keys.signing_seed
    blob = draw_up((CASE, opened.id), (1, secret, None), bruno.id, seed)
    at_the_shell(office, "case_keys", {"case_id": opened.id, "epoch": 1}, charter=blob)
    with office.house.engine.begin() as connection:
        connection.execute(delete(TrayDoor))
    with office.writing() as desk:
        assert traydoors.keep_mine(desk) in {0, 1}
    assert hand_in(office, "olga", opened.number) is None
    found = verify.verify_as(office.house, office.people["alma"].seat).wrong
    assert f"tray_doors {opened.id}: its case says otherwise" in found


def test_what_does_not_open_for_its_people_is_named_by_one_of_them(office: Office) -> None:
    """Sealed with the server key over bytes of a thief's: the check as a holder finds it."""
    opened = office.open_case()
    item = given(office, "olga", opened.number)
    with office.night(writes=True) as desk:
        row = desk.db.get_one(TrayItem, item)
        row.body = b"\x01\x01" + bytes(len(row.body) - 2)
    assert named(office, item) == []
    with office.reading() as desk:
        access.reach(desk, [opened.id])
        assert len(items.unopened(desk, [opened.id])) == 1
    found = verify.verify_as(office.house, office.people["alma"].seat).wrong
    assert f"tray_items {item}: does not open for the people of its case" in found
