"""My two printed codes: where they are, and making one anew."""

import json
from dataclasses import asdict

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import codes, staff
from app.casework.codes import KeptAt, Sheet
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing, token_of
from app.web import proof
from app.web.forms import FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/codes", **doing("code.read"))
def mine(visit: VisitDep) -> Response:
    """Show where my codes are kept; one that was just made is printed by now."""
    answer = _list(visit)
    visit.there.sessions.forget_made(token_of(visit.request))
    return answer


@router.post("/codes/{which}/place", **doing("code.keep"))
def keep(visit: VisitDep, which: int, form: FormDep) -> Response:
    """Write down where one is kept."""
    try:
        at = read(KeptAt, {"place": form.one("place")})
        with visit.write() as desk:
            codes.keep(desk, which, at)
    except TURNED_BACK as wrong:
        return _list(visit, wrong, which, kept=form.one("place"))
    return visit.to("/codes")


@router.post("/codes/{which}", **doing("code.make"))
def make(visit: VisitDep, which: int, form: FormDep) -> Response:
    """Make one anew after passphrase and code, and show it; the old one opens nothing.

    The page loaded anew shows the same, until she goes on: it is the only copy.
    """
    token, mark = token_of(visit.request), form.one("begun")
    kept = visit.there.sessions.made(token, mark)
    if kept is not None:
        with visit.read() as desk:
            office = staff.office(desk).name
        return _made(visit, Sheet(**json.loads(kept)), office)
    try:
        at = read(KeptAt, {"place": form.one("place")})
        with visit.read():
            pass  # who this is, and whether her role includes it
        proof.require(visit, form)
        with visit.write() as desk:
            sheet = codes.make_own(desk, which, at)
            office = staff.office(desk).name
    except proof.UNPROVED as wrong:
        return _list(visit, wrong, which, made=form.one("place"))
    visit.there.sessions.keep_made(token, mark, json.dumps(asdict(sheet)).encode())
    return _made(visit, sheet, office)


def _made(visit: Visit, sheet: Sheet, office: str) -> Response:
    return visit.page("codes/made.html", section="account", sheet=sheet, office=office)


def _list(
    visit: Visit,
    wrong: AmparoError | None = None,
    which: int = 0,
    *,
    kept: str | None = None,
    made: str | None = None,
) -> Response:
    """Return the page; the place that was typed, to keep one or to make one, stands there again."""
    with visit.read() as desk:
        known = codes.of(desk, desk.who.id)
    return visit.page(
        "codes/list.html",
        status=wrong.status if wrong else 200,
        section="account",
        codes=known,
        refused=wrong,
        which=which,
        kept=kept,
        made=made,
        tz=visit.who.zone,
    )
