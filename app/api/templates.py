"""Templates of the office: what papers of its cases are made of."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app import hatch
from app.api.taking import JSONRoute
from app.casework import templates
from app.casework.mergewords import LISTED, NAMES, TICKED
from app.casework.templates import NewTemplate, TemplateChange, TemplateView
from app.gate import ReadDeskDep, SeatDep, SharedDep, WriteDeskDep, doing
from app.words import translator

router = APIRouter(prefix="/templates", route_class=JSONRoute)
bodies = APIRouter(prefix="/templates", route_class=hatch.BodyRoute)
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file."},
}


class NameView(BaseModel):
    """A name that a template may use."""

    model_config = ConfigDict(frozen=True)

    name: str
    label: str
    listed: bool = Field(description="Its row, or paragraph, is there once for each entry.")
    ticks: bool = Field(description="It ticks a box of a form, and stands in no text.")


@router.get("", **doing("template.read"))
def listed(desk: ReadDeskDep) -> list[TemplateView]:
    """List every template, those of the office first."""
    return templates.everywhere(desk)


@router.post("", status_code=201, **doing("template.add"))
def add(new: NewTemplate, desk: WriteDeskDep) -> TemplateView:
    """Name a template; its file is sent to its content."""
    return templates.add(desk, new)


@router.get("/names", **doing("template.read"))
def names(desk: ReadDeskDep) -> list[NameView]:
    """List the names that a template may use; there are no others."""
    words = translator(desk.who.locale)
    return [
        NameView(name=name, label=words(label), listed=name in LISTED, ticks=name in TICKED)
        for name, label in (NAMES | LISTED | TICKED).items()
    ]


@router.get("/{template_id}", **doing("template.read"))
def one(template_id: UUID, desk: ReadDeskDep) -> TemplateView:
    """Return one template, and what stands in it."""
    return templates.one(desk, template_id)


@router.patch("/{template_id}", **doing("template.change"))
def change(template_id: UUID, wanted: TemplateChange, desk: WriteDeskDep) -> TemplateView:
    """Change what is said of a template, or which names fill the fields of a form."""
    return templates.change(desk, template_id, wanted)


@bodies.put("/{template_id}/content", **doing("template.change"))
async def send(
    template_id: UUID, request: Request, there: SharedDep, seat: SeatDep
) -> TemplateView:
    """Send a template's file as the body.

    Where it has one already, `If-Match` names the version that stands, and this becomes the next.
    """
    return await hatch.template_in(request, there, seat, template_id)


@router.get(
    "/{template_id}/content", response_class=Response, responses=FILE, **doing("template.read")
)
def content(template_id: UUID, request: Request, there: SharedDep, seat: SeatDep) -> Response:
    """Return the file of the newest version."""
    return hatch.template_out(request, there, seat, template_id)
