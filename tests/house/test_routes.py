"""Every route of both doors, as it stands in routes.txt, names an action that the policy knows.

`python -m tests.house.papers` writes the file anew; whoever reviews the change sees which door
opens to whom.
"""

import re
from collections import Counter
from collections.abc import Iterator
from inspect import iscoroutinefunction
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import Match

from app.casework import policy
from app.gate import ACTION, check_routes, doing
from app.main import _routes, json_document
from tests.house import papers
from tests.house.tree import ROOT

PINNED = (ROOT / "tests" / "house" / "routes.txt").read_text(encoding="utf-8")
SAFE = {"GET", "HEAD", "OPTIONS"}
# What a stranger may do: sign in, follow a mail's link, ask whether Amparo lives; and sign out,
# which must work when the session ran out already.
PUBLIC = {
    "GET /device/{token}",
    "GET /join/{token}",
    "GET /set-up/{token}",
    "POST /device/{token}",
    "POST /join/{token}",
    "POST /set-up/{token}",
    "GET /",
    "GET /health/live",
    "GET /health/ready",
    "GET /feed/{token}.ics",
    "GET /r/{token}",
    "GET /r/{token}/others",
    "GET /r/{token}/reached",
    "GET /r/{token}/test",
    "GET /clinic",
    "GET /sign-in",
    "GET /forgotten",
    "GET /lockdown/release",
    "POST /api/v1/lockdown/release",
    "POST /lockdown/release",
    "POST /api/v1/passphrase",
    "POST /api/v1/session",
    "POST /api/v1/session/clinic",
    "POST /clinic",
    "POST /api/v1/session/passkey",
    "POST /forgotten",
    "POST /r/{token}",
    "POST /r/{token}/court",
    "POST /r/{token}/others",
    "POST /r/{token}/reached",
    "POST /r/{token}/test",
    "POST /sign-in",
    "POST /sign-out",
}

# The deeds that decision 36 keeps on pages.
PAGES_ALONE = (
    "/begun/{kind}",
    "/device/{token}",
    "/join/{token}",
    "/keys/own",
    "/new-papers",
    "/r/{token}",
    "/r/{token}/court",
    "/r/{token}/others",
    "/r/{token}/reached",
    "/r/{token}/test",
    "/set-up/{token}",
)
# What a program does in one deed: a search with its cursor, a change of a hearing with its outcome;
# and what saves nothing: previews, and a form with words from the front desk in it.
ONE_DEED_IN_TWO = (
    "/cases/more",
    "/deadlines/preview",
    "/bundles/{bundle_id}/exhibits",
    "/events/preview",
    "/handed-in/new",
    "/court-check/carry",
    "/hearings/new",
    "/hearings/preview",
    "/hearings/{hearing_id}/outcome",
    "/rules/office/closed-day",
    "/rules/office/version",
    "/rules/print",
)

# What is asked of the rulebook travels in a body too, so that no day stands in an address.
ASKED_OF_RULES = ("search", "{rule_id}/trying")


def test_both_doors_are_in_the_inventory() -> None:
    """An empty list would agree with everything."""
    html = [path for path, _, _ in papers.routes_in_use() if not path.startswith("/api/")]
    assert len(html) > 20
    assert len(papers.routes_in_use()) - len(html) > 20


def test_every_route_is_pinned() -> None:
    """Its method, path and action are those that were reviewed."""
    lines = [f"{method:<6} {path} {action}" for path, method, action in papers.routes_in_use()]
    assert PINNED.splitlines() == lines


def test_every_action_is_known_and_every_known_action_has_a_door() -> None:
    """An action that no route names is a right that nobody can use, or a slip of the pen."""
    named = {action for _, _, action in papers.routes_in_use()}
    assert named - {policy.PUBLIC} == policy.ACTIONS.keys()


def test_what_a_stranger_may_open_is_short_and_known() -> None:
    """Everything else asks who is there; the demo's doors are not there in an office."""
    public = {
        f"{m} {path}" for path, m, action in papers.routes_in_use() if action == policy.PUBLIC
    }
    demo = {name for name in public if " /demo/" in name}
    assert public - demo == PUBLIC
    assert {name.split()[0] for name in demo} == {"GET"}


