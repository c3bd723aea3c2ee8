"""Failures as pages, in the person's language where she is known."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from app.casework import staff
from app.errors import (
    AmparoError,
    Conflict,
    Damaged,
    Forbidden,
    NotFound,
    Refused,
    SignedOut,
    Throttled,
    TooLarge,
    WrongMethod,
)
from app.forums import courts, formats
from app.gate import allowed, settings_of
from app.web import begun
from app.web.fields import FIELDS
from app.web.forms import Form, as_sent, sentences
from app.web.pages import page
from app.web.visit import SEE_OTHER, Visit, stranger_locale
from app.words import N_

BROKEN = N_("Something in Amparo went wrong, and nothing was saved. Go back and try again.")
# How a deadline ended is kept under other names than it is typed.
ENDED = {"outcome": "status", "note": "filed_note", "on": "filed_on", "hour": "filed_at"}
# How the values of a field are said where two versions stand side by side; else as they are.
SAID_AS = {
    "accrued_on": "day",
    "valid_until": "day",
    "received_on": "day",
    "biometrics_on": "day",
    "arrested_on": "day",
    "adjourned": "adjourned",
    "at": "clock",
    "birth_date": "day",
    "custody": "custody",
    "dated_on": "day",
    "authority": "authority",
    "birth_sure": "birth_sure",
    "concluded_on": "day",
    "decided_on": "day",
    "detained": "threefold",
    "due": "day",
    "ended": "stay_ended",
    "fatal": "flag",
    "filed_on": "day",
    "hour": "clock",
    "interpreter": "flag",
    "judge_on": "day",
    "keep_until": "day",
    "kind": "kind",
    "language": "language",
    "late": "flag",
    "means": "meaning",
    "may_be_told": "may_be_told",
    "medium": "medium",
    "number_seen": "flag",
    "on": "day",
    "outcome": "deadline_status",
    "originals": "originals",
    "proceeding": "proceeding",
    "question": "transfer",
    "retention": "retention",
    "role": "role",
    "safe_message": "threefold",
    "safe_to_call": "threefold",
    "safe_to_say": "threefold",
    "safe_to_text": "threefold",
    "third_party": "flag",
    "second_language": "language",
    "served_on": "day",
    "since": "day",
    "stage": "stage",
    "until": "day",
    "whose": "whose",
    "work_product": "flag",
    "activity": "activity",
    "worked_on": "day",
    "due_on": "day",
    "made_on": "day",
    "done_on": "day",
    "step": "record_step",
    "reply": "referral_reply",
    "answered_on": "day",
    "signed_on": "day",
    "revoked_on": "day",
}
# Of these, what is said otherwise than of hearings and deadlines.
OF_NOUN: Mapping[str, Mapping[str, str]] = {
    "proceeding": {"kind": "proceeding", "outcome": "outcome_of"},
    "filing": {
        "kind": "filing",
        "outcome": "filing_outcome",
        "filed_by": "filed_by",
        "filed_how": "filed_how",
        "fee": "fee",
        "stay": "stay",
        "person_id": "chosen",
        "proceeding_id": "chosen",
        "about_id": "chosen",
    },
    "criminal_case": {"known_from": "known_from"},
}
# What a page of a failure gives back of a form that was not saved: words, numbers and days.
WORDS = (
    *("text", "note", "title", "reason", "override_reason", "given_names", "family_name"),
    *("aliases", "relation", "a_number", "birth_date", "phone", "detained_at", "judge", "place"),
    *("learned", "goes_along", "name", "number", "on", "at", "due", "decision", "how", "answer"),
    *("source", "told_what", "booking", "address", "forum", "category", "counsel", "advice"),
    *("words", "minutes", "worked_on", "due_on"),
    *("to_whom", "what_for", "what", "may_tell", "why_revoked", "done_on"),
)
GIVES_BACK = (NotFound, Forbidden, SignedOut)
SECRETS = ("password", "passphrase", "paper")
# The failures that have a page of their own, by their codes.
PAGES = {
    "signed_out",
    "forbidden",
    "not_found",
    "wrong_method",
    "too_large",
    "wrong_type",
    "refused",
    "throttled",
    "unavailable",
    "sealed",
    "out_of_room",
    "wrong_host",
    "other_site",
}


def answer(request: Request, fault: Exception) -> Response:
    """Return the page of a failure; it repeats nothing of what was sent."""
    failure = _failure(fault)
    if isinstance(failure, SignedOut):
        return _to_sign_in(request)
    response = _told(request, failure)
    if isinstance(failure, WrongMethod):
        response.headers["Allow"] = allowed(request)
    if isinstance(failure, Throttled):
        response.headers["Retry-After"] = str(failure.retry_after)
    return response


def _told(request: Request, failure: Exception) -> Response:
    status = failure.status if isinstance(failure, AmparoError) else 500
    text: object = failure if isinstance(failure, AmparoError) else BROKEN
    if request.headers.get("hx-request") and not isinstance(failure, Conflict):
        return _page(request, "errors/part.html", status, text=text)
    code = failure.code if isinstance(failure, AmparoError) else ""
    base_url = settings_of(request).base_url
    context: dict[str, object] = {"text": text, "reference": "", "base_url": base_url}
    context["unsaved"] = _unsaved(request) if isinstance(failure, GIVES_BACK) else []
    context["by_role"] = getattr(failure, "text", "") == Forbidden.default
    if isinstance(failure, Damaged):
        return _page(request, "errors/damaged.html", status, case_id=None, **context)
    if isinstance(failure, Conflict):
        bare = {"rows": (), "again": None, "current_url": ""}
        return _page(request, "errors/conflict.html", status, **(context | bare))
    return _page(request, f"errors/{code if code in PAGES else 'broken'}.html", status, **context)


def _unsaved(request: Request) -> list[tuple[str, str]]:
    """Return the words of a form that was not saved, each by its name, for whoever typed them."""
    form: Form = getattr(request.state, "form", None) or Form()
    if any(name in form for name in SECRETS):
        return []
    return [(FIELDS[name], form.one(name)) for name in WORDS if form.one(name)]


def conflict_page(
    visit: Visit, wrong: Conflict, noun: str, address: str, typed: Mapping[str, object]
) -> Response:
    """Return what stands beside what was typed, with a button that saves the typed after all.

    Where the database alone knows that somebody came first, only the typed is shown; saving it
    again shows both. The last part of an address may name a deed (`/deadlines/…/completion`); what
    stands is shown by the page before it.
    """
    current = wrong.current
    stands = current.model_dump() if isinstance(current, BaseModel) else {}
    with visit.read() as desk:
        names = {str(each): name for each, name in staff.names(desk).items()}
    mine = {name: as_sent(value) for name, value in typed.items() if name != "version"}
    rows = [
        (FIELDS.get(name, name), *_in_words(noun, name, names, (now, value)), now != value)
        for name, value in mine.items()
        if (now := _standing(noun, stands, name)) is not None or (not stands and value)
    ]
    return visit.page(
        "errors/conflict.html",
        status=wrong.status,
        text=wrong,
        reference="",
        rows=sorted(rows, key=lambda row: not row[-1]),
        again={
            "action": address,
            "fields": [*mine.items(), ("version", stands.get("version", 0))],
        },
        current_url="/".join(address.split("/")[:3]),
    )


def _standing(noun: str, stands: Mapping[str, object], name: str) -> str | None:
    """Return what stands for a field of a form, None where it is not the form's to compare."""
    kept = ENDED.get(name, name) if noun == "deadline" else name
    if name == "proceeding" and stands.get("proceeding_id"):
        kept = "proceeding_id"
    return as_sent(stands[kept]) if kept in stands else None


