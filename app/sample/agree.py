"""What must hold across the whole sample office."""

import re
from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from app.forums.codes import language
from app.sample.facts import Case, Story
from app.sample.fields import UnfitStory

LAWYERS = {"attorney", "supervising_attorney"}
LEGAL_STAFF = LAWYERS | {"paralegal"}
ROLES = LEGAL_STAFF | {"intake", "office_admin", "conflicts_officer", "auditor", "volunteer"}
PHONE = re.compile(r"\(\d{3}\) 555-01\d\d")
MAIL = re.compile(r"[a-z.]+@example\.org")
OURS = "999"


def agree(story: Story) -> None:
    """Stop when two parts of the story do not fit, or something could belong to a real person.

    Raises:
        UnfitStory: Says what and where.
    """
    for fault in _faults(story):
        raise UnfitStory(fault)


def readers(story: Story, case: Case) -> set[str]:
    """Return the colleagues who can open a case, guests included."""
    named = {case.lead, *case.team, *(guest.person for guest in case.guests)}
    if case.access == "named":
        return named
    return named | {each.key for each in story.people if each.role in LEGAL_STAFF}


def _faults(story: Story) -> Iterator[str]:
    yield from _office_faults(story)
    numbers = [client.a_number for case in story.cases for client in case.clients]
    for text, count in Counter([case.slug for case in story.cases] + numbers).items():
        if text and count > 1:
            yield f"{text} stands twice"
    for case in story.cases:
        yield from _case_faults(story, case)


def _office_faults(story: Story) -> Iterator[str]:
    roles = [each.role for each in story.people]
    if missing := ROLES - set(roles):
        yield f"nobody has the role {', '.join(sorted(missing))}"
    if roles[:1] != ["attorney"]:
        yield "the first person must be an attorney"
    for each in story.people:
        if not MAIL.fullmatch(each.email) or not PHONE.fullmatch(each.phone):
            yield f"{each.key}: mail or telephone could be somebody's"


def _case_faults(story: Story, case: Case) -> Iterator[str]:
    roles = {each.key: each.role for each in story.people}
    able = readers(story, case)
    if unknown := able - roles.keys():
        yield f"{case.slug}: {', '.join(sorted(unknown))} does not work here"
    if roles.get(case.lead) not in LAWYERS:
        yield f"{case.slug}: the lead is no lawyer"
    if not case.clients:
        yield f"{case.slug}: a case without a client"
    acting = {note.author for note in case.notes} | {each.responsible for each in case.deadlines}
    acting |= {each.done.by for each in case.deadlines if each.done}
    if outside := acting - able:
        yield f"{case.slug}: {', '.join(sorted(outside))} cannot open it"
    for zone in {deadline.zone for deadline in case.deadlines}:
        ZoneInfo(zone)
    yield from _client_faults(case)


def _client_faults(case: Case) -> Iterator[str]:
    spoken = {client.language for client in case.clients}
    spoken |= {hearing.interpreter for hearing in case.hearings if hearing.interpreter}
    for code in spoken:
        if language(code) is None:
            yield f"{case.slug}: language {code} is not known"
    for client in case.clients:
        if client.phone and not PHONE.fullmatch(client.phone):
            yield f"{case.slug}: a telephone could be somebody's"
        if client.a_number and not client.a_number.startswith(OURS):
            yield f"{case.slug}: an A-number could be somebody's"
