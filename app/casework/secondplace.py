"""The second place of a backup, which is not this machine: a folder that is mounted, or a command.

Whatever is put there is read back from there. A command is called with `put NAME`, and reads the
file from its input, or with `get NAME`, and writes it to its output; it ends with 0 where it did.
"""

import hashlib
import os
import shlex
import shutil
import subprocess  # noqa: TID251 - the one program that is called: the office names it (decision 54)
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final
from uuid import uuid4

from app.config import Settings
from app.errors import Refused
from app.words import N_

COMMAND_SECONDS: Final = 4 * 60 * 60
PROBE: Final = "amparo-reached.txt"
READ_BYTES: Final = 1024 * 1024
AWAY: Final = N_(
    "The second place of the backup cannot be reached: look whether the disk or the folder of the "
    "other machine is mounted, and whether Amparo may write there."
)
SAME_DISK: Final = N_(
    "The second place of the backup lies on the disk of the data: what takes this machine takes "
    "both. Name a folder of another machine or disk in AMPARO_BACKUP_SECOND. If one should be "
    "there, it is not mounted."
)
COMMAND_FAILED: Final = N_(
    "The command that takes the backup to its second place failed. Try it by hand, with “put NAME” "
    "and “get NAME”: it ends with 0 where all went well."
)
NOT_AS_PUT: Final = N_(
    "What was read back from the second place is not what was put there. Use another disk or "
    "machine; until then there is one backup only."
)


class SecondPlace(ABC):
    """Where a backup lies besides this machine."""

    @abstractmethod
    def put(self, file: Path) -> None:
        """Have a file lie there under its own name.

        Raises:
            Refused: It cannot be reached, or takes nothing.
        """

    @abstractmethod
    def fetch(self, name: str, to: Path) -> None:
        """Read a file back from there.

        Raises:
            Refused: It cannot be reached, or there is no such file.
        """

    def prove(self, file: Path, scratch: Path) -> None:
        """Put a file there and read it back, byte for byte.

        Raises:
            Refused: It cannot be reached, or gives back something else.
        """
        self.put(file)
        self.compare(file, scratch)

    def compare(self, file: Path, scratch: Path) -> None:
        """Read a file back that was put there before, byte for byte.

        Raises:
            Refused: It cannot be reached, or gives back something else.
        """
        back = scratch / f"{uuid4().hex}.back"
        try:
            self.fetch(file.name, back)
            if digest(back) != digest(file):
                raise Refused(NOT_AS_PUT)
        finally:
            with suppress(OSError):
                back.unlink()


class Folder(SecondPlace):
    """A folder of another disk or machine, mounted on this one."""

    def __init__(self, folder: Path, *here: Path) -> None:
        self.path = folder
        self._here = here  # what must lie on other disks

    def put(self, file: Path) -> None:
        """Have a file lie there; its name comes last, so that none is half."""
        self._require()
        fresh = self.path / f".{uuid4().hex}.part"
        try:
            with file.open("rb") as source, fresh.open("xb") as target:
                shutil.copyfileobj(source, target, READ_BYTES)
                target.flush()
                os.fsync(target.fileno())
            fresh.rename(self.path / file.name)
        except OSError:
            raise Refused(AWAY) from None
        finally:
            with suppress(OSError):
                fresh.unlink()

    def fetch(self, name: str, to: Path) -> None:
        """Read a file back from the disk itself, where the system lets go of what it kept of it."""
        self._require()
        try:
            with (self.path / name).open("rb") as source, to.open("xb") as target:
                _forget_cached(source)
                shutil.copyfileobj(source, target, READ_BYTES)
        except OSError:
            raise Refused(AWAY) from None

    def _require(self) -> None:
        try:
            there, here = self.path.stat().st_dev, {_device(each) for each in self._here}
        except OSError:
            raise Refused(AWAY) from None
        if there in here:
            raise Refused(SAME_DISK)


class Command(SecondPlace):
    """A command that the office names, such as one over ssh or to a store of objects."""

    def __init__(self, line: str) -> None:
        self._words = shlex.split(line)

    def put(self, file: Path) -> None:
        """Hand a file to the command's input."""
        with file.open("rb") as source:
            self._call("put", file.name, stdin=source, stdout=subprocess.DEVNULL)

    def fetch(self, name: str, to: Path) -> None:
        """Take a file from the command's output."""
        with to.open("xb") as target:
            self._call("get", name, stdin=subprocess.DEVNULL, stdout=target)

    def _call(self, deed: str, name: str, *, stdin: BinaryIO | int, stdout: BinaryIO | int) -> None:
        try:
            subprocess.run(  # noqa: S603 - whoever runs the machine names it, as its other settings
                [*self._words, deed, name],
                stdin=stdin,
                stdout=stdout,
                stderr=subprocess.DEVNULL,
                timeout=COMMAND_SECONDS,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            raise Refused(COMMAND_FAILED) from None


def of(settings: Settings) -> SecondPlace | None:
    """Return the second place that the settings name, if they name one."""
    if settings.backup_second_command:
        return Command(settings.backup_second_command)
    if settings.backup_second is not None:
        here = (settings.data, settings.backup_folder or settings.data)
        return Folder(settings.backup_second, *here)
    return None


def try_out(settings: Settings) -> bool:
    """Put a few bytes into the second place and read them back; False where none is named.

    Raises:
        Refused: It cannot be reached, is no second place, or gives back something else.
    """
    place = of(settings)
    if place is None:
        return False
    with TemporaryDirectory(prefix="amparo-try-") as scratch:
        probe = Path(scratch) / PROBE
        said = f"Amparo put this here and read it back: {uuid4().hex}\n"
        probe.write_text(said, encoding="ascii")
        place.prove(probe, Path(scratch))
    return True


def digest(file: Path) -> bytes:
    """Return the hash of what stands in a file."""
    with file.open("rb") as readable:
        return hashlib.file_digest(readable, "sha256").digest()


def _device(path: Path) -> int:
    """Return on which file system a folder lies, or will once it is made."""
    there = next(each for each in (path, *path.absolute().parents) if each.exists())
    return there.stat().st_dev


def _forget_cached(file: BinaryIO) -> None:
    with suppress(OSError):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
