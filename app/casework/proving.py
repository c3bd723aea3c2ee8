"""What only people prove: that the custodians' papers give the server key back, and it a backup.

They do it wherever they are, with the papers and a folder of backups. Whoever did gets a code that
nobody makes without that key; typed in the office, it says when this was proved last.
"""

from base64 import b32encode
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import archives, audit, backup, backupdates, custody, restored
from app.casework.backup import BESIDE, Report
from app.casework.backupdates import PROVED, Kept
from app.casework.keyrings import MADE
from app.casework.pulse import beat
from app.crypto.primitives import same
from app.crypto.serverkeys import ServerKeys
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Refused
from app.models import Audit
from app.words import N_

PROVE = "backup.prove"
NOT_OURS = N_(
    "This code is of none of this office's backups. Look at it once more: sixteen letters and "
    "digits, as “amparo restore --check FOLDER --with-papers” printed them."
)


class BackupCode(BaseModel):
    """The code that a proof printed."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    code: str = Field(min_length=16, max_length=40)


class Confirmation(BaseModel):
    """That the machine this is a copy of is silent for good."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    sure: bool = False


class BackupsView(BaseModel):
    """How backups stand, and whether this office is a copy of another that waits."""

    model_config = ConfigDict(frozen=True)

    kept: Kept
    is_copy: bool
    days: int = Field(description="How many days each night's backup is kept.")


def view(desk: Desk) -> BackupsView:
    """Return how backups stand; two statements."""
    return BackupsView(
        kept=backupdates.kept(desk),
        is_copy=restored.waits(desk),
        days=desk.house.settings.backup_days,
    )


def prove(source: Path, seeds: Mapping[int, bytes]) -> tuple[Report, str]:
    """Restore a backup with the server key from the custodians' papers; return its proof's code.

    Raises:
        Damaged: Too few papers, or the backup does not open or is not sound.
        Refused: There is no backup, or the custodians' file is not beside it.
    """
    secret = custody.server_key_in(custody.read_outside(beside(source)), seeds)
    keys = ServerKeys.from_secret(secret)
    report = backup.check(keys, source)
    return report, code_of(keys, archives.id_of(archives.choose(keys, source).keyring.file))


def beside(source: Path) -> Path:
    """Return the custodians' file that lies beside a backup."""
    return (source if source.is_dir() else source.parent) / BESIDE


def code_of(keys: ServerKeys, keyring: UUID) -> str:
    """Return the code of a proof, in groups: only the server key makes it, only of this backup."""
    letters = b32encode(keys.mark(b"backup proved", keyring.bytes)[:10]).decode()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def told(desk: Desk, proof: BackupCode) -> None:
    """Note that people proved a backup today.

    Raises:
        Refused: The code is of no backup on this office's record.
    """
    typed = "".join(each for each in proof.code.upper() if each.isalnum())
    keys = desk.house.keys
    for each in _made(desk):
        if same(code_of(keys, each).replace("-", "").encode(), typed.encode()):
            audit.note(desk, PROVE, keyring=str(each))
            beat(desk, PROVED, 1)
            return
    raise Refused(fields={"code": NOT_OURS})


def _made(desk: NightDesk) -> list[UUID]:
    """Return the keyrings on record, the newest first."""
    found = []
    query = select(Audit).where(Audit.action == MADE).order_by(Audit.seq.desc())
    for entry in desk.db.scalars(query):
        try:
            found.append(UUID(entry.detail["keyring"]))
        except UNREADABLE_ROW:
            continue  # the check of the chain names it
    return found
