"""The custodians' papers: who keeps one, typing one back, and printing new ones."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import custody, newpapers, staff
from app.casework.newpapers import NewPapers
from app.casework.setup import MOST_CUSTODIANS
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()

JUST_NOW = timedelta(minutes=5)
ROWS = range(1, MOST_CUSTODIANS + 1)


@router.get("/custodians", **doing("kit.read"))
def papers(visit: VisitDep, typed: int | None = None) -> Response:
    """Show who keeps a paper, and which were typed back; one just now, where its place is given."""
    return _list(visit, typed=typed)


@router.post("/custodians/{at}", **doing("kit.rehearse"))
def rehearse(visit: VisitDep, at: int, form: FormDep) -> Response:
    """Try a paper; what was typed is forgotten, the day is kept."""
    try:
        with visit.write() as desk:
            name = custody.rehearse(desk, at, form.one("paper"))
    except TURNED_BACK as wrong:
        if visit.request.headers.get("hx-request"):  # what was typed stands in the page still
            return visit.page("custody/slip.html", status=wrong.status, refused=wrong)
        return _list(visit, wrong=wrong, at=at)
    if visit.request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": f"/custodians?typed={at}"})
    return _list(visit, name=name)


def _list(
    visit: Visit,
    *,
    wrong: AmparoError | None = None,
    at: int = -1,
    name: str = "",
    typed: int | None = None,
) -> Response:
    with visit.read() as desk:
        known, owed, is_whole = custody.view(desk), custody.debt(desk), custody.is_whole(desk)
        waiting, now = newpapers.waiting(desk), desk.now
    if typed is not None and 0 <= typed < len(known.custodians):
        one = known.custodians[typed]
        name = one.name if one.typed_at is not None and now - one.typed_at < JUST_NOW else name
    return visit.page(
        "custody/list.html",
        status=wrong.status if wrong else 200,
        section="office",
        custody=known,
        debt=owed,
        waiting=waiting,
        is_whole=is_whole,
        refused=wrong,
        at=at,
        tried=name,
        tz=visit.who.zone,
    )


@router.get("/new-papers", **doing("kit.print"))
def form(visit: VisitDep) -> Response:
    """Show the form of who is to keep new papers."""
    return _form(visit)


@router.post("/new-papers", **doing("kit.print"))
def print_out(visit: VisitDep, form: FormDep) -> Response:
    """Show new papers once, to be printed; they open nothing until custodians agree."""
    try:
        wanted = read(NewPapers, _named(form))
        with visit.write() as desk:
            kits = newpapers.print_out(desk, wanted)
            office, made_at = staff.office(desk).name, desk.now
    except TURNED_BACK as wrong:
        return _form(visit, form, wrong)
    return visit.page(
        "custody/printed.html",
        section="office",
        kits=kits,
        plan=wanted,
        office=office,
        made_at=made_at,
        tz=visit.who.zone,
    )


@router.post("/new-papers/withdrawal", **doing("kit.print"))
def withdraw(visit: VisitDep) -> Response:
    """Let go of new papers that wait."""
    try:
        with visit.write() as desk:
            newpapers.withdraw(desk)
    except TURNED_BACK as wrong:
        return _list(visit, wrong=wrong)
    return visit.to("/custodians")


def _named(form: Form) -> dict[str, Any]:
    custodians = [
        {"name": form.one(f"custodian_{row}"), "outside": form.one(f"outside_{row}") == "true"}
        for row in ROWS
        if form.one(f"custodian_{row}")
    ]
    return {**form.filled("needed"), "custodians": custodians}


def _form(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        known = custody.view(desk)
    context: dict[str, Any] = {"section": "office", "rows": ROWS}
    if form is not None and wrong is not None:
        return visit.again("custody/new.html", form, wrong, **context)
    now: dict[str, str] = {"needed": str(known.needed)}
    for row, each in zip(ROWS, known.custodians, strict=False):
        now |= {f"custodian_{row}": each.name}
        now |= {f"outside_{row}": "true"} if each.outside else {}
    return visit.page("custody/new.html", form=now, errors={}, refused=None, **context)
