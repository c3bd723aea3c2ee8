"""What the codes of filings and criminal cases are called on a screen."""

from collections.abc import Mapping

from app.words import N_

FILED: Mapping[str, Mapping[str, str]] = {
    "filing_sort": {
        "application": N_("Applications"),
        "petition": N_("Petitions for somebody"),
        "motion": N_("Motions"),
        "appeal": N_("Appeals"),
        "court": N_("Federal courts"),
        "records": N_("Requests for records"),
        "claim": N_("Claims"),
        "other": N_("Something else"),
    },
    "filing": {
        "asylum": N_("Asylum, withholding, CAT (I-589)"),
        "cancellation_lpr": N_("Cancellation for a resident (42A)"),
        "cancellation": N_("Cancellation for others (42B)"),
        "adjustment": N_("Adjustment of status (I-485)"),
        "waiver": N_("Waiver (I-601, I-601A, I-212 and others)"),
        "voluntary_departure": N_("Voluntary departure"),
        "tps": N_("Temporary protected status (I-821)"),
        "daca": N_("DACA (I-821D)"),
        "work_permit": N_("Work permit (I-765)"),
        "travel": N_("Travel document or parole (I-131)"),
        "u_visa": N_("U visa (I-918)"),
        "t_visa": N_("T visa (I-914)"),
        "green_card": N_("Renewal of a resident card (I-90)"),
        "conditions": N_("Removal of conditions (I-751)"),
        "naturalization": N_("Naturalization or citizenship (N-400, N-600)"),
        "application_other": N_("Another application"),
        "family": N_("Family petition (I-130)"),
        "relative_of_asylee": N_("Relative of an asylee or refugee (I-730)"),
        "vawa": N_("VAWA self-petition (I-360)"),
        "sij": N_("Special immigrant juvenile (I-360)"),
        "petition_other": N_("Another petition"),
        "reopen": N_("Motion to reopen"),
        "reopen_absentia": N_("Motion to reopen an order made in absentia"),
        "reconsider": N_("Motion to reconsider"),
        "terminate": N_("Motion to terminate or dismiss"),
        "suppress": N_("Motion to suppress"),
        "admin_close": N_("Motion for administrative closure"),
        "continuance": N_("Motion for a continuance"),
        "change_venue": N_("Motion to change venue"),
        "advance": N_("Motion for an earlier hearing"),
        "bond_motion": N_("Motion for a bond hearing"),
        "stay_motion": N_("Motion or request for a stay of removal"),
        "remote": N_("Motion to appear by video or telephone"),
        "extension": N_("Motion for more time"),
        "withdraw": N_("Motion to withdraw as counsel"),
        "substitute": N_("Motion to substitute counsel"),
        "remand_motion": N_("Motion to remand"),
        "response": N_("Response to a motion"),
        "motion_other": N_("Another motion"),
        "bia": N_("Appeal to the Board (EOIR-26)"),
        "bia_bond": N_("Appeal to the Board about a bond"),
        "interlocutory": N_("Interlocutory appeal to the Board"),
        "aao": N_("Appeal or motion to USCIS (I-290B)"),
        "appeal_other": N_("Another appeal"),
        "petition_for_review": N_("Petition for review"),
        "habeas": N_("Habeas corpus"),
        "mandamus": N_("Mandamus or APA complaint"),
        "complaint": N_("Complaint in a federal court"),
        "cert": N_("Petition for certiorari"),
        "court_other": N_("Another filing in a federal court"),
        "foia": N_("Records request (FOIA)"),
        "privacy": N_("Request under the Privacy Act"),
        "court_record": N_("Record of proceeding (EOIR-59)"),
        "records_appeal": N_("Appeal of a denied records request"),
        "tort_claim": N_("Tort claim (SF-95)"),
        "civil_rights": N_("Civil rights complaint to an agency"),
        "other": N_("Something else"),
    },
    "filed_by": {
        "ours": N_("us"),
        "client": N_("the client alone"),
        "government": N_("the government"),
        "other_counsel": N_("other counsel"),
    },
    "filed_how": {
        "online": N_("online"),
        "ecas": N_("through ECAS"),
        "mail": N_("by mail"),
        "courier": N_("by courier"),
        "window": N_("at the window"),
        "served": N_("handed over in court"),
        "other": N_("otherwise"),
    },
    "fee": {
        "paid": N_("paid"),
        "none": N_("no fee is due"),
        "waiver_asked": N_("a waiver is asked for"),
        "waived": N_("waived"),
        "waiver_denied": N_("waiver denied"),
    },
    "stay": {
        "automatic": N_("automatic while it is pending"),
        "asked": N_("asked for"),
        "granted": N_("granted"),
        "denied": N_("denied"),
        "none": N_("none: removal can go on"),
    },
    "clock_state": {
        "running": N_("running"),
        "stopped": N_("stopped"),
        "not_started": N_("not started"),
    },
    "filing_outcome": {
        "granted": N_("granted or approved"),
        "partly": N_("granted in part"),
        "conditional": N_("granted with a condition"),
        "reserved": N_("decision reserved"),
        "denied": N_("denied"),
        "dismissed": N_("dismissed"),
        "sustained": N_("appeal sustained"),
        "remanded": N_("sent back"),
        "rejected": N_("returned unfiled"),
        "withdrawn": N_("withdrawn"),
        "abandoned": N_("taken as abandoned"),
        "not_adjudicated": N_("not decided"),
        "admin_closed": N_("closed administratively"),
        "moot": N_("moot"),
        "no_records": N_("no records found"),
        "settled": N_("settled"),
        "other": N_("other"),
    },
    "filing_doubt": {
        "receipt_letters": N_(
            "Among the ten digits of this receipt number there is a letter that looks like a "
            "digit. Compare it with the notice."
        ),
        "receipt_short": N_(
            "A receipt number has three letters and ten digits; this one has fewer. Compare it "
            "with the notice."
        ),
        "receipt_long": N_(
            "A receipt number has three letters and ten digits; this one has more. Compare it "
            "with the notice."
        ),
        "receipt_begins": N_(
            "No receipt number that we know begins with these three letters. Compare it with the "
            "notice."
        ),
        "receipt_form": N_(
            "This does not look like a receipt number: three letters and ten digits. Compare it "
            "with the notice."
        ),
        "near_another": N_(
            "Another number in this case differs from this one by one sign, or by two that changed "
            "places. Compare both with their notices."
        ),
        "received_before": N_("It was received before it was filed. Check both days."),
        "decided_before": N_("It was decided before it was filed. Check both days."),
        "filed_before": N_("It was filed before it could be known. Check both days."),
        "ahead": N_("One of these days has not come yet. Check the year."),
        "court_code": N_("The court's list of motions does not have this code."),
    },
    "chosen": {"of_case": N_("The one that was chosen")},
    "degree": {
        "felony": N_("felony"),
        "misdemeanor": N_("misdemeanor"),
        "infraction": N_("infraction or violation"),
        "juvenile": N_("juvenile matter"),
        "unknown": N_("not known"),
    },
    "plea": {
        "not_guilty": N_("not guilty"),
        "guilty": N_("guilty"),
        "no_contest": N_("no contest"),
        "none": N_("no plea was made"),
    },
    "disposition": {
        "pending": N_("pending"),
        "dismissed": N_("dismissed"),
        "acquitted": N_("acquitted"),
        "convicted": N_("convicted"),
        "deferred": N_("adjudication deferred"),
        "diverted": N_("diverted to a program"),
        "vacated": N_("conviction vacated"),
        "expunged": N_("expunged or sealed"),
        "pardoned": N_("pardoned"),
        "not_charged": N_("never charged"),
        "other": N_("other"),
    },
    "known_from": {
        "told": N_("we were told"),
        "record": N_("certified record of the court"),
        "docket": N_("docket of the court"),
        "rap_sheet": N_("rap sheet"),
        "government": N_("a paper of the government"),
    },
}
