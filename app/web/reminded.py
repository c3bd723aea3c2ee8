"""How the office's reminders stand, for whoever supervises or administers."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import reminded
from app.casework.reminded import Chosen, Reminded
from app.errors import Refused
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.labels import label_of
from app.web.tables import as_csv, in_utc
from app.web.visit import Visit, VisitDep
from app.words import Words, translator

router = APIRouter()
MAILS = ("to", "kind", "state", "at_utc", "dates", "why", "tries")
UNSEEN = ("answers", "code", "kind", "fatal", "since_utc", "told", "day", "file_number")
COVERAGE = ("answers", "state", "dates", "fatal", "told", "cannot_open", "opened_by_nobody")


@router.get("/reminders", **doing("reminder.read_office"))
def look(visit: VisitDep) -> Response:
    """Show how reminders stand."""
    return _page(visit, Form())


@router.post("/reminders", **doing("reminder.read_office"))
def choose(visit: VisitDep, form: FormDep) -> Response:
    """Show them of one colleague or kind, or give them to a spreadsheet."""
    return _page(visit, form)


def _page(visit: Visit, form: Form) -> Response:
    context: dict[str, Any] = {"section": "office", "trouble": ()}
    try:
        chosen, wrong = read(Chosen, form.filled("staff_id", "kind")), None
    except Refused as refused:
        chosen, wrong = Chosen(), refused
    with visit.read() as desk:
        view = reminded.reminded(desk, visit.calendar, chosen)
    context |= {"view": view, "tz": visit.who.zone, "people": _people(view, chosen)}
    if wrong is not None:
        return visit.again("reminders/office.html", form, wrong, **context)
    table = _tables(view, translator(visit.who.locale)).get(form.one("as"))
    if table is not None:
        return as_csv(f"reminders-{form.one('as')}", *table)
    return visit.page("reminders/office.html", form=form.typed(), **context)


def _people(view: Reminded, chosen: Chosen) -> list[tuple[str, str]]:
    """Return whom the page can be narrowed to: who answers for dates, or has had a mail."""
    known = {(str(each.staff_id), each.name) for each in view.coverage}
    known |= {(str(each.to_id), each.to) for each in (*view.today, *view.waiting, *view.failed)}
    if chosen.staff_id is not None and str(chosen.staff_id) not in dict(known):
        known.add((str(chosen.staff_id), ""))
    return sorted(known, key=lambda pair: pair[1])


def _tables(view: Reminded, words: Words) -> dict[str, tuple[tuple[str, ...], Iterator[Any]]]:
    def mails() -> Iterator[Any]:
        for each in (*view.failed, *view.waiting, *view.today):
            kind = words.gettext(label_of("mail_kind", each.kind))
            state = words.gettext(label_of("mail_state", each.state))
            why = words.gettext(label_of("mail_why", each.why)) if each.why else ""
            yield each.to, kind, state, in_utc(each.at), each.dates, why, each.tries

    def unseen() -> Iterator[Any]:
        for of in view.unseen:
            for each in of.dates:
                said = (each.code, each.kind, each.fatal, in_utc(each.since), ", ".join(each.told))
                yield of.name, *said, each.on, each.case_number

    def coverage() -> Iterator[Any]:
        for each in view.coverage:
            state = words.gettext(label_of("kept", each.state))
            told = ", ".join(each.told)
            yield each.name, state, each.dates, each.fatal, told, each.shut, each.opened_by_none

    return {
        "mails": (MAILS, mails()),
        "unseen": (UNSEEN, unseen()),
        "coverage": (COVERAGE, coverage()),
    }
