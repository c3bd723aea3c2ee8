"""Whoever is told of a near date can open its case, or the mail says who can (I11)."""

from app.casework import reminders
from tests.casework.briefs import add
from tests.casework.covering import leave_to, shared_by_two
from tests.support.mails import read_mail
from tests.support.office import Office, id_of


def _texts(office: Office) -> dict[str, str]:
    """Have one round of the night, and return the words of each urgent mail, by reader."""
    names, told = {id_of(office, name): name for name in office.people}, {}
    with office.night(writes=True) as desk:
        planned = reminders.plan(desk, office.calendar)
    office.calendar.planned(planned.ids, office.clock.now)
    with office.night(writes=True) as desk:
        for held in reminders.claim(desk):
            text = reminders.text_of(desk, held, watched=1)
            if held.kind == "urgent" and text is not None:
                told[names[held.recipient_id]] = read_mail(text)
            reminders.settle(desk, held)
    return told


def test_a_supervisor_who_cannot_open_it_reads_who_can(office: Office) -> None:
    """Alma and Dina read the case, Carmen supervises and does not: she reads it is Alma's."""
    case_id = shared_by_two(office)
    add(office, case_id, due="2027-04-16")
    told = _texts(office)
    assert set(told) == {"alma", "carmen"}
    assert "usted no puede abrirla, quien responde por ella sí" in told["carmen"]
    assert "cannot open" not in told["alma"]
    leave_to(office, case_id, "dina")
    office.clock.forward(days=1)
    told = _texts(office)
    assert "nobody named on it can open it: call the office" in told["alma"]
    assert "nadie de quienes la llevan puede abrirla" in told["carmen"]
