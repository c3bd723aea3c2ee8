"""Private, Kept, clear: the only three kinds of column.

A row's private attributes are plain Python values to whoever reads or writes them. Together they
are one *card*: a JSON object, keyed by the pinned numbers of the fields, padded, sealed into one
bytes column when the session flushes and opened when the first attribute is read. `Private` cards
are sealed under the key of the row's case, `Kept` cards under a key of the server. Whatever is
neither must be `clear`, with the reason why it may be read by whoever holds a dump; a column that
is none of the three stops the model from loading.

What holds it together:

* The cell binds table code, case id, row id and version (decision 3), so a card that is
  copied, moved or older than its row's version does not open.
* `version` is raised by sealing and by nothing else; SQLAlchemy compares it on every UPDATE.
* A clear column that safety hangs on is `bound`: the card repeats it, so that whoever changes it
  without the key is found out by the first who opens the card or reads the column of a row.
* The column type refuses bytes that the sealing floor did not make.
* A session without the key raises `Locked`; there is no plaintext fallback.
"""

from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, overload
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Integer, MetaData, Uuid, event, inspect
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Mapper,
    Session,
    declared_attr,
    mapped_column,
    object_session,
)
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.types import TypeEngine

from app.crypto.cells import Place, Sealed, epoch_of, open_, seal
from app.crypto.keyring import Keyring, Lock
from app.db import cardtext
from app.db.columntypes import SealedBytes
from app.db.kinds import JSON, Kind
from app.errors import Damaged, Locked

T = TypeVar("T")

CARD_FIELD = 0  # the field code of a whole card; attributes inside it have their own from 1 on
SERVER_SCOPE = UUID(int=0)
CASES = "cases"
WRITTEN = "written"  # what a session knows: rows of which tables were saved, of which cases
OPAQUE_ID = "Random (UUIDv4): tells neither who, what nor when."


# --- columns ----------------------------------------------------------------------------------


def clear(
    why: str,
    kind: type[TypeEngine[T]] | TypeEngine[T],
    *arguments: Any,  # noqa: ANN401 - foreign keys and the like, as SQLAlchemy takes them
    bound: int | None = None,
    **options: Any,  # noqa: ANN401
) -> Mapped[Any]:
    """Declare a column that whoever holds a dump can read, and why that is no harm.

    Args:
        why: The reason.
        kind: Its type.
        arguments: Foreign keys and the like.
        bound: Under which number the row's card repeats it, where safety hangs on it.
        options: As SQLAlchemy takes them.
    """
    options.setdefault("nullable", False)
    info = {"clear": why} if bound is None else {"clear": why, "bound": bound}
    return mapped_column(kind, *arguments, info=info, **options)


def _card_column() -> Mapped[bytes]:
    return mapped_column(SealedBytes, nullable=False, info={"card": True})


def later_card() -> Mapped[Any]:
    """Declare the card of a table that was there before it: rows from then have none, and None."""
    return mapped_column(SealedBytes, nullable=True, info={"card": True})


