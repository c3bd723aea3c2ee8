"""What a writing desk asks once: nothing that it changed itself is answered as it was before."""

from contextlib import suppress
from uuid import uuid4

from sqlalchemy import delete, event

from app.casework import audit, cases, staff
from app.casework.cases import NewCase
from app.db.desk import NightDesk, undone_alone
from app.models import Member, Staff
from tests.support.costs import counted
from tests.support.office import CLIENT, Office

MOST = 9  # its case, key, grants, client, slip, door, entry and head


def test_a_further_case_at_one_desk_costs_few_statements(office: Office) -> None:
    """Who works here, their groups and the roster are asked for the first case only."""
    new = NewCase.model_validate({"client": CLIENT})
    with office.writing() as desk:
        cases.open_new(desk, new)
        with counted(office.house.engine) as costs:
            cases.open_new(desk, new)
    assert costs.statements <= MOST


def test_what_the_desk_changed_is_seen_at_once(office: Office) -> None:
    """An account's role, before it is saved and after; a bulk change; and one that is undone."""
    with office.writing("carmen") as desk:
        assert _roles(desk)["Dina"] == "paralegal"
        dina = desk.db.get_one(Staff, office.people["dina"].id)
        dina.role = "attorney"
        assert _roles(desk)["Dina"] == "attorney"
        desk.db.flush()
        assert [row.name for row in staff.active(desk, {"paralegal"})] == []
        with suppress(RuntimeError), undone_alone(desk):
            dina.name = "Another"
            assert "Another" in _roles(desk)
            raise RuntimeError
        assert "Another" not in _roles(desk)


def test_a_bulk_change_has_all_asked_anew(office: Office) -> None:
    """Also where no row of it is known to the desk."""
    asked = list[str]()
    event.listen(
        office.house.engine, "before_cursor_execute", lambda *told: asked.append(str(told[2]))
    )
    with office.writing("carmen") as desk:
        _roles(desk)
        _roles(desk)
        assert _of_staff(asked) == 2  # her own account as she sat down, then everybody once
        desk.db.execute(delete(Member).where(Member.group_id == uuid4()))
        _roles(desk)
        assert _of_staff(asked) == 3


def test_each_entry_follows_the_one_before(office: Office) -> None:
    """The head is asked once, and what the desk noted itself is its newest; undone, it is not."""
    with office.writing() as desk:
        first = audit.note(desk, "signout")
        with suppress(RuntimeError), undone_alone(desk):
            audit.note(desk, "signout")
            raise RuntimeError
        assert audit.note(desk, "signout") == first + 1
    with office.reading() as desk:
        assert [each.seq for each in audit.since(desk, first)] == [first, first + 1]


def _roles(desk: NightDesk) -> dict[str, str]:
    return {row.name: row.role for row in staff.active(desk)}


def _of_staff(asked: list[str]) -> int:
    return sum(statement.startswith("SELECT staff") for statement in asked)
