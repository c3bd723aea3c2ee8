"""Reminders: every open date is told in time, to somebody who can act, until it is closed.

Planning (`plan`) turns what has rung into marks and mails; a worker leases mails (`claim`),
writes each at the last moment (`text_of`), hands it over and settles; people say that they have
seen (`acknowledge`, `see_link`). At least once, and at most one copy more for each crash.
"""

from app.casework.reminders.clocks import set_right
from app.casework.reminders.forecast import Ringing, forecast, is_fresh
from app.casework.reminders.leases import (
    Claim,
    claim,
    failed,
    is_waiting,
    left_plain,
    release,
    renew,
    settle,
)
from app.casework.reminders.passing import by_link, pass_on
from app.casework.reminders.planning import Planned, awake_since, plan
from app.casework.reminders.roster import Roster, read_roster
from app.casework.reminders.seen import (
    LinkView,
    acknowledge,
    link_page,
    see_link,
    told_by,
    waiting,
    waiting_among,
)
from app.casework.reminders.text import text_of

__all__ = [
    "Claim",
    "LinkView",
    "Planned",
    "Ringing",
    "Roster",
    "acknowledge",
    "awake_since",
    "by_link",
    "claim",
    "failed",
    "forecast",
    "is_fresh",
    "is_waiting",
    "left_plain",
    "link_page",
    "pass_on",
    "plan",
    "read_roster",
    "release",
    "renew",
    "see_link",
    "set_right",
    "settle",
    "text_of",
    "told_by",
    "waiting",
    "waiting_among",
]
