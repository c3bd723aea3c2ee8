"""Failures as problem documents, in the colleague's language, without a word of what was sent."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from app.errors import (
    AmparoError,
    Conflict,
    Forbidden,
    NotFound,
    Refused,
    Throttled,
    TooLarge,
    Unavailable,
    Unsure,
)
from app.gate import allowed
from app.guards import asked_locale, problem
from app.words import N_, Words, translator

FAULT: Final = N_(
    "Something went wrong on our side, and nothing was saved. Try again; if it stays, tell your "
    "office."
)
NOT_TAKEN: Final = N_("This way of asking is not taken here.")
NOT_JSON: Final = N_("This is not JSON that can be read. Send one JSON object in UTF-8.")
CONFIRM: Final = N_("Send this too if it is right all the same.")
NOT_OF_THE_FORM: Final = N_("This is not of the form that is taken here.")
SHOW_SENTENCE: Final = "Value error, "  # what Pydantic writes before a sentence of ours

# What Pydantic finds (docs.pydantic.dev/latest/errors/validation_errors, read 2026-11), in our
# words: its own repeat what was sent.
SENTENCES: Final[Mapping[str, str]] = {
    "missing": N_("This is missing."),
    "extra_forbidden": N_("There is a member here that Amparo does not know."),
    "json_invalid": NOT_JSON,
    "string_too_short": N_("Write something here."),
    "string_too_long": N_("This is too long."),
    "too_long": N_("These are too many."),
    "literal_error": N_("Choose one of the codes that are listed for this."),
    "greater_than_equal": N_("This number is too small."),
    "less_than_equal": N_("This number is too large."),
    "int_type": N_("Send a whole number."),
    "int_parsing": N_("Send a whole number."),
    "int_from_float": N_("Send a whole number."),
    "bool_type": N_("Send true or false."),
    "bool_parsing": N_("Send true or false."),
    "string_type": N_("Send text."),
    "string_unicode": N_("Send text."),
    "uuid_type": N_("Send an id as Amparo gave it."),
    "uuid_parsing": N_("Send an id as Amparo gave it."),
    "date_type": N_("Write the day as 2027-03-09."),
    "date_parsing": N_("Write the day as 2027-03-09."),
    "date_from_datetime_parsing": N_("Write the day as 2027-03-09."),
    "date_from_datetime_inexact": N_("Write the day as 2027-03-09."),
    "datetime_type": N_("Write day and hour as 2027-03-09T13:00."),
    "datetime_parsing": N_("Write day and hour as 2027-03-09T13:00."),
    "datetime_from_date_parsing": N_("Write day and hour as 2027-03-09T13:00."),
}
WRONG_METHOD: Final = 405
# What the routing itself answers.
KNOWN: Final[Mapping[int, type[AmparoError]]] = {
    403: Forbidden,
    404: NotFound,
    413: TooLarge,
    503: Unavailable,
}


def answer(request: Request, exc: Exception) -> Response:
    """Return any failure as a problem document."""
    words = _words(request)
    if isinstance(exc, AmparoError):
        return _known(words, exc)
    if isinstance(exc, RequestValidationError):
        return _invalid(words, exc)
    if isinstance(exc, HTTPException):
        return _routing(request, words, exc)
    return problem(500, "fault", words(FAULT))


def _words(request: Request) -> Words:
    who = getattr(request.state, "who", None)
    return translator(asked_locale(request.headers) if who is None else who.locale)


def _known(words: Words, exc: AmparoError) -> Response:
    more: dict[str, Any] = {}
    headers: dict[str, str] = {}
    if isinstance(exc, Refused):
        more["errors"] = [{"field": field, "detail": words(text)} for field, text in _told(exc)]
    if isinstance(exc, Conflict):
        current = exc.current
        more["current"] = (
            current.model_dump(mode="json") if isinstance(current, BaseModel) else None
        )
    if isinstance(exc, Throttled):
        headers["Retry-After"] = str(exc.retry_after)
    detail = words.gettext(exc.text, **exc.params)
    return problem(exc.status, exc.code, detail, more=more, headers=headers)


def _told(exc: Refused) -> Iterator[tuple[str, str]]:
    for field, text in exc.fields.items():
        for sentence in exc.doubts if isinstance(exc, Unsure) else (text,):
            yield field, sentence
    if isinstance(exc, Unsure):
        yield exc.confirm, CONFIRM


def _invalid(words: Words, exc: RequestValidationError) -> Response:
    found = exc.errors()
    if any(error["loc"][:1] == ("path",) for error in found):
        return _known(words, NotFound())  # an id that cannot be one names nothing
    faults = [
        {"field": field, "detail": words(text)} for field, text in dict(_faults(found)).items()
    ]
    refused = Refused()
    return problem(refused.status, refused.code, words(refused.text), more={"errors": faults})


def _faults(found: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - Pydantic's own list
    for error in reversed(found):  # of two at one place the first stands
        kind, loc = error["type"], [str(part) for part in error["loc"][1:]]
        if kind == "extra_forbidden":
            loc.pop()  # the member's name is the sender's word
        yield "" if kind == "json_invalid" else ".".join(loc), _sentence(kind, error["msg"])


def _sentence(kind: str, msg: str) -> str:
    """Return our sentence; one of a validator's only if translators know it as ours."""
    if kind == "value_error":
        text = msg.removeprefix(SHOW_SENTENCE)
        return text if translator("es")(text) != text else NOT_OF_THE_FORM
    return SENTENCES.get(kind, NOT_OF_THE_FORM)


def _routing(request: Request, words: Words, exc: HTTPException) -> Response:
    if exc.status_code in KNOWN:
        return _known(words, KNOWN[exc.status_code]())
    if exc.status_code == 400:  # noqa: PLR2004 - FastAPI could not read the body
        return _known(words, Refused(NOT_JSON))
    headers = {"Allow": allowed(request)} if exc.status_code == WRONG_METHOD else exc.headers
    return problem(exc.status_code, "not_taken", words(NOT_TAKEN), headers=headers)
