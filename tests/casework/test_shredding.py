"""Destroying a case: two people, two weeks, and nothing of it stays but that it was done."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import LargeBinary, column, delete, select, update
from sqlalchemy import table as named

from app.casework import (
    adding,
    audit,
    destroying,
    endings,
    holds,
    notes,
    readers,
    seconds,
    shredded,
    shredding,
    verify,
)
from app.casework.adding import NewDeadline
from app.casework.conflicts import pages, search
from app.casework.conflicts.opened import Holding
from app.casework.conflicts.search import Sought
from app.casework.endings import Completion
from app.casework.holds import NewHold
from app.casework.notes import NewNote
from app.casework.onrecord import DESTROY
from app.casework.readers import NewLead
from app.casework.reminders.mails import ALARM
from app.casework.shredding import GRACE
from app.db.columns import Base
from app.errors import NotFound, Refused
from app.models import Audit, Case, CaseRow, Heartbeat, Hold, Mail, Mark, Note, Shredding, Staff
from app.worker import Worker
from tests.casework.covering import leave_to
from tests.casework.destroying_cases import agree, ask, both, destroyed, two_weeks_later, view
from tests.support import cut
from tests.support.office import Office, id_of, opens
from tests.support.smaller import leave_long_ago


def hold(office: Office, case_id: UUID, name: str = "alma") -> UUID:
    """Put up a hold on a case."""
    with office.writing(name) as desk:
        return holds.put_up(desk, case_id, NewHold(source="subpoena", reason="A letter came."))


def hold_office(office: Office) -> UUID:
    """Put up a hold on the whole office."""
    with office.writing("carmen") as desk:
        return holds.put_up_office(desk, NewHold(source="litigation", reason="We were sued."))


def told(office: Office, trouble: str) -> set[str]:
    """Return whom mails tell of something."""
    with office.night() as desk:
        mails = desk.db.scalars(select(Mail).where(Mail.kind == ALARM)).all()
        ids = {mail.recipient_id for mail in mails if trouble in mail.told.get("troubles", [])}
    return {name for name in office.people if id_of(office, name) in ids}


def is_sound(office: Office, name: str = "alma") -> bool:
    """Tell whether the check finds nothing, with and without somebody's keys."""
    found = verify.verify(office.house).wrong
    found += verify.verify_as(office.house, office.people[name].seat).wrong
    assert found == []
    return True


def wrong(office: Office) -> str:
    """Return what the check finds."""
    return "\n".join(verify.verify(office.house).wrong)


def test_two_people_and_two_weeks_destroy_a_case(office: Office) -> None:
    """Nobody opens it then, no row of it is left, and the check counts its rows as rightly gone."""
    opened = office.open_case(note="Canary of the lighthouse")
    other = office.open_case(client={"given_names": "Otra", "family_name": "Persona"})
    asked = both(office, opened.id)
    assert (destroying.settle(office.house), opens(office, "alma", opened.id)) == (0, True)
    assert is_sound(office)
    assert two_weeks_later(office) == 1
    assert not any(opens(office, name, opened.id) for name in ("alma", "bruno", "carmen"))
    with office.night() as desk:
        for table in Base.metadata.sorted_tables:
            for column in destroying.of_a_case(table):
                left = desk.db.execute(select(table).where(table.c[column] == opened.id)).all()
                assert not left, table.name
    shown = view(office, asked)
    assert (shown.state, shown.number, shown.asked_by) == ("done", opened.number, "Alma")
    assert shown.counts["notes"] == shown.counts["persons"] == shown.counts["cases"] == 1
    assert shown.counts["grants"] >= 2
    assert told(office, "shredded") == {"alma", "carmen"}
    assert opens(office, "alma", other.id)
    assert is_sound(office)


def test_every_table_of_a_case_is_emptied() -> None:
    """Also tables that come later: whatever is a case's own points to the case."""
    for model in CaseRow.__subclasses__():
        assert destroying.of_a_case(model.__table__), model.__tablename__  # type: ignore[arg-type]


