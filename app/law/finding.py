"""Where somebody looks for a rule: its part of the practice, and what it follows from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.law.phrases import Text
from app.law.rulebook import Rule

AREAS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "removal": Text("Removal proceedings", "Procedimientos de remoción"),
        "custody": Text("Summary processes and custody", "Procesos sumarios y custodia"),
        "courts": Text("Federal courts", "Tribunales federales"),
        "benefits": Text("USCIS", "USCIS"),
        "records": Text(
            "Records, torts, civil rights",
            "Archivos, responsabilidad civil y derechos civiles",
        ),
    }
)
"""The parts of the practice, in the order in which a rulebook lists them."""

EVENT_NAMES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "decision": Text(
            "A decision: an immigration judge, the Board or an officer decided or denied",
            "Una decisión: un juez de inmigración, la Junta o un funcionario decidió o negó",
        ),
        "court_decision": Text(
            "A federal court decided: a judgment, an opinion, rehearing denied",
            "Un tribunal federal decidió: una sentencia, un fallo, una reconsideración negada",
        ),
        "order": Text(
            "An order: removal, reinstatement, departure, or one that sets a date",
            "Una orden: remoción, restablecimiento, salida, o una que fija una fecha",
        ),
        "notice": Text(
            "A notice came: it asks for evidence, means to deny, or sets a schedule",
            "Llegó un aviso: pide pruebas, anuncia una negativa o fija un calendario",
        ),
        "service": Text(
            "Papers were served on us, on the person, or on the other side",
            "Se notificaron papeles a nosotros, a la persona o a la otra parte",
        ),
        "filing": Text(
            "Something was filed or received: an appeal, a motion, a claim, an application",
            "Algo se presentó o se recibió: una apelación, una moción, un reclamo, una solicitud",
        ),
        "request": Text(
            "A request for records was made: FOIA, Privacy Act",
            "Se pidieron archivos: FOIA, Privacy Act",
        ),
        "hearing": Text(
            "A hearing before an immigration judge was set",
            "Se fijó una audiencia ante un juez de inmigración",
        ),
        "court_hearing": Text(
            "A hearing in a federal court was set", "Se fijó una audiencia en un tribunal federal"
        ),
        "custody": Text(
            "Arrest, detainer, detention: somebody was taken or is held",
            "Arresto, detainer, detención: alguien fue detenido o sigue detenido",
        ),
        "arrival": Text(
            "Entry or arrival in the United States", "Entrada o llegada a Estados Unidos"
        ),
        "grant": Text(
            "Something was granted: asylum, status, a release, departure",
            "Se concedió algo: asilo, estatus, una liberación, la salida",
        ),
        "birth": Text("A birth date on which a date depends", "Una fecha de nacimiento que cuenta"),
        "expiry": Text(
            "Something expires: a card, a permit, a status",
            "Algo vence: una tarjeta, un permiso, un estatus",
        ),
        "move": Text("Somebody moved: a new address", "Alguien se mudó: una nueva dirección"),
        "accrual": Text(
            "A wrong was done: an injury, a loss, a violation",
            "Se causó un daño: una lesión, una pérdida, una violación",
        ),
    }
)
"""What a person records, in her own words, by the code that rules call it."""

_BY_ID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "asylum.": "removal",
        "bond.": "custody",
        "cf.": "custody",
        "civilrights.": "records",
        "crcl.": "records",
        "crim.": "courts",
        "dhs.": "custody",
        "dhs.address.": "removal",
        "eoir.": "removal",
        "eoir.bia.appeal.bond": "custody",
        "eoir.bia.appeal.dhs_bond": "custody",
        "eoir.bond.": "custody",
        "er.": "custody",
        "fed.": "courts",
        "fed.habeas.2241": "custody",
        "foia.": "records",
        "ftca.": "records",
        "privacy.": "records",
        "removal.": "removal",
        "rf.": "custody",
        "uscis.": "benefits",
    }
)
_BY_FORUM: Final[Mapping[str, str]] = MappingProxyType(
    {
        "agency": "records",
        "asylum_office": "custody",
        "court_of_appeals": "courts",
        "dhs": "custody",
        "district_court": "courts",
        "state_court": "records",
        "supreme_court": "courts",
        "uscis": "benefits",
    }
)


def area_of(rule: Rule) -> str:
    """Return the part of the practice a rule belongs to: what its id says, else its forum."""
    begun = [start for start in _BY_ID if rule.id.startswith(start)]
    return _BY_ID[max(begun, key=len)] if begun else _BY_FORUM.get(rule.forum, "removal")
