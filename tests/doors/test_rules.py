"""The rulebook at both doors: read, found, tried and printed by everybody who is signed in.

It is Wednesday 14 April 2027.
"""

import re

import pytest

from app import law
from app.casework import newlaw, ownlaw, rulebook
from app.casework.ownlaw import NewClosedDay, NewReview
from tests.doors.visitors import API, Doors, filled_case, open_case, problem, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

APPEAL, FILING, FOIA = (
    "eoir.bia.appeal",
    "eoir.ic.filing.individual.nondetained",
    "foia.response",
)
HTMX = {"hx-request": "true"}


def _seen(page: str) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_list_says_of_each_rule_what_a_lawyer_asks_first(doors: Doors) -> None:
    """By area, how long, how grave, how sure, and that no lawyer has countersigned it."""
    page = _seen(doors.sits("alma").get("/rules").text)
    for said in (
        "Removal proceedings",
        "Records, torts, civil rights",
        "Appeal to the Board of Immigration Appeals 30 days after",
        "20 working days after",
        "30 days before",
        "fatal: cannot be cured by asking",
        "Well established",
    ):
        assert said in page
    marks = page.count("not reviewed by a lawyer")
    assert marks == len(law.shipped().rules) + 1  # and what the mark means


@pytest.mark.parametrize("name", ["carmen", "olga", "nora", "abel", "vera", "ivo"])
def test_everybody_reads_the_rulebook_and_tries_it(doors: Doors, name: str) -> None:
    """It holds no client's facts, so that whoever watches or answers for names may look too."""
    visitor = doors.sits(name)
    for path in ("/rules", f"/rules/{APPEAL}", "/rules/print"):
        assert visitor.get(path).status_code == 200
    tried = visitor.posts(f"/rules/{APPEAL}/trying", {"inputs.trigger_date": "2027-04-12"})
    assert "12 may 2027" in tried.text.lower() or "May 12, 2027" in tried.text
    assert visitor.get("/today").text.count('href="/rules"') == 1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("apelacion junta 1003.38", {APPEAL, f"{APPEAL}.bond"}),
        ("1003.38(b)", {APPEAL, f"{APPEAL}.bond"}),
        ("20 working days", {FOIA, "foia.appeal.decision"}),
        ("Board of appeals AUDIENCIA", set()),
        ("regulation detainer", {"dhs.detainer.48h"}),
        ("qwerty", set()),
        ("", {rule.id for rule in law.shipped().rules}),
    ],
)
def test_rules_are_found_by_words_of_either_language(
    doors: Doors, words: str, found: set[str]
) -> None:
    """Without accents, by a section of the law, and by the words of the question."""
    visitor = doors.sits("alma")
    asked = visitor.sends("POST", "/rules/search", {"q": words, "limit": 200})
    assert {each["id"] for each in told(asked)["items"]} == found
    part = visitor.posts("/rules/search", {"q": words}, **HTMX)
    assert set(re.findall(r'name="rule" value="([^"]+)"', part.text)) == found
    assert "<html" not in part.text
    assert ("No rule is found" in part.text) == (not found)
    whole = visitor.posts("/rules/search", {"q": words})
    assert whole.text.count("<h1") == 1


def test_what_is_found_comes_in_stretches(doors: Doors) -> None:
    """Fifty where nothing is said; the cursor leads on, and the words are sent again."""
    visitor, found, cursor = doors.sits("alma"), [], None
    while True:
        wanted = {"q": "cfr", "limit": 20, "cursor": cursor}
        page = told(visitor.sends("POST", "/rules/search", wanted))
        found.append([each["id"] for each in page["items"]])
        cursor = page["next"]
        if cursor is None:
            break
    whole = told(visitor.sends("POST", "/rules/search", {"q": "cfr", "limit": 200}))
    assert [each for ids in found for each in ids] == [each["id"] for each in whole["items"]]
    assert {len(each) for each in found[:-1]} == {20}
    assert len(told(visitor.sends("POST", "/rules/search", {}))["items"]) == 50


def test_a_rule_shows_its_history_its_doubts_and_its_known_answers(doors: Doors) -> None:
    """Each version with its days and its law, what is shown beside, and what is still open."""
    page = _seen(doors.sits("alma").get(f"/rules/{APPEAL}").text)
    for said in (
        "8 CFR 1003.38(b)-(c) (read 2026-11-23)",
        "vacated by a court",
        "shown beside, does not govern",
        "Amica Center v. EOIR",
        "10 days after; 30 in some cases",
        "Still open: questions for a lawyer",
        "The minute and zone at which the Board's electronic filing closes",
        "8 CFR 1001.1(h)",
        "File the appeal at once",
        "day it is counted from: Thu, Mar 7, 2024",
        "in time under every reading: Mon, Apr 8, 2024",
        "answer: needs a person",
    ):
        assert said in page.replace("&#39;", "'"), said


