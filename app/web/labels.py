"""The words people read for the codes that rows hold; each a gettext msgid."""

from collections.abc import Mapping

from app.words import N_

LABELS: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "master": N_("Master hearing"),
        "individual": N_("Individual (merits) hearing"),
        "bond": N_("Bond hearing"),
        "fear_review": N_("Fear review"),
        "status": N_("Status conference"),
        "other": N_("Other hearing"),
    },
    "medium": {
        "in_person": N_("In person"),
        "video": N_("By video"),
        "telephone": N_("By telephone"),
        "internet": N_("By internet (Webex)"),
    },
    "custody": {
        "non_detained": N_("Not detained"),
        "detained": N_("Detained"),
        "unknown": N_("Not known"),
    },
    "role": {
        "client": N_("Client"),
        "rider": N_("Family member on the case"),
        "relative": N_("Relative"),
        "witness": N_("Witness"),
        "interpreter": N_("Interpreter"),
        "other": N_("Other"),
    },
    "whose": {
        "ours": N_("Ours"),
        "told": N_("Told to the person"),
    },
    "hearing_status": {
        "set": N_("Set"),
        "moved": N_("Moved"),
        "held": N_("Held"),
        "cancelled": N_("Cancelled"),
    },
    "deadline_status": {
        "open": N_("Open"),
        "filed": N_("Filed"),
        "not_needed": N_("Not needed"),
    },
    "follow": {
        "take": N_("Take it"),
        "change": N_("Change it"),
        "leave": N_("Not in this case"),
    },
    "consequence": {
        "jurisdictional": N_("Mandatory; missed = lost, no excuse is heard"),
        "claim_processing": N_("Mandatory; missed = lost unless excused"),
        "statutory_bar": N_(
            "Set by statute; missed = the right is barred unless an exception fits"
        ),
        "court_ordered": N_("Set by the court; missed = it may not be considered"),
        "discretionary": N_("May be excused by asking"),
    },
    "confidence": {
        "H": N_("Well established"),
        "M": N_("Fairly sure; check before you rely on it"),
        "L": N_("Uncertain; check before you rely on it"),
    },
    "staff_role": {
        "intake": N_("Intake"),
        "paralegal": N_("Paralegal"),
        "attorney": N_("Attorney"),
        "supervising_attorney": N_("Supervising attorney"),
        "office_admin": N_("Office administrator"),
        "conflicts_officer": N_("Conflicts officer"),
        "auditor": N_("Auditor"),
        "volunteer": N_("Volunteer"),
    },
    "language": {
        "es": N_("Spanish"),
        "en": N_("English"),
        "quc": N_("K'iche'"),
        "mam": N_("Mam"),
        "kjb": N_("Q'anjob'al"),
        "kek": N_("Q'eqchi'"),
        "ixl": N_("Ixil"),
        "cak": N_("Kaqchikel"),
        "mix": N_("Mixtec"),
        "cab": N_("Garifuna"),
        "ht": N_("Haitian Creole"),
        "pt": N_("Portuguese"),
        "fr": N_("French"),
        "ar": N_("Arabic"),
        "fa": N_("Persian (Farsi, Dari)"),
        "ps": N_("Pashto"),
        "zh": N_("Chinese"),
        "hi": N_("Hindi"),
        "pa": N_("Punjabi"),
        "ne": N_("Nepali"),
        "ru": N_("Russian"),
        "uk": N_("Ukrainian"),
        "tr": N_("Turkish"),
        "vi": N_("Vietnamese"),
        "so": N_("Somali"),
        "ti": N_("Tigrinya"),
        "am": N_("Amharic"),
        "wo": N_("Wolof"),
    },
    "locale": {"en": "English", "es": "Español"},
}


def label_of(table: str, code: str) -> str:
    """Return the msgid for a code, or the code itself where none is known."""
    return LABELS[table].get(code, code)
