"""Deeds: each begins at a desk, and each that writes is noted."""

from tests.house.deeds import deeds, unnoted, users, without_desk
from tests.house.tree import Source, sample, sources

PURE = "counts or reads what it is given"
PART = "a part of a deed; whoever calls it notes the whole"
PROGRAM = "the night shift's own: leases and signs of life, thousands a day, about no person's deed"
OPENS = "opens a desk for who sits there; her own keys in another wrapping are no deed"
TELLS = "the mark it writes is itself the sealed record of what was told"

NO_DESK = {
    "audit.chained": PURE,
    "audit.link": PURE,
    "audit.stands_behind": PURE,
    "backup.check": "no house is open: the database is made from the backup",
    "backup.restore": "no house is open: the database is made from the backup",
    "calendar.entry_of": PURE,
    "rotation.reseal": "one transaction under two keys; its end is a desk of the new one",
    "casefiles.expect": PURE,
    "casefiles.full_name": PURE,
    "concerns.by_day": PURE,
    "concerns.by_urgency": PURE,
    "concerns.picked": PURE,
    "concerns.place": PURE,
    "conflicts.entries.answer_of": PURE,
    "conflicts.entries.entry_of": PURE,
    "conflicts.entries.facts_of": PURE,
    "conflicts.entries.named": PURE,
    "conflicts.entries.read": PURE,
    "conflicts.entries.written": PURE,
    "conflicts.opened.page_text": PURE,
    "conflicts.whole.is_whole": PURE,
    "counting.is_closed": PURE,
    "counting.next_business_day": PURE,
    "counting.own_title": PURE,
    "counting.real_wall_time": PURE,
    "counting.runs_from_hearing": PURE,
    "counting.taken_by": PURE,
    "counting.zone_or": PURE,
    "archives.choose": "reads files of backups; no house is open",
    "archives.lines": "reads files of backups; no house is open",
    "archives.named": PURE,
    "archives.of_part": "reads files of backups; no house is open",
    "archives.opened": "reads files of backups; no house is open",
    "destroying.of_a_case": PURE,
    "putback.fill": "no house is open: the database is made from the backup",
    "shredded.agreed": PURE,
    "shredded.gone_in": PURE,
    "holds.recorded_in": PURE,
    "shredded.models": PURE,
    "shredding.require_sure": PURE,
    "custody.read_outside": "on a machine that has no database yet",
    "custody.server_key_in": "on a machine that has no database yet",
    "custody.whose": PURE,
    "lockedup.is_on": PURE,
    "witness.read": "reads a file that lies outside the database",
    "chains.all_words": PURE,
    "chains.apart": PURE,
    "opener.case_terms": PURE,
    "opener.check_link": PURE,
    "opener.group_terms": PURE,
    "directory.give_up": "changes the row that it is given; its caller notes the whole",
    "deadlines.in_reach": PURE,
    "directory.number_by": PURE,
    "directory.issue": "signs with a seed that it is given",
    "deadlines.iso_only": PURE,
    "deadlines.meaning": PURE,
    "deadlines.of_the_rule": PURE,
    "deadlines.read_day": PURE,
    "deadlines.usual": PURE,
    "deadlines.when_of": PURE,
    "following.facts": PURE,
    "following.left_for": PURE,
    "hearings.other_clock": PURE,
    "hearings.when_of": PURE,
    "joining.newcomer": PURE,
    "people.custody_of": PURE,
    "readers.principals": PURE,
    "recounting.counted_for": PURE,
    "people.file_against": PURE,
    "people.view": PURE,
    "policy.may": PURE,
    "policy.require": PURE,
    "reminders.leases.back_off": PURE,
    "reminders.leases.miscounted": PURE,
    "reminders.mails.is_own": PURE,
    "reminders.mails.items_of": PURE,
    "reminders.mails.own_window": PURE,
    "reminders.marks.fact_of": PURE,
    "reminders.planning.owed": PURE,
    "onrecord.papers_in": PURE,
    "reminders.troubles.gravest": PURE,
    "reminders.troubles.sentence_of": PURE,
    "replacing.choices_among": PURE,
    "schedule.kept": PURE,
    "screens.is_sound": PURE,
    "screens.names": PURE,
    "seats.colleague": PURE,
    "sharing.admit": "makes a row from keys; its caller saves it",
    "sharing.sealed_in": "seals what it is given to a key that it is given",
    "signin.warning": PURE,
    "slots.ladder": PURE,
    "signin.right_step": "checks digits and counts them in memory",
    "staff.awaits_root": PURE,
    "staff.is_sound": PURE,
    "staff.require_sound": PURE,
    "slots.rings": PURE,
    "slots.shipped_plan": PURE,
    "throttle.network_of": PURE,
    "tray.rows.packed": PURE,
    "tray.rows.padded": PURE,
    "tray.rows.readable": PURE,
    "tray.rows.unpacked": PURE,
    "oneself.require_address": PURE,
}
PARTS = {
    "audit.name_row": "it completes the noting itself",
    "audit.note": "it is the noting itself",
    "conflicts.slips.hand_in": PART,
    "conflicts.slips.hand_in_case": PART,
    "conflicts.slips.hand_in_due": PART,
    "adding.enter": PART,
    "deadlines.keep_schedule": PART,
    "onetime.make": PART,
    "directory.give_up": PART,
    "envelopes.drop_cover": PART,
    "envelopes.drop_of": PART,
    "envelopes.keep": PART,
    "envelopes.keep_mine": PART,
    "envelopes.release": PART,
    "endings.end": PART,
    "endings.go_on": PART,
    "endings.resume": PART,
    "following.enter": PART,
    "guests.keep_lead": PART,
    "handover.choose": PART,
    "handover.hand_over": PART,
    "handover.keep_schedule": PART,
    "following.leave_out": PART,
    "following.take_after_all": PART,
    "following.take_again": PART,
    "hearings.keep_schedule": PART,
    "people.enter": PART,
    "reminders.mails.invite": PART,
    "reminders.marks.mark": PART,
    "recounting.recount": PART,
    "replacing.replace": PART,
    "replacing.resume_dates": PART,
    "replacing.settle_dates": PART,
    "schedule.put": PART,
    "sharing.first_key": PART,
    "sharing.give": PART,
    "sharing.give_back": PART,
    "signin.spend": PART,
    "shredded.keep_sealed": PART,
    "traydoors.keep": PART,
    "traydoors.keep_mine": PART,
    "staff.require_new": PART,
}
NOT_NOTED = PARTS | {
    "pulse.beat": PROGRAM,
    "pulse.self_check": PROGRAM,
    "reminders.leases.claim": PROGRAM,
    "reminders.leases.failed": PROGRAM,
    "reminders.leases.release": PROGRAM,
    "reminders.leases.renew": PROGRAM,
    "reminders.leases.settle": PROGRAM,
    "reminders.planning.plan": TELLS,
    "reminders.text.text_of": PROGRAM,
    "seats.writing": OPENS,
}
SOUND = """
from app.casework import audit
from app.db.desk import Desk

def add(desk: Desk, text: str) -> None:
    desk.db.add(text)
    audit.note(desk, "moon.add")
"""
SILENT = SOUND.replace('    audit.note(desk, "moon.add")\n', "")