def test_a_rule_of_another_name_is_not_found(doors: Doors) -> None:
    """At both doors, also where it is tried."""
    visitor = doors.sits("alma")
    for path in ("/rules/eoir.nothing", "/rules/search", "/rules/..%2f..%2fetc"):
        assert visitor.get(path).status_code == 404
    assert visitor.posts("/rules/eoir.nothing/trying").status_code == 404
    problem(visitor.sends("GET", "/rules/eoir.nothing"), 404, "not_found")
    problem(visitor.sends("POST", "/rules/eoir.nothing/trying", {}), 404, "not_found")


def test_trying_a_rule_shows_every_reading_and_keeps_nothing(doors: Doors) -> None:
    """The day to file by, the day due, the outside date, each step; nothing in any address."""
    visitor = doors.sits("alma")
    with doors.statements() as sent:
        answer = visitor.posts(f"/rules/{APPEAL}/trying", {"inputs.trigger_date": "2027-11-24"})
    page = _seen(answer.text)
    assert answer.status_code == 200
    assert "file by Fri, Dec 24, 2027" in page
    assert "due Mon, Dec 27, 2027" in page
    assert "Wed, Nov 24, 2027 starts the count and is not counted." in page
    assert "Only weekends and legal holidays move the last day." in page
    assert 'value="2027-11-24"' in answer.text
    assert not re.search(r'(href|action|hx-\w+)="[^"]*2027', answer.text)
    assert not any(re.match("(INSERT|UPDATE|DELETE)", each, re.IGNORECASE) for each in sent)
    part = visitor.posts(f"/rules/{APPEAL}/trying", {"inputs.trigger_date": "2027-11-24"}, **HTMX)
    assert "<html" not in part.text
    assert "Dec 24, 2027" in part.text


def test_the_outside_date_is_shown_and_not_to_be_relied_on(doors: Doors) -> None:
    """Two closings by executive order make the latest reading later than the day due."""
    page = doors.sits("alma").posts(
        f"/rules/{APPEAL}/trying", {"inputs.trigger_date": "2025-11-24"}
    )
    assert "outside date (do not rely) Mon, Dec 29, 2025" in _seen(page.text)


def test_what_the_law_leaves_open_is_asked_back(doors: Doors) -> None:
    """Without a day the question itself; with a stop the day that stands until it is settled."""
    visitor = doors.sits("alma")
    assert "Needs a person. When did the judge" in _seen(
        visitor.posts(f"/rules/{APPEAL}/trying").text
    )
    waived = {"inputs.trigger_date": "2027-04-12", "inputs.appeal_waived": "true"}
    page = _seen(visitor.posts(f"/rules/{APPEAL}/trying", waived).text)
    assert "Needs a person. Appeal was waived" in page
    assert "Not a firm date" in page


def test_a_day_that_is_none_is_refused_beside_its_field(doors: Doors) -> None:
    """With everything typed still there; as a part, in its place."""
    visitor = doors.sits("alma")
    typed = {"inputs.trigger_date": "2027-02-30", "inputs.custody": "detained"}
    page = visitor.posts(f"/rules/{APPEAL}/trying", typed)
    assert page.status_code == 422
    assert "There is no such day" in page.text
    assert '<option value="detained" selected>' in page.text
    assert visitor.posts(f"/rules/{APPEAL}/trying", typed, **HTMX).status_code == 422


def test_a_program_reads_the_rulebook_and_tries_a_rule(doors: Doors) -> None:
    """In stretches, one whole, and the answer under the keys of `amparo rules compute`."""
    alma = doors.program("alma")
    first = told(alma.get(f"{API}/rules", params={"limit": 2}))
    rest = told(alma.get(f"{API}/rules", params={"cursor": first["next"], "limit": 200}))
    found = {each["id"] for each in first["items"] + rest["items"]}
    assert (len(first["items"]), found) == (2, {rule.id for rule in law.shipped().rules})
    assert rest["next"] is None
    whole = told(alma.get(f"{API}/rules/{APPEAL}"))
    assert [each["status"] for each in whole["versions"]] == ["in_force", "vacated"]
    assert len(whole["open_points"]) == 4
    asked = {"inputs": {"trigger_date": "2027-04-12"}}
    answer = told(alma.post(f"{API}/rules/{APPEAL}/trying", json=asked))
    assert (answer["rule"], answer["due"], answer["version"]) == (APPEAL, "2027-05-12", 1)
    assert answer["pack_hash"] == whole["pack_hash"]
    wrong = {"inputs": {"trigger_date": "the canary"}}
    refused = alma.post(f"{API}/rules/{APPEAL}/trying", json=wrong)
    problem(refused, 422, "refused")
    assert "canary" not in refused.text


