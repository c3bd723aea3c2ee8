"""amparo recover: what custodians do together at the machine; asked and told on the console."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from app.casework import custody, joining, renewal, reopening
from app.casework.custody import CustodyView
from app.casework.joining import Newcomer, NewInvitation
from app.casework.staff import WAITING
from app.clock import local
from app.config import Settings
from app.crypto.serverkeys import write_server_key
from app.db.desk import House, night
from app.errors import Refused
from app.words import N_

ONE_THING = N_(
    "Say for whom: “amparo recover EMAIL”. Or “amparo recover --server-key FILE”, with the file "
    "“custodians.json” that lies beside the backups."
)


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
    print("Everybody signs in with the passphrase that she had.")


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
    custody.certify(house, newcomer, _typed_number(newcomer), seeds)
    print(f"{newcomer.name} is a supervising attorney of this office and can sign in now.")
    print("Another supervisor can let her into the groups, on the page of colleagues.")
    print("If none comes back, “amparo recover EMAIL --gone ADDRESS” lets her in after a wait.")


def typed_papers(known: CustodyView) -> dict[int, bytes]:
    """Ask for as many custodians' papers as are needed; a slip is told and asked again."""
    seeds: dict[int, bytes] = {}
    while len(seeds) < known.needed:
        try:
            at, seed = custody.whose(known, input(f"Paper {len(seeds) + 1} of {known.needed}: "))
        except Refused as wrong:
            print(wrong)
            continue
        seeds[at] = seed
        print(f"The paper of {known.custodians[at].name}.")
    return seeds


def _new_keys(house: House, known: CustodyView, address: str) -> None:
    """Begin new keys for a supervising attorney where no other supervisor can."""
    with night(house, writes=False) as desk:
        name = renewal.supervisor(desk, address).name
    _say(f"{name} gets new keys; what opened with her old ones, you open for her afterwards.")
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
        "It works once, for three days. She then reads you twelve digits: run “amparo recover” "
        "with her address, type the papers and those digits.",
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
    number = ""
    if whom.state == WAITING:
        number = _typed_number(whom)
    begun = reopening.begin(
        house, whom, seeds, everything=everything, number=number, gone=list(gone)
    )
    for wave in begun.waves:
        at = local(wave.opens_at, house.settings.timezone)
        print(f"{wave.cases} cases: from {at:%Y-%m-%d %H:%M}, when {begun.name} next signs in.")
    for each in begun.closed:
        print(f"did not open: {each}", file=sys.stderr)


def _typed_number(whom: Newcomer) -> str:
    return " ".join(input(f"The number that {whom.name} reads to you: ").split())


def _say(*lines: str) -> None:
    print("\n".join(lines))
