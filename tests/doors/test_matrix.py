"""Who may do what on which case: every address of both doors, everybody, every kind of case.

What is right stands in who_may.txt, in words. Whatever is refused is asked for a second time about
a case that never was: both answers are the same, byte for byte, and nothing was written.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from urllib.parse import urlencode

import pytest
from httpx2 import Response

from app.casework import policy
from tests.doors import who_may
from tests.doors.asked import AS_IF_NONE, INDIFFERENT, JSON, SERVED, Asked, name_of, routes
from tests.doors.crowd import CASES, Crowd, crowded
from tests.doors.visitors import NONSENSE, OF_A_FORM, Case
from tests.support.offices import ENGINES

TABLE = who_may.table()
PEOPLE = sorted({name for name, _ in TABLE.is_to})
# One of each kind: what differs among the others was decided before the database is asked. To
# Bruno each case is what it is to Carmen; Ivo's role and a stranger are refused at the door.
ON_BOTH = ["alma", "carmen", "cora", "gus", "hugo"]
MARK = re.compile(r'name="begun" value="[0-9a-f]{16}"')  # of a form's page, drawn anew each time


@pytest.fixture(scope="module")
def crowds(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Crowd]]:
    """The office with everybody in it, once for each engine."""
    with ExitStack() as stack:

        @cache
        def of(engine: str) -> Crowd:
            on_postgresql = engine == "postgresql"
            server = request.getfixturevalue("postgresql_server") if on_postgresql else None
            return stack.enter_context(crowded(engine, server))

        yield of


@pytest.fixture(params=ENGINES)
def crowd(request: pytest.FixtureRequest, crowds: Callable[[str], Crowd]) -> Crowd:
    """The same office for every test of an engine."""
    return crowds(request.param)


def of_cases(crowd: Crowd) -> list[Asked]:
    """Return the addresses that are asked about a case."""
    found = [
        asked
        for asked in routes(crowd.doors.app)
        if asked.is_of(crowd.cases["team"]) and TABLE.roles[name_of(asked)]
    ]
    assert len(found) > 60
    return found


def ask(crowd: Crowd, name: str, asked: Asked, case: Case, kind: str = "") -> Response:
    """Ask about a case and, where an address names a colleague, about its lead."""
    path, body = asked.of(case)
    path = path.replace(str(NONSENSE.person), str(crowd.id_of("alma")))
    if asked.path.endswith("/seal"):
        body = {"why": "sealed" if kind == "sealed" else ""}  # as it is already
    if asked.method == "GET":
        return crowd.ask(name, "GET", path)
    if not asked.is_json:
        return crowd.ask(name, "POST", path, content=urlencode(body), headers=OF_A_FORM)
    return crowd.ask(name, asked.method, path, json=asked.as_json(body))


def told(answer: Response) -> tuple[int, str, str | None]:
    """Return what an answer tells."""
    return answer.status_code, MARK.sub("", answer.text), answer.headers.get("location")


def _of_the_office(action: str) -> frozenset[str] | None:
    """Return whose roles include an action; a clinic's volunteer is asked in test_clinics.py."""
    roles = policy.ACTIONS.get(action)
    return None if roles is None else roles - {policy.HELPER}


def test_every_address_stands_in_the_table_with_the_roles_of_its_action(crowd: Crowd) -> None:
    """None is missing and none is left over; the program's own policy says what people wrote."""
    asked = {name_of(each): each.action for each in routes(crowd.doors.app)}
    served = {name for name in TABLE.roles if " /demo/" not in name}
    assert asked.keys() ^ served == set(), "write its line into who_may.txt, or take it out"
    wrong = {
        name: action
        for name, action in asked.items()
        if TABLE.roles[name] != _of_the_office(action)
        or (TABLE.roles[name] is None) != (action == policy.PUBLIC)
    }
    assert wrong == {}


def test_everybody_is_something_to_every_case(crowd: Crowd) -> None:
    """Eighteen people and five cases, and a word for each."""
    assert {case for _, case in TABLE.is_to} == set(CASES) == crowd.cases.keys()
    assert len(TABLE.is_to) == len(PEOPLE) * len(CASES)
    assert set(PEOPLE) == crowd.office.people.keys() | {"stranger"}
    assert set(TABLE.is_to.values()) == TABLE.opens | TABLE.hidden | TABLE.outside


def refusal(crowd: Crowd, name: str, asked: Asked) -> int:
    """Return how whoever may not is answered: at the door, for her role, or as if nothing were."""
    if TABLE.is_to[name, "team"] in TABLE.outside:
        return 401 if asked.is_json else 303
    may = crowd.office.people[name].role in (TABLE.roles[name_of(asked)] or ())
    return 404 if may else 403


def shut(crowd: Crowd, name: str, asked: Asked) -> list[str]:
    """Return the cases that an address must not open to somebody."""
    everyone = refusal(crowd, name, asked) != 404
    return [each for each in CASES if everyone or TABLE.is_to[name, each] in TABLE.hidden]


