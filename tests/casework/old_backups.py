"""Backups as earlier versions of Amparo wrote them: keys and content in one file, format 1."""

import json
from pathlib import Path
from uuid import UUID

from app.crypto.chunks import Encryptor
from app.db import dump, migrations
from app.db.engine import reading
from tests.support.office import Office

ID = UUID(int=0x5EED)


def write(office: Office, file: Path, left_out: frozenset[str] = frozenset()) -> Path:
    """Write such a file, without the tables that an earlier revision did not have."""
    box = Encryptor(office.house.keys.backup, b"amparo/backup/v1" + ID.bytes)
    with reading(office.house.engine).connect() as connection:
        counts = {name: n for name, n in dump.counts(connection).items() if name not in left_out}
        revision = "handed_in" if left_out else migrations.current(office.house.engine)
        at = office.clock().isoformat()
        told: list[object] = [
            {"format": 1, "revision": revision, "made_at": at, "counts": counts},
        ]
        for table in dump.tables():
            if table.name not in left_out:
                told += [[table.name, row] for row in dump.rows_of(connection, table)]
    sealed = b"".join(box.update(json.dumps(line).encode() + b"\n") for line in told)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"AMPBACK1" + ID.bytes + sealed + box.finalize())
    return file
