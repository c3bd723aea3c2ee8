"""What a page says once after a deed: what was saved, and the next thing worth doing.

The sentence is chosen by the route and waits in the session; nothing of a client is in it, and
nothing of it is in an address.
"""

from collections.abc import Mapping
from typing import Final

from app.words import N_

# What the end of an absence says in which a cover opened cases.
ABSENCE_COVERED: Final = N_(
    "The absence is over. What is written in these cases from now on, the cover cannot read."
)
# What `POST /absences` says to whoever declared her own.
ABSENCE_MINE: Final = N_(
    "Your absence is saved. Your cover and the supervisors are told by mail. Next: see whether a "
    "cover is named."
)
# What the end of a screen says where a second person has to agree.
SCREEN_DOWN_ASKED: Final = N_(
    "Asked, by mail too: the screen stands until a second person of the case agrees here."
)
# What `POST /cases/{case_id}/screens` says where a second person has to agree.
SCREEN_ASKED: Final = N_(
    "It is asked, and whoever may agree has a mail. Until then nobody is kept away. Next: call "
    "them, so that the screen is timely."
)
# What `POST /colleagues/{staff_id}/role` says where the custodians have to confirm it.
ROLE_PROPOSED: Final = N_(
    "It is asked, and nothing changes yet. Next: have the custodians confirm it at the machine. "
    "Your colleague is told by mail, and signed out once."
)
# What `POST /deadlines/{deadline_id}/completion` says of a fatal date that is not needed.
SECOND_NEEDED: Final = N_(
    "Your word is noted, and colleagues who read this case have a mail. The date stays open, and "
    "its reminders go on, until one of them says so too. Next: call one of those named here."
)
# And once it is so: of a fatal date by the second word, of any other by the first.
NOT_NEEDED: Final = N_(
    "This is saved: the date is not needed, and its reminders have ended. Next: look whether "
    "another date takes its place."
)
LOOK_OWED: Final = N_(
    "This is saved. It cannot be cured once it is lost, so somebody else looks whether it was "
    "filed; until then its reminders go there. Next: put the receipt into the file."
)
TWO_WEEKS: Final = N_(
    "Your word is noted. Nobody else can be the second person now, so the date stays open, and its "
    "reminders go on, for two weeks; then say it again. Whoever read this case before has a mail."
)
# What `POST /hearings/{hearing_id}/telling/undo` says.
UNDONE: Final = N_("It is taken back, as if it had never been written.")
# What `POST /hearings/{hearing_id}/outcome` says of one that was adjourned.
NEXT_SETTING: Final = N_(
    "It is saved that it was adjourned. Next: enter the new hearing, if one was set there."
)
# What `POST /court-check/same` says where some were changed meanwhile.
SOME_LEFT: Final = N_(
    "The others are stamped; some were moved or cancelled meanwhile, and stand below once more."
)
# What making a case of an inquiry says; who made it may read it no more.
BECAME_A_CASE: Final = N_(
    "It is a case now, and its people are told of its dates. The intake team reads it no more."
)
SAVED: Final[Mapping[str, str]] = {
    "/court-check/same": N_(
        "They are stamped with your name and this hour. Next: carry through what differs."
    ),
    "/hearings/{hearing_id}/telling": N_(
        "It is written down. For half a minute you can take it back where it stands."
    ),
    "/hearings/{hearing_id}/telling/undo": UNDONE,
    "/groups/intake": N_("The intake team is made. Next: let in whoever takes calls besides."),
    "/intake/calls/{kind}": N_("The call is saved, and stands on the board. This is the next one."),
    "/intake/{case_id}/call-back": N_("It is saved. The board shows who calls, and by when."),
    "/intake/{case_id}/place": N_("It is saved. The board shows why it stands there."),
    "/intake/{case_id}/steps": N_("It is noted, with your name and the hour."),
    "/intake/{case_id}/join": N_(
        "It is put here: its calls stand below. Where dates run in it, they run on there. Its own "
        "page takes it out again."
    ),
    "/intake/{case_id}/parting": N_("It is an open inquiry of its own again."),
    "/intake/{case_id}/check": N_("The check is kept. Next: say what is decided of it."),
    "/intake/{case_id}/decision": N_("The decision is kept, with your name and the hour."),
    "/intake/{case_id}/case": BECAME_A_CASE,
    "/intake/{case_id}/end": N_(
        "The inquiry is closed. If the same person calls again, the front desk is told to ask."
    ),
    "/intake/{case_id}/reopening": N_("The inquiry is open again and stands on the board."),
    "/reach": N_("It is saved. Next: prove it with a test mail, if it is more than the office."),
    "/reach/test": N_("A mail is on its way to you. Open its link on a telephone outside."),
    "/backups/proof": N_("It is noted that people proved a backup today."),
    "/backups/confirmation": N_(
        "This is the office from now on. What became due since the backup is told at once."
    ),
    "/cases": N_(
        "The case is saved. Next: add its hearing if a notice came, or a deadline, so that nothing "
        "falls due unseen."
    ),
    "/cases/{case_id}": N_("The title is saved."),
    "/people": N_("The person is saved. Is the next date of this case still right?"),
    "/people/{person_id}/same/{other_id}": N_(
        "It is said that both are one person. What stood in each before is kept: below you can "
        "take them apart again."
    ),
    "/people/{person_id}/same/{other_id}/apart": N_(
        "They are two again. What was taken over went back, but for what somebody changed since."
    ),
    "/people/{person_id}": N_(
        "The change is saved. If custody changed, check the dates of this case: some are counted "
        "differently."
    ),
    "/proceedings": N_("The proceeding is saved. Next: enter its next hearing or date."),
    "/proceedings/{proceeding_id}": N_(
        "The change is saved. If something was decided, look what runs from that day."
    ),
    "/filings": N_("The filing is saved. Next: look which dates run from it."),
    "/filings/{filing_id}": N_(
        "The change is saved. If something was decided, look what runs from that day."
    ),
    "/criminal-cases": N_("The criminal case is saved. Next: note what it means for status."),
    "/criminal-cases/{criminal_case_id}": N_("The change is saved."),
    "/detentions": N_("It is saved, and you are reminded on Today to look again."),
    "/detentions/{detention_id}": N_(
        "The change is saved. If custody changed, check the dates of this case: some are counted "
        "differently."
    ),
    "/detentions/{detention_id}/looks": N_("It is noted that you looked, with the hour."),
    "/detentions/{detention_id}/answers": N_("The answer is saved, with its source."),
    "/facilities": N_("The place is saved. Every case can name it now."),
    "/facilities/{facility_id}": N_("The place is saved, as checked today."),
    "/cases/{case_id}/closing": N_(
        "The case is closed. It is found by a search, and can be opened again."
    ),
    "/cases/{case_id}/reopening": N_("The case is open again. Next: enter its next date."),
    # Its page says itself that it is saved, and what goes out.
    "/hearings": N_("Next: check the dates that follow from this hearing, and tell the client."),
    "/hearings/{hearing_id}": N_(
        "The correction is saved. The dates of this case are as they were."
    ),
    "/hearings/{hearing_id}/outcome": N_(
        "This is saved. Next: enter what was ordered, and the new hearing if one was set."
    ),
    "/hearings/{hearing_id}/left-out": N_(
        "The date is taken after all, with its reminders. Next: compare it with the paper."
    ),
    "/rules/office/version": N_("Your word is noted."),
    "/rules/office/closed-day": N_("Your word is noted."),
    "/rules/office/{change_id}/agreement": N_("Your word is noted."),
    "/rules/office/{change_id}/refusal": N_(
        "Your no is on record with its reason, and whoever asked is told by mail. No date moves."
    ),
    "/rules/office/{change_id}/ending": N_(
        "It is ended: the shipped rules hold again. Everybody who holds cases is asked to carry "
        "that through."
    ),
    "/rules/review": N_("Your review is noted with each rule that you ticked."),
    "/rules/changed/carrying": N_("The dates of these cases are counted by the law of today."),
    "/deadlines": N_(
        "The deadline is saved, with its reminders. Next: compare its date with the paper."
    ),
    "/events": N_(
        "The dates are saved, with their reminders; what was left out stands in the notes. Next: "
        "compare each date with the paper."
    ),
    "/deadlines/{deadline_id}": N_(
        "The change is saved, and the reminders go by it. The old date stays in the history."
    ),
    "/deadlines/{deadline_id}/recount": N_(
        "The correction is saved, and the reminders go by it; the old day stays in the history. "
        "Next: compare the date with the paper."
    ),
    "/deadlines/{deadline_id}/passing": N_(
        "The back-up is told by mail now. It stays with whoever answers for it."
    ),
    "/deadlines/{deadline_id}/escalation": N_(
        "Everybody whom its day would tell is told by mail now. It stays with whoever answers."
    ),
    "/deadlines/{deadline_id}/acknowledgement": N_(
        "Your office knows that you have seen this. The date stays open until it is filed."
    ),
    "/deadlines/{deadline_id}/completion": N_(
        "This is saved, and its reminders have ended. Next: put the receipt into the file."
    ),
    "/deadlines/{deadline_id}/keeping": N_("The date stays open, and its reminders go on."),
    "/proceedings/{proceeding_id}/representation": N_(
        "It is noted. Next: the step that is still red, if one is."
    ),
    "/referrals": N_("The referral is saved. Next: see that a release allows what is told there."),
    "/referrals/{referral_id}": N_("The change is saved."),
    "/releases": N_("It is saved. Where it runs out, somebody has a task to look before."),
    "/releases/{release_id}": N_(
        "The change is saved. If it was taken back, tell whoever was told by it."
    ),
    "/closing-codes": N_("The list is saved. Closed cases are named by what held on their day."),
    "/reports/team": N_("The group is made. Next: let in whoever else reports."),
    "/reports/given": N_("These figures may leave the office. They stay as they are now."),
    "/cases/{case_id}/counting": N_("It is saved. Reports count it so from now on."),
    "/problem-codes": N_("The list is saved. Work is named by what held on its day."),
    "/tasks/{task_id}": N_("The task is moved. Whoever holds it sees it under “Tasks”."),
    "/tasks/{task_id}/done": N_("It is done. For half a minute you can take that back."),
    "/tasks/{task_id}/undone": N_("The task is open again."),
    "/handed-over": N_("You have taken these over. Their reminders come to you."),
    "/deadlines/{deadline_id}/second-look": N_(
        "Your second look is written down, and its reminders have ended."
    ),
    "/deadlines/{deadline_id}/reopening": N_(
        "The deadline is open again, with its reminders. Check its date."
    ),
    "/cases/{case_id}/readers": N_(
        "Your colleague can read this case now. Say so, so that its dates are looked at."
    ),
    "/cases/{case_id}/readers/{staff_id}/end": N_(
        "It is taken back; what is written from now on stays closed to whoever had it. Are its "
        "dates in good hands?"
    ),
    "/cases/{case_id}/readers/{staff_id}/stay": N_(
        "This is saved. Tell your colleague until when the case can be read."
    ),
    "/cases/{case_id}/lead": N_(
        "This is saved, and the reminders go by it. Tell whoever leads now."
    ),
    "/screens": N_(
        "The people of the case are asked, and told by mail. Below you see when one of them has "
        "put the screen up, or given your wish back with a word."
    ),
    "/cases/{case_id}/screens": N_(
        "The screen is up, and what this colleague held is taken back. Next: tell this "
        "colleague and whoever works on the case in writing, and move the papers out of "
        "reach."
    ),
    "/cases/{case_id}/screens/{staff_id}/agreement": N_(
        "The screen is up, and what was held is taken back. Next: tell your colleague in writing."
    ),
    "/cases/{case_id}/screens/{staff_id}/turning-down": N_(
        "It is turned down: nobody is kept away by it. That it was asked stays on this page."
    ),
    "/cases/{case_id}/screens/{staff_id}/end": N_(
        "The screen is down. It gives nothing of the case back: share the case where this "
        "colleague is to read it."
    ),
    "/cases/{case_id}/seal": N_(
        "This is saved. Are these the people who are to read it, and are the papers with them?"
    ),
    "/cases/{case_id}/holds": N_(
        "The case is held: nothing of it is destroyed until two people lift it. Next: tell "
        "everybody who has papers of it, also outside Amparo."
    ),
    # Which of the two words it was, the route says.
    "/cases/{case_id}/holds/{hold_id}/lifting": N_("Your word is noted."),
    "/holds": N_(
        "The whole office is held: nothing is destroyed, and old backups keep their keys. Next: "
        "tell everybody that nothing on paper is thrown away either."
    ),
    "/holds/{hold_id}/lifting": N_("Your word is noted."),
    "/cases/{case_id}/destruction": N_(
        "This is asked for. Nothing is destroyed until somebody else agrees: whoever leads the "
        "case, or a supervising attorney who reads it. They are told by mail."
    ),
    "/cases/{case_id}/destruction/agreement": N_(
        "Both of you agree. Everybody who reads the case is told by mail, and for two weeks each "
        "of them can stop it."
    ),
    "/destructions/{shredding_id}/stop": N_(
        "It is stopped, and nothing is destroyed. Next: tell whoever wanted it why."
    ),
    "/cases/{case_id}/openness": N_(
        "This is saved. Are these the people who are to read it, and are its dates in good hands?"
    ),
    "/clinics": N_("The clinic is open. Next: make a code for each volunteer, and print them."),
    "/clinics/{clinic_id}/end": N_(
        "The day is handed on, each record with a new key, and its volunteers are let go. Next: "
        "call back whoever needs more."
    ),
    "/clinics/{clinic_id}/sheets": N_("The sheet is typed in. Here is the next empty one."),
    "/clinics/{clinic_id}/records": N_("The person is taken in. Next: say what was done."),
    "/clinic-records/{case_id}/service": N_("It is saved. Next: print the sheet to take along."),
    "/clinic-records/{case_id}/dates": N_("The date is on the sheet. It is theirs, not ours."),
    "/served": N_("The paper is entered. Next: see which dates follow from it."),
    "/served/{paper_id}": N_("This is saved. Does the client know of it?"),
    "/groups": N_("The group is made, with you in it. Next: let its people in."),
    "/groups/profile": N_("This is saved for new cases. What stands stays as it is."),
    "/groups/{group_id}/people": N_(
        "Your colleague is in, and reads what the group reads. Say so."
    ),
    "/groups/{group_id}/people/{staff_id}/end": N_(
        "Your colleague is out, and the group has a new key. Next: say which cases go on "
        "without this colleague."
    ),
    "/colleagues/{staff_id}/handing": N_("It has begun. What was done stands; the rest goes on."),
    "/handings/{handing_id}/undo": N_("It is being handed back, in small steps."),
    "/groups/{group_id}/close": N_("The group is closed; its people keep what it reads."),
    "/cases/{case_id}/found-as": N_("This is saved; the front desk goes by it from now on."),
    "/conflicts/anew": N_(
        "The names that could not be read are struck, and those of your own cases are there again. "
        "Next: have the colleagues who are named here sign in once."
    ),
    "/codes/{which}/place": N_("This is noted. Amparo asks again in a year."),
    "/colleagues/{staff_id}/withdrawal": N_(
        "The invitation is taken back; its link opens nothing."
    ),
    "/colleagues/{staff_id}/certification": N_(
        "The keys are confirmed, and your colleague can sign in. Next: see whether cases of "
        "others are needed."
    ),
    "/colleagues/{staff_id}/team": N_("Your colleague is in, and sees it at the next page."),
    "/colleagues/{staff_id}/leaving": N_(
        "The account is closed and what it held is handed over. Next: tell those who took over."
    ),
    "/colleagues/{staff_id}": N_("The change is saved. The name on past deeds changes with it."),
    "/colleagues/{staff_id}/role": N_(
        "This is saved, and the keys follow it. Next: tell your colleague, and whoever took a case "
        "over."
    ),
    "/colleagues/{staff_id}/role/withdrawal": N_(
        "It is taken back: the role stays as it is. Tell your colleague."
    ),
    "/new-papers/withdrawal": N_("They are let go: the new papers will never open anything."),
    "/keys/own/withdrawal": N_("They are let go: the new keys will never open anything."),
    "/colleagues/{staff_id}/keys/asking": N_("Your colleague is asked by mail. Call too, today."),
    "/colleagues/{staff_id}/keys": N_(
        "The new keys count from now on, and your colleague's sign-ins are over. Next: have your "
        "colleague sign in with the new passphrase today, so that all the cases open again."
    ),
    "/keys/cases": N_("All your cases have their new key."),
    "/recoveries/{recovery_id}/stop": N_(
        "It is stopped, and nothing of it opens. Next: ask the custodians why they began it."
    ),
    "/colleagues/{staff_id}/new-keys/end": N_(
        "It is taken back: the link opens nothing, and the old sign-in works again. Tell your "
        "colleague."
    ),
    "/recoveries/taking": N_(
        "What could be opened is open. Next: look at the dates of these cases."
    ),
    "/absences": N_(
        "The absence is saved. This colleague, the cover and the supervisors are told by "
        "mail. Next: see whether a cover is named."
    ),
    "/absences/{absence_id}/end": N_("The absence is over."),
    "/cover": N_("This is saved. Tell your cover, so that the day brings no surprise."),
    "/cover/asking": N_("Everybody who alone can open a case is asked by mail to name a cover."),
    "/emergency": N_(
        "The case is open for you for these hours: its file number and client stand below. Its "
        "people and the supervisors are told, and your reason stands in its notes."
    ),
    "/handed-in": N_(
        "It is handed in. You see below when it was taken; keep the paper until then."
    ),
    "/handed-in/{item_id}/taking": N_(
        "It stands among the notes of the case. If it names a date, add it as a deadline."
    ),
    "/handed-in/{item_id}/return": N_(
        "It is given back; whoever handed it in is told by mail that your word waits."
    ),
    "/documents/{document_id}": N_("What is said of the document is saved."),
    "/documents/{document_id}/removal": N_(
        "The document is deleted. For thirty seconds you can take that back below."
    ),
    "/documents/{document_id}/readers": N_("Who reads the document is saved. It has a new key."),
    "/documents/{document_id}/undo": N_("The document is there again, as it was."),
    "/bundles": N_(
        "The filing is begun. Next: look over its cover, and put the exhibits in order."
    ),
    "/cases/{case_id}/advice": N_(
        "What was advised is written down. Print the sheet for the person."
    ),
    "/templates": N_("The template has its name. Send its file."),
    "/templates/{template_id}": N_("What is said of the template is saved."),
    "/drafts": N_("The paper is made, and kept here. Read it before it leaves."),
    "/letters": N_("The letter is written. Read it to the person, and give it along."),
    "/bundles/{bundle_id}": N_("What is printed is saved."),
    "/bundles/{bundle_id}/exhibits": N_("The exhibits are saved in this order."),
    "/bundles/{bundle_id}/making": N_("It is being made. What comes of it is kept in this case."),
    "/notes": N_("The note is saved. If it names a date, add it as a deadline."),
    "/notes/{note_id}": N_("The note is saved."),
    "/sessions/{session_id}/end": N_("That sign-in is over."),
    "/passkeys": N_("The passkey is added. Next: try it when you sign in."),
    "/passkeys/{passkey_id}/removal": N_(
        "The passkey is taken away and opens nothing here any more, and your other sign-ins are "
        "over. Next: delete it in the device."
    ),
    "/calendar": N_("Your calendar shows this from now on."),
    "/calendar/feed/end": N_("The feed is off, and its address opens nothing any more."),
    "/mails/own": N_("This is saved. It holds from your next mail on."),
    "/mails/office": N_("This is saved. It holds from the next mail on, for everybody."),
    "/in-court": N_("It is noted, and ends by itself. Urgent mails go to your back-up too."),
    "/in-court/end": N_("You are out of court, and what waited comes now."),
    "/cases/{case_id}/nickname": N_("The nickname is saved. It holds from your next mail on."),
    "/passphrase": N_("The new passphrase is saved, and your other sign-ins are over."),
    "/sessions/end-others": N_("All your other sign-ins are over."),
    "/language": N_("The language is saved; your mails come in it too."),
}

# How a hearing ended, by the status it has now, where the next step is another than the route's.
ENDED: Final[Mapping[str, str]] = {
    "set": N_(
        "The hearing stands again, with the dates that had ended with it. Next: check each of "
        "them, and tell the client."
    ),
    "cancelled": N_(
        "The hearing is cancelled. Next: tell the client, and enter the new setting if one comes."
    ),
}
COUNTED_ANEW = N_(
    "The correction is saved, and the dates that custody decides are counted anew. Next: compare "
    "them with the paper, and tell the client."
)
FRESH_LEFT = N_(
    "So many of your cases have their new key now: %(done)s. Still waiting: %(left)s. Press again "
    "to go on; what is done stands."
)
