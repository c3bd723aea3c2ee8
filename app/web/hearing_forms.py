"""Reading the form of a hearing, and what its preview shows before anything is saved."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any
from uuid import UUID

from app.casework import clashes, counting, hearings, policy, scheduling
from app.casework.counting import ProposalView
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingFacts, HearingView
from app.casework.people import custody_of
from app.casework.scheduling import NewHearing
from app.clock import instant, local
from app.db.desk import Desk
from app.errors import AmparoError, Refused
from app.forums import courts
from app.web.forms import Form, read
from app.web.visit import Visit
from app.web.whichcase import about_case
from app.words import N_

OWN = ("case_id", "tz", "court", "kind", "custody", "replaces", "past")
COURTS = [(court.code, court.name, court.zone) for court in courts.all_courts()]
BOTH = "both"  # instead of a hearing that stands: the new one is set beside it
TYPED_ROWS = 3  # empty ones; all but the first lie folded
UNSEEN = N_("What you typed last changed the filing dates. Look at them here and save again.")
NOTHING_COUNTED: dict[str, Any] = {
    "when": None,
    "tz": "",
    "when_mine": None,
    "other_clock": None,
    "clashes": (),
    "standing": (),
    "may_replace": True,
    "replaced_when": None,
    "replaced_tz": "",
    "earlier": False,
    "weekend": False,
    "short": False,
    "proposals": (),
    "chosen": {},
    "old_dates": (),
    "old_chosen": {},
    "moves_to": {},
}


def typed(form: Form) -> dict[str, Any]:
    """Return what was typed under the names of the input model; rows are lists."""
    fields: dict[str, Any] = form.filled(*OWN, *HearingFacts.model_fields)
    on, at = form.one("on"), form.one("at")
    if on and at:
        fields["starts"] = f"{on}T{at}"
    said = form.one("standing")
    if said == BOTH:
        fields["both_stand"] = True
    elif said:
        fields.setdefault("replaces", said)
    if "replaces" in fields:
        fields["old_dates"] = old_rows(form)
        fields["reason"] = next(filter(None, map(str.strip, form.get("reason", []))), "")
    confirmed = form.one("tz_confirmed")
    fields["tz_confirmed"] = confirmed != "" and confirmed == zone_mark(form)
    fields["typed"] = typed_rows(form)
    # Saved before the count had come: left out, so that whatever the rulebook counts is taken.
    fields["follows"] = follows(form) or None
    return fields


def zone_mark(form: Form) -> str:
    """Return what a tick must carry to confirm the zone that stands in the form now."""
    return f"{form.one('tz')} {form.one('court').upper()}"


def follows(form: Form) -> list[dict[str, str]]:
    """Return what was decided about each counted date."""
    return _sure(form, _rows(form, "follow", "rule", "choice", "due", "reason"))


def typed_rows(form: Form) -> list[dict[str, str]]:
    """Return the dates typed beside the counted ones; an empty row is none."""
    rows = _rows(form, "typed", "title", "due", "at", "fatal")
    return _sure(form, [row for row in rows if row.keys() & {"title", "due", "at"}])


def _sure(form: Form, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return rows with the day repeated where its tick says that it is right."""
    ticked = set(form.get("sure", []))
    return [row | ({"sure": row["due"]} if row.get("due") in ticked else {}) for row in rows]


def old_rows(form: Form) -> list[dict[str, str]]:
    """Return what was decided about each date of the old setting; undecided ones are none."""
    rows = _rows(form, "old", "deadline", "choice")
    return [row for row in rows if row.keys() == {"deadline", "choice"}]


