"""How alike two parts of a name are, and why."""

from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from app.names.families import other_forms, romanised
from app.names.sounds import differ_in_gender, sound_alike, sounds

SAME: Final = "same_name"
SOUNDS: Final = "sounds_like"
SPELT: Final = "spelt_alike"
ROMANISED: Final = "romanised_otherwise"
FORM: Final = "other_form"
INITIAL: Final = "initial"

# How far each kind of likeness goes; the order is that in which a person would believe them.
WEIGHT: Final = {SAME: 1.0, SOUNDS: 0.93, ROMANISED: 0.9, FORM: 0.88, SPELT: 0.9, INITIAL: 0.7}
ONE_EDIT, TWO_EDITS = 6, 9  # letters of the longer part from which so many slips are forgiven
SWAPPED: Final = 5


class Likeness(NamedTuple):
    """How alike, from 0 to 1, and which kind of likeness it is."""

    degree: float
    reason: str


NONE: Final = Likeness(0.0, "")


@lru_cache(maxsize=262_144)
def likeness(one: str, other: str) -> Likeness:
    """Return how alike two folded parts are."""
    reason = _reason(one, other)
    return Likeness(WEIGHT[reason], reason) if reason else NONE


def _reason(one: str, other: str) -> str:
    if one == other:
        return SAME
    if 1 in (len(one), len(other)):
        return INITIAL if one[0] == other[0] else ""
    if sound_alike(one, other):
        return SOUNDS
    if other in other_forms(one):
        return FORM
    if romanised(one) & romanised(other):
        return ROMANISED
    return SPELT if is_slip(one, other) else ""


def is_slip(one: str, other: str) -> bool:
    """True when one part is the other with a slip of the pen, more in longer ones.

    The first letter is seldom missed, and what tells Mario from María is no slip.
    """
    longest = max(len(one), len(other))
    if longest < SWAPPED or differ_in_gender(one, other):
        return False
    if one[0] != other[0] and not sounds(one[:2]) & sounds(other[:2]):
        return False
    allowed = 2 if longest >= TWO_EDITS else 1
    distance = OSA.distance(one, other, score_cutoff=allowed)
    if longest >= ONE_EDIT:
        return distance <= allowed
    return distance == 1 and (sorted(one) == sorted(other) or _is_doubled(one, other))


def _is_doubled(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    twice = [at for at, (a, b) in enumerate(pairwise(longer)) if a == b]
    return any(longer[:at] + longer[at + 1 :] == shorter for at in twice)
