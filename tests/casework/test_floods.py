"""One colleague who does the same again and again drowns nobody's mail; everybody is still told."""

from collections.abc import Callable

from sqlalchemy import select

from app.casework import newkeys, readers, screening, seconding
from app.casework.readers import NewReader
from app.casework.reminders.mails import ACCEPTED, WAITING
from app.casework.reminders.troubles import ASKED_FOR_KEYS, CLOSED_TO_HER
from app.casework.screening import NewScreen
from app.casework.screentidings import SCREEN_ASKED
from app.models import Mail
from tests.casework.covering import id_of
from tests.support.office import Office


def sent(office: Office, name: str, trouble: str) -> int:
    """Have every mail leave; return how many told somebody of a trouble so far."""
    with office.night(writes=True) as desk:
        rows = desk.db.scalars(select(Mail).where(Mail.recipient_id == id_of(office, name))).all()
        for row in rows:
            if row.state in WAITING:
                row.state, row.accepted_at = ACCEPTED, desk.now
        return sum(trouble in row.told.get("troubles", []) for row in rows)


def again_and_again(office: Office, name: str, deed: Callable[[], None], trouble: str) -> list[int]:
    """Do it every quarter of an hour, then once more an hour later; return the mails each time."""
    found = []
    for _ in range(6):
        deed()
        found.append(sent(office, name, trouble))
        office.clock.forward(minutes=15)
    office.clock.forward(minutes=45)
    deed()
    return [*found, sent(office, name, trouble)]


def test_taking_a_supervisor_off_and_giving_it_back(office: Office) -> None:
    """Three mails at once, then one an hour, whoever does it; another colleague's are her own."""
    carmen, dina = id_of(office, "carmen"), id_of(office, "dina")
    bruno = id_of(office, "bruno")
    case_id = office.open_case("alma", named_only=True, backup_id=bruno, named=[dina, carmen]).id

    def off_and_back(by: str) -> None:
        with office.writing(by) as desk:
            readers.remove(desk, case_id, carmen)
            readers.add(desk, case_id, NewReader(staff_id=carmen))

    told = again_and_again(office, "carmen", lambda: off_and_back("dina"), CLOSED_TO_HER)
    assert told == [1, 2, 3, 3, 3, 3, 4]
    off_and_back("bruno")
    office.clock.forward(minutes=15)
    assert sent(office, "carmen", CLOSED_TO_HER) == 5


def test_asking_for_a_screen_and_withdrawing_it(office: Office) -> None:
    """Alma, who leads the case, is asked by Dina to keep Carmen away, seven times."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    carmen = id_of(office, "carmen")
    new = NewScreen(staff_id=carmen, reason="She acted for the landlord")

    def ask_and_withdraw() -> None:
        with office.writing("dina") as desk:
            screening.put_up(desk, case_id, new)
            seconding.turn_down(desk, case_id, carmen)

    told = again_and_again(office, "alma", ask_and_withdraw, SCREEN_ASKED)
    assert told == [1, 2, 3, 3, 3, 3, 4]


def test_asking_a_colleague_for_new_keys(office: Office) -> None:
    """A supervisor who presses it all day."""

    def ask() -> None:
        with office.writing("carmen") as desk:
            newkeys.ask(desk, id_of(office, "dina"))

    assert again_and_again(office, "dina", ask, ASKED_FOR_KEYS) == [1, 2, 3, 3, 3, 3, 4]


def test_on_the_next_day_three_go_at_once_again(office: Office) -> None:
    """What was told yesterday counts no more."""

    def ask() -> None:
        with office.writing("carmen") as desk:
            newkeys.ask(desk, id_of(office, "dina"))

    again_and_again(office, "dina", ask, ASKED_FOR_KEYS)
    office.clock.forward(days=1, hours=1)
    assert again_and_again(office, "dina", ask, ASKED_FOR_KEYS)[:4] == [5, 6, 7, 7]