def test_one_person_alone_destroys_nothing(office: Office) -> None:
    """Whoever asked does not agree; nor does a colleague who neither leads nor supervises."""
    case_id = office.open_case("alma").id
    ask(office, case_id, "carmen")
    for name, why in (("carmen", seconds.ANOTHER), ("bruno", holds.NOT_YOURS)):
        with pytest.raises(Refused) as refused:
            agree(office, case_id, name)
        assert refused.value.text == why
    with pytest.raises(Refused):
        ask(office, case_id)
    assert two_weeks_later(office) == 0
    agree(office, case_id, "alma")
    assert told(office, "shredding_asked") == {"alma"}


def test_whoever_may_not_know_of_a_case_neither_asks_nor_agrees(office: Office) -> None:
    """A supervisor who cannot open it is told what she is told of any case that is not there."""
    opened = office.open_case("alma", sealed="sealed", backup_id=id_of(office, "dina"))
    asked = ask(office, opened.id, "dina")
    for deed in (agree, ask):
        with pytest.raises(NotFound):
            deed(office, opened.id, "carmen")
    with pytest.raises(NotFound):
        view(office, asked, "carmen")
    with office.reading("carmen") as desk:
        assert shredding.listed(desk) == []
    agree(office, opened.id, "alma")
    assert two_weeks_later(office) == 1
    with pytest.raises(NotFound):
        view(office, asked, "carmen")
    assert view(office, asked, "dina").state == "done"


@pytest.mark.parametrize("by", ["alma", "carmen", "bruno"])
def test_anybody_on_the_case_stops_it_in_the_two_weeks(office: Office, by: str) -> None:
    """Both who signed, and whoever else reads it; everybody who reads it was told by mail."""
    case_id = office.open_case().id
    asked = both(office, case_id)
    assert told(office, "shredding") >= {"alma", "bruno", "carmen", "dina"}
    with office.writing(by) as desk:
        shredding.stop(desk, asked)
    assert told(office, "shredding_stopped") >= {"alma", "bruno", "carmen", "dina"}
    assert two_weeks_later(office) == 0
    assert (view(office, asked).why, opens(office, "alma", case_id)) == ("person", True)
    with office.writing("alma") as desk, pytest.raises(NotFound):
        shredding.stop(desk, asked)
    assert is_sound(office)


def test_a_case_with_an_open_date_is_not_destroyed(office: Office) -> None:
    """It is refused on asking; a date entered later stops it."""
    case_id = office.open_case().id
    typed = {"case_id": case_id, "title": "Brief", "due": "2027-06-01"}
    asked = both(office, case_id)
    with office.writing() as desk:
        adding.add(desk, NewDeadline.model_validate(typed))
    assert two_weeks_later(office) == 0
    assert view(office, asked).why == "date"
    with pytest.raises(Refused) as refused:
        ask(office, case_id)
    assert refused.value.text == shredding.DATES_OPEN
    with office.reading() as desk:
        assert [each.kind for each in shredding.plan(desk, case_id).dates] == ["deadline"]


def test_what_was_entered_since_is_not_destroyed_unseen(office: Office) -> None:
    """Before the second person agrees it is refused; in the two weeks it stops the deed."""
    case_id = office.open_case().id
    asked = ask(office, case_id)
    with office.writing("bruno") as desk:
        notes.add(desk, NewNote(case_id=case_id, text="She called again."))
    with pytest.raises(Refused) as refused:
        agree(office, case_id)
    assert refused.value.text == shredding.CHANGED
    with office.writing("alma") as desk:
        shredding.stop(desk, asked)
    asked = both(office, case_id)
    with office.writing("bruno") as desk:
        notes.add(desk, NewNote(case_id=case_id, text="And again."))
    assert two_weeks_later(office) == 0
    assert view(office, asked).why == "changed"
    assert is_sound(office)


def test_a_hold_keeps_a_case_from_being_destroyed(office: Office) -> None:
    """It stops what was begun, refuses what is asked, and takes two to lift."""
    case_id = office.open_case().id
    asked = both(office, case_id)
    held = hold(office, case_id)
    assert view(office, asked).why == "hold"
    with pytest.raises(Refused) as refused:
        ask(office, case_id)
    assert refused.value.text == holds.HELD_CASE
    with office.writing("alma") as desk:
        assert not holds.lift(desk, case_id, held)
    with office.writing("alma") as desk, pytest.raises(Refused):
        holds.lift(desk, case_id, held)
    with office.writing("bruno") as desk, pytest.raises(Refused):
        holds.lift(desk, case_id, held)
    assert two_weeks_later(office) == 0
    assert is_sound(office)
    with office.writing("carmen") as desk:
        assert holds.lift(desk, case_id, held)
    with office.reading("bruno") as desk:
        shown = holds.of(desk, case_id)
    assert [(each.asked_by, each.lifted_by) for each in shown.holds] == [("Alma", "Carmen")]
    assert (shown.stands, shown.changed) == ([], False)
    destroyed(office, case_id)
    assert is_sound(office)


