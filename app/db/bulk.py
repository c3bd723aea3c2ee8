"""Many new rows of one table at once, for what nobody reads again at the same desk."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.db.columns import Base, KeptRow, card_attributes, sealed_by, sealed_text


def sealed_saying(db: Session, row: KeptRow, **said: Any) -> bytes:  # noqa: ANN401
    """Return the card that a row will have once these attributes say so; the row stays as it is.

    For rows whose version sealing does not raise.
    """
    row.open_card()
    inside = {each.name: each for each in card_attributes(type(row))}
    changed = {inside[name].key: inside[name].kind.dump(value) for name, value in said.items()}
    return sealed_text(row, {**row.__dict__["_plain"], **changed}, db.info["keys"])


def add_many(db: Session, model: type[KeptRow], rows: Iterable[dict[str, Any]]) -> None:
    """Seal and write rows of a table whose rows never change, each given by its values.

    What they come to is the same as one object added for each; the session knows none of them.

    Raises:
        IntegrityError: One of them stands there already.
    """
    inside = {each.name: each for each in card_attributes(model)}
    values = []
    for told in rows:
        clear = {name: value for name, value in told.items() if name not in inside}
        row = model(**clear)
        row.__dict__["_plain"] = {
            inside[name].key: inside[name].kind.dump(value)
            for name, value in told.items()
            if name in inside
        }
        values.append({**clear, "card": sealed_by(db, row)})
    if values:
        db.flush()  # what was added before stands before
        db.execute(insert(Base.metadata.tables[model.__tablename__]), values)
