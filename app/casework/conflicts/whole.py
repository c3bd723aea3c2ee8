"""Whether the pages of the name index are as holders wrote them; asks for no key of theirs."""

from uuid import UUID

from sqlalchemy import select

from app.casework.sound import is_sound
from app.db.desk import NightDesk
from app.models import Audit, NamePage

UNREAD = "index.unread"
AT_A_TIME = 64  # rows, with a page in each


def unread(desk: NightDesk) -> list[UUID]:
    """Return the pages that cannot be read, as far as that is known without the holders' key.

    A card tells that a page was changed; a page without one, or with a false one, is known by the
    entry of the first holder who could not open it. Two statements.
    """
    known = set(noted(desk))
    rows = desk.db.scalars(select(NamePage).execution_options(yield_per=AT_A_TIME))
    return [row.id for row in rows if row.id in known or not (row.card is None or is_sound(row))]


def noted(desk: NightDesk) -> list[UUID]:
    """Return the pages that are there and that a holder could not open; one statement."""
    stands = NamePage.id == Audit.object_id
    query = select(NamePage.id).join(Audit, stands).where(Audit.action == UNREAD)
    return sorted(set(desk.db.scalars(query)))
