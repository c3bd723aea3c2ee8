"""What can be wrong with reminders or an account, each with the sentence that says what to do."""

from app.words import N_

STOPPED = "stopped"
RELAY_DOWN = "relay_down"
UNREADABLE = "row_damaged"
ALTERED = "account_altered"
RECORD = "record_broken"
WITNESS_DIFFERS = "witness_differs"
WITNESS_AWAY = "witness_away"
NOBODY_LEFT = "nobody"
REFUSES = "address_refuses"
FELL_BACK = "fallback"
UNCOVERED = "uncovered"
FAULTY = "faulty"
LATE = "late"
UNCHECKED = "unchecked"
GUESSED = "code_guessed"
SEALED = "sealed"
DATABASE_AWAY = "database_away"
DATABASE_LOCKED = "database_locked"
DISK_FULL = "disk_full"
LET_BACK_IN = "let_back_in"
NEW_DEVICE = "new_device"
RECHOSEN = "rechosen"
LOCKED_DOWN = "locked_down"
RELEASED = "released"
RECOVERING = "recovering"
RECOVERED = "recovered"
RECOVERY_STOPPED = "recovery_stopped"
ABSENT = "absent"
BACK = "absence_over"
COVERING = "covering"
ABSENCE = "absence"
ABSENCE_ENDED = "absence_ended"
UNSHARED = "unshared"
NAMES = "names_unread"
MANY_CHECKS = "many_checks"
EMERGENCY = "emergency"
HANDED_IN = "handed_in"
HANDED_IN_URGENT = "handed_in_urgent"
GIVEN_BACK = "given_back"
SHREDDING_ASKED = "shredding_asked"
SHREDDING = "shredding"
SHREDDING_STOPPED = "shredding_stopped"
SHREDDED = "shredded"
HELD = "held"
HOLD_LIFTED = "hold_lifted"
THINNED = "thinned"
LEAD_LEFT = "lead_left"
STAY_ENDS = "stay_ends"
GUEST_LEAVES = "guest_leaves"
COVERLESS = "coverless"

OF_THE_DATABASE = frozenset({SEALED, DATABASE_AWAY, DATABASE_LOCKED, DISK_FULL})
# What is told to `AMPARO_ALARM_TO`; the rest is for the office's own people.
ALARMING = OF_THE_DATABASE | {
    STOPPED,
    RELAY_DOWN,
    UNCOVERED,
    UNREADABLE,
    UNCHECKED,
    NOBODY_LEFT,
    RECORD,
    WITNESS_DIFFERS,
    WITNESS_AWAY,
    LATE,
    NAMES,
}

