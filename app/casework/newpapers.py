"""New papers for the custodians: printed and proved first, while the present ones go on working.

The new root and recovery key are made when the papers are printed, sealed to these at once and
forgotten. Nothing trusts them until as many of the present custodians as are needed agree at the
machine (`succession`); until then the present papers open everything, and the new ones nothing.
Each paper proves what was printed with it, so that nothing else waits in its place.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import Field

from app.casework import audit, custody, staff
from app.casework.custody import CustodyView
from app.casework.founding import Custodians, Kit, NewCustodian, sealed_to
from app.crypto import papers, printings
from app.crypto.custodians import MOST
from app.crypto.office import NO_SERVER_KEY, OfficeSecrets
from app.crypto.printings import Printed
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE, NotFound, Refused
from app.words import N_

NEXT: Final = "next"  # of the custody setting: what waits for the present custodians
PRINT, WITHDRAW = "kit.print", "kit.withdraw"
ONCE: Final = N_("Name each custodian once.")
TWO: Final = N_("Name at least two custodians.")
ONE: Final = N_("Name your successor: another lawyer.")
AS_MANY: Final = N_("Name at least as many custodians as must act together.")
NOT_ALONE: Final = N_("Let at least two custodians be needed: one alone opens all.")
PROOFS: Final = "proofs"  # of what waits: by each paper, what was printed with it
NOT_AS_PRINTED: Final = N_(
    "What waits is not what was printed with these papers: it was changed outside Amparo, or "
    "printed by an earlier version. Nothing was changed. Print new papers and destroy these."
)
NONE_WAIT: Final = N_("No new papers wait. Print them first: under “Custodians' papers”.")


class NewPapers(Custodians):
    """Who keeps the new papers, and how many act together."""

    custodians: list[NewCustodian] = Field(max_length=MOST)


@dataclass(frozen=True, slots=True)
class Waiting:
    """New papers that were printed and open nothing yet."""

    custody: CustodyView
    printed_at: datetime
    printed_by: UUID


def print_out(desk: Desk, wanted: NewPapers) -> list[Kit]:
    """Make new papers and return them, once; others that waited open nothing from now on.

    Raises:
        Refused: These cannot be the custodians, or no office was founded in this database.
    """
    _require_fit(wanted, staff.office(desk).profile)
    row = custody.setting(desk)
    # The machine may not have its own key at hand; the change gives the custodians a copy.
    secrets = OfficeSecrets.fresh(NO_SERVER_KEY)
    value, kits = sealed_to(wanted, secrets)
    value |= {"at": desk.now.isoformat(), "by": str(desk.who.id)}
    value[PROOFS] = _proofs(_printed(value, secrets), kits)
    row.value = {**row.value, NEXT: value}
    audit.note(desk, PRINT, count=len(kits), needed=wanted.needed)
    return kits


def withdraw(desk: Desk) -> None:
    """Let go of new papers that wait: they will never open anything.

    Raises:
        NotFound: None wait.
    """
    row = custody.setting(desk)
    if NEXT not in row.value:
        raise NotFound
    row.value = {name: each for name, each in row.value.items() if name != NEXT}
    audit.note(desk, WITHDRAW)


def waiting(desk: NightDesk) -> Waiting | None:
    """Return the new papers that wait for the present custodians; one statement."""
    kept = custody.setting(desk).value.get(NEXT)
    if kept is None:
        return None
    at, by = datetime.fromisoformat(kept["at"]), UUID(kept["by"])
    return Waiting(custody.of_value(kept), at, by)


def waiting_value(desk: NightDesk) -> dict[str, Any]:
    """Return what was kept of the new papers.

    Raises:
        Refused: None wait.
    """
    kept: dict[str, Any] | None = custody.setting(desk).value.get(NEXT)
    if kept is None:
        raise Refused(NONE_WAIT)
    return kept


def require_as_printed(
    kept: dict[str, Any], secrets: OfficeSecrets, seeds: Mapping[int, bytes]
) -> None:
    """Let what waits pass where each paper that was typed proves that it was printed with it.

    Args:
        kept: What waits.
        secrets: What the papers opened in it.
        seeds: The typed seeds, by the custodian's place.

    Raises:
        Refused: It is not what was printed with one of these papers.
    """
    try:
        named = (b64decode(kept["root"]), b64decode(kept["recovery"]))
        is_named = named == (secrets.root_public, secrets.recovery_public)
        printed, proofs = _printed(kept, secrets), kept[PROOFS]
        for place, seed in seeds.items():
            printings.require(b64decode(proofs[place]), printed, place, seed)
    except (*UNREADABLE, IndexError):
        raise Refused(NOT_AS_PRINTED) from None
    if not is_named:
        raise Refused(NOT_AS_PRINTED)


def _printed(kept: dict[str, Any], secrets: OfficeSecrets) -> Printed:
    publics = [b64decode(each["public"]) for each in kept["custodians"]]
    return Printed(*secrets.anchors, int(kept["needed"]), publics)


def _proofs(printed: Printed, kits: list[Kit]) -> list[str]:
    seeds = [papers.typed(papers.CUSTODIAN_KIT, kit.paper) for kit in kits]
    return [
        b64encode(printings.prove(printed, place, seed)).decode()
        for place, seed in enumerate(seeds)
    ]


def _require_fit(wanted: NewPapers, profile: str) -> None:
    count, is_solo = len(wanted.custodians), profile == "solo"
    if len({each.name.casefold() for each in wanted.custodians}) < count:
        raise Refused(fields={"custodian_1": ONCE})
    if count < 2 - is_solo:
        raise Refused(fields={"custodian_1": ONE if is_solo else TWO})
    if wanted.needed > count:
        raise Refused(fields={"needed": AS_MANY})
    if wanted.needed == 1 and not is_solo:
        raise Refused(fields={"needed": NOT_ALONE})
