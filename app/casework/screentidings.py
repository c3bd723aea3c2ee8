"""What mails and Today say of ethical screens, each with what to do; gravest first."""

from typing import Final

from app.words import N_

SCREENED = "screened"
SCREEN_ASKED = "screen_asked"
SCREEN_DOWN_ASKED = "screen_down_asked"
SCREEN_DOWN = "screen_down"
SUPERVISOR_SCREENED = "supervisor_screened"
SENTENCES: Final = {
    SCREEN_DOWN_ASKED: N_(
        "A colleague asks that an ethical screen on a case be taken down. It takes two people. "
        "If you are on this case, Today says which; agree only if you know why. If you put the "
        "screen up and are on the case no more, call those who are."
    ),
    SCREEN_DOWN: N_(
        "An ethical screen on a case was taken down. Today says which, if you are on it, and by "
        "whom. If it is not right, have it put up again there at once."
    ),
    SCREEN_ASKED: N_(
        "A colleague asks that an ethical screen keep a supervising attorney from a case of yours. "
        "It takes two people. Sign in: Today says which case. Agree only if you know why; if in "
        "doubt, turn it down there."
    ),
    SCREENED: N_(
        "An ethical screen was put up on a case of yours. Today says which; whom it keeps away, by "
        "whom and why stands on its page “Ethical screens”. If it is not right, it can be taken "
        "down there."
    ),
    SUPERVISOR_SCREENED: N_(
        "An ethical screen keeps a supervising attorney from a case that no other supervising "
        "attorney reads. Which case, its people alone know; nothing is wrong by that. If anybody "
        "asks later whether such screens were put up: this mail and the record say when."
    ),
}
