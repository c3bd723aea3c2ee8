"""Many cases handed over or shared at once: what still waits, what was done, what was left."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import Kept, KeptRow, OpaqueRow, clear
from app.db.kinds import ID, INSTANT, JSON, TEXT, maybe


class Handing(OpaqueRow, KeptRow):
    """One bulk of cases that somebody hands over, in small steps that each are whole."""

    __tablename__ = "handings"
    __table_code__ = 34
    __lock__ = Lock.MAIL

    state: Mapped[str] = clear("Whether anything waits, or it was undone.", String(8), bound=1)

    by_id = Kept(2, ID)
    from_id = Kept(3, ID)
    to_id = Kept(4, ID)
    kind = Kept(5, TEXT)  # hand_over, share, or hand_back
    waiting = Kept(6, JSON)  # ids of cases
    done = Kept(7, JSON)  # of each case what was before, to be handed back
    left = Kept(8, JSON)  # ids of cases with the reason why not
    begun_at = Kept(9, INSTANT)
    word = Kept(10, maybe(TEXT))  # what its maker signed, in hex; none before handings were signed
