"""The rulebook of deadlines."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.api.paging import Listed, Stretch, cut
from app.api.taking import JSONRoute
from app.casework import rulebook
from app.casework.rulebook import RuleLine, RuleSearch, RuleView, Trial
from app.gate import ReadDeskDep, doing

router = APIRouter(prefix="/rules", route_class=JSONRoute)


class RulesSought(RuleSearch, Stretch):
    """Words to find rules by, and which stretch of what they find."""


@router.get("", **doing("rule.read"))
def listed(asked: Annotated[Stretch, Query()], desk: ReadDeskDep) -> Listed[RuleLine]:
    """List the rules, by area and title."""
    return cut(rulebook.listed(desk), asked)


@router.post("/search", **doing("rule.read"))
def search(wanted: RulesSought, desk: ReadDeskDep) -> Listed[RuleLine]:
    """List the rules that all these words find; they travel in the body alone."""
    return cut(rulebook.listed(desk, wanted.q), wanted)


@router.get("/{rule_id}", **doing("rule.read"))
def one(rule_id: str, desk: ReadDeskDep) -> RuleView:
    """Return one rule with its law."""
    return rulebook.one(desk, rule_id)


@router.post("/{rule_id}/trying", **doing("rule.read"))
def trying(rule_id: str, trial: Trial, desk: ReadDeskDep) -> dict[str, Any]:
    """Answer one rule for these inputs, as `amparo rules compute` does; nothing is kept."""
    return rulebook.tried(desk, rule_id, trial)
