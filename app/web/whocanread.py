"""Who can read what on this server, and who could be compelled: a page fit to show a client."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import whocanread
from app.gate import doing
from app.web.visit import VisitDep
from app.words import LOCALES

router = APIRouter()


@router.get("/who-can-read", **doing("facts.read"))
def facts(visit: VisitDep, lang: str = "", to: str = "") -> Response:
    """Show it, in another language and without colleagues' names where that is asked for."""
    with visit.read() as desk:
        known = whocanread.facts(desk)
    if to == "client":
        known = known.model_copy(update={"people": [], "custodians": []})
    locale = lang if lang in LOCALES else visit.who.locale
    return visit.page(
        "record/who_can_read.html",
        in_locale=locale,
        section="office",
        facts=known,
        to=to if to == "client" else "",
        for_others=to == "client",
        others=[each for each in LOCALES if each != locale],
        tz=visit.who.zone,
    )
