"""Reading forms: url-encoded fields into casework's own input models, refusals into sentences."""

from collections.abc import Collection
from contextlib import suppress
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from app.errors import AmparoError, Refused, WrongType
from app.words import N_

M = TypeVar("M", bound=BaseModel)
MOST_FIELDS = 500
URL_ENCODED = "application/x-www-form-urlencoded"

# Pydantic's own English is for programmers; these are for people. By its error types.
SENTENCES = {
    "missing": N_("This is needed."),
    "date_from_datetime_parsing": N_("There is no such day. Check day and month."),
    "date_parsing": N_("There is no such day. Check day and month."),
    "date_from_datetime_inexact": N_("There is no such day. Check day and month."),
    "datetime_from_date_parsing": N_("There is no such day or hour. Check both."),
    "datetime_parsing": N_("There is no such day or hour. Check both."),
    "string_too_long": N_("This is longer than fits. Shorten it, or put the rest into a note."),
    "string_too_short": N_("This is needed."),
    "string_pattern_mismatch": N_("Write the hour as 08:30."),
    "literal_error": N_("Choose one from the list."),
    "uuid_parsing": N_("Choose one from the list."),
    "bool_parsing": N_("Choose one from the list."),
    "int_parsing": N_("Write a whole number."),
    "extra_forbidden": N_("This page is older than Amparo. Open it anew."),
}
OF_ANY_FIELD = frozenset(SENTENCES.values())  # a list of them says of which field each is
INCOMPLETE = N_("This is too short. Copy it whole, to its last sign.")
OTHERWISE = N_("This cannot be taken as it stands. Look at it again.")


class Form(dict[str, list[str]]):
    """The fields of a form as they were typed."""

    def one(self, name: str) -> str:
        """Return a field's value, empty where it was left out."""
        return self.get(name, [""])[0].strip()

    def typed(self) -> dict[str, str]:
        """Return every field's first value, to be shown again."""
        return {name: values[0] for name, values in self.items()}

    def filled(self, *names: str) -> dict[str, str]:
        """Return those of the named fields that were filled in."""
        return {name: self.one(name) for name in names if self.one(name)}

    def every(self, model: type[BaseModel], *left_out: str) -> dict[str, Any]:
        """Return all of a model's fields; one left empty is cleared: it has its default."""
        return {
            name: self.one(name) or field.get_default()
            for name, field in model.model_fields.items()
            if name not in left_out and not field.is_required()
        }

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a list, as `name.0.field`; what is empty is left out and closed up.

        The form is numbered anew, so that what is wrong with a row stands beside it.
        """
        found: dict[int, dict[str, str]] = {}
        for each in [each for each in self if each.startswith(f"{name}.")]:
            _, number, part = (*each.split(".", 2), "", "")[:3]
            value = self.one(each)
            del self[each]
            if value and number.isdigit() and part:
                found.setdefault(int(number), {})[part] = value
        rows = [found[number] for number in sorted(found)]
        for at, row in enumerate(rows):
            self.update({f"{name}.{at}.{part}": [value] for part, value in row.items()})
        return rows


async def _form(request: Request) -> Form:
    if request.headers.get("content-type", "").partition(";")[0].strip() not in {URL_ENCODED, ""}:
        raise WrongType(N_("This page sends forms only. Open it anew and try again."))
    try:
        pairs = parse_qsl(
            (await request.body()).decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise Refused(N_("This form could not be read. Open the page anew.")) from None
    form = Form()
    for name, value in pairs:
        form.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return form


FormDep = Annotated[Form, Depends(_form)]


async def _stash(request: Request) -> None:
    """Keep what was typed at hand for the page of a failure, also of one before the form is read.

    Read only of whoever has a cookie; what cannot be read is refused when the form is read.
    """
    if request.method == "POST" and request.cookies:
        with suppress(AmparoError):
            request.state.form = await _form(request)


StashDep = Annotated[None, Depends(_stash)]


def read(model: type[M], fields: dict[str, Any], whole: str = "", lists: Collection[str] = ()) -> M:
    """Return the input model of what was typed.

    Args:
        model: What is to be read.
        fields: What was typed, by name.
        whole: The field beside which it is said what is wrong with all of them together.
        lists: Lists whose rows have fields of their own.

    Raises:
        Refused: A field cannot be taken; its name leads to a sentence. No value is repeated.
    """
    try:
        return model.model_validate(fields)
    except ValidationError as wrong:
        found = sentences(wrong.errors(include_input=False, include_url=False), lists)
        raise Refused(fields={name or whole: said for name, said in found.items()}) from None


def as_sent(value: object) -> str:
    """Return a value as a form sends it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def sentences(errors: list[Any], lists: Collection[str] = ()) -> dict[str, str]:
    """Return field names with our own sentence for each of Pydantic's errors.

    Args:
        errors: Pydantic's.
        lists: Lists whose rows have fields of their own, named as `Form.rows` reads them.
    """
    found: dict[str, str] = {}
    for error in errors:
        if error["loc"] and error["loc"][0] in lists:
            found.setdefault(".".join(map(str, error["loc"])), _sentence(error))
            continue
        names = [str(part) for part in error["loc"] if not isinstance(part, int)]
        found.setdefault(names[-1] if names else "", _sentence(error))
    return found


def _sentence(error: dict[str, Any]) -> str:
    if error["type"] == "value_error":
        return str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "string_too_short" and error.get("ctx", {}).get("min_length", 1) > 1:
        return INCOMPLETE
    return SENTENCES.get(error["type"], OTHERWISE)
