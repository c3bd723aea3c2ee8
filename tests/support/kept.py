"""Where a run leaves its figures and seeds, for whoever wants to live through it again."""

import os
import tempfile
from pathlib import Path

FOLDER = "TEST_FAULTS_KEPT"  # set by ./amparo test faults, which names it at its end


def keep(name: str, text: str) -> Path:
    """Write a file into the folder of this run, and return where it is."""
    folder = Path(os.environ.get(FOLDER) or tempfile.gettempdir())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
