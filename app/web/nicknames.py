"""What I call a case in my own mails."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import nicknames
from app.casework.casefiles import label_of
from app.casework.nicknames import NewNickname
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/cases/{case_id}/nickname", **doing("nickname.keep"))
def mine(visit: VisitDep, case_id: UUID) -> Response:
    """Show what I call a case."""
    return _page(visit, case_id)


@router.post("/cases/{case_id}/nickname", **doing("nickname.keep"))
def give(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Call it so from now on; left empty, no more."""
    try:
        new = read(NewNickname, {"word": form.one("word")})
        with visit.write() as desk:
            nicknames.give(desk, case_id, new)
    except TURNED_BACK as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}")


def _page(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        label, known = label_of(desk, case_id), nicknames.mine(desk, case_id)
    if form is not None and wrong is not None:
        return visit.again("cases/nickname.html", form, wrong, section="cases", label=label)
    typed = {"word": known.word}
    return visit.page("cases/nickname.html", section="cases", label=label, form=typed)
