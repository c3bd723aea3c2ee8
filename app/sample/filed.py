"""What the sample office has filed for its clients, and a criminal case of one of them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from app.casework import cases, criminal_cases, filings
from app.casework.criminal_cases import NewCriminalCase
from app.casework.filings import NewFiling
from app.db.desk import Desk
from app.sample.facts import Case

# By case; of each what is known, with days that count from the opening of the case.
DAYS: Final = ("filed_on", "received_on", "biometrics_on", "decided_on", "valid_until")
FILED: Final[Mapping[str, tuple[dict[str, object], ...]]] = {
    "tuc-velasquez": (
        {
            "kind": "asylum",
            "forum": "NOL",
            "filed_on": 40,
            "filed_how": "ecas",
            "filed_by": "ours",
            "fee": "none",
            "biometrics_on": 96,
            "clock": {"state": "running"},
        },
        {
            "kind": "work_permit",
            "forum": "USCIS",
            "filed_on": 200,
            "received_on": 204,
            "filed_how": "online",
            "number": "IOE0999001122",
            "number_seen": True,
            "decided_on": 262,
            "outcome": "granted",
            "category": "C08",
            "valid_until": 2088,
        },
    ),
    "baptiste-jean": (
        {
            "kind": "bond_motion",
            "forum": "JNA",
            "filed_on": 6,
            "filed_how": "ecas",
            "filed_by": "ours",
            "court_code": "BD",
        },
    ),
    "perez-y-perez": ({"kind": "foia", "forum": "CBP", "filed_on": 3, "number": "CBP-FO-99-0142"},),
    "dang": (
        {
            "kind": "adjustment",
            "forum": "USCIS",
            "filed_on": 12,
            "received_on": 16,
            "filed_how": "courier",
            "number": "IOE0999001212",
            "fee": "paid",
        },
    ),
}
ARRESTED: Final[Mapping[str, dict[str, object]]] = {
    "zelaya-flores": {
        "court": "24th Judicial District Court, Jefferson Parish",
        "state": "LA",
        "known_from": "told",
        "charges": [{"offence": "Simple battery", "disposition": "not_charged"}],
        "advice": "An arrest without a charge is no conviction under INA 101(a)(48)(A).",
    },
}


def has_any(slug: str) -> bool:
    """Tell whether something was filed in a case, or a client was arrested."""
    return slug in FILED or slug in ARRESTED


def enter(desk: Desk, case_id: UUID, case: Case) -> None:
    """Enter what was filed in a case, and the criminal case of its client."""
    view = cases.one(desk, case_id)
    client = next(each.id for each in view.people if each.role == "client")
    own = {each.kind: each.id for each in view.proceedings}
    for known in FILED.get(case.slug, ()):
        days = {
            name: case.opened_on + timedelta(days=after)
            for name in DAYS
            if isinstance(after := known.get(name), int)
        }
        within = own.get("bond" if known["kind"] == "bond_motion" else "removal")
        of = {"case_id": case_id, "person_id": client, "proceeding_id": within}
        filings.add(desk, NewFiling.model_validate(known | days | of))
    if case.slug in ARRESTED:
        new = ARRESTED[case.slug] | {"person_id": client}
        criminal_cases.add(desk, NewCriminalCase.model_validate(new))
