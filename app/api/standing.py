"""Whether a session still stands, asked by an open page: the one question that is no activity."""

from fastapi import APIRouter, Request

from app.gate import SharedDep, doing, token_of

router = APIRouter()  # a JSONRoute would count whoever asks as active


@router.get("/session", status_code=204, **doing("session.read"))
def stands(request: Request, there: SharedDep) -> None:
    """Tell that this session still stands; 401 says that it is over. It opens nothing."""
    there.sessions.require(token_of(request), there.house.clock())
