"""Custodians type their papers at the machine: unseen, and of a slip only its group once more."""

import os
import pty
import sys

from app.crypto import papers

SEEDS = (bytes(range(32)), bytes(range(32, 64)))
KITS = [papers.written(papers.CUSTODIAN_KIT, seed) for seed in SEEDS]
ASKS = """
import sys
from app.casework.custody import CustodianView, CustodyView
from app.crypto import xwing
from app.recover import typed_papers

seeds = [bytes.fromhex(each) for each in sys.argv[1:]]
keys = [xwing.public_bytes(seed) for seed in seeds]
known = [CustodianView(f"Xol {at}", False, None, key) for at, key in enumerate(keys)]
typed = typed_papers(CustodyView(len(seeds), known))
sys.exit(0 if typed == dict(enumerate(seeds)) else 1)
"""


def at_a_terminal(*lines: str) -> tuple[int, str]:
    """Type lines at a terminal, each when something is asked; return how it ends, and all shown."""
    child, terminal = pty.fork()
    if child == 0:
        command = [sys.executable, "-P", "-c", ASKS, *(seed.hex() for seed in SEEDS)]
        os.execve(command[0], command, os.environ)  # noqa: S606
    seen = b""
    for line in lines:
        asked = seen.count(b": ")
        while seen.count(b": ") == asked or not seen.endswith(b": "):
            seen += os.read(terminal, 1000)
        os.write(terminal, line.encode() + b"\n")
    try:
        while part := os.read(terminal, 1000):
            seen += part
    except OSError:  # the terminal ends with its program
        pass
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen.decode()


def test_nothing_of_a_paper_is_shown_and_a_slip_costs_one_group() -> None:
    """The first is read at once, twice told; in the second two groups are typed once more."""
    groups = KITS[1].split("-")
    slip = "-".join([groups[0], "00000", *groups[2:-1], "ZZZZZ"])
    ended, seen = at_a_terminal(KITS[0], KITS[0], slip, groups[1].lower(), groups[-1])
    assert ended == 0, seen
    assert "Group 2 is not as printed" in seen
    assert "Group 14 once more" in seen
    assert seen.count("The paper of Xol 0") == 2
    assert "It was typed already" in seen
    for kit in KITS:
        assert not any(group.casefold() in seen.casefold() for group in kit.split("-")), seen


def test_a_paper_is_begun_anew_where_nothing_or_all_of_it_is_typed() -> None:
    """Whoever has lost her place in it says so with an empty line, or types it whole."""
    slip = "ZZZZZ-" + KITS[0].partition("-")[2]
    ended, seen = at_a_terminal(slip, "", slip, KITS[0], KITS[1][6:], KITS[1])
    assert ended == 0, seen
    assert seen.count("once more") == 2, "a group is missing: one alone does not mend it"
