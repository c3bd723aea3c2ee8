"""The rulebook of deadlines."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.api.paging import Listed, Stretch, by_count
from app.api.taking import JSONRoute
from app.casework import rulebook
from app.casework.rulebook import RuleLine, RuleSearch, RuleView, Trial
from app.gate import ReadDeskDep, doing

router = APIRouter(prefix="/rules", route_class=JSONRoute)


@router.get("", **doing("rule.read"))
def listed(asked: Annotated[Stretch, Query()], desk: ReadDeskDep) -> Listed[RuleLine]:
    """List the rules, by area and title."""
    rules, start = rulebook.listed(desk), asked.start
    found = rules[start : start + asked.limit]
    return by_count(found, start=start, more=len(rules) > start + asked.limit)


@router.post("/search", **doing("rule.read"))
def search(wanted: RuleSearch, desk: ReadDeskDep) -> Listed[RuleLine]:
    """List the rules that all these words find; they travel in the body alone."""
    return Listed(items=rulebook.listed(desk, wanted.q), next=None)


@router.get("/{rule_id}", **doing("rule.read"))
def one(rule_id: str, desk: ReadDeskDep) -> RuleView:
    """Return one rule with its law."""
    return rulebook.one(desk, rule_id)


@router.post("/{rule_id}/trying", **doing("rule.read"))
def trying(rule_id: str, trial: Trial, desk: ReadDeskDep) -> dict[str, Any]:
    """Answer one rule for these inputs, as `amparo rules compute` does; nothing is kept."""
    return rulebook.tried(desk, rule_id, trial)
