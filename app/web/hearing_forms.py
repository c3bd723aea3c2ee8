"""Reading the form of a hearing, and what its preview shows before anything is saved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, get_args
from uuid import UUID

from app.casework import (
    clashes,
    counting,
    hearings,
    informing,
    policy,
    proceedings,
    recounting,
    scheduling,
)
from app.casework.amending import HearingChange
from app.casework.casefiles import Label, label_of
from app.casework.counting import ProposalView
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingFacts, HearingView
from app.casework.people import Custody, custody_of, file_against
from app.casework.scheduling import NewHearing
from app.clock import instant, local
from app.db.desk import Desk
from app.errors import Refused
from app.forums import courts
from app.forums.codes import APPOINTMENTS
from app.web.forms import Form, read
from app.web.visit import Visit
from app.web.whichcase import about_case, case_of
from app.web.whichcourt import court_of
from app.words import N_, translator

OWN = ("case_id", "starts_sure", "tz", "court", "kind", "custody", "replaces", "past", "came_from")
# What a hearing that is moved or set anew most likely keeps, beside its proceeding.
KEPT_ON = ("court", "kind", "medium", "judge", "place", "interpreter", "goes_along")
COURTS = [(court.code, court.name, court.zone) for court in courts.all_courts()]
SET_AT = N_("Set at the hearing before, in court")
BOTH = "both"  # instead of a hearing that stands: the new one is set beside it
TYPED_ROWS = 3  # empty ones; all but the first lie folded
UNSEEN = N_("What you typed last changed the filing dates. Look at them here and save again.")
CLASH_UNSEEN = N_(
    "Somebody is due elsewhere at that hour. Look at it here, and save again if it is right."
)
RECOUNT_UNSEEN = N_("Dates are counted by custody. Decide about each below, and save again.")
NOTHING_COUNTED: dict[str, Any] = {
    "when": None,
    "hour_of_old": False,
    "tz": "",
    "office_zone": False,
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
    "slips": {},
    "chosen": {},
    "old_dates": (),
    "late_dates": (),
    "old_chosen": {},
    "moves_to": {},
    "counted_for": "",
    "custody_before": "",
    "file_custody": "",
    "court_taken": None,
    "court_offered": (),
    "court_typed": "",
    "begun": False,
    "asked": None,
    "kept": (),
    "recount": None,
    "tell_list": (),
    "tell_chosen": frozenset(),
}
# What was decided below the facts; it waits there while no dates can be counted.
DECIDED = ("follow_", "old_", "standing", "tz_confirmed", "court_picked", "sure", "tell")


def typed(form: Form) -> dict[str, Any]:
    """Return what was typed under the names of the input model; rows are lists."""
    fields: dict[str, Any] = form.filled(*OWN, *HearingFacts.model_fields)
    if "court" in fields:
        fields["court"] = court_of(form).code
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
    if form.one("tell_shown"):
        fields["tell"] = [each for each in form.get("tell", []) if each]
    confirmed = form.one("tz_confirmed")
    fields["tz_confirmed"] = confirmed != "" and confirmed == zone_mark(form)
    fields["typed"] = typed_rows(form)
    # Saved before the count had come: left out, so that whatever the rulebook counts is taken.
    fields["follows"] = follows(form) or None
    return fields


def zone_mark(form: Form) -> str:
    """Return what a tick must carry to confirm the zone that stands in the form now."""
    return f"{form.one('tz')} {court_of(form).code.upper()}"


def follows(form: Form) -> list[dict[str, str]]:
    """Return what was decided about each counted date."""
    return _sure(form, _rows(form, "follow", "rule", "choice", "due", "reason", "counted"))


def typed_rows(form: Form) -> list[dict[str, str]]:
    """Return the dates typed beside the counted ones; an empty row is none."""
    rows = _rows(form, "typed", "title", "due", "at", "fatal")
    return _sure(form, [row for row in rows if row.keys() & {"title", "due", "at"}])


def _sure(form: Form, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return rows with the day repeated where its tick says that it is right."""
    ticked, read = set(form.get("sure", [])), []
    for row in rows:
        day = row.get("due") or row.get("counted", "")
        plain = {name: text for name, text in row.items() if name != "counted"}
        read.append(plain | ({"sure": day} if day in ticked else {}))
    return read