def _casework() -> list[Source]:
    return sources("app/casework")


def test_every_deed_begins_at_a_desk() -> None:
    """Who, which keys, what time and which transaction are known before anything is done."""
    assert without_desk(deeds(_casework())) == set(NO_DESK)


def test_every_writing_deed_is_noted() -> None:
    """Directly, or by a deed that it calls; the exceptions are listed with their reasons."""
    assert unnoted(deeds(_casework())) == set(NOT_NOTED)


def test_a_part_of_a_deed_is_never_called_from_a_door() -> None:
    """Nobody outside casework writes half a deed, and with it an unnoted one."""
    above = sources("app/web", "app/api", "app/sample") + [
        source for source in sources("app") if len(source[0].parts) == 2
    ]
    assert users(above, PARTS) == set()
    planted = sample("from app.casework import adding\nadding.enter(1, 2, 3)", "app/web/x.py")
    assert users(planted, PARTS) == {"app/web/x.py: adding.enter"}


def test_a_deed_that_notes_is_let_pass() -> None:
    """By itself, or through one that it calls."""
    caller = "\ndef open_new(desk: Desk) -> None:\n    desk.db.add(1)\n    add(desk, 'x')\n"
    known = deeds(sample(SOUND + caller))
    assert (unnoted(known), without_desk(known)) == (set(), set())


def test_a_deed_that_does_not_note_is_found() -> None:
    """Whether it adds, changes an attribute, deletes, or calls one that does."""
    change = "\ndef change(desk: Desk, row: object) -> None:\n    row.text = 'x'\n"
    remove = "\ndef remove(desk: Desk, row: object) -> None:\n    desk.db.delete(row)\n"
    through = "\ndef both(desk: Desk) -> None:\n    _quietly(desk)\n"
    quietly = "\ndef _quietly(desk: Desk) -> None:\n    desk.db.add_all([1])\n"
    known = deeds(sample(SILENT + change + remove + through + quietly))
    assert unnoted(known) == {f"sample.{name}" for name in ("add", "change", "remove", "both")}


def test_a_deed_without_a_desk_is_found() -> None:
    """A session, a clock or nothing at all in its place."""
    known = deeds(
        sample(SOUND.replace("desk: Desk", "db: Session") + "\ndef moon() -> None: ...\n")
    )
    assert without_desk(known) == {"sample.add", "sample.moon"}
