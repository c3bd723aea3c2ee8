"""What the sample office has besides dates: custody, papers, calls, time, tasks, referrals."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from uuid import UUID

from app.casework import (
    cases,
    counting,
    detention,
    notes,
    practice,
    problems,
    proceedings,
    referrals,
    releases,
)
from app.casework.detention import NewDetention
from app.casework.intake import calls
from app.casework.intake.heard import NewCall
from app.casework.notes import NewNote
from app.casework.ofrecord import OfRecord
from app.casework.problems import CLOSINGS, Problems
from app.casework.proceedings import NewProceeding
from app.casework.referrals import NewReferral
from app.casework.releases import NewRelease
from app.db.desk import Desk
from app.sample.facts import Case, Hearing

MOVED = {"sandhu": "South Louisiana, Basile"}  # where somebody was held before
TWO_HOURS = timedelta(hours=2)
# Of each case: what was written with its minutes, and what is to be done in how many days.
WORK: Mapping[str, tuple[str, int, str, str, int]] = {
    "tuc-velasquez": (
        "Went through the declaration with Marta; two dates still to be checked.",
        90,
        "preparing",
        "Ask the school for the attendance letter",
        0,
    ),
    "baptiste-jean": (
        "Called the sponsor; the lease runs on.",
        15,
        "call",
        "Call the bond company back",
        0,
    ),
    "mejia-lanza": (
        "Read the record of proceedings.",
        45,
        "research",
        "Order the audio of the last hearing",
        3,
    ),
}
# What was decided in cases of before, by turns: of which kind, how, and after how many days.
DECIDED = (
    ("uscis", "approved", 84),
    ("uscis", "approved", 131),
    ("bond", "bond_granted", 38),
    ("uscis", "approved", 102),
    ("uscis", "denied", 166),
    ("habeas", "released_otherwise", 45),
)
LONG_AGO = timedelta(days=180)  # a case opened since has nothing decided yet
SENT: Mapping[str, str] = {"tuc-velasquez": "Clínica del Río, 555-0133"}
CALLS: tuple[tuple[time, str, dict[str, object]], ...] = (
    (
        time(7, 40),
        "rosa",
        {
            "caller": "Elvira",
            "phone": "(504) 555-0171",
            "may_leave": False,
            "relation": "wife",
            "caller_language": "es",
            "given_names": "Wilfredo",
            "family_name": "Cuxum",
            "a_number": "99901482?",
            "detained": True,
            "detained_by": "ice",
            "last_seen": "Poultry plant, gate 2",
            "ordered_before": True,
            "words": "Se lo llevaron de la línea. Hay una orden vieja, cree que de 2011.",
            "problem": "detained",
            "told": ["will_call"],
            "call_back_at": "10:30",
        },
    ),
    (
        time(7, 55),
        "rosa",
        {
            "caller": "Ms. Broussard, school office",
            "phone": "(985) 555-0172",
            "may_leave": True,
            "relation": "friend",
            "caller_language": "en",
            "given_names": "Delmy",
            "detained": True,
            "alone": True,
            "last_seen": "Stopped on the way to the school",
            "words": "Her daughter, seven, is still here and nobody came for her.",
            "call_back_at": "09:00",
        },
    ),
)


def enter_proceedings(desk: Desk, case_id: UUID, case: Case, lead: UUID) -> None:
    """Enter each proceeding that the case's hearings are of, so that they stand side by side."""
    first: dict[str, Hearing] = {}
    for each in case.hearings:
        first.setdefault(each.proceeding, each)
    for kind, each in first.items():
        known = {
            "case_id": case_id,
            "kind": kind,
            "court": each.court,
            "judge": each.judge.removeprefix("Judge "),
            "of_record": [OfRecord(staff_id=lead, filed_on=case.opened_on)],
        }
        proceedings.add(desk, NewProceeding.model_validate(known))


def decided(case: Case, today: date) -> tuple[str, str, int] | None:
    """Return what was decided in a case that is open long enough; None in the others."""
    if case.stage != "open" or case.opened_on + LONG_AGO > today:
        return None
    return DECIDED[_turn(case) % len(DECIDED)]


def _turn(case: Case) -> int:
    return sum(map(ord, case.slug))


def decide(desk: Desk, case_id: UUID, case: Case) -> None:
    """Enter an earlier proceeding that came to its end in one of the last quarters."""
    today = counting.today(desk, desk.who.zone)
    told = decided(case, today)
    if told is None:
        return
    kind, outcome, days = told
    on = today - timedelta(days=20 + _turn(case) % 150)
    known = {
        "case_id": case_id,
        "kind": kind,
        "filed_on": on - timedelta(days=days),
        "decided_on": on,
        "concluded_on": on,
        "stage": "over",
        "outcome": outcome,
    }
    proceedings.add(desk, NewProceeding.model_validate(known))


def hold(desk: Desk, case_id: UUID, case: Case, *, before: bool) -> None:
    """Write down where a client is held, or was before."""
    ids = {each.given_names: each.id for each in cases.one(desk, case_id).people}
    for client in case.clients:
        if not client.detained:
            continue
        place = MOVED[case.slug] if before else client.detained_at
        since = case.opened_on if before or case.slug not in MOVED else None
        new = NewDetention(
            person_id=ids[client.given_names],
            place=place,
            authority="ice",
            since=since,
            how="Locator, looked up by the office",
            found=True,
        )
        detention.add(desk, new)


def work(desk: Desk, case_id: UUID, slug: str) -> None:
    """Write down what was done, how long it took, and what is to be done."""
    text, minutes, activity, words, days = WORK[slug]
    due_on = counting.today(desk, desk.who.zone) + timedelta(days=days)
    task = {"words": words, "due_on": due_on}
    time = {"minutes": minutes, "activity": activity, "problem": "81"}
    new = {"case_id": case_id, "text": text, "work_product": True, "time": time, "task": task}
    notes.add(desk, NewNote.model_validate(new))
    if slug in SENT:
        refer(desk, case_id, SENT[slug])


def refer(desk: Desk, case_id: UUID, whom: str) -> None:
    """Send a client somewhere, with a release that runs out in two months."""
    today = counting.today(desk, desk.who.zone)
    client = next(each.id for each in cases.one(desk, case_id).people if each.role == "client")
    known = {"case_id": case_id, "person_id": client, "to_whom": whom}
    days = {"signed_on": today, "until": today + timedelta(days=60)}
    allowed = {**known, **days, "what": "What happened to her, for an evaluation"}
    release = releases.add(desk, NewRelease.model_validate(allowed))
    sent = {**known, "what_for": "A psychological evaluation", "release_id": release.id}
    sent["may_tell"] = "What happened to her"
    referrals.add(desk, NewReferral.model_validate(sent))


def codes(desk: Desk) -> None:
    """Have the office count by the codes of its funders."""
    meant = [{"code": "81", "words": "Immigration", "since": "2020-01-01"}]
    meant.append({"code": "86", "words": "Human trafficking", "since": "2020-01-01"})
    problems.choose(desk, Problems.model_validate({"codes": meant}))
    done = [{"code": "A", "words": "Advice", "since": "2020-01-01"}]
    done.append({"code": "I", "words": "A court decided", "since": "2020-01-01"})
    problems.choose(desk, Problems.model_validate({"codes": done}), CLOSINGS)


def team(desk: Desk) -> None:
    """Make the intake team, and the group that reports."""
    practice.make_intake(desk)
    practice.make_reporting(desk)


def take(desk: Desk, said: dict[str, object]) -> None:
    """Take a call."""
    calls.take(desk, NewCall.model_validate(said))
