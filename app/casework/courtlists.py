"""The court's own lists of codes, for programs that bring cases in or take them out."""

from pydantic import BaseModel, ConfigDict, Field

from app.db.desk import NightDesk
from app.forums import lists
from app.forums.lists import Name


class CodeView(BaseModel):
    """A code of the court."""

    model_config = ConfigDict(frozen=True)

    code: str
    ours: str = Field(description="What Amparo has for it: a language's code, a charge's section.")
    name: str = Field(description="What the court calls it.")


def of(_: NightDesk, name: Name) -> list[CodeView]:
    """Return one of the court's lists, by code."""
    return [CodeView.model_validate(each._asdict()) for each in lists.of(name)]
