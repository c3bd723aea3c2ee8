"""What the faults happen to: the small office of the night shift, on both engines."""

from tests.night.conftest import impatient, office, sink, worker

__all__ = ["impatient", "office", "sink", "worker"]
