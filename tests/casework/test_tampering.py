"""What somebody can do at the database's own shell, and what notices it.

Every statement here goes past Amparo, as a thief with the database's password would write it.
Whatever is refused is refused as an AmparoError; whatever is not noticed says so in its name.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.casework import access, adding, agreeing, audit, cases, moving, scheduling, verify
from app.casework.adding import NewDeadline
from app.casework.moving import DeadlineChange
from app.casework.scheduling import NewHearing
from app.errors import AmparoError, Damaged
from app.models import Deadline, Hearing, Note, Schedule
from tests.support.office import Office
from tests.support.shell import TABLES, at_the_shell, stored


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case with a note, a hearing and a deadline."""
    return filled(office, due="2027-06-01", starts="2027-07-01T09:00")


def filled(office: Office, *, due: str, starts: str) -> UUID:
    """Open a case with a note, a deadline and a hearing."""
    return office.began(("a case with dates", due, starts), lambda: _filled(office, due, starts))


def _filled(office: Office, due: str, starts: str) -> UUID:
    opened = office.open_case(note="She waits by the lighthouse")
    with office.writing() as desk:
        typed = {"case_id": opened.id, "title": "Brief", "due": due}
        adding.add(desk, NewDeadline.model_validate(typed))
        set_for = {"case_id": opened.id, "starts": starts, "kind": "master"}
        scheduling.schedule_hearing(desk, NewHearing.model_validate(set_for))
    return opened.id


def first(office: Office, model: type[Any], case_id: UUID) -> UUID:
    """Return the id of a case's first row of a kind."""
    with office.night() as desk:
        query = select(model.id).where(model.case_id == case_id).order_by(model.id)
        return UUID(str(desk.db.scalars(query).first()))


def read(office: Office, case_id: UUID) -> cases.CaseView:
    """Open the case as Alma does.

    Raises:
        Damaged: The page would show a red row in the place of an entry that did not open.
    """
    with office.reading() as desk:
        view = cases.one(desk, case_id)
    if view.damaged:
        raise Damaged
    return view


def wrong(office: Office, who: str = "alma") -> list[str]:
    """Return what the check finds with a person's keys."""
    return verify.verify_as(office.house, office.people[who].seat).wrong


# --- cards ------------------------------------------------------------------------------------


SHAPES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "too short": lambda card: card[:20],
    "other version": lambda card: bytes([2]) + card[1:],
    "other algorithm": lambda card: card[:1] + bytes([9]) + card[2:],
    "other epoch": lambda card: card[:5] + bytes([card[5] ^ 1]) + card[6:],
    "epoch of tomorrow": lambda card: card[:2] + b"\x00\x00\x00\x02" + card[6:],
    "greatest epoch": lambda card: card[:2] + b"\xff" * 4 + card[6:],
    "nonce": lambda card: card[:6] + bytes([card[6] ^ 1]) + card[7:],
    "first letter": lambda card: card[:18] + bytes([card[18] ^ 1]) + card[19:],
    "tag": lambda card: card[:-1] + bytes([card[-1] ^ 1]),
    "longer": lambda card: card + b"\x00",
    "plaintext": lambda _: b'{"v":1,"1":"free"}'.ljust(256),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("model", [Note, Schedule])
def test_no_changed_card_opens(office: Office, case_id: UUID, model: type[Any], shape: str) -> None:
    """Whatever byte of a card is changed, it is refused cleanly, and the check names its row."""
    row_id = first(office, model, case_id)
    name = model.__tablename__
    card = SHAPES[shape](bytes(stored(office, name, row_id).card))
    at_the_shell(office, name, {"id": row_id}, card=card)
    with office.reading() as desk:
        access.open_case(desk, case_id)
        row = desk.db.get_one(model, row_id)
        with pytest.raises(AmparoError):
            row.open_card()
    assert any(f"{name} {row_id}" in each for each in wrong(office))


def test_a_card_does_not_open_in_another_row(office: Office, case_id: UUID) -> None:
    """A card copied over a sister's of the same table and case is refused."""
    with office.writing() as desk:
        typed = {"case_id": case_id, "title": "Motion", "due": "2028-01-03"}
        later = adding.add(desk, NewDeadline.model_validate(typed)).id
    sooner = next(each.id for each in read(office, case_id).deadlines if each.id != later)
    card = bytes(stored(office, "deadlines", later).card)
    at_the_shell(office, "deadlines", {"id": sooner}, card=card)
    with pytest.raises(Damaged):
        read(office, case_id)