def _rows(form: Form, prefix: str, *parts: str) -> list[dict[str, str]]:
    columns = [form.get(f"{prefix}_{part}", []) for part in parts]
    named = [dict(zip(parts, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]
    return [{name: text for name, text in row.items() if text} for row in named]


def require_seen(desk: Desk, new: NewHearing, form: Form) -> None:
    """Let a hearing be saved whose dates its form has shown, the old setting's among them.

    Raises:
        Refused: What was typed last sets or ends another date, which nobody decided about.
    """
    counted = {proposal.rule for proposal in scheduling.preview(desk, new)}
    unseen = new.follows is not None and counted - {follow.rule for follow in new.follows}
    shown = set(form.get("old_deadline", []))
    if unseen or {str(each.id) for each in old_dates(desk, new.replaces)} - shown:
        raise Refused(fields={"inputs": UNSEEN})


def old_dates(desk: Desk, replaced: UUID | None) -> list[DeadlineView]:
    """Return the open dates that end, or go on, when this setting gives way."""
    if replaced is None:
        return []
    try:
        view = hearings.one(desk, replaced)
    except AmparoError:
        return []
    return [each for each in view.deadlines if each.status == "open"]


def about(desk: Desk, case: UUID | None, form: Form | None = None) -> dict[str, Any]:
    """Return which case it is, or the cases to choose from, and what the form begins with."""
    chosen, page = about_case(desk, case)
    rows = typed_rows(form) if form is not None else []
    return page | {
        "custody_now": custody_of(chosen.detained) if chosen else "",
        "courts": COURTS,
        "replaced": None if form is None else replaced(desk, form.one("replaces")),
        "typed_rows": [*rows, *({} for _ in range(TYPED_ROWS))],
    }


def counted(visit: Visit, desk: Desk, form: Form) -> dict[str, Any]:
    """Return what the preview shows, once enough was typed to count from."""
    fields = typed(form) | {"follows": None, "typed": [], "old_dates": []}
    if not {"starts", "kind", "case_id"} <= fields.keys():
        return NOTHING_COUNTED
    new = read(NewHearing, fields)
    proposals = scheduling.preview(desk, new)
    zone = scheduling.zone_of(desk, new)
    mine = local(instant(new.starts, zone), desk.who.zone).replace(tzinfo=None)
    return {
        "when": new.starts,
        "tz": zone,
        "when_mine": None if mine == new.starts else mine,
        "other_clock": _other_clock(new, zone, form),
        "weekend": counting.is_closed(new.starts.date()),
        "short": any(each.overtaken for each in proposals),
        "proposals": proposals,
        "chosen": {row["rule"]: row for row in follows(form) if "rule" in row},
        **_gives_way(visit, desk, form, new=new, zone=zone, proposals=proposals),
    }


def _other_clock(new: NewHearing, zone: str, form: Form) -> dict[str, Any] | None:
    theirs = hearings.other_clock(new.starts, zone, new.court)
    if theirs is None:
        return None
    there = local(instant(new.starts, zone), theirs).replace(tzinfo=None)
    return {"tz": theirs, "there": there, "mark": zone_mark(form), "said": new.tz_confirmed}


def _gives_way(
    visit: Visit,
    desk: Desk,
    form: Form,
    *,
    new: NewHearing,
    zone: str,
    proposals: Iterable[ProposalView],
) -> dict[str, Any]:
    """Return which setting gives way, by her word or as proposed, and what becomes of its dates."""
    named = replaced(desk, form.one("replaces"))
    may_replace = policy.may(desk.who.role, "hearing.change")
    ahead = instant(new.starts, zone) > desk.now
    standing = scheduling.standing(desk, new) if named is None and ahead else []
    proposed = standing[0] if standing and may_replace and not new.both_stand else None
    gives_way = named or replaced(desk, str(new.replaces or "")) or proposed
    chosen = new.model_copy(update={"replaces": gives_way.id if gives_way else None})
    old = old_dates(desk, gives_way.id if gives_way else None)
    counted_by = {each.rule: each for each in proposals}
    return {
        "clashes": clashes.clashes(desk, visit.calendar, chosen, zone),
        "standing": [
            (view, gives_way is not None and view.id == gives_way.id) for view in standing
        ],
        "may_replace": may_replace,
        "replaced_when": gives_way.starts if gives_way else None,
        "replaced_tz": gives_way.tz if gives_way else "",
        "earlier": gives_way is not None and instant(new.starts, zone) < gives_way.starts_at,
        "old_dates": old,
        "old_chosen": {
            row["deadline"]: row.get("choice", "")
            for row in _rows(form, "old", "deadline", "choice")
            if "deadline" in row
        },
        "moves_to": {each.rule: counted_by[each.rule] for each in old if each.rule in counted_by},
    }


def replaced(desk: Desk, typed_id: str) -> HearingView | None:
    """Return the setting that a form names, None where it names none that is here."""
    try:
        return hearings.one(desk, UUID(typed_id)) if typed_id else None
    except (ValueError, AmparoError):
        return None
