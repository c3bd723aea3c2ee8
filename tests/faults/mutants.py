"""Faults that a hurried hand could put into the pipeline, and the tests that must find each.

A mutant is one passage of one file and what it becomes. `caught_by` names the fewest tests that
should see it; a mutant that they let pass is a test that was never written.
"""

from dataclasses import dataclass
from pathlib import Path

SHIFT, MOODS, MORNINGS = (
    f"tests/night/test_{word}.py::" for word in ("shift", "moods", "mornings")
)
OF_SLOTS = "tests/casework/test_slots.py::"
OF_LEASES, TELLING, OF_SEEN, OF_PULSE, SET_BACK, OF_SILENCED = (
    f"tests/casework/reminders/test_{word}.py::"
    for word in ("leases", "telling", "seen", "pulse", "set_back", "silenced")
)
DRAFTS = "tests/night/test_drafts.py::"
REPEATS = "tests/night/test_repeats.py::"
CAN_OPEN = "tests/casework/test_told_can_open.py::"
ZONES = "tests/faults/test_zones.py::"
OWN = "tests/faults/test_pipeline.py::"
CLOCKS = "tests/faults/test_mail_clocks.py::"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: what stood there, what stands there now, and who must notice.

    `otherwise` are more ways to say the same, for a passage that may come to be written otherwise.
    """

    name: str
    was: str
    becomes: str
    caught_by: tuple[str, ...]
    otherwise: tuple[tuple[str, str], ...] = ()

    def place(self, root: Path) -> tuple[Path, str, str] | None:
        """Return the one file of the application that holds the passage, and both texts of it."""
        files = sorted(root.glob("app/**/*.py"))
        texts = {path: path.read_text(encoding="utf-8") for path in files}
        for was, becomes in ((self.was, self.becomes), *self.otherwise):
            held = [path for path, text in texts.items() if text.count(was)]
            if len(held) == 1 and texts[held[0]].count(was) == 1:
                return held[0], texts[held[0]], texts[held[0]].replace(was, becomes)
        return None


MUTANTS = (
    Mutant(
        "a mail counts as sent before it is",
        "        return None if draft.letter is None else write(draft.letter)\n",
        "        if draft.letter is not None:\n            self.settle(held)\n"
        "        return None if draft.letter is None else write(draft.letter)\n",
        (MOODS + "test_whose_trouble_it_is",),
    ),
    Mutant(
        "a worker settles under a lease that is another's",
        "row.state != LEASED or row.fence != held.fence",
        "row.state != LEASED",
        (OF_LEASES + "test_a_lapsed_lease_is_taken_over_and_the_late_worker_refused",),
    ),
    Mutant(
        "what stands in clear of a mail is believed",
        "return row.state not in WAITING and is_sound(row) and row.owed",
        "return row.state not in WAITING and is_sound(row) and row.owed and not row.accepted_at",
        (OF_SILENCED + "test_a_mail_closed_in_clear_leaves_all_the_same",),
    ),
    Mutant(
        "nothing is read again before DATA",
        "_is_for(entry, reader, kept) and _holds(entry, item)",
        "_is_for(entry, reader, kept)",
        (SHIFT + "test_a_date_moved_while_mail_is_handed_over",),
    ),
    Mutant(
        "what was read for many mails is believed until the last has left",
        "return asread.standing(desk, held) == draft.stands",
        "return True",
        (DRAFTS + "test_a_date_moved_while_the_mail_before_is_handed_over",),
    ),
    Mutant(
        "a mail is settled as it was read under a lease that is another's",
        '_MAIL.c.fence == bindparam("lease")',
        '_MAIL.c.fence >= bindparam("lease")',
        (DRAFTS + "test_a_mail_whose_lease_went_to_another_is_settled_by_that_one",),
    ),
    Mutant(
        "a mail that was changed while it left is written over as it was read",
        ', _MAIL.c.card == bindparam("was", type_=LargeBinary))',
        ")",
        (DRAFTS + "test_a_mail_that_was_changed_while_it_left_is_settled_as_it_stands",),
    ),
    Mutant(
        "days are counted as 24 hours each",
        "slots.append(Slot(number, rings(own, tz), number))",
        "slots.append(Slot(number, rings(day, tz) - _DAY * number, number))",
        (ZONES + "test_each_slot_rings_once_at_half_past_seven",),
    ),
    Mutant(
        "a mail scanner's GET acknowledges",
        "return _view(desk, follow(desk, token))\n\n\ndef see_link",
        "return see_link(desk, token)\n\n\ndef see_link",
        (OF_SEEN + "test_a_link_shows_counts_and_writes_nothing",),
    ),
    Mutant(
        "what may leave is looked for without its index",
        ".where(_MAY_LEAVE, which, Mail.not_before <= desk.now)",
        ".where(Mail.state.notin_((ACCEPTED, 'dropped')), which, Mail.not_before <= desk.now)",
        (OWN + "test_what_may_leave_is_found_by_the_index",),
    ),
    Mutant(
        "the heart beats though the round failed",
        'log.error("round failed: ',
        'self._beat()\n            log.error("round failed: ',
        (SHIFT + "test_a_round_that_fails_shows_no_sign_of_life",),
    ),
    Mutant(
        "a bounce mutes the address for good",
        "return person is not None and self.roles.get(person) in CASEWORK",
        "return person not in (None, *self.unreachable) and self.roles.get(person) in CASEWORK",
        (OWN + "test_an_address_that_refused_once_is_told_the_next_slot",),
    ),
    Mutant(
        "a slot on a closed day rings later",
        "earlier = rings(deadline_law.previous_business_day(closed, own), tz)",
        "earlier = rings(own + _DAY * 2, tz)",
        (OF_SLOTS + "test_a_slot_on_a_closed_day_rings_earlier",),
    ),
    Mutant(
        "a mail whose fate is unknown counts as sent",
        "    row.attempts = _one_more(row.attempts)\n",
        "    if fault is Fault.UNKNOWN:\n        row.state = ACCEPTED\n        return\n",
        (MOODS + "test_a_mail_whose_fate_is_unknown_leaves_again_under_its_name",),
    ),
    Mutant(
        "the mail server's trouble is laid at the recipient's door",
        "\n    if fault is Fault.RELAY:\n",
        "\n    if fault is None:\n",
        (OF_LEASES + "test_the_relays_trouble_costs_no_attempt",),
    ),
    Mutant(
        "a lease that lapsed is never taken up again",
        'bindparam("states", list(WAITING),',
        'bindparam("states", [READY, PARKED],',
        (OF_LEASES + "test_a_lapsed_lease_is_taken_over_and_the_late_worker_refused",),
    ),
    Mutant(
        "what was sent is written down once a batch",
        "            self._unsettled.append(held)\n            self._settle_unsettled()\n",
        "            self._unsettled.append(held)\n",
        (OWN + "test_each_mail_is_written_down_before_the_next_is_begun",),
        (
            (
                "        self._taken(held, relay)\n        self._settle_unsettled()\n",
                "        self._taken(held, relay)\n",
            ),
        ),
    ),
    Mutant(
        "nobody is told that a date which was told has moved",
        "        _correct(desk, mailbox, entries, roster, done)\n",
        "",
        (SHIFT + "test_a_date_moved_after_its_mail_left_is_corrected",),
    ),
    Mutant(
        "of several slots that were missed the mildest is told",
        "latest = {(owing.entry.id, owing.person): owing for owing in wanted}",
        "latest = {(owing.entry.id, owing.person): owing for owing in reversed(wanted)}",
        (TELLING + "test_a_late_entry_collapses",),
    ),
    Mutant(
        "any number of mails leaves in an hour",
        "    left = _left_in_this_window(desk, {row.recipient_id for row in rows})\n",
        "    left: set[object] = set()\n",
        (OWN + "test_a_mail_put_back_waits_where_another_left_in_the_hour",),
    ),
    Mutant(
        "where nobody answers for a date any more nobody is told",
        'if not self.reached(person for person, role in told.items() if role != "supervisor"):',
        "if not told and not self.roles:",
        (TELLING + "test_somebody_is_always_told",),
    ),
    Mutant(
        "one mail that cannot be written holds up the others",
        "  # noqa: BLE001 - one mail must not hold up the others\n",
        "  # noqa: BLE001\n            raise\n",
        (MOODS + "test_a_mail_that_cannot_be_written_holds_up_nobody",),
    ),
    Mutant(
        "what was not committed counts as planned",
        "coverage = self._tried(self._covered, desk) if check else None\n",
        "coverage = self._tried(self._covered, desk) if check else None\n"
        "            calendar.planned(planned.ids, desk.now)\n",
        (OWN + "test_what_was_planned_and_not_committed_is_planned_again",),
    ),
    Mutant(
        "an overdue date falls silent",
        "        if mornings > 0:\n",
        "        if mornings > 10_000:\n",
        (OF_SLOTS + "test_overdue_rings_every_morning_for_ever",),
    ),
    Mutant(
        "a clear column alone silences a date",
        "open=row.open or status in REMINDED or bool(unlooked_since),",
        "open=row.open,",
        (OF_PULSE + "test_a_clear_column_alone_silences_nothing",),
    ),
    Mutant(
        "a server without TLS is spoken to in clear",
        '        if server.tls == "starttls":\n            smtp.starttls',
        '        smtp.ehlo()\n        if server.tls == "starttls" and smtp.has_extn("starttls"):\n'
        "            smtp.starttls",
        (MOODS + "test_no_mail_leaves_without_tls",),
    ),
    Mutant(
        "a date that changed and was then cancelled still stands in a mail",
        "code = WITHDREW if news == WITHDRAWN else NEWS",
        "code = NEWS",
        (OWN + "test_what_changed_and_was_then_cancelled_is_told_twice",),
    ),
    Mutant(
        "a date told while the clock ran ahead is forgotten to have been told",
        "for code in (*_WIDEST, EARLY):",
        "for code in _WIDEST:",
        (CLOCKS + "test_a_date_told_too_early_and_then_cancelled_is_withdrawn",),
    ),
    Mutant(
        "the hourly check believes that every slot was told",
        "untold = {owing.entry.id for owing in wanted if owing.fact not in marked}",
        "untold = {owing.entry.id for owing in wanted if owing.fact is None}",
        (OF_PULSE + "test_the_check_finds_a_mark_that_was_taken_away",),
    ),
    Mutant(
        "a mail may wait past the next slot of its date",
        "min([desk.now + back_off(row.attempts), *_next_slots(desk, row)])",
        "desk.now + back_off(row.attempts)",
        (OF_LEASES + "test_a_mail_waits_no_longer_than_until_its_next_slot",),
        (("min([desk.now + wait, *_quarters(desk, row)])", "desk.now + wait"),),
    ),
    Mutant(
        "a mail sent tomorrow, by a clock that was wrong, holds up today's",
        "select(Mail).where(hers, Mail.accepted_at >= start, Mail.accepted_at <= desk.now)",
        "select(Mail).where(hers, Mail.accepted_at >= start)",
        (SET_BACK + "test_a_mail_accepted_in_the_future_holds_up_no_other",),
    ),
    Mutant(
        "no mail says who can open a case that its reader cannot",
        "        if not shut:\n            return {}\n",
        "        if shut:\n            return {}\n",
        (CAN_OPEN + "test_a_supervisor_who_cannot_open_it_reads_who_can",),
    ),
    Mutant(
        "whoever is in court is told again every two hours",
        "if role != SUPERVISOR and person not in roster.in_court:",
        "if role != SUPERVISOR:",
        (REPEATS + "test_what_nobody_saw_is_told_again_in_working_hours",),
    ),
    Mutant(
        "news of a changed date is told by a mark alone",
        "last=_last_checked(desk), news=news)",
        "last=_last_checked(desk))",
        (OF_SILENCED + "test_that_a_date_changed_is_told_anew_where_its_mail_was_taken_away",),
    ),
)
