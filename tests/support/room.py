"""Places on a disk that is soon full."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOM = 16 * 1024
MOUNT, UNMOUNT = ["/bin/mount", "-t", "tmpfs"], ["/bin/umount"]


@contextmanager
def limited(folder: Path, room: int = ROOM) -> Iterator[Path]:
    """Let no file of this process grow beyond a few pages; whoever runs the tests may do this."""
    folder.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield folder
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def small_disk(folder: Path, room: int = ROOM) -> Iterator[Path]:
    """Mount a file system of a few pages; where nobody may mount, a limit must do."""
    folder.mkdir()
    mount = [*MOUNT, "-o", f"size={room}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        with limited(folder, room) as place:
            yield place
        return
    try:
        yield folder
    finally:
        subprocess.run([*UNMOUNT, str(folder)], check=True)
