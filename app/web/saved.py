"""What a page says once after a deed: what was saved, and the next thing worth doing.

The sentence is chosen by the route and waits in the session; nothing of a client is in it, and
nothing of it is in an address.
"""

from collections.abc import Mapping
from typing import Final

from app.words import N_

SAVED: Final[Mapping[str, str]] = {
    "/cases": N_(
        "The case is saved. Next: add its hearing if a notice came, or a deadline, so that nothing "
        "falls due unseen."
    ),
    "/cases/{case_id}": N_("The title is saved."),
    "/people": N_("The person is saved. Is the next date of this case still right?"),
    "/people/{person_id}": N_(
        "The change is saved. If custody changed, check the dates of this case: some are counted "
        "differently."
    ),
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
    "/deadlines": N_(
        "The deadline is saved, with its reminders. Next: compare its date with the paper."
    ),
    "/deadlines/{deadline_id}": N_(
        "The change is saved, and the reminders go by it. The old date stays in the history."
    ),
    "/deadlines/{deadline_id}/acknowledgement": N_(
        "Your office knows that you have seen this. The date stays open until it is filed."
    ),
    "/deadlines/{deadline_id}/completion": N_(
        "This is saved, and its reminders have ended. Next: put the receipt into the file."
    ),
    "/deadlines/{deadline_id}/reopening": N_(
        "The deadline is open again, with its reminders. Check its date."
    ),
    "/cases/{case_id}/readers": N_(
        "She can read this case now. Tell her, so that she looks at its dates."
    ),
    "/cases/{case_id}/readers/{staff_id}/end": N_(
        "It is taken back; the next word is under a new key. Are its dates in good hands?"
    ),
    "/cases/{case_id}/readers/{staff_id}/stay": N_(
        "This is saved. Tell her until when she can read this case."
    ),
    "/cases/{case_id}/lead": N_(
        "This is saved, and the reminders go by it. Tell whoever leads now."
    ),
    "/cases/{case_id}/screens": N_(
        "The screen is up, and what she held is taken back. Next: tell her and whoever works on "
        "the case in writing, and move the papers out of her reach."
    ),
    "/cases/{case_id}/screens/{staff_id}/end": N_(
        "The screen is down. She holds nothing of this case by that: give it to her where she is "
        "to read it."
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
        "It is stopped, and nothing is destroyed. Next: tell the two who wanted it why."
    ),
    "/cases/{case_id}/openness": N_(
        "This is saved. Are these the people who are to read it, and are its dates in good hands?"
    ),
    "/groups": N_("The group is made, with you in it. Next: let its people in."),
    "/groups/profile": N_("This is saved for new cases. What stands stays as it is."),
    "/groups/{group_id}/people": N_("She is in, and reads what the group reads. Tell her."),
    "/groups/{group_id}/people/{staff_id}/end": N_(
        "She is out, and the group has a new key. Next: tell her which cases go on without her."
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
        "Her keys are confirmed, and she can sign in. Next: see whether she needs cases of others."
    ),
    "/colleagues/{staff_id}/team": N_("She is in. She sees it at her next page."),
    "/colleagues/{staff_id}/leaving": N_(
        "The account is closed and what it held is handed over. Next: tell those who took over."
    ),
    "/colleagues/{staff_id}": N_("The change is saved. Her name on past deeds changes with it."),
    "/colleagues/{staff_id}/role": N_(
        "This is saved, and her keys follow it. Next: tell her, and those who took over."
    ),
    "/recoveries/{recovery_id}/stop": N_(
        "It is stopped, and nothing of it opens. Next: ask the custodians why they began it."
    ),
    "/recoveries/taking": N_(
        "What could be opened is open. Next: look at the dates of these cases."
    ),
    "/absences": N_(
        "The absence is saved. She, her cover and the supervisors are told by mail. Next: see "
        "whether she has a cover."
    ),
    "/absences/{absence_id}/end": N_(
        "The absence is over. What is written in her cases from now on, her cover cannot read."
    ),
    "/cover": N_("This is saved. Tell her, so that she is not surprised on the day."),
    "/cover/asking": N_("Everybody who alone can open a case is asked by mail to name a cover."),
    "/emergency": N_(
        "The case is open for you for these hours. Its people and the supervisors are told, and "
        "your reason stands in its notes."
    ),
    "/handed-in": N_(
        "It is handed in. You see below when it was taken; keep the paper until then."
    ),
    "/handed-in/{item_id}/taking": N_(
        "It stands among the notes of the case. If it names a date, add it as a deadline."
    ),
    "/handed-in/{item_id}/return": N_(
        "It is given back; she is told by mail that your word waits for her."
    ),
    "/notes": N_("The note is saved. If it names a date, add it as a deadline."),
    "/notes/{note_id}": N_("The note is saved."),
    "/sessions/{session_id}/end": N_("That sign-in is over."),
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
