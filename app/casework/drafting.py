"""Papers made of a template for one case: what is missing is listed before, a dated copy is kept.

What somebody types for a missing name stands on this paper alone.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field

from app.casework import audit, counting, documents, people, policy, templates
from app.casework.arriving import Arrived
from app.casework.casefiles import open_file, open_row
from app.casework.documents import NewDocument
from app.casework.mergewords import KNOWN, LISTED, NAMES, TICKED, Said, said_of
from app.casework.people import PersonView
from app.casework.pressing import Work, press
from app.casework.seats import Seat
from app.casework.templates import FORM, WORD, TemplateView
from app.casework.typed import Long
from app.db.desk import Desk, House
from app.errors import Refused
from app.models import Case, Document
from app.press.bench import Content, Failed
from app.words import N_

MISSING: Final = N_("The case does not say this. Type it, or leave it empty and say so below.")
WHOM: Final = N_("Choose somebody of this case.")
WHICH: Final = N_("Choose a hearing of this case.")
NOT_USABLE: Final = N_(
    "This template cannot be used: it has no file yet, is no longer offered, or has a name in it "
    "that is none. Its page says which."
)
FAILED: Final = {
    "letters": N_(
        "A value has letters for which no typeface comes along. Fill in this form by hand."
    ),
    "busy": N_("Several documents are being opened just now. Try again in a moment."),
    "too_large": N_("This paper would be larger than can be made. Take a shorter template."),
}
NOT_MADE: Final = N_("The paper could not be made. Send the template in anew, saved once more.")


class Drafting(BaseModel):
    """Which template is meant, for which case, and about whom and which hearing."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    case_id: UUID
    template_id: UUID
    person_id: UUID | None = Field(default=None, description="Left out: the first client.")
    hearing_id: UUID | None = Field(default=None, description="Left out: the next one.")


class NewDraft(Drafting):
    """A paper to be made."""

    typed: dict[str, Long] = Field(
        default_factory=dict, max_length=100, repr=False, description="What is missing, by name."
    )
    sure: bool = Field(default=False, description="What is still missing then is left empty.")


class ValueView(BaseModel):
    """What the case says for one name of a template."""

    model_config = ConfigDict(frozen=True)

    name: str
    label: str = Field(description="What it is, as the list of names says it.")
    value: str = Field(repr=False, description="Of a list, how many entries it has.")
    missing: bool
    listed: bool = Field(description="It stands once for each entry of a list.")


