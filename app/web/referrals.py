"""Referrals, consents and releases of a case: its page, writing one down, and what came of it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import people, referrals, releases
from app.casework.casefiles import label_of, open_file
from app.casework.referrals import NewReferral, ReferralChange, ReferralFacts
from app.casework.releases import NewRelease, ReleaseChange, ReleaseFacts
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, as_sent, read
from app.web.visit import Visit, VisitDep
from app.web.whichcase import case_of

router = APIRouter()
REFERRAL, RELEASE = "referrals/referral.html", "referrals/release.html"


@router.get("/cases/{case_id}/referrals", **doing("referral.read"))
def of_case(visit: VisitDep, case_id: UUID) -> Response:
    """Show where the people of a case were sent, and what they allowed to be told to whom."""
    with visit.read() as desk:
        open_file(desk, case_id)
        context: dict[str, Any] = {
            "label": label_of(desk, case_id),
            "referrals": referrals.of_case(desk, case_id),
            "releases": releases.of_case(desk, case_id),
        }
    return visit.page("referrals/list.html", section="cases", **context)


@router.get("/referrals/new", **doing("referral.add"))
def new_referral(visit: VisitDep, case: UUID) -> Response:
    """Show the form of a new referral."""
    return _new(visit, REFERRAL, case)


@router.post("/referrals", **doing("referral.add"))
def add_referral(visit: VisitDep, form: FormDep) -> Response:
    """Write a referral down."""
    case_id = _case(form)
    try:
        typed = form.every(ReferralFacts) | {"case_id": case_id, "to_whom": form.one("to_whom")}
        with visit.write() as desk:
            referrals.add(desk, read(NewReferral, typed))
    except TURNED_BACK as wrong:
        return _new(visit, REFERRAL, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}/referrals")


@router.get("/referrals/{referral_id}", **doing("referral.read"))
def referral(visit: VisitDep, referral_id: UUID) -> Response:
    """Show one referral, and the form that changes it."""
    return _referral(visit, referral_id)


@router.post("/referrals/{referral_id}", **doing("referral.change"))
def change_referral(visit: VisitDep, referral_id: UUID, form: FormDep) -> Response:
    """Change what is known of a referral, such as the answer."""
    typed = form.every(ReferralFacts) | {"to_whom": form.one("to_whom")} | form.filled("version")
    try:
        wanted = read(ReferralChange, typed)
        with visit.write() as desk:
            made = referrals.change(desk, referral_id, wanted)
    except Conflict as wrong:
        address = f"/referrals/{referral_id}"
        return conflict_page(visit, wrong, "referral", address, form.typed())
    except (Refused, OutOfRoom) as wrong:
        return _referral(visit, referral_id, form, wrong)
    return visit.to(f"/cases/{made.case_id}/referrals")


@router.get("/releases/new", **doing("release.add"))
def new_release(visit: VisitDep, case: UUID) -> Response:
    """Show the form of a new consent or release."""
    return _new(visit, RELEASE, case)


@router.post("/releases", **doing("release.add"))
def add_release(visit: VisitDep, form: FormDep) -> Response:
    """Write a consent or a release down."""
    case_id = _case(form)
    try:
        typed = form.every(ReleaseFacts) | {"case_id": case_id, "what": form.one("what")}
        with visit.write() as desk:
            releases.add(desk, read(NewRelease, typed))
    except TURNED_BACK as wrong:
        return _new(visit, RELEASE, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}/referrals")


@router.get("/releases/{release_id}", **doing("release.read"))
def release(visit: VisitDep, release_id: UUID) -> Response:
    """Show one consent or release, and the form that changes it."""
    return _release(visit, release_id)


@router.post("/releases/{release_id}", **doing("release.change"))
def change_release(visit: VisitDep, release_id: UUID, form: FormDep) -> Response:
    """Change what is known: signed, prolonged, taken back."""
    typed = form.every(ReleaseFacts) | {"what": form.one("what")} | form.filled("version")
    try:
        wanted = read(ReleaseChange, typed)
        with visit.write() as desk:
            made = releases.change(desk, release_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "release", f"/releases/{release_id}", form.typed())
    except (Refused, OutOfRoom) as wrong:
        return _release(visit, release_id, form, wrong)
    return visit.to(f"/cases/{made.case_id}/referrals")


def _case(form: Form) -> UUID:
    case_id = case_of(form)
    if case_id is None:
        raise Refused
    return case_id


def _new(
    visit: Visit,
    page: str,
    case_id: UUID,
    form: Form | None = None,
    wrong: AmparoError | None = None,
) -> Response:
    with visit.read() as desk:
        open_file(desk, case_id)
        context = {"known": None, **_choices(desk, case_id)}
    if form is not None and wrong is not None:
        return visit.again(page, form, wrong, **context)
    return visit.page(page, form={}, **context)


def _referral(
    visit: Visit, referral_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        known = referrals.one(desk, referral_id)
        context = {"known": known, **_choices(desk, known.case_id)}
    if form is not None and wrong is not None:
        return visit.again(REFERRAL, form, wrong, **context)
    names = (*ReferralFacts.model_fields, "to_whom")
    return visit.page(REFERRAL, form=_values(known.model_dump(include=set(names))), **context)


def _release(
    visit: Visit, release_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        known = releases.one(desk, release_id)
        context = {"known": known, **_choices(desk, known.case_id)}
    if form is not None and wrong is not None:
        return visit.again(RELEASE, form, wrong, **context)
    names = (*ReleaseFacts.model_fields, "what")
    return visit.page(RELEASE, form=_values(known.model_dump(include=set(names))), **context)


def _values(plain: dict[str, Any]) -> dict[str, str]:
    return {name: as_sent(value) for name, value in plain.items()}


def _choices(desk: Desk, case_id: UUID) -> dict[str, Any]:
    """Return what the forms offer: the people of the case, and its releases."""
    return {
        "section": "cases",
        "label": label_of(desk, case_id),
        "people": [(str(each.id), each.name) for each in people.of_case(desk, case_id)],
        "releases": [
            (str(each.id), f"{each.to_whom} · {each.what}"[:80])
            for each in releases.of_case(desk, case_id)
        ],
    }
