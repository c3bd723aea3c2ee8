"""A form that was begun and not saved comes again, for its own session alone, until it is saved.

The clock stands at 14 April 2027.
"""

import html
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from app.casework import holds
from app.casework.sentonce import Sent
from app.casework.sessions import IDLE
from tests.doors.visitors import API, Case, Doors, Visitor, filled_case, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

AGAIN = "You began this and did not save it"
SECRET = "Quetzalcoatlán"
FILING = "eoir.ic.filing.individual.nondetained"


@dataclass(frozen=True)
class Kind:
    """A kind of form: its page, where it is saved, and how it is half filled and filled."""

    kind: str
    page: str
    saves: str
    half: tuple[tuple[str, str], ...]
    rest: tuple[tuple[str, str], ...] = ()

    def shown(self, visitor: Visitor, case: Case) -> str:
        """Return its page as it stands now."""
        answer = visitor.get(self.page.format(case=case.id))
        assert answer.status_code == 200
        return html.unescape(answer.text)

    def typed(self, case: Case, page: str = "") -> dict[str, str]:
        """Return what stands half filled in a page of it."""
        about = {} if self.kind == "case" else {"case_id": str(case.id)}
        return about | dict(self.half) | _mark(page, self.saves)


TYPED = Kind(
    "deadline",
    "/deadlines/new?case={case}",
    "/deadlines",
    (("mode", "typed"), ("title", SECRET), ("due", "2027-06-01"), ("fatal", "true")),
    (("why", "So ordered"),),
)
KINDS = [
    Kind("case", "/cases/new", "/cases", (("family_name", SECRET), ("named_only", "true"))),
    TYPED,
    Kind("note", "/cases/{case}", "/notes", (("text", f"{SECRET} said\nso."),)),
]
EACH = pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.kind) for kind in KINDS])


def _mark(page: str, action: str) -> dict[str, str]:
    """Return the mark that a page's form carries."""
    form = page.partition(f'action="{action}" method="post" data-keep')[2]
    found = re.findall(r'name="begun" value="([0-9a-f]+)"', form)
    return {"begun": found[0]} if found else {}


@EACH
def test_what_is_half_typed_comes_again(doors: Doors, kind: Kind) -> None:
    """Every field of it, in this session alone, until she begins anew."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    empty = kind.shown(visitor, case)
    assert AGAIN not in empty
    typed = kind.typed(case, empty)
    assert len(typed["begun"]) == 16
    kept = visitor.posts(f"/begun/{kind.kind}", typed)
    assert (kept.status_code, kept.text) == (204, "")
    page = kind.shown(visitor, case)
    assert AGAIN in page
    assert dict(kind.half).get("text", f'value="{SECRET}"') in page
    assert page.count(" checked>") == empty.count(" checked>") + (kind.kind != "note")
    assert AGAIN not in kind.shown(doors.sits("alma"), case)
    anew = visitor.posts(f"/begun/{kind.kind}", kind.typed(case, page) | {"anew": "yes"})
    assert anew.status_code == 303
    assert SECRET not in anew.headers["location"]
    again = html.unescape(visitor.get(anew.headers["location"]).text)
    assert SECRET not in again
    assert AGAIN not in kind.shown(visitor, case)


@EACH
def test_what_is_saved_comes_empty(doors: Doors, kind: Kind) -> None:
    """Also where the page sent the last keystroke after the answer was on its way."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = kind.typed(case, kind.shown(visitor, case))
    visitor.posts(f"/begun/{kind.kind}", typed)
    assert visitor.posts(kind.saves, typed | dict(kind.rest)).status_code == 303
    visitor.posts(f"/begun/{kind.kind}", typed)
    assert AGAIN not in kind.shown(visitor, case)
    visitor.posts(f"/begun/{kind.kind}", kind.typed(case, kind.shown(visitor, case)))
    assert AGAIN in kind.shown(visitor, case)


def test_a_form_that_is_sent_twice_is_saved_once(doors: Doors) -> None:
    """As a page without script sends it; what was typed otherwise in between is another form."""
    visitor, case = doors.sits("carmen"), filled_case(doors.office, "carmen")
    hold = Kind("hold", "/destructions", "/holds", (("source", "subpoena"), ("reason", SECRET)))
    for kind, other in zip([*KINDS, hold], ("family_name", "title", "text", "reason"), strict=True):
        typed = kind.typed(case, kind.shown(visitor, case)) | dict(kind.rest)
        assert "begun" in typed
        first, second = (visitor.posts(kind.saves, typed) for _ in range(2))
        assert (first.status_code, second.status_code) == (303, 303), kind
        assert first.headers["location"] == second.headers["location"], kind
        changed = visitor.posts(kind.saves, typed | {other: "Otherwise"})
        assert changed.status_code == 303, kind
    with doors.office.reading("carmen") as desk:
        held = [each.reason for each in holds.of_office(desk).holds]
    items = doors.program("carmen").get(f"{API}/deadlines", params={"case_id": str(case.id)})
    titles = [each["title"] for each in told(items)["items"]]
    for found in (held, titles):
        assert sorted(each for each in found if each in {SECRET, "Otherwise"}) == sorted(
            [SECRET, "Otherwise"]
        )


def test_a_second_press_waits_for_the_first() -> None:
    """While the first is being saved nobody knows yet where it leads."""
    sent, began = Sent(), threading.Event()

    def press(number: int) -> str:
        with sent.once(b"the same form") as (led, note):
            began.set()
            if not led:
                time.sleep(0.05)
                note(f"/saved/{number}")
            return led or f"/saved/{number}"

    with ThreadPoolExecutor() as pool:
        first = pool.submit(press, 1)
        began.wait()
        second = pool.submit(press, 2)
    assert {first.result(), second.result()} == {"/saved/1"}