def test_a_card_does_not_open_in_another_table(office: Office, case_id: UUID) -> None:
    """A hearing's card put into the schedule's row of the same id is refused."""
    row_id = first(office, Hearing, case_id)
    card = bytes(stored(office, "hearings", row_id).card)
    at_the_shell(office, "schedule", {"id": row_id}, card=card)
    assert any(f"schedule {row_id}" in each for each in wrong(office))


@pytest.mark.parametrize("model", [Note, Deadline, Hearing, Schedule])
def test_a_row_does_not_open_in_another_case(
    office: Office, case_id: UUID, model: type[Any]
) -> None:
    """A row moved into another case of the same person is refused there."""
    other = office.open_case().id
    row_id = first(office, model, case_id)
    at_the_shell(office, model.__tablename__, {"id": row_id}, case_id=other)
    with office.reading() as desk:
        access.open_case(desk, other)
        row = desk.db.get_one(model, row_id)
        with pytest.raises(Damaged):
            row.open_card()
    assert any(str(row_id) in each for each in wrong(office))


def test_a_row_does_not_open_under_another_id(office: Office, case_id: UUID) -> None:
    """A note given a new id is refused."""
    other = uuid4()
    at_the_shell(office, "notes", {"id": first(office, Note, case_id)}, id=other)
    with pytest.raises(Damaged):
        read(office, case_id)
    assert any(f"notes {other}" in each for each in wrong(office))


@pytest.mark.parametrize("version", [0, 2, -1, 2**31 - 1])
def test_a_row_does_not_open_at_another_version(
    office: Office, case_id: UUID, version: int
) -> None:
    """Version numbers are part of the seal, also those that fit no field of it."""
    at_the_shell(office, "notes", {"id": first(office, Note, case_id)}, version=version)
    with pytest.raises(Damaged):
        read(office, case_id)


# --- going back to what was true yesterday ----------------------------------------------------


def _moved_on(office: Office, case_id: UUID) -> tuple[UUID, Any, Any]:
    """Move a deadline to a later day, and return its rows as they were before."""
    row = read(office, case_id).deadlines[0]
    card, kept = stored(office, "deadlines", row.id), stored(office, "schedule", row.id)
    wanted = {"version": row.version, "due": "2027-09-01", "override_reason": "The judge said so."}
    with office.writing() as desk:
        moving.change(desk, row.id, DeadlineChange.model_validate(wanted))
    return row.id, card, kept


def test_yesterdays_card_alone_is_refused(office: Office, case_id: UUID) -> None:
    """An older card under the newer version number does not open."""
    row_id, before, _ = _moved_on(office, case_id)
    at_the_shell(office, "deadlines", {"id": row_id}, card=bytes(before.card))
    with pytest.raises(Damaged):
        read(office, case_id)


def test_yesterdays_deadline_with_its_version_is_told_to_whoever_opens_the_case(
    office: Office, case_id: UUID
) -> None:
    """It opens, but the calendar's row says another date: red banner, and the check names it."""
    row_id, before, _ = _moved_on(office, case_id)
    old = {"card": bytes(before.card), "version": before.version}
    at_the_shell(office, "deadlines", {"id": row_id}, **old)
    view = read(office, case_id)
    assert view.deadlines[0].due == date(2027, 6, 1)
    with office.reading() as desk:
        assert agreeing.mismatches(desk, view) == [row_id]
    assert any(f"deadlines {row_id}" in each for each in wrong(office))


def test_yesterdays_schedule_is_told_to_whoever_opens_the_case(
    office: Office, case_id: UUID
) -> None:
    """Reminders for the wrong day cannot hide from a person who opens the case."""
    row_id, _, before = _moved_on(office, case_id)
    old = {"card": bytes(before.card), "version": before.version}
    at_the_shell(office, "schedule", {"id": row_id}, **old)
    view = read(office, case_id)
    with office.reading() as desk:
        assert agreeing.mismatches(desk, view) == [row_id]
    assert any(str(row_id) in each for each in wrong(office))


def test_both_rows_of_yesterday_together_are_older_than_the_record(
    office: Office, case_id: UUID
) -> None:
    """Nothing of the two disagrees; the entry of the change stands, and no key is needed for it."""
    row_id, card, kept = _moved_on(office, case_id)
    for name, old in (("deadlines", card), ("schedule", kept)):
        at_the_shell(office, name, {"id": row_id}, card=bytes(old.card), version=old.version)
    at_the_shell(office, "schedule", {"id": row_id}, changed=kept.changed)
    wanted = [f"schedule {row_id}: older than the newest deed on record"]
    assert verify.verify(office.house).wrong == wanted


