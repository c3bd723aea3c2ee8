"""What somebody calls which case: read by the night, which writes her mails."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.casework.sound import is_sound
from app.db.desk import NightDesk
from app.models import Nickname


def words(desk: NightDesk, person_id: UUID) -> dict[UUID, str]:
    """Return what somebody calls which case; one statement. A row that was changed says nothing."""
    return words_of_each(desk, [person_id])[person_id]


def words_of_each(desk: NightDesk, people: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """Return what each of these calls which case; one statement."""
    words: dict[UUID, dict[UUID, str]] = {person: {} for person in people}
    for row in desk.db.scalars(select(Nickname).where(Nickname.staff_id.in_(people))):
        if is_sound(row):
            words[row.staff_id][row.case_id] = row.word
    return words
