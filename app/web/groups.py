"""Groups: who is in which, letting in and taking out, and to whom new cases go."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import practice, staff
from app.casework.offered import offered
from app.casework.policy import SUPERVISING
from app.casework.practice import (
    GroupView,
    MemberView,
    NewGroup,
    NewMember,
    NewProfile,
)
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web import proof
from app.web.forms import Form, FormDep, read
from app.web.labels import label_of
from app.web.tables import as_csv, in_utc
from app.web.visit import Visit, VisitDep
from app.words import translator

router = APIRouter()
COLUMNS = ("group", "kind", "person", "since_utc", "let_in_by", "cases", "closed_utc")


@router.get("/groups", **doing("group.read"))
def listed(visit: VisitDep) -> Response:
    """Show the groups with their people, and to whom new cases go."""
    return _list(visit)


@router.get("/groups.csv", **doing("group.read"))
def as_file(visit: VisitDep) -> Response:
    """Give the groups, a line for each person in each, to a spreadsheet."""
    with visit.read() as desk:
        view = practice.listed(desk)
    words = translator(visit.who.locale)

    def row(group: GroupView, each: MemberView) -> tuple[object, ...]:
        kind = words.gettext(label_of("group_kind", group.kind)) if group.kind else ""
        inside = (each.name, in_utc(each.since), each.by)
        return group.name, kind, *inside, group.cases, in_utc(group.closed_at)

    rows = (row(group, each) for group in view.groups for each in group.members)
    return as_csv("groups", COLUMNS, rows)


@router.post("/groups", **doing("group.keep"))
def make(visit: VisitDep, form: FormDep) -> Response:
    """Make a practice group."""
    try:
        new = read(NewGroup, form.filled("name"))
        with visit.write() as desk:
            group_id = practice.make(desk, new)
    except TURNED_BACK as wrong:
        return _list(visit, form, wrong)
    return visit.to(f"/groups/{group_id}")


@router.post("/groups/profile", **doing("office.profile"))
def choose(visit: VisitDep, form: FormDep) -> Response:
    """Choose to whom new cases go."""
    try:
        new = read(NewProfile, form.filled("profile", "sure"))
        with visit.write() as desk:
            practice.choose(desk, new)
    except TURNED_BACK as wrong:
        return _list(visit, form, wrong)
    return visit.to("/groups")


@router.post("/groups/intake", **doing("office.intake"))
def make_intake(visit: VisitDep, form: FormDep) -> Response:
    """Make the intake team."""
    try:
        with visit.write() as desk:
            group_id = practice.make_intake(desk)
    except TURNED_BACK as wrong:
        return _list(visit, form, wrong)
    return visit.to(f"/groups/{group_id}")


@router.get("/groups/{group_id}", **doing("group.read"))
def one(visit: VisitDep, group_id: UUID) -> Response:
    """Show one group: its people, since when, and who let them in."""
    return _one(visit, group_id)


@router.post("/groups/{group_id}/people", **doing("group.keep"))
def let_in(visit: VisitDep, group_id: UUID, form: FormDep) -> Response:
    """Let somebody into a group, with passphrase and a fresh code."""
    try:
        new = read(NewMember, form.filled("staff_id"))
        with visit.read() as desk:
            practice.require_to_let_in(desk, group_id, new)
        proof.require(visit, form)
        with visit.write() as desk:
            practice.let_in(desk, group_id, new)
    except proof.UNPROVED as wrong:
        return _one(visit, group_id, form, wrong)
    return visit.to(f"/groups/{group_id}")


@router.post("/groups/{group_id}/people/{staff_id}/end", **doing("group.keep"))
def take_out(visit: VisitDep, group_id: UUID, staff_id: UUID, form: FormDep) -> Response:
    """Take somebody out of a group, which has a new key at once."""
    try:
        with visit.write() as desk:
            practice.take_out(desk, visit.calendar, group_id, staff_id)
    except TURNED_BACK as wrong:
        return _one(visit, group_id, form, wrong)
    return visit.to(f"/groups/{group_id}")


@router.post("/groups/{group_id}/close", **doing("group.keep"))
def close(visit: VisitDep, group_id: UUID, form: FormDep) -> Response:
    """Close a practice group."""
    try:
        with visit.write() as desk:
            practice.close(desk, group_id)
    except TURNED_BACK as wrong:
        return _one(visit, group_id, form, wrong)
    return visit.to("/groups")


def _list(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        view = practice.listed(desk)
    supervises = visit.who.role == SUPERVISING
    context: dict[str, Any] = {"section": "office", "view": view, "supervises": supervises}
    if form is not None and wrong is not None:
        return visit.again("groups/list.html", form, wrong, **context)
    return visit.page("groups/list.html", form={}, errors={}, refused=None, **context)


def _one(
    visit: Visit, group_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view = practice.one(desk, group_id)
        roles = practice.roles_of(view.kind)
        inside = {each.id for each in view.members}
        outside = [each for each in staff.active(desk, roles) if each.id not in inside]
        others = offered(desk, outside)
    context: dict[str, Any] = {
        "section": "office",
        "view": view,
        "others": others,
        "may_keep": visit.who.role == SUPERVISING and view.mine,
        "tz": visit.who.zone,
    }
    if form is not None and wrong is not None:
        return visit.again("groups/one.html", form, wrong, **context)
    return visit.page("groups/one.html", form={}, errors={}, refused=None, **context)
