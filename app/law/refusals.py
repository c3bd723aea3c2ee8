"""What the law floor refuses, and with which code it says so."""

from __future__ import annotations

from typing import ClassVar, Final

WANTS: Final = ("day", "moment", "truth", "number", "choice", "zone", "outage", "office")
"""What an input may want; each has a sentence for people in `app.casework.counting`."""


class LawError(Exception):
    """A question that the rulebook cannot take; `code` is what programs read.

    Its own sentence is English, for programs. Whoever speaks to people finds their words by
    `code`, `field` and `wants`.
    """

    code: ClassVar[str]
    field: str = ""
    """The input that is at fault, where it is one of those that the rule takes."""


class UnknownRule(LawError):
    """No rule of that id stands in the rulebook."""

    code = "unknown_rule"


class UnknownInput(LawError):
    """The rule does not take an input of that name."""

    code = "unknown_input"


class BadValue(LawError):
    """An input, or a whole line, has a value of the wrong form."""

    code = "bad_value"

    def __init__(self, text: str, *, field: str = "", wants: str = "", **values: int) -> None:
        super().__init__(text)
        self.field = field
        self.wants = wants
        """What the field takes, a code of `WANTS`."""
        self.values = values
        """The numbers that belong into its sentence."""


class PackDamaged(LawError):
    """A rule pack is not what the code expects; `problems` tells each fault in words."""

    code = "pack_damaged"

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
