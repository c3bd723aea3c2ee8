"""What the codes of calls and inquiries are called, and what is said on the telephone."""

from collections.abc import Mapping

from app.words import N_

# What was done at an inquiry, in its own history and in what a colleague did meanwhile.
OF_CALLS: Mapping[str, str] = {
    "case.inquire": N_("took the first call"),
    "case.call": N_("took another call"),
    "case.promise": N_("said when to call back"),
    "case.owner": N_("passed the inquiry on"),
    "case.put": N_("put the inquiry elsewhere on the board"),
    "case.step": N_("ticked a step of the old-order checklist"),
    "case.check": N_("checked for conflicts"),
    "case.decide": N_("decided on the conflict check"),
    "case.accept": N_("made the inquiry a case"),
    "case.close": N_("closed the inquiry"),
    "case.join": N_("put the inquiry to another about the same person"),
    "case.part": N_("took the inquiry out of another again"),
    "case.serve": N_("noted what was done at the clinic"),
    "case.hand_on": N_("handed the clinic's record on"),
    "case.inquire_again": N_("opened the inquiry again"),
}
INTAKE: Mapping[str, Mapping[str, str]] = {
    "agency": {
        "ice": N_("ICE"),
        "cbp": N_("Border Patrol or CBP"),
        "police": N_("Police or a county jail"),
        "other": N_("Another agency"),
        "unknown": N_("Nobody said who"),
    },
    "problem": {
        "detained": N_("Somebody was detained"),
        "stopped": N_("Stopped or raided, and not held"),
        "court": N_("A hearing or a notice from the court"),
        "order": N_("An old order of removal"),
        "family": N_("A petition for a relative, or papers"),
        "victim": N_("Victim of a crime or of violence"),
        "other": N_("Something else"),
    },
    "intake_first": {
        "moving": N_("Being moved, or boarding"),
        "order": N_("Ordered removed before"),
        "fear": N_("Asked for protection, and nobody heard it"),
        "alone": N_("A child or a dependant is alone"),
        "medical": N_("Needs medicine or care"),
        "soon": N_("A hearing within seven days"),
    },
    "intake_put": {
        "": N_("Where the rule has it"),
        "first": N_("First"),
        "later": N_("Later"),
    },
    "intake_card": {
        "order": N_(
            "Say: “An old order can be carried out today. Do not sign anything. When was the "
            "order, and were you there? A lawyer hears of it now.”"
        ),
        "signed": N_(
            "Say: “Some papers can be taken back if it is said at once. Sign nothing else. What "
            "did the paper say, and is there a copy?”"
        ),
        "moving": N_(
            "Say: “Where exactly, and when does it leave? Stay on the line: I tell a lawyer now.”"
        ),
        "fear_unheard": N_(
            "Say: “Tell every officer: I am afraid to go back. Ask that it be written down, and "
            "by whom.”"
        ),
        "alone": N_(
            "Say: “Who is with the child now? Whom do you trust to fetch it, and at what number?”"
        ),
        "medical": N_(
            "Say: “Which medicine, how much, and when was the last one? We ask the jail for a "
            "nurse today.”"
        ),
    },
    "intake_question": {
        "since": N_("Since when, and what happened?"),
        "facility": N_("Where exactly; from which number did the call come?"),
        "fear_said": N_("Afraid to go back? Was that said to an officer?"),
        "children": N_("Children or others who depend on the person?"),
        "medicine": N_("Illness or medicine?"),
        "bond": N_("Was a bond spoken of?"),
        "stop_where": N_("Where was it, and who was there?"),
        "papers_taken": N_("Which papers were taken or given?"),
        "told_to_report": N_("Told to come back somewhere? When?"),
        "notice": N_("What does the notice say, and when did it come?"),
        "last_hearing": N_("When was the last hearing, and what was said?"),
        "lawyer": N_("Is there a lawyer already?"),
        "order_when": N_("When and where was the order?"),
        "in_absentia": N_("Was the person in court that day? If not, why?"),
        "left_since": N_("Left the country since?"),
        "petitioner": N_("Who would file for whom?"),
        "filed_before": N_("Was anything filed before?"),
        "crime": N_("What happened, in a few words?"),
        "reported": N_("Was it reported? To whom?"),
        "safe_now": N_("Is the person safe now?"),
    },
    "intake_why": {
        "since": N_("Hours count: what was said and signed in the first of them can be contested."),
        "facility": N_("The place decides which court is asked, and where we look again."),
        "fear_said": N_("An officer who hears it must refer it; it stops a quick removal."),
        "children": N_("Somebody must fetch them today, and it matters for bond."),
        "medicine": N_("The jail must be told today."),
        "bond": N_("A bond that was set can be paid; one that was refused can be asked anew."),
        "stop_where": N_("Witnesses are found in the first days."),
        "papers_taken": N_("A notice among them may carry a date."),
        "told_to_report": N_("Not going can mean an arrest; it is a date to be reminded of."),
        "notice": N_("It carries the date, the court and what is charged."),
        "last_hearing": N_("What was ordered there may have a date that runs."),
        "lawyer": N_("Whoever is of record gets the notices; we must not speak over her."),
        "order_when": N_("The days for reopening and for appeal run from it."),
        "in_absentia": N_("Whoever had no notice can ask to reopen, and is not removed meanwhile."),
        "left_since": N_("Coming back after an order changes which officer hears a fear."),
        "petitioner": N_("It decides what there is to file, and how long it takes."),
        "filed_before": N_("A second filing must agree with the first."),
        "crime": N_("It decides whether a victim's visa may be asked for. No details are needed."),
        "reported": N_("A certificate is asked of whoever investigated."),
        "safe_now": N_("Safety comes first, and it decides how we may call."),
    },
    "intake_step": {
        "ask_order": N_("Asked when and where the order was made, and who was there"),
        "look_up": N_("Looked the order up by A-number in the court's own line or portal"),
        "locate": N_("Looked where the person is held; wrote down when to look again"),
        "fear": N_("Asked about fear of return, and had it said to an officer"),
        "lawyer": N_("Told a lawyer, by name and hour"),
        "stay": N_("The lawyer has said what is filed today: a stay, a motion, or neither"),
        "sign_nothing": N_("Told the family and the person: sign nothing"),
    },
    "caller_told": {
        "sign_nothing": N_("“Sign nothing before you have spoken with a lawyer.”"),
        "will_call": N_("“We call you back by the hour I told you, also if there is no news.”"),
        "no_promise": N_("“We have not said yet that we take the case.”"),
    },
    "conflict": {
        "none": N_("no conflict"),
        "waived": N_("a conflict, waived"),
        "pending": N_("still open"),
    },
    "inquiry_end": {
        "retained": N_("Became a case"),
        "referred": N_("Referred to somebody else"),
        "declined": N_("Declined, and told how"),
        "advised": N_("Advised, and nothing more"),
        "elsewhere": N_("Went elsewhere"),
        "unreached": N_("Could not be reached again"),
        "joined": N_("Put to another inquiry"),
    },
    "inquiry_stage": {
        "": N_("a case"),
        "inquiry": N_("inquiry"),
        "clinic": N_("record of a clinic"),
        "ended": N_("closed inquiry"),
    },
}
