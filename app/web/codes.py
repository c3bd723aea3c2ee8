"""My two printed codes: where they are, and making one anew."""

from fastapi import APIRouter
from fastapi.responses import Response

from app import gate
from app.casework import codes, staff
from app.casework.signin import Proof, prove
from app.errors import AmparoError, NotFound
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/codes", **doing("code.read"))
def mine(visit: VisitDep) -> Response:
    """Show where my codes are kept."""
    return _list(visit)


@router.post("/codes/{which}/place", **doing("code.keep"))
def keep(visit: VisitDep, which: int, form: FormDep) -> Response:
    """Write down where one is kept."""
    with visit.write() as desk:
        codes.keep(desk, which, form.one("place"))
    return visit.to("/codes")


@router.post("/codes/{which}", **doing("code.make"))
def make(visit: VisitDep, which: int, form: FormDep) -> Response:
    """Make one anew after passphrase and code, and show it once; the old one opens nothing."""
    try:
        _prove(visit, form)
        with visit.write() as desk:
            sheet = codes.make_own(desk, which, form.one("place"))
            office = staff.office(desk).name
    except NotFound:
        raise
    except AmparoError as wrong:
        return _list(visit, wrong, which)
    return visit.page("codes/made.html", section="account", sheet=sheet, office=office)


def _prove(visit: Visit, form: Form) -> None:
    """Return when whoever sits here typed her passphrase and a fresh code."""
    with visit.read():
        pass  # who this is, and whether her role includes it
    typed = {"password": form.typed().get("password", ""), "code": form.one("code")}
    there, address = visit.there, gate.network_address(visit.request)
    prove(there.house, there.throttle, visit.who, read(Proof, typed), address)


def _list(visit: Visit, wrong: AmparoError | None = None, which: int = 0) -> Response:
    with visit.read() as desk:
        known = codes.of(desk, desk.who.id)
    return visit.page(
        "codes/list.html",
        status=wrong.status if wrong else 200,
        section="account",
        codes=known,
        refused=wrong,
        which=which,
        tz=visit.who.zone,
    )
