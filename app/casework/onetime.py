"""Links that work once: a random token in the link, here only its HMAC under the server key."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from app.crypto.sessions import new_token
from app.db.desk import Desk, NightDesk
from app.errors import NotFound
from app.models import OneTimeLink
from app.words import N_

JOIN, DEVICE, AGREED, REACHED = "join", "device", "device_agreed", "reach"
JOIN_LASTS, REACHED_LASTS = timedelta(days=3), timedelta(days=1)
GONE = N_(
    "This link opens nothing: it was used, has run out, or was replaced by a newer one. Ask "
    "whoever gave it to you for a new one."
)


def make(desk: NightDesk, purpose: str, lasts: timedelta, staff_id: UUID | None = None) -> str:
    """Return the token of a fresh link; whoever calls this notes for what. Old ones are cleared."""
    desk.db.execute(delete(OneTimeLink).where(OneTimeLink.expires_at <= desk.now))
    token = new_token()
    link = OneTimeLink(
        hash=desk.house.keys.link_lookup(f"{purpose} {token}"),
        purpose=purpose,
        staff_id=staff_id,
        made_by=desk.who.id if isinstance(desk, Desk) else None,
        expires_at=desk.now + lasts,
    )
    desk.db.add(link)
    return token


def stands(desk: NightDesk, purpose: str, token: str) -> OneTimeLink:
    """Return the link of a token.

    Raises:
        NotFound: There is none for this purpose, it was used, or it has run out.
    """
    link = desk.db.get(OneTimeLink, desk.house.keys.link_lookup(f"{purpose} {token}"))
    if link is None or link.purpose != purpose or link.expires_at <= desk.now:
        raise NotFound(GONE)
    return link


def standing(desk: NightDesk, purpose: str, staff_id: UUID) -> OneTimeLink | None:
    """Return a link of a purpose that a person could use now, if there is one."""
    query = select(OneTimeLink).where(
        OneTimeLink.purpose == purpose,
        OneTimeLink.staff_id == staff_id,
        OneTimeLink.expires_at > desk.now,
    )
    return desk.db.scalars(query).first()


def withdraw(desk: NightDesk, purpose: str, staff_id: UUID | None = None) -> None:
    """Take away every link of a purpose for a person, used or not."""
    whose = OneTimeLink.staff_id == staff_id if staff_id else OneTimeLink.staff_id.is_(None)
    desk.db.execute(delete(OneTimeLink).where(OneTimeLink.purpose == purpose, whose))
