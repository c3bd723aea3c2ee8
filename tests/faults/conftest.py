"""What the faults happen to: the small office of the night shift, on both engines."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.night.conftest import impatient, office, sink, worker

__all__ = ["impatient", "kept_logs", "office", "sink", "worker"]

KEPT = "TEST_FAULTS_KEPT"  # the folder that `./amparo test faults` names at its end


@pytest.fixture
def kept_logs() -> Path:
    """The folder in which the figures and seeds of a run stay."""
    return Path(os.environ.get(KEPT) or tempfile.mkdtemp(prefix="amparo-faults-"))
