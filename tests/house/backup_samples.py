"""Invented contexts for the page of backups."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace as View
from typing import Any

from app.casework.backupdates import Kept
from app.casework.backupfaults import SENTENCES
from app.casework.proving import BackupsView
from tests.house.page_views import INSTANT, ME, ZONE
from tests.house.sample import SENTENCE, Sample

GOOD = Kept(is_asked=True, has_second=True, made_at=INSTANT, second_at=INSTANT, proved_at=INSTANT)
BAD = replace(GOOD, proved_at=None, troubles=tuple(SENTENCES))
FRESH = replace(GOOD, made_at=None, second_at=None, proved_at=None)
NONE = replace(FRESH, is_asked=False, has_second=False)
SHORT = replace(GOOD, has_second=False)


def samples() -> Iterator[Sample]:
    """Yield the page as it is on good and bad days, and on a restored copy."""
    supervises = View(**vars(ME) | {"role": "supervising_attorney"})
    here: dict[str, Any] = {"me": supervises, "section": "office", "tz": ZONE, "may_confirm": True}
    known = {"good": GOOD, "bad": BAD, "fresh": FRESH, "none": NONE, "short": SHORT}
    for name, kept in known.items():
        view = BackupsView(kept=kept, is_copy=False, days=60)
        yield f"backups-{name}", "backups/one.html", here | {"view": view}
    copy = here | {"view": BackupsView(kept=GOOD, is_copy=True, days=2)}
    wrong = {"errors": {"sure": SENTENCE, "code": SENTENCE}}
    yield "backups-copy", "backups/one.html", copy | wrong
    admin = View(**vars(ME) | {"role": "office_admin"})
    yield "backups-copy-admin", "backups/one.html", copy | {"me": admin, "may_confirm": False}
