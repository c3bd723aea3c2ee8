"""A form that was begun and not saved: Back and Reload bring it again, for this session alone.

Pages may not be kept by the browser, so what was typed waits in the session, sealed under its
cookie like all that a session keeps; it goes with the sign-out, and nothing of it is stored. Of
each kind of form the one that was typed into last is kept. Its page carries a mark, so that saving
it drops this one and no other, and what its page sends late does not bring it back.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from typing import Any, Final, Literal, get_args
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.casework import policy
from app.errors import SignedOut
from app.gate import Shared, doing, token_of
from app.web.forms import Form, FormDep
from app.web.visit import Visit, VisitDep
from app.web.whichcase import case_of

router = APIRouter()

Kind = Literal[
    "case",
    "person",
    "hearing",
    "deadline",
    "event",
    "note",
    "handed-in",
    "screen",
    "hold",
    "court-check",
    "call-1",
    "call-2",
    "call-3",
    "call-4",
]
# Calls that are taken at the same time, each in a tab of its own.
CALLS: Final[tuple[Kind, ...]] = ("call-1", "call-2", "call-3", "call-4")
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
HANDED_IN: Final[Kind] = "handed-in"  # the one form of those who work on no case
# What each form is saved at; a case's id may stand in the address.
SAVED_AT: Final[Mapping[str, Kind]] = {
    "/cases": "case",
    "/people": "person",
    "/hearings": "hearing",
    "/hearings/preview": "hearing",
    "/deadlines": "deadline",
    "/deadlines/preview": "deadline",
    "/events": "event",
    "/events/preview": "event",
    "/notes": "note",
    "/handed-in": HANDED_IN,
    "/cases/{case_id}/screens": "screen",
    "/cases/{case_id}/holds": "hold",
    "/holds": "hold",
    "/court-check": "court-check",
}
ANEW, MARK = "anew", "begun"
NO_CONTENT: Final = 204
SEE_OTHER: Final = 303


def once(route: Callable[..., Response]) -> Callable[..., Response]:
    """Have a form that is sent twice as it is save once; the second press goes where the first led.

    Of what a page's script stops itself, a page without one sends each press.
    """

    @wraps(route)
    def sent(visit: Visit, form: Form, **path: object) -> Response:
        book = visit.there.sessions.sent(token_of(visit.request))
        if book is None or not form.one(MARK):
            return route(visit=visit, form=form, **path)
        told = json.dumps([visit.request.url.path, form], sort_keys=True).encode()
        with book.once(told) as (led, note):
            if led:
                return RedirectResponse(led, status_code=SEE_OTHER)
            answer = route(visit=visit, form=form, **path)
            if answer.status_code == SEE_OTHER:
                note(answer.headers["location"])
            return answer

    return sent


@router.post("/begun/{kind}", **doing("form.keep"))
def begin(visit: VisitDep, kind: Kind, form: FormDep) -> Response:
    """Keep what is being typed, or forget it where she begins anew."""
    with visit.read() as desk:  # only whoever may; nothing is asked of the database
        if kind != HANDED_IN:
            policy.require(desk.who.role, "case.list")
    if form.one(ANEW):
        forget(visit, kind, form)
        return visit.to(_page_of(kind, form))
    keep(visit, kind, form)
    return Response(status_code=NO_CONTENT)


def look(visit: Visit, kind: Kind) -> Form | None:
    """Return the form of this kind that was typed into last and not saved in this session."""
    payload = visit.there.sessions.begun(token_of(visit.request), kind)
    return None if payload is None else Form(json.loads(payload))


def about(visit: Visit, kind: Kind, case_id: UUID | None) -> Form | None:
    """Return such a form, if it is about this case; None for the office as a whole."""
    kept = look(visit, kind)
    return kept if kept is not None and case_of(kept) == case_id else None


def waiting(request: Request, there: Shared) -> list[tuple[Kind, str]]:
    """Return which kinds of form wait half-typed in a session, each with its page's address."""
    token = token_of(request)
    found = {kind: there.sessions.begun(token, kind) for kind in KINDS}
    return [
        (kind, _page_of(kind, Form(json.loads(payload))))
        for kind, payload in found.items()
        if payload is not None
    ]


def shown(kept: Form | None) -> dict[str, Any]:
    """Return what a page shows of what was begun, which may be nothing."""
    return {} if kept is None else {"begun": True, "form": kept.typed()}


def keep(visit: Visit, kind: Kind, form: Form) -> None:
    """Keep what was typed, unless it was saved meanwhile."""
    payload = json.dumps(form, ensure_ascii=False).encode()
    token = token_of(visit.request)
    visit.there.sessions.keep_begun(token, kind, form.one(MARK), payload)


def forget(visit: Visit, kind: Kind, form: Form) -> None:
    """Forget what was begun: it is saved, or she begins anew."""
    visit.there.sessions.forget_begun(token_of(visit.request), kind, form.one(MARK))


def keep_of_ended(request: Request, there: Shared) -> bool:
    """Keep a form that came after its session was over, for its person's next sign-in here."""
    form: Form | None = getattr(request.state, "form", None)
    route = getattr(request.scope.get("route"), "path", "")
    named = request.path_params.get("kind", "")
    kind = named if named in KINDS else SAVED_AT.get(route, "")
    with suppress(SignedOut):
        token = token_of(request)
        if form and kind and not form.one(ANEW) and there.sessions.ended_by(token):
            payload = json.dumps(form, ensure_ascii=False).encode()
            there.sessions.keep_begun(token, kind, form.one(MARK), payload)
            return True
    return False


def has_ended(request: Request, there: Shared) -> bool:
    """Tell whether this browser's session ran out or was locked; one that was closed is not."""
    with suppress(SignedOut):
        return bool(there.sessions.ended_by(token_of(request)))
    return False


def _page_of(kind: Kind, form: Form) -> str:
    """Return the address of an empty form about the same."""
    if kind in CALLS:
        return f"/intake/new?tab={CALLS.index(kind) + 1}"
    if kind in {HANDED_IN, "court-check"}:
        return f"/{kind}"
    case = case_of(form)
    within = {
        "screen": (f"/cases/{case}/screens", "/cases"),
        "hold": (f"/cases/{case}/holds", "/destructions"),
        "person": (f"/people/new?{urlencode({'case': case})}", "/cases"),
        "note": (f"/cases/{case}#h-notes", "/cases"),
    }
    anew = (f"/{kind}s/new?{urlencode({'case': case})}", f"/{kind}s/new")
    with_case, without = within.get(kind, anew)
    return with_case if case else without
