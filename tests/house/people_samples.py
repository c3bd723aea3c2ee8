"""Invented contexts for the pages of guests, roles, groups, and many cases at once."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from app.casework.accounts import RolePlan
from app.casework.guests import GuestsView, GuestView
from app.casework.handing import CaseBefore, HandingPreview, HandingView, NewHanding
from app.casework.leaving import LeavingCase
from app.casework.openness import OpennessView
from app.casework.practice import GroupsView, GroupView, MemberView
from tests.house.page_views import COLLEAGUES, ID, INSTANT, LABEL, ME, ZONE, reader
from tests.house.sample import SENTENCE, Sample


def samples() -> Iterator[Sample]:
    """Yield (name of the sample, template, context)."""
    yield from _guests()
    yield from _roles()
    yield from _groups()
    yield from _openness()
    yield from _handings()


GUEST = GuestView(
    case_id=ID,
    number="K7QX-31",
    client_name="",
    guest_id=UUID(int=1),
    name="Vera Lund",
    since=INSTANT,
    until=INSTANT,
    last_day=date(2027, 3, 9),
    soon=True,
    dates=2,
)


def _guests() -> Iterator[Sample]:
    shown: dict[str, Any] = {"me": ME, "section": "account", "may_change": True}
    later = GUEST.model_copy(update={"soon": False, "dates": 1, "client_name": "Quiñones"})
    some = GuestsView(guests=[GUEST, later], elsewhere=1)
    yield "guests", "cases/guests.html", shown | {"view": some}
    own = {"view": GuestsView(guests=[later], elsewhere=2), "may_change": False}
    yield "guests-own", "cases/guests.html", shown | own
    yield "guests-none", "cases/guests.html", shown | {"view": GuestsView(guests=[])}
    form: dict[str, Any] = {"form": {}, "errors": {}, "refused": None}
    yield "stay", "cases/stay.html", shown | form | {"view": GUEST}
    wrong = {"refused": SENTENCE, "errors": {"until": SENTENCE}, "form": {"until": "2020-01-01"}}
    yield "stay-wrong", "cases/stay.html", shown | wrong | {"view": GUEST}


def _groups() -> Iterator[Sample]:
    inside = [
        MemberView(id=ID, name="Ana Robles", since=INSTANT, by="Eva Lund"),
        MemberView(id=UUID(int=1), name="Luis Ortega", since=None, by=""),
    ]
    known: dict[str, Any] = {"made_at": None, "made_by": "", "closed_at": None, "members": inside}
    team = GroupView(id=ID, name="office team", kind="team", cases=12, mine=True, **known)
    more = {"name": "Removal", "kind": "", "made_at": INSTANT, "made_by": "Eva Lund", "cases": 1}
    made = team.model_copy(update=more)
    shut = made.model_copy(update={"closed_at": INSTANT, "members": inside[:1]})
    view = GroupsView(profile="groups", groups=[team, made, shut])
    shown: dict[str, Any] = {"me": ME, "section": "office", "tz": ZONE}
    form: dict[str, Any] = {"form": {}, "errors": {}, "refused": None}
    yield "groups", "groups/list.html", shown | form | {"view": view, "supervises": True}
    wrong = {"refused": SENTENCE, "errors": {"name": SENTENCE}, "form": {"name": "Removal"}}
    yield "groups-wrong", "groups/list.html", shown | wrong | {"view": view, "supervises": True}
    yield "groups-read", "groups/list.html", shown | form | {"view": view, "supervises": False}
    keeps = {"others": COLLEAGUES, "may_keep": True}
    yield "group", "groups/one.html", shown | form | keeps | {"view": made}
    wrong = {"refused": SENTENCE, "errors": {"staff_id": SENTENCE}, "form": {}}
    yield "group-wrong", "groups/one.html", shown | wrong | keeps | {"view": team}
    yield "group-closed", "groups/one.html", shown | form | keeps | {"view": shut}


def _openness() -> Iterator[Sample]:
    view = OpennessView(
        id=ID,
        number="K7QX-31",
        version=2,
        named_only=False,
        sealed="",
        groups=["office team"],
        stay=[reader()],
        go=[reader(name="Luis", through="office team", group_id=ID)],
        choices={ID: "office team", UUID(int=1): "Removal"},
        suggested=[ID],
    )
    shown: dict[str, Any] = {"me": ME, "section": "cases", "form": {}, "errors": {}}
    shown |= {"refused": None, "view": view, "ticked": [str(ID)]}
    yield "openness", "cases/openness.html", shown
    closed = view.model_copy(update={"named_only": True, "groups": [], "go": []})
    yield "openness-named", "cases/openness.html", shown | {"view": closed}
    yield "openness-wrong", "cases/openness.html", shown | {"refused": SENTENCE}
    sealed = closed.model_copy(update={"sealed": "sealed"})
    yield "openness-sealed", "cases/openness.html", shown | {"view": sealed}


def _handings() -> Iterator[Sample]:
    one = CaseBefore(id=ID, number="K7QX-31", client_name="", before=["Ana"], gains=True)
    other = one.model_copy(update={"gains": False, "kept": "screened", "client_name": "Bo"})
    seen = HandingPreview(
        from_name="Ana Robles",
        to_name="Luis Ortega",
        kind="hand_over",
        total=3,
        gains=1,
        screened=1,
        cases=[one, other],
    )
    shown: dict[str, Any] = {"me": ME, "section": "office", "staff_id": ID}
    wanted = NewHanding(to_id=ID, case_ids=[ID])
    yield "handing-preview", "colleagues/preview.html", shown | {"view": seen, "wanted": wanted}
    all_of = {"view": seen.model_copy(update={"kind": "share"}), "wanted": NewHanding(to_id=ID)}
    yield "handing-all", "colleagues/preview.html", shown | all_of
    far = HandingView(
        id=ID,
        kind="hand_over",
        state="running",
        from_id=ID,
        from_name="Ana Robles",
        to_name="Luis Ortega",
        total=40,
        done=19,
        waiting=20,
        left=[other],
        may_undo=True,
        changed=False,
    )
    yield "handing", "colleagues/handing.html", shown | {"view": far, "goes_on": True}
    changed = far.model_copy(update={"changed": True, "may_undo": False})
    yield "handing-changed", "colleagues/handing.html", shown | {"view": changed, "goes_on": False}
    done = far.model_copy(update={"state": "done", "waiting": 0, "left": []})
    yield "handing-done", "colleagues/handing.html", shown | {"view": done, "goes_on": False}
    gone = done.model_copy(update={"state": "undone", "may_undo": False})
    yield "handing-undone", "colleagues/handing.html", shown | {"view": gone, "goes_on": False}
    form: dict[str, Any] = {"form": {}, "errors": {}, "refused": None, "whom": "Ana Robles"}
    form |= {"cases": [LABEL], "total": 1, "others": COLLEAGUES, "running": [far], "ticked": []}
    yield "handing-choose", "colleagues/cases.html", shown | form
    wrong = {"refused": SENTENCE, "errors": {"to_id": SENTENCE, "case_ids": SENTENCE}}
    yield "handing-wrong", "colleagues/cases.html", shown | form | wrong
    none = {"cases": [], "total": 0, "running": []}
    yield "handing-none", "colleagues/cases.html", shown | form | none


def _roles() -> Iterator[Sample]:
    named = LeavingCase(id=ID, number="K7QX-31", client_name="", leads=True, dates=2)
    view = RolePlan(
        id=ID,
        name="Luis Ortega",
        role="attorney",
        new_role="office_admin",
        by_custodians=False,
        leaves=["office team"],
        joins=["clinic"],
        gains=50,
        gains_names=True,
        keeps_cases=False,
        asks=False,
        cases=[named],
        elsewhere=1,
        alone=1,
        thin=2,
    )
    shown: dict[str, Any] = {"me": ME, "section": "office", "staying": COLLEAGUES}
    shown |= {"form": {}, "errors": {}, "refused": None, "roles": ["paralegal", "office_admin"]}
    yield "role", "colleagues/role.html", shown | {"view": view, "chosen": "office_admin"}
    narrow = view.model_copy(update={"new_role": "volunteer", "keeps_cases": True, "asks": True})
    yield "role-narrow", "colleagues/role.html", shown | {"view": narrow, "chosen": "volunteer"}
    yield "role-ask", "colleagues/role.html", shown | {"view": view, "chosen": ""}
    root = view.model_copy(update={"by_custodians": True, "new_role": "supervising_attorney"})
    chosen = {"view": root, "chosen": "supervising_attorney"}
    wrong = {"refused": SENTENCE, "errors": {"sure": SENTENCE, "heir_id": SENTENCE}}
    yield "role-root", "colleagues/role.html", shown | chosen
    yield "role-wrong", "colleagues/role.html", shown | wrong | {"view": view, "chosen": "auditor"}
