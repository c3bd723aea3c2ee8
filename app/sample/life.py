"""The life of one sample case: its deeds, in order, each with its moment and its doer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Literal
from uuid import UUID

from app.casework import (
    adding,
    amending,
    cases,
    courtcheck,
    endings,
    hearings,
    informing,
    notes,
    people,
    readers,
    scheduling,
)
from app.casework.adding import NewDeadline
from app.casework.amending import HearingChange
from app.casework.cases import NewCase
from app.casework.courtcheck import Checked, Seen
from app.casework.endings import Completion
from app.casework.following import Follow
from app.casework.guests import LONGEST
from app.casework.informing import Told
from app.casework.notes import NewNote
from app.casework.people import NewPerson, PersonFacts
from app.casework.readers import NewReader
from app.casework.scheduling import NewHearing
from app.clock import instant
from app.db.desk import Desk
from app.forums import codes
from app.sample import besides, clinic, filed, papers
from app.sample.facts import Case, Client, Deadline, Guest, Hearing, Note

Deed = Callable[[Desk], object]
Moment = Callable[[date, time], datetime]

FILING_RULE = "eoir.ic.filing.individual.nondetained"
NO_PAPERS = "Nothing to file for this setting"
MORNING, NOON, EVENING = time(9), time(12), time(16)
FILED_AT = "08:30"  # before any hour at which something is due
AN_HOUR = timedelta(hours=1)
SOON = timedelta(days=21)


@dataclass(slots=True)
class CaseLife:
    """One case while its story is lived; what its rows are called becomes known on the way."""

    case: Case
    ids: Mapping[str, UUID]
    now: datetime
    moment: Moment
    case_id: UUID | None = None
    hearings: dict[str, UUID] = field(default_factory=dict)
    deadlines: dict[int, UUID] = field(default_factory=dict)

    def deeds(self) -> Iterator[tuple[datetime, str, Deed]]:
        """Give each deed with its moment and its doer, none before the case was opened."""
        opened = self.moment(self.case.opened_on, MORNING)
        for moment, who, deed in self._told():
            yield max(moment, opened), who, deed

    def _told(self) -> Iterator[tuple[datetime, str, Deed]]:
        lead, opened = self.case.lead, self.moment(self.case.opened_on, MORNING)
        yield opened, lead, self.open
        yield from self._guests(opened)
        for client in self.case.clients[1:]:
            yield opened, lead, partial(self.add, client)
        yield from self._besides(opened)
        yield from self._heard()
        for number, deadline in enumerate(self.case.deadlines):
            if not self._follows_a_hearing(deadline):
                yield self._known(deadline), lead, partial(self.owe, number, deadline)
            if deadline.done is not None:
                done = deadline.done
                moment = max(self.moment(done.on, EVENING), self._known(deadline))
                yield moment, done.by, partial(self.finish, number, deadline)
        for note in self.case.notes:
            yield self.moment(note.on, note.at), note.author, partial(self.write, note)

    def _heard(self) -> Iterator[tuple[datetime, str, Deed]]:
        lead = self.case.lead
        for hearing in self.case.hearings:
            yield self._entered(hearing), lead, partial(self.schedule, hearing)
            if self._is_over(hearing):
                over = max(self._starts(hearing) + AN_HOUR, self._entered(hearing))
                yield over, lead, partial(self.hold, hearing)
            elif self._is_told(hearing):
                told = max(self.now - AN_HOUR, self._entered(hearing))
                yield told, lead, partial(self.tell, hearing)

    def _besides(self, opened: datetime) -> Iterator[tuple[datetime, str, Deed]]:
        """Give where clients are held, last looked up a while ago, and the papers of the case."""
        lead, recently = self.case.lead, max(opened, self.now - besides.TWO_HOURS)
        if self._detained and self.case.stage == "open":
            if self.case.slug in besides.MOVED:
                yield opened, lead, partial(self.hold_at, before=True)
            yield recently, lead, partial(self.hold_at, before=False)
        if self.case.slug in papers.PAPERS:
            yield opened + AN_HOUR, lead, self.file
        if besides.decided(self.case, self.now.date()):
            yield recently, lead, self.decide
        if filed.has_any(self.case.slug):
            yield recently, lead, self.enter_filings
        if self.case.slug in besides.WORK:
            yield recently, lead, self.work
        if self.case.slug in clinic.SERVED:
            yield recently, clinic.SERVED[self.case.slug][0], self.serve

    def _guests(self, opened: datetime) -> Iterator[tuple[datetime, str, Deed]]:
        for guest in self.case.guests:
            first = self.moment(guest.until - LONGEST, MORNING)  # a stay lasts no longer
            yield max(opened, first), self.case.lead, partial(self.invite, guest)

    # --- the deeds ---

    def open(self, desk: Desk) -> None:
        """Open the case with its first client."""
        first = self.case.clients[0] if self.case.clients else None
        legal = [key for key in self.case.team if key != self.case.lead]
        new = NewCase(
            client=_facts(first) if first else PersonFacts(),
            title=self.case.title,
            note="" if first else "Taken in by telephone.",
            named_only=self.case.access == "named",
            named=[self.ids[key] for key in legal],
        )
        self.case_id = cases.open_new(desk, new).id
        besides.enter_proceedings(desk, self.case_id, self.case, desk.who.id)

    def invite(self, guest: Guest, desk: Desk) -> None:
        """Give the case to a guest, until her last day."""
        new = NewReader(staff_id=self.ids[guest.person], until=guest.until)
        readers.add(desk, self._id, new)

    def hold_at(self, desk: Desk, *, before: bool) -> None:
        """Write down where clients are held, or were before."""
        besides.hold(desk, self._id, self.case, before=before)

    def file(self, desk: Desk) -> None:
        """File the papers of the case."""
        papers.file(desk, self._id, self.case.slug)
        if self.case.slug in papers.BUNDLES:
            papers.put_together(desk, self._id, self.case.slug)

    def enter_filings(self, desk: Desk) -> None:
        """Enter what was filed in the case."""
        filed.enter(desk, self._id, self.case)

    def decide(self, desk: Desk) -> None:
        """Enter what was decided in an earlier proceeding."""
        besides.decide(desk, self._id, self.case)

    def work(self, desk: Desk) -> None:
        """Write down what was done today, and what is to be done."""
        besides.work(desk, self._id, self.case.slug)

    def serve(self, desk: Desk) -> None:
        """Enter the paper that was served today."""
        clinic.serve(desk, self._id, self.case.slug)

    def add(self, client: Client, desk: Desk) -> None:
        """Add a rider or relative."""
        facts = _facts(client).model_dump()
        role = client.role if client.role in {"client", "rider", "relative"} else "other"
        people.add(desk, NewPerson(case_id=self._id, role=role, **facts))  # type: ignore[arg-type]

    def schedule(self, hearing: Hearing, desk: Desk) -> None:
        """Put a hearing on the calendar; the filing deadline that the story tells follows."""
        wanted = any(self._belongs(each, hearing) for each in self.case.deadlines)
        choice: Literal["take", "leave"] = "take" if wanted else "leave"
        new = NewHearing.model_validate(
            {
                "case_id": self._id,
                "starts": hearing.starts,
                "starts_sure": hearing.starts.date(),
                "tz": hearing.zone,
                "court": hearing.court,
                "kind": hearing.kind,
                "medium": hearing.medium,
                "judge": hearing.judge.removeprefix("Judge "),
                "proceeding": hearing.proceeding,
                "interpreter": _language(hearing.interpreter),
                "replaces": self.hearings.get(hearing.replaces),
                "reason": hearing.reason,
                "past": True,
                "follows": [Follow(rule=FILING_RULE, choice=choice, reason=NO_PAPERS)],
            }
        )
        view = scheduling.schedule_hearing(desk, new)
        self.hearings[hearing.key] = view.id
        for number, each in enumerate(self.case.deadlines):
            if view.deadlines and self._belongs(each, hearing):
                self.deadlines[number] = view.deadlines[0].id

    def hold(self, hearing: Hearing, desk: Desk) -> None:
        """Record that a hearing took place."""
        view = hearings.one(desk, self.hearings[hearing.key])
        if view.status == "set":
            amending.change(desk, view.id, HearingChange(version=view.version, status="held"))

    def tell(self, hearing: Hearing, desk: Desk) -> None:
        """Write down that the client knows of a hearing, which the court's calendar has too."""
        view = hearings.one(desk, self.hearings[hearing.key])
        if view.status != "set":
            return
        for each in informing.of_hearing(desk, view.id):
            if each.role == "client":
                informing.tell(desk, view.id, Told(who=each.who, did="knows", how="phone"))
        seen = Seen(hearing=view.id, starts=view.starts)
        courtcheck.stamp(desk, Checked(hearings=[seen]))

    def owe(self, number: int, deadline: Deadline, desk: Desk) -> None:
        """Add a deadline, by its rule or typed."""
        new: dict[str, object] = {
            "case_id": self._id,
            "why": deadline.why,
            "whose": deadline.whose,
            "fatal": bool(deadline.fatal),
            "responsible_id": self.ids.get(deadline.responsible),
            "title": deadline.title,
            "means": deadline.means or None,
        }
        if deadline.rule:
            new |= {"rule": deadline.rule, "inputs": dict(deadline.inputs)}
        elif deadline.due is not None:
            new |= {
                "due": deadline.due.date(),
                "sure": deadline.due.date(),
                "at": deadline.due.strftime("%H:%M"),
                "tz": deadline.zone,
            }
        self.deadlines[number] = adding.add(desk, NewDeadline.model_validate(new)).id

    def finish(self, number: int, deadline: Deadline, desk: Desk) -> None:
        """Record that a deadline was met."""
        done = deadline.done
        if done is not None and number in self.deadlines:
            ended = Completion(
                note=done.note or "Filed.", on=done.on, sure=done.on, hour=FILED_AT, late=True
            )
            endings.complete(desk, self.deadlines[number], ended)

    def write(self, note: Note, desk: Desk) -> None:
        """Write a note."""
        notes.add(desk, NewNote(case_id=self._id, text=note.text))

    # --- moments and relations ---

    @property
    def _id(self) -> UUID:
        if self.case_id is None:
            message = "a deed came before its case was opened"
            raise RuntimeError(message)
        return self.case_id

    @property
    def _detained(self) -> bool:
        return any(client.detained for client in self.case.clients)

    def _starts(self, hearing: Hearing) -> datetime:
        return min(instant(hearing.starts, hearing.zone), self.now - AN_HOUR)

    def _is_told(self, hearing: Hearing) -> bool:
        """Tell whether the client of a hearing soon knows of it: of every other case."""
        soon = self._starts(hearing) - self.now < SOON
        return soon and len(self.case.notes) % 2 == 0

    def _is_over(self, hearing: Hearing) -> bool:
        return instant(hearing.starts, hearing.zone) + AN_HOUR < self.now

    def _entered(self, hearing: Hearing) -> datetime:
        """Return when a setting was entered: the first at once, a new one before the old day."""
        if not hearing.replaces:
            return self.moment(self.case.opened_on, MORNING) + AN_HOUR
        old = next(each for each in self.case.hearings if each.key == hearing.replaces)
        return min(self._starts(old) - timedelta(days=2), self.now - timedelta(days=1))

    def _known(self, deadline: Deadline) -> datetime:
        """Return when a deadline was entered: with its hearing, or after what set it off."""
        for hearing in self.case.hearings:
            if self._belongs(deadline, hearing):
                return self._entered(hearing)
        trigger = deadline.inputs.get("trigger_date")
        if isinstance(trigger, str):
            return self.moment(date.fromisoformat(trigger) + timedelta(days=1), MORNING)
        return self.moment(self.case.opened_on, NOON)

    def _belongs(self, deadline: Deadline, hearing: Hearing) -> bool:
        day = hearing.starts.date().isoformat()
        counted = deadline.rule == FILING_RULE and deadline.inputs.get("hearing_date") == day
        return counted and hearing.kind == "individual" and not self._detained

    def _follows_a_hearing(self, deadline: Deadline) -> bool:
        return any(self._belongs(deadline, hearing) for hearing in self.case.hearings)


def _language(code: str) -> str:
    known = codes.language(code)
    return known.english if known else code


def _facts(client: Client) -> PersonFacts:
    return PersonFacts(
        given_names=client.given_names,
        family_name=client.family_names,
        language=client.language,
        interpreter=client.interpreter,
        a_number=client.a_number,
        birth_date=client.birth_date,
        phone=client.phone,
        safe_to_text=client.safe_to_text,
        detained=client.detained,
        detained_at=client.detained_at,
        relation=client.relation,
    )
