"""What the rules keep in memory so that a second search is quick, and forgetting it."""

from app.names.families import romanised
from app.names.fold import fold
from app.names.parts import likeness
from app.names.sounds import sounds


def forget() -> None:
    """Forget every name that was compared."""
    for kept in (fold, sounds, romanised, likeness):
        kept.cache_clear()
