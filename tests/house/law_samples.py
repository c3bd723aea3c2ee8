"""Invented contexts for the pages of the office's own law."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace as View
from typing import Any
from uuid import UUID

from app.casework.newlaw import MovedDate, Stretch
from app.casework.ownlaw import LawChangeView, Reviewed
from app.casework.rulebook import Beside
from tests.house.page_views import ME
from tests.house.rule_samples import PLAIN, RULE
from tests.house.sample import SENTENCE, Sample

THEN = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
VERSION = LawChangeView(
    id=UUID(int=1),
    kind="version",
    state="waits",
    rule="eoir.bia.appeal",
    title="A paper for the Board",
    version=2,
    day=date(2027, 6, 1),
    since=date(2027, 4, 9),
    sort="",
    cite="An order of 9 April",
    reason="It is stayed.",
    name="",
    bar="",
    asked_by="Carmen",
    asked_at=THEN,
    agreed_by="",
    ended_by="",
    ended_at=None,
    of_now=True,
    may_agree=True,
    ends_by_two=False,
    ending_by="",
    ending_mine=False,
    may_end_too=False,
    changed=False,
)
DAY: dict[str, Any] = {"kind": "closed_day", "sort": "closure", "version": None, "reason": ""}
CHANGES = [
    VERSION,
    VERSION.model_copy(update={"state": "holds", "agreed_by": "Alma", "may_agree": False}),
    VERSION.model_copy(update={"state": "over", "may_agree": False}),
    VERSION.model_copy(
        update={"state": "holds", "may_agree": False, "ending_by": "Ruth", "may_end_too": True}
    ),
    VERSION.model_copy(
        update={"state": "ended", "ended_by": "Alma", "ended_at": THEN, "refused_why": "No order."}
    ),
    VERSION.model_copy(update=DAY | {"state": "holds", "changed": True, "may_agree": False}),
    VERSION.model_copy(
        update=DAY | {"state": "ended", "ended_by": "Carmen", "ended_at": THEN, "may_agree": False}
    ),
]
MOVES = MovedDate(
    id=UUID(int=2),
    case_id=UUID(int=3),
    number="BCDF-GHJ",
    client_name="Inés Quiñones Tema",
    title="A paper for the Board",
    fatal=True,
    was=date(2027, 5, 12),
    was_due=date(2027, 5, 12),
    now=date(2027, 4, 22),
    now_due=date(2027, 4, 22),
    stays=False,
    question="",
)
LOOKED = Stretch(
    changes=[
        MOVES,
        MOVES.model_copy(update={"now": date(2027, 5, 20), "fatal": False}),
        MOVES.model_copy(update={"now": None, "stays": True, "question": "Who decides?"}),
    ],
    after=UUID(int=3),
    done=250,
    total=300,
    number=1,
)
OLD, NEW = RULE.versions[0], RULE.versions[-1]
DECIDE: dict[str, Any] = {
    "change": VERSION,
    "beside": Beside(rule=RULE, stands=OLD, asked=NEW),
    "moves": LOOKED,
    "tz": "America/New_York",
}
ALL = LOOKED.model_copy(update={"changes": [], "after": None, "done": 300})
STOPPED = LOOKED.model_copy(update={"stands": 200})
THROUGH = ALL.model_copy(update={"is_through": True})


def samples() -> Iterator[Sample]:
    """Yield the pages, as the legal staff and as others see them."""
    here: dict[str, Any] = {"me": ME, "section": "rules", "form": {}, "errors": {}}
    here["refused"] = None
    auditor = here | {"me": View(**vars(ME) | {"role": "auditor"})}
    office = {"changes": CHANGES, "versions": [("eoir.bia.appeal:2", "Ten days")]}
    office |= {"waiting": ["Alma", "Bruno"], "tz": "America/New_York"}
    boss = here | {"me": View(**vars(ME) | {"role": "supervising_attorney"})}
    yield "law-office", "rules/office.html", boss | office
    yield "law-office-read", "rules/office.html", auditor | office
    none: dict[str, Any] = {"changes": [], "versions": [], "waiting": []}
    yield "law-decide", "rules/decide.html", boss | DECIDE
    day = VERSION.model_copy(update=DAY | {"may_agree": False, "changed": True})
    yield "law-decide-day", "rules/decide.html", boss | DECIDE | {"change": day, "beside": None}
    yield "law-office-none", "rules/office.html", boss | office | none
    reviews = {RULE.id: Reviewed("Carmen", "DC 1", date(2026, 11, 24), date(2027, 11, 1))}
    review = {"rules": [RULE, PLAIN], "reviews": reviews, "ticked": [PLAIN.id]}
    yield "law-review", "rules/review.html", boss | review
    yield "law-changed", "rules/changed.html", here | {"view": LOOKED}
    yield "law-changed-again", "rules/changed.html", here | {"view": LOOKED, "refused": SENTENCE}
    yield "law-changed-none", "rules/changed.html", here | {"view": ALL}
    yield "law-changed-stopped", "rules/changed.html", here | {"view": STOPPED}
    yield "law-changed-through", "rules/changed.html", here | {"view": THROUGH}
    yield "law-stretch", "rules/stretch.html", here | {"view": LOOKED}
    yield "law-carried", "rules/carried.html", here | {"view": LOOKED}
    yield "law-carried-all", "rules/carried.html", here | {"view": ALL}
