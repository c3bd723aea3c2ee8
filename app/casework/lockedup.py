"""Whether the office is locked; asked by each desk before it opens anything."""

from app.errors import UNREADABLE_ROW
from app.models import Setting
from app.words import N_

LOCKDOWN = "lockdown"
LOCKED = N_(
    "The office is locked: nobody can sign in until a supervising attorney releases it. Reminders "
    "go on, and nothing is lost. If a filing is due, call your office."
)


def is_on(row: Setting | None) -> bool:
    """Tell whether a lockdown holds; what does not open counts as one."""
    if row is None:
        return False
    try:
        return bool(row.value["on"])
    except UNREADABLE_ROW:
        return True
