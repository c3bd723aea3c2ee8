"""Who is of record before a court or an agency: by which form, for what, since and until when.

It is not who works on the case: a key is no leave to appear, and whoever has left the office stays
of record until the court lets her go.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.casework import tasks
from app.casework.typed import Short
from app.db.desk import Desk
from app.models import Note, Proceeding
from app.words import N_

Form = Literal["e28", "e27", "e61", "g28", "court", "other"]
Scope = Literal["all", "bond", "documents", "other"]
Ended = Literal["", "withdrawn", "substituted", "over", "refused"]
STEPS = ("leaving", "consent_on", "told_on", "asked_on", "address_on", "task_id")
NOBODY = N_("Say who it is: a colleague, or the name of somebody outside.")
NEVER_BEGAN = N_("It cannot end before it began. Check both days.")


class OfRecord(BaseModel):
    """One appearance: who, by which form, for what, and its days."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    form: Form = "e28"
    scope: Scope = "all"
    staff_id: UUID | None = None
    name: Short = Field(default="", repr=False, description="Of somebody outside the office.")
    filed_on: date | None = None
    accepted_on: date | None = None
    ended_on: date | None = Field(
        default=None, description="When the court let go: granted, not asked for."
    )
    ended: Ended = ""
    leaving: bool = Field(default=False, description="The case was handed over: to be let go.")
    consent_on: date | None = Field(default=None, description="The client agreed to the change.")
    told_on: date | None = Field(default=None, description="The client knows who speaks now.")
    asked_on: date | None = Field(default=None, description="Substitution or withdrawal was filed.")
    address_on: date | None = Field(default=None, description="The court has the new address.")
    task_id: UUID | None = Field(default=None, description="Of whoever sees to it.")

    @model_validator(mode="after")
    def _names_somebody(self) -> "OfRecord":
        if self.staff_id is None and not self.name:
            raise ValueError(NOBODY)
        began = self.filed_on or self.accepted_on
        if self.ended_on and began and self.ended_on < began:
            raise ValueError(NEVER_BEGAN)
        return self


class OfRecordView(OfRecord):
    """The same, with the name, whether it stands, and whether who stands has left the office."""

    stands: bool
    left: bool = False
    at: int = Field(default=0, description="Its place in the proceeding's list, from 0.")


def kept_with(row: Proceeding, wanted: Collection[OfRecord]) -> list[dict[str, Any]]:
    """Return appearances as a card keeps them; what a form does not show of one stays with it."""
    return [_kept(each, row.of_record or []) for each in wanted]


def _kept(each: OfRecord, before: Collection[dict[str, Any]]) -> dict[str, Any]:
    new = each.model_dump(mode="json")
    old = next((old for old in before if _who(old) == _who(new)), {})
    hidden = {
        name: old[name] for name in STEPS if name in old and name not in each.model_fields_set
    }
    return new | hidden


def _who(kept: Mapping[str, Any]) -> tuple[str, str]:
    """Return whose appearance it is; a form sends a colleague's name beside her id."""
    return kept["form"], kept.get("staff_id") or kept["name"]


def settle(desk: Desk, row: Proceeding) -> None:
    """End the tasks of appearances that a court has ended."""
    for each in row.of_record or []:
        task = desk.db.get(Note, UUID(each["task_id"])) if each.get("task_id") else None
        ended = each.get("ended_on") or each.get("ended")
        if task is not None and ended and task.done_at is None:
            tasks.finish(desk, task.id)


def people(rows: Collection[Proceeding]) -> set[UUID]:
    """Return the colleagues whom these proceedings name."""
    every = (each.get("staff_id") for row in rows for each in row.of_record or [])
    return {UUID(each) for each in every if each}


def views(row: Proceeding, names: Mapping[UUID, str], gone: Collection[UUID]) -> list[OfRecordView]:
    """Return who is and was of record in a proceeding, who stands first."""
    kept = enumerate(row.of_record or [])
    found = [_view(each, names, gone).model_copy(update={"at": at}) for at, each in kept]
    return sorted(found, key=lambda each: not each.stands)


def _view(
    kept: Mapping[str, Any], names: Mapping[UUID, str], gone: Collection[UUID]
) -> OfRecordView:
    each = OfRecord.model_validate(kept)
    stands = each.ended_on is None and not each.ended
    name = names.get(each.staff_id, each.name) if each.staff_id else each.name
    known = each.model_dump() | {"name": name, "stands": stands}
    return OfRecordView(**known, left=stands and each.staff_id in gone)
