"""What can be wrong with reminders or an account, each with the sentence that says what to do."""

from app.casework.backupfaults import SENTENCES as OF_BACKUPS
from app.casework.holdtidings import SENTENCES as OF_HOLDS
from app.casework.screentidings import SENTENCES as OF_SCREENS
from app.casework.servedtidings import SENTENCES as OF_SERVED
from app.words import N_

RESTORED = "restored"
REACH_TEST = "reach_test"
TEST_LOST = "test_lost"
STOPPED = "stopped"
RELAY_DOWN = "relay_down"
STANDS_IN = "second_relay"
PLAIN = "left_plain"
CLOCK = "clock_jumped"
UNREADABLE = "row_damaged"
ALTERED = "account_altered"
RECORD = "record_broken"
WITNESS_DIFFERS = "witness_differs"
WITNESS_AWAY = "witness_away"
NOBODY_LEFT = "nobody"
REFUSES = "address_refuses"
FELL_BACK = "fallback"
YOURS = "mail_came_back"
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
NEW_PASSKEY = "new_passkey"
PASSKEY_GONE = "passkey_gone"
LOCKED_DOWN = "locked_down"
RELEASED = "released"
RECOVERING = "recovering"
RECOVERED = "recovered"
RECOVERY_STOPPED = "recovery_stopped"
PAPERS_REPLACED = "papers_replaced"
KEYS_RENEWED = "keys_renewed"
KEYS_CONFIRMED = "keys_confirmed"
KEYS_TAKEN_BACK = "keys_taken_back"
KEYS_LET_GO = "keys_let_go"
CERTIFIED = "certified"
LET_IN = "let_in"
ASKED_FOR_KEYS = "asked_for_keys"
PROPOSED = "proposed"
ABSENT = "absent"
ABSENT_UNCOVERED = "absent_uncovered"
BACK = "absence_over"
COVERING = "covering"
ABSENCE = "absence"
ABSENCE_ENDED = "absence_ended"
COLLEAGUE_BACK = "colleague_back"
SILENCED = "mail_silenced"
CLOSED_DAYS = "closed_days_end"
UNSHARED = "unshared"
NAMES = "names_unread"
PLANTED = "member_planted"
MANY_CHECKS = "many_checks"
EMERGENCY = "emergency"
EMERGENCY_ENDED = "emergency_ended"
HANDED_IN = "handed_in"
HANDED_IN_URGENT = "handed_in_urgent"
GIVEN_BACK = "given_back"
SHREDDING_ASKED = "shredding_asked"
SHREDDING = "shredding"
SHREDDING_STOPPED = "shredding_stopped"
SHREDDED = "shredded"
LAW_CHANGED = "law_changed"
LAW_DIFFERS = "law_differs"
LAW_ASKED = "law_asked"
LAW_REFUSED = "law_refused"
UNNEEDED_ASKED = "unneeded_asked"
FATAL_CHANGED = "fatal_changed"
COUNTED_LATER = "counted_later"
THINNED = "thinned"
LEAD_LEFT = "lead_left"
STAY_ENDS = "stay_ends"
GUEST_LEAVES = "guest_leaves"
COVERLESS = "coverless"
CLOSED_TO_HER = "closed_to_her"
DOCUMENT_ALONE = "document_alone"
DOCUMENT_SHUT = "document_shut"

