"""What people type about themselves: a name, an address, a passphrase twice, a place."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.casework.codes import PLACE_LENGTH
from app.casework.staff import SHORTEST_PASSPHRASE
from app.errors import Refused
from app.words import N_

LONGEST_NAME = 120

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
]
Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254)]
Place = Annotated[str, StringConstraints(strip_whitespace=True, max_length=PLACE_LENGTH)]
Passphrase = Annotated[str, Field(max_length=256, repr=False)]

TOO_SHORT = N_("Use at least 12 characters; five plain words with spaces do well.")
NOT_THE_SAME = N_("The two are not the same. Type the passphrase again, twice.")
NO_ADDRESS = N_("This is no mail address. It looks like name@office.org.")


class TypedTwice(BaseModel):
    """A passphrase as a person chooses it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    passphrase: Passphrase
    again: Passphrase

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Refuse what is short, or not typed twice the same."""
        if len(self.passphrase) < SHORTEST_PASSPHRASE:
            raise Refused(fields={"passphrase": TOO_SHORT})
        if self.passphrase != self.again:
            raise Refused(fields={"again": NOT_THE_SAME})
        return self


def require_address(typed: str) -> None:
    """Let a mail address pass.

    Raises:
        Refused: It is none.
    """
    name, at, host = typed.partition("@")
    if not (name and at and host) or any(letter.isspace() for letter in typed):
        raise Refused(fields={"address": NO_ADDRESS})
