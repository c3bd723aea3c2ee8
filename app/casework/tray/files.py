"""Files that come with something handed in: sealed as they arrive, for the people of the case.

A file lies where documents lie, under a key of its own, bound to the document that it becomes once
somebody takes it. What opens it, and what it is called, is sealed to the people of its case as the
words are. Whoever handed it in sees how many arrived, and no more.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, audit, traydoors, vault
from app.casework.arriving import TOO_MUCH, Arrived, Expected, context_of, require_room
from app.casework.documents import Sent
from app.casework.fetching import Fetched
from app.casework.sound import is_sound
from app.casework.tray import rows
from app.casework.tray.handing import NOWHERE
from app.casework.tray.rows import SETTLED, Paper
from app.casework.traydoors import WAITS
from app.crypto import trays
from app.crypto.primitives import random_key
from app.crypto.trays import TrayPlace
from app.db.desk import Desk, NightDesk
from app.errors import Damaged, NotFound, Refused, TooLarge
from app.models import Audit, Document, DocumentFile, TrayFile, TrayItem
from app.words import N_

log = logging.getLogger(__name__)

SEND: Final = "tray.send"
MOST_FILES: Final = 20  # with one thing handed in
MOST_BYTES: Final = 1024 * 1024 * 1024  # of one person's that nobody took yet
FORMAT: Final = 1
TOO_MANY: Final = N_("With one thing handed in come no more than twenty files. Hand in another.")


class WaitingFile(BaseModel):
    """A file that waits, as the people of its case see it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str = Field(repr=False)
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class _Told:
    """What is sealed beside a file: what opens it, and what it is."""

    document_id: UUID
    key: str = field(repr=False)
    name: str = field(repr=False)
    size: int
    padded: int
    sha256: str = field(repr=False)
    media_type: str


# --- for whoever hands in -------------------------------------------------------------------------


def require_mine(desk: Desk, item_id: UUID) -> None:
    """Let whoever handed something in send files for it, while it waits.

    Raises:
        NotFound: She handed in no such thing.
        Refused: Somebody took it, or gave it back, before.
    """
    _mine(desk, item_id)


def expected(desk: Desk, item_id: UUID, sent: Sent) -> Expected:
    """Return what is to arrive, before its first byte is read.

    Raises:
        Damaged: What says where to seal was changed outside Amparo.
        NotFound: She handed in no such thing.
        OutOfRoom: There is no room for it.
        Refused: It was taken or given back, takes no more files, or its case takes nothing now.
        TooLarge: It is larger than this office takes, or more than may wait.
    """
    row = _mine(desk, item_id)
    if traydoors.way_in(desk, row.case_id) is None:
        raise Refused(NOWHERE)
    left = _left(desk, row)
    if vault.padded(sent.length) > left:
        raise TooLarge(TOO_MUCH)
    require_room(desk.house.settings, sent.length)
    return Expected(
        case_id=row.case_id,
        document_id=uuid4(),
        file_id=uuid4(),
        number=1,
        name=sent.name,
        key=random_key(),
        most=left,
    )


def received(desk: Desk, item_id: UUID, arrived: Arrived) -> int:
    """Put what lies whole on the disk beside what was handed in; return how many files it has now.

    Raises:
        Damaged: What says where to seal was changed outside Amparo.
        NotFound: She handed in no such thing.
        Refused: It was taken or given back meanwhile, or its case takes nothing now.
        TooLarge: Another came meanwhile, and there are too many now.
    """
    row, of = _mine(desk, item_id), arrived.expected
    way = traydoors.way_in(desk, row.case_id)
    if way is None or row.case_id != of.case_id:
        raise Refused(NOWHERE)
    if arrived.padded > _left(desk, row):
        raise TooLarge(TOO_MUCH)
    epoch, public = way
    told = {
        "v": FORMAT,
        "document": str(of.document_id),
        "key": of.key.hex(),
        "name": arrived.name,
        "size": arrived.size,
        "padded": arrived.padded,
        "sha256": arrived.sha256,
        "media_type": arrived.media_type,
    }
    place = TrayPlace(row.case_id, epoch, of.file_id, row.giver_id)
    plain = rows.padded(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())
    desk.db.add(
        TrayFile(
            id=of.file_id,
            case_id=row.case_id,
            item_id=row.id,
            body=bytes(trays.hand_in(plain, public, place)),
            epoch=epoch,
            giver_id=row.giver_id,
            padded=arrived.padded,
            at=desk.now,
        )
    )
    desk.db.flush()
    audit.note(desk, SEND, row.id, file=str(of.file_id))
    return rows.files_with(desk, [row.id])[row.id]


# --- for the people of the case -------------------------------------------------------------------


def waiting(desk: Desk, item: TrayItem) -> list[WaitingFile] | None:
    """Return the files of something handed in for a case that is open here; two statements.

    None where one was changed outside Amparo or taken away: the words that it came with stand.
    """
    try:
        found = _opened(desk, item)
    except Damaged:
        log.error("%s: its files do not open", item.named)  # noqa: TRY400 - a trace may hold values
        return None
    return [
        WaitingFile(id=row.id, name=told.name, size=told.size, media_type=told.media_type)
        for row, told in found
    ]


def to_fetch(desk: Desk, item: TrayItem, file_id: UUID) -> Fetched:
    """Return which file is to leave, of something handed in for a case that is open here.

    Raises:
        Damaged: One was changed outside Amparo.
        NotFound: It has no such file.
    """
    for row, told in _opened(desk, item):
        if row.id == file_id:
            return Fetched(
                file_id=row.id,
                document_id=told.document_id,
                number=1,
                size=told.size,
                padded=told.padded,
                name=told.name,
                path=vault.path_of(desk.house.settings, row.id),
                key=bytes.fromhex(told.key),
                context=context_of(row.case_id, told.document_id, row.id, 1),
            )
    raise NotFound


