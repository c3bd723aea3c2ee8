"""What people were told of a hearing, as the hearing itself keeps it; no statement, no other row.

Whom to tell is worked out and not stored: whoever is in the case, for as long as nobody wrote down
that she knows what stands now. A hearing that is moved is another row, and one whose room, way or
court is corrected says something else than was told: so telling begins again by itself, also for a
hearing that was entered before Amparo asked.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Literal

from app.models import Hearing

Did = Literal["knows", "tried", "closed"]
State = Literal["knows", "closed", "open", ""]
HORIZON_DAYS = 21  # so far ahead a client who does not know stands on Today in red
NEAR_DAYS = 7  # a hearing so near is told the same day
BOOKED = "interpreter"  # whoever is booked for a hearing and is nobody of the case
USUAL = frozenset({"client", "rider", "witness", "interpreter", "expert"})


def is_told_of(hearing: Hearing) -> bool:
    """Tell whether people are told of a hearing: it stands, or it was cancelled."""
    return hearing.status in {"set", "cancelled"}


def what_stands(hearing: Hearing) -> str:
    """Return all that a person must know to be there, or to stay away, in one line."""
    starts = hearing.starts.strftime("%Y-%m-%dT%H:%M")
    where = (hearing.medium, hearing.court, hearing.place)
    return "|".join((hearing.status, str(hearing.edition), starts, hearing.tz, *where))


def deeds_for(hearing: Hearing, who: str) -> list[dict[str, Any]]:
    """Return what was done to tell a person of what stands now, the newest last."""
    now = what_stands(hearing)
    return [each for each in hearing.told or [] if each["who"] == who and each["what"] == now]


def is_begun(hearing: Hearing) -> bool:
    """Tell whether somebody wrote down anything of telling people what stands now."""
    now = what_stands(hearing)
    return any(each["what"] == now for each in hearing.told or [])


def state_of(hearing: Hearing, who: str) -> State:
    """Return whether a person knows what stands now, or somebody closed it without that."""
    done = {each["did"] for each in deeds_for(hearing, who)}
    if "knows" in done:
        return "knows"
    return "closed" if "closed" in done else "open"


def knew_before(hearing: Hearing, who: str) -> bool:
    """Tell whether a person knew what stood before, and not what stands now."""
    knew = any(each["who"] == who and each["did"] == "knows" for each in hearing.told or [])
    return knew and state_of(hearing, who) != "knows"


def clients_know(hearing: Hearing, clients: Iterable[str]) -> State:
    """Return whether each client knows; closed where somebody closed it for one who does not."""
    states = {state_of(hearing, each) for each in clients} or {"open"}
    if states == {"knows"}:
        return "knows"
    return "open" if "open" in states else "closed"


def by_when(hearing: Hearing) -> date:
    """Return the day by which people are told: the same day where the hearing is near.

    Else within a week, or three weeks before where it is farther off.
    """
    day = hearing.starts.date()
    entered = hearing.entered_on or day - timedelta(days=HORIZON_DAYS)
    if day - entered <= timedelta(days=NEAR_DAYS):
        return entered
    soon = max(entered + timedelta(days=NEAR_DAYS), day - timedelta(days=HORIZON_DAYS))
    return min(soon, day - timedelta(days=NEAR_DAYS))


def is_told(hearing: Hearing, who: str, role: str) -> bool:
    """Tell whether a person of the case is told of this hearing; a client always is."""
    choice = hearing.tell or {}
    if role == "client":
        return True
    if who in choice.get("out", ()):
        return False
    return role in USUAL or who in choice.get("also", ())
