"""Colleagues as a form offers them: by name, and with the day she is back whoever is away."""

from collections.abc import Iterable

from app.casework import away
from app.db.desk import Desk
from app.models import Staff
from app.words import N_, translator

AWAY = N_("away, back on %(day)s")


def offered(desk: Desk, people: Iterable[Staff]) -> list[tuple[str, str]]:
    """Return the choices of a form in the order of these colleagues: id, and what it says."""
    known, words = list(people), translator(desk.who.locale)
    absent = {each.person_id: each for each in away.running(desk, known)}

    def said(person: Staff) -> str:
        if person.id not in absent:
            return person.name
        day = away.back_on(desk, person, absent[person.id])
        return f"{person.name} ({words.gettext(AWAY, day=words.weekday_date(day))})"

    return [(str(each.id), said(each)) for each in known]
