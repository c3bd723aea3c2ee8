"""One visit to a page: the person's desk, opened for reading or writing, and the page she gets.

Handlers open a desk in a `with` block of their own, so that a form that was refused, or came too
late, is shown again with everything typed after the transaction was rolled back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response

from app.casework import holds, policy, pulse, recovery, seats
from app.casework.casefiles import DamagedView, damaged
from app.casework.pulse import PulseView
from app.casework.reminders.troubles import HELD, RECOVERING, sentence_of
from app.casework.seats import Seat
from app.db.desk import Colleague, Desk
from app.errors import AmparoError, Refused
from app.gate import SeatDep, Shared, SharedDep, action_of, token_of
from app.guards import asked_locale
from app.web.forms import Form
from app.web.pages import page
from app.web.saved import SAVED
from app.words import LOCALES

OK, SEE_OTHER = 200, 303


class Visit:
    """Who asks for what, with the means to answer."""

    def __init__(self, request: Request, there: Shared, seat: Seat) -> None:
        self.request = request
        self.there = there
        self.calendar = there.calendar
        self.holding = seat.holding
        self._seat = seat
        self._who: Colleague | None = None
        self.pulse: PulseView | None = None  # known once a desk was open for reading
        self._trouble: tuple[str, ...] = ()
        self._wrote = False
        self._damaged: dict[UUID, DamagedView] = {}

    @contextmanager
    def read(self) -> Iterator[Desk]:
        """Open a desk for reading, if the role includes the route's action."""
        with seats.reading(self.there.house, self._seat) as desk:
            self._admit(desk)
            self.pulse = pulse.pulse(desk)
            self._trouble = (self.pulse.sentence,) if self.pulse.sentence else ()
            if desk.who.role == policy.SUPERVISING and recovery.is_waiting(desk):
                self._trouble += (sentence_of(RECOVERING),)
            if desk.who.role in {policy.SUPERVISING, "office_admin"} and holds.is_shown(desk):
                self._trouble += (sentence_of(HELD),)
            yield desk
            self._damaged |= {each.id: each for each in damaged(desk)}

    @contextmanager
    def write(self) -> Iterator[Desk]:
        """Open a desk for writing, if the role includes the route's action."""
        with seats.writing(self.there.house, self._seat) as desk:
            self._admit(desk)
            yield desk
        self._wrote = True

    def _admit(self, desk: Desk) -> None:
        self._who = self.request.state.who = desk.who
        policy.require(desk.who.role, action_of(self.request.scope.get("route")))

    @property
    def who(self) -> Colleague:
        """Return who this is, known once a desk was open."""
        if self._who is None:
            message = "no desk was opened"
            raise RuntimeError(message)
        return self._who

    def page(self, name: str, *, status: int = 200, **context: object) -> Response:
        """Return a page in her language, or the one that she asked for as `in_locale`."""
        settings = self.there.house.settings
        is_whole = status == OK and not self.request.headers.get("hx-request")
        token, sessions = token_of(self.request), self.there.sessions
        warned = sessions.warned(token) if is_whole else ""
        standing = {
            "me": self.who,
            "trouble": self._trouble,
            "warned": warned or None,
            # What the first whole page after a deed says.
            "told": (sessions.told(token) or None) if is_whole else None,
            "as_of": self.there.house.clock(),
            "damaged": tuple(self._damaged.values()),
            "office_phone": settings.office_phone,
            "demo": settings.demo,
        }
        locale = str(context.get("in_locale") or self.who.locale)
        return page(name, locale, status=status, **(standing | context))

    def again(self, name: str, form: Form, wrong: AmparoError, **context: object) -> Response:
        """Return a form with everything that was typed and what to look at."""
        fields = wrong.fields if isinstance(wrong, Refused) else {}
        known = {"form": form.typed(), "errors": fields, "refused": wrong}
        return self.page(name, status=wrong.status, **(known | context))

    def part_refused(self, wrong: Refused) -> Response:
        """Return what to look at in place of a part that htmx fetched."""
        sentence = next(iter(wrong.fields.values()), wrong)
        return self.page("errors/part.html", status=wrong.status, text=sentence)

    def to(self, address: str, told: str = "") -> Response:
        """Send her on to a page, after a deed; the page says once what was saved.

        A route of several deeds gives the sentence of the one that was done.
        """
        if self._wrote:
            return self.did(address, told)
        return RedirectResponse(address, status_code=SEE_OTHER)

    def did(self, address: str, told: str = "") -> Response:
        """Send her on after a deed that opened a writing desk of its own."""
        route = getattr(self.request.scope.get("route"), "path", "")
        if route in SAVED:
            self.there.sessions.tell(token_of(self.request), told or SAVED[route])
        return RedirectResponse(address, status_code=SEE_OTHER)


def _visit(request: Request, there: SharedDep, seat: SeatDep) -> Visit:
    return Visit(request, there, seat)


VisitDep = Annotated[Visit, Depends(_visit)]


def stranger_locale(request: Request) -> str:
    """Return the language for whoever is not signed in: asked for, or the browser's."""
    asked = request.query_params.get("lang", "")
    if asked in LOCALES:
        return asked
    return asked_locale(request.headers)
