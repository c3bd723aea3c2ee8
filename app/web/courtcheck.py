"""The court check: paste what a portal lists, stamp what is the same, carry what is not."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import courtcheck, hearings
from app.casework.courtcheck import Checked, CourtCheck, Pasted
from app.casework.hearings import HearingFacts, HearingView
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, NotFound, Refused
from app.forums import portal
from app.gate import doing
from app.web import begun, hearing_forms
from app.web.forms import Form, FormDep, as_sent, read
from app.web.saved import SOME_LEFT
from app.web.visit import Visit, VisitDep
from app.web.whichcase import case_of
from app.words import N_, translator

router = APIRouter()
EMPTY = N_("Paste the list, or type number, day and hour of each hearing, one a line.")
TOO_LONG = N_("This is longer than one check can hold. Paste it in two parts, one after the other.")
PORTAL = N_("Court's portal, compared on %(day)s")
MOVED = N_("The court's portal shows another setting")
FACTS = ("kind", "court", "medium", "judge")  # that a portal may say


@router.get("/court-check", **doing("court.check"))
def form(visit: VisitDep) -> Response:
    """Show the form, and what was pasted before and compared, as it stands now."""
    kept = begun.look(visit, "court-check")
    return _page(visit, kept or Form())


@router.post("/court-check", **doing("court.check"))
def check(visit: VisitDep, form: FormDep) -> Response:
    """Compare what was pasted with the calendar; nothing is written but into the session."""
    begun.keep(visit, "court-check", form)
    wrong = _wrong(form)
    return _page(visit, form, Refused(fields={"text": wrong}) if wrong else None)


@router.post("/court-check/same", **doing("court.check"))
def stamp(visit: VisitDep, form: FormDep) -> Response:
    """Write down that these hearings are the same in the court's calendar."""
    kept = begun.look(visit, "court-check") or Form()
    seen = [each.split(" ") for each in form.get("seen", [])]
    rows = [{"hearing": each[0], "starts": each[-1]} for each in seen]
    try:
        checked = read(Checked, {"hearings": rows})
        with visit.write() as desk:
            done = courtcheck.stamp(desk, checked)
            text = kept.get("text", [""])[0]
            rest = courtcheck.check(desk, Pasted(text=text, whole=kept.one("part") != "true"))
    except TURNED_BACK as wrong:
        return _page(visit, kept, wrong)
    if rest.is_settled:
        begun.forget(visit, "court-check", kept)
    return visit.to("/court-check", SOME_LEFT if done.left else "")


@router.post("/court-check/carry", **doing("hearing.change"))
def carry(visit: VisitDep, form: FormDep) -> Response:
    """Open the form of a moved hearing, or of a correction, filled with what the portal says."""
    with visit.read() as desk:
        named = _named(form)
        ours = hearings.one(desk, named) if named is not None else None
        filled = _filled(desk, ours, form)
        if ours is not None and form.one("moved") != "true":
            context = hearing_forms.correcting(desk, ours.id)
            return visit.page("hearings/correct.html", form=filled.typed(), **context)
        counted = hearing_forms.counted(visit, desk, filled)
        about = hearing_forms.about(desk, case_of(filled), filled)
    return visit.page("hearings/new.html", form=filled.typed(), **(about | counted))


def _named(form: Form) -> UUID | None:
    """Return the hearing that a form names, None where it names none.

    Raises:
        NotFound: There can be none of that name.
    """
    try:
        return UUID(form.one("hearing")) if form.one("hearing") else None
    except ValueError:
        raise NotFound from None


def _filled(desk: Desk, ours: HearingView | None, form: Form) -> Form:
    """Return the form of a hearing: what stands here, over it what the portal says."""
    words = translator(desk.who.locale)
    here: dict[str, str] = {}
    if ours is not None:
        here |= {name: as_sent(getattr(ours, name)) for name in HearingFacts.model_fields}
        here["proceeding"] = hearing_forms.proceeding_of(ours)
        here |= {"kind": ours.kind, "court": ours.court, "custody": ours.custody}
        here |= {"case_id": str(ours.case_id), "replaces": str(ours.id), "tz": ""}
        here["reason"] = words.gettext(MOVED)
    there = form.filled("case_id", "on", "at", "proceeding", *FACTS)
    day = words.date(desk.local_now(desk.who.zone).date())
    known = here | there | {"learned": words.gettext(PORTAL, day=day)}
    return Form({name: [value] for name, value in known.items() if value})


def _wrong(form: Form) -> str:
    text = form.one("text")
    if not text:
        return EMPTY
    return TOO_LONG if len(text) > portal.LONGEST else ""


def _page(visit: Visit, form: Form, wrong: AmparoError | None = None) -> Response:
    """Return the page with what was pasted, and how it compares as of now."""
    with visit.read() as desk:
        found: CourtCheck | None = None
        if form.one("text") and not _wrong(form):
            pasted = Pasted(text=form.get("text", [""])[0], whole=form.one("part") != "true")
            found = courtcheck.check(desk, pasted)
    lines = form.get("text", [""])[0].split("\n")
    context: dict[str, Any] = {"section": "today", "found": found, "lines": lines}
    if wrong is not None:
        return visit.again("courtcheck/check.html", form, wrong, **context)
    return visit.page("courtcheck/check.html", form=form.typed(), **context)
