"""The words people read for the codes that rows hold; each a gettext msgid."""

from collections.abc import Mapping
from typing import get_args

from app.casework.mergewords import KINDS
from app.forums.codes import AppointmentKind
from app.web.caselabels import CASE
from app.web.deedlabels import DEEDS
from app.web.filinglabels import FILED
from app.web.intakelabels import INTAKE
from app.web.lawlabels import LAW
from app.web.reportlabels import REPORTS
from app.words import N_

APPOINTMENT = {code: KINDS[code] for code in get_args(AppointmentKind)}
LABELS: Mapping[str, Mapping[str, str]] = {
    "kind": KINDS,
    "appointment": APPOINTMENT,
    "kind_group": {"court": N_("Before a court"), "appointment": N_("Appointments")},
    "adjourned": {
        "counsel": N_("To find a lawyer"),
        "ours": N_("Our side: not ready, an application, illness, our request"),
        "theirs": N_("The government: not ready, its file, its checks"),
        "interpreter": N_("No interpreter, or the wrong language"),
        "absent": N_("The client was not there or not brought, or the notice was wrong"),
        "court": N_("The court: no time, no judge, its calendar, its equipment"),
    },
    "differs": {
        "earlier": N_("earlier"),
        "later": N_("later"),
        "kind": N_("another kind"),
        "judge": N_("another judge"),
        "place": N_("another place"),
        "medium": N_("another way to appear"),
    },
    "medium": {
        "in_person": N_("In person"),
        "video": N_("By video"),
        "telephone": N_("By telephone"),
    },
    "within": {
        "removal": N_("An immigration judge or the Board, in removal proceedings"),
        "custody": N_("About bond, custody, or a summary process such as credible fear"),
        "courts": N_("A federal court"),
        "benefits": N_("USCIS, on an application or a petition"),
        "records": N_("An agency, on records, a tort claim or civil rights"),
    },
    **CASE,
    **REPORTS,
    **FILED,
    "document_kind": {
        "notice": N_("Notice from court or agency"),
        "order": N_("Order or decision"),
        "filing": N_("Filing"),
        "evidence": N_("Evidence"),
        "identity": N_("Identity paper"),
        "form": N_("Form"),
        "letter": N_("Letter or message"),
        "declaration": N_("Declaration"),
        "translation": N_("Translation"),
        "medical": N_("Medical or psychological"),
        "photo": N_("Photograph"),
        "recording": N_("Recording"),
        "bundle": N_("Filing to send"),
        "other": N_("Something else"),
    },
    "document_why": {
        "wrong_case": N_("It belongs to another case"),
        "twice": N_("It is here twice"),
        "not_meant": N_("It was sent to us by mistake and must not stay"),
        "asked": N_("The person it tells of asked for it"),
        "mistake": N_("A wrong or unreadable copy"),
        "other": N_("Another reason"),
        "never_arrived": N_("Its file never arrived"),
    },
    "advice_way": {
        "sheet": N_("printed sheet in hand"),
        "post": N_("sheet by post or message"),
        "words": N_("by word of mouth"),
    },
    "template_kind": {
        "word": N_("Word file with names in it"),
        "form": N_("Form of an agency (PDF)"),
    },
    "letter_kind": {
        "hearing": N_("Notice of a hearing"),
        "bring": N_("What to bring to a hearing"),
        "address": N_("When the person moves"),
        "dates": N_("Dates that the person looks after"),
    },
    "bundle_custody": {"detained": N_("detained"), "not_detained": N_("not detained")},
    "activity": {
        "advice": N_("Advice"),
        "preparing": N_("Preparing a person"),
        "drafting": N_("Writing"),
        "research": N_("Research"),
        "hearing": N_("In court"),
        "call": N_("Telephone"),
        "visit": N_("A visit, also in custody"),
        "travel": N_("Travel"),
        "file": N_("Keeping the file"),
        "supervision": N_("Supervision"),
        "other": N_("Something else"),
    },
    "release_kind": {
        "release": N_("Release: what may be told"),
        "consent": N_("Consent: what may be done"),
    },
    "release_state": {
        "unsigned": N_("not signed yet"),
        "stands": N_("stands"),
        "runs_out": N_("runs out soon"),
        "over": N_("ran out"),
        "revoked": N_("taken back"),
    },
    "referral_reply": {
        "accepted": N_("accepted"),
        "declined": N_("declined"),
        "no_answer": N_("no answer came"),
        "withdrawn": N_("we withdrew it"),
    },
    "damaged": {
        "case": N_("The case itself"),
        "person": N_("A person"),
        "hearing": N_("A hearing"),
        "deadline": N_("A deadline"),
        "note": N_("A note"),
        "proceeding": N_("A proceeding"),
        "detention": N_("A place of custody"),
        "document": N_("A document"),
        "filing": N_("A filing"),
        "criminal_case": N_("A criminal case"),
        "referral": N_("A referral"),
        "release": N_("A consent or release"),
        "inquiry": N_("What was heard of the person"),
        "call": N_("A call"),
        "conflict_check": N_("A conflict check"),
        "clinic_record": N_("What was done at a clinic"),
        "served": N_("A paper that was served"),
        "bundle": N_("A filing to send"),
        "letter": N_("A letter"),
        "advice": N_("What was advised"),
        "handed_in": N_("Something handed in"),
        "hold": N_("A legal hold"),
        "shredding": N_("Its being destroyed"),
    },
    "sealed": {
        "": N_("not sealed"),
        "sealed": N_("sealed: only its named people know of it"),
        "victim": N_("sealed, victim-service confidentiality (VAWA, T, U)"),
    },
    "reach": {
        "office": N_("Only within the office: elsewhere mails give the telephone number"),
        "private": N_("Through a private network that each telephone joins"),
        "public": N_("By a public name with TLS, from anywhere"),
    },
    "mail_kind": {
        "digest": N_("Morning mail"),
        "urgent": N_("Urgent mail"),
        "daily": N_("Daily sign of life"),
        "alarm": N_("Message about reminders or an account"),
        "invitation": N_("A link for a newcomer"),
        "weekly": N_("Weekly test"),
    },
    "mail_state": {"went": N_("went"), "waits": N_("waits"), "failed": N_("failed")},
    "mail_why": {
        "relay": N_(
            "The office's mail server was away or did not take it. It is tried every minute. Tell "
            "whoever runs the mail."
        ),
        "later": N_(
            "The other side asked to wait. It is tried again by itself; if this lasts for hours, "
            "call the colleague."
        ),
        "refused": N_(
            "The address refuses mail, and the next in line was told. Call the colleague, then "
            "have the address corrected under “Colleagues”."
        ),
        "came_back": N_(
            "It came back, and the next in line was told. Call the colleague, then have the "
            "address corrected under “Colleagues”."
        ),
        "slower": N_(
            "The mail server takes no more for now. The rest leaves at the pace it allows, urgent "
            "mails first."
        ),
        "unfit": N_(
            "The mail server did not like its text. It is sent once more with neutral words."
        ),
        "unwritten": N_(
            "Its text could not be made. It leaves with neutral words; have “amparo verify” run."
        ),
        "unknown": N_(
            "The mail server did not say whether it took it. It is sent once more and may arrive "
            "twice."
        ),
    },
    "kept": {
        "works": N_("at work"),
        "away": N_("away"),
        "refuses": N_("the address refuses mail"),
        "left": N_("works on no cases here"),
    },
    **DEEDS,
    "confirmed": {
        "staff.certify": N_("keys confirmed"),
        "staff.certify_by_root": N_("keys confirmed by the custodians"),
        "keys.confirm": N_("new keys confirmed"),
        "group.join": N_("let into a group"),
    },
    "holds": {
        "team": N_("office team"),
        "group": N_("practice group"),
        "lead": N_("lead"),
        "backup": N_("back-up"),
        "opened": N_("created the case"),
        "shared": N_("shared by a colleague"),
        "guest": N_("guest"),
        "named": N_("named when it was opened"),
        "by_name": N_("given by name, after a group was left out"),
        "handed": N_("took it over"),
        "recovered": N_("opened by the custodians"),
        "cover": N_("covers for a colleague"),
        "emergency": N_("emergency access"),
        "recovery": N_("custodians, together"),
    },
    "law_state": {
        "waits": N_("waits for another attorney"),
        "holds": N_("holds"),
        "ended": N_("ended"),
        "over": N_(
            "over: its day has passed, or the rules that are shipped now have no such version"
        ),
    },
    "closed_sort": {
        "closure": N_("Closed by order, such as an executive order"),
        "observed_friday": N_("The Friday on which a Saturday holiday is kept"),
        "legal": N_("A legal holiday"),
    },
    "hold_source": {
        "subpoena": N_("A subpoena or another order to produce"),
        "litigation": N_("A lawsuit, or one that is to be expected"),
        "retention": N_("A rule how long files must be kept"),
    },
    "shredding": {
        "asked": N_("asked for; waits for a second person"),
        "agreed": N_("both agree; it is destroyed on its day"),
        "stopped": N_("stopped"),
        "destroyed": N_("destroyed; the database is being cleared"),
        "done": N_("destroyed"),
    },
    "stopped_why": {
        "person": N_("Somebody stopped it."),
        "hold": N_("A legal hold was put up."),
        "date": N_("A date of the case was open."),
        "paper": N_("Nobody had read what was handed in for the case."),
        "changed": N_("Something was entered in the case since it was asked for."),
        "restored": N_("A backup was put back, so nobody knows whether it was stopped since."),
    },
    "destroyed": {
        "cases": N_("the case itself"),
        "persons": N_("people"),
        "hearings": N_("hearings"),
        "deadlines": N_("deadlines"),
        "notes": N_("notes"),
        "proceedings": N_("proceedings"),
        "detentions": N_("places of custody"),
        "looks": N_("promises to look again"),
        "due_tasks": N_("open tasks"),
        "documents": N_("documents"),
        "referrals": N_("referrals"),
        "releases": N_("consents and releases"),
        "document_files": N_("files of documents"),
        "document_texts": N_("words of documents, as they were read out"),
        "document_readers": N_("keys of documents for some of its people"),
        "set_aside": N_("deleted documents that could be taken back"),
        "tray_files": N_("files that were handed in"),
        "bundles": N_("filings to send"),
        "letters": N_("letters"),
        "advices": N_("what was advised"),
        "grants": N_("keys of colleagues, groups and custodians"),
        "case_keys": N_("words which key the case had"),
        "cover_envelopes": N_("keys that waited for covers"),
        "recovered_keys": N_("keys that waited for colleagues"),
        "due_keys": N_("notes that a new key was due"),
        "screens": N_("ethical screens"),
        "tray_items": N_("things handed in"),
        "tray_doors": N_("ways in for what is handed in"),
        "report_cards": N_("what the case counted as in reports"),
        "schedule": N_("dates that reminders went by"),
        "marks": N_("marks of what was told and seen"),
        "mail": N_("mails that named a date of it"),
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
        "caller": N_("Caller"),
        "adverse": N_("Other side"),
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
    "told_how": {
        "phone": N_("by telephone"),
        "text": N_("by text message"),
        "in_person": N_("in person"),
        "letter": N_("by letter"),
        "others": N_("through somebody else"),
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
    **LAW,
    **INTAKE,
    "handing": {
        "hand_over": N_("Hand over: lead, back-up and open dates go to this colleague"),
        "share": N_("Share: this colleague can read them too"),
        "hand_back": N_("Hand back"),
    },
    "left_as": {
        "screened": N_("an ethical screen keeps this colleague away"),
        "borrowed": N_("you read it for a while only"),
        "gone": N_("it could not be opened, or this colleague works here no more"),
        "closed": N_("whoever had it before cannot open it any more; share it first"),
    },
    "group_kind": {
        "team": N_("of the office: the legal staff"),
        "intake": N_("of the office: whoever takes calls; reads open inquiries"),
        "clinic": N_("of one clinic: reads what that day took in"),
        "reporting": N_("of the office: whoever reports; reads figures and holds no case"),
        "index": N_("of the office: whoever answers for the name index; holds no case"),
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
        "clinic_helper": N_("Volunteer of a clinic"),
    },
    "staff_state": {
        "invited": N_("Invited"),
        "waiting": N_("Waits for the keys to be confirmed"),
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
    "absence": {
        "running": N_("away now"),
        "coming": N_("to come"),
        "over": N_("over"),
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

# Sentences of floors that know no catalogue; the doors say them too.
FROM_BELOW = (N_("An A-number has seven to nine digits. Check it against the notice."),)


def label_of(table: str, code: str) -> str:
    """Return the msgid for a code, or the code itself where none is known."""
    return LABELS[table].get(code, code)
