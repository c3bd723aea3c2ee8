"""Whether two samples could be of one kind: a permutation test, and nothing to install for it."""

from collections.abc import Callable, Sequence
from random import Random
from statistics import fmean, median
from time import thread_time

SHUFFLES = 2_000


def likelihood(one: Sequence[float], other: Sequence[float]) -> float:
    """Return how often a mere shuffle sets the medians as far apart as they are."""
    both, apart, shuffled = [*one, *other], _apart(one, other), Random(7)  # noqa: S311 - no secret
    as_far = 0
    for _ in range(SHUFFLES):
        shuffled.shuffle(both)
        as_far += _apart(both[: len(one)], both[len(one) :]) >= apart
    return (as_far + 1) / (SHUFFLES + 1)


def spent(work: Callable[[], object]) -> float:
    """Return the seconds of this thread's own CPU time that some work takes."""
    begun = thread_time()
    work()
    return thread_time() - begun


def ratio(one: Sequence[float], other: Sequence[float]) -> float:
    """Return how many times the dearer of two samples costs what the cheaper does."""
    low, high = sorted((median(one), median(other)))
    return high / low


def _apart(one: Sequence[float], other: Sequence[float]) -> float:
    return abs(_middle(one) - _middle(other))


def _middle(values: Sequence[float]) -> float:
    """Return the mean of the middle half, which a busy machine disturbs least."""
    quarter = len(values) // 4
    return fmean(sorted(values)[quarter : len(values) - quarter])
