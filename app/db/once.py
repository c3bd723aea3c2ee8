"""What a writing desk asks once: whoever works here, their groups and the roster.

A deed asks the same of the office many times over, and several deeds at one desk do so again. While
a desk writes, nobody else's saving is seen by it; so what was read stands until the desk itself
writes to one of the office's own tables, or takes back what it wrote. A reading desk asks anew.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from app.db.desk import NightDesk

T = TypeVar("T")

ASKED = "asked"  # what a session knows: the answers, by question
OFFICE = frozenset({"staff", "principals", "members", "settings"})
RECORD = frozenset({"audit", "audit_head"})  # what a deed notes there is told by `instead`


def once(desk: NightDesk, question: Hashable, read: Callable[[], T]) -> T:
    """Return what `read` returns, at a writing desk as it was read first."""
    if not desk.writes:
        return read()
    _written(desk.db)
    answers: dict[Hashable, T] = desk.db.info.setdefault(ASKED, {})
    if question not in answers:
        found = read()  # which may save what is waiting, and have all asked anew
        answers = desk.db.info.setdefault(ASKED, {})
        answers[question] = found
    return answers[question]


def instead(desk: NightDesk, question: Hashable, answer: object) -> None:
    """Have a question answered by what the desk itself made of it since."""
    if desk.writes:
        desk.db.info.setdefault(ASKED, {})[question] = answer


def forget(desk: NightDesk) -> None:
    """Have everything be asked anew."""
    desk.db.info.pop(ASKED, None)


def _written(session: Session, *_: object) -> None:
    """Have all asked anew where rows of the office's own tables wait to be saved."""
    if session.info.get(ASKED):
        rows = (*session.new, *session.dirty, *session.deleted)
        if any(row.__tablename__ in OFFICE for row in rows):
            session.info.pop(ASKED)


def _executed(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and _is_of_office(state):
        state.session.info.pop(ASKED, None)


def _is_of_office(state: ORMExecuteState) -> bool:
    mapper = state.bind_mapper
    return mapper is None or mapper.class_.__tablename__ in OFFICE | RECORD


def _taken_back(session: Session, *_: object) -> None:
    session.info.pop(ASKED, None)


event.listen(Session, "before_flush", _written)
event.listen(Session, "do_orm_execute", _executed)
event.listen(Session, "after_soft_rollback", _taken_back)
