"""The witness file: heads of the record, kept outside of the database, one a line.

The worker adds a line each hour in which something was done, and the word of each supervisor who
signed in meanwhile. Nothing is ever taken out. Lines are text, so that whoever has a copy of the
file elsewhere compares it by eye; a line can also be typed from a mail.

    2027-04-14T14:00:00Z 812 5f…64 hexadecimal digits
    2027-04-14T14:00:00Z 812 5f… 3e0c…the supervisor's id …her signature
    812 BCDF-GHJK-LMNP-QRST
"""

import logging
import os
import re
from base64 import b64decode
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.casework import audit, heads
from app.casework.reminders.troubles import WITNESS_AWAY, WITNESS_DIFFERS
from app.crypto import heads as words
from app.crypto.certificates import Certificate
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW, Unavailable
from app.models import Audit
from app.words import N_

log = logging.getLogger(__name__)

AT_A_TIME = 500
_WRITTEN = re.compile(
    r"(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (?P<number>\d{1,18}) (?P<hash>[0-9a-f]{64})"
    r"(?: (?P<who>[0-9a-f-]{36}) (?P<signed>[A-Za-z0-9+/=]{88}))?"
)
_TYPED = re.compile(r"(?P<number>\d{1,18})\s+(?P<code>[0-9A-Za-z][0-9A-Za-z -]{14,30})")


UNREAD = N_(
    "The witness file cannot be read, so nobody can tell whether the record's end was cut off or "
    "an older copy of the whole was put back. See whether it was moved, or name its copy."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One head as it was witnessed: by its hash, or by the code of a mail."""

    number: int
    at: str = ""  # when it was written; a typed one does not say
    hash: bytes = b""
    code: str = ""
    who: UUID | None = None
    signed: bytes = b""

    def fits(self, hashed: bytes) -> bool:
        """Tell whether an entry of this number and hash is the one that was witnessed."""
        return hashed == self.hash if self.hash else words.code_of(self.number, hashed) == self.code

    @property
    def told(self) -> str:
        """When it was witnessed, for whoever reads what is wrong."""
        return f"at {self.at}" if self.at else "by a mail"


def read(path: Path) -> tuple[list[Line], list[int]]:
    """Return the lines of a witness file, and the numbers of those that say nothing.

    Raises:
        Unavailable: It is not there, or not to be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Unavailable(UNREAD) from None
    lines, unclear = [], []
    for place, each in enumerate(text.splitlines(), 1):
        if each.strip() and not each.startswith("#"):
            line = _line(each.strip())
            if line is None:
                unclear.append(place)
            else:
                lines.append(line)
    return lines, unclear


def _line(text: str) -> Line | None:
    written = _WRITTEN.fullmatch(text)
    if written is not None:
        who, signed = written["who"], written["signed"]
        try:
            return Line(
                number=int(written["number"]),
                at=written["at"],
                hash=bytes.fromhex(written["hash"]),
                who=UUID(who) if who else None,
                signed=b64decode(signed) if signed else b"",
            )
        except ValueError:
            return None
    typed = _TYPED.fullmatch(text)
    return Line(int(typed["number"]), code=words.grouped(typed["code"])) if typed else None


def differences(
    desk: NightDesk, lines: Iterable[Line], ever: Mapping[UUID, Collection[Certificate]]
) -> Iterator[str]:
    """Yield in what the record differs from what was witnessed, each with the numbers concerned.

    The record's own chain is checked elsewhere: a hash that fits proves what stands before it.
    """
    known = list(lines)
    hashes = _hashes(desk, {line.number for line in known})
    head = audit.head(desk)
    end = head.number if head is not None else max(hashes, default=0)
    wanting = sorted(line.number for line in known if line.number not in hashes)
    standing = [line for line in known if line.number in hashes]
    others = [line for line in standing if not line.fits(hashes[line.number])]
    if wanting:
        last = max(known, key=lambda line: line.number)
        since = "" if head is None else f", which was done {head.at:%Y-%m-%dT%H:%M:%SZ}"
        yield (
            f"witness: entry {last.number}, witnessed {last.told}, is not in the record: it ends "
            f"with entry {end}{since}. What stood from {min(end + 1, *wanting)} to "
            f"{last.number} was cut off, or an older copy of the database was put back"
        )
    if others:
        first = min(others, key=lambda line: line.number)
        before = {line.number for line in standing if line not in others}
        sound = max((number for number in before if number < first.number), default=0)
        yield (
            f"witness: entry {first.number} is another than was witnessed {first.told}: what "
            f"follows entry {sound} was made anew, or an older copy of the database was put back "
            "and worked with"
        )
    yield from _not_hers(known, ever)


def _not_hers(lines: list[Line], ever: Mapping[UUID, Collection[Certificate]]) -> Iterator[str]:
    for line in lines:
        if line.who is None:
            continue
        keys = [each.signing for each in ever.get(line.who, ())]
        try:
            words.verify_any(keys, line.number, line.hash, line.who, line.signed)
        except UNREADABLE_ROW:
            yield f"witness: entry {line.number} {line.told}: not signed by whom the line names"


def look(desk: NightDesk, path: Path | None) -> str:
    """Compare the newest witnessed head with the record, add what is new, and return the trouble.

    A record that differs gets no line: what was witnessed stays the last word.
    """
    if path is None:
        return ""
    try:
        lines, _ = read(path) if path.exists() else ([], [])
        last = max(lines, key=lambda line: line.number, default=None)
        if last is not None:
            hashed = _hashes(desk, {last.number}).get(last.number)
            if hashed is None or not last.fits(hashed):
                log.error("the witness file and the record differ")
                return WITNESS_DIFFERS
        _add(path, _news(desk, last.number if last else 0))
    except (OSError, Unavailable):
        log.error(  # noqa: TRY400 - a trace may hold values
            "the witness file cannot be read or written"
        )
        return WITNESS_AWAY
    return ""


def _news(desk: NightDesk, known: int) -> list[str]:
    """Return the lines that the file lacks: supervisors' words, then the newest head."""
    head = audit.head(desk)
    if head is None or head.number <= known:
        return []
    at = f"{desk.now:%Y-%m-%dT%H:%M:%SZ}"
    query = select(Audit).where(Audit.seq > known, Audit.action == heads.SIGNIN)
    found = []
    for entry in desk.db.scalars(query.order_by(Audit.seq)):
        try:
            signed = entry.detail.get(heads.SIGNED)
            if signed is not None and entry.seq - 1 > known:
                found.append(f"{at} {entry.seq - 1} {entry.after} {entry.actor_id} {signed}")
        except UNREADABLE_ROW:
            continue  # the hourly check names it
    return [*found, f"{at} {head.number} {head.hash.hex()}"]


def _add(path: Path, lines: list[str]) -> None:
    """Append lines in one write, on the disk before it returns."""
    if not lines:
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, "".join(line + "\n" for line in lines).encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _hashes(desk: NightDesk, numbers: set[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), AT_A_TIME):
        some = wanted[start : start + AT_A_TIME]
        rows = desk.db.execute(select(Audit.seq, Audit.hash).where(Audit.seq.in_(some)))
        found |= {row[0]: bytes(row[1]) for row in rows}
    return found
