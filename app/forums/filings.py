"""The kinds of filing that an office picks from, by sort; their names: app.web.filinglabels.

A sort says before whom a filing usually runs, and which of the law's clocks may count from it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

Sort = Literal["application", "petition", "motion", "appeal", "court", "records", "claim", "other"]
Application = Literal[
    "asylum", "cancellation_lpr", "cancellation", "adjustment", "waiver", "voluntary_departure",
    "tps", "daca", "work_permit", "travel", "u_visa", "t_visa", "green_card", "conditions",
    "naturalization", "application_other",
]  # fmt: skip
Petition = Literal["family", "relative_of_asylee", "vawa", "sij", "petition_other"]
Motion = Literal[
    "reopen", "reopen_absentia", "reconsider", "terminate", "suppress", "admin_close",
    "continuance", "change_venue", "advance", "bond_motion", "stay_motion", "remote", "extension",
    "withdraw", "substitute", "remand_motion", "response", "motion_other",
]  # fmt: skip
Appeal = Literal["bia", "bia_bond", "interlocutory", "aao", "appeal_other"]
Court = Literal["petition_for_review", "habeas", "mandamus", "complaint", "cert", "court_other"]
Records = Literal["foia", "privacy", "court_record", "records_appeal"]
Claim = Literal["tort_claim", "civil_rights"]
Kind = Application | Petition | Motion | Appeal | Court | Records | Claim | Literal["other"]

SORTS: Final[Mapping[Sort, tuple[str, ...]]] = MappingProxyType(
    {
        "application": get_args(Application),
        "petition": get_args(Petition),
        "motion": get_args(Motion),
        "appeal": get_args(Appeal),
        "court": get_args(Court),
        "records": get_args(Records),
        "claim": get_args(Claim),
        "other": ("other",),
    }
)
_SORT_OF: Final = {kind: sort for sort, kinds in SORTS.items() for kind in kinds}
# What USCIS takes in and gives a receipt for, though a court may hear it too.
_WITH_RECEIPT: Final = {*get_args(Application), *get_args(Petition), "aao"} - {
    "cancellation_lpr",
    "cancellation",
    "voluntary_departure",
}
_ABOUT_CUSTODY: Final = {"bond_motion", "bia_bond"}
_OF_USCIS: Final = {"aao"}


def sort_of(kind: str) -> Sort:
    """Return the sort of a kind."""
    return _SORT_OF.get(kind, "other")


def has_receipt(kind: str) -> bool:
    """Tell whether USCIS gives such a filing a receipt number."""
    return kind in _WITH_RECEIPT


def area_of(kind: str, proceeding: str) -> str:
    """Return the part of the practice whose clocks may count from a filing; empty: not known.

    Args:
        kind: Of the filing.
        proceeding: The kind of the proceeding that it belongs to; empty where to none.
    """
    sort = sort_of(kind)
    if sort in {"records", "claim"}:
        return "records"
    if sort == "court" or proceeding in {"petition_for_review", "habeas", "mandamus"}:
        return "courts"
    if kind in _ABOUT_CUSTODY or proceeding in {"bond", "fear_review"}:
        return "custody"
    if sort in {"motion", "appeal"}:
        return "benefits" if kind in _OF_USCIS or proceeding == "uscis" else "removal"
    return {"uscis": "benefits", "removal": "removal"}.get(proceeding, "")
