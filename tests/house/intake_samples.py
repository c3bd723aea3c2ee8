"""Invented contexts for calls and inquiries."""

from collections.abc import Iterator
from typing import Any

from app.casework.conflicts.frontdesk import CallView, LookUpView
from app.casework.intake import order
from app.casework.intake.checking import ComparedView, KeptCheck, MatchView
from app.casework.intake.heard import FOLLOWING, Heard
from app.casework.intake.inquiries import EndView, InquiryLine, InquiryView, LastView, StepView
from app.casework.intake.inquiries import TakenCall as Taken
from app.casework.intake.known import AlreadyTaken, KnownView
from tests.house.page_views import COLLEAGUES, ID, INSTANT, ME
from tests.house.sample import FORM, Sample

HEARD = Heard(
    given_names="Juan Carlos",
    family_name="Xicay",
    second_name="Tuj",
    born="about 35",
    a_number="99? 123 45",
    country="Guatemala",
    speaks="quc",
    problem="detained",
    answers={"facility": "A number in Texas", "bond": "Nobody spoke of it"},
    detained=True,
    detained_by="ice",
    last_seen="Poultry plant, Canton",
    signed=False,
    ordered_before=True,
    court_date="4/20/2027",
    moving=True,
)
LINE = InquiryLine(
    case_id=ID,
    version=3,
    number="BCDF-GHJ",
    name=HEARD.name,
    place=HEARD.last_seen,
    phone="555-0142",
    caller="Marta",
    language="es",
    may_leave=False,
    may_say=False,
    owner="Rosa Molina",
    mine=False,
    taken_at=INSTANT,
    taken_by="Rosa Molina",
    calls=2,
    last=LastView(what="case.call", by="Luis Ortega", at=INSTANT),
    call_back_at=INSTANT,
    late=True,
    reasons=[order.MOVING, order.ORDER],
    put=order.FIRST,
    put_by="Luis Ortega",
    put_why="The bus leaves at five",
    steps_left=6,
)
PLAIN = LINE.model_copy(
    update={
        "name": "",
        "reasons": [],
        "put": "",
        "call_back_at": None,
        "late": False,
        "steps_left": 0,
        "calls": 1,
    }
)
CALL = Taken(
    id=ID,
    at=INSTANT,
    taken_by="Rosa Molina",
    caller="Marta",
    phone="555-0142",
    may_leave=False,
    may_say=None,
    relation="wife",
    language="es",
    words="They took him from the line.",
    told=["sign_nothing"],
    date_told="20 April",
)
STEPS = [
    StepView(step=step, by="Rosa Molina" if not at else "", at=None if at else INSTANT)
    for at, step in enumerate(order.STEPS)
]
VIEW = InquiryView(
    **LINE.model_dump(),
    stage="inquiry",
    heard=HEARD,
    unconfirmed=HEARD.unconfirmed,
    calls_taken=[CALL],
    steps=STEPS,
    ended=None,
    dates=1,
    zone="America/New_York",
)
END = EndView(
    how="referred", to="Legal Aid, Macon", why="", told="20 April", by="Rosa Molina", at=INSTANT
)
CHECK = KeptCheck(
    id=ID,
    version=2,
    at=INSTANT,
    by="Rosa Molina",
    asked=[ComparedView(name="Xicay Tuj, Juan Carlos", role="client")],
    hits=[
        MatchView(
            about="Xicay Tuj, Juan Carlos",
            case_id=ID,
            number="K7QX-31",
            name="Xicay, Juan",
            role="relative",
            rank=88,
            reasons=["part_of_name"],
        )
    ],
    ask=["Ana Robles"],
    lacking=True,
    decision="pending",
    note="Ana looks at it",
    decided_by="Rosa Molina",
    decided_at=INSTANT,
)
TABS = [(2, "Marisol"), (3, "")]
PAIRS = [(str(each), name) for each, name in COLLEAGUES]
FORM_OF_CALL: dict[str, Any] = {
    "me": ME,
    "section": "intake",
    "kind": "call-1",
    "tab": 1,
    "tabs": TABS,
    "owners": PAIRS,
    "following": FOLLOWING,
    "told_ticked": ["will_call"],
    "sentences": [("will_call", "“We call you back.”", "«Le devolvemos la llamada».")],
    "may_look": True,
}
ONE: dict[str, Any] = {
    "me": ME,
    "section": "intake",
    "alike": [],
    "view": VIEW,
    "checks": [CHECK],
    "rule": order.RULE,
    "owners": PAIRS,
    "leads": PAIRS,
    "profile": "open",
    "may_check": True,
    "may_end": True,
    "may_waive": False,
    "tz": "America/New_York",
} | FORM


def samples() -> Iterator[Sample]:
    """Yield each page in its states."""
    board = {"me": ME, "section": "intake", "rule": order.RULE, "has_team": True, "tabs": []}
    yield "intake", "intake/board.html", board | {"lines": [LINE, PLAIN], "tabs": TABS}
    yield "intake-empty", "intake/board.html", board | {"lines": [], "has_team": False}
    yield "call", "intake/new.html", FORM_OF_CALL | FORM
    yield "call-begun", "intake/new.html", FORM_OF_CALL | FORM | {"tabs": [], "begun": True}
    known = KnownView(taken=[_taken("Juan Carlos Xicay"), _taken("")], ours=None)
    yield "call-known", "intake/known.html", {"me": ME, "known": known}
    ours = LookUpView(answer="ours", call=CallView(name="Ana Robles", phone="12"))
    yield "call-ours", "intake/ours.html", {"me": ME, "answer": ours}
    yield (
        "call-ask",
        "intake/ours.html",
        {"me": ME, "answer": LookUpView(answer="ask", unread=True)},
    )
    yield "inquiry", "intake/one.html", ONE
    alike = [_taken("Juan Carlos Xicay"), _taken("")]
    yield "inquiry-alike", "intake/one.html", ONE | {"alike": alike}
    end = END.model_copy(update={"how": "joined", "why": "", "told": ""})
    put = VIEW.model_copy(update={"stage": "ended", "ended": end})
    yield "inquiry-put", "intake/one.html", ONE | {"view": put, "checks": []}
    decided = CHECK.model_copy(update={"decision": "", "hits": [], "ask": [], "decided_at": None})
    bare = VIEW.model_copy(update={**PLAIN.model_dump(), "heard": Heard(), "steps": []})
    yield "inquiry-undecided", "intake/one.html", ONE | {"view": bare, "checks": [decided]}
    ended = VIEW.model_copy(update={"stage": "ended", "ended": END})
    yield "inquiry-ended", "intake/one.html", ONE | {"view": ended, "checks": []}


def _taken(name: str) -> AlreadyTaken:
    return AlreadyTaken(
        case_id=ID,
        number="BCDF-GHJ",
        name=name,
        place="Poultry plant, Canton",
        at=INSTANT,
        by="Rosa Molina",
        reasons=["same_phone"],
    )