@EACH
def test_of_two_windows_the_last_typed_comes_again(doors: Doors, kind: Kind) -> None:
    """Saving one drops its own words and never those of the other."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    first, second = (kind.typed(case, kind.shown(visitor, case)) for _ in range(2))
    assert first["begun"] != second["begun"]
    visitor.posts(f"/begun/{kind.kind}", first)
    visitor.posts(f"/begun/{kind.kind}", second)
    assert visitor.posts(kind.saves, first | dict(kind.rest)).status_code == 303
    page = kind.shown(visitor, case)
    assert AGAIN in page
    assert _mark(page, kind.saves) == {"begun": second["begun"]}
    assert visitor.posts(kind.saves, second | dict(kind.rest)).status_code == 303
    assert AGAIN not in kind.shown(visitor, case)


@pytest.mark.parametrize("kind", [KINDS[1], KINDS[2]], ids=["deadline", "note"])
def test_what_is_refused_waits_too(doors: Doors, kind: Kind) -> None:
    """Back from a refusal brings what was typed; a form about another case stays empty."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    other = filled_case(doors.office)
    wrong = {"due": "2027-13-01"} if kind.kind == "deadline" else {"text": f"{SECRET} " * 2000}
    typed = kind.typed(case, kind.shown(visitor, case)) | wrong
    assert visitor.posts(kind.saves, typed).status_code == 422
    assert AGAIN in kind.shown(visitor, case)
    page = kind.shown(visitor, other)
    assert AGAIN not in page
    assert SECRET not in page


def test_a_counted_deadline_comes_again_with_its_count(doors: Doors) -> None:
    """Without a script, by its preview: the rule, its answers, the date; 30 days before 14 July."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id), "mode": "rule", "rule": FILING}
    typed |= {"inputs.hearing_date": "2027-07-14"}
    assert visitor.posts("/deadlines/preview", typed).status_code == 200
    page = TYPED.shown(visitor, case)
    assert AGAIN in page
    assert f'value="{FILING}" selected' in page
    assert 'name="inputs.hearing_date"' in page
    assert 'value="2027-07-14"' in page
    assert 'datetime="2027-06-14"' in page
    belongs = visitor.get(f"/deadlines/new?case={case.id}&hearing={case.hearing}").text
    assert AGAIN not in belongs


def test_it_dies_with_the_session_and_lies_nowhere_in_clear(doors: Doors) -> None:
    """What the process holds names nobody; half an hour idle or a sign-out ends the session."""
    visitor, sessions = doors.sits("alma"), doors.shared.sessions
    case = filled_case(doors.office)
    for kind in KINDS:
        visitor.posts(f"/begun/{kind.kind}", kind.typed(case))
    (held,) = sessions._held.values()
    sealed = [begun.sealed for begun in held.begun.values()]
    assert len(sealed) == len(KINDS)
    assert not any(each is None or SECRET.encode() in each for each in sealed)
    assert SECRET not in repr(held)
    doors.office.clock.now += IDLE
    late = visitor.posts("/begun/note", KINDS[2].typed(case))
    assert late.headers["location"].startswith("/sign-in")
    assert not any(session.begun for session in sessions._held.values())


@EACH
def test_a_sign_out_asks_before_it_loses_what_is_half_typed(doors: Doors, kind: Kind) -> None:
    """Once, with the way back to it; nothing waits after it was saved, and nothing is asked."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    visitor.posts(f"/begun/{kind.kind}", kind.typed(case))
    asked = visitor.posts("/sign-out")
    assert asked.status_code == 200
    assert f"You have a half-typed {kind.kind}. Sign out and lose it?" in asked.text
    assert SECRET not in html.unescape(asked.text)
    back = re.search(r'class="button main" href="([^"]+)"', asked.text)
    assert back
    assert SECRET in html.unescape(visitor.get(html.unescape(back[1])).text)
    assert visitor.posts("/sign-out", {"losing": "yes"}).headers["location"] == "/sign-in"
    assert visitor.get("/today").headers["location"] == "/sign-in"


def test_a_sign_out_asks_nothing_where_nothing_is_half_typed(doors: Doors) -> None:
    """What was saved is not half-typed."""
    visitor, case, note = doors.sits("alma"), filled_case(doors.office), KINDS[2]
    typed = note.typed(case, note.shown(visitor, case))
    visitor.posts("/begun/note", typed)
    visitor.posts("/notes", typed)
    assert visitor.posts("/sign-out").headers["location"] == "/sign-in"


def test_a_form_of_no_known_kind_is_not_kept(doors: Doors) -> None:
    """Nobody fills a session with what no page asks for."""
    visitor = doors.sits("alma")
    assert visitor.posts("/begun/poem", {"text": "x"}).status_code in {404, 422}
    assert doors.sits("olga").posts("/begun/note", {"text": "x"}).status_code == 403


def test_a_form_that_comes_again_costs_what_an_empty_one_does(doors: Doors) -> None:
    """Looking at what was begun asks nothing of the database."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    for kind in KINDS:
        costs = []
        for begun in (False, False, True):
            if begun:
                visitor.posts(f"/begun/{kind.kind}", kind.typed(case))
            with doors.statements() as sent:
                assert (AGAIN in kind.shown(visitor, case)) is begun
            costs.append(len(sent))
        assert costs[1] == costs[2]
