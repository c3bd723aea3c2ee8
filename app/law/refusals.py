"""What the law floor refuses, and with which code it says so."""

from __future__ import annotations

from typing import ClassVar


class LawError(Exception):
    """A question that the rulebook cannot take; `code` is what programs read."""

    code: ClassVar[str]


class UnknownRule(LawError):
    """No rule of that id stands in the rulebook."""

    code = "unknown_rule"


class UnknownInput(LawError):
    """The rule does not take an input of that name."""

    code = "unknown_input"


class BadValue(LawError):
    """An input, or a whole line, has a value of the wrong form."""

    code = "bad_value"


class PackDamaged(LawError):
    """A rule pack is not what the code expects; `problems` tells each fault in words."""

    code = "pack_damaged"

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