# --- the calendar -----------------------------------------------------------------------------


def test_a_date_silenced_in_the_clear_column_is_found(office: Office, case_id: UUID) -> None:
    """`open` is readable, so it may be flipped; the card says otherwise."""
    row_id = first(office, Deadline, case_id)
    at_the_shell(office, "schedule", {"id": row_id}, open=False)
    assert any(f"schedule {row_id}" in each for each in verify.verify(office.house).wrong)


def test_a_date_without_its_schedule_row_is_found(office: Office, case_id: UUID) -> None:
    """A reminder cannot be removed by removing its row."""
    row_id = first(office, Hearing, case_id)
    with office.house.engine.begin() as connection:
        schedule = TABLES["schedule"]
        connection.execute(schedule.delete().where(schedule.c.id == row_id))
    assert any(f"hearings {row_id}" in each for each in verify.verify(office.house).wrong)
    view = read(office, case_id)
    with office.reading() as desk:
        assert agreeing.mismatches(desk, view) == [row_id]


def test_a_schedule_row_without_its_date_is_found(office: Office, case_id: UUID) -> None:
    """A date cannot be removed from a case while its reminders go on."""
    row_id = first(office, Hearing, case_id)
    with office.house.engine.begin() as connection:
        hearing = TABLES["hearings"]
        connection.execute(hearing.delete().where(hearing.c.id == row_id))
    assert any(f"schedule {row_id}" in each for each in verify.verify(office.house).wrong)


# --- the audit --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seq", "values"),
    [
        (2, {"action": "case.read"}),
        (2, {"hash": bytes(32)}),
        (2, {"object_id": UUID(int=7)}),
        (2, {"card": b"gone"}),
    ],
)
@pytest.mark.usefixtures("case_id")
def test_a_changed_entry_breaks_the_chain(office: Office, seq: int, values: dict[str, Any]) -> None:
    """Who did what cannot be rewritten."""
    at_the_shell(office, "audit", {"seq": seq}, **values)
    assert any(each.startswith("audit") for each in verify.verify(office.house).wrong)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_id", UUID(int=7)),
        ("action", "case.read"),
        ("object_id", UUID(int=7)),
        ("at", datetime(2027, 4, 1, 9, 0, tzinfo=UTC)),
    ],
)
@pytest.mark.usefixtures("case_id")
def test_a_changed_entry_is_found_though_the_chain_was_made_anew(
    office: Office, column: str, value: object
) -> None:
    """The chain's hash needs no key, so whoever changes an entry can chain the rest to it again.

    Each entry's card repeats who did what, to what and when, under a key that he has not.
    """
    at_the_shell(office, "audit", {"seq": 2}, **{column: value})
    before = audit.GENESIS
    with office.house.engine.connect() as connection:
        rows = connection.execute(select(TABLES["audit"]).order_by(TABLES["audit"].c.seq)).all()
    for row in rows:
        before = audit.chained(before, row, row.card)  # type: ignore[arg-type]
        at_the_shell(office, "audit", {"seq": row.seq}, hash=before)
    at_the_shell(office, "audit_head", {"id": 1}, hash=before)
    assert any(each.startswith("audit") for each in verify.verify(office.house).wrong)


@pytest.mark.parametrize("which", ["first", "middle", "last"])
@pytest.mark.usefixtures("case_id")
def test_a_missing_entry_breaks_the_chain(office: Office, which: str) -> None:
    """Nor can an entry be left out, not even the newest."""
    entries = TABLES["audit"]
    with office.house.engine.begin() as connection:
        numbers = sorted(connection.scalars(select(entries.c.seq)))
        gone = {"first": 0, "middle": len(numbers) // 2, "last": -1}[which]
        connection.execute(entries.delete().where(entries.c.seq == numbers[gone]))
    assert any(each.startswith("audit") for each in verify.verify(office.house).wrong)


@pytest.mark.usefixtures("case_id")
def test_the_newest_entries_and_the_head_set_back_together_are_not_noticed_inside(
    office: Office,
) -> None:
    """What remains: a tail cut off with its head is a true, shorter chain; a mailed head tells."""
    entries, head = TABLES["audit"], TABLES["audit_head"]
    with office.house.engine.begin() as connection:
        last = max(connection.scalars(select(entries.c.seq)))
        before = connection.scalar(select(entries.c.hash).where(entries.c.seq == last - 1))
        connection.execute(entries.delete().where(entries.c.seq == last))
        connection.execute(head.update().values(seq=last - 1, hash=before))
    assert not any(each.startswith("audit") for each in verify.verify(office.house).wrong)
