"""What was granted and not used yet costs a read the same statements, however much there is."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import event, select

from app.casework import access, casefiles, notes, sharing
from app.casework.access import SEALED
from app.casework.notes import NewNote
from app.casework.sharing import Gift
from app.db.desk import Desk
from app.errors import NotFound
from app.models import Grant, Member, Principal
from tests.support.costs import counted
from tests.support.office import Office
from tests.support.one_engine import on_sqlite

MANY = 30


def given(office: Office, count: int, giver: str = "alma") -> list[UUID]:
    """Open cases of named people, and give each to Vera, who has not come in since."""
    ids = []
    for _ in range(count):
        case = office.open_case(giver, named_only=True)
        with office.writing(giver) as desk:
            vera = desk.db.get_one(Principal, office.people["vera"].id)
            sharing.give(desk, case.id, Gift(vera, "guest"))
        ids.append(case.id)
    return ids


def spent(office: Office, work: Callable[[Desk], object]) -> int:
    """Return how many statements a read by Vera sends."""
    with counted(office.house.engine) as costs, office.reading("vera") as desk:
        work(desk)
    return costs.statements


@on_sqlite
def test_a_read_costs_as_many_statements_with_one_unused_grant_as_with_many(
    office: Office,
) -> None:
    """Certificates, charters and the roster are read at once, whoever signed the grants."""
    with office.writing("vera") as desk:
        access.rewrap_memberships(desk)
    given(office, 1)
    one = spent(office, access.reach), spent(office, casefiles.labels)
    given(office, MANY // 2)
    given(office, MANY - 1 - MANY // 2, "bruno")
    with office.reading("vera") as desk:
        assert len(access.reach(desk)) == len(desk.unwrapped) == MANY
    assert (spent(office, access.reach), spent(office, casefiles.labels)) == one


@on_sqlite
def test_re_wrapping_asks_as_little(office: Office) -> None:
    """Beside the grants that it saves, as many statements for one as for many."""
    asked: list[int] = []
    for many in (1, MANY):
        given(office, many)
        sent: list[str] = []

        def hear(
            _c: object, _k: object, statement: str, *_rest: object, kept: list[str] = sent
        ) -> None:
            kept.append(statement)

        event.listen(office.house.engine, "before_cursor_execute", hear)
        with office.writing("vera") as desk:
            assert access.rewrap(desk) == many
        event.remove(office.house.engine, "before_cursor_execute", hear)
        asked.append(sum(not each.startswith("UPDATE") for each in sent))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("name", ["bruno", "dina"])
def test_whoever_writes_has_her_groups_keys_re_wrapped_too(office: Office, name: str) -> None:
    """Not only at the next sign-in: each page until then would open them the slow way."""
    case = office.open_case()
    hers = select(Member).where(Member.person_id == office.people[name].id)
    with office.night() as desk:
        assert {row.form for row in desk.db.scalars(hers)} == {SEALED}
    with office.reading(name) as desk:
        assert desk.groups_unwrapped
    with office.writing(name) as desk:
        notes.add(desk, NewNote(case_id=case.id, text="A note."))
    with office.night() as desk:
        assert {row.form for row in desk.db.scalars(hers)} == {access.REWRAPPED}
    with office.reading(name) as desk:
        assert not desk.groups_unwrapped


def test_giving_opens_each_grant_once(office: Office) -> None:
    """The secrets to give on and the case's own key come from one look at the same grants."""
    case = office.open_case(named_only=True)
    seen: list[str] = []

    def hear(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if "FROM grants JOIN case_keys" in " ".join(statement.split()):
            seen.append(statement)

    with office.writing() as desk:
        vera = desk.db.get_one(Principal, office.people["vera"].id)
        event.listen(office.house.engine, "before_cursor_execute", hear)
        sharing.give(desk, case.id, Gift(vera, "guest"))
        event.remove(office.house.engine, "before_cursor_execute", hear)
    assert len(seen) == 1


def test_a_grant_that_does_not_open_hides_no_other(office: Office) -> None:
    """Of many that are read at once, one was changed: that case alone stays closed."""
    first, *others = given(office, 3)
    with office.night(writes=True) as desk:
        row = desk.db.scalars(
            select(Grant).where(
                Grant.case_id == first, Grant.principal_id == office.people["vera"].id
            )
        ).one()
        row.body = row.body[:-1] + bytes([row.body[-1] ^ 1])  # the signature; the card is its own
    with office.reading("vera") as desk:
        assert access.reach(desk) == set(others)
    with office.writing("vera") as desk:
        assert access.rewrap(desk) == 2
    with pytest.raises(NotFound), office.reading("ivo") as desk:
        access.open_case(desk, first)
