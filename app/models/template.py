"""Templates of papers, and blank forms of agencies; no client stands here."""

from uuid import UUID

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Kept, KeptRow, OpaqueRow, clear
from app.db.kinds import FLAG, ID, INSTANT, JSON, TEXT


class Template(OpaqueRow, KeptRow):
    """What papers of many cases are made of: a Word file, or a form whose fields are filled in."""

    __tablename__ = "templates"
    __table_code__ = 80
    __lock__ = Lock.MAIL

    name = Kept(1, TEXT)
    kind = Kept(2, TEXT)  # word, or form
    language = Kept(3, TEXT)  # in which days are written
    document_kind = Kept(4, TEXT)  # what a paper made of it is in its case
    fields = Kept(5, JSON, {})  # of a form: which name fills which field
    found = Kept(6, JSON, [])  # the names or fields of its newest version, as the press read them
    retired = Kept(7, FLAG, default=False)  # no longer offered
    author_id = Kept(8, ID)
    at = Kept(9, INSTANT)
    files = Kept(10, JSON, [])  # its versions, the oldest first: id, length, print, by whom, when


class TemplateFile(OpaqueRow, KeptRow):
    """One version of a template; papers keep of which one they were made."""

    __tablename__ = "template_files"
    __table_code__ = 81
    __lock__ = Lock.MAIL

    template_id: Mapped[UUID] = clear(
        OPAQUE_ID, Uuid, ForeignKey("templates.id"), index=True, bound=1
    )

    content = Kept(2, TEXT)  # in base 64