class Base(DeclarativeBase):
    """Every table of Amparo."""

    # Constraints have names, so that a migration can take each away again on both engines.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SealedRow(Base):
    """A row with a card."""

    __abstract__ = True
    __lock__: ClassVar[Lock]
    __table_code__: ClassVar[int]  # pinned in codes.txt; never reused
    __step__: ClassVar[int] = 256  # cards are padded to a multiple of so many bytes

    card: Mapped[bytes] = _card_column()

    @property
    def scope(self) -> UUID:
        """The case that the card is bound to; all zero for the server's own."""
        return SERVER_SCOPE

    @property
    def place_id(self) -> UUID:
        """The sixteen bytes that name the row in the cell's associated data."""
        return self.id  # type: ignore[attr-defined,no-any-return]

    @property
    def place_version(self) -> int:
        """The version bound into the cell; rows that never change stay at 1."""
        return getattr(self, "version", 1)

    @property
    def named(self) -> str:
        """Table and row, for whoever looks for it."""
        return f"{self.__tablename__} {self.place_id}"

    @property
    def has_card(self) -> bool:
        """Whether it was sealed at all; only rows from before their table had cards were not."""
        return self.card is not None

    def open_card(self) -> None:
        """Prove that the card opens at its place and repeats what stands in clear.

        Raises:
            Damaged: It does not.
            Locked: The key is not at this desk.
        """
        _plain(self)

    def said(self) -> dict[str, Any]:
        """Return all that the card says, by name; it raises what `open_card` does."""
        plain = _plain(self)
        return {
            each.name: each.kind.load(plain[each.key]) if each.key in plain else each.unsaid()
            for each in card_attributes(type(self))
            if not isinstance(each, Bound)
        }

    def seal_again(self) -> None:
        """Have the card sealed at the next flush although nothing in it changed: for a new key."""
        _plain(self)
        _touch(self)

    def altered(self) -> list[str]:
        """Return which bound columns say otherwise than the card.

        Raises:
            Damaged: The card does not open at all.
            Locked: The key is not at this desk.
        """
        return _altered(self, _unsealed(self))

    def cell_place(self, epoch: int) -> Place:
        """Return where the card belongs."""
        return Place(
            table=self.__table_code__,
            field=CARD_FIELD,
            scope=self.scope,
            row=self.place_id,
            version=self.place_version,
            epoch=epoch,
        )


class Versioned(SealedRow):
    """A row that may change: its version is raised by sealing and by nothing else."""

    __abstract__ = True

    version: Mapped[int] = clear("How often the row was saved; part of the seal.", Integer)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy calls it on the class
        """Have SQLAlchemy compare versions on every UPDATE and raise none itself."""
        return {"version_id_col": cls.version, "version_id_generator": False}


class OpaqueRow(Versioned):
    """A row named by a random id, known before it is saved: the id is bound into the card."""

    __abstract__ = True

    id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, primary_key=True)

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - as SQLAlchemy's own constructor
        values.setdefault("id", uuid4())
        super().__init__(**values)


class CaseRow(OpaqueRow):
    """A row of one case; its `Private` attributes are sealed under the case's key."""

    __abstract__ = True
    __lock__ = Lock.CASE

    @declared_attr
    def case_id(cls) -> Mapped[UUID]:  # noqa: N805 - SQLAlchemy calls it on the class
        """The case that the row belongs to; a case belongs to itself."""
        why = "Which rows belong together; the case itself is opaque."
        if cls.__tablename__ == CASES:
            return clear(why, Uuid)
        return clear(why, Uuid, ForeignKey(f"{CASES}.id"), index=True)

    @property
    def scope(self) -> UUID:
        """The case."""
        return self.case_id


class KeptRow(SealedRow):
    """A row of the server; its `Kept` attributes are sealed under one of the server's keys."""

    __abstract__ = True


# --- attributes inside a card -----------------------------------------------------------------

_REQUIRED: Any = object()


class _CardAttribute(Generic[T]):
    """One value inside a card, under its pinned number."""

    def __init__(self, code: int, kind: Kind[T], default: T = _REQUIRED) -> None:
        self.code = code
        self.key = str(code)
        self.kind = kind
        self.default: T = None if kind.optional and default is _REQUIRED else default  # type: ignore[assignment]

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, row: None, owner: type) -> "_CardAttribute[T]": ...
    @overload
    def __get__(self, row: object, owner: type) -> T: ...
    def __get__(self, row: object | None, owner: type) -> "_CardAttribute[T] | T":
        if row is None:
            return self
        plain = row.__dict__.get("_plain")
        if plain is None:
            plain = _plain(row)  # type: ignore[arg-type]
        try:
            return self.kind.load(plain[self.key])
        except KeyError:
            return self.unsaid()

    def unsaid(self) -> T:
        """Return what a card means that says nothing of it; AttributeError where it must."""
        if self.default is _REQUIRED:
            raise AttributeError(self.name) from None
        return self.default

    def __set__(self, row: Any, value: T) -> None:  # noqa: ANN401
        plain = _plain(row)
        dumped = self.kind.dump(value)
        if self.key in plain and plain[self.key] == dumped:
            return
        plain[self.key] = dumped
        _touch(row)

    def _refuse(self, *_: object) -> Any:  # noqa: ANN401
        msg = f"{self.name} is sealed: it cannot be compared, sorted or selected in SQL"
        raise TypeError(msg)

    __clause_element__ = __eq__ = __lt__ = __gt__ = _refuse
    __hash__ = object.__hash__


