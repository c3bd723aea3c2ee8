"""Saying that two files are of one person, side by side, and taking that apart again.

Each file stays what it is, with its own key and its own readers. What somebody takes over from one
into the other is written there, and what stood there before is kept with it. Nothing goes across an
ethical screen or a seal, and nothing goes by itself.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field

from app.casework import audit, nicknames, people, screens, staff
from app.casework.casefiles import expect, label_of, open_file, open_row
from app.casework.conflicts import slips
from app.casework.people import LISTS, PersonView
from app.db.desk import Desk
from app.errors import Refused
from app.models import Person
from app.words import N_

Part = Literal[
    "name", "aliases", "a_number", "birth", "language", "phone", "numbers", "phones", "addresses",
    "entries",
]  # fmt: skip
Take = Literal["", "this", "other", "both"]
# What goes together: a number never without what is safe there, a name never by halves.
FIELDS: Final[Mapping[Part, tuple[str, ...]]] = {
    "name": ("given_names", "family_name", "second_family_name"),
    "aliases": ("aliases",),
    "a_number": ("a_number", "a_number_typed"),
    "birth": ("birth_date", "birth_sure", "birth_about", "nationality"),
    "language": ("language", "second_language", "dialect", "interpreter"),
    "phone": ("phone", "safe_to_call", "safe_to_text", "safe_message"),
    "numbers": ("numbers",),
    "phones": ("phones",),
    "addresses": ("addresses",),
    "entries": ("entries",),
}
SEVERAL: Final = frozenset({"aliases", "numbers", "phones", "addresses", "entries"})
SAID_OF: Final[Mapping[str, str]] = {
    "name": "name",
    "a_number": "a_number",
    "birth": "birth_date",
    "language": "language",
}
LONGEST_ALIASES: Final = 200
NOT_TWO = N_("These are not two files. Choose a person of another case.")
SCREENED = N_(
    "An ethical screen or a seal stands on one of these two cases, so nothing is taken from one to "
    "the other. Leave each file as it is."
)
JOINED = N_("These two are said to be one person already. Take them apart first.")
NOT_JOINED = N_("Nobody said that these two are one person.")
NOT_BOTH = N_("Of this only one can stand. Choose which file is right.")
TOO_LONG = N_("Both together are too long. Choose one, and add the rest by hand.")


class Merging(BaseModel):
    """That two people are one, and what is taken over; what is left out stays in each as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    other_version: int
    take: dict[Part, Take] = Field(
        default_factory=dict,
        description="Of each part: this, other, both together, or empty: each keeps its own.",
    )


class Apart(BaseModel):
    """As which versions both were seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    other_version: int


class PartView(BaseModel):
    """What both files say of one thing."""

    model_config = ConfigDict(frozen=True)

    part: str
    differs: bool
    several: bool
    usual: Take = Field(description="What is proposed: what one file lacks is taken over.")


class MergedView(BaseModel):
    """That somebody said they are one person: who, when, and what was taken over."""

    model_config = ConfigDict(frozen=True)

    by: str
    at: datetime
    taken: list[str]


class PairView(BaseModel):
    """Two people side by side."""

    model_config = ConfigDict(frozen=True)

    this: PersonView = Field(repr=False)
    other: PersonView = Field(repr=False)
    this_number: str
    other_number: str
    parts: list[PartView]
    screened: bool = Field(description="A screen or a seal stands: nothing may be taken over.")
    merged: MergedView | None


def pair(desk: Desk, person_id: UUID, other_id: UUID) -> PairView:
    """Return two people of two cases side by side.

    Raises:
        NotFound: One of them is not here.
        Refused: They are of one case.
    """
    this, other = _both(desk, person_id, other_id)
    entry = _entry(this, other.id)
    return PairView(
        this=people.view(this),
        other=people.view(other),
        this_number=label_of(desk, this.case_id).number,
        other_number=label_of(desk, other.case_id).number,
        parts=[_part(this, other, name) for name in FIELDS],
        screened=_is_kept_apart(desk, this, other),
        merged=None if entry is None else _merged(desk, entry),
    )


def put_together(desk: Desk, person_id: UUID, other_id: UUID, wanted: Merging) -> PairView:
    """Say that two are one person, and take over what was chosen; what stood before is kept.

    Raises:
        Conflict: Somebody saved since.
        NotFound: One of them is not here.
        Refused: They are of one case, a screen or a seal stands, or they are joined already.
    """
    this, other = _both(desk, person_id, other_id)
    _expect(desk, this, other, (wanted.version, wanted.other_version))
    if _is_kept_apart(desk, this, other):
        raise Refused(SCREENED)
    if _entry(this, other.id) is not None:
        raise Refused(JOINED)
    same_as = this.same_as or other.same_as or uuid4()
    into_this, into_other = _taken(this, other, wanted.take)
    taken: list[str] = sorted(part for part, take in wanted.take.items() if take)
    for row, partner, values in ((this, other, into_this), (other, this, into_other)):
        _write(desk, row, partner.id, values, (same_as, taken))
    _handed_in(desk, this, other)
    audit.note(desk, "person.merge", this.id, other=str(other.id), taken=taken)
    return pair(desk, person_id, other_id)


def take_apart(desk: Desk, person_id: UUID, other_id: UUID, wanted: Apart) -> PairView:
    """Take two apart: what was taken over goes back, but for what somebody changed since.

    Raises:
        Conflict: Somebody saved since.
        NotFound: One of them is not here.
        Refused: They are of one case, or nobody said that they are one.
    """
    this, other = _both(desk, person_id, other_id)
    _expect(desk, this, other, (wanted.version, wanted.other_version))
    if _entry(this, other.id) is None:
        raise Refused(NOT_JOINED)
    for row, partner in ((this, other), (other, this)):
        _put_back(row, partner.id)
    _handed_in(desk, this, other)
    audit.note(desk, "person.part", this.id, other=str(other.id))
    return pair(desk, person_id, other_id)


def _both(desk: Desk, person_id: UUID, other_id: UUID) -> tuple[Person, Person]:
    this, other = open_row(desk, Person, person_id), open_row(desk, Person, other_id)
    if this.case_id == other.case_id:
        raise Refused(NOT_TWO)
    return this, other


def _expect(desk: Desk, this: Person, other: Person, versions: tuple[int, int]) -> None:
    current = pair(desk, this.id, other.id)
    for row, version in zip((this, other), versions, strict=True):
        expect(row, version, current)


def _is_kept_apart(desk: Desk, this: Person, other: Person) -> bool:
    """Tell whether a screen keeps anybody from either case, or one is sealed.

    What stands in one file would else be read in the other, by whoever may not know of it.
    """
    cases = [open_file(desk, row.case_id) for row in (this, other)]
    return any(case.sealed or screens.away(desk, case.id) for case in cases)


def _entry(row: Person, other_id: UUID) -> dict[str, Any] | None:
    """Return what was kept when somebody said that a person is another, the newest."""
    found = [each for each in row.merges or [] if each["with"] == str(other_id)]
    return found[-1] if found else None


def _part(this: Person, other: Person, name: Part) -> PartView:
    mine, theirs = _values(this, name), _values(other, name)
    differs = mine != theirs
    usual: Take = ""
    if differs and not _says(theirs):
        usual = "this"
    elif differs and not _says(mine):
        usual = "other"
    return PartView(part=name, differs=differs, several=name in SEVERAL, usual=usual)


def _merged(desk: Desk, entry: Mapping[str, Any]) -> MergedView:
    by = staff.names(desk).get(UUID(entry["by"]), "")
    return MergedView(by=by, at=datetime.fromisoformat(entry["at"]), taken=entry["taken"])


def _values(row: Person, part: Part) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in FIELDS[part]}


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever a person's field holds
    if isinstance(value, date):
        return value.isoformat()
    return value or None if isinstance(value, list) else value


def _says(values: Mapping[str, Any]) -> bool:
    return any(value not in ("", None, False) for value in values.values())


def _taken(
    this: Person, other: Person, take: Mapping[Part, Take]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is written into either file."""
    into_this: dict[str, Any] = {}
    into_other: dict[str, Any] = {}
    for part, choice in take.items():
        if choice == "both":
            values = _together(this, other, part)
            into_this |= values
            into_other |= values
        elif choice == "this":
            into_other |= _values(this, part) | _said(this, other, part, into_other)
        elif choice == "other":
            into_this |= _values(other, part) | _said(other, this, part, into_this)
    return into_this, into_other