def test_only_lead_and_supervisors_hold_a_case(office: Office) -> None:
    """Bruno reads it, and asks one of them."""
    case_id = office.open_case().id
    with pytest.raises(Refused):
        hold(office, case_id, "bruno")
    assert hold(office, case_id, "carmen") != hold(office, case_id, "alma")


def test_an_office_wide_hold_stops_everything(office: Office) -> None:
    """One supervisor puts it up, of cases she cannot open too; one alone does not lift it."""
    sealed = office.open_case("alma", sealed="sealed", backup_id=id_of(office, "dina")).id
    asked = ask(office, sealed, "dina")
    agree(office, sealed, "alma")
    held = hold_office(office)
    assert view(office, asked, "alma").why == "hold"
    with pytest.raises(Refused) as refused:
        ask(office, sealed)
    assert refused.value.text == holds.HELD_OFFICE
    assert told(office, "held") == {"carmen", "olga", "alma", "bruno", "dina"}
    with office.writing("carmen") as desk:
        assert not holds.lift_office(desk, held)
    with office.writing("carmen") as desk, pytest.raises(Refused, match="Somebody else"):
        holds.lift_office(desk, held)
    with office.night() as desk:
        assert holds.is_office_held(desk)
    assert is_sound(office)


def lift_office(office: Office, name: str, held: UUID) -> bool:
    """Say that the hold of the office is lifted."""
    with office.writing(name) as desk:
        return holds.lift_office(desk, held)


def test_where_one_supervises_somebody_of_the_legal_staff_is_the_second(office: Office) -> None:
    """Not before her, and nobody of another role; everybody concerned is told."""
    held = hold_office(office)
    with pytest.raises(Refused, match="says first"):
        lift_office(office, "bruno", held)
    assert not lift_office(office, "carmen", held)
    assert told(office, "hold_asked") == {"carmen", "olga", "alma", "bruno", "dina"}
    with office.reading("dina") as desk:
        (shown,) = holds.of_office(desk).holds
        assert (shown.may, shown.alone_from, shown.asked_by) == (True, None, "Carmen")
    with pytest.raises(Refused, match="second person"):
        lift_office(office, "vera", held)
    office.clock.forward(days=30)
    with pytest.raises(Refused, match="Somebody else"):
        lift_office(office, "carmen", held)
    assert lift_office(office, "dina", held)
    with office.night() as desk:
        assert not holds.is_office_held(desk)
    assert told(office, "hold_lifted") == {"carmen", "olga", "alma", "bruno", "dina"}
    assert is_sound(office)


def test_where_two_supervise_nobody_else_is_the_second(office: Office) -> None:
    """The rule of two supervising attorneys stands where there are two."""
    held = hold_office(office)
    with office.night(writes=True) as desk:
        desk.db.get_one(Staff, id_of(office, "alma")).role = "supervising_attorney"
    assert not lift_office(office, "carmen", held)
    with pytest.raises(Refused, match="Another supervising attorney"):
        lift_office(office, "bruno", held)
    assert lift_office(office, "alma", held)


def test_where_nobody_else_works_on_cases_it_ends_after_two_weeks(office: Office) -> None:
    """Of the office, and of a case that she alone reads; not a minute before."""
    case_id = office.open_case("carmen", named_only=True).id
    leave_to(office, case_id, "carmen")
    held, of_case = hold_office(office), hold(office, case_id, "carmen")
    leave_long_ago(office, "alma", "bruno", "dina")
    with office.writing("carmen") as desk:
        assert not holds.lift(desk, case_id, of_case)
        assert not holds.lift_office(desk, held)
        (shown,) = holds.of_office(desk).holds
        assert (shown.may, shown.alone_from) == (False, office.clock() + timedelta(days=14))
    office.clock.forward(days=13, hours=23, minutes=59)
    with pytest.raises(Refused, match="two weeks"):
        lift_office(office, "carmen", held)
    with office.writing("carmen") as desk, pytest.raises(Refused, match="two weeks"):
        holds.lift(desk, case_id, of_case)
    office.clock.forward(minutes=1)
    assert lift_office(office, "carmen", held)
    with office.writing("carmen") as desk:
        assert holds.of_office(desk).stands == []
        assert holds.lift(desk, case_id, of_case)
        assert holds.of(desk, case_id).stands == []