class Private(_CardAttribute[T]):
    """A value that only people with the case's key read."""


class Kept(_CardAttribute[T]):
    """A value that only a process with the server key reads."""


class Bound(Kept[Any]):
    """A clear column that the card repeats; in a row it is read and written through the card.

    On the class it is the column itself, for SQL. What a query finds by it is only believed once
    it was read from the row.
    """

    def __init__(self, code: int, column: Any) -> None:  # noqa: ANN401 - SQLAlchemy's attribute
        super().__init__(code, JSON)
        self.name = column.key
        self._column = column

    def __get__(self, row: object | None, owner: type) -> Any:  # noqa: ANN401
        if row is None:
            return self._column
        _plain(row)  # type: ignore[arg-type]
        return self.value(row)

    def __set__(self, row: Any, value: Any) -> None:  # noqa: ANN401
        _plain(row)  # what stood there is proved before it is changed
        if inspect(row).has_identity and self.value(row) == value:
            return
        self._column.__set__(row, value)
        _touch(row)

    def value(self, row: object) -> Any:  # noqa: ANN401
        """Return what stands in clear, unproved."""
        try:
            return row.__dict__[self.name]  # as SQLAlchemy's own attribute does once it is loaded
        except KeyError:
            return self._column.__get__(row, type(row))

    @property
    def unset(self) -> Any:  # noqa: ANN401
        """What a card older than the column says of it: what the migration gave the row."""
        column = inspect(self._column).property.columns[0]
        return None if column.default is None else column.default.arg

    def said(self, card: dict[str, Any]) -> Any:  # noqa: ANN401
        """Return what an opened card says of it."""
        try:
            return card[self.key]
        except KeyError:
            return self.unset

    def copy(self, row: object) -> Any:  # noqa: ANN401
        """Return it as the card repeats it."""
        return cardtext.repeated(self.value(row))


@cache
def _bound(model: type[SealedRow]) -> tuple[Bound, ...]:
    return tuple(value for value in vars(model).values() if isinstance(value, Bound))


@cache
def card_attributes(model: type[SealedRow]) -> tuple[_CardAttribute[Any], ...]:
    """Return the attributes of a model's card, in the order of their codes."""
    found = [
        value
        for owner in model.__mro__
        for value in vars(owner).values()
        if isinstance(value, _CardAttribute)
    ]
    return tuple(sorted(found, key=lambda attribute: attribute.code))


def _plain(row: SealedRow) -> dict[str, Any]:
    held: dict[str, Any] | None = row.__dict__.get("_plain")
    if held is None:
        held = _open(row) if inspect(row).has_identity else {}
        row.__dict__["_plain"] = held
    return held


def _touch(row: Any) -> None:  # noqa: ANN401
    row.__dict__["_touched"] = True
    if inspect(row).persistent:
        flag_modified(row, "card")


def _open(row: SealedRow) -> dict[str, Any]:
    card = _unsealed(row)
    if _altered(row, card):
        raise Damaged
    return card


def _altered(row: SealedRow, card: dict[str, Any]) -> list[str]:
    return [column.name for column in _bound(type(row)) if column.said(card) != column.copy(row)]


def _unsealed(row: SealedRow) -> dict[str, Any]:
    blob = row.card
    epoch = epoch_of(blob)
    cell = _keys(object_session(row)).cell(row.__lock__, row.scope, epoch)
    return cardtext.read(open_(cell, row.cell_place(epoch), blob))


def _seal(row: SealedRow, keys: Keyring) -> None:
    _plain(row).update({column.key: column.copy(row) for column in _bound(type(row))})
    missing = [a.name for a in card_attributes(type(row)) if _is_missing(row, a)]
    if missing:
        msg = f"{type(row).__name__}: neither set nor optional: {', '.join(missing)}"
        raise TypeError(msg)
    row.card = sealed_text(row, _plain(row), keys)
    row.__dict__["_touched"] = False