def _said(source: Person, target: Person, part: Part, into: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is only said in the target once the source's part stands there."""
    name = SAID_OF.get(part)
    if name is None:
        return {}
    before = into.get("unconfirmed", target.unconfirmed or [])
    others = [each for each in before if each != name]
    return {"unconfirmed": others + ([name] if name in (source.unconfirmed or []) else [])}


def _together(this: Person, other: Person, part: Part) -> dict[str, Any]:
    if part not in SEVERAL:
        raise Refused(fields={f"take.{part}": NOT_BOTH})
    if part == "aliases":
        names = [each.strip() for row in (this, other) for each in row.aliases.split(",")]
        joined = ", ".join(dict.fromkeys(each for each in names if each))
        if len(joined) > LONGEST_ALIASES:
            raise Refused(fields={"take.aliases": TOO_LONG})
        return {"aliases": joined}
    mine = getattr(this, part) or []
    both = [*mine, *(row for row in getattr(other, part) or [] if row not in mine)]
    most = people.PersonFacts.model_fields[part].metadata[0].max_length
    if len(both) > most:
        raise Refused(fields={f"take.{part}": TOO_LONG})
    return {part: both}


def _write(
    desk: Desk, row: Person, other_id: UUID, values: Mapping[str, Any], said: tuple[UUID, list[str]]
) -> None:
    before = {name: _plain(getattr(row, name)) for name in values}
    same_as, taken = said
    entry = {
        "with": str(other_id),
        "by": str(desk.who.id),
        "at": desk.now.isoformat(),
        "taken": taken,
        "before": before,
        "after": dict(values),
        "same_as": str(row.same_as) if row.same_as else "",
    }
    for name, value in values.items():
        _set(row, name, value)
    row.same_as, row.merges = same_as, [*(row.merges or []), entry]


def _put_back(row: Person, other_id: UUID) -> None:
    entry = _entry(row, other_id)
    if entry is None:
        return
    for name, value in entry["before"].items():
        if _plain(getattr(row, name)) == entry["after"][name]:
            _set(row, name, value)
    left = [each for each in row.merges or [] if each is not entry]
    row.merges = left or None
    row.same_as = UUID(entry["same_as"]) if entry["same_as"] and left else None


def _set(row: Person, name: str, value: Any) -> None:  # noqa: ANN401 - as `_plain` gave it
    if name == "birth_date" and value is not None:
        value = date.fromisoformat(value)
    setattr(row, name, (value or []) if name in LISTS else value)


def _handed_in(desk: Desk, *rows: Person) -> None:
    desk.db.flush()
    for row in rows:
        slips.hand_in(desk, row)
        nicknames.review(desk, row.case_id)
