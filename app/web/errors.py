"""Failures as pages, in the person's language where she is known."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from app.errors import (
    AmparoError,
    Conflict,
    Damaged,
    NotFound,
    Refused,
    SignedOut,
    Throttled,
    TooLarge,
)
from app.gate import shared
from app.web.forms import sentences
from app.web.labels import FIELDS, label_of
from app.web.pages import page
from app.web.visit import SEE_OTHER, Visit, stranger_locale
from app.words import N_, Words, translator

BROKEN = N_("Something in Amparo went wrong, and nothing was saved. Go back and try again.")
# How a deadline ended is kept under other names than it is typed.
ENDED = {"outcome": "status", "note": "filed_note", "on": "filed_on"}
CODED = frozenset({"medium", "proceeding", "role"})  # shown in the words of their labels
THREEFOLD = frozenset({"detained", "safe_to_text"})  # not known is another answer than no
PAGES = {
    401: "signed_out",
    403: "forbidden",
    404: "not_found",
    413: "too_large",
    415: "wrong_type",
    422: "refused",
    429: "throttled",
    503: "unavailable",
    507: "out_of_room",
}


def answer(request: Request, fault: Exception) -> Response:
    """Return the page of a failure; it repeats nothing of what was sent."""
    failure = _failure(fault)
    if isinstance(failure, SignedOut):
        return _to_sign_in(request)
    status = failure.status if isinstance(failure, AmparoError) else 500
    text: object = failure if isinstance(failure, AmparoError) else BROKEN
    if request.headers.get("hx-request") and not isinstance(failure, Conflict):
        return _page(request, "errors/part.html", status, text=text)
    context: dict[str, object] = {"text": text, "reference": ""}
    if isinstance(failure, Damaged):
        return _page(request, "errors/damaged.html", status, case_id=None, **context)
    if isinstance(failure, Conflict):
        bare = {"rows": (), "again": None, "current_url": ""}
        return _page(request, "errors/conflict.html", status, **(context | bare))
    response = _page(request, f"errors/{PAGES.get(status, 'broken')}.html", status, **context)
    if isinstance(failure, Throttled):
        response.headers["Retry-After"] = str(failure.retry_after)
    return response


def conflict_page(
    visit: Visit, wrong: Conflict, address: str, typed: Mapping[str, object]
) -> Response:
    """Return what stands beside what was typed, with a button that saves the typed after all.

    The last part of an address may name a deed (`/deadlines/…/completion`); what stands is shown
    by the page before it.
    """
    current = wrong.current
    stands = current.model_dump() if isinstance(current, BaseModel) else {}
    version = stands.get("version", 0)
    words = translator(visit.who.locale)
    rows = [
        (FIELDS.get(name, name), now, mine, now != mine)
        for name, value in typed.items()
        if name != "version" and (now := _standing(stands, name, words)) is not None
        for mine in [_said(name, value, words)]
    ]
    fields = [(name, value) for name, value in typed.items() if name != "version"]
    return visit.page(
        "errors/conflict.html",
        status=wrong.status,
        text=wrong,
        reference="",
        rows=rows,
        again={"action": address, "fields": [*fields, ("version", version)]},
        current_url="/".join(address.split("/")[:3]),
    )


def _standing(stands: Mapping[str, object], name: str, words: Words) -> str | None:
    """Return what stands for a field of a form, None where it is not the form's to compare."""
    kept = ENDED.get(name, name) if "filed_on" in stands else name
    return _said(name, stands[kept], words) if kept in stands else None


def _said(name: str, value: object, words: Words) -> str:
    if name in CODED:
        return words.gettext(label_of(name, str(value)))
    if name in THREEFOLD:
        known = {"True": N_("Yes"), "true": N_("Yes"), "False": N_("No"), "false": N_("No")}
        return words.gettext(known.get(str(value), N_("Not known")))
    if value is None or value is False or value == "false":
        return ""
    return "✓" if value is True or value == "true" else str(value)


def _failure(fault: Exception) -> Exception:
    if isinstance(fault, RequestValidationError):
        in_path = any("path" in error["loc"] for error in fault.errors())
        return NotFound() if in_path else Refused(fields=sentences(list(fault.errors())))
    if isinstance(fault, HTTPException):
        if fault.status_code == TooLarge.status:
            return TooLarge()
        return NotFound() if fault.status_code in {404, 405} else Refused()
    return fault


def _to_sign_in(request: Request) -> Response:
    if request.headers.get("hx-request"):
        return HTMLResponse("", headers={"HX-Redirect": "/sign-in"})
    return RedirectResponse("/sign-in", status_code=SEE_OTHER)


def _page(request: Request, name: str, status: int, **context: object) -> Response:
    who = getattr(request.state, "who", None)
    settings = shared(request).house.settings
    locale = who.locale if who else stranger_locale(request)
    standing = {"me": who, "office_phone": settings.office_phone, "demo": settings.demo}
    return page(name, locale, status=status, **(standing | context))