def sealed_text(row: SealedRow, plain: dict[str, Any], keys: Keyring) -> Sealed:
    """Return the card that a row has when it says this."""
    epoch = keys.writing_epoch(row.__lock__, row.scope)
    cell = keys.cell(row.__lock__, row.scope, epoch)
    return seal(cell, row.cell_place(epoch), cardtext.written(plain, row.__step__))


def _is_missing(row: SealedRow, attribute: _CardAttribute[Any]) -> bool:
    return attribute.default is _REQUIRED and attribute.key not in _plain(row)


def _keys(session: Session | None) -> Keyring:
    keys = None if session is None else session.info.get("keys")
    if not isinstance(keys, Keyring):
        raise Locked
    return keys


def sealed_by(session: Session, row: SealedRow) -> bytes:
    """Return the card of a row that the session does not know, sealed with its keys."""
    _seal(row, _keys(session))
    return row.card


def seal_changed_rows(session: Session, *_: object) -> None:
    """Seal the card of every new or changed row that is about to be flushed."""
    for row in (*session.new, *session.dirty):
        if isinstance(row, SealedRow):
            _before_flush(session, row)


def _before_flush(session: Session, row: SealedRow) -> None:
    new, touched = row in session.new, row.__dict__.get("_touched", False)
    is_known = new or touched or row.__dict__.pop("_carried", False)
    if not is_known and inspect(row).attrs.card.history.has_changes():
        msg = "a card is written through its attributes only"
        raise TypeError(msg)
    if isinstance(row, CaseRow) and not new and inspect(row).attrs.case_id.history.has_changes():
        msg = "a row never moves to another case: its card is bound to this one"
        raise TypeError(msg)
    is_sealed = row.__dict__.pop("_first", False) and not touched
    if is_sealed or not (new or touched):
        return
    if isinstance(row, Versioned):
        row.version = 1 if new else row.version + 1
    _seal(row, _keys(session))
    if isinstance(row, CaseRow):
        session.info.setdefault(WRITTEN, set()).add((row.__tablename__, row.case_id))


def _forget(row: SealedRow | None, *_: object) -> None:
    if row is None:  # rolled back when nobody held the row any more: it is gone with its content
        return
    row.__dict__.pop("_plain", None)
    row.__dict__.pop("_touched", None)


def _check_columns(mapper: Mapper[Any], model: type) -> None:
    """Refuse a model with an undeclared column.

    Raises:
        TypeError: A column is neither clear nor a card, or an attribute stands in the wrong row.
    """
    undeclared = [c.name for c in mapper.columns if not ({"clear", "card"} & c.info.keys())]
    if undeclared:
        msg = f"{model.__name__}: say clear(why) or make it Private: {', '.join(undeclared)}"
        raise TypeError(msg)
    if not issubclass(model, SealedRow):
        if any("bound" in column.info for column in mapper.columns):
            msg = f"{model.__name__}: a bound column needs a card that repeats it"
            raise TypeError(msg)
        return
    wanted = Private if issubclass(model, CaseRow) else Kept
    _bind(mapper, model)
    wrong = [a.name for a in card_attributes(model) if not isinstance(a, wanted)]
    codes = [a.code for a in card_attributes(model)]
    if wrong or len(set(codes)) != len(codes) or not hasattr(model, "__table_code__"):
        msg = f"{model.__name__}: attributes must be {wanted.__name__} with codes of their own"
        raise TypeError(msg)


def _bind(mapper: Mapper[Any], model: type[SealedRow]) -> None:
    for column in mapper.columns:
        if "bound" in column.info:
            key = mapper.get_property_by_column(column).key
            type.__setattr__(model, key, Bound(column.info["bound"], getattr(model, key)))


event.listen(Session, "before_flush", seal_changed_rows)
event.listen(SealedRow, "expire", _forget, propagate=True)
event.listen(SealedRow, "refresh", _forget, propagate=True)
event.listen(Mapper, "mapper_configured", _check_columns)
