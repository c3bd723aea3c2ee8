"""amparo recover: what custodians do together at the machine; asked and told on the console."""

import argparse
import sys
from collections.abc import Callable, Mapping
from getpass import getpass
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from app.casework import (
    custody,
    directory,
    joining,
    newpapers,
    proving,
    renewal,
    reopening,
    succession,
)
from app.casework.custody import CustodyView
from app.casework.joining import Newcomer, NewInvitation
from app.casework.reopening import Begun
from app.casework.staff import WAITING
from app.casework.succession import Papers, Progress
from app.clock import local
from app.config import Settings
from app.crypto import papers
from app.crypto.serverkeys import write_server_key
from app.db.desk import House, night
from app.errors import Refused
from app.words import N_

T = TypeVar("T")
ONE_THING = N_(
    "Say for whom: “amparo recover EMAIL”. Or “amparo recover --server-key FILE”, with the file "
    "“custodians.json” that lies beside the backups."
)
OTHERS = "another supervisor can let this colleague into the groups, on the page of colleagues."


def is_for_the_machine(given: argparse.Namespace) -> bool:
    """Tell whether the server key is asked for, not cases for a person.

    Raises:
        Refused: Neither or both.
    """
    if bool(given.email) == bool(given.server_key):
        raise Refused(ONE_THING)
    return bool(given.server_key)


def server_key(settings: Settings, file: Path) -> None:
    """Give the server key back to a machine that has none, from the custodians' papers.

    Raises:
        Damaged: Too few papers, or the file was changed.
        Refused: There is a server key already, or this is not the custodians' file.
    """
    target = settings.server_key_file
    if target.exists():
        raise Refused(N_("There is a server key already; it was left as it is."))
    outside = custody.read_outside(file)
    secret = custody.server_key_in(outside, typed_papers(outside.view))
    write_server_key(target, secret)
    print(f"The server key is back: {target}. Nothing had to wait for it.")
    print("Next: “amparo restore FOLDER” with the newest backup, then “amparo serve”.")
    print("Everybody signs in with the same passphrase as before.")


def prove(source: Path) -> None:
    """Prove with the custodians' papers that a backup restores; the papers' key is forgotten.

    Raises:
        Damaged: Too few papers, or the backup does not open or is not sound.
        Refused: There is no backup, or the custodians' file is not beside it.
    """
    outside = custody.read_outside(proving.beside(source))
    report, code = proving.prove(source, typed_papers(outside.view))
    _say(
        str(report),
        "The papers gave the key back, and the key the office. Nothing of it was kept here.",
        f"Type this code on the page “Backups”, so that the office knows: {code}",
    )


def office(house: House, given: argparse.Namespace) -> None:
    """Open cases for a colleague, or begin her new keys, by the custodians' papers.

    Raises:
        Damaged: Too few papers, or an envelope was changed.
        Refused: As the sentence says.
    """
    if given.invite:
        _invite(house, given.invite, given.email)
        return
    with night(house, writes=False) as desk:
        known = custody.view(desk)
    if given.new_keys:
        _new_keys(house, known, given.email)
        return
    whom = reopening.beneficiary(house, given.email)
    gone = reopening.gone(house, given.gone, whom)
    _open_cases(house, known, whom, gone, everything=given.all)


def certify(house: House, address: str) -> None:
    """Certify a supervising attorney who waits, by the custodians' papers.

    Raises:
        Damaged: Too few papers, or an envelope was changed.
        Refused: Nobody waits, or the digits are not those of her keys.
    """
    newcomer = joining.awaiting_root(house, address)
    with night(house, writes=False) as desk:
        known = custody.view(desk)
    seeds = typed_papers(known)
    _by_number(newcomer, lambda number: custody.certify(house, newcomer, number, seeds))
    print(f"{newcomer.name} is a supervising attorney of this office and can sign in now.")
    print(OTHERS.capitalize())
    print("If none comes back, “amparo recover EMAIL --gone ADDRESS” does so after a wait.")


def new_papers(house: House) -> None:
    """Put the papers that were printed last in the place of the custodians' present ones.

    Raises:
        Damaged: Too few papers, or something was changed outside Amparo; nothing was changed.
        Refused: No new papers wait.
        Unavailable: The server key's file is not this database's.
    """
    with night(house, writes=False) as desk:
        present, waiting = custody.view(desk), newpapers.waiting(desk)
    if waiting is None:
        raise Refused(newpapers.NONE_WAIT)
    names = ", ".join(each.name for each in waiting.custody.custodians)
    _say(
        f"New papers wait, printed {local(waiting.printed_at, house.settings.timezone):%Y-%m-%d}.",
        f"They are for: {names}. {waiting.custody.needed} of them act together from now on.",
        "If somebody is named there who should not be, stop here (Ctrl C) and ask.",
        "The papers of now, which then open nothing that is made afterwards:",
    )
    before = typed_papers(present)
    _say("The new papers, as many as will be needed. Who types one proves that it can be read:")
    both = Papers(before, typed_papers(waiting.custody))
    _say("Nobody can save anything while it runs. Cut off, everything stands as it was.")
    done = succession.replace_papers(house, both, _say_how_far)
    _say(*_afterwards(done, [each.name for each in present.custodians]))


