"""Every column is Private, Kept or clear with its reason, or the model does not load."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from sqlalchemy import Uuid

from app import models
from app.crypto.keyring import Lock
from app.db.columns import Base, Bound, CaseRow, Kept, Private, SealedRow, card_attributes
from tests.house.tree import ROOT

NAMED = [vars(models)[name] for name in models.__all__]
TABLES = [model for model in NAMED if hasattr(model, "__tablename__")]


def test_every_column_is_a_card_or_says_why_it_is_clear() -> None:
    """There is no third way, whatever the tables are."""
    assert len(TABLES) > 15
    for table in Base.metadata.tables.values():
        for column in table.columns:
            assert {"clear", "card"} & column.info.keys(), f"{table.name}.{column.name}"


def test_every_table_is_told_to_the_house() -> None:
    """A table that models/__init__ does not name would escape every list made from it."""
    assert {model.__tablename__ for model in TABLES} == set(Base.metadata.tables)


@pytest.mark.parametrize("model", [m for m in TABLES if issubclass(m, SealedRow)])
def test_a_case_keeps_private_what_the_server_must_not_read(model: type[SealedRow]) -> None:
    """Rows of a case hold Private attributes only, rows of the server Kept and bound ones only."""
    wanted = {Private} if issubclass(model, CaseRow) else {Kept, Bound}
    assert card_attributes(model)
    assert {type(attribute) for attribute in card_attributes(model)} <= wanted
    assert (model.__lock__ is Lock.CASE) == issubclass(model, CaseRow)


def test_no_clear_column_of_a_case_holds_words() -> None:
    """A case's rows show random ids and a count, nothing that anybody typed."""
    for model in TABLES:
        if issubclass(model, CaseRow):
            assert {c.name for c in model.__table__.columns} == {"id", "case_id", "version", "card"}


BEGIN = """
from app.models import *
from app.crypto.keyring import Lock
from app.db.columns import *
from app.db.kinds import *
from sqlalchemy import Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, configure_mappers, mapped_column
"""
FORKING = """
import json, os, sys, tempfile
for line in sys.stdin:
    with tempfile.TemporaryFile("w+") as said:
        child = os.fork()
        if child == 0:
            os.dup2(said.fileno(), 2)
            exec(json.loads(line) + "\\nconfigure_mappers()")
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        print(json.dumps([ended, said.read()]), flush=True)
"""
KEPT = """
class Moon(OpaqueRow, KeptRow):
    __tablename__ = "moons"
    __lock__ = Lock.MAIL
"""
OWN = """
class Own(DeclarativeBase):
    pass
class Moon(Own):
    __tablename__ = "moons"
"""
BARE = """
class Moon(Base):
    __tablename__ = "moons"
"""
CODE = "    __table_code__ = 9001\n"
PLANTED = {
    "sound": (KEPT + CODE + "    phase = Kept(1, TEXT)", ""),
    "undeclared": (
        KEPT + CODE + "    phase: Mapped[str] = mapped_column(String)",
        "Moon: say clear(why) or make it Private: phase",
    ),
    "on a base of its own": (
        OWN + "    phase: Mapped[str] = mapped_column(String, primary_key=True)",
        "Moon: say clear(why) or make it Private: phase",
    ),
    "private in a row of the server": (
        KEPT + CODE + "    phase = Private(1, TEXT)",
        "Moon: attributes must be Kept",
    ),
    "kept in a row of a case": (
        "class Moon(CaseRow):\n    __tablename__ = 'moons'\n" + CODE + "    phase = Kept(1, TEXT)",
        "Moon: attributes must be Private",
    ),
    "one code for two": (
        KEPT + CODE + "    phase = Kept(1, TEXT)\n    tide = Kept(1, TEXT)",
        "Moon: attributes must be Kept with codes of their own",
    ),
    "a bound clear column": (
        KEPT + CODE + "    phase: Mapped[str] = clear('why', String, bound=1)",
        "",
    ),
    "a bound column with another's code": (
        KEPT + CODE + "    phase: Mapped[str] = clear('why', String, bound=1)\n"
        "    tide = Kept(1, TEXT)",
        "Moon: attributes must be Kept with codes of their own",
    ),
    "a bound column without a card": (
        BARE + "    id: Mapped[int] = clear('why', Integer, primary_key=True, bound=1)",
        "Moon: a bound column needs a card that repeats it",
    ),
    "a table without a code": (KEPT + "    phase = Kept(1, TEXT)", "Moon: attributes must be"),
}


@pytest.fixture(scope="module")
def loading() -> Iterator[Callable[[str], tuple[int, str]]]:
    """A program that has read the models, and forks one for each model that is planted."""
    with subprocess.Popen(
        [sys.executable, "-c", BEGIN + FORKING],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        told, heard = program.stdin, program.stdout

        def load(text: str) -> tuple[int, str]:
            told.write(json.dumps(text) + "\n")
            told.flush()
            ended, said = json.loads(heard.readline())
            return ended, said

        yield load


@pytest.mark.parametrize("name", PLANTED)
def test_a_model_that_hides_nothing_does_not_load(
    name: str, loading: Callable[[str], tuple[int, str]]
) -> None:
    """In a program of its own, since a broken model would break every test after it."""
    text, fault = PLANTED[name]
    ended, said = loading(text)
    assert fault in said
    assert (ended == 0) == (not fault), said


def test_ids_are_random() -> None:
    """UUIDv4, known before the row is saved; version 7 would tell the time."""
    note = models.Note(case_id=UUID(int=1))
    assert note.id.version == 4
    assert isinstance(models.Note.__table__.c.id.type, Uuid)


# What decides who opens what, who is told, or what a person did. A column that joins it is bound.
SAFETY_HANGS_ON = {
    "absences": {"state"},
    "audit": {"at", "actor_id", "action", "object_id"},
    "cover_envelopes": {"holder_id", "cover_id", "epoch", "grantor_id", "body"},
    "handings": {"state"},
    "law_changes": {"state"},
    "looks": {"case_id"},
    "due_tasks": {"case_id"},
    "grants": {"epoch", "role", "until", "grantor_id", "form", "body"},
    "holds": {"case_id", "state"},
    "links": {"mail_id", "expires_at"},
    "members": {"epoch", "until", "grantor_id", "form", "body"},
    "name_pages": {"epoch", "stamp", "body"},
    "one_time_links": {"purpose", "staff_id", "made_by", "expires_at"},
    "screens": {"word"},
    "principals": {"kind", "sealing_key", "signing_key", "word", "commitment", "epoch"}
    | {"former", "for_custodians"},
    "passkeys": {"staff_id", "wrap"},
    "printed_codes": {"staff_id", "which", "body"},
    "report_cards": {"epoch", "body"},
    "recoveries": {"staff_id", "opens_at", "terms"},
    "schedule": {"changed", "kind"},
    "shreddings": {"case_id", "state"},
    "staff": {"role", "state", "address_token", "bundle"},
    "template_files": {"template_id"},
    "tray_doors": {"token"},
    "tray_files": {"item_id", "body"},
    "tray_items": {"giver_id", "epoch", "state", "body", "answer"},
}


def test_what_safety_hangs_on_is_bound() -> None:
    """Unbinding a column is a decision, not a slip."""
    bound = {
        table.name: {column.name for column in table.columns if "bound" in column.info}
        for table in Base.metadata.tables.values()
    }
    assert {name: columns for name, columns in bound.items() if columns} == SAFETY_HANGS_ON
