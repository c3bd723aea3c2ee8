"""Templates of the office: what papers of its cases are made of. No client stands in one.

Some come with Amparo and are read only (`shipped`); the others supervising attorneys send in. A
file is looked at by the press before it is kept, and what stands in it is kept with it.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, staff
from app.casework.casefiles import expect
from app.casework.documents import Kind as DocumentKind
from app.casework.documents import Sent
from app.casework.mergewords import KNOWN, NAMES, TICKED, nearest
from app.casework.shipped import Shipped, shipped
from app.casework.sound import sound
from app.casework.typed import Short
from app.db.desk import Desk
from app.errors import Conflict, Damaged, NotFound, Refused
from app.forums.courts import fold
from app.models import Template, TemplateFile
from app.press.bench import Content, Failed, Ready, ordered
from app.words import N_

WORD, FORM = "word", "form"
Kind = Literal["word", "form"]
Language = Literal["en", "es"]
MOST_BYTES: Final = 4 * 1024 * 1024
READ_ONLY: Final = N_(
    "This template comes with Amparo. Save it, change it in Word, and send it in as one of yours."
)
NOTHING_YET: Final = N_("No file of this template has arrived yet. Send it first.")
NO_SUCH_FIELD: Final = N_("The form has no such field any more, or the name is none. Choose anew.")
FAILED: Final = {
    "damaged": N_("This file could not be read. Open it, save it anew, and send that."),
    "locked": N_("This file opens by a password only. Save it without one, and send that."),
    "too_large": N_("This file has more parts, or is larger inside, than a template needs."),
    "no_word": N_("This is no Word file. In Word, save it as a document (.docx), and send that."),
    "program": N_(
        "This file has a program or another file inside, which would go along to whoever opens the "
        "paper. Save it in Word without macros and without what was put in from elsewhere."
    ),
    "outside": N_(
        "This file fetches something from elsewhere when it is opened, which tells others that it "
        "was. Break its links in Word, put pictures in as they are, and send it anew."
    ),
    "changes": N_(
        "Changes or comments stand open in this file. Accept or reject all, delete the comments, "
        "and send it anew."
    ),
    "open_name": N_(
        "A name in this file begins or ends with one brace too few, or with a sign that means "
        "nothing here. Write each as {{ client.full_name }}, and send it anew."
    ),
    "xfa": N_(
        "This form is of a kind that only one program shows (XFA). Ask the agency for a fillable "
        "PDF, or print it into a PDF and have its fields made anew."
    ),
    "busy": N_("Several documents are being opened just now. Try again in a moment."),
    "no_form": N_("This PDF has no field that could be filled in."),
    "ended": N_("Looking at this file took too long. Save it anew, simpler, and send that."),
}


class NewTemplate(BaseModel):
    """A template whose file is about to be sent."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Short = Field(min_length=1)
    kind: Kind = "word"
    language: Language = Field(default="en", description="In which days and codes are written.")
    document_kind: DocumentKind = Field(
        default="other", description="What a paper made of it is in its case."
    )


class TemplateChange(BaseModel):
    """What is changed; whatever is left out stays."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    name: Short | None = Field(default=None, min_length=1)
    language: Language | None = None
    document_kind: DocumentKind | None = None
    retired: bool | None = Field(default=None, description="No longer offered.")
    fields: dict[str, str] | None = Field(
        default=None, max_length=2_000, description="Of a form: for each field, what fills it."
    )


class TemplateField(BaseModel):
    """A name, or a field, that stands in a template."""

    model_config = ConfigDict(frozen=True)

    key: str
    kind: str = Field(description="name, text or tick.")
    said: str = Field(description="What a form itself calls it.")
    page: int
    most: int = Field(description="How many letters it takes; 0: as many as have room.")
    filled_by: str = Field(description="The name that fills it; empty: none does.")
    known: bool = Field(description="Of a name, whether it is one.")
    nearest: str = Field(default="", description="Of a name that is none, the one most like it.")


class TemplateVersion(BaseModel):
    """One version of a template."""

    model_config = ConfigDict(frozen=True)

    number: int
    size: int
    sha256: str
    by: str
    at: datetime


class TemplateView(BaseModel):
    """A template as a page or a program sees it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    version: int
    name: str
    kind: str
    language: str
    document_kind: str
    shipped: bool = Field(description="It comes with Amparo, and is read only.")
    retired: bool
    usable: bool = Field(description="It has a file, and no name in it is unknown.")
    found: list[TemplateField]
    files: list[TemplateVersion] = Field(description="The newest first.")


