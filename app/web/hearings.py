"""Hearings: a new one with what follows, moving one, correcting one, and how it ended."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import (
    amending,
    counting,
    hearings,
    informing,
    policy,
    proceedings,
    reminders,
    scheduling,
    staff,
)
from app.casework.amending import HearingChange, TakenAfterAll
from app.casework.hearings import HearingFacts, HearingView
from app.casework.people import custody_of
from app.casework.scheduling import NewHearing
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Conflict, NotFound, OutOfRoom, Refused
from app.gate import doing
from app.web import begun, fromtray, hearing_forms
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, as_sent, read
from app.web.hearing_forms import COURTS, NOTHING_COUNTED
from app.web.saved import COUNTED_ANEW, ENDED, NEXT_SETTING
from app.web.visit import Visit, VisitDep
from app.web.whichcase import case_of

router = APIRouter()


@router.get("/hearings/new", **doing("hearing.schedule"))
def form(
    visit: VisitDep,
    case: UUID | None = None,
    handed_in: UUID | None = None,
    after: UUID | None = None,
    *,
    appointment: bool = False,
) -> Response:
    """Show the form of a new hearing or appointment, of one case or with the case to be chosen.

    What was handed in fills it as far as it says something; set at another hearing, what most
    likely stays.
    """
    if after is not None:
        with visit.read() as desk:
            filled = hearing_forms.set_at(desk, after)
        return _go_on(visit, filled, begun_before=False)
    kept = begun.look(visit, "hearing")
    if handed_in is not None and not fromtray.is_about(kept, handed_in):
        with visit.read() as desk:
            kept = fromtray.hearing(desk, handed_in)
        return _go_on(visit, kept, begun_before=False)
    if kept is not None and case in {None, case_of(kept)}:
        return _go_on(visit, kept)
    with visit.read() as desk:
        about = hearing_forms.about(desk, case)
    about["appointment"] = appointment
    return visit.page("hearings/new.html", **(about | NOTHING_COUNTED))


@router.post("/hearings/new", **doing("hearing.schedule"))
def begin(visit: VisitDep, form: FormDep) -> Response:
    """Show the form of a new hearing on the day chosen in the calendar, which no address names."""
    with visit.read() as desk:
        about = hearing_forms.about(desk, None)
    known = Form({"on": [form.one("on")]}).typed()
    return visit.page("hearings/new.html", form=known, **(about | NOTHING_COUNTED))


@router.post("/hearings/preview", **doing("hearing.schedule"))
def preview(visit: VisitDep, form: FormDep) -> Response:
    """Show what a hearing would set running; nothing is written, and nothing typed is lost."""
    part = bool(visit.request.headers.get("hx-request"))
    with visit.read() as desk:
        counted = hearing_forms.counted(visit, desk, form)
        about = {} if part else hearing_forms.about(desk, case_of(form), form)
    begun.keep(visit, "hearing", form)
    if part:
        return visit.page("hearings/preview.html", form=form.typed(), **counted)
    return visit.page("hearings/new.html", form=form.typed(), **(about | counted))


@router.post("/hearings", **doing("hearing.schedule"))
@begun.once
def schedule(visit: VisitDep, form: FormDep) -> Response:
    """Put a hearing on the calendar and show it with its deadlines and their reminders."""
    try:
        new = read(NewHearing, hearing_forms.typed(form))
        with visit.write() as desk:
            hearing_forms.require_seen(desk, new, form)
            hearing_forms.require_clashes_seen(visit, desk, new, form)
            hearing = scheduling.schedule_hearing(desk, new)
            fromtray.take(desk, form, hearing.id)
    except TURNED_BACK as wrong:
        begun.keep(visit, "hearing", form)
        return _again(visit, form, wrong)
    begun.forget(visit, "hearing", form)
    return visit.to(f"/hearings/{hearing.id}")


@router.get("/hearings/{hearing_id}", **doing("hearing.read"))
def one(visit: VisitDep, hearing_id: UUID) -> Response:
    """Show one hearing with every setting of it, and when reminders of its dates go to whom."""
    with visit.read() as desk:
        context = _one(visit, desk, hearing_id)
    return visit.page("hearings/one.html", **context)


@router.get("/hearings/{hearing_id}/correction", **doing("hearing.change"))
def correction(visit: VisitDep, hearing_id: UUID, *, again: bool = False) -> Response:
    """Show the form that corrects what is known of a hearing, its day and hour excepted.

    With `again`, what was counted for another custody than stands now is counted anew.
    """
    with visit.read() as desk:
        context = hearing_forms.correcting(desk, hearing_id, again=again)
    hearing = context["hearing"]
    known = {name: as_sent(getattr(hearing, name)) for name in HearingFacts.model_fields}
    known["proceeding"] = hearing_forms.proceeding_of(hearing)
    form = known | {"custody": context["custody"]}
    return visit.page("hearings/correct.html", form=form, **context)


@router.post("/hearings/{hearing_id}", **doing("hearing.change"))
def correct(visit: VisitDep, hearing_id: UUID, form: FormDep) -> Response:
    """Correct what is known of a hearing; by another custody, dates are counted anew."""
    # A field that the form does not show stays as it is; one that was emptied is cleared.
    unasked = HearingFacts.model_fields.keys() - form.keys()
    typed = form.every(HearingFacts, *unasked) | form.filled("custody")
    decided = hearing_forms.recount_decided(form)
    try:
        wanted = read(HearingChange, {**typed, **decided, **form.filled("version")})
        with visit.write() as desk:
            anew = hearing_forms.require_recount_seen(desk, hearing_id, wanted, form)
            amending.change(desk, hearing_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "hearing", f"/hearings/{hearing_id}", typed)
    except (Refused, OutOfRoom) as wrong:
        with visit.read() as desk:
            again = form.one("count_anew") == "true"
            context = hearing_forms.correcting(desk, hearing_id, form, again=again)
        return visit.again("hearings/correct.html", form, wrong, **context)
    return visit.to(f"/hearings/{hearing_id}", COUNTED_ANEW if anew else "")


@router.post("/hearings/{hearing_id}/outcome", **doing("hearing.change"))
def outcome(visit: VisitDep, hearing_id: UUID, form: FormDep) -> Response:
    """Record that a hearing was held or cancelled, or stands after all."""
    typed = form.filled("status", "reason", "adjourned")
    decided = {"old_dates": hearing_forms.old_rows(form)} | hearing_forms.recount_decided(form)
    try:
        wanted = read(HearingChange, {**typed, **decided, **form.filled("version")})
        with visit.write() as desk:
            hearing_forms.require_recount_seen(desk, hearing_id, wanted, form)
            amending.change(desk, hearing_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "hearing", f"/hearings/{hearing_id}/outcome", typed)
    except (Refused, OutOfRoom) as wrong:
        return _one_again(visit, hearing_id, form, wrong, ending=True)
    if wanted.adjourned:
        return visit.to(f"/hearings/new?after={hearing_id}", NEXT_SETTING)
    return visit.to(f"/hearings/{hearing_id}", ENDED.get(wanted.status or "", ""))


@router.post("/hearings/{hearing_id}/left-out", **doing("hearing.change"))
def take_after_all(visit: VisitDep, hearing_id: UUID, form: FormDep) -> Response:
    """Take a date that was left out when the hearing was saved."""
    typed = form.filled("rule", "due", "sure", "reason")
    try:
        wanted = read(TakenAfterAll, {**typed, **form.filled("version")})
        with visit.write() as desk:
            amending.take_after_all(desk, hearing_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "hearing", f"/hearings/{hearing_id}/left-out", typed)
    except (Refused, OutOfRoom) as wrong:
        return _one_again(visit, hearing_id, form, wrong, taking=form.one("rule"))
    return visit.to(f"/hearings/{hearing_id}")


def _go_on(visit: Visit, kept: Form, *, begun_before: bool = True) -> Response:
    """Show what was typed and not saved, or what was handed in, counted as of now."""
    with visit.read() as desk:
        try:
            counted = hearing_forms.counted(visit, desk, kept)
        except NotFound:  # the case is no longer hers to open
            counted = NOTHING_COUNTED
        about = hearing_forms.about(desk, case_of(kept), kept)
    context = about | counted | begun.shown(kept) | {"begun": begun_before}
    return visit.page("hearings/new.html", **context)


def _again(visit: Visit, form: Form, wrong: AmparoError) -> Response:
    with visit.read() as desk:
        counted = hearing_forms.counted(visit, desk, form)
        about = hearing_forms.about(desk, case_of(form), form)
    return visit.again("hearings/new.html", form, wrong, **(about | counted))


def _one_again(
    visit: Visit, hearing_id: UUID, form: Form, wrong: AmparoError, **opened: object
) -> Response:
    """Show a hearing again with the part opened in which something was typed."""
    with visit.read() as desk:
        context = _one(visit, desk, hearing_id) | opened
        if context["ending"]:
            status = form.one("status")
            context |= hearing_forms.recounted(desk, hearing_id, form, status=status)
    del context["form"]  # what was typed stands there instead
    return visit.again("hearings/one.html", form, wrong, **context)


def telling_again(visit: Visit, hearing_id: UUID, form: Form, wrong: AmparoError) -> Response:
    """Show a hearing again whose people somebody could not tell as it was typed."""
    with visit.read() as desk:
        context = _one(visit, desk, hearing_id) | {"telling": form.one("who")}
    del context["form"]
    return visit.again("hearings/one.html", form, wrong, **context)


def _one(visit: Visit, desk: Desk, hearing_id: UUID) -> dict[str, Any]:
    hearing, settings, label = hearings.one_among(desk, hearing_id)
    chain = _chain(hearing, settings)
    has_come = counting.today(desk, hearing.tz) >= hearing.starts.date()
    open_dates = [each for each in hearing.deadlines if each.status == "open"]
    visit.calendar.follow(desk)
    entry = visit.calendar.get(hearing.id)
    shown = [hearing.id, *(each.id for each in open_dates)]
    records = proceedings.of_case(desk, hearing.case_id)
    return NOTHING_COUNTED | {
        "section": "cases",
        "hearing": hearing,
        "chain": chain,
        "courts": COURTS,
        "records": records,
        "apart": hearings.elsewhere(hearing, records),
        "today": desk.local_now(desk.who.zone).date(),
        "form": hearing_forms.kept_on(hearing),
        "saved": entry is not None and hearing.status == "set" and reminders.is_fresh(desk, entry),
        "reminders": reminders.forecast(desk, visit.calendar, shown),
        "outcomes": ("held", "cancelled") if has_come else ("cancelled",),
        "may_change": policy.may(desk.who.role, "hearing.change"),
        "old_dates": open_dates,
        "typed_rows": [{} for _ in range(hearing_forms.TYPED_ROWS)],
        "custody_now": custody_of(label.detained),
        "checked_by": staff.names(desk, [hearing.checked_by]) if hearing.checked_by else {},
        "came_from": settings.get(hearing.came_from) if hearing.came_from else None,
        "told_people": informing.of_hearing(desk, hearing_id),
        "telling": "",
        "ending": False,
        "taking": "",
        "begun": _replaces(begun.look(visit, "hearing"), hearing),
        "here": desk.who.zone,
    }


def _replaces(kept: Form | None, hearing: HearingView) -> bool:
    """Tell whether a new setting of this hearing was begun and not saved."""
    return kept is not None and kept.one("replaces") == str(hearing.id)


def _chain(
    hearing: HearingView, settings: Mapping[UUID, HearingView]
) -> list[tuple[HearingView, bool]]:
    """Return every setting of a hearing, the oldest first, and whether it came earlier."""
    first = hearing
    while first.replaces is not None and first.replaces in settings:
        first = settings[first.replaces]
    chain, before = [(first, False)], first
    while before.replaced_by is not None and before.replaced_by in settings:
        after = settings[before.replaced_by]
        chain.append((after, after.starts_at < before.starts_at))
        before = after
    return chain
