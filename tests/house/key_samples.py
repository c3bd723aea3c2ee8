"""Samples of the pages on which keys are changed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from app.casework.codes import Sheet
from app.casework.custody import CustodianView, CustodyView
from app.casework.founding import Kit, NewCustodian
from app.casework.joining import Newcomer
from app.casework.keyview import Changed, KeyHolder, KeysWaiting, Owed
from app.casework.newkeys import NewKeysView
from app.casework.newpapers import NewPapers, Waiting
from app.casework.ownkeys import Made
from tests.house.page_views import ME

Sample = tuple[str, str, dict[str, Any]]
ZONE = "America/New_York"
AT = datetime(2027, 4, 14, 14, 0, tzinfo=UTC)
SENTENCE = "Something to look at."

NONE_MADE = NewKeysView(is_asked=False, made_at=None, number="")
ASKED = NewKeysView(is_asked=True, made_at=None, number="")
MADE = NewKeysView(is_asked=False, made_at=AT, number="1234 5678 9012")
HOLDERS = [KeyHolder(id=uuid4(), name="Ajú Pérez"), KeyHolder(id=uuid4(), name="Luis Ortega")]
QUIET_ON_TODAY = KeysWaiting(mine="")
LOUD_ON_TODAY = KeysWaiting(
    mine="made", to_confirm=HOLDERS, by_custodians=HOLDERS[:1], asked=HOLDERS
)
NOTHING = Owed(cases=0, groups=0, people=0, copies=0, old_wraps=0, mine=0)
MUCH = Owed(cases=380, groups=3, people=11, copies=1, old_wraps=2, mine=75)
ONE = Owed(cases=1, groups=1, people=1, copies=0, old_wraps=1, mine=1)
NEVER = Changed(server_key=None, papers=None, founded=AT, mine=None)
ONCE = Changed(server_key=AT, papers=AT, founded=AT, mine=AT)
KITS = [Kit("Luis Ortega", "04R5H-FM2QC-S7BF1"), Kit("Ana Robles", "05R5H-FM2QC-S7BF1")]
NAMED = [NewCustodian(name="Luis Ortega"), NewCustodian(name="Ana Robles", outside=True)]
PLAN = NewPapers(custodians=NAMED, needed=2)
KEPT = CustodyView(2, [CustodianView("Luis Ortega", outside=False, typed_at=AT, public=b"")])
SHEETS = (Sheet(1, "at home", "04R5H-FM2QC-S7BF1"), Sheet(2, "", "05R5H-FM2QC-S7BF1"))


def samples() -> Iterator[Sample]:
    """Yield each page, in each of its states."""
    yield from _keys()
    here: dict[str, Any] = {"me": ME, "section": "office"}
    form = here | {"rows": range(1, 6), "form": {}, "errors": {}, "refused": None}
    yield "new-papers", "custody/new.html", form
    wrong = {"errors": {"custodian_1": SENTENCE, "needed": SENTENCE}, "refused": SENTENCE}
    yield "new-papers-wrong", "custody/new.html", form | wrong
    printed = here | {"kits": KITS, "plan": PLAN, "office": "Robles", "made_at": AT, "tz": ZONE}
    yield "new-papers-printed", "custody/printed.html", printed
    waits = Waiting(KEPT, AT, uuid4())
    listed: dict[str, Any] = {"custody": KEPT, "debt": None, "is_whole": True, "refused": None}
    listed |= {"at": -1, "tried": "", "waiting": waits, "tz": ZONE}
    yield "new-papers-wait", "custody/list.html", here | listed
    yield from _colleague()


def _keys() -> Iterator[Sample]:
    plain: dict[str, Any] = {"me": ME, "section": "office", "tz": ZONE, "at_once": 50}
    plain |= {"form": {}, "errors": {}, "refused": None, "own": NONE_MADE}
    roles = {"manages": True, "supervises": True, "works_on_cases": True}
    yield "keys", "keys/list.html", plain | roles | {"owed": NOTHING, "changed": NEVER}
    for name, owed in (("much", MUCH), ("one", ONE)):
        yield f"keys-{name}", "keys/list.html", plain | roles | {"owed": owed, "changed": ONCE}
    alone = {"manages": False, "supervises": False, "works_on_cases": False, "owed": NOTHING}
    alone |= {"changed": NEVER}
    yield "keys-asked", "keys/list.html", plain | alone | {"own": ASKED}
    yield "keys-made", "keys/list.html", plain | alone | {"own": MADE}
    yield (
        "keys-made-supervisor",
        "keys/list.html",
        plain
        | roles
        | alone
        | {
            "own": MADE,
            "supervises": True,
        },
    )
    wrong = {"errors": {"passphrase": SENTENCE}, "refused": SENTENCE}
    yield "keys-wrong", "keys/list.html", plain | alone | wrong
    for by_root in (True, False):
        made = {"made": Made("1234 5678 9012", SHEETS), "office": "Robles", "by_root": by_root}
        yield f"keys-printed-{by_root}", "keys/made.html", {"me": ME} | made


def _colleague() -> Iterator[Sample]:
    person = Newcomer(uuid4(), "Ajú Pérez", "aju@example.org", "paralegal", "es", "active")
    shown: dict[str, Any] = {"me": ME, "section": "office", "person": person, "number": ""}
    shown |= {"may_join": False, "may_agree": False, "form": {}, "errors": {}, "refused": None}
    for by_root in (True, False):
        for name, keys in (("made", MADE), ("asked", ASKED)):
            more = {"keys": keys, "by_root": by_root, "supervises": True}
            yield f"colleague-keys-{name}-{by_root}", "colleagues/one.html", shown | more
