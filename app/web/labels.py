"""The words people read for the codes that rows hold; each a gettext msgid."""

from collections.abc import Mapping

from app.words import N_

LABELS: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "master": N_("Master calendar hearing"),
        "individual": N_("Individual (merits) hearing"),
        "bond": N_("Bond hearing"),
        "fear_review": N_("Credible or reasonable fear review"),
        "status": N_("Status conference"),
        "other": N_("Other hearing"),
    },
    "medium": {
        "in_person": N_("In person"),
        "video": N_("By video"),
        "telephone": N_("By telephone"),
    },
    "proceeding": {
        "removal": N_("Removal"),
        "bond": N_("Bond"),
        "appeal": N_("Appeal to the Board"),
        "petition_for_review": N_("Petition for review"),
        "uscis": N_("USCIS application"),
        "other": N_("Other proceeding"),
    },
    "damaged": {
        "case": N_("The case's own entry"),
        "person": N_("A person"),
        "hearing": N_("A hearing"),
        "deadline": N_("A deadline"),
        "note": N_("A note"),
    },
    "sealed": {
        "": N_("not sealed"),
        "sealed": N_("sealed: only its named people know of it"),
        "victim": N_("sealed, victim-service confidentiality (VAWA, T, U)"),
    },
    "noted": {
        "case.seal": N_("sealed or unsealed the case"),
        "case.screen": N_("kept a colleague away"),
        "case.unscreen": N_("lets a colleague near again"),
        "case.read": N_("looked into the case"),
        "case.open": N_("entered the case"),
        "case.change": N_("changed the title"),
        "case.share": N_("gave the case to a colleague"),
        "case.unshare": N_("took the case from a colleague"),
        "case.lead": N_("chose who leads"),
        "case.new_key": N_("changed the key"),
        "case.answer": N_("chose what the front desk says"),
        "person.add": N_("entered the person"),
        "person.change": N_("changed the person"),
        "hearing.schedule": N_("set the hearing"),
        "hearing.change": N_("changed the hearing"),
        "hearing.take_after_all": N_("took a date after all"),
        "deadline.add": N_("entered the deadline"),
        "deadline.change": N_("changed the deadline"),
        "deadline.complete": N_("closed the deadline"),
        "deadline.reopen": N_("opened the deadline again"),
        "reminder.seen": N_("has seen the reminder"),
        "note.add": N_("wrote the note"),
        "note.change": N_("changed the note"),
    },
    "holds": {
        "team": N_("office team"),
        "lead": N_("lead"),
        "backup": N_("back-up"),
        "opened": N_("opened the case"),
        "shared": N_("shared by a colleague"),
        "named": N_("named when it was opened"),
        "by_name": N_("named in place of a group"),
        "handed": N_("took it over"),
        "recovered": N_("opened by the custodians"),
        "recovery": N_("custodians, together"),
    },
    "zone": {
        "America/New_York": N_("Eastern (New York)"),
        "America/Chicago": N_("Central (Chicago)"),
        "America/Denver": N_("Mountain (Denver)"),
        "America/Phoenix": N_("Arizona (Phoenix)"),
        "America/Los_Angeles": N_("Pacific (Los Angeles)"),
        "America/Anchorage": N_("Alaska (Anchorage)"),
        "Pacific/Honolulu": N_("Hawaii (Honolulu)"),
        "America/Puerto_Rico": N_("Atlantic (San Juan)"),
        "Pacific/Guam": N_("Guam and Saipan"),
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
    "means": {
        "file_by": N_("file by"),
        "do_by": N_("do by"),
        "they_answer_by": N_("they answer by"),
        "not_before": N_("not before"),
    },
    "meaning": {
        "file_by": N_("A paper we file by then"),
        "do_by": N_("Something else we do by then"),
        "they_answer_by": N_("The other side must answer by then"),
        "not_before": N_("A right that opens then"),
    },
    "deed": {
        "file_by": N_("Filed"),
        "do_by": N_("Done"),
        "they_answer_by": N_("They answered"),
        "not_before": N_("Right used"),
    },
    "proof": {
        "file_by": N_("Receipt: what shows that it was filed?"),
        "do_by": N_("What shows that it was done?"),
        "they_answer_by": N_("What did they answer, and how?"),
        "not_before": N_("What was filed or done, and what shows it?"),
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
        "moved": N_("Ended with its hearing"),
    },
    "old_date": {
        "end": N_("it ends"),
        "keep": N_("it stays as it is"),
    },
    "follow": {
        "take": N_("Use this date"),
        "change": N_("Use another date"),
        "leave": N_("Not in this case"),
    },
    "consequence": {
        "jurisdictional": N_("Mandatory; missed = lost, no excuse is heard"),
        "claim_processing": N_("Mandatory; missed = lost unless excused"),
        "statutory_bar": N_(
            "Set by statute; missed = the right is barred unless an exception fits"
        ),
        "discretionary": N_("May be excused by asking; late papers may be refused"),
        "government": N_("The government's clock: what it must do"),
        "advisory": N_("Advice, not law"),
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
    "staff_state": {
        "invited": N_("Invited"),
        "waiting": N_("Waits for her keys to be confirmed"),
        "active": N_("Works here"),
        "left": N_("Has left"),
    },
    "short_hours": {
        "1": N_("1 hour: no date is lost for waiting. Right for most offices."),
        "24": N_("24 hours"),
        "72": N_("72 hours, as all others: a filing of the next three days can be lost."),
    },
    "profile": {
        "open": N_(
            "Open office: the legal staff read every new case. Right for most offices of fewer "
            "than fifteen people."
        ),
        "groups": N_(
            "Practice groups: a new case is read by the group that works on it. You make the "
            "groups after this."
        ),
        "named": N_("Named people only: a new case is read by those who are named on it."),
        "solo": N_("Solo: you work alone, and a successor is named."),
    },
    "likeness": {
        "same_name": N_("same name"),
        "sounds_like": N_("sounds alike"),
        "spelt_alike": N_("spelt almost the same"),
        "romanised_otherwise": N_("another spelling in Latin letters"),
        "other_form": N_("another form of the name"),
        "initial": N_("initial fits"),
        "part_of_name": N_("part of the name"),
        "alias": N_("another name of the person"),
        "same_a_number": N_("same A-number"),
        "near_a_number": N_("A-number differs in one place"),
        "same_phone": N_("same telephone"),
        "same_birth_date": N_("same date of birth"),
        "swapped_birth_date": N_("day and month of birth swapped"),
        "birth_date_differs": N_("date of birth differs"),
    },
    "found_as": {
        "": N_(
            "As the case is kept: name its lead, or a supervisor where only named people read it"
        ),
        "call": N_("Say that it is ours and whom to call"),
        "ask": N_("Say only: ask the supervisor"),
        "out": N_("Leave its people out: say nothing"),
    },
    "locale": {"en": "English", "es": "Español"},
}

# What the fields of the input models are called where two versions stand side by side.
FIELDS: Mapping[str, str] = {
    "given_names": N_("Given names"),
    "family_name": N_("Family names"),
    "language": N_("Language"),
    "interpreter": N_("Interpreter"),
    "a_number": N_("A-number"),
    "birth_date": N_("Born on"),
    "phone": N_("Telephone"),
    "safe_to_text": N_("Safe to text"),
    "detained": N_("Detained"),
    "detained_at": N_("Detained at"),
    "relation": N_("Relation"),
    "aliases": N_("Other names"),
    "role": N_("Role"),
    "title": N_("Title"),
    "due": N_("Due"),
    "means": N_("What this day is"),
    "whose": N_("Whose date is it?"),
    "fatal": N_("Fatal"),
    "late": N_("Late"),
    "at": N_("Hour"),
    "hour": N_("Hour when it was done"),
    "responsible_id": N_("Responsible"),
    "override_reason": N_("Reason"),
    "status": N_("Status"),
    "reason": N_("Reason"),
    "note": N_("Note"),
    "text": N_("Note"),
    "outcome": N_("How it ended"),
    "medium": N_("How the client appears"),
    "judge": N_("Judge"),
    "place": N_("Room, floor or link"),
    "proceeding": N_("Proceeding"),
    "custody": N_("Detained on that day?"),
    "learned": N_("How and when we learned of it"),
    "on": N_("Date"),
}

# Sentences of floors that know no catalogue; the doors say them too.
FROM_BELOW = (N_("An A-number has seven to nine digits. Check it against the notice."),)


def label_of(table: str, code: str) -> str:
    """Return the msgid for a code, or the code itself where none is known."""
    return LABELS[table].get(code, code)
