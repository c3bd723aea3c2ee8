"""The words of reports: what is counted, and how the columns are called."""

from collections.abc import Mapping

from app.words import N_

REPORTS: Mapping[str, Mapping[str, str]] = {
    "report": {
        "outcomes": N_("What proceedings came to"),
        "decisions": N_("How long decisions took"),
        "funder": N_("Closed cases by the funder's codes"),
        "arrests": N_("Taken into custody, by place and agency"),
        "caseload": N_("Open cases by who leads them"),
        "hearings": N_("Hearings ahead, by month"),
    },
    "report_about": {
        "outcomes": N_(
            "Proceedings whose decision fell into the quarter, by what they are and what came of "
            "them. One without a day of decision or end is not counted."
        ),
        "decisions": N_(
            "The same proceedings, by the days from filing, or else from service, to the decision."
        ),
        "funder": N_(
            "Cases closed in the quarter, by the codes that stand in them. The meanings are those "
            "of the quarter's last day."
        ),
        "arrests": N_(
            "Stays in custody that began in the quarter, by the first place among the office's "
            "facilities and by who holds the person; a transfer begins none. One without a first "
            "day is not counted, nor a case in which nothing was saved since this is counted."
        ),
        "caseload": N_("Cases that are open today, with each colleague who leads some."),
        "hearings": N_("Hearings and appointments that are set, from this month on."),
    },
    "took": {
        "90": N_("up to 90 days"),
        "180": N_("91 to 180 days"),
        "365": N_("181 to 365 days"),
        "730": N_("one to two years"),
        "longer": N_("longer"),
        "unknown": N_("not known"),
    },
    "counted": {
        "yes": N_("It counts in reports"),
        "no": N_("It is left out of every report"),
    },
}
