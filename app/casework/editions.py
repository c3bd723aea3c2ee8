"""Which law is in force here: that of the pack and of the office together, and since when.

The worker looks once an hour, and every deed that changes the law at once: whoever holds open cases
is asked by mail to carry the change through, since nobody else can open them.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from app import law
from app.casework import audit, staff
from app.casework.policy import LEGAL
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import LAW_CHANGED
from app.casework.sound import is_sound, sound, without_changed
from app.crypto import lawchanges as words
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Audit, LawChange, Schedule, Setting

LAW: Final = "law"
CHANGED, CARRIED = "law.changed", "law.carry"
ASK: Final = "law.ask"
HOLDS = "holds"
VERSION, CLOSED_DAY, REVIEW = "version", "closed_day", "review"


def is_over(says: dict[str, Any], today: date) -> bool:
    """Tell whether a change of a version has come to its day, or the rulebook lacks that version.

    One that names what a later edition took out would have every rule refuse to count.
    """
    if says["kind"] != VERSION:
        return False
    rule = law.shipped().by_id.get(says["rule"])
    lacks = rule is None or says["version"] not in {each.v for each in rule.versions}
    return lacks or date.fromisoformat(says["until"]) < today


def of_today(desk: NightDesk) -> str:
    """Return what tells the law of today from that of another day: the pack, and what holds.

    By the rows alone, so the night shift can tell it too; it verifies nothing that was signed.
    """
    today = desk.local_now(desk.house.settings.timezone).date()
    rows = sound(desk.db.scalars(select(LawChange).where(LawChange.state == HOLDS)))
    moving = [row for row in rows if _moves(row, today)]
    prints = sorted(words.print_of(row.says).hex() for row in moving)
    return words.print_of({"pack": law.shipped().pack_hash, "changes": prints}).hex()


def _moves(row: LawChange, today: date) -> bool:
    """Tell whether a change moves dates today; one that says nothing that is known does not."""
    try:
        return row.says["kind"] in {VERSION, CLOSED_DAY} and not is_over(row.says, today)
    except UNREADABLE_ROW:
        return False


def is_due(desk: NightDesk) -> bool:
    """Tell whether the law is another than was last written down; two statements."""
    return _kept(desk).get("edition") != of_today(desk)


def settle(desk: NightDesk) -> None:
    """Write down which law is in force, and ask whoever may hold cases to carry a change through.

    Each change has the next number, also one back to a law of before: what was counted meanwhile is
    counted anew. Founding writes down the first. Where nothing is written down though dates stand,
    or somebody changed the law by the record, it was taken away or never there, and all are asked.
    """
    kept, now = _kept(desk), of_today(desk)
    if kept.get("edition") == now:
        return
    number = int(kept["number"]) + 1 if kept else int(_was_lost(desk))
    value = {"edition": now, "number": number, "carried": kept.get("carried", {}), "reached": {}}
    _keep(desk, value)
    if number == 0:
        return
    audit.note(desk, CHANGED, number=number)
    mailbox = Mailbox(desk)
    for each in staff.active(desk, LEGAL):
        mailbox.alarm(each.id, LAW_CHANGED, each=True)


def number(desk: NightDesk) -> int:
    """Return the number of the law in force, as it was last written down."""
    return int(_kept(desk).get("number", 0))


def waits_for(desk: NightDesk, staff_id: UUID) -> bool:
    """Tell whether somebody has still to carry a change of the law through; one statement."""
    return _owes(_kept(desk), staff_id)


def waiting(desk: NightDesk) -> list[str]:
    """Return who of the legal staff has not carried the law of today through, by name."""
    kept, found = _kept(desk), staff.active(desk, LEGAL)
    return [each.name for each in found if _owes(kept, each.id)]


def reached(desk: Desk, number: int) -> UUID | None:
    """Return how far whoever sits here has carried this number through; None: not begun."""
    at = _kept(desk).get("reached", {}).get(str(desk.who.id))
    return UUID(at[1]) if at and at[0] == number and at[1] else None


def reach(desk: Desk, number: int, case_id: UUID | None) -> None:
    """Write down how far whoever sits here is; None: through all of her cases."""
    kept, me = _kept(desk), str(desk.who.id)
    others = {each: at for each, at in kept["reached"].items() if each != me}
    if case_id is not None:
        _keep(desk, kept | {"reached": others | {me: [number, str(case_id)]}})
        return
    _keep(desk, kept | {"reached": others, "carried": kept["carried"] | {me: number}})
    audit.note(desk, CARRIED, number=number)


def ask_again(desk: Desk, staff_id: UUID) -> None:
    """Ask somebody anew who is given a case by one who has not carried the law of today through."""
    kept = _kept(desk)
    if kept and _owes(kept, desk.who.id):
        _ask_anew(desk, kept, staff_id)


def ask_oneself(desk: Desk) -> None:
    """Ask whoever sits here anew, where the law has ever changed."""
    kept = _kept(desk)
    if kept and kept["number"]:
        _ask_anew(desk, kept, desk.who.id)


def _ask_anew(desk: Desk, kept: dict[str, Any], staff_id: UUID) -> None:
    carried = {each: at for each, at in kept["carried"].items() if each != str(staff_id)}
    if carried != kept["carried"]:
        _keep(desk, kept | {"carried": carried})


def _owes(kept: dict[str, Any], staff_id: UUID) -> bool:
    """Tell whether somebody carried another number through, none, or nothing is written down."""
    return not kept or kept["carried"].get(str(staff_id), 0) != kept["number"]


def _was_lost(desk: NightDesk) -> bool:
    changed = Audit.action.in_((CHANGED, CARRIED, ASK))
    asked = desk.db.scalar(select(Audit.seq).where(changed).limit(1))
    return asked is not None or desk.db.scalar(select(Schedule.id).limit(1)) is not None


def _kept(desk: NightDesk) -> dict[str, Any]:
    """Return what was written down; nothing where it was taken away or changed outside Amparo."""
    row = desk.db.get(Setting, LAW)
    return dict(row.value) if row is not None and is_sound(row) else {}


def _keep(desk: NightDesk, value: dict[str, Any]) -> None:
    row = without_changed(desk, LAW)
    if row is None:
        desk.db.add(Setting(name=LAW, value=value))
    else:
        row.value = value
    desk.db.flush()
