"""One visit to a page: the person's desk, opened for reading or writing, and the page she gets.

Handlers open a desk in a `with` block of their own, so that a form that was refused, or came too
late, is shown again with everything typed after the transaction was rolled back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response

from app.casework import holds, policy, pulse, recovery, seats, unreached
from app.casework.casefiles import DamagedView, damaged
from app.casework.holdtidings import HELD
from app.casework.passkeys import place_of
from app.casework.pulse import PulseView
from app.casework.reminders.troubles import RECOVERING, YOURS, sentence_of
from app.casework.seats import Seat
from app.casework.unreached import Unreached
from app.config import Settings
from app.db.desk import Colleague, Desk
from app.errors import AmparoError, Refused
from app.gate import SeatDep, Shared, SharedDep, action_of, cookie_name, token_of
from app.guards import asked_locale
from app.web.forms import Form, StashDep
from app.web.pages import page
from app.web.saved import SAVED
from app.words import LOCALES, N_

OK, SEE_OTHER = 200, 303
# What stands over every page for days, folded: the whole sentence of each is behind these words.
ON_HOLD = N_("A hold stands on the whole office: nothing is destroyed")
COMES_BACK = N_("Reminder mail to you comes back")
OPENING = N_("The custodians are opening cases for a colleague")


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
        self._unreached: Unreached | None = None
        self._lasting: tuple[tuple[str, str], ...] = ()
        self._wrote = False
        self._damaged: dict[UUID, DamagedView] = {}

    @contextmanager
    def read(self) -> Iterator[Desk]:
        """Open a desk for reading, if the role includes the route's action."""
        with seats.reading(self.there.house, self._seat) as desk:
            self._admit(desk)
            beat, lost = unreached.told(desk, self.calendar, pulse.pulse(desk))
            self.pulse, self._unreached = beat, lost
            # The alarm of dates that nobody answers for names these in its place.
            self._trouble = (beat.sentence,) if beat.sentence and lost is None else ()
            self._lasting = ((COMES_BACK, sentence_of(YOURS)),) if beat.comes_back else ()
            if desk.who.role == policy.SUPERVISING and recovery.is_waiting(desk):
                self._lasting += ((OPENING, sentence_of(RECOVERING)),)
            if self._tells_of_holds(desk.who.role) and holds.is_shown(desk):
                self._lasting += ((ON_HOLD, sentence_of(HELD)),)
            yield desk
            self._damaged |= {each.id: each for each in damaged(desk)}

    def _tells_of_holds(self, role: str) -> bool:
        """Tell whether this page says that the office is held: pages of cases say so themselves."""
        is_today = self.request.url.path == "/today"
        return role in policy.MANAGING or (is_today and role in policy.LEGAL)

    @contextmanager
    def write(self) -> Iterator[Desk]:
        """Open a desk for writing, if the role includes the route's action."""
        with seats.writing(self.there.house, self._seat) as desk:
            self._admit(desk)
            yield desk
        self._wrote = True

    def _admit(self, desk: Desk) -> None:
        self._who = self.request.state.who = desk.who
        self.there.sessions.speak(token_of(self.request), desk.who.locale)
        policy.require(desk.who.role, action_of(self.request.scope.get("route")))

    @property
    def seat(self) -> Seat:
        """Return the seat, for what goes on when this visit is over."""
        return self._seat

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
        for_others = bool(context.get("for_others"))  # a paper that leaves the office: no banner
        is_whole = status == OK and not self.request.headers.get("hx-request") and not for_others
        token, sessions = token_of(self.request), self.there.sessions
        warned = sessions.warned(token) if is_whole else ""
        standing = {
            "me": self.who,
            "trouble": () if for_others else self._trouble,
            "unreached": None if for_others else self._unreached,
            "lasting": () if for_others else self._lasting,
            "warned": warned or None,
            # What the first whole page after a deed says.
            "told": (sessions.told(token) or None) if is_whole else None,
            "as_of": self.there.house.clock(),
            "damaged": () if for_others else tuple(self._damaged.values()),
            "office_phone": settings.office_phone,
            "demo": settings.demo,
            "passkeys_here": answer_here(self.request, settings),
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


async def _visit(request: Request, _typed: StashDep, there: SharedDep, seat: SeatDep) -> Visit:
    return Visit(request, there, seat)


VisitDep = Annotated[Visit, Depends(_visit)]


def answer_here(request: Request, settings: Settings) -> bool:
    """Tell whether a passkey answers at the address that a page was opened at."""
    place = place_of(settings)
    return place is not None and urlsplit(place.origin).netloc == request.headers.get("host", "")


def stranger_locale(request: Request) -> str:
    """Return the language for whoever is not signed in: asked for, her last one, the browser's."""
    asked = asked_for(request)
    if asked:
        return asked
    there: Shared | None = getattr(request.app.state, "shared", None)
    if there is None:  # locked: nobody has a session that could be remembered
        return asked_locale(request.headers)
    former = request.cookies.get(cookie_name(there.house.settings), "")
    return there.sessions.spoke(former) or asked_locale(request.headers)


def asked_for(request: Request) -> str:
    """Return the language that an address asks for; a form posts to the same, and keeps it."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LOCALES else ""
