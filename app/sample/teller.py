"""Reads one case of the sample office and sets its days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple, get_args

from app.casework.deadlines import Means
from app.forums.codes import CourtKind, Medium, Proceeding
from app.forums.courts import court
from app.forums.formats import a_number
from app.sample.facts import Case, Client, Deadline, Done, Guest, Hearing, Note
from app.sample.fields import Days, Fields, UnfitStory, wall

MEANS = set(get_args(Means))


@dataclass(frozen=True, slots=True)
class Telling:
    """What holds for every case: the days, the office's zone, the rules that can be counted."""

    days: Days
    zone: str
    rules: Collection[str] | None = None


class _Typed(NamedTuple):
    """A deadline as somebody typed it."""

    title: str
    due: datetime | None
    zone: str
    why: str
    means: str  # empty: what is usual for a typed day


class Teller:
    """Reads one case; hearings first, because deadlines may count from them."""

    def __init__(self, place: Telling, row: object) -> None:
        self.days = place.days
        self.zone = place.zone
        self.rules = place.rules
        self.fields = Fields(row, "a case")
        self.fields.where = self.fields.text("slug")
        self.hearings: dict[str, Hearing] = {}

    def case(self) -> Case:
        """Return the case with every day set."""
        f = self.fields
        for number, row in enumerate(f.rows("hearings")):
            hearing = self._hearing(Fields(row, f"{f.where}: hearing"), str(number))
            self.hearings[hearing.key] = hearing
        lead = f.text("lead")
        stage = f.one_of("stage", {"open", "inquiry", "closed"}, "open")
        # Nobody has asked a caller yet; of a client the office knows.
        held = None if stage == "inquiry" else False
        told = Case(
            slug=f.where,
            title=f.text("title", ""),
            lead=lead,
            team=tuple(f.rows("team")),
            guests=tuple(self._guest(Fields(row, f.where)) for row in f.rows("guests")),
            access=f.one_of("access", {"open", "named"}, "open"),
            stage=stage,
            opened_on=self.days.ago(-f.whole("opened")),
            clients=tuple(self._client(Fields(row, f.where), held) for row in f.rows("clients")),
            hearings=tuple(self.hearings.values()),
            deadlines=tuple(self._deadline(Fields(r, f.where), lead) for r in f.rows("deadlines")),
            notes=tuple(self._note(Fields(row, f.where)) for row in f.rows("notes")),
        )
        f.end()
        return told

    def _client(self, f: Fields, held: bool | None) -> Client:
        number = f.text("a_number", "")
        client = Client(
            given_names=f.text("given_names"),
            family_name=f.text("family_name", ""),
            second_family_name=f.text("second_family_name", ""),
            role=f.one_of("role", {"client", "rider", "relative"}, "client"),
            relation=f.text("relation", ""),
            language=f.text("language"),
            interpreter=bool(f.flag("interpreter")),
            a_number=a_number(number) if number else "",
            birth_date=self._birth_date(f),
            phone=f.text("phone", ""),
            safe_to_text=f.flag("safe_to_text", default=None),
            detained=f.flag("detained", default=held),
            detained_at=f.text("detained_at", ""),
            country=f.text("country", ""),
        )
        f.end()
        return client

    def _birth_date(self, f: Fields) -> date | None:
        born = f.any("birth_date")
        if born is None or type(born) is date:
            return born
        given = Fields(born, f.where)
        day = self.days.ago(-given.whole("in_days"))
        given.end()
        return day

    def _hearing(self, f: Fields, number: str) -> Hearing:
        place = court(f.text("court"))
        if place is None:
            raise UnfitStory(f"{f.where}: the court is not known")
        hearing = Hearing(
            key=f.text("key", number),
            starts=wall(f, self.days.weekday(f)),
            zone=place.zone,
            court=place.code,
            kind=f.one_of("kind", set(get_args(CourtKind))),
            medium=f.one_of("medium", set(get_args(Medium))),
            judge=f.text("judge"),
            proceeding=f.one_of("proceeding", set(get_args(Proceeding)), "removal"),
            interpreter=f.text("interpreter", ""),
            replaces=f.one_of("replaces", {"", *self.hearings}) if f.has("replaces") else "",
            reason=f.text("reason", ""),
        )
        f.end()
        return hearing

    def _deadline(self, f: Fields, lead: str) -> Deadline:
        rule, inputs = f.text("rule", ""), self._inputs(f)
        typed = self._typed(f)
        by_hand = self._by_hand(f)
        if rule and self.rules is not None and rule not in self.rules:
            rule, inputs, typed = "", {}, by_hand
        if (rule == "") != (typed.title != "" and typed.due is not None):
            raise UnfitStory(f"{f.where}: a deadline has a rule, or a title and a day")
        deadline = Deadline(
            rule=rule,
            inputs=inputs,
            title=typed.title,
            due=typed.due,
            zone=typed.zone,
            why=typed.why,
            means="" if rule else typed.means,
            whose=f.one_of("whose", {"ours", "told"}, "ours"),
            fatal=f.flag("fatal", default=None),
            responsible=f.text("responsible", lead),
            done=self._done(f),
        )
        f.end()
        return deadline

    def _by_hand(self, f: Fields) -> _Typed:
        given = Fields(f.any("by_hand", {}), f"{f.where}: by_hand")
        by_hand = self._typed(given, means="file_by")  # as most rules count days to file by
        given.end()
        return by_hand

    def _typed(self, f: Fields, means: str = "") -> _Typed:
        due, zone = None, self.zone
        if f.has("due"):
            moment = Fields(f.any("due"), f.where)
            due, zone = wall(moment, self.days.due(moment)), moment.text("zone", self.zone)
            moment.end()
        if f.has("means"):
            means = f.one_of("means", MEANS)
        return _Typed(f.text("title", ""), due, zone, f.text("why", ""), means)

    def _inputs(self, f: Fields) -> dict[str, str | int | bool]:
        given = f.any("inputs", {})
        if not isinstance(given, dict):
            raise UnfitStory(f"{f.where}: inputs must be a table")
        return {name: self._input(value, f.where) for name, value in given.items()}

    def _input(self, value: object, where: str) -> str | int | bool:
        if isinstance(value, str | int):
            return value
        moment = Fields(value, where)
        if moment.has("hearing"):
            text = self.hearings[moment.one_of("hearing", self.hearings)].starts.date().isoformat()
        elif moment.has("at"):
            text = wall(moment, self.days.weekday(moment)).isoformat(timespec="minutes")
        else:
            text = self.days.weekday(moment).isoformat()
        moment.end()
        return text

    def _done(self, f: Fields) -> Done | None:
        if not f.has("done"):
            return None
        given = Fields(f.any("done"), f.where)
        done = Done(self.days.ago(given.whole("days_ago")), given.text("by"), given.text("note"))
        given.end()
        return done

    def _note(self, f: Fields) -> Note:
        on = self.days.ago(f.whole("days_ago"))
        hour = time.fromisoformat(f.text("at", "08:05"))
        note = Note(f.text("author"), on, hour, f.text("text"))
        f.end()
        return note

    def _guest(self, f: Fields) -> Guest:
        guest = Guest(f.text("person"), self.days.ago(-f.whole("until")))
        f.end()
        return guest