def test_a_rule_whose_day_to_be_read_again_has_passed_is_amber(doors: Doors) -> None:
    """It is not stale on that day itself, and says since when it is."""
    with doors.office.reading("alma") as desk:
        again = {each.id: each.read_again for each in rulebook.listed(desk)}
        today = desk.now.date()
    assert again[APPEAL] < today < again[FOIA]
    page = _seen(doors.sits("alma").get("/rules").text)
    assert page.count("to be read again since Mon, Feb 1, 2027") >= 1
    doors.office.clock.forward(days=(again[FOIA] - today).days)
    assert doors.sits("alma").get(f"/rules/{FOIA}").text.count("to be read again since") == 0
    doors.office.clock.forward(days=1)
    assert doors.sits("alma").get(f"/rules/{FOIA}").text.count("to be read again since") == 1


def test_the_paper_for_a_lawyer_has_the_rules_that_were_ticked(doors: Doors) -> None:
    """All of them where none was; under each room for a name, a bar number, a date, remarks."""
    visitor = doors.sits("alma")
    every = len(law.shipped().rules)
    for chosen, count in (([], every), ([APPEAL], 1), ([APPEAL, FOIA, "none.such"], 2)):
        page = visitor.posts("/rules/print", {"rule": chosen}).text
        assert page.count('class="sheet leaf"') == count
        assert page.count("Name and bar number") == count
    assert visitor.get("/rules/print").text.count("Name and bar number") == every


