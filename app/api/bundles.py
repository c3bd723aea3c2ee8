"""Filings of several documents of a case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import binding, bundles
from app.casework.binding import Making
from app.casework.bundles import BundleChange, BundleView, NewBundle
from app.gate import ReadDeskDep, SeatDep, SharedDep, WriteDeskDep, doing

router = APIRouter(prefix="/bundles", route_class=JSONRoute)


class Sure(BaseModel):
    """That what is marked as work product or confidential is meant to leave."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sure: bool = False


class MakingView(BaseModel):
    """How far the making of a filing is."""

    model_config = ConfigDict(frozen=True)

    state: str = Field(
        description="waiting, running, done, wrong; empty where nobody asked for it."
    )
    done: int = 0
    of: int = 0
    detail: str = Field(default="", description="What is wrong, and what to do.")
    tab: str = Field(default="", description="Of the document that is to blame.")


@router.get("", **doing("bundle.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[BundleView]:
    """List the filings of the cases one can open."""
    found = bundles.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda each: each.id)


@router.post("", status_code=201, **doing("bundle.add"))
def add(new: NewBundle, desk: WriteDeskDep) -> BundleView:
    """Begin a filing; its cover is filled in from the case."""
    return bundles.add(desk, new)


@router.get("/{bundle_id}", **doing("bundle.read"))
def one(bundle_id: UUID, desk: ReadDeskDep) -> BundleView:
    """Return one filing, and each time that it was made."""
    return bundles.one(desk, bundle_id)


@router.patch("/{bundle_id}", **doing("bundle.change"))
def change(bundle_id: UUID, wanted: BundleChange, desk: WriteDeskDep) -> BundleView:
    """Change what stands in a filing, or is printed beside it."""
    return bundles.change(desk, bundle_id, wanted)


@router.get("/{bundle_id}/making", **doing("bundle.read"))
def far(bundle_id: UUID, desk: ReadDeskDep, there: SharedDep) -> MakingView:
    """Return how far the making of a filing is."""
    bundles.one(desk, bundle_id)
    return _view(there.makings.look(bundle_id))


@router.post("/{bundle_id}/making", status_code=202, **doing("bundle.make"))
def make(
    bundle_id: UUID, said: Sure, desk: ReadDeskDep, there: SharedDep, seat: SeatDep
) -> MakingView:
    """Have a filing made, as documents of the case."""
    order = binding.order_of(desk, bundle_id, sure=said.sure)
    return _view(there.makings.begin(there.house, seat, order))


def _view(making: Making | None) -> MakingView:
    if making is None:
        return MakingView(state="")
    return MakingView(
        state=making.state,
        done=making.done,
        of=making.of,
        detail=making.sentence,
        tab=making.tab,
    )