def add(desk: Desk, new: NewTemplate) -> TemplateView:
    """Name a template whose file is about to be sent."""
    row = Template(author_id=desk.who.id, at=desk.now, **new.model_dump())
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "template.add", row.id)
    return one(desk, row.id)


def change(desk: Desk, template_id: UUID, wanted: TemplateChange) -> TemplateView:
    """Change what is said of a template, or which names fill the fields of a form.

    Raises:
        Conflict: Somebody saved since.
        NotFound: There is no such template.
        Refused: It comes with Amparo; or a field or a name is none.
    """
    row = _own(desk, template_id)
    expect(row, wanted.version, one(desk, template_id))
    said = wanted.model_dump(exclude={"version"}, exclude_none=True)
    if wanted.fields is not None:
        chosen = {key: name for key, name in wanted.fields.items() if name}
        _require_fields(row, chosen)
        said["fields"] = chosen
    for name, value in said.items():
        setattr(row, name, value)
    desk.db.flush()
    audit.note(desk, "template.change", row.id, fields=sorted(said))
    return one(desk, template_id)


def to_receive(desk: Desk, template_id: UUID, sent: Sent) -> str:
    """Return of which kind the file of a template has to be, before its first byte is read.

    Raises:
        Conflict: Somebody saved since; or it has a file, and whoever sends does not know of it.
        NotFound: There is no such template.
        Refused: It comes with Amparo.
    """
    row = _own(desk, template_id)
    _require_known(desk, row, sent)
    return row.kind


def looked_at(kind: str, content: bytes) -> list[dict[str, Any]]:
    """Return what stands in a file, as the press reads it; no desk is open meanwhile.

    Raises:
        Refused: It cannot be a template.
    """
    order = {"template": {"kind": kind, "step": "look"}}
    try:
        for answer in ordered(order, [Content(len(content), lambda: [content])]):
            if isinstance(answer, Ready):
                found: list[dict[str, Any]] = answer.told["found"]
                return found
    except Failed as wrong:
        raise Refused(FAILED.get(wrong.code, FAILED["ended"])) from None
    raise Refused(FAILED["ended"])


def received(
    desk: Desk, template_id: UUID, content: bytes, found: list[dict[str, Any]], sent: Sent
) -> TemplateView:
    """Keep a file as a template's newest version.

    Raises:
        Conflict: Another came first.
        NotFound: There is no such template any more.
        Refused: It comes with Amparo.
    """
    row = _own(desk, template_id)
    _require_known(desk, row, sent)
    file = TemplateFile(id=uuid4(), template_id=row.id, content=b64encode(content).decode())
    kept = {
        "id": str(file.id),
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
        "by": str(desk.who.id),
        "at": desk.now.isoformat(),
    }
    keys = {each["key"] for each in found}
    row.files = [*row.files, kept]
    row.found = found
    row.fields = {key: name for key, name in row.fields.items() if key in keys}
    desk.db.add(file)
    desk.db.flush()
    rows = {TemplateFile.__tablename__: [str(file.id)]}
    audit.note(desk, "template.receive", row.id, number=len(row.files), rows=rows)
    return one(desk, template_id)


