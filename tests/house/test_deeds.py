"""Deeds: each begins at a desk, and each that writes is noted."""

from tests.house.deeds import deeds, passed_over, unnoted, users, without_desk
from tests.house.tree import Source, sample, sources

PURE = "counts or reads what it is given"
PART = "a part of a deed; whoever calls it notes the whole"
PROGRAM = "the night shift's own: leases and signs of life, thousands a day, about no person's deed"
OPENS = "opens a desk for who sits there; her own keys in another wrapping are no deed"
FILES = "no database: sealed files are moved, kept or taken away"
TELLS = "the mark it writes is itself the sealed record of what was told"

NO_DESK = {
    "arriving.context_of": PURE,
    "bundles.is_pressed": PURE,
    "bundles.offered": PURE,
    "arriving.require_room": PURE,
    "fetching.fetched": PURE,
    "fetching.is_sound": PURE,
    "fetching.require_length": FILES,
    "documents.require_stands": PURE,
    "dockeys.file_words": PURE,
    "dockeys.put_file": PURE,
    "dockeys.put_words": PURE,
    "dockeys.words_of": PURE,
    "filetypes.ending_of": PURE,
    "filetypes.sniffed": PURE,
    "longstanding.by_entries": PURE,
    "reminders.mails.own_kind": PURE,
    "reminders.silenced.is_silenced": PURE,
    "secondlook.is_owed_after": PURE,
    "vault.folder": PURE,
    "vault.incoming": PURE,
    "vault.padded": PURE,
    "vault.path_of": PURE,
    "vault.place_of": PURE,
    "vault.stored": PURE,
    "vault.hold": FILES,
    "vault.remove": FILES,
    "vault.settle": FILES,
    "vault.sync": FILES,
    "vaultcopies.copies": FILES,
    "vaultcopies.take_away": FILES,
    "secondlook.forget": PART,
    "personal.called_from": PART,
    "audit.chained": PURE,
    "audit.deed_of": PURE,
    "audit.link": PURE,
    "audit.stands_behind": PURE,
    "backup.check": "no house is open: the database is made from the backup",
    "backup.restore": "no house is open: the database is made from the backup",
    "archives.id_of": PURE,
    "proving.beside": PURE,
    "proving.code_of": PURE,
    "proving.prove": "no house is open: the database is made from the backup",
    "secondplace.digest": PURE,
    "secondplace.of": PURE,
    "secondplace.try_out": "no database: bytes go to another place and come back",
    "calendar.entry_of": PURE,
    "rotation.reseal": "one transaction under two keys; its end is a desk of the new one",
    "casefiles.expect": PURE,
    "cases.fresh_number": PURE,
    "criminal_cases.charges_of": PURE,
    "intake.calls.unread_numbers": PURE,
    "reportcards.quarter_of": PURE,
    "reports.moved_on": PURE,
    "smallcells.is_small": PURE,
    "smallcells.line": PURE,
    "smallcells.table": PURE,
    "staff.may_sit": PURE,
    "intake.heard.merged": PURE,
    "intake.inquiries.steps": PURE,
    "intake.order.next_hearing": PURE,
    "intake.order.place": PURE,
    "intake.order.reasons": PURE,
    "practice.roles_of": PURE,
    "court.hours": PURE,
    "tasks.people": PURE,
    "releases.allows": PURE,
    "trail.first_day": PURE,
    "trail.moved_on": PURE,
    "telling.resembles": PURE,
    "worktime.view": PURE,
    "telling.why_not": PURE,
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
    "counting.concerns_another": PURE,
    "counting.is_closed": PURE,
    "editions.is_over": PURE,
    "lawdeeds.takes_two": PURE,
    "counting.next_business_day": PURE,
    "counting.own_title": PURE,
    "counting.real_wall_time": PURE,
    "counting.runs_from_hearing": PURE,
    "counting.taken_by": PURE,
    "counting.zone_or": PURE,
    "codes.typed": PURE,
    "correcting.counts_from_hearing": PURE,
    "events.day_of": PURE,
    "events.facts": PURE,
    "events.key_of": PURE,
    "events.rules_of": PURE,
    "following.only_if_ruling": PURE,
    "following.ruling_asked": PURE,
    "following.wanted": PURE,
    "forcourt.text": PURE,
    "archives.closed": "reads files of backups; no house is open",
    "newpapers.require_as_printed": PURE,
    "passkeys.from_form": PURE,
    "passkeys.place_of": PURE,
    "passkeys.require_place": PURE,
    "held.for_good": PURE,
    "held.lasting": PURE,
    "held.lasts": PURE,
    "held.living": PURE,
    "held.newest": PURE,
    "admitted.bears_out": PURE,
    "admitted.has_words": PURE,
    "admitted.maker_of": PURE,
    "admitted.word": PURE,
    "enrolled.is_enrolled": PURE,
    "enrolled.is_said": PURE,
    "enrolled.word": PURE,
    "spans.micros": PURE,
    "spans.within": PURE,
    "agreeing.otherwise": PURE,
    "agreeing.told_by": PURE,
    "sealing.on_record": PURE,
    "sealing.went": PURE,
    "sound.is_sound": PURE,
    "sound.sound": PURE,
    "supervised.role_in": PURE,
    "archives.choose": "reads files of backups; no house is open",
    "archives.lines": "reads files of backups; no house is open",
    "archives.named": PURE,
    "archives.of_part": "reads files of backups; no house is open",
    "archives.opened": "reads files of backups; no house is open",
    "destroying.of_a_case": PURE,
    "putback.fill": "no house is open: the database is made from the backup",
    "shredded.agreed": PURE,
    "shredded.gone_in": PURE,
    "shredded.signing": PURE,
    "reminders.concealed.every": PURE,
    "holds.recorded_in": PURE,
    "shredded.models": PURE,
    "shredding.require_sure": PURE,
    "custody.read_outside": "on a machine that has no database yet",
    "custody.server_key_in": "on a machine that has no database yet",
    "custody.of_value": PURE,
    "custody.opened_in": PURE,
    "custody.whose": PURE,
    "anchors.followed": PURE,
    "anchors.named_by": PURE,
    "anchors.own_print": PURE,
    "anchors.own_print_of": PURE,
    "anchors.print_of": PURE,
    "founding.sealed_to": "seals what it is given to papers that it makes",
    "founding.short_delay": PURE,
    "newkeys.number_by": PURE,
    "staff.makes_new_keys": PURE,
    "keyview.key_state": PURE,
    "lockedup.is_on": PURE,
    "witness.read": "reads a file that lies outside the database",
    "chains.all_words": PURE,
    "rostercalls.follows": PURE,
    "chains.apart": PURE,
    "directory.is_let_stand": PURE,
    "narrowing.asks": PURE,
    "opener.case_terms": PURE,
    "opener.check_link": PURE,
    "opener.group_terms": PURE,
    "directory.give_up": "changes the row that it is given; its caller notes the whole",
    "deadlines.in_reach": PURE,
    "directory.number_by": PURE,
    "directory.issue": "signs with a seed that it is given",
    "deadlines.iso_only": PURE,
    "deadlines.meaning": PURE,
    "unneeded.alone_from": PURE,
    "unneeded.was_fatal": PURE,
    "deadlines.of_the_rule": PURE,
    "deadlines.read_day": PURE,
    "deadlines.usual": PURE,
    "delivery.place_of": PURE,
    "deadlines.when_of": PURE,
    "following.facts": PURE,
    "following.left_for": PURE,
    "hearings.elsewhere": PURE,
    "hearings.other_clock": PURE,
    "hearings.when_of": PURE,
    "joining.newcomer": PURE,
    "people.custody_of": PURE,
    "ofrecord.kept_with": PURE,
    "ofrecord.people": PURE,
    "ofrecord.views": PURE,
    "personal.all_numbers": PURE,
    "personal.found_by": PURE,
    "personal.may_hear": PURE,
    "personal.numbers": PURE,
    "personal.telephones": PURE,
    "personal.to_call": PURE,
    "readers.principals": PURE,
    "recounting.counted_for": PURE,
    "register.naming": PURE,
    "people.file_against": PURE,
    "people.view": PURE,
    "policy.may": PURE,
    "policy.require": PURE,
    "reminders.leases.back_off": PURE,
    "reminders.leases.miscounted": PURE,
    "reminders.mails.is_own": PURE,
    "reminders.mails.items_of": PURE,
    "reminders.mails.own_window": PURE,
    "reminders.mails.put_off": PART,
    "reminders.marks.fact_of": PURE,
    "reminders.places.address_of": PURE,
    "reminders.places.place_of": PURE,
    "reminders.planning.changes": PURE,
    "reminders.planning.owed": PURE,
    "onrecord.papers_in": PURE,
    "formerly.whom": PURE,
    "reminders.roster.sits_until": PURE,
    "reminders.troubles.gravest": PURE,
    "reminders.troubles.sentence_of": PURE,
    "replacing.choices_among": PURE,
    "schedule.kept": PURE,
    "departed.ends_of": PURE,
    "departed.is_told": PURE,
    "departed.keeps": PURE,
    "guests.on_record": PURE,
    "pulse.is_told": PURE,
    "screens.lapses": PURE,
    "signedover.print_of": PURE,
    "signin.for_deed": PURE,
    "screens.is_sound": PURE,
    "screens.names": PURE,
    "renewal.is_offered": PURE,
    "screens.asked_for": PURE,
    "events.concern": PURE,
    "filings.follows": PURE,
    "screens.stands": PURE,
    "screens.waits": PURE,
    "screening.require_reason": PURE,
    "seats.colleague": PURE,
    "sharing.admit": "makes a row from keys; its caller saves it",
    "sharing.sealed_in": "seals what it is given to a key that it is given",
    "signin.warning": PURE,
    "slots.as_told": PURE,
    "slots.ladder": PURE,
    "signin.right_step": "checks digits and counts them in memory",
    "staff.awaits_root": PURE,
    "staff.require_sound": PURE,
    "slots.rings": PURE,
    "slots.shipped_plan": PURE,
    "throttle.network_of": PURE,
    "tray.rows.packed": PURE,
    "tray.rows.padded": PURE,
    "tray.rows.readable": PURE,
    "tray.rows.unpacked": PURE,
    "oneself.require_address": PURE,
    "knowing.is_begun": PURE,
    "knowing.by_when": PURE,
    "knowing.clients_know": PURE,
    "knowing.deeds_for": PURE,
    "knowing.is_told": PURE,
    "knowing.is_told_of": PURE,
    "knowing.knew_before": PURE,
    "knowing.state_of": PURE,
    "knowing.what_stands": PURE,
}
PARTS = {
    "secondlook.begin": PART,
    "secondlook.forget": PART,
    "holding.open_to": PART,
    "audit.name_row": "it completes the noting itself",
    "audit.note": "it is the noting itself",
    "editions.ask_again": PART,
    "editions.ask_oneself": PART,
    "conflicts.slips.hand_in": PART,
    "conflicts.slips.hand_in_case": PART,
    "conflicts.slips.hand_in_due": PART,
    "adding.enter": PART,
    "intake.calls.enter_people": PART,
    "intake.calls.write": PART,
    "detention.heed": PART,
    "proceedings.name": PART,
    "taskhands.hand_back": PART,
    "taskhands.hand_on": PART,
    "taskhands.pass_on": PART,
    "tasks.keep": PART,
    "tasks.write": PART,
    "worktime.write": PART,
    "keychanges.add_groups": PART,
    "reportcards.change_key": PART,
    "reportcards.keep_mine": PART,
    "reportcards.keep_written": PART,
    "seats.open_groups": OPENS,
    "deadlines.keep_schedule": PART,
    "onetime.make": PART,
    "onetime.withdraw": PART,
    "directory.give_up": PART,
    "envelopes.drop_cover": PART,
    "envelopes.drop_of": PART,
    "envelopes.give_back": PART,
    "envelopes.keep": PART,
    "envelopes.keep_mine": PART,
    "envelopes.lapse": PART,
    "envelopes.release": PART,
    "envelopes.take_away_of": PART,
    "endings.end": PART,
    "unneeded.waits": PART,
    "narrowing.lend": PART,
    "signedover.sign": PART,
    "signedover.sign_again": PART,
    "endings.go_on": PART,
    "endings.resume": PART,
    "following.enter": PART,
    "guests.keep_lead": PART,
    "lifting.somebody_came": PART,
    "handover.leave_to_lead": PART,
    "handover.keep_schedule": PART,
    "following.leave_out": PART,
    "following.take_after_all": PART,
    "following.take_again": PART,
    "hearings.keep_schedule": PART,
    "passkeys.forget_all": PART,
    "passkeys.shut_older": PART,
    "passkeys.spend": PART,
    "passkeys.wrap_anew": PART,
    "people.enter": PART,
    "personal.called_from": PART,
    "reminders.mails.invite": PART,
    "reminders.mails.test": PART,
    "reminders.weekly.answered": PART,
    "reminders.mails.put_off": PART,
    "reminders.marks.mark": PART,
    "recounting.recount": PART,
    "replacing.replace": PART,
    "replacing.resume_dates": PART,
    "replacing.settle_dates": PART,
    "schedule.put": PART,
    "sharing.first_key": PART,
    "sharing.give": PART,
    "sharing.give_again": PART,
    "sharing.give_back": PART,
    "sharing.make_due": PART,
    "sharing.take_all": PART,
    "signin.spend": PART,
    "signin.use_up": PART,
    "shredded.keep_sealed": PART,
    "dockeys.put_file": PART,
    "dockeys.put_words": PART,
    "tray.files.drop": PART,
    "tray.files.take_over": PART,
    "traydoors.keep": PART,
    "traydoors.keep_mine": PART,
    "sound.without_changed": PART,
    "staff.require_new": PART,
}
NOT_NOTED = PARTS | {
    "letters.write": "has the paper made while no desk is open; what keeps it notes it",
    "pressing.press": "carries files while no desk is open; what keeps them notes it",
    "reminders.silenced.set_right": PROGRAM,
    "reminders.concealed.keep": PROGRAM,
    "pulse.beat": PROGRAM,
    "nightly.look": PROGRAM,
    "nightly.take": PROGRAM,
    "restored.stay_silent": PROGRAM,
    "pulse.self_check": PROGRAM,
    "reminders.bounces.take_up": PROGRAM,
    "reminders.clocks.set_right": PROGRAM,
    "reminders.leases.claim": PROGRAM,
    "reminders.leases.failed": PROGRAM,
    "reminders.leases.release": PROGRAM,
    "reminders.leases.renew": PROGRAM,
    "reminders.leases.settle": PROGRAM,
    "reminders.planning.plan": TELLS,
    "reminders.repeats.tell": TELLS,
    "reminders.text.text_of": PROGRAM,
    "reminders.weekly.settle": PROGRAM,
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


def test_no_deed_stands_where_a_row_is_passed_over() -> None:
    """A row that does not open is told apart first: an error of our own in a deed is an error."""
    assert passed_over(deeds(_casework())) == set()
    own = "\ndef settle(desk: Desk, row: object) -> None:\n    try:\n        row.text = 'x'\n"
    own += "    except UNREADABLE_ROW:\n        return\n"
    through = "\ndef go(desk: Desk) -> None:\n    with suppress(*UNREADABLE_ROW):\n"
    through += "        add(desk, 'x')\n"
    read = "\ndef look(desk: Desk, row: object) -> str:\n    with suppress(*UNREADABLE_ROW):\n"
    read += "        return row.text\n"
    assert passed_over(deeds(sample(SOUND + own + through + read))) == {
        "sample.settle",
        "sample.go",
    }


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
    """Whether it adds, changes or deletes a row or many at once, or calls one that does."""
    change = "\ndef change(desk: Desk, row: object) -> None:\n    row.text = 'x'\n"
    remove = "\ndef remove(desk: Desk, row: object) -> None:\n    desk.db.delete(row)\n"
    through = "\ndef both(desk: Desk) -> None:\n    _quietly(desk)\n"
    quietly = "\ndef _quietly(desk: Desk) -> None:\n    desk.db.add_all([1])\n"
    many = "\nfrom sqlalchemy import delete, update\n"
    many += "\ndef clear(desk: Desk) -> None:\n    desk.db.execute(delete(1))\n"
    many += "\ndef turn(desk: Desk) -> None:\n    _run(desk, update(1).values(x=2))\n"
    known = deeds(sample(SILENT + change + remove + through + quietly + many))
    named = ("add", "change", "remove", "both", "clear", "turn")
    assert unnoted(known) == {f"sample.{name}" for name in named}


def test_a_deed_without_a_desk_is_found() -> None:
    """A session, a clock or nothing at all in its place."""
    known = deeds(
        sample(SOUND.replace("desk: Desk", "db: Session") + "\ndef moon() -> None: ...\n")
    )
    assert without_desk(known) == {"sample.add", "sample.moon"}
