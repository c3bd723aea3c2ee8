"""The closed vocabulary of packs and inputs; what it cannot say becomes a question to a person.

Input names are those of deadline-law.md, section 7. Add, do not rename.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.law.phrases import Text

INPUT_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "trigger_date": "date",
        "hearing_date": "date",
        "printed_date": "date",
        "days": "number",
        "custody": "choice",
        "hearing_type": "choice",
        "decided_by": "choice",
        "decision_form": "choice",
        "service_method": "choice",
        "filing": "choice",
        "agency": "choice",
        "appeal_reserved": "boolean",
        "appeal_waived": "boolean",
        "asylum_carve_out": "boolean",
    }
)
"""Inputs that a person is asked for, and the kind of their values."""

GIVEN_BY_PROGRAMS: Final = frozenset({"outage", "court_tz", "attorney_tz"})
"""Inputs a rule may take that no form asks for. Every rule takes `office` beside them."""

CHOICES: Final[Mapping[str, Mapping[str, Text]]] = MappingProxyType(
    {
        "custody": {
            "detained": Text("Detained", "Detenida"),
            "non_detained": Text("Not detained", "No detenida"),
            "unknown": Text("Not known", "No se sabe"),
        },
        "hearing_type": {
            "individual": Text("Individual (merits) hearing", "Audiencia individual (de fondo)"),
            "master": Text("Master calendar hearing", "Audiencia preliminar (master)"),
            "bond": Text("Bond hearing", "Audiencia de fianza"),
            "other": Text("Another hearing", "Otra audiencia"),
        },
        "decided_by": {
            "immigration_judge": Text("An immigration judge", "Un juez de inmigración"),
            "dhs": Text("An officer of DHS", "Un funcionario del DHS"),
        },
        "decision_form": {
            "oral": Text("Stated aloud in court", "Dicha en voz alta en la corte"),
            "written_mailed": Text("Written, sent by mail", "Escrita, enviada por correo"),
            "written_electronic": Text(
                "Written, e-noticed", "Escrita, notificada electrónicamente"
            ),
        },
        "service_method": {
            "personal": Text("Handed over", "Entregada en persona"),
            "mail": Text("By mail", "Por correo"),
            "electronic": Text("Electronically", "Electrónicamente"),
            "unknown": Text("Not known", "No se sabe"),
        },
        "filing": {
            "electronic": Text("Electronically", "Electrónicamente"),
            "paper": Text("On paper", "En papel"),
        },
        "agency": {
            "ice": Text("ICE", "ICE"),
            "cbp": Text("CBP", "CBP"),
            "uscis": Text("USCIS", "USCIS"),
            "eoir": Text("EOIR", "EOIR"),
            "fbi": Text("FBI", "FBI"),
            "other": Text("Another agency", "Otra agencia"),
        },
    }
)
"""The values of each choice and the words a person reads for them."""

OPERATORS: Final = ("is", "in", "before", "after", "all", "any", "not")
REGIMES: Final = ("EOIR_AFTER", "EOIR_BEFORE", "EOIR_DATE_CERTAIN", "WORKING_DAYS")
UNITS: Final = ("calendar_days", "working_days")
DIRECTIONS: Final = ("after", "before")
STATUSES: Final = ("in_force", "repealed", "suspended", "vacated", "proposed")
GOVERNING: Final = frozenset({"in_force", "repealed"})
"""Statuses under which a version governs the key dates between its two days."""
SHOW_AS: Final = ("governing", "shadow", "hidden")
MEANS: Final = ("file_by", "do_by", "they_answer_by", "not_before")
"""What the day of a rule is to whoever reads it: a last day to file, a last day to do what is no
filing, the day by which the other side must answer, or the first day of a right that opens."""
THEIRS: Final = "they_answer_by"
LATER: Final = frozenset({THEIRS, "not_before"})
"""What is safe only on the later side: to rely on the day too early would lose the right."""
SAFE_SIDES: Final = ("earliest", "latest")
FORUMS: Final = ("bia", "immigration_court", "agency")
EVENTS: Final = ("decision", "hearing", "request")
CONSEQUENCES: Final = (
    "jurisdictional",
    "claim_processing",
    "statutory_bar",
    "discretionary",
    "government",
    "advisory",
)
INCURABLE: Final = frozenset({"jurisdictional", "claim_processing", "statutory_bar"})
"""Consequences that asking cannot cure: such a rule is always fatal."""
PRINTED: Final = ("governs", "repeats", "none")
DONE_MEANS: Final = ("received", "submitted", "determined")
SOURCES: Final = ("S", "O", "2", "M", "S/O", "O/2", "2/O", "S/2", "S/M")
CONFIDENCES: Final = ("H", "M", "L")
SHOWS: Final = ("ordinary", "weekend", "holiday", "edge", "printed", "stop", "office")
