"""Whoever spoils colleagues' accounts at the shell for a moment is not alone by that.

It is Wednesday 14 April 2027.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.casework import holds, lifting, ownlaw
from app.casework.holds import NewHold
from app.errors import Refused
from tests.casework.bringing_back import wrong
from tests.casework.test_ownlaw import TEN_DAYS, _counted
from tests.support.office import Office, id_of
from tests.support.shell import at_the_shell, copied

SUBPOENA = NewHold(source="subpoena", reason="A subpoena came in")


@contextmanager
def spoiled(office: Office, *names: str, **how: Any) -> Iterator[None]:
    """Have these accounts not open, and afterwards stand as they were."""
    kept = {id_of(office, each): copied(office, "staff", id=id_of(office, each)) for each in names}
    for each in kept:
        at_the_shell(office, "staff", {"id": each}, **(how or {"card": bytes(290)}))
    yield
    for each, (row,) in kept.items():
        at_the_shell(office, "staff", {"id": each}, **{name: row[name] for name in how or ["card"]})


def test_no_hold_on_a_case_is_lifted_so(office: Office) -> None:
    """By its lead: nobody would hear of her word, and she would come back after two weeks."""
    case_id = office.open_case().id
    office.clock.forward(minutes=1)
    with office.writing() as desk:
        held = holds.put_up(desk, case_id, SUBPOENA)
    others = ("bruno", "carmen", "dina")
    with spoiled(office, *others), office.writing() as desk, pytest.raises(Refused) as refused:
        holds.lift(desk, case_id, held)
    assert refused.value.text == lifting.UNCLEAR
    assert wrong(office) == []


def test_no_hold_of_the_office_is_lifted_so(office: Office) -> None:
    """By its only supervisor; nor where she was alone as she said it."""
    office.clock.forward(minutes=1)
    with office.writing("carmen") as desk:
        held = holds.put_up_office(desk, SUBPOENA)
    with spoiled(office, "alma", "bruno", "dina"), office.writing("carmen") as desk:
        with pytest.raises(Refused) as refused:
            holds.lift_office(desk, held)
        assert refused.value.text == lifting.UNCLEAR
    with office.writing("carmen") as desk:
        assert not holds.lift_office(desk, held)
    with office.writing("bruno") as desk:
        assert holds.lift_office(desk, held)


@pytest.mark.parametrize("how", [{}, {"state": "left"}, {"role": "auditor"}], ids=str)
def test_no_law_is_changed_so(office: Office, how: dict[str, str]) -> None:
    """The columns in clear count for as little as the card."""
    new = ownlaw.NewVersion.model_validate(TEN_DAYS)
    with spoiled(office, "alma", "bruno", **how):
        with office.writing("carmen") as desk:
            ownlaw.ask(desk, new)
        with office.reading("carmen") as desk:
            assert [each.state for each in ownlaw.listed(desk)] == ["waits"]
    assert _counted(office).version == 1