# In order of gravity: the first that applies is the one a person reads.
SENTENCES = {
    SEALED: N_(
        "Amparo is locked, sending no reminders: it was started, and nobody has typed the "
        "passphrase of the server key. Run “amparo unlock” on the Amparo machine now."
    ),
    DATABASE_AWAY: N_(
        "The database cannot be reached or opened, so nobody can work and no reminder leaves. See "
        "whether its machine runs and its disk is sound, then start Amparo again."
    ),
    DATABASE_LOCKED: N_(
        "Another program holds the database, so nothing is saved and no reminder leaves. See what "
        "runs on the Amparo machine besides Amparo and end it."
    ),
    DISK_FULL: N_(
        "The disk of the database is full, so nothing is saved and no reminder leaves. Make room."
    ),
    STOPPED: N_(
        "Reminders have stopped: the reminder program shows no sign of life. Watch your dates on "
        "this page and on paper, and ask whoever runs the Amparo machine to start it again."
    ),
    RELAY_DOWN: N_(
        "Reminder mails cannot leave: the office's mail server does not take them. They wait and "
        "leave when it does. Watch your dates on this page and tell whoever runs the mail."
    ),
    NOBODY_LEFT: N_(
        "A date has nobody left to be reminded of it. A supervisor must look at the cases of "
        "colleagues who left."
    ),
    UNREADABLE: N_(
        "A date was changed outside Amparo and cannot be read, so nobody is reminded of it. A "
        "supervisor must compare the calendar with the files today and have “amparo verify” run."
    ),
    RECORD: N_(
        "The record of who did what was changed outside Amparo. It may be that nobody can save or "
        "sign in. Reminders go on. Have “amparo verify” run today, and the newest backup restored."
    ),
    WITNESS_DIFFERS: N_(
        "The record of who did what is not as the witness file has it: its end was cut off, it was "
        "made anew, or an older copy of the database was put back. Have “amparo verify --witness” "
        "run today. If a backup was restored on purpose, keep that file and name a new one."
    ),
    ALTERED: N_(
        "A colleague's account was changed outside Amparo, so it gets no reminders and nobody can "
        "sign in with it. The next in line is told instead. Have “amparo verify” run today."
    ),
    UNCOVERED: N_(
        "The check found a date that its reminders did not cover, or one that was taken out or "
        "set back outside Amparo. What can be repaired is. A supervisor should compare the "
        "calendar with the files today and have “amparo verify” run."
    ),
    REFUSES: N_(
        "The mail address of a colleague refuses reminders. The next in line is told instead; an "
        "administrator must correct the address."
    ),
    LATE: N_(
        "A reminder mail has waited for more than a quarter of an hour. Watch your dates on this "
        "page and tell whoever runs the mail."
    ),
    FAULTY: N_(
        "The reminder program met a fault and tries again. Watch your dates on this page and ask "
        "whoever runs the Amparo machine to look at its log."
    ),
    GUESSED: N_(
        "Somebody signed in to your account after several wrong codes were typed with your "
        "passphrase. If that was not you, somebody knows it: tell your administrator today."
    ),
    UNCHECKED: N_(
        "The hourly check of all dates has not run for two hours. Ask whoever runs the Amparo "
        "machine to look at its log."
    ),
    WITNESS_AWAY: N_(
        "The witness file of the record cannot be read or written. Ask whoever runs the Amparo "
        "machine to look at AMPARO_WITNESS_FILE and its folder. Reminders go on."
    ),
    LOCKED_DOWN: N_(
        "Your office was locked: everybody is signed out, and nobody signs in until a supervising "
        "attorney releases it. Reminders go on. If you do not know why, call the office."
    ),
    RELEASED: N_(
        "The lockdown of your office was released; everybody can sign in. If you do not know of "
        "it, call the office at once."
    ),
    LET_BACK_IN: N_(
        "Your passphrase was replaced, with one of your printed codes. If that was not you, call a "
        "supervisor at once and make both printed codes anew."
    ),
    RECHOSEN: N_(
        "Your passphrase was changed. If that was not you, call a supervisor at once and make both "
        "printed codes anew."
    ),
    NEW_DEVICE: N_(
        "Your code app has a new secret; the old one opens nothing. If that was not you, call a "
        "supervisor at once and make both printed codes anew."
    ),
    RECOVERING: N_(
        "The custodians are opening cases for a colleague. A waiting time runs. If nobody told you "
        "why, stop it now: sign in, and look at the page “Cases from the custodians”."
    ),
    RECOVERED: N_(
        "The waiting time is over, and a colleague has taken the cases that the custodians opened. "
        "If that should not be, call the office's supervisors at once."
    ),
    RECOVERY_STOPPED: N_(
        "What the custodians were opening for a colleague was stopped: nothing of it opens. If "
        "that was wrong, call whoever stopped it; the custodians can begin again."
    ),
    EMERGENCY: N_(
        "Somebody took emergency access to a case that you hold or supervise. Who, and until when, "
        "stands under “Absences”; why, in the notes of the case."
    ),
    ABSENT: N_(
        "You are absent in Amparo from now on: your cover can open your cases and gets your "
        "reminders too. If that is not so, end it under “Absences” or call a supervisor."
    ),
    BACK: N_(
        "Your absence in Amparo is over. See under “Absences” what was done on your cases, and "
        "what is still open."
    ),
    ABSENCE_ENDED: N_(
        "Amparo was put back from a backup, and your absence ended with that, since nobody knows "
        "whether it was ended before. If you are away, declare it again under “Absences”."
    ),
    COVERING: N_(
        "You cover for a colleague from now on: her cases open for you, and you get her reminders "
        "too. Today says for whom and until when."
    ),
    ABSENCE: N_(
        "A colleague's absence has begun or is over. Look under “Absences” who it is, and who "
        "covers."
    ),
    HANDED_IN_URGENT: N_(
        "A colleague handed something in that is urgent, and nobody has taken it yet. Sign in and "
        "look at Today; if you cannot open it, see to it that one of the case's people does."
    ),
    HANDED_IN: N_(
        "Something that was handed in has waited for a working day or longer, and nobody has taken "
        "it. Sign in and look at Today; if you cannot open it, see to it that one of the case's "
        "people does."
    ),
    GIVEN_BACK: N_(
        "Something that you handed in was given back to you, with a word. Sign in and look under "
        "“Hand in”."
    ),
    UNSHARED: N_(
        "Some of your cases can be opened by nobody but you. Name a cover under “Absences”: she "
        "opens them only while you are away."
    ),
    NAMES: N_(
        "Part of the office's name index was changed outside Amparo and cannot be read, so "
        "conflict checks may miss somebody. Reminders go on. A supervising attorney opens "
        "“Conflict check” and has these names made anew. Have “amparo verify” run too."
    ),
    MANY_CHECKS: N_(
        "A colleague made very many conflict checks within an hour. Look under “Conflict check” "
        "who it was, and ask why."
    ),
    SHREDDING: N_(
        "A case that you can read is to be destroyed in two weeks, for good. Look under "
        "“Destroying cases” which and who wants it; if anything speaks against it, stop it there."
    ),
    SHREDDING_ASKED: N_(
        "A colleague asks that a case be destroyed, and needs a second person. Look under "
        "“Destroying cases”. Agree only if you know why; if in doubt, stop it."
    ),
    SHREDDING_STOPPED: N_(
        "A case that was to be destroyed is not: it was stopped. By whom, or why, stands under "
        "“Destroying cases”."
    ),
    SHREDDED: N_(
        "A case was destroyed, as you and a colleague agreed. The certificate stands under "
        "“Destroying cases”: print it for your files."
    ),
    HELD: N_(
        "A hold stands on the whole office: nothing is destroyed, and the keys of old backups are "
        "kept. Do not delete or throw away anything either. See under “Destroying cases”."
    ),
    HOLD_LIFTED: N_(
        "A hold on the whole office was lifted by two supervising attorneys. If you do not know of "
        "it, put one up again under “Destroying cases” and call them."
    ),
    THINNED: N_(
        "A colleague was taken off cases that one person alone can open now, without a cover. "
        "Today says who that is. Ask her to name a cover, or have a second colleague named."
    ),
    LEAD_LEFT: N_(
        "A colleague who was on some of your cases has left the office, or works on no cases any "
        "more. See on the page of each who leads it and who answers for its dates; until then "
        "supervisors get what was hers."
    ),
    STAY_ENDS: N_(
        "A case that was given to you until a day will soon be closed to you. Which, and on what "
        "day, stands under “Guests”. If you need it longer, ask whoever leads it."
    ),
    GUEST_LEAVES: N_(
        "A guest's time on a case of yours ends soon. Who, which case and on what day stands under "
        "“Guests”. Prolong it there, or choose who answers for the dates that are hers."
    ),
    COVERLESS: N_(
        "Whoever was your cover has another role now and covers for you no more, so nobody opens "
        "your cases while you are away. Name another cover under “Absences”."
    ),
    FELL_BACK: N_(
        "A reminder went to the next in line, because those named on the date cannot be reached. "
        "A supervisor must name somebody else."
    ),
}


def sentence_of(trouble: str) -> str:
    """Return the sentence of a trouble."""
    return SENTENCES.get(trouble, SENTENCES[FAULTY])


def gravest(troubles: set[str]) -> str:
    """Return the code that a person must read first, or nothing."""
    known = [code for code in SENTENCES if code in troubles]
    return known[0] if known else (FAULTY if troubles else "")