def test_of_a_case_that_one_leads_alone_another_reader_is_the_second(office: Office) -> None:
    """Dina reads it; Bruno, who does not, finds nothing."""
    named = [id_of(office, "dina")]
    case_id = office.open_case("alma", named_only=True, named=named).id
    with office.writing() as desk:
        version = desk.db.get_one(Case, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "alma")))
        readers.remove(desk, case_id, id_of(office, "carmen"))
    held = hold(office, case_id)
    with office.writing("dina") as desk, pytest.raises(Refused, match="says first"):
        holds.lift(desk, case_id, held)
    with office.writing() as desk:
        assert not holds.lift(desk, case_id, held)
    with office.writing("bruno") as desk, pytest.raises(NotFound):
        holds.lift(desk, case_id, held)
    with office.writing("dina") as desk:
        assert holds.lift(desk, case_id, held)
    assert is_sound(office)


@pytest.mark.parametrize("how", ["deleted", "set back", "planted"])
def test_a_hold_that_was_changed_outside_is_found_and_holds(office: Office, how: str) -> None:
    """Taken away, its row put back as it was, or one that no deed put up."""
    case_id, other = office.open_case().id, office.open_case().id
    hold(office, case_id)
    with office.night(writes=True) as desk:
        if how == "deleted":
            desk.db.execute(delete(Hold))
        elif how == "set back":
            desk.db.execute(update(Hold).values(state="lifted"))
        else:
            desk.db.execute(update(Hold).values(case_id=other))
    assert "holds" in wrong(office)
    for each in (case_id, other) if how == "planted" else (case_id,):
        with pytest.raises(Refused):
            ask(office, each)
    with office.reading() as desk:
        assert holds.of(desk, case_id).changed


def test_a_hold_put_up_at_the_last_moment_holds_without_its_row(office: Office) -> None:
    """Whoever deletes the row, and puts back what was stopped, has nothing destroyed."""
    case_id = office.open_case().id
    both(office, case_id)
    with office.night() as desk:
        before = [dict(each._mapping) for each in desk.db.execute(select(Shredding.__table__))]
    hold(office, case_id)
    with office.night(writes=True) as desk:
        desk.db.execute(delete(Hold))
        desk.db.execute(delete(Shredding))
        _put(desk, Shredding.__table__, before)
    assert two_weeks_later(office) == 0
    assert opens(office, "alma", case_id)
    assert "holds" in wrong(office)
    assert "stopped or not otherwise than on record" in wrong(office)


def _put(desk: object, table: object, rows: list[dict[str, object]]) -> None:
    """Put rows back as bytes, as somebody does who writes to the database."""
    plain = named(
        table.name,  # type: ignore[attr-defined]
        *(
            column(each.name, LargeBinary() if each.name == "card" else each.type)
            for each in table.columns  # type: ignore[attr-defined]
        ),
    )
    desk.db.execute(plain.insert(), rows)  # type: ignore[attr-defined]


def test_a_deletion_is_not_passed_off_as_this_deed(office: Office) -> None:
    """A case whose rows somebody deleted is named, whatever stands in the list of destructions."""
    opened, other = office.open_case(note="One"), office.open_case(note="Two")
    destroyed(office, other.id)
    with office.night(writes=True) as desk:
        desk.db.execute(delete(Note).where(Note.case_id == opened.id))
    assert "notes" in wrong(office)
    assert "on record, and taken away" in wrong(office)