def _say_how_far(progress: Progress) -> None:
    print(f"{progress.done} of {progress.of} keys sealed to the new papers", flush=True)


def _afterwards(done: Progress, former: list[str]) -> list[str]:
    closed = f"{done.closed} copies did not open before either; they are made anew by themselves."
    return [
        "The new papers are in force.",
        *([closed] if done.closed else []),
        f"Have these destroy their former paper, and see it done: {', '.join(former)}.",
        "Whoever signs in with a passkey alone does so first, or else makes it anew.",
        "Everybody signs in once more. The page “Keys of the office” counts down what waits.",
        "Make a backup now. Those made so far open with the former papers and “custodians.json” of",
        "then: destroy them when you need them no more.",
        "What the former papers open in an old copy of the database, nothing takes back.",
    ]


def typed_papers(known: CustodyView) -> dict[int, bytes]:
    """Ask for as many custodians' papers as are needed; of a slip only its group is asked again."""
    seeds: dict[int, bytes] = {}
    _say("What you type of a paper does not show.")
    while len(seeds) < known.needed:
        found = _typed_paper(known, _unseen(f"Paper {len(seeds) + 1} of {known.needed}: "))
        if found is None:
            continue
        at, seed = found
        twice = " It was typed already; the next one is another custodian's." if at in seeds else ""
        seeds[at] = seed
        print(f"The paper of {known.custodians[at].name}.{twice}")
    return seeds


def _typed_paper(known: CustodyView, text: str) -> tuple[int, bytes] | None:
    """Return whose paper was typed, and its seed; None where it is to be typed anew."""
    while text:
        try:
            return custody.whose(known, text)
        except papers.Misread as slip:
            print(slip)
            again = _unseen(f"Group {slip.group} once more, or nothing to begin this paper anew: ")
            if not again:
                return None
            text = papers.typed_again(papers.CUSTODIAN_KIT, text, slip.group, again)
        except Refused as wrong:
            print(wrong)
            return None
    return None


def _unseen(prompt: str) -> str:
    """Return a line that is typed and not shown; nobody sees what comes out of a file or a pipe."""
    return (getpass(prompt) if sys.stdin.isatty() else input(prompt)).strip()


def _new_keys(house: House, known: CustodyView, address: str) -> None:
    """Begin new keys for a supervising attorney where no other supervisor can."""
    with night(house, writes=False) as desk:
        name = renewal.supervisor(desk, address).name
    _say(f"{name} gets new keys; what opened with the old ones, you open for {name} afterwards.")
    _show_link(house, reopening.new_keys(house, address, typed_papers(known)), name)


def _invite(house: House, name: str, address: str) -> None:
    """Invite a supervising attorney where none can: she opens nothing until custodians sign."""
    new = NewInvitation(name=name, address=address, role="supervising_attorney")
    with night(house, writes=True) as desk:
        token = joining.invite(desk, new)
    _show_link(house, token, name)


def _show_link(house: House, token: str, name: str) -> None:
    _say(
        f"Let {name} open this link in a browser, choose a passphrase and keep what is printed:",
        f"  {house.settings.base_url}/join/{token}",
        "It works once, for three days. Your colleague then reads you twelve digits: run “amparo "
        "recover” with that address, type the papers and those digits.",
    )


def _open_cases(
    house: House,
    known: CustodyView,
    whom: Newcomer,
    gone: Mapping[UUID, str],
    *,
    everything: bool,
) -> None:
    with night(house, writes=False) as desk:
        short = int(reopening.short_delay(desk).total_seconds()) // 3600
    what = "Every case of the office" if everything else "Each case that nobody else can open"
    _say(
        f"{what} will open for {whom.name} ({whom.address}).",
        f"It waits for 72 hours; where an open date lies within seven days, for {short}.",
        "Every supervisor is told now, and can stop it while it waits.",
    )
    seeds: Mapping[int, bytes] = typed_papers(known)

    def begin(number: str) -> Begun:
        left = list(gone)
        return reopening.begin(house, whom, seeds, everything=everything, number=number, gone=left)

    begun = _by_number(whom, begin) if whom.state == WAITING else begin("")
    if not begun.waves:
        _say(f"{begun.name} can sign in now. There is nothing that nobody else can open:", OTHERS)
    for wave in begun.waves:
        at = local(wave.opens_at, house.settings.timezone)
        print(f"{wave.cases} cases: from {at:%Y-%m-%d %H:%M}, when {begun.name} next signs in.")
    for each in begun.closed:
        print(f"did not open: {each}", file=sys.stderr)


def _by_number(whom: Newcomer, deed: Callable[[str], T]) -> T:
    """Do something by the digits that somebody reads aloud; papers wait while they are wrong."""
    while True:
        number = " ".join(input(f"The number that {whom.name} reads to you: ").split())
        try:
            return deed(number)
        except Refused as wrong:
            if wrong.text != directory.OTHER_NUMBER:
                raise
            print(wrong)


def _say(*lines: str) -> None:
    print("\n".join(lines))
