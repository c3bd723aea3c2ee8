"""What somebody wrote down, the time it took, and what is to be done: one entry, one save."""

from uuid import UUID

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, CaseRow, Kept, KeptRow, OpaqueRow, Private, clear
from app.db.kinds import DAY, FLAG, ID, INSTANT, JSON, NUMBER, TEXT, maybe


class Note(CaseRow):
    """A note on a case, by one colleague; also the minutes it took, and a task, where there are."""

    __tablename__ = "notes"
    __table_code__ = 5

    text = Private(1, TEXT)
    author_id = Private(2, ID)
    at = Private(3, INSTANT)
    stands = Private(4, FLAG, default=False)  # why somebody took emergency access: for good
    earlier = Private(5, JSON, None)  # what it said before each correction, and until when
    work_product = Private(6, FLAG, default=False)
    minutes = Private(7, NUMBER, 0)  # of work; none where it is nought
    worked_on = Private(8, maybe(DAY), None)
    activity = Private(9, TEXT, "")
    problem = Private(10, TEXT, "")  # a code of the office's own list
    words = Private(11, TEXT, "")  # of a task; empty where there is none
    holder_id = Private(12, maybe(ID), None)
    due_on = Private(13, maybe(DAY), None)
    done_at = Private(14, maybe(INSTANT), None)
    done_by = Private(15, maybe(ID), None)
    moved = Private(16, JSON, None)  # from whom or which day, by whom, when; the newest last
    of_record = Private(70, FLAG, default=False)  # a task: somebody is to be let go by a court


class DueTask(OpaqueRow, KeptRow):
    """Who holds a task that is not done, and by when; the id is that of its note.

    What Today, the morning's mail and one's list of tasks go by without opening a case, as the
    schedule is for dates: no word of it. It goes when the task is done.
    """

    __tablename__ = "due_tasks"
    __table_code__ = 61
    __lock__ = Lock.SCHEDULE

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), index=True, bound=1)

    holder_id = Kept(2, ID)
    due_on = Kept(3, maybe(DAY))
    of_record = Kept(70, FLAG, default=False)  # red on Today, whenever it is due