def one(desk: Desk, template_id: UUID) -> TemplateView:
    """Return one template.

    Raises:
        NotFound: There is none.
    """
    if template_id in shipped():
        return _shipped_view(shipped()[template_id])
    return _views(desk, [_own(desk, template_id)])[0]


def everywhere(desk: Desk) -> list[TemplateView]:
    """Return every template by name, those of the office first; two statements."""
    found = _views(desk, sound(desk.db.scalars(select(Template))))
    ours = sorted(found, key=lambda each: (each.retired, fold(each.name), each.id))
    theirs = sorted(map(_shipped_view, shipped().values()), key=lambda each: fold(each.name))
    return [*ours, *theirs]


def content_of(desk: Desk, template_id: UUID) -> tuple[TemplateView, bytes]:
    """Return a template and the file of its newest version.

    Raises:
        Damaged: The file was changed or taken away outside Amparo.
        NotFound: There is no such template.
        Refused: No file of it has arrived yet.
    """
    if template_id in shipped():
        each = shipped()[template_id]
        return _shipped_view(each), each.content()
    row = _own(desk, template_id)
    if not row.files:
        raise Refused(NOTHING_YET)
    newest = row.files[-1]
    file = desk.db.get(TemplateFile, UUID(newest["id"]))
    if file is None or file.template_id != row.id:
        raise Damaged
    content = b64decode(file.content)
    if sha256(content).hexdigest() != newest["sha256"]:
        raise Damaged
    return one(desk, template_id), content


def _own(desk: Desk, template_id: UUID) -> Template:
    if template_id in shipped():
        raise Refused(READ_ONLY)
    row = desk.db.get(Template, template_id)
    if row is None:
        raise NotFound
    return row


def _require_known(desk: Desk, row: Template, sent: Sent) -> None:
    if sent.version is None and row.files:
        raise Conflict(current=one(desk, row.id))
    if sent.version is not None:
        expect(row, sent.version, one(desk, row.id))


def _require_fields(row: Template, chosen: dict[str, str]) -> None:
    kinds = {each["key"]: each["kind"] for each in row.found}
    for key, name in chosen.items():
        if name not in (TICKED if kinds.get(key) == "tick" else NAMES) or key not in kinds:
            raise Refused(fields={"fields": NO_SUCH_FIELD})


def _views(desk: Desk, rows: Iterable[Template]) -> list[TemplateView]:
    found = list(rows)
    names = staff.names(desk, {UUID(each["by"]) for row in found for each in row.files})
    return [_view(row, names) for row in found]


def _view(row: Template, names: dict[UUID, str]) -> TemplateView:
    seen = [_found_view(each, row.fields) for each in row.found]
    return TemplateView(
        id=row.id,
        version=row.version,
        name=row.name,
        kind=row.kind,
        language=row.language,
        document_kind=row.document_kind,
        shipped=False,
        retired=row.retired,
        usable=bool(row.files) and all(each.known for each in seen),
        found=seen,
        files=[
            TemplateVersion(number=at + 1, **each | {"by": names.get(UUID(each["by"]), "")})
            for at, each in reversed(list(enumerate(row.files)))
        ],
    )


def _found_view(each: dict[str, Any], fields: dict[str, str]) -> TemplateField:
    is_name = each["kind"] == "name"
    known = not is_name or each["key"] in KNOWN
    filled_by = each["key"] if is_name else fields.get(each["key"], "")
    like = "" if known else nearest(each["key"])
    return TemplateField(**each, filled_by=filled_by, known=known, nearest=like)


def _shipped_view(each: Shipped) -> TemplateView:
    return TemplateView(
        id=each.id,
        version=each.edition,
        name=each.name,
        kind=WORD,
        language=each.language,
        document_kind=each.document_kind,
        shipped=True,
        retired=False,
        usable=True,
        found=[
            TemplateField(key=key, kind="name", said="", page=0, most=0, filled_by=key, known=True)
            for key in each.names()
        ],
        files=[],
    )
