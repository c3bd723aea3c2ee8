"""The office's own law: what it changes of the rules, reviews of them, carrying it through."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import editions, lawdeeds, newlaw, ownlaw, rulebook
from app.casework.newlaw import Number, Place, Stretch
from app.casework.ownlaw import NewClosedDay, NewReview, NewVersion, Refusal
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep
from app.words import N_

router = APIRouter()
SECTION = "rules"
OFFICE, REVIEW, CHANGED = "/rules/office", "/rules/review", "/rules/changed"
DECIDED, DECIDE_PAGE = OFFICE + "/{change_id}/agreement", "rules/decide.html"
CHANGED_PAGE = "rules/changed.html"
WAITS = N_(
    "Your word is noted. It holds once another attorney agrees. Next: call one, who "
    "finds it on Today."
)
HOLDS = N_("It holds from now on. Everybody who holds cases is asked to carry it through.")


@router.get(OFFICE, **doing("law.read"))
def of_office(visit: VisitDep) -> Response:
    """Show what the office changed of the law, and who has not carried it through."""
    return _office(visit)


@router.post(OFFICE + "/version", **doing("law.ask"))
def ask_version(visit: VisitDep, form: FormDep) -> Response:
    """Ask that another version of a rule governs here until a day."""
    rule, _, version = form.one("which").rpartition(":")
    chosen = {"rule": rule, "version": version} if version else {}
    typed = chosen | form.filled("since", "until", "cite", "reason")
    return _asked(visit, form, NewVersion, typed, {"rule": "which", "version": "which"})


@router.post(OFFICE + "/closed-day", **doing("law.ask"))
def ask_closed_day(visit: VisitDep, form: FormDep) -> Response:
    """Add a day on which offices or courts are closed."""
    typed = {name: form.one(f"closed_{name}") for name in ("day", "sort", "cite")}
    names = {name: f"closed_{name}" for name in typed}
    return _asked(visit, form, NewClosedDay, typed, names)


@router.get(DECIDED, **doing("law.agree"))
def to_decide(visit: VisitDep, change_id: UUID) -> Response:
    """Show what a colleague asks for beside what governs, and which of one's dates it moves."""
    return _decide(visit, change_id)


@router.post(DECIDED, **doing("law.agree"))
def agree(visit: VisitDep, change_id: UUID) -> Response:
    """Agree to what a colleague asked for."""
    try:
        with visit.write() as desk:
            ownlaw.agree(desk, change_id)
    except TURNED_BACK as wrong:
        return _decide(visit, change_id, Form(), wrong)
    return visit.to(OFFICE, HOLDS)


@router.post(OFFICE + "/{change_id}/refusal", **doing("law.agree"))
def refuse(visit: VisitDep, change_id: UUID, form: FormDep) -> Response:
    """Say no to what a colleague asked for, with the reason."""
    try:
        why = read(Refusal, form.filled("reason"))
        with visit.write() as desk:
            ownlaw.refuse(desk, change_id, why)
    except TURNED_BACK as wrong:
        return _decide(visit, change_id, form, wrong)
    return visit.to(OFFICE)


@router.post(OFFICE + "/{change_id}/ending", **doing("law.end"))
def end(visit: VisitDep, change_id: UUID) -> Response:
    """End a change, or say so as the first or the second: the shipped rules hold again."""
    try:
        with visit.write() as desk:
            is_ended = ownlaw.end(desk, change_id)
    except TURNED_BACK as wrong:
        return _office(visit, Form(), wrong)
    return visit.to(OFFICE, "" if is_ended else WAITS)


@router.get(REVIEW, **doing("law.ask"))
def to_review(visit: VisitDep) -> Response:
    """Show the rules that an office meets every week first, each with all its law, to be signed."""
    return _review(visit)


