"""The rulebook: every rule to be read, found, tried and printed. No case is opened for it."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import counting, rulebook
from app.casework.rulebook import RuleSearch, Trial
from app.db.desk import Desk
from app.errors import Refused
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()
SECTION = "rules"


@router.get("/rules", **doing("rule.read"))
def listed(visit: VisitDep) -> Response:
    """Show every rule, by area."""
    return _list(visit, "")


@router.post("/rules/search", **doing("rule.read"))
def search(visit: VisitDep, form: FormDep) -> Response:
    """Show the rules that some words find; within the list where htmx asks, else as a page."""
    return _list(visit, read(RuleSearch, {"q": form.one("q")}).q)


@router.get("/rules/print", **doing("rule.read"))
def paper(visit: VisitDep) -> Response:
    """Show every rule as a lawyer reviews it on paper."""
    return _paper(visit, [])


@router.post("/rules/print", **doing("rule.read"))
def chosen_paper(visit: VisitDep, form: FormDep) -> Response:
    """Show the rules that were chosen as a lawyer reviews them; none chosen, all of them."""
    return _paper(visit, form.get("rule", []))


@router.get("/rules/{rule_id}", **doing("rule.read"))
def one(visit: VisitDep, rule_id: str) -> Response:
    """Show one rule with its law."""
    with visit.read() as desk:
        context = _one(desk, rule_id)
    return visit.page("rules/one.html", **context)


@router.post("/rules/{rule_id}/trying", **doing("rule.read"))
def trying(visit: VisitDep, rule_id: str, form: FormDep) -> Response:
    """Show what a rule answers; nothing is written, and nothing typed stands in an address."""
    part = bool(visit.request.headers.get("hx-request"))
    answer: dict[str, Any] | None = None
    wrong: Refused | None = None
    with visit.read() as desk:
        context = _one(desk, rule_id)
        try:
            answer = rulebook.tried(desk, rule_id, Trial(inputs=_typed(desk, rule_id, form)))
        except Refused as refused:
            wrong = refused
    context["answer"] = answer
    if wrong is not None:
        again = None if part else visit.again("rules/one.html", form, wrong, **context)
        return again or visit.part_refused(wrong)
    if part:
        return visit.page("rules/answer.html", answer=answer)
    return visit.page("rules/one.html", form=form.typed(), **context)


def _list(visit: Visit, words: str) -> Response:
    with visit.read() as desk:
        found: dict[str, Any] = {
            "rules": rulebook.listed(desk, words),
            "areas": rulebook.areas(desk),
            "q": words,
        }
        of_book: dict[str, Any] = rulebook.book(desk).model_dump()
    if visit.request.headers.get("hx-request"):
        return visit.page("rules/found.html", **found)
    return visit.page("rules/list.html", section=SECTION, **found, **of_book)


def _paper(visit: Visit, ids: list[str]) -> Response:
    with visit.read() as desk:
        rules = rulebook.all_of(desk, ids)
        named = dict(rulebook.events(desk))
        of_book: dict[str, Any] = rulebook.book(desk).model_dump()
    return visit.page("rules/print.html", section=SECTION, rules=rules, events=named, **of_book)


def _one(desk: Desk, rule_id: str) -> dict[str, Any]:
    rule = rulebook.one(desk, rule_id)
    return {
        "section": SECTION,
        "rule": rule,
        "area": dict(rulebook.areas(desk))[rule.area],
        "events": [words for code, words in rulebook.events(desk) if code in rule.events],
        "answer": None,
    }


def _typed(desk: Desk, rule_id: str, form: Form) -> dict[str, object]:
    asked = counting.questions(desk, rule_id)
    answers = {each.name: form.one(f"inputs.{each.name}") for each in asked}
    return counting.answered(desk, rule_id, answers)