class DraftView(BaseModel):
    """A paper before it is made: what would stand in it, and what is missing."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    template_id: UUID
    name: str
    kind: str
    person_id: UUID | None
    values: list[ValueView] = Field(repr=False)
    missing: list[str] = Field(description="Names for which the case says nothing.")


@dataclass(frozen=True, slots=True)
class Begun:
    """A paper that is ready for the press."""

    document_id: UUID
    work: Work = field(repr=False)


def preview(desk: Desk, wanted: Drafting) -> DraftView:
    """Return what would stand in a paper, and what is missing.

    Raises:
        NotFound: No such case or template here.
        Refused: The template cannot be used; the person or the hearing is of another case.
    """
    case = open_file(desk, wanted.case_id)
    template = templates.one(desk, wanted.template_id)
    _require_usable(template)
    own = people.of_case(desk, case.id)
    said = _said(desk, case, template, own, wanted)
    return _view(wanted, template, own, said)


def begin(desk: Desk, new: NewDraft) -> Begun:
    """Return a paper of what the case says now, ready for the press.

    Raises:
        Damaged: The template's file was changed outside Amparo.
        NotFound: No such case or template here.
        Refused: As `preview`; or something is missing, and nobody said that it may be.
    """
    case = open_file(desk, new.case_id)
    template, content = templates.content_of(desk, new.template_id)
    _require_usable(template)
    said = _said(desk, case, template, people.of_case(desk, case.id), new)
    used = _used(template)
    missing = [name for name in used if _is_missing(name, said) and not new.typed.get(name)]
    if missing and not new.sure:
        raise Refused(fields={f"typed.{name}": MISSING for name in missing})
    values = said.values | {
        name: words for name, words in new.typed.items() if name in used and name in NAMES
    }
    return Begun(*_work(desk, case, template, content, (values, said.lists)))


def make(house: House, seat: Seat, begun: Begun) -> UUID:
    """Have a paper made, and keep it in its case; return the id of its document.

    Raises:
        AmparoError: There is no room, or the case is not open any more.
        Refused: The press could not make it.
    """
    try:
        press(house, seat, begun.work, lambda _far: None)
    except Failed as wrong:
        raise Refused(FAILED.get(wrong.code, NOT_MADE)) from None
    return begun.document_id


def _require_usable(template: TemplateView) -> None:
    if not template.usable or template.retired:
        raise Refused(fields={"template_id": NOT_USABLE})


def _said(
    desk: Desk, case: Case, template: TemplateView, own: list[PersonView], wanted: Drafting
) -> Said:
    if wanted.person_id is not None and wanted.person_id not in {each.id for each in own}:
        raise Refused(fields={"person_id": WHOM})
    said = said_of(desk, case, own, (wanted.person_id, wanted.hearing_id), template.language)
    if wanted.hearing_id is not None and said.hearing_id is None:
        raise Refused(fields={"hearing_id": WHICH})
    return said


def _used(template: TemplateView) -> list[str]:
    """Return the names that a template uses, each once; what ticks boxes is nothing to type."""
    names = dict.fromkeys(each.filled_by for each in template.found if each.filled_by)
    return [name for name in names if name in KNOWN]


def _is_missing(name: str, said: Said) -> bool:
    if name in LISTED:
        return not any(entry[name] for entry in said.lists[name.partition(".")[0]])
    return not said.values[name]


def _view(wanted: Drafting, template: TemplateView, own: list[PersonView], said: Said) -> DraftView:
    used = _used(template)
    first = own[0].id if own else None
    return DraftView(
        case_id=wanted.case_id,
        template_id=wanted.template_id,
        name=template.name,
        kind=template.kind,
        person_id=wanted.person_id or first,
        values=[
            ValueView(
                name=name,
                label=KNOWN[name],
                value=_shown(name, said),
                missing=_is_missing(name, said),
                listed=name in LISTED,
            )
            for name in used
        ],
        missing=[name for name in used if _is_missing(name, said)],
    )


def _shown(name: str, said: Said) -> str:
    if name not in LISTED:
        return said.values[name]
    entries = said.lists[name.partition(".")[0]]
    return str(sum(bool(entry[name]) for entry in entries))


def _work(
    desk: Desk,
    case: Case,
    template: TemplateView,
    content: bytes,
    said: tuple[dict[str, str], dict[str, list[dict[str, str]]]],
) -> tuple[UUID, Work]:
    values, lists = said
    order: dict[str, Any] = {"kind": template.kind, "step": "fill"}
    if template.kind == WORD:
        order |= _of_word(template, values, lists)
    else:
        order |= _of_form(template, values)
    document_id = uuid4()
    number = template.files[0].number if template.files else template.version
    made_of = {
        "template_id": str(template.id),
        "name": template.name,
        "number": number,
        "sha256": sha256(content).hexdigest(),
    }
    today = counting.today(desk, desk.who.zone)
    known = {"name": template.name, "kind": template.document_kind, "dated_on": today}
    document = NewDocument.model_validate({"case_id": case.id, **known})

    def keep(writing: Desk, arrived: list[Arrived], _told: dict[str, Any]) -> None:
        _keep(writing, document, made_of, arrived)

    work = Work(
        case.id,
        template.name,
        {"template": order},
        keep,
        contents=[Content(len(content), lambda: [content])],
        ending="pdf" if template.kind == FORM else "docx",
        document_id=document_id,
    )
    return document_id, work


def _of_word(
    template: TemplateView, values: dict[str, str], lists: dict[str, list[dict[str, str]]]
) -> dict[str, Any]:
    """Return what fills a Word file: what was shown before, and nothing that it might say besides.

    Whoever exchanges the file at the shell, with the server's key, has no other name filled in.
    """
    used = set(_used(template))
    entries = {
        name: [{each: entry[each] for each in entry if each in used} for entry in found]
        for name, found in lists.items()
    }
    return {
        "values": {name: values[name] for name in values if name in used},
        "lists": {name: found for name, found in entries.items() if any(found)},
    }


def _of_form(template: TemplateView, values: dict[str, str]) -> dict[str, Any]:
    """Return what fills a form, and what its addendum says above."""
    fields = {each.key: each.filled_by for each in template.found if each.filled_by}
    known = {**NAMES, **TICKED}
    who = (values["client.full_name"], values["client.a_number"])
    return {
        "values": {key: values[name] for key, name in fields.items()},
        "called": {key: known[name].partition(": ")[2] for key, name in fields.items()},
        "heading": "Addendum",
        "about": "\n".join([template.name, ", ".join(filter(None, who))]),
    }


def _keep(
    desk: Desk, document: NewDocument, made_of: dict[str, Any], arrived: list[Arrived]
) -> None:
    policy.require(desk.who.role, "document.draft")  # as it is now
    [paper] = arrived
    documents.add(desk, document, paper.expected.document_id)
    row = open_row(desk, Document, paper.expected.document_id)
    row.made_of = made_of
    documents.received(desk, paper)
    audit.note(desk, "document.draft", row.id)