def old_rows(form: Form) -> list[dict[str, str]]:
    """Return what was decided about each date of the old setting; undecided ones are none."""
    rows = _rows(form, "old", "deadline", "choice")
    return [row for row in rows if row.keys() == {"deadline", "choice"}]


def _rows(form: Form, prefix: str, *parts: str) -> list[dict[str, str]]:
    columns = [form.get(f"{prefix}_{part}", []) for part in parts]
    named = [dict(zip(parts, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]
    return [{name: text for name, text in row.items() if text} for row in named]


def _by_rule(form: Form) -> dict[str, dict[str, str]]:
    return {row["rule"]: row for row in follows(form) if "rule" in row}


def _old_chosen(form: Form) -> dict[str, str]:
    rows = _rows(form, "old", "deadline", "choice")
    return {row["deadline"]: row.get("choice", "") for row in rows if "deadline" in row}


@dataclass(frozen=True, slots=True)
class Around:
    """What stands in the case of a hearing that is being typed."""

    label: Label
    settings: Mapping[UUID, HearingView] = field(repr=False)
    dates: Sequence[DeadlineView] = field(repr=False)

    def setting(self, typed_id: str) -> HearingView | None:
        """Return the setting that a form names, None where it names none of this case."""
        return next((view for key, view in self.settings.items() if str(key) == typed_id), None)


def around(desk: Desk, form: Form) -> Around | None:
    """Return what stands in the case that a form names; eight statements.

    Raises:
        NotFound: No such case here.
    """
    case = case_of(form)
    if case is None:
        return None
    label = label_of(desk, case)
    return Around(label, *hearings.with_dates(desk, label))


def require_seen(desk: Desk, new: NewHearing, form: Form) -> None:
    """Let a hearing be saved whose dates its form has shown, the old setting's among them.

    Raises:
        Refused: What was typed last sets or ends another date, which nobody decided about.
    """
    counted = {proposal.rule for proposal in scheduling.preview(desk, new)}
    unseen = new.follows is not None and counted - {follow.rule for follow in new.follows}
    old = around(desk, form)
    gives_way = old.settings.get(new.replaces) if old and new.replaces else None
    shown = set(form.get("old_deadline", []))
    if unseen or {str(each.id) for each in open_dates(gives_way)} - shown:
        raise Refused(fields={"inputs": UNSEEN})


def require_clashes_seen(visit: Visit, desk: Desk, new: NewHearing, form: Form) -> None:
    """Let a hearing be saved whose form has shown who is due elsewhere at its hour.

    Raises:
        Refused: Somebody is, and was not shown; saved again, it is meant.
    """
    zone, asked = _zone(desk, new)
    if asked is not None:
        return  # the saving itself says what must be mended first
    found = clashes.clashes(desk, visit.calendar, new, zone)
    if {str(each.id) for each in found if each.near} - set(form.get("clash_seen", [])):
        raise Refused(fields={"inputs": CLASH_UNSEEN})


def open_dates(gives_way: HearingView | None) -> list[DeadlineView]:
    """Return the open dates that end, or go on, when this setting gives way."""
    return [each for each in gives_way.deadlines if each.status == "open"] if gives_way else []


def recount_decided(form: Form) -> dict[str, Any]:
    """Return what was decided about the dates that are counted anew for the custody shown."""
    shown = form.one("counted_for")
    if not shown or shown != (form.one("custody") or shown):
        return {}
    decided = {"old_dates": old_rows(form), "follows": follows(form) or None}
    return decided | form.filled("reason", "count_anew")


def require_recount_seen(desk: Desk, hearing_id: UUID, wanted: HearingChange, form: Form) -> bool:
    """Let a change be saved whose new dates its form has shown; tell whether there are any.

    Raises:
        Refused: Another custody ends or sets a date about which nobody decided.
    """
    anew = recounting.preview(
        desk, hearing_id, wanted.custody, wanted.status, again=wanted.count_anew
    )
    if anew is None:
        return False
    shown = {*form.get("old_deadline", []), *form.get("follow_rule", [])}
    wants = {*(str(each.id) for each in anew.ends), *(each.rule for each in anew.proposals)}
    if form.one("counted_for") != anew.custody or wants - shown:
        unseen = {"old_dates" if wanted.status else "custody": RECOUNT_UNSEEN}
        unsaid = {"reason": recounting.NO_REASON} if anew.ends and not wanted.reason else {}
        raise Refused(fields=unseen | unsaid)
    return True


def correcting(
    desk: Desk, hearing_id: UUID, form: Form | None = None, *, again: bool = False
) -> dict[str, Any]:
    """Return a hearing that is corrected, and what its new custody counts anew.

    Counted again, it begins with the custody that the client's file says.
    """
    hearing = hearings.one(desk, hearing_id)
    begins = hearing.file_custody if again else ""
    custody = begins if form is None else form.one("custody")
    known = custody if custody in get_args(Custody) else None
    return {
        "section": "cases",
        "hearing": hearing,
        "records": proceedings.of_case(desk, hearing.case_id),
        "count_anew": again,
        "custody": known or hearing.custody,
        **recounted(desk, hearing_id, form, custody=known, again=again),
    }


def recounted(
    desk: Desk,
    hearing_id: UUID,
    form: Form | None,
    *,
    custody: str | None = None,
    status: str | None = None,
    again: bool = False,
) -> dict[str, Any]:
    """Return what is counted anew of a hearing with this custody and status, and the decisions."""
    anew = recounting.preview(desk, hearing_id, custody, status, again=again)
    return {
        "recount": anew,
        "moves_to": {each.rule: each for each in anew.proposals} if anew else {},
        "chosen": _by_rule(form) if form is not None else {},
        "old_chosen": _old_chosen(form) if form is not None else {},
    }


def _after(new: NewHearing, here: Around, *, besides: Iterable[DeadlineView]) -> list[DeadlineView]:
    """Return the other open dates of the case that the new setting leaves behind it."""
    listed, day = {each.id for each in besides}, new.starts.date()
    later = [each for each in here.dates if each.status == "open" and each.file_by > day]
    return [each for each in later if each.id not in listed]


def about(desk: Desk, case: UUID | None, form: Form | None = None) -> dict[str, Any]:
    """Return which case it is, or the cases to choose from, and what the form begins with."""
    chosen, page = about_case(desk, case)
    kind = form.one("kind") if form is not None else ""
    rows = typed_rows(form) if form is not None else []
    return page | {
        "custody_now": custody_of(chosen.detained) if chosen else "",
        "courts": COURTS,
        "replaced": None,
        "appointment": kind in APPOINTMENTS,
        "typed_rows": [*rows, *({} for _ in range(TYPED_ROWS))],
    }


def set_at(desk: Desk, hearing_id: UUID) -> Form:
    """Return the form of a hearing that was set at another one, as far as that one says it.

    Raises:
        NotFound: No such hearing here.
    """
    before = hearings.one(desk, hearing_id)
    known = kept_on(before)
    said = translator(desk.who.locale).gettext(SET_AT)
    own = {"case_id": str(before.case_id), "came_from": str(before.id), "learned": said}
    return Form({name: [value] for name, value in (known | own).items() if value})


def kept_on(before: HearingView) -> dict[str, str]:
    """Return what a hearing that is moved or set anew most likely keeps, as its form has it."""
    return {name: getattr(before, name) for name in KEPT_ON} | {"proceeding": proceeding_of(before)}


def proceeding_of(hearing: HearingView) -> str:
    """Return what a form calls a hearing's proceeding: its record, or else its code."""
    return str(hearing.proceeding_id or hearing.proceeding)


def counted(visit: Visit, desk: Desk, form: Form) -> dict[str, Any]:
    """Return what the preview shows, once enough was typed to count from."""
    old = around(desk, form)
    named = {"replaced": old.setting(form.one("replaces")) if old else None}
    lent = _at_old_hour(form, named["replaced"])
    fields = typed(form) | lent | {"follows": None, "typed": [], "old_dates": []}
    if old is None or not {"starts", "kind"} <= fields.keys():
        return nothing_counted(form) | named
    try:
        new = read(NewHearing, fields)
    except Refused as wrong:
        return nothing_counted(form, wrong) | named
    new = new.model_copy(update={"custody": new.custody or custody_of(old.label.detained)})
    zone, asked = _zone(desk, new)
    proposals = scheduling.preview(desk, new, zone)
    mine = local(instant(new.starts, zone), desk.who.zone).replace(tzinfo=None)
    return (
        nothing_counted(form, asked)
        | court_of(form).shown
        | {
            "kept": (),
            "when": new.starts,
            "hour_of_old": bool(lent),
            "tz": zone,
            "office_zone": not new.court and not new.tz,
            "when_mine": None if mine == new.starts else mine,
            "other_clock": _other_clock(new, zone, form),
            "weekend": counting.is_closed(new.starts.date()),
            "short": any(each.overtaken for each in proposals),
            "counted_for": new.custody,
            "file_custody": file_against(new.custody or "", old.label.detained),
            "proposals": proposals,
            "slips": scheduling.slips_of(desk, new, proposals),
            "chosen": _by_rule(form),
            **_gives_way(visit, desk, form, new=new, zone=zone, here=old, proposals=proposals),
            **_tell_list(desk, old, form),
            **named,
        }
    )


def _at_old_hour(form: Form, replaced: HearingView | None) -> dict[str, str]:
    """Return the new day at the old setting's hour while no hour is typed: days count from it."""
    on = form.one("on")
    if replaced is None or not on or form.one("at"):
        return {}
    return {"starts": f"{on}T{replaced.starts:%H:%M}"}


def _tell_list(desk: Desk, here: Around, form: Form) -> dict[str, Any]:
    """Return whom the form offers to tell, and who is ticked: as it was left, or as a rule."""
    offered = informing.offered(desk, here.label.case_id)
    usual = {who for who, _, _, as_a_rule in offered if as_a_rule}
    chosen = set(form.get("tell", [])) if form.one("tell_shown") else usual
    return {"tell_list": offered, "tell_chosen": chosen}


def nothing_counted(form: Form, wrong: Refused | None = None) -> dict[str, Any]:
    """Return a preview without dates; what was decided before stays in it, and what is asked."""
    # The reason stands among the facts, unless it was asked for below them.
    decided = (*DECIDED, "reason") if form.one("standing") else DECIDED
    kept = [(name, text) for name in form if name.startswith(decided) for text in form[name]]
    asked = None if wrong is None else next(iter(wrong.fields.values()), wrong)
    return NOTHING_COUNTED | {"asked": asked, "kept": kept}


def _zone(desk: Desk, new: NewHearing) -> tuple[str, Refused | None]:
    """Return the zone to count in, and what must still be said of court, zone or hour."""
    try:
        return scheduling.zone_of(desk, new), None
    except Refused as wrong:
        court = courts.court(new.court) if new.court else None
        own = None if "tz" in wrong.fields else new.tz
        return own or (court.zone if court else desk.house.settings.timezone), wrong


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
    here: Around,
    proposals: Iterable[ProposalView],
) -> dict[str, Any]:
    """Return which setting gives way by her word, and what becomes of its dates.

    Where another stands she is asked; nothing is taken to be meant.
    """
    named = here.setting(form.one("replaces"))
    gives_way = named or here.setting(str(new.replaces))
    ahead = instant(new.starts, zone) > desk.now
    others = here.settings.values() if named is None and ahead else ()
    standing = scheduling.standing(desk, new, others)
    chosen = new.model_copy(update={"replaces": gives_way.id if gives_way else None})
    old = open_dates(gives_way)
    counted_by = {each.rule: each for each in proposals}
    return {
        "clashes": clashes.clashes(desk, visit.calendar, chosen, zone),
        "standing": [(view, view is gives_way) for view in standing],
        "may_replace": policy.may(desk.who.role, "hearing.change"),
        "replaced_when": gives_way.starts if gives_way else None,
        "replaced_tz": gives_way.tz if gives_way else "",
        "custody_before": _custody_before(gives_way, new),
        "earlier": gives_way is not None and instant(new.starts, zone) < gives_way.starts_at,
        "old_dates": old,
        "late_dates": _after(new, here, besides=old) if gives_way else (),
        "old_chosen": _old_chosen(form),
        "moves_to": {each.rule: counted_by[each.rule] for each in old if each.rule in counted_by},
    }


def _custody_before(gives_way: HearingView | None, new: NewHearing) -> str:
    """Return the custody that the old setting was counted for, where the new one's is another."""
    return gives_way.custody if gives_way and gives_way.custody != new.custody else ""