def test_a_counted_deadline_leads_to_its_rule_and_to_a_text_for_a_motion(doors: Doors) -> None:
    """With the version and the fingerprint that it was counted with, at both doors."""
    alma = doors.program("alma")
    new = {"case_id": open_case(alma)["id"], "rule": APPEAL}
    new["inputs"] = {"trigger_date": "2027-04-12"}
    added = told(alma.post(f"{API}/deadlines", json=new), 201)
    assert added["pack_hash"] == law.shipped().pack_hash
    assert added["count_text"].startswith("COMPUTATION OF TIME\n")
    page = doors.sits("alma").get(f"/deadlines/{added['id']}").text
    assert f'href="/rules/{APPEAL}"' in page
    assert law.shipped().pack_hash in page
    assert "Done means they have received it" in _seen(page)
    box = re.search(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert box is not None
    assert "Last day: Wednesday, May 12, 2027" in box[1]
    in_spanish = doors.sits("carmen").get(f"/deadlines/{added['id']}").text
    assert "Last day: Wednesday, May 12, 2027" in in_spanish
    listed = told(alma.get(f"{API}/deadlines"))["items"]
    assert [each["count_text"] for each in listed] == [""]


def test_what_is_proposed_names_its_outside_date_and_when_it_is_done(doors: Doors) -> None:
    """24 and 26 December 2025 were closed by order: whoever counts them has until the 29th."""
    typed = {"mode": "rule", "case_id": str(filled_case(doors.office).id), "rule": APPEAL}
    typed |= {"inputs.trigger_date": "2025-11-24"}
    seen = _seen(doors.sits("alma").posts("/deadlines/preview", typed).text)
    assert "due Wed, Dec 24, 2025 outside date (do not rely) Mon, Dec 29, 2025" in seen
    assert "Done means: they have received it" in seen


def _sign(doors: Doors, rules: list[str], days: list[str]) -> None:
    """Have Carmen review some rules, and ask for days that another attorney agrees to."""
    signed = {"bar": "DC 999001", "read_again": "2027-10-01"}
    asked = {"sort": "legal", "cite": "An act of 2027"}
    with doors.office.writing("carmen") as desk:
        for rule in rules:
            ownlaw.ask(desk, NewReview.model_validate(signed | {"rule": rule}))
        for day in days:
            ownlaw.ask(desk, NewClosedDay.model_validate(asked | {"day": day}))


def test_the_offices_own_law_costs_the_same_statements_however_much_it_is(doors: Doors) -> None:
    """One review and one change, and twenty times as many: Today, the list, its own pages."""
    alma = doors.sits("alma")
    rules = [rule.id for rule in law.shipped().rules]
    days = [f"2028-03-{day:02}" for day in (*range(1, 4), *range(6, 11), *range(13, 18))]
    costs: list[list[int]] = []
    for some in (slice(1), slice(1, 20)):
        _sign(doors, rules[some], days[some])
        costs.append([])
        for page in ("/today", "/rules", "/rules/office", f"/rules/{APPEAL}"):
            alma.get(page)
            with doors.statements() as sent:
                assert alma.get(page).status_code == 200
            costs[-1].append(len(sent))
    assert costs[0] == costs[1]


def test_a_change_that_moves_no_reminder_says_so(doors: Doors) -> None:
    """A day closed by order gives the agency's appeal a day more, and nobody here relies on it."""
    case = filled_case(doors.office)
    typed = {"mode": "rule", "case_id": str(case.id), "rule": "foia.appeal.dhs"}
    alma, carmen = doors.sits("alma"), doors.sits("carmen")
    entered = alma.posts("/deadlines", typed | {"inputs.trigger_date": "2027-03-01"})
    assert entered.status_code == 303, entered.text
    closed = {"closed_day": "2027-05-05", "closed_sort": "closure", "closed_cite": "An order"}
    assert carmen.posts("/rules/office/closed-day", closed).status_code == 303
    page = _seen(alma.get("/rules/changed").text)
    assert "its reminders stay" in page
    assert "later" not in page.partition("Dates that are counted otherwise")[2]


def test_whoever_is_to_agree_reads_both_versions_beside_each_other(doors: Doors) -> None:
    """How long, by which authority, from which day; the list itself agrees to nothing."""
    carmen, alma = doors.sits("carmen"), doors.sits("alma")
    typed = {"which": f"{APPEAL}:2", "since": "2027-04-09", "until": "2027-06-01"}
    typed |= {"cite": "An order of 9 April", "reason": "Stayed."}
    assert carmen.posts("/rules/office/version", typed).status_code == 303
    listed = alma.get("/rules/office").text
    found = re.search(r'href="(/rules/office/[0-9a-f-]+/agreement)"', listed)
    assert found is not None
    assert "<button" not in listed.partition('id="h-changes"')[2].partition("</ul>")[0]
    page = _seen(alma.get(found[1]).text)
    for said in (
        "30 days after",
        "10 days after; 30 in some cases",
        "What governs now",
        "What is asked for",
    ):
        assert said in page
    no = found[1].replace("agreement", "refusal")
    assert alma.posts(no, {"reason": ""}).status_code == 422
    assert alma.posts(no, {"reason": "It was vacated again."}).status_code == 303
    assert "It was vacated again." in _seen(carmen.get("/rules/office").text)


def test_an_empty_form_of_the_offices_own_law_asks_for_what_is_missing(doors: Doors) -> None:
    """Of the rule too, which nobody typed as a number."""
    answer = doors.sits("carmen").posts("/rules/office/version", {"which": ""})
    assert answer.status_code == 422
    assert "número entero" not in answer.text
    assert "whole number" not in answer.text


def test_where_nothing_moves_nobody_is_asked_to_move_it(doors: Doors) -> None:
    """A closed day far from every date: one says that one has looked."""
    carmen, alma = doors.sits("carmen"), doors.sits("alma")
    closed = {"closed_day": "2027-05-05", "closed_sort": "closure", "closed_cite": "An order"}
    assert carmen.posts("/rules/office/closed-day", closed).status_code == 303
    page = _seen(alma.get("/rules/changed").text)
    assert "Nothing moves: say that you have looked" in page
    assert "Move them" not in page


def test_a_stop_in_the_middle_is_told_with_what_stands(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page never says that nothing has moved where one of two cases was carried through."""
    monkeypatch.setattr(newlaw, "CARRIED", 1)
    alma, carmen, bruno = (doors.sits(name) for name in ("alma", "carmen", "bruno"))
    for case in doors.office.open_cases(2):
        typed = {"mode": "rule", "case_id": str(case.id), "rule": APPEAL}
        entered = alma.posts("/deadlines", typed | {"inputs.trigger_date": "2027-04-12"})
        assert entered.status_code == 303, entered.text
    typed = {"which": f"{APPEAL}:2", "since": "2027-04-09", "until": "2027-06-01"}
    typed |= {"cite": "An order of 9 April", "reason": "Stayed."}
    assert carmen.posts("/rules/office/version", typed).status_code == 303
    found = re.search(
        r'href="(/rules/office/[0-9a-f-]+/agreement)"', bruno.get("/rules/office").text
    )
    assert found is not None
    assert bruno.posts(found[1], {}).status_code == 303
    rule = _seen(alma.get(f"/rules/{APPEAL}").text)
    assert "governs here, by the office" in rule
    assert "does not govern" not in rule
    before = alma.get("/rules/changed").text
    assert "Nothing has moved yet." in before
    number = {"number": re.findall(r'name="number" value="(\d+)"', before)[0]}
    assert "1 / 2" in _seen(alma.posts("/rules/changed/carrying", number).text)
    stopped = _seen(alma.get("/rules/changed").text)
    assert "You stopped: 1 of 2 cases are done." in stopped
    assert "Nothing has moved yet." not in stopped
    assert "All of it is done" in alma.posts("/rules/changed/carrying", number).text
    through = _seen(alma.get("/rules/changed").text)
    assert "All of your cases were gone through." in through
    assert "Nothing has moved yet." not in through
