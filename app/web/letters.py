"""Letters to the people of a case: choosing one, and looking at what was written."""

from typing import Any, get_args
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import letters
from app.casework.casefiles import label_of
from app.casework.letters import Kind, NewLetter
from app.errors import TURNED_BACK, AmparoError, Refused
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.labels import label_of as words_of
from app.web.visit import Visit, VisitDep
from app.web.whichcase import case_of

router = APIRouter()
KINDS = [(code, words_of("letter_kind", code)) for code in get_args(Kind)]


@router.get("/cases/{case_id}/letters", **doing("letter.read"))
def of_case(visit: VisitDep, case_id: UUID) -> Response:
    """Show the letters of a case, and the form of a new one."""
    return _list(visit, case_id)


@router.post("/letters", **doing("letter.write"))
def write(visit: VisitDep, form: FormDep) -> Response:
    """Write a letter, and show it."""
    case_id = case_of(form)
    if case_id is None:
        raise Refused
    try:
        fields = form.filled("case_id", "kind", "person_id", "language", "hearing_id")
        with visit.read() as desk:
            begun = letters.begin(desk, read(NewLetter, fields))
        written = letters.write(visit.there.house, visit.seat, begun)
    except TURNED_BACK as wrong:
        return _list(visit, case_id, form, wrong)
    return visit.to(f"/letters/{written}")


@router.get("/letters/{letter_id}", **doing("letter.read"))
def one(visit: VisitDep, letter_id: UUID) -> Response:
    """Show a letter as it was written, to be printed."""
    with visit.read() as desk:
        view = letters.one(desk, letter_id)
        label = label_of(desk, view.case_id)
    return visit.page("letters/one.html", section="cases", view=view, label=label)


def _list(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        label = label_of(desk, case_id)
        people = letters.addressees(desk, case_id)
        alone = [(each.name, letters.unwritten(each.language)) for each in people]
        context: dict[str, Any] = {
            "section": "cases",
            "label": label,
            "letters": letters.of_case(desk, case_id),
            "people": [(str(each.id), each.name) for each in people],
            "aloud": [each for each in alone if each[1]],
            "hearings": letters.hearings_ahead(desk, case_id),
            "kinds": KINDS,
        }
    if form is not None and wrong is not None:
        return visit.again("letters/list.html", form, wrong, **context)
    return visit.page("letters/list.html", form={}, errors={}, refused=None, **context)
