"""Who may do what: the one policy function, default deny.

A role opens doors; whether a *case* opens is decided by keys (app.casework.access), never here.
"""

from app.errors import Forbidden

ROLES = (
    "intake",
    "paralegal",
    "attorney",
    "supervising_attorney",
    "office_admin",
    "conflicts_officer",
    "auditor",
    "volunteer",
)
# The numbers that stand in certificates; append only, as ROLES is.
NUMBER_OF = {role: number for number, role in enumerate(ROLES, start=1)}
# A volunteer of one clinic: no colleague, in no list of roles, and nothing but that day's pages.
HELPER = "clinic_helper"
NUMBER_OF[HELPER] = len(ROLES) + 1
SUPERVISING = "supervising_attorney"
ADMINISTRATOR, VOLUNTEER = "office_admin", "volunteer"
ATTORNEYS = frozenset({"attorney", SUPERVISING})
LEGAL = ATTORNEYS | {"paralegal"}
READ_DOCUMENTS = "document.read"  # asked again where several desks are opened one after the other
CASEWORK = LEGAL | {"intake", VOLUNTEER}
EVERYONE = frozenset(ROLES)

# The groups that hold case keys in an open office; administration, conflicts and audit never do.
OFFICE_TEAM = LEGAL
# Who may be in a practice group: its cases open to her.
PRACTICE = LEGAL | {VOLUNTEER}
# Who may be in the intake team, whose people read every open inquiry; whose role takes the calls is
# let in with the role.
INTAKE_TEAM = CASEWORK
INTAKE_BY_ROLE = frozenset({"intake", SUPERVISING})
# Who may be in the group that reports: it holds no case's key, so whoever runs the office may be.
# Supervising attorneys are let in with their role.
REPORTERS = LEGAL | {ADMINISTRATOR}
# Who holds the key of the office's name index: reception and intake look people up before there is
# a case; supervisors and the conflicts officer answer for the check.
INDEX_HOLDERS = frozenset({"intake", "conflicts_officer", SUPERVISING})

# Who keeps heads of the record in her mails, or looks after it; none of it opens a case.
MANAGING = frozenset({SUPERVISING, ADMINISTRATOR})
WATCHING = MANAGING | {"auditor"}

