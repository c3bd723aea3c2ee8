"""After a deed the next page says once what was saved; no address carries it."""

from html import unescape

from app.casework import policy
from app.web.saved import SAVED
from tests.doors.asked import routes
from tests.doors.visitors import Doors, filled_case
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

# Posted, and nothing is saved: they show; and the doors of strangers.
SHOWING = {
    "/drafts/preview",
    "/cases/search",
    "/cases/more",
    "/hearings/new",
    "/hearings/preview",
    "/deadlines/preview",
}
SHOWING |= {"/court-check", "/court-check/carry"}
SHOWING |= {"/deadlines/{deadline_id}/recount/preview", "/intake/known", "/intake/ours"}
SHOWING |= {"/events/preview", "/rules/print", "/rules/search", "/rules/{rule_id}/trying"}
SHOWING |= {"/reports/cases", "/documents/search"}
# Saved, and the page that answers says so itself: what it shows, it shows once.
SHOWING |= {
    "/calendar/feed",
    "/codes/{which}",
    "/colleagues/{staff_id}/cases",
    "/handings/{handing_id}/step",
    "/colleagues",
    "/colleagues/{staff_id}/device",
    "/colleagues/{staff_id}/device-agreement",
    "/clinics/{clinic_id}/volunteers",
    "/colleagues/{staff_id}/invitation",
    "/colleagues/{staff_id}/new-keys",
    "/conflicts",
    "/custodians/{at}",
    "/new-papers",
    "/keys/own",
    "/front-desk",
    "/handed-in/new",
    "/lockdown",
    "/record",
    "/record/history",
    "/reminders",
    "/rules/changed/look",
}
KEEPING = {"/begun/{kind}"}  # while she types


def test_every_saving_deed_has_its_sentence(doors: Doors) -> None:
    """No form saves without a word, and no sentence waits for a route that is gone."""
    posted = {
        asked.path
        for asked in routes(doors.app)
        if asked.method == "POST" and not asked.is_json and asked.action != policy.PUBLIC
    }
    assert posted - SHOWING - KEEPING - SAVED.keys() == set()
    assert SAVED.keys() <= posted


def test_it_is_said_once_and_in_no_address(doors: Doors) -> None:
    """On the page that follows, in her language; gone when the page is opened again."""
    case = filled_case(doors.office)
    for name, sentence in (("alma", "The note is saved."), ("carmen", "La nota")):
        visitor = doors.sits(name)
        answer = visitor.posts("/notes", {"case_id": str(case.id), "text": "Called."})
        address = answer.headers["location"]
        assert address == f"/cases/{case.id}#h-notes"
        assert sentence in unescape(visitor.get(address).text)
        assert sentence not in unescape(visitor.get(address).text)


def test_a_refused_deed_says_nothing(doors: Doors) -> None:
    """Neither the form that comes back nor the page after it."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    refused = visitor.posts("/deadlines", {"case_id": str(case.id), "mode": "typed"})
    assert refused.status_code == 422
    sentence = "The deadline is saved"
    assert sentence not in refused.text
    assert sentence not in visitor.get(f"/cases/{case.id}").text


def test_a_part_does_not_take_it(doors: Doors) -> None:
    """What htmx fetches beside the page leaves the sentence for the page."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    visitor.posts("/notes", {"case_id": str(case.id), "text": "Called."})
    visitor.posts("/deadlines/preview", {"case_id": str(case.id)}, **{"hx-request": "true"})
    assert "The note is saved." in visitor.get(f"/cases/{case.id}").text


def test_it_waits_for_its_own_session_alone(doors: Doors) -> None:
    """A colleague's next page, or mine in another browser, does not say it."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    visitor.posts("/notes", {"case_id": str(case.id), "text": "Called."})
    for other in (doors.sits("alma"), doors.sits("bruno")):
        assert "The note is saved." not in other.get(f"/cases/{case.id}").text
    assert "The note is saved." in visitor.get("/today").text
