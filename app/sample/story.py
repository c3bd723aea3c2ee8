"""The sample office: invented people and cases, told in days from today, the same on every run."""

import tomllib
from collections.abc import Collection
from datetime import date
from pathlib import Path

from app.sample.agree import ROLES, agree, readers
from app.sample.facts import (
    Case,
    Client,
    Colleague,
    Deadline,
    Done,
    Guest,
    Hearing,
    Note,
    Story,
)
from app.sample.fields import Days, Fields, UnfitStory
from app.sample.teller import Teller, Telling

__all__ = [
    "Case",
    "Client",
    "Colleague",
    "Deadline",
    "Done",
    "Guest",
    "Hearing",
    "Note",
    "Story",
    "UnfitStory",
    "at",
    "readers",
]

FOLDER = Path(__file__).parent / "office"


def at(
    today: date,
    *,
    closed: Collection[date] = (),
    rules: Collection[str] | None = None,
    folder: Path = FOLDER,
) -> Story:
    """Return the sample office as it stands on today.

    Args:
        today: The office's date; every other day is counted from it.
        closed: Days beyond weekends on which no court sits, from the calendar of the law.
        rules: The rules that can be counted; a deadline of another rule comes as its people typed
            it, by hand. None takes every rule as countable.
        folder: Where the office's files lie.

    Raises:
        UnfitStory: A file has an unknown key, a missing one or a value that cannot be.
    """
    office = Fields(_read(folder / "office.toml"), "office.toml")
    people = tuple(_colleague(row) for row in office.rows("person"))
    zone = office.text("zone")
    telling = Telling(Days(today, closed), zone, rules)
    cases: list[Case] = []
    for path in sorted(folder.glob("cases_*.toml")):
        file = Fields(_read(path), path.name)
        cases += [Teller(telling, row).case() for row in file.rows("case")]
        file.end()
    profile = office.one_of("profile", {"open", "practice_groups", "named", "solo"})
    story = Story(office.text("name"), zone, office.text("phone"), profile, people, tuple(cases))
    office.end()
    agree(story)
    return story


def _read(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _colleague(row: object) -> Colleague:
    f = Fields(row, "office.toml: person")
    colleague = Colleague(
        f.text("key"),
        f.text("name"),
        f.one_of("role", ROLES),
        f.text("email"),
        f.one_of("locale", {"en", "es"}),
        f.text("phone"),
    )
    f.end()
    return colleague
