"""The call sheet, and telling people of a hearing from wherever they stand."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import informing
from app.casework.hearings import HearingView
from app.casework.informing import Calls, Told, Untold
from app.casework.knowing import BOOKED
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web import hearings as hearing_pages
from app.web import today
from app.web.forms import Form, FormDep, read
from app.web.labels import label_of
from app.web.saved import UNDONE
from app.web.visit import Visit, VisitDep
from app.words import LOCALES, N_, SOURCE, translator

router = APIRouter()


@router.get("/calls", **doing("call.read"))
def sheet(visit: VisitDep) -> Response:
    """Show everybody who must still be told of a hearing, by language; made to be printed."""
    return show(visit)


def show(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    """Return the call sheet, with what was pressed there and refused."""
    with visit.read() as desk:
        found = informing.calls(desk, visit.calendar)
    context: dict[str, Any] = {
        "section": "today",
        "calls": found,
        "languages_of": _by_language(found),
    }
    context |= {"say": say, "back": "calls"}
    if form is not None and wrong is not None:
        return visit.again("calls/sheet.html", form, wrong, **context)
    return visit.page("calls/sheet.html", **context)


@router.post("/hearings/{hearing_id}/telling", **doing("hearing.tell"))
def tell(visit: VisitDep, hearing_id: UUID, form: FormDep) -> Response:
    """Write down that somebody knows of a hearing, was not reached, or is not called any more."""
    try:
        told = read(Told, form.filled("who", "did", "how", "on", "note"))
        with visit.write() as desk:
            informing.tell(desk, hearing_id, told)
    except TURNED_BACK as wrong:
        return _again(visit, hearing_id, form, wrong)
    return visit.to(_back(hearing_id, form))


@router.post("/hearings/{hearing_id}/telling/undo", **doing("hearing.tell"))
def untell(visit: VisitDep, hearing_id: UUID, form: FormDep) -> Response:
    """Take back what was written half a minute ago."""
    try:
        told = read(Untold, form.filled("who"))
        with visit.write() as desk:
            informing.untell(desk, hearing_id, told)
    except TURNED_BACK as wrong:
        return _again(visit, hearing_id, form, wrong)
    return visit.to(_back(hearing_id, form), UNDONE)


def _back(hearing_id: UUID, form: Form) -> str:
    places = {"calls": "/calls", "today": "/today#h-calls"}
    return places.get(form.one("back"), f"/hearings/{hearing_id}#h-told")


def _again(visit: Visit, hearing_id: UUID, form: Form, wrong: AmparoError) -> Response:
    if form.one("back") == "calls":
        return show(visit, form, wrong)
    if form.one("back") == "today":
        return today.show(visit, wrong, form)
    return hearing_pages.telling_again(visit, hearing_id, form, wrong)


def _by_language(found: Calls) -> list[tuple[str, list[tuple[HearingView, Any]]]]:
    """Return the calls by the language they are made in, as the sheet prints them."""
    rows: dict[str, list[tuple[HearingView, Any]]] = {}
    for call in found.calls:
        for person in call.people:
            spoken = "" if person.who == BOOKED else person.language
            rows.setdefault(spoken, []).append((call.hearing, person))
    return sorted(rows.items(), key=lambda each: (each[0] == "", each[0]))


def say(hearing: HearingView, language: str, phone: str, reader: str) -> list[str]:
    """Return what to say of a hearing, in the listener's language where Amparo speaks it.

    The sentences are fixed and the same for everybody; only day, hour and place come from the file.
    """
    words = translator(language if language in LOCALES else reader or SOURCE)
    what = words.gettext(label_of("kind", hearing.kind))
    at = {"hour": words.moment(hearing.starts, hearing.tz), "what": what}
    if hearing.status == "cancelled":
        said = [words.gettext(N_("The date of %(hour)s does not take place: %(what)s."), **at)]
        said.append(
            words.gettext(N_("You do not have to go. We call you when there is a new one."))
        )
        return said
    said = [words.gettext(N_("You have a date: %(what)s, on %(hour)s."), **at)]
    if hearing.replaces:
        said.append(words.gettext(N_("What we told you before does not hold any more.")))
    said.append(words.gettext(WAYS.get(hearing.medium, WAYS["in_person"])))
    if hearing.court_name or hearing.place:
        where = ", ".join(filter(None, (hearing.court_name, hearing.place)))
        said.append(words.gettext(N_("Place: %(where)s."), where=where))
    said.append(words.gettext(N_("Please tell me the day, the hour and the place once more.")))
    if phone:
        call = N_("If anything is in the way, call us at once: %(phone)s.")
        said.append(words.gettext(call, phone=phone))
    return said


WAYS = {
    "in_person": N_("You must be there yourself."),
    "video": N_("It is by video. We tell you how to take part."),
    "telephone": N_("It is by telephone. Keep your telephone free and charged."),
}
