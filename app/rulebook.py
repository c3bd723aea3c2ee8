"""amparo rules: the rulebook at the console."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Final

from app import law
from app.law import check, shelf

SOUND, WRONG, CANNOT_TELL = 0, 1, 2


def listed(_: argparse.Namespace) -> int:
    """Print the rules, a line each."""
    for rule in law.shipped().rules:
        reviewed = "reviewed" if rule.reviewed else "not reviewed by a lawyer"
        print(f"{rule.id:44} {rule.title.en}  ({reviewed})")
    return SOUND


def show(given: argparse.Namespace) -> int:
    """Print one rule with its law."""
    try:
        rule = law.shipped().rule(given.id)
    except law.UnknownRule as unknown:
        print(unknown, file=sys.stderr)
        return CANNOT_TELL
    print(law.told(rule))
    return SOUND


def checked(given: argparse.Namespace) -> int:
    """Print what is wrong with a pack of rules."""
    faults = check(given.folder or shelf.SHIPPED)
    for fault in faults:
        print(fault)
    return WRONG if faults else SOUND


def compute(_: argparse.Namespace) -> int:
    """Answer one JSON object a line."""
    for answer in law.answer_lines(sys.stdin):
        print(answer, flush=True)
    return SOUND


DEEDS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "list": listed,
    "show": show,
    "check": checked,
    "compute": compute,
}
