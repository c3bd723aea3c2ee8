"""Whoever a case is hidden from finds no trace of it: every address, every mail, byte for byte.

The addresses are those that the application itself lists, so a new page is looked at as well. What
counts the whole office counts a hidden case too, which the threat model says: those addresses may
differ in their numbers, and in nothing else.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Response

from app.casework import policy, reminders
from app.casework.calendar import Calendar
from app.db.desk import NightDesk
from tests.doors.asked import Asked, routes
from tests.doors.test_matrix import told
from tests.doors.test_screens import SOUGHT, YUSUF, id_of, new_screen
from tests.doors.visitors import API, Case, Doors, Visitor, filled_case

COUNTS_THE_OFFICE = {
    "/who-can-read",  # how many cases there are, and how many each colleague can open
    "/record",  # how many deeds are on record, and their code
    "/colleagues/{staff_id}/leaving",  # how many cases nobody else could open
}
# A code comes before a number: its first four signs may be figures.
NUMBER = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b|\b[0-9][0-9,. ]*\b|\b[0-9a-f]{8,}\b")
# Of a mail: its link, its name, and how far the record of all deeds goes.
DRAWN_ANEW = re.compile(r"/r/[\w-]+|<[0-9a-f]+@[^>]+>|(?:entry|entrada) \d+, [A-Z0-9-]+")
# Of what these ask, some is asked once in a process or a session, and remembered.
ONCE = (
    *("/today", "/hearings/new", "/served", f"{API}/persons", f"{API}/cases/{{}}"),
    f"{API}/backups",  # whether this is a restored copy
)
NONE_LISTED = re.compile(
    r"\(SELECT 1 FROM \(SELECT 1\) WHERE 1!=1\)|\(NULL\) (?:OR \(1 = 1\)|AND \(1 != 1\))"
)
LISTED = re.compile(r"\((?:[?]|%\(\w+\)s(?:::\w+)?)(?:, (?:[?]|%\(\w+\)s(?:::\w+)?))*\)")
IN_PATH = re.compile(r"{(\w+)}")
WORD = re.compile(r"[\s,{}<>\[\]]+")


def looks(doors: Doors, name: str, shown: Case) -> Iterator[tuple[Asked, str, dict[str, Any]]]:
    """Yield each address that somebody may look at, about a case that she can open."""
    role = doors.office.people[name].role
    for asked in routes(doors.app):
        if not policy.may(role, asked.action):
            continue
        path, body = asked.of(shown)
        path = path.replace("00000000-0000-0000-0000-000000000000", id_of(doors, "alma"))
        if asked.method == "GET":
            of_nobody = dict.fromkeys(IN_PATH.findall(asked.path), shown.id)
            yield asked, asked.path.format(**of_nobody | _ids(doors, shown)), {}
        elif asked.is_json and asked.path.endswith(("/search", "/look-up")):
            # In all cases that she can open: what she looks for in one stands in its history.
            yield asked, path, {each: body[each] for each in body if each != "case_id"}


def _ids(doors: Doors, shown: Case) -> dict[str, Any]:
    known: dict[str, Any] = dict(shown.named())
    known |= {"staff_id": id_of(doors, "alma"), "token": "t", "kind": "note", "which": 1, "at": 1}
    return known | {"role": "paralegal", "name": "motions", "rule_id": "foia.response"}


def traces(
    doors: Doors, name: str, visitor: Visitor, shown: Case
) -> dict[str, tuple[Any, list[str]]]:
    """Return all that somebody can see of the office, and what each look asked of the database.

    Nothing is looked at before: what a case that came leaves behind is there at the first look.
    """
    found: dict[str, tuple[Any, list[str]]] = {}
    for asked, path, body in looks(doors, name, shown):
        for number, sought in enumerate([body, *SOUGHT] if body else [{}]):
            with doors.statements() as sent:
                seen = told(_look(visitor, asked, path, sought))
            found[f"{asked.path} {number}"] = (_plain(asked, seen), [*map(_asked, sent)])
    for words in ("haddad", "999111222", "yusuf"):
        found[f"search {words}"] = (told(visitor.posts("/cases/search", {"q": words})), [])
        by_program = visitor.sends("POST", "/cases/search", {"q": words})
        found[f"program's-search {words}"] = (told(by_program), [])
    return found


def _asked(statement: str) -> str:
    """Return a statement without how many values a list in it has."""
    return LISTED.sub("(?)", NONE_LISTED.sub("(?)", statement))


def _look(visitor: Visitor, asked: Asked, path: str, sought: dict[str, Any]) -> Response:
    if asked.method == "GET":
        return visitor.get(path)
    return visitor.client.request(asked.method, path, json=sought)


def _plain(asked: Asked, answer: tuple[int, str, str | None]) -> tuple[int, object, str | None]:
    """Return what an answer tells, of one that counts the office its words without numbers.

    Their order is left aside too: colleagues stand there by how many cases each can open.
    """
    if asked.path.removeprefix(API) in COUNTS_THE_OFFICE:
        return answer[0], sorted(WORD.split(NUMBER.sub("0", answer[1]))), answer[2]
    return answer


def letters(doors: Doors, name: str) -> list[tuple[str, str]]:
    """Return the mails that somebody would get now; nothing of it stays."""
    found: list[tuple[str, str]] = []
    with pytest.raises(_NotSentError):
        _plan_and_read(doors, name, found)
    return found


def _plan_and_read(doors: Doors, name: str, found: list[tuple[str, str]]) -> None:
    with doors.office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())
        found += _written(desk, doors.office.people[name].id)
        raise _NotSentError


class _NotSentError(Exception):
    """Takes back what was planned."""


def _written(desk: NightDesk, recipient: Any) -> Iterator[tuple[str, str]]:
    for held in reminders.claim(desk):
        text = reminders.text_of(desk, held, watched=1)
        if held.recipient_id == recipient and text is not None:
            whole = bytes(text).replace(b"=\r\n", b"").decode()
            yield held.kind, DRAWN_ANEW.sub("", whole)


def hide(doors: Doors, how: str, name: str) -> Case:
    """Open a case with fatal dates that is hidden from somebody from its first hour."""
    office, dina = doors.office, id_of(doors, "dina")
    if how == "sealed":
        return filled_case(office, client=YUSUF, backup_id=dina, sealed="sealed")
    case = filled_case(office, client=YUSUF, backup_id=dina)
    up = doors.sits("alma").posts(f"/cases/{case.id}/screens", new_screen(doors, name))
    assert up.status_code == 303
    return case


HIDDEN = [("screened", name) for name in ("carmen", "bruno")] + [
    ("sealed", name) for name in ("carmen", "bruno", "ivo", "nora", "olga", "abel", "vera")
]
# What each engine is asked is compared statement by statement; a screen, a team and the front desk
# are what could be asked for in another way.
ON_BOTH = (("screened", "carmen"), ("sealed", "bruno"), ("sealed", "nora"))


@pytest.mark.parametrize(
    ("engine_name", "how", "name"),
    [("sqlite", *each) for each in HIDDEN] + [("postgresql", *each) for each in ON_BOTH],
    indirect=["engine_name"],
)
def test_a_hidden_case_leaves_no_trace_at_any_address(doors: Doors, how: str, name: str) -> None:
    """The office with it and the office without it are the same office to her."""
    shown, _ = filled_case(doors.office), filled_case(doors.office)
    doors.office.clock.forward(days=4)
    doors.sits("nora").sends("POST", "/front-desk/look-up", SOUGHT[0])  # takes the people in
    visitor = doors.sits(name)
    with doors.office.writing(name):
        pass  # her group's key is as it is after any deed of hers
    for path in ONCE:
        visitor.get(path.format(shown.id))
    before, mails = traces(doors, name, visitor, shown), letters(doors, name)
    case = hide(doors, how, name)
    doors.sits("ivo" if name == "nora" else "nora").sends("POST", "/front-desk/look-up", SOUGHT[0])
    after = traces(doors, name, visitor, shown)
    assert len(before) > 15
    assert [each for each in after if after[each][0] != before[each][0]] == []
    assert [each for each in after if after[each][1] != before[each][1]] == []
    assert letters(doors, name) == mails
    everything = str(after)
    assert not [each for each in (case.id, case.hearing, case.note) if str(each) in everything]


def test_a_case_that_is_not_hidden_would_be_seen(doors: Doors) -> None:
    """The same comparison finds a case of the team in lists, searches, choices and mails."""
    shown = filled_case(doors.office)
    doors.office.clock.forward(days=4)
    visitor = doors.sits("bruno")
    before, mails = traces(doors, "bruno", visitor, shown), letters(doors, "carmen")
    case = filled_case(doors.office, client=YUSUF)
    after = traces(doors, "bruno", visitor, shown)
    differ = {each.split(" ")[0] for each in after if after[each][0] != before[each][0]}
    assert differ >= {"/cases", "/deadlines/new", "/hearings/new", f"{API}/cases"}
    assert differ >= {"search", "program's-search"}
    assert str(case.id) in str(after)
    assert letters(doors, "carmen") != mails
