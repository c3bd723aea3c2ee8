"""Where bounces wait for the worker: a maildir, into which a mail server can deliver too."""

import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

log = logging.getLogger(__name__)

NEW = "new"
LONGEST = 256 * 1024  # what counts stands at the beginning
AT_A_TIME = 100
MOST_WAITING = 10_000


class BounceBox:
    """One maildir."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, raw: bytes, to: str = "") -> None:
        """Keep a bounce for good, with the address it came to.

        Raises:
            OSError: It could not be kept, or too many wait; whoever brought it should try again.
        """
        for name in ("tmp", NEW, "cur"):
            (self._folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        if sum(1 for _ in os.scandir(self._folder / NEW)) >= MOST_WAITING:
            raise OSError
        name = f"{secrets.token_hex(16)}.amparo"
        written, kept = self._folder / "tmp" / name, self._folder / NEW / name
        head = f"Delivered-To: {' '.join(to.split())}\r\n".encode() if to else b""
        with written.open("xb") as file:
            file.write(head + raw[:LONGEST])
            file.flush()
            os.fsync(file.fileno())
        written.rename(kept)

    def waiting(self) -> Iterator[tuple[Path, bytes]]:
        """Yield those that wait, a hundred at most; what cannot be read holds up none of them."""
        with suppress(OSError):
            yield from islice(self._readable(), AT_A_TIME)

    def _readable(self) -> Iterator[tuple[Path, bytes]]:
        with os.scandir(self._folder / NEW) as found:
            # A pipe would never end, and a link leads elsewhere: only files are opened.
            files = [Path(each.path) for each in found if each.is_file(follow_symlinks=False)]
        for path in sorted(files):
            try:
                with path.open("rb") as file:
                    raw = file.read(LONGEST)
            except OSError as fault:
                log.warning("a bounce cannot be read: %s", type(fault).__name__)
                continue
            yield path, raw

    def forget(self, path: Path) -> None:
        """Take one out that was read."""
        with suppress(OSError):
            path.unlink()
