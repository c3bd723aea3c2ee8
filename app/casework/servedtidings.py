"""What a mail says of a paper that was served, to who must act on it."""

from typing import Final

from app.words import N_

SERVED = "served"
SENTENCES: Final = {
    SERVED: N_(
        "A paper was served in a case that you lead, back up or supervise, and somebody else took "
        "it. Read it today: it stands on Today among your tasks, or on the page of the case. Where "
        "nobody can be reached, call whoever took it."
    ),
}