def _in_words(
    noun: str, name: str, names: Mapping[str, str], pair: tuple[str | None, str]
) -> tuple[str, str | None, str]:
    """Return how both values of a field are said, and the values; people and courts by name."""
    now, mine = pair
    if name in {"responsible_id", "lead_id", "backup_id", "holder_id"}:
        return "", None if now is None else names.get(now, ""), names.get(mine, "")
    table = OF_NOUN.get(noun, {}).get(name, "")
    if table == "chosen":  # what is chosen of the case stands by its id
        return (table, *(value and "of_case" for value in pair))  # type: ignore[return-value]
    if table:
        return (table, *pair)
    if name == "proceeding":
        return ("proceeding_or_record", *(value and _code_of(value) for value in pair))  # type: ignore[return-value]
    if name == "court":
        return "", None if now is None else _court(now), _court(mine)
    return (_said_as(noun, name), *pair)


def _said_as(noun: str, name: str) -> str:
    """Return which table of words says a field's values, or nothing: they stand as they are."""
    if name == "status":
        return f"{noun}_status"
    if name == "interpreter" and noun == "hearing":  # the language, not whether one is needed
        return ""
    if name == "kind" and noun == "document":
        return "document_kind"
    if name == "kind" and noun == "release":
        return "release_kind"
    return SAID_AS.get(name, "")


def _code_of(proceeding: str) -> str:
    return "of_case" if formats.is_id(proceeding) else proceeding


def _court(code: str) -> str:
    found = courts.court(code.upper()) if code else None
    return found.name if found else code


def _failure(fault: Exception) -> Exception:
    if isinstance(fault, RequestValidationError):
        in_path = any("path" in error["loc"] for error in fault.errors())
        return NotFound() if in_path else Refused(fields=sentences(list(fault.errors())))
    if isinstance(fault, HTTPException):
        if fault.status_code == TooLarge.status:
            return TooLarge()
        if fault.status_code == WrongMethod.status:
            return WrongMethod()
        return NotFound() if fault.status_code == NotFound.status else Refused()
    return fault


def _to_sign_in(request: Request) -> Response:
    is_kept = begun.keep_of_ended(request, request.app.state.shared)
    if request.headers.get("hx-request"):
        return HTMLResponse("", headers={"HX-Redirect": "/sign-in"})
    if not is_kept and begun.has_ended(request, request.app.state.shared) and _unsaved(request):
        return _told(request, SignedOut())
    return RedirectResponse("/sign-in", status_code=SEE_OTHER)


def _page(request: Request, name: str, status: int, **context: object) -> Response:
    who = getattr(request.state, "who", None)
    settings = settings_of(request)
    locale = who.locale if who else stranger_locale(request)
    standing = {"me": who, "office_phone": settings.office_phone, "demo": settings.demo}
    return page(name, locale, status=status, **(standing | context))