def test_whoever_holds_the_server_key_cannot_sign_for_two(office: Office) -> None:
    """He writes an entry and a row as Amparo does; the check names both."""
    opened = office.open_case(note="One")
    asked = ask(office, opened.id)
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Shredding, asked)
        row.agreed_word, row.agreed_by = row.asked_word, id_of(office, "carmen")
        row.state, row.destroyed_at = "destroyed", desk.now
        rows = shredded.rows_of(desk, opened.id)
        destroying._delete(desk, opened.id, rows)
        gone = {table: [str(each) for each in ids] for table, ids in rows.items()}
        audit.note(desk, DESTROY, shredding=str(asked), case=str(opened.id), gone=gone)
    assert "passes a deletion off" in wrong(office)


def test_one_more_row_in_a_true_destruction_is_found(office: Office) -> None:
    """Both signed for the rows that stood there, and for no other."""
    opened, other = office.open_case(note="One"), office.open_case(note="Two")
    destroyed(office, opened.id)
    with office.night(writes=True) as desk:
        note_id = desk.db.scalars(select(Note.id).where(Note.case_id == other.id)).one()
        entry = desk.db.scalars(select(Audit).where(Audit.action == DESTROY)).one()
        gone = {**entry.detail["gone"], "notes": [*entry.detail["gone"]["notes"], str(note_id)]}
        entry.detail = {**entry.detail, "gone": gone}
        desk.db.execute(delete(Note).where(Note.id == note_id))
    assert "passes a deletion off" in wrong(office)


def test_a_row_that_comes_back_is_named(office: Office) -> None:
    """Somebody puts the case's own card back from a copy."""
    opened = office.open_case()
    with office.night() as desk:
        before = [dict(each._mapping) for each in desk.db.execute(select(Case.__table__))]
    destroyed(office, opened.id)
    with office.night(writes=True) as desk:
        _put(desk, Case.__table__, before)
    assert f"cases {opened.id}: destroyed on record, and there again" in wrong(office)


def test_cut_off_anywhere_nothing_was_done_or_it_goes_on(office: Office) -> None:
    """Before its end nothing was done; after it the next round clears what is left."""
    opened = office.open_case(note="Canary")
    asked = both(office, opened.id)
    office.clock.now += GRACE
    seen = set()

    def looked_at() -> None:
        with office.night() as desk:
            state = desk.db.get_one(Shredding, asked).state
        seen.add(state)
        assert opens(office, "alma", opened.id) == (state == "agreed")
        assert verify.verify(office.house).wrong == []

    cut.everywhere(office.house.engine, lambda: destroying.settle(office.house), looked_at)
    assert seen == {"agreed", "destroyed"}
    assert view(office, asked).state == "done"
    assert is_sound(office)


def test_its_people_leave_the_name_index(office: Office) -> None:
    """With the next look of somebody who holds it; the certificate says so, and before, not yet."""
    opened = office.open_case()
    sought = Sought(name="Inés Quiñones Tema")
    with office.writing("nora") as desk:
        assert search.search(desk, Holding(), sought).ask == ["Alma"]
    asked = destroyed(office, opened.id)
    assert view(office, asked).names_at is None
    with office.writing("nora") as desk:
        pages.take_in(desk, Holding())
    assert view(office, asked).names_at is not None
    with office.writing("nora") as desk:
        assert search.search(desk, Holding(), sought).ask == []
    with office.writing("nora") as desk:
        opened_index = pages.open_index(desk, Holding())
        assert opened_index.of_cases({opened.id}) == []
    assert is_sound(office)


def test_the_night_shift_destroys_and_its_check_misses_nothing(office: Office) -> None:
    """A case with a date that was filed: no alarm that it is gone, and other reminders go on."""
    case_id = office.open_case().id
    typed = {"case_id": case_id, "title": "Brief", "due": "2027-04-20"}
    with office.writing() as desk:
        deadline_id = adding.add(desk, NewDeadline.model_validate(typed)).id
    shift = Worker(office.house)
    shift.run_once()
    with office.writing() as desk:
        endings.complete(desk, deadline_id, Completion(note="Receipt 17."))
    asked = both(office, case_id)
    for _ in range(2):
        office.clock.now += GRACE
        shift.run_once()
    shift.close()
    shown = view(office, asked)
    assert (shown.state, shown.counts["deadlines"], shown.counts["schedule"]) == ("done", 1, 1)
    with office.night() as desk:
        assert desk.db.get_one(Heartbeat, "self-check").trouble == ""
        assert not desk.db.scalars(select(Mark)).all()
    assert is_sound(office)
