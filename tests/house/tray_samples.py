"""Invented contexts for what is handed in."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace as View
from typing import Any

from app.casework.tray.files import WaitingFile
from app.casework.tray.handing import GivenView
from app.casework.tray.items import ItemLine, ItemView, TrayToday
from tests.house.page_views import ID, INSTANT, ME, ZONE, wall
from tests.house.sample import FORM, Sample

SENTENCE = "Nothing can be handed in for this. Compare the number with the paper."

LINE = ItemLine(
    id=ID,
    case_id=ID,
    number="BCDF-GHJ",
    client_name="Quiñones Tema, Inés",
    giver_name="Eva Lund",
    at=INSTANT,
    at_local=wall("2026-11-24T07:45"),
    urgent=False,
    late=False,
    mine=True,
)
LATE = LINE.model_copy(update={"late": True})
URGENT = LATE.model_copy(update={"urgent": True})
NOTHING = TrayToday(mine=[], others=0, red=[])
LOUD = TrayToday(mine=[URGENT, LATE, LINE], others=2, red=["Luis Ortega", ""])
GIVEN = GivenView(
    id=ID,
    at=INSTANT,
    at_local=wall("2026-11-24T07:45"),
    state="waits",
    urgent=True,
    settled_by="",
    settled_at=None,
    answer="",
    about="BCDF-GHJ",
    word="blue envelope",
    files=2,
)
SETTLED = {"settled_by": "Ana Robles", "settled_at": INSTANT}
TAKEN = GIVEN.model_copy(update={"state": "taken", "urgent": False} | SETTLED)
BACK = GIVEN.model_copy(update={"state": "returned", "answer": "Not ours; ask Luis."} | SETTLED)
OLD_KEYS = BACK.model_copy(update={"answer": ""})
ITEM = ItemView(
    id=ID,
    case_id=ID,
    number="BCDF-GHJ",
    client_name="Quiñones Tema, Inés",
    giver_name="Eva Lund",
    at=INSTANT,
    at_local=wall("2026-11-24T07:45"),
    urgent=True,
    state="waits",
    settled_by="",
    settled_at=None,
    text="The clerk called.\nShe is to come.",
    on=date(2027, 3, 9),
    hour="09:30",
    files=[
        WaitingFile(id=ID, name="Carta “Petén”.pdf", size=734_003, media_type="application/pdf")
    ],
    files_lost=True,
)


def samples() -> Iterator[Sample]:
    """Yield (name of the sample, template, context)."""
    here: dict[str, Any] = {"me": ME, "section": "handed_in"} | FORM
    listed = here | {"given": [GIVEN, TAKEN, BACK, OLD_KEYS], "waiting": [URGENT, LINE]}
    yield "handed-in", "handed_in/list.html", listed | {"by_name": True}
    wrong = {"refused": SENTENCE, "errors": {"text": SENTENCE, "number": SENTENCE}}
    typed = {"form": {"number": "BCDF", "text": "She called.", "urgent": "true"}}
    yield "handed-in-wrong", "handed_in/list.html", listed | {"by_name": False} | wrong | typed
    admin = View(id=ID, name="Eva Lund", role="office_admin", locale="en", zone=ZONE)
    none = {"me": admin, "given": [], "waiting": [], "by_name": False, "begun": True}
    yield "handed-in-none", "handed_in/list.html", listed | none
    shown = here | {"item": ITEM, "may_enter": True}
    yield "handed-in-one", "handed_in/one.html", shown
    refused = {"refused": SENTENCE, "errors": {"text": SENTENCE}, "form": {"text": "No."}}
    yield "handed-in-one-wrong", "handed_in/one.html", shown | refused
    late = {"refused": SENTENCE, "may_enter": False}
    asked = ITEM.model_copy(update={"whom": "Luis Ortega", "on": None, "hour": ""})
    yield "handed-in-screen", "handed_in/one.html", shown | {"item": asked}
    mine = asked.model_copy(update={"about_me": True, "text": ""})
    yield "handed-in-about-me", "handed_in/one.html", shown | {"item": mine}
    taken = ITEM.model_copy(update={"state": "taken", "text": "", "on": None} | SETTLED)
    yield "handed-in-taken", "handed_in/one.html", shown | late | {"item": taken}
    back = ITEM.model_copy(update={"state": "returned", "hour": "", "urgent": False} | SETTLED)
    yield "handed-in-back", "handed_in/one.html", shown | {"item": back}
    sent = here | {"item_id": ID, "count": 2, "most": 2**31}
    yield "handed-in-files", "handed_in/files.html", sent
    yield "handed-in-no-files", "handed_in/files.html", sent | {"count": 0}
