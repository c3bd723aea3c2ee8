"""A form that was begun and not saved: Back and Reload bring it again, for this session alone.

Pages may not be kept by the browser, so what was typed waits in the session, sealed under its
cookie like all that a session keeps; it goes with the sign-out, and nothing of it is stored.
"""

import json
from dataclasses import dataclass, field

from app.gate import token_of
from app.web.forms import Form
from app.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Begun:
    """What was typed last and not saved, and the round of typing that it belongs to."""

    number: int
    form: Form | None = field(repr=False)


def look(visit: Visit) -> Begun:
    """Return what was begun in this session."""
    number, payload = visit.there.sessions.begun(token_of(visit.request))
    return Begun(number, None if payload is None else Form(json.loads(payload)))


def keep(visit: Visit, begun: Begun, form: Form) -> None:
    """Keep what was typed, unless it was saved since this request began to look."""
    payload = json.dumps(form, ensure_ascii=False).encode()
    visit.there.sessions.keep_begun(token_of(visit.request), begun.number, payload)


def forget(visit: Visit) -> None:
    """Forget what was begun: it is saved, or she begins anew."""
    visit.there.sessions.forget_begun(token_of(visit.request))
