"""Every route of both doors, as it stands in routes.txt, names an action that the policy knows.

`python -m tests.house.papers` writes the file anew; whoever reviews the change sees which door
opens to whom.
"""

import pytest
from fastapi import FastAPI

from app.casework import policy
from app.gate import ACTION, check_routes, doing
from tests.house import papers
from tests.house.tree import ROOT

PINNED = (ROOT / "tests" / "house" / "routes.txt").read_text(encoding="utf-8")
ROUTES = papers.routes_in_use()
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
    "GET /r/{token}",
    "GET /sign-in",
    "GET /forgotten",
    "GET /lockdown/release",
    "POST /api/v1/lockdown/release",
    "POST /lockdown/release",
    "POST /api/v1/passphrase",
    "POST /api/v1/session",
    "POST /forgotten",
    "POST /r/{token}",
    "POST /sign-in",
    "POST /sign-out",
}


def test_both_doors_are_in_the_inventory() -> None:
    """An empty list would agree with everything."""
    html = [path for path, _, _ in ROUTES if not path.startswith("/api/")]
    assert len(html) > 20
    assert len(ROUTES) - len(html) > 20


def test_every_route_is_pinned() -> None:
    """Its method, path and action are those that were reviewed."""
    lines = [f"{method:<6} {path} {action}" for path, method, action in ROUTES]
    assert PINNED.splitlines() == lines


def test_every_action_is_known_and_every_known_action_has_a_door() -> None:
    """An action that no route names is a right that nobody can use, or a slip of the pen."""
    named = {action for _, _, action in ROUTES}
    assert named - {policy.PUBLIC} == policy.ACTIONS.keys()


def test_what_a_stranger_may_open_is_short_and_known() -> None:
    """Everything else asks who is there; the demo's doors are not there in an office."""
    public = {f"{m} {path}" for path, m, action in ROUTES if action == policy.PUBLIC}
    demo = {name for name in public if " /demo/" in name}
    assert public - demo == PUBLIC
    assert {name.split()[0] for name in demo} == {"GET"}


def test_a_read_right_never_writes() -> None:
    """A route that changes something is not behind an action that only reads."""
    # Searches by POST keep names out of addresses; one chooses the language of one's own screens.
    harmless = {"/cases/search", "/cases/more", "/api/v1/cases/search", "/language"}
    wrong = [
        f"{method} {path}"
        for path, method, action in ROUTES
        if method not in SAFE and action.endswith((".read", ".list")) and path not in harmless
    ]
    assert wrong == []


@pytest.mark.parametrize("extra", [{}, doing(""), doing("moon.walk")])
def test_a_route_without_a_known_action_stops_the_start(extra: dict[str, object]) -> None:
    """None, an empty one, or one that the policy does not know."""
    app = FastAPI(openapi_url=None)
    app.get("/moon", **extra)(lambda: None)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match=r"^GET /moon names no action"):
        check_routes(app.routes)
    assert ACTION not in app.openapi()["info"]
