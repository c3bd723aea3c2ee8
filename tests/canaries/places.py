"""Every place in which something of an office could lie, as bytes."""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, text

from tests.night.sink import Sink

Found = tuple[str, bytes]


@dataclass
class Places:
    """Where an office's parts write, and which process serves it."""

    folder: Path
    engine: Engine
    sink: Sink
    server: Path | None = None  # PostgreSQL's own folder
    process: int = 0

    @property
    def data(self) -> Path:
        """The office's own data."""
        return self.folder / "data"

    @property
    def backups(self) -> Path:
        """Where backups are put."""
        return self.folder / "backups"

    @property
    def temporary(self) -> Path:
        """What the process takes for its temporary folder."""
        return self.folder / "tmp"

    @property
    def log(self) -> Path:
        """All that the process says."""
        return self.folder / "serve.log"

    def everything(self) -> Iterator[Found]:
        """Yield (kind of place, content) for each place."""
        yield from _files("data", self.data)
        yield from _files("backup", self.backups)
        yield from _files("temporary", self.temporary)
        yield "log", self.log.read_bytes()
        yield from self._tables()
        for mail in self.sink.taken():
            yield "mail", mail.raw
            yield "mail", mail.text.encode()
        if self.server is not None:
            yield from self._server(self.server)
        yield from _of_process(self.process)

    def kinds(self) -> set[str]:
        """Return the kinds of place that there are."""
        own = {"data", "backup", "temporary", "log", "table", "mail"}
        own |= {"environment", "command line", "deleted file"}
        servers = {"server's files", "server's log ahead", "server's log"}
        return own | servers if self.server else own

    def _tables(self) -> Iterator[Found]:
        with self.engine.connect() as connection:
            for table in inspect(connection).get_table_names():
                rows = connection.execute(text(f'SELECT * FROM "{table}"')).fetchall()
                cells = [_bytes(cell) for row in rows for cell in row]
                yield "table", b"\n".join(cells) + b"\n".join(map(_inflated, cells))

    def _server(self, folder: Path) -> Iterator[Found]:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
        ahead = folder / "cluster" / "pg_wal"
        yield from _files("server's log ahead", ahead)
        yield from _files("server's files", folder / "cluster", but=ahead)
        yield "server's log", (folder / "log").read_bytes()


def _files(kind: str, folder: Path, but: Path | None = None) -> Iterator[Found]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (but is None or not path.is_relative_to(but)):
            yield kind, path.read_bytes()


def _of_process(process: int) -> Iterator[Found]:
    """Yield what the system tells of a process, and files that it removed and still holds."""
    proc = Path("/proc", str(process))
    if not os.access(proc / "environ", os.R_OK):
        return  # an office as it is served shows itself to the machine's administrator alone
    yield "environment", (proc / "environ").read_bytes()
    yield "command line", (proc / "cmdline").read_bytes()
    for handle in sorted((proc / "fd").iterdir()):
        target = str(handle.readlink())
        if target.endswith(" (deleted)") and target.startswith("/"):
            yield "deleted file", handle.read_bytes()


def _bytes(cell: Any) -> bytes:
    return cell if isinstance(cell, bytes) else str(cell).encode()


def _inflated(cell: bytes) -> bytes:
    try:
        return zlib.decompress(cell)
    except zlib.error:
        return b""
