"""The values of each choice and the words a person reads for them; part of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.law.phrases import Text

_STATES: Final[Mapping[str, Text]] = {
    "AL": Text("Alabama", "Alabama"),
    "AK": Text("Alaska", "Alaska"),
    "AZ": Text("Arizona", "Arizona"),
    "AR": Text("Arkansas", "Arkansas"),
    "CA": Text("California", "California"),
    "CO": Text("Colorado", "Colorado"),
    "CT": Text("Connecticut", "Connecticut"),
    "DE": Text("Delaware", "Delaware"),
    "DC": Text("District of Columbia", "Distrito de Columbia"),
    "FL": Text("Florida", "Florida"),
    "GA": Text("Georgia", "Georgia"),
    "HI": Text("Hawaii", "Hawái"),
    "ID": Text("Idaho", "Idaho"),
    "IL": Text("Illinois", "Illinois"),
    "IN": Text("Indiana", "Indiana"),
    "IA": Text("Iowa", "Iowa"),
    "KS": Text("Kansas", "Kansas"),
    "KY": Text("Kentucky", "Kentucky"),
    "LA": Text("Louisiana", "Luisiana"),
    "ME": Text("Maine", "Maine"),
    "MD": Text("Maryland", "Maryland"),
    "MA": Text("Massachusetts", "Massachusetts"),
    "MI": Text("Michigan", "Michigan"),
    "MN": Text("Minnesota", "Minnesota"),
    "MS": Text("Mississippi", "Misisipi"),
    "MO": Text("Missouri", "Misuri"),
    "MT": Text("Montana", "Montana"),
    "NE": Text("Nebraska", "Nebraska"),
    "NV": Text("Nevada", "Nevada"),
    "NH": Text("New Hampshire", "Nuevo Hampshire"),
    "NJ": Text("New Jersey", "Nueva Jersey"),
    "NM": Text("New Mexico", "Nuevo México"),
    "NY": Text("New York", "Nueva York"),
    "NC": Text("North Carolina", "Carolina del Norte"),
    "ND": Text("North Dakota", "Dakota del Norte"),
    "OH": Text("Ohio", "Ohio"),
    "OK": Text("Oklahoma", "Oklahoma"),
    "OR": Text("Oregon", "Oregón"),
    "PA": Text("Pennsylvania", "Pensilvania"),
    "RI": Text("Rhode Island", "Rhode Island"),
    "SC": Text("South Carolina", "Carolina del Sur"),
    "SD": Text("South Dakota", "Dakota del Sur"),
    "TN": Text("Tennessee", "Tennessee"),
    "TX": Text("Texas", "Texas"),
    "UT": Text("Utah", "Utah"),
    "VT": Text("Vermont", "Vermont"),
    "VA": Text("Virginia", "Virginia"),
    "WA": Text("Washington", "Washington"),
    "WV": Text("West Virginia", "Virginia Occidental"),
    "WI": Text("Wisconsin", "Wisconsin"),
    "WY": Text("Wyoming", "Wyoming"),
    "PR": Text("Puerto Rico", "Puerto Rico"),
    "GU": Text("Guam", "Guam"),
    "VI": Text("U.S. Virgin Islands", "Islas Vírgenes de EE. UU."),
    "MP": Text("Northern Mariana Islands", "Islas Marianas del Norte"),
    "AS": Text("American Samoa", "Samoa Americana"),
}
_CIRCUITS: Final[Mapping[str, Text]] = {
    "ca1": Text("First Circuit", "Primer Circuito"),
    "ca2": Text("Second Circuit", "Segundo Circuito"),
    "ca3": Text("Third Circuit", "Tercer Circuito"),
    "ca4": Text("Fourth Circuit", "Cuarto Circuito"),
    "ca5": Text("Fifth Circuit", "Quinto Circuito"),
    "ca6": Text("Sixth Circuit", "Sexto Circuito"),
    "ca7": Text("Seventh Circuit", "Séptimo Circuito"),
    "ca8": Text("Eighth Circuit", "Octavo Circuito"),
    "ca9": Text("Ninth Circuit", "Noveno Circuito"),
    "ca10": Text("Tenth Circuit", "Décimo Circuito"),
    "ca11": Text("Eleventh Circuit", "Undécimo Circuito"),
    "cadc": Text("D.C. Circuit", "Circuito del Distrito de Columbia"),
    "cafc": Text("Federal Circuit", "Circuito Federal"),
    "unknown": Text("Not known", "No se sabe"),
}

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
            "bia": Text("The Board of Immigration Appeals", "La Junta de Apelaciones"),
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
            "crcl": Text("CRCL (civil rights at DHS)", "CRCL (derechos civiles del DHS)"),
            "dhs": Text("Another part of DHS", "Otra parte del DHS"),
            "eoir": Text("EOIR", "EOIR"),
            "fbi": Text("FBI", "FBI"),
            "other": Text("Another agency", "Otra agencia"),
        },
        "ground": {
            "lack_of_notice": Text(
                "No proper notice of the hearing", "Sin aviso debido de audiencia"
            ),
            "exceptional_circumstances": Text(
                "Exceptional circumstances", "Circunstancias excepcionales"
            ),
            "changed_country_conditions": Text(
                "Changed country conditions", "Cambio de condiciones en el país"
            ),
            "joint_motion": Text("Joint motion with DHS", "Moción conjunta con el DHS"),
            "ineffective_assistance": Text(
                "Ineffective assistance of counsel", "Asistencia letrada ineficaz"
            ),
            "vawa": Text("Battery or extreme cruelty (VAWA)", "Maltrato o crueldad extrema (VAWA)"),
            "new_facts": Text("New facts", "Hechos nuevos"),
            "other": Text("Another ground", "Otro motivo"),
        },
        "forum": {
            "ij": Text("Immigration judge", "Juez de inmigración"),
            "immigration_court": Text("Immigration court", "Corte de inmigración"),
            "bia": Text("The Board of Immigration Appeals", "La Junta de Apelaciones"),
            "court_of_appeals": Text("Court of appeals", "Tribunal de apelaciones"),
            "district_court": Text("District court", "Tribunal de distrito"),
            "uscis": Text("USCIS", "USCIS"),
            "dhs": Text("DHS", "DHS"),
            "other": Text("Another place", "Otro lugar"),
        },
        "circuit": _CIRCUITS,
        "state": _STATES,
        "defendant": {
            "federal_officer": Text("A federal officer", "Un funcionario federal"),
            "state_officer": Text("A state officer", "Un funcionario estatal"),
            "local": Text("A local officer or body", "Un funcionario o ente local"),
            "united_states": Text("The United States", "Los Estados Unidos"),
            "other": Text("Somebody else", "Otra parte"),
        },
        "order": {
            "removal": Text("Order of removal", "Orden de expulsión"),
            "final_administrative_removal_order": Text(
                "Final administrative removal order", "Orden administrativa final de expulsión"
            ),
            "reinstatement": Text("Reinstated order", "Orden reinstaurada"),
            "expedited_removal": Text("Expedited removal", "Expulsión acelerada"),
            "withholding_only": Text(
                "Decision on withholding only", "Decisión solo sobre suspensión de expulsión"
            ),
            "other": Text("Another order", "Otra orden"),
        },
    }
)
"""The values of each choice and the words a person reads for them."""
