"""The names that a template may use, and what a case says for each: a closed list, looked up flat.

A name is no way to anything: it stands here with its words, or it is none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework import counting
from app.casework.bundlecover import cover_of
from app.casework.casefiles import sound
from app.casework.people import PersonView
from app.db.desk import Desk
from app.forums import courts, formats, lists
from app.forums.codes import APPOINTMENTS
from app.models import Case, Hearing
from app.words import N_, Words, translator

NAMES: Final = {
    "today": N_("Today"),
    "me.name": N_("Whoever makes the paper: name"),
    "office.phone": N_("The office: telephone"),
    "case.number": N_("The case: file number"),
    "case.attorney": N_("The case: its lead"),
    "case.respondents": N_("The case: all clients, one a line"),
    "case.a_numbers": N_("The case: A-numbers of all clients, one a line"),
    "case.custody": N_("The case: DETAINED or NOT DETAINED"),
    "case.court": N_("The case: court, as a cover has it"),
    "case.judge": N_("The case: judge"),
    "case.proceedings": N_("The case: kind of proceedings"),
    "case.next_hearing": N_("The case: next hearing, day and hour"),
    "client.full_name": N_("The person: whole name"),
    "client.given_names": N_("The person: given names"),
    "client.family_name": N_("The person: first family name"),
    "client.second_family_name": N_("The person: second family name"),
    "client.family_names": N_("The person: both family names"),
    "client.a_number": N_("The person: A-number"),
    "client.a_number_digits": N_("The person: A-number, nine digits alone"),
    "client.birth_date": N_("The person: day of birth"),
    "client.birth_date_numbers": N_("The person: day of birth as 05/04/2001"),
    "client.country": N_("The person: nationality"),
    "client.language": N_("The person: language"),
    "client.address": N_("The person: address"),
    "client.phone": N_("The person: telephone"),
    "client.detained_at": N_("The person: where held"),
    "hearing.date": N_("The hearing: day"),
    "hearing.time": N_("The hearing: hour"),
    "hearing.kind": N_("The hearing: kind"),
    "hearing.court": N_("The hearing: court"),
    "hearing.judge": N_("The hearing: judge"),
    "hearing.place": N_("The hearing: place"),
    "hearing.notice": N_("The hearing: how and when notice of it came"),
}
# Each of these stands in a row, or a paragraph, that is there once for each entry.
LISTED: Final = {
    "hearings.date": N_("Every hearing: day"),
    "hearings.time": N_("Every hearing: hour"),
    "hearings.kind": N_("Every hearing: kind"),
    "hearings.court": N_("Every hearing: court"),
    "hearings.judge": N_("Every hearing: judge"),
    "hearings.place": N_("Every hearing: place"),
    "hearings.status": N_("Every hearing: how it stands"),
    "hearings.notice": N_("Every hearing: how and when notice of it came"),
    "hearings.entered_on": N_("Every hearing: day on which we entered it"),
    "relatives.full_name": N_("Every other person of the case: whole name"),
    "relatives.relation": N_("Every other person of the case: relation"),
    "relatives.a_number": N_("Every other person of the case: A-number"),
    "relatives.birth_date": N_("Every other person of the case: day of birth"),
    "relatives.country": N_("Every other person of the case: nationality"),
}
# What a box of a form can be ticked by.
TICKED: Final = {
    "always": N_("Always ticked"),
    "client.is_detained": N_("Ticked where the person is detained"),
    "client.is_not_detained": N_("Ticked where the person is not detained"),
}
KNOWN: Final = {**NAMES, **LISTED}
KINDS: Final = {
    "check_in": N_("ICE check-in or supervision office"),
    "biometrics": N_("Biometrics"),
    "uscis_interview": N_("USCIS interview"),
    "fear_interview": N_("Credible or reasonable fear interview"),
    "consulate": N_("Consulate"),
    "jail_visit": N_("Visit in a jail"),
    "evaluation": N_("Medical or psychological evaluation"),
    "master": N_("Master calendar hearing"),
    "individual": N_("Individual (merits) hearing"),
    "bond": N_("Bond hearing"),
    "fear_review": N_("Credible or reasonable fear review"),
    "status": N_("Status conference"),
    "other": N_("Other hearing"),
}
STANDS: Final = {
    "set": N_("set"),
    "held": N_("held"),
    "cancelled": N_("cancelled"),
    "moved": N_("moved to another day"),
}
CUSTODY: Final = {"detained": "DETAINED", "not_detained": "NOT DETAINED"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a case says: of each name, and of each entry of a list."""

    values: dict[str, str] = field(repr=False)
    lists: dict[str, list[dict[str, str]]] = field(repr=False)
    hearing_id: UUID | None = None  # which it says it of


def nearest(name: str) -> str:
    """Return the known name that is most like one that is none; empty where none is."""
    return next(iter(get_close_matches(name, KNOWN, n=1, cutoff=0.5)), "")


