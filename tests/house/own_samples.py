"""Invented contexts for what is one's own: mails, calendar, docket, nickname, court."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.casework.docket import Day, DocketView, Held, Holder, HoldersView, Row
from app.casework.feeds import FeedView
from app.casework.mailways import MailsView, OfficeMails
from tests.house.page_views import INSTANT, LABEL, ME, ZONE
from tests.house.sample import FORM, SENTENCE, Sample

ON_TODAY: dict[str, Any] = {"in_court": None, "hours": ["12:30", "13:00"]}
IN_COURT: dict[str, Any] = {"in_court": INSTANT, "hours": ["12:30"]}
HEARD = Row(
    on=date(2026, 12, 1),
    at="08:30",
    tz=ZONE,
    kind="hearing",
    number="K7QX-31",
    name="Xicay Tuj, Marisol",
    what="master",
    means="",
    court="Chicago",
    place="Room 4",
    fatal=False,
    overdue=False,
    responsible="",
)
DUE = HEARD.model_copy(
    update={
        "kind": "deadline",
        "what": "Send the brief",
        "means": "file_by",
        "at": "",
        "fatal": True,
        "overdue": True,
        "responsible": "Luis Ortega",
    }
)
UNNAMED = DUE.model_copy(update={"name": "", "what": "", "fatal": False, "overdue": False})
DOCKET = DocketView(
    made_at=INSTANT,
    not_after=date(2026, 12, 8),
    names=True,
    days=[Day(HEARD.on, [HEARD, DUE])],
    more=2,
    cannot_open=1,
)
PLAIN = DOCKET.model_copy(
    update={"names": False, "days": [Day(HEARD.on, [UNNAMED])], "more": 0, "cannot_open": 0}
)


def samples() -> Iterator[Sample]:
    """Give each page in its states."""
    here: dict[str, Any] = {"me": ME, "section": "account", "tz": ZONE}
    wrong = {"errors": {"word": SENTENCE}, "refused": SENTENCE, "form": {"word": "Tema"}}
    off, on = FeedView(is_on=False), FeedView(is_on=True, hours=True, made_at=INSTANT)
    yield "calendar-off", "mails/calendar.html", here | FORM | {"feed": off}
    yield "calendar-on", "mails/calendar.html", here | FORM | {"feed": on}
    read = on.model_copy(update={"read_on": "2026-11-23"})
    yield "calendar-read", "mails/calendar.html", here | FORM | {"feed": read}
    address = "https://amparo.example.org/feed/AAAAAAAAAAAAAAAAAAAAAA.ics"
    yield "calendar-address", "mails/address.html", here | {"address": address}
    may = {"may_choose": True, "may_feed": True}
    view = MailsView(office=OfficeMails(), own="link", holds="link")
    yield "mails", "mails/ways.html", here | FORM | may | {"view": view}
    strict = MailsView(office=OfficeMails(level="link"), own="", holds="link")
    alone = {"may_choose": False, "may_feed": False}
    yield "mails-strict", "mails/ways.html", here | FORM | alone | {"view": strict}
    yield "mails-wrong", "mails/ways.html", here | may | {"view": view} | wrong
    nickname = {"me": ME, "section": "cases", "label": LABEL}
    yield "nickname", "cases/nickname.html", nickname | FORM
    yield "nickname-wrong", "cases/nickname.html", nickname | wrong
    paper = {"me": ME, "section": "today", "weeks": 2, "as_of": INSTANT}
    yield "docket", "today/docket.html", paper | {"docket": DOCKET}
    yield "docket-plain", "today/docket.html", paper | {"docket": PLAIN, "weeks": 4}
    files = [Held(number="1234 5678 9012", backup="Luis Ortega"), Held(number="2345", backup="")]
    sheet = HoldersView(made_at=INSTANT, holders=[Holder(name="Ana Robles", files=files)], more=3)
    yield "holders", "today/holders.html", paper | {"view": sheet}
    bare = sheet.model_copy(update={"holders": [], "more": 0})
    yield "holders-none", "today/holders.html", paper | {"view": bare}
    none = PLAIN.model_copy(update={"days": []})
    yield "docket-none", "today/docket.html", paper | {"docket": none}
