"""What is told once and stored nowhere: links that work once, printed codes."""

from pydantic import BaseModel, ConfigDict, Field

from app.casework.codes import Sheet
from app.gate import Shared


class OnceOnly(BaseModel):
    """A link that works once, told once."""

    model_config = ConfigDict(frozen=True)

    address: str = Field(repr=False)


class Paper(BaseModel):
    """A printed code, told once and stored nowhere."""

    model_config = ConfigDict(frozen=True)

    which: int
    place: str = Field(repr=False)
    paper: str = Field(repr=False)


def link(there: Shared, purpose: str, token: str) -> OnceOnly:
    """Return the address that a token stands for."""
    return OnceOnly(address=f"{there.house.settings.base_url}/{purpose}/{token}")


def paper(sheet: Sheet) -> Paper:
    """Return a printed code as it is told."""
    return Paper(which=sheet.which, place=sheet.place, paper=sheet.paper)
