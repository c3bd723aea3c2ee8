"""A page costs the same number of statements in a small office and in a large one."""

from sqlalchemy import event

from app.casework import adding
from app.casework.adding import NewDeadline
from tests.doors.visitors import Doors, Visitor, filled_case

FEW, MANY = 10, 100


def _sent(doors: Doors, visitor: Visitor, path: str) -> int:
    """Return how many statements a page sent, once the calendar is in memory."""
    visitor.get(path)
    sent: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    engine = doors.office.house.engine
    event.listen(engine, "before_cursor_execute", hear)
    answer = visitor.get(path)
    event.remove(engine, "before_cursor_execute", hear)
    assert answer.status_code == 200
    return len(sent)


def _cases(doors: Doors, count: int) -> None:
    for _ in range(count):
        case = doors.office.open_case()
        with doors.office.writing() as desk:
            new = {"case_id": case.id, "title": "Brief", "due": "2027-04-20"}
            adding.add(desk, NewDeadline.model_validate(new))


def test_statements_do_not_grow_with_the_office(doors: Doors) -> None:
    """Today, the lists and the page of a case, at ten cases and at a hundred."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    paths = ["/today", "/cases", f"/cases/{case.id}", f"/deadlines/{case.deadline}"]
    paths += ["/api/v1/today", "/api/v1/cases", "/api/v1/deadlines", f"/api/v1/cases/{case.id}"]
    _cases(doors, FEW - 1)
    few = {path: _sent(doors, visitor, path) for path in paths}
    _cases(doors, MANY - FEW)
    assert {path: _sent(doors, visitor, path) for path in paths} == few
    assert max(few.values()) <= 25