@router.post(REVIEW, **doing("law.ask"))
def review(visit: VisitDep, form: FormDep) -> Response:
    """Sign for the rules that were ticked."""
    typed = form.filled("bar", "read_again", "reason")
    try:
        asked = [read(NewReview, {"rule": each, **typed}) for each in form.get("rule", []) or [""]]
        with visit.write() as desk:
            for new in asked:
                ownlaw.ask(desk, new)
    except TURNED_BACK as wrong:
        return _review(visit, form, wrong)
    return visit.to(REVIEW)


@router.get(CHANGED, **doing("law.carry"))
def changed(visit: VisitDep) -> Response:
    """Show which dates of one's cases the law of today counts otherwise; nothing moves yet."""
    return _stretch(visit, None, CHANGED_PAGE)


@router.post(CHANGED + "/look", **doing("law.carry"))
def look(visit: VisitDep, form: FormDep) -> Response:
    """Look through the next cases; within the page where htmx asks, else as a page."""
    part = bool(visit.request.headers.get("hx-request"))
    after = read(Place, form.filled("after")).after
    return _stretch(visit, after, "rules/stretch.html" if part else CHANGED_PAGE)


@router.post(CHANGED + "/carrying", **doing("law.carry"))
def carry(visit: VisitDep, form: FormDep) -> Response:
    """Move the dates of the next cases, and show how far it is."""
    try:
        number = read(Number, form.filled("number")).number
        with visit.write() as desk:
            stretch = newlaw.carry(desk, number)
    except TURNED_BACK as wrong:
        return _stretch(visit, None, CHANGED_PAGE, wrong)
    return visit.page("rules/carried.html", section=SECTION, view=stretch)


def _stretch(
    visit: Visit, after: UUID | None, template: str, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view: Stretch = newlaw.look(desk, after)
    if wrong is not None:
        return visit.again(template, Form(), wrong, section=SECTION, view=view)
    return visit.page(template, section=SECTION, view=view, errors={}, refused=None)


def _asked(
    visit: Visit,
    form: Form,
    model: type[NewVersion | NewClosedDay],
    typed: dict[str, Any],
    fields: dict[str, str],
) -> Response:
    try:
        new = read(model, typed)
        with visit.write() as desk:
            state = ownlaw.one(desk, ownlaw.ask(desk, new)).state
    except TURNED_BACK as wrong:
        if hasattr(wrong, "fields"):  # each said at the form's own name for it
            wrong.fields = {fields.get(name, name): told for name, told in wrong.fields.items()}
        return _office(visit, form, wrong)
    return visit.to(OFFICE, WAITS if state == lawdeeds.WAITS else HOLDS)


def _office(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        changes = [each for each in ownlaw.listed(desk) if each.kind != editions.REVIEW]
        context: dict[str, Any] = {
            "section": SECTION,
            "changes": changes,
            "versions": rulebook.other_versions(desk),
            "waiting": editions.waiting(desk),
            "tz": desk.who.zone,
        }
    if form is not None and wrong is not None:
        return visit.again("rules/office.html", form, wrong, **context)
    return visit.page("rules/office.html", form={}, errors={}, refused=None, **context)


def _decide(
    visit: Visit, change_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        change = ownlaw.one(desk, change_id)
        waits = change.state == lawdeeds.WAITS
        context: dict[str, Any] = {
            "section": SECTION,
            "change": change,
            "beside": rulebook.beside(desk, change.rule, change.version, change.since),
            "moves": newlaw.supposed(desk, change_id) if waits else None,
            "tz": desk.who.zone,
        }
    if form is not None and wrong is not None:
        return visit.again(DECIDE_PAGE, form, wrong, **context)
    return visit.page(DECIDE_PAGE, form={}, errors={}, refused=None, **context)


def _review(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        rules = rulebook.weekly_first(desk)
        reviews = ownlaw.in_force(desk).reviews
    context: dict[str, Any] = {"section": SECTION, "rules": rules, "reviews": reviews}
    context["ticked"] = form.get("rule", []) if form else []
    if form is not None and wrong is not None:
        return visit.again("rules/review.html", form, wrong, **context)
    return visit.page("rules/review.html", form={}, errors={}, refused=None, **context)
