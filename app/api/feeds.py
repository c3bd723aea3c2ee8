"""One's own calendar feed."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.api.taking import JSONRoute
from app.casework import feeds
from app.casework.feeds import FeedView, NewFeed
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


class Made(BaseModel):
    """A feed that was just switched on, or given another address."""

    model_config = ConfigDict(frozen=True)

    address: str = Field(repr=False, description="Told this once; kept as a print only.")
    made_at: datetime


@router.get("/calendar-feed", **doing("feed.read"))
def mine(desk: ReadDeskDep) -> FeedView:
    """Tell whether one's own feed is on; never its address."""
    return feeds.mine(desk)


@router.put("/calendar-feed", **doing("feed.keep"))
def begin(new: NewFeed, desk: WriteDeskDep, there: SharedDep) -> Made:
    """Switch one's own feed on, or give it another address; the one before opens nothing."""
    return Made(address=feeds.address_of(there.house, feeds.begin(desk, new)), made_at=desk.now)


@router.delete("/calendar-feed", status_code=204, **doing("feed.keep"))
def end(desk: WriteDeskDep) -> None:
    """Switch one's own feed off."""
    feeds.end(desk)
