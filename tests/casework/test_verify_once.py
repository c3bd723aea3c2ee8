"""The check opens each entry of the record once."""

from app.casework import audit, verify
from tests.support.costs import counted
from tests.support.office import Office

MORE = 20


def test_each_entry_is_opened_once(office: Office) -> None:
    """Twenty entries more are twenty seals more."""
    spent = []
    for _ in range(3):
        with counted(office.house.engine) as costs:
            assert verify.verify(office.house).wrong == []
        spent.append(costs.opens)
        with office.writing() as desk:
            for _ in range(MORE):
                audit.note(desk, "session.read")
    assert spent[2] - spent[1] == MORE