def in_turn(cases: list[str], name: str, number: int) -> list[str]:
    """Return one of the cases; over all addresses and people each has its turn."""
    return cases and [cases[(PEOPLE.index(name) + number) % len(cases)]]


@pytest.mark.parametrize(
    ("crowd", "name"),
    [("sqlite", name) for name in PEOPLE] + [("postgresql", name) for name in ON_BOTH],
    indirect=["crowd"],
)
def test_what_is_refused_is_as_if_it_never_was(crowd: Crowd, name: str) -> None:
    """The same status and the same bytes as for an id that is none, and no row differs after.

    Programs ask about each case that is hidden from her. Pages ask about one of them in turn, and
    so does whoever is refused before anybody looks at the case.
    """
    crowd.ask(name, "GET", "/sessions")  # a page tells once what a deed of hers has done
    before, wrong, cells = crowd.stands(), [], 0
    for number, asked in enumerate(of_cases(crowd)):
        cases, expected = shut(crowd, name, asked), refusal(crowd, name, asked)
        if expected != 404 or not asked.is_json:
            cases = in_turn(cases, name, number)
        none = told(ask(crowd, name, asked, NONSENSE)) if cases else None
        for kind in cases:
            cells += 1
            answer = told(ask(crowd, name, asked, crowd.cases[kind], kind))
            fits = answer[0] == expected or (expected == 404 and asked.path in INDIFFERENT)
            if answer != none or not fits:
                wrong.append((name_of(asked), kind, answer[0]))
    assert wrong == []
    assert cells > 60 or name in {"alma", "dina", "hilda", "gita"}
    after = crowd.stands()
    assert {each for each in before if before[each] != after[each]} == set()


@pytest.mark.parametrize(
    ("crowd", "name"),
    [("sqlite", name) for name in PEOPLE if name not in {"stranger", "wanda", "clara"}]
    + [("postgresql", name) for name in ON_BOTH],
    indirect=["crowd"],
)
def test_what_is_hers_opens(crowd: Crowd, name: str) -> None:
    """Each address serves one of her cases in turn, as no made-up id: so a refusal says something.

    Nobody loses a case by what is asked here.
    """
    hers = [each for each in CASES if TABLE.is_to[name, each] in TABLE.opens]
    wrong, served = [], 0
    for number, asked in enumerate(of_cases(crowd)):
        if refusal(crowd, name, asked) != 404 or name_of(asked) in AS_IF_NONE:
            continue
        for kind in in_turn(hers, name, number):
            answer = ask(crowd, name, asked, crowd.cases[kind], kind)
            if not _is_served(crowd, name, asked, answer):
                wrong.append((name_of(asked), kind, answer.status_code))
            served += 1
    assert wrong == []
    assert served > 20 or not hers


def _is_served(crowd: Crowd, name: str, asked: Asked, answer: Response) -> bool:
    if answer.status_code == 403:
        # Its author's alone, or its holder's; of intake and volunteers, whose task it is.
        is_narrow = asked.action == "deadline.complete" and crowd.office.people[name].role in {
            "intake",
            "volunteer",
        }
        is_given_by_alma = asked.action == "task.change" and name != "alma"
        return asked.action == "note.change" or is_given_by_alma or is_narrow
    if answer.status_code == 422 and asked.path not in INDIFFERENT:
        return answer.text != ask(crowd, name, asked, NONSENSE).text
    return answer.status_code in SERVED


@pytest.mark.parametrize("name", ["bruno", "carmen"])
def test_no_emergency_opens_what_waits_for_nobody(crowd: Crowd, name: str) -> None:
    """With a true passphrase and a fresh code: named, screened and sealed are as none at all."""
    answers = []
    for case in (NONSENSE, *(crowd.cases[kind] for kind in ("named", "screened", "sealed"))):
        crowd.office.clock.forward(minutes=1)
        proof = {each: crowd.doors.credentials(name)[each] for each in ("password", "code")}
        typed = {"case_id": str(case.id), "reason": "Her hearing is in an hour", **proof}
        answers.append(told(crowd.ask(name, "POST", f"{JSON}/emergency", json=typed)))
    assert answers[0][0] == 404
    assert set(answers) == {answers[0]}


def test_a_case_that_opened_by_mistake_would_be_seen(crowd: Crowd) -> None:
    """Asked as the one who may, the same comparison finds every address of a case."""
    reads = [
        each
        for each in of_cases(crowd)
        if each.path.startswith(JSON) and each.method == "GET" and name_of(each) not in AS_IF_NONE
    ]
    found = [told(ask(crowd, "alma", each, crowd.cases["sealed"])) for each in reads]
    none = [told(ask(crowd, "alma", each, NONSENSE)) for each in reads]
    assert len(reads) > 10
    assert all(one != other for one, other in zip(found, none, strict=True))
    before = crowd.stands()
    path = f"{JSON}/notes"
    body = {"case_id": str(crowd.cases["sealed"].id), "text": "A word."}
    crowd.ask("alma", "POST", path, json=body)
    assert before != crowd.stands()