def test_a_read_right_never_writes() -> None:
    """A route that changes something is not behind an action that only reads."""
    # Searches by POST keep names out of addresses; one chooses the language of one's own screens.
    harmless = {"/cases/search", "/cases/more", "/api/v1/cases/search", "/language"}
    harmless |= {"/api/v1/me/locale", "/rules/print"}
    harmless |= {"/documents/search", "/api/v1/documents/search"}
    harmless |= {f"{door}/rules/{deed}" for door in ("", "/api/v1") for deed in ASKED_OF_RULES}
    wrong = [
        f"{method} {path}"
        for path, method, action in papers.routes_in_use()
        if method not in SAFE and action.endswith((".read", ".list")) and path not in harmless
    ]
    assert wrong == []


def test_a_program_does_what_a_page_does() -> None:
    """Of each action as many deeds as the pages have, but what decision 36 names."""
    doors: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for path, method, action in papers.routes_in_use():
        if method not in SAFE:
            doors[path.startswith("/api/")][action] += 1
    alone = PAGES_ALONE + ONE_DEED_IN_TWO
    action_of = {
        path: action for path, method, action in papers.routes_in_use() if method not in SAFE
    }
    assert doors[False] - doors[True] == Counter(action_of[each] for each in alone)
    decision = (ROOT / "docs/decisions/0036-what-a-program-is-not-given.md").read_text("utf-8")
    named = [each.partition("/{")[0] for each in PAGES_ALONE]
    assert [each for each in named if f"`{each}" not in decision] == []


def test_each_shape_in_the_document_has_a_name_of_its_own() -> None:
    """Two of one name would be told apart by where they stand in our code."""
    shapes = json_document()["components"]["schemas"]
    assert [name for name in shapes if name.startswith("app__")] == []


def _within(dependant: Dependant) -> Iterator[Dependant]:
    for each in dependant.dependencies:
        yield each
        yield from _within(each)


def test_a_request_is_handed_to_a_thread_once() -> None:
    """For its route's own function: what a route asks for before is no reason for another."""
    routes = list(iter_route_contexts(_routes(demo=True)))
    asked = {(route.path, need.call) for route in routes for need in _within(route.dependant)}
    assert len(routes) > 100
    assert len(asked) > len(routes)
    assert [each for each in asked if not iscoroutinefunction(each[1])] == []


def _asked(path: str, method: str = "GET") -> tuple[Match, set[str]]:
    """Return how an address is met, and all addresses beside the first that meets it whole."""
    scope = {"type": "http", "path": path, "method": method, "root_path": "", "headers": []}
    met = [(route, route.matches(dict(scope))[0]) for route in _routes(demo=True)]
    whole = [route for route, match in met if match == Match.FULL]
    beside = {str(each.path) for one in whole[:1] for each in iter_route_contexts([one])}
    return max((match for _, match in met), key=lambda match: match.value), beside


def test_each_address_is_found_in_its_own_wing() -> None:
    """Every route is met at its address; what is nobody's, or another door's, is met by none."""
    for route in iter_route_contexts(_routes(demo=True)):
        template = str(route.path)
        address = re.sub(r"{[^}]*}", str(UUID(int=7)), template)
        match, there = _asked(address, min(route.methods or {"GET"}))
        assert match == Match.FULL, address
        assert template in there or "{" in template, address
    for nobodys in ("/api/v1", "/api/v1/", "/api/v1/none", "/api/v2/cases", "//cases", "/casesx"):
        assert _asked(nobodys) == (Match.NONE, set()), nobodys
    assert _asked("/today", "PUT")[0] == Match.PARTIAL


@pytest.mark.parametrize("extra", [{}, doing(""), doing("moon.walk")])
def test_a_route_without_a_known_action_stops_the_start(extra: dict[str, object]) -> None:
    """None, an empty one, or one that the policy does not know."""
    app = FastAPI(openapi_url=None)
    app.get("/moon", **extra)(lambda: None)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match=r"^GET /moon names no action"):
        check_routes(app.routes)
    assert ACTION not in app.openapi()["info"]
