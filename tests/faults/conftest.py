"""What the faults happen to: the small office of the night shift, on both engines."""

from tests.night.conftest import impatient, office, sink, worker
from tests.support.offices import postgresql_office

__all__ = ["impatient", "office", "postgresql_office", "sink", "worker"]