OF_THE_DATABASE = frozenset({SEALED, DATABASE_AWAY, DATABASE_LOCKED, DISK_FULL})
# What is told to `AMPARO_ALARM_TO`; the rest is for the office's own people.
ALARMING = OF_THE_DATABASE | {
    STOPPED,
    RELAY_DOWN,
    STANDS_IN,
    PLAIN,
    CLOCK,
    UNCOVERED,
    UNREADABLE,
    UNCHECKED,
    NOBODY_LEFT,
    RECORD,
    WITNESS_DIFFERS,
    WITNESS_AWAY,
    LAW_DIFFERS,
    LATE,
    TEST_LOST,
    NAMES,
    PLANTED,
    SILENCED,
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
    RESTORED: N_(
        "This is a restored copy and sends nothing. If it is the office from now on, a supervising "
        "attorney must say so under “Backups”; until then only the machine it is a copy of reminds."
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
    LAW_DIFFERS: N_(
        "What the office changed of the law was altered outside Amparo, so dates may be counted by "
        "other law than was agreed. Look at “The office's own law” in the rulebook, and have "
        "whoever runs Amparo run “amparo verify”."
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
    SILENCED: N_(
        "A reminder mail that had not left was closed, changed or taken away outside Amparo. It "
        "leaves now, or what it told is told again. Have “amparo verify” run today, and find out "
        "who can write to the database."
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
    CLOCK: N_(
        "The clock of the Amparo machine jumped. Reminders go on, and some may come too early. "
        "Compare the time on this page with a telephone, and have whoever runs the machine set it."
    ),
    PLAIN: N_(
        "A reminder could not be sent as it is, and left without its dates. Watch your dates on "
        "this page, and ask whoever runs the Amparo machine to look at its log."
    ),
    STANDS_IN: N_(
        "The office's mail server is away, and reminders leave by the second one. Tell whoever "
        "runs the mail: if that fails too, none can leave."
    ),
    YOURS: N_(
        "Reminder mail to you comes back: your address refuses it. It goes on being sent, and the "
        "next in line is told too. Watch your dates here, and have an administrator look at your "
        "address."
    ),
    LATE: N_(
        "A reminder mail has waited for more than a quarter of an hour. Watch your dates on this "
        "page and tell whoever runs the mail."
    ),
    TEST_LOST: N_(
        "Nobody has pressed the button of the week's test mail: mails may reach nobody. Look among "
        "unwanted mail, watch your dates on this page, and tell whoever runs the mail."
    ),
    FAULTY: N_(
        "The reminder program met a fault and tries again. Watch your dates on this page and ask "
        "whoever runs the Amparo machine to look at its log."
    ),
    GUESSED: N_(
        "Somebody signed in to your account after several wrong codes were typed with your "
        "passphrase or one of your printed codes. If that was not you, somebody has one of them: "
        "tell your administrator today, choose another passphrase, and make both printed codes "
        "anew."
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
        "Somebody chose a new passphrase for your account with one of your printed codes and your "
        "code app. That code is used up, and another was shown in its place; your keys are the "
        "same. If that was not you, call a supervisor at once, look at your passkeys, and make "
        "both printed codes anew."
    ),
    RECHOSEN: N_(
        "Your passphrase was changed. Look at your passkeys: one that opens your keys still does. "
        "If that was not you, call a supervisor at once and make both printed codes anew."
    ),
    NEW_DEVICE: N_(
        "Your code app has a new secret; the old one opens nothing. If that was not you, call a "
        "supervisor at once and make both printed codes anew."
    ),
    KEYS_LET_GO: N_(
        "New keys that you had made, and that nobody had confirmed, were let go with that. If you "
        "still want new keys, make them again under “Keys of the office”."
    ),
    NEW_PASSKEY: N_(
        "A passkey was added to your account. If that was not you, call a supervisor at once: "
        "somebody knows your passphrase and has a code of yours."
    ),
    PASSKEY_GONE: N_(
        "A passkey of your account was taken away and opens nothing any more. If that was not you, "
        "call a supervisor at once: somebody knows your passphrase and has a code of yours."
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
    PAPERS_REPLACED: N_(
        "The custodians' papers were replaced: the former ones open nothing that is made from now "
        "on. If nobody told you of it, call the custodians today. What is still to be done stands "
        "under “Keys of the office”."
    ),
    KEYS_RENEWED: N_(
        "New keys were made for your account. They count once a supervisor or the custodians have "
        "compared a number with you. If that was not you, read nobody any number, call a "
        "supervisor at once and let the new keys go, under “Keys of the office”."
    ),
    KEYS_CONFIRMED: N_(
        "Your new keys are confirmed: sign in with the passphrase that you chose for them. Destroy "
        "the printed codes of before. If you made no new keys, call a supervisor at once."
    ),
    ASKED_FOR_KEYS: N_(
        "A supervisor asks you to make new keys, since yours may have been stolen. Sign in today "
        "and do it under “Keys of the office”; it takes five minutes and a printer."
    ),
    PROPOSED: N_(
        "You are to become a supervising attorney. Nothing changes until the custodians have "
        "confirmed it: sign in again, and read them the number that stands under “My account and "
        "sign-ins”. If nobody spoke with you about it, call a supervisor."
    ),
    EMERGENCY: N_(
        "Somebody took emergency access to a case that you hold or supervise. Who, and until when, "
        "stands under “Absences”; why, in the notes of the case. The page of who can read the case "
        "ends it before its hours are over."
    ),
    EMERGENCY_ENDED: N_(
        "Your emergency access to a case was ended before its hours were over. If you need the "
        "case, call whoever leads it."
    ),
    ABSENT: N_(
        "You are absent in Amparo from now on: your cover can open your cases and gets your "
        "reminders too. If that is not so, end it under “Absences” or call a supervisor."
    ),
    ABSENT_UNCOVERED: N_(
        "You are absent in Amparo from now on. No cover is named: your cases stay closed to "
        "others, and your reminders go to the next in line of each date, else to the supervisors. "
        "Name a cover under “Absences”, or call a supervisor."
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
        "You cover for a colleague from now on: the colleague's cases open for you, and you "
        "get the reminders too. Today says for whom and until when."
    ),
    ABSENCE: N_(
        "A colleague's absence has begun. Look under “Absences” who it is, until when, and who "
        "covers."
    ),
    COLLEAGUE_BACK: N_(
        "A colleague's absence is over, or was called off: reminders go as before. Look under "
        "“Absences” who it is."
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
        "Some of your cases can be opened by nobody but you. Name a cover under “Absences”, "
        "who opens them only while you are away."
    ),
    NAMES: N_(
        "Part of the office's name index was changed outside Amparo and cannot be read, so "
        "conflict checks may miss somebody. Reminders go on. A supervising attorney opens "
        "“Conflict check” and has these names made anew. Have “amparo verify” run too."
    ),
    PLANTED: N_(
        "Somebody stands in a group whom no supervising attorney let in, or a case has a key "
        "that nobody made: that was written outside Amparo. It opens nothing. Have “amparo "
        "verify” run today, which names the row, and find out who can write to the database."
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
        "A colleague asks that a case be destroyed, and needs a second person. Today says which, "
        "and who asks. Agree only if you know why; if in doubt, stop it."
    ),
    SHREDDING_STOPPED: N_(
        "A case that was to be destroyed is not: it was stopped. By whom, or why, stands under "
        "“Destroying cases”."
    ),
    SHREDDED: N_(
        "A case was destroyed, as you and a colleague agreed. The certificate stands under "
        "“Destroying cases”: print it for your files."
    ),
    UNNEEDED_ASKED: N_(
        "A colleague says that a date is not needed which cannot be cured once it is lost. It "
        "takes a second person, or two weeks where there is none. Look for it among your dates, "
        "where it is marked: agree, or keep it. If you do not find it, it is of a case that you "
        "read before or supervise: ask who leads that now. Until then its reminders go on."
    ),
    FATAL_CHANGED: N_(
        "A colleague moved a date that cannot be cured once it is lost, took that mark off it, or "
        "ended it with its hearing. Today says which case. If you do not know why, call whoever "
        "did it; if Today does not tell you, you read that case before: call whoever leads it."
    ),
    LAW_ASKED: N_(
        "A supervising attorney asks that the law by which this office counts be changed, or that "
        "a change end. It takes a second attorney. Today leads to it: agree only if you have read "
        "the order yourself."
    ),
    LAW_REFUSED: N_(
        "An attorney does not agree to what you asked of the law by which this office counts. It "
        "does not hold, and no date moved. Read why under “The office's own law” in the rulebook."
    ),
    COUNTED_LATER: N_(
        "A date that cannot be cured was counted anew and is later. Look at it: it is marked among "
        "your dates, and on its page stands by whom and why. If it is not right, correct it today."
    ),
    LAW_CHANGED: N_(
        "The law by which your dates are counted has changed. Sign in today: Amparo shows which "
        "of them become earlier or later, and moves them when you say so. Nobody else can do "
        "that for you."
    ),
    **OF_HOLDS,
    **OF_SERVED,
    **OF_SCREENS,
    KEYS_TAKEN_BACK: N_(
        "New keys that you had made were taken back before anybody confirmed them. If it was not "
        "you, somebody uses your sign-in: choose another passphrase now, and call a supervisor."
    ),
    CERTIFIED: N_(
        "A supervising attorney confirmed keys of a colleague: of somebody new, or new ones. "
        "Whose, and who confirmed them, stands under “Colleagues”. If you do not know of it, call "
        "both today: whoever has such keys is given cases."
    ),
    LET_IN: N_(
        "A supervising attorney let a colleague into a group. Whoever is in it reads its cases, of "
        "before too, or answers from the name index. Who that is, and by whom, stands under "
        "“Colleagues”. If you do not know of it, call both today."
    ),
    CLOSED_TO_HER: N_(
        "A colleague took you off a case that you could read, or closed it to all but a few. That "
        "may be right. If you do not know why, ask in the office."
    ),
    THINNED: N_(
        "A colleague was taken off cases that one person alone can open now, without a cover."
        " Today says who that is. Ask that person to name a cover, or have a second colleague"
        " named."
    ),
    DOCUMENT_ALONE: N_(
        "A colleague can no longer open documents that only some of a case's people read, and now "
        "you alone can. In the list of documents of your cases these say that you read them. Let a "
        "second colleague read each, on its page."
    ),
    DOCUMENT_SHUT: N_(
        "A colleague can no longer open documents that only some of a case's people read. One "
        "person alone opens these now, or nobody: the page of each says who reads it. Have that "
        "person let a second one read it; what nobody opens is sent anew from its original."
    ),
    LEAD_LEFT: N_(
        "A colleague who was on some of your cases has left the office, or has another role now. "
        "See on the page of each who leads it and who answers for its dates; until then the "
        "back-up gets those reminders, else the lead, else supervisors."
    ),
    STAY_ENDS: N_(
        "A case that was given to you until a day will soon be closed to you. Which, and on what "
        "day, stands under “Guests”. If you need it longer, ask whoever leads it."
    ),
    GUEST_LEAVES: N_(
        "A guest's time on a case of yours ends soon. Who, which case and on what day stands "
        "under “Guests”. Prolong it there, or choose who answers for the guest's dates."
    ),
    COVERLESS: N_(
        "Nobody covers for you any more: your cover has another role now, or whom your account "
        "named was not whom you had signed for. So nobody opens your cases while you are away. "
        "Name a cover under “Absences”."
    ),
    REACH_TEST: N_(
        "This is the test you asked for: open the link on a telephone away from the office."
    ),
    CLOSED_DAYS: N_(
        "The list of closed days that came with Amparo ends within sixty days. Until then "
        "reminders and counts are right; afterwards reminders keep their day over holidays, and "
        "rules date nothing. Have a newer version of Amparo installed before."
    ),
    FELL_BACK: N_(
        "A reminder went to the next in line, because those named on the date cannot be reached. "
        "Whoever leads the case, or a supervisor, must name somebody else."
    ),
}


def sentence_of(trouble: str) -> str:
    """Return the sentence of a trouble."""
    return SENTENCES.get(trouble) or OF_BACKUPS.get(trouble, SENTENCES[FAULTY])


def gravest(troubles: set[str]) -> str:
    """Return the code that a person must read first, or nothing."""
    known = [code for code in SENTENCES if code in troubles]
    return known[0] if known else (FAULTY if troubles else "")
