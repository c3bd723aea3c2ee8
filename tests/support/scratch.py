"""Where a test run writes what nobody keeps."""

import os
from pathlib import Path

# Where Linux keeps a file system in memory.
_MEMORY = Path("/dev/shm")  # noqa: S108 - only ever a folder of a random name is made in it
_ROOM = 4 << 30  # bytes; a whole run uses up to a third of it


def roomiest() -> str | None:
    """Return the memory disk if it can hold a run and its programs, else None: the usual place.

    A thousand databases are made and dropped in a run: on a slow disk that is a third of its time.
    """
    try:
        there = os.statvfs(_MEMORY)
    except OSError:
        return None
    fits = there.f_bavail * there.f_frsize >= _ROOM
    usable = fits and os.access(_MEMORY, os.W_OK) and not there.f_flag & os.ST_NOEXEC
    return str(_MEMORY) if usable else None