def said_of(
    desk: Desk,
    case: Case,
    people: list[PersonView],
    about: tuple[UUID | None, UUID | None],
    language: str,
) -> Said:
    """Return what a case that is open says for every name.

    Args:
        desk: Where it is open.
        case: Which it is.
        people: All of its people.
        about: The person whom the paper is about, and the hearing or appointment; else the first
            client, and the next hearing.
        language: In which days are written.
    """
    words = translator(language)
    person_id, hearing_id = about
    own = (each for each in people if each.id == person_id or person_id is None)
    person = next(own, None)
    rows = sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id == case.id)))
    rows.sort(key=lambda row: row.starts)
    heard = [row for row in rows if row.kind not in APPOINTMENTS]  # whom we meet is no court's
    today = counting.today(desk, desk.who.zone)
    ahead = (row for row in heard if row.status == "set" and row.starts.date() >= today)
    of_all = ahead if hearing_id is None else (row for row in rows if row.id == hearing_id)
    hearing = next(of_all, None)
    values = dict.fromkeys([*NAMES, *TICKED], "")
    values |= _of_case(desk, case, words.date(today))
    values |= _of_person(person, words) if person else {}
    values |= {f"hearing.{name}": said for name, said in _of_hearing(hearing, words).items()}
    others = [each for each in people if person is None or each.id != person.id]
    return Said(
        {name: values[name] for name in (*NAMES, *TICKED)},
        {
            "hearings": _entries("hearings", (_of_hearing(row, words) for row in heard)),
            "relatives": _entries("relatives", (_as_relative(each, words) for each in others)),
        },
        hearing.id if hearing else None,
    )


def _entries(of: str, found: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return a list's entries, each with every name of it; an empty one where there is none."""
    names = [name for name in LISTED if name.startswith(f"{of}.")]
    entries = [{name: each[name.partition(".")[2]] for name in names} for each in found]
    return entries or [dict.fromkeys(names, "")]


def _of_case(desk: Desk, case: Case, today: str) -> dict[str, str]:
    cover = cover_of(desk, case)
    return {
        "today": today,
        "always": "yes",
        "me.name": desk.who.name,
        "office.phone": desk.house.settings.office_phone,
        "case.number": case.number,
        "case.attorney": cover["attorney"].partition("\n")[0],
        "case.respondents": cover["respondents"],
        "case.a_numbers": cover["numbers"],
        "case.custody": CUSTODY.get(cover["custody"], ""),
        "case.court": cover.get("court", ""),
        "case.judge": cover.get("judge", ""),
        "case.proceedings": cover.get("proceedings", ""),
        "case.next_hearing": cover.get("hearing", ""),
    }


def _of_person(person: PersonView, words: Words) -> dict[str, str]:
    families = " ".join(filter(None, (person.family_name, person.second_family_name)))
    birth = person.birth_date
    told = {
        "full_name": _name(person),
        "given_names": person.given_names,
        "family_name": person.family_name,
        "second_family_name": person.second_family_name,
        "family_names": families,
        "a_number": person.a_number,
        "a_number_digits": formats.a_number(person.a_number) if person.a_number else "",
        "birth_date": _day(birth, words),
        "birth_date_numbers": birth.strftime("%m/%d/%Y") if birth else "",
        "country": _country(person),
        "language": words.language(person.language),
        "address": person.addresses[-1].lines if person.addresses else "",
        "phone": person.phone,
        "detained_at": person.detained_at if person.detained else "",
        "is_detained": "yes" if person.detained else "",
        "is_not_detained": "yes" if person.detained is False else "",
    }
    return {f"client.{name}": value for name, value in told.items()}


def _as_relative(person: PersonView, words: Words) -> dict[str, str]:
    return {
        "full_name": _name(person),
        "relation": person.relation,
        "a_number": person.a_number,
        "birth_date": _day(person.birth_date, words),
        "country": _country(person),
    }


def _of_hearing(row: Hearing | None, words: Words) -> dict[str, str]:
    if row is None:
        return {}
    court = courts.court(row.court) if row.court else None
    stands = "moved" if row.replaced_by else row.status
    return {
        "date": words.long_date(row.starts.date()),
        "time": words.time(row.starts),
        "kind": words(KINDS.get(row.kind, KINDS["other"])),
        "court": court.name if court else row.court,
        "judge": row.judge,
        "place": row.place or (court.name if court else row.court),
        "status": words(STANDS.get(stands, "")),
        "notice": row.learned,
        "entered_on": _day(row.entered_on, words),
    }


def _name(person: PersonView) -> str:
    parts = (person.given_names, person.family_name, person.second_family_name)
    return " ".join(each for each in parts if each)


def _country(person: PersonView) -> str:
    found = lists.nationality(person.nationality) if person.nationality else None
    return found.name.title() if found else person.nationality


def _day(day: date | None, words: Words) -> str:
    return words.date(day) if day else ""