ACTIONS: dict[str, frozenset[str]] = {
    "session.read": EVERYONE,
    "session.end": EVERYONE,
    "today.read": EVERYONE,
    "reminder.read_office": MANAGING,  # how they stand; of cases that she opens, which dates
    "office.oversee": frozenset({SUPERVISING}),  # who carries what; of cases she opens, which
    "help.read": EVERYONE,
    "rule.read": EVERYONE,  # the rulebook holds no client's facts, and trying a rule keeps none
    "code.read": EVERYONE,
    "code.keep": EVERYONE,
    "code.make": EVERYONE,
    "passkey.read": EVERYONE,
    "passkey.keep": EVERYONE,
    "passphrase.change": EVERYONE,
    "calendar.read": CASEWORK,  # keys say whose dates stand there
    "calendar.keep": CASEWORK,
    "feed.read": CASEWORK,  # one's own calendar feed
    "feed.keep": CASEWORK,
    "mails.read": EVERYONE,  # how much mails say; of one's own nobody else decides, but never more
    "mails.own": EVERYONE,
    "mails.office": MANAGING,
    "staff.read": MANAGING,
    "staff.invite": frozenset({SUPERVISING}),
    "staff.certify": frozenset({SUPERVISING}),
    "staff.leave": frozenset({SUPERVISING}),
    "staff.change": MANAGING,
    "staff.role": frozenset({SUPERVISING}),
    "case.reassign": frozenset({SUPERVISING}),
    "group.read": CASEWORK,
    "group.keep": frozenset({SUPERVISING}),
    "office.profile": frozenset({SUPERVISING}),
    "office.intake": frozenset({SUPERVISING}),
    "inquiry.read": CASEWORK,
    "inquiry.take": CASEWORK,  # whoever takes a call; keys say which inquiries open to her
    "inquiry.check": frozenset({"intake", SUPERVISING}),  # conflicts: of whom holds the name index
    "inquiry.end": LEGAL | {"intake"},
    "clinic.read": LEGAL | {"intake", HELPER},
    "clinic.open": frozenset({SUPERVISING}),
    "clinic.serve": LEGAL | {"intake", HELPER},  # keys say of which day
    "device.begin": frozenset({SUPERVISING}),
    "device.agree": MANAGING,
    "staff.begin_again": frozenset({SUPERVISING}),
    "loss.read": MANAGING,
    "recovery.read": LEGAL,
    "recovery.stop": frozenset({SUPERVISING}),
    "recovery.take": LEGAL,
    "kit.read": frozenset({SUPERVISING}),
    "kit.rehearse": frozenset({SUPERVISING}),
    "kit.print": frozenset({SUPERVISING}),  # what is printed opens nothing until custodians agree
    "key.read": EVERYONE,
    "key.freshen": CASEWORK,
    "key.make": EVERYONE,  # her own; they count once somebody compared digits and signed
    "key.ask": frozenset({SUPERVISING}),
    "facts.read": EVERYONE,
    "lockdown.begin": MANAGING,
    "backup.read": MANAGING,
    "backup.prove": MANAGING,
    "backup.confirm": frozenset({SUPERVISING}),  # that a restored copy is the office from now on
    "reach.read": MANAGING,
    "reach.choose": MANAGING,
    "record.read": WATCHING,  # how far the record of deeds goes, and its code; no deed
    "record.compare": WATCHING,
    "record.search": frozenset({SUPERVISING, "auditor"}),  # who opened a case: ids, no content
    "form.keep": EVERYONE,  # in one's own session, what one is typing
    "case.list": CASEWORK,
    "case.read": CASEWORK,
    "case.open": LEGAL | {"intake"},
    "case.change": LEGAL,
    "case.close": LEGAL,
    "case.share": LEGAL,
    "guest.read": CASEWORK,
    "case.screen": LEGAL,
    "case.seal": LEGAL,
    "case.shred": LEGAL,
    "shredding.read": LEGAL,
    "retention.read": frozenset({SUPERVISING}),
    "shredding.stop": LEGAL,
    "hold.put_up": LEGAL,
    "hold.lift": LEGAL,
    "hold.read_office": LEGAL | {ADMINISTRATOR},  # no case stands there
    "hold.put_up_office": frozenset({SUPERVISING}),
    "hold.lift_office": LEGAL,  # a supervising attorney first; `lifting` says who is the second
    "screen.ask": frozenset({SUPERVISING}),  # of a case that she need not open, by its number
    "case.unscreen": LEGAL,  # a supervising attorney of the case; where none reads it, its lead
    "person.read": CASEWORK,
    "person.add": LEGAL | {"intake"},
    "person.change": LEGAL | {"intake"},
    "proceeding.read": CASEWORK,
    "proceeding.add": LEGAL | {"intake"},
    "proceeding.change": LEGAL,
    "courtlist.read": CASEWORK,  # codes of the court, nothing of a case
    "filing.read": CASEWORK,
    "filing.add": LEGAL | {"intake"},
    "filing.change": LEGAL,
    "criminal_case.read": CASEWORK,
    "criminal_case.add": LEGAL | {"intake"},
    "criminal_case.change": LEGAL,
    "detention.read": CASEWORK,
    "detention.add": LEGAL | {"intake"},
    "detention.change": LEGAL | {"intake"},
    "detention.look": CASEWORK,
    "facility.read": CASEWORK,  # no client stands there
    "facility.add": LEGAL | {"intake"},
    "facility.change": LEGAL | {"intake"},
    "hearing.read": CASEWORK,
    "hearing.schedule": LEGAL | {"intake"},
    "hearing.change": LEGAL,
    "hearing.tell": CASEWORK,  # whoever reads the case may call its people
    "call.read": CASEWORK,
    "court.check": LEGAL,
    "deadline.read": CASEWORK,
    "deadline.add": LEGAL | {"intake"},
    "deadline.change": LEGAL,
    "deadline.acknowledge": CASEWORK,
    "deadline.complete": CASEWORK,  # of intake and volunteers: their own task; `endings` says which
    "deadline.reopen": LEGAL,
    "law.read": EVERYONE,  # the rules themselves and what the office changed of them; no case
    "law.ask": frozenset({SUPERVISING}),
    "law.agree": ATTORNEYS,
    "law.carry": LEGAL,  # through the cases that she opens
    "law.end": ATTORNEYS,  # the first word is a supervising attorney's; `ownlaw` says which
    "nickname.keep": CASEWORK,  # one's own, for one's own mails
    "note.read": CASEWORK,
    "note.add": CASEWORK,
    "note.change": CASEWORK,
    "task.read": CASEWORK,  # of cases that open to her
    "task.add": CASEWORK,
    "task.change": CASEWORK,  # `tasks` says whose
    "task.finish": CASEWORK,
    "referral.read": CASEWORK,
    "referral.add": LEGAL | {"intake"},
    "referral.change": LEGAL | {"intake"},
    "release.read": CASEWORK,
    "release.add": LEGAL | {"intake"},
    "release.change": LEGAL | {"intake"},
    "time.read": CASEWORK,  # of cases that open to her
    "office.problems": frozenset({SUPERVISING}),
    "report.read": REPORTERS,  # keys say who is in the group that reports
    "report.look": REPORTERS,  # at the cases behind a figure, those that open to her
    "report.give": MANAGING,  # outside, with small figures hidden
    "office.reporting": frozenset({SUPERVISING}),
    "case.count": LEGAL,  # as what a case counts, or that it counts nowhere
    "served.begin": EVERYONE,  # what is said at the door; whoever works on no case hands in
    "served.read": CASEWORK,
    "served.add": LEGAL | {"intake"},
    "served.change": LEGAL | {"intake"},
    "document.read": CASEWORK,
    "document.add": CASEWORK,
    "document.change": LEGAL,
    "document.remove": LEGAL,
    "document.narrow": LEGAL,  # which of the case's people read it
    "template.read": CASEWORK,  # no client stands there
    "template.add": frozenset({SUPERVISING}),
    "template.change": frozenset({SUPERVISING}),
    "document.draft": LEGAL,  # of a template
    "letter.read": CASEWORK,
    "letter.write": LEGAL | {"intake"},
    "advice.read": CASEWORK,
    "advice.give": LEGAL | {"intake"},
    "bundle.read": CASEWORK,
    "bundle.add": LEGAL,
    "bundle.change": LEGAL,
    "bundle.make": LEGAL,
    "conflict.search": INDEX_HOLDERS,
    "index.anew": frozenset({"conflicts_officer", SUPERVISING}),
    "desk.look_up": INDEX_HOLDERS,
    "case.answer": LEGAL,
    "tray.hand_in": EVERYONE,  # written without reading, for a case that she need not open
    "tray.send": EVERYONE,  # the files of what one handed in
    "tray.read": CASEWORK,
    "tray.take": CASEWORK,
    "docket.print": CASEWORK,
    "court.say": CASEWORK,  # where one is oneself
    "absence.read": CASEWORK | {ADMINISTRATOR},
    "absence.declare": CASEWORK | {ADMINISTRATOR},
    "absence.end": CASEWORK | {ADMINISTRATOR},
    "cover.read": CASEWORK,
    "cover.name": CASEWORK,
    "cover.ask": frozenset({SUPERVISING}),
    "emergency.open": LEGAL,
}

PUBLIC = "public"  # doors that a stranger may open: sign-in, the mail's link, health, static files


def may(role: str, action: str) -> bool:
    """Tell whether a role includes an action; whatever is not written above is denied."""
    return role in ACTIONS.get(action, frozenset())


def require(role: str, action: str) -> None:
    """Let the action pass.

    Raises:
        Forbidden: The role does not include it.
    """
    if not may(role, action):
        raise Forbidden
