"""What is known of a bond, beside what every proceeding has."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.casework.typed import Long, Short

Basis = Literal["", "236a", "236c", "235b", "241", "other"]
Result = Literal["", "granted", "lowered", "recognizance", "denied", "no_jurisdiction", "withdrawn"]
Appeal = Literal["", "none", "waived", "ours_reserved", "dhs_reserved", "ours", "dhs", "stayed"]
Ended = Literal["", "returned", "breached"]
Dollars = Annotated[int, Field(ge=0, le=10_000_000)]


class Bond(BaseModel):
    """Amounts in dollars, basis of custody, request, result, conditions, appeal, posting."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    basis: Basis = ""
    dhs_amount: Dollars | None = Field(default=None, repr=False, description="What DHS set.")
    asked_amount: Dollars | None = Field(default=None, repr=False)
    amount: Dollars | None = Field(default=None, repr=False, description="What the judge set.")
    requested_on: date | None = None
    result: Result = ""
    conditions: Long = Field(default="", repr=False)
    appeal: Appeal = ""
    appealed_on: date | None = None
    obligor: Short = Field(default="", repr=False, description="Who signs and answers for it.")
    paid_by: Short = Field(default="", repr=False, description="Whose money it is.")
    posted_on: date | None = None
    ended_on: date | None = Field(default=None, description="Given back, or declared breached.")
    ended: Ended = ""