def take_over(desk: Desk, item: TrayItem, paper: Paper) -> dict[str, list[str]]:
    """Make documents of the case out of what waits; return their rows by table.

    They lie where they lay; each is from whoever handed it in, and came when she did.

    Raises:
        Damaged: One was changed outside Amparo.
    """
    made: dict[str, list[str]] = {}
    for row, told in _opened(desk, item):
        document = Document(
            id=told.document_id,
            case_id=item.case_id,
            name=told.name,
            kind="other",
            dated_on=paper.on,
            author_id=item.giver_id,
            at=row.at,
            newest=1,
        )
        file = DocumentFile(
            id=row.id,
            case_id=item.case_id,
            document_id=told.document_id,
            number=1,
            key=told.key,
            size=told.size,
            padded=told.padded,
            sha256=told.sha256,
            media_type=told.media_type,
            name=told.name,
            author_id=item.giver_id,
            at=row.at,
        )
        desk.db.delete(row)
        desk.db.add_all((document, file))
        made.setdefault("documents", []).append(str(document.id))
        made.setdefault(vault.TABLE, []).append(str(file.id))
    desk.db.flush()
    return made


def drop(desk: Desk, item: TrayItem) -> dict[str, list[str]]:
    """Take away the files of what is given back; return them by table, as the record says it."""
    gone = []
    known = _on_record(desk, item.id).get(item.id, set())
    for row in desk.db.scalars(select(TrayFile).where(TrayFile.item_id == item.id)).all():
        if row.id in known:  # another was planted, and may be named like a document's file
            gone.append(str(row.id))
        desk.db.delete(row)
    desk.db.flush()
    return {vault.TABLE: sorted(gone)} if gone else {}


# --- checks ---------------------------------------------------------------------------------------


def wrong(desk: NightDesk) -> Iterator[str]:
    """Yield the files that are otherwise than the record has it; three statements."""
    known = _on_record(desk, None)
    here, whole = set[UUID](), dict[UUID, list[UUID]]()
    for row in desk.db.scalars(select(TrayFile)):
        here.add(row.id)
        if is_sound(row):  # else its card is named already
            whole.setdefault(row.item_id, []).append(row.id)
            if row.id not in known.get(row.item_id, ()):
                yield f"{row.named}: handed in by no deed on record"
    standing = rows.on_record(desk, None)
    waits = {item for item, (state, _) in standing.items() if state == WAITS}
    for item in known.keys() & waits:
        gone = known[item] - here
        yield from (f"{TrayFile.__tablename__} {each}: on record, and taken away" for each in gone)
    for item in whole.keys() - waits:
        yield from (
            f"{TrayFile.__tablename__} {each}: of what no longer waits" for each in whole[item]
        )


def _opened(desk: Desk, item: TrayItem) -> list[tuple[TrayFile, _Told]]:
    """Return the files of one thing, opened, in the order in which they came.

    One that no deed on record put there counts for nothing.

    Raises:
        Damaged: One was changed outside Amparo or taken away.
    """
    if item.state != WAITS:
        return []
    known = _on_record(desk, item.id).get(item.id, set())
    beside = desk.db.scalars(select(TrayFile).where(TrayFile.item_id == item.id))
    found = [row for row in beside if row.id in known]
    if len(found) != len(known):
        raise Damaged
    opened = [(row, _told(desk, row)) for row in found]
    return sorted(opened, key=lambda each: (each[0].at, each[0].id))


def _told(desk: Desk, row: TrayFile) -> _Told:
    row.open_card()
    secret = access.secrets_of(desk, row.case_id).get(row.epoch)
    if secret is None:
        raise Damaged
    place = TrayPlace(row.case_id, row.epoch, row.id, row.giver_id)
    try:
        said = json.loads(trays.take_out(row.body, secret, place))
        if said["v"] != FORMAT:
            raise Damaged
        return _Told(
            document_id=UUID(said["document"]),
            key=said["key"],
            name=said["name"],
            size=int(said["size"]),
            padded=int(said["padded"]),
            sha256=said["sha256"],
            media_type=said["media_type"],
        )
    except (KeyError, TypeError, ValueError):
        raise Damaged from None


def _on_record(desk: NightDesk, item_id: UUID | None) -> dict[UUID, set[UUID]]:
    """Return which files arrived by a deed on record, by what they came with; one statement."""
    query = select(Audit).where(Audit.action == SEND).order_by(Audit.seq)
    if item_id is not None:
        query = query.where(Audit.object_id == item_id)
    found: dict[UUID, set[UUID]] = {}
    for entry in desk.db.scalars(query):
        if is_sound(entry) and entry.object_id is not None:
            found.setdefault(entry.object_id, set()).add(UUID(entry.detail["file"]))
    return found


def _mine(desk: Desk, item_id: UUID) -> TrayItem:
    row = desk.db.get(TrayItem, item_id)
    if row is None or row.giver_id != desk.who.id:
        raise NotFound
    row.open_card()
    if row.state != WAITS:
        raise Refused(SETTLED)
    return row


def _left(desk: Desk, item: TrayItem) -> int:
    """Return how many bytes more she may hand in.

    Raises:
        Refused: With this one came as many files as may.
    """
    mine = select(TrayItem.id).where(TrayItem.giver_id == desk.who.id)
    found = list(desk.db.scalars(select(TrayFile).where(TrayFile.item_id.in_(mine))))
    if sum(row.item_id == item.id for row in found) >= MOST_FILES:
        raise Refused(TOO_MANY)
    bound = min(MOST_BYTES, desk.house.settings.document_bytes)
    return bound - sum(row.padded for row in found if is_sound(row))
