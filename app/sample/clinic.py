"""A clinic that the sample office holds today, and a paper that was served on a client of it."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any, Final
from uuid import UUID

from app.casework import counting, served
from app.casework.clinics import days, helpers, records
from app.casework.clinics.days import NewClinic
from app.casework.clinics.helpers import NewHelpers
from app.casework.clinics.records import NewService, NewTold, NewVisit
from app.casework.served import NewServed
from app.db.desk import Desk

PLACE: Final = "Parish hall of St. Ann"
UNTIL: Final = time(23, 59)  # whenever the sample is planted, its clinic is still open
VOLUNTEERS: Final = "Beatriz Solano\nTomás Ixcot"
# Who came, what was done, and which date each was told, in how many days.
VISITS: Final[tuple[tuple[Mapping[str, Any], str, str, int], ...]] = (
    (
        {"given_names": "Nayeli", "family_name": "Canul", "speaks": "es", "problem": "court"},
        "Read her notice with her, and filled in the change of address. She keeps a copy.",
        "Send the change of address to the court",
        5,
    ),
    (
        {"given_names": "Osman", "family_name": "Barrientos", "speaks": "es", "problem": "other"},
        "The form for asylum was read with him; he files it himself.",
        "Asylum: one year since he came",
        12,
    ),
)
# By case: what was served, by whom it was taken, and in how many days it asks for an answer.
SERVED: Final[Mapping[str, tuple[str, Mapping[str, str], int]]] = {
    "baptiste-jean": (
        "lupita",
        {
            "kind": "motion",
            "how": "electronic",
            "what": "DHS opposes the bond",
            "by": "DHS counsel",
        },
        9,
    ),
}


class Clinic:
    """A clinic of today, as its deeds follow each other."""

    def __init__(self) -> None:
        """Nobody has opened it yet."""
        self.id: UUID | None = None

    def open(self, desk: Desk) -> None:
        """Open it for today."""
        day = counting.today(desk, desk.who.zone)
        self.id = days.open_day(desk, NewClinic(place=PLACE, day=day, until=UNTIL))

    def fill(self, desk: Desk) -> None:
        """Let volunteers in, and take in whoever came."""
        if self.id is None:
            return
        helpers.let_in(desk, self.id, NewHelpers(names=VOLUNTEERS))
        today = counting.today(desk, desk.who.zone)
        for known, service, title, ahead in VISITS:
            visit = NewVisit.model_validate({**known, "known_conflict": False})
            case_id = records.take(desk, self.id, visit)
            due = today + timedelta(days=ahead)
            records.tell(desk, case_id, NewTold(title=title, due=due, sure=due))
            version = records.one(desk, case_id).version
            done = NewService(version=version, service=service, language="es", sheet=True)
            records.serve(desk, case_id, done)


def serve(desk: Desk, case_id: UUID, slug: str) -> None:
    """Enter the paper that was served on a client."""
    _, known, ahead = SERVED[slug]
    today = counting.today(desk, desk.who.zone)
    due = today + timedelta(days=ahead)
    new = {**known, "case_id": case_id, "served_on": today, "answer_by": due, "sure": due}
    served.add(desk, NewServed.model_validate(new))
